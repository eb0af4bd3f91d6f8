//! The rows of all schemas, in which types that are built alike are one.

use std::collections::BTreeMap;

use crate::GenerateError;
use crate::definitions::{Definition, Definitions, Member, Simple, Wildcard};
use crate::error::Kind;
use crate::patterns::{Alphabet, Runs, compile};

/// Everything that goes into the source.
///
/// Order: as first met, schemas by name and types depth first, so that the same schemas always
/// give the same numbers.
#[derive(Default)]
pub(crate) struct Tables {
    pub(crate) names: Rows<String>,
    pub(crate) types: Rows<Type>,
    pub(crate) values: Rows<Value>,
    pub(crate) attributes: Rows<(String, u16)>,
    pub(crate) patterns: Rows<Vec<Runs>>,
    /// The lists of codes. Order: ascending within each.
    pub(crate) codes: Rows<Vec<String>>,
    /// Name, root element, row of its type.
    pub(crate) schemas: Vec<(String, String, u16)>,
}

/// What an element may hold; types are rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Sequence(Vec<Particle>),
    Choice(Vec<Particle>),
    Any(Wildcard),
    Leaf { value: u16, attribute: Option<u16> },
}

/// One element in a sequence or choice; name and type are rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Particle {
    pub(crate) name: u16,
    pub(crate) of: u16,
    pub(crate) min: u16,
    pub(crate) max: u16,
}

/// What a value must look like; patterns and lists of codes are rows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Text { min: u32, max: u32, pattern: Option<u16> },
    Code(u16),
    Decimal { digits: u16, fraction: u16, least: Option<u64> },
    Boolean,
    Date,
    DateTime { pattern: Option<u16> },
    Time,
    Year,
    YearMonth,
    Base64 { min: u32, max: u32 },
}

/// Numbered rows, each of them once.
pub(crate) struct Rows<T> {
    numbers: BTreeMap<T, u16>,
    rows: Vec<T>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), rows: Vec::new() }
    }
}

impl<T: Clone + Ord> Rows<T> {
    /// The rows. Order: by number.
    pub(crate) fn all(&self) -> &[T] {
        &self.rows
    }

    /// The number of this row, which is added if it is new; none if there are too many.
    fn number(&mut self, row: T) -> Option<u16> {
        if let Some(number) = self.numbers.get(&row) {
            return Some(*number);
        }
        // The largest number stands for "none" or "unbounded" in places.
        let number = u16::try_from(self.rows.len()).ok().filter(|number| *number < u16::MAX)?;
        self.rows.push(row.clone());
        self.numbers.insert(row, number);
        Some(number)
    }
}

impl Tables {
    /// Adds the schema called `name`.
    pub(crate) fn add(
        &mut self,
        name: &str,
        definitions: &Definitions,
    ) -> Result<(), GenerateError> {
        let (root, of) = &definitions.root;
        if self.schemas.iter().any(|(earlier, _, _)| earlier == name) {
            return Err(GenerateError::new(Kind::Twice, name, name));
        }
        let content = Adding {
            tables: &mut *self,
            schema: name,
            definitions,
            known: BTreeMap::new(),
            inside: Vec::new(),
        }
        .named(of)?;
        let content_type = self.types.all().get(usize::from(content));
        let holds_elements = matches!(content_type, Some(Type::Sequence(_) | Type::Choice(_)));
        if !holds_elements || !matches!(root.as_str(), "Document" | "AppHdr") {
            return Err(GenerateError::new(Kind::Root, name, root.as_str()));
        }
        self.schemas.push((name.to_owned(), root.clone(), content));
        Ok(())
    }
}

/// The adding of one schema.
struct Adding<'t> {
    tables: &'t mut Tables,
    schema: &'t str,
    definitions: &'t Definitions,
    /// The rows of the types added so far.
    known: BTreeMap<&'t str, u16>,
    /// The types whose parts are being added.
    inside: Vec<&'t str>,
}

impl<'t> Adding<'t> {
    fn error(&self, kind: Kind, place: &str) -> GenerateError {
        GenerateError::new(kind, self.schema, place)
    }

    /// The row of the type called `name`.
    fn named(&mut self, name: &'t str) -> Result<u16, GenerateError> {
        if let Some(row) = self.known.get(name) {
            return Ok(*row);
        }
        if self.inside.contains(&name) {
            return Err(self.error(Kind::Recursion, name));
        }
        self.inside.push(name);
        let row = self.built(name)?;
        let row = self.tables.types.number(row);
        let row = row.ok_or_else(|| self.error(Kind::TooMany, name))?;
        self.inside.pop();
        self.known.insert(name, row);
        Ok(row)
    }

    fn built(&mut self, name: &'t str) -> Result<Type, GenerateError> {
        let definitions = self.definitions;
        match definitions.types.get(name) {
            None => Err(self.error(Kind::Reference, name)),
            Some(Definition::Sequence(members)) => Ok(Type::Sequence(self.particles(members)?)),
            Some(Definition::Choice(members)) => Ok(Type::Choice(self.particles(members)?)),
            Some(Definition::Any(wildcard)) => Ok(Type::Any(*wildcard)),
            Some(Definition::Value(simple)) => {
                Ok(Type::Leaf { value: self.value(name, simple)?, attribute: None })
            }
            Some(Definition::Attributed { base, attribute, of }) => {
                let value = self.simple(base)?;
                let attribute = (attribute.clone(), self.simple(of)?);
                let row = self.tables.attributes.number(attribute);
                let row = row.ok_or_else(|| self.error(Kind::TooMany, name))?;
                Ok(Type::Leaf { value, attribute: Some(row) })
            }
        }
    }

    fn particles(&mut self, members: &'t [Member]) -> Result<Vec<Particle>, GenerateError> {
        let mut particles = Vec::with_capacity(members.len());
        for member in members {
            // The reader compares names as three integers of eight bytes.
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
            let is_plain = member.name.bytes().all(plain);
            if member.name.len() > 24 || !is_plain {
                return Err(self.error(Kind::Construct, &member.name));
            }
            let of = self.named(&member.of)?;
            let name = self.tables.names.number(member.name.clone());
            let name = name.ok_or_else(|| self.error(Kind::TooMany, &member.name))?;
            particles.push(Particle { name, of, min: member.min, max: member.max });
        }
        Ok(particles)
    }

    /// The row of the value that the type called `name` is.
    fn simple(&mut self, name: &str) -> Result<u16, GenerateError> {
        let definitions = self.definitions;
        match definitions.types.get(name) {
            Some(Definition::Value(simple)) => self.value(name, simple),
            _ => Err(self.error(Kind::Reference, name)),
        }
    }

    fn value(&mut self, name: &str, simple: &Simple) -> Result<u16, GenerateError> {
        let value = self.form(name, simple)?;
        let row = self.tables.values.number(value);
        row.ok_or_else(|| self.error(Kind::TooMany, name))
    }

    fn form(&mut self, name: &str, simple: &Simple) -> Result<Value, GenerateError> {
        let mut facets = Facets { left: simple.facets.clone() };
        let value = match simple.base.as_str() {
            "string" if !simple.codes.is_empty() => {
                let value = Value::Code(self.code_list(name, &simple.codes)?);
                return if facets.left.is_empty() {
                    Ok(value)
                } else {
                    Err(self.error(Kind::Facet, name))
                };
            }
            "string" => {
                let pattern = self.pattern(name, &mut facets, Alphabet::Unicode)?;
                let (min, max) = self.lengths(name, &mut facets)?;
                Value::Text { min, max, pattern }
            }
            "decimal" => self.decimal(name, &mut facets)?,
            "boolean" => Value::Boolean,
            "date" => Value::Date,
            // A date and time holds ASCII only, whatever a pattern says.
            "dateTime" => {
                Value::DateTime { pattern: self.pattern(name, &mut facets, Alphabet::Ascii)? }
            }
            "time" => Value::Time,
            "gYear" => Value::Year,
            "gYearMonth" => Value::YearMonth,
            "base64Binary" => {
                let (min, max) = self.lengths(name, &mut facets)?;
                Value::Base64 { min, max }
            }
            _ => return Err(self.error(Kind::Construct, name)),
        };
        if !facets.left.is_empty() || !simple.codes.is_empty() {
            return Err(self.error(Kind::Facet, name));
        }
        Ok(value)
    }

    fn code_list(&mut self, name: &str, codes: &[String]) -> Result<u16, GenerateError> {
        let is_code = |code: &String| {
            (1..=4).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if !codes.iter().all(is_code) {
            return Err(self.error(Kind::Code, name));
        }
        let mut codes = codes.to_vec();
        codes.sort();
        codes.dedup();
        let row = self.tables.codes.number(codes);
        row.ok_or_else(|| self.error(Kind::TooMany, name))
    }

    fn pattern(
        &mut self,
        name: &str,
        facets: &mut Facets,
        alphabet: Alphabet,
    ) -> Result<Option<u16>, GenerateError> {
        let Some(pattern) = facets.left.remove("pattern") else {
            return Ok(None);
        };
        let Some(form) = compile(&pattern, alphabet) else {
            return Err(self.error(Kind::Pattern, &format!("{name} {pattern}")));
        };
        let row = self.tables.patterns.number(form);
        row.map(Some).ok_or_else(|| self.error(Kind::TooMany, name))
    }

    fn lengths(&self, name: &str, facets: &mut Facets) -> Result<(u32, u32), GenerateError> {
        let number = |found: Option<u64>| match found.map(u32::try_from).transpose() {
            Ok(number) => Ok(number),
            Err(_) => Err(self.error(Kind::Number, name)),
        };
        let exact = number(self.number(name, facets, "length")?)?;
        let min = number(self.number(name, facets, "minLength")?)?;
        let max = number(self.number(name, facets, "maxLength")?)?;
        match (exact, min, max) {
            (Some(exact), None, None) => Ok((exact, exact)),
            (None, min, max) => Ok((min.unwrap_or(0), max.unwrap_or(u32::MAX))),
            (Some(_), _, _) => Err(self.error(Kind::Facet, name)),
        }
    }

    fn decimal(&self, name: &str, facets: &mut Facets) -> Result<Value, GenerateError> {
        let digits = self.number(name, facets, "totalDigits")?;
        let fraction = self.number(name, facets, "fractionDigits")?;
        let least = self.number(name, facets, "minInclusive")?;
        let (Some(digits), Some(fraction)) = (digits, fraction) else {
            return Err(self.error(Kind::Facet, name));
        };
        match (u16::try_from(digits), u16::try_from(fraction)) {
            (Ok(digits), Ok(fraction)) => Ok(Value::Decimal { digits, fraction, least }),
            _ => Err(self.error(Kind::Number, name)),
        }
    }

    /// The whole number in a facet, which is then dealt with.
    fn number(
        &self,
        name: &str,
        facets: &mut Facets,
        facet: &str,
    ) -> Result<Option<u64>, GenerateError> {
        match facets.left.remove(facet).map(|text| text.parse()).transpose() {
            Ok(number) => Ok(number),
            Err(_) => Err(self.error(Kind::Number, name)),
        }
    }
}

/// The facets of a type that no check has been found for yet.
struct Facets {
    left: BTreeMap<String, String>,
}
