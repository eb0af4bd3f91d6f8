//! Writers: one type per message that leaves the system or a bank of the sandbox.
//!
//! Each type has a method `write` that takes an [`Envelope`] and gives the whole text: business
//! header and document inside one wrapper element.
//! What both carry is told once, in the envelope: sender, receiver, message identifier and moment
//! of creation.
//! `BizMsgIdr` is therefore always the group header's `MsgId`, and `Fr` always the `InstgAgt`.
//!
//! ```text
//! <BizMsgEnvlp xmlns="urn:sarraf:envelope:1">
//!   <AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"> from, to, id </AppHdr>
//!   <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.002.001.10"> ... </Document>
//! </BizMsgEnvlp>
//! ```
//!
//! What a writer promises: the text is well-formed, its elements stand in the order of the schema,
//! and every value fits the schema's width.
//! Free text that is too long is cut ([`cut`]), and what XML cannot carry in it becomes U+FFFD; an
//! identifier is never cut or changed, because it would name something else: it is refused with
//! [`WriteError`], and so is an amount of more than 18 digits.
//! Whether a message makes sense (an existing currency, a valid IBAN) is judged by the reader's
//! side of this crate, on the way in.
//!
//! ```
//! use iso20022::write::{Envelope, Original, Status, StatusReport};
//! use terms::{Bic, Instant, Uetr};
//!
//! let envelope = Envelope {
//!     from: Bic::parse("SRRFAEAD").expect("eight characters"),
//!     to: Bic::parse("SABRRUMM").expect("eight characters"),
//!     message_id: "SRRF-20261124-000000017",
//!     created: Instant::from_unix_seconds(1_795_500_000),
//!     business_service: None,
//!     copy: None,
//!     related: None,
//! };
//! let report = StatusReport {
//!     original: Original {
//!         message_id: "SABR-20261124-0001",
//!         definition: "pacs.009.001.08",
//!         instruction_id: None,
//!         end_to_end_id: Some("TOUR-0001-RUB"),
//!         tx_id: None,
//!         uetr: Uetr::parse("eb6305c9-1f7f-49de-aed0-16487c27b42d").ok(),
//!     },
//!     status: Status::Settled,
//!     reason: None,
//!     accepted: None,
//!     settled_on: Some(envelope.created.date()),
//!     clearing_reference: Some("17/0"),
//! };
//! let text = report.write(&envelope).expect("every value fits the schema");
//! assert!(text.contains("<TxSts>ACSC</TxSts>"));
//! ```

use std::fmt;

mod admi_002;
mod admi_007;
mod camt_025;
mod camt_029;
mod camt_050;
mod camt_052;
mod camt_053;
mod camt_054;
mod camt_056;
mod camt_062;
mod codes;
mod entry;
mod envelope;
mod pacs_002;
mod pacs_004;
mod pacs_008;
mod pacs_009;
mod pacs_028;
mod pacs_029;
mod parts;
mod party;
mod xml;

#[cfg(test)]
mod tests;

pub use admi_002::MessageReject;
pub use admi_007::ReceiptAcknowledgement;
pub use camt_025::LiquidityReceipt;
pub use camt_029::{CancellationResolution, Outcome};
pub use camt_050::LiquidityTransfer;
pub use camt_052::Report;
pub use camt_053::{Heading, SequenceNumber, Statement, StatementError};
pub use camt_054::{Notice, Notification};
pub use camt_056::CancellationRequest;
pub use camt_062::PayInSchedule;
pub use codes::{Direction, Priority, Status};
pub use entry::{Entry, EntryKind, ReportedAccount};
pub use envelope::{CopyMark, Envelope, Related};
pub use pacs_002::StatusReport;
pub use pacs_004::{PaymentReturn, ReturnChain};
pub use pacs_008::{CustomerPayment, ExchangeRate};
pub use pacs_009::{InstitutionPayment, PvpTerms};
pub use pacs_028::StatusRequest;
pub use pacs_029::{MultilateralSettlement, NetMovement};
pub use parts::{Case, CurrencyAmount, Original, Reason, SettlementTimes};
pub use party::{Account, Actor, Address, Party};
pub use xml::cut;

/// Why a message could not be written: the element and what is wrong with its value.
///
/// The value itself is never part of it, because it may be personal.
/// It tells of a caller that did not keep a documented range; nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteError {
    element: &'static str,
    flaw: Flaw,
}

/// What is wrong with a value that a writer refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// An element that must hold something was given nothing.
    Empty,
    /// An identifier longer than the schema allows; identifiers are never cut.
    TooLong,
    /// A character that XML 1.0 cannot carry, or a control character, in an identifier.
    ForbiddenCharacter,
    /// An amount of more than 18 digits, or of more than 5 decimals.
    TooManyDigits,
    /// Not of the shape the schema or our convention asks for.
    Shape,
}

impl WriteError {
    /// The ISO 20022 tag of the element whose value was refused.
    pub fn element(self) -> &'static str {
        self.element
    }

    /// What is wrong with the value.
    pub fn flaw(self) -> Flaw {
        self.flaw
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self.flaw {
            Flaw::Empty => "is empty; give a value or leave the element out",
            Flaw::TooLong => "is longer than the schema allows; identifiers are never cut",
            Flaw::ForbiddenCharacter => "holds a character that xml cannot carry; remove it",
            Flaw::TooManyDigits => "has more digits than the 18 (5 decimals) of the schema",
            Flaw::Shape => "has not the shape of its type; see the field's documented range",
        };
        write!(f, "writing a message: the value of {} {advice}", self.element)
    }
}

impl std::error::Error for WriteError {}
