use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use books::AccountId;
use netting::{Queues, RowId};
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Instant, Uetr};

use super::keep::{Keep, Settled};
use super::rule::{Constraint, Round};
use crate::payment::{Item, WaitingFor};
use crate::queue::ItemId;
use crate::{Machine, PartyId};

/// The most items that are looked at together for one that stands behind others.
pub const TOGETHER: usize = 100;

/// An amount that is missing, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortage {
    /// Whose account, or whose limit.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// Under which bound room is missing; none: money in the account.
    pub under: Option<Restraint>,
    /// How much more it takes. Unit: minor units. Range: above zero.
    pub lacking: Amount,
}

/// What bounds an account beside its money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Restraint {
    /// Its holder's limit towards one party.
    Bilateral(PartyId),
    /// Its holder's limit towards all without one of their own.
    Multilateral,
    /// The most its settlement agent lets it hold.
    HoldingCap,
}

/// The least that could settle with an item, and what it would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Together {
    /// How many items, itself and all that it may not pass. Range: 1 ..= [`TOGETHER`].
    pub items: u32,
    /// What they lack: with exactly these amounts the set passes the check of R-OFF-03, and with
    /// less of any it does not. Order: by account, limits and caps behind. Empty where the set would pass.
    pub lacking: Vec<Shortage>,
}

/// An item that stands in a queue, and what would release it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    /// Which.
    pub uetr: Uetr,
    /// The instruction that settles with it.
    pub matched: Option<Uetr>,
    /// What keeps it at this moment: the first reason in the order of R-QUE-01.
    pub waiting: WaitingFor,
    /// What it lacks by itself, everything else staying as it is; with exactly these amounts, and
    /// its turn come, it settles alone, or stands as an order if no quote converts it (R-FX-16). Order: by account, limits and caps behind.
    pub alone: Vec<Shortage>,
    /// What it lacks with all that it may not pass; none if something keeps them other than
    /// funds, order and limits, or if they are more than [`TOGETHER`].
    pub together: Option<Together>,
}

/// Why each item stands in a queue, and what would release it.
///
/// Nothing here says what the cheapest release is: other items may bring an item part of what it
/// lacks, and to find the best of all such sets is as hard as the search itself.
/// Each amount told is enough, and the least for the items that it is told for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// Order: by priority, then by place. Shape: the first `offsetting_items` of all queued.
    pub items: Vec<Remaining>,
    /// What all of them lack that could take part in a round, settled together: each account's
    /// net payments beyond what it can use. Order: by account, limits and caps behind.
    pub all: Vec<Shortage>,
}

/// Explanations of the rounds at hand, for who asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Explained {
    /// None where nobody asks.
    keep: Option<Keep>,
    /// Up to when time passes.
    until: Instant,
    /// How many items were told of, kept or not.
    spent: usize,
    /// The last round, if queues have not come to rest since.
    at_hand: Option<(u64, Settled)>,
    /// Order: as the rounds.
    told: Vec<(u64, Settled, Explanation)>,
}

impl Explained {
    /// Adds one, and forgets what is too much then.
    fn add(&mut self, (round, settled): (u64, Settled), explanation: Explanation) {
        self.spent = self.spent.saturating_add(explanation.items.len());
        self.told.push((round, settled, explanation));
        let Some(keep) = self.keep else { return };
        let sizes = |told: &[(u64, Settled, Explanation)]| -> Vec<(Settled, usize)> {
            told.iter().map(|(_, settled, told)| (*settled, told.items.len())).collect()
        };
        while let Some(place) = keep.too_much(&sizes(&self.told)) {
            self.told.remove(place);
        }
    }
}

impl Machine {
    /// Asks that the queues be explained after each round over everything queued, from now on and
    /// until [`Machine::take_explained`]; of more rounds than are to be kept, the newest.
    ///
    /// An explanation may cost more than its round: once they have told of more than `keep.items`
    /// items, time that passes brings no more but in its last `keep.nothing` intervals.
    /// Nothing that the machine does depends on it.
    pub fn explain_rounds(&mut self, keep: Keep) {
        self.explained.keep = Some(keep);
    }

    /// R-OFF-05: why items waited, by the number of the round, as it was once the queues had come to
    /// rest after it; of no round any more from now on.
    ///
    /// Order: as the rounds.
    pub fn take_explained(&mut self) -> Vec<(u64, Explanation)> {
        let told = core::mem::take(&mut self.explained).told;
        told.into_iter().map(|(round, _, explanation)| (round, explanation)).collect()
    }

    /// Notes a round over everything queued; it is explained when the queues are at rest.
    pub(super) fn note_round(&mut self, round: u64, settled: Settled) {
        self.explained.at_hand = self.explained.keep.map(|_| (round, settled));
    }

    /// Explains the round at hand, if there is one: nothing can move in a queue by itself now.
    pub(crate) fn explain_round(&mut self) {
        if let Some(round) = self.explained.at_hand.take()
            && self.has_room_to_explain()
        {
            let explanation = self.explain_queued();
            self.explained.add(round, explanation);
        }
    }

    /// Notes up to when time passes.
    pub(crate) fn note_until(&mut self, until: Instant) {
        self.explained.until = until;
    }

    /// Whether what was explained leaves room for more, or little time is left to pass.
    fn has_room_to_explain(&self) -> bool {
        let Explained { keep: Some(keep), until, spent, .. } = self.explained else { return false };
        let every = self.rulebook.parameters.offsetting_interval.nanos();
        let last = every.saturating_mul(u64::try_from(keep.nothing).unwrap_or(u64::MAX));
        let left = until.unix_nanos().saturating_sub(self.moment.instant.unix_nanos());
        spent <= keep.items || left < last
    }

    /// R-OFF-05: why each queued item waits at this moment, and what would release it.
    ///
    /// Changes nothing and asks nothing but the state, so that whoever replays the log to the same
    /// record is told the same.
    /// Costs O(items queued x legs x [`TOGETHER`]), less where queues are short.
    pub fn explain_queued(&self) -> Explanation {
        let mut queued = self.queue.queued();
        queued.truncate(usize::from(self.rulebook.parameters.offsetting_items));
        let round = self.gather(queued.clone());
        let queues = Queues::of(&round.problem);
        let places: BTreeMap<ItemId, usize> = round.items.iter().copied().zip(0..).collect();
        let explain = |id: ItemId| {
            let item = self.queue.item(id)?;
            let together = places.get(&id).and_then(|place| self.together(&round, &queues, *place));
            let (uetr, matched) = (item.uetr, item.matched);
            // What could settle and was not tried yet waits for nothing but the next try.
            let waiting = self.waits_for(item).unwrap_or_else(|| item.waiting.clone());
            Some(Remaining { uetr, matched, waiting, alone: self.alone(item), together })
        };
        let items = queued.into_iter().filter_map(explain).collect();
        let all = netting::lacking(&round.problem, 0..round.problem.items()).unwrap_or_default();
        Explanation { items, all: self.shortages(&round, &all) }
    }

    /// R-QUE-01, R-LIQ-02, R-LIQ-03, R-SUR-08: what an item lacks by itself, of money and of room.
    fn alone(&self, item: &Item) -> Vec<Shortage> {
        // R-FX-16: what is to be converted lacks its money, and asks the rest of its way.
        if let (Some(_), Some(leg)) = (item.to_convert, item.legs.first()) {
            let paid = i128::try_from(leg.amount.minor()).unwrap_or(i128::MAX);
            let short = self.books.check_debit(leg.debit, paid, item.draws_as()).err();
            let short = short.map(|short| {
                self.shortage(Constraint::Floor(short.account), short.lacking.minor())
            });
            return short.into_iter().collect();
        }
        let funds = item.nets().into_iter().filter_map(|(account, net)| {
            let short = self.books.check_debit(account, net, item.priority).err()?;
            Some(self.shortage(Constraint::Floor(short.account), short.lacking.minor()))
        });
        let flows = self.limit_flows(&item.legs);
        let limits = flows.into_iter().filter_map(|((account, towards), flow)| {
            let left = self.limits.get(account, towards)?.room().saturating_sub(flow);
            let short = flow > 0 && left < 0;
            short.then(|| self.shortage(Constraint::Limit(account, towards), left.unsigned_abs()))
        });
        let caps = item.nets().into_iter().filter_map(|(account, net)| {
            let left = self.holding_room(account)?.saturating_add(net);
            let short = net < 0 && left < 0;
            short.then(|| self.shortage(Constraint::Cap(account), left.unsigned_abs()))
        });
        funds.chain(limits).chain(caps).collect()
    }

    fn together(&self, round: &Round, queues: &Queues<'_>, place: usize) -> Option<Together> {
        let set = queues.with_ahead(place, TOGETHER)?;
        let items = u32::try_from(set.len()).ok()?;
        let lacking = netting::lacking(&round.problem, set)?;
        Some(Together { items, lacking: self.shortages(round, &lacking) })
    }

    fn shortages(&self, round: &Round, rows: &[(RowId, u128)]) -> Vec<Shortage> {
        let named = rows.iter().filter_map(|(row, lacking)| {
            let constraint = round.constraints.get(row.index())?;
            Some((*constraint, *lacking))
        });
        let mut named: Vec<(Constraint, u128)> = named.collect();
        named.sort_unstable();
        named.into_iter().map(|(at, lacking)| self.shortage(at, lacking)).collect()
    }

    pub(super) fn shortage(&self, at: Constraint, lacking: u128) -> Shortage {
        let (account, under): (AccountId, _) = match at {
            Constraint::Floor(account) => (account, None),
            Constraint::Limit(account, None) => (account, Some(Restraint::Multilateral)),
            Constraint::Limit(account, Some(party)) => (account, Some(Restraint::Bilateral(party))),
            Constraint::Cap(account) => (account, Some(Restraint::HoldingCap)),
        };
        Shortage {
            party: self.holder(account),
            currency: self.books.account(account).currency(),
            under,
            lacking: Amount::from_minor(lacking),
        }
    }
}
