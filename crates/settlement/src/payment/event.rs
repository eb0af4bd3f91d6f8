use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, BusinessDate, CurrencyId, Digest, Instant, LogPosition, Uetr};

use crate::fx::Obstacle;
use crate::{PartyId, Refusal};

/// What keeps an instruction waiting, and so what would release it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitingFor {
    /// The other side's instruction under the same trade reference.
    Counterpart {
        /// The trade.
        reference: String,
    },
    /// The consent of a debtor.
    Consent {
        /// Whose.
        party: PartyId,
    },
    /// The earliest moment at which all legs can settle.
    Moment {
        /// When.
        at: Instant,
    },
    /// A currency that its agent has suspended.
    Resumption {
        /// Which.
        currency: CurrencyId,
    },
    /// A participant that may not send or receive for now.
    Access {
        /// Which.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
    },
    /// An earlier or more pressing item in a debtor's queue.
    Order {
        /// The item at the head.
        ahead: Uetr,
    },
    /// Room under a limit that a debtor has set itself.
    Limit {
        /// Who set it.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// Towards whom; none for the limit towards all.
        counterparty: Option<PartyId>,
        /// How much more room it takes.
        lacking: Amount,
    },
    /// Funds in a debtor's account.
    Funds {
        /// Whose.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// How much more it takes.
        lacking: Amount,
    },
    /// Room in a creditor's account, below what its agent lets it hold.
    HoldingCap {
        /// Whose account.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// How much more has to leave it, or would have to fit.
        lacking: Amount,
    },
    /// Quotes that would convert it.
    ///
    /// Answered to whoever asks, and told beside the refusal of a payment that was not to wait;
    /// never told of an item: what it waits for as an item is its money and its turn.
    Quotes {
        /// What stands in the way of the best of them.
        obstacle: Obstacle,
    },
}

/// How an instruction came to settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum How {
    /// On entry.
    Immediately,
    /// From the queue, by itself.
    Released,
    /// Together with others, in the offsetting round of this number.
    Offset(u64),
}

/// A leg that settled, with what both accounts stood at when all its instruction had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledLeg {
    /// Whose account was debited.
    pub debtor: PartyId,
    /// Whose account was credited.
    pub creditor: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// How much.
    pub amount: Amount,
    /// The debtor's balance after it.
    pub debtor_balance: Balance,
    /// The creditor's balance after it.
    pub creditor_balance: Balance,
}

/// Events on instructions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// An instruction was accepted and waits.
    InstructionAccepted {
        /// Which.
        uetr: Uetr,
        /// Who gave it.
        by: PartyId,
        /// Whom it pays, in the first leg.
        creditor: PartyId,
        /// For what it waits.
        waiting: WaitingFor,
    },
    /// Two instructions state the same trade and are one from now on.
    TradeMatched {
        /// The one that came first, whose name the whole bears.
        uetr: Uetr,
        /// The one that matched it.
        matched: Uetr,
    },
    /// A debtor agreed.
    ConsentGiven {
        /// To which.
        uetr: Uetr,
        /// Who.
        party: PartyId,
    },
    /// All legs have settled: final at this log position.
    PaymentSettled {
        /// Which.
        uetr: Uetr,
        /// The instruction that had matched it, which settled with it.
        matched: Option<Uetr>,
        /// The operating day.
        date: BusinessDate,
        /// How.
        how: How,
        /// What moved. Order: as instructed.
        legs: Vec<SettledLeg>,
        /// The payment it gives back, if it is a return.
        returns: Option<Uetr>,
        /// The digest of its message under a salt: whoever holds both can prove what settled.
        evidence: Digest,
        /// That of the instruction that had matched it.
        matched_evidence: Option<Digest>,
    },
    /// An accepted instruction did not settle in the time it had.
    PaymentRejected {
        /// Which.
        uetr: Uetr,
        /// The instruction that had matched it.
        matched: Option<Uetr>,
        /// Who gave it.
        by: PartyId,
        /// Why.
        refusal: Refusal,
    },
    /// An instruction still waits at the time by which it should have settled.
    SettlementLate {
        /// Which.
        uetr: Uetr,
    },
    /// The bank of a creditor has booked a settled payment to its customer.
    ///
    /// It says of the settlement where it stands, and neither amount nor balance: its receipt may
    /// be shown to anybody.
    CreditConfirmed {
        /// Which.
        uetr: Uetr,
        /// By whom.
        party: PartyId,
        /// Where on the log the payment settled.
        settled: LogPosition,
    },
}
