use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::debits::Debits;
use super::lanes::Lanes;
use crate::problem::{Problem, RowId, Selection, wide};

/// Which items could settle at all: those that a first look cannot rule out.
///
/// An item whose debit exceeds a row's room with the credits of everybody possible can never
/// settle; nor can what may not pass it; and what they would have paid is missed elsewhere, to a
/// fixed point.
/// Every set that can settle lies within the answer.
/// Costs O(n log n) of items, changes and queue entries.
pub fn reachable(problem: &Problem) -> Selection {
    let mut possible = alloc::vec![true; problem.items()];
    let mut room: Vec<i128> = problem.rows().iter().map(|row| row.slack).collect();
    for item in 0..problem.items() {
        for (row, change) in problem.changes(item) {
            let room = &mut room[row.index()];
            *room = room.saturating_add(change.max(0));
        }
    }
    let mut lanes = Lanes::new(problem);
    let mut debits = Debits::new(problem, &possible);
    let mut changed: BTreeSet<RowId> = (0..problem.rows().len()).filter_map(RowId::new).collect();
    let mut leaving: Vec<u32> = Vec::new();
    while let Some(row) = changed.pop_first() {
        loop {
            let largest = debits.largest(row, |item| possible[item]);
            let within = |(debit, _): &(u128, usize)| {
                u128::try_from(room[row.index()]).is_ok_and(|room| *debit <= room)
            };
            let Some((_, item)) = largest.filter(|largest| !within(largest)) else {
                break;
            };
            possible[item] = false;
            let mut gone = Some(item);
            while let Some(item) = gone {
                for (row, change) in problem.changes(item).filter(|(_, change)| *change > 0) {
                    let room = &mut room[row.index()];
                    *room = room.saturating_sub(change);
                    changed.insert(row);
                }
                lanes.cut(problem, item, &possible, &mut leaving);
                gone = None;
                while let Some(next) = leaving.pop().map(wide) {
                    if core::mem::replace(&mut possible[next], false) {
                        gone = Some(next);
                        break;
                    }
                }
            }
        }
    }
    Selection(possible)
}
