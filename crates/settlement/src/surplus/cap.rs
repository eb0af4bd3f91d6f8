use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use books::AccountId;
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId};

use super::Event;
use crate::participation::HolderClass;
use crate::payment::{Item, WaitingFor};
use crate::queue::ItemId;
use crate::{Machine, PartyId, Refusal};

/// What accounts may hold, and who waits for that.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Caps {
    pub(crate) by_class: BTreeMap<(CurrencyId, HolderClass), Amount>,
    /// By the account that has no room.
    waiting: BTreeMap<AccountId, ForRoom>,
}

/// The items that wait for room in one account.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct ForRoom {
    /// At most the room there was when any of them was looked at last.
    seen: i128,
    /// Some may have left or wait for something else by now.
    items: BTreeSet<ItemId>,
}

impl Machine {
    /// R-SUR-07: the agent says what an account of a class may hold.
    pub(super) fn set_holding_cap(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        class: HolderClass,
        cap: Option<Amount>,
    ) -> Result<(), Refusal> {
        self.require_agent(by, currency)?;
        if cap.is_some_and(|cap| cap > Amount::MAX) {
            return Err(Refusal::AmountTooLarge);
        }
        let key = (currency, class);
        match cap {
            Some(cap) => self.surplus.caps.by_class.insert(key, cap),
            None => self.surplus.caps.by_class.remove(&key),
        };
        self.tell(Event::HoldingCapSet { currency, class, cap });
        Ok(())
    }

    /// R-SUR-07: how much more an account may hold, below zero if it holds too much; `None` where
    /// nothing bounds it. Unit: minor units.
    pub(crate) fn holding_room(&self, account: AccountId) -> Option<i128> {
        if self.surplus.caps.by_class.is_empty() {
            return None;
        }
        let currency = self.books.account(account).currency();
        let class = self.registry.admission(account).class;
        let cap = self.surplus.caps.by_class.get(&(currency, class))?;
        if self.agent_account(currency) == Some(account) {
            return None;
        }
        let cap = i128::try_from(cap.minor()).unwrap_or(i128::MAX);
        Some(cap.saturating_sub(self.books.account(account).balance().minor()))
    }

    /// R-SUR-08: no account that gains by all legs together ends above its cap.
    pub(crate) fn check_caps(&self, item: &Item) -> Result<(), WaitingFor> {
        if self.surplus.caps.by_class.is_empty() {
            return Ok(());
        }
        for (account, net) in item.nets().into_iter().filter(|(_, net)| *net < 0) {
            let left = self.holding_room(account).map_or(0, |room| room.saturating_add(net));
            if left < 0 {
                return Err(WaitingFor::HoldingCap {
                    party: self.holder(account),
                    currency: self.books.account(account).currency(),
                    lacking: Amount::from_minor(left.unsigned_abs()),
                });
            }
        }
        Ok(())
    }

    /// Remembers who waits for room, so that it is tried when there is more.
    pub(crate) fn note_cap(&mut self, id: ItemId, waiting: &WaitingFor) {
        let WaitingFor::HoldingCap { party, currency, .. } = waiting else {
            return;
        };
        let Some(account) = self.books.find((*party).into(), *currency) else {
            return;
        };
        let seen = self.holding_room(account).unwrap_or(i128::MAX);
        let fresh = ForRoom { seen, items: BTreeSet::new() };
        let row = self.surplus.caps.waiting.entry(account).or_insert(fresh);
        row.seen = row.seen.min(seen);
        row.items.insert(id);
    }

    /// R-SUR-08, R-QUE-07: wakes the queues of what waits for room where there is more than there
    /// was, whatever made it.
    ///
    /// Costs O(accounts waited for), and O(items waiting for room) where there is more.
    pub(crate) fn wake_uncapped(&mut self) {
        // R-OFF-02: what left a capped account may have made room for a set.
        if !self.surplus.caps.by_class.is_empty() && self.queue.len() > 0 {
            self.round_due |= self.rulebook.parameters.behaviour.rounds_follow_funds();
        }
        let accounts: Vec<AccountId> = self.surplus.caps.waiting.keys().copied().collect();
        for account in accounts {
            let room = self.holding_room(account).unwrap_or(i128::MAX);
            let Some(row) = self.surplus.caps.waiting.get_mut(&account) else {
                continue;
            };
            let more = room > row.seen;
            row.seen = room;
            if more {
                self.wake_for_room(account);
            }
        }
    }

    fn wake_for_room(&mut self, account: AccountId) {
        let Some(mut row) = self.surplus.caps.waiting.remove(&account) else {
            return;
        };
        let (party, currency) = (self.holder(account), self.books.account(account).currency());
        row.items.retain(|id| {
            self.queue.item(*id).is_some_and(|item| match &item.waiting {
                WaitingFor::HoldingCap { party: of, currency: in_, .. } => {
                    (*of, *in_) == (party, currency)
                }
                _ => false,
            })
        });
        let debited: BTreeSet<AccountId> = row
            .items
            .iter()
            .filter_map(|id| self.queue.item(*id))
            .flat_map(Item::debited)
            .collect();
        debited.into_iter().for_each(|account| self.wake(account));
        if !row.items.is_empty() {
            self.surplus.caps.waiting.insert(account, row);
        }
    }
}
