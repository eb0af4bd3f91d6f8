use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Rate, Uetr};

use crate::fx::BasisPoints;

/// A swap line's name: given once, ascending from 1, as proposed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct LineNumber(pub u64);

/// A draw's name: given once, ascending from 1, as drawn.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct DrawNumber(pub u64);

/// What is given for what is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SwapRate {
    /// Minor units of the other agent's currency for minor units of the proposer's. Range: parts
    /// from 1 to 10^12.
    Fixed(Rate),
    /// The quotient of the official rates in force at the draw.
    Official,
}

/// How many days a year has for interest; the days themselves are counted by the calendar.
///
/// Source: ISO 20022 `InterestComputationMethod2Code`, A004 and A005.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DayCount {
    /// 360, the usage of most money markets.
    Actual360,
    /// 365.
    Actual365,
}

impl DayCount {
    /// Unit: days.
    pub const fn year(self) -> u16 {
        match self {
            Self::Actual360 => 360,
            Self::Actual365 => 365,
        }
    }
}

/// What two agents agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapTerms {
    /// The proposer's currency.
    pub own: CurrencyId,
    /// The other agent's currency.
    pub other: CurrencyId,
    /// How much of the proposer's currency the other may have drawn at a time. Range: up to
    /// 10^24 minor units.
    pub own_limit: Amount,
    /// How much of the other's currency the proposer may have drawn at a time. Range: up to 10^24
    /// minor units.
    pub other_limit: Amount,
    /// What is given for what is drawn.
    pub rate: SwapRate,
    /// How long a draw may last. Unit: days. Range: 1 to 366.
    pub term: u16,
    /// Interest on what is drawn, for a year. Range: 0 to 10000.
    pub interest: BasisPoints,
    /// How long a year is.
    pub day_count: DayCount,
}

/// Commands of settlement agents on the lines between them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// One agent proposes a line to another.
    ProposeSwapLine {
        /// All that is to be agreed.
        terms: SwapTerms,
    },
    /// The other agent agrees; it says all of it again, so that nothing else is agreed than what
    /// was looked at.
    AgreeSwapLine {
        /// Which.
        line: LineNumber,
        /// The terms that were proposed.
        terms: SwapTerms,
    },
    /// Either agent ends a line of which nothing is drawn, or a proposal.
    CloseSwapLine {
        /// Which.
        line: LineNumber,
    },
    /// Either agent draws the other's currency.
    DrawSwapLine {
        /// The draw's name in messages, used once.
        name: Uetr,
        /// On which line.
        line: LineNumber,
        /// How much of the other's currency.
        amount: Amount,
    },
    /// Who drew gives back, with the interest on what is given back.
    RepaySwap {
        /// The repayment's name in messages, used once.
        name: Uetr,
        /// Which draw.
        draw: DrawNumber,
        /// How much of what was drawn; interest comes on top.
        amount: Amount,
    },
}

impl Command {
    /// The name of what it moves, if it moves anything.
    pub fn subject(&self) -> Option<Uetr> {
        match self {
            Self::DrawSwapLine { name, .. } | Self::RepaySwap { name, .. } => Some(*name),
            Self::ProposeSwapLine { .. }
            | Self::AgreeSwapLine { .. }
            | Self::CloseSwapLine { .. } => None,
        }
    }
}
