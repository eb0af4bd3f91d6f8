//! The business application header.

use super::field::{Agent, Field};
use super::gather::Gathered;
use super::place::{AgentPart, Place, Role, Row, agent, total, under};
use crate::reader::Message;

/// Who sends what to whom, as the header says.
#[derive(Clone)]
pub struct Header<'a> {
    /// Who sends. Source: `Fr`.
    pub from: Option<Agent<'a>>,
    /// Who is to receive. Source: `To`.
    pub to: Option<Agent<'a>>,
    /// The message's identifier. Source: `BizMsgIdr`.
    pub business_message_id: Field<'a>,
    /// The definition of the document, such as `pacs.008.001.08`. Source: `MsgDefIdr`.
    pub definition: Field<'a>,
    /// The service whose rules the sender claims to follow. Source: `BizSvc`.
    pub business_service: Option<Field<'a>>,
    /// The market practice the sender claims to follow. Source: `MktPrctc/Id`.
    pub market_practice: Option<Field<'a>>,
    /// When the header was made. Source: `CreDt`.
    pub created: Field<'a>,
    /// Whether this is a copy, a duplicate or both. Source: `CpyDplct`.
    pub copy: Option<Field<'a>>,
    /// Whether the sender thinks it may have been sent before. Source: `PssblDplct`.
    pub possible_duplicate: Option<Field<'a>>,
    /// Source: `Prty`.
    pub priority: Option<Field<'a>>,
}

const FIELDS: &[Row] = &[
    ("BizMsgIdr", "", Place::MessageId),
    ("MsgDefIdr", "", Place::Definition),
    ("BizSvc", "", Place::BusinessService),
    ("MktPrctc/Id", "", Place::MarketPractice),
    ("CreDt", "", Place::Created),
    ("CpyDplct", "", Place::CopyMark),
    ("PssblDplct", "", Place::PossibleDuplicate),
    ("Prty", "", Place::Priority),
    ("Fr/OrgId", "", Place::Agent(Role::From, AgentPart::Itself)),
    ("Fr/OrgId/Nm", "", Place::Agent(Role::From, AgentPart::Name)),
    ("Fr/OrgId/Id/OrgId/AnyBIC", "", Place::Agent(Role::From, AgentPart::Bic)),
    ("To/OrgId", "", Place::Agent(Role::To, AgentPart::Itself)),
    ("To/OrgId/Nm", "", Place::Agent(Role::To, AgentPart::Name)),
    ("To/OrgId/Id/OrgId/AnyBIC", "", Place::Agent(Role::To, AgentPart::Bic)),
];

const GROUPS: &[&[Row]] = &[FIELDS, &agent("Fr/FIId", Role::From), &agent("To/FIId", Role::To)];

static PLACES: [(u64, Place); total(GROUPS)] = under("AppHdr", GROUPS);

impl<'a> Header<'a> {
    /// The header of a checked message, if it has one. Cost: O(elements).
    pub fn of(message: &Message<'a>) -> Option<Self> {
        message.header?;
        let found = Gathered::from(message, &PLACES);
        Some(Self {
            from: found.agent(Role::From),
            to: found.agent(Role::To),
            business_message_id: found.field(Place::MessageId)?,
            definition: found.field(Place::Definition)?,
            business_service: found.field(Place::BusinessService),
            market_practice: found.field(Place::MarketPractice),
            created: found.field(Place::Created)?,
            copy: found.field(Place::CopyMark),
            possible_duplicate: found.field(Place::PossibleDuplicate),
            priority: found.field(Place::Priority),
        })
    }
}
