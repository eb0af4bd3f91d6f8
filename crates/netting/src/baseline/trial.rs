use alloc::vec::Vec;

use super::lanes::Lanes;
use crate::problem::{Problem, RowId, Selection, narrow, span, wide};

/// Which items could settle at all, as far as trying each of them with all that follows tells.
///
/// Where an item settles, so does everybody that it may not pass; who is then too large for what
/// is left of a row stays away, and so does everybody behind; and whose credit a row that is drawn
/// on cannot do without must come.
/// An item from which a contradiction follows can never settle, nor can what may not pass it: they
/// leave `possible`, which is of [`crate::reachable`], or all.
/// Every set within `possible` that can settle lies within the answer.
///
/// After `looks` at changes and places of queues it stops, with what it knows.
/// Costs O(n log n) of items, changes and queue entries, and the looks.
pub fn tried(problem: &Problem, possible: &Selection, looks: u64) -> Selection {
    let mut answer = possible.clone();
    if possible.0.len() != problem.items() || possible.is_empty() || !is_narrow(problem) {
        return answer;
    }
    let mut trial = Trial::new(problem, possible, looks);
    let mut again = true;
    while core::mem::take(&mut again) {
        for item in possible.items() {
            if trial.decided[item].is_some() {
                continue;
            }
            let settles = trial.decide(item, true);
            trial.undo();
            if trial.looks == 0 {
                again = false;
                break;
            }
            if !settles {
                // Nothing is always a set, so that nothing contradicts an item's staying away.
                trial.decide(item, false);
                trial.keep();
                again = true;
            }
        }
    }
    for (may, decided) in answer.0.iter_mut().zip(&trial.decided) {
        *may &= *decided != Some(false);
    }
    answer
}

/// Whether no sum of a row's room and changes exceeds 127 bits.
fn is_narrow(problem: &Problem) -> bool {
    let (change, _) = problem.largest();
    let slack = problem.rows().iter().map(|row| row.slack.unsigned_abs()).max().unwrap_or(0);
    let sum = u128::try_from(problem.entries()).ok().and_then(|all| change.checked_mul(all));
    sum.and_then(|sum| sum.checked_add(slack)).is_some_and(|sum| i128::try_from(sum).is_ok())
}

/// Decisions, and what follows from them.
struct Trial<'a> {
    problem: &'a Problem,
    lanes: Lanes,
    debits: Sides,
    credits: Sides,
    /// By item; `None` while it is open.
    decided: Vec<Option<bool>>,
    /// What each row has with all debits of those that settle, and all credits of those that may.
    room: Vec<i128>,
    /// How many of those that settle draw on each row.
    drawn: Vec<u32>,
    /// Rows with less room than when they were last looked at.
    pending: Vec<RowId>,
    /// Items decided, of which not all that follows was looked at in queues.
    behind: Vec<u32>,
    /// Items decided since the last that was kept. Order: as they were.
    trail: Vec<u32>,
    looks: u64,
}

impl<'a> Trial<'a> {
    fn new(problem: &'a Problem, possible: &Selection, looks: u64) -> Self {
        let mut room: Vec<i128> = problem.rows().iter().map(|row| row.slack).collect();
        for item in possible.items() {
            for (row, change) in problem.changes(item) {
                let room = &mut room[row.index()];
                *room = room.saturating_add(change.max(0));
            }
        }
        Self {
            problem,
            lanes: Lanes::new(problem),
            debits: Sides::new(problem, possible, |change| change < 0),
            credits: Sides::new(problem, possible, |change| change > 0),
            decided: possible.0.iter().map(|may| (!may).then_some(false)).collect(),
            drawn: alloc::vec![0; room.len()],
            room,
            pending: Vec::new(),
            behind: Vec::new(),
            trail: Vec::new(),
            looks,
        }
    }

    /// Decides an item, and what follows; false if nothing can settle then, or if the looks are
    /// used up.
    fn decide(&mut self, item: usize, settles: bool) -> bool {
        self.set(item, settles);
        loop {
            let holds = if let Some(item) = self.behind.pop() {
                self.follow(wide(item))
            } else if let Some(row) = self.pending.pop() {
                self.narrow(row)
            } else {
                return true;
            };
            if !holds || self.looks == 0 {
                return false;
            }
        }
    }

    /// Decides one item; false if it was decided otherwise.
    fn set(&mut self, item: usize, settles: bool) -> bool {
        if let Some(decided) = self.decided[item] {
            return decided == settles;
        }
        self.decided[item] = Some(settles);
        self.trail.push(narrow(item));
        self.behind.push(narrow(item));
        for (row, change) in self.problem.changes(item) {
            self.looks = self.looks.saturating_sub(1);
            if (change < 0) == settles {
                let (room, drawn) = (&mut self.room[row.index()], &mut self.drawn[row.index()]);
                *room = room.saturating_sub(change.saturating_abs());
                *drawn = drawn.saturating_add(u32::from(settles));
                self.pending.push(row);
            }
        }
        true
    }

    /// Decides those in the queues of an item that it may not pass, or that may not pass it.
    fn follow(&mut self, item: usize) -> bool {
        let settles = self.decided[item] == Some(true);
        let others: Vec<u32> = match settles {
            true => self.lanes.before(self.problem, item).collect(),
            false => self.lanes.behind(self.problem, item).collect(),
        };
        others.into_iter().all(|other| {
            self.looks = self.looks.saturating_sub(1);
            self.set(wide(other), settles)
        })
    }

    /// Decides who is too large for a row to come, or to stay away.
    fn narrow(&mut self, row: RowId) -> bool {
        let is_drawn = self.drawn[row.index()] > 0;
        if is_drawn && self.room[row.index()] < 0 {
            return false;
        }
        for settles in [false, true] {
            // Of a row that nobody draws on nothing is asked.
            if settles && !is_drawn {
                break;
            }
            let mut at = 0;
            loop {
                let sides = if settles { &self.credits } else { &self.debits };
                let Some((amount, item)) = sides.at(row, at) else { break };
                if amount <= self.room[row.index()] {
                    break;
                }
                at = at.saturating_add(1);
                self.looks = self.looks.saturating_sub(1);
                if self.decided[item].is_none() {
                    self.set(item, settles);
                }
            }
        }
        true
    }

    /// Takes back what was decided since the last that was kept.
    fn undo(&mut self) {
        self.pending.clear();
        self.behind.clear();
        while let Some(item) = self.trail.pop().map(wide) {
            let settles = self.decided[item].take() == Some(true);
            for (row, change) in self.problem.changes(item) {
                if (change < 0) == settles {
                    let (room, drawn) = (&mut self.room[row.index()], &mut self.drawn[row.index()]);
                    *room = room.saturating_add(change.saturating_abs());
                    *drawn = drawn.saturating_sub(u32::from(settles));
                }
            }
        }
    }

    fn keep(&mut self) {
        self.trail.clear();
    }
}

/// The changes of one sign to each row. Order: by row, the largest first, then by item.
struct Sides {
    /// Shape: rows + 1.
    starts: Vec<u32>,
    entries: Vec<(i128, u32)>,
}

impl Sides {
    fn new(problem: &Problem, possible: &Selection, counts: impl Fn(i128) -> bool) -> Self {
        let mut sides: Vec<(RowId, i128, u32)> = Vec::new();
        for item in possible.items() {
            let changes = problem.changes(item).filter(|(_, change)| counts(*change));
            // A negative amount puts the largest first.
            let negative = |change: i128| change.saturating_abs().saturating_neg();
            sides.extend(changes.map(|(row, change)| (row, negative(change), narrow(item))));
        }
        sides.sort_unstable();
        let rows = 0..=problem.rows().len();
        let start = |at: usize| sides.partition_point(|(row, _, _)| row.index() < at);
        let starts = rows.map(|at| narrow(start(at))).collect();
        let entries = sides.iter().map(|(_, amount, item)| (amount.saturating_neg(), *item));
        Self { starts, entries: entries.collect() }
    }

    /// The entry at a place of a row: how much, and whose.
    fn at(&self, row: RowId, at: usize) -> Option<(i128, usize)> {
        let entries = self.entries.get(span(&self.starts, row.index()))?;
        entries.get(at).map(|(amount, item)| (*amount, wide(*item)))
    }
}
