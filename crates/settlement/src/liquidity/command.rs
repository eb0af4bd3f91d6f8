use books::Priority;
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Uetr};

use crate::PartyId;

/// When a standing order is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trigger {
    /// When the currency's day opens.
    Open,
    /// When it closes, before overnight policies.
    Close,
}

/// How much a standing order moves, at most what is available.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StandingAmount {
    /// This much.
    Fixed(Amount),
    /// What the balance stands above this.
    Above(Amount),
}

/// A liquidity transfer carried out every operating day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingOrder {
    /// When.
    pub trigger: Trigger,
    /// To whose account in the same currency.
    pub to: PartyId,
    /// How much.
    pub amount: StandingAmount,
}

/// Commands of holders on their own liquidity, and of agents on credit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Sets funds aside for urgent or high payments, until the close.
    ReserveFunds {
        /// In which account.
        currency: CurrencyId,
        /// For which payments.
        priority: Priority,
        /// How much in all; zero ends the reservation.
        amount: Amount,
    },
    /// Bounds the net flow to one counterparty per operating day.
    SetBilateralLimit {
        /// In which account.
        currency: CurrencyId,
        /// Towards whom.
        counterparty: PartyId,
        /// How much; none ends the limit.
        amount: Option<Amount>,
    },
    /// Bounds the net flow per operating day to all without a bilateral limit.
    SetMultilateralLimit {
        /// In which account.
        currency: CurrencyId,
        /// How much; none ends the limit.
        amount: Option<Amount>,
    },
    /// The currency's agent says how far below zero an account may go within the day.
    SetCreditLine {
        /// The agent's currency.
        currency: CurrencyId,
        /// Whose account.
        party: PartyId,
        /// How far.
        amount: Amount,
    },
    /// Moves funds at once, or not at all.
    TransferLiquidity {
        /// Its name, which is used once.
        name: Uetr,
        /// From which of the sender's accounts.
        currency: CurrencyId,
        /// To whose account.
        to: PartyId,
        /// How much.
        amount: Amount,
    },
    /// Sets, replaces or ends a transfer carried out every day.
    SetStandingOrder {
        /// From which of the sender's accounts.
        currency: CurrencyId,
        /// The order's number among the account's.
        number: u16,
        /// What to do; none ends the order.
        order: Option<StandingOrder>,
    },
}

impl Command {
    /// Its name, if it has one.
    pub fn subject(&self) -> Option<Uetr> {
        match self {
            Self::TransferLiquidity { name, .. } => Some(*name),
            Self::ReserveFunds { .. }
            | Self::SetBilateralLimit { .. }
            | Self::SetMultilateralLimit { .. }
            | Self::SetCreditLine { .. }
            | Self::SetStandingOrder { .. } => None,
        }
    }
}
