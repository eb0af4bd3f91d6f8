use std::fmt;
use std::path::PathBuf;

/// Where a journal lies and what it may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of this journal alone; it is made if it is missing.
    pub folder: PathBuf,
    /// The log's name inside the folder. Range: ASCII letters, digits, `-` and `_`.
    pub name: String,
    /// Memory for records that are read one by one. Unit: bytes. Range: at least one page of 4096.
    pub cache: usize,
}

impl Options {
    /// The log `name` in `folder`, with a cache of 8 MiB.
    pub fn new(folder: impl Into<PathBuf>, name: impl Into<String>) -> Self {
        Self { folder: folder.into(), name: name.into(), cache: 8 << 20 }
    }
}

/// What was found when a journal was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Index of the oldest record still kept; 0 until something was pruned.
    pub first: u64,
    /// How many records the log has had, hence the index of the next one. All of them are durable.
    pub records: u64,
    /// How many records the durability mark promised; at most `records`.
    pub watermark: u64,
    /// What was cut off behind the last whole record, if anything was.
    pub dropped_tail: Option<DroppedTail>,
}

/// The remains of a write that was under way when the process or the machine stopped.
///
/// They were never acknowledged, or the journal would not have opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DroppedTail {
    /// How many records stand before the cut.
    pub after: u64,
    /// How much was cut. Unit: bytes, in whole pages of 4096 as a rule.
    pub bytes: u64,
}

impl fmt::Display for DroppedTail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { after, bytes } = self;
        write!(f, "cut {bytes} bytes of an unfinished, unacknowledged write after {after} records")
    }
}
