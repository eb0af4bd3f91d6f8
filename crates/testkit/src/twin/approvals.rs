//! Keys of parties, and commands that take several of them.

use std::collections::{BTreeMap, BTreeSet};

use receipts::PublicKey;
use settlement::approval::{Area, Command};
use settlement::cycle::Command as Cycle;
use settlement::fx::Command as Exchange;
use settlement::issuance::Command as Issuance;
use settlement::liquidity::Command as Liquidity;
use settlement::participation::{Command as Participation, KeyNumber};
use settlement::payment::{Command as Payment, Leg};
use settlement::rulebook::Command as Rulebook;
use settlement::surplus::Command as Surplus;
use settlement::{Command as AnyCommand, PartyId, Refusal};
use terms::{Amount, BusinessDate, CurrencyId, Duration, Instant};

use super::holding::minor;
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
    /// What one key may send in a day.
    caps: BTreeMap<(PartyId, CurrencyId), i128>,
    /// Everything that keys have sent since a cap stood: whose, which key, in what, on what day.
    sent: Vec<(PartyId, u16, CurrencyId, BusinessDate, i128)>,
}

impl Twin {
    /// R-APR-02: where several keys are asked for, one is not enough.
    pub(super) fn may_do_alone(&self, by: PartyId, command: &AnyCommand) -> Answer {
        ensure(self.keys_for(by, command) == 1, Refusal::ApprovalNeeded)?;
        // R-APR-07
        ensure(self.counted(by, command).is_empty(), Refusal::ApprovalNeeded)
    }

    fn keys_for(&self, by: PartyId, command: &AnyCommand) -> u8 {
        let area = Area::of(command);
        let required = area.and_then(|area| self.approvals.required.get(&(by, area)));
        let required = required.map_or(1, |(keys, _)| *keys);
        if self.goes_past_caps(by, command) { required.max(2) } else { required }
    }

    fn has_caps(&self, party: PartyId) -> bool {
        self.approvals.caps.keys().any(|(of, _)| *of == party)
    }

    /// R-APR-08
    fn goes_past_caps(&self, by: PartyId, command: &AnyCommand) -> bool {
        let touched: &[CurrencyId] = match command {
            AnyCommand::Swap(_) => return self.has_caps(by),
            AnyCommand::Rulebook(Rulebook::Redenominate { old, new, .. }) => &[*old, *new],
            AnyCommand::Approval(Command::SetOutflowCap { currency, .. })
            | AnyCommand::Participation(Participation::GrantMandate { currency, .. })
            | AnyCommand::Liquidity(Liquidity::SetCreditLine { currency, .. }) => &[*currency],
            AnyCommand::Liquidity(Liquidity::SetStandingOrder { currency, order, .. })
                if order.is_some() =>
            {
                &[*currency]
            }
            AnyCommand::Surplus(Surplus::SetInvestmentTerms { currency, terms })
                if terms.is_some() =>
            {
                &[*currency]
            }
            AnyCommand::Surplus(Surplus::SetImbalanceTerms { currency, terms, .. })
                if terms.is_some() =>
            {
                &[*currency]
            }
            _ => &[],
        };
        touched.iter().any(|currency| self.approvals.caps.contains_key(&(by, *currency)))
    }

    /// R-APR-07: how much of each capped currency leaves the party's own accounts.
    fn counted(&self, by: PartyId, command: &AnyCommand) -> BTreeMap<CurrencyId, i128> {
        let own = |legs: &[Leg]| -> Vec<(CurrencyId, Amount)> {
            let own = legs.iter().filter(|leg| leg.debtor == by);
            own.map(|leg| (leg.currency, leg.amount)).collect()
        };
        let leaves = match command {
            AnyCommand::Payment(Payment::SubmitInstruction(instruction)) => own(&instruction.legs),
            AnyCommand::Payment(Payment::ConsentToInstruction { uetr }) => {
                let item = self.waiting_as(*uetr).ok().and_then(|id| self.waiting.get(&id));
                item.map_or_else(Vec::new, |item| own(&item.legs))
            }
            AnyCommand::Liquidity(Liquidity::TransferLiquidity { currency, amount, .. })
            | AnyCommand::Issuance(Issuance::Issue { currency, amount, .. })
            | AnyCommand::Cycle(Cycle::SubmitObligation { currency, amount, .. }) => {
                vec![(*currency, *amount)]
            }
            AnyCommand::Exchange(
                Exchange::PlaceOrder { sell, amount, .. }
                | Exchange::PostQuote { sell, amount, .. }
                | Exchange::ConvertPayment { sell, amount, .. },
            ) => vec![(*sell, *amount)],
            _ => Vec::new(),
        };
        let mut counted = BTreeMap::new();
        for (currency, amount) in leaves {
            if self.approvals.caps.contains_key(&(by, currency)) {
                let sum: &mut i128 = counted.entry(currency).or_default();
                *sum = sum.saturating_add(minor(amount));
            }
        }
        counted
    }

    /// R-APR-07: what a key may send it has left.
    fn has_left(&self, by: PartyId, key: u16, counted: &BTreeMap<CurrencyId, i128>) -> Answer {
        for (currency, more) in counted {
            let today = self.currencies[currency.index()].day;
            let sent = self.approvals.sent.iter().filter(|(of, signer, in_, day, _)| {
                (*of, *signer, *in_, *day) == (by, key, *currency, today)
            });
            let total = sent.fold(*more, |sum, (.., amount)| sum.saturating_add(*amount));
            let cap = self.approvals.caps.get(&(by, *currency)).copied();
            ensure(cap.is_none_or(|cap| total <= cap), Refusal::OutflowCapReached)?;
        }
        Ok(())
    }

    /// R-APR-07: a cap goes over with the money.
    pub(super) fn caps_go_over(&mut self, old: CurrencyId, new: CurrencyId, factor: i128) {
        let caps = self.approvals.caps.clone();
        for ((party, _), cap) in caps.iter().filter(|((_, currency), _)| *currency == old) {
            let standing = caps.get(&(*party, new)).copied().unwrap_or(i128::MAX);
            self.approvals.caps.insert((*party, new), standing.min(cap / factor));
        }
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
                if self.keys_for(by, command) == 1 {
                    self.has_left(by, signer.0, &self.counted(by, command))?;
                }
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
            Command::SetOutflowCap { currency, cap } => {
                // R-APR-07
                self.require_currency(*currency)?;
                let Some(cap) = cap else {
                    self.approvals.caps.remove(&(by, *currency));
                    self.approvals.sent.retain(|row| (row.0, row.2) != (by, *currency));
                    return Ok(());
                };
                ensure(*cap <= Amount::MAX, Refusal::AmountTooLarge)?;
                ensure(self.counting(by).len() >= 2, Refusal::ApprovalMalformed)?;
                self.approvals.caps.insert((by, *currency), minor(*cap));
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
        let agreed: Vec<u16> = proposal.agreed.intersection(&counting).copied().collect();
        if agreed.len() >= usize::from(self.keys_for(proposal.by, &proposal.command)) {
            self.approvals.proposals.remove(&number);
            // What the rules do not allow ends the proposal, and is told beside it.
            let _ = self.carry_out_for(&agreed, proposal.by, &proposal.command);
        }
    }

    /// R-APR-04; R-APR-07: what one key alone agreed to counts for that key.
    fn carry_out_for(&mut self, agreed: &[u16], by: PartyId, command: &AnyCommand) -> Answer {
        let [key] = agreed else {
            return self.carry_out(by, command);
        };
        let counted = self.counted(by, command);
        self.has_left(by, *key, &counted)?;
        self.carry_out(by, command)?;
        for (currency, amount) in counted {
            let today = self.currencies[currency.index()].day;
            self.approvals.sent.push((by, *key, currency, today, amount));
        }
        Ok(())
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
        // R-APR-08
        let needed = if self.has_caps(party) { needed.max(2) } else { needed };
        let keys = &mut self.keys[party.index()];
        let key = keys.get_mut(usize::from(number.0)).filter(|key| !key.revoked);
        let key = key.ok_or(Refusal::UnknownKey)?;
        let spared = by != party || !counting.contains(&number.0) || counting.len() > needed;
        ensure(spared, Refusal::KeyStillNeeded)?;
        key.revoked = true;
        Ok(())
    }
}
