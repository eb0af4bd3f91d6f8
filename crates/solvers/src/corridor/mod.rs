//! What could free a corridor, and why the rest of it cannot move.
//!
//! A corridor is two countries and the payments between them; a country is the banks whose home
//! currency is one agent's.
//! Everything here is whole numbers of one measure, the value at official rates, so that flows in
//! many currencies can be added; nothing is paid in it.
//!
//! The gross flow of a corridor falls into parts, each what a tool adds after those before it:
//!
//! 1. offsetting between the two countries in one currency,
//! 2. offsetting between them across currencies,
//! 3. rings through third countries,
//! 4. what is left is structural: value that goes one way, which no offsetting cancels.
//!    What came in the payee's own currency is money at home; of the other, an exchange may move
//!    some to who needs that currency, a swap line may postpone some, a sweep may shelter some;
//!    what none of them can carry is the rest.
//!
//! Why a structural part cannot be cancelled: offsetting pays every country as much as it takes,
//! so it leaves each country's net position as it was.
//! What goes from a set of countries to the others can come back only through what those in the
//! set are paid by the others; [`Cut`] is a set for which that is least.
//! `docs/concepts/corridors.md` has the definitions, the proofs and an example by hand.

mod cut;
pub mod forecast;
mod rings;
mod tools;

use std::collections::BTreeMap;

use netting::obligations::Measure;
pub use netting::obligations::{Money, Objection, Party as Country};

/// What one country's banks paid another's in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// Settled or not. Unit: minor units.
    pub amount: u128,
    /// The same at official rates. Unit: the caller's, one for all. Range: 0 .. 2^127 - 1.
    pub value: u128,
    /// The part of the value that waits, or did not settle in its time.
    pub unsettled: u128,
}

/// A period of payments, and what stood at its end.
///
/// Values are in one unit, that of official rates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Payments between countries, by payer, payee and currency. A flow of a country to itself
    /// counts for nothing.
    pub paid: BTreeMap<(Country, Country, Money), Paid>,
    /// Where each currency is issued.
    pub homes: BTreeMap<Money, Country>,
    /// Value of what a country's banks hold of a currency beyond what they began with.
    pub held: BTreeMap<(Country, Money), u128>,
    /// Value for which a country's banks have orders standing that buy a currency.
    pub bids: BTreeMap<(Country, Money), u128>,
    /// Value that the first country's agent may still draw of the second's currency.
    pub lines: BTreeMap<(Country, Country), u128>,
    /// Value that a currency's agent still takes for investment, of all holders together; a
    /// currency that is not here is not taken.
    pub taken: BTreeMap<Money, u128>,
}

/// What each tool can carry of a corridor. Unit: value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tools {
    /// Cancelled by offsetting between the two countries in one currency, both directions counted.
    pub one_currency: u128,
    /// Cancelled by offsetting between them across currencies; in order: beyond the one before.
    pub across: u128,
    /// Cancelled by rings through third countries.
    pub rings: u128,
    /// Received in the payee's own currency: it can be used at home and needs no tool.
    pub home: u128,
    /// Moved by exchange to banks of other countries that need or bid for the currency.
    pub exchange: u128,
    /// Postponed by a swap line: the payer's agent draws the payee's currency, and repays.
    pub swap_line: u128,
    /// Sheltered by a sweep into an investment account at the agent, as far as its terms take it;
    /// it stays one-way.
    pub sweep: u128,
}

/// On which side of a cut countries stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The payee's: what they owe all others is the bound.
    #[default]
    Payee,
    /// The payer's: what all others owe them is the bound.
    Payer,
}

/// A set of countries that shows why no more can come round.
///
/// Of the least cuts the one with the fewest countries on the payee's side and the one with the
/// fewest on the payer's are looked at, and the smaller set is told; of equals the payee's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// Whose side is told.
    pub side: Side,
    /// Who stands on it. Order: ascending.
    pub countries: Vec<Country>,
    /// What goes from the payee's side to the payer's, each pair netted: as much can come round at
    /// most.
    pub leaves: u128,
}

/// By what the demand for a currency is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Orders that stand.
    Orders,
    /// What banks abroad paid in it beyond what they were paid: they had to find it somewhere.
    Needs,
}

/// A currency of the surplus, and what bounds its exchange and its sweep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Which.
    pub currency: Money,
    /// What the payee received in it beyond what it paid back. Unit: value.
    pub surplus: u128,
    /// What the payee's banks hold of it beyond what they began with.
    pub held: u128,
    /// What others want of it.
    pub wanted: u128,
    /// How that is known.
    pub basis: Basis,
    /// What its agent still takes of it for investment; none where it takes none.
    pub taken: Option<u128>,
}

/// Payments that cancel in a circle. Each country pays the next, the last the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// Order: as they pay, from the smallest on.
    pub countries: Vec<Country>,
    /// What cancels on each of its arcs.
    pub value: u128,
}

impl Ring {
    /// Whether one pays the other in it.
    pub fn has(&self, payer: Country, payee: Country) -> bool {
        let next = self.countries.iter().cycle().skip(1);
        self.countries.iter().zip(next).any(|(from, to)| (*from, *to) == (payer, payee))
    }
}

/// Two countries, and what can become of the payments between them.
///
/// Invariant: `in_order.one_currency + in_order.across + in_order.rings + structural == gross`,
/// `in_order.home + in_order.exchange + in_order.swap_line + in_order.sweep + rest == structural`,
/// and no part in order exceeds the same tool alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corridor {
    /// Who pays more by value; of equals the smaller.
    pub payer: Country,
    /// Who is paid more.
    pub payee: Country,
    /// From payer to payee. Order: by currency.
    pub forth: BTreeMap<Money, Paid>,
    /// From payee to payer. Order: by currency.
    pub back: BTreeMap<Money, Paid>,
    /// Value of both directions.
    pub gross: u128,
    /// Value forth less value back.
    pub net: u128,
    /// Value that is not settled, in both directions.
    pub unsettled: u128,
    /// Each tool as if no other corridor used it, on all that offsetting between the two leaves.
    pub alone: Tools,
    /// Each tool after those before it, corridors in the order of the report.
    pub in_order: Tools,
    /// What no offsetting cancels when all corridors are offset together.
    pub structural: u128,
    /// Why: at least `net` less what leaves the cut is structural whatever rings are chosen.
    pub cut: Cut,
    /// What bounds exchange and sweep of the surplus in currencies that are not the payee's own.
    /// Order: by currency.
    pub demands: Vec<Demand>,
    /// What no tool carries.
    pub rest: u128,
}

/// All corridors of a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Order: by gross value, largest first; of equals by payer and payee.
    pub corridors: Vec<Corridor>,
    /// The rings in order. Order: by value, largest first.
    pub rings: Vec<Ring>,
    /// Received less paid, by country: no offsetting changes it. Adds up to zero.
    pub positions: BTreeMap<Country, i128>,
    /// Value of all payments.
    pub gross: u128,
    /// What the largest circulation of the gross flows cancels: rings of two and more countries.
    /// At least what all offsetting cancels in order, since that is a circulation too.
    pub largest: u128,
    /// What the largest circulations of each currency by itself cancel together.
    pub largest_one_currency: u128,
    /// The sum of positive positions: whatever is offset, at least as much value is left.
    pub least_left: u128,
}

/// What each corridor of a period could be freed of, and why the rest cannot move.
///
/// Deterministic and exact. Costs a largest circulation, and a largest flow for each corridor.
///
/// # Errors
/// [`Objection::TooMuch`] if a sum of values does not fit 127 bits.
pub fn report(period: &Period) -> Result<Report, Objection> {
    let mut corridors = corridors(period)?;
    let gross = sum(corridors.iter().map(|corridor| corridor.gross))?;
    let arcs: Vec<rings::Arc> = corridors
        .iter()
        .filter(|corridor| corridor.net > 0)
        .map(|corridor| (corridor.payer, corridor.payee, corridor.net))
        .collect();
    let (rings, on) = rings::largest(&arcs)?;
    let stock = tools::Stock::of(period)?;
    let mut left = stock.clone();
    for corridor in &mut corridors {
        corridor.cut = cut::least(&arcs, corridor.payee, corridor.payer);
        corridor.alone.rings = corridor.net.min(corridor.cut.leaves);
        corridor.in_order.rings =
            on.get(&(corridor.payer, corridor.payee)).copied().unwrap_or_default();
        corridor.structural = corridor.net.saturating_sub(corridor.in_order.rings);
        stock.clone().carry_alone(period, corridor);
        left.carry_in_order(period, corridor);
    }
    let positions = positions(period)?;
    Ok(Report {
        gross,
        largest: rings::gross(period, Measure::AcrossCurrencies)?,
        largest_one_currency: rings::gross(period, Measure::PerCurrency)?,
        least_left: sum(positions.values().filter(|net| **net > 0).map(|net| net.unsigned_abs()))?,
        corridors,
        rings,
        positions,
    })
}

/// Every corridor with its flows and what the two can offset. Order: that of the report.
fn corridors(period: &Period) -> Result<Vec<Corridor>, Objection> {
    type Flows = [BTreeMap<Money, Paid>; 2];
    let mut pairs: BTreeMap<(Country, Country), Flows> = BTreeMap::new();
    for ((payer, payee, currency), paid) in &period.paid {
        if payer != payee && paid.value > 0 {
            let pair = (*payer.min(payee), *payer.max(payee));
            let way = usize::from(payer > payee);
            pairs.entry(pair).or_default()[way].insert(*currency, *paid);
        }
    }
    let made = pairs.into_iter().map(|((one, other), [up, down])| {
        let (up_value, down_value) = (value(&up)?, value(&down)?);
        if up_value >= down_value {
            corridor((one, other), (up, up_value), (down, down_value))
        } else {
            corridor((other, one), (down, down_value), (up, up_value))
        }
    });
    let mut all = made.collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|one| (std::cmp::Reverse(one.gross), one.payer, one.payee));
    Ok(all)
}

fn corridor(
    (payer, payee): (Country, Country),
    (forth, paid): (BTreeMap<Money, Paid>, u128),
    (back, repaid): (BTreeMap<Money, Paid>, u128),
) -> Result<Corridor, Objection> {
    let gross = sum([paid, repaid])?;
    let common = forth.iter().filter_map(|(currency, there)| {
        let here = back.get(currency)?;
        Some(there.value.min(here.value))
    });
    // Twice the lesser of two is at most their sum, which fits.
    let one_currency = sum(common)? * 2;
    let both = repaid * 2;
    let bilateral = Tools { one_currency, across: both, ..Tools::default() };
    Ok(Corridor {
        payer,
        payee,
        gross,
        net: paid - repaid,
        unsettled: sum(forth.values().chain(back.values()).map(|paid| paid.unsettled))?,
        alone: bilateral,
        in_order: Tools { across: both - one_currency, ..bilateral },
        structural: 0,
        cut: Cut::default(),
        demands: Vec::new(),
        rest: 0,
        forth,
        back,
    })
}

fn value(flows: &BTreeMap<Money, Paid>) -> Result<u128, Objection> {
    sum(flows.values().map(|paid| paid.value))
}

/// A sum that fits 127 bits.
fn sum(values: impl IntoIterator<Item = u128>) -> Result<u128, Objection> {
    let total = values.into_iter().try_fold(0_u128, u128::checked_add);
    total.filter(|total| *total <= i128::MAX.unsigned_abs()).ok_or(Objection::TooMuch)
}

fn positions(period: &Period) -> Result<BTreeMap<Country, i128>, Objection> {
    let mut positions: BTreeMap<Country, i128> = BTreeMap::new();
    for ((payer, payee, _), paid) in &period.paid {
        let value = i128::try_from(paid.value).map_err(|_| Objection::TooMuch)?;
        for (country, change) in [(payer, -value), (payee, value)] {
            let position = positions.entry(*country).or_default();
            *position = position.checked_add(change).ok_or(Objection::TooMuch)?;
        }
    }
    Ok(positions)
}
