use alloc::vec::Vec;

use books::{AccountId, Priority};
use terms::{Amount, Balance, CurrencyId};

use super::Event;
use crate::participation::Access;
use crate::payment::Item;
use crate::{Machine, PartyId, Refusal};

/// The two currencies of a redenomination and the old minor units in one new one.
#[derive(Clone, Copy)]
struct Change {
    old: CurrencyId,
    new: CurrencyId,
    factor: i128,
}

impl Machine {
    /// R-RUL-03: turns all money of `old` into `new`, to the last unit.
    ///
    /// Each account gets its whole new units; what is left of each goes to the agent's account,
    /// where together it may make further whole units; what is left there stays in the old
    /// currency. Nothing is rounded away, and both currencies stay in balance.
    pub(crate) fn redenominate(
        &mut self,
        by: PartyId,
        old: CurrencyId,
        new: CurrencyId,
        units: u64,
    ) -> Result<(), Refusal> {
        self.require_agent(by, old)?;
        self.require_agent(by, new)?;
        let factor = self.factor(old, new, units)?;
        let change = Change { old, new, factor };
        let agent = self.agent_account(old).ok_or(Refusal::RatioMalformed)?;
        // R-SWP-05
        if self.is_swapped_in(old) {
            return Err(Refusal::SwapOutstanding);
        }
        // R-SUR-03
        self.check_interest_in(old)?;
        self.end_investments_in(old);
        self.end_waiting_in(old);
        self.end_orders_in(old);
        self.end_obligations_in(old);
        if self.rulebook.parameters.behaviour.lines_end_with_their_money() {
            self.end_lines_in(by, old);
        }
        let accounts: Vec<AccountId> = self
            .books
            .accounts()
            .filter(|(id, account)| account.currency() == old && *id != agent)
            // What is closed is empty and stays closed.
            .filter(|(id, _)| self.registry.admission(*id).access != Access::Closed)
            .map(|(id, _)| id)
            .collect();
        for account in accounts {
            self.redenominate_account(account, agent, change);
        }
        // The agent's own account last: it holds the remainders of all others.
        self.redenominate_account(agent, agent, change);
        let left = self.books.account(agent).balance();
        self.move_outflow_caps(old, new, factor.unsigned_abs());
        let factor = Amount::from_minor(factor.unsigned_abs());
        self.tell(Event::CurrencyRedenominated { old, new, factor, left });
        Ok(())
    }

    /// Old minor units in one new minor unit.
    fn factor(&self, old: CurrencyId, new: CurrencyId, units: u64) -> Result<i128, Refusal> {
        let malformed = Refusal::RatioMalformed;
        let scale = |digits: u8| 10_i128.checked_pow(u32::from(digits)).ok_or(malformed);
        let old_scale = scale(self.currency(old)?.minor_units)?;
        let new_scale = scale(self.currency(new)?.minor_units)?;
        let scaled = i128::from(units).checked_mul(old_scale).ok_or(malformed)?;
        let factor = scaled.checked_div(new_scale).ok_or(malformed)?;
        let whole = scaled.checked_rem(new_scale) == Some(0);
        if old != new && whole && factor >= 1 { Ok(factor) } else { Err(malformed) }
    }

    fn end_waiting_in(&mut self, currency: CurrencyId) {
        let items: Vec<_> = self
            .queue
            .items()
            .filter(|(_, item)| self.is_in(item, currency) || self.is_received_in(item, currency))
            .map(|(id, _)| id)
            .collect();
        for id in items {
            self.reject(id, Refusal::CurrencyRedenominated);
        }
    }

    /// Whether what an item pays is received in the currency, and it is to be converted. R-FX-16
    fn is_received_in(&self, item: &Item, currency: CurrencyId) -> bool {
        let mut legs = item.legs.iter();
        legs.any(|leg| self.books.account(leg.credit).currency() == currency)
    }

    fn redenominate_account(&mut self, account: AccountId, agent: AccountId, change: Change) {
        let Change { old, new, factor } = change;
        let balance = self.books.account(account).balance().minor();
        let converted = balance.checked_div(factor).unwrap_or(0);
        let remainder = balance.checked_rem(factor).unwrap_or(0);
        let amount = |minor: i128| Amount::from_minor(minor.unsigned_abs());
        if account != agent && remainder > 0 {
            self.books.post(account, agent, amount(remainder), Priority::Urgent);
        } else if account != agent && remainder < 0 {
            self.books.post(agent, account, amount(remainder), Priority::Urgent);
        }
        let target = self.open_like(account, new);
        let taken = amount(converted.saturating_mul(factor));
        if converted > 0 {
            self.books.redeem(account, taken);
            self.books.issue(target, amount(converted));
        } else if converted < 0 {
            self.books.issue(account, taken);
            self.books.redeem(target, amount(converted));
        }
        self.move_credit(account, target, factor);
        self.tell(Event::AccountRedenominated {
            party: self.holder(account),
            old,
            new,
            converted: Balance::from_minor(converted),
            remainder: Balance::from_minor(remainder),
        });
    }

    /// The holder's account in the new currency, opened as the old one if need be.
    fn open_like(&mut self, account: AccountId, new: CurrencyId) -> AccountId {
        let party = self.holder(account);
        if self.books.find(party.into(), new).is_none() {
            let admission = self.registry.admission(account);
            self.admit(party, new, admission.class, admission.access);
        }
        self.books.open(party.into(), new)
    }

    /// Credit goes over with the money; reservations end.
    fn move_credit(&mut self, account: AccountId, target: AccountId, factor: i128) {
        let credit = self.books.account(account).credit().minor();
        let factor = factor.unsigned_abs();
        let moved = Amount::from_minor(credit.checked_div(factor).unwrap_or(0));
        let standing = self.books.account(target).credit();
        self.books.set_credit(target, standing.checked_add(moved).unwrap_or(Amount::MAX));
        self.wake(target);
        self.books.set_credit(account, Amount::ZERO);
        self.books.set_reserve(account, Priority::Urgent, Amount::ZERO);
        self.books.set_reserve(account, Priority::High, Amount::ZERO);
    }
}
