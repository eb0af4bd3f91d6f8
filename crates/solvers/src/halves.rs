//! The best set where every item moves one amount to and fro, proven: two halves that meet.
//!
//! Where one account binds, or two that pay only each other, an item is one number, and a set can
//! settle if the sum of its numbers lies within two bounds.
//! Branches show little there: the relaxation comes to nearly the same everywhere, and which sums
//! of large amounts can be met no price tells.
//! So the sums of each half of the items are told in order, and for each of one half the best of
//! the other that fits is looked up: as the one sum rises the window for the other sinks
//! (Horowitz and Sahni 1974).

use std::collections::VecDeque;

use crate::core::Core;
use crate::walk::Leash;
use crate::worth::Worth;

/// Items at most; each half has a million sums then.
const MOST: usize = 40;

/// A core as numbers within bounds.
struct Line {
    /// What each item adds.
    moves: Vec<i64>,
    low: i128,
    high: i128,
}

/// Some items of a half.
#[derive(Clone, Copy)]
struct Sum {
    moved: i64,
    worth: i128,
    /// Order of bits: as the half's items.
    set: u32,
}

/// The best set of a core without queues whose rows are not below zero; `None` if its items do not
/// move one amount, if they are too many for the steps of the leash, or if it ends before.
///
/// Deterministic. Costs O(2^(items / 2)) in time and memory, a step for each sum.
pub(crate) fn best(core: &Core, worth: &Worth, leash: &Leash<'_>) -> Option<Vec<bool>> {
    let items = core.items.len();
    let steps = 2_u64 << items.div_ceil(2).min(62);
    if items > MOST || steps > leash.steps {
        return None;
    }
    let line = Line::of(core)?;
    let worth = worth.as_one()?;
    let (left, right) = (0..items / 2, items / 2..items);
    let one = sums(&line.moves[left.clone()], &worth[left.clone()], leash)?;
    let other = sums(&line.moves[right.clone()], &worth[right], leash)?;
    let (one, other) = meet(&one, &other, &line)?;
    let bit = |set: u32, at: usize| set >> at & 1 == 1;
    let half = left.end;
    Some(
        (0..items).map(|at| if at < half { bit(one, at) } else { bit(other, at - half) }).collect(),
    )
}

impl Line {
    /// None unless each item changes all rows by one amount, some of them the other way.
    fn of(core: &Core) -> Option<Self> {
        let rows = core.rows.len();
        let first =
            (0..core.items.len()).map(|item| core.entries(item)).find(|of| !of.is_empty())?;
        // Each row goes with the first one, or against it.
        let mut with = vec![None; rows];
        for entry in first {
            with[entry.row as usize] = Some(entry.change.signum() == first[0].change.signum());
        }
        let with: Vec<bool> = with.into_iter().collect::<Option<_>>()?;
        let amount = |item: usize| -> Option<i64> {
            let entries = core.entries(item);
            let signed = |at: usize| {
                let entry = entries[at];
                if with[entry.row as usize] { entry.change } else { -entry.change }
            };
            match entries.len() {
                0 => Some(0),
                // Each row at most once, so as many entries as rows touch all.
                count if count == rows => {
                    (1..count).all(|at| signed(at) == signed(0)).then(|| signed(0))
                }
                _ => None,
            }
        };
        let moves = (0..core.items.len()).map(amount).collect::<Option<_>>()?;
        let (mut low, mut high) = (-i128::MAX, i128::MAX);
        for (slack, with) in core.slack.iter().zip(&with) {
            if *with {
                low = low.max(-i128::from(*slack));
            } else {
                high = high.min(i128::from(*slack));
            }
        }
        Some(Self { moves, low, high })
    }
}

/// The sums of all sets of some items. Order: by what is moved.
fn sums(moves: &[i64], worth: &[i128], leash: &Leash<'_>) -> Option<Vec<Sum>> {
    let mut sums = vec![Sum { moved: 0, worth: 0, set: 0 }];
    for (at, (moved, worth)) in moves.iter().zip(worth).enumerate() {
        if leash.is_over() {
            return None;
        }
        let with = |sum: &Sum| Sum {
            moved: sum.moved + moved,
            worth: sum.worth + worth,
            set: sum.set | 1 << at,
        };
        // Both lists are in order, those with the item and those without.
        let mut merged = Vec::with_capacity(2 * sums.len());
        let mut others = sums.iter().map(with).peekable();
        for sum in &sums {
            while let Some(other) = others.next_if(|other| other.moved < sum.moved) {
                merged.push(other);
            }
            merged.push(*sum);
        }
        merged.extend(others);
        sums = merged;
    }
    Some(sums)
}

/// The best of one list with one of the other that together stay within the bounds; `None` if
/// nothing does.
fn meet(one: &[Sum], other: &[Sum], line: &Line) -> Option<(u32, u32)> {
    let mut best: Option<(i128, u32, u32)> = None;
    let mut coming = other.iter().rev().peekable();
    // Those in the window that nobody later and better has put out. Order: by worth, the best first.
    let mut window: VecDeque<&Sum> = VecDeque::new();
    for sum in one {
        let moved = i128::from(sum.moved);
        let (low, high) = (line.low.saturating_sub(moved), line.high.saturating_sub(moved));
        while let Some(next) = coming.next_if(|next| i128::from(next.moved) >= low) {
            while window.back().is_some_and(|last| last.worth <= next.worth) {
                window.pop_back();
            }
            window.push_back(next);
        }
        while window.front().is_some_and(|first| i128::from(first.moved) > high) {
            window.pop_front();
        }
        if let Some(first) = window.front() {
            let worth = sum.worth + first.worth;
            if best.is_none_or(|(most, ..)| worth > most) {
                best = Some((worth, sum.set, first.set));
            }
        }
    }
    best.map(|(_, one, other)| (one, other))
}
