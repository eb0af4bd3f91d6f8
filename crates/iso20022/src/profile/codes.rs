//! Codes from lists that ISO 20022 keeps outside of its schemas.

use super::{Judgement, Subject};
use crate::reader::Element;
use crate::reference::{
    CANCELLATION_REASON, CATEGORY_PURPOSE, CodeSet, LOCAL_INSTRUMENT, PAYMENT_STATUS, PURPOSE,
    RETURN_REASON, SERVICE_LEVEL,
};

/// The status of a payment is one that exists; judged although nothing here acts on a report.
pub(super) fn status(subject: &Subject<'_, '_>) -> Judgement {
    let report = subject.message.document.is_some_and(|d| d.name.starts_with("pacs.002."));
    if !report {
        return Ok(());
    }
    for element in &subject.message.elements {
        if !element.leaf || !matches!(subject.name(element), "TxSts" | "GrpSts") {
            continue;
        }
        if !PAYMENT_STATUS.accepts(&subject.message.text(element)) {
            // R16
            let text = "no status of the external code set; correct it";
            return Err(subject.refusal("CH16", element, text));
        }
    }
    Ok(())
}

/// A code of kind, purpose or reason is a code; see `reference` on which may be unknown.
pub(super) fn external(subject: &Subject<'_, '_>, index: usize, element: &Element) -> Judgement {
    let Some((set, code)) = set_of(subject, index).filter(|_| element.leaf) else {
        return Ok(());
    };
    if set.accepts(&subject.message.text(element)) {
        return Ok(());
    }
    // R16
    let text = format!("no code of {}", set.name);
    Err(subject.refusal(code, element, text))
}

/// The set that the code at `index` is from, and the answer if it is not.
fn set_of(subject: &Subject<'_, '_>, index: usize) -> Option<(&'static CodeSet, &'static str)> {
    match subject.parent(index) {
        "SvcLvl" => Some((&SERVICE_LEVEL, "FF04")),
        "LclInstrm" => Some((&LOCAL_INSTRUMENT, "FF05")),
        "CtgyPurp" => Some((&CATEGORY_PURPOSE, "FF06")),
        "Purp" => Some((&PURPOSE, "FF07")),
        "Rsn" => {
            let returns = subject.message.document.is_some_and(|d| d.name.starts_with("pacs.004."));
            Some((if returns { &RETURN_REASON } else { &CANCELLATION_REASON }, "CH16"))
        }
        _ => None,
    }
}
