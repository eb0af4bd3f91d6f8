//! Not scenarios: power loss and a failing disk at every step, on the deterministic runtime.
//!
//! The property, in a sentence: whatever happens, the log that comes back is a prefix of what was
//! submitted and holds everything that was acknowledged, and opening it neither panics nor claims
//! that something is lost.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use commonware_runtime::deterministic::{
    self, Checkpoint, Config, FaultConfig, PartialWriteMode, ResizeConfig, Runner, WriteConfig,
};
use commonware_runtime::mocks::{DelayedSyncContext, PendingSyncs};
use commonware_runtime::{Clock as _, Runner as _, Storage as _, Supervisor as _};
use commonware_storage::Context;
use commonware_utils::{NZU64, NZUsize, Probability};
use fastrand::Rng;
use tokio::sync::mpsc;

use super::desk::{self, Request};
use super::store::{Layout, Recovered, Store};
use crate::Fault;
use crate::promise::{self, Promise};

/// Few records to a file and a small buffer, so that files roll over and writes are split.
fn layout() -> Layout {
    let mut layout = Layout::new("log", 64 << 10);
    layout.records_per_file = NZU64!(4);
    layout.buffer = NZUsize!(8192);
    layout
}

/// What was submitted and how much of it was acknowledged; the world under test cannot see it.
#[derive(Default)]
struct Model {
    submitted: Vec<Vec<u8>>,
    acknowledged: usize,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Model>>);

impl Shared {
    fn model(&self) -> MutexGuard<'_, Model> {
        self.0.lock().unwrap()
    }

    /// New records after those submitted; the index of the first and the records.
    fn submit(&self, rng: &mut Rng) -> (u64, Vec<Vec<u8>>) {
        let mut model = self.model();
        let first = u64::try_from(model.submitted.len()).unwrap();
        let records: Vec<Vec<u8>> = (0..rng.usize(0..4)).map(|_| record(rng)).collect();
        model.submitted.extend(records.iter().cloned());
        (first, records)
    }

    fn acknowledge(&self, size: u64) {
        self.model().acknowledged = usize::try_from(size).unwrap();
    }

    /// Holds what came back against the model and goes on from there.
    async fn adopt<E: Context>(&self, store: &Store<E>, recovered: Recovered) {
        let size = usize::try_from(recovered.records).unwrap();
        let (acknowledged, submitted) = {
            let model = self.model();
            (model.acknowledged, model.submitted.clone())
        };
        assert!(size >= acknowledged, "{size} records of {acknowledged} acknowledged ones");
        assert!(size <= submitted.len(), "{size} records of {} submitted ones", submitted.len());
        assert!(recovered.watermark <= recovered.records);
        for (index, expected) in (0..recovered.records).zip(&submitted) {
            assert_eq!(&store.read(index).await.unwrap(), expected, "record {index}");
        }
        assert!(store.read(recovered.records).await.unwrap_err().is_absent());
        self.model().submitted.truncate(size);
        self.acknowledge(recovered.records);
    }
}

/// Mostly small, at times over several pages.
fn record(rng: &mut Rng) -> Vec<u8> {
    let length = if rng.u8(0..4) == 0 { rng.usize(0..20_000) } else { rng.usize(0..200) };
    (0..length).map(|_| rng.u8(..)).collect()
}

fn chance(percent: u64) -> Probability {
    Probability::new(percent, 100).unwrap()
}

/// Unsynced bytes survive power loss in part; operations fail now and then, as `percent` says.
fn faults(rng: &mut Rng, percent: u64) -> FaultConfig {
    let mode = if rng.bool() { PartialWriteMode::Prefix } else { PartialWriteMode::Subset };
    let retention_rate = chance(*rng.choice(&[0, 10, 50, 90, 99, 100]).unwrap());
    let failure_rate = chance(percent);
    let write = WriteConfig { failure_rate, retention_rate, mode };
    let mut faults = FaultConfig::default().write(write);
    if percent > 0 {
        faults = faults
            .sync(failure_rate)
            .open(failure_rate)
            .remove(failure_rate)
            .resize(ResizeConfig { failure_rate, partial_rate: chance(50) });
    }
    faults
}

/// A failing disk may stop us; it must never make us say that records are gone or damaged.
fn assert_honest(fault: &Fault) {
    assert!(!fault.is_lost() && !fault.is_corrupt(), "{fault}: {fault:?}");
}

/// One life of a replica: open, check, write until a fault or an arbitrary end, then power loss.
async fn life(context: deterministic::Context, mut rng: Rng, shared: Shared) -> String {
    let percent = *rng.choice(&[0, 0, 1, 3, 10]).unwrap();
    let at_open = if rng.bool() { percent } else { 0 };
    *context.storage_fault_config().write() = faults(&mut rng, at_open);
    let opened = Store::open(context.child("store"), layout()).await;
    let (mut store, recovered) = match opened {
        Ok(opened) => opened,
        Err(fault) => {
            assert_honest(&fault);
            return context.auditor().state();
        }
    };
    shared.adopt(&store, recovered).await;
    *context.storage_fault_config().write() = faults(&mut rng, percent);
    for _ in 0..rng.usize(0..12) {
        store = match turn(store, &mut rng, &shared).await {
            Ok(Some(store)) => store,
            Ok(None) => break,
            Err(fault) => {
                assert_honest(&fault);
                break;
            }
        };
        context.sleep(Duration::from_millis(rng.u64(0..200))).await;
    }
    context.auditor().state()
}

/// One sync, waited for or not, and at times what a quiet log does; `None` to end here.
async fn turn<E: Context>(
    store: Store<E>,
    rng: &mut Rng,
    shared: &Shared,
) -> Result<Option<Store<E>>, Fault> {
    let (first, records) = shared.submit(rng);
    let (mut store, handle) = store.begin_sync(first, records).await?;
    if rng.u8(0..8) == 0 {
        return Ok(None);
    }
    handle.await.map_err(|error| store.sync_failed(error))?;
    store.mark_durable(store.size());
    shared.acknowledge(store.size());
    if rng.u8(0..4) == 0 {
        store = store.settle().await?;
        assert!(store.is_settled());
    }
    Ok(Some(store))
}

/// Several lives of one disk; what the runtime saw of each.
fn lives(seed: u64) -> Vec<String> {
    println!("seed {seed}");
    let mut rng = Rng::with_seed(seed);
    let shared = Shared::default();
    let mut states = Vec::new();
    let mut checkpoint: Option<Checkpoint> = None;
    for _ in 0..5 {
        let runner = match checkpoint.take() {
            Some(checkpoint) => Runner::from(checkpoint),
            None => Runner::new(Config::new().with_seed(seed)),
        };
        let (rng, shared) = (rng.fork(), shared.clone());
        let (state, next) = runner.start_and_recover(|context| life(context, rng, shared));
        states.push(state);
        checkpoint = Some(next);
    }
    let runner = Runner::from(checkpoint.take().expect("there were lives"));
    runner.start(|context| last_look(context, shared));
    states
}

/// A disk that works again must open, and give everything both ways.
async fn last_look(context: deterministic::Context, shared: Shared) {
    *context.storage_fault_config().write() = FaultConfig::default();
    let (store, recovered) = Store::open(context.child("last"), layout()).await.unwrap();
    shared.adopt(&store, recovered).await;
    let (store, slice) = store.slice().await.unwrap();
    let (out, mut portions) = mpsc::channel(4);
    let mut scanned = Vec::new();
    tokio::join!(slice.send(0, out), async {
        while let Some(portion) = portions.recv().await {
            scanned.extend(portion.unwrap().into_iter().map(|(_, record)| record));
        }
    });
    assert_eq!(scanned, shared.model().submitted);
    drop(store);
}

#[test]
fn acknowledged_records_survive_torn_writes_and_a_failing_disk() {
    for seed in 0..300 {
        lives(seed);
    }
}

#[test]
fn same_seed_gives_the_same_lives() {
    for seed in 1000..1005 {
        assert_eq!(lives(seed), lives(seed));
    }
}

/// The desk with a disk whose syncs end one at a time, in an order drawn from the seed.
struct World {
    requests: mpsc::Sender<Request>,
    opened: Option<Promise<Recovered>>,
    running: Option<(Promise<Duration>, u64)>,
    turns: usize,
    rng: Rng,
    pending: PendingSyncs,
    shared: Shared,
}

impl World {
    /// Ends one sync of the disk, then acts as the owner of a journal; true when all is done.
    fn step(&mut self) -> bool {
        self.end_one_sync();
        if let Some(opened) = self.opened.take_if(|opened| opened.is_given()) {
            opened.take().unwrap();
        }
        if self.opened.is_some() {
            return false;
        }
        if let Some((promise, size)) = self.running.take_if(|(promise, _)| promise.is_given()) {
            promise.take().unwrap();
            self.shared.acknowledge(size);
        }
        if self.running.is_some() {
            return false;
        }
        if self.turns == 0 {
            return true;
        }
        self.turns -= 1;
        let (first, records) = self.shared.submit(&mut self.rng);
        let size = first + u64::try_from(records.len()).unwrap();
        let (answer, promise) = promise::pair();
        assert!(self.requests.try_send(Request::Sync { first, records, answer }).is_ok());
        self.running = Some((promise, size));
        false
    }

    fn end_one_sync(&mut self) {
        let mut syncs = self.pending.lock();
        if syncs.is_empty() {
            return;
        }
        let place = self.rng.usize(0..syncs.len());
        let sync = syncs.remove(place);
        drop(syncs);
        drop(sync.release.send(Ok(())));
    }
}

/// Runs the desk for `steps` steps, then cuts the power; true if everything was done before.
async fn cut_after(context: deterministic::Context, seed: u64, steps: u64, shared: Shared) -> bool {
    let pending = PendingSyncs::default();
    let disk = DelayedSyncContext { inner: context.child("world"), pending: pending.clone() };
    let (requests, inbox) = mpsc::channel(4);
    let (answer, opened) = promise::pair();
    let rng = Rng::with_seed(seed);
    let opened = Some(opened);
    let mut world = World { requests, opened, running: None, turns: 8, rng, pending, shared };
    let owner = async {
        for _ in 0..steps {
            context.sleep(Duration::from_millis(1)).await;
            if world.step() {
                return true;
            }
        }
        false
    };
    tokio::select! {
        biased;
        done = owner => done,
        ended = desk::run(disk, layout(), inbox, answer) => panic!("the desk ended: {ended:?}"),
    }
}

#[test]
fn power_loss_at_every_step_loses_nothing_acknowledged() {
    for seed in 0..12 {
        for steps in 1.. {
            println!("seed {seed}, power loss after step {steps}");
            let shared = Shared::default();
            let torn = faults(&mut Rng::with_seed(seed), 0);
            let config = Config::new().with_seed(seed).with_storage_fault_config(torn);
            let world = shared.clone();
            let (done, checkpoint) = Runner::new(config)
                .start_and_recover(|context| cut_after(context, seed, steps, world));
            Runner::from(checkpoint).start(|context| last_look(context, shared));
            if done {
                break;
            }
            assert!(steps < 10_000, "seed {seed}: the desk makes no progress");
        }
    }
}

/// Lets the desk work until it has answered.
async fn answered<T>(context: &deterministic::Context, promise: Promise<T>) -> Result<T, Fault> {
    while !promise.is_given() {
        context.sleep(Duration::from_millis(1)).await;
    }
    promise.take()
}

async fn sync(
    context: &deterministic::Context,
    requests: &mpsc::Sender<Request>,
    first: u64,
) -> Result<(), Fault> {
    let (answer, promise) = promise::pair();
    let records = vec![b"a record".to_vec()];
    assert!(requests.send(Request::Sync { first, records, answer }).await.is_ok());
    answered(context, promise).await.map(drop)
}

#[test]
fn failed_sync_poisons_every_later_call() {
    Runner::seeded(7).start(|context| async move {
        let (requests, inbox) = mpsc::channel(4);
        let (answer, opened) = promise::pair();
        let desk = desk::run(context.child("desk"), layout(), inbox, answer);
        let owner = async {
            answered(&context, opened).await.unwrap();
            sync(&context, &requests, 0).await.unwrap();
            *context.storage_fault_config().write() = FaultConfig::default().sync(chance(100));
            assert!(sync(&context, &requests, 1).await.unwrap_err().is_sync());
            *context.storage_fault_config().write() = FaultConfig::default();
            assert!(sync(&context, &requests, 1).await.unwrap_err().is_sync());
            let (answer, promise) = promise::pair();
            assert!(requests.send(Request::Read { index: 0, answer }).await.is_ok());
            assert!(answered(&context, promise).await.unwrap_err().is_sync());
            drop(requests);
        };
        let (ended, ()) = tokio::join!(desk, owner);
        assert!(ended.unwrap_err().is_sync());
    });
}

#[test]
fn quiet_log_brings_its_mark_up_to_date() {
    let ((), checkpoint) = Runner::seeded(7).start_and_recover(|context| async move {
        let (requests, inbox) = mpsc::channel(4);
        let (answer, opened) = promise::pair();
        let desk = desk::run(context.child("desk"), layout(), inbox, answer);
        let owner = async {
            answered(&context, opened).await.unwrap();
            sync(&context, &requests, 0).await.unwrap();
            sync(&context, &requests, 1).await.unwrap();
            context.sleep(Duration::from_secs(1)).await;
        };
        tokio::select! {
            biased;
            () = owner => {}
            _ = desk => panic!("the desk ended"),
        }
    });
    Runner::from(checkpoint).start(|context| async move {
        let (_, recovered) = Store::open(context.child("next"), layout()).await.unwrap();
        assert_eq!(recovered, Recovered { first: 0, records: 2, watermark: 2 });
    });
}

/// A log of `records` records that was settled, on a context that lives on.
async fn settled(context: &deterministic::Context, records: usize) {
    let (store, _) = Store::open(context.child("settled"), layout()).await.unwrap();
    let (first, records) = (store.size(), vec![vec![7; 3000]; records]);
    let (mut store, handle) = store.begin_sync(first, records).await.unwrap();
    handle.await.unwrap();
    store.mark_durable(store.size());
    drop(store.settle().await.unwrap());
}

#[test]
fn removed_partition_is_told_as_loss() {
    for (partition, lost) in [("log_data", 0), ("log_mark", 10)] {
        Runner::seeded(7).start(|context| async move {
            settled(&context, 10).await;
            context.remove(partition, None).await.unwrap();
            let fault = Store::open(context.child("next"), layout()).await.err().unwrap();
            assert!(fault.is_lost(), "{partition}: {fault}");
            assert_eq!(fault.index(), Some(lost), "{partition}");
        });
    }
}

#[test]
fn removed_file_is_told_as_loss_from_its_first_record() {
    for (file, first) in [(0_u64, 0), (1, 4), (2, 8)] {
        Runner::seeded(7).start(|context| async move {
            settled(&context, 10).await;
            context.remove("log_data", Some(&file.to_be_bytes())).await.unwrap();
            let fault = Store::open(context.child("next"), layout()).await.err().unwrap();
            assert!(fault.is_lost(), "file {file}: {fault}");
            assert_eq!(fault.index(), Some(first), "file {file}: {fault}");
        });
    }
}

#[test]
fn removed_index_is_built_again_from_the_records() {
    Runner::seeded(7).start(|context| async move {
        settled(&context, 10).await;
        for partition in ["log_offsets-blobs", "log_offsets-metadata"] {
            context.remove(partition, None).await.unwrap();
        }
        let (store, recovered) = Store::open(context.child("next"), layout()).await.unwrap();
        assert_eq!(recovered.records, 10);
        assert_eq!(store.read(9).await.unwrap(), vec![7; 3000]);
    });
}

#[test]
fn other_layout_is_refused() {
    Runner::seeded(7).start(|context| async move {
        settled(&context, 10).await;
        let mut other = layout();
        other.records_per_file = NZU64!(5);
        let fault = Store::open(context.child("next"), other).await.err().unwrap();
        assert!(fault.is_corrupt(), "{fault}");
        let (_, recovered) = Store::open(context.child("again"), layout()).await.unwrap();
        assert_eq!(recovered.records, 10);
    });
}

#[test]
fn pruned_records_are_absent_and_their_absence_is_no_loss() {
    Runner::seeded(7).start(|context| async move {
        settled(&context, 10).await;
        let (store, _) = Store::open(context.child("prune"), layout()).await.unwrap();
        drop(store.prune(7).await.unwrap());
        let (store, recovered) = Store::open(context.child("next"), layout()).await.unwrap();
        assert_eq!(recovered, Recovered { first: 4, records: 10, watermark: 10 });
        assert!(store.read(3).await.unwrap_err().is_absent());
        assert_eq!(store.read(4).await.unwrap(), vec![7; 3000]);
    });
}
