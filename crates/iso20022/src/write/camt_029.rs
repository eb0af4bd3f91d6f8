//! camt.029.001.09: what became of a request to cancel a payment.

use super::{Case, Envelope, Original, Reason, WriteError};

/// The answer to a camt.056.
#[derive(Clone, Copy, Debug)]
pub struct CancellationResolution<'a> {
    /// The answer's own identifier. Range: 1 to 35 characters. Source: `CxlStsId`.
    pub status_id: Option<&'a str>,
    /// The investigation that the request opened.
    pub case: Option<Case<'a>>,
    /// The payment that was to be cancelled.
    pub original: Original<'a>,
    /// What became of it.
    pub outcome: Outcome<'a>,
}

/// What became of a request to cancel.
///
/// Source of the reasons: external code set `ExternalPaymentCancellationRejection1Code`.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// `CNCL`: the payment was withdrawn before it settled.
    Cancelled,
    /// `RJCR`: the payment stays, for that reason.
    Rejected(Reason<'a>),
    /// `PDCR`: not decided yet, for that reason.
    Pending(Reason<'a>),
}

impl Outcome<'_> {
    fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "CNCL",
            Self::Rejected(_) => "RJCR",
            Self::Pending(_) => "PDCR",
        }
    }

    fn reason(&self) -> Option<&Reason<'_>> {
        match self {
            Self::Cancelled => None,
            Self::Rejected(reason) | Self::Pending(reason) => Some(reason),
        }
    }
}

impl CancellationResolution<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.029.001.09";

    /// Writes the answer; the envelope's sender assigns it to the receiver.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("RsltnOfInvstgtn", |xml| {
                envelope.assignment(xml);
                xml.within("Sts", |xml| xml.constant("Conf", self.outcome.code()));
                xml.within("CxlDtls", |xml| {
                    xml.within("TxInfAndSts", |xml| {
                        xml.optional_reference("CxlStsId", self.status_id);
                        if let Some(case) = &self.case {
                            xml.case("RslvdCase", case);
                        }
                        xml.original(&self.original);
                        if let Some(reason) = self.outcome.reason() {
                            xml.reason("CxlStsRsnInf", reason);
                        }
                    });
                });
            });
        })
    }
}
