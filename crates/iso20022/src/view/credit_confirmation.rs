//! pacs.002 with the status ACCC: the creditor's bank says that it has booked a payment.

use super::credit_transfer::{instructed, instructing};
use super::field::{Agent, Field};
use super::gather::Gathered;
use super::place::{Place, Role, Row, agent, total, under};
use crate::reader::Message;

/// The status that confirms: the creditor's bank booked the payment to the creditor.
///
/// Source: ISO 20022 external code set `ExternalPaymentTransactionStatus1Code`.
const BOOKED: &str = "ACCC";

/// The first confirmation of a document, and how many payments are reported on.
pub struct CreditConfirmation<'a> {
    /// Source: `GrpHdr/MsgId`.
    pub message_id: Field<'a>,
    /// Source: `GrpHdr/CreDtTm`.
    pub created: Field<'a>,
    /// How many payments are reported on.
    pub occurrences: usize,
    /// Source: `OrgnlInstrId`.
    pub original_instruction_id: Option<Field<'a>>,
    /// Source: `OrgnlEndToEndId`.
    pub original_end_to_end_id: Option<Field<'a>>,
    /// Source: `OrgnlTxId`.
    pub original_tx_id: Option<Field<'a>>,
    /// Source: `OrgnlUETR`.
    pub original_uetr: Option<Field<'a>>,
    /// Who reports, of the payment or else of the group. Source: `InstgAgt`.
    pub instructing_agent: Option<Agent<'a>>,
    /// Who is told, of the payment or else of the group. Source: `InstdAgt`.
    pub instructed_agent: Option<Agent<'a>>,
}

const FIELDS: &[Row] = &[
    ("GrpHdr/MsgId", "", Place::MessageId),
    ("GrpHdr/CreDtTm", "", Place::Created),
    ("TxInfAndSts", "", Place::Occurrence),
    ("TxInfAndSts", "OrgnlInstrId", Place::InstructionId),
    ("TxInfAndSts", "OrgnlEndToEndId", Place::EndToEndId),
    ("TxInfAndSts", "OrgnlTxId", Place::TxId),
    ("TxInfAndSts", "OrgnlUETR", Place::Uetr),
    ("TxInfAndSts", "TxSts", Place::Status),
];

const GROUPS: &[&[Row]] = &[
    FIELDS,
    &agent("GrpHdr/InstgAgt", Role::GroupInstructing),
    &agent("GrpHdr/InstdAgt", Role::GroupInstructed),
    &agent("TxInfAndSts/InstgAgt", Role::Instructing),
    &agent("TxInfAndSts/InstdAgt", Role::Instructed),
];

static PLACES: [(u64, Place); total(GROUPS)] = under("Document/FIToFIPmtStsRpt", GROUPS);

impl<'a> CreditConfirmation<'a> {
    /// The view of a checked pacs.002, if its first status confirms. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let found = Gathered::from(message, &PLACES);
        let status = found.field(Place::Status)?;
        if status.text != BOOKED {
            return None;
        }
        Some(Self {
            message_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created)?,
            occurrences: found.occurrences,
            original_instruction_id: found.field(Place::InstructionId),
            original_end_to_end_id: found.field(Place::EndToEndId),
            original_tx_id: found.field(Place::TxId),
            original_uetr: found.field(Place::Uetr),
            instructing_agent: instructing(&found),
            instructed_agent: instructed(&found),
        })
    }
}
