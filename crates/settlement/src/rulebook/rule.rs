use alloc::collections::BTreeMap;

use books::AccountId;
use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyCode, CurrencyId, LogPosition};

use super::{Command, Currency, Event, Parameters};
use crate::operating_day::Day;
use crate::participation::{Access, HolderClass};
use crate::{Machine, PartyId, Refusal};

/// The parameters in force and those to come.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Rulebook {
    pub(crate) version: u32,
    pub(crate) parameters: Parameters,
    /// Versions to come, by the first record under them.
    coming: BTreeMap<(LogPosition, u32), Parameters>,
}

impl Machine {
    pub(crate) fn rulebook_command(
        &mut self,
        by: PartyId,
        command: Command,
    ) -> Result<(), Refusal> {
        match command {
            Command::DefineCurrency { code, minor_units, agent, valid_from, valid_until } => {
                // R-RUL-04
                self.require_operator(by)?;
                self.require_party(agent)?;
                self.define_currency(Currency {
                    code,
                    minor_units,
                    agent,
                    valid_from,
                    valid_until,
                    overnight: BTreeMap::new(),
                    day: Day::default(),
                })
            }
            Command::Redenominate { old, new, units } => self.redenominate(by, old, new, units),
            Command::ActivateRulebook { version, parameters, from } => {
                self.require_operator(by)?;
                self.schedule_rulebook(version, parameters, from)
            }
        }
    }

    /// R-RUL-02: letters name one currency at a time.
    fn define_currency(&mut self, currency: Currency) -> Result<(), Refusal> {
        let overlaps = self.currencies.iter().any(|known| {
            known.code == currency.code
                && known.valid_until.is_none_or(|until| currency.valid_from <= until)
                && currency.valid_until.is_none_or(|until| known.valid_from <= until)
        });
        if overlaps {
            return Err(Refusal::CurrencyExists);
        }
        let number = u16::try_from(self.currencies.len());
        let id = CurrencyId::new(number.map_err(|_| Refusal::CurrencyExists)?);
        let empty = currency.valid_until.is_some_and(|until| until < currency.valid_from);
        if currency.minor_units > 8 || empty {
            return Err(Refusal::ParameterOutOfRange);
        }
        let (code, minor_units, agent) = (currency.code, currency.minor_units, currency.agent);
        self.currencies.push(currency);
        self.tell(Event::CurrencyDefined { currency: id, code, minor_units, agent });
        self.admit(agent, id, HolderClass::Agent, Access::Full);
        Ok(())
    }

    /// R-RUL-01: versions follow each other and come into force at a log position.
    fn schedule_rulebook(
        &mut self,
        version: u32,
        parameters: Parameters,
        from: LogPosition,
    ) -> Result<(), Refusal> {
        let last = self.rulebook.coming.keys().map(|(_, version)| *version).max();
        let last = last.unwrap_or(self.rulebook.version);
        let latest = self.rulebook.coming.keys().map(|(from, _)| *from).max();
        if version != last.saturating_add(1) || latest.is_some_and(|latest| from < latest) {
            return Err(Refusal::VersionNotNext);
        }
        if !parameters.is_sound() {
            return Err(Refusal::ParameterOutOfRange);
        }
        self.rulebook.coming.insert((from, version), parameters);
        self.tell(Event::RulebookScheduled { version, from });
        self.activate_rulebooks();
        Ok(())
    }

    /// Brings into force the versions whose record has come.
    pub(crate) fn activate_rulebooks(&mut self) {
        while let Some(coming) = self.rulebook.coming.first_entry() {
            let (from, version) = *coming.key();
            if from > self.moment.position {
                return;
            }
            self.rulebook.parameters = coming.remove();
            self.rulebook.version = version;
            // R-OFF-02: under other numbers another set may be found.
            self.round_due |= self.rulebook.parameters.behaviour.rounds_follow_funds();
            // R-FX-15
            self.stir_all();
            self.tell(Event::RulebookActivated { version });
        }
    }

    /// A currency by its identity.
    pub(crate) fn currency(&self, id: CurrencyId) -> Result<&Currency, Refusal> {
        self.currencies.get(id.index()).ok_or(Refusal::UnknownCurrency)
    }

    pub(crate) fn currency_mut(&mut self, id: CurrencyId) -> Result<&mut Currency, Refusal> {
        self.currencies.get_mut(id.index()).ok_or(Refusal::UnknownCurrency)
    }

    /// R-RUL-02: the currency that letters mean on a date.
    pub fn currency_on(&self, code: CurrencyCode, date: BusinessDate) -> Option<CurrencyId> {
        let mut currencies = (0..).map(CurrencyId::new).zip(&self.currencies);
        let found = currencies.find(|(_, c)| c.code == code && c.is_valid_on(date));
        found.map(|(id, _)| id)
    }

    /// The settlement agent's own account.
    pub(crate) fn agent_account(&self, currency: CurrencyId) -> Option<AccountId> {
        let agent = self.currency(currency).ok()?.agent;
        self.books.find(agent.into(), currency)
    }
}
