//! Branch and bound over the linear relaxation, for cores of few rows.
//!
//! Where some hundred items meet in some dozen rows, walks stall and prices alone say little; the
//! relaxation is small there, and says within how much of the best a set is.
//! Depth first, the likelier side first, so that good sets come early; the item to decide next is
//! the one whose two sides are expected to lose most (pseudo-costs, Benichou and others 1971);
//! items that would lose too much are decided without looking (reduced costs), and so is what
//! follows from each decision ([`crate::forced`]).
//! Nothing is left out because floats say so: what no set can exceed is counted in whole numbers
//! at the prices that the relaxation tells.

use crate::ceiling::{Ceiling, Prices, Rows};
use crate::core::Core;
use crate::forced::Forced;
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
    let mut left = leash.steps;
    let mut set = start.to_vec();
    let mut goals: Vec<(&[i128], i128)> = Vec::new();
    let mut proven = true;
    for (at, value) in values.iter().enumerate() {
        // What one list does not need is left to the next.
        let steps = left / (values.len() - at) as u64;
        let mut tree = Tree::new(core, value, &goals, set, Leash { steps, ..*leash });
        tree.visit();
        left = left.saturating_sub(tree.relaxation.work);
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
    /// The core's rows, and a row for each goal.
    rows: Rows,
    /// Value that one unit of weight stands for.
    unit: f64,
    margin: f64,
    best: Vec<bool>,
    /// What a better set must be worth.
    least: i128,
    leash: Leash<'a>,
    complete: bool,
    /// What is decided, and what follows from it whatever anything is worth.
    forced: Forced<'a>,
    /// By item, what deciding it for and against has cost for each part: sum and count.
    costs: [Vec<(f64, f64)>; 2],
}

/// The rows of a core and of what must be reached, as they are.
fn rows(core: &Core, goals: &[(&[i128], i128)]) -> Rows {
    let mut slack: Vec<i128> = core.slack.iter().map(|slack| i128::from(*slack)).collect();
    let changes = |item: usize| {
        let entries = core.entries(item).iter();
        entries.map(|entry| (entry.row, i128::from(entry.change))).collect()
    };
    let mut changes: Vec<Vec<(u32, i128)>> = (0..core.items.len()).map(changes).collect();
    for (values, least) in goals {
        let row = slack.len() as u32;
        slack.push(-least);
        for (item, value) in values.iter().enumerate().filter(|(_, value)| **value > 0) {
            changes[item].push((row, *value));
        }
    }
    Rows { slack, changes }
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
        let rows = rows(core, goals);
        let sum = |set: &[bool]| -> i128 {
            value.iter().zip(set).filter(|(_, on)| **on).map(|(value, _)| value).sum()
        };
        let mut tree = Self {
            core,
            value,
            forced: Forced::new(core),
            goals,
            relaxation: Relaxation::new(weight, limits),
            rows,
            unit: largest,
            margin,
            least: sum(&best) + 1,
            best,
            leash,
            complete: true,
            costs: [vec![(0.0, 0.0); items], vec![(0.0, 0.0); items]],
        };
        tree.bind(0);
        tree
    }

    /// Tells the relaxation what was decided since a mark.
    fn bind(&mut self, mark: usize) {
        for item in self.forced.since(mark) {
            let item = *item as usize;
            let to = if self.forced.decided[item] == Some(true) { 1.0 } else { 0.0 };
            (self.relaxation.low[item], self.relaxation.high[item]) = (to, to);
        }
    }

    /// Goes back to what was decided at a mark.
    fn release(&mut self, mark: usize) {
        for item in self.forced.since(mark) {
            let item = *item as usize;
            (self.relaxation.low[item], self.relaxation.high[item]) = (0.0, 1.0);
        }
        self.forced.undo(mark);
    }

    /// Below this no better set can be, as far as floats tell.
    fn cutoff(&self) -> f64 {
        (self.least as f64 - 0.5) / self.unit - self.margin
    }

    /// Searches below what is decided; tells the relaxation's value there.
    ///
    /// What is left out is left out by whole numbers; floats choose where to look.
    fn visit(&mut self) -> Option<f64> {
        if self.relaxation.work > self.leash.steps || self.leash.is_over() {
            self.complete = false;
            return None;
        }
        let found = self.relaxation.solve(self.cutoff());
        self.relaxation.work += 8 * self.value.len() as u64;
        let value = match found {
            Found::Value(value) => Some(value),
            Found::Below => None,
            Found::Empty(prices) if self.is_empty(&prices) => return None,
            Found::Empty(_) => None,
            Found::Unknown => {
                self.complete = false;
                return None;
            }
        };
        let prices: Vec<f64> =
            self.relaxation.prices().iter().map(|price| price * self.unit).collect();
        let (ceiling, profits) = self.ceiling(&prices).unzip();
        if ceiling.is_some_and(|ceiling: Ceiling| ceiling.is_below(self.least)) {
            return value;
        }
        let mark = self.forced.mark();
        if self.decide_by_cost(ceiling, &profits.unwrap_or_default()) {
            self.bind(mark);
            self.divide(value, ceiling);
        }
        self.release(mark);
        value
    }

    /// Searches both sides of an item that is split, or takes what is whole.
    fn divide(&mut self, value: Option<f64>, ceiling: Option<Ceiling>) {
        let parts = self.parts();
        if let Some(item) = self.next(&parts) {
            self.branch(item, parts[item], value, ceiling);
        } else {
            self.offer(parts.iter().map(|part| *part > 0.5).collect());
            // Whole only as far as floats can see: go on until all is decided.
            let open = (0..self.value.len()).find(|item| self.is_open(*item));
            if let Some(item) = open {
                self.branch(item, parts[item], value, ceiling);
            }
        }
    }

    fn is_open(&self, item: usize) -> bool {
        self.relaxation.low[item] < self.relaxation.high[item]
    }

    /// How much of each item settles; what is decided, as it is.
    fn parts(&self) -> Vec<f64> {
        let mut parts = self.relaxation.parts();
        for (item, part) in parts.iter_mut().enumerate() {
            *part = part.clamp(self.relaxation.low[item], self.relaxation.high[item]);
        }
        parts
    }

    /// What no set below what is decided can be worth, and what each item gains at the prices.
    fn ceiling(&self, prices: &[f64]) -> Option<(Ceiling, Vec<i128>)> {
        let prices = self.rows.prices(prices, self.value)?;
        self.at_prices(&prices, self.value)
    }

    fn at_prices(&self, prices: &Prices, value: &[i128]) -> Option<(Ceiling, Vec<i128>)> {
        let profit = |item: usize| self.rows.profit(prices, item, value[item]);
        let profits: Vec<i128> = (0..value.len()).map(profit).collect::<Option<_>>()?;
        let mut worth = self.rows.cost(prices)?;
        for (item, profit) in profits.iter().enumerate() {
            let part = match (self.relaxation.low[item] > 0.5, self.is_open(item)) {
                (_, true) => (*profit).max(0),
                (true, false) => *profit,
                (false, false) => 0,
            };
            worth = worth.checked_add(part)?;
        }
        Some((prices.ceiling(worth), profits))
    }

    /// Whether the prices show that nothing below what is decided can settle.
    fn is_empty(&self, prices: &[f64]) -> bool {
        let nothing = vec![0; self.value.len()];
        let prices = self.rows.prices(prices, &nothing);
        let shown = prices.and_then(|prices| self.at_prices(&prices, &nothing));
        shown.is_some_and(|(room, _)| room.is_below(0))
    }

    /// Decides an item both ways, one after the other.
    fn branch(&mut self, item: usize, part: f64, value: Option<f64>, ceiling: Option<Ceiling>) {
        let likely = part >= 0.5;
        for on in [likely, !likely] {
            if ceiling.is_some_and(|ceiling| ceiling.is_below(self.least)) {
                break;
            }
            let mark = self.forced.mark();
            let mut below = None;
            if self.forced.decide(item as u32, on) {
                self.bind(mark);
                below = self.visit();
            }
            self.release(mark);
            let moved = if on { 1.0 - part } else { part };
            if let (Some(value), Some(below)) = (value, below.filter(|_| moved > WHOLE)) {
                let (sum, count) = &mut self.costs[usize::from(on)][item];
                *sum += (value - below).max(0.0) / moved;
                *count += 1.0;
            }
        }
    }

    /// Decides every item that would cost too much to decide the other way; false if nothing better
    /// can settle then.
    fn decide_by_cost(&mut self, ceiling: Option<Ceiling>, profits: &[i128]) -> bool {
        for (item, profit) in profits.iter().enumerate() {
            let lost = |ceiling: Ceiling| {
                let loss = i128::try_from(profit.unsigned_abs()).unwrap_or(i128::MAX);
                ceiling.less(loss).is_below(self.least)
            };
            let costs = self.is_open(item) && ceiling.is_some_and(lost);
            if costs && !self.forced.decide(item as u32, *profit > 0) {
                return false;
            }
        }
        true
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
            if *part < WHOLE || *part > 1.0 - WHOLE || !self.is_open(item) {
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

    /// Takes a set that can settle, reaches every goal and is better.
    fn offer(&mut self, set: Vec<bool>) {
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
        let worth = sum(self.value);
        if slack.iter().all(|slack| *slack >= 0) && reached && worth >= self.least {
            self.least = worth + 1;
            self.best = set;
        }
    }
}
