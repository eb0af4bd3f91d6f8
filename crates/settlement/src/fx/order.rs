use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Rate};

use super::{Event, OrderEnd, OrderNumber, Validity};
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

/// The most that one order offers. Unit: minor units.
const MAX_OFFER: Amount = Amount::from_minor(1_000_000_000_000_000_000);

/// The largest part of a limit.
const MAX_PART: u64 = 1_000_000_000_000;

/// The most rounds an order may last.
const MAX_ROUNDS: u16 = 10_000;

/// An order that stands; what it still offers is held in its account.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) by: PartyId,
    pub(crate) sell: AccountId,
    pub(crate) buy: AccountId,
    pub(crate) left: Amount,
    pub(crate) limit: Rate,
    pub(crate) validity: Validity,
}

/// Every order that stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// Order: as placed.
    pub(crate) standing: BTreeMap<OrderNumber, Order>,
    placed: u64,
    by_party: BTreeMap<PartyId, u32>,
}

impl Orders {
    fn add(&mut self, order: Order) -> OrderNumber {
        self.placed = self.placed.saturating_add(1);
        let number = OrderNumber(self.placed);
        let count = self.by_party.entry(order.by).or_default();
        *count = count.saturating_add(1);
        self.standing.insert(number, order);
        number
    }

    fn remove(&mut self, number: OrderNumber) -> Option<Order> {
        let order = self.standing.remove(&number)?;
        if let Some(count) = self.by_party.get_mut(&order.by) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_party.remove(&order.by);
            }
        }
        Some(order)
    }

    /// Takes what was sold off an order that stands.
    pub(crate) fn fill(&mut self, number: OrderNumber, sold: Amount) {
        if let Some(order) = self.standing.get_mut(&number) {
            order.left = order.left.saturating_sub(sold);
        }
    }

    fn count_of(&self, party: PartyId) -> u32 {
        self.by_party.get(&party).copied().unwrap_or(0)
    }
}

impl Machine {
    /// R-FX-09: takes an order in and holds what it offers.
    pub(crate) fn place_order(
        &mut self,
        by: PartyId,
        (sell, buy): (CurrencyId, CurrencyId),
        amount: Amount,
        limit: Rate,
        validity: Validity,
    ) -> Result<(), Refusal> {
        let (from, to) = self.order_accounts(by, sell, buy)?;
        self.check_order_terms(amount, limit, validity)?;
        self.may_send(from)?;
        self.may_receive(to)?;
        if self.exchange.orders.count_of(by) >= self.rulebook.parameters.waiting_per_party {
            return Err(Refusal::OrdersFull);
        }
        let wanted = i128::try_from(amount.minor()).map_err(|_| Refusal::OrderMalformed)?;
        let short = self.books.check_debit(from, wanted, Priority::Normal);
        short.map_err(|_| Refusal::OrderUnfunded)?;
        self.books.hold(from, amount);
        let order = Order { by, sell: from, buy: to, left: amount, limit, validity };
        let number = self.exchange.orders.add(order);
        if let Validity::Until(until) = validity {
            self.timers.insert((until, Timer::Expire(number)));
        }
        self.tell(Event::OrderPlaced { number, by, sell, buy, amount, limit, validity });
        Ok(())
    }

    /// The accounts of a pair. R-RUL-02, R-PAR-03, R-FX-07
    fn order_accounts(
        &self,
        by: PartyId,
        sell: CurrencyId,
        buy: CurrencyId,
    ) -> Result<(AccountId, AccountId), Refusal> {
        let today = self.moment.instant.date();
        for currency in [sell, buy] {
            if !self.currency(currency)?.is_valid_on(today) {
                return Err(Refusal::UnknownCurrency);
            }
        }
        if sell == buy {
            return Err(Refusal::PairMalformed);
        }
        let from = self.books.find(by.into(), sell).ok_or(Refusal::DebtorNotAdmitted)?;
        let to = self.books.find(by.into(), buy).ok_or(Refusal::CreditorNotAdmitted)?;
        Ok((from, to))
    }

    fn check_order_terms(
        &self,
        amount: Amount,
        limit: Rate,
        validity: Validity,
    ) -> Result<(), Refusal> {
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        let parts = 1..=MAX_PART;
        let lasting = match validity {
            Validity::Until(until) => until > self.moment.instant,
            Validity::Rounds(rounds) => (1..=MAX_ROUNDS).contains(&rounds),
        };
        let sound = amount <= MAX_OFFER
            && parts.contains(&limit.numerator())
            && parts.contains(&limit.denominator())
            && lasting;
        if sound { Ok(()) } else { Err(Refusal::OrderMalformed) }
    }

    /// R-FX-10: the owner takes an order back.
    pub(crate) fn cancel_order(&mut self, by: PartyId, number: OrderNumber) -> Result<(), Refusal> {
        let order = self.exchange.orders.standing.get(&number).ok_or(Refusal::UnknownOrder)?;
        if order.by != by {
            return Err(Refusal::NotAuthorised);
        }
        // R-FX-13
        if self
            .exchange
            .round
            .as_ref()
            .is_some_and(|round| round.orders.binary_search(&number).is_ok())
        {
            return Err(Refusal::OrderInRound);
        }
        self.end_order(number, OrderEnd::Cancelled);
        Ok(())
    }

    /// Ends an order and frees what it still held.
    pub(crate) fn end_order(&mut self, number: OrderNumber, end: OrderEnd) {
        let Some(order) = self.forget_order(number) else {
            return;
        };
        self.books.free(order.sell, order.left);
        let (sell, left) = (self.books.account(order.sell).currency(), order.left);
        self.tell(Event::OrderEnded { number, by: order.by, sell, left, end });
        self.wake(order.sell);
    }

    /// Takes an order out of everything but the books.
    pub(crate) fn forget_order(&mut self, number: OrderNumber) -> Option<Order> {
        let order = self.exchange.orders.remove(number)?;
        if let Validity::Until(until) = order.validity {
            self.timers.remove(&(until, Timer::Expire(number)));
        }
        Some(order)
    }

    /// Ends every order that is wanted. Order: as placed. Costs O(orders).
    fn end_orders(&mut self, end: OrderEnd, wanted: impl Fn(&Self, &Order) -> bool) {
        let standing = self.exchange.orders.standing.iter();
        let ending: Vec<OrderNumber> =
            standing.filter(|(_, order)| wanted(self, order)).map(|(number, _)| *number).collect();
        ending.into_iter().for_each(|number| self.end_order(number, end));
    }

    /// R-FX-10: what a currency's close ends.
    pub(crate) fn close_orders(&mut self, currency: CurrencyId) {
        self.end_orders(OrderEnd::Closed, |machine, order| {
            machine.books.account(order.sell).currency() == currency
        });
    }

    /// R-FX-10: what the redenomination of a currency ends.
    pub(crate) fn end_orders_in(&mut self, currency: CurrencyId) {
        self.end_orders(OrderEnd::Redenominated, |machine, order| {
            [order.sell, order.buy]
                .iter()
                .any(|account| machine.books.account(*account).currency() == currency)
        });
    }

    /// Whether an order sells from the account or buys for it. Costs O(orders).
    pub(crate) fn is_ordered_on(&self, account: AccountId) -> bool {
        let mut standing = self.exchange.orders.standing.values();
        standing.any(|order| order.sell == account || order.buy == account)
    }
}
