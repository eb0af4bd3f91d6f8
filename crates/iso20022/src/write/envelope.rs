//! The wrapper and the business application header, head.001.001.02.

use terms::{Bic, Instant};

use super::WriteError;
use super::xml::Xml;

const WRAPPER_NAMESPACE: &str = "urn:sarraf:envelope:1";
const ISO_NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";
const HEADER: &str = "head.001.001.02";

/// Who writes what to whom, and when: told once, carried in header and document alike.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The sender: the system for what it answers, the instructing agent for a payment.
    pub from: Bic,
    /// The receiver: the participant, or the system for what it shall settle.
    pub to: Bic,
    /// The message's own identifier, never used twice by its sender.
    /// Range: 1 to 35 characters. Source: head.001 `BizMsgIdr`.
    pub message_id: &'a str,
    /// When the message was made.
    pub created: Instant,
    /// The service whose rules the message follows.
    /// Range: 1 to 35 characters. Source: head.001 `BizSvc`.
    pub business_service: Option<&'a str>,
    /// Set where the text is sent again or to a further reader.
    pub copy: Option<CopyMark>,
    /// The header of the message that is answered.
    pub related: Option<Related<'a>>,
}

/// What kind of further copy a message is. Source: ISO 20022 `CopyDuplicate1Code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyMark {
    /// `COPY`: for a reader who is not the receiver.
    Copy,
    /// `DUPL`: to the same receiver again.
    Duplicate,
    /// `CODU`: a copy that is sent again.
    CopyOfDuplicate,
}

impl CopyMark {
    fn code(self) -> &'static str {
        match self {
            Self::Copy => "COPY",
            Self::Duplicate => "DUPL",
            Self::CopyOfDuplicate => "CODU",
        }
    }
}

/// The header of another message, cited. Source: head.001 `Rltd`.
#[derive(Clone, Copy, Debug)]
pub struct Related<'a> {
    /// Who sent it.
    pub from: Bic,
    /// Who received it.
    pub to: Bic,
    /// Its identifier. Range: 1 to 35 characters.
    pub message_id: &'a str,
    /// Its message definition, such as `pacs.009.001.08`. Range: 1 to 35 characters.
    pub definition: &'a str,
    /// When it was made.
    pub created: Instant,
}

impl Envelope<'_> {
    /// The whole text around a document of the given definition.
    pub(super) fn wrap(
        &self,
        definition: &'static str,
        body: impl FnOnce(&mut Xml),
    ) -> Result<String, WriteError> {
        let mut xml = Xml::new();
        xml.within_namespace("BizMsgEnvlp", WRAPPER_NAMESPACE, |xml| {
            let namespace = format!("{ISO_NAMESPACE}{HEADER}");
            xml.within_namespace("AppHdr", &namespace, |xml| self.header(xml, definition));
            let namespace = format!("{ISO_NAMESPACE}{definition}");
            xml.within_namespace("Document", &namespace, body);
        });
        xml.finish()
    }

    fn header(&self, xml: &mut Xml, definition: &'static str) {
        xml.within("Fr", |xml| xml.agent("FIId", self.from));
        xml.within("To", |xml| xml.agent("FIId", self.to));
        xml.reference("BizMsgIdr", self.message_id);
        xml.constant("MsgDefIdr", definition);
        xml.optional_reference("BizSvc", self.business_service);
        xml.instant("CreDt", self.created);
        if let Some(copy) = self.copy {
            xml.constant("CpyDplct", copy.code());
        }
        if let Some(related) = self.related {
            xml.within("Rltd", |xml| related.body(xml));
        }
    }

    /// `MsgId` and `CreDtTm`, as every group header begins.
    pub(super) fn group_header(&self, xml: &mut Xml) {
        xml.reference("MsgId", self.message_id);
        xml.instant("CreDtTm", self.created);
    }

    /// Sender and receiver as `InstgAgt` and `InstdAgt` of a message between the two.
    pub(super) fn agents(&self, xml: &mut Xml) {
        xml.agent("InstgAgt", self.from);
        xml.agent("InstdAgt", self.to);
    }

    /// `Assgnmt` of an investigation: the message's identifier, sender, receiver and moment.
    pub(super) fn assignment(&self, xml: &mut Xml) {
        xml.within("Assgnmt", |xml| {
            xml.reference("Id", self.message_id);
            xml.within("Assgnr", |xml| xml.agent("Agt", self.from));
            xml.within("Assgne", |xml| xml.agent("Agt", self.to));
            xml.instant("CreDtTm", self.created);
        });
    }
}

impl Related<'_> {
    fn body(&self, xml: &mut Xml) {
        xml.within("Fr", |xml| xml.agent("FIId", self.from));
        xml.within("To", |xml| xml.agent("FIId", self.to));
        xml.reference("BizMsgIdr", self.message_id);
        xml.reference("MsgDefIdr", self.definition);
        xml.instant("CreDt", self.created);
    }
}
