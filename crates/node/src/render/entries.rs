//! Entries of an account, taken from the board a portion at a time.
//!
//! A day of a large bank has very many.
//! Whoever holds the board for all of them stands in the way of settlement, so it is held for a
//! portion, and the messages that they cite are read while nobody holds it.

use terms::Bic;

use super::Row;
use crate::outbox::Movement;
use crate::translate::References;
use crate::{Board, Fault};

/// How many are looked up before others are let at the board.
const PORTION: usize = 500;

/// Whether all was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taking {
    /// There is more to take.
    More,
    /// All of it is there.
    Whole,
    /// The day closed meanwhile, so that what was begun is of no day: begin anew.
    Closed,
}

/// What is known of movements. Order: as they happened.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// Each with who was at its other side and where its message is.
    known: Vec<(Movement, Option<Bic>, Option<u64>)>,
}

impl Entries {
    /// Takes the next portion of these movements. Cost: O(portion).
    pub(super) fn take(&mut self, board: &Board, movements: &[Movement]) -> Taking {
        let entry = |movement: &Movement| {
            let row = movement.uetr.and_then(|uetr| board.payment(uetr));
            let place = row.and_then(|row| board.original_of(row.evidence));
            let counterparty = movement.counterparty.and_then(|party| board.directory().bic(party));
            (movement.clone(), counterparty, place)
        };
        let next = movements.iter().skip(self.known.len()).take(PORTION);
        self.known.extend(next.map(entry));
        if self.known.len() < movements.len() { Taking::More } else { Taking::Whole }
    }

    /// As they are written, with what is asked for of the messages at their places.
    pub(super) fn rows(
        &self,
        references: impl Fn(u64) -> Result<Option<References>, Fault>,
    ) -> Result<Vec<Row<'_>>, Fault> {
        let mut rows = Vec::with_capacity(self.known.len());
        for (movement, counterparty, place) in &self.known {
            let references = place.map(&references).transpose()?.flatten();
            let reference = movement.position.to_string();
            rows.push(Row { movement, references, counterparty: *counterparty, reference });
        }
        Ok(rows)
    }
}
