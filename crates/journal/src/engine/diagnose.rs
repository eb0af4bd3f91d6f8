//! Which record it is, when commonware refuses to open and does not say.
//!
//! It walks the newest files frame by frame through commonware's own page reader, and runs only
//! after a refusal: what commonware trims at open it has trimmed by then.

use std::num::NonZeroUsize;

use commonware_codec::varint::{MAX_U32_VARINT_SIZE, UInt};
use commonware_codec::{Read as _, ReadExt as _};
use commonware_runtime::buffer::paged::{Recovery, Replay};
use commonware_runtime::{Blob, Buf as _, Error as RuntimeError, ReadOptions};
use commonware_storage::Context;

use super::frame;
use super::store::Layout;
use crate::Fault;

/// One page at a time, so that a damaged page spoils no record before it.
const ONE_PAGE: NonZeroUsize = NonZeroUsize::new(4096).expect("4096 is not zero");

/// commonware looks into the two newest files and the one of its mark.
const FILES: usize = 3;

/// Where a walk over the records ended.
#[derive(Clone, Copy)]
enum Walk {
    /// All is well up to this record, which is damaged.
    Damaged(u64),
    /// All is well up to this record, which is not there.
    End(u64),
}

/// The fault of a refused open, with the first damaged or missing record where it can be found.
pub(super) async fn explain<E: Context>(context: &E, layout: &Layout, fault: Fault) -> Fault {
    if !fault.is_corrupt() {
        return fault;
    }
    match walk(context, layout).await {
        None => fault,
        Some(Walk::Damaged(index)) => layout.corrupt(index).because(fault),
        Some(Walk::End(index)) => {
            let why = format!(
                "record {index} was acknowledged and is gone, or the offsets beside it are damaged"
            );
            layout.lost(index, &why).because(fault)
        }
    }
}

/// Numbers of the files of records. Order: ascending.
///
/// A name that is no number is nothing of ours; commonware refuses to open beside it.
pub(super) async fn files<E: Context>(
    context: &E,
    partition: &str,
) -> Result<Vec<u64>, RuntimeError> {
    let names = match context.scan(partition).await {
        Ok(names) => names,
        Err(RuntimeError::PartitionMissing(_)) => Vec::new(),
        Err(error) => return Err(error),
    };
    let number = |name: &Vec<u8>| <[u8; 8]>::try_from(name.as_slice()).ok().map(u64::from_be_bytes);
    let mut files: Vec<u64> = names.iter().filter_map(number).collect();
    files.sort_unstable();
    Ok(files)
}

async fn walk<E: Context>(context: &E, layout: &Layout) -> Option<Walk> {
    let partition = layout.data();
    let files = files(context, &partition).await.ok()?;
    let mut last = Walk::End(0);
    for file in files.iter().skip(files.len().saturating_sub(FILES)) {
        let first = file.checked_mul(layout.records_per_file.get())?;
        match last {
            // A file that ends early is the newest, or what follows it hangs in the air.
            Walk::End(end) if end != 0 && end != first => return Some(Walk::Damaged(end)),
            Walk::End(_) => {}
            Walk::Damaged(_) => return Some(last),
        }
        last = walk_file(context, layout, &partition, *file).await?;
    }
    Some(last)
}

async fn walk_file<E: Context>(
    context: &E,
    layout: &Layout,
    partition: &str,
    file: u64,
) -> Option<Walk> {
    let (blob, size) = context.open(partition, &file.to_be_bytes()).await.ok()?;
    let pages = Recovery::open(blob, size, layout.buffer.get(), layout.cache.clone()).await.ok()?;
    let (_pages, mut replay) = pages.replay(ONE_PAGE, ReadOptions::default()).await.ok()?;
    let first = file.checked_mul(layout.records_per_file.get())?;
    let end = first.checked_add(layout.records_per_file.get())?;
    for index in first..end {
        match next_frame(&mut replay, index).await {
            Frame::Whole => {}
            Frame::Damaged => return Some(Walk::Damaged(index)),
            Frame::End => return Some(Walk::End(index)),
        }
    }
    Some(Walk::End(end))
}

enum Frame {
    Whole,
    Damaged,
    /// There is none, or only the beginning of one.
    End,
}

/// Reads one frame: its length as a varint, then the bytes with a length of their own.
async fn next_frame<B: Blob>(replay: &mut Replay<B>, index: u64) -> Frame {
    match replay.ensure(MAX_U32_VARINT_SIZE).await {
        Ok(false) if replay.remaining() == 0 => return Frame::End,
        Ok(_) => {}
        Err(_) => return Frame::Damaged,
    }
    let Ok(UInt(length)) = UInt::<u32>::read(replay) else {
        return Frame::Damaged;
    };
    let Ok(length) = usize::try_from(length) else {
        return Frame::Damaged;
    };
    match replay.ensure(length).await {
        Ok(true) => {}
        Ok(false) => return Frame::End,
        Err(_) => return Frame::Damaged,
    }
    let before = replay.remaining();
    let bytes = Vec::<u8>::read_cfg(replay, &Layout::codec());
    let used = before.saturating_sub(replay.remaining());
    let whole = bytes.ok().is_some_and(|bytes| frame::unseal(index, bytes).is_some());
    if whole && used == length { Frame::Whole } else { Frame::Damaged }
}
