//! Whether a set or a round of exchange comes first.

use std::collections::BTreeMap;

use netting::Gain;
use settlement::fx::{Clearing, Purpose};
use settlement::payment::Leg;
use terms::CurrencyId;

use super::holding::minor;
use super::quotes::Promised;
use super::rounds::Round;
use super::{Key, Twin};

/// What is taken to have settled before a set.
#[derive(Clone, Default)]
pub(super) struct Before {
    /// What each account has more to use.
    pub(super) money: BTreeMap<Key, i128>,
    /// What each account holds more.
    pub(super) holding: BTreeMap<Key, i128>,
    pub(super) promised: Promised,
}

/// Value and count of urgent, high and normal payments, then what orders sell.
type Worth = ([(u128, usize); 3], u128);

impl Twin {
    /// Whether a set is searched for when a round clears: some payment waits for money, and any
    /// quote stands.
    pub(super) fn searches_beside_rounds(&self) -> bool {
        let quotes = self.orders.standing.values().any(|order| order.purpose == Purpose::Quote);
        let asked = self.waiting.values().any(|item| item.to_convert.is_some());
        let searched = self.parameters.offsetting_items > 1 && quotes && asked;
        searched && self.parameters.behaviour.number() >= 7
    }

    /// R-FX-22: none where no set is searched for.
    pub(super) fn set_comes_first(&self, round: &Round) -> Option<bool> {
        if !self.searches_beside_rounds() {
            return None;
        }
        let now = self.foreseen(round, &BTreeMap::new());
        let (set, sold) = self.set_after(Before::default());
        let after = self.foreseen(round, &sold);
        let (later, _) = self.set_after(self.before_set(now.as_ref()));
        let found = set.items() > 0;
        let set_first = self.weight(&set, after.as_ref());
        Some(found && set_first > self.weight(&later, now.as_ref()))
    }

    /// The set that is found, and what its conversions sell of each currency.
    fn set_after(&self, before: Before) -> (Gain, BTreeMap<CurrencyId, u128>) {
        let round = self.gather_after(self.looked_at(), before);
        let found = netting::baseline(&round.problem);
        let mut sold: BTreeMap<CurrencyId, u128> = BTreeMap::new();
        let gain = netting::check(&round.problem, &found).unwrap_or_default();
        for id in found.items().map(|index| round.items[index]) {
            let Some(way) = round.ways.get(&id) else { continue };
            let order = self.waiting[&id].to_convert.as_ref().expect("it has a way");
            for leg in self.legs_of(order, way) {
                *sold.entry(leg.currency).or_default() += leg.amount.minor();
            }
        }
        (gain, sold)
    }

    /// What fills leave: who sold gives away what was held, who bought has more to use.
    fn before_set(&self, clearing: Option<&Clearing>) -> Before {
        let mut before = Before::default();
        for fill in clearing.into_iter().flat_map(|clearing| &clearing.fills) {
            let order = &self.orders.standing[&fill.order.0];
            let agent = |id: CurrencyId| (self.currencies[id.index()].agent, id);
            let (sold, received) = (minor(fill.sold), minor(fill.received));
            let usable = [
                (agent(order.sell), sold),
                (agent(order.buy), -received),
                ((order.to, order.buy), received),
            ];
            for (key, amount) in usable {
                *before.money.entry(key).or_default() += amount;
                *before.holding.entry(key).or_default() += amount;
            }
            *before.holding.entry((order.by, order.sell)).or_default() -= sold;
            *before.promised.sold.entry(order.sell).or_default() += fill.sold.minor();
        }
        before
    }

    fn weight(&self, set: &Gain, clearing: Option<&Clearing>) -> Worth {
        let mut paid = [(0, 0); 3];
        for class in set.classes() {
            paid[usize::from(class.class)] = (class.value, class.count);
        }
        let mut all = 0;
        for fill in clearing.into_iter().flat_map(|clearing| &clearing.fills) {
            let order = &self.orders.standing[&fill.order.0];
            let (debtor, creditor) = (order.by, order.to);
            let value =
                self.worth(&[Leg { debtor, creditor, currency: order.sell, amount: fill.sold }]);
            all += value;
            if matches!(order.purpose, Purpose::Payment { .. }) {
                paid[2].0 += value;
                paid[2].1 += usize::from(order.left == fill.sold);
            }
        }
        (paid, all)
    }
}
