use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{CounterTerms, Event, Instruction, Item, Leg, Link};
use crate::queue::ItemId;
use crate::{Machine, Refusal};

/// The longest trade reference. Unit: characters of ASCII.
const MAX_REFERENCE: usize = 35;

/// Instructions whose counterpart has not come, by trade reference.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Halves {
    by_reference: BTreeMap<String, Vec<ItemId>>,
}

impl Halves {
    pub(crate) fn add(&mut self, reference: &str, item: ItemId) {
        self.by_reference.entry(reference.into()).or_default().push(item);
    }

    pub(crate) fn remove(&mut self, reference: &str, item: ItemId) {
        if let Some(items) = self.by_reference.get_mut(reference) {
            items.retain(|known| *known != item);
            if items.is_empty() {
                self.by_reference.remove(reference);
            }
        }
    }

    fn of(&self, reference: &str) -> &[ItemId] {
        self.by_reference.get(reference).map_or(&[], Vec::as_slice)
    }
}

/// How two sides of a trade reference stand to each other.
enum Fit {
    /// Each states what the other does.
    Same,
    /// The same banks, other terms.
    Differs,
    /// Another trade that happens to share the reference.
    Stranger,
}

impl Machine {
    /// R-PAY-06: the item waiting for this very instruction, if there is one.
    pub(crate) fn find_counterpart(
        &self,
        instruction: &Instruction,
    ) -> Result<Option<ItemId>, Refusal> {
        let (Some(counter), Some(leg)) = (&instruction.counter, instruction.legs.first()) else {
            return Ok(None);
        };
        if !(1..=MAX_REFERENCE).contains(&counter.reference.len()) {
            return Err(Refusal::ReferenceMalformed);
        }
        if counter.amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        self.require_party(counter.receiver)?;
        self.currency(counter.currency)?;
        let two = self.rulebook.parameters.behaviour.trades_are_of_two_currencies();
        if two && counter.currency == leg.currency {
            return Err(Refusal::SameCurrency);
        }
        let mut differs = false;
        for id in self.halves.of(&counter.reference) {
            let Some(other) = self.queue.item(*id) else {
                continue;
            };
            match self.fit(other, leg, counter, instruction) {
                Fit::Same => return Ok(Some(*id)),
                Fit::Differs => differs = true,
                Fit::Stranger => {}
            }
        }
        if differs { Err(Refusal::TermsDiffer) } else { Ok(None) }
    }

    fn fit(
        &self,
        other: &Item,
        leg: &Leg,
        counter: &CounterTerms,
        instruction: &Instruction,
    ) -> Fit {
        let (Some(theirs), Some(expected)) = (other.legs.first(), &other.counter) else {
            return Fit::Stranger;
        };
        let (debtor, creditor) = (self.holder(theirs.debit), self.holder(theirs.credit));
        // One of the two debtors is paid by the other; the receiver of each leg is as both state.
        let linked = debtor == leg.creditor || creditor == leg.debtor;
        let receivers = counter.receiver == creditor && expected.receiver == leg.creditor;
        if !linked || !receivers {
            return Fit::Stranger;
        }
        let currency = self.books.account(theirs.debit).currency();
        let same = (currency, theirs.amount) == (counter.currency, counter.amount)
            && (leg.currency, leg.amount) == (expected.currency, expected.amount)
            && other.date == instruction.date;
        if same { Fit::Same } else { Fit::Differs }
    }

    /// Makes one item of two matching ones; it bears the name of the first.
    pub(crate) fn join_counterpart(&mut self, partner: ItemId, new: Item) {
        let Some(first) = self.drop_item(partner) else {
            return;
        };
        let whole = first.joined(&new);
        self.window.insert(new.uetr, new.date, Link::Cancelled);
        self.tell(Event::TradeMatched { uetr: whole.uetr, matched: new.uetr });
        self.resume(whole);
    }
}

impl Item {
    /// This half of a trade and the other as one item.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        let mut whole = self.clone();
        whole.legs.extend_from_slice(&other.legs);
        whole.matched = Some(other.uetr);
        whole.matched_evidence = Some(other.evidence);
        whole.matched_by = Some(other.by);
        whole.counter = None;
        whole.priority = self.priority.min(other.priority);
        whole.category = self.category.min(other.category);
        whole.timing.from = self.timing.from.max(other.timing.from);
        whole.timing.reject_at = earlier(self.timing.reject_at, other.timing.reject_at);
        whole.timing.till = earlier(self.timing.till, other.timing.till);
        whole
    }
}

/// The earlier of two times that may be absent.
fn earlier<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
