//! Account numbers.

use super::{Judgement, Subject};
use crate::reader::Element;
use crate::reference::check_iban;

/// An international account number has the length of its country and valid check digits.
pub(super) fn number(subject: &Subject<'_, '_>, element: &Element) -> Judgement {
    check_iban(&subject.message.text(element)).map_err(|flaw| {
        // R14
        let text = format!("the account number {flaw}");
        subject.refusal_by_side(["AC02", "AC03", "AC01"], element, text)
    })
}
