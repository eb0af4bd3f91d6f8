//! Small exact searches around a set that can settle.
//!
//! Some tens of items that share rows are set free, all others stay as they are, and the best way
//! to decide the free ones is searched by branch and bound, with prices of its own.
//! That changes many items at once, which a walk can only do one after the other (large
//! neighbourhood search, Shaw 1998).
//!
//! Where to look is told by the gap to the bound, which at any prices is the sum of what single
//! items lose: what one left out would gain beyond the room it takes, and what one that settles
//! lacks.
//! Who is freed beside it is who could make up for what its change does to a row.

use crate::branches::{self, Part};
use crate::core::Core;
use crate::random::SplitMix;
use crate::walk::{Aim, Leash};

/// Free items at first, at least and at most.
const FREE: (usize, usize, usize) = (24, 10, 60);
/// Nodes of one search.
const NODES: u64 = 4_000;
/// Sweeps for the prices of one search.
const SWEEPS: usize = 30;
/// What the value that decides counts beside the other.
const FIRST: f64 = 1024.0;
/// How often a search begins where the prices say that something is lost, else by worth.
const BY_LOSS: f64 = 0.7;
/// How often somebody is passed over who could not make up for anything.
const PASSED: f64 = 0.7;

/// Neighbourhoods under way.
pub(crate) struct Neighbourhoods<'a> {
    core: &'a Core,
    random: SplitMix,
    selected: Vec<bool>,
    slack: Vec<i64>,
    worth: Vec<f64>,
    /// Items that may be freed. Order: by worth, the largest first.
    ranked: Vec<u32>,
    /// Those of them that lose something at the prices. Order: the most first.
    losing: Vec<u32>,
    free: Vec<u32>,
    /// By item, whether it is in `free`, or fixed.
    taken: Vec<bool>,
    part: Part,
}

impl<'a> Neighbourhoods<'a> {
    /// Begins at a set that can settle.
    pub(crate) fn new(core: &'a Core, aim: &Aim, start: Vec<bool>, seed: u64) -> Self {
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
        let loss = |item: &u32| {
            let at = *item as usize;
            let entries = core.entries(at).iter();
            let room = entries.map(|entry| aim.prices[entry.row as usize] * entry.change as f64);
            let profit = aim.weight[at] + room.sum::<f64>();
            (*item, if start[at] { -profit } else { profit })
        };
        let mut losing: Vec<(u32, f64)> =
            ranked.iter().map(loss).filter(|(_, loss)| *loss > 0.0).collect();
        losing.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        Self {
            core,
            random: SplitMix::new(seed),
            selected: start,
            slack,
            worth,
            ranked,
            losing: losing.into_iter().map(|(item, _)| item).collect(),
            free: Vec::new(),
            taken: aim.fixed.clone(),
            part: Part::new(core),
        }
    }

    /// Searches as long as the leash lets it, a step for each node and each look at an item.
    ///
    /// Not for problems with queues, which come back as they are: tried with the queues of the
    /// free items and those who hold them, on 1,000 items in queues that are bypassed, half of
    /// them, or strict, it settled what walks alone settle, for 2.5 times the processor.
    pub(crate) fn run(mut self, leash: &Leash<'_>) -> Vec<bool> {
        if self.core.queues.is_some() || self.ranked.is_empty() {
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

    /// Chooses the items to free: one by what is lost or by its worth, then neighbours of
    /// neighbours, larger ones more often.
    fn gather(&mut self, size: usize) {
        for item in self.free.drain(..) {
            self.taken[item as usize] = false;
        }
        let unit = self.random.unit();
        let by_loss = self.random.unit() < BY_LOSS && !self.losing.is_empty();
        let list = if by_loss { &self.losing } else { &self.ranked };
        self.free_one(list[(list.len() as f64 * unit * unit) as usize]);
        let mut tries = 0;
        while self.free.len() < size && tries < 16 * size {
            tries += 1;
            let from = self.free[self.random.below(self.free.len())];
            let entries = self.core.entries(from as usize);
            if entries.is_empty() {
                continue;
            }
            let entry = entries[self.random.below(entries.len())];
            let row = entry.row as usize;
            let (debits, credits) = (self.core.debits(row), self.core.credits(row));
            let draws = self.random.below(debits.len() + credits.len()) < debits.len();
            let sides = if draws { debits } else { credits };
            let unit = self.random.unit();
            let far = (sides.len() as f64 * unit * unit) as usize;
            let side = sides[(sides.len() - 1).saturating_sub(far)];
            // Where its change takes room, others give it by going if they draw, and by coming if
            // they pay in; where it gives room, the other way round.
            let item = side.item as usize;
            let takes = (entry.change < 0) != self.selected[from as usize];
            let helps = (draws == self.selected[item]) == takes;
            if self.taken[item] || (!helps && self.random.unit() < PASSED) {
                continue;
            }
            self.free_one(side.item);
        }
        self.free.sort_unstable();
    }

    /// Frees an item, unless it is free or fixed.
    fn free_one(&mut self, item: u32) {
        let taken = &mut self.taken[item as usize];
        if !*taken {
            *taken = true;
            self.free.push(item);
        }
    }

    /// Decides the free items anew if that gains; how many nodes it took.
    fn search(&mut self) -> u64 {
        for at in 0..self.free.len() {
            if self.selected[self.free[at] as usize] {
                self.post(self.free[at], -1);
            }
        }
        let worth = |item: &u32| self.worth[*item as usize];
        let weight: Vec<f64> = self.free.iter().map(worth).collect();
        let on: Vec<bool> = self.free.iter().map(|item| self.selected[*item as usize]).collect();
        let stands: f64 = weight.iter().zip(&on).filter(|(_, on)| **on).map(|(v, _)| v).sum();
        self.part.gather(self.core, &self.free, &self.slack);
        let levels = self.part.descend(&weight, SWEEPS);
        // Sums of floats in another order differ by less than that.
        let least = stands * (1.0 + 1e-12) + 0.5;
        let mut nodes = 1;
        let mut decided = None;
        if levels.bound > least {
            (decided, nodes) = branches::better(&self.part, &weight, &levels, least, NODES);
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
