//! camt.052: how an account stands while its day is open.

use iso20022::write::{Heading, Report, SequenceNumber};
use settlement::PartyId;
use terms::{Balance, Bic, BusinessDate, CurrencyId};

use super::{Address, Label, Rendered, Row, references_in, written};
use crate::outbox::Movement;
use crate::{Board, Fault, Original};

/// All that a report tells, taken from the board at once.
///
/// Its entries cite the messages that payments came in, which are on disk; whoever reads those need
/// not hold the board meanwhile.
#[derive(Debug)]
pub struct AccountReport {
    label: Label,
    date: Option<BusinessDate>,
    /// The number of the statement that will tell the same.
    number: u32,
    opening: Balance,
    balance: Balance,
    /// Each with who was at its other side and where its message is. Order: as they happened.
    entries: Vec<(Movement, Option<Bic>, Option<u64>)>,
}

impl AccountReport {
    /// What the board tells of an account since its last day closed; `None` where there is none.
    /// Cost: O(movements).
    pub fn of(board: &Board, party: PartyId, currency: CurrencyId) -> Result<Option<Self>, Fault> {
        let mut accounts = board.accounts_of(party);
        let Some(account) = accounts.find(|row| row.currency == currency) else {
            return Ok(None);
        };
        let entry = |movement: &Movement| {
            let row = movement.uetr.and_then(|uetr| board.payment(uetr));
            let place = row.and_then(|row| board.original_of(row.evidence));
            let counterparty = movement.counterparty.and_then(|party| board.directory().bic(party));
            (movement.clone(), counterparty, place)
        };
        Ok(Some(Self {
            label: Label::of(board, party, currency)?,
            date: board.directory().date(currency),
            number: account.statements.saturating_add(1),
            opening: account.opening,
            balance: account.balance,
            entries: account.movements.iter().map(entry).collect(),
        }))
    }

    /// The message. Cost: a read of the disk for each entry.
    ///
    /// # Errors
    /// If an original cannot be read, or the entries do not come to the balance.
    pub fn render(
        &self,
        address: &Address<'_>,
        original: impl Fn(u64) -> Result<Original, Fault>,
    ) -> Result<Rendered, Fault> {
        let mut rows = Vec::with_capacity(self.entries.len());
        for (movement, counterparty, place) in &self.entries {
            let original = place.map(&original).transpose()?;
            let references = original.and_then(|original| references_in(&original.bytes));
            let reference = movement.position.to_string();
            rows.push(Row { movement, references, counterparty: *counterparty, reference });
        }
        let entries = rows.iter().map(Row::entry).collect::<Vec<_>>();
        let heading = Heading {
            id: address.message_id,
            sequence: SequenceNumber(self.number),
            account: self.label.account(),
            date: self.date.unwrap_or_else(|| address.created.date()),
        };
        let made = Report::new(heading, self.opening, &entries, address.created)
            .map_err(|error| Fault::because(format!("making report {}", heading.id), error))?;
        if made.balance() != self.balance {
            let (made, told) = (made.balance(), self.balance);
            let id = heading.id;
            return Err(Fault::new(format!("report {id} comes to {made}, the account to {told}")));
        }
        written(Report::DEFINITION, made.write(&address.envelope()))
    }
}
