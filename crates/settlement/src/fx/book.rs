use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use auction::{Band, Currency, Limit, MOST_CURRENCIES, MOST_OFFERED, Presence, Problem, Terms};
use books::Priority;
use terms::{Amount, CurrencyId, Instant, Rate};

use super::room::Room;
use super::{Allotted, Order, OrderNumber, Purpose, Trading, Validity};
use crate::Machine;
use crate::operating_day::Phase;

/// The most orders that one round looks at.
const MAX_ORDERS: usize = 1_000_000;

/// Official rates are whole numbers in a round: units of the yardstick times 2^49.
const OFFICIAL_SHIFT: u32 = 49;

/// The orders of a round as a problem of `auction`, with the way back.
pub(crate) struct Book {
    pub(crate) problem: Problem,
    /// Order: as the problem's currencies, ascending.
    pub(crate) currencies: Vec<CurrencyId>,
    /// Order: as the problem's orders, ascending.
    pub(crate) orders: Vec<OrderNumber>,
}

impl Machine {
    /// R-FX-11: states the orders that can take part in a round that ends at an instant.
    ///
    /// Orders that a halt or a pair switch keeps out are stated too, so that the round can tell so.
    /// None where fewer than two others can. Costs O(orders x log currencies).
    pub(crate) fn book(
        &self,
        candidates: impl Iterator<Item = OrderNumber>,
        ends: Instant,
    ) -> Option<Book> {
        self.book_beside(candidates, ends, &Allotted::default())
    }

    /// The same, with quotas less what is set aside for others. R-FX-22
    pub(super) fn book_beside(
        &self,
        candidates: impl Iterator<Item = OrderNumber>,
        ends: Instant,
        allotted: &Allotted,
    ) -> Option<Book> {
        let open = self.exchanged();
        let mut offered: BTreeMap<CurrencyId, u64> = BTreeMap::new();
        let mut room = Room::default();
        let mut chosen: Vec<(OrderNumber, &Order, u64)> = Vec::new();
        let mut currencies = BTreeSet::new();
        for number in candidates {
            let Some(order) = self.exchange.orders.standing.get(&number) else {
                continue;
            };
            let (sell, buy) = order.pair;
            let known = open.contains(&sell) && open.contains(&buy);
            if !known || !self.takes_part(order, ends) || chosen.len() == MAX_ORDERS {
                continue;
            }
            let amount = u64::try_from(order.left.minor()).unwrap_or(MOST_OFFERED);
            let bounded = self.within_cap(order, amount, &mut room);
            let Some(amount) = bounded.filter(|amount| *amount > 0) else {
                continue;
            };
            let sum = offered.entry(sell).or_default();
            if sum.saturating_add(amount) <= MOST_OFFERED {
                *sum = sum.saturating_add(amount);
                chosen.push((number, order, amount));
                currencies.extend([sell, buy]);
            }
        }
        self.state_problem(currencies.into_iter().collect(), &chosen, allotted)
    }

    /// R-FX-12: under the edition of a round's rules that is in force.
    fn state_problem(
        &self,
        currencies: Vec<CurrencyId>,
        chosen: &[(OrderNumber, &Order, u64)],
        allotted: &Allotted,
    ) -> Option<Book> {
        let place =
            |currency: CurrencyId| currencies.binary_search(&currency).ok().and_then(Currency::new);
        let mut orders = Vec::with_capacity(chosen.len());
        for (number, order, amount) in chosen {
            let (sell, buy) = order.pair;
            orders.push(auction::Order {
                sell: place(sell)?,
                buy: place(buy)?,
                amount: *amount,
                limit: Limit { num: order.limit.numerator(), den: order.limit.denominator() },
                number: number.0,
            });
        }
        let terms = currencies.iter().map(|currency| self.round_terms(*currency, allotted));
        let terms = terms.collect();
        let problem = Problem::new(terms, &self.pairs_off(&currencies), orders).ok()?;
        let problem = problem.in_edition(self.rulebook.parameters.behaviour.edition_of_rounds());
        let trading = problem.orders().iter().filter(|order| problem.trades(order.sell, order.buy));
        if trading.count() < 2 {
            return None;
        }
        let orders = chosen.iter().map(|(number, ..)| *number).collect();
        Some(Book { problem, currencies, orders })
    }

    /// R-FX-02, R-FX-05, R-FX-06 as a round needs them.
    fn round_terms(&self, currency: CurrencyId, allotted: &Allotted) -> Terms {
        let mut terms = Terms::free(self.official(currency).map_or(1, scaled));
        if let Some(set) = self.exchange.of(currency) {
            terms.band = set.band.map(|band| Band(u32::from(band.0).saturating_mul(100)));
            let room = |room: Amount| {
                let left = room.saturating_sub(allotted.sold(currency));
                u64::try_from(left.minor()).unwrap_or(u64::MAX)
            };
            terms.quota = set.room().map(room);
        }
        terms.presence = match self.trading(currency) {
            Trading::Open => Presence::Open,
            Trading::Halted => Presence::Halted,
        };
        terms
    }

    /// R-FX-08: whether a currency's agent lets it be exchanged.
    fn trading(&self, currency: CurrencyId) -> Trading {
        self.exchange.of(currency).map_or(Trading::Halted, |set| set.trading)
    }

    /// R-FX-07: the pairs that an agent has switched off.
    pub(super) fn pairs_off(&self, currencies: &[CurrencyId]) -> Vec<(Currency, Currency)> {
        let places = || (0..).map_while(Currency::new).zip(currencies);
        let mut off = Vec::new();
        for (place, one) in places() {
            let later =
                places().filter(|(_, other)| one < *other && !self.is_pair_on(*one, **other));
            off.extend(later.map(|(against, _)| (place, against)));
        }
        off
    }

    /// R-FX-11: the currencies that are exchanged now.
    ///
    /// Open by their day, with an official rate; and each agent has as many minor units at hand as
    /// there are such currencies, for what rounding may cost.
    fn exchanged(&self) -> BTreeSet<CurrencyId> {
        let today = self.moment.instant.date();
        let mut open: BTreeSet<CurrencyId> = (0..)
            .map(CurrencyId::new)
            .zip(&self.currencies)
            .filter(|(id, currency)| {
                currency.day.phase != Phase::Closed
                    && !currency.day.suspended
                    && currency.is_valid_on(today)
                    && self.official(*id).is_some()
            })
            .map(|(id, _)| id)
            .take(MOST_CURRENCIES)
            .collect();
        let needed = i128::try_from(open.len()).unwrap_or(i128::MAX);
        open.retain(|currency| {
            let account = self.agent_account(*currency).map(|account| self.books.account(account));
            account.is_some_and(|account| account.available(Priority::Normal) >= needed)
        });
        open
    }

    /// R-FX-11: whether an order whose currencies are exchanged takes part.
    fn takes_part(&self, order: &Order, ends: Instant) -> bool {
        let lasts = match order.validity {
            Validity::Until(until) => until > ends,
            Validity::Rounds(_) => true,
        };
        // Where the agent has cut the credit that backed them, all orders of an account wait.
        let funded = self.books.account(order.sell).available(Priority::Urgent) >= 0;
        order.purpose != Purpose::Quote
            && lasts
            && funded
            && self.may_send(order.sell).is_ok()
            && self.may_receive(order.buy).is_ok()
            // R-SUR-08
            && self.holding_room(order.buy).is_none_or(|room| room > 0)
    }
}

/// An official rate as a whole number, at least one.
pub(super) fn scaled(rate: Rate) -> u64 {
    // 10^12 x 2^49 fits 128 bits, and 100 x 2^49 fits 56.
    let product = u128::from(rate.numerator()).saturating_mul(1_u128 << OFFICIAL_SHIFT);
    let quotient = product.checked_div(u128::from(rate.denominator())).unwrap_or(0);
    u64::try_from(quotient).unwrap_or(u64::MAX).max(1)
}
