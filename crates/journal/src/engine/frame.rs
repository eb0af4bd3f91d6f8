//! One record as it is stored: its bytes, then a checksum over its index and its bytes.
//!
//! ```text
//!   offset     length  what
//!   0          n       the record
//!   n          4       CRC-32C over (index as 8 bytes, record), little endian
//! ```
//!
//! commonware checks pages, not records, and a page does not know where it belongs.
//! The index under the checksum finds a good page in a wrong place, and a record given twice.

use commonware_cryptography::{Crc32, Hasher};

/// What a frame has beyond its record. Unit: bytes.
pub(super) const TRAILER: usize = 4;

pub(super) fn seal(index: u64, mut record: Vec<u8>) -> Vec<u8> {
    let checksum = checksum(index, &record);
    record.extend_from_slice(&checksum);
    record
}

/// The record, unless the frame is not that of `index`.
pub(super) fn unseal(index: u64, mut frame: Vec<u8>) -> Option<Vec<u8>> {
    let length = frame.len().checked_sub(TRAILER)?;
    let (record, stored) = frame.split_at(length);
    if stored != checksum(index, record).as_slice() {
        return None;
    }
    frame.truncate(length);
    Some(frame)
}

fn checksum(index: u64, record: &[u8]) -> [u8; TRAILER] {
    let index = index.to_le_bytes();
    let parts: [&[u8]; 2] = [&index, record];
    Crc32::hash(&parts).as_u32().to_le_bytes()
}
