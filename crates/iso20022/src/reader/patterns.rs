//! The shapes of texts: runs of characters, matched left to right without going back.

use crate::tables::{PATTERNS, Pattern, Run, UNBOUNDED};

/// Whether the text has the shape in this row of `PATTERNS`.
pub(super) fn matches(row: u16, text: &str) -> bool {
    pattern(row).iter().any(|runs| fits(runs, text.as_bytes()))
}

fn pattern(row: u16) -> Pattern {
    PATTERNS.get(usize::from(row)).copied().unwrap_or_default()
}

/// Whether the runs take the whole text.
///
/// Characters outside ASCII belong to no class.
/// Cost: O(length of the text).
fn fits(runs: &[Run], mut rest: &[u8]) -> bool {
    for run in runs {
        // Later runs need their characters; where they are all of fixed length this is what says
        // how long a run may be that could take characters of theirs.
        let left = rest.len().saturating_sub(usize::from(run.after));
        let most = if run.max == UNBOUNDED { left } else { left.min(usize::from(run.max)) };
        let taken = rest.iter().take(most).take_while(|byte| is_in(run.class, **byte)).count();
        if taken < usize::from(run.min) {
            return false;
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    rest.is_empty()
}

fn is_in(class: u128, byte: u8) -> bool {
    byte < 128 && (class >> byte) & 1 == 1
}

/// The shape in words that people who write such messages know.
#[cold]
pub(super) fn shape(row: u16) -> String {
    let alternatives: Vec<String> = pattern(row)
        .iter()
        .map(|runs| runs.iter().map(|run| class_text(run.class) + &length_text(run)).collect())
        .collect();
    alternatives.join(" or ")
}

/// The characters of a class, such as `[A-Z0-9]`.
fn class_text(class: u128) -> String {
    let mut text = String::from("[");
    let mut byte = 0_u8;
    while byte < 128 {
        let first = byte;
        while is_in(class, byte) {
            byte += 1;
        }
        if byte > first {
            text.push(char::from(first));
            if byte - first > 2 {
                text.push('-');
            }
            if byte - first > 1 {
                text.push(char::from(byte - 1));
            }
        } else {
            byte += 1;
        }
    }
    text.push(']');
    text
}

/// The length of a run, such as `{1,30}`.
fn length_text(run: &Run) -> String {
    match (run.min, run.max) {
        (1, 1) => String::new(),
        (min, max) if min == max => format!("{{{min}}}"),
        (min, UNBOUNDED) => format!("{{{min},}}"),
        (min, max) => format!("{{{min},{max}}}"),
    }
}
