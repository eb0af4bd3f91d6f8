//! camt.052: how an account stands while its day is open.

use iso20022::write::{Heading, Report, SequenceNumber};
use settlement::PartyId;
use terms::{Balance, Bic, BusinessDate, CurrencyId};

use super::entries::{Entries, Taking};
use super::{Address, Label, Rendered, Row, references_in, written};
use crate::board::AccountRow;
use crate::{Board, Fault, Original};

/// All that a report tells: how the account stood when it was begun, and what had moved it by then.
#[derive(Debug)]
pub struct AccountReport {
    party: PartyId,
    currency: CurrencyId,
    label: Label,
    date: Option<BusinessDate>,
    /// The number of the statement that will tell the same.
    number: u32,
    opening: Balance,
    balance: Balance,
    /// How often the account had moved.
    moved: usize,
    entries: Entries,
}

impl AccountReport {
    /// How an account stands, without what moved it since its last day closed; `None` where there is
    /// no such account. Cost: O(1) but for finding it.
    ///
    /// # Errors
    /// If the board does not know the party or the currency.
    pub fn begin(
        board: &Board,
        party: PartyId,
        currency: CurrencyId,
    ) -> Result<Option<Self>, Fault> {
        let Some(account) = account(board, party, currency) else {
            return Ok(None);
        };
        Ok(Some(Self {
            party,
            currency,
            label: Label::of(board, party, currency)?,
            date: board.directory().date(currency),
            number: account.statements.saturating_add(1),
            opening: account.opening,
            balance: account.balance,
            moved: account.movements.len(),
            entries: Entries::default(),
        }))
    }

    /// Takes the next portion of what moved it from the board, until that tells the whole.
    pub fn take(&mut self, board: &Board) -> Taking {
        let account = account(board, self.party, self.currency);
        // What moves it is only added to until its day closes, which gives the next number.
        let account = account.filter(|row| row.statements.saturating_add(1) == self.number);
        let movements = account.and_then(|row| row.movements.get(..self.moved));
        movements.map_or(Taking::Closed, |movements| self.entries.take(board, movements))
    }

    /// Whose account it is.
    pub fn holder(&self) -> Bic {
        self.label.owner
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
        let rows = self.entries.rows(|place| Ok(references_in(&original(place)?.bytes)))?;
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

fn account(board: &Board, party: PartyId, currency: CurrencyId) -> Option<&AccountRow> {
    board.accounts_of(party).find(|row| row.currency == currency)
}
