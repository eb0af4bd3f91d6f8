//! Keys of parties, and commands that take several of them.

use std::collections::{BTreeMap, BTreeSet};

use receipts::PublicKey;
use settlement::approval::{Area, Command};
use settlement::participation::KeyNumber;
use settlement::{Command as AnyCommand, PartyId, Refusal};
use terms::{Duration, Instant};

use super::{Answer, Twin, ensure};

/// A key, once added; it is never taken off the list.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) public: PublicKey,
    pub(super) from: Instant,
    pub(super) revoked: bool,
}

#[derive(Clone, Debug)]
struct Proposal {
    by: PartyId,
    command: AnyCommand,
    agreed: BTreeSet<u16>,
    until: Instant,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Approvals {
    /// How many keys, and for how many hours a proposal stands.
    required: BTreeMap<(PartyId, Area), (u8, u16)>,
    proposals: BTreeMap<u64, Proposal>,
    given: u64,
}

impl Twin {
    /// R-APR-02: where several keys are asked for, one is not enough.
    pub(super) fn may_do_alone(&self, by: PartyId, command: &AnyCommand) -> Answer {
        ensure(self.keys_for(by, command) == 1, Refusal::ApprovalNeeded)
    }

    fn keys_for(&self, by: PartyId, command: &AnyCommand) -> u8 {
        let area = Area::of(command);
        let required = area.and_then(|area| self.approvals.required.get(&(by, area)));
        required.map_or(1, |(keys, _)| *keys)
    }

    /// R-APR-06: what was not agreed in its time is gone; nothing else comes of it, so it is enough
    /// to look when somebody speaks.
    pub(super) fn lapse_proposals(&mut self) {
        let now = self.now;
        self.approvals.proposals.retain(|_, proposal| proposal.until > now);
    }

    pub(super) fn approval(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::RequireApprovals { area, keys, hours } => {
                // R-APR-01
                let ranges = (1..=8).contains(keys) && (1..=720).contains(hours);
                let enough = *keys == 1 || self.counting(by).len() >= usize::from(*keys);
                ensure(ranges && enough, Refusal::ApprovalMalformed)?;
                self.approvals.required.insert((by, *area), (*keys, *hours));
                if *keys == 1 {
                    self.approvals.required.remove(&(by, *area));
                }
            }
            Command::Propose { signer, command } => {
                // R-APR-02
                let area = Area::of(command).ok_or(Refusal::ApprovalMalformed)?;
                self.require_counting(by, *signer)?;
                let own = self.approvals.proposals.values().filter(|p| p.by == by).count();
                let room = usize::try_from(self.parameters.waiting_per_party).unwrap_or(usize::MAX);
                ensure(own < room, Refusal::ProposalsFull)?;
                let hours = self.approvals.required.get(&(by, area)).map_or(24, |(_, h)| *h);
                self.approvals.given += 1;
                let proposal = Proposal {
                    by,
                    command: command.as_ref().clone(),
                    agreed: BTreeSet::from([signer.0]),
                    until: self.now.after(Duration::from_seconds(u64::from(hours) * 3_600)),
                };
                self.approvals.proposals.insert(self.approvals.given, proposal);
                self.do_if_agreed(self.approvals.given);
            }
            Command::Approve { proposal, signer } => {
                // R-APR-03
                self.require_own(by, proposal.0)?;
                self.require_counting(by, *signer)?;
                let found = self.approvals.proposals.get_mut(&proposal.0);
                let agreed = &mut found.ok_or(Refusal::UnknownProposal)?.agreed;
                ensure(agreed.insert(signer.0), Refusal::KeyAgreedBefore)?;
                self.do_if_agreed(proposal.0);
            }
            Command::Withdraw { proposal } => {
                self.require_own(by, proposal.0)?;
                self.approvals.proposals.remove(&proposal.0);
            }
        }
        Ok(())
    }

    fn require_own(&self, by: PartyId, number: u64) -> Answer {
        let proposal = self.approvals.proposals.get(&number).ok_or(Refusal::UnknownProposal)?;
        ensure(proposal.by == by, Refusal::NotAuthorised)
    }

    /// R-APR-04
    fn do_if_agreed(&mut self, number: u64) {
        let Some(proposal) = self.approvals.proposals.get(&number).cloned() else {
            return;
        };
        let counting = self.counting(proposal.by);
        let agreed = proposal.agreed.iter().filter(|key| counting.contains(key)).count();
        if agreed >= usize::from(self.keys_for(proposal.by, &proposal.command)) {
            self.approvals.proposals.remove(&number);
            // What the rules do not allow ends the proposal, and is told beside it.
            let _ = self.carry_out(proposal.by, &proposal.command);
        }
    }

    /// R-PAR-07: the places of a party's keys that count.
    fn counting(&self, party: PartyId) -> BTreeSet<u16> {
        let keys = self.keys.get(party.index()).into_iter().flatten();
        let counting = (0..).zip(keys).filter(|(_, key)| !key.revoked && key.from <= self.now);
        counting.map(|(place, _)| place).collect()
    }

    fn require_counting(&self, party: PartyId, key: KeyNumber) -> Answer {
        ensure(self.counting(party).contains(&key.0), Refusal::UnknownKey)
    }

    /// R-PAR-07
    pub(super) fn add_key(&mut self, by: PartyId, public: &PublicKey) -> Answer {
        let known = self.keys.iter().flatten().any(|key| key.public == *public);
        ensure(!known, Refusal::KeyExists)?;
        let from = self.now.after(Duration::from_seconds(86_400));
        let own = &mut self.keys[by.index()];
        ensure(own.len() < 64, Refusal::KeysFull)?;
        own.push(Key { public: public.clone(), from, revoked: false });
        Ok(())
    }

    /// R-PAR-08
    pub(super) fn revoke_key(&mut self, by: PartyId, party: PartyId, number: KeyNumber) -> Answer {
        ensure(by == party || by == PartyId::OPERATOR, Refusal::NotAuthorised)?;
        self.require_party(party)?;
        let counting = self.counting(party);
        let own = self.approvals.required.iter().filter(|((holder, _), _)| *holder == party);
        let needed = own.map(|(_, (keys, _))| usize::from(*keys)).max().unwrap_or(1);
        let keys = &mut self.keys[party.index()];
        let key = keys.get_mut(usize::from(number.0)).filter(|key| !key.revoked);
        let key = key.ok_or(Refusal::UnknownKey)?;
        let spared = by != party || !counting.contains(&number.0) || counting.len() > needed;
        ensure(spared, Refusal::KeyStillNeeded)?;
        key.revoked = true;
        Ok(())
    }
}
