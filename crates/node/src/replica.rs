use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use identity::Key;
use journal::{Journal, Snapshots};
use ordering::{Audit, Record, Single, Verify};
use receipts::{Outcome, Receipt, RecordHeader, Tree, prove};
use settlement::offsetting::{Explanation, Keep};
use settlement::{Envelope, Event, Machine, Moment};
use sha2::{Digest as _, Sha256};
use terms::{Digest, Instant, LogPosition};

use crate::board::KEPT_EXPLANATIONS;
use crate::{Fault, Founding};

/// Records whose kept events go to the disk together.
const EVENTS_PER_SYNC: u64 = 64;

/// Where a replica keeps what it must not lose, and when it takes snapshots.
#[derive(Clone, Debug)]
pub struct ReplicaOptions {
    /// The data directory.
    pub folder: PathBuf,
    /// Records between two snapshots; a snapshot is also taken on a graceful stop.
    pub snapshot_every: u64,
    /// Whether events are kept for receipts and boards. Benchmarks of the bare log turn it off.
    pub keep_events: bool,
}

/// A record that is durable and applied.
#[derive(Debug)]
pub struct Applied {
    /// Its header.
    pub header: RecordHeader,
    /// The commands. Order: as applied.
    pub commands: Vec<Envelope>,
    /// All events of the record. Order: as told.
    pub events: Vec<Event>,
    /// Where each command's events end; those before the first command's are of passing time.
    ///
    /// Shape: one more than commands; the first is the count of events of passing time.
    pub ends: Vec<usize>,
    /// What it came to.
    pub outcome: Outcome,
    /// Why items waited right after each round over everything queued, by the round's number, as many
    /// as are kept; nothing for records applied again, unless that is asked for. R-OFF-05
    pub explained: Vec<(u64, Explanation)>,
}

impl Applied {
    /// A record with its kept events.
    pub(crate) fn again(record: &Record, kept: &[u8]) -> Result<Self, Fault> {
        let position = record.header.position;
        let (ends, encoded) = decode_events(kept)?;
        let events = encoded
            .iter()
            .map(|bytes| postcard::from_bytes(bytes))
            .collect::<Result<Vec<Event>, _>>()
            .map_err(|error| Fault::because(format!("decoding the events of {position}"), error))?;
        let outcome = Outcome { position, events: root(&encoded), books: Digest::ZERO };
        let commands = decode_commands(record)?;
        Ok(Self {
            header: record.header.clone(),
            commands,
            events,
            ends,
            outcome,
            explained: Vec::new(),
        })
    }

    /// The record as views take it.
    pub fn recorded(&self) -> views::Recorded<'_> {
        let Self { header, commands, events, ends, .. } = self;
        views::Recorded { header, commands, events, ends }
    }

    /// The events of the command at `index`.
    pub fn events_of(&self, index: usize) -> &[Event] {
        let range = self.ends.get(index).copied().zip(self.ends.get(index + 1).copied());
        range.and_then(|(from, to)| self.events.get(from..to)).unwrap_or_default()
    }
}

/// What recovery found.
#[derive(Clone, Debug, Default)]
pub struct Recovered {
    /// The position of the snapshot started from, zero for none.
    pub snapshot: LogPosition,
    /// Records applied after it.
    pub replayed: u64,
    /// The last position.
    pub position: LogPosition,
    /// What was cut off or passed over, in words.
    pub notes: Vec<String>,
}

/// What a whole replay came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Records applied.
    pub records: u64,
    /// Commands in them.
    pub commands: usize,
    /// Events they told.
    pub events: usize,
    /// The digest of the books at the end.
    pub books: Digest,
    /// SHA-256 of the whole state at the end.
    pub state: Digest,
    /// The digest of the last header.
    pub head: Digest,
}

/// What stands for the outcome before the first record.
pub(crate) const GENESIS: Outcome =
    Outcome { position: LogPosition::GENESIS, events: Digest::ZERO, books: Digest::ZERO };

/// The machine with its log.
pub struct Replica {
    machine: Machine,
    log: Single,
    network: Digest,
    events: Option<Journal>,
    snapshots: Snapshots,
    options: ReplicaOptions,
    outcome: Outcome,
    since_snapshot: u64,
    last_sync: Duration,
}

/// What a record came to, before it is known to be durable.
struct Run {
    events: Vec<Event>,
    explained: Vec<(u64, Explanation)>,
    ends: Vec<usize>,
    outcome: Outcome,
    encoded: Vec<Vec<u8>>,
}

impl Replica {
    /// Opens the data directory and brings the machine to the end of the log.
    ///
    /// Every record's outcome is compared with the one its successor's header states; `progress`
    /// is called with each position applied.
    /// Founds the system if the log is empty.
    pub fn open(
        founding: &Founding,
        signer: impl Into<Key>,
        options: ReplicaOptions,
        mut progress: impl FnMut(LogPosition),
    ) -> Result<(Self, Recovered), Fault> {
        let snapshots = Snapshots::open(options.folder.join("snapshots"))
            .map_err(|fault| Fault::because("opening the snapshots", fault))?;
        let events = match options.keep_events {
            true => Some(open_journal(&options, "events")?),
            false => None,
        };
        let known = events.as_ref().map(Journal::next);
        let newest = snapshots
            .newest(known)
            .map_err(|fault| Fault::because("reading the newest snapshot", fault))?;
        let mut recovered = Recovered::default();
        let damaged = newest.damaged.iter().map(|damaged| damaged.fault.to_string());
        recovered.notes.extend(damaged);
        let (mut machine, outcome) = match newest.snapshot {
            Some(snapshot) => {
                recovered.snapshot = LogPosition::new(snapshot.position);
                decode_snapshot(&snapshot.bytes)?
            }
            None => (Machine::new(founding.genesis.clone()), GENESIS),
        };
        machine.set_table_key(table_key()?);
        let network = founding.network();
        let options_of_log = log_options(&options, founding, outcome.position);
        let signer = founding.signer(signer.into())?;
        let (log, told) = Single::open(options_of_log, signer, network, GENESIS)
            .map_err(|fault| Fault::because("opening the log", fault))?;
        recovered.notes.extend(told.journal.dropped_tail.map(|tail| tail.to_string()));
        let mut replica = Self {
            machine,
            log,
            network,
            events,
            snapshots,
            options,
            outcome,
            since_snapshot: 0,
            last_sync: Duration::ZERO,
        };
        replica.refuse_events_ahead()?;
        replica.catch_up(&mut recovered, &mut progress)?;
        if replica.position() == LogPosition::GENESIS {
            replica.step(founding.instant, founding.commands.clone())?;
            replica.flush_events()?;
        }
        recovered.position = replica.position();
        Ok((replica, recovered))
    }

    /// Kept events that the log does not have are of another log: one put back from an older copy.
    fn refuse_events_ahead(&self) -> Result<(), Fault> {
        let kept = self.events.as_ref().map_or(0, Journal::next);
        let end = self.position();
        if kept <= end.number() {
            return Ok(());
        }
        Err(Fault::new(format!(
            "events are kept up to {kept}, the log ends at {end}: it was put back from an older \
             copy; remove the folders events and snapshots, they are derived from the log again"
        )))
    }

    /// Applies the records after the snapshot.
    fn catch_up(
        &mut self,
        recovered: &mut Recovered,
        progress: &mut impl FnMut(LogPosition),
    ) -> Result<(), Fault> {
        let start = self.outcome.position;
        let end = self.position();
        if end < start {
            return Err(Fault::new(format!(
                "the log ends at {end}, before the snapshot at {start}: acknowledged records are missing"
            )));
        }
        let (machine, outcome, events) = (&mut self.machine, &mut self.outcome, &mut self.events);
        let mut failed = None;
        let replayed = self.log.replay(start.next(), |record| {
            match replay_record(machine, outcome, Explain::Nothing, events.as_mut(), record) {
                Ok(_) => {
                    recovered.replayed += 1;
                    progress(record.header.position);
                    ControlFlow::Continue(())
                }
                Err(fault) => {
                    failed = Some(fault);
                    ControlFlow::Break(())
                }
            }
        });
        failed.map_or(Ok(()), Err)?;
        replayed.map_err(|fault| Fault::because("replaying the log", fault))?;
        if end > LogPosition::GENESIS {
            self.log.applied(self.outcome);
        }
        self.flush_events()?;
        self.since_snapshot = recovered.replayed;
        Ok(())
    }

    /// Applies the whole log again from its founding and compares every outcome with the log.
    ///
    /// Needs no key, uses no snapshot and writes nothing. The node of the directory must not be
    /// running. Each record's header and events are told to `each`, with the last position.
    pub fn replay_all(
        founding: &Founding,
        folder: &Path,
        mut each: impl FnMut(&RecordHeader, &[Event], LogPosition),
    ) -> Result<Replayed, Fault> {
        Self::replay_records(founding, folder, Explain::Nothing, |applied, end| {
            each(&applied.header, &applied.events, end);
            Ok(())
        })
    }

    /// As [`Replica::replay_all`], telling each record with its commands, until `each` fails.
    ///
    /// # Errors
    /// If the log cannot be read or comes to something else, or `each` fails.
    pub fn replay_records(
        founding: &Founding,
        folder: &Path,
        explain: Explain,
        mut each: impl FnMut(Applied, LogPosition) -> Result<(), Fault>,
    ) -> Result<Replayed, Fault> {
        let mut outcome = GENESIS;
        let journal = journal::Options::new(folder.join("log"), "log");
        let log = Audit::open(journal, founding.committee(), founding.network(), GENESIS)
            .map_err(|fault| Fault::because("opening the log", fault))?;
        let end = log.head().map_or(LogPosition::GENESIS, |header| header.position);
        let mut machine = Machine::new(founding.genesis.clone());
        let (mut failed, mut commands, mut events) = (None, 0, 0);
        let replayed = log.replay(LogPosition::new(1), |record| {
            let told = replay_record(&mut machine, &mut outcome, explain, None, record).and_then(
                |applied| {
                    commands += applied.commands.len();
                    events += applied.events.len();
                    each(applied, end)
                },
            );
            failed = told.err();
            if failed.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        failed.map_or(Ok(()), Err)?;
        replayed.map_err(|fault| Fault::because("replaying the log", fault))?;
        let state = postcard::to_allocvec(&(&outcome, &machine))
            .map_err(|error| Fault::because("encoding the state", error))?;
        Ok(Replayed {
            records: end.number(),
            commands,
            events,
            books: outcome.books,
            state: Digest(Sha256::digest(&state).into()),
            head: log.head().map_or(Digest::ZERO, RecordHeader::digest),
        })
    }

    /// Makes a record of commands at an instant: durable, applied, and then told.
    ///
    /// The disk writes while the machine applies; this returns when both are done.
    /// An error means the replica must stop: what is in memory may be ahead of the disk.
    pub fn step(&mut self, instant: Instant, commands: Vec<Envelope>) -> Result<Applied, Fault> {
        let encoded = commands
            .iter()
            .map(postcard::to_allocvec)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| Fault::because("encoding a record's commands", error))?;
        let proposal = self
            .log
            .propose(instant, encoded)
            .map_err(|fault| Fault::because("writing a record", fault))?;
        let header = proposal.header;
        let explain = match self.events {
            Some(_) => Explain::Rounds(KEPT_EXPLANATIONS),
            None => Explain::Nothing,
        };
        let run = run(&mut self.machine, &header, &commands, explain)?;
        let durable = self.log.durable();
        self.last_sync = durable.map_err(|fault| Fault::because("syncing a record", fault))?;
        self.log.applied(run.outcome);
        self.outcome = run.outcome;
        if let Some(journal) = &mut self.events {
            keep_events(journal, &run)?;
            // Derived again from the log where they are missing, so nothing waits for their disk.
            if header.position.number() % EVENTS_PER_SYNC == 0 {
                let begun = journal.begin_sync();
                drop(begun.map_err(|fault| Fault::because("syncing the events", fault))?);
            }
        }
        self.since_snapshot += 1;
        if self.since_snapshot >= self.options.snapshot_every {
            self.snapshot()?;
        }
        let Run { events, explained, ends, outcome, .. } = run;
        Ok(Applied { header, commands, events, ends, outcome, explained })
    }

    /// Writes the machine down, so that a restart need not replay what came before.
    pub fn snapshot(&mut self) -> Result<(), Fault> {
        self.flush_events()?;
        let bytes = postcard::to_allocvec(&(&self.outcome, &self.machine))
            .map_err(|error| Fault::because("encoding a snapshot", error))?;
        let position = self.outcome.position;
        self.snapshots.write(position.number(), self.outcome.books.0, &bytes).map_err(|fault| {
            Fault::because(format!("writing the snapshot at {position}"), fault)
        })?;
        self.since_snapshot = 0;
        Ok(())
    }

    /// Makes the kept events durable and readable.
    pub(crate) fn flush_events(&mut self) -> Result<(), Fault> {
        let Some(journal) = &mut self.events else {
            return Ok(());
        };
        let sync = journal.begin_sync().and_then(journal::Sync::wait);
        sync.map_err(|fault| Fault::because("syncing the events", fault))
    }

    /// How long the disk took for the last record.
    pub(crate) fn last_sync(&self) -> Duration {
        self.last_sync
    }

    /// The machine, to be asked.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What the last record came to.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The last position.
    pub fn position(&self) -> LogPosition {
        self.log.head().map_or(LogPosition::GENESIS, |header| header.position)
    }

    /// The digest of the last header: the whole log in 32 bytes.
    pub fn head(&self) -> Digest {
        self.log.head().map_or(Digest::ZERO, RecordHeader::digest)
    }

    /// What tells this system from any other.
    pub fn network(&self) -> Digest {
        self.network
    }

    /// The receipt of an event, or `None` while no later record seals its outcome.
    pub fn receipt(&mut self, position: LogPosition, event: u32) -> Result<Option<Receipt>, Fault> {
        self.flush_events()?;
        let mut found = Vec::new();
        let mut seal = None;
        let walked = self.log.replay(position, |record| {
            found.push(record.header.clone());
            if record.header.outcome.position >= position {
                seal = Some(record.seal.clone());
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        walked.map_err(|fault| Fault::because(format!("reading record {position}"), fault))?;
        let Some(seal) = seal else { return Ok(None) };
        let encoded = self.events_at(position)?;
        let leaves: Vec<&[u8]> = encoded.iter().map(Vec::as_slice).collect();
        let told = usize::try_from(event).ok().and_then(|event| encoded.get(event));
        let path = prove(&leaves, event);
        let (Some(told), Some(path)) = (told, path) else {
            return Err(Fault::new(format!("record {position} has no event {event}")));
        };
        let version = receipts::VERSION;
        Ok(Some(Receipt { version, event: told.clone(), path, headers: found, seal }))
    }

    /// A record with its events; none where the log does not reach it.
    pub fn record(&mut self, position: LogPosition) -> Result<Option<Applied>, Fault> {
        if position == LogPosition::GENESIS || position > self.position() {
            return Ok(None);
        }
        self.flush_events()?;
        let mut found = None;
        let walked = self.log.replay(position, |record| {
            found = Some(self.applied_again(record));
            ControlFlow::Break(())
        });
        walked.map_err(|fault| Fault::because(format!("reading record {position}"), fault))?;
        found.transpose()
    }

    /// The encoded events of a record. Order: as told.
    fn events_at(&self, position: LogPosition) -> Result<Vec<Vec<u8>>, Fault> {
        let (_, encoded) = decode_events(&self.kept_events(position)?)?;
        Ok(encoded)
    }

    fn kept_events(&self, position: LogPosition) -> Result<Vec<u8>, Fault> {
        let journal = self.events.as_ref().ok_or_else(|| Fault::new("events are not kept"))?;
        let read = journal.read(position.number().saturating_sub(1));
        read.map_err(|fault| Fault::because(format!("reading the events of {position}"), fault))
    }

    /// Goes through records again with their events, from the first. Order: by position.
    pub fn history(&self, mut each: impl FnMut(Applied) -> Result<(), Fault>) -> Result<(), Fault> {
        let mut failed = None;
        let replayed = self.log.replay(LogPosition::new(1), |record| {
            let told = self.applied_again(record).and_then(&mut each);
            failed = told.err();
            if failed.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        failed.map_or(Ok(()), Err)?;
        replayed.map_err(|fault| Fault::because("reading the log again", fault))
    }

    fn applied_again(&self, record: &Record) -> Result<Applied, Fault> {
        Applied::again(record, &self.kept_events(record.header.position)?)
    }

    /// A way to read the log beside the writer.
    pub(crate) fn records(&self) -> crate::history::Records {
        crate::history::Records { log: self.log.reader(), told: self.reader() }
    }

    /// A way to read records with their events beside the writer; none if events are not kept.
    pub(crate) fn reader(&self) -> Option<crate::history::Reader> {
        let events = self.events.as_ref()?.reader();
        Some(crate::history::Reader { log: self.log.reader(), events })
    }
}

fn open_journal(options: &ReplicaOptions, name: &str) -> Result<Journal, Fault> {
    let (journal, _) = Journal::open(journal::Options::new(options.folder.join(name), name))
        .map_err(|fault| Fault::because(format!("opening the journal of {name}"), fault))?;
    Ok(journal)
}

fn log_options(
    options: &ReplicaOptions,
    founding: &Founding,
    snapshot: LogPosition,
) -> ordering::Options {
    ordering::Options {
        journal: journal::Options::new(options.folder.join("log"), "log"),
        operator: founding.genesis.operator.to_string(),
        verify: Verify::From(snapshot.next()),
    }
}

/// A secret that spreads the duplicate table; no result depends on it.
fn table_key() -> Result<u64, Fault> {
    let mut key = [0; 8];
    getrandom::fill(&mut key).map_err(|error| Fault::because("drawing a random key", error))?;
    Ok(u64::from_le_bytes(key))
}

pub(crate) fn decode_snapshot(bytes: &[u8]) -> Result<(Machine, Outcome), Fault> {
    let (outcome, machine): (Outcome, Machine) = postcard::from_bytes(bytes)
        .map_err(|error| Fault::because("decoding the newest snapshot", error))?;
    Ok((machine, outcome))
}

pub(crate) fn decode_commands(record: &Record) -> Result<Vec<Envelope>, Fault> {
    let decoded: Result<Vec<_>, _> =
        record.commands.iter().map(|command| postcard::from_bytes(command)).collect();
    let position = record.header.position;
    decoded.map_err(|error| Fault::because(format!("decoding the commands of {position}"), error))
}

/// Applies a recorded batch and compares what it comes to with what the log says.
///
/// Answers the record with what it told.
pub(crate) fn replay_record(
    machine: &mut Machine,
    outcome: &mut Outcome,
    explain: Explain,
    events: Option<&mut Journal>,
    record: &Record,
) -> Result<Applied, Fault> {
    let header = &record.header;
    if header.position.number() > 1 && header.outcome != *outcome {
        return Err(Fault::new(format!(
            "replay differs from the log at {}: the log says {:?}, this machine says {outcome:?}",
            header.outcome.position, header.outcome
        )));
    }
    let commands = decode_commands(record)?;
    let run = run(machine, header, &commands, explain)?;
    *outcome = run.outcome;
    if let Some(journal) = events
        && journal.next() < header.position.number()
    {
        keep_events(journal, &run)?;
    }
    let Run { events, explained, ends, outcome, .. } = run;
    Ok(Applied { header: header.clone(), commands, events, ends, outcome, explained })
}

/// Whether a machine is asked why items wait after a round; whoever reads boards wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explain {
    /// It is not asked.
    Nothing,
    /// It is asked after each round over everything queued (R-OFF-05), and keeps so many of each
    /// record; that costs more the more items waited.
    Rounds(Keep),
}

/// Lets the machine do a record.
fn run(
    machine: &mut Machine,
    header: &RecordHeader,
    commands: &[Envelope],
    explain: Explain,
) -> Result<Run, Fault> {
    let moment = Moment { position: header.position, instant: header.instant };
    let mut events = Vec::with_capacity(commands.len());
    let mut ends = Vec::with_capacity(commands.len() + 1);
    match explain {
        Explain::Nothing => {}
        Explain::Rounds(keep) => machine.explain_rounds(keep),
    }
    machine.pass_time(moment, &mut events);
    ends.push(events.len());
    for command in commands {
        machine.apply(moment, command.clone(), &mut events);
        ends.push(events.len());
    }
    let explained = machine.take_explained();
    let encoded = events
        .iter()
        .map(postcard::to_allocvec)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Fault::because("encoding a record's events", error))?;
    let books = machine.books_digest();
    let outcome = Outcome { position: header.position, events: root(&encoded), books };
    Ok(Run { events, explained, ends, outcome, encoded })
}

fn root(encoded: &[Vec<u8>]) -> Digest {
    let mut tree = Tree::new();
    encoded.iter().for_each(|event| tree.push(event));
    tree.root()
}

/// Keeps a record's events beside the log; they can be derived from it again.
fn keep_events(journal: &mut Journal, run: &Run) -> Result<(), Fault> {
    let bytes = postcard::to_allocvec(&(&run.ends, &run.encoded))
        .map_err(|error| Fault::because("encoding a record's events", error))?;
    journal.append(bytes);
    Ok(())
}

fn decode_events(bytes: &[u8]) -> Result<(Vec<usize>, Vec<Vec<u8>>), Fault> {
    postcard::from_bytes(bytes).map_err(|error| Fault::because("decoding kept events", error))
}
