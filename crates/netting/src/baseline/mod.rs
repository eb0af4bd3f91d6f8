//! The search that every replica makes in the same way, and what can be ruled out before it.

mod debits;
mod lanes;
mod reach;
mod search;
mod trial;

pub use reach::reachable;
pub use trial::tried;

use crate::check::check;
use crate::problem::{Order, Problem, Selection};
use search::Search;

/// Finds a set that can settle together; empty where none was found.
///
/// Two starts, and the better result by [`crate::Gain`], the first if they are equal: everything,
/// from which items are taken off, and nothing, to which they are added one at a time.
/// Where every queue is strict the first start gives the one largest set, and is the only one.
/// What is left out is then tried again alone and as a whole, in up to eight rounds.
///
/// Deterministic: it depends on the problem alone.
/// Costs O(n log n) of items, changes and queue entries for each round; an item tried again after
/// each of many small inflows to a row costs a logarithm each time.
pub fn baseline(problem: &Problem) -> Selection {
    let possible = reachable(problem);
    let shrunk = Search::new(problem, &possible).shrink();
    if problem.rows().iter().all(|row| row.order == Order::Strict) {
        return shrunk;
    }
    let grown = Search::new(problem, &possible).grow();
    match (check(problem, &shrunk), check(problem, &grown)) {
        (Ok(one), Ok(other)) if other > one => grown,
        (Err(_), Ok(_)) => grown,
        _ => shrunk,
    }
}

/// Settles items one at a time, in the order of class and queue, as long as any fits: what gross
/// settlement with queues does without offsetting.
///
/// Deterministic. Costs as one round of [`baseline`].
pub fn one_at_a_time(problem: &Problem) -> Selection {
    Search::new(problem, &Selection(alloc::vec![true; problem.items()])).single()
}

/// What can settle of a set that was found for much the same problem, filled up.
///
/// Takes off what no longer fits, as [`baseline`] does from everything, and adds what fits beside.
/// For searches that go on from an earlier answer; no rule of a round depends on it.
/// Deterministic. Costs as [`baseline`].
pub fn keep(problem: &Problem, near: &Selection) -> Selection {
    Search::new(problem, &reachable(problem)).keep(near)
}

/// Adds to a set that can settle what fits beside it, alone or together; nothing of it is given
/// up, and what it leaves fits no single item.
///
/// `start` must pass [`crate::check`], otherwise the answer need not either.
/// Deterministic. Costs as [`baseline`].
pub fn fill(problem: &Problem, start: &Selection) -> Selection {
    Search::new(problem, &reachable(problem)).fill_up(start)
}
