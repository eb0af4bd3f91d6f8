//! The largest circulation among countries, and the rings it is made of.

use std::collections::BTreeMap;

use netting::obligations::{Book, Measure, Obligation, Room};

use super::{Country, Money, Objection, Period, Ring};
use crate::circulation;

/// What one country owes another, and how much.
pub(super) type Arc = (Country, Country, u128);

/// What cancels on each arc.
type On = BTreeMap<(Country, Country), u128>;

/// The largest circulation of netted arcs, as rings and as what cancels on each arc.
///
/// Arcs are at most one for each pair and direction.
pub(super) fn largest(arcs: &[Arc]) -> Result<(Vec<Ring>, On), Objection> {
    let obligation = |(debtor, creditor, amount): &Arc| Obligation {
        debtor: *debtor,
        creditor: *creditor,
        currency: Money(0),
        amount: *amount,
    };
    let book = Book { rates: vec![1], obligations: arcs.iter().map(obligation).collect() };
    let cleared = circulation::clear(&book, Measure::AcrossCurrencies, &Room::new())?;
    let on: On = arcs
        .iter()
        .zip(&cleared.parts)
        .filter(|(_, part)| **part > 0)
        .map(|((payer, payee, _), part)| ((*payer, *payee), *part))
        .collect();
    Ok((split(on.clone()), on))
}

/// What the largest circulation of gross flows cancels, each currency by itself or all together.
pub(super) fn gross(period: &Period, measure: Measure) -> Result<u128, Objection> {
    let obligations: Vec<Obligation> = period
        .paid
        .iter()
        .filter(|((payer, payee, _), paid)| payer != payee && paid.value > 0)
        .map(|((debtor, creditor, currency), paid)| Obligation {
            debtor: *debtor,
            creditor: *creditor,
            currency: *currency,
            amount: paid.value,
        })
        .collect();
    let most = obligations.iter().map(|obligation| obligation.currency.0).max().unwrap_or(0);
    let rates = vec![1; usize::try_from(most).unwrap_or(usize::MAX - 1) + 1];
    let cleared = circulation::clear(&Book { rates, obligations }, measure, &Room::new())?;
    Ok(cleared.value)
}

/// A circulation as rings, each found by walking on until a country comes again.
///
/// Every ring takes all that is left on one of its arcs, so there are no more rings than arcs.
fn split(mut on: On) -> Vec<Ring> {
    let mut rings = Vec::new();
    while let Some((first, _)) = on.keys().next().copied() {
        let Some(countries) = walk(&on, first) else {
            break;
        };
        let next = countries.iter().cycle().skip(1);
        let arcs: Vec<_> = countries.iter().copied().zip(next.copied()).collect();
        let value = arcs.iter().filter_map(|arc| on.get(arc)).min().copied().unwrap_or(0);
        for arc in arcs {
            if let Some(left) = on.get_mut(&arc) {
                *left -= value;
            }
        }
        on.retain(|_, left| *left > 0);
        rings.push(Ring { countries: from_smallest(countries), value });
    }
    rings.sort_by(|one, other| {
        other.value.cmp(&one.value).then_with(|| one.countries.cmp(&other.countries))
    });
    rings
}

/// A circle that can be reached; none if a walk ends, which no circulation lets it.
fn walk(on: &On, first: Country) -> Option<Vec<Country>> {
    let mut path = vec![first];
    loop {
        let at = *path.last()?;
        let (_, next) = on.range((at, Country(0))..=(at, Country(u32::MAX))).next()?.0;
        if let Some(begun) = path.iter().position(|country| country == next) {
            return Some(path.split_off(begun));
        }
        path.push(*next);
    }
}

fn from_smallest(mut countries: Vec<Country>) -> Vec<Country> {
    let smallest = countries.iter().enumerate().min_by_key(|(_, country)| **country);
    let at = smallest.map_or(0, |(at, _)| at);
    countries.rotate_left(at);
    countries
}
