//! What cycles alone would clear, the slow way: one ring at a time, each walk begun anew.

use std::collections::BTreeMap;

use settlement::PartyId;
use terms::CurrencyId;

use super::Twin;
use super::cycles::Owed;

/// Sums of one currency, or of all by value, as they are told at a cut-off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compressed {
    /// All obligations.
    pub gross: u128,
    /// What clears between two at a time.
    pub pairs: u128,
    /// What clears in pairs and rings.
    pub cleared: u128,
    /// What nothing exceeds.
    pub at_most: u128,
    /// What is paid in for all.
    pub pay_in: u128,
}

/// What is told of a whole cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compression {
    /// Each currency by itself.
    pub currencies: BTreeMap<CurrencyId, Compressed>,
    /// All by value, and what is paid in with swaps, if every currency has a rate.
    pub across: Option<(Compressed, u128)>,
}

/// Who owes whom how much in which currency.
type Arc = (PartyId, PartyId, CurrencyId, u128);

impl Twin {
    /// R-CYC-09
    pub(super) fn compression(&self, owed: &[Owed]) -> Compression {
        let arc = |owed: &Owed| (owed.from.0, owed.to.0, owed.from.1, owed.amount.unsigned_abs());
        let arcs: Vec<Arc> = owed.iter().map(arc).collect();
        let mut currencies = BTreeMap::new();
        for (.., id, _) in &arcs {
            let own: Vec<Arc> = arcs.iter().filter(|arc| arc.2 == *id).copied().collect();
            currencies.insert(*id, compressed(&own));
        }
        let valued = |(from, to, id, amount): &Arc| {
            let rate = self.official_rate(*id)?;
            let parts = (u128::from(rate.numerator()), u128::from(rate.denominator()));
            Some((*from, *to, *id, amount * parts.0 * 1_000_000 / parts.1))
        };
        let valued: Option<Vec<Arc>> = arcs.iter().map(valued).collect();
        let across =
            valued.map(|arcs| (compressed(&arcs), negative(&arcs, |_| CurrencyId::new(0))));
        Compression { currencies, across: across.filter(|(sums, _)| sums.gross > 0) }
    }
}

fn compressed(arcs: &[Arc]) -> Compressed {
    let mut owes: BTreeMap<(PartyId, PartyId), u128> = BTreeMap::new();
    let mut sides: BTreeMap<PartyId, (u128, u128)> = BTreeMap::new();
    for (from, to, _, amount) in arcs {
        *owes.entry((*from, *to)).or_default() += amount;
        sides.entry(*from).or_default().0 += amount;
        sides.entry(*to).or_default().1 += amount;
    }
    let pairs = offset(&mut owes);
    Compressed {
        gross: arcs.iter().map(|arc| arc.3).sum(),
        pairs,
        cleared: pairs + rings(owes),
        at_most: sides.values().map(|(owes, owed)| owes.min(owed)).sum(),
        pay_in: negative(arcs, |id| id),
    }
}

/// What all accounts together lack; an account is a party in what `in_which` makes of a currency.
fn negative(arcs: &[Arc], in_which: impl Fn(CurrencyId) -> CurrencyId) -> u128 {
    let mut nets: BTreeMap<(PartyId, CurrencyId), i128> = BTreeMap::new();
    for (from, to, id, amount) in arcs {
        let amount = i128::try_from(*amount).expect("stories deal in small amounts");
        *nets.entry((*from, in_which(*id))).or_default() -= amount;
        *nets.entry((*to, in_which(*id))).or_default() += amount;
    }
    nets.values().filter(|net| **net < 0).map(|net| net.unsigned_abs()).sum()
}

fn offset(owes: &mut BTreeMap<(PartyId, PartyId), u128>) -> u128 {
    let mut total = 0;
    for ((one, other), sum) in owes.clone() {
        let back = owes.get(&(other, one)).copied().unwrap_or(0);
        let least = sum.min(back);
        if one < other && least > 0 {
            *owes.get_mut(&(one, other)).expect("it is there") -= least;
            *owes.get_mut(&(other, one)).expect("it is there") -= least;
            total += 2 * least;
        }
    }
    owes.retain(|_, left| *left > 0);
    total
}

fn rings(mut owes: BTreeMap<(PartyId, PartyId), u128>) -> u128 {
    let mut total = 0;
    while let Some(((first, _), _)) = owes.first_key_value() {
        let mut walk = vec![*first];
        let ring = loop {
            let here = walk[walk.len() - 1];
            match owes.keys().find(|(from, _)| *from == here).map(|(_, to)| *to) {
                None => break None,
                Some(next) => match walk.iter().position(|party| *party == next) {
                    None => walk.push(next),
                    Some(begin) => {
                        walk.push(next);
                        break Some(walk[begin..].to_vec());
                    }
                },
            }
        };
        match ring {
            None => {
                let end = (walk[walk.len() - 2], walk[walk.len() - 1]);
                owes.remove(&end);
            }
            Some(ring) => {
                let arcs: Vec<_> = ring.windows(2).map(|two| (two[0], two[1])).collect();
                let least = arcs.iter().map(|arc| owes[arc]).min().expect("a ring has arcs");
                for arc in &arcs {
                    *owes.get_mut(arc).expect("it is there") -= least;
                    total += least;
                }
                owes.retain(|_, left| *left > 0);
            }
        }
    }
    total
}
