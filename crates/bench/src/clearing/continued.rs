//! Searching again after a few items came and went: from the last answer, and from nothing.

use std::error::Error;

use netting::{Problem, Selection};
use solvers::{Options, improve};

use super::clock::timed;
use super::offsetting::{Case, options, recipe};
use super::table::{Cell, Table};

/// Of so many items one is gone and another has come.
const CHANGED: usize = 50;
/// Steps for each item of a search that goes on, as a node takes them.
const STEPS: u64 = 500;

/// Prints one queue.
pub(crate) fn measure(
    table: &mut Table,
    items: usize,
    liquidity: f64,
    seed: u64,
) -> Result<(), Box<dyn Error>> {
    let case = Case::new(&recipe(items, liquidity, seed))?;
    let moved = items / CHANGED;
    let queue = |from: usize| -> Result<Problem, Box<dyn Error>> {
        let part: Vec<usize> = (from..from + items - moved).collect();
        let posed = case.part(case.problem.rows(), &part);
        posed.ok_or_else(|| "a part of a generated queue is no problem".into())
    };
    let (before, after) = (queue(0)?, queue(moved)?);
    let known = improve(&before, &options()).selection;
    // What stayed of it stands so many places further up.
    let mut near: Vec<bool> = known.0.iter().skip(moved).copied().collect();
    near.resize(after.items(), false);
    let near = Selection(near);
    let steps = Some(STEPS * after.items() as u64);
    let cold = |steps| timed(|| improve(&after, &Options { steps, ..options() }));
    let (warm, took) =
        timed(|| improve(&after, &Options { steps, near: Some(&near), ..options() }));
    let (brief, brief_took) = cold(steps);
    let (whole, whole_took) = cold(None);
    let best = whole.gain.total().max(1) as f64;
    let share = |found: u128| Cell::Number(found as f64 / best * 100.0, 2);
    Ok(table.row(&[
        ("items", "items", Cell::Count(after.items() as u64)),
        ("liquidity", "liquidity", Cell::Number(liquidity, 2)),
        ("seed", "seed", Cell::Count(seed)),
        ("changed", "changed", Cell::Count(2 * moved as u64)),
        ("warm", "from the last answer, % of a whole search", share(warm.gain.total())),
        ("cold", "from nothing with as many steps, %", share(brief.gain.total())),
        ("warm_wall_s", "from the last answer, s", Cell::Number(took.wall, 3)),
        ("cold_wall_s", "from nothing, s", Cell::Number(brief_took.wall, 3)),
        ("whole_wall_s", "a whole search, s", Cell::Number(whole_took.wall, 3)),
        ("warm_cpu_s", "cpu s", Cell::Number(took.processor, 3)),
        ("whole_cpu_s", "cpu s", Cell::Number(whole_took.processor, 3)),
    ])?)
}
