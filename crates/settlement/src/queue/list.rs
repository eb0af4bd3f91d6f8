use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};

use super::{Place, Policy};
use crate::PartyId;
use crate::payment::{Item, Stage};

/// An item's identity while it waits: given once, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemId(u64);

/// Where an item stands in one account's queue. Order: that of release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Rank {
    account: AccountId,
    priority: Priority,
    place: i64,
    item: ItemId,
}

/// Every item that waits, and the queues of the accounts they would debit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Queue {
    items: BTreeMap<ItemId, Item>,
    next: u64,
    ranks: BTreeSet<Rank>,
    front: i64,
    back: i64,
    /// How many items stand in each account's queue. Order: as the accounts.
    lengths: Vec<u32>,
    /// Whether items may pass others. Order: as the accounts.
    policies: Vec<Policy>,
    /// How many items each party has waiting.
    by_party: BTreeMap<PartyId, u32>,
}

impl Queue {
    /// Makes room for an account's queue.
    pub(crate) fn cover(&mut self, account: AccountId) {
        let accounts = account.index().saturating_add(1).max(self.lengths.len());
        self.lengths.resize(accounts, 0);
        self.policies.resize(accounts, Policy::Fifo);
    }

    pub(crate) fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.get(&id)
    }

    pub(crate) fn item_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        self.items.get_mut(&id)
    }

    /// Every item that waits. Order: as accepted.
    pub(crate) fn items(&self) -> impl Iterator<Item = (ItemId, &Item)> {
        self.items.iter().map(|(id, item)| (*id, item))
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn waiting_of(&self, party: PartyId) -> u32 {
        self.by_party.get(&party).copied().unwrap_or(0)
    }

    /// Keeps a new item, in no queue yet.
    pub(crate) fn add(&mut self, item: Item) -> ItemId {
        let id = ItemId(self.next);
        self.next = self.next.saturating_add(1);
        let waiting = self.by_party.entry(item.by).or_default();
        *waiting = waiting.saturating_add(1);
        self.items.insert(id, item);
        id
    }

    /// Takes an item out of its queues and forgets it.
    pub(crate) fn remove(&mut self, id: ItemId) -> Option<Item> {
        self.leave(id);
        let item = self.items.remove(&id)?;
        if let Some(waiting) = self.by_party.get_mut(&item.by) {
            *waiting = waiting.saturating_sub(1);
            if *waiting == 0 {
                self.by_party.remove(&item.by);
            }
        }
        Some(item)
    }

    /// Puts an item into the queues of the accounts it debits.
    pub(crate) fn join(&mut self, id: ItemId, place: Place) {
        self.leave(id);
        let place = match place {
            Place::Back => {
                self.back = self.back.saturating_add(1);
                self.back
            }
            Place::Front => {
                self.front = self.front.saturating_sub(1);
                self.front
            }
        };
        let Some(item) = self.items.get_mut(&id) else {
            return;
        };
        item.stage = Stage::Queued(place);
        for account in item.debited() {
            self.ranks.insert(Rank { account, priority: item.priority, place, item: id });
            let length = &mut self.lengths[account.index()];
            *length = length.saturating_add(1);
        }
    }

    /// Takes an item out of its queues; it still waits.
    pub(crate) fn leave(&mut self, id: ItemId) {
        let Some(item) = self.items.get_mut(&id) else {
            return;
        };
        let Stage::Queued(place) = item.stage else {
            return;
        };
        item.stage = Stage::Pending;
        for account in item.debited() {
            self.ranks.remove(&Rank { account, priority: item.priority, place, item: id });
            let length = &mut self.lengths[account.index()];
            *length = length.saturating_sub(1);
        }
    }

    pub(crate) fn is_empty(&self, account: AccountId) -> bool {
        self.lengths[account.index()] == 0
    }

    pub(crate) fn policy(&self, account: AccountId) -> Policy {
        self.policies[account.index()]
    }

    pub(crate) fn set_policy(&mut self, account: AccountId, policy: Policy) {
        self.policies[account.index()] = policy;
    }

    /// An account's queue. Order: of release.
    pub(crate) fn of(&self, account: AccountId) -> impl Iterator<Item = ItemId> + '_ {
        self.ranked(account).map(|(_, _, item)| item)
    }

    /// An account's queue with what orders it. Order: of release.
    pub(crate) fn ranked(
        &self,
        account: AccountId,
    ) -> impl Iterator<Item = (Priority, i64, ItemId)> + '_ {
        let first = Rank { account, priority: Priority::Urgent, place: i64::MIN, item: ItemId(0) };
        let of_account = self.ranks.range(first..).take_while(move |rank| rank.account == account);
        of_account.map(|rank| (rank.priority, rank.place, rank.item))
    }

    /// The first item of an account's queue.
    pub(crate) fn head(&self, account: AccountId) -> Option<ItemId> {
        self.of(account).next()
    }

    /// The first item that stands before `priority` and `place` and may not be passed.
    pub(crate) fn ahead(
        &self,
        account: AccountId,
        priority: Priority,
        place: i64,
    ) -> Option<ItemId> {
        if self.is_empty(account) {
            return None;
        }
        let head = self.head(account).and_then(|id| Some((id, self.items.get(&id)?)));
        let (id, head) = head?;
        let Stage::Queued(head_place) = head.stage else {
            return None;
        };
        let blocks = match self.policy(account) {
            Policy::Fifo => (head.priority, head_place) < (priority, place),
            Policy::Bypass => head.priority < priority,
        };
        blocks.then_some(id)
    }

    /// The first item of a queue that may be bypassed, if what stands at `priority` and `place` in
    /// it stands further back than bypassing looks. What is new stands nowhere yet.
    pub(crate) fn beyond(
        &self,
        account: AccountId,
        priority: Priority,
        place: i64,
        depth: usize,
    ) -> Option<ItemId> {
        let length = usize::try_from(self.lengths[account.index()]).unwrap_or(usize::MAX);
        let looked_at = self.policy(account) == Policy::Fifo || length <= depth;
        if looked_at || place == i64::MAX {
            return None;
        }
        let mut reach = self.ranked(account).take(depth);
        let far = reach.all(|(p, at, _)| (p, at) < (priority, place));
        if far { self.head(account) } else { None }
    }

    /// Every item that stands in a queue. Order: by priority, then place.
    pub(crate) fn queued(&self) -> Vec<ItemId> {
        let mut queued: Vec<_> = self
            .items
            .iter()
            .filter_map(|(id, item)| match item.stage {
                Stage::Queued(place) => Some((item.priority, place, *id)),
                Stage::Pending => None,
            })
            .collect();
        queued.sort_unstable();
        queued.into_iter().map(|(_, _, id)| id).collect()
    }
}
