//! admi.007.001.01: a message arrived and is on the log.

use terms::Instant;

use super::{Envelope, Status, WriteError};

/// The acknowledgement of a message that needs no other answer.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptAcknowledgement<'a> {
    /// The message's identifier. Range: 1 to 35 characters. Source: `RltdRef/Ref`.
    pub related_reference: &'a str,
    /// The message's definition. Range: 1 to 35 characters. Source: `RltdRef/MsgNm`.
    pub related_definition: Option<&'a str>,
    /// What became of it so far.
    pub status: Status,
    /// Since when.
    pub since: Option<Instant>,
    /// The same in words. Range: to 140 characters, cut beyond.
    pub description: Option<&'a str>,
}

impl ReceiptAcknowledgement<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "admi.007.001.01";

    /// Writes the acknowledgement.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("RctAck", |xml| {
                xml.within("MsgId", |xml| envelope.group_header(xml));
                xml.within("Rpt", |xml| {
                    xml.within("RltdRef", |xml| {
                        xml.reference("Ref", self.related_reference);
                        xml.optional_reference("MsgNm", self.related_definition);
                    });
                    xml.within("ReqHdlg", |xml| {
                        xml.constant("StsCd", self.status.code());
                        if let Some(since) = self.since {
                            xml.instant("StsDtTm", since);
                        }
                        if let Some(description) = self.description {
                            xml.text("Desc", description, 140);
                        }
                    });
                });
            });
        })
    }
}
