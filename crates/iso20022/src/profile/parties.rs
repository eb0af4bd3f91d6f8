//! Debtor and creditor: who they are.

use terms::Lei;

use super::{AddressRule, Judgement, Subject};
use crate::reader::Element;
use crate::reference::is_country;
use crate::view::{Actor, Content, Party};

/// An LEI has valid check digits.
pub(super) fn lei(subject: &Subject<'_, '_>, element: &Element) -> Judgement {
    if Lei::parse(&subject.message.text(element)).is_ok() {
        return Ok(());
    }
    // R12
    let text = "the check digits of the lei do not hold";
    Err(subject.refusal_by_side(["BE16", "BE17", "BE15"], element, text))
}

/// The country of an address, a residence or a birth exists.
pub(super) fn country(subject: &Subject<'_, '_>, element: &Element) -> Judgement {
    if !element.leaf || is_country(&subject.message.text(element)) {
        return Ok(());
    }
    // R12
    let text = "not a country of iso 3166-1";
    Err(subject.refusal_by_side(["BE10", "BE11", "BE09"], element, text))
}

/// Debtor and creditor of a customer's payment have a name, or a BIC that stands alone.
///
/// Source: CBPR+ R47, R50, R54, R55.
pub(super) fn named(subject: &Subject<'_, '_>) -> Judgement {
    let Content::CreditTransfer(payment) = subject.content else {
        return Ok(());
    };
    if !subject.strict {
        return Ok(());
    }
    if let Actor::Party(debtor) = &payment.debtor {
        let codes = Codes { nameless: ("BE08", "Dbtr/Nm"), homeless: ("BE07", "Dbtr/PstlAdr") };
        complete(subject, debtor, codes)?;
    }
    if let Actor::Party(creditor) = &payment.creditor {
        let codes = Codes { nameless: ("BE22", "Cdtr/Nm"), homeless: ("BE04", "Cdtr/PstlAdr") };
        complete(subject, creditor, codes)?;
    }
    Ok(())
}

/// The answers to what a party lacks, and the places where it is missing.
struct Codes {
    nameless: (&'static str, &'static str),
    homeless: (&'static str, &'static str),
}

fn complete(subject: &Subject<'_, '_>, party: &Party<'_>, codes: Codes) -> Judgement {
    if let Some(bic) = &party.bic {
        if party.name.is_none() && party.address.is_none() {
            return Ok(());
        }
        // R12
        let text = "beside a bic, name and address are not allowed; leave one of them out";
        return Err(subject.refusal("CH17", &bic.element, text));
    }
    if party.name.is_none() {
        // R12
        let (code, place) = codes.nameless;
        return Err(subject.missing(code, place, "a party without name or bic; add the name"));
    }
    let required = match subject.profile.address_rule {
        AddressRule::Required => true,
        AddressRule::Unchecked | AddressRule::Structured => false,
    };
    if required && party.address.is_none() {
        // R13
        let (code, place) = codes.homeless;
        let text = "a party without address; add town and country at least";
        return Err(subject.missing(code, place, text));
    }
    Ok(())
}
