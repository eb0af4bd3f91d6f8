//! The routine that every machine runs in the same way when nobody proposed better.
use alloc::vec;
use alloc::vec::Vec;

use crate::band::{Edge, edges};
use crate::book::Book;
use crate::check::{Report, Violation, check, complete, is_used_up};
use crate::descent::{Pace, Search};
use crate::fill::{fills, market};
use crate::log::Logs;
use crate::outcome::{Outcome, Standing};
use crate::problem::Problem;
use crate::rounding::Prices;
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

/// Finds prices and fills, the same for the same problem on every machine.
///
/// What it returns passes [`check`].
/// Invariant: the prices do not depend on the places of the orders.
/// Cost: one sort of the orders, then O(pairs x log orders) for each of some hundred steps, then
/// two passes over the orders.
pub fn baseline(problem: &Problem) -> Outcome {
    let logs = Logs::new();
    let edges = edges(problem);
    let mut shares = vec![Share::WHOLE; problem.count()];
    let mut book = Book::new(problem, &logs, &shares);
    let official = Prices(problem.terms().iter().map(|terms| terms.official.into()).collect());
    let mut near: Vec<i64> = official.0.iter().map(|price| logs.of(*price)).collect();
    let mut best: Option<Outcome> = None;
    for round in 0..ROUNDS {
        let scene = Scene { problem, book: &book, logs: &logs, edges: &edges };
        let Found { mut outcome, verdict } = solve(&scene, &near, &shares);
        if verdict.is_ok() && outcome.standing == Standing::Equilibrium {
            return outcome;
        }
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
    let least = partial(problem, &logs, &edges, &official);
    best.into_iter().fold(least, Ord::max)
}

/// An outcome, and what the check says of it.
pub(crate) struct Found {
    pub(crate) outcome: Outcome,
    pub(crate) verdict: Result<Report, Violation>,
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
        if found.outcome.standing == Standing::Equilibrium
            && matches!(found.verdict, Ok(_) | Err(Violation::Quota(_) | Violation::Share(_)))
        {
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
    let fills = fills(scene.problem, scene.book, &market, &prices, shares, caps);
    let shares = shares.to_vec();
    let mut outcome = Outcome { standing, value: 0, fills, prices, shares, bounds: Vec::new() };
    let verdict = complete(scene.problem, &mut outcome);
    Found { outcome, verdict }
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
fn partial(problem: &Problem, logs: &Logs, edges: &[Edge], official: &Prices) -> Outcome {
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
    let book = Book::new(problem, logs, &shares);
    let scene = Scene { problem, book: &book, logs, edges };
    let near: Vec<i64> = official.0.iter().map(|price| logs.of(*price)).collect();
    let mut searched = solve(&scene, &near, &shares).outcome;
    searched.standing = Standing::Partial;
    let stands = fill(&scene, official.clone(), &shares, Standing::Partial).outcome;
    if check(problem, &searched).is_ok() { searched.max(stands) } else { stands }
}
