//! The smallest XML emitter that suffices: elements, escaped text, one attribute.
//!
//! Elements are opened and closed by one call around what they hold, so the text is well-formed
//! whatever the writers do; the first refused value is remembered and reported at the end.

use terms::{Amount, Bic, BusinessDate, Instant, Uetr};

use super::{CurrencyAmount, Flaw, WriteError};
use crate::visible::{is_no_character, shown};

/// Longest identifier. Unit: characters. Source: `Max35Text`.
const MAX_REFERENCE: usize = 35;

/// First amount with too many digits. Unit: minor units. Source: `totalDigits` 18 of every amount.
const TOO_MANY_DIGITS: u128 = 1_000_000_000_000_000_000;

/// Most decimals of an amount. Source: `fractionDigits` 5 of every amount.
const MAX_EXPONENT: u8 = 5;

/// A document being written.
pub(super) struct Xml {
    text: String,
    error: Option<WriteError>,
}

impl Xml {
    pub(super) fn new() -> Self {
        let mut text = String::with_capacity(4096);
        text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        Self { text, error: None }
    }

    /// The text, or the first value that was refused.
    pub(super) fn finish(self) -> Result<String, WriteError> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.text),
        }
    }

    /// Remembers the first refused value; the text will not be given out.
    pub(super) fn refuse(&mut self, element: &'static str, flaw: Flaw) {
        if self.error.is_none() {
            self.error = Some(WriteError { element, flaw });
        }
    }

    /// An element that holds what `body` writes.
    pub(super) fn within(&mut self, name: &'static str, body: impl FnOnce(&mut Self)) {
        self.text.push('<');
        self.text.push_str(name);
        self.text.push('>');
        body(self);
        self.end(name);
    }

    /// An element in a namespace of its own; `namespace` is one of our constants.
    pub(super) fn within_namespace(
        &mut self,
        name: &'static str,
        namespace: &str,
        body: impl FnOnce(&mut Self),
    ) {
        self.text.push('<');
        self.text.push_str(name);
        self.text.push_str(" xmlns=\"");
        self.text.push_str(namespace);
        self.text.push_str("\">");
        body(self);
        self.end(name);
    }

    fn end(&mut self, name: &'static str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    /// An element with one of our own constants.
    pub(super) fn constant(&mut self, name: &'static str, value: &'static str) {
        self.within(name, |xml| xml.text.push_str(value));
    }

    /// An element with a text that is cut to `limit` characters.
    ///
    /// What XML cannot carry, and what a reader would not see, becomes U+FFFD: a text tells people
    /// something, and a character in it must not keep all the rest from them.
    pub(super) fn text(&mut self, name: &'static str, value: &str, limit: usize) {
        self.escaped(name, &shown(cut(value, limit)));
    }

    /// An element with an identifier of 1 to `limit` characters, never cut.
    pub(super) fn identifier(&mut self, name: &'static str, value: &str, limit: usize) {
        if value.chars().nth(limit).is_some() {
            self.refuse(name, Flaw::TooLong);
        }
        self.escaped(name, value);
    }

    /// An element with a reference of 1 to 35 characters, never cut.
    pub(super) fn reference(&mut self, name: &'static str, value: &str) {
        self.identifier(name, value, MAX_REFERENCE);
    }

    /// The same, left out where there is none.
    pub(super) fn optional_reference(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.reference(name, value);
        }
    }

    /// An element with a code of 1 to 4 letters and digits from an external code set.
    pub(super) fn external_code(&mut self, name: &'static str, value: &str) {
        if !(1..=4).contains(&value.len()) || !value.bytes().all(|b| b.is_ascii_alphanumeric()) {
            self.refuse(name, Flaw::Shape);
        }
        self.escaped(name, value);
    }

    /// An element with the two capital letters of a country.
    pub(super) fn country(&mut self, name: &'static str, value: &str) {
        if value.len() != 2 || !value.bytes().all(|b| b.is_ascii_uppercase()) {
            self.refuse(name, Flaw::Shape);
        }
        self.escaped(name, value);
    }

    /// An element with a count.
    pub(super) fn count(&mut self, name: &'static str, value: usize) {
        self.within(name, |xml| xml.text.push_str(&value.to_string()));
    }

    /// An element with a sum of money and its currency as the attribute `Ccy`.
    pub(super) fn amount(&mut self, name: &'static str, value: CurrencyAmount) {
        if !fits(value.amount) || value.exponent > MAX_EXPONENT {
            self.refuse(name, Flaw::TooManyDigits);
        }
        self.text.push('<');
        self.text.push_str(name);
        self.text.push_str(" Ccy=\"");
        self.text.push_str(value.currency.as_str());
        self.text.push_str("\">");
        self.text.push_str(&value.amount.to_decimal(value.exponent));
        self.end(name);
    }

    /// An element with a number of `exponent` decimals and no currency.
    pub(super) fn decimal(&mut self, name: &'static str, value: Amount, exponent: u8) {
        if !fits(value) {
            self.refuse(name, Flaw::TooManyDigits);
        }
        self.within(name, |xml| xml.text.push_str(&value.to_decimal(exponent)));
    }

    /// An element with a moment in UTC, to the millisecond.
    pub(super) fn instant(&mut self, name: &'static str, value: Instant) {
        self.within(name, |xml| xml.text.push_str(&value.to_string()));
    }

    /// An element with the time of day of a moment in UTC.
    pub(super) fn time(&mut self, name: &'static str, value: Instant) {
        let moment = value.to_string();
        let time = moment.split_once('T').map_or("", |(_, time)| time);
        self.within(name, |xml| xml.text.push_str(time));
    }

    /// An element with a date.
    pub(super) fn date(&mut self, name: &'static str, value: BusinessDate) {
        self.within(name, |xml| xml.text.push_str(&value.to_string()));
    }

    /// An element with the end-to-end reference of a payment.
    pub(super) fn uetr(&mut self, name: &'static str, value: Uetr) {
        self.within(name, |xml| xml.text.push_str(&value.to_string()));
    }

    /// An element with a bank identified by its code alone; head offices in eight characters.
    pub(super) fn agent(&mut self, name: &'static str, bic: Bic) {
        self.within(name, |xml| {
            xml.within("FinInstnId", |xml| {
                xml.within("BICFI", |xml| xml.text.push_str(bic.as_short()));
            });
        });
    }

    /// An element with an organisation identified by its code alone.
    pub(super) fn organisation(&mut self, name: &'static str, bic: Bic) {
        self.within(name, |xml| {
            xml.within("Id", |xml| {
                xml.within("OrgId", |xml| xml.identifier("AnyBIC", bic.as_short(), 11));
            });
        });
    }

    /// An element with text from outside: escaped, refused where XML cannot carry it.
    fn escaped(&mut self, name: &'static str, value: &str) {
        if value.is_empty() {
            self.refuse(name, Flaw::Empty);
        }
        if value.chars().any(is_forbidden) {
            self.refuse(name, Flaw::ForbiddenCharacter);
        }
        self.within(name, |xml| {
            for character in value.chars() {
                match character {
                    '&' => xml.text.push_str("&amp;"),
                    '<' => xml.text.push_str("&lt;"),
                    '>' => xml.text.push_str("&gt;"),
                    // A bare carriage return would be read back as a line feed (XML 1.0, 2.11).
                    '\r' => xml.text.push_str("&#13;"),
                    other => xml.text.push(other),
                }
            }
        });
    }
}

/// Whether an amount has at most the 18 digits of the schema.
pub(super) fn fits(amount: Amount) -> bool {
    amount.minor() < TOO_MANY_DIGITS
}

/// Control characters and the two that XML 1.0 leaves out (2.2 `Char`).
fn is_forbidden(character: char) -> bool {
    match character {
        '\t' | '\n' | '\r' => false,
        other => is_no_character(other) || other.is_control(),
    }
}

/// The first `limit` characters of a free text, all of it where it is shorter.
///
/// Unit: characters, as `maxLength` of XML Schema counts them.
pub fn cut(text: &str, limit: usize) -> &str {
    match text.char_indices().nth(limit) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// A free text as lines of at most `limit` characters, broken at a space where there is one.
///
/// Order: as in the text. Shape: no line is empty or begins or ends with white space.
pub(super) fn lines(text: &str, limit: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && limit > 0 {
        let head = cut(rest, limit);
        let tail = &rest[head.len()..];
        let line = match head.rfind(' ') {
            Some(space) if !tail.is_empty() && !tail.starts_with(' ') => &head[..space],
            _ => head,
        };
        rest = rest[line.len()..].trim_start();
        lines.push(line.trim_end());
    }
    lines
}
