//! Figures that are read from the board when they are asked for.

use std::fmt;
use std::sync::PoisonError;

use node::Board;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use settlement::Refusal;
use terms::{CurrencyId, Instant};

use super::{Operations, Phase};

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Reads the board, the disk and the certificate.
pub(super) struct Figures(Operations);

impl Figures {
    pub(super) fn new(operations: Operations) -> Self {
        Self(operations)
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Figures").finish()
    }
}

type Told = Result<(), fmt::Error>;

/// Where figures are told.
struct Teller<'a>(DescriptorEncoder<'a>);

impl Teller<'_> {
    fn gauge(&mut self, name: &str, help: &str, value: f64) -> Told {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        ConstGauge::new(value).encode(encoder)
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) -> Told {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        ConstCounter::new(value).encode(encoder)
    }

    /// One figure for each value of a label.
    fn counters(
        &mut self,
        (name, help): (&str, &str),
        label: &'static str,
        values: impl Iterator<Item = (String, u64)>,
    ) -> Told {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        for (value, count) in values {
            let labels = [(label, value.as_str())];
            ConstCounter::new(count).encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }

    fn gauges(
        &mut self,
        (name, help): (&str, &str),
        label: &'static str,
        values: impl Iterator<Item = (String, f64)>,
    ) -> Told {
        let mut encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        for (value, told) in values {
            let labels = [(label, value.as_str())];
            ConstGauge::new(told).encode(encoder.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

impl Collector for Figures {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> Told {
        let mut teller = Teller(encoder);
        let operations = &self.0;
        let ready = operations.ready();
        let serving = matches!(operations.phase(), Phase::Serving(_));
        teller.gauge("up", "1 while requests are served, 0 before and after", of(serving))?;
        teller.gauge("ready", "1 when requests should be sent here", of(ready.ready))?;
        if let Some(free) = operations.disk_free() {
            teller.gauge("disk_free_bytes", "Room where the data is", wide(free.into()))?;
        }
        let silent = operations.meters.since_beat().as_secs_f64();
        teller.gauge("writer_silent_seconds", "How long the writer has given no sign", silent)?;
        let Some(running) = operations.running() else {
            return Ok(());
        };
        if let Some(until) = running.certificate {
            let help = "How long the door's certificate is valid; below zero when it is not";
            teller.gauge("certificate_days_left", help, days_left(until, node::now()))?;
        }
        let waiting = u64::try_from(running.intake.waiting()).unwrap_or(u64::MAX);
        teller.gauge("intake_waiting", "Submissions not answered yet", wide(waiting.into()))?;
        let board = running.board.read().unwrap_or_else(PoisonError::into_inner);
        payments(&mut teller, &board)?;
        queues(&mut teller, &board, running.clock.now())?;
        views(&mut teller, &board)
    }
}

/// What happened to payments, from the first record on.
fn payments(teller: &mut Teller<'_>, board: &Board) -> Told {
    let (position, instant) = board.head();
    let totals = board.totals();
    let help = "The last position of the log that can be read";
    teller.gauge("log_position", help, wide(position.number().into()))?;
    let help = "The instant of that record. Unit: seconds since 1970";
    teller.gauge("log_instant_seconds", help, seconds(instant))?;
    teller.counter("submitted", "Instructions given", totals.submitted)?;
    let how = [
        ("immediately", totals.immediately),
        ("released", totals.released),
        ("offset", totals.offset),
    ];
    let how = how.into_iter().map(|(how, count)| (how.to_owned(), count));
    teller.counters(("settled", "Payments settled, by how"), "how", how)?;
    let refused = totals.refused.iter().map(|(number, count)| (name(*number), *count));
    teller.counters(("refusals", "Commands the rules said no to, by code"), "code", refused)?;
    teller.counter("rejected", "Payments that did not settle in time", totals.rejected)?;
    teller.counter("cancelled", "Payments that their owners took back", totals.cancelled)?;
    teller.counter("offsetting_rounds", "Rounds that settled something", totals.rounds)?;
    let by_value = totals.value.iter();
    let by_value = by_value.filter_map(|(id, (all, offset))| {
        let (letters, unit) = currency(board, *id)?;
        Some((letters, wide(*all) / unit, wide(*offset) / unit))
    });
    let by_value: Vec<_> = by_value.collect();
    let all = by_value.iter().map(|(letters, all, _)| (letters.clone(), *all));
    let about = ("settled_value", "Value settled, in units of the currency");
    teller.gauges(about, "currency", all)?;
    let offset = by_value.iter().map(|(letters, _, offset)| (letters.clone(), *offset));
    let about = ("offset_value", "Of this, settled together with others");
    teller.gauges(about, "currency", offset)
}

/// What waits, in each currency in which anything has happened.
fn queues(teller: &mut Teller<'_>, board: &Board, now: Instant) -> Told {
    teller.gauge("waiting", "Payments that wait", wide(board.waiting().into()))?;
    let mut rows: Vec<_> = board
        .directory()
        .currencies()
        .filter_map(|(id, _, _)| Some((currency(board, id)?, board.feed().figures(id)?)))
        .collect();
    rows.sort_by(|((one, _), _), ((other, _), _)| one.cmp(other));
    let legs = rows.iter().map(|((letters, _), row)| (letters.clone(), wide(row.queued.into())));
    teller.gauges(("queue_legs", "Legs that wait"), "currency", legs)?;
    let value = rows.iter().map(|((letters, unit), row)| {
        let value = wide(row.queued_value) / unit;
        (letters.clone(), value)
    });
    let about = ("queue_value", "What they are, in units of the currency");
    teller.gauges(about, "currency", value)?;
    let oldest = rows.iter().map(|((letters, _), row)| {
        let since = row.oldest_queued().unwrap_or(now);
        (letters.clone(), (seconds(now) - seconds(since)).max(0.0))
    });
    let about = ("queue_oldest_seconds", "How long the oldest of them has waited");
    teller.gauges(about, "currency", oldest)
}

fn views(teller: &mut Teller<'_>, board: &Board) -> Told {
    let Some(views) = board.views() else {
        return Ok(());
    };
    let help = "How far history is behind the log";
    teller.gauge("views_lag_seconds", help, wide(views.milliseconds().into()) / 1_000.0)?;
    let help = "Records that are not in history yet";
    teller.gauge("views_lag_records", help, wide(views.records().into()))?;
    let help = "1 while the database of history fails";
    teller.gauge("views_failing", help, of(views.fault().is_some()))
}

/// A refusal's code, by its number.
fn name(number: u16) -> String {
    let known = Refusal::ALL.iter().find(|refusal| refusal.number() == number);
    known.map_or_else(|| number.to_string(), |refusal| refusal.name().to_owned())
}

/// A currency's letters, and how many minor units its unit has.
fn currency(board: &Board, id: CurrencyId) -> Option<(String, f64)> {
    let (code, digits) = board.currency(id)?;
    Some((code.to_string(), 10_f64.powi(i32::from(digits))))
}

fn of(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// A whole number as scrapers take it: exact up to 2^53, and near beyond.
fn wide(number: u128) -> f64 {
    let low = u32::try_from(number & 0xffff_ffff).unwrap_or(u32::MAX);
    let rest = number >> 32;
    if rest == 0 { f64::from(low) } else { wide(rest) * 4_294_967_296.0 + f64::from(low) }
}

fn seconds(instant: Instant) -> f64 {
    wide(instant.unix_nanos().into()) / 1e9
}

/// Days from one instant to another, below zero if that was before.
fn days_left(until: Instant, now: Instant) -> f64 {
    (seconds(until) - seconds(now)) / DAY
}
