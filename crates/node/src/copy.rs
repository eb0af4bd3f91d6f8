//! A log copied up to a position, and the messages that stand beside it.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

use journal::Journal;
use ordering::{Audit, Record};
use receipts::Outcome;
use terms::{Digest, Instant, LogPosition};

use crate::replica::GENESIS;
use crate::{Fault, Founding, Original};

/// How many records are appended before the disk has them.
const PER_SYNC: u64 = 256;

/// What the record after a position says of it, under its seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedBy {
    /// The digest of the header at the position.
    pub head: Digest,
    /// What the record at the position came to.
    pub outcome: Outcome,
}

/// Where a log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogEnd {
    /// The last position.
    pub position: LogPosition,
    /// The digest of its header.
    pub head: Digest,
    /// Its instant.
    pub instant: Instant,
}

fn open(folder: &Path, name: &str) -> Result<Journal, Fault> {
    let (journal, _) = Journal::open(journal::Options::new(folder.join(name), name))
        .map_err(|fault| Fault::because(format!("opening the journal of {name}"), fault))?;
    Ok(journal)
}

fn closed(journal: Journal, name: &str) -> Result<(), Fault> {
    journal.close().map_err(|fault| Fault::because(format!("closing the journal of {name}"), fault))
}

/// Where a log ends whose node does not run, with its last seal verified; none before the first
/// record.
pub fn log_end(founding: &Founding, folder: &Path) -> Result<Option<LogEnd>, Fault> {
    let journal = journal::Options::new(folder.join("log"), "log");
    let log = Audit::open(journal, founding.committee(), founding.network(), GENESIS)
        .map_err(|fault| Fault::because("opening the log", fault))?;
    Ok(log.head().map(|header| LogEnd {
        position: header.position,
        head: header.digest(),
        instant: header.instant,
    }))
}

/// Reads every record of a journal of a data directory whose node does not run.
///
/// Answers how many there are. Invariant: what is unfinished behind the last one is cut off.
pub fn read_through(
    folder: &Path,
    name: &str,
    mut progress: impl FnMut(u64),
) -> Result<u64, Fault> {
    let journal = open(folder, name)?;
    let scanned = journal.scan(0, |index, _| {
        progress(index);
        ControlFlow::Continue(())
    });
    scanned.map_err(|fault| Fault::because(format!("reading the journal of {name}"), fault))?;
    let records = journal.next();
    closed(journal, name)?;
    Ok(records)
}

/// Copies the records of a log up to a position into a new one.
///
/// Answers what the record after it says of it, if there is one.
pub fn copy_log(
    from: &Path,
    to: &Path,
    upto: LogPosition,
    mut progress: impl FnMut(u64),
) -> Result<Option<SealedBy>, Fault> {
    let source = open(from, "log")?;
    let mut target = open(to, "log")?;
    let (mut next, mut failed) = (None, None);
    let scanned = source.scan(0, |index, bytes| {
        if index >= upto.number() {
            next = Record::decode(bytes);
            return ControlFlow::Break(());
        }
        target.append(bytes.to_vec());
        progress(index);
        let whole = (index + 1).is_multiple_of(PER_SYNC);
        failed = whole.then(|| target.begin_sync().and_then(journal::Sync::wait).err()).flatten();
        if failed.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let writing = |fault| Fault::because("writing the copied log", fault);
    scanned.map_err(|fault| Fault::because("reading the log to be copied", fault))?;
    failed.map_or(Ok(()), Err).map_err(writing)?;
    target.begin_sync().and_then(journal::Sync::wait).map_err(writing)?;
    closed(target, "log")?;
    closed(source, "log")?;
    Ok(next
        .map(|Record { header, .. }| SealedBy { head: header.previous, outcome: header.outcome }))
}

/// Which of these digests have their message among the originals of a data directory whose node
/// does not run. Answers how many.
pub fn messages_kept(folder: &Path, wanted: &HashSet<Digest>) -> Result<usize, Fault> {
    let journal = open(folder, "originals")?;
    let mut found = HashSet::new();
    let scanned = journal.scan(0, |_, bytes| {
        let original = postcard::from_bytes::<Original>(bytes);
        let evidence = original.ok().map(|original| original.digest());
        found.extend(evidence.filter(|evidence| wanted.contains(evidence)));
        ControlFlow::Continue(())
    });
    scanned.map_err(|fault| Fault::because("reading the originals", fault))?;
    closed(journal, "originals")?;
    Ok(found.len())
}
