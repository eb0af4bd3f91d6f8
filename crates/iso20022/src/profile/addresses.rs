//! Postal addresses that a machine can read.

use super::{AddressRule, Judgement, Subject};
use crate::reader::Element;

/// How many free lines may stand beside town and country. Source: CBPR+, hybrid address.
const MOST_LINES: usize = 2;

/// An address has town and country; free lines are few and do not repeat them.
///
/// Source: CBPR+ from November 2026 (no unstructured address), R20 (no repetition).
pub(super) fn complete(subject: &Subject<'_, '_>, index: usize, element: &Element) -> Judgement {
    let unchecked = match subject.profile.address_rule {
        AddressRule::Unchecked => true,
        AddressRule::Structured | AddressRule::Required => false,
    };
    // Where remittance information is sent, the address stands inside, beside a name.
    let nested = subject.children(index).any(|(_, name)| name == "Adr");
    if unchecked || nested || element.leaf {
        return Ok(());
    }
    let codes = ["BE07", "BE04", "CH21"];
    let value = |wanted: &str| {
        let found = subject.children(index).find(|(_, name)| *name == wanted);
        found.map(|(child, _)| subject.message.text(child))
    };
    let (Some(town), Some(country)) = (value("TwnNm"), value("Ctry")) else {
        // R13
        let text = "an address without town or country; add TwnNm and Ctry";
        return Err(subject.refusal_by_side(codes, element, text));
    };
    let lines = || subject.children(index).filter(|(_, name)| *name == "AdrLine");
    if lines().count() > MOST_LINES {
        // R13
        let text = "more than two free lines beside the structured address";
        return Err(subject.refusal_by_side(codes, element, text));
    }
    for (line, _) in lines() {
        let text = subject.message.text(line);
        let repeats = |part: &str| text.trim().eq_ignore_ascii_case(part.trim());
        if repeats(&town) || repeats(&country) {
            // R13
            let text = "a free line repeats the town or the country; leave it out";
            return Err(subject.refusal_by_side(codes, line, text));
        }
    }
    Ok(())
}
