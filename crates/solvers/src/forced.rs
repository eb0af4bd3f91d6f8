//! What follows for other items where some are decided.
//!
//! A row's room is what it has with all who come, and with every credit still open: whoever draws
//! more than that cannot come, and who pays in so much that without it the room falls below zero
//! must; and so on, until nothing follows or nothing can settle.

use crate::core::{Core, Entry};

/// Decisions, and what follows from them.
#[derive(Clone)]
pub(crate) struct Forced<'a> {
    core: &'a Core,
    /// By item; `None` while it is open.
    pub(crate) decided: Vec<Option<bool>>,
    room: Vec<i64>,
    pending: Vec<u32>,
    /// Items decided. Order: as they were.
    trail: Vec<u32>,
}

impl<'a> Forced<'a> {
    /// Nothing is decided.
    pub(crate) fn new(core: &'a Core) -> Self {
        let mut room = core.slack.clone();
        for entry in &core.entries {
            room[entry.row as usize] += entry.change.max(0);
        }
        let decided = vec![None; core.items.len()];
        Self { core, decided, room, pending: Vec::new(), trail: Vec::new() }
    }

    /// How many items are decided, to come back to.
    pub(crate) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Who was decided since.
    pub(crate) fn since(&self, mark: usize) -> &[u32] {
        &self.trail[mark..]
    }

    /// Takes back what was decided since.
    pub(crate) fn undo(&mut self, mark: usize) {
        self.pending.clear();
        for item in self.trail.drain(mark..) {
            let on = self.decided[item as usize].take() == Some(true);
            for entry in self.core.entries(item as usize) {
                self.room[entry.row as usize] += takes(entry, on);
            }
        }
    }

    /// Decides an item, and what follows; false if nothing can settle then.
    ///
    /// Costs O(items of the rows that become narrower).
    pub(crate) fn decide(&mut self, item: u32, on: bool) -> bool {
        if self.decided[item as usize].is_some_and(|other| other != on) {
            return false;
        }
        self.set(item, on);
        while let Some(row) = self.pending.pop() {
            if !self.narrow(row as usize) {
                return false;
            }
        }
        true
    }

    fn set(&mut self, item: u32, on: bool) {
        if self.decided[item as usize].is_some() {
            return;
        }
        self.decided[item as usize] = Some(on);
        self.trail.push(item);
        for entry in self.core.entries(item as usize) {
            let takes = takes(entry, on);
            if takes > 0 {
                self.room[entry.row as usize] -= takes;
                self.pending.push(entry.row);
            }
        }
    }

    /// Decides who is too large for a row to come, or to stay away.
    fn narrow(&mut self, row: usize) -> bool {
        let core = self.core;
        if self.room[row] < 0 {
            return false;
        }
        for (sides, on) in [(core.debits(row), false), (core.credits(row), true)] {
            for side in sides.iter().rev() {
                if side.amount <= self.room[row] {
                    break;
                }
                if self.decided[side.item as usize].is_none() {
                    self.set(side.item, on);
                }
            }
        }
        self.room[row] >= 0
    }
}

/// What the decision about an item takes from the room of one of its rows.
fn takes(entry: &Entry, on: bool) -> i64 {
    if on { (-entry.change).max(0) } else { entry.change.max(0) }
}
