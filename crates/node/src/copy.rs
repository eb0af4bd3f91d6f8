//! A log copied up to a position, and the messages that stand beside it.

use std::collections::HashSet;
use std::fs::{self, File};
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

/// How often a journal that was being written while it was copied is copied again.
const TRIES: usize = 5;

/// How far the copying of a journal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copying {
    /// So many of its files are copied.
    Files(usize),
    /// The copy is read through, up to this record.
    Record(u64),
}

/// What a copy is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyFor {
    /// It is to last: the disk has taken each file before the next is copied.
    Keeping,
    /// It is looked at and thrown away: the disk is not pressed, since a node may be writing to it.
    Looking,
}

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

/// Copies a journal that may be written meanwhile, and reads the copy through.
///
/// Its mark is copied first, so that all it promises is in what is copied after it; what is torn at
/// the end was acknowledged to nobody, or is copied again.
/// Invariant: the data directory is read and nothing else, and its hold is not taken.
///
/// # Errors
/// If a file cannot be copied, or the copy is not whole however often it is made.
pub fn copy_journal(
    data: &Path,
    to: &Path,
    name: &str,
    purpose: CopyFor,
    mut progress: impl FnMut(Copying),
) -> Result<(), Fault> {
    let (from, to_folder) = (data.join(name), to.join(name));
    let mut last = None;
    for _ in 0..TRIES {
        if to_folder.exists() {
            fs::remove_dir_all(&to_folder).map_err(|error| {
                Fault::because(format!("clearing {}", to_folder.display()), error)
            })?;
        }
        let mut copied = 0;
        for part in ["mark", "data"] {
            let folder = format!("{name}_{part}");
            copy_files(&from.join(&folder), &to_folder.join(&folder), purpose, || {
                copied += 1;
                progress(Copying::Files(copied));
            })?;
        }
        match read_through(to, name, |index| progress(Copying::Record(index))) {
            Ok(_) => return Ok(()),
            Err(fault) => last = Some(fault),
        }
    }
    let context = format!("the copy of {name} is not whole after {TRIES} tries");
    Err(match last {
        Some(fault) => Fault::because(context, fault),
        None => Fault::new(context),
    })
}

/// Copies the files of a folder in the order of their names and has the disk take them; `each` is
/// told after each.
///
/// # Errors
/// If a file cannot be read or written.
pub fn copy_folder(from: &Path, to: &Path, each: impl FnMut()) -> Result<(), Fault> {
    copy_files(from, to, CopyFor::Keeping, each)
}

fn copy_files(
    from: &Path,
    to: &Path,
    purpose: CopyFor,
    mut each: impl FnMut(),
) -> Result<(), Fault> {
    fs::create_dir_all(to)
        .map_err(|error| Fault::because(format!("making {}", to.display()), error))?;
    let failed = |error| Fault::because(format!("reading {}", from.display()), error);
    let mut names = Vec::new();
    for entry in fs::read_dir(from).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name());
    }
    names.sort();
    for name in names {
        let (from, to) = (from.join(&name), to.join(&name));
        match purpose {
            CopyFor::Keeping => copy_file(&from, &to)?,
            CopyFor::Looking => fs::copy(&from, &to).map(drop).map_err(copying(&from, &to))?,
        }
        each();
    }
    Ok(())
}

/// Copies a file and has the disk take it.
///
/// # Errors
/// If it cannot be read or written.
pub fn copy_file(from: &Path, to: &Path) -> Result<(), Fault> {
    fs::copy(from, to).map_err(copying(from, to))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(copying(from, to))
}

fn copying(from: &Path, to: &Path) -> impl Fn(std::io::Error) -> Fault {
    let context = format!("copying {} to {}", from.display(), to.display());
    move |error| Fault::because(context.clone(), error)
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
