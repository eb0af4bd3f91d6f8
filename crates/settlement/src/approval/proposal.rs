use alloc::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use terms::{Digest, Instant};

use super::breaker::Breakers;
use super::{Area, ProposalNumber, Requirement};
use crate::participation::KeyNumber;
use crate::{Command, PartyId};

/// A command that waits for keys.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Proposal {
    pub(super) by: PartyId,
    pub(super) command: Command,
    /// The trace of the message that proposed it.
    pub(super) evidence: Digest,
    /// The keys that agreed, the proposer's among them.
    pub(super) agreed: BTreeSet<KeyNumber>,
    pub(super) until: Instant,
}

/// What parties require of themselves, and what they have proposed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Approvals {
    pub(super) required: BTreeMap<(PartyId, Area), Requirement>,
    pub(super) proposals: BTreeMap<ProposalNumber, Proposal>,
    pub(super) breakers: Breakers,
    /// The last number that was given.
    last: u64,
}

impl Approvals {
    /// R-APR-01: how many keys a command of an area takes.
    pub(super) fn needed(&self, by: PartyId, area: Option<Area>) -> u8 {
        // Nearly always nothing is required by anybody.
        if self.required.is_empty() {
            return 1;
        }
        let required = area.and_then(|area| self.required.get(&(by, area)));
        required.map_or(1, |requirement| requirement.keys)
    }

    pub(super) fn of(&self, by: PartyId) -> usize {
        self.proposals.values().filter(|proposal| proposal.by == by).count()
    }

    pub(super) fn add(&mut self, proposal: Proposal) -> ProposalNumber {
        self.last = self.last.saturating_add(1);
        let number = ProposalNumber(self.last);
        self.proposals.insert(number, proposal);
        number
    }

    /// The most keys that a party requires for anything.
    pub(crate) fn most_needed(&self, by: PartyId) -> u8 {
        let own = self.required.iter().filter(|((party, _), _)| *party == by);
        let own = own.map(|(_, requirement)| requirement.keys).max().unwrap_or(1);
        // R-APR-08: a cap that stands takes two to lift.
        if self.breakers.binds(by) { own.max(2) } else { own }
    }
}
