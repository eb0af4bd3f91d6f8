//! The attributes of one start tag.

use super::decode;
use super::scan::{Scan, Written, same};
use super::scope::{Namespace, Scope};
use super::{Limits, Read, finding};
use crate::verdict::Layer;

/// How a start tag ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// With `>`: content and an end tag follow.
    Open,
    /// With `/>`: there is no content.
    Empty,
}

/// One attribute as written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attribute {
    /// Its name.
    pub(super) name: Written,
    /// Where the value stands, without the quotes.
    pub(super) value: (usize, usize),
    /// Whether there are references in the value.
    pub(super) refers: bool,
    /// What it is for.
    pub(super) role: Role,
}

/// What an attribute is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It declares a namespace.
    Declaration,
    /// It says where a schema may be found: ignored, and never fetched.
    Location,
    /// It has no prefix and belongs to its element.
    Own,
    /// It belongs to some other vocabulary.
    Other,
}

/// The attributes of the start tag that is being read.
pub(super) struct Attributes {
    found: Vec<Attribute>,
    scratch: String,
}

impl Attributes {
    /// A start tag without attributes.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { found: Vec::with_capacity(limits.attributes.min(64)), scratch: String::new() }
    }

    /// The attributes found.
    ///
    /// Order: as written.
    pub(super) fn found(&self) -> &[Attribute] {
        &self.found
    }

    /// Takes everything behind the name of a start tag and puts its declarations in force.
    pub(super) fn read(
        &mut self,
        scan: &mut Scan<'_>,
        scope: &mut Scope,
        limits: &Limits,
    ) -> Read<Ending> {
        self.found.clear();
        if scan.peek() == Some(b'>') {
            scan.at += 1;
            return Ok(Ending::Open);
        }
        let ending = loop {
            let spaced = scan.space();
            match scan.peek() {
                Some(b'>') => {
                    scan.at += 1;
                    break Ending::Open;
                }
                Some(b'/') if scan.second() == Some(b'>') => {
                    scan.at += 2;
                    break Ending::Empty;
                }
                Some(_) if spaced => self.one(scan, limits)?,
                Some(_) => {
                    let text = "a tag that is not well-formed; write & and < as references";
                    return Err(finding(Layer::Xml, scan.at, text));
                }
                None => return Err(cut_off(scan)),
            }
        };
        self.declare(scan, scope)?;
        self.assign(scan, scope)?;
        Ok(ending)
    }

    /// Takes one attribute.
    fn one(&mut self, scan: &mut Scan<'_>, limits: &Limits) -> Read<()> {
        if self.found.len() >= limits.attributes {
            let text = format!("more than {} attributes; remove some", limits.attributes);
            return Err(finding(Layer::Limits, scan.at, text));
        }
        let name = scan.name(limits.name)?;
        let written = scan.part(name.start, name.end);
        for earlier in &self.found {
            let earlier = scan.part(earlier.name.start, earlier.name.end);
            if same(earlier.as_bytes(), written.as_bytes()) {
                let text = "an attribute is given twice; keep one of them";
                return Err(finding(Layer::Xml, name.start, text));
            }
        }
        scan.space();
        if !scan.take(b"=") {
            let text = "an attribute without a value; write name=\"value\"";
            return Err(finding(Layer::Xml, name.start, text));
        }
        scan.space();
        let (value, refers) = self.value(scan)?;
        self.found.push(Attribute { name, value, refers, role: Role::Own });
        Ok(())
    }

    /// Takes a value in quotes.
    fn value(&mut self, scan: &mut Scan<'_>) -> Read<((usize, usize), bool)> {
        let Some(quote) = scan.peek().filter(|byte| matches!(byte, b'"' | b'\'')) else {
            let text = "an attribute value without quotes; write name=\"value\"";
            return Err(finding(Layer::Xml, scan.at, text));
        };
        let start = scan.at + 1;
        let mut end = start;
        let mut refers = false;
        loop {
            match scan.bytes.get(end) {
                Some(byte) if *byte == quote => break,
                Some(b'<') => {
                    let text = "a < inside an attribute value; write it as &lt;";
                    return Err(finding(Layer::Xml, end, text));
                }
                Some(byte) => refers |= *byte == b'&',
                None => return Err(cut_off(scan)),
            }
            end += 1;
        }
        scan.at = end + 1;
        if refers {
            let raw = scan.part(start, end);
            decode::resolve(raw, &mut self.scratch)
                .map_err(|bad| finding(Layer::Xml, start + bad.at, bad.text))?;
        }
        Ok(((start, end), refers))
    }

    /// Puts the namespace declarations in force.
    fn declare(&mut self, scan: &Scan<'_>, scope: &mut Scope) -> Read<()> {
        for attribute in &mut self.found {
            let name = attribute.name;
            let prefix = match (scan.prefix(name), scan.local(name)) {
                (b"", "xmlns") => None,
                (b"xmlns", _) => Some(name),
                _ => continue,
            };
            attribute.role = Role::Declaration;
            let declared = if attribute.refers {
                Err("a reference inside a namespace name; write it plainly")
            } else {
                scope.declare(scan, prefix, attribute.value)
            };
            declared.map_err(|text| finding(Layer::Xml, name.start, text))?;
        }
        Ok(())
    }

    /// Finds out what the other attributes are for.
    fn assign(&mut self, scan: &Scan<'_>, scope: &Scope) -> Read<()> {
        for at in 0..self.found.len() {
            let (earlier, rest) = self.found.split_at_mut(at);
            let Some(attribute) = rest.first_mut() else {
                break;
            };
            let name = attribute.name;
            if attribute.role == Role::Declaration || name.local == name.start {
                continue;
            }
            let Some((namespace, uri)) = scope.attribute(scan, name) else {
                let text = "a prefix that is not declared; declare it or remove it";
                return Err(finding(Layer::Xml, name.start, text));
            };
            let local = scan.local(name);
            let is_twice = earlier.iter().any(|other| {
                other.role != Role::Declaration
                    && scan.local(other.name) == local
                    && other.name.local != other.name.start
                    && scope.attribute(scan, other.name).is_some_and(|(_, other)| other == uri)
            });
            if is_twice {
                let text = "an attribute is given twice under two prefixes; keep one of them";
                return Err(finding(Layer::Xml, name.start, text));
            }
            let locates = matches!(local, "schemaLocation" | "noNamespaceSchemaLocation");
            attribute.role = if namespace == Namespace::SchemaInstance && locates {
                Role::Location
            } else {
                Role::Other
            };
        }
        Ok(())
    }
}

/// The finding for an input that ends in the middle of a tag.
#[cold]
fn cut_off(scan: &Scan<'_>) -> Box<crate::verdict::Finding> {
    finding(Layer::Xml, scan.bytes.len(), "the message ends inside a tag; send it whole")
}
