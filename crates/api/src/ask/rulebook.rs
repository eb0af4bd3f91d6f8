use serde::Deserialize;
use settlement::Command;
use settlement::rulebook::{Behaviour, Command as Rulebook, Parameters};
use terms::{Duration, LogPosition};
use utoipa::ToSchema;

use super::asks;
use super::text::{BankCode, Day, Letters};

/// Numbers the rules leave open; all of a version come into force together.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Numbers {
    /// How far ahead a settlement date may lie, in days.
    acceptance_days: u16,
    /// How long ended instructions are remembered after their settlement date, in days.
    retention_days: u16,
    /// Between two offsetting rounds, in seconds.
    offsetting_interval: u64,
    /// The most items a round looks at.
    offsetting_items: u16,
    /// How far into a queue the search goes for items that may pass.
    bypass_depth: u16,
    /// The most instructions a party may have waiting.
    waiting_per_party: u32,
    /// Which of the rules that have been changed by a release count as they are now.
    behaviour: u16,
    /// How far an official rate may move without another's approval, in basis points.
    rate_step: u16,
    /// Between two rounds of exchange, in seconds.
    exchange_interval: u64,
    /// How long a round of exchange takes better prices, in seconds.
    exchange_window: u64,
}

impl From<&Numbers> for Parameters {
    fn from(numbers: &Numbers) -> Self {
        // Beyond what a duration can tell it is out of the range of any of them.
        let seconds = |seconds: u64| Duration::from_seconds(seconds.min(1_000_000_000));
        Self {
            acceptance_days: numbers.acceptance_days,
            retention_days: numbers.retention_days,
            offsetting_interval: seconds(numbers.offsetting_interval),
            offsetting_items: numbers.offsetting_items,
            bypass_depth: numbers.bypass_depth,
            waiting_per_party: numbers.waiting_per_party,
            behaviour: Behaviour::new(numbers.behaviour),
            rate_step: numbers.rate_step,
            exchange_interval: seconds(numbers.exchange_interval),
            exchange_window: seconds(numbers.exchange_window),
        }
    }
}

asks! {
    /// The operator makes a currency known, and its settlement agent.
    DefineCurrency at "/v1/currencies" says "defined" up to SMALL {
        /// Its letters in messages.
        code: Letters,
        /// Fraction digits, 0 to 8.
        minor_units: u8,
        /// The central bank on whose books it settles.
        agent: BankCode,
        /// The first settlement date.
        valid_from: Day,
        /// The last settlement date, if there is one.
        valid_until: Option<Day>,
    } |body, desk| {
        let until = body.valid_until.as_ref();
        Command::Rulebook(Rulebook::DefineCurrency {
            code: desk.letters("code", &body.code)?,
            minor_units: body.minor_units,
            agent: desk.party("agent", &body.agent)?,
            valid_from: desk.day("valid_from", &body.valid_from)?,
            valid_until: until.map(|day| desk.day("valid_until", day)).transpose()?,
        })
    };

    /// A settlement agent turns all money of a currency into another of its currencies, to the last
    /// unit.
    Redenominate at "/v1/currencies/redenominate" says "redenominated" up to SMALL {
        /// From which.
        old: Letters,
        /// To which.
        new: Letters,
        /// How many units of the old currency make one of the new.
        units: u64,
    } |body, desk| Command::Rulebook(Rulebook::Redenominate {
        old: desk.currency("old", &body.old)?.0,
        new: desk.currency("new", &body.new)?.0,
        units: body.units,
    });

    /// The operator brings a version of the parameters into force at a log position.
    ActivateRulebook at "/v1/rulebooks" says "scheduled" up to SMALL {
        /// The version after the last one.
        version: u32,
        /// Its numbers.
        parameters: Numbers,
        /// The first record under it; now, if it has passed.
        from: u64,
    } |body, _desk| Command::Rulebook(Rulebook::ActivateRulebook {
        version: body.version,
        parameters: Parameters::from(&body.parameters),
        from: LogPosition::new(body.from),
    });
}
