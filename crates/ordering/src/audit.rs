use std::ops::ControlFlow;

use journal::Journal;
use receipts::{Committee, Outcome, RecordHeader};
use terms::{Digest, LogPosition};

use crate::chain::{Chain, Verify};
use crate::single::begin;
use crate::{Fault, Record};

/// A log that is read and not written: for whoever replays it and holds no key.
///
/// Everything is held against the committee's public keys, the network's name and the chain itself.
pub struct Audit {
    journal: Journal,
    first: u64,
    chain: Chain,
    head: Option<RecordHeader>,
}

impl Audit {
    /// Opens a log whose writer does not run, and verifies its last record.
    ///
    /// Cost: that of [`Journal::open`], and one signature check.
    pub fn open(
        journal: journal::Options,
        committee: Committee,
        network: Digest,
        genesis: Outcome,
    ) -> Result<Self, Fault> {
        let chain = Chain { network, genesis, committee };
        let (journal, found) = Journal::open(journal)?;
        let last = begin(Verify::From(LogPosition::new(found.records)), &found);
        let head = match found.records {
            0 => None,
            _ => chain.walk(&journal, found.first, last, |_| ControlFlow::Continue(()))?,
        };
        Ok(Self { journal, first: found.first, chain, head })
    }

    /// The header of the last record; `None` in a log without records.
    pub fn head(&self) -> Option<&RecordHeader> {
        self.head.as_ref()
    }

    /// Gives every record from `from` on to `visit`, as [`crate::Single::replay`] does.
    ///
    /// # Panics
    /// If `from` is position 0.
    pub fn replay(
        &self,
        from: LogPosition,
        visit: impl FnMut(&Record) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        self.chain.walk(&self.journal, self.first, from, visit).map(drop)
    }
}
