//! `currency`, `redenominate` and `rulebook`.

use settlement::rulebook::{Behaviour, Command, Parameters};
use settlement::{Command as AnyCommand, PartyId};
use terms::{BusinessDate, CurrencyCode, Duration, LogPosition};

use super::Given;
use super::words::{Reading, Words, number};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Rulebook(command) }
}

/// Since when a currency or its first calendar is valid, unless the script says.
pub(super) fn long_ago() -> BusinessDate {
    BusinessDate::from_ymd(2026, 1, 1).expect("every year has a first day")
}

/// `currency CUR DIGITS agent=BIC [valid=DATE] [until=DATE]`
pub(super) fn currency(words: &mut Words<'_>) -> Reading<Given> {
    let code = CurrencyCode::parse(words.word("a currency")?)?;
    let minor_units = words.number("how many decimals")?;
    let agent = words.bank_key("agent")?.ok_or("say whose currency it is: agent=BIC")?;
    let valid_from = words.date_key("valid")?.unwrap_or_else(long_ago);
    let valid_until = words.date_key("until")?;
    let by = words.by(PartyId::OPERATOR)?;
    let command = Command::DefineCurrency { code, minor_units, agent, valid_from, valid_until };
    Ok(given(by, command))
}

/// `redenominate OLD NEW units=NUMBER`
pub(super) fn redenominate(words: &mut Words<'_>) -> Reading<Given> {
    let (old, new) = (words.currency()?, words.currency()?);
    let units = number(words.required("units")?)?;
    let by = words.by_agent(old)?;
    Ok(given(by, Command::Redenominate { old, new, units }))
}

/// `rulebook VERSION [PARAMETER=NUMBER]... [from=RECORD]`
///
/// Parameters that are not named stay as they are now.
pub(super) fn rulebook(words: &mut Words<'_>) -> Reading<Given> {
    let version = words.number("a version")?;
    let (_, now) = words.machine().parameters();
    let interval = words.key("offsetting_interval").map(number).transpose()?;
    let exchange = words.key("exchange_interval").map(number).transpose()?;
    let window = words.key("exchange_window").map(number).transpose()?;
    let parameters = Parameters {
        acceptance_days: words.number_or("acceptance_days", now.acceptance_days)?,
        retention_days: words.number_or("retention_days", now.retention_days)?,
        offsetting_interval: interval.map_or(now.offsetting_interval, Duration::from_seconds),
        offsetting_items: words.number_or("offsetting_items", now.offsetting_items)?,
        bypass_depth: words.number_or("bypass_depth", now.bypass_depth)?,
        waiting_per_party: words.number_or("waiting_per_party", now.waiting_per_party)?,
        behaviour: Behaviour::new(words.number_or("behaviour", now.behaviour.number())?),
        rate_step: words.number_or("rate_step", now.rate_step)?,
        exchange_interval: exchange.map_or(now.exchange_interval, Duration::from_seconds),
        exchange_window: window.map_or(now.exchange_window, Duration::from_seconds),
    };
    let from = LogPosition::new(words.number_or("from", 0)?);
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::ActivateRulebook { version, parameters, from }))
}
