//! Whether a set of what is queued or a round of exchange comes first, where both are at hand.

use alloc::collections::BTreeMap;

use books::AccountId;
use netting::{ClassGain, Gain};
use terms::{Amount, Balance};

use super::{Allotted, Clearing, OpenRound, Order, Purpose, Value};
use crate::Machine;

/// In which turn a set and a round settle.
pub(super) enum Turns {
    /// No set is searched for.
    RoundAlone,
    /// The set, and then the round with what that leaves.
    SetFirst,
    /// The round, and then the set with what that leaves.
    RoundFirst,
}

/// What would be otherwise for a set, if something had settled before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Foreseen {
    /// What an account could use more, or less below zero. Unit: minor units.
    money: BTreeMap<AccountId, i128>,
    /// What it would hold more, or less below zero: what is held for an order goes out of an
    /// account that could not use it. Unit: minor units.
    holding: BTreeMap<AccountId, i128>,
    /// What would be taken of quotas.
    pub(crate) allotted: Allotted,
}

impl Foreseen {
    pub(crate) fn money(&self, account: AccountId) -> i128 {
        self.money.get(&account).copied().unwrap_or(0)
    }

    pub(crate) fn holding(&self, account: AccountId) -> i128 {
        self.holding.get(&account).copied().unwrap_or(0)
    }

    fn post(&mut self, account: AccountId, amount: i128) {
        for changes in [&mut self.money, &mut self.holding] {
            let change = changes.entry(account).or_default();
            *change = change.saturating_add(amount);
        }
    }
}

/// What settles in one turn or the other; greater is better. R-FX-22
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    /// The set, and what the round converts of payments.
    paid: Gain,
    /// What the round sells in all.
    sold: Value,
}

impl Machine {
    /// R-FX-22: whether the round that is open clears now, and a set is searched for with it.
    pub(crate) fn clears_beside_sets(&self) -> bool {
        let round = self.exchange.round.as_ref();
        let clears = round.is_some_and(|round| round.clears_at <= self.moment.instant);
        clears && self.weighs()
    }

    fn weighs(&self) -> bool {
        let parameters = self.rulebook.parameters;
        parameters.behaviour.sets_and_rounds_are_weighed()
            && parameters.offsetting_items > 1
            && self.exchange.orders.may_have_ways()
    }

    /// R-FX-22: weighs a set before a round against the same round before a set.
    ///
    /// Costs two searches for a set and at most two for prices, while a payment waits for money.
    pub(super) fn turns(&self, round: &OpenRound) -> Turns {
        if !self.weighs() {
            return Turns::RoundAlone;
        }
        let (set, taken) = self.foresee_set(&Foreseen::default());
        if set.items() == 0 {
            return Turns::RoundFirst;
        }
        let set_first = self.worth(set, self.foresee_round(round, &taken).as_ref());
        let clearing = self.foresee_round(round, &Allotted::default());
        let foreseen = self.after_round(clearing.as_ref());
        let round_first = self.worth(self.foresee_set(&foreseen).0, clearing.as_ref());
        if set_first > round_first { Turns::SetFirst } else { Turns::RoundFirst }
    }

    /// How a round would clear with quotas less what is taken before.
    fn foresee_round(&self, round: &OpenRound, taken: &Allotted) -> Option<Clearing> {
        let orders = round.orders.iter().copied();
        let book = self.book_beside(orders, self.moment.instant, taken)?;
        Self::answer(round, &book).map(|(clearing, _)| clearing)
    }

    /// What a round leaves of money, of room under caps and of quotas.
    fn after_round(&self, clearing: Option<&Clearing>) -> Foreseen {
        let mut foreseen = Foreseen::default();
        let minor = |amount: Amount| Balance::from(amount).minor();
        for (fill, order) in clearing.into_iter().flat_map(|clearing| self.filled(clearing)) {
            let (sell, buy) = order.pair;
            let (sold, received) = (minor(fill.sold), minor(fill.received));
            // What is sold was held, and nobody could use it.
            let change = foreseen.holding.entry(order.sell).or_default();
            *change = change.saturating_sub(sold);
            foreseen.post(order.buy, received);
            if let (Some(takes), Some(gives)) = (self.agent_account(sell), self.agent_account(buy))
            {
                foreseen.post(takes, sold);
                foreseen.post(gives, received.saturating_neg());
            }
            foreseen.allotted.sell(sell, fill.sold);
        }
        foreseen
    }

    /// R-FX-04: a set, what a round converts of payments, and what it sells.
    fn worth(&self, set: Gain, clearing: Option<&Clearing>) -> Worth {
        let (mut converted, mut count, mut sold) = (Value::ZERO, 0_usize, Value::ZERO);
        for (fill, order) in clearing.into_iter().flat_map(|clearing| self.filled(clearing)) {
            let rate = self.official(order.pair.0);
            let value = rate.map_or(Value::ZERO, |rate| Value::of(fill.sold, rate));
            sold = [sold, value].into_iter().sum();
            if matches!(order.purpose, Purpose::Payment { .. }) {
                converted = [converted, value].into_iter().sum();
                count = count.saturating_add(usize::from(order.left == fill.sold));
            }
        }
        // A payment that is converted is as pressing as it was when it was given.
        let more = ClassGain { class: 2, value: converted.millionths(), count };
        Worth { paid: set.plus(more), sold }
    }

    /// The fills of a round with their orders.
    fn filled<'a>(
        &'a self,
        clearing: &'a Clearing,
    ) -> impl Iterator<Item = (super::Fill, Order)> + 'a {
        let standing = &self.exchange.orders.standing;
        clearing.fills.iter().filter_map(|fill| Some((*fill, *standing.get(&fill.order)?)))
    }
}
