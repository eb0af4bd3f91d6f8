use alloc::vec::Vec;
use core::cmp::Reverse;

use books::{AccountId, Priority};
use terms::{Amount, CurrencyId, Digest, Rate, Uetr};

use super::order::Placing;
use super::{Allotted, Event, Order, OrderNumber, Purpose, QuoteUse, Trading, Validity};
use crate::operating_day::Phase;
use crate::payment::{BookedLeg, Category, How, Item, Link, Stage, Timing, WaitingFor};
use crate::{Machine, PartyId, Refusal};

/// How many quotes for a step are looked at, the cheapest first.
pub(super) const LOOKED_AT: usize = 1_000;

/// How many of them that can give enough are tried.
const USED: usize = 16;

/// Which of two ways is taken, the lower: by what is given, quotes on the way, their numbers.
type Rank = (Reverse<Amount>, usize, Vec<OrderNumber>);

/// One quote on the way of a conversion, and what goes through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(super) number: OrderNumber,
    /// The provider's account that is paid, and the one that pays.
    pub(super) takes: AccountId,
    pub(crate) gives: AccountId,
    paid: Amount,
    pub(crate) given: Amount,
}

/// What a conversion asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conversion {
    pub(crate) uetr: Uetr,
    pub(crate) evidence: Digest,
    pub(crate) payer: PartyId,
    pub(crate) from: AccountId,
    pub(crate) to: AccountId,
    pub(crate) amount: Amount,
    pub(crate) limit: Rate,
}

impl Conversion {
    /// What is left of a payment that stands as an order.
    pub(super) fn of_order(order: &Order) -> Option<Self> {
        let Purpose::Payment { uetr, evidence, .. } = order.purpose else {
            return None;
        };
        let Order { by: payer, sell: from, buy: to, left: amount, limit, .. } = *order;
        Some(Self { uetr, evidence, payer, from, to, amount, limit })
    }
}

impl Machine {
    /// R-FX-15: converts at once by the best quotes, or waits as an order, or is refused.
    pub(crate) fn convert(
        &mut self,
        by: PartyId,
        placing: Placing,
        wait: Option<Validity>,
    ) -> Result<(), Refusal> {
        let Placing { name, amount, limit, .. } = placing;
        let (from, to) = self.check_unfunded(by, &placing)?;
        let waits = self.rulebook.parameters.behaviour.conversions_wait_for_money();
        match (self.check_offer(from, amount), wait.filter(|_| waits)) {
            (Err(_), Some(validity)) => {
                return self.wait_for_money(by, Placing { validity, ..placing }, (from, to));
            }
            (there, _) => there?,
        }
        let evidence = self.evidence;
        let conversion = Conversion { uetr: name, evidence, payer: by, from, to, amount, limit };
        if let Some(steps) = self.best_steps(&conversion, None) {
            let today = self.moment.instant.date();
            self.window.insert(name, today, Link::Converting);
            self.settle_conversion(&conversion, &steps, How::Immediately);
            return Ok(());
        }
        let Some(validity) = wait else {
            if self.rulebook.parameters.behaviour.obstacles_are_told() {
                let waiting = self.hindrance(&conversion, Amount::ZERO);
                self.tell(Event::ConversionHindered { uetr: name, by, waiting });
            }
            return Err(Refusal::NoQuote);
        };
        self.require_order_room(by)?;
        self.window.insert(name, self.moment.instant.date(), Link::Converting);
        self.stand(by, Placing { validity, ..placing }, (from, to));
        Ok(())
    }

    /// R-FX-15: the first of those that are wanted among what waits to be converted are tried.
    ///
    /// Order: as placed.
    pub(crate) fn convert_waiting(&mut self, wanted: impl Fn(OrderNumber, &Order) -> bool) {
        let orders = &self.exchange.orders;
        let depth = usize::from(self.rulebook.parameters.bypass_depth);
        let waiting: Vec<OrderNumber> = orders
            .payments
            .iter()
            .filter_map(|number| Some((*number, orders.standing.get(number)?)))
            .filter(|(number, order)| wanted(*number, order) && !self.is_in_round(*number))
            .map(|(number, _)| number)
            .take(depth)
            .collect();
        for number in waiting {
            self.convert_order(number);
        }
    }

    /// R-FX-15: settles a payment that waits to be converted by the best quotes, if it now can.
    pub(super) fn convert_order(&mut self, number: OrderNumber) -> bool {
        let Some(order) = self.exchange.orders.standing.get(&number).copied() else {
            return false;
        };
        let Some(conversion) = Conversion::of_order(&order) else {
            return false;
        };
        // What is held for it is what it pays with.
        self.books.free(order.sell, order.left);
        let Some(steps) = self.best_steps(&conversion, None) else {
            self.books.hold(order.sell, order.left);
            return false;
        };
        self.forget_order(number);
        self.settle_conversion(&conversion, &steps, How::Released);
        true
    }

    /// R-FX-14, R-FX-15: the quote, or the two quotes through one other currency, that give most.
    ///
    /// Among equals the direct one, then that of the lower numbers.
    /// For a set, what is allotted to others is not to be had, and money, limits and caps are left
    /// to the check of the set. R-FX-17
    /// Costs O(currencies x [`LOOKED_AT`] + currencies x [`USED`] squared).
    pub(super) fn best_steps(
        &self,
        conversion: &Conversion,
        in_set: Option<&Allotted>,
    ) -> Option<Vec<Step>> {
        let none = Allotted::default();
        let allotted = in_set.unwrap_or(&none);
        let least = conversion.limit.apply(conversion.amount, terms::Rounding::Down)?;
        let mut best: Option<(Rank, Vec<Step>)> = None;
        let step = |number, paid| self.step(number, paid, allotted);
        self.each_way(conversion, step, |steps| {
            let given = steps.last().map_or(Amount::ZERO, |step| step.given);
            let numbers = steps.iter().map(|step| step.number).collect();
            let rank = (Reverse(given), steps.len(), numbers);
            let better = best.as_ref().is_none_or(|(known, _)| rank < *known);
            let fits = || {
                let item = self.conversion_item(conversion, &steps);
                let allowed = self.allows(&item, &steps, allotted);
                allowed && (in_set.is_some() || self.affords(&item))
            };
            if better && given >= least && fits() {
                best = Some((rank, steps));
            }
        });
        best.map(|(_, steps)| steps)
    }

    /// Offers each way, by one quote or by two through one other currency, of the steps wanted.
    pub(super) fn each_way(
        &self,
        conversion: &Conversion,
        step: impl Fn(OrderNumber, Amount) -> Option<Step>,
        mut offer: impl FnMut(Vec<Step>),
    ) {
        let currency = |account: AccountId| self.books.account(account).currency();
        let (sold, bought) = (currency(conversion.from), currency(conversion.to));
        for first in self.steps((sold, bought), conversion.amount, &step) {
            offer(alloc::vec![first]);
        }
        let others = self.exchange.orders.given_for(sold).filter(|between| *between != bought);
        for between in others {
            for first in self.steps((sold, between), conversion.amount, &step) {
                for second in self.steps((between, bought), first.given, &step) {
                    offer(alloc::vec![first, second]);
                }
            }
        }
    }

    /// The cheapest quotes for a step, from one currency to another, of those wanted.
    fn steps<'a>(
        &'a self,
        (takes, gives): (CurrencyId, CurrencyId),
        paid: Amount,
        step: &'a impl Fn(OrderNumber, Amount) -> Option<Step>,
    ) -> impl Iterator<Item = Step> + 'a {
        let cheapest = self.exchange.orders.quotes(takes, gives).take(LOOKED_AT);
        cheapest.filter_map(move |number| step(number, paid)).take(USED)
    }

    /// What a quote gives for all of an amount, if it has enough and its provider may give it.
    fn step(&self, number: OrderNumber, paid: Amount, allotted: &Allotted) -> Option<Step> {
        let step = self.quoted_step(number, paid)?;
        let quote = self.exchange.orders.standing.get(&number)?;
        let funded = self.books.account(quote.sell).available(Priority::Urgent) >= 0;
        let access = self.may_send(quote.sell).is_ok() && self.may_receive(quote.buy).is_ok();
        let enough = step.given <= quote.left.saturating_sub(allotted.given(number));
        (enough && funded && access).then_some(step)
    }

    /// What a quote gives for all of an amount, if it has enough, whether or not it may.
    pub(super) fn quoted_step(&self, number: OrderNumber, paid: Amount) -> Option<Step> {
        let quote = self.exchange.orders.standing.get(&number)?;
        let given = quote.price()?.apply(paid, terms::Rounding::Down)?;
        let enough = !given.is_zero() && given <= quote.left;
        enough.then_some(Step { number, takes: quote.buy, gives: quote.sell, paid, given })
    }

    /// R-FX-15: whether agents and accesses allow a conversion by these steps.
    fn allows(&self, item: &Item, steps: &[Step], allotted: &Allotted) -> bool {
        let parted = item.legs.iter().all(|leg| {
            let holders = (self.holder(leg.debit), self.holder(leg.credit));
            holders.0 != holders.1
                && self.may_send(leg.debit).is_ok()
                && self.may_receive(leg.credit).is_ok()
        });
        let open = item.legs.iter().all(|leg| self.is_traded(leg, allotted));
        parted && open && steps.iter().all(|step| self.is_inside(step))
    }

    /// R-FX-15: whether the payer has the money, and limits and caps allow a conversion by itself.
    fn affords(&self, item: &Item) -> bool {
        let funded = item.legs.first().is_some_and(|leg| {
            let paid = i128::try_from(leg.amount.minor()).unwrap_or(i128::MAX);
            self.books.check_debit(leg.debit, paid, Priority::Normal).is_ok()
        });
        funded && self.check_limits(item).is_ok() && self.check_caps(item).is_ok()
    }

    /// R-FX-06, R-FX-08: whether a currency is exchanged now, with room for what a leg moves.
    pub(super) fn is_traded(&self, leg: &BookedLeg, allotted: &Allotted) -> bool {
        let currency = self.books.account(leg.debit).currency();
        let wanted = allotted.sold(currency).checked_add(leg.amount).unwrap_or(Amount::MAX);
        let room = self.exchange.of(currency).and_then(|terms| terms.room());
        self.is_exchanged(currency) && room.is_none_or(|room| wanted <= room)
    }

    /// R-FX-08: whether a currency is exchanged now, by its agent's word, its day and its dates.
    pub(super) fn is_exchanged(&self, currency: CurrencyId) -> bool {
        let (Ok(definition), Some(terms)) = (self.currency(currency), self.exchange.of(currency))
        else {
            return false;
        };
        terms.trading == Trading::Open
            && definition.day.phase != Phase::Closed
            && !definition.day.suspended
            && definition.is_valid_on(self.moment.instant.date())
    }

    /// R-FX-05, R-FX-07: whether a pair is on and a price within its band.
    pub(super) fn is_inside(&self, step: &Step) -> bool {
        let currency = |account: AccountId| self.books.account(account).currency();
        let (paid, given) = (currency(step.takes), currency(step.gives));
        let band = |currency| self.exchange.of(currency).and_then(|terms| terms.band);
        let narrower = match (band(paid), band(given)) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        let Some(band) = narrower else {
            return self.is_pair_on(paid, given);
        };
        let worth = |currency, amount| {
            let rate = self.official(currency)?;
            Some(super::Value::of(amount, rate).millionths())
        };
        let (Some(one), Some(other)) = (worth(paid, step.paid), worth(given, step.given)) else {
            return false;
        };
        let within = |more: u128, less: u128| {
            let most = u128::from(band.0).saturating_add(10_000);
            more.saturating_mul(10_000) <= less.saturating_mul(most)
        };
        self.is_pair_on(paid, given) && within(one, other) && within(other, one)
    }

    /// The payment that a conversion is: from the payer over the providers to the creditor.
    pub(super) fn conversion_item(&self, conversion: &Conversion, steps: &[Step]) -> Item {
        let mut legs = Vec::with_capacity(steps.len().saturating_add(1));
        let (mut debit, mut amount) = (conversion.from, conversion.amount);
        for step in steps {
            legs.push(BookedLeg { debit, credit: step.takes, amount });
            (debit, amount) = (step.gives, step.given);
        }
        legs.push(BookedLeg { debit, credit: conversion.to, amount });
        Item {
            uetr: conversion.uetr,
            matched: None,
            evidence: conversion.evidence,
            matched_evidence: None,
            by: conversion.payer,
            matched_by: None,
            legs,
            date: self.moment.instant.date(),
            priority: Priority::Normal,
            category: Category::Interbank,
            timing: Timing::default(),
            entered: self.moment.instant,
            consents: Vec::new(),
            counter: None,
            returns: None,
            stage: Stage::Pending,
            waiting: WaitingFor::Moment { at: self.moment.instant },
            to_convert: None,
        }
    }

    /// R-PAY-02, R-FX-15: all legs in one event, after the one that tells the way.
    ///
    /// Invariant: the caller has asked whether everything allows it.
    pub(super) fn settle_conversion(&mut self, conversion: &Conversion, steps: &[Step], how: How) {
        let item = self.conversion_item(conversion, steps);
        let quotes = self.take_quotes(&item, steps);
        self.tell(Event::PaymentConverted { uetr: conversion.uetr, quotes });
        self.settle(&item, how);
    }

    /// Takes what a conversion needs of the quotes on its way; what was held for it is free.
    pub(crate) fn take_quotes(&mut self, item: &Item, steps: &[Step]) -> Vec<QuoteUse> {
        for leg in &item.legs {
            // R-FX-06: each currency counts once, by the leg that moves it.
            let currency = self.books.account(leg.debit).currency();
            let terms = self.exchange.of_mut(currency);
            terms.sold = terms.sold.checked_add(leg.amount).unwrap_or(Amount::MAX);
            self.stir(currency);
        }
        let mut quotes = Vec::with_capacity(steps.len());
        for step in steps {
            self.books.free(step.gives, step.given);
            self.exchange.orders.fill(step.number, step.given);
            let left = self.exchange.orders.standing.get(&step.number).map(|quote| quote.left);
            let left = left.unwrap_or_default();
            if left.is_zero() {
                self.forget_order(step.number);
            }
            let provider = self.holder(step.gives);
            quotes.push(QuoteUse { number: step.number, provider, left });
        }
        quotes
    }
}
