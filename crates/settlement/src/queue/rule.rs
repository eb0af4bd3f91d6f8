use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use books::{AccountId, Priority};
use terms::{CurrencyId, Uetr};

use super::{Command, Event, ItemId, Place, Policy};
use crate::fx::OrderNumber;
use crate::payment::{How, Item, Link, Stage, WaitingFor};
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

impl Machine {
    pub(crate) fn queue_command(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::CancelInstruction { uetr } => self.cancel(by, uetr),
            Command::ReorderInstruction { uetr, place } => self.reorder(by, uetr, place),
            Command::ReprioritiseInstruction { uetr, priority } => {
                self.reprioritise(by, uetr, priority)
            }
            Command::SetQueuePolicy { currency, policy } => {
                self.set_queue_policy(by, currency, policy)
            }
        }
    }

    /// R-QUE-04: the owner takes an instruction back while it waits.
    fn cancel(&mut self, by: PartyId, uetr: Uetr) -> Result<(), Refusal> {
        let id = self.owned_item(by, uetr)?;
        let item = self.drop_item(id).ok_or(Refusal::NotWaiting)?;
        self.end(&item, Link::Cancelled);
        self.tell(Event::PaymentCancelled { uetr: item.uetr, by });
        Ok(())
    }

    /// R-QUE-05: the owner moves an item within its priority.
    fn reorder(&mut self, by: PartyId, uetr: Uetr, place: Place) -> Result<(), Refusal> {
        let id = self.queued_item(by, uetr)?;
        self.queue.join(id, place);
        self.tell(Event::PaymentReordered { uetr, place });
        self.wake_debited(id);
        Ok(())
    }

    /// R-QUE-06: the owner gives an item another priority.
    fn reprioritise(&mut self, by: PartyId, uetr: Uetr, priority: Priority) -> Result<(), Refusal> {
        let id = self.owned_item(by, uetr)?;
        let queued = self.queue.item(id).is_some_and(|i| matches!(i.stage, Stage::Queued(_)));
        self.queue.leave(id);
        if let Some(item) = self.queue.item_mut(id) {
            item.priority = priority;
        }
        if queued {
            self.queue.join(id, Place::Back);
        }
        self.tell(Event::PaymentReprioritised { uetr, priority });
        self.wake_debited(id);
        Ok(())
    }

    /// R-QUE-03: the holder says whether items may pass others in its queue.
    fn set_queue_policy(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        policy: Policy,
    ) -> Result<(), Refusal> {
        let account = self.account_of(by, currency)?;
        self.queue.set_policy(account, policy);
        self.tell(Event::QueuePolicySet { party: by, currency, policy });
        self.wake(account);
        Ok(())
    }

    /// R-PAY-10: the item of an instruction that waits.
    pub(crate) fn waiting_item(&self, uetr: Uetr) -> Result<ItemId, Refusal> {
        match self.window.find(uetr) {
            None => Err(Refusal::UnknownInstruction),
            Some((_, Link::Waiting(id))) => Ok(id),
            Some(_) => Err(Refusal::NotWaiting),
        }
    }

    /// R-QUE-04: an item its owner may still change; a matched trade has no single owner.
    fn owned_item(&self, by: PartyId, uetr: Uetr) -> Result<ItemId, Refusal> {
        let id = self.waiting_item(uetr)?;
        let item = self.queue.item(id).ok_or(Refusal::NotWaiting)?;
        let debtor = item.legs.first().map(|leg| self.holder(leg.debit));
        let owner = item.by == by || debtor == Some(by);
        if owner && item.matched.is_none() { Ok(id) } else { Err(Refusal::NotAuthorised) }
    }

    fn queued_item(&self, by: PartyId, uetr: Uetr) -> Result<ItemId, Refusal> {
        let id = self.owned_item(by, uetr)?;
        let item = self.queue.item(id).ok_or(Refusal::NotWaiting)?;
        match item.stage {
            Stage::Queued(_) => Ok(id),
            Stage::Pending => Err(Refusal::NotWaiting),
        }
    }

    /// R-QUE-09: no party fills the queue.
    pub(crate) fn has_room(&self, by: PartyId) -> bool {
        self.queue.waiting_of(by) < self.rulebook.parameters.waiting_per_party
    }

    /// R-QUE-02, R-QUE-03: nothing stands before the item that it may not pass.
    pub(crate) fn check_order(&self, item: &Item, place: i64) -> Result<(), WaitingFor> {
        let mut debits = item.legs.iter().map(|leg| leg.debit);
        let blocking = debits.clone().find_map(|a| self.queue.ahead(a, item.priority, place));
        let far = || {
            let depth = usize::from(self.rulebook.parameters.bypass_depth);
            debits.find_map(|account| self.queue.beyond(account, item.priority, place, depth))
        };
        match blocking.or_else(far).and_then(|id| self.queue.item(id)) {
            Some(head) => Err(WaitingFor::Order { ahead: head.uetr }),
            None => Ok(()),
        }
    }

    /// Lets a new item wait for `waiting`. R-QUE-01
    pub(crate) fn keep(&mut self, item: Item, waiting: WaitingFor) -> ItemId {
        let (uetr, matched, date) = (item.uetr, item.matched, item.date);
        let id = self.queue.add(item);
        if self.window.find(uetr).is_some() {
            self.window.set(uetr, Link::Waiting(id));
        } else {
            self.window.insert(uetr, date, Link::Waiting(id));
        }
        if let Some(matched) = matched {
            self.window.set(matched, Link::Waiting(id));
        }
        if let Some(item) = self.queue.item(id).cloned() {
            self.start_timers(id, &item);
        }
        self.place(id, waiting);
        id
    }

    /// Puts an item where what it waits for will find it.
    fn place(&mut self, id: ItemId, waiting: WaitingFor) {
        self.note_cap(id, &waiting);
        match &waiting {
            WaitingFor::Counterpart { reference } => self.halves.add(reference, id),
            WaitingFor::Moment { at } => {
                self.timers.insert((*at, Timer::Due(id)));
            }
            WaitingFor::Consent { .. }
            | WaitingFor::Resumption { .. }
            | WaitingFor::Quotes { .. } => {}
            WaitingFor::Order { .. }
            | WaitingFor::Access { .. }
            | WaitingFor::Limit { .. }
            | WaitingFor::Funds { .. }
            | WaitingFor::HoldingCap { .. } => {
                self.queue.join(id, Place::Back);
                self.round_due = true;
            }
        }
        if let Some(item) = self.queue.item_mut(id) {
            item.waiting = waiting;
        }
    }

    /// Takes an item out of everything but the window.
    pub(crate) fn drop_item(&mut self, id: ItemId) -> Option<Item> {
        let item = self.queue.remove(id)?;
        if let Some(counter) = &item.counter {
            self.halves.remove(&counter.reference, id);
        }
        if item.to_convert.is_some() {
            self.exchange.orders.let_go(item.by);
        }
        Some(item)
    }

    /// Lets an item that two instructions became settle, or wait.
    pub(crate) fn resume(&mut self, item: Item) {
        match self.ready(&item, i64::MAX) {
            Ok(()) => self.settle(&item, How::Released),
            Err(waiting) => {
                let uetr = item.uetr;
                let id = self.keep(item, waiting.clone());
                self.tell(Event::ReasonChanged { uetr, waiting });
                self.offset_on_entry(id);
            }
        }
    }

    /// Settles an item that waited, if it now can; else keeps its reason true.
    pub(crate) fn retry(&mut self, id: ItemId) -> bool {
        let Some(item) = self.queue.item(id) else {
            return false;
        };
        let place = match item.stage {
            Stage::Queued(place) => place,
            Stage::Pending => i64::MAX,
        };
        match self.ready(item, place) {
            Ok(()) => {
                let Some(item) = self.drop_item(id) else {
                    return false;
                };
                match item.to_convert {
                    Some(asked) => self.convert_released(&item, asked),
                    None => self.settle(&item, How::Released),
                }
                item.debited().into_iter().for_each(|account| self.wake(account));
                true
            }
            Err(waiting) => {
                self.change_reason(id, waiting);
                false
            }
        }
    }

    fn change_reason(&mut self, id: ItemId, waiting: WaitingFor) {
        self.note_cap(id, &waiting);
        let Some(item) = self.queue.item_mut(id) else {
            return;
        };
        let (uetr, queued) = (item.uetr, matches!(item.stage, Stage::Queued(_)));
        let same = core::mem::discriminant(&item.waiting) == core::mem::discriminant(&waiting);
        let queueing = waits_in_queue(&waiting);
        if same && queued == queueing && !matches!(waiting, WaitingFor::Moment { .. }) {
            item.waiting = waiting;
            return;
        }
        if queued && queueing {
            item.waiting = waiting.clone();
        } else {
            let left = item.debited();
            self.queue.leave(id);
            self.place(id, waiting.clone());
            // R-QUE-07: what stood behind it may move.
            left.into_iter().for_each(|account| self.wake(account));
        }
        if !same {
            self.tell(Event::ReasonChanged { uetr, waiting });
        }
    }

    /// Marks an account whose queue may move.
    pub(crate) fn wake(&mut self, account: AccountId) {
        self.stir_funds(account);
        if !self.queue.is_empty(account) {
            self.awake.insert(account);
            // R-OFF-02
            self.round_due |= self.rulebook.parameters.behaviour.rounds_follow_funds();
        }
    }

    /// Marks every queue with an item that would debit or credit the account.
    pub(crate) fn wake_all_on(&mut self, account: AccountId) {
        let touching = self.queue.items().filter(|(_, item)| item.touches(account));
        let accounts: Vec<_> = touching.flat_map(|(_, item)| item.debited()).collect();
        accounts.into_iter().for_each(|account| self.wake(account));
    }

    fn wake_debited(&mut self, id: ItemId) {
        let accounts = self.queue.item(id).map(Item::debited).unwrap_or_default();
        accounts.into_iter().for_each(|account| self.wake(account));
    }

    /// R-QUE-07: lets every queue that may move release what it can, until none can.
    ///
    /// Ends because each success removes an item or an order. Order: by priority, then place; what
    /// waits to be converted when no queue moves, as placed, and then the queues again (R-FX-15).
    /// What was tried in vain is tried again only if a queue it stands in is woken again, or
    /// something changed in a currency that it may go through.
    pub(crate) fn release(&mut self) {
        let mut tries: BTreeSet<(Priority, i64, ItemId)> = BTreeSet::new();
        let mut conversions: BTreeSet<OrderNumber> = BTreeSet::new();
        loop {
            self.wake_uncapped();
            while let Some(account) = self.awake.pop_first() {
                tries.extend(self.reach(account));
            }
            if let Some((_, _, id)) = tries.pop_first() {
                self.retry(id);
                continue;
            }
            conversions.append(&mut self.stirred_conversions());
            let Some(number) = conversions.pop_first() else {
                break;
            };
            self.convert_if_quoted(number);
        }
        self.explain_round();
    }

    /// The items of an account's queue that may be next: the head, or as far as bypassing looks.
    fn reach(&self, account: AccountId) -> impl Iterator<Item = (Priority, i64, ItemId)> + '_ {
        let depth = match self.queue.policy(account) {
            Policy::Fifo => 1,
            Policy::Bypass => usize::from(self.rulebook.parameters.bypass_depth),
        };
        self.queue.ranked(account).take(depth)
    }

    /// Whether anything waits that would debit or credit the account.
    pub(crate) fn waits_on(&self, account: AccountId) -> bool {
        self.queue.items().any(|(_, item)| item.touches(account))
    }

    /// Whether an item has a leg in the currency.
    pub(crate) fn is_in(&self, item: &Item, currency: CurrencyId) -> bool {
        let mut legs = item.legs.iter();
        legs.any(|leg| self.books.account(leg.debit).currency() == currency)
    }

    /// R-QUE-08, R-PAY-09: rejects what waits in a currency and has no later day to wait for.
    ///
    /// `wanted` chooses among the items with a leg in the currency.
    pub(crate) fn reject_waiting(&mut self, currency: CurrencyId, wanted: impl Fn(&Item) -> bool) {
        let ending: Vec<_> = self
            .queue
            .items()
            .filter(|(_, item)| self.is_in(item, currency) && wanted(item))
            .map(|(id, item)| (id, refusal_at_close(&item.waiting)))
            .collect();
        for (id, refusal) in ending {
            if let Some(refusal) = refusal {
                self.reject(id, refusal);
            }
        }
    }
}

fn waits_in_queue(waiting: &WaitingFor) -> bool {
    matches!(
        waiting,
        WaitingFor::Order { .. }
            | WaitingFor::Access { .. }
            | WaitingFor::Limit { .. }
            | WaitingFor::Funds { .. }
            | WaitingFor::HoldingCap { .. }
    )
}

/// Why an item that waits for `waiting` ends with its day, or `None` if it waits for another day.
fn refusal_at_close(waiting: &WaitingFor) -> Option<Refusal> {
    match waiting {
        WaitingFor::Counterpart { .. } | WaitingFor::Consent { .. } => {
            Some(Refusal::CounterpartMissing)
        }
        WaitingFor::Order { .. }
        | WaitingFor::Access { .. }
        | WaitingFor::Limit { .. }
        | WaitingFor::Funds { .. }
        | WaitingFor::HoldingCap { .. } => Some(Refusal::UnsettledAtClose),
        WaitingFor::Moment { .. } | WaitingFor::Resumption { .. } | WaitingFor::Quotes { .. } => {
            None
        }
    }
}
