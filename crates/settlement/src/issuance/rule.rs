use alloc::vec::Vec;

use books::{AccountId, Priority};
use terms::{Amount, CurrencyId, Uetr};

use super::{Command, Disposal, Event, OvernightPolicy};
use crate::{Machine, PartyId, Refusal};

impl Machine {
    pub(crate) fn issuance(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::Issue { name, currency, to, amount } => {
                // R-ISS-01
                self.require_agent(by, currency)?;
                self.require_unused(name)?;
                self.issue(name, currency, to, amount)
            }
            Command::Redeem { name, currency, from, amount } => {
                // R-ISS-01
                self.require_agent(by, currency)?;
                self.require_unused(name)?;
                self.redeem(name, currency, from, amount)
            }
            Command::SetOvernightPolicy { currency, class, policy } => {
                // R-ISS-03
                self.require_agent(by, currency)?;
                self.currency_mut(currency)?.overnight.insert(class, policy);
                self.tell(Event::OvernightPolicySet { currency, class, policy });
                Ok(())
            }
        }
    }

    fn issue(
        &mut self,
        name: Uetr,
        currency: CurrencyId,
        to: PartyId,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let account = self.account_of(to, currency).map_err(|_| Refusal::CreditorNotAdmitted)?;
        self.may_receive(account)?;
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        // R-ISS-05: the whole supply stays a bookable amount, and with it every balance.
        let supply = self.books.issued(currency).positive().checked_add(amount);
        if supply.is_none_or(|supply| supply > Amount::MAX) {
            return Err(Refusal::AmountTooLarge);
        }
        self.books.issue(account, amount);
        self.use_name(name);
        let balance = self.books.account(account).balance();
        self.tell(Event::FundsIssued { name, currency, party: to, amount, balance });
        self.wake(account);
        Ok(())
    }

    fn redeem(
        &mut self,
        name: Uetr,
        currency: CurrencyId,
        from: PartyId,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let account = self.account_of(from, currency)?;
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        // R-ISS-02: only money that is there, not credit and not what is reserved.
        let available = self.books.account(account).available(Priority::Normal);
        let money = available.min(self.books.account(account).balance().minor());
        if i128::try_from(amount.minor()).is_ok_and(|amount| amount > money) {
            return Err(Refusal::BelowFloor);
        }
        self.books.redeem(account, amount);
        self.use_name(name);
        let balance = self.books.account(account).balance();
        self.tell(Event::FundsRedeemed { name, currency, party: from, amount, balance });
        Ok(())
    }

    /// R-ISS-03, R-ISS-04: takes from every account what may not stay overnight.
    pub(crate) fn enforce_overnight(&mut self, currency: CurrencyId) {
        for (account, excess, disposal) in self.overnight_excess(currency) {
            let party = self.books.account(account).holder().into();
            let agent = self.agent_account(currency).filter(|agent| *agent != account);
            let excess = match (disposal, agent) {
                // R-SUR-04
                (Disposal::Invest, Some(agent)) => {
                    self.invest_overnight(account, agent, excess, Amount::ZERO)
                }
                (Disposal::InvestOvernight, Some(agent)) => {
                    self.invest_overnight(account, agent, excess, excess)
                }
                (Disposal::Sweep | Disposal::Return, _) | (_, None) => excess,
            };
            if excess.is_zero() {
                continue;
            }
            match (disposal, agent) {
                (Disposal::Sweep, Some(agent)) => {
                    self.books.post(account, agent, excess, Priority::Urgent);
                    let balance = self.books.account(account).balance();
                    self.tell(Event::OvernightSwept { currency, party, amount: excess, balance });
                }
                _ => {
                    self.books.redeem(account, excess);
                    let balance = self.books.account(account).balance();
                    let amount = excess;
                    self.tell(Event::OvernightReturned { currency, party, amount, balance });
                }
            }
        }
    }

    fn overnight_excess(&self, currency: CurrencyId) -> Vec<(AccountId, Amount, Disposal)> {
        let Ok(definition) = self.currency(currency) else {
            return Vec::new();
        };
        if definition.overnight.is_empty() {
            return Vec::new();
        }
        let accounts = self.books.accounts().filter(|(_, a)| a.currency() == currency);
        let excess = accounts.filter_map(|(id, account)| {
            let class = self.registry.admission(id).class;
            let policy = definition.overnight.get(&class).copied().unwrap_or_default();
            let (cap, disposal) = match policy {
                OvernightPolicy::Free => return None,
                OvernightPolicy::Capped(cap, disposal) => (cap, disposal),
                OvernightPolicy::Forbidden(disposal) => (Amount::ZERO, disposal),
            };
            // R-SWP-05: what is given for a draw is held, and stays.
            let own = account.balance().positive().saturating_sub(account.held());
            let excess = own.saturating_sub(cap);
            (!excess.is_zero()).then_some((id, excess, disposal))
        });
        excess.collect()
    }
}
