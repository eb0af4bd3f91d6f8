use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use books::AccountId;
use receipts::PublicKey;
use serde::{Deserialize, Serialize};
use terms::{Bic, CurrencyId};

use super::keys::Key;
use super::{Access, Command, Event, HolderClass};
use crate::{Machine, PartyId, Refusal};

/// An institution.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Party {
    pub(crate) bic: Bic,
    /// Order: as added; a place is never given again.
    pub(crate) keys: Vec<Key>,
}

/// As what an account's holder was admitted, to do what.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Admission {
    pub(crate) class: HolderClass,
    pub(crate) access: Access,
}

/// All institutions, their admissions and mandates.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Registry {
    pub(crate) parties: Vec<Party>,
    by_bic: BTreeMap<Bic, PartyId>,
    /// Shape: one per account. Order: as the accounts.
    pub(crate) admissions: Vec<Admission>,
    /// An account and who may submit its debits beside its holder.
    mandates: BTreeSet<(AccountId, PartyId)>,
}

impl Registry {
    pub(crate) fn register(&mut self, bic: Bic, keys: Vec<PublicKey>) -> Option<PartyId> {
        if self.by_bic.contains_key(&bic) {
            return None;
        }
        let party = PartyId::new(u32::try_from(self.parties.len()).ok()?);
        let keys = keys.into_iter().map(Key::first).collect();
        self.parties.push(Party { bic, keys });
        self.by_bic.insert(bic, party);
        Some(party)
    }

    pub(crate) fn by_bic(&self, bic: &Bic) -> Option<PartyId> {
        self.by_bic.get(bic).copied()
    }

    pub(crate) fn admission(&self, account: AccountId) -> Admission {
        self.admissions[account.index()]
    }

    pub(crate) fn has_mandate(&self, account: AccountId, party: PartyId) -> bool {
        self.mandates.contains(&(account, party))
    }
}

impl Machine {
    pub(crate) fn participation(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::RegisterParty { bic, keys } => {
                self.require_operator(by)?;
                // R-PAR-02
                let party = self.registry.register(bic, keys).ok_or(Refusal::PartyExists)?;
                self.tell(Event::PartyRegistered { party, bic });
                Ok(())
            }
            Command::AdmitParticipant { currency, party, class, access } => {
                self.require_agent(by, currency)?;
                self.require_party(party)?;
                if let Some(account) = self.books.find(party.into(), currency) {
                    self.check_access_change(account, access)?;
                }
                self.admit(party, currency, class, access);
                Ok(())
            }
            Command::ChangeAccess { currency, party, access } => {
                self.require_agent(by, currency)?;
                self.change_access(currency, party, access)
            }
            Command::GrantMandate { currency, to } => {
                self.require_party(to)?;
                let account = self.account_of(by, currency)?;
                self.registry.mandates.insert((account, to));
                self.tell(Event::MandateGranted { party: by, currency, to });
                Ok(())
            }
            Command::RevokeMandate { currency, from } => {
                let account = self.account_of(by, currency)?;
                self.registry.mandates.remove(&(account, from));
                self.tell(Event::MandateRevoked { party: by, currency, from });
                Ok(())
            }
            Command::AddKey { key } => self.add_key(by, key),
            Command::RevokeKey { party, number } => self.revoke_key(by, party, number),
        }
    }

    /// R-PAR-03: opens the account of a party in a currency, or changes its class and access.
    pub(crate) fn admit(
        &mut self,
        party: PartyId,
        currency: CurrencyId,
        class: HolderClass,
        access: Access,
    ) {
        let account = self.books.open(party.into(), currency);
        let admission = Admission { class, access };
        match self.registry.admissions.get_mut(account.index()) {
            Some(known) => *known = admission,
            None => self.registry.admissions.push(admission),
        }
        self.queue.cover(account);
        self.tell(Event::ParticipantAdmitted { party, currency, class, access });
        self.wake_all_on(account);
    }

    fn change_access(
        &mut self,
        currency: CurrencyId,
        party: PartyId,
        access: Access,
    ) -> Result<(), Refusal> {
        let account = self.account_of(party, currency)?;
        self.check_access_change(account, access)?;
        self.registry.admissions[account.index()].access = access;
        self.tell(Event::AccessChanged { party, currency, access });
        self.wake_all_on(account);
        Ok(())
    }

    /// R-PAR-05: what is closed stays closed, and only what is empty is closed.
    fn check_access_change(&self, account: AccountId, access: Access) -> Result<(), Refusal> {
        if self.registry.admission(account).access == Access::Closed {
            return Err(Refusal::AccountClosed);
        }
        let empty = self.books.account(account).balance().minor() == 0;
        if access == Access::Closed
            && (!empty
                || self.waits_on(account)
                || self.is_ordered_on(account)
                || self.is_in_cycle(account)
                // R-SWP-05
                || self.is_swapped_on(account)
                // R-SUR-02
                || self.is_invested_on(account))
        {
            return Err(Refusal::AccountNotEmpty);
        }
        Ok(())
    }

    /// R-PAR-01: the operator alone.
    pub(crate) fn require_operator(&self, by: PartyId) -> Result<(), Refusal> {
        if by == PartyId::OPERATOR { Ok(()) } else { Err(Refusal::NotAuthorised) }
    }

    /// R-PAR-01: the currency's settlement agent alone; not even the operator.
    pub(crate) fn require_agent(&self, by: PartyId, currency: CurrencyId) -> Result<(), Refusal> {
        if self.currency(currency)?.agent == by { Ok(()) } else { Err(Refusal::NotAuthorised) }
    }

    /// R-PAR-02: a party that is registered.
    pub(crate) fn require_party(&self, party: PartyId) -> Result<(), Refusal> {
        let known = party.index() < self.registry.parties.len();
        if known { Ok(()) } else { Err(Refusal::UnknownParty) }
    }

    /// R-PAR-03: the account of a party in a currency.
    pub(crate) fn account_of(
        &self,
        party: PartyId,
        currency: CurrencyId,
    ) -> Result<AccountId, Refusal> {
        self.currency(currency)?;
        self.books.find(party.into(), currency).ok_or(Refusal::DebtorNotAdmitted)
    }

    /// R-PAR-04: whether the account may be debited now.
    pub(crate) fn may_send(&self, account: AccountId) -> Result<(), Refusal> {
        match self.registry.admission(account).access {
            Access::Closed => Err(Refusal::AccountClosed),
            access if access.may_send() => Ok(()),
            _ => Err(Refusal::DebtorMayNotSend),
        }
    }

    /// R-PAR-04: whether the account may be credited now.
    pub(crate) fn may_receive(&self, account: AccountId) -> Result<(), Refusal> {
        match self.registry.admission(account).access {
            Access::Closed => Err(Refusal::AccountClosed),
            access if access.may_receive() => Ok(()),
            _ => Err(Refusal::CreditorMayNotReceive),
        }
    }
}
