//! When an item settles, and what its settling lets settle.

use settlement::payment::{Leg, State};
use settlement::queue::Policy;
use settlement::{PartyId, Priority};

use super::holding::minor;
use super::instructing::{Item, Stage};
use super::{Key, Twin};

/// A limit: of an account, towards one party or towards all without a limit of their own.
pub(super) type LimitKey = (Key, Option<PartyId>);

/// What came of looking at an item that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    Settled,
    /// It waits outside the queues now.
    Left,
    /// It stands in queues now.
    Joined,
    Same,
}

impl Twin {
    /// What keeps an item from settling now, if anything does. R-QUE-01
    ///
    /// Order of checks: others, moment, then access, order, limits, funds and caps, all in a queue.
    pub(super) fn judge(&self, id: u64, item: &Item) -> Option<Stage> {
        if let Some(order) = &item.to_convert {
            // R-FX-16
            let free = self.may_send((order.by, order.sell)).is_ok()
                && self.may_receive((order.to, order.buy)).is_ok()
                && !self.is_behind(id, item)
                && self.is_there(order);
            return (!free).then_some(Stage::Line);
        }
        if item.counter.is_some() || !item.consents.is_empty() {
            return Some(Stage::Others);
        }
        if let Some(stage) = self.keeps_until(item) {
            return Some(stage);
        }
        let free = self.has_access(item)
            && !self.is_behind(id, item)
            && self.limits_allow(item)
            && self.funds_allow(item)
            && self.caps_allow(item);
        (!free).then_some(Stage::Line)
    }

    /// R-PAR-04
    pub(super) fn has_access(&self, item: &Item) -> bool {
        item.legs.iter().all(|leg| {
            self.may_send((leg.debtor, leg.currency)).is_ok()
                && self.may_receive((leg.creditor, leg.currency)).is_ok()
        })
    }

    /// An account's queue: by priority, then as in the line. R-QUE-02
    pub(super) fn queue_of(&self, key: Key) -> Vec<u64> {
        let in_line = self.line.iter().copied();
        let mut queue: Vec<u64> = in_line.filter(|id| self.waiting[id].debits(key)).collect();
        queue.sort_by_key(|id| self.waiting[id].priority);
        queue
    }

    /// R-QUE-02, R-QUE-03: whether something stands before an item that it may not pass. What is
    /// new stands behind all of its priority.
    fn is_behind(&self, id: u64, item: &Item) -> bool {
        item.legs.iter().any(|leg| {
            let key = (leg.debtor, leg.currency);
            let policy = self.accounts[&key].policy;
            let queue = self.queue_of(key);
            let place = queue.iter().position(|other| *other == id);
            if place.is_some_and(|place| place >= self.reach(key)) {
                return true;
            }
            queue.iter().take_while(|other| **other != id).any(|other| {
                let other = self.waiting[other].priority;
                match policy {
                    Policy::Fifo => other <= item.priority,
                    Policy::Bypass => other < item.priority,
                }
            })
        })
    }

    /// Which limit of an account a flow to or from a party counts against. R-LIQ-02, R-LIQ-03
    fn limit_for(&self, key: Key, party: PartyId) -> Option<LimitKey> {
        let limits = [(key, Some(party)), (key, None)];
        limits.into_iter().find(|limit| self.limits.contains_key(limit))
    }

    /// What legs let flow out under each limit, net. Order: by account, then party.
    pub(super) fn flows(&self, legs: &[Leg]) -> Vec<(LimitKey, i128)> {
        let mut flows = Vec::new();
        for leg in legs {
            let (debit, credit) = ((leg.debtor, leg.currency), (leg.creditor, leg.currency));
            if let Some(limit) = self.limit_for(debit, leg.creditor) {
                add(&mut flows, limit, minor(leg.amount));
            }
            if let Some(limit) = self.limit_for(credit, leg.debtor) {
                add(&mut flows, limit, -minor(leg.amount));
            }
        }
        flows.sort_by_key(|((key, party), _)| (self.accounts[key].opened, *party));
        flows
    }

    /// What legs take off each account, net. Order: by account.
    pub(super) fn nets(&self, legs: &[Leg]) -> Vec<(Key, i128)> {
        let mut nets = Vec::new();
        for leg in legs {
            add(&mut nets, (leg.debtor, leg.currency), minor(leg.amount));
            add(&mut nets, (leg.creditor, leg.currency), -minor(leg.amount));
        }
        nets.sort_by_key(|(key, _)| self.accounts[key].opened);
        nets
    }

    pub(super) fn limits_allow(&self, item: &Item) -> bool {
        self.flows(&item.legs).into_iter().all(|(limit, flow)| {
            let limit = self.limits[&limit];
            flow <= 0 || limit.net + flow <= limit.amount
        })
    }

    fn funds_allow(&self, item: &Item) -> bool {
        self.nets(&item.legs)
            .into_iter()
            .all(|(key, net)| net <= 0 || net <= self.accounts[&key].available(item.priority))
    }

    /// R-PAY-02: all legs at once; `by` says which reservations they draw down.
    pub(super) fn settle(&mut self, item: &Item, by: Priority) {
        for leg in &item.legs {
            let (debit, credit) = ((leg.debtor, leg.currency), (leg.creditor, leg.currency));
            let amount = minor(leg.amount);
            self.post(debit, credit, amount, by);
            let sides = [(debit, leg.creditor, amount), (credit, leg.debtor, -amount)];
            for (key, party, flow) in sides {
                let limit = self.limit_for(key, party);
                if let Some(limit) = limit.and_then(|limit| self.limits.get_mut(&limit)) {
                    limit.net += flow;
                }
            }
        }
        self.tell_known(item, State::Settled);
    }

    fn tell_known(&mut self, item: &Item, state: State) {
        for name in &item.names {
            let known = self.known.get_mut(name).expect("what waits is not forgotten");
            known.state = state;
        }
    }

    /// Takes an item out of everything.
    pub(super) fn take(&mut self, id: u64) -> Option<Item> {
        self.line.retain(|other| *other != id);
        self.waiting.remove(&id)
    }

    /// Ends an item that does not settle; what it would have given back may be given again.
    pub(super) fn end(&mut self, id: u64, state: State) {
        let Some(item) = self.take(id) else { return };
        self.tell_known(&item, state);
        for (leg, amount) in item.returns {
            if let Some(sum) = self.returned.get_mut(&leg) {
                *sum -= amount;
            }
        }
    }

    /// Puts an item at the end of the queues of the accounts it debits.
    pub(super) fn join_line(&mut self, id: u64) {
        self.line.push(id);
        self.round_due = true;
    }

    /// Settles an item that waits, if it now can; else lets it wait where it belongs.
    pub(super) fn try_waiting(&mut self, id: u64) -> Tried {
        let Some(item) = self.waiting.get(&id) else {
            return Tried::Same;
        };
        let before = item.stage;
        let Some(stage) = self.judge(id, item) else {
            if let Some(item) = self.take(id) {
                match &item.to_convert {
                    Some(order) => self.convert_or_stand(item.names[0], order),
                    None => self.settle(&item, item.priority),
                }
            }
            return Tried::Settled;
        };
        if let Some(item) = self.waiting.get_mut(&id) {
            item.stage = stage;
        }
        match (before == Stage::Line, stage == Stage::Line) {
            (true, false) => {
                self.line.retain(|other| *other != id);
                Tried::Left
            }
            (false, true) => {
                self.join_line(id);
                Tried::Joined
            }
            (true, true) | (false, false) => Tried::Same,
        }
    }

    /// R-QUE-07: lets every queue release what it can, by priority and place, until none can; then
    /// what waits to be converted, and the queues again. R-FX-15
    pub(super) fn release(&mut self) {
        let moves = |tried| matches!(tried, Tried::Settled | Tried::Left);
        while self.next_in_line().into_iter().any(|id| moves(self.try_waiting(id)))
            || self.convertible().into_iter().any(|number| self.convert_order(number))
        {}
    }

    /// What may be next in a queue: the head, or as far as bypassing looks. R-QUE-03
    fn next_in_line(&self) -> Vec<u64> {
        let mut next = self.queued();
        next.retain(|id| {
            self.waiting[id].legs.iter().any(|leg| {
                let key = (leg.debtor, leg.currency);
                let place = self.queue_of(key).iter().position(|other| other == id);
                place.is_some_and(|place| place < self.reach(key))
            })
        });
        next
    }

    /// How many items of an account's queue may be next.
    fn reach(&self, key: Key) -> usize {
        match self.accounts[&key].policy {
            Policy::Fifo => 1,
            Policy::Bypass => usize::from(self.parameters.bypass_depth),
        }
    }
}

/// Adds to the sum under a key.
fn add<K: PartialEq>(sums: &mut Vec<(K, i128)>, key: K, amount: i128) {
    match sums.iter_mut().find(|(known, _)| *known == key) {
        Some((_, sum)) => *sum += amount,
        None => sums.push((key, amount)),
    }
}
