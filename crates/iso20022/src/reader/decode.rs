//! Characters: which are allowed, and what references stand for.

use std::str::FromStr;

/// A reference that cannot be resolved.
pub(super) struct BadReference {
    /// Where in the text it begins.
    ///
    /// Unit: bytes.
    pub(super) at: usize,
    /// Why, and what to do.
    pub(super) text: &'static str,
}

/// Writes `raw` into `out` with references resolved and every line end as one line feed.
///
/// Source: XML 1.0, 2.11 (line ends) and 4.1 (references).
pub(super) fn resolve(raw: &str, out: &mut String) -> Result<(), BadReference> {
    out.clear();
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '\r']) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let taken = if tail.starts_with('&') {
            let (character, length) = reference(tail)
                .map_err(|text| BadReference { at: raw.len() - tail.len(), text })?;
            out.push(character);
            length
        } else {
            out.push('\n');
            if tail.starts_with("\r\n") { 2 } else { 1 }
        };
        rest = tail.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(())
}

/// The character that the reference at the start of `tail` stands for, and its length in bytes.
fn reference(tail: &str) -> Result<(char, usize), &'static str> {
    const UNKNOWN: &str = "an entity other than amp, lt, gt, quot and apos; write the character";
    let Some((body, _)) = tail.strip_prefix('&').and_then(|body| body.split_once(';')) else {
        return Err("an ampersand that begins no reference; write &amp;");
    };
    let character = match body {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match body.strip_prefix('#') {
            None => return Err(UNKNOWN),
            Some(number) => numbered(number)
                .ok_or("a character reference to no xml 1.0 character; write the character")?,
        },
    };
    Ok((character, body.len() + 2))
}

/// The character with this number, such as `65` or `x41`.
fn numbered(number: &str) -> Option<char> {
    let value = match number.strip_prefix('x') {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(digits, 16)
        }
        None if number.bytes().all(|byte| byte.is_ascii_digit()) => u32::from_str(number),
        _ => return None,
    };
    char::from_u32(value.ok()?).filter(|character| is_allowed(*character))
}

/// Whether XML 1.0 allows the character at all.
///
/// Source: XML 1.0, production 2.
fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        || character >= '\u{10000}'
}

/// Where the first character stands that XML 1.0 does not allow.
pub(super) fn first_forbidden(text: &str) -> Option<usize> {
    // One pass without branches over all bytes, which the compiler turns into vector code; the
    // place is looked for only when there is one.
    let controls = text.bytes().fold(false, |found, byte| {
        found | ((byte < b' ') & (byte != b'\t') & (byte != b'\n') & (byte != b'\r'))
    });
    if !controls && (text.is_ascii() || !has_noncharacter(text)) {
        return None;
    }
    text.char_indices().find(|(_, character)| !is_allowed(*character)).map(|(at, _)| at)
}

/// Whether U+FFFE or U+FFFF stands in the text: EF BF BE or EF BF BF.
fn has_noncharacter(text: &str) -> bool {
    text.as_bytes().windows(3).any(|bytes| matches!(bytes, [0xef, 0xbf, 0xbe | 0xbf]))
}

/// Whether a name may begin with this character, which is none of ASCII.
///
/// Source: XML 1.0 fifth edition, production 4.
pub(super) fn begins_name(character: char) -> bool {
    matches!(character,
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}'
        | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}'
        | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Whether a name may go on with this character, which is none of ASCII.
///
/// Source: XML 1.0 fifth edition, production 4a.
pub(super) fn continues_name(character: char) -> bool {
    begins_name(character)
        || matches!(character, '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}
