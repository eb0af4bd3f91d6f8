//! What is offered to offsetting, and what is done with the answer.

use std::collections::BTreeMap;

use netting::{Item as Candidate, Order, Problem, Row, RowId, Selection};
use settlement::offsetting::Command;
use settlement::payment::Leg;
use settlement::queue::Policy;
use settlement::{Priority, Refusal};

use super::instructing::{Item, Stage};
use super::quotes::Way;
use super::settling::LimitKey;
use super::weighing::Before;
use super::{Answer, Key, Twin, ensure};

/// What must hold at the end of a round.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bound {
    Floor(Key),
    Limit(LimitKey),
    Cap(Key),
}

/// Items that may take part, as a problem.
pub(super) struct Round {
    pub(super) items: Vec<u64>,
    pub(super) problem: Problem,
    /// Order: as the problem's rows.
    bounds: Vec<Bound>,
    /// How those go that are converted. R-FX-17
    pub(super) ways: BTreeMap<u64, Way>,
    /// What is taken to have settled before. R-FX-22
    before: Before,
}

impl Twin {
    /// R-OFF-04
    pub(super) fn offsetting(&mut self, command: &Command) -> Answer {
        let Command::ProposeOffsetting { items, value, prices } = command;
        let found: Result<Vec<u64>, Refusal> = items.iter().map(|u| self.waiting_as(*u)).collect();
        let wanted = found.map_err(|_| Refusal::ProposalStale)?;
        let round = self.gather(self.queued());
        let known = wanted.iter().all(|id| round.items.contains(id));
        ensure(known && !wanted.is_empty(), Refusal::ProposalStale)?;
        let proposed = Selection(round.items.iter().map(|id| wanted.contains(id)).collect());
        let gain = netting::check(&round.problem, &proposed);
        let gain = gain.map_err(|_| Refusal::ProposalInfeasible)?;
        let mut named = wanted;
        named.sort_unstable();
        named.dedup();
        let worth: u128 = named.iter().map(|id| self.worth(&self.waiting[id].legs)).sum();
        let stated = value.is_none_or(|value| value.millionths() == worth);
        let shaped = prices.is_empty() || prices.len() == round.problem.rows().len();
        ensure(stated && shaped, Refusal::ProposalInfeasible)?;
        let baseline = netting::baseline(&round.problem);
        let standing = netting::check(&round.problem, &baseline).unwrap_or_default();
        ensure(gain > standing, Refusal::ProposalNotBetter)?;
        self.settle_set(&round, &proposed);
        Ok(())
    }

    /// All that stands in queues. Order: by priority, then as in the line.
    pub(super) fn queued(&self) -> Vec<u64> {
        let mut queued = self.line.clone();
        queued.sort_by_key(|id| self.waiting[id].priority);
        queued
    }

    /// R-OFF-01: tries an item that joined a queue with what waits between its two banks, the first
    /// leg's, in the accounts it touches, as far as bypassing looks; not if nothing flows back.
    pub(super) fn offset_on_entry(&mut self, id: u64) {
        let Some(item) = self.waiting.get(&id).filter(|item| item.stage == Stage::Line) else {
            return;
        };
        if self.parameters.offsetting_items == 0 {
            return;
        }
        let first = item.legs[0];
        let back = (first.creditor, first.currency);
        if item.legs.len() == 1 && self.queue_of(back).is_empty() {
            return;
        }
        let between = |leg: &Leg| {
            let parties = (leg.debtor, leg.creditor);
            parties == (first.debtor, first.creditor) || parties == (first.creditor, first.debtor)
        };
        let depth = usize::from(self.parameters.bypass_depth);
        let keys = self.nets(&item.legs).into_iter().map(|(key, _)| key);
        let near = keys.flat_map(|key| self.queue_of(key).into_iter().take(depth));
        let near: Vec<u64> = near.collect();
        let mut candidates = self.queued();
        candidates.retain(|id| near.contains(id) && self.waiting[id].legs.iter().all(between));
        // R-FX-17
        candidates.retain(|id| self.waiting[id].to_convert.is_none());
        self.offset(candidates);
    }

    /// R-OFF-02: tries all that stands in queues, the most pressing first, up to a number.
    pub(super) fn offset_all(&mut self) {
        self.offset(self.looked_at());
    }

    pub(super) fn looked_at(&self) -> Vec<u64> {
        let mut candidates = self.queued();
        candidates.truncate(usize::from(self.parameters.offsetting_items));
        candidates
    }

    fn offset(&mut self, candidates: Vec<u64>) {
        if candidates.len() < 2 {
            return;
        }
        let round = self.gather(candidates);
        let found = netting::baseline(&round.problem);
        // R-OFF-03
        if !found.is_empty() && netting::check(&round.problem, &found).is_ok() {
            self.settle_set(&round, &found);
        }
    }

    fn settle_set(&mut self, round: &Round, selection: &Selection) {
        self.something_changed();
        let ids = selection.items().map(|index| round.items[index]);
        let items: Vec<(u64, Item)> =
            ids.filter_map(|id| self.take(id).map(|item| (id, item))).collect();
        // R-OFF-01: what settles together needs nothing reserved, and draws nothing down.
        for (id, item) in items {
            match &item.to_convert {
                Some(order) => self.go(item.names[0], order, &round.ways[&id]),
                None => self.settle(&item, Priority::Normal),
            }
        }
    }

    /// An item takes part if nothing but funds, order, limits and caps keeps it, and if all that it may
    /// not pass in its queues takes part.
    fn gather(&self, candidates: Vec<u64>) -> Round {
        self.gather_after(candidates, Before::default())
    }

    pub(super) fn gather_after(&self, candidates: Vec<u64>, before: Before) -> Round {
        let (items, bounds) = (Vec::new(), Vec::new());
        let (problem, ways) = (Problem::default(), BTreeMap::new());
        let (mut promised, mut looked_for) = (before.promised.clone(), 0);
        let mut round = Round { items, bounds, problem, ways, before };
        for id in candidates {
            let item = &self.waiting[&id];
            let in_turn = item.legs.iter().all(|leg| {
                let key = (leg.debtor, leg.currency);
                let queue = self.queue_of(key);
                let mut ahead = queue.iter().take_while(|other| **other != id);
                let bypass = self.accounts[&key].policy == Policy::Bypass;
                let passable =
                    |other: &u64| bypass && self.waiting[other].priority >= item.priority;
                ahead.all(|other| passable(other) || round.items.contains(other))
            });
            if let Some(order) = item.to_convert.as_ref().filter(|_| in_turn) {
                let access = self.may_send((order.by, order.sell)).is_ok()
                    && self.may_receive((order.to, order.buy)).is_ok();
                if !access || looked_for == self.parameters.bypass_depth {
                    continue;
                }
                looked_for += 1;
                let Some(way) = self.best_way(order, Some(&promised)) else { continue };
                let legs = self.legs_of(order, &way);
                promised.add(&way, &legs);
                self.add(&mut round, item, &legs, &self.set_aside(&way));
                round.items.push(id);
                round.ways.insert(id, way);
            } else if in_turn && self.has_access(item) && self.keeps_until(item).is_none() {
                self.add(&mut round, item, &item.legs, &[]);
                round.items.push(id);
            }
        }
        round
    }

    /// What quotes on a way give of money that is set aside already.
    fn set_aside(&self, way: &Way) -> Vec<(Key, i128)> {
        let quotes = way.iter().map(|(number, _, given)| {
            let quote = &self.orders.standing[number];
            ((quote.by, quote.sell), super::holding::minor(*given))
        });
        quotes.collect()
    }

    /// Adds an item that would move `legs`; `set_aside` of it comes from no money that is free.
    fn add(&self, round: &mut Round, item: &Item, legs: &[Leg], set_aside: &[(Key, i128)]) {
        let (mut changes, mut queues) = (Vec::new(), Vec::new());
        for (key, net) in self.nets(legs) {
            let row = self.row(round, Bound::Floor(key));
            let aside = set_aside.iter().filter(|(other, _)| *other == key).map(|(_, sum)| sum);
            changes.push((row, aside.sum::<i128>() - net));
            if item.debits(key) {
                queues.push(row);
            }
        }
        for (limit, flow) in self.flows(legs) {
            changes.push((self.row(round, Bound::Limit(limit)), -flow));
        }
        for (key, net) in self.nets(legs) {
            if net != 0 && self.cap_of(key).is_some() {
                changes.push((self.row(round, Bound::Cap(key)), net));
            }
        }
        changes.retain(|(_, change)| *change != 0);
        let class = match item.priority {
            Priority::Urgent => 0,
            Priority::High => 1,
            Priority::Normal => 2,
        };
        let value = self.worth(&item.legs);
        let candidate = Candidate { class, value, changes: &changes, queues: &queues };
        round.problem.push_item(&candidate).expect("the rows are the problem's own");
    }

    /// The row of a bound, made when first asked for; what is reserved is not offered.
    fn row(&self, round: &mut Round, bound: Bound) -> RowId {
        let known = round.bounds.iter().position(|other| *other == bound);
        let index = known.unwrap_or(round.bounds.len());
        if known.is_none() {
            let (slack, policy) = match bound {
                Bound::Floor(key) => {
                    let account = &self.accounts[&key];
                    let more = round.before.money.get(&key).copied().unwrap_or(0);
                    (account.available(Priority::Normal) + more, account.policy)
                }
                Bound::Cap(key) => {
                    let cap = self.cap_of(key).expect("only what has a cap is bound by it");
                    let more = round.before.holding.get(&key).copied().unwrap_or(0);
                    (cap - self.accounts[&key].balance - more, Policy::Bypass)
                }
                Bound::Limit(limit) => {
                    let limit = self.limits[&limit];
                    (limit.amount - limit.net, Policy::Bypass)
                }
            };
            let order = if policy == Policy::Fifo { Order::Strict } else { Order::Bypass };
            round.problem.push_row(Row { slack, order }).expect("few rows");
            round.bounds.push(bound);
        }
        RowId::new(index).expect("a round has fewer than 2^32 rows")
    }
}
