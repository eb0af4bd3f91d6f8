use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyCode, CurrencyId, Duration, LogPosition};

use super::Behaviour;
use crate::PartyId;

/// Numbers the rules leave open. All of a version come into force together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameters {
    /// How far ahead a settlement date may lie. Unit: days. Range: 0 ..= 365.
    pub acceptance_days: u16,
    /// How long ended instructions are remembered after their settlement date, against duplicates
    /// and for returns. Unit: days. Range: 2 ..= 400.
    pub retention_days: u16,
    /// Between two offsetting rounds. Range: 1 second ..= 1 day.
    pub offsetting_interval: Duration,
    /// The most items a round looks at, the most pressing first. Range: 2 ..= 65535.
    pub offsetting_items: u16,
    /// How far into a queue the search goes for items that may pass. Range: 1 ..= 1000.
    pub bypass_depth: u16,
    /// The most instructions a party may have waiting. Range: from 1.
    pub waiting_per_party: u32,
    /// Which of the rules that have been changed by a release count as they are now.
    pub behaviour: Behaviour,
    /// How far an official rate may move without another's approval. Unit: basis points.
    /// Range: 1 ..= 10000.
    pub rate_step: u16,
    /// Between two rounds of exchange. Range: 1 second ..= 1 day.
    pub exchange_interval: Duration,
    /// How long a round of exchange takes better prices. Range: from 0, less than the interval.
    pub exchange_window: Duration,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            acceptance_days: 30,
            retention_days: 10,
            offsetting_interval: Duration::from_seconds(60),
            offsetting_items: 20_000,
            bypass_depth: 100,
            waiting_per_party: 100_000,
            behaviour: Behaviour::UNSTATED,
            rate_step: 200,
            exchange_interval: Duration::from_seconds(300),
            exchange_window: Duration::from_seconds(30),
        }
    }
}

impl Parameters {
    /// Whether each is in its range.
    pub(crate) fn is_sound(&self) -> bool {
        let second = Duration::from_seconds(1);
        let day = Duration::from_seconds(86_400);
        self.acceptance_days <= 365
            && (2..=400).contains(&self.retention_days)
            && (second..=day).contains(&self.offsetting_interval)
            && self.offsetting_items >= self.behaviour.fewest_offsetting_items()
            && (1..=1000).contains(&self.bypass_depth)
            && self.waiting_per_party >= 1
            // R-RUL-05
            && self.behaviour.is_known()
            && (1..=10_000).contains(&self.rate_step)
            && (second..=day).contains(&self.exchange_interval)
            && self.exchange_window < self.exchange_interval
    }
}

/// Commands of the operator on what the system settles and by which numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Makes a currency known, and its settlement agent.
    DefineCurrency {
        /// Its letters in messages.
        code: CurrencyCode,
        /// Fraction digits. Range: 0 ..= 8.
        minor_units: u8,
        /// The central bank on whose books it settles.
        agent: PartyId,
        /// The first settlement date.
        valid_from: BusinessDate,
        /// The last settlement date, if there is one.
        valid_until: Option<BusinessDate>,
    },
    /// The agent turns all money of a currency into another of its currencies, to the last unit.
    Redenominate {
        /// From which.
        old: CurrencyId,
        /// To which; defined before.
        new: CurrencyId,
        /// How many units of the old currency make one of the new. Range: from 1.
        units: u64,
    },
    /// Brings a version of the parameters into force at a log position.
    ActivateRulebook {
        /// The version after the last one.
        version: u32,
        /// Its numbers.
        parameters: Parameters,
        /// The first record under it; now, if it has passed.
        from: LogPosition,
    },
}
