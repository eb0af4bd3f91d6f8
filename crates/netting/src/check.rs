use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::problem::{Order, Problem, RowId, Selection};

/// Why a selection cannot settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// It has another number of flags than there are items.
    Shape,
    /// This row would end below zero.
    Short(RowId),
    /// An item was selected past an earlier one in this row's strict queue, or past a more
    /// pressing one in a queue that may be bypassed.
    OutOfOrder(RowId),
}

/// What a selection settles, class by class.
///
/// Order: greater is better; the most pressing class decides first, by value, then by count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gain(BTreeMap<u8, (u128, usize)>);

impl Gain {
    /// How many items settle.
    pub fn items(&self) -> usize {
        self.0.values().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

impl PartialOrd for Gain {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Gain {
    fn cmp(&self, other: &Self) -> Ordering {
        let mut classes: Vec<u8> = self.0.keys().chain(other.0.keys()).copied().collect();
        classes.sort_unstable();
        classes.dedup();
        let of = |gain: &Self, class| gain.0.get(class).copied().unwrap_or_default();
        classes
            .iter()
            .map(|class| of(self, class).cmp(&of(other, class)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// Judges a selection: what it settles, or why it cannot.
///
/// Costs O(rows + changes of all items).
pub fn check(problem: &Problem, selection: &Selection) -> Result<Gain, Violation> {
    if selection.0.len() != problem.items.len() {
        return Err(Violation::Shape);
    }
    let mut slack: Vec<i128> = problem.rows.iter().map(|row| row.slack).collect();
    // The most pressing class left out so far in each row's queue.
    let mut passed: Vec<Option<u8>> = alloc::vec![None; problem.rows.len()];
    let mut gain = Gain::default();
    for (item, selected) in problem.items.iter().zip(&selection.0) {
        for row in &item.queues {
            let passed = &mut passed[row.index()];
            let blocked = match (problem.rows[row.index()].order, *passed) {
                (_, None) => false,
                (Order::Strict, Some(_)) => true,
                (Order::Bypass, Some(class)) => class < item.class,
            };
            if *selected && blocked {
                return Err(Violation::OutOfOrder(*row));
            }
            if !*selected {
                *passed = Some(passed.map_or(item.class, |class| class.min(item.class)));
            }
        }
        if *selected {
            for (row, change) in &item.changes {
                let slack = &mut slack[row.index()];
                *slack = slack.saturating_add(*change);
            }
            let (value, count) = gain.0.entry(item.class).or_default();
            *value = value.saturating_add(item.value);
            *count = count.saturating_add(1);
        }
    }
    let touched = problem.items.iter().zip(&selection.0).filter(|(_, on)| **on);
    let mut rows = touched.flat_map(|(item, _)| &item.changes);
    match rows.find(|(row, change)| *change < 0 && slack[row.index()] < 0) {
        Some((row, _)) => Err(Violation::Short(*row)),
        None => Ok(gain),
    }
}
