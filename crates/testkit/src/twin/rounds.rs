//! Rounds of exchange: who takes part, and what is done with prices and fills.

use std::collections::BTreeMap;

use auction::{Edition, Outcome, Problem, Terms};
use settlement::fx::{Clearing, Constraint, OrderEnd, Purpose, Standing, Trading, Validity};
use settlement::operating_day::Phase;
use settlement::payment::State;
use settlement::{PartyId, Priority, Refusal};
use terms::{Amount, CurrencyId, Instant};

use super::holding::minor;
use super::orders::Order;
use super::{Answer, Key, Twin, ensure};

/// A round that takes better prices.
#[derive(Clone, Debug)]
pub(super) struct Round {
    pub(super) number: u64,
    pub(super) clears: Instant,
    pub(super) orders: Vec<u64>,
    pub(super) best: Clearing,
}

/// Orders as a problem, with what its numbers mean.
struct Book {
    problem: Problem,
    currencies: Vec<CurrencyId>,
    orders: Vec<u64>,
}

impl Twin {
    /// R-FX-11: a round begins, unless one has not ended.
    pub(super) fn open_round(&mut self) {
        if self.round.is_some() {
            return;
        }
        let clears = self.now.after(self.parameters.exchange_window);
        let standing: Vec<u64> = self.orders.standing.keys().copied().collect();
        let Some(book) = self.book(&standing, clears) else { return };
        let outcome = auction::baseline(&book.problem);
        if auction::check(&book.problem, &outcome).is_err() {
            return;
        }
        self.rounds += 1;
        let best = book.clearing(&outcome);
        self.round = Some(Round { number: self.rounds, clears, orders: book.orders, best });
        if clears == self.now {
            self.clear_round();
        }
    }

    /// R-FX-13
    pub(super) fn propose_prices(&mut self, number: u64, proposed: &Clearing) -> Answer {
        let round = self.round.as_ref().filter(|round| round.number == number);
        let round = round.ok_or(Refusal::PricesStale)?;
        let book = self.book(&round.orders, round.clears).ok_or(Refusal::PricesStale)?;
        ensure(book.orders == round.orders, Refusal::PricesStale)?;
        let outcome = book.right(proposed).ok_or(Refusal::PricesInfeasible)?;
        let better = match book.right(&round.best) {
            Some(best) => best.fills != outcome.fills && auction::better(&outcome, &best),
            None => true,
        };
        ensure(better, Refusal::PricesNotBetter)?;
        if let Some(round) = &mut self.round {
            round.best = proposed.clone();
        }
        Ok(())
    }

    /// R-FX-12: what stands settles; where it is no longer right, what the search finds now.
    pub(super) fn clear_round(&mut self) {
        if let Some(round) = self.round.take() {
            // R-FX-22
            let set_first = self.set_comes_first(&round);
            if set_first == Some(true) {
                self.offset_all();
            }
            let orders = round.orders.clone();
            self.clear(round);
            // R-FX-15
            self.convert_waiting(|number, _| orders.contains(&number));
            if set_first == Some(false) {
                self.offset_all();
            }
        }
    }

    fn clear(&mut self, round: Round) {
        let Some(book) = self.book(&round.orders, self.now) else { return };
        let clearing = book.answer(&round);
        for fill in clearing.iter().flat_map(|clearing| &clearing.fills) {
            self.fill(fill.order.0, fill.sold, fill.received);
        }
        for (number, order) in book.orders.iter().zip(book.problem.orders()) {
            if book.problem.trades(order.sell, order.buy) {
                self.count_round(*number);
            }
        }
    }

    /// Against the agents' accounts, which keep what rounding leaves.
    fn fill(&mut self, number: u64, sold: Amount, received: Amount) {
        let Some(order) = self.orders.standing.get(&number).cloned() else { return };
        let agent = |id: CurrencyId| (self.currencies[id.index()].agent, id);
        let (takes, gives) = (agent(order.sell), agent(order.buy));
        self.account_mut((order.by, order.sell)).held -= minor(sold);
        self.post((order.by, order.sell), takes, minor(sold), Priority::Normal);
        self.post(gives, (order.to, order.buy), minor(received), Priority::Normal);
        // R-FX-06
        let allowed = self.exchange.allowed.entry(order.sell).or_default();
        allowed.sold = allowed.sold.checked_add(sold).expect("quotas are within an amount");
        let left = order.left.saturating_sub(sold);
        if left.is_zero() {
            self.orders.standing.remove(&number);
            self.tell_converted(&order, State::Settled);
        } else if let Some(order) = self.orders.standing.get_mut(&number) {
            order.left = left;
        }
    }

    /// R-FX-10: one round less to last.
    fn count_round(&mut self, number: u64) {
        let Some(order) = self.orders.standing.get_mut(&number) else { return };
        let Validity::Rounds(rounds) = order.validity else { return };
        order.validity = Validity::Rounds(rounds - 1);
        if rounds == 1 {
            self.end_order(number, OrderEnd::Expired);
        }
    }

    /// Whether a currency can be priced now. R-FX-11
    fn is_priced(&self, id: CurrencyId) -> bool {
        let currency = &self.currencies[id.index()];
        let open = currency.phase().0 != Phase::Closed && !currency.suspended;
        open && currency.is_valid_on(self.now.date()) && self.official_rate(id).is_some()
    }

    fn takes_part(&self, order: &Order, needed: i128, clears: Instant) -> bool {
        let funded = |id: CurrencyId| {
            let agent = (self.currencies[id.index()].agent, id);
            self.accounts[&agent].available(Priority::Normal) >= needed
        };
        let lasts = match order.validity {
            Validity::Until(until) => until > clears,
            Validity::Rounds(_) => true,
        };
        let from = (order.by, order.sell);
        lasts
            && order.purpose != Purpose::Quote
            && [order.sell, order.buy].into_iter().all(|id| self.is_priced(id) && funded(id))
            && self.accounts[&from].available(Priority::Urgent) >= 0
            && self.may_send(from).is_ok()
            && self.may_receive((order.to, order.buy)).is_ok()
            && self.has_room((order.to, order.buy))
    }

    /// What a round would settle now, with quotas less what is sold before. R-FX-22
    pub(super) fn foreseen(
        &self,
        round: &Round,
        sold: &BTreeMap<CurrencyId, u128>,
    ) -> Option<Clearing> {
        self.book_beside(&round.orders, self.now, sold)?.answer(round)
    }

    /// The orders among some that take part, where two of them may trade.
    fn book(&self, numbers: &[u64], clears: Instant) -> Option<Book> {
        self.book_beside(numbers, clears, &BTreeMap::new())
    }

    fn book_beside(
        &self,
        numbers: &[u64],
        clears: Instant,
        sold: &BTreeMap<CurrencyId, u128>,
    ) -> Option<Book> {
        let ids = || (0..).map(CurrencyId::new).take(self.currencies.len());
        let needed = i128::try_from(ids().filter(|id| self.is_priced(*id)).count()).ok()?;
        let orders = numbers.iter().filter_map(|number| self.orders.standing.get_key_value(number));
        let mut promised = BTreeMap::new();
        let mut sized = Vec::new();
        for (number, order) in orders {
            if self.takes_part(order, needed, clears) {
                let size = self.size_of(order, &mut promised);
                sized.extend((size > 0).then_some((number, order, size)));
            }
        }
        let orders = sized;
        let mut currencies: Vec<CurrencyId> =
            orders.iter().flat_map(|(_, order, _)| [order.sell, order.buy]).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let place = |id: CurrencyId| {
            let index = currencies.iter().position(|known| *known == id)?;
            auction::Currency::new(index)
        };
        let mut stated = Vec::new();
        for (number, order, size) in &orders {
            let (num, den) = (order.limit.numerator(), order.limit.denominator());
            stated.push(auction::Order {
                sell: place(order.sell)?,
                buy: place(order.buy)?,
                amount: u64::try_from(*size).ok()?,
                limit: auction::Limit { num, den },
                number: **number,
            });
        }
        let mut off = Vec::new();
        for (one, other) in
            currencies.iter().flat_map(|one| currencies.iter().map(move |o| (one, o)))
        {
            if self.allowed(*one).off.contains(other) {
                off.push((place(*one)?, place(*other)?));
            }
        }
        let terms = |id: &CurrencyId| {
            let mut terms = self.terms_of(*id);
            let sold = sold.get(id).map_or(0, |sold| u64::try_from(*sold).unwrap_or(u64::MAX));
            terms.quota = terms.quota.map(|quota| quota.saturating_sub(sold));
            terms
        };
        let terms = currencies.iter().map(terms).collect();
        let newer = self.parameters.behaviour.number() >= 6;
        let edition = if newer { Edition::Second } else { Edition::First };
        let problem = Problem::new(terms, &off, stated).ok()?.in_edition(edition);
        let trading = problem.orders().iter().filter(|order| problem.trades(order.sell, order.buy));
        if trading.count() < 2 {
            return None;
        }
        let orders = orders.iter().map(|(number, ..)| **number).collect();
        Some(Book { problem, currencies, orders })
    }

    /// R-SUR-08: what an order may sell at the best price there can be, after what orders before
    /// it may bring to the same account.
    fn size_of(&self, order: &Order, promised: &mut BTreeMap<Key, u128>) -> u128 {
        let key = (order.to, order.buy);
        let size = order.left.minor();
        let Some(cap) = self.cap_of(key).filter(|_| self.parameters.behaviour.number() >= 5) else {
            return size;
        };
        let bands = [order.sell, order.buy].map(|id| self.allowed(id).band);
        let Some(band) = bands.into_iter().flatten().min() else { return 0 };
        let [sold, bought] =
            [order.sell, order.buy].map(|id| u128::from(self.terms_of(id).official));
        let (best, whole) = (sold * (10_000 + u128::from(band.0)), bought * 10_000);
        let room = u128::try_from(cap - self.accounts[&key].balance).unwrap_or(0).min(1 << 62);
        let promised = promised.entry(key).or_default();
        let room = room.saturating_sub(*promised);
        // Generated rates are far from where this would not fit.
        let size = (room.checked_mul(whole).expect("it fits") / best).min(size);
        *promised += size.checked_mul(best).expect("it fits").div_ceil(whole);
        size
    }

    fn terms_of(&self, id: CurrencyId) -> Terms {
        let allowed = self.allowed(id);
        let rate = self.official_rate(id).expect("what takes part has a rate");
        let official = u128::from(rate.numerator()) * (1 << 49) / u128::from(rate.denominator());
        let mut terms = Terms::free(u64::try_from(official).expect("it is bounded").max(1));
        terms.band = allowed.band.map(|band| auction::Band(u32::from(band.0) * 100));
        let room = allowed.quota.map(|quota| quota.saturating_sub(allowed.sold).minor());
        terms.quota = room.map(|room| u64::try_from(room).unwrap_or(u64::MAX));
        if allowed.trading == Trading::Halted {
            terms.presence = auction::Presence::Halted;
        }
        terms
    }

    /// The round that is open: its number, its end, its orders.
    pub fn open(&self) -> Option<(u64, Instant, Vec<u64>)> {
        self.round.as_ref().map(|round| (round.number, round.clears, round.orders.clone()))
    }

    /// Whether an order is in the round that is open.
    pub(super) fn is_in_round(&self, number: u64) -> bool {
        self.round.as_ref().is_some_and(|round| round.orders.contains(&number))
    }

    /// R-PAR-02, R-FX-13
    pub(super) fn prices(&mut self, by: PartyId, number: u64, proposed: &Clearing) -> Answer {
        self.require_party(by)?;
        self.propose_prices(number, proposed)
    }
}

impl Book {
    /// R-FX-13: what stands, if it is still right, else what the search finds now.
    fn answer(&self, round: &Round) -> Option<Clearing> {
        let best = Some(&round.best).filter(|_| self.orders == round.orders);
        let best = best.filter(|best| self.right(best).is_some()).cloned();
        let found = self.clearing(&auction::baseline(&self.problem));
        best.or_else(|| self.right(&found).map(|_| found))
    }

    /// An outcome with currencies and orders by name.
    fn clearing(&self, outcome: &Outcome) -> Clearing {
        let name = |place: auction::Currency| self.currencies[place.index()];
        let constraint = |bound: &auction::Bound| match bound {
            auction::Bound::Halted(one) => Constraint::Halted(name(*one)),
            auction::Bound::SwitchedOff(one, other) => {
                Constraint::SwitchedOff(name(*one), name(*other))
            }
            auction::Bound::Band(one, other) => Constraint::Band(name(*one), name(*other)),
            auction::Bound::Quota(one) => Constraint::Quota(name(*one)),
        };
        let price = |(place, id): (usize, &CurrencyId)| settlement::fx::Price {
            currency: *id,
            worth: outcome.prices.0[place],
            share: outcome.shares[place].0,
        };
        let fill = |(place, number): (usize, &u64)| settlement::fx::Fill {
            order: settlement::fx::OrderNumber(*number),
            sold: Amount::from_minor(outcome.fills[place].sold.into()),
            received: Amount::from_minor(outcome.fills[place].received.into()),
        };
        let fills = self.orders.iter().enumerate().map(fill);
        Clearing {
            standing: match outcome.standing {
                auction::Standing::Partial => Standing::Partial,
                auction::Standing::Equilibrium => Standing::Equilibrium,
            },
            value: outcome.value,
            prices: self.currencies.iter().enumerate().map(price).collect(),
            fills: fills.filter(|f| !(f.sold.is_zero() && f.received.is_zero())).collect(),
            constraints: outcome.bounds.iter().map(constraint).collect(),
        }
    }

    /// What was proposed as an outcome of this book, if it is one and right.
    fn right(&self, proposed: &Clearing) -> Option<Outcome> {
        let place = |id: CurrencyId| {
            let index = self.currencies.iter().position(|known| *known == id)?;
            auction::Currency::new(index)
        };
        let bound = |constraint: &Constraint| match constraint {
            Constraint::Halted(one) => Some(auction::Bound::Halted(place(*one)?)),
            Constraint::SwitchedOff(one, other) => {
                Some(auction::Bound::SwitchedOff(place(*one)?, place(*other)?))
            }
            Constraint::Band(one, other) => {
                Some(auction::Bound::Band(place(*one)?, place(*other)?))
            }
            Constraint::Quota(one) => Some(auction::Bound::Quota(place(*one)?)),
        };
        let fill = |number: &u64| {
            let found = proposed.fills.iter().find(|fill| fill.order.0 == *number);
            let amount = |amount: Amount| u64::try_from(amount.minor()).ok();
            Some(match found {
                Some(fill) => {
                    auction::Fill { sold: amount(fill.sold)?, received: amount(fill.received)? }
                }
                None => auction::Fill::default(),
            })
        };
        let outcome = Outcome {
            standing: match proposed.standing {
                Standing::Partial => auction::Standing::Partial,
                Standing::Equilibrium => auction::Standing::Equilibrium,
            },
            value: proposed.value,
            fills: self.orders.iter().map(fill).collect::<Option<_>>()?,
            prices: auction::Prices(proposed.prices.iter().map(|price| price.worth).collect()),
            shares: proposed.prices.iter().map(|price| auction::Share(price.share)).collect(),
            bounds: proposed.constraints.iter().map(bound).collect::<Option<_>>()?,
        };
        // Each name once, in its order, and no other.
        let sound =
            proposed.prices.iter().map(|price| price.currency).eq(self.currencies.iter().copied())
                && proposed.fills.iter().all(|fill| self.orders.contains(&fill.order.0))
                && proposed.fills.is_sorted_by(|one, other| one.order < other.order)
                && auction::check(&self.problem, &outcome).is_ok();
        sound.then_some(outcome)
    }
}
