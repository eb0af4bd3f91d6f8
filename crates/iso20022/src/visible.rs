//! Characters that a reader cannot see, or that make one text look like another.

use std::borrow::Cow;

/// The first character that is invisible, a control, or changes the direction of writing.
///
/// Joiners stay where they shape letters: in Arabic and Persian, in the scripts of India, and
/// their neighbours; tabs and line breaks stay too.
pub fn first_hidden(text: &str) -> Option<char> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let mut pairs = pairs(text);
    pairs.find(|(before, here)| is_hidden(*before, *here)).map(|(_, here)| here)
}

/// A text with U+FFFD where it holds what XML cannot carry or a reader would not see.
///
/// For what is written of texts that came before the door looked at them.
///
/// ```
/// assert_eq!(iso20022::visible::shown("a\u{0}b\u{202e}c\n"), "a\u{fffd}b\u{fffd}c\n");
/// ```
pub fn shown(text: &str) -> Cow<'_, str> {
    let is_bad =
        |(before, here): (Option<char>, char)| is_hidden(before, here) || is_no_character(here);
    if !pairs(text).any(is_bad) {
        return Cow::Borrowed(text);
    }
    let kept = pairs(text).map(|pair| if is_bad(pair) { '\u{fffd}' } else { pair.1 });
    Cow::Owned(kept.collect())
}

/// Each character with the one before it.
fn pairs(text: &str) -> impl Iterator<Item = (Option<char>, char)> {
    std::iter::once(None).chain(text.chars().map(Some)).zip(text.chars())
}

/// The two that XML 1.0 leaves out beside controls (2.2 `Char`).
pub(crate) fn is_no_character(here: char) -> bool {
    matches!(here, '\u{fffe}' | '\u{ffff}')
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
