//! Payments: pacs.008 of customers, pacs.009 of banks, also as cover of a customer's payment.

use super::field::{Account, Agent, Field, Party, StatedAmount};
use super::gather::Gathered;
use super::place::{Place, Role, Row, account, agent, party, total, under};
use super::pvp::{MalformedPvp, PvpTerms};
use crate::reader::Message;

/// Whose payment it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferKind {
    /// Of a bank's customer: pacs.008.
    Customer,
    /// Of a bank: pacs.009.
    Institution,
    /// Of a bank, to cover a customer's payment told apart: pacs.009 with `UndrlygCstmrCdtTrf`.
    Cover,
}

/// The debtor or creditor: a customer in pacs.008, a bank in pacs.009.
#[derive(Clone)]
pub enum Actor<'a> {
    /// A customer.
    Party(Party<'a>),
    /// A bank.
    Agent(Agent<'a>),
}

/// Between which times of the settlement date the payment may settle. Source: `SttlmTmReq`.
#[derive(Clone)]
pub struct SettlementTimes<'a> {
    /// To be settled by then for continuous settlement. Source: `CLSTm`.
    pub cls: Option<Field<'a>>,
    /// To be settled by then. Source: `TillTm`.
    pub till: Option<Field<'a>>,
    /// Not to be settled before. Source: `FrTm`.
    pub from: Option<Field<'a>>,
    /// To be refused if not settled by then. Source: `RjctTm`.
    pub reject: Option<Field<'a>>,
}

/// How much information for the creditor travels with a payment; the text itself is not looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remittance {
    /// Occurrences of `RmtInf/Ustrd`.
    pub unstructured: usize,
    /// Occurrences of `RmtInf/Strd`.
    pub structured: usize,
    /// Occurrences of `RltdRmtInf`.
    pub related: usize,
}

/// The first payment of a document, and how many there are.
pub struct CreditTransfer<'a> {
    /// Whose payment it is.
    pub kind: TransferKind,
    /// Source: `GrpHdr/MsgId`.
    pub message_id: Field<'a>,
    /// Source: `GrpHdr/CreDtTm`.
    pub created: Field<'a>,
    /// How many payments there are by the sender's count. Source: `GrpHdr/NbOfTxs`.
    pub count: Field<'a>,
    /// How many there are. Range: from 1.
    pub occurrences: usize,
    /// Source: `SttlmInf/SttlmMtd`.
    pub settlement_method: Field<'a>,
    /// The clearing system, by code or name. Source: `SttlmInf/ClrSys`.
    pub clearing_system: Option<Field<'a>>,
    /// Source: `SttlmInf/SttlmAcct`.
    pub settlement_account: Account<'a>,
    /// Source: `PmtId/InstrId`.
    pub instruction_id: Option<Field<'a>>,
    /// Source: `PmtId/EndToEndId`.
    pub end_to_end_id: Field<'a>,
    /// Source: `PmtId/TxId`.
    pub tx_id: Option<Field<'a>>,
    /// Source: `PmtId/UETR`, from version .08 on.
    pub uetr: Option<Field<'a>>,
    /// Source: `PmtId/ClrSysRef`.
    pub clearing_reference: Option<Field<'a>>,
    /// What settles. Source: `IntrBkSttlmAmt`.
    pub amount: StatedAmount<'a>,
    /// When, of the payment or else of the group. Source: `IntrBkSttlmDt`.
    pub settlement_date: Option<Field<'a>>,
    /// Source: `SttlmPrty`.
    pub priority: Option<Field<'a>>,
    /// Source: `PmtTpInf/InstrPrty`.
    pub instruction_priority: Option<Field<'a>>,
    /// Between which times.
    pub times: SettlementTimes<'a>,
    /// When the payment lapses. Source: `XpryDtTm`, from pacs.008.001.13 and pacs.009.001.12 on.
    pub expiry: Option<Field<'a>>,
    /// What the debtor ordered. Source: `InstdAmt`.
    pub instructed_amount: Option<StatedAmount<'a>>,
    /// Source: `XchgRate`.
    pub exchange_rate: Option<Field<'a>>,
    /// Source: `AgrdRate/PreAgrdXchgRate`, from pacs.008.001.13 on.
    pub agreed_rate: Option<Field<'a>>,
    /// Source: `AgrdRate/QtId`, from pacs.008.001.13 on.
    pub quote_id: Option<Field<'a>>,
    /// Who bears the charges; none in pacs.009. Source: `ChrgBr`.
    pub charge_bearer: Option<Field<'a>>,
    /// Occurrences of `ChrgsInf`.
    pub charges: usize,
    /// Who instructs, of the payment or else of the group. Source: `InstgAgt`.
    pub instructing_agent: Option<Agent<'a>>,
    /// Who is instructed, of the payment or else of the group. Source: `InstdAgt`.
    pub instructed_agent: Option<Agent<'a>>,
    /// Source: `DbtrAgt`.
    pub debtor_agent: Option<Agent<'a>>,
    /// Source: `IntrmyAgt1`.
    pub intermediary_agent: Option<Agent<'a>>,
    /// Source: `CdtrAgt`.
    pub creditor_agent: Option<Agent<'a>>,
    /// Who pays. Source: `Dbtr`.
    pub debtor: Actor<'a>,
    /// Source: `DbtrAcct`.
    pub debtor_account: Account<'a>,
    /// Who is paid. Source: `Cdtr`.
    pub creditor: Actor<'a>,
    /// Source: `CdtrAcct`.
    pub creditor_account: Account<'a>,
    /// Source: `PmtTpInf/CtgyPurp`, code or name.
    pub category_purpose: Option<Field<'a>>,
    /// Source: `Purp`, code or name.
    pub purpose: Option<Field<'a>>,
    /// Source: `InstrForNxtAgt/InstrInf`. Order: of the document.
    pub next_agent_lines: Vec<Field<'a>>,
    /// What travels for the creditor.
    pub remittance: Remittance,
}

const TX: &[Row] = &[
    ("GrpHdr/MsgId", "", Place::MessageId),
    ("GrpHdr/CreDtTm", "", Place::Created),
    ("GrpHdr/NbOfTxs", "", Place::Count),
    ("GrpHdr/IntrBkSttlmDt", "", Place::GroupDate),
    ("GrpHdr/XpryDtTm", "", Place::GroupExpiry),
    ("GrpHdr/SttlmInf/SttlmMtd", "", Place::SettlementMethod),
    ("GrpHdr/SttlmInf/ClrSys", "Cd", Place::ClearingSystem),
    ("GrpHdr/SttlmInf/ClrSys", "Prtry", Place::ClearingSystem),
    ("GrpHdr/PmtTpInf/CtgyPurp", "Cd", Place::GroupCategoryPurpose),
    ("GrpHdr/PmtTpInf/CtgyPurp", "Prtry", Place::GroupCategoryPurpose),
    ("CdtTrfTxInf", "", Place::Occurrence),
    ("CdtTrfTxInf", "PmtId/InstrId", Place::InstructionId),
    ("CdtTrfTxInf", "PmtId/EndToEndId", Place::EndToEndId),
    ("CdtTrfTxInf", "PmtId/TxId", Place::TxId),
    ("CdtTrfTxInf", "PmtId/UETR", Place::Uetr),
    ("CdtTrfTxInf", "PmtId/ClrSysRef", Place::ClearingReference),
    ("CdtTrfTxInf", "PmtTpInf/InstrPrty", Place::InstructionPriority),
    ("CdtTrfTxInf", "PmtTpInf/CtgyPurp/Cd", Place::CategoryPurpose),
    ("CdtTrfTxInf", "PmtTpInf/CtgyPurp/Prtry", Place::CategoryPurpose),
    ("CdtTrfTxInf", "IntrBkSttlmAmt", Place::Amount),
    ("CdtTrfTxInf", "IntrBkSttlmDt", Place::Date),
    ("CdtTrfTxInf", "SttlmPrty", Place::Priority),
    ("CdtTrfTxInf", "SttlmTmReq/CLSTm", Place::ClsTime),
    ("CdtTrfTxInf", "SttlmTmReq/TillTm", Place::TillTime),
    ("CdtTrfTxInf", "SttlmTmReq/FrTm", Place::FromTime),
    ("CdtTrfTxInf", "SttlmTmReq/RjctTm", Place::RejectTime),
    ("CdtTrfTxInf", "AddtlDtTm/XpryDtTm", Place::Expiry),
    ("CdtTrfTxInf", "XpryDtTm", Place::Expiry),
    ("CdtTrfTxInf", "InstdAmt", Place::InstructedAmount),
    ("CdtTrfTxInf", "XchgRate", Place::ExchangeRate),
    ("CdtTrfTxInf", "AgrdRate/PreAgrdXchgRate", Place::AgreedRate),
    ("CdtTrfTxInf", "AgrdRate/QtId", Place::QuoteId),
    ("CdtTrfTxInf", "ChrgBr", Place::ChargeBearer),
    ("CdtTrfTxInf", "ChrgsInf", Place::Charges),
    ("CdtTrfTxInf", "Purp/Cd", Place::Purpose),
    ("CdtTrfTxInf", "Purp/Prtry", Place::Purpose),
    ("CdtTrfTxInf", "InstrForNxtAgt/InstrInf", Place::NextAgentLine),
    ("CdtTrfTxInf", "UndrlygCstmrCdtTrf", Place::Cover),
    ("CdtTrfTxInf", "RmtInf/Ustrd", Place::Unstructured),
    ("CdtTrfTxInf", "RmtInf/Strd", Place::Structured),
    ("CdtTrfTxInf", "RltdRmtInf", Place::RelatedRemittance),
];

const CUSTOMER_GROUPS: &[&[Row]] = &[
    TX,
    &agent("GrpHdr/InstgAgt", Role::GroupInstructing),
    &agent("GrpHdr/InstdAgt", Role::GroupInstructed),
    &agent("CdtTrfTxInf/InstgAgt", Role::Instructing),
    &agent("CdtTrfTxInf/InstdAgt", Role::Instructed),
    &agent("CdtTrfTxInf/DbtrAgt", Role::DebtorAgent),
    &agent("CdtTrfTxInf/IntrmyAgt1", Role::Intermediary),
    &agent("CdtTrfTxInf/CdtrAgt", Role::CreditorAgent),
    &account("GrpHdr/SttlmInf/SttlmAcct", Role::Settlement),
    &account("CdtTrfTxInf/DbtrAcct", Role::Debtor),
    &account("CdtTrfTxInf/CdtrAcct", Role::Creditor),
    &party("CdtTrfTxInf/Dbtr", Role::Debtor),
    &party("CdtTrfTxInf/Cdtr", Role::Creditor),
];

const INSTITUTION_GROUPS: &[&[Row]] = &[
    TX,
    &agent("GrpHdr/InstgAgt", Role::GroupInstructing),
    &agent("GrpHdr/InstdAgt", Role::GroupInstructed),
    &agent("CdtTrfTxInf/InstgAgt", Role::Instructing),
    &agent("CdtTrfTxInf/InstdAgt", Role::Instructed),
    &agent("CdtTrfTxInf/DbtrAgt", Role::DebtorAgent),
    &agent("CdtTrfTxInf/IntrmyAgt1", Role::Intermediary),
    &agent("CdtTrfTxInf/CdtrAgt", Role::CreditorAgent),
    &account("GrpHdr/SttlmInf/SttlmAcct", Role::Settlement),
    &account("CdtTrfTxInf/DbtrAcct", Role::Debtor),
    &account("CdtTrfTxInf/CdtrAcct", Role::Creditor),
    &agent("CdtTrfTxInf/Dbtr", Role::Debtor),
    &agent("CdtTrfTxInf/Cdtr", Role::Creditor),
];

static CUSTOMER: [(u64, Place); total(CUSTOMER_GROUPS)] =
    under("Document/FIToFICstmrCdtTrf", CUSTOMER_GROUPS);

static INSTITUTION: [(u64, Place); total(INSTITUTION_GROUPS)] =
    under("Document/FICdtTrf", INSTITUTION_GROUPS);

impl<'a> CreditTransfer<'a> {
    /// The view of a checked pacs.008 or pacs.009. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let customer = message.document?.name.starts_with("pacs.008.");
        let places: &[(u64, Place)] = if customer { &CUSTOMER } else { &INSTITUTION };
        let found = Gathered::from(message, places);
        let kind = match (customer, found.element(Place::Cover)) {
            (true, _) => TransferKind::Customer,
            (false, None) => TransferKind::Institution,
            (false, Some(_)) => TransferKind::Cover,
        };
        Some(Self {
            kind,
            message_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created)?,
            count: found.field(Place::Count)?,
            occurrences: found.occurrences,
            settlement_method: found.field(Place::SettlementMethod)?,
            clearing_system: found.field(Place::ClearingSystem),
            settlement_account: found.account(Role::Settlement),
            instruction_id: found.field(Place::InstructionId),
            end_to_end_id: found.field(Place::EndToEndId)?,
            tx_id: found.field(Place::TxId),
            uetr: found.field(Place::Uetr),
            clearing_reference: found.field(Place::ClearingReference),
            amount: found.amount(Place::Amount)?,
            settlement_date: found.field(Place::Date).or_else(|| found.field(Place::GroupDate)),
            priority: found.field(Place::Priority),
            instruction_priority: found.field(Place::InstructionPriority),
            times: SettlementTimes::of(&found),
            expiry: found.field(Place::Expiry).or_else(|| found.field(Place::GroupExpiry)),
            instructed_amount: found.amount(Place::InstructedAmount),
            exchange_rate: found.field(Place::ExchangeRate),
            agreed_rate: found.field(Place::AgreedRate),
            quote_id: found.field(Place::QuoteId),
            charge_bearer: found.field(Place::ChargeBearer),
            charges: found.count(Place::Charges),
            instructing_agent: instructing(&found),
            instructed_agent: instructed(&found),
            debtor_agent: found.agent(Role::DebtorAgent),
            intermediary_agent: found.agent(Role::Intermediary),
            creditor_agent: found.agent(Role::CreditorAgent),
            debtor: Actor::of(&found, Role::Debtor)?,
            debtor_account: found.account(Role::Debtor),
            creditor: Actor::of(&found, Role::Creditor)?,
            creditor_account: found.account(Role::Creditor),
            category_purpose: category_purpose(&found),
            purpose: found.field(Place::Purpose),
            next_agent_lines: found.fields(Place::NextAgentLine),
            remittance: Remittance {
                unstructured: found.count(Place::Unstructured),
                structured: found.count(Place::Structured),
                related: found.count(Place::RelatedRemittance),
            },
        })
    }

    /// What must come back for this payment to settle, if it is a leg of a payment versus payment.
    ///
    /// Fails with the field of a line that begins with `/PVP/` but is not of that form, or of a
    /// second such line.
    pub fn pvp(&self) -> Result<Option<PvpTerms>, MalformedPvp> {
        PvpTerms::among(&self.next_agent_lines)
    }
}

impl<'a> Actor<'a> {
    fn of(found: &Gathered<'_, 'a>, role: Role) -> Option<Self> {
        let agent = found.agent(role).map(Self::Agent);
        agent.or_else(|| found.party(role).map(Self::Party))
    }
}

impl<'a> SettlementTimes<'a> {
    fn of(found: &Gathered<'_, 'a>) -> Self {
        Self {
            cls: found.field(Place::ClsTime),
            till: found.field(Place::TillTime),
            from: found.field(Place::FromTime),
            reject: found.field(Place::RejectTime),
        }
    }
}

/// The instructing agent of the payment, or else of its group.
pub(super) fn instructing<'a>(found: &Gathered<'_, 'a>) -> Option<Agent<'a>> {
    found.agent(Role::Instructing).or_else(|| found.agent(Role::GroupInstructing))
}

/// The instructed agent of the payment, or else of its group.
pub(super) fn instructed<'a>(found: &Gathered<'_, 'a>) -> Option<Agent<'a>> {
    found.agent(Role::Instructed).or_else(|| found.agent(Role::GroupInstructed))
}

fn category_purpose<'a>(found: &Gathered<'_, 'a>) -> Option<Field<'a>> {
    let own = found.field(Place::CategoryPurpose);
    own.or_else(|| found.field(Place::GroupCategoryPurpose))
}
