use alloc::vec::Vec;
use core::ops::Range;

use serde::{Deserialize, Serialize};
use terms::Digest;

use crate::Refused;
use crate::hash::sha256;

#[cfg(test)]
mod tests;

/// The most events one record may hold: 2^24, so that a path has at most 24 siblings.
pub const MAX_EVENTS: u32 = 16_777_216;

const LEAF: u8 = 0x00;
const NODE: u8 = 0x01;
const ROOT: u8 = 0x02;

/// The root that a header carries for a record with these events.
///
/// With `top` the Merkle tree hash of RFC 6962 section 2.1 over the leaf data
/// `index (4 bytes, little endian) || event`, it is
/// `SHA-256(0x02 || count (4 bytes, little endian) || top)`.
/// A record without events has count 0 and `top = SHA-256("")`, as the RFC defines it.
///
/// Order: as the machine emitted the events. Cost: O(bytes), no allocation per event.
///
/// # Panics
/// Beyond [`MAX_EVENTS`] events.
pub fn merkle_root(events: &[&[u8]]) -> Digest {
    let mut tree = Tree::new();
    for event in events {
        tree.push(event);
    }
    tree.root()
}

/// Proof that the event at `index` is one of `events`; `None` if there is no such event.
///
/// Cost: O(bytes), and a digest of memory per event: made on demand, not for every event.
pub fn prove(events: &[&[u8]], index: u32) -> Option<Path> {
    let count = u32::try_from(events.len()).ok().filter(|count| *count <= MAX_EVENTS)?;
    let place = usize::try_from(index).ok().filter(|place| *place < events.len())?;
    let leaves: Vec<Digest> = (0..count).zip(events).map(|(at, event)| leaf(at, event)).collect();
    let siblings =
        turns(place, events.len()).into_iter().map(|turn| subtree(&leaves[turn.sibling])).collect();
    Some(Path { index, count, siblings })
}

/// A Merkle tree that grows by one event at a time and keeps only what its root needs.
///
/// It holds the tops of the complete subtrees to the left, largest first: one per set bit of the
/// count, as in a binary counter, so at most 24 digests.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    count: u32,
    peaks: Vec<Digest>,
}

impl Tree {
    /// A tree without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next event. Cost: its hash, and two nodes at most on average.
    ///
    /// # Panics
    /// Beyond [`MAX_EVENTS`] events.
    pub fn push(&mut self, event: &[u8]) {
        self.add(leaf(self.count, event));
    }

    /// How many events were added.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The root over the events added so far, as [`merkle_root`] defines it. Cost: O(log count).
    pub fn root(&self) -> Digest {
        commit(self.count, &self.top())
    }

    /// Adds a leaf and joins it with every complete subtree of equal size to its left.
    fn add(&mut self, leaf: Digest) {
        assert!(self.count < MAX_EVENTS, "a record holds at most {MAX_EVENTS} events");
        let mut hash = leaf;
        for _ in 0..self.count.trailing_ones() {
            let left = self.peaks.pop().expect("one peak stands for each set bit of the count");
            hash = node(&left, &hash);
        }
        self.peaks.push(hash);
        self.count = self.count.saturating_add(1);
    }

    /// The Merkle tree hash of RFC 6962: the peaks joined from the right.
    fn top(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else {
            return sha256(&[]);
        };
        peaks.fold(*last, |right, left| node(left, &right))
    }
}

/// The way from one event up to the root of its record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// Which event of the record it is. Range: 0 .. count - 1.
    pub index: u32,
    /// How many events the record has. Range: 1 .. [`MAX_EVENTS`].
    pub count: u32,
    /// Tops of the subtrees beside the way. Order: from the leaf up. Shape: one per level.
    pub siblings: Vec<Digest>,
}

impl Path {
    /// The root to which this path leads from `event`, in the form that a header carries.
    ///
    /// Refused where index, count and number of siblings do not fit each other.
    pub fn root(&self, event: &[u8]) -> Result<Digest, Refused> {
        if self.index >= self.count || self.count > MAX_EVENTS {
            return Err(Refused::Path);
        }
        let place = usize::try_from(self.index).map_err(|_| Refused::Path)?;
        let count = usize::try_from(self.count).map_err(|_| Refused::Path)?;
        let turns = turns(place, count);
        if turns.len() != self.siblings.len() {
            return Err(Refused::Path);
        }
        let mut hash = leaf(self.index, event);
        for (turn, sibling) in turns.iter().zip(&self.siblings) {
            hash = match turn.side {
                Side::Left => node(sibling, &hash),
                Side::Right => node(&hash, sibling),
            };
        }
        Ok(commit(self.count, &hash))
    }
}

/// On which side of the way a sibling stands.
enum Side {
    Left,
    Right,
}

/// One level of the way: the sibling's side and the leaves below it.
struct Turn {
    side: Side,
    sibling: Range<usize>,
}

/// The turns from the leaf at `place` up to the top of a tree of `count` leaves.
///
/// Found downward: RFC 6962 splits n > 1 leaves after the largest power of two below n.
/// Both the proof and its check walk here, so that they cannot differ.
/// The caller knows that `place < count <= MAX_EVENTS`.
fn turns(place: usize, count: usize) -> Vec<Turn> {
    let mut turns = Vec::new();
    let (mut start, mut end) = (0_usize, count);
    while end.saturating_sub(start) > 1 {
        let left = end.saturating_sub(start).next_power_of_two() / 2;
        let middle = start.saturating_add(left);
        if place < middle {
            turns.push(Turn { side: Side::Right, sibling: middle..end });
            end = middle;
        } else {
            turns.push(Turn { side: Side::Left, sibling: start..middle });
            start = middle;
        }
    }
    turns.reverse();
    turns
}

fn subtree(leaves: &[Digest]) -> Digest {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.add(*leaf);
    }
    tree.top()
}

fn leaf(index: u32, event: &[u8]) -> Digest {
    sha256(&[&[LEAF], &index.to_le_bytes(), event])
}

fn node(left: &Digest, right: &Digest) -> Digest {
    sha256(&[&[NODE], &left.0, &right.0])
}

fn commit(count: u32, top: &Digest) -> Digest {
    sha256(&[&[ROOT], &count.to_le_bytes(), &top.0])
}
