//! The rows as source text.

use std::fmt::{self, Write};

use crate::GenerateError;
use crate::definitions::Wildcard;
use crate::error::Kind;
use crate::patterns::{Run, Runs, least};
use crate::tables::{Particle, Tables, Type, Value};

/// The longest line of rows, within which as many as fit are written.
const WIDTH: usize = 180;

const HEAD: &str = "\
//! Written by `iso20022-tables` from the XML Schemas; change the generator, not this file.

use super::Type::{Any, Choice, Leaf, Sequence};
use super::Value::{
    Base64, Boolean, Code, Date, DateTime, Decimal, Text, Time, Year, YearMonth,
};
use super::{
    Attribute, Name, Particle, Pattern, Schema, Type, Value, Wildcard, code_cells, names, particles,
    run, schema_row,
};
";

/// The source of the generated module.
pub(crate) fn source(tables: &Tables) -> Result<String, GenerateError> {
    let model = flat(tables)?;
    let mut out = String::with_capacity(1 << 20);
    // Writing to a string does not fail.
    match write_all(&mut out, tables, &model) {
        Ok(()) => Ok(out),
        Err(fmt::Error) => Err(GenerateError::new(Kind::TooMany, "all", "the source")),
    }
}

/// Particles and codes in one table each, and where each type and list of codes begins.
struct Flat<'t> {
    particles: Vec<&'t Particle>,
    types: Vec<(u16, u16)>,
    codes: Vec<&'t str>,
    lists: Vec<(u16, u16)>,
}

fn flat(tables: &Tables) -> Result<Flat<'_>, GenerateError> {
    let too_many = || GenerateError::new(Kind::TooMany, "all", "particles or codes");
    let span = |first: usize, count: usize| {
        let last = u16::try_from(first + count).ok().filter(|last| *last < u16::MAX);
        let first = u16::try_from(first).ok();
        last.zip(first).map(|(last, first)| (first, last - first)).ok_or_else(too_many)
    };
    let mut flat =
        Flat { particles: Vec::new(), types: Vec::new(), codes: Vec::new(), lists: Vec::new() };
    for row in tables.types.all() {
        let particles = match row {
            Type::Sequence(particles) | Type::Choice(particles) => particles.as_slice(),
            Type::Any(_) | Type::Leaf { .. } => &[],
        };
        flat.types.push(span(flat.particles.len(), particles.len())?);
        flat.particles.extend(particles);
    }
    for list in tables.codes.all() {
        flat.lists.push(span(flat.codes.len(), list.len())?);
        flat.codes.extend(list.iter().map(String::as_str));
    }
    Ok(flat)
}

fn write_all(out: &mut String, tables: &Tables, flat: &Flat<'_>) -> fmt::Result {
    out.write_str(HEAD)?;
    let schemas = &tables.schemas;
    let rows =
        schemas.iter().map(|(name, root, of)| format!(r#"schema_row("{name}", "{root}", {of})"#));
    table(out, "pub(crate) static SCHEMAS", "Schema", schemas.len(), rows)?;

    let types = tables.types.all().iter().zip(&flat.types).map(|(row, span)| type_text(row, *span));
    table(out, "pub(crate) static TYPES", "Type", flat.types.len(), types)?;

    let values = tables.values.all();
    let rows = values.iter().map(|value| value_text(value, &flat.lists));
    table(out, "pub(crate) static VALUES", "Value", values.len(), rows)?;

    let attributes = tables.attributes.all();
    let rows = attributes.iter().map(|(name, value)| attribute_text(name, *value));
    table(out, "pub(crate) static ATTRIBUTES", "Attribute", attributes.len(), rows)?;

    let patterns = tables.patterns.all();
    let rows = patterns.iter().map(|alternatives| pattern_text(alternatives));
    table(out, "pub(crate) static PATTERNS", "Pattern", patterns.len(), rows)?;

    codes(out, &flat.codes)?;

    let names = tables.names.all();
    writeln!(out, "\nconst NAMES: [Name; {}] = names(&[", names.len())?;
    lines(out, names.iter().map(|name| format!("\"{name}\"")))?;
    out.write_str("]);\n")?;

    let count = flat.particles.len();
    writeln!(out, "\npub(crate) static PARTICLES: [Particle; {count}] = particles(&NAMES, &[")?;
    lines(out, flat.particles.iter().map(|particle| particle.name.to_string()))?;
    out.write_str("], &[\n")?;
    let rows = flat.particles.iter();
    lines(out, rows.map(|row| format!("[{}, {}, {}]", row.of, row.min, row.max)))?;
    out.write_str("]);\n")
}

/// An array of rows.
fn table(
    out: &mut String,
    name: &str,
    of: &str,
    count: usize,
    rows: impl Iterator<Item = String>,
) -> fmt::Result {
    writeln!(out, "\n{name}: [{of}; {count}] = [")?;
    lines(out, rows)?;
    out.write_str("];\n")
}

/// Rows with commas, as many to the line as fit.
fn lines(out: &mut String, rows: impl Iterator<Item = String>) -> fmt::Result {
    let mut line = String::new();
    for row in rows {
        if !line.is_empty() && line.len() + row.len() + 2 > WIDTH {
            writeln!(out, "    {line}")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&row);
        line.push(',');
    }
    if line.is_empty() { Ok(()) } else { writeln!(out, "    {line}") }
}

/// The codes in cells of four characters.
fn codes(out: &mut String, codes: &[&str]) -> fmt::Result {
    writeln!(out, "\npub(crate) static CODES: [u32; {}] = code_cells(\"\\", codes.len())?;
    for line in codes.chunks(WIDTH / 4) {
        out.write_str("    ")?;
        for code in line {
            write!(out, "{code:.<4}")?;
        }
        out.write_str("\\\n")?;
    }
    out.write_str("\");\n")
}

fn type_text(row: &Type, (first, count): (u16, u16)) -> String {
    match row {
        Type::Sequence(_) => format!("Sequence {{ first: {first}, count: {count} }}"),
        Type::Choice(_) => format!("Choice {{ first: {first}, count: {count} }}"),
        Type::Any(Wildcard::Anything) => "Any { wildcard: Wildcard::Anything }".to_owned(),
        Type::Any(Wildcard::Signature) => "Any { wildcard: Wildcard::Signature }".to_owned(),
        Type::Leaf { value, attribute } => {
            format!("Leaf {{ value: {value}, attribute: {attribute:?} }}")
        }
    }
}

fn attribute_text(name: &str, value: u16) -> String {
    format!(r#"Attribute {{ name: "{name}", value: {value} }}"#)
}

fn value_text(value: &Value, lists: &[(u16, u16)]) -> String {
    match value {
        Value::Text { min, max, pattern } => {
            format!("Text {{ min: {min}, max: {}, pattern: {pattern:?} }}", bound(*max))
        }
        Value::Code(list) => {
            let (first, count) = lists.get(usize::from(*list)).copied().unwrap_or_default();
            format!("Code {{ first: {first}, count: {count} }}")
        }
        Value::Decimal { digits, fraction, least } => {
            format!("Decimal {{ digits: {digits}, fraction: {fraction}, least: {least:?} }}")
        }
        Value::Boolean => "Boolean".to_owned(),
        Value::Date => "Date".to_owned(),
        Value::DateTime { pattern } => format!("DateTime {{ pattern: {pattern:?} }}"),
        Value::Time => "Time".to_owned(),
        Value::Year => "Year".to_owned(),
        Value::YearMonth => "YearMonth".to_owned(),
        Value::Base64 { min, max } => format!("Base64 {{ min: {min}, max: {} }}", bound(*max)),
    }
}

fn bound(max: u32) -> String {
    if max == u32::MAX { "u32::MAX".to_owned() } else { max.to_string() }
}

fn pattern_text(alternatives: &[Runs]) -> String {
    let alternatives: Vec<String> = alternatives.iter().map(|runs| runs_text(runs)).collect();
    format!("&[{}]", alternatives.join(", "))
}

fn runs_text(runs: &[Run]) -> String {
    let texts: Vec<String> = runs
        .iter()
        .enumerate()
        .map(|(at, run)| {
            let after = runs.get(at + 1..).and_then(least).unwrap_or_default();
            format!("run({:#x}, {}, {}, {after})", run.class, run.min, run.max)
        })
        .collect();
    format!("&[{}]", texts.join(", "))
}
