//! Why tables cannot be written.

use std::error::Error;
use std::fmt;

/// A schema that the tables cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenerateError {
    kind: Kind,
    schema: String,
    place: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Xml,
    Namespace,
    Root,
    Construct,
    Facet,
    Number,
    Pattern,
    Code,
    Reference,
    Recursion,
    Twice,
    TooMany,
}

impl GenerateError {
    pub(crate) fn new(kind: Kind, schema: &str, place: impl Into<String>) -> Self {
        Self { kind, schema: schema.to_owned(), place: place.into() }
    }
}

impl fmt::Display for GenerateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            Kind::Xml => "is no xml",
            Kind::Namespace => "has a namespace other than its name says",
            Kind::Root => "has no single root element Document or AppHdr with elements in it",
            Kind::Construct => "uses a construct that the tables cannot hold",
            Kind::Facet => "uses a facet that the reader cannot check",
            Kind::Number => "has a number that the tables cannot hold",
            Kind::Pattern => "has a pattern that runs of characters cannot hold",
            Kind::Code => "has a code other than one to four letters or digits",
            Kind::Reference => "refers to a type it does not define",
            Kind::Recursion => "has a type that contains itself",
            Kind::Twice => "is defined twice",
            Kind::TooMany => "needs more rows than the tables can number",
        };
        write!(f, "schema {} {what}, at {}; extend the generator first", self.schema, self.place)
    }
}

impl Error for GenerateError {}
