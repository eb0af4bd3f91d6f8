//! What those who watch are told: the last records, figures per currency, and samples of the day.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::Serialize;
use settlement::payment::Leg;
use terms::{CurrencyId, Instant, LogPosition, Uetr};
use tokio::sync::watch;

use super::{AccountRow, Kind, PaymentRow, Stage, Totals};
use crate::Applied;

/// The most records a watcher may be behind and still be told each of them.
const KEPT_RECORDS: usize = 16_384;

/// The most events of these records.
const KEPT_EVENTS: usize = 131_072;

/// Samples that are kept, one a minute: two days.
const KEPT_SAMPLES: usize = 2_880;

/// The nanoseconds of a second.
const SECOND: u64 = 1_000_000_000;

/// The nanoseconds of a minute.
const MINUTE: u64 = 60_000_000_000;

/// Where a payment came to stand as it does: record, event of the record, and its name.
///
/// Order: as on the log; two instructions that settle as one differ in their names alone.
pub type Place = (LogPosition, u32, Uetr);

/// A currency's day, as watched.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figures {
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

    /// What came to wait up to an instant. Order: the oldest first.
    pub fn queued_until(&self, until: Instant) -> impl Iterator<Item = (Instant, Uetr)> + '_ {
        self.oldest.iter().copied().take_while(move |(since, _)| *since <= until)
    }
}

/// How a currency stood in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CurrencySample {
    /// Which.
    pub currency: CurrencyId,
    /// Settled so far. Unit: minor units.
    pub settled_value: u128,
    /// Of this, together with others. Unit: minor units.
    pub offset_value: u128,
    /// What the payments of the day needed of the payers' own money, each at its lowest. Unit:
    /// minor units.
    pub liquidity_used: u128,
    /// What the same payments would have needed had all of them settled at once: the least that
    /// any order of theirs could. Unit: minor units. Range: up to `liquidity_used`.
    pub liquidity_floor: u128,
    /// Legs that wait.
    pub queued: u64,
    /// What these are, together. Unit: minor units.
    pub queued_value: u128,
}

/// How long payments had waited when they settled. Unit: seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Waited {
    /// Half of them at most so long: the nearest rank of 50 in a hundred.
    pub p50: u64,
    /// All but one in a hundred at most so long: the nearest rank of 99 in a hundred.
    pub p99: u64,
}

/// Payments that settled, by how long they had waited. Unit: seconds.
///
/// Counted and not listed, so that a minute of any traffic takes no more room than its longest wait
/// has seconds.
#[derive(Clone, Debug, Default)]
struct Waits(BTreeMap<u64, u64>);

impl Waits {
    fn add(&mut self, since: Instant, until: Instant) {
        let nanos = until.unix_nanos().saturating_sub(since.unix_nanos());
        *self.0.entry(nanos / SECOND).or_default() += 1;
    }

    /// Takes what was counted, as the next is counted from nothing.
    fn take(&mut self) -> Option<Waited> {
        let counted = std::mem::take(&mut self.0);
        let all: u64 = counted.values().sum();
        let ranked = |percent: u64| {
            let rank = all.saturating_mul(percent).div_ceil(100).max(1);
            let mut below = 0;
            let found = counted.iter().find(|(_, count)| {
                below += **count;
                below >= rank
            });
            found.map(|(seconds, _)| *seconds)
        };
        Some(Waited { p50: ranked(50)?, p99: ranked(99)? })
    }
}

/// What the accounts of a currency needed for the payments of its day. Unit: minor units.
#[derive(Clone, Copy, Debug, Default)]
struct Needed {
    used: u128,
    floor: u128,
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
    /// How long those had waited that settled since the sample before; none if none did.
    pub waited: Option<Waited>,
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
    waits: Waits,
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
            waits: Waits::default(),
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

    /// The last of those that have ended that is beyond the `keep` newest; none if none is.
    pub(super) fn beyond(&self, keep: usize) -> Option<Place> {
        let excess = self.ended.len().checked_sub(keep)?.checked_sub(1)?;
        self.ended.iter().nth(excess).copied()
    }

    /// The payment that ended first of those that are kept.
    pub(super) fn first_ended(&self) -> Option<Place> {
        self.ended.first().copied()
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
    ///
    /// Costs O(accounts) once a minute.
    pub(super) fn sample<'a>(
        &mut self,
        at: Instant,
        totals: &Totals,
        waiting: u64,
        accounts: impl Iterator<Item = &'a AccountRow>,
    ) {
        let minute = |instant: Instant| instant.unix_nanos() / MINUTE;
        if self.samples.back().is_some_and(|last| minute(last.at) == minute(at)) {
            return;
        }
        let moved = std::mem::take(&mut self.moved);
        let mut needed: BTreeMap<CurrencyId, Needed> = BTreeMap::new();
        for account in accounts.filter(|account| moved.contains(&account.currency)) {
            let sum = needed.entry(account.currency).or_default();
            sum.used = sum.used.saturating_add(account.lowest_flow.negative().minor());
            sum.floor = sum.floor.saturating_add(account.net_flow.negative().minor());
        }
        let currencies = moved.into_iter().map(|currency| {
            let figures = self.figures.get(&currency);
            let (settled_value, offset_value) =
                totals.value.get(&currency).copied().unwrap_or_default();
            let needed = needed.get(&currency).copied().unwrap_or_default();
            CurrencySample {
                currency,
                settled_value,
                offset_value,
                liquidity_used: needed.used,
                liquidity_floor: needed.floor,
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
            waited: self.waits.take(),
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
            if let (Stage::Settled, Kind::Payment | Kind::Conversion, Some(first), Some(last)) =
                (row.stage, row.kind, row.history.first(), row.history.last())
            {
                self.waits.add(first.2, last.2);
            }
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

#[cfg(test)]
mod tests {
    // Not a scenario: waits are counted by a node, which scenarios do not have.
    use super::*;

    fn waited(seconds: &[u64]) -> Option<(u64, u64)> {
        let mut waits = Waits::default();
        for wait in seconds {
            waits.add(Instant::default(), Instant::from_unix_nanos(wait * SECOND + 1));
        }
        waits.take().map(|waited| (waited.p50, waited.p99))
    }

    #[test]
    fn waits_are_told_by_their_nearest_ranks() {
        assert_eq!(waited(&[]), None);
        assert_eq!(waited(&[7]), Some((7, 7)));
        assert_eq!(waited(&[0, 0, 0, 40]), Some((0, 40)));
        let hundred: Vec<u64> = (1..=100).collect();
        assert_eq!(waited(&hundred), Some((50, 99)));
    }

    #[test]
    fn what_was_told_is_not_told_again() {
        let mut waits = Waits::default();
        waits.add(Instant::default(), Instant::from_unix_nanos(3 * SECOND));
        assert!(waits.take().is_some());
        assert_eq!(waits.take(), None);
    }
}
