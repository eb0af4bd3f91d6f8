//! camt.050: a bank moves its own liquidity between accounts.

use super::field::{Account, Agent, Field, StatedAmount};
use super::gather::Gathered;
use super::place::{Place, Role, Row, account, agent, total, under};
use crate::reader::Message;

/// A transfer of liquidity.
pub struct LiquidityTransfer<'a> {
    /// Source: `MsgHdr/MsgId`.
    pub message_id: Field<'a>,
    /// Source: `MsgHdr/CreDtTm`.
    pub created: Option<Field<'a>>,
    /// Source: `LqdtyTrfId/InstrId`.
    pub instruction_id: Option<Field<'a>>,
    /// Source: `LqdtyTrfId/EndToEndId`.
    pub end_to_end_id: Option<Field<'a>>,
    /// Source: `LqdtyTrfId/TxId`.
    pub tx_id: Option<Field<'a>>,
    /// Source: `LqdtyTrfId/UETR`.
    pub uetr: Option<Field<'a>>,
    /// Who gets the liquidity. Source: `Cdtr`.
    pub creditor: Option<Agent<'a>>,
    /// On which account. Source: `CdtrAcct`.
    pub creditor_account: Account<'a>,
    /// How much; none where the currency is only implied. Source: `TrfdAmt/AmtWthCcy`.
    pub amount: Option<StatedAmount<'a>>,
    /// Who gives it. Source: `Dbtr`.
    pub debtor: Option<Agent<'a>>,
    /// From which account. Source: `DbtrAcct`.
    pub debtor_account: Account<'a>,
    /// When. Source: `SttlmDt`.
    pub settlement_date: Option<Field<'a>>,
}

const FIELDS: &[Row] = &[
    ("MsgHdr/MsgId", "", Place::MessageId),
    ("MsgHdr/CreDtTm", "", Place::Created),
    ("LqdtyCdtTrf/LqdtyTrfId", "InstrId", Place::InstructionId),
    ("LqdtyCdtTrf/LqdtyTrfId", "EndToEndId", Place::EndToEndId),
    ("LqdtyCdtTrf/LqdtyTrfId", "TxId", Place::TxId),
    ("LqdtyCdtTrf/LqdtyTrfId", "UETR", Place::Uetr),
    ("LqdtyCdtTrf/TrfdAmt/AmtWthCcy", "", Place::Amount),
    ("LqdtyCdtTrf/SttlmDt", "", Place::Date),
];

const GROUPS: &[&[Row]] = &[
    FIELDS,
    &agent("LqdtyCdtTrf/Cdtr", Role::Creditor),
    &account("LqdtyCdtTrf/CdtrAcct", Role::Creditor),
    &agent("LqdtyCdtTrf/Dbtr", Role::Debtor),
    &account("LqdtyCdtTrf/DbtrAcct", Role::Debtor),
];

static PLACES: [(u64, Place); total(GROUPS)] = under("Document/LqdtyCdtTrf", GROUPS);

impl<'a> LiquidityTransfer<'a> {
    /// The view of a checked camt.050. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let found = Gathered::from(message, &PLACES);
        Some(Self {
            message_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created),
            instruction_id: found.field(Place::InstructionId),
            end_to_end_id: found.field(Place::EndToEndId),
            tx_id: found.field(Place::TxId),
            uetr: found.field(Place::Uetr),
            creditor: found.agent(Role::Creditor),
            creditor_account: found.account(Role::Creditor),
            amount: found.amount(Place::Amount),
            debtor: found.agent(Role::Debtor),
            debtor_account: found.account(Role::Debtor),
            settlement_date: found.field(Place::Date),
        })
    }
}
