//! camt.054.001.08: money came to an account or left it.

use super::xml::Xml;
use super::{Entry, Envelope, ReportedAccount, WriteError};

/// What was booked to a participant's accounts, told as it happens.
///
/// A payment with several legs touches several accounts, each of one currency: one notice each.
#[derive(Clone, Copy)]
pub struct Notification<'a> {
    /// Order: as the caller gives it. Shape: at least one, one per account.
    pub notices: &'a [Notice<'a>],
}

/// What was booked to one account.
#[derive(Clone, Copy)]
pub struct Notice<'a> {
    /// The notice's own identifier. Range: 1 to 35 characters. Source: `Ntfctn/Id`.
    pub id: &'a str,
    /// The account.
    pub account: ReportedAccount<'a>,
    /// Order: as booked. Shape: one per leg of a payment.
    pub entries: &'a [Entry<'a>],
}

impl Notification<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.054.001.08";

    /// Writes the notification.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("BkToCstmrDbtCdtNtfctn", |xml| {
                xml.within("GrpHdr", |xml| envelope.group_header(xml));
                if self.notices.is_empty() {
                    xml.refuse("Ntfctn", super::Flaw::Empty);
                }
                for notice in self.notices {
                    xml.within("Ntfctn", |xml| notice.body(xml, envelope));
                }
            });
        })
    }
}

impl Notice<'_> {
    fn body(&self, xml: &mut Xml, envelope: &Envelope<'_>) {
        xml.reference("Id", self.id);
        xml.instant("CreDtTm", envelope.created);
        self.account.write(xml);
        for entry in self.entries {
            entry.write(xml, &self.account);
        }
    }
}
