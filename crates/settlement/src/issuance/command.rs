use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Uetr};

use crate::PartyId;
use crate::participation::HolderClass;

/// What becomes of money that may not stay overnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Disposal {
    /// It moves to the settlement agent's own account, which owes it to the holder.
    Sweep,
    /// It is redeemed, and paid out by the agent through its own system.
    Return,
    /// It is invested with the agent until the holder withdraws it.
    Invest,
    /// It is invested with the agent until the next opening.
    InvestOvernight,
}

/// How much of a currency a class of holders may keep overnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OvernightPolicy {
    /// Any balance.
    #[default]
    Free,
    /// Up to an amount.
    Capped(Amount, Disposal),
    /// Nothing.
    Forbidden(Disposal),
}

/// Commands of settlement agents over the supply of their currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Creates money in a participant's account.
    Issue {
        /// Its name, which is used once.
        name: Uetr,
        /// The agent's currency.
        currency: CurrencyId,
        /// In whose account.
        to: PartyId,
        /// How much.
        amount: Amount,
    },
    /// Takes money out of existence from a participant's account.
    Redeem {
        /// Its name, which is used once.
        name: Uetr,
        /// The agent's currency.
        currency: CurrencyId,
        /// From whose account.
        from: PartyId,
        /// How much.
        amount: Amount,
    },
    /// Sets what a class of holders may keep overnight.
    SetOvernightPolicy {
        /// The agent's currency.
        currency: CurrencyId,
        /// Which holders.
        class: HolderClass,
        /// From the next close on.
        policy: OvernightPolicy,
    },
}

impl Command {
    /// Its name, if it has one.
    pub fn subject(&self) -> Option<Uetr> {
        match self {
            Self::Issue { name, .. } | Self::Redeem { name, .. } => Some(*name),
            Self::SetOvernightPolicy { .. } => None,
        }
    }
}
