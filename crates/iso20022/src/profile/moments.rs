//! Moments that mean the same everywhere.

use super::{Judgement, Subject};
use crate::reader::Element;

/// Whether an element of that name may hold a date with a time; those of the header say date.
pub(super) fn is_moment(name: &str) -> bool {
    name.ends_with("DtTm") || matches!(name, "CreDt" | "BizPrcgDt")
}

/// A date with a time tells its offset from UTC.
pub(super) fn offset(subject: &Subject<'_, '_>, element: &Element) -> Judgement {
    if !element.leaf || has_offset(&subject.message.text(element)) {
        return Ok(());
    }
    // R15
    let text = "a moment without offset; add Z or the offset from utc";
    Err(subject.refusal("DT01", element, text))
}

/// Whether a text that the schema lets pass as date and time ends in `Z` or an offset; a plain
/// date has nothing to tell.
fn has_offset(text: &str) -> bool {
    let Some((_, clock)) = text.split_once('T') else {
        return true;
    };
    clock.ends_with('Z') || clock.contains(['+', '-'])
}
