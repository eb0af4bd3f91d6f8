use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// Bounds of the buckets of what takes part of a second, from a tenth of a millisecond on, each
/// twice the one before. Unit: seconds.
fn seconds() -> Histogram {
    Histogram::new(exponential_buckets(0.000_1, 2.0, 17))
}

/// How long the writer's work takes, counted beside it; clones share the figures.
///
/// Nothing that is decided depends on them.
#[derive(Clone, Debug)]
pub struct Meters {
    commit: Histogram,
    sync: Histogram,
    commands: Histogram,
    records: Counter,
    began: Instant,
    beat: Arc<AtomicU64>,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            commit: seconds(),
            sync: seconds(),
            commands: Histogram::new(exponential_buckets(1.0, 2.0, 14)),
            records: Counter::default(),
            began: Instant::now(),
            beat: Arc::default(),
        }
    }
}

impl Meters {
    /// Tells the figures wherever the registry is told.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "commit_seconds",
            "How long a record took from its first command until it was durable and applied",
            self.commit.clone(),
        );
        registry.register(
            "fsync_seconds",
            "How long the disk took to write and sync a record",
            self.sync.clone(),
        );
        registry.register(
            "record_commands",
            "How many commands a record holds",
            self.commands.clone(),
        );
        registry.register("records", "Records made since the start", self.records.clone());
    }

    /// A record was made.
    pub(crate) fn recorded(&self, commit: Duration, sync: Duration, commands: usize) {
        self.commit.observe(commit.as_secs_f64());
        self.sync.observe(sync.as_secs_f64());
        let commands = u32::try_from(commands).unwrap_or(u32::MAX);
        self.commands.observe(f64::from(commands));
        self.records.inc();
    }

    /// The writer goes on.
    pub(crate) fn beat(&self) {
        let passed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.beat.store(passed, Ordering::Relaxed);
    }

    /// How long ago the writer last went on: much more than a second only while it works on a
    /// record, a question or a snapshot, or waits for the disk.
    pub fn since_beat(&self) -> Duration {
        let last = Duration::from_millis(self.beat.load(Ordering::Relaxed));
        self.began.elapsed().saturating_sub(last)
    }
}
