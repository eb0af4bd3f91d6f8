use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

/// The disk, what it holds, or the journal's own thread failed.
///
/// Opaque: ask it with its predicates; [`Error::source`] has the cause where there is one.
#[derive(Clone, Debug)]
pub struct Fault {
    kind: Kind,
    tried: Arc<str>,
    index: Option<u64>,
    source: Option<Arc<dyn Error + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    DiskFull,
    Read,
    Sync,
    Corrupt,
    Lost,
    Absent,
    InUse,
    Closed,
}

impl Fault {
    pub(crate) fn new(kind: Kind, tried: impl Into<Arc<str>>) -> Self {
        Self { kind, tried: tried.into(), index: None, source: None }
    }

    /// The same fault, about one record.
    pub(crate) fn at(self, index: u64) -> Self {
        Self { index: Some(index), ..self }
    }

    /// The same fault, with its cause.
    pub(crate) fn because(self, source: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(source)), ..self }
    }

    /// A failed call to the file system; `kind` holds unless the disk was full.
    pub(crate) fn of_io(kind: Kind, tried: impl Into<Arc<str>>, error: io::Error) -> Self {
        let kind = if is_full(&error) { Kind::DiskFull } else { kind };
        Self::new(kind, tried).because(error)
    }

    /// The journal's thread is no more.
    pub(crate) fn gone() -> Self {
        Self::new(Kind::Closed, "the journal's thread has stopped, restart the replica")
    }

    /// No space, or a quota or file size limit reached: make room, then restart.
    pub fn is_disk_full(&self) -> bool {
        self.kind == Kind::DiskFull
    }

    /// The disk did not give what it holds.
    pub fn is_read(&self) -> bool {
        self.kind == Kind::Read
    }

    /// A write or its fsync failed; the journal is poisoned.
    pub fn is_sync(&self) -> bool {
        self.kind == Kind::Sync
    }

    /// Bytes are there but are not those that were written.
    pub fn is_corrupt(&self) -> bool {
        self.kind == Kind::Corrupt
    }

    /// Records that were acknowledged are gone.
    pub fn is_lost(&self) -> bool {
        self.kind == Kind::Lost
    }

    /// There is no such record: pruned, or not durable yet.
    pub fn is_absent(&self) -> bool {
        self.kind == Kind::Absent
    }

    /// Another process, or another journal of this one, has the folder.
    pub fn is_in_use(&self) -> bool {
        self.kind == Kind::InUse
    }

    /// The journal's thread has stopped or could not start.
    pub fn is_closed(&self) -> bool {
        self.kind == Kind::Closed
    }

    /// The record it is about, where it is about one.
    pub fn index(&self) -> Option<u64> {
        self.index
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tried)?;
        if self.kind == Kind::DiskFull {
            return f.write_str(
                ": the disk is full; make room and start again, nothing acknowledged is lost",
            );
        }
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let source: &(dyn Error + 'static) = self.source.as_deref()?;
        Some(source)
    }
}

/// Whether there was no room, in any of the ways a system says so.
pub(crate) fn is_full(error: &io::Error) -> bool {
    let kind = error.kind();
    matches!(
        kind,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}
