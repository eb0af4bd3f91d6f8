//! The codes that several messages share, as enums.

/// How far a payment, a transfer or a request has come.
///
/// Source: ISO 20022 external code set `ExternalPaymentTransactionStatus1Code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `RCVD`: it arrived and is on the log.
    Received,
    /// `ACTC`: it passed the checks of form and authority.
    Validated,
    /// `PDNG`: it waits, for funds, for its counterpart or for its time.
    Pending,
    /// `ACSC`: it settled and is final.
    Settled,
    /// `RJCT`: the rules said no.
    Rejected,
    /// `CANC`: its owner withdrew it before it settled.
    Cancelled,
    /// `ACCC`: the creditor's bank booked it to the creditor.
    CreditorBooked,
}

impl Status {
    /// The four letters of the code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Received => "RCVD",
            Self::Validated => "ACTC",
            Self::Pending => "PDNG",
            Self::Settled => "ACSC",
            Self::Rejected => "RJCT",
            Self::Cancelled => "CANC",
            Self::CreditorBooked => "ACCC",
        }
    }
}

/// How urgently a payment is to settle. Source: ISO 20022 `Priority3Code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// `URGT`: before all others.
    Urgent,
    /// `HIGH`: before normal ones.
    High,
    /// `NORM`: in the order of arrival.
    Normal,
}

impl Priority {
    /// The four letters of the code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Urgent => "URGT",
            Self::High => "HIGH",
            Self::Normal => "NORM",
        }
    }
}

/// Whether money came to an account or left it. Source: ISO 20022 `CreditDebitCode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `CRDT`: money came.
    Credit,
    /// `DBIT`: money left; as a balance, below zero.
    Debit,
}

impl Direction {
    /// The four letters of the code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Credit => "CRDT",
            Self::Debit => "DBIT",
        }
    }
}
