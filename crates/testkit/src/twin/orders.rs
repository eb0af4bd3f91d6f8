//! Orders that stand, and what is held for them.

use std::collections::BTreeMap;

use settlement::fx::{OrderEnd, OrderNumber, Purpose, Validity};
use settlement::payment::State;
use settlement::{PartyId, Priority, Refusal};
use terms::{Amount, CurrencyId, Instant, Rate, Uetr};

use super::holding::minor;
use super::{Answer, Key, Twin, ensure};

/// Money offered for other money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Whose.
    pub by: PartyId,
    /// Who receives what it buys.
    pub to: PartyId,
    /// What it gives.
    pub sell: CurrencyId,
    /// What it wants.
    pub buy: CurrencyId,
    /// How much it still gives.
    pub left: Amount,
    /// The least it takes.
    pub limit: Rate,
    /// How long it stands.
    pub validity: Validity,
    /// For what it stands.
    pub purpose: Purpose,
}

impl Order {
    pub(super) fn touches(&self, key: Key) -> bool {
        key == (self.by, self.sell) || key == (self.to, self.buy)
    }

    fn until(&self) -> Option<Instant> {
        match self.validity {
            Validity::Until(until) => Some(until),
            Validity::Rounds(_) => None,
        }
    }
}

/// The orders that stand, and how many were ever placed.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    pub(super) standing: BTreeMap<u64, Order>,
    placed: u64,
}

impl Twin {
    /// R-FX-09, R-FX-14
    pub(super) fn place(&mut self, name: Uetr, order: Order) -> Answer {
        self.check_placing(name, &order)?;
        self.require_order_room(order.by)?;
        self.use_name(name);
        let quote = order.purpose == Purpose::Quote;
        let (gives, takes) = (order.sell, order.buy);
        self.stand(order);
        if quote {
            self.convert_waiting(|_, other| other.sell == takes || other.buy == gives);
        }
        Ok(())
    }

    pub(super) fn stand(&mut self, order: Order) {
        self.account_mut((order.by, order.sell)).held += minor(order.left);
        self.orders.placed += 1;
        self.orders.standing.insert(self.orders.placed, order);
    }

    pub(super) fn require_order_room(&self, by: PartyId) -> Answer {
        let most = usize::try_from(self.parameters.waiting_per_party).unwrap_or(usize::MAX);
        let standing = self.orders.standing.values().filter(|other| other.by == by).count();
        let waiting = self.waiting.values().filter(|item| item.to_convert.is_some());
        // R-FX-16
        let waiting = waiting.filter(|item| item.by == by).count();
        ensure(standing + waiting < most, Refusal::OrdersFull)
    }

    fn check_placing(&self, name: Uetr, order: &Order) -> Answer {
        self.check_but_for_money(name, order)?;
        ensure(self.is_there(order), Refusal::OrderUnfunded)
    }

    /// Whether a normal payment could use what an order gives.
    pub(super) fn is_there(&self, order: &Order) -> bool {
        let account = &self.accounts[&(order.by, order.sell)];
        minor(order.left) <= account.available(Priority::Normal)
    }

    pub(super) fn check_but_for_money(&self, name: Uetr, order: &Order) -> Answer {
        self.require_party(order.to)?;
        for currency in [order.sell, order.buy] {
            self.require_currency(currency)?;
            let valid = self.currencies[currency.index()].is_valid_on(self.now.date());
            ensure(valid, Refusal::UnknownCurrency)?;
        }
        ensure(order.sell != order.buy, Refusal::PairMalformed)?;
        let (from, to) = ((order.by, order.sell), (order.to, order.buy));
        ensure(self.accounts.contains_key(&from), Refusal::DebtorNotAdmitted)?;
        ensure(self.accounts.contains_key(&to), Refusal::CreditorNotAdmitted)?;
        ensure(!order.left.is_zero(), Refusal::ZeroAmount)?;
        let part = |part: u64| (1..=1_000_000_000_000).contains(&part);
        let lasting = match order.validity {
            Validity::Until(until) => until > self.now,
            Validity::Rounds(rounds) => rounds > 0 && rounds <= 10_000,
        };
        let sound = order.left.minor() <= 1_000_000_000_000_000_000
            && part(order.limit.numerator())
            && part(order.limit.denominator())
            && lasting;
        ensure(sound, Refusal::OrderMalformed)?;
        self.may_send(from)?;
        self.may_receive(to)?;
        self.require_unused(name)
    }

    /// R-FX-10
    pub(super) fn cancel_order(&mut self, by: PartyId, number: OrderNumber) -> Answer {
        let order = self.orders.standing.get(&number.0).ok_or(Refusal::UnknownOrder)?;
        ensure(order.by == by, Refusal::NotAuthorised)?;
        // R-FX-13
        ensure(!self.is_in_round(number.0), Refusal::OrderInRound)?;
        self.end_order(number.0, OrderEnd::Cancelled);
        Ok(())
    }

    /// What it held is free again.
    pub(super) fn end_order(&mut self, number: u64, end: OrderEnd) {
        if let Some(order) = self.orders.standing.remove(&number) {
            self.account_mut((order.by, order.sell)).held -= minor(order.left);
            let owner = end == OrderEnd::Cancelled;
            let state = if owner { State::Cancelled } else { State::Rejected };
            self.tell_converted(&order, state);
        }
    }

    /// What became of the payment for which an order stood.
    pub(super) fn tell_converted(&mut self, order: &Order, state: State) {
        let Purpose::Payment { uetr, .. } = order.purpose else { return };
        if let Some(known) = self.known.get_mut(&uetr) {
            known.state = state;
        }
    }

    /// Ends all that are wanted. Order: as placed.
    pub(super) fn end_orders(&mut self, wanted: impl Fn(&Order) -> bool) {
        let standing = self.orders.standing.iter().filter(|(_, order)| wanted(order));
        let ending: Vec<u64> = standing.map(|(number, _)| *number).collect();
        ending.into_iter().for_each(|number| self.end_order(number, OrderEnd::Closed));
    }

    /// Whether an order sells from an account or buys for it.
    pub(super) fn is_ordered_on(&self, key: Key) -> bool {
        self.orders.standing.values().any(|order| order.touches(key))
    }

    /// When the next order has stood as long as it was to, and which.
    pub(super) fn next_expiry(&self) -> Option<(Instant, u64)> {
        let standing = self.orders.standing.iter();
        standing.filter_map(|(number, order)| Some((order.until()?, *number))).min()
    }

    /// Every order that stands, by its number.
    pub fn standing_orders(&self) -> &BTreeMap<u64, Order> {
        &self.orders.standing
    }
}
