//! Records with their events, read from the disk beside the writer.

use std::ops::ControlFlow;

use ordering::Record;
use settlement::PartyId;
use terms::{Digest, LogPosition};

use crate::replica::decode_commands;
use crate::{Applied, Fault};

/// Reads what is durable of the log and of the kept events, for as long as the replica lives.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    pub(crate) log: journal::Reader,
    pub(crate) events: journal::Reader,
}

/// The most bytes of events that are read at once.
const MOST_BYTES: usize = 16 << 20;

impl Reader {
    /// The digest of a record's header; none if the log does not reach it.
    pub(crate) fn digest(&self, position: LogPosition) -> Result<Option<Digest>, Fault> {
        let mut found = None;
        let walked = self.log.scan(position.number().saturating_sub(1), |_, bytes| {
            found = Record::decode(bytes).map(|record| record.header.digest());
            ControlFlow::Break(())
        });
        reached(walked, || format!("reading record {position}"))?;
        Ok(found)
    }

    /// At most `most` records from a position on, and fewer where they are large. Order: by
    /// position. Empty where no events are durable from there on.
    pub(crate) fn read(&self, from: LogPosition, most: usize) -> Result<Vec<Applied>, Fault> {
        let first = from.number().saturating_sub(1);
        let (mut kept, mut bytes) = (Vec::new(), 0);
        let walked = self.events.scan(first, |_, events| {
            kept.push(events.to_vec());
            bytes += events.len();
            match kept.len() < most && bytes < MOST_BYTES {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        reached(walked, || format!("reading the events from {from} on"))?;
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let (mut kept, mut applied) = (kept.into_iter().peekable(), Vec::new());
        let mut failed = None;
        let walked = self.log.scan(first, |_, bytes| {
            let Some(events) = kept.next() else { return ControlFlow::Break(()) };
            let record = Record::decode(bytes).ok_or_else(|| Fault::new("decoding a record"));
            match record.and_then(|record| Applied::again(&record, &events)) {
                Ok(record) => applied.push(record),
                Err(fault) => failed = Some(fault),
            }
            match failed.is_none() && kept.peek().is_some() {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        failed.map_or(Ok(()), Err)?;
        reached(walked, || format!("reading records from {from} on"))?;
        Ok(applied)
    }
}

/// Reads the log beside the writer, for as long as the replica lives.
#[derive(Clone, Debug)]
pub struct Records {
    pub(crate) log: journal::Reader,
    /// None if events are not kept.
    pub(crate) told: Option<Reader>,
}

impl Records {
    /// The records from a position to before another, as far as they and their events are durable.
    /// Order: by position, without a gap. Cost: a read of those records; it blocks.
    ///
    /// # Errors
    /// If a record cannot be read.
    pub fn between(&self, from: LogPosition, end: LogPosition) -> Result<Vec<Applied>, Fault> {
        let mut found = Vec::new();
        let Some(told) = &self.told else { return Ok(found) };
        let mut next = from.number();
        while next < end.number() {
            let left = usize::try_from(end.number() - next).unwrap_or(usize::MAX);
            let portion = told.read(LogPosition::new(next), left)?;
            let Some(last) = portion.last() else { break };
            next = last.header.position.number() + 1;
            found.extend(portion);
        }
        Ok(found)
    }

    /// Under which evidence a party's commands stand in the records after a position, up to another.
    /// Order: as in the log. Cost: a read of those records; it blocks.
    ///
    /// # Errors
    /// If a record cannot be read.
    pub fn evidence(
        &self,
        by: PartyId,
        after: LogPosition,
        upto: LogPosition,
    ) -> Result<Vec<(LogPosition, Digest)>, Fault> {
        let (mut found, mut failed) = (Vec::new(), None);
        if after >= upto {
            return Ok(found);
        }
        let walked = self.log.scan(after.number(), |_, bytes| {
            let record = Record::decode(bytes).ok_or_else(|| Fault::new("decoding a record"));
            let read =
                record.and_then(|record| Ok((record.header.position, decode_commands(&record)?)));
            let (position, commands) = match read {
                Ok(read) => read,
                Err(fault) => {
                    failed = Some(fault);
                    return ControlFlow::Break(());
                }
            };
            let own = commands.iter().filter(|envelope| envelope.by == by);
            found.extend(own.map(|envelope| (position, envelope.evidence)));
            if position < upto { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        failed.map_or(Ok(()), Err)?;
        reached(walked, || format!("reading the commands after {after}"))?;
        Ok(found)
    }
}

/// What is not durable yet is no fault: it will be.
fn reached(walked: Result<(), journal::Fault>, doing: impl Fn() -> String) -> Result<(), Fault> {
    match walked {
        Err(fault) if !fault.is_absent() => Err(Fault::because(doing(), fault)),
        Ok(()) | Err(_) => Ok(()),
    }
}
