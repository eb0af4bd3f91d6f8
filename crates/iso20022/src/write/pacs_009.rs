//! pacs.009.001.08: a payment of one bank to another, also as a leg of a payment versus payment.

use terms::{Bic, BusinessDate, Uetr};

use super::xml::Xml;
use super::{CurrencyAmount, Envelope, Flaw, Priority, SettlementTimes, WriteError};

/// A bank's payment to another bank, on its own behalf.
#[derive(Clone, Copy, Debug)]
pub struct InstitutionPayment<'a> {
    /// The sender's own reference. Range: 1 to 35 characters. Source: `PmtId/InstrId`.
    pub instruction_id: Option<&'a str>,
    /// The debtor's reference. Range: 1 to 35 characters. Source: `PmtId/EndToEndId`.
    pub end_to_end_id: &'a str,
    /// The first bank's reference. Range: 1 to 35 characters. Source: `PmtId/TxId`.
    pub tx_id: Option<&'a str>,
    /// The payment's identity from end to end.
    pub uetr: Uetr,
    /// What is paid.
    pub amount: CurrencyAmount,
    /// When it is to settle.
    pub settlement_date: BusinessDate,
    /// How urgently; normal where none is told.
    pub priority: Option<Priority>,
    /// Between which moments.
    pub times: SettlementTimes,
    /// The clearing system's code. Range: 1 to 35 characters. Source: `SttlmInf/ClrSys/Prtry`.
    pub clearing_system: &'a str,
    /// The bank that gets the money on its account.
    pub instructed_agent: Bic,
    /// Who pays: mostly the sender itself.
    pub debtor: Bic,
    /// Who is paid: mostly the instructed agent itself.
    pub creditor: Bic,
    /// Set where this is one leg of a payment versus payment.
    pub pvp: Option<PvpTerms<'a>>,
    /// What the payment is for, in words. Range: to 140 characters, cut beyond.
    pub remittance: Option<&'a str>,
}

/// What must come back for a leg to settle: both or none.
///
/// Written as the line `/PVP/reference/CCYamount/BIC` in `InstrForNxtAgt/InstrInf`, because
/// version 08 has no element for it; the module `view` says how it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PvpTerms<'a> {
    /// What both legs have in common. Range: 1 to 35 letters, digits and hyphens.
    pub reference: &'a str,
    /// What is paid in return. Range: from one minor unit.
    pub counter_amount: CurrencyAmount,
    /// The bank that gets the return payment.
    pub counter_creditor: Bic,
}

impl InstitutionPayment<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "pacs.009.001.08";

    /// Writes the payment; the envelope's sender is the instructing agent.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("FICdtTrf", |xml| {
                xml.within("GrpHdr", |xml| {
                    envelope.group_header(xml);
                    xml.constant("NbOfTxs", "1");
                    xml.clearing(self.clearing_system);
                });
                xml.within("CdtTrfTxInf", |xml| self.body(xml, envelope));
            });
        })
    }

    fn body(&self, xml: &mut Xml, envelope: &Envelope<'_>) {
        xml.within("PmtId", |xml| {
            xml.optional_reference("InstrId", self.instruction_id);
            xml.reference("EndToEndId", self.end_to_end_id);
            xml.optional_reference("TxId", self.tx_id);
            xml.uetr("UETR", self.uetr);
        });
        xml.amount("IntrBkSttlmAmt", self.amount);
        xml.date("IntrBkSttlmDt", self.settlement_date);
        if let Some(priority) = self.priority {
            xml.constant("SttlmPrty", priority.code());
        }
        xml.settlement_times(&self.times);
        xml.agent("InstgAgt", envelope.from);
        xml.agent("InstdAgt", self.instructed_agent);
        xml.agent("Dbtr", self.debtor);
        xml.agent("Cdtr", self.creditor);
        if let Some(pvp) = &self.pvp {
            xml.within("InstrForNxtAgt", |xml| pvp.write(xml));
        }
        if let Some(text) = self.remittance {
            xml.within("RmtInf", |xml| xml.text("Ustrd", text, 140));
        }
    }
}

impl PvpTerms<'_> {
    fn write(&self, xml: &mut Xml) {
        let CurrencyAmount { amount, currency, exponent } = self.counter_amount;
        let plain = self.reference.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !plain || !(1..=35).contains(&self.reference.len()) || amount.is_zero() {
            xml.refuse("InstrInf", Flaw::Shape);
        }
        let line = format!(
            "/PVP/{}/{}{}/{}",
            self.reference,
            currency.as_str(),
            amount.to_decimal(exponent),
            self.counter_creditor.as_short(),
        );
        xml.identifier("InstrInf", &line, 140);
    }
}
