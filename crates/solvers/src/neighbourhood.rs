//! Small exact searches around a set that can settle.
//!
//! Some tens of items that share rows are set free, all others stay as they are, and the best way
//! to decide the free ones is searched by branch and bound, with prices of its own.
//! That changes many items at once, which a walk can only do one after the other (large
//! neighbourhood search, Shaw 1998).

use crate::core::Core;
use crate::random::SplitMix;
use crate::walk::{Aim, Leash};
use crate::{dual, exact};

/// Free items at first, at least and at most.
const FREE: (usize, usize, usize) = (24, 10, 60);
/// Nodes of one search.
const NODES: u64 = 4_000;
/// Sweeps for the prices of one search.
const SWEEPS: usize = 30;
/// What the value that decides counts beside the other.
const FIRST: f64 = 1024.0;
/// Sums beyond this are left alone.
const MOST: f64 = 1e35;

/// Neighbourhoods under way.
pub(crate) struct Neighbourhoods<'a> {
    core: &'a Core,
    aim: &'a Aim,
    random: SplitMix,
    selected: Vec<bool>,
    slack: Vec<i64>,
    worth: Vec<f64>,
    /// Items that may be freed. Order: by worth, the largest first.
    ranked: Vec<u32>,
    free: Vec<u32>,
}

impl<'a> Neighbourhoods<'a> {
    /// Begins at a set that can settle.
    pub(crate) fn new(core: &'a Core, aim: &'a Aim, start: Vec<bool>, seed: u64) -> Self {
        let mut slack = core.slack.clone();
        for item in (0..start.len()).filter(|item| start[*item]) {
            for entry in core.entries(item) {
                slack[entry.row as usize] += entry.change;
            }
        }
        let pairs = aim.first.iter().zip(&aim.weight);
        let worth: Vec<f64> = pairs.map(|(first, weight)| first * FIRST + weight).collect();
        let mut ranked: Vec<u32> =
            (0..core.items.len() as u32).filter(|item| !aim.fixed[*item as usize]).collect();
        let of = |item: &u32| worth[*item as usize];
        ranked.sort_by(|one, other| of(other).total_cmp(&of(one)).then(one.cmp(other)));
        let random = SplitMix::new(seed);
        Self { core, aim, random, selected: start, slack, worth, ranked, free: Vec::new() }
    }

    /// Searches as long as the leash lets it, a step for each node and each look at an item.
    ///
    /// Not for problems with queues, which come back as they are: tried with the queues of the
    /// free items and those who hold them, on 1,000 items in queues that are bypassed, half of
    /// them, or strict, it settled what walks alone settle, for 2.5 times the processor.
    pub(crate) fn run(mut self, leash: &Leash<'_>) -> Vec<bool> {
        let sum: f64 = self.worth.iter().sum();
        if self.core.queues.is_some() || self.ranked.is_empty() || sum > MOST {
            return self.selected;
        }
        let mut steps = 0;
        let mut size = FREE.0;
        while steps < leash.steps && !leash.is_over() {
            self.gather(size.min(self.ranked.len()));
            let nodes = self.search();
            steps += nodes + (size * SWEEPS / 20) as u64;
            size = if nodes >= NODES { (size - 1).max(FREE.1) } else { size };
            if nodes < NODES / 4 && self.random.below(4) == 0 {
                size = (size + 1).min(FREE.2);
            }
        }
        self.selected
    }

    /// Chooses the items to free: one by its worth, then neighbours of neighbours.
    fn gather(&mut self, size: usize) {
        self.free.clear();
        let unit = self.random.unit();
        let first = (self.ranked.len() as f64 * unit * unit) as usize;
        self.free.push(self.ranked[first]);
        let mut tries = 0;
        while self.free.len() < size && tries < 8 * size {
            tries += 1;
            let from = self.free[self.random.below(self.free.len())];
            let entries = self.core.entries(from as usize);
            if entries.is_empty() {
                continue;
            }
            let row = entries[self.random.below(entries.len())].row as usize;
            let (debits, credits) = (self.core.debits(row), self.core.credits(row));
            let at = self.random.below(debits.len() + credits.len());
            let side = if at < debits.len() { debits[at] } else { credits[at - debits.len()] };
            if !self.aim.fixed[side.item as usize] && !self.free.contains(&side.item) {
                self.free.push(side.item);
            }
        }
        self.free.sort_unstable();
    }

    /// Decides the free items anew if that gains; how many nodes it took.
    fn search(&mut self) -> u64 {
        for at in 0..self.free.len() {
            if self.selected[self.free[at] as usize] {
                self.post(self.free[at], -1);
            }
        }
        let part = self.core.part(&self.free, &self.slack);
        let worth = |item: &u32| self.worth[*item as usize];
        let weight: Vec<f64> = self.free.iter().map(worth).collect();
        // Whole numbers decide; casts of floats saturate.
        let value: Vec<i128> = weight.iter().map(|weight| *weight as i128).collect();
        let on: Vec<bool> = self.free.iter().map(|item| self.selected[*item as usize]).collect();
        let stands: i128 = value.iter().zip(&on).filter(|(_, on)| **on).map(|(v, _)| v).sum();
        let dual = dual::descend(&part, &weight, SWEEPS);
        let mut nodes = 1;
        let mut decided = None;
        if dual.bound > stands as f64 * (1.0 + 1e-12) + 0.5 {
            (decided, nodes) =
                exact::better(&part, value, &weight, &dual.prices, stands + 1, NODES);
        }
        let decided = decided.unwrap_or(on);
        for (at, on) in decided.into_iter().enumerate() {
            let item = self.free[at];
            self.selected[item as usize] = on;
            if on {
                self.post(item, 1);
            }
        }
        nodes
    }

    /// Adds an item's changes to the rows, `sign` times.
    fn post(&mut self, item: u32, sign: i64) {
        for entry in self.core.entries(item as usize) {
            self.slack[entry.row as usize] += sign * entry.change;
        }
    }
}
