use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest as _, Sha256};

use crate::request::{Objection, Signed, WINDOW};

/// What is kept of a nonce: nobody but the holder of the key can make two of one digest, and
/// would lose by it.
type Nonce = [u8; 16];

/// The signatures that were taken while they are fresh, so that none is taken twice.
///
/// Memory is bounded for each key: when a key has as many as one may have, nothing more of it is
/// taken until its oldest are stale, rather than something being taken unasked.
/// What one key signs is nothing to another's.
#[derive(Debug)]
pub struct Seen {
    most: usize,
    /// By the bytes of the key.
    by_key: HashMap<Vec<u8>, Fresh>,
    /// The second at which what is stale was last forgotten.
    forgotten: u64,
}

/// What one key has signed.
#[derive(Debug, Default)]
struct Fresh {
    /// By the second at which they were made.
    by_second: BTreeMap<u64, HashSet<Nonce>>,
    count: usize,
}

impl Fresh {
    fn forget(&mut self, before: u64) {
        let stale = |first: &u64| *first < before;
        while let Some(first) = self.by_second.first_entry().filter(|entry| stale(entry.key())) {
            self.count -= first.remove().len();
        }
    }
}

impl Seen {
    /// Remembers at most so many signatures of each key at once.
    pub fn new(most: usize) -> Self {
        Self { most, by_key: HashMap::new(), forgotten: 0 }
    }

    /// Takes a signature that holds, once.
    ///
    /// Costs O(log of the window), and once in a second O(keys); `now` in seconds since the Unix
    /// epoch, never falling. How many keys there are is the caller's to bound: it asks about those
    /// that are somebody's alone.
    ///
    /// # Errors
    /// [`Objection::Replayed`] if it was taken before, [`Objection::Busy`] if the key has as many
    /// as one may have.
    pub fn take(&mut self, signed: &Signed, now: u64) -> Result<(), Objection> {
        if now > self.forgotten {
            self.forgotten = now;
            let oldest = now.saturating_sub(WINDOW);
            self.by_key.retain(|_, fresh| {
                fresh.forget(oldest);
                fresh.count > 0
            });
        }
        let nonce = shortened(&signed.nonce);
        let fresh = self.by_key.entry(signed.key.bytes.clone()).or_default();
        let is_known = |made: &HashSet<Nonce>| made.contains(&nonce);
        if fresh.by_second.get(&signed.created).is_some_and(is_known) {
            return Err(Objection::Replayed);
        }
        if fresh.count >= self.most {
            return Err(Objection::Busy);
        }
        fresh.by_second.entry(signed.created).or_default().insert(nonce);
        fresh.count += 1;
        Ok(())
    }

    /// Gives back a signature that was taken and led to nothing: it may be sent again as it is.
    pub fn give_back(&mut self, signed: &Signed) {
        let Some(fresh) = self.by_key.get_mut(&signed.key.bytes) else { return };
        let made = fresh.by_second.get_mut(&signed.created);
        if made.is_some_and(|made| made.remove(&shortened(&signed.nonce))) {
            fresh.count -= 1;
        }
    }
}

fn shortened(nonce: &str) -> Nonce {
    let digest = Sha256::digest(nonce.as_bytes());
    let mut short = Nonce::default();
    short.iter_mut().zip(digest).for_each(|(kept, byte)| *kept = byte);
    short
}
