//! The loop that owns the store: requests in, answers out, one sync in flight.

use std::time::{Duration, Instant};

use commonware_runtime::{Error as RuntimeError, Handle, Spawner};
use commonware_storage::Context;
use tokio::sync::mpsc::{Receiver, Sender};

use super::slice::Portion;
use super::store::{Layout, Recovered, Store};
use crate::Fault;
use crate::promise::Answer;

/// How long a log must be quiet before its marks are brought up to date.
const SETTLE_AFTER: Duration = Duration::from_millis(100);

/// What the owner of a journal asks of its thread.
pub(crate) enum Request {
    /// Append `records`, of which the first has index `first`, and make them durable.
    Sync { first: u64, records: Vec<Vec<u8>>, answer: Answer<Duration> },
    /// Give one record.
    Read { index: u64, answer: Answer<Vec<u8>> },
    /// Give all records from one on.
    Scan { from: u64, out: Sender<Portion> },
    /// Give up the records before one.
    Prune { before: u64, answer: Answer<()> },
}

impl Request {
    fn refuse(self, fault: Fault) {
        match self {
            Self::Sync { answer, .. } => answer.give(Err(fault)),
            Self::Prune { answer, .. } => answer.give(Err(fault)),
            Self::Read { answer, .. } => answer.give(Err(fault)),
            // The channel of a scan is new, hence has room; its reader may be gone.
            Self::Scan { out, .. } => drop(out.try_send(Err(fault))),
        }
    }
}

/// Opens the log, tells how it was, then serves until nobody asks any more.
///
/// After a fault it serves on, with that fault for every answer.
pub(super) async fn run<E: Context + Spawner>(
    context: E,
    layout: Layout,
    mut requests: Receiver<Request>,
    opened: Answer<Recovered>,
) -> Result<(), Fault> {
    let store = match Store::open(context.child("store"), layout).await {
        Ok((store, recovered)) => {
            opened.give(Ok(recovered));
            store
        }
        Err(fault) => {
            opened.give(Err(fault.clone()));
            return Err(fault);
        }
    };
    let desk = Desk { context, store, running: None };
    let Err(fault) = desk.attend(&mut requests).await else {
        return Ok(());
    };
    while let Some(request) = requests.recv().await {
        request.refuse(fault.clone());
    }
    Err(fault)
}

/// A sync in flight, which covers every record before `upto`.
struct Running {
    handle: Handle<()>,
    upto: u64,
    /// When it began; only told, and nothing depends on it.
    begun: Instant,
    answer: Answer<Duration>,
}

struct Desk<E: Context + Spawner> {
    context: E,
    store: Store<E>,
    running: Option<Running>,
}

/// What happened first.
enum Next {
    Asked(Request),
    Synced(Result<(), RuntimeError>),
    Quiet,
    Closed,
}

impl Next {
    fn of(request: Option<Request>) -> Self {
        request.map_or(Self::Closed, Self::Asked)
    }
}

impl<E: Context + Spawner> Desk<E> {
    async fn attend(mut self, requests: &mut Receiver<Request>) -> Result<(), Fault> {
        loop {
            self = match self.next(requests).await {
                Next::Asked(request) => self.accept(request).await?,
                Next::Synced(result) => {
                    let running = self.running.take();
                    self.ended(running.expect("only a sync in flight ends"), result)?
                }
                Next::Quiet => self.settle().await?,
                Next::Closed => {
                    self.join().await?.settle().await?;
                    return Ok(());
                }
            };
        }
    }

    async fn next(&mut self, requests: &mut Receiver<Request>) -> Next {
        if let Some(running) = &mut self.running {
            return tokio::select! {
                biased;
                result = &mut running.handle => Next::Synced(result),
                request = requests.recv() => Next::of(request),
            };
        }
        if self.store.is_settled() {
            return Next::of(requests.recv().await);
        }
        tokio::select! {
            biased;
            request = requests.recv() => Next::of(request),
            () = self.context.sleep(SETTLE_AFTER) => Next::Quiet,
        }
    }

    async fn accept(self, request: Request) -> Result<Self, Fault> {
        match request {
            Request::Sync { first, records, answer } => self.sync(first, records, answer).await,
            Request::Read { index, answer } => {
                answer.give(self.store.read(index).await);
                Ok(self)
            }
            Request::Scan { from, out } => self.scan(from, out).await,
            Request::Prune { before, answer } => self.prune(before, answer).await,
        }
    }

    async fn sync(
        self,
        first: u64,
        records: Vec<Vec<u8>>,
        answer: Answer<Duration>,
    ) -> Result<Self, Fault> {
        let (mut desk, answer) = or_refuse(self.join().await, answer)?;
        let since = Instant::now();
        let begun = desk.store.begin_sync(first, records).await;
        let ((store, handle), answer) = or_refuse(begun, answer)?;
        desk.running = Some(Running { handle, upto: store.size(), begun: since, answer });
        desk.store = store;
        Ok(desk)
    }

    async fn scan(mut self, from: u64, out: Sender<Portion>) -> Result<Self, Fault> {
        let (store, slice) = match self.store.slice().await {
            Ok(taken) => taken,
            Err(fault) => {
                drop(out.try_send(Err(fault.clone())));
                return Err(fault);
            }
        };
        self.store = store;
        drop(self.context.child("scan").spawn(move |_| slice.send(from, out)));
        Ok(self)
    }

    async fn prune(self, before: u64, answer: Answer<()>) -> Result<Self, Fault> {
        let (mut desk, answer) = or_refuse(self.join().await, answer)?;
        let (store, answer) = or_refuse(desk.store.prune(before).await, answer)?;
        desk.store = store;
        answer.give(Ok(()));
        Ok(desk)
    }

    async fn settle(mut self) -> Result<Self, Fault> {
        self.store = self.store.settle().await?;
        Ok(self)
    }

    /// Waits for the sync in flight, if there is one.
    async fn join(mut self) -> Result<Self, Fault> {
        match self.running.take() {
            None => Ok(self),
            Some(mut running) => {
                let result = (&mut running.handle).await;
                self.ended(running, result)
            }
        }
    }

    fn ended(mut self, running: Running, result: Result<(), RuntimeError>) -> Result<Self, Fault> {
        let result = result.map_err(|error| self.store.sync_failed(error));
        let ((), answer) = or_refuse(result, running.answer)?;
        self.store.mark_durable(running.upto);
        answer.give(Ok(running.begun.elapsed()));
        Ok(self)
    }
}

/// A fault goes to whoever waits for the answer, and up.
fn or_refuse<T, U>(result: Result<T, Fault>, answer: Answer<U>) -> Result<(T, Answer<U>), Fault> {
    match result {
        Ok(value) => Ok((value, answer)),
        Err(fault) => {
            answer.give(Err(fault.clone()));
            Err(fault)
        }
    }
}
