//! What is played: a machine to start from, and the commands of each record.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use node::{Founding, RecordedStep};
use sandbox::World;
use settlement::{Command, Envelope, Machine, Moment, PartyId, issuance};
use terms::{Amount, CurrencyCode, CurrencyId, Digest, Instant, LogPosition};

/// Minutes of a day.
const MINUTES: u64 = 1440;

/// Why a day cannot be played.
#[derive(Debug)]
pub struct Unplayable(pub(crate) String);

impl fmt::Display for Unplayable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unplayable {}

pub(crate) fn unplayable(what: &str) -> impl Fn(&dyn fmt::Display) -> Unplayable + '_ {
    move |error| Unplayable(format!("{what}: {error}"))
}

/// How banks come to the money they begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is issued before the first record.
    Issued,
    /// They hold it already; what a level takes or adds is redeemed or issued.
    Held,
    /// It is issued by commands of the records, which are scaled.
    Recorded,
}

/// The commands of a record.
#[derive(Clone, Debug)]
pub struct Step {
    /// When they are applied.
    pub moment: Moment,
    /// Order: as applied.
    pub commands: Vec<Envelope>,
    /// The digest of the books that the log states for the moment before, where there is a log.
    pub books_before: Option<Digest>,
}

/// A day, or several: played as often as there are settings.
#[derive(Clone, Debug)]
pub struct Day {
    /// The machine before the first record.
    pub start: Machine,
    /// When a setting is said to the machine; after all accounts are open.
    pub setup: Moment,
    /// How banks come to their opening money.
    pub opening: Opening,
    /// What each account begins with at a level of 100 percent. Unit: minor units.
    pub endowments: BTreeMap<(PartyId, CurrencyId), Amount>,
    /// Order: by position.
    pub steps: Vec<Step>,
    /// Units of a currency for a dollar, for reports alone; a currency without one counts zero.
    pub per_usd: BTreeMap<CurrencyId, f64>,
}

impl Day {
    /// A day of the sandbox's world of so many banks, from its founding.
    ///
    /// # Errors
    /// If the embedded data is unusable.
    pub fn generated(banks: usize, payments: usize, seed: u64) -> Result<Self, Unplayable> {
        let failed = unplayable("generating a day");
        let world = World::embedded(1, banks).map_err(|error| failed(&error))?;
        let date = sandbox::simulated_date();
        let drawn = world.generated_day(payments, seed, date);
        let founding = world.founding(drawn.begins).map_err(|error| failed(&error))?;
        let mut start = Machine::new(founding.genesis);
        let moment = Moment { position: LogPosition::new(1), instant: founding.instant };
        let mut told = Vec::new();
        for command in founding.commands {
            start.apply(moment, command, &mut told);
        }
        Ok(Self::drawn(start, Opening::Issued, drawn))
    }

    /// The records of a data directory, as they were; its node may be running.
    ///
    /// `scratch` is a folder for a copy of the log, with room for it.
    ///
    /// # Errors
    /// If the log cannot be copied or read, or does not verify.
    pub fn recorded(
        founding: &Founding,
        folder: &Path,
        scratch: &Path,
    ) -> Result<Self, Unplayable> {
        let failed = unplayable("reading a recorded day");
        let records = RecordedStep::read_all(founding, folder, scratch);
        let records = records.map_err(|fault| failed(&fault))?;
        let mut records = records.into_iter();
        let first = records.next().ok_or_else(|| failed(&"the log holds no record"))?;
        let mut start = Machine::new(founding.genesis.clone());
        let mut told = Vec::new();
        for command in &first.commands {
            start.apply(first.moment, command.clone(), &mut told);
        }
        let steps: Vec<Step> = records
            .map(|RecordedStep { moment, commands, books_before }| Step {
                moment,
                commands,
                books_before,
            })
            .collect();
        let mut endowments = BTreeMap::new();
        for account in start.accounts() {
            endowments.insert((account.party, account.currency), account.balance.positive());
        }
        for command in steps.iter().flat_map(|step| &step.commands) {
            if let Command::Issuance(issuance::Command::Issue { currency, to, amount, .. }) =
                &command.command
            {
                let sum = endowments.entry((*to, *currency)).or_default();
                *sum = sum.checked_add(*amount).unwrap_or(*sum);
            }
        }
        let per_usd = per_usd(&start);
        let opening = Opening::Recorded;
        Ok(Self { start, setup: first.moment, opening, endowments, steps, per_usd })
    }

    /// The currencies there are before the first record: identity, letters, fraction digits.
    pub fn currencies(&self) -> impl Iterator<Item = (CurrencyId, CurrencyCode, u8)> + '_ {
        self.start.currencies().map(|(id, code, exponent, _)| (id, code, exponent))
    }

    pub(crate) fn drawn(
        mut start: Machine,
        opening: Opening,
        drawn: sandbox::GeneratedDay,
    ) -> Self {
        let setup = Moment {
            position: start.moment().position.next(),
            instant: drawn.begins.max(start.moment().instant),
        };
        // The closes between the last record and the day may sweep what banks held.
        start.pass_time(setup, &mut Vec::new());
        let endowments = match opening {
            Opening::Issued => drawn
                .endowments
                .iter()
                .map(|endowment| ((endowment.party, endowment.currency), endowment.amount))
                .collect(),
            Opening::Held | Opening::Recorded => start
                .accounts()
                .map(|account| ((account.party, account.currency), account.balance.positive()))
                .collect(),
        };
        let mut steps = Vec::new();
        let mut arrivals = drawn.arrivals.into_iter().peekable();
        for minute in 0..=MINUTES {
            let mut commands = Vec::new();
            while let Some(arrival) = arrivals.next_if(|arrival| arrival.minute <= minute) {
                commands.push(arrival.command);
            }
            let seconds = drawn.begins.unix_seconds().saturating_add((minute + 1) * 60);
            let instant = Instant::from_unix_seconds(seconds).max(setup.instant);
            let position = LogPosition::new(setup.position.number() + minute + 1);
            steps.push(Step { moment: Moment { position, instant }, commands, books_before: None });
        }
        let per_usd = per_usd(&start);
        Self { start, setup, opening, endowments, steps, per_usd }
    }

    /// What an amount is worth. Unit: dollars.
    pub(crate) fn usd(&self, currency: CurrencyId, exponents: &[u8], minor: f64) -> f64 {
        let exponent = exponents.get(currency.index()).copied().unwrap_or(0);
        let rate = self.per_usd.get(&currency);
        rate.map_or(0.0, |rate| minor / 10_f64.powi(i32::from(exponent)) / rate)
    }
}

/// The sandbox's rates, by the letters of the currencies.
pub(crate) fn per_usd(machine: &Machine) -> BTreeMap<CurrencyId, f64> {
    let Ok(world) = World::embedded(1, 0) else {
        return BTreeMap::new();
    };
    let rate = |code| world.currencies.iter().find(|currency| currency.code == code);
    machine
        .currencies()
        .filter_map(|(id, code, ..)| rate(code).map(|currency| (id, currency.per_usd)))
        .collect()
}
