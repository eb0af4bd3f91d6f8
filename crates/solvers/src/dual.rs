//! Prices of rows, for the certificate and as a guide.
//!
//! The Lagrangian dual (see [`netting::bound`]) is descended on a smoothed form: an item counts as
//! selected by how far its profit at the prices is from zero, on a ramp as wide as a share of its
//! value that shrinks as the descent goes on.
//! Each row steps by itself, faster while the sign of its slope lasts and slower when it turns
//! (Riedmiller and Braun 1993, Rprop); what counts is the exact bound, and the best prices seen
//! are kept.

use netting::{PRICE_ONE, Problem};

use crate::core::Core;

/// Prices of the core's rows, and what they show.
pub(crate) struct Dual {
    /// Value of one unit of a row.
    pub(crate) prices: Vec<f64>,
    /// The bound they give for the core alone.
    pub(crate) bound: f64,
}

/// Looks for good prices in a number of sweeps; `weight` is what each item counts.
///
/// Costs O(changes) for each sweep.
pub(crate) fn descend(core: &Core, weight: &[f64], sweeps: usize) -> Dual {
    let rows = core.rows.len();
    let mut way = Way::new(rows);
    let mut price = vec![0.0_f64; rows];
    let mut slope = vec![0.0_f64; rows];
    let mut best = Dual { prices: vec![0.0; rows], bound: weight.iter().sum() };
    for sweep in 0..sweeps {
        let width = ramp(sweep, sweeps);
        for row in 0..rows {
            price[row] = way.level[row] * core.unit[row];
            slope[row] = core.slack[row].max(0) as f64;
        }
        let bound = evaluate(core, weight, &price, &mut slope, width);
        if bound < best.bound {
            best.bound = bound;
            best.prices.copy_from_slice(&price);
        }
        way.go(&slope);
    }
    best
}

/// Prices on their way down.
pub(crate) struct Way {
    /// In units of each row's own value, so that one is the price at which value pays for room.
    pub(crate) level: Vec<f64>,
    step: Vec<f64>,
    last: Vec<f64>,
}

impl Way {
    pub(crate) fn new(rows: usize) -> Self {
        Self { level: vec![0.3; rows], step: vec![0.1; rows], last: vec![0.0; rows] }
    }

    /// One step, against the slope of each row.
    pub(crate) fn go(&mut self, slope: &[f64]) {
        let Self { level, step, last } = self;
        for row in 0..slope.len() {
            let turned = slope[row] * last[row];
            if turned > 0.0 {
                step[row] = (step[row] * 1.15).min(0.5);
            } else if turned < 0.0 {
                step[row] = (step[row] * 0.55).max(1e-7);
            }
            last[row] = slope[row];
            if slope[row] > 0.0 {
                level[row] = (level[row] - step[row]).max(0.0);
            } else if slope[row] < 0.0 {
                level[row] += step[row];
            }
        }
    }
}

/// The ramp's width as a share of an item's value: wide at first, nearly a step in the end.
pub(crate) fn ramp(sweep: usize, sweeps: usize) -> f64 {
    let left = 1.0 - sweep as f64 / sweeps.max(1) as f64;
    0.002 + 0.3 * left * left * left
}

/// The exact bound at these prices; adds the smoothed selection's changes to `slope`.
fn evaluate(core: &Core, weight: &[f64], price: &[f64], slope: &mut [f64], width: f64) -> f64 {
    let mut bound: f64 = core.slack.iter().zip(price).map(|(s, p)| (*s).max(0) as f64 * p).sum();
    for (item, weight) in weight.iter().enumerate() {
        let entries = core.entries(item);
        let mut profit = *weight;
        for entry in entries {
            profit += price[entry.row as usize] * entry.change as f64;
        }
        bound += profit.max(0.0);
        let half = width * weight.max(1e-9);
        let share = (0.5 + profit / (2.0 * half)).clamp(0.0, 1.0);
        if share > 0.0 {
            for entry in entries {
                slope[entry.row as usize] += share * entry.change as f64;
            }
        }
    }
    bound
}

/// Prices as [`netting::bound`] takes them, for every row of the problem.
pub(crate) fn integers(problem: &Problem, core: &Core, prices: &[f64]) -> Vec<u64> {
    let mut all = vec![0_u64; problem.rows().len()];
    for ((row, price), shift) in core.rows.iter().zip(prices).zip(&core.shifts) {
        // Casts of floats saturate; 2^62 leaves room for sums.
        let whole = ((price * PRICE_ONE as f64).round() as u64).min(1 << 62);
        all[row.index()] = whole >> (*shift).min(63);
    }
    all
}
