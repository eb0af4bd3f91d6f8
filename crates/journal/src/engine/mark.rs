//! The durability mark: what must be there at the next open.
//!
//! ```text
//!   offset  length  what, integers little endian
//!   0       1       version, 1
//!   1       8       records: every record before this index is durable
//!   9       8       pruned: no record at or after this index was ever given up
//!   17      8       records per file
//!   25      2       page size, logical bytes
//! ```
//!
//! The last two must never change under existing files; they stand here so that a program with
//! other ones refuses instead of truncating.

const VERSION: u8 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) records: u64,
    pub(super) pruned: u64,
    pub(super) records_per_file: u64,
    pub(super) page: u16,
}

impl Mark {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend_from_slice(&self.records.to_le_bytes());
        bytes.extend_from_slice(&self.pruned.to_le_bytes());
        bytes.extend_from_slice(&self.records_per_file.to_le_bytes());
        bytes.extend_from_slice(&self.page.to_le_bytes());
        bytes
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let (&version, bytes) = bytes.split_first()?;
        let (records, bytes) = bytes.split_first_chunk()?;
        let (pruned, bytes) = bytes.split_first_chunk()?;
        let (records_per_file, bytes) = bytes.split_first_chunk()?;
        let (page, bytes) = bytes.split_first_chunk()?;
        (version == VERSION && bytes.is_empty()).then(|| Self {
            records: u64::from_le_bytes(*records),
            pruned: u64::from_le_bytes(*pruned),
            records_per_file: u64::from_le_bytes(*records_per_file),
            page: u16::from_le_bytes(*page),
        })
    }
}
