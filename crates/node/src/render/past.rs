//! Statements of a past day from history: camt.053, and camt.054 with the same entries.
//!
//! The identifiers are those of the messages that the outbox delivered.
//! The payments' own references stand in the originals, which are not read here, so entries name
//! the UETR.

use iso20022::write::{
    Account, Direction, Entry, EntryKind, Envelope, Heading, Notice, Notification, ReportedAccount,
    SequenceNumber, Statement,
};
use settlement::PartyId;
use terms::Bic;
use views::Names;

use super::{Rendered, written};
use crate::Fault;

/// A statement of an account with its entries, as history has them.
#[derive(Debug)]
pub struct PastStatement<'a> {
    row: &'a views::Statement,
    rows: &'a [views::Entry],
    /// Where each entry stands. Order: as the rows.
    references: Vec<String>,
    counterparties: Vec<Option<Bic>>,
    operator: Bic,
    owner: Bic,
    servicer: Bic,
    currency: views::Currency,
    /// As what the account is known.
    id: String,
}

impl<'a> PastStatement<'a> {
    /// Of a statement and all its entries.
    ///
    /// # Errors
    /// If a name is missing in the tables.
    pub fn of(
        names: &Names,
        row: &'a views::Statement,
        rows: &'a [views::Entry],
    ) -> Result<Self, Fault> {
        let naming = |fault| Fault::because("naming what a statement tells", fault);
        let owner = names.bic(row.party).map_err(naming)?;
        let currency = names.currency(row.currency).map_err(naming)?;
        let others = rows.iter().map(|row| row.counterparty.map(|party| names.bic(party)));
        Ok(Self {
            row,
            rows,
            references: rows.iter().map(|row| row.cursor.position.to_string()).collect(),
            counterparties: others
                .map(Option::transpose)
                .collect::<Result<_, _>>()
                .map_err(naming)?,
            operator: names.bic(PartyId::OPERATOR).map_err(naming)?,
            owner,
            servicer: names.bic(currency.agent).map_err(naming)?,
            currency,
            id: format!("{}-{}", owner.as_short(), currency.code),
        })
    }

    /// As what the account is known, such as `SBININBB-INR`.
    pub fn account_id(&self) -> &str {
        &self.id
    }

    fn numbered(&self) -> String {
        format!("{}-{}", self.id, self.row.number)
    }

    fn account(&self) -> ReportedAccount<'_> {
        ReportedAccount {
            id: Account::Proprietary { id: &self.id, scheme: "SARRAF" },
            currency: self.currency.code,
            exponent: self.currency.minor_units,
            owner: self.owner,
            servicer: self.servicer,
        }
    }

    fn envelope<'b>(&self, message_id: &'b str) -> Envelope<'b> {
        Envelope {
            from: self.operator,
            to: self.owner,
            message_id,
            created: self.row.closed,
            business_service: None,
            copy: None,
            related: None,
        }
    }

    fn entries(&self) -> Vec<Entry<'_>> {
        let told = self.rows.iter().zip(&self.references).zip(&self.counterparties);
        told.map(|((row, reference), counterparty)| entry(row, reference, *counterparty)).collect()
    }

    /// The camt.053.
    ///
    /// # Errors
    /// If the entries do not come to what the account closed at.
    pub fn statement(&self) -> Result<Rendered, Fault> {
        let (numbered, entries) = (self.numbered(), self.entries());
        let heading = Heading {
            id: &numbered,
            sequence: SequenceNumber(self.row.number),
            account: self.account(),
            date: self.row.date,
        };
        let statement = Statement::new(heading, self.row.opening, &entries)
            .map_err(|error| Fault::because(format!("making statement {numbered}"), error))?;
        if statement.closing() != self.row.closing {
            let (made, closing) = (statement.closing(), self.row.closing);
            return Err(Fault::new(format!(
                "statement {numbered} closes at {made}, the account at {closing}"
            )));
        }
        let message_id = format!("{numbered}-S");
        written(Statement::DEFINITION, statement.write(&self.envelope(&message_id)))
    }

    /// The camt.054 with its entries; none where there are none.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn notification(&self) -> Result<Option<Rendered>, Fault> {
        if self.rows.is_empty() {
            return Ok(None);
        }
        let (numbered, entries) = (self.numbered(), self.entries());
        let notices = [Notice { id: &numbered, account: self.account(), entries: &entries }];
        let message_id = format!("{numbered}-N");
        let text = Notification { notices: &notices }.write(&self.envelope(&message_id));
        written(Notification::DEFINITION, text).map(Some)
    }
}

fn entry<'a>(row: &views::Entry, reference: &'a str, counterparty: Option<Bic>) -> Entry<'a> {
    Entry {
        direction: match row.direction {
            views::Direction::Credit => Direction::Credit,
            views::Direction::Debit => Direction::Debit,
        },
        amount: row.amount,
        booked: row.booked,
        value_date: row.date,
        servicer_reference: reference,
        kind: kind(&row.cause),
        instruction_id: None,
        end_to_end_id: None,
        uetr: row.uetr,
        tx_id: None,
        counterparty,
    }
}

/// As the outbox tells it, but that customers' payments are not told from banks' own.
fn kind(cause: &str) -> EntryKind {
    match cause {
        "payment" | "cycle" => EntryKind::InstitutionPayment,
        "return" => EntryKind::Return,
        "exchange" | "residue" | "swap" | "swap interest" => EntryKind::Exchange,
        "liquidity transfer" | "overnight sweep" => EntryKind::LiquidityTransfer,
        _ => EntryKind::Issuance,
    }
}
