use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Stopwatch};

use identity::Key;
use journal::Journal;
use settlement::{Envelope, PartyId};
use terms::{Digest, Instant, LogPosition};
use tokio::sync::oneshot;

use crate::board::Keep;
use crate::follower::Follower;
use crate::intake::{Request, Submission};
use crate::messages::Messages;
use crate::publish::{Publication, Publisher};
use crate::search::{Search, Searcher};
use crate::{
    Answer, Board, Clock, Fault, Founding, History, Intake, Meters, Records, Recovered, Replica,
    ReplicaOptions,
};

/// The most bytes of commands the writer gathers for one record.
const RECORD_BYTES: usize = 2 * 1024 * 1024;

/// Records that may wait to be told; the writer waits beyond it, so that a slow board is felt at
/// the door as a full intake and not as memory that grows.
const PUBLICATIONS: usize = 64;

/// How long the writer sleeps when nothing arrives, before it looks at the clock.
const IDLE: Duration = Duration::from_millis(200);

/// How a node is run.
#[derive(Clone, Debug)]
pub struct NodeOptions {
    /// The replica's.
    pub replica: ReplicaOptions,
    /// Where instants come from.
    pub clock: Clock,
    /// How many submissions may wait before senders are told to come again.
    pub intake: usize,
    /// How much of what is over can be read.
    pub keep: Keep,
    /// How hard the node searches for better offsetting than the machine does by itself; none: not
    /// at all.
    pub search: Option<Search>,
    /// Where history is kept as tables; none: nowhere.
    pub views: Option<views::Target>,
    /// Where the writer's work is counted.
    pub meters: Meters,
}

impl NodeOptions {
    /// The usual options over a data directory.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            replica: ReplicaOptions { folder, snapshot_every: 20_000, keep_events: true },
            clock: Clock::Running { ahead_seconds: 0 },
            intake: 16_384,
            keep: Keep::default(),
            search: Some(Search::default()),
            views: None,
            meters: Meters::default(),
        }
    }
}

/// A running replica: its writer, its publisher, and the ways to them.
pub struct Node {
    intake: Intake,
    board: Arc<RwLock<Board>>,
    originals: Arc<Originals>,
    writer: Option<JoinHandle<Result<Stopped, Fault>>>,
    publisher: Option<JoinHandle<()>>,
    searcher: Option<Searcher>,
    follower: Option<Follower>,
    past: Option<History>,
    records: Records,
    messages: Arc<Mutex<Messages>>,
    network: Digest,
}

/// Where a node's log stands after it has stopped in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// The last position.
    pub position: LogPosition,
    /// The digest of its header: the whole log in 32 bytes.
    pub head: Digest,
}

/// The messages kept beside the log, written behind one lock and read beside it.
pub(crate) struct Originals {
    journal: Mutex<Journal>,
    reader: journal::Reader,
}

impl Originals {
    /// A message by its place in the journal.
    pub(crate) fn read(&self, index: u64) -> Result<crate::Original, Fault> {
        let bytes = self.reader.read(index);
        let bytes =
            bytes.map_err(|fault| Fault::because(format!("reading original {index}"), fault))?;
        postcard::from_bytes(&bytes)
            .map_err(|error| Fault::because(format!("decoding original {index}"), error))
    }
}

impl Node {
    /// Recovers the replica, rebuilds the board and starts both threads.
    pub fn start(
        founding: &Founding,
        signer: impl Into<Key>,
        options: NodeOptions,
        progress: impl FnMut(LogPosition),
    ) -> Result<(Self, Recovered), Fault> {
        let folder = options.replica.folder.join("originals");
        if !folder.exists() && options.replica.folder.join("log").exists() {
            return Err(Fault::new(format!(
                "there is a log and no {}: the senders' messages are missing, put the folder back",
                folder.display()
            )));
        }
        let (originals, _) = Journal::open(journal::Options::new(folder, "originals"))
            .map_err(|fault| Fault::because("opening the originals", fault))?;
        let opened = Replica::open(founding, signer, options.replica.clone(), progress);
        let (replica, recovered) = opened?;
        let (board, messages) = told_again(founding, &options, &replica, &originals)?;
        let reader = originals.reader();
        let originals = Arc::new(Originals { journal: Mutex::new(originals), reader });
        let board = Arc::new(RwLock::new(board));
        let (requests, arrivals) = mpsc::sync_channel(options.intake);
        let waiting = Arc::new(AtomicUsize::new(0));
        let intake = Intake { requests, waiting: Arc::clone(&waiting), questions: Arc::default() };
        let (publications, published) = mpsc::sync_channel(PUBLICATIONS);
        let follower = Follower::start(founding, &options, &replica, &intake)?;
        let past = asked_of(follower.as_ref(), &options, founding)?;
        let told = follower.as_ref().and_then(Follower::told);
        if let Some(follower) = &follower {
            let mut board = board.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            board.follow(follower.lag());
        }
        let publisher = Publisher { board: Arc::clone(&board), waiting, published, follower: told };
        let publisher = spawned("publisher", move || publisher.run())?;
        let records = replica.records();
        let writer = Writer {
            replica,
            originals: Arc::clone(&originals),
            publications,
            clock: options.clock,
            meters: options.meters.clone(),
            pending: Vec::new(),
            receipts_due: true,
            search: options.search,
            next_search: Instant::default(),
        };
        let writer = spawned("writer", move || writer.run(&arrivals))?;
        let searcher = match (options.search, options.clock) {
            (Some(search), Clock::Running { .. }) => {
                Some(Searcher::start(search, intake.clone(), founding.genesis.operator)?)
            }
            // A stepped world searches between its ticks.
            (Some(_), Clock::Stepped) | (None, _) => None,
        };
        let network = founding.network();
        let node = Self {
            intake,
            board,
            originals,
            writer: Some(writer),
            publisher: Some(publisher),
            searcher,
            follower,
            past,
            records,
            messages,
            network,
        };
        Ok((node, recovered))
    }

    /// The way in.
    pub fn intake(&self) -> Intake {
        self.intake.clone()
    }

    /// What may be read.
    pub fn board(&self) -> Arc<RwLock<Board>> {
        Arc::clone(&self.board)
    }

    /// What the views tell, if any are kept.
    pub fn past(&self) -> Option<History> {
        self.past.clone()
    }

    /// What stands in the log, read beside the writer.
    pub fn records(&self) -> Records {
        self.records.clone()
    }

    /// Which identifiers of messages were used.
    pub fn messages(&self) -> Arc<Mutex<Messages>> {
        Arc::clone(&self.messages)
    }

    /// The system's name in headers, receipts and signatures: the digest of its founding.
    pub fn network(&self) -> Digest {
        self.network
    }

    /// Reads a message by its place on the board.
    pub fn original(&self) -> impl Fn(u64) -> Result<crate::Original, Fault> + Clone + use<> {
        let originals = Arc::clone(&self.originals);
        move |index| originals.read(index)
    }

    /// Whether both threads run.
    pub fn is_running(&self) -> bool {
        self.writer.as_ref().is_some_and(|writer| !writer.is_finished())
    }

    /// Finishes what has arrived, seals the last record by another where time passes by itself,
    /// takes a snapshot and ends both threads.
    ///
    /// Answers where the log ends, or the fault the writer stopped at, if it had stopped already.
    pub fn stop(mut self) -> Result<Stopped, Fault> {
        if let Some(searcher) = self.searcher.take() {
            searcher.stop();
        }
        let (reply, _) = oneshot::channel();
        // A writer that has stopped by itself is asked for its fault below.
        let _ = self.intake.requests.send(Request::Stop(reply));
        let ended = self.writer.take().map(JoinHandle::join);
        let published = self.publisher.take().map(JoinHandle::join);
        if let Some(follower) = self.follower.take() {
            follower.stop();
        }
        match (ended, published) {
            (Some(Ok(result)), Some(Ok(()))) => result,
            _ => Err(Fault::new("a thread of the node ended in a panic")),
        }
    }
}

/// A thread of the node.
fn spawned<T: Send + 'static>(
    name: &str,
    run: impl FnOnce() -> T + Send + 'static,
) -> Result<JoinHandle<T>, Fault> {
    let started = std::thread::Builder::new().name(name.into()).spawn(run);
    started.map_err(|error| Fault::because(format!("starting the {name}"), error))
}

/// The board as all records made it, and the identifiers of their messages.
fn told_again(
    founding: &Founding,
    options: &NodeOptions,
    replica: &Replica,
    originals: &Journal,
) -> Result<(Board, Arc<Mutex<Messages>>), Fault> {
    let mut board = Board::new(founding, options.keep);
    replica.history(|applied| {
        board.add(Arc::new(applied));
        Ok(())
    })?;
    let mut messages = Messages::new(options.keep);
    board.index_originals(originals, &mut messages)?;
    Ok((board, Arc::new(Mutex::new(messages))))
}

/// The way to what the views tell, if any are kept.
fn asked_of(
    follower: Option<&Follower>,
    options: &NodeOptions,
    founding: &Founding,
) -> Result<Option<History>, Fault> {
    let kept = follower.zip(options.views.as_ref());
    let past =
        kept.map(|(follower, target)| History::start(target, founding.origin(), follower.lag()));
    past.transpose()
}

/// The one thread that owns the machine and the log.
struct Writer {
    replica: Replica,
    originals: Arc<Originals>,
    publications: SyncSender<Publication>,
    clock: Clock,
    meters: Meters,
    /// Arrivals of the tick at hand, in a stepped world.
    pending: Vec<(Submission, oneshot::Sender<Answer>)>,
    /// Whether the last record has no successor yet, whose header would carry its outcome.
    receipts_due: bool,
    search: Option<Search>,
    /// When a stepped world next searches, by its own clock.
    next_search: Instant,
}

impl Writer {
    fn run(mut self, arrivals: &Receiver<Request>) -> Result<Stopped, Fault> {
        let mut beat = Stopwatch::now();
        loop {
            self.meters.beat();
            // Questions may come without end and must not keep time from passing.
            if beat.elapsed() >= IDLE {
                self.heartbeat()?;
                beat = Stopwatch::now();
            }
            match arrivals.recv_timeout(IDLE) {
                Ok(request) => {
                    if let Some(reply) = self.take(request, arrivals)? {
                        let stopped = self.end()?;
                        // Nobody need wait for the end.
                        let _ = reply.send(());
                        return Ok(stopped);
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.end(),
            }
        }
    }

    /// Seals the last record, and takes a snapshot.
    fn end(&mut self) -> Result<Stopped, Fault> {
        if self.receipts_due && self.clock != Clock::Stepped {
            self.record(self.clock.now(), Vec::new())?;
        }
        self.replica.snapshot()?;
        Ok(Stopped { position: self.replica.position(), head: self.replica.head() })
    }

    /// Does what a request asks; answers the reply of a request to stop.
    fn take(
        &mut self,
        request: Request,
        arrivals: &Receiver<Request>,
    ) -> Result<Option<oneshot::Sender<()>>, Fault> {
        match request {
            Request::Submit(submission, reply) => {
                self.pending.push((*submission, reply));
                match self.clock {
                    Clock::Running { .. } => return self.gather(arrivals),
                    Clock::Stepped => {}
                }
            }
            Request::Step(instant, reply) => {
                let count = self.step(instant)?;
                // The sandbox may have gone.
                let _ = reply.send(count);
            }
            Request::Pending(reply) => {
                let senders = self.pending.iter().map(|(submission, _)| submission.sender);
                // Who asked may have gone.
                let _ = reply.send(senders.collect());
            }
            Request::Ask(question) => question(&mut self.replica),
            Request::Stop(reply) => return Ok(Some(reply)),
        }
        Ok(None)
    }

    /// Adds what else has arrived, as much as a record holds, and makes the record.
    fn gather(
        &mut self,
        arrivals: &Receiver<Request>,
    ) -> Result<Option<oneshot::Sender<()>>, Fault> {
        let mut other = None;
        let mut bytes = 0;
        while self.pending.len() < ordering::MAX_COMMANDS && bytes < RECORD_BYTES {
            match arrivals.try_recv() {
                Ok(Request::Submit(submission, reply)) => {
                    bytes += size(&submission);
                    self.pending.push((*submission, reply));
                }
                Ok(request) => {
                    other = Some(request);
                    break;
                }
                Err(_) => break,
            }
        }
        let batch = std::mem::take(&mut self.pending);
        self.record(self.clock.now(), batch)?;
        match other {
            Some(request) => self.take(request, arrivals),
            None => Ok(None),
        }
    }

    /// Makes records of all that arrived in a tick.
    fn step(&mut self, instant: Instant) -> Result<usize, Fault> {
        let mut batch = std::mem::take(&mut self.pending);
        batch.sort_by(|(one, _), (other, _)| {
            (one.sender, &one.message).cmp(&(other.sender, &other.message))
        });
        let count = batch.len();
        while batch.len() > ordering::MAX_COMMANDS {
            let rest = batch.split_off(ordering::MAX_COMMANDS);
            self.record(instant, batch)?;
            batch = rest;
        }
        self.record(instant, batch)?;
        self.propose(instant)?;
        Ok(count)
    }

    /// Searches for a better set than the next round would find, and proposes it. R-OFF-04
    fn propose(&mut self, instant: Instant) -> Result<(), Fault> {
        let Some(search) = self.search.filter(|_| self.next_search <= instant) else {
            return Ok(());
        };
        self.next_search = instant.after(terms::Duration::from_seconds(search.every.as_secs()));
        let (problem, names) = self.replica.machine().offsetting_problem();
        let Some(command) = search.stepped(&problem, &names) else {
            return Ok(());
        };
        // No submission: counted as one, it would be taken for an arrival of the next tick.
        let envelope = Envelope { by: PartyId::OPERATOR, evidence: Digest::ZERO, command };
        let first_original = self.keep_originals(Vec::new())?;
        self.receipts_due = true;
        let mut applied = self.replica.step(instant, vec![envelope])?;
        let explained = std::mem::take(&mut applied.explained);
        let publication = Publication { applied, explained, replies: Vec::new(), first_original };
        let sent = self.publications.send(publication);
        sent.map_err(|_| Fault::new("the publisher has stopped"))
    }

    /// An empty record, if time has work to do or the last record's receipts need a successor.
    fn heartbeat(&mut self) -> Result<(), Fault> {
        let instant = self.clock.now();
        let due = self.replica.machine().due().is_some_and(|due| due <= instant);
        if self.clock != Clock::Stepped && (due || self.receipts_due) {
            self.record(instant, Vec::new())?;
        }
        Ok(())
    }

    fn record(
        &mut self,
        instant: Instant,
        batch: Vec<(Submission, oneshot::Sender<Answer>)>,
    ) -> Result<(), Fault> {
        let begun = Stopwatch::now();
        let commands = batch.len();
        self.receipts_due = !batch.is_empty();
        let (envelopes, replies, originals) = split(batch)?;
        let first_original = self.keep_originals(originals)?;
        let mut applied = self.replica.step(instant, envelopes)?;
        self.meters.recorded(begun.elapsed(), self.replica.last_sync(), commands);
        // The board keeps records for watchers, and explanations for fewer of them.
        let explained = std::mem::take(&mut applied.explained);
        let publication = Publication { applied, explained, replies, first_original };
        let sent = self.publications.send(publication);
        sent.map_err(|_| Fault::new("the publisher has stopped"))
    }

    /// Makes the messages of a record durable before the record itself.
    ///
    /// Answers the place of the first.
    fn keep_originals(&mut self, originals: Vec<Vec<u8>>) -> Result<u64, Fault> {
        let poisoned = |_| Fault::new("the originals were poisoned");
        let failed = |fault| Fault::because("keeping a record's originals", fault);
        let (first, sync) = {
            let mut journal = self.originals.journal.lock().map_err(poisoned)?;
            let first = journal.next();
            if originals.is_empty() {
                return Ok(first);
            }
            for original in originals {
                journal.append(original);
            }
            (first, journal.begin_sync().map_err(failed)?)
        };
        sync.wait().map_err(failed)?;
        Ok(first)
    }
}

/// The reply to each command, with the digest and whether an original was kept.
pub(crate) type Reply = (oneshot::Sender<Answer>, Digest, bool);

type Parts = (Vec<Envelope>, Vec<Reply>, Vec<Vec<u8>>);

fn split(batch: Vec<(Submission, oneshot::Sender<Answer>)>) -> Result<Parts, Fault> {
    let mut parts: Parts = (Vec::with_capacity(batch.len()), Vec::new(), Vec::new());
    for (submission, reply) in batch {
        let evidence = match &submission.original {
            Some(original) => {
                let encoded = postcard::to_allocvec(original)
                    .map_err(|error| Fault::because("encoding an original", error))?;
                parts.2.push(encoded);
                original.digest()
            }
            None => Digest::ZERO,
        };
        parts.1.push((reply, evidence, submission.original.is_some()));
        parts.0.push(Envelope { by: submission.by, evidence, command: submission.command });
    }
    Ok(parts)
}

/// About how many bytes a submission takes in a record.
fn size(submission: &Submission) -> usize {
    const ENVELOPE: usize = 256;
    match &submission.command {
        settlement::Command::Offsetting(settlement::offsetting::Command::ProposeOffsetting {
            items,
            prices,
            ..
        }) => ENVELOPE + items.len() * 17 + prices.len() * 10,
        _ => ENVELOPE,
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(searcher) = self.searcher.take() {
            searcher.stop();
        }
        if let Some(writer) = self.writer.take() {
            let (reply, _) = oneshot::channel();
            // A node dropped without `stop` still ends in order; its fault is lost with it.
            let _ = self.intake.requests.send(Request::Stop(reply));
            let _ = writer.join();
        }
        if let Some(publisher) = self.publisher.take() {
            let _ = publisher.join();
        }
        if let Some(follower) = self.follower.take() {
            follower.stop();
        }
    }
}

pub(crate) fn count_down(waiting: &AtomicUsize, by: usize) {
    waiting.fetch_sub(by, Ordering::AcqRel);
}
