//! The best set of a small core, proven: depth first, with two ways to see that a branch is lost.
//!
//! A branch is lost if a row cannot come back to zero even with every credit still open, or if
//! what it holds and the Lagrangian bound of what is open do not exceed the best set so far, in
//! whole numbers ([`crate::ceiling`]).
//! Classes are settled one after the other: the best value of the most pressing, then of the next
//! among the sets that reach it.

use crate::ceiling::{Ceiling, Prices, Rows};
use crate::core::Core;

/// A branch and bound under way.
struct Tree<'a> {
    core: &'a Core,
    order: &'a [u32],
    /// Value of each item, and what must be reached of the classes before, in whole units.
    goals: Vec<Goal>,
    /// What each item gains at the prices of rows; the bound of what is open follows from it.
    profits: Vec<i128>,
    slack: Vec<i64>,
    /// Credits to a row that are still open.
    open: Vec<i64>,
    /// What the last goal must reach, in the unit of the bound.
    floor: i128,
    selected: Vec<bool>,
    best: Option<Vec<bool>>,
    nodes: u64,
    limit: u64,
}

/// One class, or all together.
struct Goal {
    value: Vec<i128>,
    now: i128,
    /// What is still open.
    open: i128,
    /// What a set must reach.
    least: i128,
}

/// Looks for the best set; `None` if the limit of nodes did not suffice for a proof.
///
/// `values` holds one list of item values for each class in turn, or a single one for the total;
/// `start` is a set that can settle.
/// Deterministic. Costs up to `limit` nodes for each list.
pub(crate) fn best(
    core: &Core,
    values: &[Vec<i128>],
    start: &[bool],
    prices: impl Fn(&[f64]) -> Vec<f64>,
    limit: u64,
) -> Option<Vec<bool>> {
    let mut standing = start.to_vec();
    let mut goals: Vec<Goal> = Vec::new();
    for value in values {
        let reached = |set: &[bool]| -> i128 {
            value.iter().zip(set).filter(|(_, on)| **on).map(|(value, _)| value).sum()
        };
        let weight: Vec<f64> = value.iter().map(|value| *value as f64).collect();
        let prices = prices(&weight);
        let order = order(core, &weight, &prices);
        goals.push(Goal {
            value: value.clone(),
            now: 0,
            open: value.iter().sum(),
            least: reached(&standing) + 1,
        });
        let (bound, profits) = start_bound(core, value, &prices)?;
        let mut tree = Tree::new(core, &order, goals, profits, limit);
        tree.search(bound);
        if tree.nodes >= limit {
            return None;
        }
        standing = tree.best.take().unwrap_or(standing);
        goals = tree.goals;
        if let Some(goal) = goals.last_mut() {
            goal.least = reached(&standing);
        }
        for goal in &mut goals {
            goal.now = 0;
            goal.open = goal.value.iter().sum();
        }
    }
    Some(standing)
}

/// In which order items are decided: those first whose profit at the prices is farthest from zero,
/// since deciding them against it costs most; in queue order where there are queues.
fn order(core: &Core, weight: &[f64], prices: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..core.items.len() as u32).collect();
    if core.queues.is_none() {
        let profit =
            |item: &u32| profit(core, *item as usize, weight[*item as usize], prices).abs();
        let profits: Vec<f64> = order.iter().map(profit).collect();
        let of = |item: &u32| profits[*item as usize];
        order.sort_by(|one, other| of(other).total_cmp(&of(one)).then(one.cmp(other)));
    }
    order
}

/// What an item is worth beyond the room it takes, at these prices.
fn profit(core: &Core, item: usize, weight: f64, prices: &[f64]) -> f64 {
    let entries = core.entries(item).iter();
    weight + entries.map(|entry| prices[entry.row as usize] * entry.change as f64).sum::<f64>()
}

/// The Lagrangian bound before anything is decided, and what each item gains at the prices; none
/// where numbers are too large.
fn start_bound(core: &Core, value: &[i128], prices: &[f64]) -> Option<(Ceiling, Vec<i128>)> {
    // A row below zero is held back by nothing until somebody draws on it.
    let slack = core.slack.iter().map(|slack| i128::from((*slack).max(0))).collect();
    let changes = |item: usize| {
        let entries = core.entries(item).iter();
        entries.map(|entry| (entry.row, i128::from(entry.change))).collect()
    };
    let rows = Rows { slack, changes: (0..value.len()).map(changes).collect() };
    let prices: Prices = rows.prices(prices, value)?;
    let profit = |item: usize| rows.profit(&prices, item, value[item]);
    let profits: Vec<i128> = (0..value.len()).map(profit).collect::<Option<_>>()?;
    let open = profits.iter().map(|profit| (*profit).max(0));
    let worth =
        open.fold(rows.cost(&prices), |sum, profit| sum.and_then(|sum| sum.checked_add(profit)))?;
    Some((prices.ceiling(worth), profits))
}

impl<'a> Tree<'a> {
    fn new(
        core: &'a Core,
        order: &'a [u32],
        goals: Vec<Goal>,
        profits: Vec<i128>,
        limit: u64,
    ) -> Self {
        let mut open = vec![0; core.rows.len()];
        for entry in &core.entries {
            open[entry.row as usize] += entry.change.max(0);
        }
        Self {
            core,
            order,
            goals,
            profits,
            slack: core.slack.clone(),
            open,
            floor: 0,
            selected: vec![false; core.items.len()],
            best: None,
            nodes: 0,
            limit,
        }
    }

    fn search(&mut self, bound: Ceiling) {
        self.floor = bound.in_unit(self.least());
        self.visit(0, bound);
    }

    /// What the last goal must reach.
    fn least(&self) -> i128 {
        self.goals.last().map_or(0, |goal| goal.least)
    }

    fn visit(&mut self, depth: usize, bound: Ceiling) {
        self.nodes += 1;
        if self.nodes >= self.limit || self.is_lost(bound) {
            return;
        }
        let Some(item) = self.order.get(depth).copied() else {
            self.keep(bound);
            return;
        };
        let item = item as usize;
        let profit = self.profits[item];
        // Taking an item costs the bound what its profit lacks, leaving it what it has.
        for on in [profit >= 0, profit < 0] {
            if on && !self.may_come(item) {
                continue;
            }
            let loss = if on { (-profit).max(0) } else { profit.max(0) };
            self.decide(item, on, true);
            if self.rows_can_hold(item) {
                self.visit(depth + 1, bound.less(loss));
            }
            self.decide(item, on, false);
        }
    }

    /// Whether the goals cannot be reached any more.
    fn is_lost(&self, bound: Ceiling) -> bool {
        let beyond = |goal: &Goal| goal.now + goal.open < goal.least;
        bound.is_under(self.floor) || self.goals.iter().any(beyond)
    }

    /// Keeps a set that reaches every goal; the next must be better.
    fn keep(&mut self, bound: Ceiling) {
        if self.slack.iter().all(|slack| *slack >= 0) {
            self.best = Some(self.selected.clone());
            if let Some(goal) = self.goals.last_mut() {
                goal.least = goal.now + 1;
            }
            self.floor = bound.in_unit(self.least());
        }
    }

    /// Decides an item, or takes the decision back.
    fn decide(&mut self, item: usize, on: bool, forth: bool) {
        self.selected[item] = on && forth;
        for entry in self.core.entries(item) {
            let row = entry.row as usize;
            let change = if forth { entry.change } else { -entry.change };
            if entry.change > 0 {
                self.open[row] -= change;
            }
            if on {
                self.slack[row] += change;
            }
        }
        for goal in &mut self.goals {
            let value = goal.value[item];
            let value = if forth { value } else { -value };
            goal.open -= value;
            if on {
                goal.now += value;
            }
        }
    }

    /// Whether each row an item touches can still come back to zero.
    fn rows_can_hold(&self, item: usize) -> bool {
        let mut entries = self.core.entries(item).iter();
        entries.all(|entry| {
            let row = entry.row as usize;
            self.slack[row] + self.open[row] >= 0
        })
    }

    /// Whether an item passes nobody that was left out; items come in queue order here.
    fn may_come(&self, item: usize) -> bool {
        let Some(queues) = &self.core.queues else {
            return true;
        };
        queues.of(item).iter().all(|queue| {
            let ahead = queues.members(*queue).iter().take_while(|other| (**other as usize) < item);
            let mut left = ahead.filter(|other| !self.selected[**other as usize]);
            left.all(|other| {
                !queues.strict[*queue as usize]
                    && self.core.class[*other as usize] >= self.core.class[item]
            })
        })
    }
}
