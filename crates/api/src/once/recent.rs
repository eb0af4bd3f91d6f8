//! What was asked within the last minutes, and what was answered.
//!
//! A command without a name can be sent again by whoever kept its bytes: the door answers it as the
//! first time for as long as its `asked_at` would be taken, and then takes it no more.

use std::collections::{BTreeMap, BTreeSet};

use node::message_to_sign;
use settlement::PartyId;
use terms::{Digest, Instant};

use crate::Told;
use crate::take::WINDOW;

/// The most that is remembered at a time.
const MOST: usize = 65_536;

/// The most of it that is filled with what bears a name: the board knows that too, so it can do
/// without.
const MOST_NAMED: usize = MOST / 4 * 3;

/// Whether a command bears a name that is used once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bearing {
    /// It does: the machine refuses it twice.
    Name,
    /// It does not: only the door keeps it from being carried out twice.
    Nothing,
}

/// What is known of a body.
#[derive(Debug)]
pub(crate) enum Found {
    /// It was not asked; from now on it is in hand, if there is room.
    New,
    /// It is being answered.
    InHand,
    /// It was answered.
    Told(Told),
    /// It was not asked, and no more can be remembered now.
    Full,
}

/// Bodies by who asked and their digest.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    told: BTreeMap<(PartyId, Digest), (Instant, Option<Told>)>,
    /// Until when each is remembered. Order: by that.
    until: BTreeSet<(Instant, PartyId, Digest)>,
}

impl Recent {
    /// By what a body is remembered: what is signed of it.
    pub(crate) fn digest(body: &[u8]) -> Digest {
        // The last 32 bytes are the digest of the body, after the domain.
        let signed = message_to_sign(body);
        let digest = signed.last_chunk::<32>().copied().unwrap_or_default();
        Digest(digest)
    }

    /// What is known of a body, asked at an instant, on a door whose clock tells `now`.
    pub(crate) fn find(
        &mut self,
        (by, body): (PartyId, Digest),
        bearing: Bearing,
        at: Instant,
        now: Instant,
    ) -> Found {
        while let Some(&(until, party, old)) = self.until.first() {
            if until >= now {
                break;
            }
            self.until.pop_first();
            self.told.remove(&(party, old));
        }
        match self.told.get(&(by, body)) {
            Some((_, Some(told))) => return Found::Told(told.clone()),
            Some((_, None)) => return Found::InHand,
            None => {}
        }
        match bearing {
            Bearing::Name if self.told.len() >= MOST_NAMED => return Found::New,
            Bearing::Nothing if self.told.len() >= MOST => return Found::Full,
            Bearing::Name | Bearing::Nothing => {}
        }
        // A world whose time is made up has no window; then it is remembered from its arrival on.
        let until = at.max(now).after(WINDOW);
        self.until.insert((until, by, body));
        self.told.insert((by, body), (until, None));
        Found::New
    }

    /// Remembers what was answered.
    pub(crate) fn answer(&mut self, by: PartyId, body: Digest, told: Told) {
        if let Some((_, slot)) = self.told.get_mut(&(by, body)) {
            *slot = Some(told);
        }
    }

    /// It did not get into the log; it may be asked again.
    pub(crate) fn forget(&mut self, by: PartyId, body: Digest) {
        if let Some((until, _)) = self.told.remove(&(by, body)) {
            self.until.remove(&(until, by, body));
        }
    }
}
