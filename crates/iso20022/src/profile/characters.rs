//! Characters that a reader cannot see, or that make one name look like another.

use super::{Judgement, Subject};

/// No value holds an invisible or direction-changing character.
///
/// Any script is welcome. Refused are controls, zero-width characters, fillers, and everything
/// that changes the direction of writing; names that differ only by these are one name to a
/// person and two to a list.
/// Joiners stay where they shape letters: in Arabic and Persian, in the scripts of India, and
/// their neighbours.
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

fn first_hidden(text: &str) -> Option<char> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let before = std::iter::once(None).chain(text.chars().map(Some));
    let mut pairs = before.zip(text.chars());
    pairs.find(|(before, here)| is_hidden(*before, *here)).map(|(_, here)| here)
}

fn is_hidden(before: Option<char>, here: char) -> bool {
    match here {
        '\t' | '\n' | '\r' => false,
        '\u{200c}' | '\u{200d}' => !before.is_some_and(shapes_by_joining),
        // soft hyphen, fillers, vowel separator
        '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{ffa0}' => true,
        // zero-width space, marks and overrides of direction, invisible operators
        '\u{200b}'..='\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' => true,
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        // tags
        '\u{e0000}'..='\u{e007f}' => true,
        _ => here.is_control(),
    }
}

/// Whether a joiner after the letter changes its shape and is therefore part of the spelling.
fn shapes_by_joining(letter: char) -> bool {
    matches!(letter,
        '\u{600}'..='\u{8ff}' // Arabic, Syriac and relatives
        | '\u{900}'..='\u{dff}' // Devanagari to Sinhala
        | '\u{1000}'..='\u{109f}' // Myanmar
        | '\u{1780}'..='\u{18af}' // Khmer, Mongolian
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') // Arabic presentation forms
}
