//! The scanner: names, text, comments, end tags and the declaration, by byte position.
//!
//! It knows XML and nothing of schemas.
//! Every function leaves `at` behind what it took.

use super::{Read, decode, finding};
use crate::verdict::Layer;

/// The byte may begin a name.
const BEGINS: u8 = 1;
/// The byte may go on in a name; the colon of a prefix too.
const CONTINUES: u8 = 1 << 1;
/// The byte is white space.
const SPACE: u8 = 1 << 2;
/// The byte ends a text.
const STOP: u8 = 1 << 3;
/// The byte begins a reference.
pub(super) const REFERENCE: u8 = 1 << 4;
/// The byte is a carriage return, which XML reads as a line feed.
pub(super) const RETURN: u8 = 1 << 5;
/// The byte may begin the end of a character data section, which must not stand in a text.
pub(super) const BRACKET: u8 = 1 << 6;
/// The byte is part of a character outside ASCII.
pub(super) const BEYOND: u8 = 1 << 7;

/// What each byte is.
static KIND: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    let mut at = 0;
    while at < kinds.len() {
        kinds[at] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => BEGINS | CONTINUES,
            b'0'..=b'9' | b'-' | b'.' | b':' => CONTINUES,
            b' ' | b'\t' | b'\n' => SPACE,
            b'\r' => SPACE | RETURN,
            b'<' => STOP,
            b'&' => REFERENCE,
            b']' => BRACKET,
            128.. => BEGINS | CONTINUES | BEYOND,
            _ => 0,
        };
        byte = byte.wrapping_add(1);
        at += 1;
    }
    kinds
}

/// A name as written, perhaps with a prefix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// Where it begins.
    pub(super) start: usize,
    /// Where its local part begins: `start` if it has no prefix.
    pub(super) local: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// A text as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage {
    /// Where it begins.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What stands in it: `REFERENCE`, `RETURN`, `BRACKET`, `BEYOND` and others.
    pub(super) kinds: u8,
}

/// The input and a position in it.
pub(super) struct Scan<'a> {
    /// The input as text.
    pub(super) text: &'a str,
    /// The input as bytes.
    pub(super) bytes: &'a [u8],
    /// How far it has been read.
    pub(super) at: usize,
}

impl<'a> Scan<'a> {
    /// A scanner at the start of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, bytes: text.as_bytes(), at: 0 }
    }

    /// The next byte.
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The byte after the next.
    pub(super) fn second(&self) -> Option<u8> {
        self.bytes.get(self.at + 1).copied()
    }

    /// The text from `start` to `end`, which stand at ends of tokens.
    pub(super) fn part(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// The local part of a name.
    pub(super) fn local(&self, name: Written) -> &'a str {
        self.part(name.local, name.end)
    }

    /// The prefix of a name: nothing if it has none.
    pub(super) fn prefix(&self, name: Written) -> &'a [u8] {
        let end = if name.local > name.start { name.local - 1 } else { name.start };
        self.bytes.get(name.start..end).unwrap_or_default()
    }

    /// Takes white space and tells whether there was any.
    pub(super) fn space(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(|byte| KIND[usize::from(byte)] & SPACE != 0) {
            self.at += 1;
        }
        self.at > start
    }

    /// Takes `expected` if it is next.
    pub(super) fn take(&mut self, expected: &[u8]) -> bool {
        let is_next = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(expected));
        if is_next {
            self.at += expected.len();
        }
        is_next
    }

    /// Takes a name of at most `limit` bytes.
    pub(super) fn name(&mut self, limit: usize) -> Read<Written> {
        let start = self.at;
        let mut name = Written { start, local: start, end: start };
        let mut colons = 0;
        let mut kinds = 0;
        while let Some(&byte) = self.bytes.get(name.end) {
            let kind = KIND[usize::from(byte)];
            if kind & CONTINUES == 0 {
                break;
            }
            name.end += 1;
            if byte == b':' {
                colons += 1;
                name.local = name.end;
            }
            kinds |= kind;
        }
        let length = name.end - start;
        if length > limit {
            let text = format!("a name of {length} bytes, at most {limit} are taken");
            return Err(finding(Layer::Limits, start, text));
        }
        let begins = |at: usize| {
            self.bytes.get(at).is_some_and(|byte| KIND[usize::from(*byte)] & BEGINS != 0)
        };
        let is_plain = begins(start) && (colons == 0 || (colons == 1 && begins(name.local)));
        if !is_plain || (kinds & BEYOND != 0 && !self.is_name(name)) {
            let text = if name.end == self.bytes.len() {
                "the message ends inside a tag; send it whole"
            } else {
                "a tag or attribute without a proper name; write & and < as references"
            };
            return Err(finding(Layer::Xml, start, text));
        }
        self.at = name.end;
        Ok(name)
    }

    /// Whether a name with characters outside ASCII is one.
    #[cold]
    fn is_name(&self, name: Written) -> bool {
        self.part(name.start, name.end).split(':').all(|part| {
            part.char_indices().all(|(at, character)| {
                character.is_ascii()
                    || decode::begins_name(character)
                    || (at > 0 && decode::continues_name(character))
            })
        })
    }

    /// Takes text up to the next tag or the end of the input.
    pub(super) fn text(&mut self) -> Passage {
        let start = self.at;
        let mut end = start;
        let mut kinds = 0;
        while let Some(&byte) = self.bytes.get(end) {
            let kind = KIND[usize::from(byte)];
            if kind & STOP != 0 {
                break;
            }
            kinds |= kind;
            end += 1;
        }
        self.at = end;
        Passage { start, end, kinds }
    }

    /// Takes the end tag of `name`.
    pub(super) fn end_tag(&mut self, name: Written) -> Read<()> {
        let offset = self.at;
        self.at += 2;
        let length = name.end - name.start;
        let written = self.bytes.get(name.start..name.end).unwrap_or_default();
        let found = self.bytes.get(self.at..self.at + length).unwrap_or_default();
        if same(written, found) {
            self.at += length;
            self.space();
            if self.peek() == Some(b'>') {
                self.at += 1;
                return Ok(());
            }
        }
        let text = if self.bytes.get(offset..).is_some_and(|rest| rest.contains(&b'>')) {
            format!("an end tag that does not match the start tag of {}", self.local(name))
        } else {
            "the message ends inside a tag; send it whole".to_owned()
        };
        Err(finding(Layer::Xml, offset, text))
    }

    /// Takes a comment; refuses the other things that begin like one.
    pub(super) fn comment(&mut self) -> Read<()> {
        let offset = self.at;
        if !self.take(b"<!--") {
            return Err(self.refuse_markup());
        }
        let rest = self.part(self.at, self.bytes.len());
        let Some(length) = rest.find("--") else {
            let text = "the message ends inside a comment; send it whole";
            return Err(finding(Layer::Xml, offset, text));
        };
        self.at += length + 2;
        if self.peek() != Some(b'>') {
            let text = "two hyphens inside a comment; remove them";
            return Err(finding(Layer::Xml, self.at, text));
        }
        self.at += 1;
        Ok(())
    }

    /// The finding for markup that this system never takes.
    #[cold]
    pub(super) fn refuse_markup(&self) -> Box<crate::verdict::Finding> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let text = if rest.starts_with(b"<!DOCTYPE") {
            "a document type declaration; remove it, none is taken"
        } else if rest.starts_with(b"<![CDATA[") {
            "a character data section; write its text with references instead"
        } else if rest.starts_with(b"<!--") {
            "a comment inside a value; move it between elements"
        } else if rest.starts_with(b"<?") {
            "a processing instruction; remove it, none is taken"
        } else {
            "markup that is no element; remove it"
        };
        finding(Layer::Xml, self.at, text)
    }

    /// Takes the byte-order mark and the XML declaration, if they are there.
    pub(super) fn declaration(&mut self) -> Read<()> {
        self.take(b"\xef\xbb\xbf");
        let offset = self.at;
        let named = self.bytes.get(self.at + 5).is_some_and(|byte| byte.is_ascii_whitespace());
        if !named || !self.take(b"<?xml") {
            return Ok(());
        }
        let mut stage = Stage::Version;
        loop {
            let spaced = self.space();
            if self.take(b"?>") && !matches!(stage, Stage::Version) {
                return Ok(());
            }
            stage = match self.pseudo_attribute().filter(|_| spaced) {
                Some((name, value)) => stage.next(name, value),
                None => Err("an xml declaration that is not well-formed; write it plainly"),
            }
            .map_err(|text| finding(Layer::Xml, offset, text))?;
        }
    }

    /// Takes `name="value"`.
    fn pseudo_attribute(&mut self) -> Option<(&'a [u8], &'a [u8])> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().position(|byte| !byte.is_ascii_lowercase())?;
        let name = rest.get(..length)?;
        self.at += length;
        self.space();
        if !self.take(b"=") {
            return None;
        }
        self.space();
        let quote = self.peek().filter(|byte| matches!(byte, b'"' | b'\''))?;
        let rest = self.bytes.get(self.at + 1..)?;
        let length = rest.iter().position(|byte| *byte == quote)?;
        self.at += length + 2;
        Some((name, rest.get(..length)?))
    }
}

/// What may come next in the XML declaration.
enum Stage {
    Version,
    Encoding,
    Standalone,
    End,
}

impl Stage {
    /// The stage after this part of the declaration.
    fn next(self, name: &[u8], value: &[u8]) -> Result<Self, &'static str> {
        match (self, name) {
            (Self::Version, b"version") if value == b"1.0" => Ok(Self::Encoding),
            (Self::Version, b"version") => Err("an xml version other than 1.0; send 1.0"),
            (Self::Encoding, b"encoding") if value.eq_ignore_ascii_case(b"utf-8") => {
                Ok(Self::Standalone)
            }
            (Self::Encoding, b"encoding") => {
                Err("a declared encoding other than utf-8; send and declare utf-8")
            }
            (Self::Encoding | Self::Standalone, b"standalone")
                if matches!(value, b"yes" | b"no") =>
            {
                Ok(Self::End)
            }
            (Self::Version | Self::Encoding | Self::Standalone | Self::End, _) => {
                Err("an xml declaration that is not well-formed; write it plainly")
            }
        }
    }
}

/// Whether two slices are equal, compared in pieces of eight bytes.
///
/// Names are a few bytes long; a call into the C library costs more than the comparison.
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (one, one_rest) = one.as_chunks::<8>();
    let (other, other_rest) = other.as_chunks::<8>();
    let whole = one
        .iter()
        .zip(other)
        .all(|(one, other)| u64::from_le_bytes(*one) == u64::from_le_bytes(*other));
    whole && one_rest.iter().zip(other_rest).all(|(one, other)| one == other)
}
