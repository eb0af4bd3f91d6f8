//! camt.056.001.08: a bank asks for its payment back, before or after it settled.

use terms::BusinessDate;

use super::{Case, CurrencyAmount, Envelope, Original, Reason, WriteError};

/// A request to cancel an earlier payment; a camt.029 answers it.
#[derive(Clone, Copy, Debug)]
pub struct CancellationRequest<'a> {
    /// The request's own identifier. Range: 1 to 35 characters. Source: `CxlId`.
    pub cancellation_id: &'a str,
    /// The investigation it belongs to.
    pub case: Option<Case<'a>>,
    /// The payment that shall be cancelled.
    pub original: Original<'a>,
    /// What it was to settle or settled.
    pub original_amount: Option<CurrencyAmount>,
    /// When it was to settle or settled.
    pub original_date: Option<BusinessDate>,
    /// Why. Source: external code set `ExternalCancellationReason1Code`, such as `DUPL`.
    pub reason: Reason<'a>,
}

impl CancellationRequest<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.056.001.08";

    /// Writes the request; the envelope's sender assigns it to the receiver.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("FIToFIPmtCxlReq", |xml| {
                envelope.assignment(xml);
                xml.within("Undrlyg", |xml| {
                    xml.within("TxInf", |xml| {
                        xml.reference("CxlId", self.cancellation_id);
                        if let Some(case) = &self.case {
                            xml.case("Case", case);
                        }
                        xml.original(&self.original);
                        if let Some(amount) = self.original_amount {
                            xml.amount("OrgnlIntrBkSttlmAmt", amount);
                        }
                        if let Some(date) = self.original_date {
                            xml.date("OrgnlIntrBkSttlmDt", date);
                        }
                        xml.reason("CxlRsnInf", &self.reason);
                    });
                });
            });
        })
    }
}
