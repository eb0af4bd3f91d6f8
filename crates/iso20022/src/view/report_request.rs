//! camt.060: a bank asks for a report of one of its accounts.

use super::field::{Account, Agent, Field};
use super::gather::Gathered;
use super::place::{Place, Role, Row, account, agent, total, under};
use crate::reader::Message;

/// The first request of a document, and how many there are.
pub struct ReportRequest<'a> {
    /// Source: `GrpHdr/MsgId`.
    pub message_id: Field<'a>,
    /// Source: `GrpHdr/CreDtTm`.
    pub created: Field<'a>,
    /// How many reports are asked for. Range: from 1.
    pub occurrences: usize,
    /// The request's own identifier. Source: `RptgReq/Id`.
    pub request_id: Option<Field<'a>>,
    /// Which message is to answer, such as `camt.052.001.08`. Source: `ReqdMsgNmId`.
    pub requested: Field<'a>,
    /// Of which account. Source: `Acct`.
    pub account: Account<'a>,
    /// Whose account. Source: `AcctOwnr/Agt`.
    pub owner: Option<Agent<'a>>,
    /// Who keeps it. Source: `AcctSvcr`.
    pub servicer: Option<Agent<'a>>,
    /// From which day on. Source: `RptgPrd/FrToDt/FrDt`.
    pub from: Option<Field<'a>>,
}

const FIELDS: &[Row] = &[
    ("GrpHdr/MsgId", "", Place::MessageId),
    ("GrpHdr/CreDtTm", "", Place::Created),
    ("RptgReq", "", Place::Occurrence),
    ("RptgReq", "Id", Place::RequestId),
    ("RptgReq", "ReqdMsgNmId", Place::Definition),
    ("RptgReq", "RptgPrd/FrToDt/FrDt", Place::Date),
];

const GROUPS: &[&[Row]] = &[
    FIELDS,
    &account("RptgReq/Acct", Role::Debtor),
    &agent("RptgReq/AcctOwnr/Agt", Role::Debtor),
    &agent("RptgReq/AcctSvcr", Role::DebtorAgent),
];

static PLACES: [(u64, Place); total(GROUPS)] = under("Document/AcctRptgReq", GROUPS);

impl<'a> ReportRequest<'a> {
    /// The view of a checked camt.060. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        let found = Gathered::from(message, &PLACES);
        Some(Self {
            message_id: found.field(Place::MessageId)?,
            created: found.field(Place::Created)?,
            occurrences: found.occurrences,
            request_id: found.field(Place::RequestId),
            requested: found.field(Place::Definition)?,
            account: found.account(Role::Debtor),
            owner: found.agent(Role::Debtor),
            servicer: found.agent(Role::DebtorAgent),
            from: found.field(Place::Date),
        })
    }
}
