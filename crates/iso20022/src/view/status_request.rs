//! pacs.028: a bank asks how far its payment has come.

use super::credit_transfer::{instructed, instructing};
use super::field::{Agent, Field};
use super::gather::Gathered;
use super::place::{Place, Role, Row, agent, total, under};
use crate::reader::Message;

/// The first question of a document, and how many there are.
pub struct StatusRequest<'a> {
    /// Source: `GrpHdr/MsgId`.
    pub message_id: Field<'a>,
    /// Source: `GrpHdr/CreDtTm`.
    pub created: Field<'a>,
    /// How many payments are asked about. Range: from 0, where a whole message is asked about.
    pub occurrences: usize,
    /// The question's own identifier. Source: `StsReqId`.
    pub request_id: Option<Field<'a>>,
    /// Source: `OrgnlGrpInf/OrgnlMsgId`, of the payment or else of the group.
    pub original_message_id: Option<Field<'a>>,
    /// Source: `OrgnlGrpInf/OrgnlMsgNmId`, of the payment or else of the group.
    pub original_definition: Option<Field<'a>>,
    /// Source: `OrgnlInstrId`.
    pub original_instruction_id: Option<Field<'a>>,
    /// Source: `OrgnlEndToEndId`.
    pub original_end_to_end_id: Option<Field<'a>>,
    /// Source: `OrgnlTxId`.
    pub original_tx_id: Option<Field<'a>>,
    /// Source: `OrgnlUETR`.
    pub original_uetr: Option<Field<'a>>,
    /// Source: `ClrSysRef`.
    pub clearing_reference: Option<Field<'a>>,
    /// Who asks, of the question or else of the group. Source: `InstgAgt`.
    pub instructing_agent: Option<Agent<'a>>,
    /// Who is asked, of the question or else of the group. Source: `InstdAgt`.
    pub instructed_agent: Option<Agent<'a>>,
}

const FIELDS: &[Row] = &[
    ("GrpHdr/MsgId", "", Place::MessageId),
    ("GrpHdr/CreDtTm", "", Place::Created),
    ("OrgnlGrpInf/OrgnlMsgId", "", Place::GroupOriginalMessageId),
    ("OrgnlGrpInf/OrgnlMsgNmId", "", Place::GroupOriginalDefinition),
    ("TxInf", "", Place::Occurrence),
    ("TxInf", "StsReqId", Place::RequestId),
    ("TxInf", "OrgnlGrpInf/OrgnlMsgId", Place::OriginalMessageId),
    ("TxInf", "OrgnlGrpInf/OrgnlMsgNmId", Place::OriginalDefinition),
    ("TxInf", "OrgnlInstrId", Place::InstructionId),
    ("TxInf", "OrgnlEndToEndId", Place::EndToEndId),
    ("TxInf", "OrgnlTxId", Place::TxId),
    ("TxInf", "OrgnlUETR", Place::Uetr),
    ("TxInf", "ClrSysRef", Place::ClearingReference),
];

const GROUPS: &[&[Row]] = &[
    FIELDS,
    &agent("GrpHdr/InstgAgt", Role::GroupInstructing),
    &agent("GrpHdr/InstdAgt", Role::GroupInstructed),
    &agent("TxInf/InstgAgt", Role::Instructing),
    &agent("TxInf/InstdAgt", Role::Instructed),
];

static PLACES: [(u64, Place); total(GROUPS)] = under("Document/FIToFIPmtStsReq", GROUPS);

impl<'a> StatusRequest<'a> {
    /// The view of a checked pacs.028. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let found = Gathered::from(message, &PLACES);
        let either = |own, group| found.field(own).or_else(|| found.field(group));
        Some(Self {
            message_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created)?,
            occurrences: found.occurrences,
            request_id: found.field(Place::RequestId),
            original_message_id: either(Place::OriginalMessageId, Place::GroupOriginalMessageId),
            original_definition: either(Place::OriginalDefinition, Place::GroupOriginalDefinition),
            original_instruction_id: found.field(Place::InstructionId),
            original_end_to_end_id: found.field(Place::EndToEndId),
            original_tx_id: found.field(Place::TxId),
            original_uetr: found.field(Place::Uetr),
            clearing_reference: found.field(Place::ClearingReference),
            instructing_agent: instructing(&found),
            instructed_agent: instructed(&found),
        })
    }
}
