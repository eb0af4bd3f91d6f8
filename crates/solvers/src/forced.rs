//! What follows for other items where some are decided.
//!
//! A row's room is what it has with all who come, and with every credit still open: whoever draws
//! more than that cannot come, and who pays in so much that without it the room falls below zero
//! must; and so on, until nothing follows or nothing can settle.

use crate::core::Core;

/// Decisions, and what follows from them.
#[derive(Clone)]
pub(crate) struct Forced<'a> {
    core: &'a Core,
    /// By item; `None` while it is open.
    pub(crate) decided: Vec<Option<bool>>,
    room: Vec<i64>,
    pending: Vec<u32>,
}

impl<'a> Forced<'a> {
    /// Nothing is decided.
    pub(crate) fn new(core: &'a Core) -> Self {
        let mut room = core.slack.clone();
        for entry in &core.entries {
            room[entry.row as usize] += entry.change.max(0);
        }
        Self { core, decided: vec![None; core.items.len()], room, pending: Vec::new() }
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
        for entry in self.core.entries(item as usize) {
            let takes = if on { (-entry.change).max(0) } else { entry.change.max(0) };
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
