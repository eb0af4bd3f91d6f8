use alloc::vec::Vec;

use crate::gain::{ClassGain, Gain};
use crate::problem::{Order, Problem, Row, RowId, Selection};

/// Why a selection cannot settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violation {
    /// It has another number of flags than there are items.
    Shape,
    /// This row would end below zero, and an item selected draws on it.
    Short {
        /// Which.
        row: RowId,
        /// By how much. Unit: that of the row. Range: above zero.
        lacking: u128,
    },
    /// An item was selected past an earlier one in this row's strict queue, or past a more
    /// pressing one in a queue that may be bypassed.
    OutOfOrder {
        /// In whose queue.
        row: RowId,
        /// The item, by its place.
        item: usize,
        /// The most pressing that it would pass, the first of them.
        ahead: usize,
    },
    /// This row's sum does not fit 128 bits.
    Overflow(RowId),
    /// The values of a class do not fit 128 bits.
    Worth(u8),
}

/// What became of a row while items were posted.
#[derive(Clone, Copy)]
struct Posted {
    slack: i128,
    drawn: bool,
    /// The most pressing class left out so far in its queue, and the first item of it.
    passed: Option<(u8, usize)>,
}

/// Judges a selection: what it settles, or why it cannot.
///
/// All changes are posted, and only the end counts; a row that nobody selected draws on is never
/// at fault.
/// Costs O(rows + changes and queues of all items).
pub fn check(problem: &Problem, selection: &Selection) -> Result<Gain, Violation> {
    if selection.0.len() != problem.items() {
        return Err(Violation::Shape);
    }
    match quick(problem, selection) {
        Some(gain) => Ok(gain),
        None => judge(problem, selection),
    }
}

/// What a selection settles, if 64 bits suffice to see that it can; otherwise nothing is said.
///
/// Good proposals are nearly all of this kind, and half the memory is touched.
fn quick(problem: &Problem, selection: &Selection) -> Option<Gain> {
    if problem.has_queues() && !is_in_order(problem, selection) {
        return None;
    }
    let room = |row: &Row| i64::try_from(row.slack).ok().filter(|slack| *slack >= 0);
    let mut rows: Vec<i64> = problem.rows().iter().map(room).collect::<Option<_>>()?;
    let mut gains = [(0_u128, 0_usize); 256];
    let mut picked = [0_usize; BLOCK];
    for (block, flags) in selection.0.chunks(BLOCK).enumerate() {
        for item in pick(block, flags, &mut picked) {
            for (row, change) in problem.narrow_changes(*item)? {
                let room = &mut rows[row.index()];
                *room = room.checked_add(*change)?;
            }
            let (value, count) = &mut gains[usize::from(problem.class(*item))];
            *value = value.checked_add(problem.value(*item))?;
            *count = count.saturating_add(1);
        }
    }
    rows.iter().all(|room| *room >= 0).then(|| total(gains))
}

/// How many flags are looked at together.
const BLOCK: usize = 512;

/// The items selected in a block, without a branch that half of all flags would mislead.
fn pick<'a>(block: usize, flags: &[bool], picked: &'a mut [usize; BLOCK]) -> &'a [usize] {
    let first = block.saturating_mul(BLOCK);
    let mut count = 0_usize;
    for (at, selected) in flags.iter().enumerate() {
        picked[count] = first.saturating_add(at);
        count = count.saturating_add(usize::from(*selected));
    }
    &picked[..count]
}

/// Whether nobody selected passes in a queue whom it must not.
fn is_in_order(problem: &Problem, selection: &Selection) -> bool {
    let mut passed: Vec<Option<u8>> = alloc::vec![None; problem.rows().len()];
    selection.0.iter().enumerate().all(|(item, selected)| {
        let class = problem.class(item);
        problem.queues(item).iter().all(|row| {
            let passed = &mut passed[row.index()];
            if !*selected {
                *passed = Some(passed.map_or(class, |other| other.min(class)));
            }
            !(*selected && is_passed(problem.row(*row).order, *passed, class))
        })
    })
}

fn total(gains: [(u128, usize); 256]) -> Gain {
    let of = |(class, (value, count))| ClassGain { class, value, count };
    Gain::new((0..=u8::MAX).zip(gains).map(of))
}

/// The same for every selection, and the reason against it.
fn judge(problem: &Problem, selection: &Selection) -> Result<Gain, Violation> {
    let fresh = |slack| Posted { slack, drawn: false, passed: None };
    let mut rows: Vec<Posted> = problem.rows().iter().map(|row| fresh(row.slack)).collect();
    let mut gains = [(0_u128, 0_usize); 256];
    for (item, selected) in selection.0.iter().enumerate() {
        let class = problem.class(item);
        for row in problem.queues(item) {
            let passed = &mut rows[row.index()].passed;
            let left_out = passed.map(|(pressing, _)| pressing);
            if let (true, Some((_, ahead))) = (*selected, *passed)
                && is_passed(problem.row(*row).order, left_out, class)
            {
                return Err(Violation::OutOfOrder { row: *row, item, ahead });
            }
            if !*selected && left_out.is_none_or(|pressing| class < pressing) {
                *passed = Some((class, item));
            }
        }
        if *selected {
            for (row, change) in problem.changes(item) {
                let posted = &mut rows[row.index()];
                let slack = posted.slack.checked_add(change);
                posted.slack = slack.ok_or(Violation::Overflow(row))?;
                posted.drawn |= change < 0;
            }
            let (value, count) = &mut gains[usize::from(class)];
            *value = value.checked_add(problem.value(item)).ok_or(Violation::Worth(class))?;
            *count = count.saturating_add(1);
        }
    }
    let short = rows.iter().position(|row| row.drawn && row.slack < 0);
    if let Some((row, at)) = short.and_then(|at| Some((RowId::new(at)?, at))) {
        return Err(Violation::Short { row, lacking: rows[at].slack.unsigned_abs() });
    }
    Ok(total(gains))
}

/// Whether an item of `class` may not settle behind what was left out.
fn is_passed(order: Order, left_out: Option<u8>, class: u8) -> bool {
    match (order, left_out) {
        (_, None) => false,
        (Order::Strict, Some(_)) => true,
        (Order::Bypass, Some(pressing)) => pressing < class,
    }
}
