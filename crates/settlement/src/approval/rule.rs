use alloc::boxed::Box;
use alloc::vec::Vec;

use terms::Duration;

use super::proposal::Proposal;
use super::{Area, Command, Event, ProposalNumber, Requirement};
use crate::participation::KeyNumber;
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

/// The most keys that can be required.
const MOST_KEYS: u8 = 8;

/// The longest a proposal can stand. Unit: hours.
const MOST_HOURS: u16 = 720;

/// How long a proposal stands where nothing says so. Unit: hours.
const USUAL_HOURS: u16 = 24;

impl Machine {
    pub(crate) fn approval_command(
        &mut self,
        by: PartyId,
        command: Command,
    ) -> Result<(), Refusal> {
        match command {
            Command::RequireApprovals { area, keys, hours } => {
                self.require_keys(by, area, Requirement { keys, hours })
            }
            Command::Propose { signer, command } => self.propose_command(by, signer, *command),
            Command::Approve { proposal, signer } => self.approve(by, proposal, signer),
            Command::Withdraw { proposal } => self.withdraw(by, proposal),
            Command::SetOutflowCap { currency, cap } => self.set_outflow_cap(by, currency, cap),
        }
    }

    /// R-APR-02: what takes several keys is proposed, and is not done for one.
    pub(crate) fn is_agreed(&self, by: PartyId, command: &crate::Command) -> Result<(), Refusal> {
        // R-APR-07: what counts against a cap names the key that it counts for.
        if self.keys_needed(by, command) > 1 || !self.capped_outflow(by, command).is_empty() {
            return Err(Refusal::ApprovalNeeded);
        }
        Ok(())
    }

    /// R-APR-01, R-APR-08: how many keys of its party a command takes.
    fn keys_needed(&self, by: PartyId, command: &crate::Command) -> u8 {
        let required = self.approvals.needed(by, Area::of(command));
        required.max(self.keys_for_caps(by, command))
    }

    /// R-APR-01: a party requires no more keys than it has.
    fn require_keys(
        &mut self,
        by: PartyId,
        area: Area,
        required: Requirement,
    ) -> Result<(), Refusal> {
        let Requirement { keys, hours } = required;
        let ranges = (1..=MOST_KEYS).contains(&keys) && (1..=MOST_HOURS).contains(&hours);
        let has = self.registry.keys_that_count(by, self.moment.instant);
        if !ranges || (keys > 1 && has < usize::from(keys)) {
            return Err(Refusal::ApprovalMalformed);
        }
        if keys == 1 {
            self.approvals.required.remove(&(by, area));
        } else {
            self.approvals.required.insert((by, area), required);
        }
        self.tell(Event::ApprovalsRequired { by, area, keys, hours });
        Ok(())
    }

    /// R-APR-02: one key proposes, and agrees to what it proposes.
    fn propose_command(
        &mut self,
        by: PartyId,
        signer: KeyNumber,
        command: crate::Command,
    ) -> Result<(), Refusal> {
        let area = Area::of(&command).ok_or(Refusal::ApprovalMalformed)?;
        self.require_key(by, signer)?;
        // R-APR-07
        if self.keys_needed(by, &command) <= 1 {
            self.check_outflow(by, signer, &self.capped_outflow(by, &command))?;
        }
        if self.approvals.of(by) >= self.room() {
            return Err(Refusal::ProposalsFull);
        }
        let required = self.approvals.required.get(&(by, area));
        let hours = required.map_or(USUAL_HOURS, |required| required.hours);
        let seconds = u64::from(hours).saturating_mul(3_600);
        let until = self.moment.instant.after(Duration::from_seconds(seconds));
        let evidence = self.evidence;
        let proposal =
            Proposal { by, command: command.clone(), evidence, agreed: [signer].into(), until };
        let missing = self.missing(&proposal);
        let number = self.approvals.add(proposal);
        self.timers.insert((until, Timer::LapseProposal(number)));
        let command = Box::new(command);
        self.tell(Event::CommandProposed { proposal: number, by, signer, command, missing, until });
        if missing == 0 {
            self.carry_out_proposal(number);
        }
        Ok(())
    }

    /// R-APR-03: another key of the same party agrees, once.
    fn approve(
        &mut self,
        by: PartyId,
        number: ProposalNumber,
        signer: KeyNumber,
    ) -> Result<(), Refusal> {
        self.own_proposal(by, number)?;
        self.require_key(by, signer)?;
        let proposal = self.approvals.proposals.get_mut(&number);
        let proposal = proposal.ok_or(Refusal::UnknownProposal)?;
        if !proposal.agreed.insert(signer) {
            return Err(Refusal::KeyAgreedBefore);
        }
        let missing = self.approvals.proposals.get(&number).map_or(0, |p| self.missing(p));
        self.tell(Event::CommandApproved { proposal: number, by, signer, missing });
        if missing == 0 {
            self.carry_out_proposal(number);
        }
        Ok(())
    }

    fn withdraw(&mut self, by: PartyId, number: ProposalNumber) -> Result<(), Refusal> {
        self.own_proposal(by, number)?;
        self.end_proposal(number);
        self.tell(Event::ProposalWithdrawn { proposal: number, by });
        Ok(())
    }

    /// R-APR-04: the command is given now, under the rules of now, in the message that proposed it.
    fn carry_out_proposal(&mut self, number: ProposalNumber) {
        let Some(proposal) = self.end_proposal(number) else {
            return;
        };
        let signer = self.only_signer(&proposal);
        let Proposal { by, command, evidence, .. } = proposal;
        let uetr = command.subject();
        self.evidence = evidence;
        let told = Box::new(command.clone());
        self.tell(Event::CommandCarriedOut { proposal: number, by, command: told, evidence });
        let sent = signer.map_or_else(Vec::new, |_| self.capped_outflow(by, &command));
        let checked = signer.map_or(Ok(()), |signer| self.check_outflow(by, signer, &sent));
        let done = checked.and_then(|()| self.carry_out(by, command));
        if let (Ok(()), Some(signer)) = (done, signer) {
            self.count_outflow(by, signer, &sent);
        }
        if let Err(refusal) = done {
            self.tell(Event::ProposalRefused { proposal: number, by, uetr, refusal });
        }
    }

    /// R-APR-06: what found too few keys in its time is not done.
    pub(crate) fn lapse_proposal(&mut self, number: ProposalNumber) {
        if let Some(proposal) = self.end_proposal(number) {
            self.tell(Event::ProposalLapsed { proposal: number, by: proposal.by });
        }
    }

    fn end_proposal(&mut self, number: ProposalNumber) -> Option<Proposal> {
        let proposal = self.approvals.proposals.remove(&number)?;
        self.timers.remove(&(proposal.until, Timer::LapseProposal(number)));
        Some(proposal)
    }

    fn own_proposal(&self, by: PartyId, number: ProposalNumber) -> Result<(), Refusal> {
        let proposal = self.approvals.proposals.get(&number).ok_or(Refusal::UnknownProposal)?;
        if proposal.by == by { Ok(()) } else { Err(Refusal::NotAuthorised) }
    }

    /// R-APR-04: how many keys are missing, as things stand; a key that no longer counts does not.
    pub(super) fn missing(&self, proposal: &Proposal) -> u8 {
        let count = self.agreeing(proposal).count();
        let needed = self.keys_needed(proposal.by, &proposal.command);
        needed.saturating_sub(u8::try_from(count).unwrap_or(u8::MAX))
    }

    /// R-APR-07: the key that what is done counts for, if no second one agreed.
    fn only_signer(&self, proposal: &Proposal) -> Option<KeyNumber> {
        let mut agreeing = self.agreeing(proposal);
        agreeing.next().filter(|_| agreeing.next().is_none())
    }

    /// The keys that agreed and count.
    fn agreeing(&self, proposal: &Proposal) -> impl Iterator<Item = KeyNumber> {
        let keys = proposal.agreed.iter().copied();
        keys.filter(|key| self.key_counts(proposal.by, *key))
    }

    fn room(&self) -> usize {
        usize::try_from(self.rulebook.parameters.waiting_per_party).unwrap_or(usize::MAX)
    }
}
