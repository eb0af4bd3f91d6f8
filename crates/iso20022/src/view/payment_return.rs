//! pacs.004: a settled payment comes back.

use super::credit_transfer::{instructed, instructing};
use super::field::{Agent, Field, StatedAmount};
use super::gather::Gathered;
use super::place::{Place, Role, Row, agent, total, under};
use crate::reader::Message;

/// The first return of a document, and how many there are.
///
/// A document that returns a whole group without naming its payments has no view: nothing here
/// acts on it.
pub struct Return<'a> {
    /// Source: `GrpHdr/MsgId`.
    pub message_id: Field<'a>,
    /// Source: `GrpHdr/CreDtTm`.
    pub created: Field<'a>,
    /// How many returns there are by the sender's count. Source: `GrpHdr/NbOfTxs`.
    pub count: Field<'a>,
    /// How many there are. Range: from 1.
    pub occurrences: usize,
    /// Source: `SttlmInf/SttlmMtd`.
    pub settlement_method: Field<'a>,
    /// The clearing system, by code or name. Source: `SttlmInf/ClrSys`.
    pub clearing_system: Option<Field<'a>>,
    /// The return's own identifier. Source: `RtrId`.
    pub return_id: Option<Field<'a>>,
    /// Source: `OrgnlGrpInf/OrgnlMsgId`, of the return or else of the group.
    pub original_message_id: Option<Field<'a>>,
    /// Source: `OrgnlGrpInf/OrgnlMsgNmId`, of the return or else of the group.
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
    /// What had settled. Source: `OrgnlIntrBkSttlmAmt`.
    pub original_amount: Option<StatedAmount<'a>>,
    /// When it had settled. Source: `OrgnlIntrBkSttlmDt`.
    pub original_date: Option<Field<'a>>,
    /// What comes back. Source: `RtrdIntrBkSttlmAmt`.
    pub amount: StatedAmount<'a>,
    /// When, of the return or else of the group. Source: `IntrBkSttlmDt`.
    pub settlement_date: Option<Field<'a>>,
    /// Source: `SttlmPrty`.
    pub priority: Option<Field<'a>>,
    /// Source: `ChrgBr`.
    pub charge_bearer: Option<Field<'a>>,
    /// Who instructs, of the return or else of the group. Source: `InstgAgt`.
    pub instructing_agent: Option<Agent<'a>>,
    /// Who is instructed, of the return or else of the group. Source: `InstdAgt`.
    pub instructed_agent: Option<Agent<'a>>,
    /// The bank of who gives the money back. Source: `RtrChain/DbtrAgt`.
    pub debtor_agent: Option<Agent<'a>>,
    /// The bank of who gets the money back. Source: `RtrChain/CdtrAgt`.
    pub creditor_agent: Option<Agent<'a>>,
    /// Why, code or name, of the return or else of the group. Source: `RtrRsnInf/Rsn`.
    pub reason: Option<Field<'a>>,
}

const FIELDS: &[Row] = &[
    ("GrpHdr/MsgId", "", Place::MessageId),
    ("GrpHdr/CreDtTm", "", Place::Created),
    ("GrpHdr/NbOfTxs", "", Place::Count),
    ("GrpHdr/IntrBkSttlmDt", "", Place::GroupDate),
    ("GrpHdr/SttlmInf/SttlmMtd", "", Place::SettlementMethod),
    ("GrpHdr/SttlmInf/ClrSys", "Cd", Place::ClearingSystem),
    ("GrpHdr/SttlmInf/ClrSys", "Prtry", Place::ClearingSystem),
    ("OrgnlGrpInf/OrgnlMsgId", "", Place::GroupOriginalMessageId),
    ("OrgnlGrpInf/OrgnlMsgNmId", "", Place::GroupOriginalDefinition),
    ("OrgnlGrpInf/RtrRsnInf/Rsn", "Cd", Place::GroupReason),
    ("OrgnlGrpInf/RtrRsnInf/Rsn", "Prtry", Place::GroupReason),
    ("TxInf", "", Place::Occurrence),
    ("TxInf", "RtrId", Place::RequestId),
    ("TxInf", "OrgnlGrpInf/OrgnlMsgId", Place::OriginalMessageId),
    ("TxInf", "OrgnlGrpInf/OrgnlMsgNmId", Place::OriginalDefinition),
    ("TxInf", "OrgnlInstrId", Place::InstructionId),
    ("TxInf", "OrgnlEndToEndId", Place::EndToEndId),
    ("TxInf", "OrgnlTxId", Place::TxId),
    ("TxInf", "OrgnlUETR", Place::Uetr),
    ("TxInf", "OrgnlClrSysRef", Place::OriginalClearingReference),
    ("TxInf", "OrgnlIntrBkSttlmAmt", Place::OriginalAmount),
    ("TxInf", "OrgnlIntrBkSttlmDt", Place::OriginalDate),
    ("TxInf", "RtrdIntrBkSttlmAmt", Place::Amount),
    ("TxInf", "IntrBkSttlmDt", Place::Date),
    ("TxInf", "SttlmPrty", Place::Priority),
    ("TxInf", "ChrgBr", Place::ChargeBearer),
    ("TxInf", "RtrRsnInf/Rsn/Cd", Place::Reason),
    ("TxInf", "RtrRsnInf/Rsn/Prtry", Place::Reason),
];

const GROUPS: &[&[Row]] = &[
    FIELDS,
    &agent("GrpHdr/InstgAgt", Role::GroupInstructing),
    &agent("GrpHdr/InstdAgt", Role::GroupInstructed),
    &agent("TxInf/InstgAgt", Role::Instructing),
    &agent("TxInf/InstdAgt", Role::Instructed),
    &agent("TxInf/RtrChain/DbtrAgt", Role::DebtorAgent),
    &agent("TxInf/RtrChain/CdtrAgt", Role::CreditorAgent),
];

static PLACES: [(u64, Place); total(GROUPS)] = under("Document/PmtRtr", GROUPS);

impl<'a> Return<'a> {
    /// The view of a checked pacs.004. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let found = Gathered::from(message, &PLACES);
        let either = |own, group| found.field(own).or_else(|| found.field(group));
        Some(Self {
            message_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created)?,
            count: found.field(Place::Count)?,
            occurrences: found.occurrences,
            settlement_method: found.field(Place::SettlementMethod)?,
            clearing_system: found.field(Place::ClearingSystem),
            return_id: found.field(Place::RequestId),
            original_message_id: either(Place::OriginalMessageId, Place::GroupOriginalMessageId),
            original_definition: either(Place::OriginalDefinition, Place::GroupOriginalDefinition),
            original_instruction_id: found.field(Place::InstructionId),
            original_end_to_end_id: found.field(Place::EndToEndId),
            original_tx_id: found.field(Place::TxId),
            original_uetr: found.field(Place::Uetr),
            original_clearing_reference: found.field(Place::OriginalClearingReference),
            original_amount: found.amount(Place::OriginalAmount),
            original_date: found.field(Place::OriginalDate),
            amount: found.amount(Place::Amount)?,
            settlement_date: either(Place::Date, Place::GroupDate),
            priority: found.field(Place::Priority),
            charge_bearer: found.field(Place::ChargeBearer),
            instructing_agent: instructing(&found),
            instructed_agent: instructed(&found),
            debtor_agent: found.agent(Role::DebtorAgent),
            creditor_agent: found.agent(Role::CreditorAgent),
            reason: either(Place::Reason, Place::GroupReason),
        })
    }
}
