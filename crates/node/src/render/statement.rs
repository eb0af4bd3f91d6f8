//! camt.053: what a day of an account came to, told when it has closed.

use std::sync::Arc;

use iso20022::write::{Heading, SequenceNumber, Statement};
use settlement::PartyId;

use super::entries::{Entries, Taking};
use super::{Address, Label, Rendered, Row, references_in, written};
use crate::outbox::ClosedDay;
use crate::{Board, Fault, Original};

/// All that a statement tells.
#[derive(Debug)]
pub struct DayStatement {
    label: Label,
    day: Arc<ClosedDay>,
    entries: Entries,
}

impl DayStatement {
    /// A day of an account of this party, without its entries.
    ///
    /// # Errors
    /// If the account's names are not in the directory.
    pub fn begin(board: &Board, party: PartyId, day: Arc<ClosedDay>) -> Result<Self, Fault> {
        let label = Label::of(board, party, day.currency)?;
        Ok(Self { label, day, entries: Entries::default() })
    }

    /// Takes the next portion of its entries from the board, until that tells the whole.
    pub fn take(&mut self, board: &Board) -> Taking {
        self.entries.take(board, &self.day.movements)
    }

    /// The message; an entry whose original cannot be read has no references. Cost: a read of the
    /// disk for each entry.
    ///
    /// # Errors
    /// If the entries do not come to what the account closed at.
    pub fn render(
        &self,
        address: &Address<'_>,
        original: impl Fn(u64) -> Result<Original, Fault>,
    ) -> Result<Rendered, Fault> {
        let day = &self.day;
        let known = |place| original(place).ok();
        let rows = self
            .entries
            .rows(|place| Ok(known(place).and_then(|original| references_in(&original.bytes))))?;
        let entries = rows.iter().map(Row::entry).collect::<Vec<_>>();
        let id = format!("{}-{}", self.label.id, day.number);
        let heading = Heading {
            id: &id,
            sequence: SequenceNumber(day.number),
            account: self.label.account(),
            date: day.date,
        };
        let made = Statement::new(heading, day.opening, &entries)
            .map_err(|error| Fault::because(format!("making statement {id}"), error))?;
        if made.closing() != day.closing {
            let (made, told) = (made.closing(), day.closing);
            return Err(Fault::new(format!(
                "statement {id} closes at {made}, the account at {told}"
            )));
        }
        written(Statement::DEFINITION, made.write(&address.envelope()))
    }
}
