//! A founding as a document that people write and sign: who takes part in a system, in which
//! currencies, under which hours and rules.

use std::collections::BTreeSet;
use std::str::FromStr;

use receipts::{Algorithm, PublicKey};
use serde::Deserialize;
use settlement::issuance::{Disposal, OvernightPolicy};
use settlement::operating_day::Calendar;
use settlement::participation::{Access, HolderClass};
use settlement::rulebook::{Behaviour, Parameters};
use settlement::surplus::{self, ImbalanceTerms, InvestmentTerms};
use settlement::swap::DayCount;
use settlement::{
    Command, Envelope, Genesis, PartyId, fx, issuance, liquidity, operating_day, participation,
    queue, rulebook,
};
use terms::{
    Amount, Bic, BusinessDate, CurrencyCode, CurrencyId, Digest, Duration, LogPosition, Rate,
    TimeOfDay, UtcOffset, Weekday,
};

use crate::{Fault, Founding};

/// A founding document, read and not yet checked. Unknown keys are refused.
///
/// Everything a name stands for is stated in the document itself; its order is that of the log's
/// first record.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The system's name. Shape: 1 to 64 characters.
    name: String,
    /// The code by which payment messages name this clearing system. Source: ClrSys/Prtry.
    clearing_system: String,
    /// The first record's instant, with its offset.
    founded_at: String,
    operator: OperatorRow,
    #[serde(default)]
    party: Vec<PartyRow>,
    #[serde(default)]
    currency: Vec<CurrencyRow>,
    #[serde(default)]
    calendar: Vec<CalendarRow>,
    #[serde(default)]
    overnight: Vec<OvernightRow>,
    #[serde(default)]
    investment: Vec<InvestmentRow>,
    #[serde(default)]
    imbalance: Vec<ImbalanceRow>,
    #[serde(default)]
    participant: Vec<ParticipantRow>,
    /// The measure in which official rates are stated. R-FX-01
    yardstick: Option<String>,
    #[serde(default)]
    exchange: Vec<ExchangeRow>,
    parameters: Option<ParameterRow>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OperatorRow {
    bic: String,
    keys: Vec<String>,
    /// The second line that `sarraf key --post-quantum` prints.
    post_quantum_key: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartyRow {
    bic: String,
    #[serde(default)]
    keys: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyRow {
    code: String,
    minor_units: u8,
    agent: String,
    valid_from: String,
    valid_until: Option<String>,
}

/// One version of a currency's hours, as `rules/data/calendars.toml` explains it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarRow {
    /// Whose, by its letters.
    pub currency: String,
    version: u32,
    valid_from: String,
    utc_offset_minutes: i16,
    weekend: Vec<String>,
    open: String,
    customer_cut_off: String,
    close: String,
    #[serde(default)]
    always_open: bool,
    #[serde(default)]
    holidays: Vec<HolidayRow>,
    source: String,
    #[serde(default)]
    verified_on: String,
    /// How sure the source is; for people.
    #[serde(default, rename = "confidence")]
    _confidence: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayRow {
    date: String,
    #[serde(default, rename = "name")]
    _name: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OvernightRow {
    currency: String,
    class: Class,
    /// Unit: major units; none forbids any balance.
    cap: Option<String>,
    disposal: How,
}

/// On what terms an agent takes its currency for investment. R-SUR-01
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InvestmentRow {
    currency: String,
    /// Unit: basis points for a year.
    interest: u16,
    /// Unit: days of a year, 360 or 365.
    year: u16,
    /// Unit: major units.
    cap: String,
}

/// What an imbalance of a class of holders costs at the close. R-SUR-05
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImbalanceRow {
    currency: String,
    class: Class,
    /// Unit: major units.
    threshold: String,
    /// Unit: basis points for a year.
    surplus: u16,
    /// Unit: basis points for a year.
    deficit: u16,
    /// Unit: days of a year, 360 or 365.
    year: u16,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum How {
    Sweep,
    Return,
    Invest,
    InvestOvernight,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Class {
    ResidentBank,
    ForeignBank,
    ExchangeProvider,
    Indirect,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum May {
    #[default]
    Full,
    SendOnly,
    ReceiveOnly,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum QueueOrder {
    #[default]
    Fifo,
    Bypass,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParticipantRow {
    bic: String,
    currency: String,
    class: Class,
    #[serde(default)]
    access: May,
    /// Unit: major units.
    credit: Option<String>,
    #[serde(default)]
    queue: QueueOrder,
}

/// How a currency is exchanged. R-FX-02, R-FX-05, R-FX-06, R-FX-08
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeRow {
    currency: String,
    /// So many units of the yardstick ...
    units: u64,
    /// ... are worth so many minor units of the currency.
    minor_units: u64,
    /// Unit: basis points; none: any distance.
    band: Option<u16>,
    /// Unit: major units a day; none: any amount.
    quota: Option<String>,
    /// Whether exchange is open from the first record on.
    open: bool,
}

/// Those not named keep their defaults.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterRow {
    acceptance_days: Option<u16>,
    retention_days: Option<u16>,
    /// Unit: seconds.
    offsetting_interval: Option<u64>,
    offsetting_items: Option<u16>,
    bypass_depth: Option<u16>,
    waiting_per_party: Option<u32>,
    /// Up to which changes of rules count; for ever those of 7 if nothing is said.
    behaviour: Option<u16>,
    /// Unit: basis points.
    rate_step: Option<u16>,
    /// Unit: seconds.
    exchange_interval: Option<u64>,
    /// Unit: seconds.
    exchange_window: Option<u64>,
}

fn flaw(what: impl std::fmt::Display) -> Fault {
    Fault::new(format!("founding document: {what}"))
}

fn read<T: FromStr>(text: &str, what: &str) -> Result<T, Fault>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error| flaw(format!("{what} '{text}': {error}")))
}

impl Document {
    /// Reads the text form, TOML.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        toml::from_str(text).map_err(flaw)
    }

    /// The code by which payment messages name this clearing system.
    pub fn clearing_system(&self) -> &str {
        &self.clearing_system
    }

    /// The founding it describes; refuses what names somebody it does not state.
    pub fn founding(&self) -> Result<Founding, Fault> {
        if self.name.is_empty() || self.name.chars().count() > 64 {
            return Err(flaw("the system's name has 1 to 64 characters"));
        }
        let keys = keys_of(&self.operator.bic, &self.operator.keys)?;
        let beside = self.operator.post_quantum_key.as_deref();
        let beside = beside.map(|key| read(key, "the operator's post-quantum key")).transpose()?;
        if beside.as_ref().is_some_and(|key: &PublicKey| key.algorithm != Algorithm::MlDsa65) {
            return Err(flaw("the operator's post-quantum key begins with ml-dsa-65:"));
        }
        if keys.len() != 1 {
            return Err(flaw("the operator has exactly one key, which seals the records"));
        }
        let operator: Bic = read(&self.operator.bic, "the operator's BIC")?;
        let instant = iso20022::view::moment(&self.founded_at)
            .ok_or_else(|| flaw("founded_at is a moment such as 2026-11-24T08:00:00Z"))?;
        let mut names = Names { parties: vec![operator], currencies: Vec::new() };
        let mut commands = Vec::new();
        self.found_parties(&mut names, &mut commands)?;
        self.found_currencies(&mut names, &mut commands)?;
        self.found_participants(&names, &mut commands)?;
        self.found_exchange(&names, &mut commands)?;
        Ok(Founding {
            name: self.name.clone(),
            genesis: Genesis { operator, keys },
            post_quantum_key: beside,
            instant,
            commands,
        })
    }

    fn found_parties(&self, names: &mut Names, commands: &mut Vec<Envelope>) -> Result<(), Fault> {
        if let Some(row) = &self.parameters {
            let parameters = row.parameters();
            let from = LogPosition::GENESIS;
            let version = rulebook::Command::ActivateRulebook { version: 1, parameters, from };
            commands.push(given(PartyId::OPERATOR, Command::Rulebook(version)));
        }
        for row in &self.party {
            let bic: Bic = read(&row.bic, "a party's BIC")?;
            if names.parties.contains(&bic) {
                return Err(flaw(format!("party {bic} is stated twice")));
            }
            names.parties.push(bic);
            let register =
                participation::Command::RegisterParty { bic, keys: keys_of(&row.bic, &row.keys)? };
            commands.push(given(PartyId::OPERATOR, Command::Participation(register)));
        }
        Ok(())
    }

    fn found_currencies(
        &self,
        names: &mut Names,
        commands: &mut Vec<Envelope>,
    ) -> Result<(), Fault> {
        for row in &self.currency {
            let code: CurrencyCode = read(&row.code, "a currency")?;
            let agent = names.party(&row.agent)?;
            names.currencies.push((code, row.minor_units, agent));
            let until = row.valid_until.as_deref().map(|date| read(date, "valid_until"));
            let define = rulebook::Command::DefineCurrency {
                code,
                minor_units: row.minor_units,
                agent,
                valid_from: read(&row.valid_from, "valid_from")?,
                valid_until: until.transpose()?,
            };
            commands.push(given(PartyId::OPERATOR, Command::Rulebook(define)));
        }
        for row in &self.calendar {
            let (currency, _, agent) = names.currency(&row.currency)?;
            let calendar = row.calendar()?;
            let set = operating_day::Command::SetCalendar { currency, calendar };
            commands.push(given(agent, Command::OperatingDay(set)));
        }
        for row in &self.overnight {
            let (currency, digits, agent) = names.currency(&row.currency)?;
            let disposal = match row.disposal {
                How::Sweep => Disposal::Sweep,
                How::Return => Disposal::Return,
                How::Invest => Disposal::Invest,
                How::InvestOvernight => Disposal::InvestOvernight,
            };
            let policy = match &row.cap {
                None => OvernightPolicy::Forbidden(disposal),
                Some(cap) => OvernightPolicy::Capped(amount(cap, digits)?, disposal),
            };
            let class = row.class.into();
            let set = issuance::Command::SetOvernightPolicy { currency, class, policy };
            commands.push(given(agent, Command::Issuance(set)));
        }
        self.found_surplus(names, commands)
    }

    fn found_surplus(&self, names: &Names, commands: &mut Vec<Envelope>) -> Result<(), Fault> {
        for row in &self.investment {
            let (currency, digits, agent) = names.currency(&row.currency)?;
            let terms = Some(InvestmentTerms {
                interest: fx::BasisPoints(row.interest),
                day_count: day_count(row.year)?,
                cap: amount(&row.cap, digits)?,
            });
            let set = surplus::Command::SetInvestmentTerms { currency, terms };
            commands.push(given(agent, Command::Surplus(set)));
        }
        for row in &self.imbalance {
            let (currency, digits, agent) = names.currency(&row.currency)?;
            let terms = Some(ImbalanceTerms {
                threshold: amount(&row.threshold, digits)?,
                surplus: fx::BasisPoints(row.surplus),
                deficit: fx::BasisPoints(row.deficit),
                day_count: day_count(row.year)?,
            });
            let class = row.class.into();
            let set = surplus::Command::SetImbalanceTerms { currency, class, terms };
            commands.push(given(agent, Command::Surplus(set)));
        }
        Ok(())
    }

    fn found_participants(&self, names: &Names, commands: &mut Vec<Envelope>) -> Result<(), Fault> {
        for row in &self.participant {
            let (currency, digits, agent) = names.currency(&row.currency)?;
            let party = names.party(&row.bic)?;
            let admit = participation::Command::AdmitParticipant {
                currency,
                party,
                class: row.class.into(),
                access: match row.access {
                    May::Full => Access::Full,
                    May::SendOnly => Access::SendOnly,
                    May::ReceiveOnly => Access::ReceiveOnly,
                },
            };
            commands.push(given(agent, Command::Participation(admit)));
            if let Some(credit) = &row.credit {
                let amount = amount(credit, digits)?;
                let set = liquidity::Command::SetCreditLine { currency, party, amount };
                commands.push(given(agent, Command::Liquidity(set)));
            }
            if row.queue == QueueOrder::Bypass {
                let policy = queue::Policy::Bypass;
                let set = queue::Command::SetQueuePolicy { currency, policy };
                commands.push(given(party, Command::Queue(set)));
            }
        }
        Ok(())
    }
}

impl Document {
    /// Rates count from the first day of all on, and the operator approves them with the document.
    fn found_exchange(&self, names: &Names, commands: &mut Vec<Envelope>) -> Result<(), Fault> {
        let mut order = |by, command| commands.push(given(by, Command::Exchange(command)));
        if let Some(name) = &self.yardstick {
            order(PartyId::OPERATOR, fx::Command::NameYardstick { name: name.clone() });
        }
        for row in &self.exchange {
            let (currency, digits, agent) = names.currency(&row.currency)?;
            let rate = Rate::new(row.units, row.minor_units);
            let rate =
                rate.map_err(|_| flaw(format!("the rate of {} has a zero", row.currency)))?;
            let from = BusinessDate::default();
            order(agent, fx::Command::PostOfficialRate { currency, rate, from });
            order(PartyId::OPERATOR, fx::Command::ApproveOfficialRate { currency, rate, from });
            if let Some(band) = row.band {
                let band = Some(fx::BasisPoints(band));
                order(agent, fx::Command::SetBand { currency, band });
            }
            if let Some(quota) = &row.quota {
                let amount = Some(amount(quota, digits)?);
                order(agent, fx::Command::SetQuota { currency, amount });
            }
            if row.open {
                order(agent, fx::Command::ResumeExchange { currency });
            }
        }
        Ok(())
    }
}

/// Parties and currencies in the order in which the machine numbers them.
struct Names {
    parties: Vec<Bic>,
    currencies: Vec<(CurrencyCode, u8, PartyId)>,
}

impl Names {
    fn party(&self, bic: &str) -> Result<PartyId, Fault> {
        let place =
            self.parties.iter().position(|known| known.as_short() == bic || known.as_str() == bic);
        let number = place.and_then(|place| u32::try_from(place).ok());
        number.map(PartyId::new).ok_or_else(|| flaw(format!("'{bic}' is no party stated above")))
    }

    fn currency(&self, code: &str) -> Result<(CurrencyId, u8, PartyId), Fault> {
        let place = self.currencies.iter().rposition(|(known, ..)| known.as_str() == code);
        let found = place.and_then(|place| {
            let (_, digits, agent) = self.currencies.get(place)?;
            Some((CurrencyId::new(u16::try_from(place).ok()?), *digits, *agent))
        });
        found.ok_or_else(|| flaw(format!("'{code}' is no currency stated above")))
    }
}

fn given(by: PartyId, command: Command) -> Envelope {
    Envelope { by, evidence: Digest::ZERO, command }
}

/// A year's days as interest counts them.
fn day_count(year: u16) -> Result<DayCount, Fault> {
    match year {
        360 => Ok(DayCount::Actual360),
        365 => Ok(DayCount::Actual365),
        other => Err(flaw(format!("a year has 360 or 365 days for interest, not {other}"))),
    }
}

fn amount(text: &str, digits: u8) -> Result<Amount, Fault> {
    Amount::parse_decimal(text, digits).map_err(|error| flaw(format!("amount '{text}': {error}")))
}

fn keys_of(bic: &str, keys: &[String]) -> Result<Vec<PublicKey>, Fault> {
    keys.iter().map(|key| read(key, &format!("a key of {bic}"))).collect()
}

impl From<Class> for HolderClass {
    fn from(class: Class) -> Self {
        match class {
            Class::ResidentBank => Self::ResidentBank,
            Class::ForeignBank => Self::ForeignBank,
            Class::ExchangeProvider => Self::ExchangeProvider,
            Class::Indirect => Self::Indirect,
        }
    }
}

impl ParameterRow {
    fn parameters(&self) -> Parameters {
        let usual = Parameters::default();
        let seconds = |stated: Option<u64>, usual: Duration| match stated {
            Some(seconds) => Duration::from_seconds(seconds.min(1_000_000_000)),
            None => usual,
        };
        Parameters {
            acceptance_days: self.acceptance_days.unwrap_or(usual.acceptance_days),
            retention_days: self.retention_days.unwrap_or(usual.retention_days),
            offsetting_interval: seconds(self.offsetting_interval, usual.offsetting_interval),
            offsetting_items: self.offsetting_items.unwrap_or(usual.offsetting_items),
            bypass_depth: self.bypass_depth.unwrap_or(usual.bypass_depth),
            waiting_per_party: self.waiting_per_party.unwrap_or(usual.waiting_per_party),
            behaviour: self.behaviour.map_or(usual.behaviour, Behaviour::new),
            rate_step: self.rate_step.unwrap_or(usual.rate_step),
            exchange_interval: seconds(self.exchange_interval, usual.exchange_interval),
            exchange_window: seconds(self.exchange_window, usual.exchange_window),
        }
    }
}

impl CalendarRow {
    /// The calendar it states.
    pub fn calendar(&self) -> Result<Calendar, Fault> {
        let weekend = self.weekend.iter().map(|day| weekday(day)).collect::<Result<_, _>>()?;
        let holidays = self.holidays.iter().map(|holiday| read(&holiday.date, "a holiday"));
        let holidays = holidays.collect::<Result<BTreeSet<BusinessDate>, _>>()?;
        let midnight = TimeOfDay::new(24, 0).unwrap_or_default();
        let time = |text: &str, what| match self.always_open {
            true => Ok(midnight),
            false => read(text, what),
        };
        let verified = Some(self.verified_on.as_str()).filter(|date| !date.is_empty());
        Ok(Calendar {
            version: self.version,
            valid_from: read(&self.valid_from, "valid_from")?,
            offset: UtcOffset(self.utc_offset_minutes),
            weekend,
            open: read(&self.open, "open")?,
            customer_cut_off: time(&self.customer_cut_off, "customer_cut_off")?,
            close: time(&self.close, "close")?,
            holidays,
            source: self.source.clone(),
            verified_on: verified.map(|date| read(date, "verified_on")).transpose()?,
        })
    }
}

fn weekday(name: &str) -> Result<Weekday, Fault> {
    Ok(match name {
        "Mon" => Weekday::Monday,
        "Tue" => Weekday::Tuesday,
        "Wed" => Weekday::Wednesday,
        "Thu" => Weekday::Thursday,
        "Fri" => Weekday::Friday,
        "Sat" => Weekday::Saturday,
        "Sun" => Weekday::Sunday,
        _ => return Err(flaw(format!("no weekday {name}: Mon, Tue, Wed, Thu, Fri, Sat or Sun"))),
    })
}
