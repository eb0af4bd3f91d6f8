//! Entries of an account, as notifications and statements report them.

use terms::{Amount, Bic, BusinessDate, CurrencyCode, Instant, Uetr};

use super::xml::Xml;
use super::{Account, CurrencyAmount, Direction};

/// The settlement account that is reported on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ReportedAccount<'a> {
    /// Its identifier.
    pub id: Account<'a>,
    /// Its one currency.
    pub currency: CurrencyCode,
    /// The currency's decimals. Range: 0 ..= 5. Source: ISO 4217.
    pub exponent: u8,
    /// Whose account it is.
    pub owner: Bic,
    /// On whose books it stands: the currency's settlement agent.
    pub servicer: Bic,
}

/// One posting to the account, in the account's currency.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Whether money came or left.
    pub direction: Direction,
    /// Unit: minor units of the account's currency. Range: 0 .. 10^18 - 1.
    pub amount: Amount,
    /// When it was booked: the instant of its log record.
    pub booked: Instant,
    /// The date it counts for.
    pub value_date: BusinessDate,
    /// Where it stands on the log. Range: 1 to 35 characters. Source: `AcctSvcrRef`.
    pub servicer_reference: &'a str,
    /// What kind of movement it is.
    pub kind: EntryKind,
    /// The payment's `InstrId`. Range: 1 to 35 characters.
    pub instruction_id: Option<&'a str>,
    /// The payment's `EndToEndId`. Range: 1 to 35 characters.
    pub end_to_end_id: Option<&'a str>,
    /// The payment's UETR; none for what no payment caused.
    pub uetr: Option<Uetr>,
    /// The payment's `TxId`. Range: 1 to 35 characters.
    pub tx_id: Option<&'a str>,
    /// The other side; none where there is no other bank.
    pub counterparty: Option<Bic>,
}

/// What kind of movement an entry reports.
///
/// Source: domain, family and sub-family of ISO 20022 `BkTxCd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A payment between customers: cross-border credit transfer, `XBCT`.
    CustomerPayment,
    /// A payment between banks: `FICT`.
    InstitutionPayment,
    /// One leg of an exchange of two currencies: spot, `FORX/SPOT`.
    Exchange,
    /// A payment that came back: `RRTN`.
    Return,
    /// Liquidity moved between accounts of the system: internal book transfer, `BOOK`.
    LiquidityTransfer,
    /// Issued or redeemed by the settlement agent: miscellaneous operation, `MCOP` or `MDOP`.
    Issuance,
    /// Interest paid or received: `INTR`.
    Interest,
    /// A charge: `CHRG`.
    Charge,
    /// The net position of a netting cycle: `FICT`, and our own code beside it.
    NetPosition,
    /// Drawn or repaid on a swap line between settlement agents: `FORX/SWAP`, and our own code.
    SwapLine,
    /// Interest on what was drawn: `MCOP` or `MDOP` with `INTR`, and our own code.
    SwapInterest,
}

impl EntryKind {
    /// Domain, family and sub-family.
    fn codes(self, direction: Direction) -> (&'static str, &'static str, &'static str) {
        let (transfer, miscellaneous) = match direction {
            Direction::Credit => ("RCDT", "MCOP"),
            Direction::Debit => ("ICDT", "MDOP"),
        };
        match self {
            Self::CustomerPayment => ("PMNT", transfer, "XBCT"),
            Self::InstitutionPayment => ("PMNT", transfer, "FICT"),
            Self::Exchange => ("FORX", "SPOT", "OTHR"),
            Self::Return => ("PMNT", transfer, "RRTN"),
            Self::LiquidityTransfer => ("PMNT", transfer, "BOOK"),
            Self::Issuance => ("PMNT", miscellaneous, "OTHR"),
            Self::Interest => ("PMNT", miscellaneous, "INTR"),
            Self::Charge => ("PMNT", miscellaneous, "CHRG"),
            Self::NetPosition => ("PMNT", transfer, "FICT"),
            Self::SwapLine => ("FORX", "SWAP", "OTHR"),
            Self::SwapInterest => ("PMNT", miscellaneous, "INTR"),
        }
    }

    /// Our own code, where the standard's do not say enough. Source: `BkTxCd/Prtry/Cd`.
    fn own_code(self) -> Option<&'static str> {
        match self {
            Self::NetPosition => Some("NETTING-CYCLE"),
            Self::SwapLine => Some("SWAP-LINE"),
            Self::SwapInterest => Some("SWAP-LINE-INTEREST"),
            Self::CustomerPayment
            | Self::InstitutionPayment
            | Self::Exchange
            | Self::Return
            | Self::LiquidityTransfer
            | Self::Issuance
            | Self::Interest
            | Self::Charge => None,
        }
    }
}

impl ReportedAccount<'_> {
    /// A sum in the account's currency.
    pub(super) fn amount(&self, amount: Amount) -> CurrencyAmount {
        CurrencyAmount { amount, currency: self.currency, exponent: self.exponent }
    }

    /// `Acct` of a report.
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.within("Acct", |xml| {
            xml.account_id(self.id);
            xml.identifier("Ccy", self.currency.as_str(), 3);
            xml.organisation("Ownr", self.owner);
            xml.agent("Svcr", self.servicer);
        });
    }
}

impl Entry<'_> {
    /// `Ntry` of a report on that account.
    pub(super) fn write(&self, xml: &mut Xml, account: &ReportedAccount<'_>) {
        xml.within("Ntry", |xml| {
            xml.amount("Amt", account.amount(self.amount));
            xml.constant("CdtDbtInd", self.direction.code());
            xml.within("Sts", |xml| xml.constant("Cd", "BOOK"));
            xml.within("BookgDt", |xml| xml.instant("DtTm", self.booked));
            xml.within("ValDt", |xml| xml.date("Dt", self.value_date));
            xml.reference("AcctSvcrRef", self.servicer_reference);
            xml.within("BkTxCd", |xml| self.bank_code(xml));
            xml.within("NtryDtls", |xml| {
                xml.within("TxDtls", |xml| self.details(xml, account));
            });
        });
    }

    fn bank_code(&self, xml: &mut Xml) {
        let (domain, family, sub_family) = self.kind.codes(self.direction);
        xml.within("Domn", |xml| {
            xml.constant("Cd", domain);
            xml.within("Fmly", |xml| {
                xml.constant("Cd", family);
                xml.constant("SubFmlyCd", sub_family);
            });
        });
        if let Some(code) = self.kind.own_code() {
            xml.within("Prtry", |xml| {
                xml.constant("Cd", code);
                xml.constant("Issr", "SARRAF");
            });
        }
    }

    fn details(&self, xml: &mut Xml, account: &ReportedAccount<'_>) {
        xml.within("Refs", |xml| {
            xml.reference("AcctSvcrRef", self.servicer_reference);
            xml.optional_reference("InstrId", self.instruction_id);
            xml.optional_reference("EndToEndId", self.end_to_end_id);
            if let Some(uetr) = self.uetr {
                xml.uetr("UETR", uetr);
            }
            xml.optional_reference("TxId", self.tx_id);
        });
        xml.amount("Amt", account.amount(self.amount));
        xml.constant("CdtDbtInd", self.direction.code());
        if let Some(counterparty) = self.counterparty {
            let (payer, payee) = match self.direction {
                Direction::Credit => (counterparty, account.owner),
                Direction::Debit => (account.owner, counterparty),
            };
            xml.within("RltdAgts", |xml| {
                xml.agent("InstgAgt", payer);
                xml.agent("InstdAgt", payee);
            });
        }
    }
}
