//! camt.056: a bank asks for its payment back, before or after it settled.

use super::field::{Agent, Field, StatedAmount};
use super::gather::Gathered;
use super::place::{Place, Role, Row, agent, total, under};
use crate::reader::Message;

/// The first request of a document, and how many there are.
pub struct CancellationRequest<'a> {
    /// Source: `Assgnmt/Id`.
    pub assignment_id: Field<'a>,
    /// Source: `Assgnmt/CreDtTm`.
    pub created: Field<'a>,
    /// How many payments are to be cancelled. Range: from 0, where a whole message is.
    pub occurrences: usize,
    /// Who asks. Source: `Assgnmt/Assgnr/Agt`.
    pub assigner: Option<Agent<'a>>,
    /// Who is asked. Source: `Assgnmt/Assgne/Agt`.
    pub assignee: Option<Agent<'a>>,
    /// The investigation, of the message or else of the request. Source: `Case/Id`.
    pub case_id: Option<Field<'a>>,
    /// The request's own identifier. Source: `CxlId`.
    pub cancellation_id: Option<Field<'a>>,
    /// Source: `OrgnlMsgId`, of the request or else of the group.
    pub original_message_id: Option<Field<'a>>,
    /// Source: `OrgnlMsgNmId`, of the request or else of the group.
    pub original_definition: Option<Field<'a>>,
    /// Source: `OrgnlInstrId`.
    pub original_instruction_id: Option<Field<'a>>,
    /// Source: `OrgnlEndToEndId`.
    pub original_end_to_end_id: Option<Field<'a>>,
    /// Source: `OrgnlTxId`.
    pub original_tx_id: Option<Field<'a>>,
    /// Source: `OrgnlUETR`.
    pub original_uetr: Option<Field<'a>>,
    /// Source: `OrgnlClrSysRef`.
    pub original_clearing_reference: Option<Field<'a>>,
    /// Source: `OrgnlIntrBkSttlmAmt`.
    pub original_amount: Option<StatedAmount<'a>>,
    /// Source: `OrgnlIntrBkSttlmDt`.
    pub original_date: Option<Field<'a>>,
    /// Why, code or name, of the request or else of the group. Source: `CxlRsnInf/Rsn`.
    pub reason: Option<Field<'a>>,
}

const FIELDS: &[Row] = &[
    ("Assgnmt/Id", "", Place::MessageId),
    ("Assgnmt/CreDtTm", "", Place::Created),
    ("Case/Id", "", Place::CaseId),
    ("Undrlyg/OrgnlGrpInfAndCxl", "OrgnlMsgId", Place::GroupOriginalMessageId),
    ("Undrlyg/OrgnlGrpInfAndCxl", "OrgnlMsgNmId", Place::GroupOriginalDefinition),
    ("Undrlyg/OrgnlGrpInfAndCxl", "CxlRsnInf/Rsn/Cd", Place::GroupReason),
    ("Undrlyg/OrgnlGrpInfAndCxl", "CxlRsnInf/Rsn/Prtry", Place::GroupReason),
    ("Undrlyg/TxInf", "", Place::Occurrence),
    ("Undrlyg/TxInf", "CxlId", Place::RequestId),
    ("Undrlyg/TxInf", "Case/Id", Place::CaseId),
    ("Undrlyg/TxInf", "OrgnlGrpInf/OrgnlMsgId", Place::OriginalMessageId),
    ("Undrlyg/TxInf", "OrgnlGrpInf/OrgnlMsgNmId", Place::OriginalDefinition),
    ("Undrlyg/TxInf", "OrgnlInstrId", Place::InstructionId),
    ("Undrlyg/TxInf", "OrgnlEndToEndId", Place::EndToEndId),
    ("Undrlyg/TxInf", "OrgnlTxId", Place::TxId),
    ("Undrlyg/TxInf", "OrgnlUETR", Place::Uetr),
    ("Undrlyg/TxInf", "OrgnlClrSysRef", Place::OriginalClearingReference),
    ("Undrlyg/TxInf", "OrgnlIntrBkSttlmAmt", Place::OriginalAmount),
    ("Undrlyg/TxInf", "OrgnlIntrBkSttlmDt", Place::OriginalDate),
    ("Undrlyg/TxInf", "CxlRsnInf/Rsn/Cd", Place::Reason),
    ("Undrlyg/TxInf", "CxlRsnInf/Rsn/Prtry", Place::Reason),
];

const GROUPS: &[&[Row]] = &[
    FIELDS,
    &agent("Assgnmt/Assgnr/Agt", Role::Assigner),
    &agent("Assgnmt/Assgne/Agt", Role::Assignee),
];

static PLACES: [(u64, Place); total(GROUPS)] = under("Document/FIToFIPmtCxlReq", GROUPS);

impl<'a> CancellationRequest<'a> {
    /// The view of a checked camt.056. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let found = Gathered::from(message, &PLACES);
        let either = |own, group| found.field(own).or_else(|| found.field(group));
        Some(Self {
            assignment_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created)?,
            occurrences: found.occurrences,
            assigner: found.agent(Role::Assigner),
            assignee: found.agent(Role::Assignee),
            case_id: found.field(Place::CaseId),
            cancellation_id: found.field(Place::RequestId),
            original_message_id: either(Place::OriginalMessageId, Place::GroupOriginalMessageId),
            original_definition: either(Place::OriginalDefinition, Place::GroupOriginalDefinition),
            original_instruction_id: found.field(Place::InstructionId),
            original_end_to_end_id: found.field(Place::EndToEndId),
            original_tx_id: found.field(Place::TxId),
            original_uetr: found.field(Place::Uetr),
            original_clearing_reference: found.field(Place::OriginalClearingReference),
            original_amount: found.amount(Place::OriginalAmount),
            original_date: found.field(Place::OriginalDate),
            reason: either(Place::Reason, Place::GroupReason),
        })
    }
}
