//! Branch and bound over the linear relaxation, for cores of few rows.
//!
//! Where some hundred items meet in some dozen rows, walks stall and prices alone say little; the
//! relaxation is small there, and says within how much of the best a set is.
//! Depth first, the likelier side first, so that good sets come early; the item to decide next is
//! the one whose two sides are expected to lose most (pseudo-costs, Benichou and others 1971);
//! items that would lose too much are decided without looking (reduced costs).

use crate::core::Core;
use crate::relaxed::{Found, Limit, Relaxation};
use crate::walk::Leash;

/// How far from a whole number a part is told to be one.
const WHOLE: f64 = 1e-6;

/// What was found.
pub(crate) struct Answer {
    /// The best set that was met; at least as good as the start.
    pub(crate) set: Vec<bool>,
    /// Whether no set is better.
    pub(crate) proven: bool,
}

/// Looks for the best set of a core without queues, as long as no more than `leash.steps` entries
/// of tables are written.
///
/// `values` holds one list of item values for each class in turn, or a single one for the total;
/// `start` is a set that can settle.
/// Deterministic, unless a deadline or a stop cuts it short.
pub(crate) fn best(core: &Core, values: &[Vec<i128>], start: &[bool], leash: &Leash<'_>) -> Answer {
    let each = leash.steps / values.len().max(1) as u64;
    let mut set = start.to_vec();
    let mut goals: Vec<(&[i128], i128)> = Vec::new();
    let mut proven = true;
    for value in values {
        let mut tree = Tree::new(core, value, &goals, set, Leash { steps: each, ..*leash });
        tree.visit();
        proven &= tree.complete;
        set = tree.best;
        goals.push((value, tree.least - 1));
    }
    Answer { set, proven }
}

/// A search under way.
struct Tree<'a> {
    core: &'a Core,
    value: &'a [i128],
    /// What must be reached of the classes before.
    goals: &'a [(&'a [i128], i128)],
    relaxation: Relaxation,
    /// Value that one unit of weight stands for.
    unit: f64,
    margin: f64,
    best: Vec<bool>,
    /// What a better set must be worth.
    least: i128,
    leash: Leash<'a>,
    complete: bool,
    /// By item, what deciding it for and against has cost for each part: sum and count.
    costs: [Vec<(f64, f64)>; 2],
}

impl<'a> Tree<'a> {
    fn new(
        core: &'a Core,
        value: &'a [i128],
        goals: &'a [(&'a [i128], i128)],
        best: Vec<bool>,
        leash: Leash<'a>,
    ) -> Self {
        let items = value.len();
        let largest = value.iter().copied().max().unwrap_or(0).max(1) as f64;
        let weight: Vec<f64> = value.iter().map(|value| *value as f64 / largest).collect();
        let margin = weight.iter().sum::<f64>() * 1e-10;
        let mut limits: Vec<Limit> = core
            .slack
            .iter()
            .map(|slack| Limit { takes: Vec::new(), most: *slack as f64 })
            .collect();
        for item in 0..items {
            for entry in core.entries(item) {
                limits[entry.row as usize].takes.push((item as u32, -(entry.change as f64)));
            }
        }
        for (value, least) in goals {
            let takes = value.iter().enumerate().filter(|(_, value)| **value > 0);
            let takes = takes.map(|(item, value)| (item as u32, -(*value as f64))).collect();
            limits.push(Limit { takes, most: -(*least as f64) });
        }
        let sum = |set: &[bool]| -> i128 {
            value.iter().zip(set).filter(|(_, on)| **on).map(|(value, _)| value).sum()
        };
        Self {
            core,
            value,
            goals,
            relaxation: Relaxation::new(weight, limits),
            unit: largest,
            margin,
            least: sum(&best) + 1,
            best,
            leash,
            complete: true,
            costs: [vec![(0.0, 0.0); items], vec![(0.0, 0.0); items]],
        }
    }

    /// Below this no better set can be.
    fn cutoff(&self) -> f64 {
        (self.least as f64 - 0.5) / self.unit - self.margin
    }

    /// Searches below what is decided; tells the relaxation's value there.
    fn visit(&mut self) -> Option<f64> {
        if self.relaxation.work > self.leash.steps || self.leash.is_over() {
            self.complete = false;
            return None;
        }
        let value = match self.relaxation.solve(self.cutoff()) {
            Found::Value(value) => value,
            Found::Nothing => return None,
            Found::Unknown => {
                self.complete = false;
                return None;
            }
        };
        self.relaxation.work += 8 * self.value.len() as u64;
        let decided = self.decide_by_cost(value);
        let parts = self.relaxation.parts();
        if let Some(item) = self.next(&parts) {
            self.branch(item, parts[item], value);
        } else {
            let set: Vec<bool> = parts.iter().map(|part| *part > 0.5).collect();
            if !self.offer(set) {
                // Whole only as far as floats can see: go on until all is decided.
                let open = (0..self.value.len())
                    .find(|item| self.relaxation.low[*item] < self.relaxation.high[*item]);
                if let Some(item) = open {
                    self.branch(item, parts[item], value);
                }
            }
        }
        for item in decided {
            (self.relaxation.low[item], self.relaxation.high[item]) = (0.0, 1.0);
        }
        Some(value)
    }

    /// Decides an item both ways, one after the other.
    fn branch(&mut self, item: usize, part: f64, value: f64) {
        let likely = part >= 0.5;
        for on in [likely, !likely] {
            if value < self.cutoff() {
                break;
            }
            let to = if on { 1.0 } else { 0.0 };
            (self.relaxation.low[item], self.relaxation.high[item]) = (to, to);
            let below = self.visit();
            let moved = (to - part).abs();
            if let Some(below) = below.filter(|_| moved > WHOLE) {
                let (sum, count) = &mut self.costs[usize::from(on)][item];
                *sum += (value - below).max(0.0) / moved;
                *count += 1.0;
            }
            (self.relaxation.low[item], self.relaxation.high[item]) = (0.0, 1.0);
        }
    }

    /// Decides every item that would cost too much to decide against where it stands.
    fn decide_by_cost(&mut self, value: f64) -> Vec<usize> {
        let spare = value - self.cutoff() + self.margin;
        let mut decided = Vec::new();
        for item in 0..self.value.len() {
            let open = self.relaxation.low[item] < self.relaxation.high[item];
            if open && self.relaxation.cost(item) > spare {
                let to = if self.relaxation.at(item) > 0.5 { 1.0 } else { 0.0 };
                (self.relaxation.low[item], self.relaxation.high[item]) = (to, to);
                decided.push(item);
            }
        }
        decided
    }

    /// The item to decide next: the one whose two sides are expected to lose most.
    fn next(&self, parts: &[f64]) -> Option<usize> {
        let mean = |costs: &[(f64, f64)]| {
            let (sum, count) =
                costs.iter().fold((0.0, 0.0), |(s, c), (sum, count)| (s + sum, c + count));
            if count > 0.0 { sum / count } else { 1.0 }
        };
        let means = [mean(&self.costs[0]), mean(&self.costs[1])];
        let mut found: Option<(usize, f64)> = None;
        for (item, part) in parts.iter().enumerate() {
            if *part < WHOLE || *part > 1.0 - WHOLE {
                continue;
            }
            let cost = |on: usize| {
                let (sum, count) = self.costs[on][item];
                // What was seen counts the more the more often it was.
                (sum + means[on]) / (count + 1.0)
            };
            let score = (cost(0) * part).max(1e-9) * (cost(1) * (1.0 - part)).max(1e-9);
            if found.is_none_or(|(_, other)| score > other) {
                found = Some((item, score));
            }
        }
        found.map(|(item, _)| item)
    }

    /// Takes a set that can settle, reaches every goal and is better; false if it cannot settle or
    /// misses a goal.
    fn offer(&mut self, set: Vec<bool>) -> bool {
        let mut slack = self.core.slack.clone();
        for item in (0..set.len()).filter(|item| set[*item]) {
            for entry in self.core.entries(item) {
                slack[entry.row as usize] += entry.change;
            }
        }
        let sum = |value: &[i128]| -> i128 {
            value.iter().zip(&set).filter(|(_, on)| **on).map(|(value, _)| value).sum()
        };
        let reached = self.goals.iter().all(|(value, least)| sum(value) >= *least);
        if slack.iter().any(|slack| *slack < 0) || !reached {
            return false;
        }
        let worth = sum(self.value);
        if worth >= self.least {
            self.least = worth + 1;
            self.best = set;
        }
        true
    }
}
