//! The search of prices: steepest descent in logarithms, each step one minimum cut.
//!
//! With the worth of orders held fixed, prices minimise a function that is convex on whole numbers
//! in Murota's sense (L-natural-convex), and moving the set of currencies found by a minimum cut is
//! the steepest step.
//! Worth is told anew at every step, so this is a search and not a proof: what it finds is solved
//! exactly in [`crate::snap`] and judged in [`crate::check`].
use alloc::vec;
use alloc::vec::Vec;

use crate::band::Edge;
use crate::book::{Book, Pair};
use crate::cut::Cut;
use crate::log::{Logs, ONE};

/// How the step width changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pace {
    /// The first width is 2^this units of 2^-40.
    pub(crate) widest: u32,
    /// A width is divided by 2^this.
    pub(crate) shrink: u32,
    /// Steps at one width.
    pub(crate) steps: u32,
    /// How often a width may grow again.
    pub(crate) growths: u32,
}

/// Steps with the very same set after which the width grows.
const SAME_BEFORE_GROWTH: u32 = 7;
/// No width grows beyond a factor of four in price.
const WIDEST: u32 = 40;
/// The heaviest weight of a currency, as a power of two.
const HEAVIEST: i64 = 56;
/// A tear that must not be. Above every cost: weights below 2^57, amounts below 2^63.
const NEVER: i128 = 1 << 122;

/// Where the search stands.
pub(crate) struct Search<'a> {
    book: &'a Book,
    logs: &'a Logs,
    /// Highest differences of logarithms: dear, cheap, difference.
    edges: Vec<(usize, usize, i64)>,
    /// The logarithm of each price. Unit: 2^-40.
    pub(crate) prices: Vec<i64>,
    /// Where each pair's price stands in the book.
    at: Vec<usize>,
    cut: Cut,
}

impl<'a> Search<'a> {
    /// Begins at the given prices.
    pub(crate) fn new(book: &'a Book, logs: &'a Logs, edges: &[Edge], prices: Vec<i64>) -> Self {
        let edges = edges
            .iter()
            .map(|edge| {
                let log = logs.of(edge.num).saturating_sub(logs.of(edge.den));
                (edge.dear, edge.cheap, log)
            })
            .collect();
        let at = book.pairs.iter().map(|pair| pair.start).collect();
        let cut = Cut::new(prices.len());
        Self { book, logs, edges, prices, at, cut }
    }

    /// Goes down until no step of one unit helps, or the pace is used up.
    pub(crate) fn run(&mut self, pace: Pace) {
        let mut exponent = pace.widest;
        let mut growths = pace.growths;
        let (mut steps, mut same) = (0, 0);
        let mut last: Vec<bool> = Vec::new();
        loop {
            let set = self.step(exponent);
            let idle = set.iter().all(|member| !member);
            let undone = !idle && set.iter().zip(&last).all(|(now, before)| now != before);
            let undone = undone && !last.is_empty();
            if !idle {
                self.move_set(&set, exponent);
            }
            steps = if idle { pace.steps } else { u32::saturating_add(steps, 1) };
            same = if set == last { u32::saturating_add(same, 1) } else { 0 };
            last = set;
            if idle || undone || steps >= pace.steps {
                if exponent == 0 {
                    return;
                }
                exponent = exponent.saturating_sub(pace.shrink);
                (steps, same) = (0, 0);
                last.clear();
            } else if same >= SAME_BEFORE_GROWTH && growths > 0 && exponent < WIDEST {
                exponent = exponent.saturating_add(2);
                growths = growths.saturating_sub(1);
                (steps, same) = (0, 0);
            }
        }
    }

    /// The set of currencies whose rise by 2^`exponent` units helps most.
    fn step(&mut self, exponent: u32) -> Vec<bool> {
        let weights = self.weights();
        let width = 1_i64.wrapping_shl(exponent);
        self.cut.clear();
        for (pair, at) in self.book.pairs.iter().zip(&mut self.at) {
            let log = self.prices[pair.sell].saturating_sub(self.prices[pair.buy]);
            *at = self.book.seek(pair, log, *at);
            let (up, down) = around(self.book, pair, *at, log, exponent);
            let weight = i128::from(weights[pair.sell]);
            let up = weight.saturating_mul(i128::from(up));
            let down = weight.saturating_mul(i128::from(down));
            self.cut.member(pair.sell, down);
            self.cut.member(pair.buy, down.saturating_neg());
            self.cut.tear(pair.sell, pair.buy, up.saturating_sub(down).max(0));
        }
        for (dear, cheap, highest) in &self.edges {
            let log = self.prices[*dear].saturating_sub(self.prices[*cheap]);
            if log.saturating_add(width) > *highest {
                self.cut.tear(*dear, *cheap, NEVER);
            }
        }
        self.cut.least()
    }

    fn move_set(&mut self, set: &[bool], exponent: u32) {
        for (price, member) in self.prices.iter_mut().zip(set) {
            if *member {
                *price = price.saturating_add(1_i64.wrapping_shl(exponent));
            }
        }
    }

    /// Prices as whole numbers, the highest 2^56.
    fn weights(&self) -> Vec<u64> {
        let highest = self.prices.iter().max().copied().unwrap_or(0);
        let top = HEAVIEST.saturating_sub(63).saturating_mul(ONE);
        let mut weights = vec![0; self.prices.len()];
        for (weight, price) in weights.iter_mut().zip(&self.prices) {
            let power = self.logs.power(price.saturating_sub(highest).saturating_add(top));
            *weight = u64::try_from(power).unwrap_or(u64::MAX).max(1);
        }
        weights
    }
}

/// Mean supply of a pair one width above, and one width below, the present price.
fn around(book: &Book, pair: &Pair, at: usize, log: i64, exponent: u32) -> (u64, u64) {
    let width = 1_i64.wrapping_shl(exponent);
    let (above, below) = (log.saturating_add(width), log.saturating_sub(width));
    let up = book.mean(pair, at..book.seek(pair, above, at), log, exponent);
    let down = book.mean(pair, book.seek(pair, below, at)..at, below, exponent);
    (up, down)
}
