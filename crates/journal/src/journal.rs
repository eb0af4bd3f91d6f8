use std::fs::{self, File, OpenOptions, TryLockError};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::engine::{self, Layout, Request, Thread};
use crate::extent::Extent;
use crate::fault::Kind;
use crate::promise::{self, Answer, Promise};
use crate::{DroppedTail, Fault, Options, Recovery};

/// The largest record. Unit: bytes.
pub const MAX_RECORD: usize = 16 << 20;

/// Calls that may wait for the journal's thread before a caller has to.
const INBOX: usize = 8;

/// Portions of a scan that are read ahead of its caller, of about a mebibyte each.
const READ_AHEAD: usize = 2;

/// The file whose hold keeps a second journal off the folder.
const HOLD: &str = "journal.hold";

/// An open log; see the documentation of the crate for its protocol.
///
/// Its calls block, hence they are not for threads of an async runtime: there they panic.
pub struct Journal {
    name: String,
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<Thread>,
    /// Order: by index, up to `next`. Shape: what was appended since the last sync was begun.
    buffered: Vec<Vec<u8>>,
    next: u64,
    latest: Option<Promise<Duration>>,
    /// Dropped last, after the thread was joined.
    _hold: File,
}

/// A sync under way; nothing may be answered before [`Sync::wait`] has returned `Ok`.
#[must_use = "records count only once their sync has been waited for"]
pub struct Sync(Promise<Duration>);

impl Sync {
    /// Blocks until the records are durable, or never will be.
    pub fn wait(self) -> Result<(), Fault> {
        self.timed().map(drop)
    }

    /// As [`Sync::wait`], and says how long the disk took, from the first byte handed to it.
    pub fn timed(self) -> Result<Duration, Fault> {
        self.0.wait()
    }

    /// Whether [`Sync::wait`] would return at once.
    pub fn is_done(&self) -> bool {
        self.0.is_given()
    }
}

impl Journal {
    /// Opens the log, or makes it, and tells in which state it was.
    ///
    /// Invariant: every record that a sync ever acknowledged is there, or this refuses.
    /// Cost: O(bytes of the newest file), and one open file or two per 16384 records.
    pub fn open(options: Options) -> Result<(Self, Recovery), Fault> {
        let hold = hold(&options.folder)?;
        let before = Extent::measure(&options)?;
        let (requests, inbox) = mpsc::channel(INBOX);
        let layout = Layout::new(&options.name, options.cache);
        let (thread, recovered) = engine::start(&options.folder, layout, inbox)?;
        let journal = Self {
            name: options.name.clone(),
            requests: Some(requests),
            thread: Some(thread),
            buffered: Vec::new(),
            next: recovered.records,
            latest: None,
            _hold: hold,
        };
        let bytes = before.cut(&Extent::measure(&options)?);
        let recovery = Recovery {
            first: recovered.first,
            records: recovered.records,
            watermark: recovered.watermark,
            dropped_tail: (bytes > 0).then_some(DroppedTail { after: recovered.records, bytes }),
        };
        Ok((journal, recovery))
    }

    /// The index that the next record will have.
    pub fn next(&self) -> u64 {
        self.next
    }

    /// Buffers a record and says its index. It is not written before [`Journal::begin_sync`].
    ///
    /// # Panics
    /// Beyond [`MAX_RECORD`] bytes.
    pub fn append(&mut self, record: Vec<u8>) -> u64 {
        let length = record.len();
        assert!(length <= MAX_RECORD, "a record of {length} bytes, at most {MAX_RECORD}");
        let index = self.next;
        self.next = index.checked_add(1).expect("a log never reaches 2^64 records");
        self.buffered.push(record);
        index
    }

    /// Hands what is buffered to the disk and returns while it is being written.
    ///
    /// One sync is in flight at most: another one is first waited for, and its fault is returned.
    /// Invariant: records become durable in the order of their indexes.
    /// Cost: O(bytes) on the journal's thread and three fsyncs side by side, at times a fourth.
    pub fn begin_sync(&mut self) -> Result<Sync, Fault> {
        if let Some(latest) = &self.latest {
            latest.wait()?;
        }
        let records = std::mem::take(&mut self.buffered);
        let count = u64::try_from(records.len()).expect("a length fits in 64 bits");
        let first = self.next - count;
        let (answer, promise) = promise::pair();
        self.ask(Request::Sync { first, records, answer })?;
        self.latest = Some(promise.clone());
        Ok(Sync(promise))
    }

    /// The record at `index`, checked. Absent unless it is durable and not pruned.
    pub fn read(&self, index: u64) -> Result<Vec<u8>, Fault> {
        self.answered(|answer| Request::Read { index, answer })
    }

    /// Gives every durable record from `from` on to `visit`, in order, until it breaks.
    ///
    /// Memory stays bounded, and syncs go on beside it.
    /// A damaged record ends it with a fault naming the index; all records before it were given.
    pub fn scan(
        &self,
        from: u64,
        mut visit: impl FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let requests = self.requests.as_ref().ok_or_else(Fault::gone)?;
        scan(requests, from, &mut visit)
    }

    /// A way to read beside whoever writes, for as long as the journal is open.
    pub fn reader(&self) -> Reader {
        Reader { requests: self.requests.as_ref().map(mpsc::Sender::downgrade) }
    }

    /// Gives up records before `index`, whole files at a time; the newest file always stays.
    ///
    /// Invariant: no record at or after `index` is touched.
    pub fn prune_before(&mut self, index: u64) -> Result<(), Fault> {
        self.answered(|answer| Request::Prune { before: index, answer })
    }

    /// Makes everything appended durable, brings the mark up to date and ends the journal's thread.
    ///
    /// Dropping a journal does the same, except that it loses what was not begun and any fault.
    pub fn close(mut self) -> Result<(), Fault> {
        if !self.buffered.is_empty() {
            self.begin_sync()?.wait()?;
        }
        self.end()
    }

    fn answered<T>(&self, request: impl FnOnce(Answer<T>) -> Request) -> Result<T, Fault> {
        let (answer, promise) = promise::pair();
        self.ask(request(answer))?;
        promise.take()
    }

    fn ask(&self, request: Request) -> Result<(), Fault> {
        let requests = self.requests.as_ref().ok_or_else(Fault::gone)?;
        requests.blocking_send(request).map_err(|_| Fault::gone())
    }

    fn end(&mut self) -> Result<(), Fault> {
        drop(self.requests.take());
        self.thread.take().map_or(Ok(()), engine::join)
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // Whoever wants the fault calls `close`; the next open finds what is on the disk.
        drop(self.end());
    }
}

impl std::fmt::Debug for Journal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Journal")
            .field("name", &self.name)
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Sync {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sync").field("is_done", &self.is_done()).finish()
    }
}

/// Reads what is durable in a journal that somebody else holds and writes.
///
/// Its calls block as those of the journal, and fail once the journal is closed; it keeps no
/// journal open.
#[derive(Clone, Debug)]
pub struct Reader {
    requests: Option<mpsc::WeakSender<Request>>,
}

impl Reader {
    /// The record at `index`, as [`Journal::read`] does.
    ///
    /// # Errors
    /// If it is absent or damaged, or the journal is closed.
    pub fn read(&self, index: u64) -> Result<Vec<u8>, Fault> {
        let requests = self.requests.as_ref().and_then(mpsc::WeakSender::upgrade);
        let requests = requests.ok_or_else(Fault::gone)?;
        let (answer, promise) = promise::pair();
        let asked = requests.blocking_send(Request::Read { index, answer });
        asked.map_err(|_| Fault::gone())?;
        promise.take()
    }

    /// Gives every durable record from `from` on to `visit`, as [`Journal::scan`] does.
    pub fn scan(
        &self,
        from: u64,
        mut visit: impl FnMut(u64, &[u8]) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let requests = self.requests.as_ref().and_then(mpsc::WeakSender::upgrade);
        let requests = requests.ok_or_else(Fault::gone)?;
        scan(&requests, from, &mut visit)
    }
}

fn scan(
    requests: &mpsc::Sender<Request>,
    from: u64,
    visit: &mut dyn FnMut(u64, &[u8]) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let (out, mut portions) = mpsc::channel(READ_AHEAD);
    requests.blocking_send(Request::Scan { from, out }).map_err(|_| Fault::gone())?;
    loop {
        let portion = portions.blocking_recv().ok_or_else(Fault::gone)??;
        if portion.is_empty() {
            return Ok(());
        }
        for (index, record) in &portion {
            if visit(*index, record).is_break() {
                return Ok(());
            }
        }
    }
}

/// Takes the folder for this journal alone, until the file is dropped.
///
/// commonware would wait for a folder in use without end; this says so instead.
fn hold(folder: &Path) -> Result<File, Fault> {
    let tried = || format!("take the journal's folder {} for writing", folder.display());
    let failed = |error| Fault::of_io(Kind::Sync, tried(), error);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).open(folder.join(HOLD));
    let file = file.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::Error(error)) => Err(failed(error)),
        Err(TryLockError::WouldBlock) => {
            let tried = format!("{}: another process has it, stop that one first", tried());
            Err(Fault::new(Kind::InUse, tried))
        }
    }
}
