//! A day under a setting, from the first record to the last.

use std::collections::BTreeMap;

use settlement::{Command, Event, Machine, Moment, rulebook};
use terms::{Balance, CurrencyId};

use crate::measure::Meter;
use crate::plan::Plan;
use crate::{CurrencyRow, Day, Run, Setting, Step, Unplayable};

/// Minutes between two looks at the queues.
const SAMPLE: u64 = 15;

/// Plays a day under a setting on a machine of its own.
///
/// Costs what the machine costs for the day's commands, and a look at all that waits every quarter
/// of an hour.
///
/// # Errors
/// If the machine refuses a command that says the setting, or the outage names what it has not.
pub fn play(day: &Day, setting: &Setting) -> Result<Run, Unplayable> {
    let mut plan = Plan::new(day, setting)?;
    let mut machine = day.start.clone();
    set_up(&mut machine, day, &plan)?;
    let mut meter = Meter::new(day);
    let mut as_logged = None;
    let (mut events, mut sampled) = (Vec::new(), 0);
    for step in &day.steps {
        if setting.untouched
            && let Some(logged) = step.books_before
        {
            let same = machine.books_digest() == logged;
            as_logged = Some(as_logged.unwrap_or(true) && same);
        }
        apply(&mut machine, &mut plan, &mut meter, step, &mut events);
        let minute = minutes(day.setup, step.moment);
        if minute / SAMPLE > sampled {
            sampled = minute / SAMPLE;
            meter.sample(&machine, sampled * SAMPLE);
        }
    }
    let opening = plan.opening().collect::<Vec<_>>();
    let liquidity_usd = opening.iter().map(|((_, currency), amount)| {
        meter.usd(*currency, i128::try_from(amount.minor()).unwrap_or(i128::MAX))
    });
    let liquidity_usd = sum(liquidity_usd);
    Ok(finish(machine, &meter, setting, liquidity_usd, as_logged))
}

/// A sum that is zero and not minus zero where nothing is added.
fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

fn minutes(from: Moment, to: Moment) -> u64 {
    to.instant.unix_seconds().saturating_sub(from.instant.unix_seconds()) / 60
}

/// Says the setting to the machine.
fn set_up(machine: &mut Machine, day: &Day, plan: &Plan<'_>) -> Result<(), Unplayable> {
    for command in plan.setup() {
        let mut events = Vec::new();
        let asked = command.clone();
        machine.apply(day.setup, command, &mut events);
        for event in &events {
            if let Event::Refused { refusal, .. } = event {
                let asked = asked.command;
                return Err(Unplayable(format!("the setting is refused, {refusal}: {asked:?}")));
            }
        }
        // The numbers of a version count from its record on, which is this one.
        debug_assert!(
            !matches!(asked.command, Command::Rulebook(rulebook::Command::ActivateRulebook { version, .. })
                if machine.parameters().0 != version),
            "the setting's numbers are in force"
        );
    }
    Ok(())
}

fn apply(
    machine: &mut Machine,
    plan: &mut Plan<'_>,
    meter: &mut Meter<'_>,
    step: &Step,
    events: &mut Vec<Event>,
) {
    let now = step.moment.instant;
    events.clear();
    machine.pass_time(step.moment, events);
    meter.take(events, now);
    for command in plan.commands(now, &step.commands) {
        events.clear();
        meter.begin(&command, now);
        machine.apply(step.moment, command.clone(), events);
        meter.take(events, now);
        meter.end(&command);
    }
}

fn finish(
    mut machine: Machine,
    meter: &Meter<'_>,
    setting: &Setting,
    liquidity_usd: f64,
    as_logged: Option<bool>,
) -> Run {
    let used =
        |(account, flow): (&(_, CurrencyId), &crate::measure::Flow)| (account.1, flow.used());
    let used: Vec<(CurrencyId, i128)> = meter.flows.iter().map(used).collect();
    let used_usd = sum(used.iter().map(|(currency, minor)| meter.usd(*currency, *minor)));
    let delays = Delays::of(&meter.delays);
    let ended = meter.refused + meter.settled + meter.rejected + meter.cancelled;
    let largest = meter.samples.iter().map(|sample| sample.queued_usd).fold(0.0, f64::max);
    let digest = machine.books_digest().to_string();
    Run {
        setting: setting.clone(),
        given: meter.given,
        refused: meter.refused,
        settled: meter.settled,
        offset: meter.offset,
        converted: meter.converted,
        netted: meter.netted,
        orders: meter.orders,
        rejected: meter.rejected,
        cancelled: meter.cancelled,
        waiting: meter.given.saturating_sub(ended),
        given_usd: meter.given_usd,
        settled_usd: meter.settled_usd,
        offset_usd: meter.offset_usd,
        converted_usd: meter.converted_usd,
        netted_usd: meter.netted_usd,
        exchanged_usd: meter.exchanged_usd,
        delay_mean: delays.mean,
        delay_p50: delays.p50,
        delay_p95: delays.p95,
        delay_by_value: delays.by_value,
        liquidity_usd,
        used_usd,
        turnover: if used_usd > 0.0 { meter.settled_usd / used_usd } else { 0.0 },
        queued_max: meter.samples.iter().map(|sample| sample.queued).max().unwrap_or(0),
        queued_max_usd: largest,
        currencies: currencies(&machine, meter, &used),
        samples: meter.samples.clone(),
        conserved: machine.currencies().all(|(id, ..)| machine.imbalance(id) == 0),
        as_logged,
        digest,
    }
}

fn currencies(
    machine: &Machine,
    meter: &Meter<'_>,
    used: &[(CurrencyId, i128)],
) -> BTreeMap<String, CurrencyRow> {
    let mut rows = BTreeMap::new();
    for (id, code, exponent, _) in machine.currencies() {
        let imbalance = machine.imbalance(id);
        let text = |minor: i128| Balance::from_minor(minor).to_decimal(exponent);
        let given = meter.given_by.get(&id).copied().unwrap_or(0);
        let settled = meter.settled_by.get(&id).copied().unwrap_or(0);
        let used = used.iter().filter(|(currency, _)| *currency == id).map(|(_, minor)| minor);
        let used: i128 = used.sum();
        if (given, settled, used, imbalance) == (0, 0, 0, 0) {
            continue;
        }
        let row = CurrencyRow {
            given: text(given),
            settled: text(settled),
            liquidity_used: text(used),
            imbalance,
        };
        rows.insert(code.to_string(), row);
    }
    rows
}

/// Seconds from acceptance to settlement.
struct Delays {
    mean: f64,
    p50: u64,
    p95: u64,
    by_value: f64,
}

impl Delays {
    fn of(delays: &[(u64, f64)]) -> Self {
        let mut seconds: Vec<u64> = delays.iter().map(|(seconds, _)| *seconds).collect();
        seconds.sort_unstable();
        let count = seconds.len();
        // The smallest that so many in a hundred do not exceed.
        let quantile = |percent: usize| {
            let place = (count * percent).div_ceil(100).saturating_sub(1);
            seconds.get(place).copied().unwrap_or(0)
        };
        let value: f64 = delays.iter().map(|(_, usd)| usd).sum();
        let weighted: f64 = delays.iter().map(|(seconds, usd)| *seconds as f64 * usd).sum();
        let total: u64 = seconds.iter().sum();
        Self {
            mean: if count == 0 { 0.0 } else { total as f64 / count as f64 },
            p50: quantile(50),
            p95: quantile(95),
            by_value: if value > 0.0 { weighted / value } else { 0.0 },
        }
    }
}
