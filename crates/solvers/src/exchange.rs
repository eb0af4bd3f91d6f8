//! Files of exchange rounds (problem P4) in, prices and fills out: what `sarraf clear` prints.
//!
//! A file has an `input` object, or is one: `currencies` (names) and `orders` (`sell`, `buy`,
//! `amount`, `limit_num`, `limit_den`), and if it likes `rates` (name to whole number, the worth of
//! a minor unit), `bands` (name to parts per million), `quotas` (name to minor units), `halted`
//! (names) and `off` (pairs of names).
//! Whole numbers may be written as strings; a `limit_num` of zero sells at any price.
//! Without rates the search starts from what the limits themselves say, see
//! [`estimate`](mod@estimate).

mod estimate;
pub mod gen_p4;
mod read;

use std::collections::BTreeMap;
use std::time::Instant;

use auction::{Bound, Outcome, Problem, Report, Standing, check, thorough};
use serde::Serialize;

use crate::random;

pub use estimate::estimate;
pub use read::{Round, Unreadable, read};

/// What one order gives and gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Filled {
    /// Unit: minor units of the currency sold.
    pub sold: u64,
    /// Unit: minor units of the currency bought.
    pub received: u64,
}

/// The answer to one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExchangeAnswer {
    /// Always `P4`.
    pub problem: &'static str,
    /// Worth of one minor unit in minor units of the first currency, as an exact ratio.
    /// Order: that of `currencies` in the file.
    pub prices: Vec<String>,
    /// The same as whole numbers, of which only ratios mean anything: what a proposal states.
    pub worth: Vec<String>,
    /// The part of what sells each currency that was admitted under its quota. Unit: 2^-32.
    pub shares: Vec<u64>,
    /// Order and Shape: one per order of the file.
    pub fills: Vec<Filled>,
    /// Sold and not bought, by currency. Unit: minor units.
    pub residue: BTreeMap<String, i128>,
    /// The same, under the name that files state what is expected of it by.
    pub residue_per_currency: BTreeMap<String, i128>,
    /// Whether everything that can trade does, or the outcome is only partial.
    pub equilibrium: bool,
    /// Constraints that bound, in words.
    pub bound: Vec<String>,
    /// The same, as a proposal of prices states them.
    pub constraints: Vec<Constrained>,
    /// What was sold, in the file's rates or, without them, in those that were estimated.
    pub value: u128,
    /// Whole milliseconds for prices and fills, reading and writing not counted.
    pub ms: u64,
}

/// A constraint that bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Constrained {
    /// `halted`, `switched-off`, `band` or `quota`.
    pub kind: &'static str,
    /// The currency; of a band the one that is dear.
    pub currency: String,
    /// The other, of a band or a pair.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<String>,
}

impl Constrained {
    /// The same in words, such as `band EUR/CNY`.
    fn words(&self) -> String {
        let kind = if self.kind == "switched-off" { "off" } else { self.kind };
        match &self.against {
            Some(other) => format!("{kind} {}/{other}", self.currency),
            None => format!("{kind} {}", self.currency),
        }
    }
}

/// Reads a file, solves its round and checks the outcome.
///
/// Errors: [`Unreadable`] if the text is no such file.
/// Cost: that of [`thorough`].
pub fn clear(text: &str) -> Result<ExchangeAnswer, Unreadable> {
    let round = read(text)?;
    let begun = Instant::now();
    let outcome = thorough(&round.problem);
    let ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let report = check(&round.problem, &outcome)
        .expect("the search returns only what the check accepts, see its invariant");
    Ok(answer(&round.problem, &round.currencies, &outcome, &report, ms))
}

fn answer(
    problem: &Problem,
    names: &[String],
    outcome: &Outcome,
    report: &Report,
    ms: u64,
) -> ExchangeAnswer {
    let price = |at: usize| match outcome.prices.ratio(at, 0) {
        (num, 1) => num.to_string(),
        (num, den) => format!("{num}/{den}"),
    };
    let fill = |fill: &auction::Fill| Filled { sold: fill.sold, received: fill.received };
    let name = |currency: &auction::Currency| names[currency.index()].as_str();
    let constrained = |bound: &Bound| {
        let (kind, one, other) = match bound {
            Bound::Halted(one) => ("halted", one, None),
            Bound::SwitchedOff(one, other) => ("switched-off", one, Some(other)),
            Bound::Band(dear, cheap) => ("band", dear, Some(cheap)),
            Bound::Quota(one) => ("quota", one, None),
        };
        let against = other.map(|other| name(other).to_owned());
        Constrained { kind, currency: name(one).to_owned(), against }
    };
    let constraints: Vec<Constrained> = outcome.bounds.iter().map(constrained).collect();
    let residue: BTreeMap<String, i128> =
        names.iter().cloned().zip(report.residue.iter().copied()).collect();
    ExchangeAnswer {
        problem: "P4",
        prices: (0..problem.count()).map(price).collect(),
        worth: outcome.prices.0.iter().map(u128::to_string).collect(),
        shares: outcome.shares.iter().map(|share| share.0).collect(),
        fills: outcome.fills.iter().map(fill).collect(),
        residue_per_currency: residue.clone(),
        residue,
        equilibrium: outcome.standing == Standing::Equilibrium,
        bound: constraints.iter().map(Constrained::words).collect(),
        constraints,
        value: outcome.value,
        ms,
    }
}
