use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use auction::Outcome;
use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Instant};

use super::book::Book;
use super::weighing::Turns;
use super::{
    Clearing, Event, Fill, Objection, Order, OrderEnd, OrderNumber, Purpose, Residue, Validity,
    Value,
};
use crate::payment::Link;
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

/// A round that waits for better prices.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct OpenRound {
    pub(crate) number: u64,
    pub(crate) clears_at: Instant,
    /// The orders that take part. Order: by number.
    pub(crate) orders: Vec<OrderNumber>,
    /// What settles if nobody finds better.
    pub(crate) best: Clearing,
    /// Whose it is; none: the machine's own.
    pub(crate) by: Option<PartyId>,
}

/// Whether what stood when a round was open is what settles.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Kept,
    Anew,
}

/// A fill with its accounts, on its way into the books.
struct Booked {
    fill: Fill,
    order: Order,
    pair: (CurrencyId, CurrencyId),
}

impl Machine {
    /// R-FX-11: opens a round over the orders that stand, and clears it at once if there is no
    /// window.
    pub(crate) fn open_round(&mut self) {
        let parameters = self.rulebook.parameters;
        let now = self.moment.instant;
        self.timers.insert((now.after(parameters.exchange_interval), Timer::Exchange));
        if self.exchange.round.is_some() {
            return;
        }
        let clears_at = now.after(parameters.exchange_window);
        let standing: Vec<OrderNumber> = self.exchange.orders.standing.keys().copied().collect();
        let Some(book) = self.book(standing.into_iter(), clears_at) else {
            return;
        };
        let Some(best) = own_answer(&book) else {
            return;
        };
        self.exchange.rounds = self.exchange.rounds.saturating_add(1);
        let number = self.exchange.rounds;
        let best = Clearing::of(&best, &book);
        let orders = book.orders;
        if clears_at > now {
            self.timers.insert((clears_at, Timer::Clear));
            let count = count(orders.len());
            self.tell(Event::RoundOpened { round: number, orders: count, clears_at });
        }
        self.exchange.round = Some(OpenRound { number, clears_at, orders, best, by: None });
        if clears_at == now {
            self.clear_round();
        }
    }

    /// R-FX-13: anybody's prices and fills stand if they are right and better than what stands.
    pub(crate) fn propose_prices(
        &mut self,
        by: PartyId,
        number: u64,
        proposed: Clearing,
    ) -> Result<(), Refusal> {
        self.require_party(by)?;
        let round = self.exchange.round.as_ref().filter(|round| round.number == number);
        let round = round.ok_or(Refusal::PricesStale)?;
        let book = self.book(round.orders.iter().copied(), round.clears_at);
        let book = book.filter(|book| book.orders == round.orders).ok_or(Refusal::PricesStale)?;
        let outcome = match judged(&proposed, &book) {
            Ok(outcome) => outcome,
            Err(objection) => {
                if self.rulebook.parameters.behaviour.objections_are_told() {
                    self.tell(Event::ObjectionRaised { round: number, by, objection });
                }
                return Err(Refusal::PricesInfeasible);
            }
        };
        // What stands may have become wrong since the agents changed their terms.
        let standing = round.best.outcome(&book).ok();
        let standing = standing.filter(|best| auction::check(&book.problem, best).is_ok());
        // Other numbers for the same fills gain nobody anything.
        let better = standing
            .is_none_or(|best| best.fills != outcome.fills && auction::better(&outcome, &best));
        if !better {
            return Err(Refusal::PricesNotBetter);
        }
        if let Some(round) = &mut self.exchange.round {
            round.best = proposed;
            round.by = Some(by);
        }
        self.tell(Event::PricesProposed { round: number, by });
        Ok(())
    }

    /// R-FX-12, R-FX-22: settles what stands at the end of a round, before or after a set of what
    /// is queued, if one is searched for.
    pub(crate) fn clear_round(&mut self) {
        let Some(round) = self.exchange.round.take() else {
            return;
        };
        match self.turns(&round) {
            Turns::RoundAlone => self.clear(&round),
            Turns::SetFirst => {
                self.offset_all();
                self.clear(&round);
            }
            Turns::RoundFirst => {
                self.clear(&round);
                self.offset_all();
            }
        }
    }

    /// What settles at the end of a round, and whether it is what stood.
    ///
    /// R-FX-13: an order that went, or terms that changed, undo what was found for others.
    pub(super) fn answer(round: &OpenRound, book: &Book) -> Option<(Clearing, Kept)> {
        let stands = book.orders == round.orders
            && round
                .best
                .outcome(book)
                .is_ok_and(|best| auction::check(&book.problem, &best).is_ok());
        if stands {
            return Some((round.best.clone(), Kept::Kept));
        }
        Some((Clearing::of(&own_answer(book)?, book), Kept::Anew))
    }

    /// R-FX-12: all of a round at once.
    fn clear(&mut self, round: &OpenRound) {
        let book = self.book(round.orders.iter().copied(), self.moment.instant);
        if let Some((clearing, kept)) = book.as_ref().and_then(|book| Self::answer(round, book)) {
            let by = round.by.filter(|_| kept == Kept::Kept);
            self.settle_round(round, &clearing, by);
        }
        if let Some(book) = book {
            self.count_round(&book);
        }
        // R-FX-15: what no quote could take while the round was open.
        self.convert_waiting(|number, _| round.orders.binary_search(&number).is_ok());
    }

    /// Posts every fill against the agents' accounts, which are left with what rounding leaves.
    ///
    /// Invariant: what was held for an order is all that is taken from its account.
    fn settle_round(&mut self, round: &OpenRound, clearing: &Clearing, by: Option<PartyId>) {
        let fills: Vec<Booked> =
            clearing.fills.iter().filter_map(|fill| self.booked(*fill)).collect();
        let mut residues: BTreeMap<CurrencyId, i128> = BTreeMap::new();
        for Booked { fill, order, pair } in &fills {
            let minor = |amount: Amount| Balance::from(amount).minor();
            let sold = residues.entry(pair.0).or_default();
            *sold = sold.saturating_add(minor(fill.sold));
            let bought = residues.entry(pair.1).or_default();
            *bought = bought.saturating_sub(minor(fill.received));
            self.post_fill(fill, order, *pair);
        }
        let worth = |booked: &Booked| {
            let rate = self.official(booked.pair.0);
            rate.map_or(Value::ZERO, |rate| Value::of(booked.fill.sold, rate))
        };
        let value = fills.iter().map(worth).sum();
        let residues = residues.into_iter();
        let residues = residues.filter_map(|(currency, minor)| self.residue(currency, minor));
        let residues = residues.collect();
        self.tell(Event::RoundCleared {
            round: round.number,
            by,
            standing: clearing.standing,
            orders: count(round.orders.len()),
            filled: count(fills.len()),
            value,
            prices: clearing.prices.clone(),
            constraints: clearing.constraints.clone(),
            residues,
        });
        fills.iter().for_each(|booked| self.tell_fill(round.number, booked));
    }

    fn booked(&self, fill: Fill) -> Option<Booked> {
        let order = *self.exchange.orders.standing.get(&fill.order)?;
        Some(Booked { fill, order, pair: order.pair })
    }

    fn post_fill(&mut self, fill: &Fill, order: &Order, (sell, buy): (CurrencyId, CurrencyId)) {
        let (Some(takes), Some(gives)) = (self.agent_account(sell), self.agent_account(buy)) else {
            return;
        };
        self.books.free(order.sell, fill.sold);
        self.books.post(order.sell, takes, fill.sold, Priority::Normal);
        self.books.post(gives, order.buy, fill.received, Priority::Normal);
        self.exchange.orders.fill(fill.order, fill.sold);
        // R-FX-06
        let terms = self.exchange.of_mut(sell);
        terms.sold = terms.sold.checked_add(fill.sold).unwrap_or(Amount::MAX);
        self.wake_all(&[order.buy, takes]);
    }

    fn wake_all(&mut self, accounts: &[AccountId]) {
        accounts.iter().for_each(|account| self.wake(*account));
    }

    /// What rounding left with a currency's agent.
    fn residue(&self, currency: CurrencyId, minor: i128) -> Option<Residue> {
        let account = self.books.account(self.agent_account(currency)?);
        let (amount, balance) = (Balance::from_minor(minor), account.balance());
        Some(Residue { currency, agent: account.holder().into(), amount, balance })
    }

    fn tell_fill(&mut self, round: u64, Booked { fill, order, pair }: &Booked) {
        let left = order.left.saturating_sub(fill.sold);
        if left.is_zero() {
            self.forget_order(fill.order);
            if let Purpose::Payment { uetr, .. } = order.purpose {
                self.window.set(uetr, Link::Settled(self.moment.position));
            }
        }
        self.tell(Event::OrderFilled {
            number: fill.order,
            by: order.by,
            to: self.holder(order.buy),
            round,
            sell: pair.0,
            buy: pair.1,
            sold: fill.sold,
            received: fill.received,
            left,
            sell_balance: self.books.account(order.sell).balance(),
            buy_balance: self.books.account(order.buy).balance(),
            purpose: order.purpose,
        });
    }

    /// R-FX-10: an order that was to last so many rounds has one less.
    fn count_round(&mut self, book: &Book) {
        for (number, order) in book.orders.iter().zip(book.problem.orders()) {
            if !book.problem.trades(order.sell, order.buy) {
                continue;
            }
            let Some(order) = self.exchange.orders.standing.get_mut(number) else {
                continue;
            };
            if let Validity::Rounds(rounds) = &mut order.validity {
                *rounds = rounds.saturating_sub(1);
                if *rounds == 0 {
                    self.end_order(*number, OrderEnd::Expired);
                }
            }
        }
    }
}

/// R-FX-13: prices and fills as an outcome of the book, or the first that is wrong with them.
fn judged(proposed: &Clearing, book: &Book) -> Result<Outcome, Objection> {
    let outcome = proposed.outcome(book)?;
    let judged = auction::check(&book.problem, &outcome);
    judged.map_err(|violation| Objection::of(violation, book))?;
    Ok(outcome)
}

/// The machine's own prices and fills, checked like anybody's.
fn own_answer(book: &Book) -> Option<Outcome> {
    let outcome = auction::baseline(&book.problem);
    auction::check(&book.problem, &outcome).is_ok().then_some(outcome)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
