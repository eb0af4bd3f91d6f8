//! admi.002.001.01: a message that could not be taken at all.

use terms::Instant;

use super::{Envelope, WriteError};

/// The answer to something that could not be parsed, or whose sender could not be believed.
#[derive(Clone, Copy, Debug)]
pub struct MessageReject<'a> {
    /// The refused message's identifier; [`MessageReject::NOT_AVAILABLE`] is written for none.
    /// Range: 1 to 35 characters; give none where what was found is longer.
    pub related_reference: Option<&'a str>,
    /// Why, as a code. Range: 1 to 35 characters. Source: `RjctgPtyRsn`.
    pub reason: &'a str,
    /// When it was refused.
    pub rejected: Option<Instant>,
    /// Where: the element's path. Range: to 350 characters, cut beyond.
    pub location: Option<&'a str>,
    /// Why, in words and without values. Range: to 350 characters, cut beyond.
    pub description: Option<&'a str>,
    /// More. Range: to 20,000 characters, cut beyond.
    pub additional: Option<&'a str>,
}

impl MessageReject<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "admi.002.001.01";

    /// What stands for the reference of a message whose identifier could not be read.
    pub const NOT_AVAILABLE: &'static str = "NOTAVAILABLE";

    /// Writes the refusal.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("admi.002.001.01", |xml| {
                xml.within("RltdRef", |xml| {
                    xml.reference("Ref", self.related_reference.unwrap_or(Self::NOT_AVAILABLE));
                });
                xml.within("Rsn", |xml| {
                    xml.reference("RjctgPtyRsn", self.reason);
                    if let Some(rejected) = self.rejected {
                        xml.instant("RjctnDtTm", rejected);
                    }
                    if let Some(location) = self.location {
                        xml.text("ErrLctn", location, 350);
                    }
                    if let Some(description) = self.description {
                        xml.text("RsnDesc", description, 350);
                    }
                    if let Some(additional) = self.additional {
                        xml.text("AddtlData", additional, 20_000);
                    }
                });
            });
        })
    }
}
