//! Who takes part, and what happens to accounts outside payments.

use settlement::issuance::{Command as Issuance, Disposal, OvernightPolicy};
use settlement::liquidity::{Command as Liquidity, StandingAmount, StandingOrder, Trigger};
use settlement::participation::{Access, Command as Participation, HolderClass};
use settlement::queue::Policy;
use settlement::{PartyId, Priority, Refusal};
use terms::{Amount, CurrencyId};

use super::{Answer, Key, Twin, ensure};

/// One party's money in one currency. Unit: minor units.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// How many accounts were opened before it.
    pub(super) opened: usize,
    pub(super) class: HolderClass,
    pub(super) access: Access,
    pub(super) balance: i128,
    pub(super) credit: i128,
    pub(super) urgent: i128,
    pub(super) high: i128,
    /// Held for orders of exchange, for draws, or as investments of others.
    pub(super) held: i128,
    pub(super) policy: Policy,
}

impl Account {
    /// What a debit of the priority can draw on. R-LIQ-01
    pub(super) fn available(&self, priority: Priority) -> i128 {
        let reserved = match priority {
            Priority::Urgent => 0,
            Priority::High => self.urgent,
            Priority::Normal => self.urgent + self.high,
        };
        self.balance + self.credit - reserved - self.held
    }
}

/// What a holder lets flow out, net, in a day. Unit: minor units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    pub(super) amount: i128,
    pub(super) net: i128,
}

/// Unit: minor units.
pub(super) fn minor(amount: Amount) -> i128 {
    i128::try_from(amount.minor()).unwrap_or(i128::MAX)
}

impl Twin {
    pub(super) fn participation(&mut self, by: PartyId, command: &Participation) -> Answer {
        match command {
            Participation::RegisterParty { bic, keys } => {
                self.require_operator(by)?;
                // R-PAR-02
                ensure(!self.parties.contains(bic), Refusal::PartyExists)?;
                self.parties.push(*bic);
                self.keys.push(super::first_keys(keys));
            }
            Participation::AdmitParticipant { currency, party, class, access } => {
                self.require_agent(by, *currency)?;
                self.require_party(*party)?;
                let key = (*party, *currency);
                self.may_become(key, *access)?;
                self.admit(key, *class, *access);
            }
            Participation::ChangeAccess { currency, party, access } => {
                self.require_agent(by, *currency)?;
                let key = self.account_of(*party, *currency)?;
                self.may_become(key, *access)?;
                self.account_mut(key).access = *access;
            }
            Participation::GrantMandate { currency, to } => {
                self.require_party(*to)?;
                let key = self.account_of(by, *currency)?;
                self.mandates.insert((key, *to));
            }
            Participation::RevokeMandate { currency, from } => {
                let key = self.account_of(by, *currency)?;
                self.mandates.remove(&(key, *from));
            }
            Participation::AddKey { key } => self.add_key(by, key)?,
            Participation::RevokeKey { party, number } => self.revoke_key(by, *party, *number)?,
        }
        Ok(())
    }

    /// R-PAR-05: closed is for ever, and only what is empty is closed.
    fn may_become(&self, key: Key, access: Access) -> Answer {
        let Some(account) = self.accounts.get(&key) else {
            return Ok(());
        };
        ensure(account.access != Access::Closed, Refusal::AccountClosed)?;
        let waits = self.waiting.values().any(|item| item.touches(key))
            || self.is_ordered_on(key)
            || self.is_in_cycle(key)
            || self.is_swapped_on(key)
            || self.is_invested_on(key);
        let empty = account.balance == 0 && !waits;
        ensure(empty || access != Access::Closed, Refusal::AccountNotEmpty)
    }

    /// R-PAR-03
    pub(super) fn admit(&mut self, key: Key, class: HolderClass, access: Access) {
        let opened = self.accounts.len();
        let new = Account {
            opened,
            class,
            access,
            balance: 0,
            credit: 0,
            urgent: 0,
            high: 0,
            held: 0,
            policy: Policy::Fifo,
        };
        let account = self.accounts.entry(key).or_insert(new);
        account.class = class;
        account.access = access;
    }

    pub(super) fn require_operator(&self, by: PartyId) -> Answer {
        ensure(by == PartyId::OPERATOR, Refusal::NotAuthorised)
    }

    pub(super) fn require_party(&self, party: PartyId) -> Answer {
        ensure(party.index() < self.parties.len(), Refusal::UnknownParty)
    }

    pub(super) fn require_currency(&self, id: CurrencyId) -> Answer {
        ensure(id.index() < self.currencies.len(), Refusal::UnknownCurrency)
    }

    pub(super) fn require_agent(&self, by: PartyId, id: CurrencyId) -> Answer {
        self.require_currency(id)?;
        ensure(self.currencies[id.index()].agent == by, Refusal::NotAuthorised)
    }

    pub(super) fn account_of(&self, party: PartyId, id: CurrencyId) -> Result<Key, Refusal> {
        self.require_currency(id)?;
        ensure(self.accounts.contains_key(&(party, id)), Refusal::DebtorNotAdmitted)?;
        Ok((party, id))
    }

    pub(super) fn account_mut(&mut self, key: Key) -> &mut Account {
        self.accounts.get_mut(&key).expect("accounts are found before they change, and stay")
    }

    /// R-PAR-04
    pub(super) fn may_send(&self, key: Key) -> Answer {
        match self.accounts[&key].access {
            Access::Closed => Err(Refusal::AccountClosed),
            access if access.may_send() => Ok(()),
            _ => Err(Refusal::DebtorMayNotSend),
        }
    }

    /// R-PAR-04
    pub(super) fn may_receive(&self, key: Key) -> Answer {
        match self.accounts[&key].access {
            Access::Closed => Err(Refusal::AccountClosed),
            access if access.may_receive() => Ok(()),
            _ => Err(Refusal::CreditorMayNotReceive),
        }
    }

    /// Every account. Order: as opened.
    pub(super) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.accounts.keys().copied().collect();
        keys.sort_by_key(|key| self.accounts[key].opened);
        keys
    }

    pub(super) fn keys_in(&self, currency: CurrencyId) -> Vec<Key> {
        self.keys().into_iter().filter(|(_, of)| *of == currency).collect()
    }

    /// Moves money; a debit uses up what was reserved for its priority. R-LIQ-01
    pub(super) fn post(&mut self, from: Key, to: Key, amount: i128, by: Priority) {
        let account = self.account_mut(from);
        account.balance -= amount;
        match by {
            Priority::Urgent => account.urgent = (account.urgent - amount).max(0),
            Priority::High => account.high = (account.high - amount).max(0),
            Priority::Normal => {}
        }
        self.account_mut(to).balance += amount;
    }

    /// Creates money, or takes it out of existence, below zero.
    pub(super) fn supply(&mut self, key: Key, amount: i128) {
        self.account_mut(key).balance += amount;
        *self.issued.entry(key.1).or_default() += amount;
    }

    pub(super) fn issuance(&mut self, by: PartyId, command: &Issuance) -> Answer {
        match command {
            Issuance::Issue { name, currency, to, amount } => {
                // R-ISS-01
                self.require_agent(by, *currency)?;
                self.require_unused(*name)?;
                let key = (*to, *currency);
                ensure(self.accounts.contains_key(&key), Refusal::CreditorNotAdmitted)?;
                self.may_receive(key)?;
                ensure(!amount.is_zero(), Refusal::ZeroAmount)?;
                // R-ISS-05
                let supply = self.issued(*currency).max(0).saturating_add(minor(*amount));
                ensure(supply <= minor(Amount::MAX), Refusal::AmountTooLarge)?;
                self.supply(key, minor(*amount));
                self.use_name(*name);
            }
            Issuance::Redeem { name, currency, from, amount } => {
                // R-ISS-01
                self.require_agent(by, *currency)?;
                self.require_unused(*name)?;
                let key = self.account_of(*from, *currency)?;
                ensure(!amount.is_zero(), Refusal::ZeroAmount)?;
                // R-ISS-02
                let account = &self.accounts[&key];
                let there = account.available(Priority::Normal).min(account.balance);
                ensure(minor(*amount) <= there, Refusal::BelowFloor)?;
                self.supply(key, -minor(*amount));
                self.use_name(*name);
            }
            Issuance::SetOvernightPolicy { currency, class, policy } => {
                // R-ISS-03
                self.require_agent(by, *currency)?;
                self.currencies[currency.index()].overnight.insert(*class, *policy);
            }
        }
        Ok(())
    }

    /// R-ISS-03, R-ISS-04: what each stood at before any was swept decides.
    pub(super) fn enforce_overnight(&mut self, id: CurrencyId) {
        let mut excess: Vec<(Key, i128, Disposal)> = Vec::new();
        for key in self.keys_in(id) {
            let account = &self.accounts[&key];
            let (cap, disposal) = match self.currencies[id.index()].overnight.get(&account.class) {
                None | Some(OvernightPolicy::Free) => continue,
                Some(OvernightPolicy::Capped(cap, disposal)) => (minor(*cap), *disposal),
                Some(OvernightPolicy::Forbidden(disposal)) => (0, *disposal),
            };
            // R-SWP-05
            let own = account.balance - account.held;
            if own.max(0) > cap {
                excess.push((key, own - cap, disposal));
            }
        }
        let agent = (self.currencies[id.index()].agent, id);
        for (key, amount, disposal) in excess {
            // R-SUR-04
            let amount = match disposal {
                Disposal::Invest | Disposal::InvestOvernight if key != agent => {
                    let overnight = disposal == Disposal::InvestOvernight;
                    self.invest_at_close(key, amount, overnight)
                }
                _ => amount,
            };
            if disposal == Disposal::Sweep && key != agent {
                self.post(key, agent, amount, Priority::Urgent);
            } else {
                self.supply(key, -amount);
            }
        }
    }

    pub(super) fn liquidity(&mut self, by: PartyId, command: &Liquidity) -> Answer {
        match command {
            Liquidity::ReserveFunds { currency, priority, amount } => {
                let key = self.account_of(by, *currency)?;
                self.reserve(key, *priority, minor(*amount))
            }
            Liquidity::SetBilateralLimit { currency, counterparty, amount } => {
                let key = self.account_of(by, *currency)?;
                self.require_party(*counterparty)?;
                ensure(*counterparty != by, Refusal::LimitOnOneself)?;
                self.set_limit(key, Some(*counterparty), *amount);
                Ok(())
            }
            Liquidity::SetMultilateralLimit { currency, amount } => {
                let key = self.account_of(by, *currency)?;
                self.set_limit(key, None, *amount);
                Ok(())
            }
            Liquidity::SetCreditLine { currency, party, amount } => {
                // R-LIQ-04
                self.require_agent(by, *currency)?;
                let key = self.account_of(*party, *currency)?;
                ensure(*amount <= Amount::MAX, Refusal::AmountTooLarge)?;
                self.account_mut(key).credit = minor(*amount);
                Ok(())
            }
            Liquidity::TransferLiquidity { name, currency, to, amount } => {
                let key = self.account_of(by, *currency)?;
                self.require_unused(*name)?;
                self.transfer(key, *to, minor(*amount))?;
                self.use_name(*name);
                Ok(())
            }
            Liquidity::SetStandingOrder { currency, number, order } => {
                let key = self.account_of(by, *currency)?;
                self.set_standing_order(key, *number, *order)
            }
        }
    }

    /// R-LIQ-01
    fn reserve(&mut self, key: Key, priority: Priority, amount: i128) -> Answer {
        let account = self.account_mut(key);
        let free = account.available(Priority::Normal);
        let reserve = match priority {
            Priority::Urgent => &mut account.urgent,
            Priority::High => &mut account.high,
            Priority::Normal => return Err(Refusal::NothingToReserve),
        };
        ensure(amount <= (free + *reserve).max(0), Refusal::ReservationTooLarge)?;
        *reserve = amount;
        Ok(())
    }

    /// R-LIQ-02, R-LIQ-03: another amount keeps the count of the day.
    fn set_limit(&mut self, key: Key, towards: Option<PartyId>, amount: Option<Amount>) {
        match amount.map(minor) {
            Some(amount) => {
                let new = Limit { amount, net: 0 };
                self.limits.entry((key, towards)).or_insert(new).amount = amount;
            }
            None => {
                self.limits.remove(&(key, towards));
            }
        }
    }

    /// R-LIQ-05
    fn transfer(&mut self, from: Key, to: PartyId, amount: i128) -> Answer {
        let to = (to, from.1);
        ensure(self.accounts.contains_key(&to), Refusal::CreditorNotAdmitted)?;
        ensure(to != from, Refusal::SameParties)?;
        ensure(amount != 0, Refusal::ZeroAmount)?;
        self.may_send(from)?;
        self.may_receive(to)?;
        // R-SUR-08
        let after = self.accounts[&to].balance + amount;
        let fits = self.cap_of(to).is_none_or(|cap| after <= cap);
        ensure(fits, Refusal::HoldingCapExceeded)?;
        let available = self.accounts[&from].available(Priority::Normal);
        ensure(amount <= available, Refusal::InsufficientFunds)?;
        self.post(from, to, amount, Priority::Normal);
        Ok(())
    }

    fn set_standing_order(
        &mut self,
        key: Key,
        number: u16,
        order: Option<StandingOrder>,
    ) -> Answer {
        let Some(order) = order else {
            self.standing.remove(&(key, number));
            return Ok(());
        };
        self.require_party(order.to)?;
        ensure(order.to != key.0, Refusal::SameParties)?;
        self.standing.insert((key, number), order);
        Ok(())
    }

    /// R-LIQ-06
    pub(super) fn run_standing_orders(&mut self, currency: CurrencyId, trigger: Trigger) {
        for key in self.keys_in(currency) {
            let of_key = self.standing.iter().filter(|((owner, _), _)| *owner == key);
            let orders: Vec<StandingOrder> = of_key.map(|(_, order)| *order).collect();
            for order in orders.into_iter().filter(|order| order.trigger == trigger) {
                let account = &self.accounts[&key];
                let wanted = match order.amount {
                    StandingAmount::Fixed(amount) => minor(amount),
                    StandingAmount::Above(floor) => (account.balance.max(0) - minor(floor)).max(0),
                };
                let amount = wanted.min(account.available(Priority::Normal).max(0));
                // What cannot be moved is tried again on the next day.
                let _ = self.transfer(key, order.to, amount);
            }
        }
    }

    /// R-LIQ-01 to R-LIQ-03, R-LIQ-07
    pub(super) fn end_day_liquidity(&mut self, currency: CurrencyId) {
        for key in self.keys_in(currency) {
            let account = self.account_mut(key);
            account.urgent = 0;
            account.high = 0;
            if account.balance < 0 {
                account.credit = 0;
            }
        }
        let limits = self.limits.iter_mut().filter(|(((_, of), _), _)| *of == currency);
        limits.for_each(|(_, limit)| limit.net = 0);
    }
}
