//! pacs.028.001.03: a bank asks how far its payment has come.

use super::{Envelope, Original, WriteError};

/// A question about the status of an earlier payment; a pacs.002 answers it.
#[derive(Clone, Copy, Debug)]
pub struct StatusRequest<'a> {
    /// The question's own identifier. Range: 1 to 35 characters. Source: `StsReqId`.
    pub request_id: Option<&'a str>,
    /// The payment that is asked about.
    pub original: Original<'a>,
}

impl StatusRequest<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "pacs.028.001.03";

    /// Writes the question; envelope's sender and receiver are the two agents.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("FIToFIPmtStsReq", |xml| {
                xml.within("GrpHdr", |xml| envelope.group_header(xml));
                xml.within("TxInf", |xml| {
                    xml.optional_reference("StsReqId", self.request_id);
                    xml.original(&self.original);
                    envelope.agents(xml);
                });
            });
        })
    }
}
