//! Balancing what flows between currencies at fixed prices, exactly, at least cost.
//!
//! An arc is a number of orders of one pair that may be filled in part; its flow is the value they
//! sell.
//! Flows are changed along shortest paths from currencies of which too much is sold to those of
//! which too little is (successive shortest paths, Busacker and Gowen 1960), so the cost of what is
//! taken away is least.
use alloc::vec;
use alloc::vec::Vec;

use ethnum::{I256, U256};

/// Orders of one pair that may be filled in part.
#[derive(Clone, Debug)]
pub(crate) struct Arc {
    pub(crate) sell: usize,
    pub(crate) buy: usize,
    /// The most that can flow. Unit: value, amount times price.
    pub(crate) most: U256,
    /// What flows. Unit: value.
    pub(crate) flow: U256,
    /// The cost of a unit less; a unit more gives it back.
    pub(crate) cost: i64,
}

/// Changes flows until every currency is balanced, or no path is left.
///
/// `surplus` is what is sold less what is bought, in value, of each currency, flows of the arcs
/// included, and is what could not be balanced afterwards.
/// Invariant: flows stay within their bounds, and no cycle of changes costs less than nothing, if
/// that held before.
/// Cost: O(paths x arcs x currencies).
pub(crate) fn balance(arcs: &mut [Arc], surplus: &mut [I256]) {
    while let Some(path) = shortest(arcs, surplus) {
        let mut most = surplus[path.from].min(surplus[path.to].saturating_neg());
        for step in &path.steps {
            let arc = &arcs[step.arc];
            let room = match step.way {
                Way::Less => arc.flow,
                Way::More => arc.most.saturating_sub(arc.flow),
            };
            most = most.min(I256::try_from(room).unwrap_or(I256::MAX));
        }
        let pushed = U256::try_from(most).unwrap_or(U256::ZERO);
        for step in &path.steps {
            let flow = &mut arcs[step.arc].flow;
            *flow = match step.way {
                Way::Less => flow.saturating_sub(pushed),
                Way::More => flow.saturating_add(pushed),
            };
        }
        surplus[path.from] = surplus[path.from].saturating_sub(most);
        surplus[path.to] = surplus[path.to].saturating_add(most);
    }
}

/// One change of one arc.
#[derive(Clone, Copy)]
struct Step {
    arc: usize,
    way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Less,
    More,
}

struct Path {
    from: usize,
    to: usize,
    steps: Vec<Step>,
}

/// The cheapest way from any currency in surplus to any in deficit (Bellman and Ford).
fn shortest(arcs: &[Arc], surplus: &[I256]) -> Option<Path> {
    let count = surplus.len();
    let starts = |at: usize| surplus[at] > I256::ZERO;
    let mut costs: Vec<Option<i64>> = (0..count).map(|at| starts(at).then_some(0)).collect();
    let mut reached: Vec<Option<Step>> = vec![None; count];
    for _ in 0..count {
        let mut better = false;
        for (at, arc) in arcs.iter().enumerate() {
            let less = (arc.flow > U256::ZERO).then_some((Way::Less, arc.sell, arc.buy, arc.cost));
            let more = (arc.flow < arc.most).then_some((
                Way::More,
                arc.buy,
                arc.sell,
                arc.cost.saturating_neg(),
            ));
            for (way, from, to, cost) in [less, more].into_iter().flatten() {
                let Some(cost) = costs[from].map(|before| before.saturating_add(cost)) else {
                    continue;
                };
                if costs[to].is_none_or(|known| cost < known) {
                    costs[to] = Some(cost);
                    reached[to] = Some(Step { arc: at, way });
                    better = true;
                }
            }
        }
        if !better {
            break;
        }
    }
    let short = (0..count).filter(|at| surplus[*at] < I256::ZERO);
    let to = short.filter(|at| costs[*at].is_some()).min_by_key(|at| (costs[*at], *at))?;
    trace(arcs, &reached, to)
}

/// Follows the steps back to where they began.
fn trace(arcs: &[Arc], reached: &[Option<Step>], to: usize) -> Option<Path> {
    let mut steps = Vec::new();
    let mut from = to;
    while let Some(step) = reached[from] {
        steps.push(step);
        let arc = &arcs[step.arc];
        from = if step.way == Way::Less { arc.sell } else { arc.buy };
        if steps.len() > reached.len() {
            return None; // a cycle: costs were not those of a least flow, and nothing is changed
        }
    }
    Some(Path { from, to, steps })
}
