//! The routine that every machine runs in the same way when nobody proposed better.
use alloc::vec;
use alloc::vec::Vec;

use crate::band::{Edge, edges};
use crate::book::Book;
use crate::check::{Report, Violation, check, complete, is_used_up};
use crate::descent::{Pace, Search};
use crate::fill::{Filled, fills, market};
use crate::log::Logs;
use crate::outcome::{Outcome, Standing};
use crate::problem::Problem;
use crate::rounding::{Fill, Prices};
use crate::share::Share;
use crate::snap::{Scene, snap};

/// How the search is paced, first quick, then ever more careful.
const PACES: [Pace; 3] = [
    Pace { widest: 36, shrink: 2, steps: 60, growths: 40 },
    Pace { widest: 38, shrink: 1, steps: 400, growths: 10 },
    Pace { widest: 34, shrink: 1, steps: 4000, growths: 0 },
];
/// How often shares under quotas are told anew.
const ROUNDS: u32 = 64;
/// How many of these follow the last sales all the way.
const HASTY: u32 = 12;
/// How often the search begins anew without orders that would give for nothing.
const LEAVINGS: u32 = 8;

/// Finds prices and fills, the same for the same problem on every machine.
///
/// What it returns passes [`check`].
/// Invariant: the prices do not depend on the places of the orders.
/// Cost: one sort of the orders, then O(pairs x log orders) for each of some hundred steps, then
/// two passes over the orders.
pub fn baseline(problem: &Problem) -> Outcome {
    baseline_leaving(problem).0
}

/// The same, and the orders left out since they would give for nothing (empty if there are none).
pub(crate) fn baseline_leaving(problem: &Problem) -> (Outcome, Vec<bool>) {
    let logs = Logs::new();
    let edges = edges(problem);
    let mut left_out = Vec::new();
    let mut best: Option<Outcome> = None;
    for _ in 0..LEAVINGS {
        let Attempt { outcome, without } = attempt(problem, &logs, &edges, &left_out);
        let found = outcome.standing == Standing::Equilibrium;
        best = Some(match best {
            Some(best) => best.max(outcome),
            None => outcome,
        });
        if found || !leave(problem, &without, &mut left_out) {
            break;
        }
    }
    let best = best.expect("there is more than one leaving");
    (best, left_out)
}

/// Leaves more orders out; answers whether there are such.
fn leave(problem: &Problem, without: &[usize], left_out: &mut Vec<bool>) -> bool {
    if without.is_empty() {
        return false;
    }
    left_out.resize(problem.orders().len(), false);
    let mut more = false;
    for place in without {
        more |= !left_out[*place];
        left_out[*place] = true;
    }
    more
}

/// What one search comes to, and which orders it left without a fill that were to have one.
struct Attempt {
    outcome: Outcome,
    without: Vec<usize>,
}

/// One search without the orders left out.
fn attempt(problem: &Problem, logs: &Logs, edges: &[Edge], left_out: &[bool]) -> Attempt {
    let mut shares = vec![Share::WHOLE; problem.count()];
    let mut book = Book::new(problem, logs, &shares, left_out);
    let official = Prices(problem.terms().iter().map(|terms| terms.official.into()).collect());
    let mut near: Vec<i64> = official.0.iter().map(|price| logs.of(*price)).collect();
    let mut best: Option<Outcome> = None;
    let mut last = Vec::new();
    for round in 0..ROUNDS {
        let scene = Scene { problem, book: &book, logs, edges };
        let Found { mut outcome, verdict, without } = solve(&scene, &near, &shares);
        if verdict.is_ok() && outcome.standing == Standing::Equilibrium {
            return Attempt { outcome, without: Vec::new() };
        }
        last = without;
        let sold = sold(problem, &outcome);
        near = outcome.prices.0.iter().map(|price| logs.of(*price)).collect();
        outcome.standing = Standing::Partial;
        if best.as_ref().is_none_or(|best| outcome > *best) && check(problem, &outcome).is_ok() {
            best = Some(outcome);
        }
        if !ration(problem, &sold, &mut shares, round) {
            break;
        }
        book.admit(problem, &shares);
    }
    let Attempt { outcome: least, without } = partial(problem, logs, edges, &official, left_out);
    last.extend(without);
    Attempt { outcome: best.into_iter().fold(least, Ord::max), without: last }
}

/// An outcome, and what the check says of it.
pub(crate) struct Found {
    pub(crate) outcome: Outcome,
    pub(crate) verdict: Result<Report, Violation>,
    /// Orders that were to sell something and would have got nothing.
    pub(crate) without: Vec<usize>,
}

/// Prices and fills with these shares; whether they keep the quotas is for the caller.
pub(crate) fn solve(scene: &Scene<'_>, near: &[i64], shares: &[Share]) -> Found {
    let mut last = None;
    for pace in PACES {
        let mut search = Search::new(scene.book, scene.logs, scene.edges, near.to_vec());
        search.run(pace);
        let found = match snap(scene, &search.prices) {
            Ok(prices) => fill(scene, prices, shares, Standing::Equilibrium),
            Err(prices) => fill(scene, prices, shares, Standing::Partial),
        };
        let told = matches!(found.verdict, Ok(_) | Err(Violation::Quota(_) | Violation::Share(_)));
        // With orders to leave out, other prices are sought without them.
        let left = !found.without.is_empty();
        if found.outcome.standing == Standing::Equilibrium && (told || left) {
            return found;
        }
        last = Some(found);
    }
    last.expect("there is more than one pace")
}

/// Fills at these prices and shares, and what the check says of it.
fn fill(scene: &Scene<'_>, prices: Prices, shares: &[Share], standing: Standing) -> Found {
    fill_within(scene, prices, shares, standing, &[])
}

/// The same with caps on what is sold of each currency, see [`fills`].
pub(crate) fn fill_within(
    scene: &Scene<'_>,
    prices: Prices,
    shares: &[Share],
    standing: Standing,
    caps: &[Option<u64>],
) -> Found {
    let market = market(scene.problem, scene.book, scene.logs, &prices);
    let Filled { fills, without } =
        fills(scene.problem, scene.book, &market, &prices, shares, caps);
    let shares = shares.to_vec();
    let mut outcome = Outcome { standing, value: 0, fills, prices, shares, bounds: Vec::new() };
    let verdict = complete(scene.problem, &mut outcome);
    Found { outcome, verdict, without }
}

pub(crate) fn sold(problem: &Problem, outcome: &Outcome) -> Vec<u64> {
    let mut sold = vec![0_u64; problem.count()];
    for (order, fill) in problem.orders().iter().zip(&outcome.fills) {
        let sold = &mut sold[order.sell.index()];
        *sold = sold.saturating_add(fill.sold);
    }
    sold
}

/// Tells the shares of currencies under a quota anew, from what was sold with the last ones.
///
/// At first in proportion; later half the way, should supply have jumped to and fro.
/// Returns whether any share is another.
fn ration(problem: &Problem, sold: &[u64], shares: &mut [Share], round: u32) -> bool {
    let before = shares.to_vec();
    for (at, terms) in problem.terms().iter().enumerate() {
        let Some(quota) = terms.quota else { continue };
        let (share, sold) = (shares[at], sold[at]);
        if sold <= quota && (share == Share::WHOLE || is_used_up(problem, at, sold)) {
            continue;
        }
        // A little below the quota, so that the next one keeps it if supply rises by a trifle.
        let aim = quota.saturating_sub(quota.wrapping_shr(12));
        let scaled = u128::from(share.0).saturating_mul(u128::from(aim));
        let scaled = scaled.checked_div(u128::from(sold)).unwrap_or(u128::MAX);
        let scaled = u64::try_from(scaled).unwrap_or(u64::MAX).min(Share::WHOLE.0);
        let middle = share.0.midpoint(scaled.saturating_add(1));
        shares[at] = Share(if round < HASTY { scaled } else { middle.min(Share::WHOLE.0) });
    }
    before != shares
}

/// What trades at the best prices known when no equilibrium was found.
///
/// Shares are so small that every quota is kept whatever is filled.
fn partial(
    problem: &Problem,
    logs: &Logs,
    edges: &[Edge],
    official: &Prices,
    left_out: &[bool],
) -> Attempt {
    let mut offered = vec![0_u64; problem.count()];
    for order in problem.orders() {
        let offered = &mut offered[order.sell.index()];
        *offered = offered.saturating_add(order.amount);
    }
    let share = |(terms, offered): (&crate::Terms, &u64)| {
        let quota = u128::from(terms.quota.unwrap_or(u64::MAX)).wrapping_shl(32);
        let share = quota.checked_div(u128::from(*offered)).unwrap_or(u128::MAX);
        Share(u64::try_from(share).unwrap_or(u64::MAX)).min(Share::WHOLE)
    };
    let shares: Vec<Share> = problem.terms().iter().zip(&offered).map(share).collect();
    let book = Book::new(problem, logs, &shares, left_out);
    let scene = Scene { problem, book: &book, logs, edges };
    let near: Vec<i64> = official.0.iter().map(|price| logs.of(*price)).collect();
    let Found { outcome: mut searched, mut without, .. } = solve(&scene, &near, &shares);
    searched.standing = Standing::Partial;
    let stands = fill(&scene, official.clone(), &shares, Standing::Partial);
    let holds = stands.verdict.is_ok() || !problem.gives_for_something();
    let stands_still = if holds { stands.outcome } else { nothing(problem, official) };
    without.extend(stands.without);
    let right = check(problem, &searched).is_ok();
    let outcome = if right { searched.max(stands_still) } else { stands_still };
    Attempt { outcome, without }
}

/// No order filled, at the official rates: right in every round, and less than any other.
fn nothing(problem: &Problem, official: &Prices) -> Outcome {
    let mut outcome = Outcome {
        standing: Standing::Partial,
        value: 0,
        fills: vec![Fill::default(); problem.orders().len()],
        prices: official.clone(),
        shares: vec![Share::WHOLE; problem.count()],
        bounds: Vec::new(),
    };
    // It says what bound; nothing in it can be objected to.
    let _ = complete(problem, &mut outcome);
    outcome
}
