//! Namespaces: which prefix means what, element by element.

use super::scan::{Scan, Written, same};
use crate::tables;

const SCHEMA_INSTANCE: &[u8] = b"http://www.w3.org/2001/XMLSchema-instance";
const XML_SIGNATURE: &[u8] = b"http://www.w3.org/2000/09/xmldsig#";
const XML: &[u8] = b"http://www.w3.org/XML/1998/namespace";
const XMLNS: &[u8] = b"http://www.w3.org/2000/xmlns/";

/// The namespace of a name, as far as the reader tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespace {
    /// No namespace.
    Absent,
    /// The schema in this row of `SCHEMAS`.
    Iso(u16),
    /// Attributes about schemas, such as `xsi:schemaLocation`.
    SchemaInstance,
    /// XML Signature.
    Signature,
    /// Any other.
    Foreign,
}

impl Namespace {
    fn named(uri: &[u8]) -> Self {
        if let Some(name) = uri.strip_prefix(tables::NAMESPACE.as_bytes()) {
            return tables::find(name).map_or(Self::Foreign, Self::Iso);
        }
        match uri {
            b"" => Self::Absent,
            SCHEMA_INSTANCE => Self::SchemaInstance,
            XML_SIGNATURE => Self::Signature,
            _ => Self::Foreign,
        }
    }
}

/// One namespace declaration in force.
#[derive(Clone, Copy)]
struct Binding {
    /// The prefix, as a range of the input; empty for the default namespace.
    prefix: (usize, usize),
    /// The namespace's name, as a range of the input.
    uri: (usize, usize),
    namespace: Namespace,
}

/// The declarations of all open elements.
///
/// Order: as declared; a later one hides an earlier one of the same prefix.
pub(super) struct Scope {
    bindings: Vec<Binding>,
}

impl Scope {
    /// A scope in which nothing is declared.
    pub(super) fn new() -> Self {
        Self { bindings: Vec::with_capacity(8) }
    }

    /// How many declarations are in force, to come back to when the element ends.
    pub(super) fn mark(&self) -> usize {
        self.bindings.len()
    }

    /// Forgets all declarations after `mark`.
    pub(super) fn restore(&mut self, mark: usize) {
        self.bindings.truncate(mark);
    }

    /// Puts the declaration that gives `prefix` (none: elements without one) the name at `uri`
    /// in force; the error says why it cannot be.
    pub(super) fn declare(
        &mut self,
        scan: &Scan<'_>,
        prefix: Option<Written>,
        uri: (usize, usize),
    ) -> Result<(), &'static str> {
        let range = prefix.map_or((0, 0), |name| (name.local, name.end));
        let prefix = scan.part(range.0, range.1).as_bytes();
        let name = scan.part(uri.0, uri.1).as_bytes();
        if prefix == b"xmlns" || name == XMLNS || (prefix == b"xml") != (name == XML) {
            return Err("a declaration of a reserved prefix or namespace; remove it");
        }
        if !prefix.is_empty() && name.is_empty() {
            return Err("a prefix declared for no namespace; name one or remove it");
        }
        self.bindings.push(Binding { prefix: range, uri, namespace: Namespace::named(name) });
        Ok(())
    }

    /// The namespace of an element's name; none if its prefix is not declared.
    pub(super) fn element(&self, scan: &Scan<'_>, name: Written) -> Option<Namespace> {
        let prefix = scan.prefix(name);
        match self.binding(scan, prefix) {
            Some(binding) => Some(binding.namespace),
            None if prefix.is_empty() => Some(Namespace::Absent),
            None if prefix == b"xml" => Some(Namespace::Foreign),
            None => None,
        }
    }

    /// The namespace of an attribute's name, and its full name; none if its prefix is not
    /// declared.
    ///
    /// An attribute without prefix is in no namespace.
    pub(super) fn attribute<'a>(
        &self,
        scan: &Scan<'a>,
        name: Written,
    ) -> Option<(Namespace, &'a str)> {
        let prefix = scan.prefix(name);
        if prefix.is_empty() {
            return Some((Namespace::Absent, ""));
        }
        match self.binding(scan, prefix) {
            Some(binding) => Some((binding.namespace, scan.part(binding.uri.0, binding.uri.1))),
            None if prefix == b"xml" => Some((Namespace::Foreign, "xml")),
            None => None,
        }
    }

    fn binding(&self, scan: &Scan<'_>, prefix: &[u8]) -> Option<&Binding> {
        self.bindings.iter().rev().find(|binding| {
            let (start, end) = binding.prefix;
            scan.bytes.get(start..end).is_some_and(|bound| same(bound, prefix))
        })
    }
}
