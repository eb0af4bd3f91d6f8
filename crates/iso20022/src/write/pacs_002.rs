//! pacs.002.001.10: how far a payment has come.

use terms::{BusinessDate, Instant};

use super::{Envelope, Original, Reason, Status, WriteError};

/// The status of one earlier payment, return or request, told to its sender or receiver.
///
/// `InstgAgt` is the sender of the report, not of the payment, as ISO 20022 defines it.
#[derive(Clone, Copy, Debug)]
pub struct StatusReport<'a> {
    /// What is reported on.
    pub original: Original<'a>,
    /// How far it has come.
    pub status: Status,
    /// Why; needed for [`Status::Rejected`], told for [`Status::Pending`].
    pub reason: Option<Reason<'a>>,
    /// When the system accepted it: the instant of its log record.
    pub accepted: Option<Instant>,
    /// The date on which it became final; only with [`Status::Settled`].
    pub settled_on: Option<BusinessDate>,
    /// The system's own reference, such as the log position.
    /// Range: 1 to 35 characters. Source: pacs.002 `ClrSysRef`.
    pub clearing_reference: Option<&'a str>,
}

impl StatusReport<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "pacs.002.001.10";

    /// Writes the report.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("FIToFIPmtStsRpt", |xml| {
                xml.within("GrpHdr", |xml| envelope.group_header(xml));
                xml.within("TxInfAndSts", |xml| {
                    xml.original(&self.original);
                    xml.constant("TxSts", self.status.code());
                    if let Some(reason) = self.reason {
                        xml.reason("StsRsnInf", &reason);
                    }
                    if let Some(accepted) = self.accepted {
                        xml.instant("AccptncDtTm", accepted);
                    }
                    if let Some(date) = self.settled_on {
                        xml.within("FctvIntrBkSttlmDt", |xml| xml.date("Dt", date));
                    }
                    xml.optional_reference("ClrSysRef", self.clearing_reference);
                    envelope.agents(xml);
                });
            });
        })
    }
}
