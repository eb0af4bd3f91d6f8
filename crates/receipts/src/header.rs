use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Digest, Instant, LogPosition};

use crate::Refused;
use crate::hash::sha256;

/// Stands before the fields in [`RecordHeader::digest`].
const HEADER_DOMAIN: &[u8] = b"sarraf/record/v1\0";

/// Stands before the digest in [`header_message`].
const SEAL_DOMAIN: &[u8] = b"sarraf/header/v1\0";

/// What applying one record came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The record that was applied; [`LogPosition::GENESIS`] while there is none.
    pub position: LogPosition,
    /// Root over its events, by [`crate::merkle_root`].
    pub events: Digest,
    /// Digest of all books after it.
    pub books: Digest,
}

/// The fixed summary of one log record; what operators sign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordHeader {
    /// Digest of the network's founding description, so that no seal is of use in another network.
    pub network: Digest,
    /// Where the record stands. Range: 1 for the first.
    pub position: LogPosition,
    /// When the record was ordered; never before the instant of the record before it.
    pub instant: Instant,
    /// [`RecordHeader::digest`] of the record before; [`Digest::ZERO`] in the first.
    pub previous: Digest,
    /// Digest of the record's encoded commands, computed by whoever keeps the log.
    pub commands: Digest,
    /// Outcome of an earlier record, in practice of the one before.
    pub outcome: Outcome,
}

impl RecordHeader {
    /// The digest that stands for this header and, through `previous`, for the whole log up to it.
    ///
    /// SHA-256 over 201 bytes; integers are little endian:
    ///
    /// ```text
    ///   offset  length  what
    ///   0       17      "sarraf/record/v1" and a zero byte
    ///   17      32      network
    ///   49      8       position
    ///   57      8       instant, nanoseconds since 1970-01-01T00:00:00Z
    ///   65      32      previous
    ///   97      32      commands
    ///   129     8       outcome.position
    ///   137     32      outcome.events
    ///   169     32      outcome.books
    /// ```
    pub fn digest(&self) -> Digest {
        sha256(&[
            HEADER_DOMAIN,
            &self.network.0,
            &self.position.number().to_le_bytes(),
            &self.instant.unix_nanos().to_le_bytes(),
            &self.previous.0,
            &self.commands.0,
            &self.outcome.position.number().to_le_bytes(),
            &self.outcome.events.0,
            &self.outcome.books.0,
        ])
    }

    /// Checks that this header continues the log directly after `before`.
    ///
    /// Same network, next position, an instant not earlier, an outcome that does not go back and is
    /// of an earlier record, and the digest of `before`; checked in this order.
    pub fn follows(&self, before: &Self) -> Result<(), Refused> {
        let position = self.position;
        if self.network != before.network {
            return Err(Refused::Network { position });
        }
        if before.position.number().checked_add(1) != Some(position.number()) {
            return Err(Refused::Position { position });
        }
        if self.instant < before.instant {
            return Err(Refused::Instant { position });
        }
        if self.outcome.position < before.outcome.position || self.outcome.position >= position {
            return Err(Refused::Outcome { position });
        }
        if self.previous != before.digest() {
            return Err(Refused::Link { position });
        }
        Ok(())
    }
}

/// The bytes an operator signs to seal the header with this digest.
///
/// "sarraf/header/v1" and a zero byte, then the 32 bytes of the digest: 49 bytes.
/// No other message of the house begins so, hence a key used elsewhere cannot be led to seal.
pub fn header_message(digest: &Digest) -> Vec<u8> {
    [SEAL_DOMAIN, digest.0.as_slice()].concat()
}
