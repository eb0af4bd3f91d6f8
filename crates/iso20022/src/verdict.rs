//! What a check found: the layer that objects, the answer code, the place, and why in words.

use std::error::Error;
use std::fmt;

use serde::Serialize;

/// The code that answers every message that could not be read as what it claims to be.
///
/// Source: admi.002, the message reject; nothing in the text is trusted yet, so no status message
/// can answer it.
pub const MALFORMED: &str = "admi.002";

/// The part of the check that objects, from the outside in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Nothing arrived that could be read at all.
    Transport,
    /// The text is not the plain, namespace-correct XML that this system takes.
    Xml,
    /// The text breaks the XML Schema of its message.
    Schema,
    /// The text is larger, deeper or wider than this system takes.
    Limits,
    /// The message breaks a rule of the market profile.
    Profile,
}

impl Layer {
    /// The layer as a word in lower case, as reports print it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Xml => "xml",
            Self::Schema => "schema",
            Self::Limits => "limits",
            Self::Profile => "profile",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One objection to a message.
///
/// It names elements, limits and codes, never a value: values may be personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The layer that objects.
    pub layer: Layer,
    /// `admi.002` or an ISO external reason such as `AM11`.
    pub code: &'static str,
    /// The element path from `AppHdr` or `Document` on, without prefixes; outside of them the
    /// path of the wrapper, or nothing.
    pub path: String,
    /// Where in the input.
    ///
    /// Unit: bytes. Range: 0 ..= length of the input.
    pub offset: usize,
    /// What is wrong and what to do, in lower case.
    pub text: String,
}

impl Finding {
    /// The line of the finding in the input it was found in.
    ///
    /// Unit: lines. Range: 1 ..= lines of the input. Cost: O(offset).
    pub fn line(&self, input: &[u8]) -> u32 {
        let before = input.get(..self.offset).unwrap_or(input);
        let breaks = before.iter().filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.layer, self.code)?;
        if !self.path.is_empty() {
            write!(f, " at {}", self.path)?;
        }
        write!(f, ": {}", self.text)
    }
}

impl Error for Finding {}
