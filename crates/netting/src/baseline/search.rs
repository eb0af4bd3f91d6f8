use alloc::collections::{BTreeSet, BinaryHeap};
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::debits::Debits;
use super::lanes::Lanes;
use crate::problem::{Order, Problem, RowId, Selection, narrow, wide};

/// How often the whole rest is added and stripped again.
const ROUNDS: usize = 8;

/// A set while it grows and shrinks.
pub(crate) struct Search<'a> {
    problem: &'a Problem,
    possible: &'a [bool],
    lanes: Lanes,
    debits: Debits,
    selected: Vec<bool>,
    /// Selected, and not to be taken off.
    standing: Vec<bool>,
    slack: Vec<i128>,
    /// Rows below zero that may have to be cured.
    short: BTreeSet<RowId>,
    /// Selected items whose removal is decided.
    leaving: Vec<u32>,
}

impl<'a> Search<'a> {
    pub(crate) fn new(problem: &'a Problem, possible: &'a Selection) -> Self {
        Self {
            problem,
            possible: &possible.0,
            lanes: Lanes::new(problem),
            debits: Debits::none(),
            selected: alloc::vec![false; problem.items()],
            standing: alloc::vec![false; problem.items()],
            slack: problem.rows().iter().map(|row| row.slack).collect(),
            short: BTreeSet::new(),
            leaving: Vec::new(),
        }
    }

    /// Selects everything possible, takes off what does not fit, and fills up.
    pub(crate) fn shrink(mut self) -> Selection {
        self.debits = Debits::new(self.problem, self.possible);
        self.widen();
        self.fill();
        Selection(self.selected)
    }

    /// Keeps what can settle of a set, and fills up.
    pub(crate) fn keep(mut self, near: &Selection) -> Selection {
        self.debits = Debits::new(self.problem, self.possible);
        for item in near.items().filter(|item| self.possible.get(*item) == Some(&true)) {
            self.set(item, true);
        }
        for item in 0..self.problem.items() {
            if !self.selected[item] {
                self.lanes.cut(self.problem, item, &self.selected, &mut self.leaving);
            }
        }
        self.leave();
        self.strip();
        self.fill();
        Selection(self.selected)
    }

    /// Keeps a set that can settle, and fills up.
    pub(crate) fn fill_up(mut self, start: &Selection) -> Selection {
        start.items().for_each(|item| self.set(item, true));
        self.fill();
        Selection(self.selected)
    }

    /// Selects what fits one at a time, and fills up.
    pub(crate) fn grow(mut self) -> Selection {
        self.fill();
        Selection(self.selected)
    }

    /// Selects what fits one at a time, and nothing more.
    pub(crate) fn single(mut self) -> Selection {
        self.join();
        Selection(self.selected)
    }

    /// Adds single items and whole sets until neither gains.
    fn fill(&mut self) {
        self.join();
        if self.debits.is_none() {
            self.debits = Debits::new(self.problem, self.possible);
        }
        for _ in 0..ROUNDS {
            if !self.widen() {
                return;
            }
            self.join();
        }
    }

    /// Keeps what is selected, adds the whole rest and takes off what does not fit.
    ///
    /// True if something was gained.
    fn widen(&mut self) -> bool {
        self.standing.clone_from(&self.selected);
        self.lanes.reset();
        self.debits.reset();
        self.short.clear();
        for item in 0..self.problem.items() {
            if self.possible[item] && !self.selected[item] {
                self.set(item, true);
            }
        }
        for item in 0..self.problem.items() {
            if !self.possible[item] {
                self.lanes.cut(self.problem, item, &self.selected, &mut self.leaving);
            }
        }
        self.leave();
        self.strip();
        self.selected != self.standing
    }

    /// Selects or removes an item and keeps the rows' slack.
    fn set(&mut self, item: usize, on: bool) {
        self.selected[item] = on;
        for (row, change) in self.problem.changes(item) {
            let change = if on { change } else { change.saturating_neg() };
            let slack = &mut self.slack[row.index()];
            *slack = slack.saturating_add(change);
            if *slack < 0 {
                self.short.insert(row);
            }
        }
    }

    /// Takes items off until no row that a selected item draws on is below zero.
    fn strip(&mut self) {
        while let Some(row) = self.short.pop_first() {
            while self.slack[row.index()] < 0 {
                let Some(victim) = self.victim(row) else {
                    break;
                };
                self.leaving.push(narrow(victim));
                self.leave();
            }
        }
    }

    /// The item to take off a row below zero, or `None` if nobody that may go draws on it.
    fn victim(&mut self, row: RowId) -> Option<usize> {
        let (selected, standing) = (&self.selected, &self.standing);
        if self.problem.row(row).order == Order::Strict {
            let last = self.lanes.last_drawing(self.problem, row, selected);
            if last.is_some_and(|item| !standing[item]) {
                return last;
            }
        }
        let deficit = self.slack[row.index()].unsigned_abs();
        self.debits.best_fit(row, deficit, |item| selected[item] && !standing[item])
    }

    /// Removes those whose removal is decided and all that may not pass them.
    fn leave(&mut self) {
        while let Some(item) = self.leaving.pop() {
            let item = wide(item);
            if self.selected[item] {
                self.set(item, false);
                self.lanes.cut(self.problem, item, &self.selected, &mut self.leaving);
            }
        }
    }

    /// Adds items that fit, one at a time, until none does: first by class and queue order, then
    /// whoever was made to fit, the most pressing first.
    fn join(&mut self) {
        self.lanes.reset();
        let mut waiting = Waiting::new(self.problem);
        let left_out = |item: &usize| self.possible[*item] && !self.selected[*item];
        let mut order: Vec<usize> = (0..self.problem.items()).filter(left_out).collect();
        order.sort_by_key(|item| self.problem.class(*item));
        for item in order {
            self.admit(item, &mut waiting);
        }
        while let Some(Reverse((_, item))) = waiting.ready.pop() {
            self.admit(wide(item), &mut waiting);
        }
    }

    /// Adds an item if it fits, else notes what it waits for.
    fn admit(&mut self, item: usize, waiting: &mut Waiting) {
        if let Some(ahead) = self.lanes.blocker(self.problem, item, &self.selected) {
            waiting.on_item(item, ahead);
            return;
        }
        let lacking = self.problem.changes(item).find(|(row, change)| {
            *change < 0 && self.slack[row.index()].saturating_add(*change) < 0
        });
        if let Some((row, change)) = lacking {
            waiting.on_row(item, row, change.unsigned_abs());
            return;
        }
        self.set(item, true);
        waiting.release_behind(self.problem, item);
        for (row, change) in self.problem.changes(item) {
            if change > 0 {
                waiting.release_funded(self.problem, row, self.slack[row.index()]);
            }
        }
    }
}

/// Who waits for what while items join.
struct Waiting {
    /// Worth another try. Order: by class, then queue order.
    ready: BinaryHeap<Reverse<(u8, u32)>>,
    /// By row: who lacks room there. Order: the smallest debit first.
    rows: Vec<BinaryHeap<Reverse<(u128, u32)>>>,
    /// By item: the last one that waits behind it.
    behind: Vec<u32>,
    /// By item: another one that waits behind the same.
    next: Vec<u32>,
}

/// Nobody.
const NOBODY: u32 = u32::MAX;

impl Waiting {
    fn new(problem: &Problem) -> Self {
        let items = if problem.has_queues() { problem.items() } else { 0 };
        Self {
            ready: BinaryHeap::new(),
            rows: problem.rows().iter().map(|_| BinaryHeap::new()).collect(),
            behind: alloc::vec![NOBODY; items],
            next: alloc::vec![NOBODY; items],
        }
    }

    fn on_item(&mut self, item: usize, ahead: usize) {
        self.next[item] = self.behind[ahead];
        self.behind[ahead] = narrow(item);
    }

    fn on_row(&mut self, item: usize, row: RowId, debit: u128) {
        self.rows[row.index()].push(Reverse((debit, narrow(item))));
    }

    fn release_behind(&mut self, problem: &Problem, item: usize) {
        let first = self.behind.get_mut(item).map(|first| core::mem::replace(first, NOBODY));
        let mut waiter = first.unwrap_or(NOBODY);
        while waiter != NOBODY {
            self.ready.push(Reverse((problem.class(wide(waiter)), waiter)));
            waiter = core::mem::replace(&mut self.next[wide(waiter)], NOBODY);
        }
    }

    fn release_funded(&mut self, problem: &Problem, row: RowId, slack: i128) {
        let slack = u128::try_from(slack).unwrap_or(0);
        let heap = &mut self.rows[row.index()];
        while heap.peek().is_some_and(|Reverse((debit, _))| *debit <= slack) {
            if let Some(Reverse((_, item))) = heap.pop() {
                self.ready.push(Reverse((problem.class(wide(item)), item)));
            }
        }
    }
}
