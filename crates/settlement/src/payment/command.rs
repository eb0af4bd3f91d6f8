use alloc::string::String;
use alloc::vec::Vec;

use books::Priority;
use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Instant, Uetr};

use crate::PartyId;

/// The most legs an instruction may have.
pub const MAX_LEGS: usize = 8;

/// One movement: in one currency, from one participant to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// Whose account is debited.
    pub debtor: PartyId,
    /// Whose account is credited.
    pub creditor: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// How much. Unit: minor units. Range: from 1.
    pub amount: Amount,
}

/// For whom a payment is made; it decides by which cut-off it must settle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Category {
    /// For a bank's customer: until the customer cut-off. Source: pacs.008.
    Customer,
    /// Between banks: until the close. Source: pacs.009.
    #[default]
    Interbank,
}

/// When an instruction asks to settle. Source: ISO 20022 `SettlementTimeRequest2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    /// Not before (FrTm).
    pub from: Option<Instant>,
    /// Should have settled by (TillTm); told if it has not.
    pub till: Option<Instant>,
    /// To be rejected if it has not settled by (RjctTm).
    pub reject_at: Option<Instant>,
}

/// What must settle together with an instruction's leg, told by a counterpart's own instruction.
///
/// Two instructions match when each states what the other does; see R-PAY-06.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterTerms {
    /// The trade both sides name. Shape: 1 to 35 characters.
    pub reference: String,
    /// The currency of the counter leg.
    pub currency: CurrencyId,
    /// The amount of the counter leg.
    pub amount: Amount,
    /// Who must receive the counter leg: the instructing bank itself (payment versus payment), or
    /// the bank of the final creditor (payment with conversion through a provider).
    pub receiver: PartyId,
}

/// An instruction: legs that all settle together or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// Its name all along its way.
    pub uetr: Uetr,
    /// What moves. Shape: 1 to [`MAX_LEGS`].
    pub legs: Vec<Leg>,
    /// The operating day on which it is to settle.
    pub date: BusinessDate,
    /// How pressing it is.
    pub priority: Priority,
    /// For whom it is made.
    pub category: Category,
    /// When on that day.
    pub timing: Timing,
    /// What must settle with it; needs exactly one leg.
    pub counter: Option<CounterTerms>,
    /// The payment it gives back, wholly or in part; needs exactly one leg.
    pub returns: Option<Uetr>,
}

/// Commands on instructions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Gives an instruction. The first leg's debtor submits it, or who has its mandate.
    SubmitInstruction(Instruction),
    /// A debtor of another leg agrees.
    ConsentToInstruction {
        /// To which.
        uetr: Uetr,
    },
    /// The bank of a creditor says that it has booked a settled payment to its customer.
    ConfirmCredit {
        /// Which.
        uetr: Uetr,
    },
}

impl Command {
    /// The instruction it is about.
    pub fn subject(&self) -> Uetr {
        match self {
            Self::SubmitInstruction(instruction) => instruction.uetr,
            Self::ConsentToInstruction { uetr } | Self::ConfirmCredit { uetr } => *uetr,
        }
    }
}
