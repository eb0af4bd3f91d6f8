use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use books::{AccountId, Priority};
use terms::{Amount, CurrencyId};

use super::{Command, Event, StandingAmount, StandingOrder, TransferCause, Trigger};
use crate::payment::{BookedLeg, Item, WaitingFor};
use crate::{Machine, PartyId, Refusal};

impl Machine {
    pub(crate) fn liquidity(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::ReserveFunds { currency, priority, amount } => {
                self.reserve(by, currency, priority, amount)
            }
            Command::SetBilateralLimit { currency, counterparty, amount } => {
                self.set_limit(by, currency, Some(counterparty), amount)
            }
            Command::SetMultilateralLimit { currency, amount } => {
                self.set_limit(by, currency, None, amount)
            }
            Command::SetCreditLine { currency, party, amount } => {
                self.set_credit(by, currency, party, amount)
            }
            Command::TransferLiquidity { name, currency, to, amount } => {
                let from = self.account_of(by, currency)?;
                self.require_unused(name)?;
                self.transfer(from, to, amount, TransferCause::Instructed(name))?;
                self.use_name(name);
                Ok(())
            }
            Command::SetStandingOrder { currency, number, order } => {
                self.set_standing_order(by, currency, number, order)
            }
        }
    }

    /// R-LIQ-01: sets funds aside that are there and not set aside already.
    fn reserve(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        priority: Priority,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let account = self.account_of(by, currency)?;
        if priority == Priority::Normal {
            return Err(Refusal::NothingToReserve);
        }
        let books = self.books.account(account);
        let before = i128::try_from(books.reserve(priority).minor()).unwrap_or(i128::MAX);
        let free = books.available(Priority::Normal).saturating_add(before);
        if i128::try_from(amount.minor()).is_ok_and(|amount| amount > free.max(0)) {
            return Err(Refusal::ReservationTooLarge);
        }
        self.books.set_reserve(account, priority, amount);
        self.tell(Event::FundsReserved { party: by, currency, priority, amount });
        self.wake(account);
        Ok(())
    }

    /// R-LIQ-02, R-LIQ-03: the holder bounds what flows out, net, within the day.
    fn set_limit(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        counterparty: Option<PartyId>,
        amount: Option<Amount>,
    ) -> Result<(), Refusal> {
        let account = self.account_of(by, currency)?;
        if let Some(counterparty) = counterparty {
            self.require_party(counterparty)?;
            if counterparty == by {
                return Err(Refusal::LimitOnOneself);
            }
        }
        self.limits.set(account, counterparty, amount);
        self.tell(Event::LimitSet { party: by, currency, counterparty, amount });
        self.wake(account);
        Ok(())
    }

    /// R-LIQ-04: the agent says how far below zero an account may go.
    fn set_credit(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        party: PartyId,
        amount: Amount,
    ) -> Result<(), Refusal> {
        self.require_agent(by, currency)?;
        let account = self.account_of(party, currency)?;
        if amount > Amount::MAX {
            return Err(Refusal::AmountTooLarge);
        }
        self.books.set_credit(account, amount);
        self.tell(Event::CreditLineSet { party, currency, amount });
        self.wake(account);
        Ok(())
    }

    /// R-LIQ-05: moves funds at once, or not at all.
    fn transfer(
        &mut self,
        from: AccountId,
        to: PartyId,
        amount: Amount,
        cause: TransferCause,
    ) -> Result<(), Refusal> {
        let currency = self.books.account(from).currency();
        let credit = self.books.find(to.into(), currency).ok_or(Refusal::CreditorNotAdmitted)?;
        if credit == from {
            return Err(Refusal::SameParties);
        }
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        self.may_send(from)?;
        self.may_receive(credit)?;
        let wanted = i128::try_from(amount.minor()).map_err(|_| Refusal::AmountTooLarge)?;
        // R-SUR-08
        if self.holding_room(credit).is_some_and(|room| wanted > room) {
            return Err(Refusal::HoldingCapExceeded);
        }
        let short = self.books.check_debit(from, wanted, Priority::Normal);
        short.map_err(|_| Refusal::InsufficientFunds)?;
        self.books.post(from, credit, amount, Priority::Normal);
        self.wake(credit);
        self.tell(Event::LiquidityTransferred {
            currency,
            from: self.holder(from),
            to,
            amount,
            from_balance: self.books.account(from).balance(),
            to_balance: self.books.account(credit).balance(),
            cause,
        });
        Ok(())
    }

    fn set_standing_order(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        number: u16,
        order: Option<StandingOrder>,
    ) -> Result<(), Refusal> {
        let account = self.account_of(by, currency)?;
        if let Some(order) = &order {
            self.require_party(order.to)?;
            if order.to == by {
                return Err(Refusal::SameParties);
            }
        }
        match order {
            Some(order) => self.standing_orders.insert((account, number), order),
            None => self.standing_orders.remove(&(account, number)),
        };
        self.tell(Event::StandingOrderSet { party: by, currency, number, order });
        Ok(())
    }

    /// R-LIQ-06: carries out a currency's standing orders. Order: by account, then number.
    pub(crate) fn run_standing_orders(&mut self, currency: CurrencyId, trigger: Trigger) {
        let due: Vec<_> = self
            .standing_orders
            .iter()
            .filter(|((account, _), order)| {
                order.trigger == trigger && self.books.account(*account).currency() == currency
            })
            .map(|((account, number), order)| (*account, *number, *order))
            .collect();
        for (account, number, order) in due {
            let books = self.books.account(account);
            let wanted = match order.amount {
                StandingAmount::Fixed(amount) => amount,
                StandingAmount::Above(floor) => books.balance().positive().saturating_sub(floor),
            };
            let available = u128::try_from(books.available(Priority::Normal)).unwrap_or(0);
            let amount = wanted.min(Amount::from_minor(available));
            // Nothing to move, or a receiver that may not receive: tried again on the next day.
            let _ = self.transfer(account, order.to, amount, TransferCause::Standing(number));
        }
    }

    /// R-LIQ-02, R-LIQ-03: every limit the item counts against has room for it.
    pub(crate) fn check_limits(&self, item: &Item) -> Result<(), WaitingFor> {
        if self.limits.is_empty() {
            return Ok(());
        }
        for ((account, counterparty), flow) in self.limit_flows(&item.legs) {
            let Some(limit) = self.limits.get(account, counterparty) else {
                continue;
            };
            let left = limit.room().saturating_sub(flow);
            if flow > 0 && left < 0 {
                return Err(WaitingFor::Limit {
                    party: self.holder(account),
                    currency: self.books.account(account).currency(),
                    counterparty,
                    lacking: Amount::from_minor(left.unsigned_abs()),
                });
            }
        }
        Ok(())
    }

    /// What legs let flow out under each limit they count against, net.
    pub(crate) fn limit_flows(
        &self,
        legs: &[BookedLeg],
    ) -> BTreeMap<(AccountId, Option<PartyId>), i128> {
        let mut flows: BTreeMap<_, i128> = BTreeMap::new();
        for leg in legs {
            let amount = i128::try_from(leg.amount.minor()).unwrap_or(i128::MAX);
            let (payer, payee) = (self.holder(leg.debit), self.holder(leg.credit));
            let sides = [(leg.debit, payee, amount), (leg.credit, payer, amount.saturating_neg())];
            for (account, party, flow) in sides {
                if let Some(key) = self.limits.applying(account, party) {
                    let sum = flows.entry(key).or_default();
                    *sum = sum.saturating_add(flow);
                }
            }
        }
        flows
    }

    /// Counts a settled leg against the limits on both its sides.
    pub(crate) fn use_limits(&mut self, leg: &BookedLeg) {
        if self.limits.is_empty() {
            return;
        }
        let amount = i128::try_from(leg.amount.minor()).unwrap_or(i128::MAX);
        let (payer, payee) = (self.holder(leg.debit), self.holder(leg.credit));
        self.limits.count(leg.debit, payee, amount);
        self.limits.count(leg.credit, payer, amount.saturating_neg());
        // What flowed in may have made room for what waits to flow out.
        self.wake(leg.credit);
    }

    /// R-LIQ-01 to R-LIQ-03, R-LIQ-07: what a currency's close ends.
    pub(crate) fn end_day_liquidity(&mut self, currency: CurrencyId) {
        let accounts: Vec<_> = self
            .books
            .accounts()
            .filter(|(_, account)| account.currency() == currency)
            .map(|(id, account)| (id, account.holder().into(), account.balance().negative()))
            .collect();
        for (account, party, owed) in accounts {
            self.books.set_reserve(account, Priority::Urgent, Amount::ZERO);
            self.books.set_reserve(account, Priority::High, Amount::ZERO);
            if !owed.is_zero() {
                self.books.set_credit(account, Amount::ZERO);
                self.tell(Event::CreditWithdrawn { party, currency, owed });
            }
        }
        let books = &self.books;
        self.limits.restart(|account| books.account(account).currency() == currency);
    }
}
