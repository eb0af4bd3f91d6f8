//! What an error of commonware means for us.

use std::io;

use commonware_runtime::Error as RuntimeError;
use commonware_storage::journal::Error as LogError;
use commonware_storage::metadata::Error as MarkError;

use crate::Fault;
use crate::fault::{Kind, is_full};

/// `kind` is what was being done, for errors that do not say.
pub(super) fn of_log(kind: Kind, tried: String, error: LogError) -> Fault {
    Fault::new(log_kind(kind, &error), tried).because(error)
}

pub(super) fn of_mark(kind: Kind, tried: String, error: MarkError) -> Fault {
    Fault::new(mark_kind(kind, &error), tried).because(error)
}

pub(super) fn of_runtime(kind: Kind, tried: String, error: RuntimeError) -> Fault {
    Fault::new(runtime_kind(kind, &error), tried).because(error)
}

fn log_kind(kind: Kind, error: &LogError) -> Kind {
    match error {
        LogError::Runtime(error) => runtime_kind(kind, error),
        LogError::Metadata(error) => mark_kind(kind, error),
        LogError::Codec(_)
        | LogError::InvalidBlobName(_)
        | LogError::InvalidBlobSize(..)
        | LogError::OffsetOverflow
        | LogError::Corruption(_)
        | LogError::OffsetDataMismatch { .. }
        | LogError::ChecksumMismatch(..) => Kind::Corrupt,
        LogError::ItemPruned(_) | LogError::ItemOutOfRange(_) => Kind::Absent,
        _ => kind,
    }
}

fn mark_kind(kind: Kind, error: &MarkError) -> Kind {
    match error {
        MarkError::Runtime(error) => runtime_kind(kind, error),
        MarkError::Corruption(_) => Kind::Corrupt,
    }
}

fn runtime_kind(kind: Kind, error: &RuntimeError) -> Kind {
    match error {
        RuntimeError::Io(cause)
        | RuntimeError::BlobOpenFailed(_, _, cause)
        | RuntimeError::BlobResizeFailed(_, _, cause)
        | RuntimeError::BlobSyncFailed(_, _, cause)
            if is_full(cause) =>
        {
            Kind::DiskFull
        }
        RuntimeError::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => Kind::Corrupt,
        RuntimeError::BlobSyncFailed(..) | RuntimeError::WriteFailed => Kind::Sync,
        RuntimeError::ReadFailed => Kind::Read,
        RuntimeError::InvalidChecksum
        | RuntimeError::BlobInsufficientLength
        | RuntimeError::BlobCorrupt(..)
        | RuntimeError::BlobLayoutMismatch { .. }
        | RuntimeError::BlobVersionMismatch { .. }
        | RuntimeError::BlobMissing(..)
        | RuntimeError::PartitionMissing(_)
        | RuntimeError::PartitionCorrupt(_) => Kind::Corrupt,
        RuntimeError::BlobAlreadyOpen(..) => Kind::InUse,
        RuntimeError::Exited | RuntimeError::Closed | RuntimeError::Aborted => Kind::Closed,
        _ => kind,
    }
}
