//! Writes the schema tables of `iso20022` from the XML Schemas, at development time.
//!
//! The result is checked in, so that building the system needs neither the schemas nor this
//! program; a drift test compares the two.
//! The program takes the small part of XML Schema that ISO 20022 uses and fails loudly on
//! anything else: a facet that was skipped in silence would be a hole in the check.
//!
//! ```text
//! schemas --definitions--> types by name --tables--> rows without duplicates --emit--> source
//!                              |
//!                              +--patterns--> runs of characters
//! ```

mod definitions;
mod emit;
mod error;
mod patterns;
mod tables;

use std::path::Path;
use std::{fs, io};

pub use error::GenerateError;

/// What every namespace of an ISO 20022 message begins with; the schema's name follows.
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// The source of the tables for these schemas, each a name such as `pacs.008.001.08` with its
/// text.
///
/// The same schemas give the same source, in whatever order they come.
pub fn generate(schemas: &[(String, String)]) -> Result<String, GenerateError> {
    let mut ordered: Vec<&(String, String)> = schemas.iter().collect();
    ordered.sort();
    let mut tables = tables::Tables::default();
    for (name, text) in ordered {
        let definitions = definitions::read(name, text)?;
        tables.add(name, &definitions)?;
    }
    emit::source(&tables)
}

/// The names and texts of the schemas in `folder`: every file that ends in `.xsd`.
///
/// Order: by name.
pub fn schemas_in(folder: &Path) -> io::Result<Vec<(String, String)>> {
    let mut schemas = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name.and_then(|name| name.strip_suffix(".xsd")) {
            schemas.push((name.to_owned(), fs::read_to_string(&path)?));
        }
    }
    schemas.sort();
    Ok(schemas)
}
