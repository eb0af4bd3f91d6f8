//! What those who watch are told: the last records, figures per currency, and samples of the day.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use settlement::operating_day::{self, Phase};
use settlement::payment::Leg;
use terms::{CurrencyId, Instant, LogPosition, Uetr};
use tokio::sync::watch;

use super::{PaymentRow, Stage, Totals};
use crate::Applied;

/// The most records a watcher may be behind and still be told each of them.
const KEPT_RECORDS: usize = 16_384;

/// The most events of these records.
const KEPT_EVENTS: usize = 131_072;

/// Samples that are kept, one a minute: two days.
const KEPT_SAMPLES: usize = 2_880;

/// The nanoseconds of a minute.
const MINUTE: u64 = 60_000_000_000;

/// Where a payment came to stand as it does: record, event of the record, and its name.
///
/// Order: as on the log; two instructions that settle as one differ in their names alone.
pub type Place = (LogPosition, u32, Uetr);

/// A currency's day, as watched.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figures {
    /// The phase, once a day has opened; it stays while the currency is suspended.
    pub phase: Option<Phase>,
    /// Whether its agent has stopped settlement.
    pub suspended: bool,
    /// Legs that have settled.
    pub settled: u64,
    /// Legs of instructions that wait.
    pub queued: u64,
    /// What these are, together. Unit: minor units.
    pub queued_value: u128,
    /// Those that wait, by when they came to. Order: the oldest first.
    oldest: BTreeSet<(Instant, Uetr)>,
}

impl Figures {
    /// Since when the oldest of what waits has waited.
    pub fn oldest_queued(&self) -> Option<Instant> {
        self.oldest.first().map(|(instant, _)| *instant)
    }
}

/// How a currency stood in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CurrencySample {
    /// Which.
    pub currency: CurrencyId,
    /// Settled so far. Unit: minor units.
    pub settled_value: u128,
    /// Legs that wait.
    pub queued: u64,
    /// What these are, together. Unit: minor units.
    pub queued_value: u128,
}

/// How things stood at a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// The instant of the first record of the minute.
    pub at: Instant,
    /// Payments settled so far; a matched trade is one.
    pub settled: u64,
    /// Of these, together with others.
    pub offset: u64,
    /// Payments that wait.
    pub waiting: u64,
    /// Payments refused or rejected so far.
    pub refused: u64,
    /// The currencies that have moved since the sample before. Order: as defined.
    pub currencies: Vec<CurrencySample>,
}

/// What watchers are told.
pub struct Feed {
    records: VecDeque<Arc<Applied>>,
    events: usize,
    figures: BTreeMap<CurrencyId, Figures>,
    samples: VecDeque<Sample>,
    moved: BTreeSet<CurrencyId>,
    pending: BTreeSet<Place>,
    ended: BTreeSet<Place>,
    head: watch::Sender<LogPosition>,
}

impl Feed {
    pub(super) fn new() -> Self {
        Self {
            records: VecDeque::new(),
            events: 0,
            figures: BTreeMap::new(),
            samples: VecDeque::new(),
            moved: BTreeSet::new(),
            pending: BTreeSet::new(),
            ended: BTreeSet::new(),
            head: watch::Sender::new(LogPosition::GENESIS),
        }
    }

    /// Wakes whoever waits for the next record.
    pub fn watch(&self) -> watch::Receiver<LogPosition> {
        self.head.subscribe()
    }

    /// The oldest record that is kept; none before the first.
    pub fn oldest(&self) -> Option<LogPosition> {
        self.records.front().map(|applied| applied.header.position)
    }

    /// Records after a position, at most `limit`. Order: by position.
    pub fn after(&self, position: LogPosition, limit: usize) -> Vec<Arc<Applied>> {
        let from = self.records.partition_point(|applied| applied.header.position <= position);
        self.records.iter().skip(from).take(limit).map(Arc::clone).collect()
    }

    /// A currency's figures, once something has happened in it.
    pub fn figures(&self, currency: CurrencyId) -> Option<&Figures> {
        self.figures.get(&currency)
    }

    /// Samples after an instant. Order: by instant.
    pub fn samples(&self, after: Instant) -> impl Iterator<Item = &Sample> {
        let from = self.samples.partition_point(|sample| sample.at <= after);
        self.samples.iter().skip(from)
    }

    /// The payments that wait, from before a place on. Order: the newest first.
    pub fn pending(&self, before: Option<Place>) -> impl Iterator<Item = Place> + '_ {
        newest(&self.pending, before)
    }

    /// The payments that have ended, from before a place on. Order: the newest first.
    pub fn ended(&self, before: Option<Place>) -> impl Iterator<Item = Place> + '_ {
        newest(&self.ended, before)
    }

    /// Keeps a record for those who come for it.
    pub(super) fn keep(&mut self, applied: Arc<Applied>) {
        let position = applied.header.position;
        self.events += applied.events.len();
        self.records.push_back(applied);
        while self.records.len() > KEPT_RECORDS
            || (self.events > KEPT_EVENTS && self.records.len() > 1)
        {
            let gone = self.records.pop_front();
            self.events -= gone.map_or(0, |applied| applied.events.len());
        }
        // Nobody may be watching.
        self.head.send_replace(position);
    }

    /// Takes a sample if the minute is another than that of the last.
    pub(super) fn sample(&mut self, at: Instant, totals: &Totals, waiting: u64) {
        let minute = |instant: Instant| instant.unix_nanos() / MINUTE;
        if self.samples.back().is_some_and(|last| minute(last.at) == minute(at)) {
            return;
        }
        let currencies = std::mem::take(&mut self.moved).into_iter().map(|currency| {
            let figures = self.figures.get(&currency);
            CurrencySample {
                currency,
                settled_value: totals.value.get(&currency).map_or(0, |(settled, _)| *settled),
                queued: figures.map_or(0, |figures| figures.queued),
                queued_value: figures.map_or(0, |figures| figures.queued_value),
            }
        });
        let sample = Sample {
            at,
            settled: totals.settled(),
            offset: totals.offset,
            waiting,
            refused: totals.refused.values().sum::<u64>() + totals.rejected,
            currencies: currencies.collect(),
        };
        self.samples.push_back(sample);
        if self.samples.len() > KEPT_SAMPLES {
            self.samples.pop_front();
        }
    }

    /// A payment is about to stand elsewhere, or to be forgotten.
    pub(super) fn leave(&mut self, row: &PaymentRow) {
        let place = (row.position, row.event, row.uetr);
        self.ended.remove(&place);
        if !self.pending.remove(&place) {
            return;
        }
        let since = row.history.first().map_or_else(Instant::default, |(_, _, since)| *since);
        for leg in &row.legs {
            let figures = self.of_leg(leg);
            figures.queued = figures.queued.saturating_sub(1);
            figures.queued_value = figures.queued_value.saturating_sub(leg.amount.minor());
            figures.oldest.remove(&(since, row.uetr));
        }
    }

    /// A payment has come to stand where its row says.
    pub(super) fn enter(&mut self, row: &PaymentRow) {
        let place = (row.position, row.event, row.uetr);
        if row.stage != Stage::Pending {
            self.ended.insert(place);
            return;
        }
        self.pending.insert(place);
        let since = row.history.first().map_or_else(Instant::default, |(_, _, since)| *since);
        for leg in &row.legs {
            let figures = self.of_leg(leg);
            figures.queued += 1;
            figures.queued_value = figures.queued_value.saturating_add(leg.amount.minor());
            figures.oldest.insert((since, row.uetr));
        }
    }

    /// A leg has settled.
    pub(super) fn settle(&mut self, currency: CurrencyId) {
        self.moved.insert(currency);
        self.figures.entry(currency).or_default().settled += 1;
    }

    pub(super) fn tell_day(&mut self, event: &operating_day::Event) {
        use operating_day::Event;
        let (currency, phase) = match event {
            Event::DayOpened { currency, .. } => (currency, Some(Phase::Active)),
            Event::PhaseChanged { currency, phase, .. } => (currency, Some(*phase)),
            Event::DayClosed { currency, .. } => (currency, Some(Phase::Closed)),
            Event::CurrencySuspended { currency } | Event::CurrencyResumed { currency } => {
                let suspended = matches!(event, Event::CurrencySuspended { .. });
                self.figures.entry(*currency).or_default().suspended = suspended;
                return;
            }
            Event::CalendarSet { .. } | Event::DayExtended { .. } => return,
        };
        self.figures.entry(*currency).or_default().phase = phase;
    }

    fn of_leg(&mut self, leg: &Leg) -> &mut Figures {
        self.moved.insert(leg.currency);
        self.figures.entry(leg.currency).or_default()
    }
}

fn newest(set: &BTreeSet<Place>, before: Option<Place>) -> impl Iterator<Item = Place> + '_ {
    let range = match before {
        Some(place) => set.range(..place),
        None => set.range(..),
    };
    range.rev().copied()
}
