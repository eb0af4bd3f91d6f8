//! How much liquidity it takes to settle a part of the value, by bisection.

use std::error::Error;

use netting::Selection;
use solvers::improve;

use super::offsetting::{Case, options, recipe};
use super::table::{Cell, Table};

/// The part to settle. Unit: hundredths of the queue's value.
const TARGET: f64 = 30.0;
/// Where the answer is looked for. Unit: the generator's liquidity.
const WITHIN: (f64, f64) = (0.002, 1.0);
/// Halvings of what is left, so that the answer is within 1 in 300 or so of itself.
const HALVINGS: usize = 11;

/// Prints what gross settlement, silos and the whole need.
pub(crate) fn measure(table: &mut Table, items: usize, seed: u64) -> Result<(), Box<dyn Error>> {
    let gross = needed(items, seed, &|case| netting::one_at_a_time(&case.problem))?;
    let silo = needed(items, seed, &|case| case.silos())?;
    let ours = needed(items, seed, &|case| improve(&case.problem, &options()).selection)?;
    Ok(table.row(&[
        ("items", "items", Cell::Count(items as u64)),
        ("seed", "seed", Cell::Count(seed)),
        ("target", "to settle, % of value", Cell::Number(TARGET, 0)),
        ("rtgs", "RTGS needs, liquidity", Cell::Number(gross, 4)),
        ("silo", "single-currency offsetting needs", Cell::Number(silo, 4)),
        ("ours", "ours needs", Cell::Number(ours, 4)),
        ("ours_of_rtgs", "ours of RTGS, %", Cell::Number(ours / gross * 100.0, 1)),
        ("ours_of_silo", "ours of silo, %", Cell::Number(ours / silo * 100.0, 1)),
    ])?)
}

/// The liquidity at which a way settles the target: halved in logarithms, since it spans decades.
fn needed(
    items: usize,
    seed: u64,
    settle: &dyn Fn(&Case) -> Selection,
) -> Result<f64, Box<dyn Error>> {
    let (mut low, mut high) = WITHIN;
    for _ in 0..HALVINGS {
        let middle = (low * high).sqrt();
        let case = Case::new(&recipe(items, middle, seed))?;
        if case.share(&settle(&case))? >= TARGET {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}
