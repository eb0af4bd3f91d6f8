//! camt.062.001.03: what a participant is to pay in, of each currency, and until when.

use terms::{Bic, BusinessDate, Instant};

use super::xml::Xml;
use super::{CurrencyAmount, Envelope, WriteError};

/// Most cycles that four digits tell apart.
const MAX_SESSION: u64 = 9_999;

/// The schedule of a netting cycle as one participant is told it at the cut-off.
///
/// One moment for all currencies: nothing is paid in by instalments.
/// camt.061, the call, asks for more after somebody failed; this system settles without that
/// somebody at once and has no time in which to ask, so it sends none.
#[derive(Clone, Copy)]
pub struct PayInSchedule<'a> {
    /// Whose schedule it is.
    pub participant: Bic,
    /// The day on which it settles. Source: `RptData/ValDt`.
    pub value_date: BusinessDate,
    /// The cycle's number, told while it has at most four digits. Source: `RptData/SttlmSsnIdr`.
    pub cycle: u64,
    /// Until when all of it is there. Source: `PayInSchdlItm/Ddln`.
    pub deadline: Instant,
    /// What it receives. Order: by currency. Source: `PayInSchdlLngBal`.
    pub receives: &'a [CurrencyAmount],
    /// What it pays in. Order: by currency. Source: `PayInSchdlItm`.
    pub pays_in: &'a [CurrencyAmount],
}

impl PayInSchedule<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.062.001.03";

    /// Writes the schedule.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("PayInSchdl", |xml| self.body(xml, envelope));
        })
    }

    fn body(&self, xml: &mut Xml, envelope: &Envelope<'_>) {
        xml.within("PtyId", |xml| {
            xml.within("AnyBIC", |xml| {
                xml.identifier("AnyBIC", self.participant.as_short(), 11);
            });
        });
        xml.within("RptData", |xml| {
            xml.reference("MsgId", envelope.message_id);
            xml.date("ValDt", self.value_date);
            xml.instant("DtAndTmStmp", envelope.created);
            // Official, and the first: no schedule is revised.
            xml.constant("Tp", "OFFI");
            xml.constant("SchdlTp", "INIT");
            if self.cycle <= MAX_SESSION {
                xml.identifier("SttlmSsnIdr", &format!("{:04}", self.cycle), 4);
            }
        });
        for amount in self.receives {
            xml.within("PayInSchdlLngBal", |xml| xml.amount("Bal", *amount));
        }
        for amount in self.pays_in {
            xml.within("PayInSchdlItm", |xml| {
                xml.amount("Amt", *amount);
                xml.instant("Ddln", self.deadline);
            });
        }
    }
}
