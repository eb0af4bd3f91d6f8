//! pacs.008.001.08: a payment for customers of two banks.

use terms::{Amount, Bic, BusinessDate, Instant, Uetr};

use super::xml::Xml;
use super::{
    Account, CurrencyAmount, Envelope, Flaw, Party, Priority, SettlementTimes, WriteError,
};

/// A customer's payment to a customer of another bank.
#[derive(Clone, Copy)]
pub struct CustomerPayment<'a> {
    /// The sender's own reference. Range: 1 to 35 characters. Source: `PmtId/InstrId`.
    pub instruction_id: Option<&'a str>,
    /// The debtor's reference. Range: 1 to 35 characters. Source: `PmtId/EndToEndId`.
    pub end_to_end_id: &'a str,
    /// The first bank's reference. Range: 1 to 35 characters. Source: `PmtId/TxId`.
    pub tx_id: Option<&'a str>,
    /// The payment's identity from end to end.
    pub uetr: Uetr,
    /// What kind of payment, such as `SUPP`. Range: 1 to 4 letters and digits.
    /// Source: external code set `ExternalCategoryPurpose1Code`.
    pub category_purpose: Option<&'a str>,
    /// What settles between the banks.
    pub amount: CurrencyAmount,
    /// When it is to settle.
    pub settlement_date: BusinessDate,
    /// How urgently; normal where none is told.
    pub priority: Option<Priority>,
    /// Between which moments.
    pub times: SettlementTimes,
    /// When the debtor's bank accepted the order.
    pub accepted: Option<Instant>,
    /// What the debtor ordered: the same as `amount` unless it is converted.
    pub instructed_amount: CurrencyAmount,
    /// From instructed to settled amount; only with two currencies.
    pub exchange_rate: Option<ExchangeRate>,
    /// The clearing system's code. Range: 1 to 35 characters. Source: `SttlmInf/ClrSys/Prtry`.
    pub clearing_system: &'a str,
    /// The bank that gets the money.
    pub instructed_agent: Bic,
    /// Who pays.
    pub debtor: Party<'a>,
    /// From which account.
    pub debtor_account: Option<Account<'a>>,
    /// The bank of who pays.
    pub debtor_agent: Bic,
    /// The bank of who is paid.
    pub creditor_agent: Bic,
    /// Who is paid.
    pub creditor: Party<'a>,
    /// To which account.
    pub creditor_account: Option<Account<'a>>,
    /// Why it is paid, such as `GDDS`. Range: 1 to 4 letters and digits.
    /// Source: external code set `ExternalPurpose1Code`.
    pub purpose: Option<&'a str>,
    /// What the payment is for, in words. Range: to 140 characters, cut beyond.
    pub remittance: Option<&'a str>,
}

/// How much settled money one unit of instructed money is.
///
/// Source: ISO 20022 `BaseOneRate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    /// Unit: 10 to the minus `decimals`. Range: 0 .. 10^11 - 1.
    pub digits: u64,
    /// Range: 0 ..= 10.
    pub decimals: u8,
}

/// First rate with too many digits. Source: `totalDigits` 11 of `BaseOneRate`.
const RATE_LIMIT: u64 = 100_000_000_000;

impl CustomerPayment<'_> {
    /// The message definition that is written.
    pub const DEFINITION: &'static str = "pacs.008.001.08";

    /// Writes the payment; the envelope's sender is the instructing agent.
    pub fn write(&self, envelope: &Envelope<'_>) -> Result<String, WriteError> {
        envelope.wrap(Self::DEFINITION, |xml| {
            xml.within("FIToFICstmrCdtTrf", |xml| {
                xml.within("GrpHdr", |xml| {
                    envelope.group_header(xml);
                    xml.constant("NbOfTxs", "1");
                    xml.clearing(self.clearing_system);
                });
                xml.within("CdtTrfTxInf", |xml| {
                    self.terms(xml);
                    xml.agent("InstgAgt", envelope.from);
                    xml.agent("InstdAgt", self.instructed_agent);
                    self.parties(xml);
                    self.purpose(xml);
                });
            });
        })
    }

    /// Identifiers, amounts and times.
    fn terms(&self, xml: &mut Xml) {
        xml.within("PmtId", |xml| {
            xml.optional_reference("InstrId", self.instruction_id);
            xml.reference("EndToEndId", self.end_to_end_id);
            xml.optional_reference("TxId", self.tx_id);
            xml.uetr("UETR", self.uetr);
        });
        if let Some(code) = self.category_purpose {
            xml.within("PmtTpInf", |xml| {
                xml.within("CtgyPurp", |xml| xml.external_code("Cd", code));
            });
        }
        xml.amount("IntrBkSttlmAmt", self.amount);
        xml.date("IntrBkSttlmDt", self.settlement_date);
        if let Some(priority) = self.priority {
            xml.constant("SttlmPrty", priority.code());
        }
        xml.settlement_times(&self.times);
        if let Some(accepted) = self.accepted {
            xml.instant("AccptncDtTm", accepted);
        }
        xml.amount("InstdAmt", self.instructed_amount);
        if let Some(rate) = self.exchange_rate {
            rate.write(xml);
        }
        xml.constant("ChrgBr", "SHAR");
    }

    fn parties(&self, xml: &mut Xml) {
        xml.party("Dbtr", &self.debtor);
        if let Some(account) = self.debtor_account {
            xml.account("DbtrAcct", account);
        }
        xml.agent("DbtrAgt", self.debtor_agent);
        xml.agent("CdtrAgt", self.creditor_agent);
        xml.party("Cdtr", &self.creditor);
        if let Some(account) = self.creditor_account {
            xml.account("CdtrAcct", account);
        }
    }

    fn purpose(&self, xml: &mut Xml) {
        if let Some(code) = self.purpose {
            xml.within("Purp", |xml| xml.external_code("Cd", code));
        }
        if let Some(text) = self.remittance {
            xml.within("RmtInf", |xml| xml.text("Ustrd", text, 140));
        }
    }
}

impl ExchangeRate {
    fn write(self, xml: &mut Xml) {
        if self.digits >= RATE_LIMIT || self.decimals > 10 {
            xml.refuse("XchgRate", Flaw::TooManyDigits);
        }
        let digits = Amount::from_minor(u128::from(self.digits));
        xml.decimal("XchgRate", digits, self.decimals);
    }
}
