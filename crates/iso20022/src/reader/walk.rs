//! The walk over the tags: which elements are open, what each may hold, what was found.

use super::attributes::{Attributes, Ending, Role};
use super::content::Model;
use super::scan::{BEYOND, BRACKET, Passage, REFERENCE, RETURN, Scan, Written};
use super::scope::{Namespace, Scope};
use super::{Element, Limits, Message, PathHash, Read, decode, finding, too_large, values};
use crate::tables::{ATTRIBUTES, Name, SCHEMAS, Schema, TYPES, Type, VALUES, Value, Wildcard};
use crate::verdict::{Finding, Layer};

/// The path of elements that no schema describes: it is never looked up.
const NOWHERE: PathHash = PathHash(0);

/// How an open element is read.
#[derive(Clone, Copy)]
enum Mode {
    /// Around header and document: only well-formed.
    Wrapper,
    /// In header or document: against the schema.
    Schema(Model),
    /// In an `xs:any`: only well-formed.
    Lax,
}

/// An element whose end tag has not come yet.
#[derive(Clone, Copy)]
struct Open {
    name: Written,
    mode: Mode,
    path: PathHash,
    /// Its row in the elements found, if a schema describes it.
    element: usize,
    /// The declarations in force outside of it.
    mark: usize,
}

/// A start tag that has been taken.
#[derive(Clone, Copy)]
struct Tag {
    name: Written,
    offset: usize,
    ending: Ending,
    namespace: Namespace,
    mark: usize,
}

/// What the next tag is.
enum Next {
    Start,
    End,
    Nothing,
}

/// The state of one reading.
pub(super) struct Walk<'a, 'l> {
    scan: Scan<'a>,
    limits: &'l Limits,
    scope: Scope,
    attributes: Attributes,
    open: Vec<Open>,
    elements: Vec<Element>,
    header: Option<&'static Schema>,
    document: Option<&'static Schema>,
    /// The row of the schema that is being read.
    schema: u16,
    /// The elements open around the header or document that is being read.
    outside: usize,
    /// The elements open around the content of an `xs:any` that is being read.
    strict: usize,
    /// The name in the start tag that is being read, for the path of a finding.
    tag: Option<Written>,
    has_root: bool,
    has_wrapper: bool,
    scratch: String,
}

impl<'a, 'l> Walk<'a, 'l> {
    /// A walk that has not begun.
    pub(super) fn new(text: &'a str, limits: &'l Limits) -> Self {
        Self {
            scan: Scan::new(text),
            limits,
            scope: Scope::new(),
            attributes: Attributes::new(limits),
            open: Vec::with_capacity(limits.depth.min(256)),
            // Dense messages have an element every 25 bytes.
            elements: Vec::with_capacity(text.len() / 24 + 8),
            header: None,
            document: None,
            schema: 0,
            outside: 0,
            strict: 0,
            tag: None,
            has_root: false,
            has_wrapper: false,
            scratch: String::new(),
        }
    }

    /// Reads everything.
    pub(super) fn run(mut self) -> Result<Message<'a>, Finding> {
        match self.all() {
            Ok(()) => Ok(Message {
                header: self.header,
                document: self.document,
                elements: self.elements,
                input: self.scan.text,
            }),
            Err(mut finding) => {
                finding.path = self.path();
                Err(*finding)
            }
        }
    }

    fn all(&mut self) -> Read<()> {
        self.scan.declaration()?;
        loop {
            match self.next_tag()? {
                Next::Start => self.start()?,
                Next::End => self.end()?,
                Next::Nothing => return self.finish(),
            }
        }
    }

    /// Moves to the next tag, past white space, comments and text where it may stand.
    fn next_tag(&mut self) -> Read<Next> {
        loop {
            self.scan.space();
            match (self.scan.peek(), self.scan.second()) {
                (None, _) => return Ok(Next::Nothing),
                (Some(b'<'), Some(b'/')) => return Ok(Next::End),
                (Some(b'<'), Some(b'!')) => self.scan.comment()?,
                (Some(b'<'), Some(b'?')) => return Err(self.scan.refuse_markup()),
                (Some(b'<'), _) => return Ok(Next::Start),
                (Some(_), _) => self.stray_text()?,
            }
        }
    }

    /// Takes text between tags where the element may hold it.
    fn stray_text(&mut self) -> Read<()> {
        let offset = self.scan.at;
        match self.open.last().map(|open| open.mode) {
            None => {
                let text = "text outside of the root element; remove it";
                Err(finding(Layer::Xml, offset, text))
            }
            Some(Mode::Schema(_)) => {
                let text = "text where only elements may stand; remove it";
                Err(finding(Layer::Schema, offset, text))
            }
            Some(Mode::Wrapper | Mode::Lax) => {
                let passage = self.scan.text();
                self.plain(passage).map(drop)
            }
        }
    }

    /// Takes a start tag and everything that stands in it.
    fn start(&mut self) -> Read<()> {
        let offset = self.scan.at;
        if self.open.is_empty() && self.has_root {
            return Err(finding(Layer::Xml, offset, "a second root element; send one message"));
        }
        self.has_root = true;
        self.scan.at += 1;
        let name = self.scan.name(self.limits.name)?;
        self.tag = Some(name);
        let mark = self.scope.mark();
        let ending = self.attributes.read(&mut self.scan, &mut self.scope, self.limits)?;
        let Some(namespace) = self.scope.element(&self.scan, name) else {
            let text = "a prefix that is not declared; declare it or remove it";
            return Err(finding(Layer::Xml, offset, text));
        };
        if self.open.len() >= self.limits.depth {
            let text = format!("more than {} elements are open; nest less", self.limits.depth);
            return Err(finding(Layer::Limits, offset, text));
        }
        let tag = Tag { name, offset, ending, namespace, mark };
        match self.open.last().map(|open| open.mode) {
            None | Some(Mode::Wrapper) => match self.scan.local(name) {
                root @ ("AppHdr" | "Document") => self.root(tag, root),
                _ => self.wrapper(tag),
            },
            Some(Mode::Schema(Model::Any { wildcard, seen })) => self.any(tag, wildcard, seen),
            Some(Mode::Schema(model)) => self.inner(tag, model),
            Some(Mode::Lax) => self.lax(tag),
        }
    }

    /// An element around header and document.
    fn wrapper(&mut self, tag: Tag) -> Read<()> {
        self.has_wrapper = true;
        self.push(tag, Mode::Wrapper, NOWHERE, 0)
    }

    /// The header or the document begins.
    fn root(&mut self, tag: Tag, root: &str) -> Read<()> {
        let Namespace::Iso(row) = tag.namespace else {
            return Err(self.unknown_namespace(tag));
        };
        let Some(schema) = SCHEMAS.get(usize::from(row)).filter(|schema| schema.root == root)
        else {
            return Err(self.unknown_namespace(tag));
        };
        let refused = match (root, self.header, self.document) {
            ("AppHdr", Some(_), _) => Some("a second AppHdr; send one message"),
            ("AppHdr", _, Some(_)) => Some("an AppHdr behind the Document; put it in front"),
            (_, _, Some(_)) => Some("a second Document; send one message"),
            _ => None,
        };
        if let Some(text) = refused {
            return Err(finding(Layer::Xml, tag.offset, text));
        }
        if root == "AppHdr" {
            self.header = Some(schema);
        } else {
            self.document = Some(schema);
            self.check_size()?;
        }
        self.schema = row;
        self.outside = self.open.len();
        self.enter(tag, schema.content, super::path(root))
    }

    /// Only account reports may be large.
    fn check_size(&self) -> Read<()> {
        let length = self.scan.bytes.len();
        let is_report = self.document.is_some_and(|schema| {
            ["camt.052.", "camt.053.", "camt.054."].iter().any(|kind| schema.name.starts_with(kind))
        });
        if length > self.limits.bytes && !is_report {
            return Err(too_large(length, self.limits.bytes));
        }
        Ok(())
    }

    /// An element that the schema describes.
    fn inner(&mut self, tag: Tag, before: Model) -> Read<()> {
        if tag.namespace != Namespace::Iso(self.schema) {
            let text = "an element in another namespace than its message; use the same";
            return Err(finding(Layer::Schema, tag.offset, text));
        }
        let mut model = before;
        let name = Name::read(self.scan.bytes, tag.name.local, tag.name.end);
        let Some(particle) = name.and_then(|name| model.take(name)) else {
            let text = format!("this element may not stand here; expected {}", before.expected());
            return Err(finding(Layer::Schema, tag.offset, text));
        };
        let Some(parent) = self.open.last_mut() else {
            return Ok(());
        };
        parent.mode = Mode::Schema(model);
        let path = parent.path.child(self.scan.local(tag.name));
        self.enter(tag, particle.of, path)
    }

    /// The content of an element that the schema describes begins.
    fn enter(&mut self, tag: Tag, of: u16, path: PathHash) -> Read<()> {
        // Invariant: the generator writes only rows that exist.
        let content = TYPES[usize::from(of)];
        if let Type::Leaf { value, attribute } = content {
            return self.leaf(tag, VALUES[usize::from(value)], attribute, path);
        }
        self.attribute(tag, None)?;
        let element = self.elements.len();
        let at = position(self.scan.at);
        self.elements.push(Element {
            path,
            depth: self.depth(),
            leaf: false,
            start: at,
            end: at,
            attribute: None,
            offset: position(tag.offset),
            collapses: false,
        });
        match Model::of(content) {
            Some(model) => self.push(tag, Mode::Schema(model), path, element),
            None => Ok(()),
        }
    }

    /// An element with a value, from its start tag to its end tag.
    fn leaf(&mut self, tag: Tag, value: Value, attribute: Option<u16>, path: PathHash) -> Read<()> {
        let attribute = self.attribute(tag, attribute)?;
        let mut passage = Passage { start: self.scan.at, end: self.scan.at, kinds: 0 };
        if tag.ending == Ending::Open {
            passage = self.scan.text();
            if self.scan.second() != Some(b'/') {
                return Err(self.interrupted());
            }
            self.scan.end_tag(tag.name)?;
        }
        let (start, end) = self.value(value, passage)?;
        self.elements.push(Element {
            path,
            depth: self.depth(),
            leaf: true,
            start: position(start),
            end: position(end),
            attribute,
            offset: position(tag.offset),
            collapses: value.collapses(),
        });
        self.scope.restore(tag.mark);
        self.tag = None;
        Ok(())
    }

    /// The finding for a value that does not end with its end tag.
    #[cold]
    fn interrupted(&self) -> Box<Finding> {
        match self.scan.second() {
            None => {
                let text = "the message ends inside a value; send it whole";
                finding(Layer::Xml, self.scan.bytes.len(), text)
            }
            Some(b'!' | b'?') => self.scan.refuse_markup(),
            Some(_) => {
                let text = "an element inside a value; this element holds text only";
                finding(Layer::Schema, self.scan.at, text)
            }
        }
    }

    /// Checks a value and tells where it stands without white space that is no part of it.
    fn value(&mut self, value: Value, passage: Passage) -> Read<(usize, usize)> {
        let returns = self.plain(passage)?;
        let mut raw = self.scan.part(passage.start, passage.end);
        let mut start = passage.start;
        if value.collapses() {
            start += raw.len() - raw.trim_start_matches([' ', '\t', '\n', '\r']).len();
            raw = values::trim(raw);
        }
        let fits = if passage.kinds & REFERENCE != 0 {
            let resolved = self.scratch.as_str();
            let resolved = if value.collapses() { values::trim(resolved) } else { resolved };
            values::holds(value, resolved, resolved.chars().count())
        } else if passage.kinds & BEYOND != 0 {
            values::holds(value, raw, raw.chars().count().saturating_sub(returns))
        } else {
            values::holds(value, raw, raw.len().saturating_sub(returns))
        };
        if fits {
            return Ok((start, start + raw.len()));
        }
        let text = format!("the value does not fit; expected {}", values::expectation(value));
        Err(finding(Layer::Schema, passage.start, text))
    }

    /// Checks what XML asks of any text, resolves references into `scratch`, and counts the
    /// characters that vanish where two of them end one line.
    fn plain(&mut self, passage: Passage) -> Read<usize> {
        if passage.kinds & (REFERENCE | RETURN | BRACKET) == 0 {
            return Ok(0);
        }
        let raw = self.scan.part(passage.start, passage.end);
        if passage.kinds & BRACKET != 0
            && let Some(at) = raw.find("]]>")
        {
            let text = "the characters ]]> inside a text; write the last as &gt;";
            return Err(finding(Layer::Xml, passage.start + at, text));
        }
        if passage.kinds & REFERENCE != 0 {
            decode::resolve(raw, &mut self.scratch)
                .map_err(|bad| finding(Layer::Xml, passage.start + bad.at, bad.text))?;
        }
        if passage.kinds & RETURN != 0 { Ok(raw.matches("\r\n").count()) } else { Ok(0) }
    }

    /// Checks the attributes of an element that the schema describes, which must have the one in
    /// row `wanted` and no other, and tells where its value stands.
    fn attribute(&self, tag: Tag, wanted: Option<u16>) -> Read<Option<(u32, u32)>> {
        let wanted = wanted.and_then(|row| ATTRIBUTES.get(usize::from(row)));
        let mut found = None;
        for attribute in self.attributes.found() {
            match attribute.role {
                Role::Declaration | Role::Location => continue,
                Role::Own | Role::Other => {}
            }
            let name = self.scan.local(attribute.name);
            let at = attribute.name.start;
            let Some(wanted) = wanted.filter(|it| it.name == name && attribute.role == Role::Own)
            else {
                let text = "an attribute that the schema does not know; remove it";
                return Err(finding(Layer::Schema, at, text));
            };
            if attribute.refers {
                let text = format!("a reference inside attribute {name}; write it plainly");
                return Err(finding(Layer::Xml, at, text));
            }
            let (start, end) = attribute.value;
            let text = self.scan.part(start, end);
            let value = VALUES[usize::from(wanted.value)];
            if !values::holds(value, text, text.chars().count()) {
                let expected = values::expectation(value);
                let text = format!("attribute {name} does not fit; expected {expected}");
                return Err(finding(Layer::Schema, start, text));
            }
            found = Some((position(start), position(end)));
        }
        match wanted {
            Some(wanted) if found.is_none() => {
                let text = format!("attribute {} is missing; add it", wanted.name);
                Err(finding(Layer::Schema, tag.offset, text))
            }
            _ => Ok(found),
        }
    }

    /// The element in an `xs:any`.
    fn any(&mut self, tag: Tag, wildcard: Wildcard, seen: bool) -> Read<()> {
        if seen {
            let text = "a second element where one may stand; remove it";
            return Err(finding(Layer::Schema, tag.offset, text));
        }
        if wildcard == Wildcard::Signature && tag.namespace != Namespace::Signature {
            let text = "an element other than an xml signature; expected ds:Signature";
            return Err(finding(Layer::Schema, tag.offset, text));
        }
        if let Some(parent) = self.open.last_mut() {
            parent.mode = Mode::Schema(Model::Any { wildcard, seen: true });
        }
        self.strict = self.open.len();
        self.lax(tag)
    }

    /// An element that no schema of ours describes.
    fn lax(&mut self, tag: Tag) -> Read<()> {
        if self.open.len() - self.strict >= self.limits.lax_depth {
            let most = self.limits.lax_depth;
            let text = format!("more than {most} elements are open in an extension; nest less");
            return Err(finding(Layer::Limits, tag.offset, text));
        }
        self.push(tag, Mode::Lax, NOWHERE, 0)
    }

    /// Opens an element, and closes it again if its tag is empty.
    fn push(&mut self, tag: Tag, mode: Mode, path: PathHash, element: usize) -> Read<()> {
        self.open.push(Open { name: tag.name, mode, path, element, mark: tag.mark });
        self.tag = None;
        match tag.ending {
            Ending::Open => Ok(()),
            Ending::Empty => self.close(self.scan.at),
        }
    }

    /// Takes the end tag of the innermost open element.
    fn end(&mut self) -> Read<()> {
        let offset = self.scan.at;
        let Some(open) = self.open.last() else {
            let text = "an end tag without a start tag; remove it";
            return Err(finding(Layer::Xml, offset, text));
        };
        self.scan.end_tag(open.name)?;
        self.close(offset)
    }

    /// Closes the innermost open element, whose content ends at `offset`.
    fn close(&mut self, offset: usize) -> Read<()> {
        let Some(open) = self.open.last() else {
            return Ok(());
        };
        if let Mode::Schema(model) = open.mode {
            if !model.may_end() {
                let text = format!("an element is missing; expected {}", model.expected());
                return Err(finding(Layer::Schema, offset, text));
            }
            if let Some(element) = self.elements.get_mut(open.element) {
                element.end = position(offset);
            }
        }
        self.scope.restore(open.mark);
        self.open.pop();
        Ok(())
    }

    /// Checks at the end of the input that a whole message was there.
    fn finish(&self) -> Read<()> {
        let at = self.scan.bytes.len();
        let text = match (self.has_root, self.header, self.document) {
            (false, _, _) => "no element at all; send a message",
            _ if !self.open.is_empty() => "the message ends before its end tags; send it whole",
            (_, None, None) => "neither AppHdr nor Document; send an iso 20022 message",
            (_, None, Some(_)) if self.has_wrapper => "no AppHdr in the wrapper; add it",
            (_, Some(_), None) if self.has_wrapper => "no Document in the wrapper; add it",
            (_, Some(_), None) if at > self.limits.bytes => {
                return Err(too_large(at, self.limits.bytes));
            }
            _ => return Ok(()),
        };
        Err(finding(Layer::Xml, at, text))
    }

    /// The depth of the element that is being read.
    fn depth(&self) -> u8 {
        u8::try_from(self.open.len() - self.outside + 1).unwrap_or(u8::MAX)
    }

    /// The finding for a root element that belongs to no known message.
    #[cold]
    fn unknown_namespace(&self, tag: Tag) -> Box<Finding> {
        let text = "a namespace of no known iso 20022 message; use one of the schemas listed";
        finding(Layer::Xml, tag.offset, text)
    }

    /// The path of what is being read.
    #[cold]
    fn path(&self) -> String {
        let tag = self.tag.map(|name| self.scan.local(name));
        let root = self.open.iter().position(|open| matches!(open.mode, Mode::Schema(_)));
        let first = match (root, tag) {
            (Some(root), _) => root,
            (None, Some("AppHdr" | "Document")) => self.open.len(),
            (None, _) => 0,
        };
        let open = self.open.iter().skip(first);
        let mut names: Vec<&str> = open.map(|open| self.scan.local(open.name)).collect();
        names.extend(tag);
        names.join("/")
    }
}

/// A byte position in the width in which elements keep it.
fn position(at: usize) -> u32 {
    // Longer inputs are refused before they are read.
    u32::try_from(at).unwrap_or(u32::MAX)
}
