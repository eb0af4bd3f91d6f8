//! The best set of a few items, proven, whatever their numbers are.
//!
//! The core of a problem lies in 64 bits and leaves rows below zero alone ([`crate::core`]); a few
//! items that it cannot stand for exactly are decided here one by one, in the problem's own whole
//! numbers.
//! A branch is lost if a row that somebody draws on cannot come back to zero even with every
//! credit still open, or if what is still open does not suffice to be better.

use netting::{Objective, Problem, RowId, Selection};

/// Items that may take part, at most.
const MOST: usize = 32;
/// Decisions after which it is given up.
const LIMIT: u64 = 1_000_000;

/// A search under way.
struct Tree<'a> {
    problem: &'a Problem,
    objective: Objective,
    /// Order: as they are decided.
    items: Vec<usize>,
    /// By row: room, with what is selected.
    room: Vec<i128>,
    /// By row: credits of items not yet decided.
    open: Vec<i128>,
    /// By row: how many of those selected draw on it.
    drawn: Vec<u32>,
    selected: Selection,
    /// Value selected, and not yet decided, by class as `classes` orders them.
    now: Vec<u128>,
    left: Vec<u128>,
    best: Vec<u128>,
    found: Option<Selection>,
    nodes: u64,
}

/// Looks for the best set; `None` if there are too many items or decisions for a proof.
///
/// `start` is a set that can settle.
/// Deterministic. Costs up to a million decisions.
pub(crate) fn best(
    problem: &Problem,
    possible: &Selection,
    objective: Objective,
    start: &Selection,
) -> Option<Selection> {
    let mut items: Vec<usize> = possible.items().collect();
    if items.len() > MOST {
        return None;
    }
    items
        .sort_by_key(|item| (problem.class(*item), std::cmp::Reverse(problem.value(*item)), *item));
    let mut open = vec![0_i128; problem.rows().len()];
    for item in &items {
        for (row, change) in problem.changes(*item).filter(|(_, change)| *change > 0) {
            open[row.index()] = open[row.index()].saturating_add(change);
        }
    }
    let none = Selection::none(problem.items());
    let mut tree = Tree {
        problem,
        objective,
        items,
        room: problem.rows().iter().map(|row| row.slack).collect(),
        open,
        drawn: vec![0; problem.rows().len()],
        now: worth(problem, objective, &none),
        left: worth(problem, objective, possible),
        best: worth(problem, objective, start),
        found: None,
        selected: none,
        nodes: 0,
    };
    tree.visit(0);
    (tree.nodes < LIMIT).then(|| tree.found.unwrap_or_else(|| start.clone()))
}

/// What a set is worth, in the order in which the objective compares. Shape: one entry for each
/// class, or a single one.
fn worth(problem: &Problem, objective: Objective, set: &Selection) -> Vec<u128> {
    let mut worth = vec![0_u128; width(objective)];
    for item in set.items() {
        let part = &mut worth[place(problem, objective, item)];
        *part = part.saturating_add(problem.value(item));
    }
    worth
}

fn width(objective: Objective) -> usize {
    match objective {
        Objective::Total => 1,
        Objective::Lexicographic => usize::from(u8::MAX) + 1,
    }
}

/// Which part of the worth an item counts in.
fn place(problem: &Problem, objective: Objective, item: usize) -> usize {
    match objective {
        Objective::Total => 0,
        Objective::Lexicographic => usize::from(problem.class(item)),
    }
}

impl Tree<'_> {
    fn visit(&mut self, depth: usize) {
        self.nodes += 1;
        if self.nodes >= LIMIT || !self.may_be_better() {
            return;
        }
        let Some(item) = self.items.get(depth).copied() else {
            if netting::check(self.problem, &self.selected).is_ok() {
                self.best.clone_from(&self.now);
                self.found = Some(self.selected.clone());
            }
            return;
        };
        let at = place(self.problem, self.objective, item);
        let value = self.problem.value(item);
        self.left[at] = self.left[at].saturating_sub(value);
        self.close(item, 1);
        for on in [true, false] {
            if on {
                self.post(item, 1);
                self.now[at] = self.now[at].saturating_add(value);
            }
            if self.rows_can_hold(item) {
                self.visit(depth + 1);
            }
            if on {
                self.post(item, -1);
                self.now[at] = self.now[at].saturating_sub(value);
            }
        }
        self.close(item, -1);
        self.left[at] = self.left[at].saturating_add(value);
    }

    /// Whether with all that is open there would be more than the best set has.
    fn may_be_better(&self) -> bool {
        let sums = self.now.iter().zip(&self.left).map(|(now, left)| now.saturating_add(*left));
        sums.gt(self.best.iter().copied())
    }

    /// Takes an item's credits off what is open, or puts them back.
    fn close(&mut self, item: usize, sign: i128) {
        for (row, change) in self.problem.changes(item).filter(|(_, change)| *change > 0) {
            let open = &mut self.open[row.index()];
            *open = open.saturating_sub(sign * change);
        }
    }

    /// Selects an item, or takes that back.
    fn post(&mut self, item: usize, sign: i128) {
        self.selected.0[item] = sign > 0;
        for (row, change) in self.problem.changes(item) {
            let at = row.index();
            self.room[at] = self.room[at].saturating_add(sign * change);
            if change < 0 {
                self.drawn[at] = if sign > 0 { self.drawn[at] + 1 } else { self.drawn[at] - 1 };
            }
        }
    }

    /// Whether each row an item touches can still come back to zero, where it must.
    fn rows_can_hold(&self, item: usize) -> bool {
        let holds = |row: RowId| {
            let at = row.index();
            self.drawn[at] == 0 || self.room[at].saturating_add(self.open[at]) >= 0
        };
        self.problem.changes(item).all(|(row, _)| holds(row))
    }
}
