use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Instant, Uetr};

use super::CycleNumber;
use crate::fx::Value;
use crate::{PartyId, Refusal};

/// An amount that one participant owes another, gathered to settle net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// Its name.
    pub name: Uetr,
    /// Who owes.
    pub debtor: PartyId,
    /// Who is owed.
    pub creditor: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// How much. Unit: minor units.
    pub amount: Amount,
}

/// What an account receives in a cycle less what it pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Whose.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// What it receives less what it pays; below zero it is to be paid in. Unit: minor units.
    pub net: Balance,
    /// What the account stands at when this is told.
    pub balance: Balance,
}

/// What of obligations would clear by itself, without any money. R-CYC-09
///
/// Invariant: pairs, cleared, at most and gross do not fall in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compression<Sum> {
    /// The sum of all obligations.
    pub gross: Sum,
    /// What clears between two parties at a time.
    pub pairs: Sum,
    /// What clears in pairs and rings at least: some settlement reaches it.
    pub cleared: Sum,
    /// What no settlement without money exceeds.
    pub at_most: Sum,
    /// What has to be paid in for all of it.
    pub pay_in: Sum,
}

/// The same by value, over all currencies of a cycle. Unit: see [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcrossCurrencies {
    /// Rings go through any currency; pay-ins are those of each account.
    pub compression: Compression<Value>,
    /// What would have to be paid in if everybody could swap any currency at the official rates.
    pub pay_in_with_swaps: Value,
}

/// What may have happened in netting cycles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A cycle takes obligations.
    CycleOpened {
        /// Which.
        cycle: CycleNumber,
        /// In which currencies.
        currencies: Vec<CurrencyId>,
        /// Until when.
        cut_off: Instant,
        /// Until when what is due is paid in.
        deadline: Instant,
    },
    /// An obligation was gathered.
    ObligationSubmitted {
        /// In which cycle.
        cycle: CycleNumber,
        /// Which.
        obligation: Obligation,
    },
    /// An obligation was taken back.
    ObligationWithdrawn {
        /// From which cycle.
        cycle: CycleNumber,
        /// Which.
        obligation: Obligation,
    },
    /// The pay-in schedule: a cycle takes no more obligations, and this is due.
    PayInsCalled {
        /// Of which cycle.
        cycle: CycleNumber,
        /// Until when.
        deadline: Instant,
        /// The sum of all obligations. Order: by currency.
        gross: Vec<(CurrencyId, Amount)>,
        /// Order: by party, then currency. Shape: one for each account touched.
        positions: Vec<Position>,
    },
    /// What an account owes a cycle is held in it.
    PaidIn {
        /// Which cycle.
        cycle: CycleNumber,
        /// Whose account.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// All that is held for the cycle now.
        amount: Amount,
    },
    /// A participant had not paid in what was due, and is left out.
    ParticipantDefaulted {
        /// Of which cycle.
        cycle: CycleNumber,
        /// Who.
        party: PartyId,
        /// In which currency, the first of those in which it lacks.
        currency: CurrencyId,
        /// How much is lacking. Unit: minor units.
        lacking: Amount,
    },
    /// An obligation was taken out of a cycle and is not settled; told to both its sides.
    ObligationRejected {
        /// Of which cycle.
        cycle: CycleNumber,
        /// Which.
        obligation: Obligation,
        /// Why.
        reason: Refusal,
    },
    /// What was left in a cycle settled, all at once, and is final.
    CycleSettled {
        /// Which.
        cycle: CycleNumber,
        /// What settled. Order: by name.
        obligations: Vec<Obligation>,
        /// Order: by party, then currency. Shape: one for each account touched.
        positions: Vec<Position>,
    },
    /// What cycles alone would clear of a cycle's obligations; nothing of it settles by this.
    CompressionCalculated {
        /// Of which cycle.
        cycle: CycleNumber,
        /// Each currency by itself. Order: by currency. Unit: minor units.
        currencies: Vec<(CurrencyId, Compression<Amount>)>,
        /// All together, if each has an official rate.
        across: Option<AcrossCurrencies>,
    },
}
