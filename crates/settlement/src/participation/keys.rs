use alloc::vec::Vec;

use receipts::PublicKey;
use serde::{Deserialize, Serialize};
use terms::{Duration, Instant};

use super::{Event, KeyNumber, Registry};
use crate::{Machine, PartyId, Refusal};

/// The most keys a party may ever have had.
const MOST_KEYS: usize = 64;

/// How long a key that was added does not count yet. Unit: seconds.
const COOLING: u64 = 24 * 3_600;

/// A key of a party.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Key {
    public: PublicKey,
    /// From when on it counts.
    from: Instant,
    revoked: bool,
}

/// What has become of a key. R-PAR-07, R-PAR-08
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// What it signs counts.
    Active,
    /// It counts from this instant on.
    Cooling(Instant),
    /// It counts no longer.
    Revoked,
}

impl Key {
    /// A key that counts from the beginning.
    pub(super) fn first(public: PublicKey) -> Self {
        Self { public, from: Instant::default(), revoked: false }
    }

    fn state(&self, now: Instant) -> KeyState {
        if self.revoked {
            KeyState::Revoked
        } else if self.from <= now {
            KeyState::Active
        } else {
            KeyState::Cooling(self.from)
        }
    }
}

impl Registry {
    /// R-PAR-07: the keys of a party that count. Order: as they were added.
    pub(crate) fn counting_keys(
        &self,
        party: PartyId,
        now: Instant,
    ) -> impl Iterator<Item = (KeyNumber, &PublicKey)> {
        let keys = self.keys_ever(party, now);
        keys.filter(|key| key.2 == KeyState::Active).map(|(number, key, _)| (number, key))
    }

    /// Every key that a party has had. Order: as they were added.
    pub(crate) fn keys_ever(
        &self,
        party: PartyId,
        now: Instant,
    ) -> impl Iterator<Item = (KeyNumber, &PublicKey, KeyState)> {
        let keys = self.parties.get(party.index()).map_or(&[][..], |party| party.keys.as_slice());
        let numbered = (0..).map(KeyNumber).zip(keys);
        numbered.map(move |(number, key)| (number, &key.public, key.state(now)))
    }

    pub(crate) fn key_counts(&self, party: PartyId, key: KeyNumber, now: Instant) -> bool {
        self.counting_keys(party, now).any(|(number, _)| number == key)
    }

    pub(crate) fn keys_that_count(&self, party: PartyId, now: Instant) -> usize {
        self.counting_keys(party, now).count()
    }

    fn keys_mut(&mut self, party: PartyId) -> Option<&mut Vec<Key>> {
        self.parties.get_mut(party.index()).map(|party| &mut party.keys)
    }

    /// Whether anybody has had this key.
    fn knows(&self, key: &PublicKey) -> bool {
        self.parties.iter().flat_map(|party| &party.keys).any(|known| known.public == *key)
    }
}

impl Machine {
    /// R-PAR-07: a party adds a key to its own; it counts after a day, in which its theft is seen.
    pub(super) fn add_key(&mut self, by: PartyId, key: PublicKey) -> Result<(), Refusal> {
        if self.registry.knows(&key) {
            return Err(Refusal::KeyExists);
        }
        let from = self.moment.instant.after(Duration::from_seconds(COOLING));
        let keys = self.registry.keys_mut(by).ok_or(Refusal::UnknownParty)?;
        if keys.len() >= MOST_KEYS {
            return Err(Refusal::KeysFull);
        }
        let number = KeyNumber(u16::try_from(keys.len()).map_err(|_| Refusal::KeysFull)?);
        keys.push(Key { public: key.clone(), from, revoked: false });
        self.tell(Event::KeyAdded { party: by, number, key, from });
        Ok(())
    }

    /// R-PAR-08: a party revokes one of its keys, or the operator any, and it counts no longer.
    pub(super) fn revoke_key(
        &mut self,
        by: PartyId,
        party: PartyId,
        number: KeyNumber,
    ) -> Result<(), Refusal> {
        if by != party {
            self.require_operator(by)?;
        }
        let (now, needed) = (self.moment.instant, self.approvals.most_needed(party));
        let counting = self.registry.keys_that_count(party, now);
        let counts = self.registry.key_counts(party, number, now);
        let keys = self.registry.keys_mut(party).ok_or(Refusal::UnknownParty)?;
        let key = keys.get_mut(usize::from(number.0)).filter(|key| !key.revoked);
        let key = key.ok_or(Refusal::UnknownKey)?;
        // Who stops a key that was stolen must not be kept from it by how many are left.
        if by == party && counts && counting <= usize::from(needed) {
            return Err(Refusal::KeyStillNeeded);
        }
        key.revoked = true;
        self.tell(Event::KeyRevoked { party, number, by });
        Ok(())
    }

    /// R-PAR-07: a key of the party that counts now.
    pub(crate) fn require_key(&self, party: PartyId, key: KeyNumber) -> Result<(), Refusal> {
        let counts = self.registry.key_counts(party, key, self.moment.instant);
        if counts { Ok(()) } else { Err(Refusal::UnknownKey) }
    }
}
