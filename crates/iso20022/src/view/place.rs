//! Where the values of views stand: paths hashed and sorted by the compiler.

use crate::reader::{PathHash, path};

/// A path below the root in two parts, the second perhaps empty, and what stands there.
pub(super) type Row = (&'static str, &'static str, Place);

/// What a view looks for, independent of the message it stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    MessageId,
    Created,
    Count,
    Occurrence,
    SettlementMethod,
    ClearingSystem,
    InstructionId,
    EndToEndId,
    TxId,
    Uetr,
    ClearingReference,
    Amount,
    Date,
    GroupDate,
    Priority,
    InstructionPriority,
    ClsTime,
    TillTime,
    FromTime,
    RejectTime,
    Expiry,
    GroupExpiry,
    InstructedAmount,
    ExchangeRate,
    AgreedRate,
    QuoteId,
    ChargeBearer,
    Charges,
    CategoryPurpose,
    GroupCategoryPurpose,
    Purpose,
    NextAgentLine,
    Cover,
    Unstructured,
    Structured,
    RelatedRemittance,
    // of answers to an earlier message
    RequestId,
    CaseId,
    OriginalMessageId,
    OriginalDefinition,
    GroupOriginalMessageId,
    GroupOriginalDefinition,
    OriginalAmount,
    OriginalDate,
    OriginalClearingReference,
    Reason,
    GroupReason,
    Status,
    // of the header
    Definition,
    BusinessService,
    MarketPractice,
    CopyMark,
    PossibleDuplicate,
    // of banks, parties and accounts
    Agent(Role, AgentPart),
    Party(Role, PartyPart),
    Account(Role, AccountPart),
}

/// In which role a bank, party or account stands in a message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    From,
    To,
    Instructing,
    Instructed,
    GroupInstructing,
    GroupInstructed,
    Debtor,
    DebtorAgent,
    Intermediary,
    CreditorAgent,
    Creditor,
    Settlement,
    Assigner,
    Assignee,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AgentPart {
    Itself,
    Bic,
    Lei,
    Member,
    Other,
    Name,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PartyPart {
    Itself,
    Name,
    Bic,
    Lei,
    Address,
    Town,
    Country,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AccountPart {
    Iban,
    Other,
    Currency,
}

/// The rows of a bank at `front`.
pub(super) const fn agent(front: &'static str, role: Role) -> [Row; 6] {
    [
        (front, "", Place::Agent(role, AgentPart::Itself)),
        (front, "FinInstnId/BICFI", Place::Agent(role, AgentPart::Bic)),
        (front, "FinInstnId/LEI", Place::Agent(role, AgentPart::Lei)),
        (front, "FinInstnId/ClrSysMmbId/MmbId", Place::Agent(role, AgentPart::Member)),
        (front, "FinInstnId/Othr/Id", Place::Agent(role, AgentPart::Other)),
        (front, "FinInstnId/Nm", Place::Agent(role, AgentPart::Name)),
    ]
}

/// The rows of a party at `front`.
pub(super) const fn party(front: &'static str, role: Role) -> [Row; 7] {
    [
        (front, "", Place::Party(role, PartyPart::Itself)),
        (front, "Nm", Place::Party(role, PartyPart::Name)),
        (front, "Id/OrgId/AnyBIC", Place::Party(role, PartyPart::Bic)),
        (front, "Id/OrgId/LEI", Place::Party(role, PartyPart::Lei)),
        (front, "PstlAdr", Place::Party(role, PartyPart::Address)),
        (front, "PstlAdr/TwnNm", Place::Party(role, PartyPart::Town)),
        (front, "PstlAdr/Ctry", Place::Party(role, PartyPart::Country)),
    ]
}

/// The rows of an account at `front`.
pub(super) const fn account(front: &'static str, role: Role) -> [Row; 3] {
    [
        (front, "Id/IBAN", Place::Account(role, AccountPart::Iban)),
        (front, "Id/Othr/Id", Place::Account(role, AccountPart::Other)),
        (front, "Ccy", Place::Account(role, AccountPart::Currency)),
    ]
}

/// How many rows `groups` hold together.
pub(super) const fn total(groups: &[&[Row]]) -> usize {
    let mut sum = 0;
    let mut at = 0;
    while at < groups.len() {
        sum += groups[at].len();
        at += 1;
    }
    sum
}

/// All rows of `groups` below `root`, each as the hash of its whole path. Order: by hash.
pub(super) const fn under<const N: usize>(root: &str, groups: &[&[Row]]) -> [(u64, Place); N] {
    assert!(N == total(groups), "the table has as many rows as its groups");
    let root = path(root);
    let mut rows = [(0, Place::MessageId); N];
    let mut filled = 0;
    let mut group = 0;
    while group < groups.len() {
        let mut at = 0;
        while at < groups[group].len() {
            let (front, back, place) = groups[group][at];
            let parent = root.child(front);
            let whole = if back.is_empty() { parent } else { parent.child(back) };
            let row = (whole.0, place);
            let mut slot = filled;
            while slot > 0 && rows[slot - 1].0 > row.0 {
                rows[slot] = rows[slot - 1];
                slot -= 1;
            }
            rows[slot] = row;
            filled += 1;
            at += 1;
        }
        group += 1;
    }
    rows
}

/// What stands at `path`, if the view looks for it. Cost: O(log rows).
pub(super) fn find(rows: &[(u64, Place)], path: PathHash) -> Option<Place> {
    let at = rows.binary_search_by_key(&path.0, |(hash, _)| *hash).ok()?;
    rows.get(at).map(|(_, place)| *place)
}
