use std::ops::ControlFlow;

use journal::Journal;
use receipts::{Committee, Outcome, RecordHeader};
use terms::{Digest, LogPosition};

use crate::fault::Why;
use crate::record::commands_root;
use crate::{Fault, Record};

/// How much of the log is verified when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verify {
    /// Every record that is kept.
    All,
    /// The records from this one on, as a replica does whose snapshot holds those before it; in
    /// any case the last one.
    From(LogPosition),
}

/// What every record of this log is held against.
pub(crate) struct Chain {
    pub(crate) network: Digest,
    /// What stands for the outcome before the first record.
    pub(crate) genesis: Outcome,
    pub(crate) committee: Committee,
}

/// What stands before a record.
enum Before {
    /// Nothing: it is the first of the log.
    Origin,
    /// Records that were pruned: the link cannot be checked, its seal can.
    Pruned,
    Header(RecordHeader),
}

impl Chain {
    /// Verifies the records from `from` on and gives each to `visit`, until it breaks.
    ///
    /// The record before `from` is read too, for the link.
    /// The last header that was verified, or `None` if there was no record.
    pub(crate) fn walk(
        &self,
        journal: &Journal,
        first: u64,
        from: LogPosition,
        mut visit: impl FnMut(&Record) -> ControlFlow<()>,
    ) -> Result<Option<RecordHeader>, Fault> {
        let start = index(from);
        let mut before = self.before(journal, first, start)?;
        let mut result = Ok(());
        journal.scan(start, |at, bytes| match self.read(&before, at, bytes) {
            Ok(record) => {
                let flow = visit(&record);
                before = Before::Header(record.header);
                flow
            }
            Err(fault) => {
                result = Err(fault);
                ControlFlow::Break(())
            }
        })?;
        result?;
        Ok(match before {
            Before::Header(header) => Some(header),
            Before::Origin | Before::Pruned => None,
        })
    }

    fn before(&self, journal: &Journal, first: u64, start: u64) -> Result<Before, Fault> {
        match start.checked_sub(1) {
            None => Ok(Before::Origin),
            Some(before) if before < first => Ok(Before::Pruned),
            Some(before) => {
                let bytes = journal.read(before)?;
                let record = self.read(&Before::Pruned, before, &bytes)?;
                Ok(Before::Header(record.header))
            }
        }
    }

    /// The record at index `at`, if it is the one that was sealed there.
    ///
    /// In this order: structure and limits, position, link, time and outcome, commands, seal.
    fn read(&self, before: &Before, at: u64, bytes: &[u8]) -> Result<Record, Fault> {
        let position = LogPosition::new(at).next();
        let wrong = |why| Fault::tampered(position, why);
        let record = Record::decode(bytes).ok_or_else(|| wrong(Why::Malformed))?;
        let header = &record.header;
        if header.position != position {
            return Err(wrong(Why::Position));
        }
        match before {
            Before::Origin => self.begins(header).map_err(wrong)?,
            Before::Pruned => {}
            Before::Header(before) => follows(header, before).map_err(wrong)?,
        }
        if header.commands != commands_root(&record.commands) {
            return Err(wrong(Why::Commands));
        }
        let sealed = self.committee.verify(header, &record.seal);
        sealed.map_err(|refused| wrong(Why::Refused(refused)))?;
        Ok(record)
    }

    fn begins(&self, header: &RecordHeader) -> Result<(), Why> {
        let origin = header.network == self.network
            && header.previous == Digest::ZERO
            && header.outcome == self.genesis;
        if origin { Ok(()) } else { Err(Why::Origin) }
    }
}

fn follows(header: &RecordHeader, before: &RecordHeader) -> Result<(), Why> {
    header.follows(before).map_err(Why::Refused)?;
    if header.instant <= before.instant {
        return Err(Why::Instant);
    }
    if header.outcome.position != before.position {
        return Err(Why::Outcome);
    }
    Ok(())
}

/// Where the journal has the record at `position`; positions begin with 1, indexes with 0.
///
/// # Panics
/// Before the first record.
pub(crate) fn index(position: LogPosition) -> u64 {
    let index = position.number().checked_sub(1);
    index.expect("no record stands at position 0, ask from position 1 on")
}
