//! `setup`: what most scenarios start from, in one line.

use settlement::operating_day::Calendar;
use settlement::participation::{Access, HolderClass};
use settlement::{Command, Event, PartyId, operating_day, participation, rulebook};
use terms::{Bic, CurrencyCode, CurrencyId, TimeOfDay, UtcOffset};

use super::words::{Reading, Words};
use super::{Given, Scenario};

/// A currency that `setup` knows: letters, decimals, the BIC of its agent.
type Known = (&'static str, u8, &'static str);

/// Order: by letters. IRN stands for a rial to come, which has no letters yet.
static KNOWN: [Known; 10] = [
    ("AED", 2, "CBAUAEAA"),
    ("BRL", 2, "BCBRBRDF"),
    ("CNY", 2, "PBOCCNBJ"),
    ("EGP", 2, "CBEGEGCX"),
    ("INR", 2, "RBISINBB"),
    ("IRN", 2, "BMJIIRTH"),
    ("IRR", 2, "BMJIIRTH"),
    ("KWD", 3, "CBKUKWKW"),
    ("RUB", 2, "CBRFRUMM"),
    ("VND", 0, "STBVVNVX"),
];

/// When the currencies of a setup settle.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hours {
    RoundTheClock,
    /// The script gives the calendars.
    None,
}

/// What a line of `setup` asks for.
struct Plan {
    currencies: Vec<&'static Known>,
    banks: Vec<Bic>,
    hours: Hours,
}

/// `setup CUR... [banks=BIC/BIC] [hours=none]`
fn plan(words: &mut Words<'_>) -> Reading<Plan> {
    let mut currencies = Vec::new();
    for code in words.rest() {
        let known = KNOWN.iter().find(|(letters, ..)| *letters == code);
        currencies.push(known.ok_or_else(|| format!("setup does not know {code}"))?);
    }
    let mut banks = Vec::new();
    for bic in words.key("banks").unwrap_or_default().split('/').filter(|bic| !bic.is_empty()) {
        banks.push(Bic::parse(bic)?);
    }
    let hours = match words.key("hours") {
        None => Hours::RoundTheClock,
        Some("none") => Hours::None,
        Some(word) => return Err(format!("hours={word}: leave it out, or say none").into()),
    };
    words.end()?;
    Ok(Plan { currencies, banks, hours })
}

impl Scenario {
    /// Registers agents and banks, defines currencies, admits every bank to each, opens them.
    ///
    /// All in one record, told in one line.
    pub(super) fn set_up(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let plan = plan(&mut self.words(line))?;
        self.next_record();
        let mut parties = Vec::new();
        for bic in &plan.banks {
            parties.push((*bic, self.register(*bic)?));
        }
        for (letters, digits, agent) in &plan.currencies {
            let agent = Bic::parse(agent)?;
            let code = CurrencyCode::parse(letters)?;
            let currency = self.define(code, *digits, agent)?;
            let agent_party = self.register(agent)?;
            if plan.hours == Hours::RoundTheClock {
                self.open_round_the_clock(currency, agent_party)?;
            }
            for (bic, party) in &parties {
                let resident = bic.country() == agent.country();
                self.admit(currency, agent_party, *party, resident)?;
            }
        }
        Ok(plan.to_string())
    }

    /// The party with this BIC, registered if need be.
    fn register(&mut self, bic: Bic) -> Reading<PartyId> {
        if let Some(party) = self.machine.party(&bic) {
            return Ok(party);
        }
        let command = participation::Command::RegisterParty { bic, keys: Vec::new() };
        self.must(PartyId::OPERATOR, Command::Participation(command))?;
        let party = self.machine.party(&bic);
        Ok(party.ok_or("a party just registered is not found")?)
    }

    fn define(&mut self, code: CurrencyCode, minor_units: u8, agent: Bic) -> Reading<CurrencyId> {
        let agent = self.register(agent)?;
        let valid_from = super::rulebook::long_ago();
        let valid_until = None;
        let command =
            rulebook::Command::DefineCurrency { code, minor_units, agent, valid_from, valid_until };
        self.must(PartyId::OPERATOR, Command::Rulebook(command))?;
        let currency = self.machine.currency_on(code, self.moment.instant.date());
        Ok(currency.ok_or("a currency just defined is not found")?)
    }

    fn open_round_the_clock(&mut self, currency: CurrencyId, agent: PartyId) -> Reading<()> {
        let midnight = TimeOfDay::new(24, 0).ok_or("the day ends at 24:00")?;
        let calendar = Calendar {
            version: 1,
            valid_from: super::rulebook::long_ago(),
            offset: UtcOffset(0),
            weekend: Vec::new(),
            open: TimeOfDay::default(),
            customer_cut_off: midnight,
            close: midnight,
            holidays: std::collections::BTreeSet::new(),
            source: "scenario".to_owned(),
            verified_on: None,
        };
        let command = operating_day::Command::SetCalendar { currency, calendar };
        self.must(agent, Command::OperatingDay(command))
    }

    fn admit(
        &mut self,
        currency: CurrencyId,
        agent: PartyId,
        party: PartyId,
        resident: bool,
    ) -> Reading<()> {
        let class = if resident { HolderClass::ResidentBank } else { HolderClass::ForeignBank };
        let access = Access::Full;
        let command = participation::Command::AdmitParticipant { currency, party, class, access };
        self.must(agent, Command::Participation(command))
    }

    /// Applies a command that must not be refused.
    fn must(&mut self, by: PartyId, command: Command) -> Reading<()> {
        for event in self.apply(Given { by, command }) {
            if let Event::Refused { refusal, .. } = event {
                return Err(format!("setup was refused: {refusal}").into());
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = |(letters, _, agent): &&Known| format!("{letters} of {agent}");
        let currencies: Vec<String> = self.currencies.iter().map(of).collect();
        let banks: Vec<&str> = self.banks.iter().map(Bic::as_short).collect();
        let open = match self.hours {
            Hours::RoundTheClock => "open round the clock",
            Hours::None => "closed until a calendar is given",
        };
        let banks = if banks.is_empty() { "nobody".to_owned() } else { banks.join(", ") };
        write!(f, "{}; {open}; admitted to each: {banks}", currencies.join(", "))
    }
}
