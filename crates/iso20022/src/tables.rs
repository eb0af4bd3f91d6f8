//! The ISO 20022 schemas as tables: what may stand in a message, in which order, with which value.
//!
//! The rows are in `tables/generated.rs`, written from the XML Schemas by `iso20022-tables`.
//! All schemas share one set of rows: types that are built alike are one type, whatever their
//! names, so that a hundred schemas are little larger than ten.
//!
//! ```text
//! Schema -> Type -> Particle (name, how often) -> Type -> ... -> Value -> Run
//!           sequence | choice | any | leaf                      text, code, decimal, ...
//! ```

#[rustfmt::skip]
#[expect(clippy::large_const_arrays, reason = "read only while the compiler makes the tables")]
mod generated;

pub(crate) use generated::{ATTRIBUTES, PARTICLES, PATTERNS, SCHEMAS, TYPES, VALUES};

/// What every namespace of an ISO 20022 message begins with; the schema's name follows.
pub const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// How often an element without an upper bound may occur.
pub(crate) const UNBOUNDED: u16 = u16::MAX;

/// One message definition that the reader knows, for example `pacs.008.001.08`.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// The message identifier, as in `MsgDefIdr`.
    pub name: &'static str,
    /// The root element: `Document`, or `AppHdr` for a business application header.
    pub root: &'static str,
    /// The row in `TYPES` of the root element.
    pub(crate) content: u16,
}

impl Schema {
    /// The namespace of the message.
    pub fn namespace(&self) -> String {
        format!("{NAMESPACE}{}", self.name)
    }
}

/// Every schema the reader knows.
///
/// Order: by name.
pub fn schemas() -> &'static [Schema] {
    &SCHEMAS
}

/// The schema called `name`, for example `pacs.009.001.08`.
pub fn schema(name: &str) -> Option<&'static Schema> {
    find(name.as_bytes()).and_then(|row| SCHEMAS.get(usize::from(row)))
}

/// The row in `SCHEMAS` of the schema called `name`.
pub(crate) fn find(name: &[u8]) -> Option<u16> {
    let row = SCHEMAS.binary_search_by(|schema| schema.name.as_bytes().cmp(name)).ok()?;
    u16::try_from(row).ok()
}

/// What an element may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// Elements in this order.
    Sequence { first: u16, count: u16 },
    /// One of these elements.
    Choice { first: u16, count: u16 },
    /// One element that no schema of ours describes.
    Any { wildcard: Wildcard },
    /// A value, with one attribute or none.
    Leaf { value: u16, attribute: Option<u16> },
}

/// Which foreign element may stand in an `xs:any`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wildcard {
    /// Any element.
    Anything,
    /// An element of XML Signature.
    Signature,
}

/// One element in a sequence or choice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Particle {
    /// The element's name.
    pub(crate) name: Name,
    /// The row in `TYPES` of its content.
    pub(crate) of: u16,
    /// The least number of occurrences.
    pub(crate) min: u16,
    /// The largest number of occurrences, or `UNBOUNDED`.
    pub(crate) max: u16,
}

/// An attribute that an element must carry.
#[derive(Debug)]
pub(crate) struct Attribute {
    /// Its name, such as `Ccy`.
    pub(crate) name: &'static str,
    /// The row in `VALUES` of its value.
    pub(crate) value: u16,
}

/// What a value must look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    /// Text of so many characters, perhaps of a certain shape.
    Text { min: u32, max: u32, pattern: Option<u16> },
    /// One of the codes in a part of `CODES`.
    Code { first: u16, count: u16 },
    /// A decimal number.
    Decimal { digits: u16, fraction: u16, least: Option<u64> },
    /// `true`, `false`, `1` or `0`.
    Boolean,
    /// A calendar day.
    Date,
    /// A calendar day with the time of day.
    DateTime { pattern: Option<u16> },
    /// A time of day.
    Time,
    /// A calendar year.
    Year,
    /// A month of a calendar year.
    YearMonth,
    /// So many bytes, in base 64.
    Base64 { min: u32, max: u32 },
}

impl Value {
    /// Whether white space around the value is no part of it.
    ///
    /// Source: XML Schema part 2, 4.3.6: strings are preserved, all others collapsed.
    pub(crate) const fn collapses(self) -> bool {
        match self {
            Self::Text { .. } | Self::Code { .. } => false,
            Self::Decimal { .. }
            | Self::Boolean
            | Self::Date
            | Self::DateTime { .. }
            | Self::Time
            | Self::Year
            | Self::YearMonth
            | Self::Base64 { .. } => true,
        }
    }
}

/// The shape of a text: it fits if one of these alternatives fits from end to end.
pub(crate) type Pattern = &'static [&'static [Run]];

/// So many characters of one class.
///
/// The generator only writes runs that can be matched left to right without ever going back: a
/// run takes what it can and leaves `after` characters for those behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    /// The ASCII characters that belong to it, bit `n` for character `n`.
    pub(crate) class: u128,
    /// The least number of characters.
    pub(crate) min: u16,
    /// The largest number of characters, or `UNBOUNDED`.
    pub(crate) max: u16,
    /// The least number of characters that all later runs need.
    pub(crate) after: u16,
}

/// An element name as three integers: comparing these is several times faster than comparing text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name([u64; 3]);

impl Name {
    /// The longest name that fits.
    ///
    /// Unit: bytes. Source: the longest element name in the schemas has 24.
    pub(crate) const LONGEST: usize = 24;

    /// The name at `start .. end` of `input`; none if no schema has a name as long as this.
    pub(crate) fn read(input: &[u8], start: usize, end: usize) -> Option<Self> {
        let length = end.checked_sub(start)?;
        if length > Self::LONGEST {
            return None;
        }
        if let Some((chunk, _)) = input.get(start..)?.split_first_chunk::<{ Name::LONGEST }>() {
            let [first, second, third] = words(chunk);
            return Some(Self([
                first & low_bytes(length),
                second & low_bytes(length.saturating_sub(8)),
                third & low_bytes(length.saturating_sub(16)),
            ]));
        }
        let mut bytes = [0; Name::LONGEST];
        bytes.get_mut(..length)?.copy_from_slice(input.get(start..end)?);
        Some(Self(words(&bytes)))
    }

    /// The name as text.
    pub(crate) fn text(self) -> String {
        let bytes = self.0.into_iter().flat_map(u64::to_le_bytes);
        bytes.take_while(|byte| *byte != 0).map(char::from).collect()
    }
}

/// Twenty-four bytes as three integers.
const fn words(bytes: &[u8; Name::LONGEST]) -> [u64; 3] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x] = *bytes;
    [
        u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        u64::from_le_bytes([i, j, k, l, m, n, o, p]),
        u64::from_le_bytes([q, r, s, t, u, v, w, x]),
    ]
}

/// A mask over the first `count` bytes of a little-endian integer.
const fn low_bytes(count: usize) -> u64 {
    const MASKS: [u64; 8] = [
        0,
        0xff,
        0xffff,
        0xff_ffff,
        0xffff_ffff,
        0xff_ffff_ffff,
        0xffff_ffff_ffff,
        0xff_ffff_ffff_ffff,
    ];
    if count < MASKS.len() { MASKS[count] } else { u64::MAX }
}

/// The rows that `first` and `count` name.
pub(crate) fn rows<T>(table: &'static [T], first: u16, count: u16) -> &'static [T] {
    let first = usize::from(first);
    table.get(first..first + usize::from(count)).unwrap_or_default()
}

/// The codes that `first` and `count` name.
///
/// Order: ascending, so that they can be searched by halving.
pub(crate) fn codes(first: u16, count: u16) -> &'static [u32] {
    rows(&generated::CODES, first, count)
}

/// A code of one to four ASCII characters as one integer; none if it is longer or empty.
pub(crate) fn code(text: &[u8]) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let mut cell = [0; 4];
    cell.get_mut(..text.len())?.copy_from_slice(text);
    Some(u32::from_be_bytes(cell))
}

/// The code in a cell of `CODES` as text.
pub(crate) fn code_text(cell: u32) -> String {
    cell.to_be_bytes().into_iter().filter(|byte| *byte != 0).map(char::from).collect()
}

// What follows runs in the compiler only: it turns the plain rows of the generated file into the
// form that the reader searches.

/// A row of `SCHEMAS`.
const fn schema_row(name: &'static str, root: &'static str, content: u16) -> Schema {
    Schema { name, root, content }
}

/// A run of characters.
const fn run(class: u128, min: u16, max: u16, after: u16) -> Run {
    Run { class, min, max, after }
}

/// The names as integers.
const fn names<const N: usize>(texts: &[&str; N]) -> [Name; N] {
    let mut names = [Name([0; 3]); N];
    let mut at = 0;
    while at < N {
        let text = texts[at].as_bytes();
        let mut bytes = [0; Name::LONGEST];
        let mut position = 0;
        while position < text.len() {
            bytes[position] = text[position];
            position += 1;
        }
        names[at] = Name(words(&bytes));
        at += 1;
    }
    names
}

/// The particles: the row of each one's name in `names`, and its type and occurrences.
const fn particles<const M: usize, const N: usize>(
    names: &[Name; M],
    name_of: &[usize; N],
    rows: &[[u16; 3]; N],
) -> [Particle; N] {
    let mut particles = [Particle { name: Name([0; 3]), of: 0, min: 0, max: 0 }; N];
    let mut at = 0;
    while at < N {
        let [of, min, max] = rows[at];
        particles[at] = Particle { name: names[name_of[at]], of, min, max };
        at += 1;
    }
    particles
}

/// The codes, from cells of four characters in which a full stop stands for nothing.
const fn code_cells<const N: usize>(cells: &str) -> [u32; N] {
    let cells = cells.as_bytes();
    assert!(cells.len() == 4 * N, "every code takes a cell of four characters");
    let mut codes = [0; N];
    let mut at = 0;
    while at < N {
        let mut cell = [0; 4];
        let mut position = 0;
        while position < 4 {
            let byte = cells[4 * at + position];
            if byte != b'.' {
                cell[position] = byte;
            }
            position += 1;
        }
        codes[at] = u32::from_be_bytes(cell);
        at += 1;
    }
    codes
}
