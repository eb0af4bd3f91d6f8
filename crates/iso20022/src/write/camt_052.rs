//! camt.052.001.08: what stands on an account while its day is open, and what happened so far.
//!
//! A report cannot be made with a balance that does not follow from its entries: it is computed
//! as a statement computes its closing balance.

use terms::{Balance, Instant};

use super::camt_053::Day;
use super::{Entry, Envelope, Heading, Statement, StatementError, WriteError};

/// One account's report for a business date that has not closed.
///
/// It bears no number of its own: what it tells is told again by the day's statement, which does.
/// Invariant: balance = opening + credits - debits, in minor units, exactly.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    so_far: Statement<'a>,
    at: Instant,
}

impl<'a> Report<'a> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.052.001.08";

    /// A report of how an account that opened with `opening` stands at `at`.
    ///
    /// Order of the entries: as booked. Costs O(entries).
    ///
    /// # Errors
    /// [`StatementError::Overflow`] if the sums leave the range of a balance.
    pub fn new(
        heading: Heading<'a>,
        opening: Balance,
        entries: &'a [Entry<'a>],
        at: Instant,
    ) -> Result<Self, StatementError> {
        Ok(Self { so_far: Statement::new(heading, opening, entries)?, at })
    }

    /// What stands on the account after the last entry.
    pub fn balance(&self) -> Balance {
        self.so_far.closing()
    }

    /// Writes the report.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("BkToCstmrAcctRpt", |xml| {
                xml.within("GrpHdr", |xml| envelope.group_header(xml));
                xml.within("Rpt", |xml| self.so_far.body(xml, envelope, Day::Open(self.at)));
            });
        })
    }
}
