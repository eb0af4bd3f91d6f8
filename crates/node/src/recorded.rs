//! A data directory read by somebody who only looks: what was recorded, and what was snapshot.

use std::ops::ControlFlow;
use std::path::Path;

use journal::Snapshots;
use ordering::Audit;
use settlement::{Envelope, Machine, Moment};
use terms::{Digest, LogPosition};

use crate::replica::{GENESIS, decode_commands, decode_snapshot};
use crate::{Fault, Founding};

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
    /// Every record of a data directory, verified against the operator's key. Order: by position.
    ///
    /// The node of the directory must not be running. Costs O(bytes of the log), all in memory.
    ///
    /// # Errors
    /// If the log cannot be read or does not verify.
    pub fn read_all(founding: &Founding, folder: &Path) -> Result<Vec<Self>, Fault> {
        let journal = journal::Options::new(folder.join("log"), "log");
        let log = Audit::open(journal, founding.committee(), founding.network(), GENESIS)
            .map_err(|fault| Fault::because("opening the log", fault))?;
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

/// The machine of a data directory's newest whole snapshot, if it has one.
///
/// Writes nothing, so the directory's node may be running.
///
/// # Errors
/// If the folder cannot be read or the snapshot is of another version.
pub fn newest_snapshot(folder: &Path) -> Result<Option<Machine>, Fault> {
    let newest = Snapshots::look(folder.join("snapshots"))
        .newest(None)
        .map_err(|fault| Fault::because("reading the newest snapshot", fault))?;
    let machine = newest.snapshot.map(|snapshot| decode_snapshot(&snapshot.bytes));
    machine.map(|decoded| decoded.map(|(machine, _)| machine)).transpose()
}
