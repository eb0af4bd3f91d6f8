use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Instant};

use super::{Area, ProposalNumber};
use crate::participation::KeyNumber;
use crate::{Command, Machine, PartyId};

/// How many keys something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// How many. Range: 2 to 8.
    pub keys: u8,
    /// How long a proposal stands. Unit: hours. Range: 1 to 720.
    pub hours: u16,
}

/// A proposal as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalView<'a> {
    /// Its name.
    pub number: ProposalNumber,
    /// Whose.
    pub by: PartyId,
    /// What is to be done.
    pub command: &'a Command,
    /// How many keys are missing, as of now.
    pub missing: u8,
    /// When it lapses.
    pub until: Instant,
}

impl Machine {
    /// What parties require of themselves. Order: by party, then area.
    pub fn requirements(&self) -> impl Iterator<Item = (PartyId, Area, Requirement)> + '_ {
        self.approvals.required.iter().map(|((by, area), required)| (*by, *area, *required))
    }

    /// What waits for keys. Order: as proposed.
    pub fn proposals(&self) -> impl Iterator<Item = ProposalView<'_>> + '_ {
        self.approvals.proposals.iter().map(|(number, proposal)| ProposalView {
            number: *number,
            by: proposal.by,
            command: &proposal.command,
            missing: self.missing(proposal),
            until: proposal.until,
        })
    }

    /// What one key of a party may send on a business day. Order: by currency.
    pub fn outflow_caps(&self, party: PartyId) -> impl Iterator<Item = (CurrencyId, Amount)> + '_ {
        self.approvals.breakers.caps_of(party)
    }

    /// What a key has sent on the business day at hand in a currency in which its party has set a
    /// cap; zero elsewhere.
    pub fn sent_by_key(&self, party: PartyId, currency: CurrencyId, key: KeyNumber) -> Amount {
        self.sent_today(party, currency, key)
    }

    /// Whether a key of a party counts now.
    pub fn key_counts(&self, party: PartyId, key: KeyNumber) -> bool {
        self.registry.key_counts(party, key, self.moment.instant)
    }
}
