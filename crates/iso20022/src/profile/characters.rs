//! Characters that a reader cannot see, or that make one name look like another.

use super::{Judgement, Subject};
use crate::visible::first_hidden;

/// No value holds an invisible or direction-changing character.
///
/// Any script is welcome. Refused are controls, zero-width characters, fillers, and everything
/// that changes the direction of writing; names that differ only by these are one name to a
/// person and two to a list.
pub(super) fn visible(subject: &Subject<'_, '_>) -> Judgement {
    let references = subject.input.iter().filter(|byte| **byte == b'&').count();
    if subject.input.is_ascii() && references == 0 {
        return Ok(());
    }
    for element in subject.message.elements.iter().filter(|element| element.leaf) {
        if let Some(hidden) = first_hidden(&subject.message.text(element)) {
            let code = u32::from(hidden);
            // R23
            let text = format!("holds the invisible character U+{code:04X}; remove it");
            return Err(subject.refusal("RR10", element, text));
        }
    }
    Ok(())
}
