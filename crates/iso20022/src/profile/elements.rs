//! One pass over all elements: what is judged by name, wherever it stands.

use super::{Judgement, Subject, accounts, addresses, amounts, banks, codes, moments, parties};
use super::{SupplementaryData, requests};

/// Judges every element by its name. Order: of the document. Cost: O(elements).
pub(super) fn every(subject: &Subject<'_, '_>) -> Judgement {
    let strict = subject.strict;
    let refused = match subject.profile.supplementary_data {
        SupplementaryData::Carried => false,
        SupplementaryData::Refused => true,
    };
    for (index, element) in subject.message.elements.iter().enumerate() {
        let name = subject.name(element);
        match name {
            "BICFI" | "AnyBIC" => banks::country(subject, element)?,
            "IBAN" => accounts::number(subject, element)?,
            "LEI" => parties::lei(subject, element)?,
            "Ctry" | "CtryOfRes" | "CtryOfBirth" => parties::country(subject, element)?,
            "Cd" => codes::external(subject, index, element)?,
            "FinInstnId" if strict => banks::name_with_address(subject, index, element)?,
            "PstlAdr" if strict => addresses::complete(subject, index, element)?,
            "SplmtryData" if refused => requests::supplementary(subject, element)?,
            _ if strict && moments::is_moment(name) => moments::offset(subject, element)?,
            _ => {}
        }
        if let Some(currency) = subject.message.attribute(element) {
            amounts::decimals(subject, element, currency)?;
        }
    }
    Ok(())
}
