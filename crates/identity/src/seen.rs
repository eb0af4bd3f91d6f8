use std::collections::{BTreeMap, HashSet};

use crate::request::{Objection, Signed, WINDOW};

/// The signatures that were taken while they are fresh, so that none is taken twice.
///
/// Memory is bounded: when it is full, nothing more is taken until the oldest are stale, rather
/// than something being taken unasked.
#[derive(Debug)]
pub struct Seen {
    most: usize,
    /// By the second at which they were made.
    by_second: BTreeMap<u64, HashSet<(Vec<u8>, String)>>,
    count: usize,
}

impl Seen {
    /// Remembers at most so many signatures at once.
    pub fn new(most: usize) -> Self {
        Self { most, by_second: BTreeMap::new(), count: 0 }
    }

    /// Takes a signature that holds, once.
    ///
    /// Costs O(log of the window); `now` in seconds since the Unix epoch, never falling.
    ///
    /// # Errors
    /// [`Objection::Replayed`] if it was taken before, [`Objection::Busy`] if there is no room.
    pub fn take(&mut self, signed: &Signed, now: u64) -> Result<(), Objection> {
        let oldest = now.saturating_sub(WINDOW);
        while let Some(first) = self.by_second.first_entry().filter(|entry| *entry.key() < oldest) {
            self.count -= first.remove().len();
        }
        let made = self.by_second.entry(signed.created).or_default();
        let used = (signed.key.bytes.clone(), signed.nonce.clone());
        if made.contains(&used) {
            return Err(Objection::Replayed);
        }
        if self.count >= self.most {
            return Err(Objection::Busy);
        }
        made.insert(used);
        self.count += 1;
        Ok(())
    }
}
