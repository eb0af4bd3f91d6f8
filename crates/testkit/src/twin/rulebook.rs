//! Currencies, parameters and redenomination.

use std::collections::BTreeMap;

use settlement::participation::{Access, HolderClass};
use settlement::payment::State;
use settlement::rulebook::{Command, Parameters};
use settlement::{PartyId, Refusal};
use terms::{BusinessDate, CurrencyId, Duration, Instant, LogPosition};

use super::day::Currency;
use super::{Answer, Key, Twin, ensure};

impl Twin {
    pub(super) fn rulebook(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::DefineCurrency { code, minor_units, agent, valid_from, valid_until } => {
                // R-RUL-04
                self.require_operator(by)?;
                self.require_party(*agent)?;
                self.define(Currency {
                    code: *code,
                    minor_units: *minor_units,
                    agent: *agent,
                    valid_from: *valid_from,
                    valid_until: *valid_until,
                    overnight: BTreeMap::new(),
                    calendars: Vec::new(),
                    extensions: BTreeMap::new(),
                    suspended: false,
                    day: BusinessDate::default(),
                    seen: Instant::default(),
                })
            }
            Command::Redenominate { old, new, units } => self.redenominate(by, *old, *new, *units),
            Command::ActivateRulebook { version, parameters, from } => {
                self.require_operator(by)?;
                self.schedule(*version, *parameters, *from)
            }
        }
    }

    /// R-RUL-02
    fn define(&mut self, currency: Currency) -> Answer {
        let begins_by = |one: &Currency, other: &Currency| {
            other.valid_until.is_none_or(|last| one.valid_from <= last)
        };
        let taken = self.currencies.iter().any(|known| {
            known.code == currency.code
                && begins_by(known, &currency)
                && begins_by(&currency, known)
        });
        ensure(!taken, Refusal::CurrencyExists)?;
        ensure(currency.minor_units <= 8, Refusal::ParameterOutOfRange)?;
        let number = u16::try_from(self.currencies.len()).map_err(|_| Refusal::CurrencyExists)?;
        let agent = (currency.agent, CurrencyId::new(number));
        self.currencies.push(currency);
        self.admit(agent, HolderClass::Agent, Access::Full);
        Ok(())
    }

    /// R-RUL-01
    fn schedule(&mut self, version: u32, parameters: Parameters, from: LogPosition) -> Answer {
        let (earliest, last) = match self.coming.last() {
            Some((from, last, _)) => (*from, *last),
            None => (LogPosition::GENESIS, self.version),
        };
        ensure(version == last + 1 && from >= earliest, Refusal::VersionNotNext)?;
        ensure(is_sound(&parameters), Refusal::ParameterOutOfRange)?;
        self.coming.push((from, version, parameters));
        self.activate();
        Ok(())
    }

    /// Brings into force what has come.
    pub(super) fn activate(&mut self) {
        while let Some((from, version, parameters)) = self.coming.first().copied() {
            if from > self.position {
                return;
            }
            self.coming.remove(0);
            self.version = version;
            self.parameters = parameters;
            self.something_changed();
        }
    }

    /// R-RUL-03
    fn redenominate(
        &mut self,
        by: PartyId,
        old: CurrencyId,
        new: CurrencyId,
        units: u64,
    ) -> Answer {
        self.require_agent(by, old)?;
        self.require_agent(by, new)?;
        let digits = |id: CurrencyId| u32::from(self.currencies[id.index()].minor_units);
        let scaled = i128::from(units) * 10_i128.pow(digits(old));
        let scale = 10_i128.pow(digits(new));
        let factor = scaled / scale;
        let whole = factor >= 1 && factor * scale == scaled;
        ensure(whole && old != new, Refusal::RatioMalformed)?;
        // R-SWP-05
        ensure(!self.is_swapped_in(old), Refusal::SwapOutstanding)?;
        // R-SUR-03
        ensure(self.interest_is_there(old), Refusal::InterestUnpaid)?;
        self.end_investments_in(old);
        let items =
            self.waiting.iter().filter(|(_, item)| item.is_in(old) || item.is_received_in(old));
        let ending: Vec<u64> = items.map(|(id, _)| *id).collect();
        ending.into_iter().for_each(|id| self.end(id, State::Rejected));
        // R-FX-10
        self.end_orders(|order| order.sell == old || order.buy == old);
        self.end_owed_in(old);
        if self.parameters.behaviour.number() >= 3 {
            self.end_lines_in(old);
        }
        // The agent last: it gets what makes no whole unit in all other accounts.
        let agent = (by, old);
        let mut keys = self.keys_in(old);
        keys.retain(|key| *key != agent && self.accounts[key].access != Access::Closed);
        keys.push(agent);
        keys.into_iter().for_each(|key| self.convert(key, agent, new, factor));
        self.caps_go_over(old, new, factor);
        Ok(())
    }

    fn convert(&mut self, key: Key, agent: Key, new: CurrencyId, factor: i128) {
        let target = (key.0, new);
        let account = self.accounts[&key].clone();
        if !self.accounts.contains_key(&target) {
            self.admit(target, account.class, account.access);
        }
        let (whole, rest) = (account.balance / factor, account.balance % factor);
        self.account_mut(key).balance -= rest;
        self.account_mut(agent).balance += rest;
        self.supply(key, -whole * factor);
        self.supply(target, whole);
        // Credit goes over with the money; reservations end.
        if account.credit >= factor {
            self.account_mut(target).credit += account.credit / factor;
        }
        let account = self.account_mut(key);
        (account.credit, account.urgent, account.high) = (0, 0, 0);
    }
}

/// R-RUL-01: each parameter in its range.
fn is_sound(parameters: &Parameters) -> bool {
    let interval = Duration::from_seconds(1)..=Duration::from_seconds(86_400);
    parameters.acceptance_days <= 365
        && (2..=400).contains(&parameters.retention_days)
        && interval.contains(&parameters.offsetting_interval)
        && (parameters.offsetting_items > 1 || parameters.behaviour.number() > 2)
        && (1..=1000).contains(&parameters.bypass_depth)
        && parameters.waiting_per_party > 0
        && (1..=8).contains(&parameters.behaviour.number())
        && (1..=10_000).contains(&parameters.rate_step)
        && interval.contains(&parameters.exchange_interval)
        && parameters.exchange_window < parameters.exchange_interval
}
