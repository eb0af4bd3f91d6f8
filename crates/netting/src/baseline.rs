use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crate::problem::{Order, Problem, RowId, Selection};

/// Finds a set that can settle together; empty where none was found.
///
/// Deterministic: it depends on the problem alone.
/// Costs O(items x changes) per item taken off or tried again.
pub fn baseline(problem: &Problem) -> Selection {
    let mut search = Search::new(problem);
    search.strip();
    search.reinsert();
    Selection(search.selected)
}

struct Search<'a> {
    problem: &'a Problem,
    queues: Vec<Vec<usize>>,
    selected: Vec<bool>,
    slack: Vec<i128>,
    /// Rows below zero that a selected item draws on.
    short: BTreeSet<usize>,
}

impl<'a> Search<'a> {
    fn new(problem: &'a Problem) -> Self {
        let mut search = Self {
            problem,
            queues: problem.queues(),
            selected: alloc::vec![false; problem.items.len()],
            slack: problem.rows.iter().map(|row| row.slack).collect(),
            short: BTreeSet::new(),
        };
        (0..problem.items.len()).for_each(|item| search.set(item, true));
        search
    }

    /// Selects or removes an item and keeps the rows' slack.
    fn set(&mut self, item: usize, on: bool) {
        self.selected[item] = on;
        for (row, change) in &self.problem.items[item].changes {
            let change = if on { *change } else { change.saturating_neg() };
            let slack = &mut self.slack[row.index()];
            *slack = slack.saturating_add(change);
            if *slack < 0 {
                self.short.insert(row.index());
            } else {
                self.short.remove(&row.index());
            }
        }
    }

    /// Takes items off until no row that a selected item draws on is below zero.
    fn strip(&mut self) {
        while let Some(row) = self.short.pop_first() {
            while self.slack[row] < 0 {
                let Some(victim) = self.victim(row) else {
                    break;
                };
                self.remove(victim);
            }
        }
    }

    /// The item to take off a row below zero, or `None` if no selected item draws on it.
    fn victim(&self, row: usize) -> Option<usize> {
        let drawing = |item: &usize| self.selected[*item] && self.change(*item, row) < 0;
        if self.problem.rows[row].order == Order::Strict {
            return self.queues[row].iter().rev().copied().find(drawing);
        }
        // Limits have no queue of their own, so every item is asked.
        let everyone: Vec<usize>;
        let candidates = if self.queues[row].is_empty() {
            everyone = (0..self.problem.items.len()).collect();
            &everyone
        } else {
            &self.queues[row]
        };
        let deficit = self.slack[row].unsigned_abs();
        let drawn = |item: usize| self.change(item, row).unsigned_abs();
        let last_class = candidates.iter().copied().filter(drawing);
        let class = last_class.map(|item| self.problem.items[item].class).max()?;
        let of_class = |item: &usize| drawing(item) && self.problem.items[*item].class == class;
        let fitting = candidates.iter().copied().filter(of_class);
        let smallest = fitting.filter(|item| drawn(*item) >= deficit);
        // Among equals the later item goes, so that the earlier one settles.
        smallest.rev().min_by_key(|item| drawn(*item)).or_else(|| {
            candidates.iter().copied().filter(of_class).max_by_key(|item| (drawn(*item), *item))
        })
    }

    fn change(&self, item: usize, row: usize) -> i128 {
        let changes = &self.problem.items[item].changes;
        changes.iter().find(|(r, _)| r.index() == row).map_or(0, |(_, change)| *change)
    }

    /// Removes an item and all that may not pass it in its queues.
    fn remove(&mut self, item: usize) {
        let mut pending = alloc::vec![item];
        while let Some(item) = pending.pop() {
            if !self.selected[item] {
                continue;
            }
            self.set(item, false);
            for row in &self.problem.items[item].queues {
                let behind = self.queues[row.index()].iter().rev();
                let behind = behind.copied().take_while(|other| *other > item);
                let class = self.problem.items[item].class;
                match self.problem.rows[row.index()].order {
                    Order::Strict => pending.extend(behind),
                    Order::Bypass => {
                        let items = &self.problem.items;
                        pending.extend(behind.filter(|other| items[*other].class > class));
                    }
                }
            }
        }
    }

    /// Tries the items left out again, in queue order, until none fits.
    fn reinsert(&mut self) {
        let mut added = true;
        while added {
            added = false;
            for item in 0..self.problem.items.len() {
                if !self.selected[item] && self.next_in_its_queues(item) && self.fits(item) {
                    self.set(item, true);
                    added = true;
                }
            }
        }
    }

    fn next_in_its_queues(&self, item: usize) -> bool {
        self.problem.items[item].queues.iter().all(|row| self.is_next(item, *row))
    }

    fn is_next(&self, item: usize, row: RowId) -> bool {
        let order = self.problem.rows[row.index()].order;
        let class = self.problem.items[item].class;
        let mut ahead = self.queues[row.index()].iter().take_while(|other| **other < item);
        ahead.all(|other| {
            let passable = order == Order::Bypass && self.problem.items[*other].class >= class;
            passable || self.selected[*other]
        })
    }

    fn fits(&self, item: usize) -> bool {
        let mut changes = self.problem.items[item].changes.iter();
        changes.all(|(row, change)| {
            *change >= 0 || self.slack[row.index()].saturating_add(*change) >= 0
        })
    }
}
