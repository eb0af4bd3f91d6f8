//! A view of durable records, streamed beside the desk.

use std::ops::Range;
use std::pin::pin;

use commonware_runtime::ReadOptions;
use commonware_storage::Context;
use commonware_storage::journal::contiguous::{Contiguous as _, variable};
use futures::StreamExt as _;
use tokio::sync::mpsc::Sender;

use super::frame;
use super::store::Layout;
use crate::Fault;

/// Some records with their indexes, in order; an empty portion says that there are no more.
pub(crate) type Portion = Result<Vec<(u64, Vec<u8>)>, Fault>;

pub(super) struct Slice<E: Context> {
    reader: variable::Reader<'static, E, Vec<u8>>,
    kept: Range<u64>,
    layout: Layout,
}

/// Whoever was reading has stopped.
struct Unwanted;

impl<E: Context> Slice<E> {
    pub(super) fn new(
        reader: variable::Reader<'static, E, Vec<u8>>,
        kept: Range<u64>,
        layout: Layout,
    ) -> Self {
        Self { reader, kept, layout }
    }

    /// Sends the records from `from` on, a buffer at a time, then an empty portion or a fault.
    pub(super) async fn send(self, from: u64, out: Sender<Portion>) {
        if from < self.kept.start || from > self.kept.end {
            let absent = self.layout.absent(from, &self.kept);
            drop(out.send(Err(absent)).await);
            return;
        }
        let mut next = from;
        let last = match self.stream(&mut next, &out).await {
            Ok(Ok(())) => Ok(Vec::new()),
            Ok(Err(Unwanted)) => return,
            Err(fault) => Err(self.locate(next, &out, fault).await),
        };
        drop(out.send(last).await);
    }

    /// Streams while all is well; `next` is the first record that was not sent.
    async fn stream(
        &self,
        next: &mut u64,
        out: &Sender<Portion>,
    ) -> Result<Result<(), Unwanted>, Fault> {
        let range = *next..self.kept.end;
        let batches = self.reader.replay(range, self.layout.buffer, ReadOptions::default()).await;
        let batches = batches.map_err(|error| self.layout.unreadable(*next, error))?;
        let mut batches = pin!(batches);
        while let Some(batch) = batches.next().await {
            let batch = batch.map_err(|error| self.layout.unreadable(*next, error))?;
            let mut records = Vec::with_capacity(batch.items.len());
            for (index, frame) in batch {
                let record = frame::unseal(index, frame);
                records.push((index, record.ok_or_else(|| self.layout.corrupt(index))?));
            }
            let count = u64::try_from(records.len()).expect("a length fits in 64 bits");
            if out.send(Ok(records)).await.is_err() {
                return Ok(Err(Unwanted));
            }
            *next += count;
        }
        Ok(Ok(()))
    }

    /// Reads on record by record up to the damaged one: a stream fails a buffer at a time.
    async fn locate(&self, from: u64, out: &Sender<Portion>, fault: Fault) -> Fault {
        for index in from..self.kept.end {
            let frame = match self.reader.read(index).await {
                Ok(frame) => frame,
                Err(error) => return self.layout.unreadable(index, error),
            };
            let Some(record) = frame::unseal(index, frame) else {
                return self.layout.corrupt(index);
            };
            if out.send(Ok(vec![(index, record)])).await.is_err() {
                break;
            }
        }
        fault
    }
}
