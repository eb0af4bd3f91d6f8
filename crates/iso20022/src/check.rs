//! The door: bytes in, a verdict or a checked message out.

use serde::Serialize;

use crate::profile::{Profile, Subject, judge};
use crate::reader::{Limits, Message, read};
use crate::tables::{NAMESPACE, schema};
use crate::verdict::{Finding, Layer};
use crate::view::{Content, Header};

/// What a check says of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// Whether nothing objects.
    pub accepted: bool,
    /// The definition of the document, or of the header if it came alone, such as
    /// `pacs.008.001.08`; none where nothing in the text can be trusted.
    pub message: Option<String>,
    /// The first objection.
    pub finding: Option<Finding>,
    /// Whether this system does something with such a message; others are checked and told so.
    pub acted_on: bool,
}

/// A message that passed every check, with its views.
pub struct Checked<'a> {
    /// The message, with the place of every element.
    pub message: Message<'a>,
    /// Its business header.
    pub header: Option<Header<'a>>,
    /// What it says.
    pub content: Content<'a>,
}

impl Checked<'_> {
    /// The definition of the document, or of the header if it came alone.
    pub fn definition(&self) -> Option<&'static str> {
        definition(&self.message)
    }

    /// Whether this system does something with the message: one payment or request, of a kind it
    /// settles or answers.
    pub fn acted_on(&self) -> bool {
        self.content.occurrences() == Some(1)
    }
}

/// A message that was refused: its definition as far as it could be trusted, and why.
pub type Refused = (Option<&'static str>, Finding);

/// Reads a message and judges it: size, encoding, XML, schema, profile.
///
/// The first objection ends it. Cost: O(input), within `limits`.
pub fn parse<'a>(
    input: &'a [u8],
    limits: &Limits,
    profile: &Profile<'_>,
) -> Result<Checked<'a>, Refused> {
    let message = read(input, limits).map_err(|finding| (claimed(input, &finding), finding))?;
    let header = Header::of(&message);
    let content = Content::of(&message);
    let subject = Subject {
        message: &message,
        input,
        header: header.as_ref(),
        content: &content,
        profile,
        strict: profile.is_strict(header.as_ref()),
    };
    match judge(&subject) {
        Ok(()) => Ok(Checked { message, header, content }),
        Err(finding) => Err((definition(&message), finding)),
    }
}

/// Judges a message and keeps nothing of it.
///
/// ```
/// use iso20022::{Limits, Profile, check};
///
/// let verdict = check(b"not xml", &Limits::default(), &Profile::default_rulebook());
/// assert!(!verdict.accepted && verdict.message.is_none());
/// ```
pub fn check(input: &[u8], limits: &Limits, profile: &Profile<'_>) -> Verdict {
    match parse(input, limits, profile) {
        Ok(checked) => Verdict {
            accepted: true,
            message: checked.definition().map(str::to_owned),
            finding: None,
            acted_on: checked.acted_on(),
        },
        Err((message, finding)) => Verdict {
            accepted: false,
            message: message.map(str::to_owned),
            finding: Some(finding),
            acted_on: false,
        },
    }
}

fn definition(message: &Message<'_>) -> Option<&'static str> {
    message.document.or(message.header).map(|schema| schema.name)
}

/// The known definition that a text claims for its document, where it broke that one's schema.
///
/// Of a text that is no proper XML nothing is believed.
fn claimed(input: &[u8], finding: &Finding) -> Option<&'static str> {
    if finding.layer != Layer::Schema {
        return None;
    }
    let text = std::str::from_utf8(input).ok()?;
    let mut names = text.split(NAMESPACE).skip(1).filter_map(|rest| {
        let name = rest.split(|end: char| !(end.is_ascii_alphanumeric() || end == '.')).next()?;
        schema(name)
    });
    let first = names.next()?;
    let document = Some(first).into_iter().chain(names).find(|schema| schema.root == "Document");
    Some(document.unwrap_or(first).name)
}
