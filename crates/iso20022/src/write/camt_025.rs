//! camt.025.001.05: what became of a liquidity transfer or another treasury request.

use super::xml::Xml;
use super::{Envelope, Reason, Status, WriteError};

/// The answer to a camt.050 or to another request that is no payment.
#[derive(Clone, Copy, Debug)]
pub struct LiquidityReceipt<'a> {
    /// The request's message identifier. Range: 1 to 35 characters.
    pub original_message_id: &'a str,
    /// The request's definition, such as `camt.050.001.05`. Range: 1 to 35 characters.
    pub original_definition: &'a str,
    /// The transfer's own identifier. Range: 1 to 35 characters. Source: `OrgnlPmtId/TxId`.
    pub transfer_id: Option<&'a str>,
    /// What became of it.
    pub status: Status,
    /// The same in words. Range: to 140 characters, cut beyond; left out where empty.
    pub description: &'a str,
    /// Why; written as a second `ReqHdlg`, since the schema has no element for it.
    pub reason: Option<Reason<'a>>,
}

impl LiquidityReceipt<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.025.001.05";

    /// Writes the receipt.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("Rct", |xml| {
                xml.within("MsgHdr", |xml| envelope.group_header(xml));
                xml.within("RctDtls", |xml| self.details(xml));
            });
        })
    }

    fn details(&self, xml: &mut Xml) {
        xml.within("OrgnlMsgId", |xml| {
            xml.reference("MsgId", self.original_message_id);
            xml.reference("MsgNmId", self.original_definition);
        });
        if let Some(id) = self.transfer_id {
            xml.within("OrgnlPmtId", |xml| xml.reference("TxId", id));
        }
        handling(xml, self.status.code(), self.description);
        if let Some(reason) = self.reason {
            handling(xml, reason.code, reason.text);
        }
    }
}

fn handling(xml: &mut Xml, code: &str, description: &str) {
    xml.within("ReqHdlg", |xml| {
        xml.external_code("StsCd", code);
        if !description.is_empty() {
            xml.text("Desc", description, 140);
        }
    });
}
