//! Typed views: the fields of a message that settlement and its rules need, each with its place.
//!
//! A view is gathered in one pass over [`Message::elements`]: the hash of each element's path is
//! looked up in a table made by the compiler, so no path is compared as text.
//! Versions of one message differ in what they add, hardly in where things stand; one table of
//! paths therefore serves all versions, and a field that a version lacks is simply absent.
//!
//! | view | messages |
//! |---|---|
//! | [`Header`] | head.001.001.01 to .04 |
//! | [`CreditTransfer`] | pacs.008.001.07 to .14, pacs.009.001.07 to .13 (core and cover) |
//! | [`Return`] | pacs.004.001.09 to .15 |
//! | [`StatusRequest`] | pacs.028.001.03 to .07 |
//! | [`CancellationRequest`] | camt.056.001.08 to .12 |
//! | [`CreditConfirmation`] | pacs.002.001.08 to .16, where its status is ACCC |
//! | [`LiquidityTransfer`] | camt.050.001.05 to .07 |
//! | [`ReportRequest`] | camt.060.001.05 to .07 |
//!
//! # The convention PVP
//!
//! The versions in use today have no element that ties two payments in different currencies.
//! Until those with an agreed rate and a quote identifier are common, a payment tells what must
//! come back for it in one line of `InstrForNxtAgt/InstrInf`:
//!
//! ```text
//! /PVP/<trade reference>/<currency><amount>/<BIC that must receive the counter leg>
//! /PVP/T-2026-0001/CNY7250000.00/SABRRUMM
//! ```
//!
//! The reference has 1 to 35 letters, digits and hyphens; the amount has a decimal point and no
//! more decimals than its currency.
//! A line that begins with `/PVP/` and is not of this form is refused, see [`CreditTransfer::pvp`].
//!
//! Views hold personal data and therefore have no `Debug`: nothing can print them by chance.

mod cancellation_request;
mod credit_confirmation;
mod credit_transfer;
mod field;
mod gather;
mod header;
mod liquidity_transfer;
mod moment;
mod payment_return;
mod place;
mod pvp;
mod report_request;
mod status_request;
#[cfg(test)]
mod tests;

pub use cancellation_request::CancellationRequest;
pub use credit_confirmation::CreditConfirmation;
pub use credit_transfer::{Actor, CreditTransfer, Remittance, SettlementTimes, TransferKind};
pub use field::{Account, Agent, Field, Party, StatedAmount};
pub use header::Header;
pub use liquidity_transfer::LiquidityTransfer;
pub use moment::moment;
pub use payment_return::Return;
pub use pvp::{MalformedPvp, PvpTerms, is_trade_reference};
pub use report_request::ReportRequest;
pub use status_request::StatusRequest;

use crate::reader::Message;

/// What a document says, as far as this system acts on it.
pub enum Content<'a> {
    /// A payment of a customer or of a bank, perhaps one leg of a payment versus payment.
    CreditTransfer(Box<CreditTransfer<'a>>),
    /// A settled payment comes back.
    Return(Box<Return<'a>>),
    /// A question how far a payment has come.
    StatusRequest(Box<StatusRequest<'a>>),
    /// A request to cancel a payment.
    CancellationRequest(Box<CancellationRequest<'a>>),
    /// The creditor's bank has booked a settled payment.
    CreditConfirmation(Box<CreditConfirmation<'a>>),
    /// A transfer of a bank's own liquidity.
    LiquidityTransfer(Box<LiquidityTransfer<'a>>),
    /// A request for a report of an account.
    ReportRequest(Box<ReportRequest<'a>>),
    /// Valid by its schema, but nothing here acts on it; also a header without a document.
    Known,
}

impl<'a> Content<'a> {
    /// The view of a checked message. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Self {
        let name = message.document.map_or("", |schema| schema.name);
        let view = if name.starts_with("pacs.008.") || name.starts_with("pacs.009.") {
            CreditTransfer::of(message).map(|view| Self::CreditTransfer(Box::new(view)))
        } else if name.starts_with("pacs.004.") {
            Return::of(message).map(|view| Self::Return(Box::new(view)))
        } else if name.starts_with("pacs.028.") {
            StatusRequest::of(message).map(|view| Self::StatusRequest(Box::new(view)))
        } else if name.starts_with("camt.056.") {
            CancellationRequest::of(message).map(|view| Self::CancellationRequest(Box::new(view)))
        } else if name.starts_with("pacs.002.") {
            CreditConfirmation::of(message).map(|view| Self::CreditConfirmation(Box::new(view)))
        } else if name.starts_with("camt.050.") {
            LiquidityTransfer::of(message).map(|view| Self::LiquidityTransfer(Box::new(view)))
        } else if name.starts_with("camt.060.") {
            ReportRequest::of(message).map(|view| Self::ReportRequest(Box::new(view)))
        } else {
            None
        };
        view.unwrap_or(Self::Known)
    }

    /// The identifier that the sender gave the message; none where nothing acts on it.
    ///
    /// Source: `GrpHdr/MsgId`, `MsgHdr/MsgId`, `Assgnmt/Id`.
    pub fn message_id(&self) -> Option<&Field<'a>> {
        match self {
            Self::CreditTransfer(view) => Some(&view.message_id),
            Self::Return(view) => Some(&view.message_id),
            Self::StatusRequest(view) => Some(&view.message_id),
            Self::CancellationRequest(view) => Some(&view.assignment_id),
            Self::CreditConfirmation(view) => Some(&view.message_id),
            Self::LiquidityTransfer(view) => Some(&view.message_id),
            Self::ReportRequest(view) => Some(&view.message_id),
            Self::Known => None,
        }
    }

    /// Who sends: the instructing agent, or the agent that assigns a case.
    pub fn sender(&self) -> Option<&Agent<'a>> {
        match self {
            Self::CreditTransfer(view) => view.instructing_agent.as_ref(),
            Self::Return(view) => view.instructing_agent.as_ref(),
            Self::StatusRequest(view) => view.instructing_agent.as_ref(),
            Self::CreditConfirmation(view) => view.instructing_agent.as_ref(),
            Self::CancellationRequest(view) => view.assigner.as_ref(),
            Self::ReportRequest(view) => view.owner.as_ref(),
            Self::LiquidityTransfer(_) | Self::Known => None,
        }
    }

    /// Who is to receive: the instructed agent, or the agent that a case is assigned to.
    pub fn receiver(&self) -> Option<&Agent<'a>> {
        match self {
            Self::CreditTransfer(view) => view.instructed_agent.as_ref(),
            Self::Return(view) => view.instructed_agent.as_ref(),
            Self::StatusRequest(view) => view.instructed_agent.as_ref(),
            Self::CreditConfirmation(view) => view.instructed_agent.as_ref(),
            Self::CancellationRequest(view) => view.assignee.as_ref(),
            Self::ReportRequest(view) => view.servicer.as_ref(),
            Self::LiquidityTransfer(_) | Self::Known => None,
        }
    }

    /// How many payments or requests the document holds; none where nothing acts on it.
    pub fn occurrences(&self) -> Option<usize> {
        match self {
            Self::CreditTransfer(view) => Some(view.occurrences),
            Self::Return(view) => Some(view.occurrences),
            Self::StatusRequest(view) => Some(view.occurrences),
            Self::CancellationRequest(view) => Some(view.occurrences),
            Self::CreditConfirmation(view) => Some(view.occurrences),
            Self::ReportRequest(view) => Some(view.occurrences),
            Self::LiquidityTransfer(_) => Some(1),
            Self::Known => None,
        }
    }
}
