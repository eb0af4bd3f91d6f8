//! Firm quotes, and payments that are converted by them.

use std::collections::BTreeMap;

use settlement::fx::{Purpose, Trading, Validity};
use settlement::operating_day::Phase;
use settlement::payment::{Category, Leg, State, Timing};
use settlement::{PartyId, Priority, Refusal};
use terms::{Amount, CurrencyId, Instant, TimeOfDay, Uetr, UtcOffset};

use super::instructing::{Item, Stage};
use super::orders::Order;
use super::{Answer, Twin};

/// Quotes, each with what is paid into it and given out of it.
pub(super) type Way = Vec<(u64, Amount, Amount)>;

/// What those that were looked at before would need of quotes and quotas. R-FX-17
#[derive(Clone, Default)]
pub(super) struct Promised {
    quotes: BTreeMap<u64, u128>,
    pub(super) sold: BTreeMap<CurrencyId, u128>,
}

impl Promised {
    pub(super) fn add(&mut self, way: &Way, legs: &[Leg]) {
        for (number, _, given) in way {
            *self.quotes.entry(*number).or_default() += given.minor();
        }
        for leg in legs {
            *self.sold.entry(leg.currency).or_default() += leg.amount.minor();
        }
    }
}

impl Twin {
    /// R-FX-15: by quotes at once, else as an order, if it may wait.
    pub(super) fn convert_payment(
        &mut self,
        uetr: Uetr,
        order: Order,
        wait: Option<Validity>,
    ) -> Answer {
        self.check_but_for_money(uetr, &order)?;
        if !self.is_there(&order) {
            let waits = wait.filter(|_| self.parameters.behaviour.number() >= 4);
            let validity = waits.ok_or(Refusal::OrderUnfunded)?;
            return self.wait_for_money(uetr, Order { validity, ..order });
        }
        if let Some(way) = self.best_way(&order, None) {
            self.remember(uetr, State::Waiting);
            self.go(uetr, &order, &way);
            return Ok(());
        }
        let validity = wait.ok_or(Refusal::NoQuote)?;
        self.require_order_room(order.by)?;
        self.remember(uetr, State::Waiting);
        self.stand(Order { validity, ..order });
        Ok(())
    }

    /// R-FX-15: the first of what waits and is wanted are tried, as placed, but for what is in a
    /// round.
    pub(super) fn convert_waiting(&mut self, wanted: impl Fn(u64, &Order) -> bool) {
        let standing = self.orders.standing.iter();
        let waiting = standing.filter(|(number, order)| {
            let payment = matches!(order.purpose, Purpose::Payment { .. });
            payment && wanted(**number, order) && !self.is_in_round(**number)
        });
        let depth = usize::from(self.parameters.bypass_depth);
        let numbers: Vec<u64> = waiting.map(|(number, _)| *number).take(depth).collect();
        for number in numbers {
            self.convert_order(number);
        }
    }

    /// R-FX-15: from behaviour 8 on, what is tried whenever anything happens: of each pair the first
    /// that wait to be converted and are in no open round. Order: as placed.
    pub(super) fn convertible(&self) -> Vec<u64> {
        if self.parameters.behaviour.number() < 8 {
            return Vec::new();
        }
        let mut of_pair: BTreeMap<(CurrencyId, CurrencyId), usize> = BTreeMap::new();
        let payments = self.orders.standing.iter().filter(|(number, order)| {
            matches!(order.purpose, Purpose::Payment { .. }) && !self.is_in_round(**number)
        });
        let depth = usize::from(self.parameters.bypass_depth);
        let first = payments.filter(|(_, order)| {
            let before = of_pair.entry((order.sell, order.buy)).or_default();
            *before += 1;
            *before <= depth
        });
        first.map(|(number, _)| *number).collect()
    }

    /// R-FX-15: a payment that waits to be converted is tried when the date turns, too.
    pub(super) fn next_date(&self) -> Option<Instant> {
        let mut standing = self.orders.standing.values();
        let waits = standing.any(|order| matches!(order.purpose, Purpose::Payment { .. }));
        let tomorrow = self.now.date().plus_days(1);
        (self.parameters.behaviour.number() >= 8 && waits)
            .then(|| Instant::of_local(tomorrow, TimeOfDay::default(), UtcOffset(0)))
    }

    /// R-FX-15: whether a payment that waits to be converted went by quotes.
    pub(super) fn convert_order(&mut self, number: u64) -> bool {
        let Some(order) = self.orders.standing.get(&number).cloned() else { return false };
        let Purpose::Payment { uetr, .. } = order.purpose else { return false };
        let key = (order.by, order.sell);
        let left = super::holding::minor(order.left);
        self.account_mut(key).held -= left;
        let Some(way) = self.best_way(&order, None) else {
            self.account_mut(key).held += left;
            return false;
        };
        self.orders.standing.remove(&number);
        self.go(uetr, &order, &way);
        true
    }

    /// R-FX-16: in its payer's queue, until its money is there or its time is over.
    fn wait_for_money(&mut self, uetr: Uetr, order: Order) -> Answer {
        self.require_order_room(order.by)?;
        let reject_at = match order.validity {
            Validity::Until(until) => Some(until),
            Validity::Rounds(_) => None,
        };
        let (debtor, creditor, currency, amount) = (order.by, order.to, order.sell, order.left);
        let mut item =
            self.item_of(uetr, order.by, vec![Leg { debtor, creditor, currency, amount }]);
        item.timing.reject_at = reject_at;
        item.to_convert = Some(order);
        self.remember(uetr, State::Waiting);
        let id = self.accepted;
        self.accepted += 1;
        self.waiting.insert(id, item);
        self.join_line(id);
        Ok(())
    }

    /// R-FX-16: what becomes of a payment once its money is there.
    pub(super) fn convert_or_stand(&mut self, uetr: Uetr, order: &Order) {
        match self.best_way(order, None) {
            Some(way) => self.go(uetr, order, &way),
            None => self.stand(order.clone()),
        }
    }

    /// The quotes of the best way, each with what is paid into it and given out of it.
    ///
    /// In a set, what is promised to others cannot be had, and money, limits and caps are not
    /// asked, since the set is judged by its end. R-FX-17
    pub(super) fn best_way(&self, order: &Order, in_set: Option<&Promised>) -> Option<Way> {
        let none = Promised::default();
        let promised = in_set.unwrap_or(&none);
        let least = order.left.minor() * u128::from(order.limit.numerator())
            / u128::from(order.limit.denominator());
        let mut ways: Vec<Way> = Vec::new();
        for (first, given) in self.steps(order.sell, order.buy, order.left, promised) {
            ways.push(vec![(first, order.left, given)]);
        }
        let ids = (0..).map(CurrencyId::new).take(self.currencies.len());
        for between in ids.filter(|id| *id != order.buy) {
            for (first, given) in self.steps(order.sell, between, order.left, promised) {
                for (second, more) in self.steps(between, order.buy, given, promised) {
                    ways.push(vec![(first, order.left, given), (second, given, more)]);
                }
            }
        }
        ways.retain(|way| {
            way.last().is_some_and(|(_, _, given)| given.minor() >= least)
                && self.may_go(order, way, promised)
                && (in_set.is_some() || self.can_pay(order, way))
        });
        // The most first; among equals the shorter, then the lower numbers.
        ways.sort_by_key(|way| {
            let given = way.last().map_or(Amount::ZERO, |(_, _, given)| *given);
            let numbers: Vec<u64> = way.iter().map(|(number, ..)| *number).collect();
            (std::cmp::Reverse(given), way.len(), numbers)
        });
        ways.into_iter().next()
    }

    /// The cheapest quotes that can give for all that is paid, with what they give.
    fn steps(
        &self,
        from: CurrencyId,
        to: CurrencyId,
        paid: Amount,
        promised: &Promised,
    ) -> Vec<(u64, Amount)> {
        let quotes = self.orders.standing.iter();
        let mut quotes: Vec<(&u64, &Order)> = quotes
            .filter(|(_, quote)| {
                quote.purpose == Purpose::Quote && (quote.buy, quote.sell) == (from, to)
            })
            .collect();
        // Stable, so that equals stay as placed.
        quotes.sort_by(|(_, one), (_, other)| {
            let cross = |one: &Order, other: &Order| {
                u128::from(one.limit.numerator()) * u128::from(other.limit.denominator())
            };
            cross(one, other).cmp(&cross(other, one))
        });
        let able = quotes.into_iter().filter_map(|(number, quote)| {
            let given = paid.minor() * u128::from(quote.limit.denominator())
                / u128::from(quote.limit.numerator());
            let provider = &self.accounts[&(quote.by, quote.sell)];
            let able = given > 0
                && given + promised.quotes.get(number).copied().unwrap_or(0) <= quote.left.minor()
                && provider.available(Priority::Urgent) >= 0
                && self.may_send((quote.by, quote.sell)).is_ok()
                && self.may_receive((quote.by, quote.buy)).is_ok();
            able.then_some((*number, Amount::from_minor(given)))
        });
        able.take(16).collect()
    }

    pub(super) fn legs_of(&self, order: &Order, way: &[(u64, Amount, Amount)]) -> Vec<Leg> {
        let mut legs = Vec::new();
        let mut last =
            Leg { debtor: order.by, creditor: order.to, currency: order.sell, amount: order.left };
        for (number, _, given) in way {
            let quote = &self.orders.standing[number];
            legs.push(Leg { creditor: quote.by, ..last });
            last = Leg { debtor: quote.by, currency: quote.sell, amount: *given, ..last };
        }
        legs.push(last);
        legs
    }

    /// What a way needs of all who have a say in it.
    fn may_go(&self, order: &Order, way: &[(u64, Amount, Amount)], promised: &Promised) -> bool {
        let legs = self.legs_of(order, way);
        let item = self.item_of(Uetr::from_random(0), order.by, legs);
        let open = item.legs.iter().all(|leg| {
            let (currency, allowed) =
                (&self.currencies[leg.currency.index()], self.allowed(leg.currency));
            let room = allowed.quota.map(|quota| quota.saturating_sub(allowed.sold));
            allowed.trading == Trading::Open
                && room.is_none_or(|room| {
                    let before = promised.sold.get(&leg.currency).copied().unwrap_or(0);
                    before + leg.amount.minor() <= room.minor()
                })
                && currency.phase().0 != Phase::Closed
                && !currency.suspended
                && currency.is_valid_on(self.now.date())
                && leg.debtor != leg.creditor
        });
        let inside = way.iter().all(|(number, paid, given)| {
            let quote = &self.orders.standing[number];
            self.is_inside((quote.buy, *paid), (quote.sell, *given))
        });
        open && inside && self.has_access(&item)
    }

    /// What a way needs of the payer, of limits and of caps, all else staying as it is.
    fn can_pay(&self, order: &Order, way: &[(u64, Amount, Amount)]) -> bool {
        let item = self.item_of(Uetr::from_random(0), order.by, self.legs_of(order, way));
        self.is_there(order) && self.limits_allow(&item) && self.caps_allow(&item)
    }

    /// R-FX-05, R-FX-07
    fn is_inside(&self, paid: (CurrencyId, Amount), given: (CurrencyId, Amount)) -> bool {
        let (one, other) = (self.allowed(paid.0), self.allowed(given.0));
        if one.off.contains(&given.0) || other.off.contains(&paid.0) {
            return false;
        }
        let bands = [one.band, other.band];
        let Some(band) = bands.into_iter().flatten().min() else { return true };
        let rated = |id| self.official_rate(id).is_some();
        if !rated(paid.0) || !rated(given.0) {
            return false;
        }
        let worth = |(currency, amount): (CurrencyId, Amount)| {
            self.worth(&[Leg {
                debtor: PartyId::OPERATOR,
                creditor: PartyId::OPERATOR,
                currency,
                amount,
            }])
        };
        let (one, other) = (worth(paid), worth(given));
        let most = 10_000 + u128::from(band.0);
        one * 10_000 <= other * most && other * 10_000 <= one * most
    }

    fn item_of(&self, uetr: Uetr, by: PartyId, legs: Vec<Leg>) -> Item {
        Item {
            names: vec![uetr],
            by,
            legs,
            date: self.now.date(),
            priority: Priority::Normal,
            category: Category::Interbank,
            timing: Timing::default(),
            consents: Vec::new(),
            counter: None,
            returns: Vec::new(),
            stage: Stage::Line,
            to_convert: None,
        }
    }

    pub(super) fn go(&mut self, uetr: Uetr, order: &Order, way: &[(u64, Amount, Amount)]) {
        let legs = self.legs_of(order, way);
        for leg in &legs {
            let allowed = self.exchange.allowed.entry(leg.currency).or_default();
            allowed.sold = allowed.sold.checked_add(leg.amount).expect("amounts are bounded");
        }
        for (number, _, given) in way {
            let quote = self.orders.standing.get_mut(number).expect("it was found");
            quote.left = quote.left.saturating_sub(*given);
            let (key, used_up) = ((quote.by, quote.sell), quote.left.is_zero());
            if used_up {
                self.orders.standing.remove(number);
            }
            self.account_mut(key).held -= super::holding::minor(*given);
        }
        if let Some(known) = self.known.get_mut(&uetr) {
            known.legs.clone_from(&legs);
        }
        let item = self.item_of(uetr, order.by, legs);
        self.settle(&item, Priority::Normal);
    }
}
