use receipts::{RecordHeader, Seal, Tree};
use serde::{Deserialize, Serialize};
use terms::Digest;

use crate::batch;

/// The most commands in one record.
pub const MAX_COMMANDS: usize = 8192;

/// The most bytes of commands in one record. Unit: bytes, summed over the commands.
pub const MAX_RECORD_BYTES: usize = 4 << 20;

/// More than header, seal of one with two keys and the lengths of all commands take. Unit: bytes.
const OVERHEAD: usize = 4096 + 5 * MAX_COMMANDS;

const _: () = assert!(MAX_RECORD_BYTES + OVERHEAD <= journal::MAX_RECORD);

/// One entry of the log: commands that were ordered together, and the seal on them.
///
/// Stored as postcard of its fields in this order; `conformance/ordering.txt` pins it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Position, instant, links and roots.
    pub header: RecordHeader,
    /// The operators' signatures over the header.
    pub seal: Seal,
    /// Order: as they are applied. Shape: to [`MAX_COMMANDS`], each opaque here.
    #[serde(with = "batch")]
    pub commands: Vec<Vec<u8>>,
}

impl Record {
    /// The record as the journal holds it.
    pub fn encode(&self) -> Vec<u8> {
        let room = bytes_of(&self.commands).saturating_add(OVERHEAD);
        postcard::to_extend(self, Vec::with_capacity(room))
            .expect("a vector takes every byte it is given")
    }

    /// Reads a record to its last byte; nothing is verified yet. `None` if it is none.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (record, rest) = postcard::take_from_bytes::<Self>(bytes).ok()?;
        (rest.is_empty() && fits(&record.commands)).then_some(record)
    }
}

/// The digest of a record's commands, as its header carries it.
///
/// The tree is that of [`receipts::merkle_root`], so that one command can be proven too.
pub fn commands_root(commands: &[Vec<u8>]) -> Digest {
    let mut tree = Tree::new();
    for command in commands {
        tree.push(command);
    }
    tree.root()
}

/// Whether the commands stay within the limits of a record.
pub(crate) fn fits(commands: &[Vec<u8>]) -> bool {
    commands.len() <= MAX_COMMANDS && bytes_of(commands) <= MAX_RECORD_BYTES
}

fn bytes_of(commands: &[Vec<u8>]) -> usize {
    commands.iter().map(Vec::len).sum()
}
