//! camt.053.001.08: what stood on an account at the start and the end of a day, and what happened
//! between.
//!
//! A statement cannot be made with a closing balance that does not follow from its entries: the
//! constructor computes it.
//! Nor should one be sent whose opening balance is not the closing balance of the statement
//! before: [`Statement::follows`] tells.

use std::fmt;

use terms::{Amount, Balance, BusinessDate, Instant};

use super::xml::{Xml, fits};
use super::{Direction, Entry, Envelope, ReportedAccount, WriteError};

/// What a statement is about.
#[derive(Clone, Copy)]
pub struct Heading<'a> {
    /// The statement's own identifier. Range: 1 to 35 characters. Source: `Stmt/Id`.
    pub id: &'a str,
    /// Its place among the account's statements.
    pub sequence: SequenceNumber,
    /// The account.
    pub account: ReportedAccount<'a>,
    /// The business date it covers.
    pub date: BusinessDate,
}

/// Which of an account's statements it is, counted without gaps.
///
/// Range: from 1. Source: camt.053 `ElctrncSeqNb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SequenceNumber(pub u32);

/// One account's statement for one business date.
///
/// Invariant: closing = opening + credits - debits, in minor units, exactly.
#[derive(Clone, Copy)]
pub struct Statement<'a> {
    heading: Heading<'a>,
    opening: Balance,
    closing: Balance,
    credits: Turnover,
    debits: Turnover,
    entries: &'a [Entry<'a>],
}

/// Why a statement cannot be made or does not follow another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementError {
    /// The sums leave the range of a balance.
    Overflow,
    /// The two statements are of different accounts or currencies.
    AccountDiffers,
    /// The sequence number is not the next one.
    SequenceBroken,
    /// The opening balance is not the previous closing balance.
    OpeningDiffers,
}

impl fmt::Display for StatementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Overflow => "making a statement: its sums leave the range of a balance",
            Self::AccountDiffers => {
                "chaining statements: they are of different accounts; compare like with like"
            }
            Self::SequenceBroken => {
                "chaining statements: the number is not the next one; find the missing statement"
            }
            Self::OpeningDiffers => {
                "chaining statements: opening balance differs from the previous closing balance; \
                 do not send, compare with the books"
            }
        })
    }
}

impl std::error::Error for StatementError {}

/// How far the day has come that an account is told of.
#[derive(Clone, Copy)]
pub(super) enum Day {
    /// It has closed: its statement has a number and a closing balance.
    Closed,
    /// It is open: what stands at this instant is an interim balance.
    Open(Instant),
}

/// How many entries of one direction, and their sum.
#[derive(Clone, Copy, Default)]
struct Turnover {
    count: usize,
    sum: Amount,
}

impl Turnover {
    fn with(self, amount: Amount) -> Result<Self, StatementError> {
        let sum = self.sum.checked_add(amount).ok_or(StatementError::Overflow)?;
        Ok(Self { count: self.count.saturating_add(1), sum })
    }
}

impl<'a> Statement<'a> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.053.001.08";

    /// A statement that opens with `opening` and whose closing balance follows from the entries.
    ///
    /// Order of the entries: as booked. Costs O(entries).
    pub fn new(
        heading: Heading<'a>,
        opening: Balance,
        entries: &'a [Entry<'a>],
    ) -> Result<Self, StatementError> {
        let mut credits = Turnover::default();
        let mut debits = Turnover::default();
        for entry in entries {
            match entry.direction {
                Direction::Credit => credits = credits.with(entry.amount)?,
                Direction::Debit => debits = debits.with(entry.amount)?,
            }
        }
        let closing = opening
            .credited(credits.sum)
            .and_then(|balance| balance.debited(debits.sum))
            .ok_or(StatementError::Overflow)?;
        Ok(Self { heading, opening, closing, credits, debits, entries })
    }

    /// What stood on the account before the first entry.
    pub fn opening(&self) -> Balance {
        self.opening
    }

    /// What stands on the account after the last entry.
    pub fn closing(&self) -> Balance {
        self.closing
    }

    /// Whether this is the account's next statement after `previous`, without a gap in money.
    pub fn follows(&self, previous: &Statement<'_>) -> Result<(), StatementError> {
        if self.heading.account != previous.heading.account {
            return Err(StatementError::AccountDiffers);
        }
        if previous.heading.sequence.0.checked_add(1) != Some(self.heading.sequence.0) {
            return Err(StatementError::SequenceBroken);
        }
        if self.opening != previous.closing {
            return Err(StatementError::OpeningDiffers);
        }
        Ok(())
    }

    /// Writes the statement.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("BkToCstmrStmt", |xml| {
                xml.within("GrpHdr", |xml| envelope.group_header(xml));
                xml.within("Stmt", |xml| self.body(xml, envelope, Day::Closed));
            });
        })
    }

    pub(super) fn body(&self, xml: &mut Xml, envelope: &Envelope<'_>, day: Day) {
        let account = &self.heading.account;
        xml.reference("Id", self.heading.id);
        if let Day::Closed = day {
            let sequence = Amount::from_minor(u128::from(self.heading.sequence.0));
            xml.decimal("ElctrncSeqNb", sequence, 0);
        }
        xml.instant("CreDtTm", envelope.created);
        account.write(xml);
        self.balance(xml, "OPBD", self.opening, Day::Closed);
        let kind = match day {
            Day::Closed => "CLBD",
            Day::Open(_) => "ITBD",
        };
        self.balance(xml, kind, self.closing, day);
        xml.within("TxsSummry", |xml| self.summary(xml));
        for entry in self.entries {
            entry.write(xml, account);
        }
    }

    fn balance(&self, xml: &mut Xml, kind: &'static str, balance: Balance, day: Day) {
        let (amount, direction) = split(balance);
        xml.within("Bal", |xml| {
            xml.within("Tp", |xml| {
                xml.within("CdOrPrtry", |xml| xml.constant("Cd", kind));
            });
            xml.amount("Amt", self.heading.account.amount(amount));
            xml.constant("CdtDbtInd", direction.code());
            xml.within("Dt", |xml| match day {
                Day::Closed => xml.date("Dt", self.heading.date),
                Day::Open(at) => xml.instant("DtTm", at),
            });
        });
    }

    /// Counts and sums; a sum is left out where it needs more than the schema's 18 digits.
    fn summary(&self, xml: &mut Xml) {
        let exponent = self.heading.account.exponent;
        let count = self.credits.count.saturating_add(self.debits.count);
        let total = self.credits.sum.checked_add(self.debits.sum);
        let net = Balance::from(self.credits.sum).debited(self.debits.sum);
        xml.within("TtlNtries", |xml| {
            xml.count("NbOfNtries", count);
            if let Some(total) = total.filter(|sum| fits(*sum)) {
                xml.decimal("Sum", total, exponent);
            }
            if let Some((amount, direction)) = net.map(split).filter(|(sum, _)| fits(*sum)) {
                xml.within("TtlNetNtry", |xml| {
                    xml.decimal("Amt", amount, exponent);
                    xml.constant("CdtDbtInd", direction.code());
                });
            }
        });
        for (name, side) in [("TtlCdtNtries", self.credits), ("TtlDbtNtries", self.debits)] {
            xml.within(name, |xml| {
                xml.count("NbOfNtries", side.count);
                if fits(side.sum) {
                    xml.decimal("Sum", side.sum, exponent);
                }
            });
        }
    }
}

/// A balance as messages carry it: never negative, with its direction beside it.
fn split(balance: Balance) -> (Amount, Direction) {
    if balance < Balance::ZERO {
        (balance.negative(), Direction::Debit)
    } else {
        (balance.positive(), Direction::Credit)
    }
}
