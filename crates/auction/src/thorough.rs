//! For rounds that the baseline leaves partial: small books gone through, shares by halving, and
//! quotas kept while rationing.
//!
//! # Small books
//!
//! All prices at which a small book can clear are told (`faces`), and at each whole units are sought
//! that the check accepts (`units`): at prices that balance exactly first, in short numbers and then
//! in long ones, of which the check lets a unit more be left over; then at all others that might.
//!
//! # Why the baseline may find nothing
//!
//! The baseline tells shares anew from what was sold with the last ones. That may go to and fro
//! for ever though shares exist; halving one currency's share after the other does not.
//!
//! And they need not exist. Where a band holds the price, what cannot be filled is cut by the
//! shortest way, and an order that has just become level with the price is cut before all others.
//! So at one share the cut jumps from some pairs to others, and with it what is sold: of two
//! shares one unit of 2^-32 apart, one sells far less than the quota and the next far more.
//! Between both every split of the cut is possible at the same prices, so there the quota itself
//! decides it: least is taken, by the shortest ways, among all that keep the quotas.
//! That is a least-cost flow again (`fill`), exact, and the outcome is judged like anybody's.
use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::band::{Edge, edges};
use crate::baseline::{Found, baseline_leaving, fill_within, sold, solve};
use crate::book::Book;
use crate::check::is_used_up;
use crate::faces::{Asking, clearing_prices};
use crate::log::Logs;
use crate::outcome::{Outcome, Standing};
use crate::problem::Problem;
use crate::share::Share;
use crate::snap::Scene;
use crate::units::Stand;

/// How often every share is told anew.
const PASSES: u32 = 8;
/// How often prices are sought, in all.
const SEARCHES: u32 = 4_000;
/// How many fills are judged, in all.
const TRIES: u32 = 20_000;

/// The baseline's outcome, or a better one where that is partial.
///
/// Deterministic, and what it returns passes [`crate::check`].
/// Cost: that of [`crate::baseline`] where it finds an equilibrium and leaves nobody out; else, if the
/// book is small, of 20,000 checks of it at most, and if it is then still partial, of up to 4,000
/// searches for prices; so it is for those who propose and not for the machine.
pub fn thorough(problem: &Problem) -> Outcome {
    let (first, left_out) = baseline_leaving(problem);
    if first.standing == Standing::Equilibrium && left_out.is_empty() {
        return first;
    }
    let logs = Logs::new();
    let first = gone_through(problem, &logs).into_iter().fold(first, preferred);
    if first.standing == Standing::Equilibrium {
        return first;
    }
    let edges = edges(problem);
    let shares = vec![Share::WHOLE; problem.count()];
    let rates = problem.terms().iter();
    let mut halving = Halving {
        problem,
        book: Book::new(problem, &logs, &shares, &left_out),
        near: rates.map(|terms| logs.of(terms.official.into())).collect(),
        logs,
        edges,
        shares,
        searches: 0,
    };
    halving.run().unwrap_or(first)
}

/// The best equilibrium of a small book at any of its clearing prices.
fn gone_through(problem: &Problem, logs: &Logs) -> Option<Outcome> {
    let mut all = BTreeSet::new();
    for asking in [Asking::Limit, Asking::Something] {
        clearing_prices(problem, logs, asking, &mut all);
    }
    let stands = all.into_iter().map(|prices| Stand::new(problem, prices));
    let (right, others): (Vec<Stand<'_>>, Vec<_>) = stands.partition(Stand::is_balanced);
    let mut tries = TRIES;
    let mut best = None;
    let long = right.iter().filter_map(Stand::at_length).collect();
    let close: Vec<_> = others.into_iter().filter(Stand::is_close).collect();
    let close_and_long = close.iter().filter_map(Stand::at_length).collect();
    for stands in [right, long, close, close_and_long] {
        for found in stands.iter().filter_map(|stand| stand.fill(&mut tries)) {
            best = Some(match best {
                Some(best) => preferred(best, found),
                None => found,
            });
        }
        if best.is_some() {
            break;
        }
    }
    best
}

/// The better one; of two with the same fills, the one with the shorter prices.
fn preferred(one: Outcome, other: Outcome) -> Outcome {
    let rank = |outcome: &Outcome| (outcome.standing, outcome.value);
    let longest = |outcome: &Outcome| Reverse(outcome.prices.0.iter().max().copied());
    let order = rank(&one).cmp(&rank(&other)).then_with(|| one.fills.cmp(&other.fills));
    if order.then_with(|| longest(&one).cmp(&longest(&other))).is_ge() { one } else { other }
}

/// Shares on the way.
struct Halving<'a> {
    problem: &'a Problem,
    book: Book,
    near: Vec<i64>,
    logs: Logs,
    edges: Vec<Edge>,
    shares: Vec<Share>,
    searches: u32,
}

impl Halving<'_> {
    /// An equilibrium, if one is met before the searches are used up.
    fn run(&mut self) -> Option<Outcome> {
        let terms = self.problem.terms().iter().enumerate();
        let under: Vec<(usize, u64)> =
            terms.filter_map(|(at, terms)| Some((at, terms.quota?))).collect();
        for _ in 0..PASSES {
            let before = self.shares.clone();
            for (currency, quota) in &under {
                self.halve(*currency, *quota);
                let found = self.search(None);
                if found.verdict.is_ok() && found.outcome.standing == Standing::Equilibrium {
                    return Some(found.outcome);
                }
            }
            if before == self.shares || self.searches >= SEARCHES {
                break;
            }
        }
        None
    }

    /// Tells one currency's share: the whole if the quota allows it, else the largest that keeps
    /// the quota, or the next one where that leaves the quota unused.
    fn halve(&mut self, currency: usize, quota: u64) {
        self.shares[currency] = Share::WHOLE;
        if self.sells(currency) <= quota {
            return;
        }
        let (mut low, mut high, mut least) = (0_u64, Share::WHOLE.0, 0_u64);
        while low.saturating_add(1) < high && self.searches < SEARCHES {
            let middle = low.midpoint(high);
            self.shares[currency] = Share(middle);
            let sold = self.sells(currency);
            if sold <= quota {
                (low, least) = (middle, sold);
            } else {
                high = middle;
            }
            if sold <= quota && is_used_up(self.problem, currency, sold) {
                break;
            }
        }
        let keeps = is_used_up(self.problem, currency, least);
        self.shares[currency] = Share(if keeps { low } else { high });
    }

    /// What is sold of a currency if only the others' quotas are kept.
    fn sells(&mut self, currency: usize) -> u64 {
        let outcome = self.search(Some(currency)).outcome;
        sold(self.problem, &outcome).get(currency).copied().unwrap_or(0)
    }

    /// Prices and fills at the shares, the quotas kept but for one.
    fn search(&mut self, but: Option<usize>) -> Found {
        self.searches = self.searches.saturating_add(1);
        self.book.admit(self.problem, &self.shares);
        let (problem, book, logs, edges) = (self.problem, &self.book, &self.logs, &self.edges);
        let scene = Scene { problem, book, logs, edges };
        let Found { outcome, .. } = solve(&scene, &self.near, &self.shares);
        let cap = |(at, quota): (usize, Option<u64>)| quota.filter(|_| Some(at) != but);
        let quotas = problem.terms().iter().map(|terms| terms.quota).enumerate();
        let caps: Vec<Option<u64>> = quotas.map(cap).collect();
        fill_within(&scene, outcome.prices, &self.shares, outcome.standing, &caps)
    }
}
