//! P3: obligations, what they need to settle in full, and what clears without money.

use std::collections::BTreeMap;
use std::time::Instant as Stopwatch;

use netting::obligations::{Book, Measure, Money, Objection, Party, Room};
use serde::Serialize;

use super::milliseconds;
use crate::circulation;
use crate::instance::{Kind, Unreadable};

/// Net positions, pay-in with and without swaps, and what clears in cycles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObligationsAnswer {
    /// `P3`.
    pub problem: &'static str,
    /// Value of all obligations.
    pub gross_value: u128,
    /// What each account receives less what it pays. Shape: one entry per account touched.
    pub net_positions: BTreeMap<String, i128>,
    /// What each account pays in. Shape: one entry per account that must.
    pub pay_in: BTreeMap<String, u128>,
    /// Value of that.
    pub pay_in_value: u128,
    /// Value of each bank's positions. Shape: one entry per bank touched.
    pub bank_total_value: BTreeMap<String, i128>,
    /// Value that is paid in if every bank may swap at the rates.
    pub pay_in_value_with_swaps: u128,
    /// The same, under the name that instance files give it.
    pub pay_in_value_with_unrestricted_swaps: u128,
    /// Value that clears with no money at all.
    pub cycle_cleared_value: CycleValues,
    /// Its first part, under the name that instance files give it.
    pub cycle_cleared_value_per_currency: u128,
    /// What clears in each currency by itself. Order: by bank.
    pub cycle_cleared_by_currency: BTreeMap<String, Vec<ClearedPair>>,
    /// Its second part, under the name that instance files give it.
    pub cycle_cleared_value_cross_currency: u128,
    /// Milliseconds of it all.
    pub ms: u64,
}

/// Value that clears in cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CycleValues {
    /// In each currency by itself.
    pub per_currency: u128,
    /// Across currencies at the rates.
    pub cross_currency: u128,
}

/// What clears of all obligations of one bank to another in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClearedPair {
    /// Who owes.
    pub from: String,
    /// Who is owed.
    pub to: String,
    /// How much clears. Unit: minor units.
    pub cleared: u128,
}

pub(super) fn solve(
    banks: &[String],
    currencies: &[String],
    book: &Book,
) -> Result<ObligationsAnswer, Unreadable> {
    let begun = Stopwatch::now();
    let funding = book.funding().map_err(unreadable)?;
    let clear = |measure| circulation::clear(book, measure, &Room::new()).map_err(unreadable);
    let single = clear(Measure::PerCurrency)?;
    let across = clear(Measure::AcrossCurrencies)?;
    let bank = |party: Party| banks[party.0 as usize].clone();
    let money = |money: Money| currencies[money.0 as usize].clone();
    let account =
        |(party, currency): (Party, Money)| format!("{}/{}", bank(party), money(currency));
    let mut by_currency: BTreeMap<String, Vec<ClearedPair>> =
        currencies.iter().map(|currency| (currency.clone(), Vec::new())).collect();
    for ((currency, from, to), cleared) in &single.pairs {
        if let Some(currency) = currency {
            let pair = ClearedPair { from: bank(*from), to: bank(*to), cleared: *cleared };
            by_currency.entry(money(*currency)).or_default().push(pair);
        }
    }
    Ok(ObligationsAnswer {
        problem: "P3",
        gross_value: funding.gross,
        net_positions: funding.net.iter().map(|(key, net)| (account(*key), *net)).collect(),
        pay_in: funding.pay_in.iter().map(|(key, paid)| (account(*key), *paid)).collect(),
        pay_in_value: funding.pay_in_value,
        bank_total_value: funding.totals.iter().map(|(key, total)| (bank(*key), *total)).collect(),
        pay_in_value_with_swaps: funding.pay_in_value_with_swaps,
        pay_in_value_with_unrestricted_swaps: funding.pay_in_value_with_swaps,
        cycle_cleared_value: CycleValues {
            per_currency: single.value,
            cross_currency: across.value,
        },
        cycle_cleared_value_per_currency: single.value,
        cycle_cleared_by_currency: by_currency,
        cycle_cleared_value_cross_currency: across.value,
        ms: milliseconds(begun),
    })
}

fn unreadable(objection: Objection) -> Unreadable {
    Unreadable::new(Kind::TooMuch, format!("{objection:?}"))
}
