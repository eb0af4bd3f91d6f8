use std::ops::ControlFlow;
use std::time::Duration;

use journal::{Journal, Sync};
use receipts::{Committee, Outcome, RecordHeader, Seal, header_message};
use terms::{Digest, Instant, LogPosition};

use crate::chain::{Chain, Verify, index};
use crate::record::{commands_root, fits};
use crate::{Fault, MAX_COMMANDS, MAX_RECORD_BYTES, Record, Signer};

/// Where the log lies, who keeps it and how much of it is verified at open.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the records lie.
    pub journal: journal::Options,
    /// The operator's name, as receipts show it. Range: 1 to [`receipts::MAX_NAME`] bytes.
    pub operator: String,
    /// How much is verified.
    pub verify: Verify,
}

/// What was found when the log was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// What the journal found.
    pub journal: journal::Recovery,
    /// The first record that was verified; after the last one if there is no record.
    pub verified_from: LogPosition,
    /// The header of the last record; `None` in a new log.
    pub head: Option<RecordHeader>,
}

/// A record on its way to the disk; final once [`Single::durable`] has returned `Ok`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Position, instant, links and roots.
    pub header: RecordHeader,
    /// [`RecordHeader::digest`] of it.
    pub digest: Digest,
    /// The commands, given back to be applied.
    pub commands: Vec<Vec<u8>>,
}

/// One operator who decides alone; see the documentation of the crate for the order of calls.
pub struct Single {
    journal: Journal,
    /// Index of the oldest record still kept.
    first: u64,
    chain: Chain,
    signer: Signer,
    head: Option<Head>,
    /// Of the last record, once it was reported; the next header carries it.
    outcome: Option<Outcome>,
    running: Option<Sync>,
}

/// The last record.
struct Head {
    header: RecordHeader,
    digest: Digest,
}

impl From<RecordHeader> for Head {
    fn from(header: RecordHeader) -> Self {
        let digest = header.digest();
        Self { header, digest }
    }
}

impl Single {
    /// Opens the log, or begins it, and verifies its records.
    ///
    /// `genesis` is the outcome before the first record: position 0 and the books as founded.
    /// Invariant: what was verified is an unbroken chain under this operator's key.
    /// Cost: that of [`Journal::open`], and one signature check per verified record.
    ///
    /// # Panics
    /// If the operator's name is out of range, or `genesis` is not of position 0.
    pub fn open(
        options: Options,
        signer: Signer,
        network: Digest,
        genesis: Outcome,
    ) -> Result<(Self, Recovery), Fault> {
        assert_eq!(genesis.position, LogPosition::GENESIS, "the position of the genesis outcome");
        let committee = committee_of_one(options.operator, &signer);
        let chain = Chain { network, genesis, committee };
        let (journal, found) = Journal::open(options.journal)?;
        let verified_from = begin(options.verify, &found);
        let head = match found.records {
            0 => None,
            _ => chain.walk(&journal, found.first, verified_from, |_| ControlFlow::Continue(()))?,
        };
        let recovery = Recovery { journal: found, verified_from, head: head.clone() };
        let single = Self {
            journal,
            first: recovery.journal.first,
            chain,
            signer,
            outcome: head.is_none().then_some(genesis),
            head: head.map(Head::from),
            running: None,
        };
        Ok((single, recovery))
    }

    /// The committee of one whose seal is on the records: what a verifier of receipts needs.
    pub fn committee(&self) -> &Committee {
        &self.chain.committee
    }

    /// The header of the last record, durable or not; `None` in a new log.
    pub fn head(&self) -> Option<&RecordHeader> {
        self.head.as_ref().map(|head| &head.header)
    }

    /// Makes the next record of these commands and begins to write it.
    ///
    /// Its instant is `instant`, or a nanosecond after the last record's if that is later.
    /// Invariant: header follows header, positions without a gap, instants strictly rising.
    /// Cost: O(bytes), one hash per command and one signature per key; waits for a record still on its way.
    ///
    /// # Panics
    /// If the last record was not reported by [`Single::applied`], or beyond [`MAX_COMMANDS`] or
    /// [`MAX_RECORD_BYTES`].
    pub fn propose(&mut self, instant: Instant, commands: Vec<Vec<u8>>) -> Result<Proposal, Fault> {
        let count = commands.len();
        assert!(
            fits(&commands),
            "{count} commands in a record, at most {MAX_COMMANDS} of {MAX_RECORD_BYTES} bytes"
        );
        let header = self.next_header(instant, &commands);
        let head = Head::from(header.clone());
        let digest = head.digest;
        let seal = self.seal(&digest)?;
        let record = Record { header, seal, commands };
        let at = self.journal.append(record.encode());
        let position = record.header.position;
        assert_eq!(at, index(position), "the journal's index of record {position}");
        self.running = Some(self.journal.begin_sync()?);
        self.head = Some(head);
        Ok(Proposal { header: record.header, digest, commands: record.commands })
    }

    fn next_header(&mut self, instant: Instant, commands: &[Vec<u8>]) -> RecordHeader {
        let position = self.head.as_ref().map(|head| head.header.position);
        let position = position.unwrap_or(LogPosition::GENESIS);
        let outcome = self.outcome.take();
        let outcome =
            outcome.unwrap_or_else(|| panic!("record {position} was not reported as applied"));
        let (previous, instant) = match &self.head {
            None => (Digest::ZERO, instant),
            Some(head) => (head.digest, instant.max(just_after(head.header.instant))),
        };
        RecordHeader {
            network: self.chain.network,
            position: position.next(),
            instant,
            previous,
            commands: commands_root(commands),
            outcome,
        }
    }

    fn seal(&self, digest: &Digest) -> Result<Seal, Fault> {
        Ok(Seal { signatures: self.signer.sign(0, &header_message(digest))? })
    }

    /// Blocks until the last proposal is on the disk, hence final, and says how long the disk took.
    pub fn durable(&mut self) -> Result<Duration, Fault> {
        Ok(self.running.take().map_or(Ok(Duration::ZERO), Sync::timed)?)
    }

    /// Reports what the last record came to, once per record.
    ///
    /// # Panics
    /// If it is the outcome of another record, or was reported before.
    pub fn applied(&mut self, outcome: Outcome) {
        let last = self.head().map_or(LogPosition::GENESIS, |header| header.position);
        let reported = outcome.position;
        assert_eq!(reported, last, "the record reported as applied, and the last record");
        assert!(self.outcome.is_none(), "record {last} was reported as applied before");
        self.outcome = Some(outcome);
    }

    /// Gives every durable record from `from` on to `visit`, in order, until it breaks.
    ///
    /// Each is verified first: position, link to the one before, instant, outcome's position,
    /// commands and seal. Whether the outcome in its header is what the record before came to is
    /// for the caller to compare.
    /// Memory stays bounded; the fault of a bad record names its position, and all records before
    /// it were given.
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

    /// A way to read the log's records as they lie, beside whoever writes them.
    ///
    /// They were verified when the log was opened, or written since; [`Record::decode`] reads them.
    pub fn reader(&self) -> journal::Reader {
        self.journal.reader()
    }

    /// Makes everything durable, brings the journal's mark up to date and ends its thread.
    pub fn close(self) -> Result<(), Fault> {
        self.journal.close()?;
        Ok(())
    }
}

impl std::fmt::Debug for Single {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Single")
            .field("journal", &self.journal)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

/// The first record to verify: at least the last one, at most what is kept.
pub(crate) fn begin(verify: Verify, found: &journal::Recovery) -> LogPosition {
    let oldest = LogPosition::new(found.first).next();
    let newest = LogPosition::new(found.records);
    match verify {
        Verify::All => oldest,
        Verify::From(from) => from.min(newest).max(oldest),
    }
}

fn committee_of_one(name: String, signer: &Signer) -> Committee {
    let committee = Committee { members: vec![signer.member(name)], quorum: 1 };
    assert_eq!(committee.check(), Ok(()), "the committee of this operator alone");
    committee
}

/// The next moment that the log can tell apart.
fn just_after(instant: Instant) -> Instant {
    let next = instant.unix_nanos().checked_add(1);
    Instant::from_unix_nanos(next.expect("the log's time never reaches the year 2554"))
}
