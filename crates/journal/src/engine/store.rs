//! The log and its mark, as one value.

use std::num::{NonZeroU16, NonZeroU64, NonZeroUsize};
use std::ops::Range;
use std::time::{Duration, SystemTime};

use commonware_codec::RangeCfg;
use commonware_runtime::buffer::paged::{self, CacheRef};
use commonware_runtime::{Error as RuntimeError, Handle};
use commonware_storage::Context;
use commonware_storage::journal::Error as LogError;
use commonware_storage::journal::contiguous::{Contiguous as _, Many, variable};
use commonware_storage::metadata::{self, Metadata};
use commonware_utils::sequence::U64;

use super::mark::Mark;
use super::slice::Slice;
use super::{cause, diagnose, frame};
use crate::fault::Kind;
use crate::{Fault, MAX_RECORD};

/// Bytes of a page on the disk, CRC included. It must never change; see [`Mark`].
const PAGE: NonZeroU16 = paged::page_size(4096);

/// It must never change; see [`Mark`]. Small enough that the newest file is read in seconds at each
/// open, large enough that the files of a year stay countable.
const RECORDS_PER_FILE: NonZeroU64 = NonZeroU64::new(16_384).expect("16384 is not zero");

/// What gathers small writes, and what is read at a time when scanning. Unit: bytes.
const BUFFER: NonZeroUsize = NonZeroUsize::new(1 << 20).expect("a mebibyte is not zero");

/// How far the mark may lag under load.
const MARK_EVERY: Duration = Duration::from_millis(250);

type Codec = (RangeCfg<usize>, ());
type Log<E> = variable::Journal<E, Vec<u8>>;
type Marks<E> = Metadata<E, U64, Vec<u8>>;

/// How a log is laid out, and its memory.
#[derive(Clone)]
pub(crate) struct Layout {
    pub(super) name: String,
    pub(super) records_per_file: NonZeroU64,
    pub(super) buffer: NonZeroUsize,
    pub(super) cache: CacheRef,
}

impl Layout {
    /// Of the log `name`, with `cache` bytes for single reads.
    pub(crate) fn new(name: &str, cache: usize) -> Self {
        let pages = NonZeroUsize::new(cache / usize::from(PAGE.get())).unwrap_or(NonZeroUsize::MIN);
        Self {
            name: name.to_owned(),
            records_per_file: RECORDS_PER_FILE,
            buffer: BUFFER,
            cache: CacheRef::new(PAGE, pages),
        }
    }

    pub(super) fn codec() -> Codec {
        (RangeCfg::new(..=MAX_RECORD + frame::TRAILER), ())
    }

    fn log(&self) -> variable::Config<Codec> {
        variable::Config {
            partition: self.name.clone(),
            items_per_section: self.records_per_file,
            compression: None,
            codec_config: Self::codec(),
            page_cache: self.cache.clone(),
            write_buffer: self.buffer,
            replay_buffer: self.buffer,
        }
    }

    /// The partition of the records, as commonware names it.
    pub(super) fn data(&self) -> String {
        format!("{}_data", self.name)
    }

    fn marks(&self) -> metadata::Config<Codec> {
        let partition = format!("{}_mark", self.name);
        metadata::Config { partition, codec_config: (RangeCfg::new(..), ()) }
    }

    fn mark(&self) -> Mark {
        Mark {
            records: 0,
            pruned: 0,
            records_per_file: self.records_per_file.get(),
            page: self.cache.page_size().get(),
        }
    }

    fn failed(&self, kind: Kind, verb: &str, error: LogError) -> Fault {
        cause::of_log(kind, format!("{verb} log {}", self.name), error)
    }

    fn mark_failed(&self, kind: Kind, verb: &str, error: metadata::Error) -> Fault {
        cause::of_mark(kind, format!("{verb} the durability mark of log {}", self.name), error)
    }

    /// A record that commonware could not read.
    pub(super) fn unreadable(&self, index: u64, error: LogError) -> Fault {
        let tried = format!(
            "read record {index} of log {}: restore it from a backup or another operator",
            self.name
        );
        cause::of_log(Kind::Read, tried, error).at(index)
    }

    /// A record whose own checksum does not hold.
    pub(super) fn corrupt(&self, index: u64) -> Fault {
        let name = &self.name;
        let tried = format!(
            "check record {index} of log {name}: its bytes are not those that were written, \
             restore it from a backup or another operator"
        );
        Fault::new(Kind::Corrupt, tried).at(index)
    }

    pub(super) fn absent(&self, index: u64, kept: &Range<u64>) -> Fault {
        let Range { start, end } = kept;
        let name = &self.name;
        let tried = format!(
            "read record {index} of log {name}: it keeps durable records from {start} up to {end}"
        );
        Fault::new(Kind::Absent, tried).at(index)
    }

    pub(super) fn lost(&self, index: u64, why: &str) -> Fault {
        let tried = format!(
            "open log {}: {why}, restore its folder from a backup or another operator",
            self.name
        );
        Fault::new(Kind::Lost, tried).at(index)
    }

    /// What the mark says, if there is one, of this same layout.
    fn read_mark(&self, stored: Option<&Vec<u8>>) -> Result<Option<Mark>, Fault> {
        let Some(stored) = stored else {
            return Ok(None);
        };
        let expected = self.mark();
        let mark = Mark::decode(stored).filter(|mark| {
            mark.records_per_file == expected.records_per_file && mark.page == expected.page
        });
        mark.map(Some).ok_or_else(|| {
            let tried = format!(
                "open log {}: it was written with another layout, use the program that wrote it",
                self.name
            );
            Fault::new(Kind::Corrupt, tried)
        })
    }

    /// Holds the files against the mark before commonware touches them: where all are missing it
    /// would begin an empty log in their place.
    fn check_files(&self, mark: Option<&Mark>, files: &[u64]) -> Result<(), Fault> {
        let Some(mark) = mark.filter(|mark| mark.records > mark.pruned) else {
            return Ok(());
        };
        let per_file = self.records_per_file.get();
        let needed = mark.pruned / per_file..=(mark.records - 1) / per_file;
        for file in needed {
            if files.binary_search(&file).is_err() {
                let first = mark.pruned.max(file * per_file);
                return Err(self.lost(first, &format!("the file of record {first} is missing")));
            }
        }
        Ok(())
    }

    /// Holds what was found against what the mark promises.
    fn check(&self, mark: Option<&Mark>, found: &Range<u64>) -> Result<(), Fault> {
        let Some(mark) = mark else {
            if found.end == 0 {
                return Ok(());
            }
            let why = format!("its durability mark is gone though it holds {} records", found.end);
            return Err(self.lost(found.end, &why));
        };
        if found.end < mark.records {
            let why = format!(
                "{} records were acknowledged and record {} is gone",
                mark.records, found.end
            );
            return Err(self.lost(found.end, &why));
        }
        if found.start > mark.pruned {
            let why = format!("records {} up to {} are gone", mark.pruned, found.start);
            return Err(self.lost(mark.pruned, &why));
        }
        Ok(())
    }
}

/// What was found at open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recovered {
    pub(crate) first: u64,
    pub(crate) records: u64,
    pub(crate) watermark: u64,
}

/// An open log. Every call that writes consumes it and gives it back unless it failed.
pub(super) struct Store<E: Context> {
    context: E,
    layout: Layout,
    log: Log<E>,
    marks: Marks<E>,
    /// As it was last written, or is being written.
    mark: Mark,
    marked_at: SystemTime,
    /// Every record before this index is known to be on the disk.
    durable: u64,
}

impl<E: Context> Store<E> {
    /// Opens the log, holds it against its mark and moves the mark up to its end.
    pub(super) async fn open(context: E, layout: Layout) -> Result<(Self, Recovered), Fault> {
        let marks = Marks::<E>::init(context.child("mark"), layout.marks()).await;
        let marks = marks.map_err(|error| layout.mark_failed(Kind::Read, "read", error))?;
        let mark = layout.read_mark(marks.get(&key()))?;
        let files = diagnose::files(&context, &layout.data()).await;
        let files = files.map_err(|error| {
            cause::of_runtime(Kind::Read, format!("list the files of log {}", layout.name), error)
        })?;
        layout.check_files(mark.as_ref(), &files)?;
        let log = match Log::<E>::init(context.child("log"), layout.log()).await {
            Ok(log) => log,
            Err(error) => {
                let fault = layout.failed(Kind::Read, "open", error);
                return Err(diagnose::explain(&context, &layout, fault).await);
            }
        };
        let found = log.bounds();
        layout.check(mark.as_ref(), &found)?;
        let watermark = mark.map_or(0, |mark| mark.records);
        let recovered = Recovered { first: found.start, records: found.end, watermark };
        let mark = mark.unwrap_or_else(|| layout.mark());
        let marked_at = context.current();
        let durable = found.end;
        let store = Self { context, layout, log, marks, mark, marked_at, durable };
        Ok((store.write_mark().await?, recovered))
    }

    /// How many records the log has, durable or not.
    pub(super) fn size(&self) -> u64 {
        self.log.size()
    }

    /// Whether nothing is left to make durable or to mark.
    pub(super) fn is_settled(&self) -> bool {
        self.durable == self.size() && self.mark.records == self.durable
    }

    /// Appends and starts the fsync. The records are durable once the handle says so; the caller
    /// then calls [`Store::mark_durable`].
    pub(super) async fn begin_sync(
        mut self,
        first: u64,
        records: Vec<Vec<u8>>,
    ) -> Result<(Self, Handle<()>), Fault> {
        assert_eq!(first, self.size(), "the first of the new records and the size of the log");
        if !records.is_empty() {
            let frames: Vec<Vec<u8>> =
                (first..).zip(records).map(|(index, record)| frame::seal(index, record)).collect();
            let appended = self.log.append_many(Many::Flat(frames.as_slice())).await;
            let (log, _) =
                appended.map_err(|error| self.layout.failed(Kind::Sync, "append to", error))?;
            self.log = log;
        }
        let started = self.log.start_sync().await;
        let (log, synced) =
            started.map_err(|error| self.layout.failed(Kind::Sync, "sync", error))?;
        self.log = log;
        if !self.is_mark_due() {
            return Ok((self, synced));
        }
        self.mark.records = self.durable;
        self.marked_at = self.context.current();
        self.marks.put(key(), self.mark.encode());
        let started = self.marks.start_sync().await;
        let (marks, marked) =
            started.map_err(|error| self.layout.mark_failed(Kind::Sync, "write", error))?;
        self.marks = marks;
        let both = Handle::from_future(async move {
            synced.await?;
            marked.await
        });
        Ok((self, both))
    }

    fn is_mark_due(&self) -> bool {
        let due = match self.context.current().duration_since(self.marked_at) {
            Ok(since) => since >= MARK_EVERY,
            Err(_) => true,
        };
        due && self.mark.records < self.durable
    }

    /// The sync that covers every record before `index` has succeeded.
    pub(super) fn mark_durable(&mut self, index: u64) {
        self.durable = self.durable.max(index);
    }

    /// A started sync that failed.
    pub(super) fn sync_failed(&self, error: RuntimeError) -> Fault {
        let tried = format!("sync log {}: restart the replica", self.layout.name);
        cause::of_runtime(Kind::Sync, tried, error)
    }

    /// Brings the log and both marks up to date, so that even damage to the last record is found.
    pub(super) async fn settle(mut self) -> Result<Self, Fault> {
        if self.is_settled() {
            return Ok(self);
        }
        let synced = self.log.sync().await;
        self.log = synced.map_err(|error| self.layout.failed(Kind::Sync, "sync", error))?;
        self.durable = self.log.size();
        self.write_mark().await
    }

    /// The mark says first that records may go, then they go.
    pub(super) async fn prune(mut self, before: u64) -> Result<Self, Fault> {
        let before = before.min(self.durable);
        self.mark.pruned = self.mark.pruned.max(before);
        self = self.write_mark().await?;
        let pruned = self.log.prune(before).await;
        let (log, _) = pruned.map_err(|error| self.layout.failed(Kind::Sync, "prune", error))?;
        self.log = log;
        Ok(self)
    }

    async fn write_mark(mut self) -> Result<Self, Fault> {
        self.mark.records = self.durable;
        self.marked_at = self.context.current();
        self.marks.put(key(), self.mark.encode());
        let synced = self.marks.sync().await;
        self.marks = synced.map_err(|error| self.layout.mark_failed(Kind::Sync, "write", error))?;
        Ok(self)
    }

    /// Indexes of the records that are kept and durable.
    fn kept(&self) -> Range<u64> {
        self.log.bounds().start..self.durable
    }

    pub(super) async fn read(&self, index: u64) -> Result<Vec<u8>, Fault> {
        let kept = self.kept();
        if !kept.contains(&index) {
            return Err(self.layout.absent(index, &kept));
        }
        let frame = self.log.read(index).await;
        let frame = frame.map_err(|error| self.layout.unreadable(index, error))?;
        frame::unseal(index, frame).ok_or_else(|| self.layout.corrupt(index))
    }

    /// A view of the durable records that lives on beside the store.
    pub(super) async fn slice(mut self) -> Result<(Self, Slice<E>), Fault> {
        let taken = self.log.snapshot().await;
        let (log, reader) = taken.map_err(|error| self.layout.failed(Kind::Read, "view", error))?;
        self.log = log;
        let slice = Slice::new(reader, self.kept(), self.layout.clone());
        Ok((self, slice))
    }
}

/// The mark is the only entry of its store.
fn key() -> U64 {
    U64::new(0)
}
