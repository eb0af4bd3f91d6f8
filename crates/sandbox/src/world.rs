//! The world the sandbox starts from: 38 currencies with their central banks and calendars, the
//! banks, the trade among them. Data, embedded; see the heads of the files for their sources.

use std::collections::BTreeMap;
use std::str::FromStr;

use node::{CalendarRow, Founding, demo_key};
use receipts::PublicKey;
use serde::Deserialize;
use settlement::fx::BasisPoints;
use settlement::issuance::{Disposal, OvernightPolicy};
use settlement::operating_day::Calendar;
use settlement::participation::{Access, HolderClass};
use settlement::queue;
use settlement::rulebook::Behaviour;
use settlement::surplus::{self, InvestmentTerms};
use settlement::swap::DayCount;
use settlement::{
    Command, Envelope, Genesis, PartyId, issuance, operating_day, participation, rulebook,
};
use terms::{Bic, BusinessDate, CurrencyCode, CurrencyId, Digest, Instant, LogPosition, Rate};

use crate::governance;

const CURRENCIES: &str = include_str!("../../../rules/data/currencies.toml");
const CALENDARS: &str = include_str!("../../../rules/data/calendars.toml");
const BANKS: &str = include_str!("../data/banks.toml");
const FLOWS: &str = include_str!("../data/flows.toml");

/// The operator of the sandbox's system.
pub const OPERATOR: &str = "SRRFAEAD";

/// The system's code in messages: `SttlmInf/ClrSys/Prtry`.
pub const CLEARING_SYSTEM: &str = "SARRAF";

/// Why embedded data cannot be used: a mistake in this build, told with the file and the entry.
#[derive(Debug)]
pub struct Unusable(String);

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "embedded data: {}", self.0)
    }
}

impl std::error::Error for Unusable {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyRow {
    code: String,
    #[serde(rename = "number")]
    _number: String,
    minor_units: u8,
    country: String,
    #[serde(rename = "country_name")]
    _country_name: String,
    agent_name: String,
    agent_bic: String,
    #[serde(rename = "bic_verified")]
    _bic_verified: bool,
    utc_offset_minutes: i16,
}

#[derive(Deserialize)]
struct CurrencyFile {
    currency: Vec<CurrencyRow>,
}

#[derive(Deserialize)]
struct CalendarFile {
    calendar: Vec<CalendarRow>,
}

#[derive(Deserialize)]
struct BankRow {
    bic: String,
    name: String,
    country: String,
    currency: String,
    size: u32,
    accounts: Vec<String>,
    role: Option<String>,
}

#[derive(Deserialize)]
struct BankFile {
    bank: Vec<BankRow>,
}

#[derive(Deserialize)]
struct CorridorRow {
    payer_country: String,
    payee_country: String,
    currency: String,
    yearly_usd_bn: String,
    local_hours_profile: Option<String>,
}

#[derive(Deserialize)]
struct DomesticRow {
    currency: String,
    share: u32,
}

#[derive(Deserialize)]
struct RateRow {
    currency: String,
    per_usd: String,
}

#[derive(Deserialize)]
struct FlowFile {
    corridor: Vec<CorridorRow>,
    domestic: Vec<DomesticRow>,
    rate: Vec<RateRow>,
}

/// A currency, its central bank, and what a dollar costs in it.
#[derive(Clone, Debug)]
pub struct Currency {
    /// Its letters.
    pub code: CurrencyCode,
    /// Its fraction digits.
    pub exponent: u8,
    /// The country.
    pub country: String,
    /// The central bank.
    pub agent: Bic,
    /// Its name.
    pub agent_name: String,
    /// How far its clocks are ahead of UTC. Unit: minutes.
    pub offset: i16,
    /// Units for a dollar; only to size payments, never to settle them.
    pub per_usd: f64,
    /// What its central bank says it is worth: units of the sandbox's yardstick for minor units.
    pub official: Rate,
    /// Weight among domestic payments. Unit: thousandths.
    pub domestic: u32,
}

/// A simulated bank.
#[derive(Clone, Debug)]
pub struct Bank {
    /// Its name in messages.
    pub bic: Bic,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: String,
    /// Its weight among the banks of its country.
    pub size: u32,
    /// The currencies it holds, by their place in [`World::currencies`]. The first is its own.
    pub accounts: Vec<usize>,
    /// Whether it makes prices between currencies.
    pub exchange: bool,
}

/// Trade from one country to another, invoiced in one currency.
#[derive(Clone, Debug)]
pub struct Corridor {
    /// Whose customers pay.
    pub payer: String,
    /// Whose customers are paid.
    pub payee: String,
    /// In which currency, by its place in [`World::currencies`].
    pub currency: usize,
    /// How much. Unit: billion dollars a year.
    pub yearly_usd_bn: f64,
    /// Whether it is paid in the evening of the payer.
    pub evening: bool,
}

/// Everything the sandbox starts from.
#[derive(Clone, Debug)]
pub struct World {
    /// Keys of all parties are derived from it.
    pub seed: u64,
    /// Order: of the reference list.
    pub currencies: Vec<Currency>,
    /// Order: of the file.
    pub banks: Vec<Bank>,
    /// Order: of the file.
    pub corridors: Vec<Corridor>,
    calendars: Vec<Calendar>,
}

pub(crate) fn unusable(what: impl std::fmt::Display) -> Unusable {
    Unusable(what.to_string())
}

fn read<T: FromStr>(text: &str, what: &str) -> Result<T, Unusable>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| unusable(format!("{what} '{text}': {error}")))
}

fn file<T: for<'de> Deserialize<'de>>(text: &str, name: &str) -> Result<T, Unusable> {
    toml::from_str(text).map_err(|error| unusable(format!("{name}: {error}")))
}

impl World {
    /// The embedded world with at most `banks` banks, the first of the file.
    pub fn embedded(seed: u64, banks: usize) -> Result<Self, Unusable> {
        let flows: FlowFile = file(FLOWS, "flows.toml")?;
        let currencies = currencies(&flows)?;
        let place = |code: &str| {
            let found = currencies.iter().position(|currency| currency.code.as_str() == code);
            found.ok_or_else(|| unusable(format!("no currency {code}")))
        };
        let rows: BankFile = file(BANKS, "banks.toml")?;
        let mut all = Vec::new();
        for row in rows.bank.iter().take(banks) {
            let home = place(&row.currency)?;
            let mut accounts = vec![home];
            for code in &row.accounts {
                let account = place(code)?;
                if !accounts.contains(&account) {
                    accounts.push(account);
                }
            }
            all.push(Bank {
                bic: read(&row.bic, "bank")?,
                name: row.name.clone(),
                country: row.country.clone(),
                size: row.size.max(1),
                accounts,
                exchange: row.role.as_deref() == Some("exchange"),
            });
        }
        let mut corridors = Vec::new();
        for row in &flows.corridor {
            corridors.push(Corridor {
                payer: row.payer_country.clone(),
                payee: row.payee_country.clone(),
                currency: place(&row.currency)?,
                yearly_usd_bn: read(&row.yearly_usd_bn, "yearly_usd_bn")?,
                evening: row.local_hours_profile.as_deref() == Some("evening"),
            });
        }
        let calendars = calendars(&currencies)?;
        Ok(Self { seed, currencies, banks: all, corridors, calendars })
    }

    /// What the operator and the central banks agree on before the first message.
    pub fn founding(&self, instant: Instant) -> Result<Founding, Unusable> {
        let operator: Bic = read(OPERATOR, "operator")?;
        let mut commands = Vec::new();
        let mut order = |by: PartyId, command: Command| {
            commands.push(Envelope { by, evidence: Digest::ZERO, command });
        };
        order(PartyId::OPERATOR, Command::Rulebook(rules()));
        for bic in self.parties() {
            let keys = vec![self.public_key(&bic)];
            let register = participation::Command::RegisterParty { bic, keys };
            order(PartyId::OPERATOR, Command::Participation(register));
        }
        for (index, currency) in self.currencies.iter().enumerate() {
            let define = rulebook::Command::DefineCurrency {
                code: currency.code,
                minor_units: currency.exponent,
                agent: self.agent_id(index),
                valid_from: BusinessDate::from_ymd(2026, 1, 1).unwrap_or_default(),
                valid_until: None,
            };
            order(PartyId::OPERATOR, Command::Rulebook(define));
        }
        for (index, calendar) in self.calendars.iter().enumerate() {
            let (by, currency) = (self.agent_id(index), currency_id(index));
            let set = operating_day::Command::SetCalendar { currency, calendar: calendar.clone() };
            order(by, Command::OperatingDay(set));
            if let Some(policy) = overnight(self.currencies[index].code.as_str()) {
                let class = HolderClass::ForeignBank;
                let set = issuance::Command::SetOvernightPolicy { currency, class, policy };
                order(by, Command::Issuance(set));
            }
            if let Some(terms) = investment(self.currencies[index].code.as_str()) {
                let set = surplus::Command::SetInvestmentTerms { currency, terms: Some(terms) };
                order(by, Command::Surplus(set));
            }
        }
        for (number, bank) in self.banks.iter().enumerate() {
            for account in &bank.accounts {
                let admit = participation::Command::AdmitParticipant {
                    currency: currency_id(*account),
                    party: self.bank_id(number),
                    class: self.class(bank, *account),
                    access: Access::Full,
                };
                order(self.agent_id(*account), Command::Participation(admit));
                // Every second bank lets payments pass those that cannot settle yet.
                if number % 2 == 0 {
                    let (currency, policy) = (currency_id(*account), queue::Policy::Bypass);
                    let set = queue::Command::SetQueuePolicy { currency, policy };
                    order(self.bank_id(number), Command::Queue(set));
                }
            }
        }
        for (by, command) in governance::commands(self, instant)? {
            order(by, command);
        }
        let keys = vec![self.public_key(&operator)];
        let genesis = Genesis { operator, keys };
        let post_quantum_key = Some(node::post_quantum_key(&demo_key(self.seed, &operator)));
        let founding = Founding {
            name: "sarraf sandbox".into(),
            genesis,
            post_quantum_key,
            instant,
            commands,
        };
        founding.try_out().map_err(unusable)?;
        Ok(founding)
    }

    fn class(&self, bank: &Bank, account: usize) -> HolderClass {
        if self.currencies[account].country == bank.country {
            HolderClass::ResidentBank
        } else if bank.exchange {
            HolderClass::ExchangeProvider
        } else {
            HolderClass::ForeignBank
        }
    }

    /// The BICs of central banks and banks. Order: as registered after the operator.
    pub fn parties(&self) -> impl Iterator<Item = Bic> + '_ {
        let agents = self.currencies.iter().map(|currency| currency.agent);
        agents.chain(self.banks.iter().map(|bank| bank.bic))
    }

    pub(crate) fn agent_id(&self, currency: usize) -> PartyId {
        PartyId::new(u32::try_from(currency + 1).unwrap_or(u32::MAX))
    }

    pub(crate) fn bank_id(&self, bank: usize) -> PartyId {
        PartyId::new(u32::try_from(self.currencies.len() + bank + 1).unwrap_or(u32::MAX))
    }

    fn public_key(&self, bic: &Bic) -> PublicKey {
        node::public_key(&demo_key(self.seed, bic))
    }
}

/// The parameters of the rulebook from the first record on.
fn rules() -> rulebook::Command {
    // Stated by number: a later program founds the same world, and reads its log.
    let behaviour = Behaviour::new(8);
    let parameters = rulebook::Parameters { behaviour, ..rulebook::Parameters::default() };
    rulebook::Command::ActivateRulebook { version: 1, parameters, from: LogPosition::GENESIS }
}

pub(crate) fn currency_id(index: usize) -> CurrencyId {
    CurrencyId::new(u16::try_from(index).unwrap_or(u16::MAX))
}

/// Rupees that foreign banks do not use are taken at the close, earn interest for the night and are
/// back at the opening.
fn investment(code: &str) -> Option<InvestmentTerms> {
    (code == "INR").then_some(InvestmentTerms {
        interest: BasisPoints(525),
        day_count: DayCount::Actual365,
        cap: terms::Amount::MAX,
    })
}

/// Four agents do not let foreign banks keep their currency overnight, each in its own way.
fn overnight(code: &str) -> Option<OvernightPolicy> {
    match code {
        "SAR" => Some(OvernightPolicy::Forbidden(Disposal::Return)),
        "THB" => Some(OvernightPolicy::Forbidden(Disposal::Sweep)),
        "MYR" => {
            let cap = terms::Amount::from_minor(5_000_000_000);
            Some(OvernightPolicy::Capped(cap, Disposal::Return))
        }
        "INR" => {
            let cap = terms::Amount::from_minor(5_000_000_000);
            Some(OvernightPolicy::Capped(cap, Disposal::InvestOvernight))
        }
        _ => None,
    }
}

fn currencies(flows: &FlowFile) -> Result<Vec<Currency>, Unusable> {
    let rows: CurrencyFile = file(CURRENCIES, "currencies.toml")?;
    let rates: BTreeMap<&str, &str> =
        flows.rate.iter().map(|row| (row.currency.as_str(), row.per_usd.as_str())).collect();
    let shares: BTreeMap<&str, u32> =
        flows.domestic.iter().map(|row| (row.currency.as_str(), row.share)).collect();
    rows.currency
        .iter()
        .map(|row| {
            let code = row.code.as_str();
            let rate = rates.get(code).ok_or_else(|| unusable(format!("no rate for {code}")))?;
            Ok(Currency {
                code: read(code, "currency")?,
                exponent: row.minor_units,
                country: row.country.clone(),
                agent: read(&row.agent_bic, "agent")?,
                agent_name: row.agent_name.clone(),
                offset: row.utc_offset_minutes,
                per_usd: read(rate, "per_usd")?,
                official: governance::official(rate, row.minor_units)
                    .ok_or_else(|| unusable(format!("no official rate for {code}")))?,
                domestic: shares.get(code).copied().unwrap_or(0),
            })
        })
        .collect()
}

/// One calendar for each currency. Order: as the currencies.
fn calendars(currencies: &[Currency]) -> Result<Vec<Calendar>, Unusable> {
    let rows: CalendarFile = file(CALENDARS, "calendars.toml")?;
    let of = |currency: &Currency| {
        let code = currency.code.as_str();
        let row = rows.calendar.iter().find(|row| row.currency == code);
        let row = row.ok_or_else(|| unusable(format!("no calendar for {code}")))?;
        row.calendar().map_err(unusable)
    };
    currencies.iter().map(of).collect()
}
