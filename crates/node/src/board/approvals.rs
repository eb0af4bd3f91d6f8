//! What may be read of commands that take several keys.

use std::collections::BTreeMap;

use serde::Serialize;
use settlement::approval::{Area, Event, ProposalNumber, Requirement};
use settlement::participation::KeyNumber;
use settlement::{Command, Envelope, PartyId};
use terms::{Amount, CurrencyId, Digest, Instant, LogPosition};

/// A proposal that waits for keys.
#[derive(Clone, Debug, Serialize)]
pub struct ProposalRow {
    /// Whose.
    pub by: PartyId,
    /// What is to be done.
    pub command: Command,
    /// The digest of the message that proposed it.
    pub evidence: Digest,
    /// The keys that agreed. Order: as they did; the proposer's first.
    pub agreed: Vec<KeyNumber>,
    /// How many keys were missing when the last one agreed.
    pub missing: u8,
    /// When it lapses.
    pub until: Instant,
    /// Where on the log it was proposed, and when.
    pub proposed: (LogPosition, Instant),
}

/// What parties require of themselves, and what waits for keys.
#[derive(Debug, Default)]
pub struct Approvals {
    required: BTreeMap<(PartyId, Area), Requirement>,
    proposals: BTreeMap<ProposalNumber, ProposalRow>,
    caps: BTreeMap<(PartyId, CurrencyId), Amount>,
    /// The digest of the message at hand.
    evidence: Digest,
}

impl Approvals {
    /// How many keys a command takes; none where one is enough.
    pub fn required(&self, by: PartyId, area: Area) -> Option<Requirement> {
        self.required.get(&(by, area)).copied()
    }

    /// What a party requires of itself. Order: by area.
    pub fn required_of(&self, by: PartyId) -> impl Iterator<Item = (Area, Requirement)> + '_ {
        let own = self.required.iter().filter(move |((party, _), _)| *party == by);
        own.map(|((_, area), required)| (*area, *required))
    }

    /// What one key of a party may send on a business day. Order: by currency.
    pub fn outflow_caps(&self, by: PartyId) -> impl Iterator<Item = (CurrencyId, Amount)> + '_ {
        let own = self.caps.range((by, CurrencyId::new(0))..);
        let own = own.take_while(move |((party, _), _)| *party == by);
        own.map(|((_, currency), cap)| (*currency, *cap))
    }

    /// Whether a party's command is to be proposed by the key that signs it: several keys are
    /// required for it, or it may count against a cap on what a key sends. R-APR-02, R-APR-07
    pub fn to_propose(&self, by: PartyId, command: &Command) -> bool {
        let area = Area::of(command);
        let capped = || self.outflow_caps(by).next().is_some();
        area.is_some_and(|area| self.required(by, area).is_some() || capped())
    }

    /// What waits for keys. Order: as proposed.
    pub fn proposals(&self) -> impl Iterator<Item = (ProposalNumber, &ProposalRow)> {
        self.proposals.iter().map(|(number, row)| (*number, row))
    }

    pub(super) fn note_command(&mut self, envelope: &Envelope) {
        self.evidence = envelope.evidence;
    }

    /// Takes an event; answers the command that it sets going, if it does.
    pub(super) fn tell(&mut self, event: &Event, head: (LogPosition, Instant)) -> Option<Envelope> {
        match event {
            Event::ApprovalsRequired { by, area, keys: 1, .. } => {
                self.required.remove(&(*by, *area));
            }
            Event::ApprovalsRequired { by, area, keys, hours } => {
                let required = Requirement { keys: *keys, hours: *hours };
                self.required.insert((*by, *area), required);
            }
            Event::CommandProposed { proposal, by, signer, command, missing, until } => {
                let row = ProposalRow {
                    by: *by,
                    command: command.as_ref().clone(),
                    evidence: self.evidence,
                    agreed: vec![*signer],
                    missing: *missing,
                    until: *until,
                    proposed: head,
                };
                self.proposals.insert(*proposal, row);
            }
            Event::CommandApproved { proposal, signer, missing, .. } => {
                if let Some(row) = self.proposals.get_mut(proposal) {
                    row.agreed.push(*signer);
                    row.missing = *missing;
                }
            }
            Event::CommandCarriedOut { proposal, by, command, evidence } => {
                self.proposals.remove(proposal);
                let command = command.as_ref().clone();
                return Some(Envelope { by: *by, evidence: *evidence, command });
            }
            Event::ProposalWithdrawn { proposal, .. } | Event::ProposalLapsed { proposal, .. } => {
                self.proposals.remove(proposal);
            }
            Event::OutflowCapSet { by, currency, cap: Some(cap) } => {
                self.caps.insert((*by, *currency), *cap);
            }
            Event::OutflowCapSet { by, currency, cap: None } => {
                self.caps.remove(&(*by, *currency));
            }
            Event::ProposalRefused { .. } => {}
        }
        None
    }

    /// The messages of what waits.
    pub(super) fn evidence(&self) -> impl Iterator<Item = Digest> + '_ {
        self.proposals.values().map(|row| row.evidence)
    }
}
