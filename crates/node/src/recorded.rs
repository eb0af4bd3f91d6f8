//! A data directory read by somebody who only looks: what was recorded, and what it came to.
//!
//! The log is read from a copy in a folder of the reader's, for opening a log takes its hold and
//! cuts what is torn behind its last whole record; nothing is written in the directory itself.
//! So its node may be running, and what it writes meanwhile is in the copy or is not; and a backup
//! stays as its manifest says.

use std::ops::ControlFlow;
use std::path::Path;

use journal::{Snapshot, Snapshots};
use ordering::Audit;
use receipts::{Outcome, RecordHeader};
use settlement::{Envelope, Machine, Moment};
use terms::{Digest, LogPosition};

use crate::copy::{CopyFor, copy_journal};
use crate::replica::{GENESIS, decode_commands, decode_snapshot, replay_record};
use crate::{Explain, Fault, Founding};

/// A record's commands and what the log says of the state before them.
#[derive(Clone, Debug)]
pub struct RecordedStep {
    /// Where and when they were applied.
    pub moment: Moment,
    /// Order: as applied.
    pub commands: Vec<Envelope>,
    /// The digest of the books before the record, as its header states it; none in the first.
    pub books_before: Option<Digest>,
}

impl RecordedStep {
    /// Every record of a data directory up to the last whole one, verified against the operator's
    /// key. Order: by position.
    ///
    /// `scratch` is a folder for a copy of the log, with room for it.
    /// Costs O(bytes of the log), all in memory.
    ///
    /// # Errors
    /// If the log cannot be copied or read, or does not verify.
    pub fn read_all(
        founding: &Founding,
        folder: &Path,
        scratch: &Path,
    ) -> Result<Vec<Self>, Fault> {
        let log = copied(founding, folder, scratch)?;
        let (mut steps, mut failed) = (Vec::new(), None);
        let walked = log.replay(LogPosition::new(1), |record| {
            let header = &record.header;
            match decode_commands(record) {
                Ok(commands) => {
                    let moment = Moment { position: header.position, instant: header.instant };
                    let books = header.outcome.books;
                    let books_before = (header.position.number() > 1).then_some(books);
                    steps.push(Self { moment, commands, books_before });
                    ControlFlow::Continue(())
                }
                Err(fault) => {
                    failed = Some(fault);
                    ControlFlow::Break(())
                }
            }
        });
        failed.map_or(Ok(()), Err)?;
        walked.map_err(|fault| Fault::because("reading the log", fault))?;
        Ok(steps)
    }
}

/// The machine of a data directory after the last whole record of its log.
///
/// Made of the newest snapshot that is whole, agrees with itself and is reached by the log, and the
/// records after it, each compared with what the next header says of it.
/// All records are applied where there is no such snapshot, or where the log says something else
/// than the machine that was made of one: the log is right, and a snapshot only saves time.
/// `scratch` is a folder for a copy of the log, with room for it; `progress` is told each position
/// applied, and the last.
///
/// # Errors
/// If the log cannot be copied or read, does not verify, holds no record, or comes to something
/// else than it says.
pub fn machine_at_end(
    founding: &Founding,
    folder: &Path,
    scratch: &Path,
    mut progress: impl FnMut(LogPosition, LogPosition),
) -> Result<Machine, Fault> {
    let log = copied(founding, folder, scratch)?;
    let head = log.head().ok_or_else(|| Fault::new("the log holds no record"))?;
    let mut told = |position| progress(position, head.position);
    if let Some(begun) = from_snapshot(folder, head)? {
        match applied_after(&log, begun, &mut told)? {
            End::AsLogged(machine) => return Ok(*machine),
            End::Differs(fault) => tracing::warn!("a snapshot is passed over: {fault}"),
        }
    }
    let genesis = (Machine::new(founding.genesis.clone()), GENESIS);
    match applied_after(&log, genesis, &mut told)? {
        End::AsLogged(machine) => Ok(*machine),
        End::Differs(fault) => Err(fault),
    }
}

/// What applying the rest of a log came to.
enum End {
    AsLogged(Box<Machine>),
    Differs(Fault),
}

/// Applies the records after an outcome to the machine that came to it.
fn applied_after(
    log: &Audit,
    (mut machine, mut outcome): (Machine, Outcome),
    mut told: impl FnMut(LogPosition),
) -> Result<End, Fault> {
    let mut failed = None;
    let walked = log.replay(outcome.position.next(), |record| {
        let applied = replay_record(&mut machine, &mut outcome, Explain::Nothing, None, record);
        told(record.header.position);
        failed = applied.err();
        if failed.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    if let Some(fault) = failed {
        return Ok(End::Differs(fault));
    }
    walked.map_err(|fault| Fault::because("reading the log", fault))?;
    Ok(End::AsLogged(Box::new(machine)))
}

/// The newest snapshot up to the log's end that agrees with itself; one of another version is
/// passed over too.
fn from_snapshot(folder: &Path, head: &RecordHeader) -> Result<Option<(Machine, Outcome)>, Fault> {
    let snapshots = Snapshots::look(folder.join("snapshots"));
    let mut most = Some(head.position.number());
    while let Some(at_most) = most {
        let newest = snapshots
            .newest(Some(at_most))
            .map_err(|fault| Fault::because("reading the newest snapshot", fault))?;
        let Some(snapshot) = newest.snapshot else { break };
        let begun = decode_snapshot(&snapshot.bytes).ok();
        if let Some((mut machine, outcome)) = begun
            && agrees(&mut machine, &outcome, &snapshot, head)
        {
            return Ok(Some((machine, outcome)));
        }
        most = snapshot.position.checked_sub(1);
    }
    Ok(None)
}

/// Whether a machine is at the place and has the books that are written beside it.
///
/// At the log's end no later record says what it came to, so its time is held against the last.
fn agrees(
    machine: &mut Machine,
    outcome: &Outcome,
    snapshot: &Snapshot,
    head: &RecordHeader,
) -> bool {
    let Moment { position, instant } = machine.moment();
    position == outcome.position
        && position.number() == snapshot.position
        && (position < head.position || instant == head.instant)
        && outcome.books == Digest(snapshot.digest)
        && outcome.books == machine.books_digest()
}

/// A directory's log, opened from a copy.
fn copied(founding: &Founding, folder: &Path, scratch: &Path) -> Result<Audit, Fault> {
    copy_journal(folder, scratch, "log", CopyFor::Looking, |_| {})?;
    let journal = journal::Options::new(scratch.join("log"), "log");
    Audit::open(journal, founding.committee(), founding.network(), GENESIS)
        .map_err(|fault| Fault::because("opening the copied log", fault))
}
