use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Uetr};

use crate::fx::BasisPoints;
use crate::participation::HolderClass;
use crate::swap::DayCount;

/// On what terms a settlement agent takes its currency for investment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvestmentTerms {
    /// Interest for a year. Range: 0 to 10000.
    pub interest: BasisPoints,
    /// How long a year is.
    pub day_count: DayCount,
    /// The most that all holders together have invested. Unit: minor units. Range: up to 10^24.
    pub cap: Amount,
}

/// What an imbalance of a class of holders costs at the close.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImbalanceTerms {
    /// What an account may hold without a charge. Unit: minor units. Range: up to 10^24.
    pub threshold: Amount,
    /// On what it holds above that, for a year. Range: 0 to 10000.
    pub surplus: BasisPoints,
    /// On what it stands below zero, for a year. Range: 0 to 10000.
    pub deficit: BasisPoints,
    /// How long a year is.
    pub day_count: DayCount,
}

/// Commands on what becomes of a surplus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The agent opens investment, changes its terms, or ends it.
    SetInvestmentTerms {
        /// The agent's currency.
        currency: CurrencyId,
        /// From the next opening on, or at once where nothing was taken; none ends it.
        terms: Option<InvestmentTerms>,
    },
    /// A holder invests money of its account.
    InvestFunds {
        /// The name of what moves, used once.
        name: Uetr,
        /// In which currency.
        currency: CurrencyId,
        /// How much.
        amount: Amount,
    },
    /// A holder takes back what it has invested.
    WithdrawInvestment {
        /// The name of what moves, used once.
        name: Uetr,
        /// In which currency.
        currency: CurrencyId,
        /// How much; interest is paid by itself.
        amount: Amount,
    },
    /// The agent sets what an imbalance of a class of holders costs.
    SetImbalanceTerms {
        /// The agent's currency.
        currency: CurrencyId,
        /// Which holders.
        class: HolderClass,
        /// From the next close on; none ends it.
        terms: Option<ImbalanceTerms>,
    },
    /// The agent sets what an account of a class of holders may hold.
    SetHoldingCap {
        /// The agent's currency.
        currency: CurrencyId,
        /// Which holders.
        class: HolderClass,
        /// How much, at once; none lets it hold anything. Unit: minor units. Range: up to 10^24.
        cap: Option<Amount>,
    },
}

impl Command {
    /// The name of what it moves, if it moves anything.
    pub fn subject(&self) -> Option<Uetr> {
        match self {
            Self::InvestFunds { name, .. } | Self::WithdrawInvestment { name, .. } => Some(*name),
            Self::SetInvestmentTerms { .. }
            | Self::SetImbalanceTerms { .. }
            | Self::SetHoldingCap { .. } => None,
        }
    }
}
