//! camt.050.001.05: a bank moves liquidity between accounts.

use terms::{Bic, BusinessDate, Uetr};

use super::xml::Xml;
use super::{Account, CurrencyAmount, Envelope, WriteError};

/// A transfer of a bank's own liquidity; a camt.025 answers it.
#[derive(Clone, Copy)]
pub struct LiquidityTransfer<'a> {
    /// The sender's own reference. Range: 1 to 35 characters. Source: `LqdtyTrfId/InstrId`.
    pub instruction_id: Option<&'a str>,
    /// The transfer's reference. Range: 1 to 35 characters. Source: `LqdtyTrfId/EndToEndId`.
    pub end_to_end_id: &'a str,
    /// A further reference. Range: 1 to 35 characters. Source: `LqdtyTrfId/TxId`.
    pub tx_id: Option<&'a str>,
    /// The transfer's identity from end to end.
    pub uetr: Uetr,
    /// Who gets the liquidity.
    pub creditor: Bic,
    /// On which account; the creditor's settlement account where none is told.
    pub creditor_account: Option<Account<'a>>,
    /// How much.
    pub amount: CurrencyAmount,
    /// Who gives it.
    pub debtor: Bic,
    /// From which account; the debtor's settlement account where none is told.
    pub debtor_account: Option<Account<'a>>,
    /// When; at once where none is told.
    pub settlement_date: Option<BusinessDate>,
}

impl LiquidityTransfer<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "camt.050.001.05";

    /// Writes the transfer.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("LqdtyCdtTrf", |xml| {
                xml.within("MsgHdr", |xml| envelope.group_header(xml));
                xml.within("LqdtyCdtTrf", |xml| self.body(xml));
            });
        })
    }

    fn body(&self, xml: &mut Xml) {
        xml.within("LqdtyTrfId", |xml| {
            xml.optional_reference("InstrId", self.instruction_id);
            xml.reference("EndToEndId", self.end_to_end_id);
            xml.optional_reference("TxId", self.tx_id);
            xml.uetr("UETR", self.uetr);
        });
        xml.agent("Cdtr", self.creditor);
        if let Some(account) = self.creditor_account {
            xml.account("CdtrAcct", account);
        }
        xml.within("TrfdAmt", |xml| xml.amount("AmtWthCcy", self.amount));
        xml.agent("Dbtr", self.debtor);
        if let Some(account) = self.debtor_account {
            xml.account("DbtrAcct", account);
        }
        if let Some(date) = self.settlement_date {
            xml.date("SttlmDt", date);
        }
    }
}
