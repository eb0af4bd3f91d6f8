//! A data directory read by somebody who only looks: what was recorded, and what it came to.
//!
//! The log is read from a copy in a folder of the reader's, for opening a log takes its hold and
//! cuts what is torn behind its last whole record; nothing is written in the directory itself.
//! So its node may be running, and what it writes meanwhile is in the copy or is not; and a backup
//! stays as its manifest says.

use std::ops::ControlFlow;
use std::path::Path;

use journal::Snapshots;
use ordering::Audit;
use receipts::Outcome;
use settlement::{Envelope, Machine, Moment};
use terms::{Digest, LogPosition};

use crate::copy::copy_journal;
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
/// Made of the newest whole snapshot that the log reaches and the records after it, each compared
/// with what the next header says of it; of all records where there is no such snapshot.
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
    let end = log.head().map(|header| header.position);
    let end = end.ok_or_else(|| Fault::new("the log holds no record"))?;
    let (mut machine, mut outcome) = begin(founding, folder, end)?;
    let mut failed = None;
    let walked = log.replay(outcome.position.next(), |record| {
        let applied = replay_record(&mut machine, &mut outcome, Explain::Nothing, None, record);
        progress(record.header.position, end);
        failed = applied.err();
        if failed.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    failed.map_or(Ok(()), Err)?;
    walked.map_err(|fault| Fault::because("reading the log", fault))?;
    Ok(machine)
}

/// A snapshot of another version is passed over: all records come to the same.
fn begin(
    founding: &Founding,
    folder: &Path,
    end: LogPosition,
) -> Result<(Machine, Outcome), Fault> {
    let newest = Snapshots::look(folder.join("snapshots"))
        .newest(Some(end.number()))
        .map_err(|fault| Fault::because("reading the newest snapshot", fault))?;
    let begun = newest.snapshot.and_then(|snapshot| decode_snapshot(&snapshot.bytes).ok());
    Ok(begun.unwrap_or_else(|| (Machine::new(founding.genesis.clone()), GENESIS)))
}

/// A directory's log, opened from a copy.
fn copied(founding: &Founding, folder: &Path, scratch: &Path) -> Result<Audit, Fault> {
    copy_journal(folder, scratch, "log", |_| {})?;
    let journal = journal::Options::new(scratch.join("log"), "log");
    Audit::open(journal, founding.committee(), founding.network(), GENESIS)
        .map_err(|fault| Fault::because("opening the copied log", fault))
}
