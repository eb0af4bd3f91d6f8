//! The thread that keeps the views: behind the publisher, and never in its way.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use terms::{Instant, LogPosition};
use views::{Target, Views};

use crate::history::Reader;
use crate::{Applied, Fault, Founding, Intake, NodeOptions, Replica};

/// Records that may wait for the views in memory; beyond it they are read from the log again.
const WAITING: usize = 16;

/// Records read from the log at once.
const CHUNK: usize = 256;

/// How often a thread that has nothing to do looks whether it is to stop.
const IDLE: Duration = Duration::from_millis(200);

/// How often a thread that has nothing to write looks whether the database answers.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How long a database that failed is left alone.
const PAUSE: Duration = Duration::from_secs(2);

/// How far the views are.
#[derive(Debug)]
pub struct ViewsLag {
    target: String,
    head: (AtomicU64, AtomicU64),
    stored: (AtomicU64, AtomicU64),
    fault: Mutex<Option<String>>,
}

impl ViewsLag {
    /// Where they are kept, without a password.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The last record whose rows are in the database.
    pub fn position(&self) -> LogPosition {
        LogPosition::new(self.stored.0.load(Ordering::Acquire))
    }

    /// The instant of that record.
    pub fn instant(&self) -> Instant {
        Instant::from_unix_nanos(self.stored.1.load(Ordering::Acquire))
    }

    /// How many records were told and are not in the database yet.
    pub fn records(&self) -> u64 {
        let head = self.head.0.load(Ordering::Acquire);
        head.saturating_sub(self.position().number())
    }

    /// How much later the last record told is than the last in the database. Unit: milliseconds.
    pub fn milliseconds(&self) -> u64 {
        let head = self.head.1.load(Ordering::Acquire);
        head.saturating_sub(self.stored.1.load(Ordering::Acquire)) / 1_000_000
    }

    /// Why they do not go on, if they do not; it is tried again and again.
    pub fn fault(&self) -> Option<String> {
        self.fault.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    fn fail(&self, fault: Option<String>) {
        *self.fault.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = fault;
    }

    fn told(&self, position: LogPosition, instant: Instant) {
        self.head.1.store(instant.unix_nanos(), Ordering::Release);
        self.head.0.store(position.number(), Ordering::Release);
    }

    fn reached(&self, (position, instant): (LogPosition, Instant)) {
        self.stored.1.store(instant.unix_nanos(), Ordering::Release);
        self.stored.0.store(position.number(), Ordering::Release);
    }
}

/// The publisher's way to the views.
#[derive(Clone)]
pub(crate) struct Told {
    records: SyncSender<Arc<Applied>>,
    lag: Arc<ViewsLag>,
}

impl Told {
    /// Hands a record over if there is room; what finds none is read from the log later.
    pub(crate) fn tell(&self, applied: Arc<Applied>) {
        self.lag.told(applied.header.position, applied.header.instant);
        // Full: the views are behind, and catch up by themselves.
        let _ = self.records.try_send(applied);
    }
}

/// A running thread that keeps views.
pub(crate) struct Follower {
    thread: JoinHandle<()>,
    stop: Arc<AtomicBool>,
    told: Told,
}

impl Follower {
    /// Starts it, if the options ask for views. What is missing in them is read in the background.
    pub(crate) fn start(
        founding: &Founding,
        options: &NodeOptions,
        replica: &Replica,
        intake: &Intake,
    ) -> Result<Option<Self>, Fault> {
        let Some((target, reader)) = options.views.clone().zip(replica.reader()) else {
            return Ok(None);
        };
        let instant = replica.machine().moment().instant;
        let lag = Arc::new(ViewsLag {
            target: target.to_string(),
            head: (replica.position().number().into(), instant.unix_nanos().into()),
            stored: Default::default(),
            fault: Mutex::default(),
        });
        let (records, arrivals) = mpsc::sync_channel(WAITING);
        let stop = Arc::new(AtomicBool::new(false));
        let work = Work {
            target,
            origin: founding.origin(),
            reader,
            intake: intake.clone(),
            arrivals,
            lag: Arc::clone(&lag),
            stop: Arc::clone(&stop),
        };
        let thread = std::thread::Builder::new().name("views".into()).spawn(move || work.run());
        let thread = thread.map_err(|error| Fault::because("starting the views", error))?;
        Ok(Some(Self { thread, stop, told: Told { records, lag } }))
    }

    pub(crate) fn told(&self) -> Option<Told> {
        Some(self.told.clone())
    }

    pub(crate) fn lag(&self) -> Arc<ViewsLag> {
        Arc::clone(&self.told.lag)
    }

    /// Writes what has been told and ends the thread; what is missing is read at the next start.
    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Release);
        drop(self.told);
        // A panic there has stopped nothing but the views, which are derived.
        let _ = self.thread.join();
    }
}

/// What becomes of the last records, whose events are not on the disk yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// The writer, which has nothing to do, is asked to bring them there.
    Now,
    /// They come there by themselves as long as records come.
    Later,
}

struct Work {
    target: Target,
    origin: views::Origin,
    reader: Reader,
    intake: Intake,
    arrivals: Receiver<Arc<Applied>>,
    lag: Arc<ViewsLag>,
    stop: Arc<AtomicBool>,
}

impl Work {
    fn run(self) {
        loop {
            match self.follow() {
                Ok(()) => return,
                Err(fault) => {
                    // A replica that ends takes its log with it, which is no fault of the views.
                    std::thread::sleep(IDLE);
                    if self.is_stopped() {
                        return;
                    }
                    let text = fault.to_string();
                    if self.lag.fault().as_ref() != Some(&text) {
                        tracing::warn!(kept_in = %self.target, "the views do not go on, trying again: {text}");
                    }
                    self.lag.fail(Some(text));
                }
            }
            let mut rest = PAUSE;
            while rest > Duration::ZERO {
                if self.is_stopped() {
                    return;
                }
                std::thread::sleep(IDLE);
                rest = rest.saturating_sub(IDLE);
            }
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    /// Keeps the views until it is to stop, or the database fails.
    fn follow(&self) -> Result<(), Fault> {
        let mut views = self.open()?;
        self.lag.reached(views.position());
        self.catch_up(&mut views, Rest::Later)?;
        self.lag.fail(None);
        let mut idle = Duration::ZERO;
        loop {
            match self.arrivals.recv_timeout(IDLE) {
                Ok(applied) => self.take(&mut views, &applied)?,
                Err(RecvTimeoutError::Timeout) if self.is_stopped() => return Ok(()),
                Err(RecvTimeoutError::Timeout) => {
                    self.catch_up(&mut views, Rest::Now)?;
                    idle += IDLE;
                    if idle >= LOOK_EVERY {
                        idle = Duration::ZERO;
                        views.look_again().map_err(keeping)?;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    /// Opens the views; those of a log that went another way, put back from an older copy, are made
    /// anew.
    fn open(&self) -> Result<Views, Fault> {
        let (views, _) = Views::open(&self.target, self.origin).map_err(keeping)?;
        let (position, _) = views.position();
        if position == LogPosition::GENESIS {
            return Ok(views);
        }
        let ours = position.number() <= self.lag.head.0.load(Ordering::Acquire)
            && self.reader.digest(position)? == Some(views.head());
        if ours {
            return Ok(views);
        }
        tracing::warn!(kept_in = %self.target, "the views were made of another log, they are made anew");
        drop(views);
        Views::renew(&self.target, self.origin).map_err(keeping)
    }

    /// Adds a record and those that wait behind it, and writes them together.
    fn take(&self, views: &mut Views, applied: &Applied) -> Result<(), Fault> {
        let mut next = Some(applied);
        let mut waiting;
        let mut room = WAITING;
        while let Some(applied) = next {
            let position = applied.header.position;
            if position > views.wanted() {
                views.flush().map_err(keeping)?;
                self.catch_up(views, Rest::Later)?;
            }
            if position == views.wanted() {
                views.add(applied.recorded()).map_err(keeping)?;
            }
            room -= 1;
            waiting = if room > 0 { self.arrivals.try_recv().ok() } else { None };
            next = waiting.as_deref();
        }
        views.flush().map_err(keeping)?;
        self.lag.reached(views.position());
        Ok(())
    }

    /// Reads from the log what was never told, or found no room.
    fn catch_up(&self, views: &mut Views, rest: Rest) -> Result<(), Fault> {
        let mut asked = None;
        while !self.is_stopped() && self.lag.records() > 0 {
            let wanted = views.wanted();
            let records = self.reader.read(wanted, CHUNK)?;
            if records.is_empty() {
                // Events go to the disk some records late; once asked for, they are there.
                if rest == Rest::Later || asked == Some(wanted) {
                    return Ok(());
                }
                asked = Some(wanted);
                self.make_durable()?;
            }
            for applied in records {
                views.add(applied.recorded()).map_err(keeping)?;
            }
            views.flush().map_err(keeping)?;
            self.lag.reached(views.position());
        }
        Ok(())
    }

    /// Asks the writer, between two records, to bring the kept events to the disk.
    fn make_durable(&self) -> Result<(), Fault> {
        let stopped = |_| Fault::new("the replica has stopped");
        let asked = self.intake.ask(crate::Replica::flush_events);
        asked
            .map_err(stopped)?
            .blocking_recv()
            .map_err(|_| Fault::new("the replica has stopped"))?
    }
}

fn keeping(fault: views::Fault) -> Fault {
    Fault::because("keeping the views", fault)
}
