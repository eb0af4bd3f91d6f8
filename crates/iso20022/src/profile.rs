//! The market profile: what a message must fulfil beyond its schema.
//!
//! Every rule here judges one message alone and is numbered; a rule arm begins with its number.
//!
//! | rule | what it demands | answer |
//! |---|---|---|
//! | R01 | one payment per message, and as many as the sender counted | AM18 |
//! | R02 | header and document agree: definition, identifier, sender, receiver | admi.002 |
//! | R03 | a UETR | CH21 |
//! | R05 | settlement through this clearing system | FF01 |
//! | R06 | an active currency that may settle here | AM11, AM03 |
//! | R07 | no more decimals than the currency has | CH20 |
//! | R08 | an amount above zero that can be booked | AM01, AM12 |
//! | R09 | instructed amount and rate give the amount | AM09 |
//! | R10 | charges told as the charge bearer demands | CH21, CH17 |
//! | R11 | banks identified, in an existing country, two of them | RC01, RC03, RC04, CH21 |
//! | R12 | parties named, identifiers with valid check digits | BE08, BE22, BE15 to BE17 |
//! | R13 | addresses with town and country | BE04, BE07, CH21 |
//! | R14 | account numbers that hold | AC01, AC02, AC03 |
//! | R15 | moments with an offset, a header that is fresh | DT01 |
//! | R16 | codes that are codes | FF03 to FF07, CH16 |
//! | R17 | one kind of remittance information | RR07 |
//! | R19 | references that every system can carry | CH16, FF08 |
//! | R20 | a return or a request tells what it is about and why | CH21, AM09 |
//! | R22 | no supplementary data | CH17 |
//! | R23 | no invisible or direction-changing characters | RR10 |
//! | PVP | the line of a payment versus payment is well-formed | FF01 |
//!
//! Not here, because one message cannot tell: duplicates (R03, R04), open dates and cut-offs
//! (R15), who is admitted (R06, R11), whether the original exists and what is left of it (R20),
//! the answer to a request for cancellation (R21); the machine and the door judge those.
//! R18 is per corridor and has no rule yet; of R23 the normal form is left to the screening.
//!
//! # How strict
//!
//! What is wrong everywhere is refused everywhere: a currency that does not exist, an account
//! number whose check digits fail.
//! What only a practice demands (an offset on every moment, structured addresses, equal
//! identifiers in header and document) is demanded of a message that claims to follow the
//! practice, by `BizSvc`, or of every message, see [`Practice`].
//! What only this system demands is switched on by naming it: [`Profile::clearing_system`],
//! [`Profile::own_bic`], [`Profile::now`].
//! A document that nothing here acts on is held to its header and its characters only.

mod accounts;
mod addresses;
mod amounts;
mod banks;
mod characters;
mod codes;
mod elements;
mod headers;
mod moments;
mod parties;
mod references;
mod requests;
mod subject;
#[cfg(test)]
mod tests;

pub(crate) use subject::Subject;

use terms::{Bic, CurrencyCode, Instant};

use crate::verdict::Finding;
use crate::view::Header;

/// How the service of a header must begin for the message to claim the cross-border practice.
///
/// Source: CBPR+ usage guidelines, `BizSvc`, such as `swift.cbprplus.03`.
const CROSS_BORDER_SERVICE: &str = "swift.cbprplus";

/// Of which messages the cross-border practice is demanded. Source: CBPR+ usage guidelines, 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Practice {
    /// Of those whose header claims to follow it.
    Declared,
    /// Of all.
    Always,
}

/// What a postal address must tell where the cross-border practice applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressRule {
    /// Nothing.
    Unchecked,
    /// Town and country, where there is an address.
    Structured,
    /// Town and country; debtor and creditor must have an address.
    Required,
}

/// Whether a message may carry what no schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplementaryData {
    /// It is carried and not looked at.
    Carried,
    /// It is refused.
    Refused,
}

/// The demands a message is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'p> {
    /// Of which messages the cross-border practice is demanded.
    pub practice: Practice,
    /// The code of this clearing system; none if any settlement method will do.
    pub clearing_system: Option<&'p str>,
    /// The BIC of this system, which a header may name as receiver; none if not judged.
    pub own_bic: Option<Bic>,
    /// Who the transport says has sent the message; none if not judged.
    pub sender: Option<Bic>,
    /// The currencies that settle here; none for any active one.
    pub currencies: Option<&'p [CurrencyCode]>,
    /// When the message arrived; none if its age is not judged.
    pub now: Option<Instant>,
    /// What addresses must tell.
    pub address_rule: AddressRule,
    /// Whether supplementary data may stand in a message.
    pub supplementary_data: SupplementaryData,
}

impl<'p> Profile<'p> {
    /// The rulebook for a check: nothing private to one system, practices as declared.
    pub const fn default_rulebook() -> Self {
        Self {
            practice: Practice::Declared,
            clearing_system: None,
            own_bic: None,
            sender: None,
            currencies: None,
            now: None,
            address_rule: AddressRule::Structured,
            supplementary_data: SupplementaryData::Carried,
        }
    }

    /// The rulebook of a system that settles: the cross-border practice for all, and its own code.
    pub const fn settlement(clearing_system: &'p str, own_bic: Bic) -> Self {
        Self {
            practice: Practice::Always,
            clearing_system: Some(clearing_system),
            own_bic: Some(own_bic),
            sender: None,
            currencies: None,
            now: None,
            address_rule: AddressRule::Required,
            supplementary_data: SupplementaryData::Refused,
        }
    }

    /// Whether the cross-border practice is demanded of a message with that header.
    pub fn is_strict(&self, header: Option<&Header<'_>>) -> bool {
        let service = header.and_then(|header| header.business_service.as_ref());
        let declared = service.is_some_and(|name| name.text.starts_with(CROSS_BORDER_SERVICE));
        match self.practice {
            Practice::Always => true,
            Practice::Declared => declared,
        }
    }
}

impl Default for Profile<'_> {
    fn default() -> Self {
        Self::default_rulebook()
    }
}

/// What a rule says of a message.
pub(crate) type Judgement = Result<(), Finding>;

type Rule = fn(&Subject<'_, '_>) -> Judgement;

/// The rules for every message. Order: as judged, the first objection counts.
const FOR_ALL: &[Rule] = &[headers::definition, characters::visible, codes::status];

/// The rules for messages that something here acts on. Order: as judged.
const FOR_ACTED_ON: &[Rule] = &[
    headers::identifier,
    headers::sender,
    headers::receiver,
    headers::freshness,
    references::count,
    references::present,
    references::shape,
    amounts::settlement,
    banks::distinct,
    banks::identified,
    elements::every,
    parties::named,
    requests::original,
    requests::reasons,
    requests::clearing,
    amounts::conversion,
    amounts::charges,
    amounts::remittance,
    requests::pvp,
];

/// Judges a message by every rule that applies to it. Cost: O(elements).
pub(crate) fn judge(subject: &Subject<'_, '_>) -> Judgement {
    for rule in FOR_ALL {
        rule(subject)?;
    }
    if subject.content.occurrences().is_some() {
        for rule in FOR_ACTED_ON {
            rule(subject)?;
        }
    }
    Ok(())
}
