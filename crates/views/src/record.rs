use receipts::RecordHeader;
use settlement::{Envelope, Event};
use terms::{Bic, Digest};

/// What the views are of: one system, and no other.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The digest of the system's founding.
    pub network: Digest,
    /// Its operator, the party that no event tells of.
    pub operator: Bic,
}

/// A record of the log with what it came to.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// Its header.
    pub header: &'a RecordHeader,
    /// The commands. Order: as applied.
    pub commands: &'a [Envelope],
    /// All events of the record. Order: as told.
    pub events: &'a [Event],
    /// Where each command's events end; those before the first command's are of passing time.
    ///
    /// Shape: one more than commands; the first is the count of events of passing time.
    pub ends: &'a [usize],
}
