//! A few items with the rows that bind them, as a core or the problem itself has them.

use netting::{Objective, Order, Problem, Selection};

use crate::ceiling::Rows;
use crate::core::Core;
use crate::worth::Worth;

/// Items in a book at most.
pub(crate) const MOST: usize = 40;

/// Items to choose from.
pub(crate) struct Book {
    /// Rows as they are, and what each item changes.
    pub(crate) rows: Rows,
    /// What each item is worth. Range: sums of all fit.
    pub(crate) worth: Vec<i128>,
    /// By item, those without which it cannot settle. Order of bits: as the items.
    pub(crate) needs: Vec<u64>,
    /// Item of the problem, by item of the book.
    items: Vec<u32>,
    /// Those that settle whatever else does.
    settled: Vec<u32>,
}

impl Book {
    /// The items of a core that stands for its problem; none if they are too many or worth too much.
    pub(crate) fn of_core(problem: &Problem, core: &Core, objective: Objective) -> Option<Self> {
        let slack = core.slack.iter().map(|slack| i128::from(*slack)).collect();
        let changes = |item: usize| {
            let entries = core.entries(item).iter();
            entries.map(|entry| (entry.row, i128::from(entry.change))).collect()
        };
        let rows = Rows { slack, changes: (0..core.items.len()).map(changes).collect() };
        Self::new(problem, objective, core.items.clone(), rows, core.settled.clone())
    }

    /// All items that may take part, in the problem's own numbers; none if they are too many or worth
    /// too much.
    pub(crate) fn of_problem(
        problem: &Problem,
        possible: &Selection,
        objective: Objective,
    ) -> Option<Self> {
        let items: Vec<u32> = possible.items().map(|item| item as u32).collect();
        let mut demand = vec![0_i128; problem.rows().len()];
        for (row, change) in items.iter().flat_map(|item| problem.changes(*item as usize)) {
            let demand = &mut demand[row.index()];
            *demand = demand.saturating_sub(change.min(0));
        }
        // A row binds if somebody draws on it and not all that is drawn fits.
        let binds = |row: &usize| demand[*row] > 0 && demand[*row] > problem.rows()[*row].slack;
        let binding: Vec<usize> = (0..problem.rows().len()).filter(binds).collect();
        let slack = binding.iter().map(|row| problem.rows()[*row].slack).collect();
        let changes = |item: &u32| {
            let changes = problem.changes(*item as usize);
            let bound = changes.filter_map(|(row, change)| {
                Some((binding.binary_search(&row.index()).ok()? as u32, change))
            });
            bound.collect()
        };
        let rows = Rows { slack, changes: items.iter().map(changes).collect() };
        Self::new(problem, objective, items, rows, Vec::new())
    }

    fn new(
        problem: &Problem,
        objective: Objective,
        items: Vec<u32>,
        rows: Rows,
        settled: Vec<u32>,
    ) -> Option<Self> {
        if items.len() > MOST {
            return None;
        }
        let worth = Worth::new(problem, &items, objective)?.as_one()?;
        let needs = needs(problem, &items);
        Some(Self { rows, worth, needs, items, settled })
    }

    /// What a selection of the problem is worth here.
    pub(crate) fn worth_of(&self, selection: &Selection) -> i128 {
        let pairs = self.items.iter().zip(&self.worth);
        pairs.filter(|(item, _)| selection.0[**item as usize]).map(|(_, worth)| worth).sum()
    }

    /// A set of the book as a selection of the problem.
    pub(crate) fn widen(&self, problem: &Problem, set: u64) -> Selection {
        let mut all = Selection::none(problem.items());
        let chosen = self.items.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        let chosen = chosen.map(|(_, item)| item).chain(&self.settled);
        chosen.for_each(|item| all.0[*item as usize] = true);
        all
    }
}

/// By item, whom it may not pass in its queues.
fn needs(problem: &Problem, items: &[u32]) -> Vec<u64> {
    let binds = |item: usize, other: usize| {
        problem.queues(item).iter().any(|row| {
            problem.queues(other).contains(row)
                && (problem.row(*row).order == Order::Strict
                    || problem.class(other) < problem.class(item))
        })
    };
    let of = |at: usize| {
        let ahead = (0..at).filter(|other| binds(items[at] as usize, items[*other] as usize));
        ahead.fold(0, |needs, other| needs | 1 << other)
    };
    (0..items.len()).map(of).collect()
}
