//! Durable: through the journal and the machine, synced before it counts; and back again.

use std::path::Path;
use std::time::{Duration, Instant as Stopwatch};

use node::{Replica, ReplicaOptions, demo_key};
use terms::Instant;

use crate::machine::{founding, instant, payment};
use crate::{Figure, Measured, disk, rate, resident_mib};

/// Payments in one record.
const BATCH: u64 = 8000;

fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.filter_map(Result::ok).map(|entry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => size(&entry.path()),
        Ok(metadata) => metadata.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

pub(crate) fn measure(folder: &Path, count: u64) -> Measured {
    let options = ReplicaOptions {
        folder: folder.join("log-bench"),
        snapshot_every: u64::MAX,
        keep_events: false,
    };
    let founding = founding()?;
    let signer = || demo_key(1, &founding.genesis.operator);
    let open = || Replica::open(&founding, signer(), options.clone(), |_| {});
    let (mut replica, _) = open()?;
    let founded = size(&options.folder);
    let mut elapsed = Duration::ZERO;
    let mut at = instant().unix_nanos();
    for first in (0..count).step_by(usize::try_from(BATCH)?) {
        let batch: Vec<_> = (first..count.min(first + BATCH)).map(|n| payment(n, 2)).collect();
        at += 1_000_000;
        let begun = Stopwatch::now();
        replica.step(Instant::from_unix_nanos(at), batch)?;
        elapsed += begun.elapsed();
    }
    let written = (size(&options.folder).saturating_sub(founded)) as f64;
    let durable = rate(count, elapsed);
    let chunk = written / (count as f64 / BATCH as f64).ceil();
    let raw = disk::bandwidth(folder, chunk as usize)?;
    let share = written / elapsed.as_secs_f64() / raw * 100.0;
    let head = replica.head();
    let begun = Stopwatch::now();
    replica.snapshot()?;
    let snapshot = begun.elapsed().as_secs_f64();
    drop(replica);
    let begun = Stopwatch::now();
    let (replica, _) = open()?;
    let recovered = begun.elapsed().as_secs_f64();
    if replica.head() != head {
        return Err("the log recovered to another head than it had".into());
    }
    drop(replica);
    let begun = Stopwatch::now();
    Replica::replay_all(&founding, &options.folder, |_, _, _| {})?;
    let replayed = begun.elapsed();
    Ok(vec![
        Figure::new("durable, two legs, journal and machine", durable, "payments/s"),
        Figure::new("of this disk's own write-and-sync bandwidth", share, "%")
            .beside("the disk, MB/s", raw / 1e6),
        Figure::new("log per payment of two legs", written / count as f64, "bytes"),
        Figure::new("taking a snapshot of all of it", snapshot, "s"),
        Figure::new("restart from the snapshot", recovered, "s")
            .beside("payments in the log", count as f64),
        Figure::new("replay of the whole log", rate(count, replayed), "payments/s"),
        Figure::new("memory resident after it", resident_mib(), "MiB"),
    ])
}
