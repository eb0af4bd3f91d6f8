//! The validating reader: bytes in, a message that is proven to fit its schema out, in one pass.
//!
//! The reader borrows the input and never looks at a byte twice without need.
//! It takes plain XML only: UTF-8, no document type, no entities but the five, no processing
//! instructions, no character data sections, no comments inside values.
//! Those are legal XML, but two programs may read them differently, and a payment must mean the
//! same to everyone who holds its bytes.
//! Nothing is fetched: schema locations are ignored, the schemas are in `tables`.
//!
//! ```text
//! input -> size, UTF-8, characters -> declaration -> tags
//!                                                     |
//!   wrapper (any element)  ->  AppHdr or Document  ->  xs:any (any element)
//!   well-formed only           against the schema       well-formed only
//! ```
//!
//! Three sorts of open elements, one loop, no recursion: the stack is a vector whose length the
//! limits bound.

mod attributes;
mod content;
mod decode;
mod patterns;
mod scan;
mod scope;
mod values;
mod walk;

use std::borrow::Cow;

use crate::tables::Schema;
use crate::verdict::{Finding, Layer, MALFORMED};

/// How much of a message the reader takes before it refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest message.
    ///
    /// Unit: bytes.
    pub bytes: usize,
    /// The largest account report (camt.052, camt.053, camt.054).
    ///
    /// Unit: bytes. Range: at least `bytes`, less than 4 GiB.
    pub report_bytes: usize,
    /// The most elements that may be open at once.
    ///
    /// Source: the deepest schema has 17 levels, wrappers add a few.
    pub depth: usize,
    /// The most elements that may be open at once inside one `xs:any`.
    pub lax_depth: usize,
    /// The most attributes of an element, namespace declarations included.
    pub attributes: usize,
    /// The longest name of an element or attribute, prefix included.
    ///
    /// Unit: bytes. Source: the longest name in the schemas has 24.
    pub name: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 * 1024,
            report_bytes: 8 * 1024 * 1024,
            depth: 40,
            lax_depth: 16,
            attributes: 8,
            name: 64,
        }
    }
}

/// The name of an element path: a 64-bit FNV-1a hash over `Document/.../UETR`.
///
/// Comparing two of them is one instruction, and `path` computes them in the compiler.
/// Only names of the schemas enter it, so nobody can construct a message with a collision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PathHash(pub u64);

impl PathHash {
    const START: Self = Self(0xcbf2_9ce4_8422_2325);
    const PRIME: u64 = 0x0100_0000_01b3;

    /// The hash of what was hashed so far, continued with `bytes`.
    const fn then(self, bytes: &[u8]) -> Self {
        let mut hash = self.0;
        let mut at = 0;
        while at < bytes.len() {
            let byte = u64::from_le_bytes([bytes[at], 0, 0, 0, 0, 0, 0, 0]);
            hash = (hash ^ byte).wrapping_mul(Self::PRIME);
            at += 1;
        }
        Self(hash)
    }

    /// The hash of the element `name` inside this one.
    pub const fn child(self, name: &str) -> Self {
        self.element(name.as_bytes())
    }

    /// The hash of the element `name` inside this one.
    const fn element(self, name: &[u8]) -> Self {
        self.then(b"/").then(name)
    }
}

/// The hash of a path such as `Document/FIToFICstmrCdtTrf/GrpHdr/MsgId`.
pub const fn path(text: &str) -> PathHash {
    PathHash::START.then(text.as_bytes())
}

/// One element of `AppHdr` or `Document`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// Where it stands.
    pub path: PathHash,
    /// How deep it stands: 1 for `AppHdr` and `Document`, whatever is wrapped around them.
    pub depth: u8,
    /// Whether it holds a value rather than elements.
    pub leaf: bool,
    /// Where its value begins, without white space that does not belong to it; for others, where
    /// their content begins.
    ///
    /// Unit: bytes from the start of the input.
    pub start: u32,
    /// Where its value or content ends.
    ///
    /// Unit: bytes from the start of the input.
    pub end: u32,
    /// Where the value of its one attribute begins and ends, `Ccy` for example.
    ///
    /// Unit: bytes from the start of the input.
    pub attribute: Option<(u32, u32)>,
    /// Where its start tag begins.
    ///
    /// Unit: bytes from the start of the input.
    pub offset: u32,
    /// Whether white space around the value, also written as references, is no part of it.
    collapses: bool,
}

/// A message that fits its schema, with every element found.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// The schema of the business application header, for example `head.001.001.02`.
    pub header: Option<&'static Schema>,
    /// The schema of the document, for example `pacs.008.001.08`; none if a header came alone.
    pub document: Option<&'static Schema>,
    /// Every element of header and document that the schemas describe.
    ///
    /// Order: as in the message. Shape: what stands inside an `xs:any` is left out.
    pub elements: Vec<Element>,
    input: &'a str,
}

impl<'a> Message<'a> {
    /// The value of `element` as it is meant: references resolved, line ends as one line feed,
    /// and for all but strings the white space around it removed.
    pub fn text(&self, element: &Element) -> Cow<'a, str> {
        let raw = self.between(element.start, element.end);
        if !raw.bytes().any(|byte| byte == b'&' || byte == b'\r') {
            return Cow::Borrowed(raw);
        }
        let mut text = String::with_capacity(raw.len());
        if decode::resolve(raw, &mut text).is_err() {
            // Only content of an xs:any is not resolved while reading.
            return Cow::Borrowed(raw);
        }
        if element.collapses {
            text = values::trim(&text).to_owned();
        }
        Cow::Owned(text)
    }

    /// The attribute of `element`.
    pub fn attribute(&self, element: &Element) -> Option<&'a str> {
        element.attribute.map(|(start, end)| self.between(start, end))
    }

    /// The first element at `path`.
    ///
    /// Cost: O(elements).
    pub fn first(&self, path: PathHash) -> Option<&Element> {
        self.elements.iter().find(|element| element.path == path)
    }

    /// Every element at `path`.
    ///
    /// Order: as in the message. Cost: O(elements).
    pub fn all(&self, path: PathHash) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |element| element.path == path)
    }

    fn between(&self, start: u32, end: u32) -> &'a str {
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        range.and_then(|(start, end)| self.input.get(start..end)).unwrap_or_default()
    }
}

/// Reads `input` and checks it against our XML policy and its schema.
///
/// Accepted are a bare `Document`, a bare `AppHdr`, and any wrapper that holds exactly one
/// `AppHdr` followed by exactly one `Document`, however deep.
/// The first objection ends the reading. Cost: O(input), within `limits`.
pub fn read<'a>(input: &'a [u8], limits: &Limits) -> Result<Message<'a>, Finding> {
    let text = admit(input, limits).map_err(|finding| *finding)?;
    walk::Walk::new(text, limits).run()
}

/// The checks that need no parsing: size, encoding, characters.
fn admit<'a>(input: &'a [u8], limits: &Limits) -> Read<&'a str> {
    if input.is_empty() {
        return Err(finding(Layer::Transport, 0, "the message is empty; send its text"));
    }
    let most = limits.report_bytes.max(limits.bytes);
    if input.len() > most || u32::try_from(input.len()).is_err() {
        return Err(too_large(input.len(), most));
    }
    let text = match std::str::from_utf8(input) {
        Ok(text) => text,
        Err(error) => {
            let text = "the message is not valid utf-8; send it in utf-8";
            return Err(finding(Layer::Xml, error.valid_up_to(), text));
        }
    };
    match decode::first_forbidden(text) {
        None => Ok(text),
        Some(at) => {
            let text = "a character that xml 1.0 forbids; remove the control character";
            Err(finding(Layer::Xml, at, text))
        }
    }
}

/// The answer to a message of `length` bytes where `limit` are taken.
fn too_large(length: usize, limit: usize) -> Box<Finding> {
    let text = format!("the message has {length} bytes, at most {limit} are taken");
    finding(Layer::Limits, 0, text)
}

/// What the parts of the reader return: findings are boxed to keep the good way narrow.
type Read<T> = Result<T, Box<Finding>>;

/// A finding without its path, which only the walk knows.
#[cold]
fn finding(layer: Layer, offset: usize, text: impl Into<String>) -> Box<Finding> {
    Box::new(Finding { layer, code: MALFORMED, path: String::new(), offset, text: text.into() })
}
