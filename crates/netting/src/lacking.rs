//! Why what is left waits: what it may not pass, and what it would take.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use crate::problem::{Order, Problem, RowId};

/// Who stands where in each queue, to be asked for many items.
#[derive(Clone, Debug)]
pub struct Queues<'a> {
    problem: &'a Problem,
    /// Order: of a strict queue as the items, of one that may be bypassed by class before that.
    /// Shape: one list per row.
    standing: Vec<Vec<usize>>,
}

impl<'a> Queues<'a> {
    /// Lists every queue of a problem once. Costs O(n log n) of queues of all items.
    pub fn of(problem: &'a Problem) -> Self {
        let mut standing = alloc::vec![Vec::new(); problem.rows().len()];
        for item in 0..problem.items() {
            for row in problem.queues(item) {
                standing[row.index()].push(item);
            }
        }
        for (row, queue) in problem.rows().iter().zip(&mut standing) {
            if row.order == Order::Bypass {
                queue.sort_by_key(|item| problem.class(*item));
            }
        }
        Self { problem, standing }
    }

    /// The fewest items that stand with `item` in any set that keeps the order of the queues:
    /// what it may not pass, what that may not pass, and so on, and itself.
    ///
    /// Order: ascending. None if they are more than `most`.
    /// Costs O(most x queues x log most) where an item stands in few queues, O(most squared) at
    /// worst.
    pub fn with_ahead(&self, item: usize, most: usize) -> Option<Vec<usize>> {
        if most == 0 {
            return None;
        }
        let mut set = BTreeSet::from([item]);
        let mut open = alloc::vec![item];
        // How far each queue was taken: what stands before an earlier item is in the set already.
        let mut taken: BTreeMap<RowId, (usize, u8)> = BTreeMap::new();
        while let Some(item) = open.pop() {
            let class = self.problem.class(item);
            for row in self.problem.queues(item) {
                let bypass = self.problem.row(*row).order == Order::Bypass;
                match taken.get(row) {
                    Some((far, pressing)) if *far >= item && (!bypass || *pressing >= class) => {
                        continue;
                    }
                    Some((far, pressing)) if *far > item || *pressing > class => {}
                    Some(_) | None => {
                        taken.insert(*row, (item, class));
                    }
                }
                let binds = |other: &&usize| match bypass {
                    true => self.problem.class(**other) < class,
                    false => **other < item,
                };
                let before = self.standing[row.index()].iter().take_while(binds);
                for other in before.filter(|other| **other < item) {
                    if set.insert(*other) {
                        open.push(*other);
                    }
                    if set.len() > most {
                        return None;
                    }
                }
            }
        }
        Some(set.into_iter().collect())
    }
}

/// What each row lacks for these items to settle together: with exactly that much more room, and
/// with nothing less, no row that they draw on ends below zero.
///
/// Order: by row. Shape: one entry per row that lacks something.
/// None if a sum does not fit 128 bits.
/// Costs O(changes of the items x log rows).
pub fn lacking(
    problem: &Problem,
    items: impl IntoIterator<Item = usize>,
) -> Option<Vec<(RowId, u128)>> {
    let mut posted: BTreeMap<RowId, (i128, bool)> = BTreeMap::new();
    for item in items {
        for (row, change) in problem.changes(item) {
            let (room, drawn) = posted.entry(row).or_insert((problem.row(row).slack, false));
            *room = room.checked_add(change)?;
            *drawn |= change < 0;
        }
    }
    let short = posted.into_iter().filter(|(_, (room, drawn))| *drawn && *room < 0);
    Some(short.map(|(row, (room, _))| (row, room.unsigned_abs())).collect())
}
