//! The types of one schema by name, as its text defines them.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use crate::error::Kind;
use crate::{GenerateError, NAMESPACE};

const XML_SCHEMA: &str = "http://www.w3.org/2001/XMLSchema";

/// How often an element without an upper bound may occur, in the tables' numbers.
pub(crate) const UNBOUNDED: u16 = u16::MAX;

/// One schema.
pub(crate) struct Definitions {
    /// The name of the root element and of its type.
    pub(crate) root: (String, String),
    /// The types by name.
    pub(crate) types: BTreeMap<String, Definition>,
}

/// One type.
pub(crate) enum Definition {
    /// Elements in order.
    Sequence(Vec<Member>),
    /// One of several elements.
    Choice(Vec<Member>),
    /// One foreign element.
    Any(Wildcard),
    /// A value.
    Value(Simple),
    /// A value of the type `base`, with an attribute of the type `of`.
    Attributed { base: String, attribute: String, of: String },
}

/// Which foreign element may stand in an `xs:any`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Wildcard {
    Anything,
    Signature,
}

/// One element of a sequence or choice.
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) of: String,
    pub(crate) min: u16,
    pub(crate) max: u16,
}

/// A restriction of a built-in type.
#[derive(Default)]
pub(crate) struct Simple {
    /// The built-in type without its prefix, such as `decimal`.
    pub(crate) base: String,
    pub(crate) codes: Vec<String>,
    /// The facets other than codes.
    pub(crate) facets: BTreeMap<String, String>,
}

/// Reads the schema called `name`.
pub(crate) fn read(name: &str, text: &str) -> Result<Definitions, GenerateError> {
    let document = Document::parse(text)
        .map_err(|error| GenerateError::new(Kind::Xml, name, error.to_string()))?;
    Reading { schema: name }.definitions(document.root_element())
}

struct Reading<'s> {
    schema: &'s str,
}

impl Reading<'_> {
    fn fail<T>(&self, kind: Kind, place: impl Into<String>) -> Result<T, GenerateError> {
        Err(GenerateError::new(kind, self.schema, place))
    }

    fn definitions(&self, schema: Node<'_, '_>) -> Result<Definitions, GenerateError> {
        let namespace = schema.attribute("targetNamespace").unwrap_or_default();
        if namespace.strip_prefix(NAMESPACE) != Some(self.schema) {
            return self.fail(Kind::Namespace, namespace);
        }
        self.only(schema, &["elementFormDefault", "targetNamespace"])?;
        if schema.attribute("elementFormDefault") != Some("qualified") {
            return self.fail(Kind::Construct, "elementFormDefault");
        }
        let mut root = None;
        let mut types = BTreeMap::new();
        for part in parts(schema) {
            let name = self.needed(part, "name")?.to_owned();
            let definition = match self.tag(part)? {
                "element" if root.is_none() => {
                    self.only(part, &["name", "type"])?;
                    root = Some((name, self.needed(part, "type")?.to_owned()));
                    continue;
                }
                "complexType" => self.complex(part)?,
                "simpleType" => Definition::Value(self.simple(part)?),
                _ => return self.fail(Kind::Construct, name),
            };
            if types.insert(name.clone(), definition).is_some() {
                return self.fail(Kind::Twice, name);
            }
        }
        match root {
            Some(root) => Ok(Definitions { root, types }),
            None => self.fail(Kind::Root, "the end"),
        }
    }

    fn complex(&self, complex: Node<'_, '_>) -> Result<Definition, GenerateError> {
        self.only(complex, &["name"])?;
        let model = self.single(complex)?;
        self.only(model, &[])?;
        match self.tag(model)? {
            "choice" => Ok(Definition::Choice(self.members(model)?)),
            "simpleContent" => self.attributed(self.single(model)?),
            "sequence" => {
                // A sequence around a single choice, or around a single xs:any, is that alone.
                let first = parts(model).next();
                match first.map(|first| self.tag(first)).transpose()? {
                    Some("choice") => {
                        let choice = self.single(model)?;
                        self.only(choice, &[])?;
                        Ok(Definition::Choice(self.members(choice)?))
                    }
                    Some("any") => self.any(self.single(model)?),
                    _ => Ok(Definition::Sequence(self.members(model)?)),
                }
            }
            other => self.fail(Kind::Construct, other),
        }
    }

    fn members(&self, model: Node<'_, '_>) -> Result<Vec<Member>, GenerateError> {
        let mut members: Vec<Member> = Vec::new();
        for element in parts(model) {
            if self.tag(element)? != "element" || parts(element).next().is_some() {
                return self.fail(Kind::Construct, self.tag(element)?);
            }
            self.only(element, &["name", "type", "minOccurs", "maxOccurs"])?;
            let member = Member {
                name: self.needed(element, "name")?.to_owned(),
                of: self.needed(element, "type")?.to_owned(),
                min: self.occurrences(element.attribute("minOccurs"))?,
                max: self.occurrences(element.attribute("maxOccurs"))?,
            };
            // The reader's cursor tells elements of one type apart by name alone.
            if members.iter().any(|earlier| earlier.name == member.name) {
                return self.fail(Kind::Twice, member.name);
            }
            if member.max == 0 || member.min > member.max || member.min == UNBOUNDED {
                return self.fail(Kind::Number, member.name);
            }
            members.push(member);
        }
        if members.is_empty() {
            return self.fail(Kind::Construct, "a type without elements");
        }
        Ok(members)
    }

    fn occurrences(&self, text: Option<&str>) -> Result<u16, GenerateError> {
        match text {
            None => Ok(1),
            Some("unbounded") => Ok(UNBOUNDED),
            Some(number) => match number.parse::<u16>() {
                Ok(number) if number < UNBOUNDED => Ok(number),
                _ => self.fail(Kind::Number, number),
            },
        }
    }

    fn any(&self, any: Node<'_, '_>) -> Result<Definition, GenerateError> {
        self.only(any, &["namespace", "processContents"])?;
        if !matches!(any.attribute("processContents"), Some("lax" | "skip")) {
            return self.fail(Kind::Construct, "xs:any with strict content");
        }
        match any.attribute("namespace") {
            Some("##any") | None => Ok(Definition::Any(Wildcard::Anything)),
            Some("http://www.w3.org/2000/09/xmldsig#") => Ok(Definition::Any(Wildcard::Signature)),
            Some(other) => self.fail(Kind::Construct, other),
        }
    }

    fn attributed(&self, extension: Node<'_, '_>) -> Result<Definition, GenerateError> {
        let attribute = self.single(extension)?;
        if self.tag(extension)? != "extension" || self.tag(attribute)? != "attribute" {
            return self.fail(Kind::Construct, self.tag(attribute)?);
        }
        self.only(extension, &["base"])?;
        self.only(attribute, &["name", "type", "use"])?;
        if attribute.attribute("use") != Some("required") {
            return self.fail(Kind::Construct, "an attribute that may be left out");
        }
        Ok(Definition::Attributed {
            base: self.needed(extension, "base")?.to_owned(),
            attribute: self.needed(attribute, "name")?.to_owned(),
            of: self.needed(attribute, "type")?.to_owned(),
        })
    }

    fn simple(&self, simple: Node<'_, '_>) -> Result<Simple, GenerateError> {
        self.only(simple, &["name"])?;
        let restriction = self.single(simple)?;
        self.only(restriction, &["base"])?;
        let base = self.needed(restriction, "base")?;
        let Some(base) = base.strip_prefix("xs:") else {
            return self.fail(Kind::Construct, base);
        };
        if self.tag(restriction)? != "restriction" {
            return self.fail(Kind::Construct, self.tag(restriction)?);
        }
        let mut read = Simple { base: base.to_owned(), ..Simple::default() };
        for facet in parts(restriction) {
            self.only(facet, &["value"])?;
            let name = self.tag(facet)?;
            let value = self.needed(facet, "value")?.to_owned();
            if name == "enumeration" {
                read.codes.push(value);
            } else if read.facets.insert(name.to_owned(), value).is_some() {
                return self.fail(Kind::Twice, name);
            }
        }
        Ok(read)
    }

    /// The name of an element of XML Schema.
    fn tag<'n>(&self, node: Node<'n, '_>) -> Result<&'n str, GenerateError> {
        match node.tag_name().namespace() {
            Some(XML_SCHEMA) => Ok(node.tag_name().name()),
            _ => self.fail(Kind::Construct, node.tag_name().name()),
        }
    }

    /// The only part of `node`.
    fn single<'n, 'i: 'n>(&self, node: Node<'n, 'i>) -> Result<Node<'n, 'i>, GenerateError> {
        let mut parts = parts(node);
        match (parts.next(), parts.next()) {
            (Some(part), None) => Ok(part),
            _ => self.fail(Kind::Construct, node.tag_name().name()),
        }
    }

    /// Fails if `node` has attributes other than these.
    fn only(&self, node: Node<'_, '_>, names: &[&str]) -> Result<(), GenerateError> {
        match node.attributes().find(|attribute| !names.contains(&attribute.name())) {
            Some(attribute) => self.fail(Kind::Construct, attribute.name()),
            None => Ok(()),
        }
    }

    fn needed<'n>(&self, node: Node<'n, '_>, name: &str) -> Result<&'n str, GenerateError> {
        match node.attribute(name) {
            Some(value) => Ok(value),
            None => self.fail(Kind::Construct, name),
        }
    }
}

/// The elements inside `node` that define something.
fn parts<'n, 'i: 'n>(node: Node<'n, 'i>) -> impl Iterator<Item = Node<'n, 'i>> {
    let elements = node.children().filter(|part| part.is_element());
    elements.filter(|element| element.tag_name().name() != "annotation")
}
