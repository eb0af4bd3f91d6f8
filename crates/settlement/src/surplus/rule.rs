use alloc::vec::Vec;

use books::{AccountId, Priority};
use terms::{Amount, BusinessDate, CurrencyId, Uetr};

use super::{Command, Event, InvestmentTerms};
use crate::fx::BasisPoints;
use crate::operating_day::Phase;
use crate::{Machine, PartyId, Refusal};

/// The most interest. Unit: basis points for a year.
const MAX_INTEREST: BasisPoints = BasisPoints(10_000);

impl Machine {
    pub(crate) fn surplus_command(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::SetInvestmentTerms { currency, terms } => {
                self.set_investment_terms(by, currency, terms)
            }
            Command::InvestFunds { name, currency, amount } => {
                self.invest(by, name, currency, amount)
            }
            Command::WithdrawInvestment { name, currency, amount } => {
                self.withdraw_investment(by, name, currency, amount)
            }
            Command::SetImbalanceTerms { currency, class, terms } => {
                self.set_imbalance_terms(by, currency, class, terms)
            }
            Command::SetHoldingCap { currency, class, cap } => {
                self.set_holding_cap(by, currency, class, cap)
            }
        }
    }

    /// R-SUR-01: the agent says on what terms it takes its currency for investment.
    fn set_investment_terms(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        terms: Option<InvestmentTerms>,
    ) -> Result<(), Refusal> {
        self.require_agent(by, currency)?;
        let sound = |terms: InvestmentTerms| {
            terms.interest <= MAX_INTEREST && terms.cap <= Amount::MAX && !terms.cap.is_zero()
        };
        if !terms.is_none_or(sound) {
            return Err(Refusal::InvestmentTermsMalformed);
        }
        let offer = self.surplus.offers.entry(currency).or_default();
        offer.next = terms;
        if offer.terms.is_none() {
            offer.terms = terms;
        }
        self.tell(Event::InvestmentTermsSet { currency, terms });
        Ok(())
    }

    /// R-SUR-02: a holder invests money that is there.
    fn invest(
        &mut self,
        by: PartyId,
        name: Uetr,
        currency: CurrencyId,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let account = self.account_of(by, currency)?;
        self.require_unused(name)?;
        let agent = self.agent_account(currency).ok_or(Refusal::InvestmentNotOpen)?;
        if account == agent {
            return Err(Refusal::SameParties);
        }
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        let closed = self.currency(currency)?.day.phase == Phase::Closed;
        let room = self.investment_room(currency).filter(|_| !closed);
        let room = room.ok_or(Refusal::InvestmentNotOpen)?;
        self.may_send(account)?;
        if amount > room {
            return Err(Refusal::InvestmentFull);
        }
        if amount > self.free_money(account) {
            return Err(Refusal::InsufficientFunds);
        }
        self.use_name(name);
        self.move_in(account, agent, amount, Some(name));
        Ok(())
    }

    /// R-SUR-02: a holder takes back what it has invested.
    fn withdraw_investment(
        &mut self,
        by: PartyId,
        name: Uetr,
        currency: CurrencyId,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let account = self.account_of(by, currency)?;
        self.require_unused(name)?;
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        let investment = self.surplus.investments.get(&account);
        if amount > investment.map_or(Amount::ZERO, |investment| investment.amount) {
            return Err(Refusal::WithdrawalTooLarge);
        }
        self.may_receive(account)?;
        self.use_name(name);
        self.move_out(account, amount, Some(name));
        self.forget_if_over(account);
        Ok(())
    }

    /// R-SUR-04: invests what a close took; what the cap leaves no room for is given back.
    ///
    /// `returning`: how much of what is invested by it goes back at the next opening.
    pub(crate) fn invest_overnight(
        &mut self,
        account: AccountId,
        agent: AccountId,
        excess: Amount,
        returning: Amount,
    ) -> Amount {
        let currency = self.books.account(account).currency();
        let room = self.investment_room(currency).unwrap_or(Amount::ZERO);
        let amount = excess.min(room);
        if amount.is_zero() {
            return excess;
        }
        self.move_in(account, agent, amount, None);
        if let Some(investment) = self.surplus.investments.get_mut(&account) {
            let overnight = investment.overnight.checked_add(returning.min(amount));
            investment.overnight = overnight.unwrap_or(investment.amount);
        }
        excess.saturating_sub(amount)
    }

    /// R-SUR-03, R-SUR-04: what an opening does, in this order: interest accrues for the nights
    /// since the last day, new terms come into force, what was invested overnight goes back, and
    /// interest is paid.
    pub(crate) fn open_investments(
        &mut self,
        currency: CurrencyId,
        from: BusinessDate,
        to: BusinessDate,
    ) {
        let Some(offer) = self.surplus.offers.get_mut(&currency) else {
            return;
        };
        let (terms, next) = (offer.terms, offer.next);
        offer.terms = next;
        let nights = u32::try_from(to.days().saturating_sub(from.days())).unwrap_or(0);
        for account in self.investments_in(currency) {
            let Some(investment) = self.surplus.investments.get_mut(&account) else {
                continue;
            };
            if let Some(terms) = terms {
                investment.accrue(&terms, nights);
            }
            let back = if next.is_none() { investment.amount } else { investment.overnight };
            investment.overnight = Amount::ZERO;
            if !back.is_zero() {
                self.move_out(account, back, None);
            }
            self.pay_interest(account);
            self.forget_if_over(account);
        }
    }

    /// R-SUR-03: pays interest as far as the agent's own money reaches, and tells what it owes.
    fn pay_interest(&mut self, account: AccountId) {
        let currency = self.books.account(account).currency();
        let party = self.holder(account);
        let Some(agent) = self.agent_account(currency) else {
            return;
        };
        let free = self.free_money(agent);
        let Some(investment) = self.surplus.investments.get_mut(&account) else {
            return;
        };
        let amount = investment.owed().min(free);
        investment.pay(amount);
        let owed = investment.owed();
        if !amount.is_zero() {
            self.books.post(agent, account, amount, Priority::Normal);
            self.wake(account);
            self.tell(Event::InterestPaid {
                currency,
                party,
                amount,
                balance: self.books.account(account).balance(),
                agent_balance: self.books.account(agent).balance(),
            });
        }
        if !owed.is_zero() {
            self.tell(Event::InterestOwed { currency, party, owed });
        }
    }

    /// R-SUR-03: whether the agent's own money pays all the interest that is owed in a currency.
    pub(crate) fn check_interest_in(&self, currency: CurrencyId) -> Result<(), Refusal> {
        let owed = self.investments_in(currency).into_iter().filter_map(|account| {
            self.surplus.investments.get(&account).map(super::investment::Investment::owed)
        });
        let owed = owed.fold(Amount::ZERO, |sum, owed| sum.checked_add(owed).unwrap_or(sum));
        let agent = self.agent_account(currency);
        let free = agent.map_or(Amount::ZERO, |agent| self.free_money(agent));
        if owed > free { Err(Refusal::InterestUnpaid) } else { Ok(()) }
    }

    /// R-RUL-03: gives everything back that is invested in a currency, with its interest, and ends
    /// investment in it.
    pub(crate) fn end_investments_in(&mut self, currency: CurrencyId) {
        for account in self.investments_in(currency) {
            let invested = self.surplus.investments.get(&account);
            let amount = invested.map_or(Amount::ZERO, |investment| investment.amount);
            if !amount.is_zero() {
                self.move_out(account, amount, None);
            }
            self.pay_interest(account);
            self.forget_if_over(account);
        }
        self.surplus.offers.remove(&currency);
    }

    /// R-SUR-02: whether an investment needs the account to stay open.
    pub(crate) fn is_invested_on(&self, account: AccountId) -> bool {
        let currency = self.books.account(account).currency();
        self.surplus.investments.contains_key(&account)
            || (self.agent_account(currency) == Some(account)
                && !self.investments_in(currency).is_empty())
    }

    /// How much more is taken now, or nothing where nothing is.
    fn investment_room(&self, currency: CurrencyId) -> Option<Amount> {
        let offer = self.surplus.offers.get(&currency)?;
        Some(offer.terms?.cap.saturating_sub(offer.invested))
    }

    /// Money that is there: not credit, not reserved, not held.
    fn free_money(&self, account: AccountId) -> Amount {
        let books = self.books.account(account);
        let own = books.balance().positive().saturating_sub(books.held());
        let available = u128::try_from(books.available(Priority::Normal)).unwrap_or(0);
        own.min(Amount::from_minor(available))
    }

    /// The accounts whose holders have invested, or are owed interest. Order: as opened.
    fn investments_in(&self, currency: CurrencyId) -> Vec<AccountId> {
        let accounts = self.surplus.investments.keys().copied();
        accounts.filter(|account| self.books.account(*account).currency() == currency).collect()
    }

    fn move_in(
        &mut self,
        account: AccountId,
        agent: AccountId,
        amount: Amount,
        name: Option<Uetr>,
    ) {
        self.books.post(account, agent, amount, Priority::Normal);
        self.books.hold(agent, amount);
        let currency = self.books.account(account).currency();
        let more = |sum: Amount| sum.checked_add(amount).unwrap_or(Amount::MAX);
        let offer = self.surplus.offers.entry(currency).or_default();
        offer.invested = more(offer.invested);
        let investment = self.surplus.investments.entry(account).or_default();
        investment.amount = more(investment.amount);
        let invested = investment.amount;
        self.tell(Event::FundsInvested {
            name,
            currency,
            party: self.holder(account),
            amount,
            balance: self.books.account(account).balance(),
            agent_balance: self.books.account(agent).balance(),
            invested,
        });
    }

    /// Invariant: at most what is invested, which is what is held for it.
    fn move_out(&mut self, account: AccountId, amount: Amount, name: Option<Uetr>) {
        let currency = self.books.account(account).currency();
        let (Some(agent), Some(investment)) =
            (self.agent_account(currency), self.surplus.investments.get_mut(&account))
        else {
            return;
        };
        investment.amount = investment.amount.saturating_sub(amount);
        investment.overnight = investment.overnight.min(investment.amount);
        let invested = investment.amount;
        self.books.free(agent, amount);
        self.books.post(agent, account, amount, Priority::Normal);
        let offer = self.surplus.offers.entry(currency).or_default();
        offer.invested = offer.invested.saturating_sub(amount);
        self.wake(account);
        self.tell(Event::InvestmentWithdrawn {
            name,
            currency,
            party: self.holder(account),
            amount,
            balance: self.books.account(account).balance(),
            agent_balance: self.books.account(agent).balance(),
            invested,
        });
    }

    fn forget_if_over(&mut self, account: AccountId) {
        if self.surplus.investments.get(&account).is_some_and(|investment| investment.is_over()) {
            self.surplus.investments.remove(&account);
        }
    }
}
