//! Several generated days in a row.

use std::collections::BTreeMap;

use sandbox::{Endowment, GeneratedDay, World};
use settlement::fx::BasisPoints;
use settlement::swap::{DayCount, SwapRate, SwapTerms};
use settlement::{Command, Envelope, Event, Machine, Moment, PartyId, issuance, swap};
use terms::{Amount, CurrencyId, Digest, Instant, LogPosition, Uetr, Weekday};

use crate::day::{per_usd, unplayable};
use crate::{Day, Opening, Step, Unplayable};

/// Minutes of a day.
const MINUTES: u64 = 1440;

/// Agents with a swap line, and how much each may draw. Made up, to show what a line carries.
/// Unit: units of the yardstick.
const LINE: (&str, &str, u64) = ("INR", "RUB", 5_000_000);

/// How many days' opening money a bank has abroad, once; a day's is a fifth of what it sends.
const ABROAD: u128 = 20;

impl Day {
    /// So many days of the sandbox's world in a row, from its founding; none trades on a weekend.
    ///
    /// At home banks are given money every morning, as a central bank keeps its banks in funds;
    /// abroad they are given twenty days' opening money on the first, and from then on have what they
    /// are paid.
    /// So a surplus that goes one way gathers on one side and runs out on the other.
    ///
    /// # Errors
    /// If the embedded data is unusable.
    pub fn generated_days(
        banks: usize,
        payments: usize,
        days: u16,
        seed: u64,
    ) -> Result<Self, Unplayable> {
        let failed = unplayable("generating days");
        let world = World::embedded(1, banks).map_err(|error| failed(&error))?;
        let first = sandbox::simulated_date();
        let begins = world.generated_day(0, seed, first).begins;
        let founding = world.founding(begins).map_err(|error| failed(&error))?;
        let mut start = Machine::new(founding.genesis);
        let setup = Moment { position: LogPosition::new(1), instant: founding.instant };
        let mut told = Vec::new();
        for command in founding.commands {
            start.apply(setup, command, &mut told);
        }
        agree_line(&mut start, setup)?;
        let funds = Funds::of(&start);
        let mut steps = Vec::new();
        for number in 0..days {
            let date = first.plus_days(i32::from(number));
            let payments = match date.weekday() {
                Weekday::Saturday | Weekday::Sunday => 0,
                _ => payments,
            };
            let drawn = world.generated_day(payments, seed, date);
            let issues = drawn.endowments.iter();
            let issues = issues.filter_map(|one| funds.issue(one, number)).collect();
            add(&mut steps, issues, drawn);
        }
        let per_usd = per_usd(&start);
        let endowments = BTreeMap::new();
        Ok(Self { start, setup, opening: Opening::Recorded, endowments, steps, per_usd })
    }
}

/// Two agents agree on a swap line, as they would by commands.
fn agree_line(machine: &mut Machine, moment: Moment) -> Result<(), Unplayable> {
    let found = |code: &str| {
        let known = machine.currencies().find(|(_, known, ..)| known.as_str() == code);
        let (id, _, _, agent) = known?;
        let rate = machine.official_rate(id, moment.instant.date())?;
        let minor = u128::from(LINE.2) * u128::from(rate.denominator());
        Some((id, agent, Amount::from_minor(minor / u128::from(rate.numerator()))))
    };
    let (Some((own, proposer, own_limit)), Some((other, partner, other_limit))) =
        (found(LINE.0), found(LINE.1))
    else {
        return Err(Unplayable("the agents of the swap line are not of that world".to_owned()));
    };
    let terms = SwapTerms {
        own,
        other,
        own_limit,
        other_limit,
        rate: SwapRate::Official,
        term: 90,
        interest: BasisPoints(500),
        day_count: DayCount::Actual365,
    };
    let mut events = Vec::new();
    let mut give = |machine: &mut Machine, by, command| {
        let command = Command::Swap(command);
        machine.apply(moment, Envelope { by, evidence: Digest::ZERO, command }, &mut events);
    };
    give(machine, proposer, swap::Command::ProposeSwapLine { terms });
    let proposed = machine.swap_lines().last().map(|line| line.number);
    if let Some(line) = proposed {
        give(machine, partner, swap::Command::AgreeSwapLine { line, terms });
    }
    match events.iter().find(|event| matches!(event, Event::Refused { .. })) {
        Some(refused) => Err(Unplayable(format!("the swap line is refused: {refused:?}"))),
        None => Ok(()),
    }
}

/// Who gives banks their money, and who of them is at home.
struct Funds {
    agents: BTreeMap<CurrencyId, PartyId>,
    countries: BTreeMap<PartyId, String>,
}

impl Funds {
    fn of(machine: &Machine) -> Self {
        let country = |(party, bic): (PartyId, terms::Bic)| (party, bic.country().to_owned());
        Self {
            agents: machine.currencies().map(|(id, _, _, agent)| (id, agent)).collect(),
            countries: machine.parties().map(country).collect(),
        }
    }

    fn issue(&self, endowment: &Endowment, day: u16) -> Option<Envelope> {
        let Endowment { party, currency, amount } = *endowment;
        let by = *self.agents.get(&currency)?;
        let at_home = self.countries.get(&by) == self.countries.get(&party);
        let amount = match (at_home, day) {
            (true, _) => amount,
            (false, 0) => Amount::from_minor(amount.minor().saturating_mul(ABROAD)),
            (false, _) => return None,
        };
        let number = u128::from(day) << 64
            | u128::from(party.number()) << 16
            | u128::from(currency.number());
        let name = Uetr::from_random(1 << 100 | number);
        let issue = issuance::Command::Issue { name, currency, to: party, amount };
        Some(Envelope { by, evidence: Digest::ZERO, command: Command::Issuance(issue) })
    }
}

/// A record for each minute, on its last second, so that all of a day bears its date.
fn add(steps: &mut Vec<Step>, mut first: Vec<Envelope>, drawn: GeneratedDay) {
    let mut arrivals = drawn.arrivals.into_iter().peekable();
    for minute in 0..MINUTES {
        let mut commands = std::mem::take(&mut first);
        while let Some(arrival) = arrivals.next_if(|arrival| arrival.minute <= minute) {
            commands.push(arrival.command);
        }
        let seconds = drawn.begins.unix_seconds().saturating_add(minute * 60 + 59);
        let instant = Instant::from_unix_seconds(seconds);
        let position = LogPosition::new(u64::try_from(steps.len()).unwrap_or(u64::MAX) + 2);
        steps.push(Step { moment: Moment { position, instant }, commands, books_before: None });
    }
}
