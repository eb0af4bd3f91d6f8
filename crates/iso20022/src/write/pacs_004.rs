//! pacs.004.001.09: a settled payment comes back.

use terms::{Bic, BusinessDate};

use super::xml::Xml;
use super::{Actor, CurrencyAmount, Envelope, Original, Priority, Reason, WriteError};

/// The return of a settled payment, in whole or in part: a new payment the other way.
#[derive(Clone, Copy)]
pub struct PaymentReturn<'a> {
    /// The return's own identifier. Range: 1 to 35 characters. Source: pacs.004 `RtrId`.
    pub return_id: &'a str,
    /// The payment that comes back.
    pub original: Original<'a>,
    /// What had been settled.
    pub original_amount: CurrencyAmount,
    /// When it had been settled.
    pub original_date: BusinessDate,
    /// What comes back. Range: to the original amount.
    pub amount: CurrencyAmount,
    /// When the return is to settle.
    pub settlement_date: BusinessDate,
    /// How urgently; normal where none is told.
    pub priority: Option<Priority>,
    /// The clearing system's code. Range: 1 to 35 characters. Source: `SttlmInf/ClrSys/Prtry`.
    pub clearing_system: &'a str,
    /// The bank that the money goes back to.
    pub instructed_agent: Bic,
    /// Who returns to whom, where the rules of the corridor ask for it.
    pub chain: Option<ReturnChain<'a>>,
    /// Why it comes back. Source: external code set `ExternalReturnReason1Code`.
    pub reason: Reason<'a>,
}

/// The parties of a return: debtor is who gives the money back.
#[derive(Clone, Copy)]
pub struct ReturnChain<'a> {
    /// Who gives the money back: the original creditor.
    pub debtor: Actor<'a>,
    /// The debtor's bank.
    pub debtor_agent: Option<Bic>,
    /// The creditor's bank.
    pub creditor_agent: Option<Bic>,
    /// Who gets the money back: the original debtor.
    pub creditor: Actor<'a>,
}

impl PaymentReturn<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "pacs.004.001.09";

    /// Writes the return; the envelope's sender is the instructing agent.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("PmtRtr", |xml| {
                xml.within("GrpHdr", |xml| {
                    envelope.group_header(xml);
                    xml.constant("NbOfTxs", "1");
                    xml.clearing(self.clearing_system);
                });
                xml.within("TxInf", |xml| self.body(xml, envelope));
            });
        })
    }

    fn body(&self, xml: &mut Xml, envelope: &Envelope<'_>) {
        xml.reference("RtrId", self.return_id);
        xml.original(&self.original);
        xml.amount("OrgnlIntrBkSttlmAmt", self.original_amount);
        xml.date("OrgnlIntrBkSttlmDt", self.original_date);
        xml.amount("RtrdIntrBkSttlmAmt", self.amount);
        xml.date("IntrBkSttlmDt", self.settlement_date);
        if let Some(priority) = self.priority {
            xml.constant("SttlmPrty", priority.code());
        }
        xml.constant("ChrgBr", "SHAR");
        xml.agent("InstgAgt", envelope.from);
        xml.agent("InstdAgt", self.instructed_agent);
        if let Some(chain) = &self.chain {
            xml.within("RtrChain", |xml| chain.body(xml));
        }
        xml.reason("RtrRsnInf", &self.reason);
    }
}

impl ReturnChain<'_> {
    fn body(&self, xml: &mut Xml) {
        xml.actor("Dbtr", &self.debtor);
        if let Some(bic) = self.debtor_agent {
            xml.agent("DbtrAgt", bic);
        }
        if let Some(bic) = self.creditor_agent {
            xml.agent("CdtrAgt", bic);
        }
        xml.actor("Cdtr", &self.creditor);
    }
}
