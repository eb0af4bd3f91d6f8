use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Ordering;

use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Rate, Rounding, Uetr};

use super::{Event, OrderEnd, OrderNumber, OrderView, Purpose, Validity};
use crate::payment::Link;
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
    /// What is sold, and what is bought.
    pub(crate) pair: (CurrencyId, CurrencyId),
    pub(crate) left: Amount,
    pub(crate) limit: Rate,
    pub(crate) validity: Validity,
    pub(crate) purpose: Purpose,
}

impl Order {
    /// What a quote gives for what it takes: its limit is what it takes for what it gives.
    pub(crate) fn price(&self) -> Option<Rate> {
        Rate::new(self.limit.denominator(), self.limit.numerator()).ok()
    }

    /// What a quote would give for an amount, be it as small as it may: no more than an order may
    /// offer.
    pub(super) fn would_give(&self, paid: Amount) -> Option<Amount> {
        self.price()?.apply(paid, Rounding::Down).map(|given| given.min(MAX_OFFER))
    }
}

/// What is asked to stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placing {
    pub(crate) name: Uetr,
    /// What is sold, and what is bought.
    pub(crate) pair: (CurrencyId, CurrencyId),
    pub(crate) amount: Amount,
    pub(crate) limit: Rate,
    pub(crate) validity: Validity,
    pub(crate) purpose: Purpose,
}

/// What a quote takes for what it gives. Order: the cheapest first.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Price(Rate);

impl Ord for Price {
    fn cmp(&self, other: &Self) -> Ordering {
        let product = |one: u64, other: u64| u128::from(one).saturating_mul(u128::from(other));
        let (one, other) = (self.0, other.0);
        product(one.numerator(), other.denominator())
            .cmp(&product(other.numerator(), one.denominator()))
    }
}

impl PartialOrd for Price {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Price {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Price {}

/// Every order that stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Orders {
    /// Order: as placed.
    pub(crate) standing: BTreeMap<OrderNumber, Order>,
    placed: u64,
    /// How many each party has, with its payments that wait for money to be converted.
    by_party: BTreeMap<PartyId, u32>,
    /// How many payments wait for money to be converted.
    unfunded: u32,
    /// Those that conversions take, by what they take and what they give.
    quotes: BTreeMap<(CurrencyId, CurrencyId), BTreeSet<(Price, OrderNumber)>>,
    /// Those for payments that wait to be converted.
    pub(crate) payments: BTreeSet<OrderNumber>,
    /// The same by their pairs, once anybody has asked; found anew from them after a restart.
    #[serde(skip)]
    by_pair: Option<ByPair>,
}

/// Orders by what they sell and what they buy. Order: as placed.
type ByPair = BTreeMap<(CurrencyId, CurrencyId), BTreeSet<OrderNumber>>;

impl Orders {
    fn add(&mut self, order: Order) -> OrderNumber {
        self.placed = self.placed.saturating_add(1);
        let number = OrderNumber(self.placed);
        self.count_one(order.by);
        match order.purpose {
            Purpose::Round => {}
            Purpose::Quote => {
                let of_pair = self.quotes.entry((order.pair.1, order.pair.0)).or_default();
                of_pair.insert((Price(order.limit), number));
            }
            Purpose::Payment { .. } => {
                self.payments.insert(number);
                if let Some(by_pair) = &mut self.by_pair {
                    by_pair.entry(order.pair).or_default().insert(number);
                }
            }
        }
        self.standing.insert(number, order);
        number
    }

    fn remove(&mut self, number: OrderNumber) -> Option<Order> {
        let order = self.standing.remove(&number)?;
        let pair = (order.pair.1, order.pair.0);
        if let Some(of_pair) = self.quotes.get_mut(&pair) {
            of_pair.remove(&(Price(order.limit), number));
            if of_pair.is_empty() {
                self.quotes.remove(&pair);
            }
        }
        self.payments.remove(&number);
        if let Some(of_pair) = self.by_pair.as_mut().and_then(|pairs| pairs.get_mut(&order.pair)) {
            of_pair.remove(&number);
        }
        self.uncount_one(order.by);
        Some(order)
    }

    fn count_one(&mut self, party: PartyId) {
        let count = self.by_party.entry(party).or_default();
        *count = count.saturating_add(1);
    }

    fn uncount_one(&mut self, party: PartyId) {
        if let Some(count) = self.by_party.get_mut(&party) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_party.remove(&party);
            }
        }
    }

    /// R-FX-16: counts a payment that waits for its money.
    pub(crate) fn await_money(&mut self, party: PartyId) {
        self.count_one(party);
        self.unfunded = self.unfunded.saturating_add(1);
    }

    /// R-FX-16: uncounts a payment that waits for its money no more.
    pub(crate) fn let_go(&mut self, party: PartyId) {
        self.uncount_one(party);
        self.unfunded = self.unfunded.saturating_sub(1);
    }

    /// R-FX-17: whether any payment waits for its money, and quotes stand that could serve it.
    pub(crate) fn may_have_ways(&self) -> bool {
        self.unfunded > 0 && !self.quotes.is_empty()
    }

    /// Takes what was sold off an order that stands.
    pub(crate) fn fill(&mut self, number: OrderNumber, sold: Amount) {
        if let Some(order) = self.standing.get_mut(&number) {
            order.left = order.left.saturating_sub(sold);
        }
    }

    /// The quotes that take one currency and give another. Order: the cheapest first, then as placed.
    pub(crate) fn quotes(
        &self,
        takes: CurrencyId,
        gives: CurrencyId,
    ) -> impl Iterator<Item = OrderNumber> + '_ {
        self.quotes.get(&(takes, gives)).into_iter().flatten().map(|(_, number)| *number)
    }

    /// What the quotes that take a currency give for it. Order: as defined.
    pub(crate) fn given_for(&self, takes: CurrencyId) -> impl Iterator<Item = CurrencyId> + '_ {
        let first = (takes, CurrencyId::new(0));
        let of_currency = self.quotes.range(first..).take_while(move |(pair, _)| pair.0 == takes);
        of_currency.map(|((_, gives), _)| *gives)
    }

    /// Whether any quote takes one currency and gives another.
    pub(crate) fn is_quoted(&self, takes: CurrencyId, gives: CurrencyId) -> bool {
        self.quotes.contains_key(&(takes, gives))
    }

    /// Finds the payments that wait to be converted by their pairs, if nobody has yet.
    pub(crate) fn index_payments(&mut self) {
        if self.by_pair.is_some() {
            return;
        }
        let mut by_pair = ByPair::new();
        for number in &self.payments {
            if let Some(order) = self.standing.get(number) {
                by_pair.entry(order.pair).or_default().insert(*number);
            }
        }
        self.by_pair = Some(by_pair);
    }

    /// The payments that wait to be converted, once they are indexed. Order: by pair, as placed.
    pub(crate) fn payments_by_pair(
        &self,
    ) -> impl Iterator<Item = ((CurrencyId, CurrencyId), &BTreeSet<OrderNumber>)> + '_ {
        self.by_pair.iter().flatten().map(|(pair, numbers)| (*pair, numbers))
    }

    fn count_of(&self, party: PartyId) -> u32 {
        self.by_party.get(&party).copied().unwrap_or(0)
    }
}

impl Machine {
    /// R-FX-09, R-FX-14: takes an order or a quote in and holds what it offers.
    pub(crate) fn place_order(&mut self, by: PartyId, placing: Placing) -> Result<(), Refusal> {
        let accounts = self.check_placing(by, &placing)?;
        self.require_order_room(by)?;
        self.use_name(placing.name);
        self.stand(by, placing, accounts);
        if placing.purpose == Purpose::Quote {
            let (gives, takes) = placing.pair;
            self.convert_waiting(|_, order| order.pair.0 == takes || order.pair.1 == gives);
            self.stir(takes);
        }
        Ok(())
    }

    /// All that is asked of an order and a quote, but for room.
    fn check_placing(
        &self,
        by: PartyId,
        placing: &Placing,
    ) -> Result<(AccountId, AccountId), Refusal> {
        let (from, to) = self.check_unfunded(by, placing)?;
        self.check_offer(from, placing.amount)?;
        Ok((from, to))
    }

    /// R-FX-09: what is offered is there.
    pub(crate) fn check_offer(&self, from: AccountId, amount: Amount) -> Result<(), Refusal> {
        let wanted = i128::try_from(amount.minor()).map_err(|_| Refusal::OrderMalformed)?;
        let short = self.books.check_debit(from, wanted, Priority::Normal);
        short.map_err(|_| Refusal::OrderUnfunded)
    }

    /// All that is asked of an order, a quote and a conversion, but for money and room.
    pub(crate) fn check_unfunded(
        &self,
        by: PartyId,
        placing: &Placing,
    ) -> Result<(AccountId, AccountId), Refusal> {
        let receiver = match placing.purpose {
            Purpose::Round | Purpose::Quote => by,
            Purpose::Payment { creditor, .. } => creditor,
        };
        self.require_party(receiver)?;
        let (from, to) = self.order_accounts(by, receiver, placing.pair)?;
        self.check_order_terms(placing.amount, placing.limit, placing.validity)?;
        self.may_send(from)?;
        self.may_receive(to)?;
        // R-PAY-03
        self.require_unused(placing.name)?;
        Ok((from, to))
    }

    /// R-FX-09: no party fills the book.
    pub(crate) fn require_order_room(&self, by: PartyId) -> Result<(), Refusal> {
        let room = self.rulebook.parameters.waiting_per_party;
        if self.exchange.orders.count_of(by) < room { Ok(()) } else { Err(Refusal::OrdersFull) }
    }

    /// Lets a checked order stand.
    pub(crate) fn stand(
        &mut self,
        by: PartyId,
        placing: Placing,
        (from, to): (AccountId, AccountId),
    ) {
        let Placing { name, pair: (sell, buy), amount, limit, validity, purpose } = placing;
        self.books.hold(from, amount);
        let pair = (sell, buy);
        let order = Order { by, sell: from, buy: to, pair, left: amount, limit, validity, purpose };
        let number = self.exchange.orders.add(order);
        if let Validity::Until(until) = validity {
            self.timers.insert((until, Timer::Expire(number)));
        }
        let order = OrderView { number, by, sell, buy, left: amount, limit, validity, purpose };
        self.tell(Event::OrderPlaced { name, order });
    }

    /// The accounts of a pair. R-RUL-02, R-PAR-03, R-FX-07
    fn order_accounts(
        &self,
        by: PartyId,
        receiver: PartyId,
        (sell, buy): (CurrencyId, CurrencyId),
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
        let to = self.books.find(receiver.into(), buy).ok_or(Refusal::CreditorNotAdmitted)?;
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
        if self.is_in_round(number) {
            return Err(Refusal::OrderInRound);
        }
        self.end_order(number, OrderEnd::Cancelled);
        Ok(())
    }

    /// Whether an order takes part in the round that is open. Costs O(log orders).
    pub(crate) fn is_in_round(&self, number: OrderNumber) -> bool {
        let round = self.exchange.round.as_ref();
        round.is_some_and(|round| round.orders.binary_search(&number).is_ok())
    }

    /// Ends an order and frees what it still held.
    pub(crate) fn end_order(&mut self, number: OrderNumber, end: OrderEnd) {
        let Some(order) = self.forget_order(number) else {
            return;
        };
        self.books.free(order.sell, order.left);
        if let Purpose::Payment { uetr, .. } = order.purpose {
            let link = match end {
                OrderEnd::Cancelled => Link::Cancelled,
                OrderEnd::Expired | OrderEnd::Closed | OrderEnd::Redenominated => Link::Rejected,
            };
            self.window.set(uetr, link);
        }
        let (sell, left) = (self.books.account(order.sell).currency(), order.left);
        let Order { by, purpose, .. } = order;
        self.tell(Event::OrderEnded { number, by, sell, left, end, purpose });
        self.wake(order.sell);
    }

    /// Takes an order out of everything but the books.
    pub(crate) fn forget_order(&mut self, number: OrderNumber) -> Option<Order> {
        let order = self.exchange.orders.remove(number)?;
        if let Validity::Until(until) = order.validity {
            self.timers.remove(&(until, Timer::Expire(number)));
        }
        // R-FX-15: another quote is looked at in its place, or another payment tried.
        self.stir(order.pair.0);
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

    /// The dates under which payments that wait to be converted are remembered. R-PAY-03
    pub(crate) fn converting_dates(&self) -> impl Iterator<Item = BusinessDate> + '_ {
        let orders = &self.exchange.orders;
        let waiting = orders.payments.iter().filter_map(|number| orders.standing.get(number));
        waiting.filter_map(|order| match order.purpose {
            Purpose::Payment { uetr, .. } => self.window.find(uetr).map(|(date, _)| date),
            Purpose::Round | Purpose::Quote => None,
        })
    }

    /// Whether an order sells from the account or buys for it. Costs O(orders).
    pub(crate) fn is_ordered_on(&self, account: AccountId) -> bool {
        let mut standing = self.exchange.orders.standing.values();
        standing.any(|order| order.sell == account || order.buy == account)
    }
}
