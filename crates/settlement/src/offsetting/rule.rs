use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

use books::{AccountId, Priority};
use netting::{Counted, Gain, Item as Candidate, Order, Problem, Row, RowId, Selection};
use terms::{Amount, Uetr};

use super::{Bound, Command, Event, Objection, Scope, Settled};
use crate::fx::{Allotted, Foreseen, QuoteUse, Step, Value};
use crate::payment::{How, Item, Stage};
use crate::queue::{ItemId, Policy};
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

/// Looks that a round's bound may take to try items: some milliseconds. R-OFF-05
const LOOKS: u64 = 1_000_000;

/// A constraint of a round: an account's floor, one of its holder's limits, or what its
/// agent lets it hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Constraint {
    Floor(AccountId),
    Limit(AccountId, Option<PartyId>),
    Cap(AccountId),
}

/// Queued items as a problem of `netting`, with the way back.
pub(super) struct Round {
    pub(super) problem: Problem,
    /// What each row stands for. Order: as the rows.
    pub(super) constraints: Vec<Constraint>,
    pub(super) items: Vec<ItemId>,
    /// The same items, to be found.
    taken: BTreeSet<ItemId>,
    /// How those settle that are converted: with all legs, by these quotes. R-FX-17
    pub(super) ways: BTreeMap<ItemId, (Item, Vec<Step>)>,
}

impl Machine {
    pub(crate) fn offsetting(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::ProposeOffsetting { items, value, prices } => {
                self.require_party(by)?;
                let mut wanted = BTreeSet::new();
                for uetr in items {
                    let id = self.waiting_item(uetr).map_err(|_| Refusal::ProposalStale)?;
                    wanted.insert(id);
                }
                self.propose(by, &wanted, value, &prices)
            }
        }
    }

    /// R-OFF-04: a proposal settles if it is feasible and better than the baseline's answer.
    fn propose(
        &mut self,
        by: PartyId,
        wanted: &BTreeSet<ItemId>,
        value: Option<Value>,
        prices: &[u64],
    ) -> Result<(), Refusal> {
        let round = self.gather(self.queue.queued());
        if wanted.iter().any(|id| !round.taken.contains(id)) || wanted.is_empty() {
            return Err(Refusal::ProposalStale);
        }
        let proposed = Selection(round.items.iter().map(|id| wanted.contains(id)).collect());
        let gain = match self.judge(&round, &proposed, value, prices) {
            Ok(gain) => gain,
            Err(objection) => {
                if self.rulebook.parameters.behaviour.objections_are_told() {
                    self.tell(Event::ObjectionRaised { by, objection });
                }
                return Err(Refusal::ProposalInfeasible);
            }
        };
        let baseline = netting::baseline(&round.problem);
        let standing = netting::check(&round.problem, &baseline).unwrap_or_default();
        if gain <= standing {
            return Err(Refusal::ProposalNotBetter);
        }
        self.settle_set(&round, &proposed, Scope::Proposed(by), prices);
        Ok(())
    }

    /// What a proposal settles, or the first that is wrong with it or with what it says of itself.
    fn judge(
        &self,
        round: &Round,
        proposed: &Selection,
        value: Option<Value>,
        prices: &[u64],
    ) -> Result<Gain, Objection> {
        let gain = netting::check(&round.problem, proposed);
        let gain = gain.map_err(|violation| self.objection(round, violation))?;
        let ids: Vec<_> = proposed.items().map(|index| round.items[index]).collect();
        // R-FX-04
        let worth = self.value_of_items(&ids);
        if let Some(stated) = value.filter(|stated| *stated != worth) {
            return Err(Objection::ValueMisstated { stated, worth });
        }
        let rows = round.problem.rows().len();
        if !prices.is_empty() && prices.len() != rows {
            return Err(Objection::PricesMisstated { rows: count(rows) });
        }
        Ok(gain)
    }

    /// R-OFF-01: when an item joins a queue, what waits between its two banks is tried with it.
    pub(crate) fn offset_on_entry(&mut self, id: ItemId) {
        let Some(item) = self.queue.item(id) else {
            return;
        };
        let (Stage::Queued(_), Some(leg)) = (item.stage, item.legs.first()) else {
            return;
        };
        let pair = (self.holder(leg.debit), self.holder(leg.credit));
        // R-OFF-02: at zero no set is searched for.
        if self.rulebook.parameters.offsetting_items == 0 {
            return;
        }
        if item.legs.len() == 1 && self.queue.is_empty(leg.credit) {
            return;
        }
        let depth = usize::from(self.rulebook.parameters.bypass_depth);
        let mut accounts: Vec<_> = item.legs.iter().flat_map(|l| [l.debit, l.credit]).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut found: Vec<_> = accounts
            .iter()
            .flat_map(|account| self.queue.of(*account).take(depth))
            .filter_map(|id| Some((id, self.queue.item(id)?)))
            .filter(|(_, item)| self.is_between(item, pair))
            .filter_map(|(id, item)| match item.stage {
                Stage::Queued(place) => Some((item.priority, place, id)),
                Stage::Pending => None,
            })
            .collect();
        found.sort_unstable();
        found.dedup();
        let candidates: Vec<_> = found.into_iter().map(|(_, _, id)| id).collect();
        if candidates.len() > 1 {
            self.offset(candidates, Scope::Bilateral(pair.0, pair.1));
        }
    }

    fn is_between(&self, item: &Item, pair: (PartyId, PartyId)) -> bool {
        // R-FX-17: what is converted takes part only where everything queued is searched.
        item.to_convert.is_none()
            && item.legs.iter().all(|leg| {
                let parties = (self.holder(leg.debit), self.holder(leg.credit));
                parties == pair || parties == (pair.1, pair.0)
            })
    }

    /// R-OFF-02: a round over everything queued, if anything was queued since the last.
    pub(crate) fn offset_round(&mut self) {
        let every = self.rulebook.parameters.offsetting_interval;
        self.timers.insert((self.moment.instant.after(every), Timer::Round));
        // R-FX-17: what brings a conversion a way moves no queue.
        let due = core::mem::take(&mut self.round_due) || self.exchange.orders.may_have_ways();
        // R-FX-22: where a round of exchange clears now too, the set is weighed against it.
        if due && !self.clears_beside_sets() {
            self.offset_all();
        }
    }

    /// The set that would be found among everything queued after something else, what it comes to,
    /// and what its conversions take of quotas. R-FX-22
    pub(crate) fn foresee_set(&self, foreseen: &Foreseen) -> (Gain, Allotted) {
        let round = self.gather_after(self.looked_at(), foreseen);
        let found = netting::baseline(&round.problem);
        let mut taken = Allotted::default();
        let Ok(gain) = netting::check(&round.problem, &found) else {
            return (Gain::default(), taken);
        };
        for id in found.items().map(|index| round.items[index]) {
            let whole = round.ways.get(&id).map(|(whole, _)| whole);
            for leg in whole.into_iter().flat_map(|whole| &whole.legs) {
                taken.sell(self.books.account(leg.debit).currency(), leg.amount);
            }
        }
        (gain, taken)
    }

    /// R-OFF-02: what a round looks at of all that is queued.
    fn looked_at(&self) -> Vec<ItemId> {
        let mut candidates = self.queue.queued();
        candidates.truncate(usize::from(self.rulebook.parameters.offsetting_items));
        candidates
    }

    /// Looks for a set among everything queued.
    pub(crate) fn offset_all(&mut self) {
        let queued = self.queue.queued().len();
        let candidates = self.looked_at();
        let tells = self.rulebook.parameters.behaviour.rounds_are_told();
        if let Some(round) = self.offset(candidates, Scope::Multilateral).filter(|_| tells) {
            self.tell_nothing_offset(&round, queued);
        }
    }

    /// Settles what is found; answers the round if nothing was, and there was anything.
    fn offset(&mut self, candidates: Vec<ItemId>, scope: Scope) -> Option<Round> {
        let searched = candidates.len() > 1;
        if candidates.is_empty() || !searched && scope != Scope::Multilateral {
            return None;
        }
        let round = self.gather(candidates);
        // One item that could settle alone would have.
        let found = match searched {
            true => netting::baseline(&round.problem),
            false => Selection::none(round.problem.items()),
        };
        // R-OFF-03: the check is asked even of our own answer.
        if !found.is_empty() && netting::check(&round.problem, &found).is_ok() {
            self.settle_set(&round, &found, scope, &[]);
            return None;
        }
        Some(round)
    }

    /// R-OFF-05: a round that settles nothing says so, and what it could have been worth at best.
    fn tell_nothing_offset(&mut self, round: &Round, queued: usize) {
        self.round = self.round.saturating_add(1);
        self.tell(Event::NothingOffset {
            round: self.round,
            queued: count(queued),
            considered: count(round.items.len()),
            considered_value: self.value_of_items(&round.items),
            bound: self.bound(round, &[]),
        });
        self.note_round(self.round, Settled::Nothing);
    }

    /// States queued items as a problem.
    ///
    /// An item takes part only if nothing but funds, order, limits and caps keeps it, and if all that it
    /// may not pass in its queues takes part too.
    pub(super) fn gather(&self, candidates: Vec<ItemId>) -> Round {
        self.gather_after(candidates, &Foreseen::default())
    }

    /// The same, as if something had settled before. R-FX-22
    pub(super) fn gather_after(&self, candidates: Vec<ItemId>, foreseen: &Foreseen) -> Round {
        let mut rows: BTreeMap<Constraint, RowId> = BTreeMap::new();
        let mut round = Round {
            problem: Problem::default(),
            constraints: Vec::new(),
            items: Vec::new(),
            taken: BTreeSet::new(),
            ways: BTreeMap::new(),
        };
        let mut allotted = foreseen.allotted.clone();
        let mut shut: BTreeSet<AccountId> = BTreeSet::new();
        let mut queues: BTreeMap<AccountId, VecDeque<ItemId>> = BTreeMap::new();
        for id in candidates {
            let Some(item) = self.queue.item(id) else {
                continue;
            };
            let debited = item.debited();
            let free = debited.iter().all(|account| !shut.contains(account))
                && self.is_next(id, item.priority, &debited, &round.taken, &mut queues)
                && self.is_free(item);
            let way = item.to_convert.filter(|_| free);
            let way = way.and_then(|asked| self.way_in_set(item, asked, &mut allotted));
            if !free || item.to_convert.is_some() && way.is_none() {
                let strict = |a: &&AccountId| self.queue.policy(**a) == Policy::Fifo;
                shut.extend(debited.iter().filter(strict));
                continue;
            }
            let posed = Posed {
                item: way.as_ref().map_or(item, |(whole, _)| whole),
                steps: way.as_ref().map_or(&[], |(_, steps)| steps),
                debited: &debited,
                value: self.value_of(&item.legs),
            };
            if self.candidate(&posed, &mut rows, &mut round.problem, foreseen).is_some() {
                round.items.push(id);
                round.taken.insert(id);
                round.ways.extend(way.map(|way| (id, way)));
            }
        }
        let mut constraints: Vec<(RowId, Constraint)> =
            rows.into_iter().map(|(constraint, row)| (row, constraint)).collect();
        constraints.sort_unstable();
        round.constraints = constraints.into_iter().map(|(_, constraint)| constraint).collect();
        round
    }

    /// Whether everything that the item may not pass takes part too: in a strict queue all before
    /// it, in one that may be bypassed all of a more urgent priority.
    fn is_next(
        &self,
        id: ItemId,
        priority: Priority,
        debited: &[AccountId],
        taken: &BTreeSet<ItemId>,
        queues: &mut BTreeMap<AccountId, VecDeque<ItemId>>,
    ) -> bool {
        let mut next = true;
        for account in debited {
            let queue = queues.entry(*account).or_insert_with(|| self.queue.of(*account).collect());
            while queue.front().is_some_and(|front| taken.contains(front)) {
                queue.pop_front();
            }
            next &= match (queue.front(), self.queue.policy(*account)) {
                (None, _) => false,
                (Some(front), Policy::Fifo) => *front == id,
                (Some(front), Policy::Bypass) => {
                    self.queue.item(*front).is_some_and(|front| priority <= front.priority)
                }
            };
        }
        next
    }

    /// Whether only funds, order, limits or caps keep a queued item from settling.
    fn is_free(&self, item: &Item) -> bool {
        let access = item
            .legs
            .iter()
            .all(|leg| self.may_send(leg.debit).is_ok() && self.may_receive(leg.credit).is_ok());
        // R-FX-17: of what is converted, the days are those of its way.
        access && (item.to_convert.is_some() || self.check_moment(item).is_ok())
    }

    /// Adds an item to the problem, unless it or its rows would be too many for one round.
    fn candidate(
        &self,
        posed: &Posed<'_>,
        rows: &mut BTreeMap<Constraint, RowId>,
        problem: &mut Problem,
        foreseen: &Foreseen,
    ) -> Option<usize> {
        let item = posed.item;
        let mut row = |constraint| self.row(constraint, rows, problem, foreseen);
        let mut changes = Vec::new();
        for (account, net) in item.nets() {
            let row = row(Constraint::Floor(account))?;
            // R-FX-17: what a quote gives is held for it already.
            let held = posed.steps.iter().filter(|step| step.gives == account);
            let net = held.fold(net, |net, step| net.saturating_sub(signed(step.given)));
            if net != 0 {
                changes.push((row, net.saturating_neg()));
            }
        }
        for ((account, counterparty), flow) in self.limit_flows(&item.legs) {
            let row = row(Constraint::Limit(account, counterparty))?;
            if flow != 0 {
                changes.push((row, flow.saturating_neg()));
            }
        }
        // R-SUR-08: what comes in takes room, what goes out makes it.
        for (account, net) in item.nets() {
            if net != 0 && self.holding_room(account).is_some() {
                changes.push((row(Constraint::Cap(account))?, net));
            }
        }
        let queues = posed
            .debited
            .iter()
            .map(|account| row(Constraint::Floor(*account)))
            .collect::<Option<Vec<_>>>()?;
        // R-FX-04
        let value = posed.value.millionths();
        let class = match item.priority {
            Priority::Urgent => 0,
            Priority::High => 1,
            Priority::Normal => 2,
        };
        problem.push_item(&Candidate { class, value, changes: &changes, queues: &queues }).ok()
    }

    /// The row of a constraint, made when first asked for.
    ///
    /// Reservations stay untouched by rounds: an account offers what a normal debit may use.
    fn row(
        &self,
        constraint: Constraint,
        rows: &mut BTreeMap<Constraint, RowId>,
        problem: &mut Problem,
        foreseen: &Foreseen,
    ) -> Option<RowId> {
        if let Some(row) = rows.get(&constraint) {
            return Some(*row);
        }
        let row = match constraint {
            Constraint::Floor(account) => Row {
                slack: self
                    .books
                    .account(account)
                    .available(Priority::Normal)
                    .saturating_add(foreseen.money(account)),
                order: match self.queue.policy(account) {
                    Policy::Fifo => Order::Strict,
                    Policy::Bypass => Order::Bypass,
                },
            },
            Constraint::Limit(account, counterparty) => Row {
                slack: self.limits.get(account, counterparty).map_or(0, |limit| limit.room()),
                order: Order::Bypass,
            },
            Constraint::Cap(account) => {
                let room = self.holding_room(account).unwrap_or(0);
                let slack = room.saturating_sub(foreseen.holding(account));
                Row { slack, order: Order::Bypass }
            }
        };
        let id = problem.push_row(row).ok()?;
        rows.insert(constraint, id);
        Some(id)
    }

    /// R-FX-04: what items are worth together.
    fn value_of_items(&self, ids: &[ItemId]) -> Value {
        let items = ids.iter().filter_map(|id| self.queue.item(*id));
        items.map(|item| self.value_of(&item.legs)).sum()
    }

    /// R-FX-04: what no set of a round can be worth more than, as sharp as is known.
    fn bound(&self, round: &Round, prices: &[u64]) -> Bound {
        let mut possible = netting::reachable(&round.problem);
        if self.rulebook.parameters.behaviour.items_are_tried() {
            possible = netting::tried(&round.problem, &possible, LOOKS);
        }
        let reachable: Vec<_> = possible.items().map(|index| round.items[index]).collect();
        let reachable = self.value_of_items(&reachable);
        let certified = match prices {
            [] => None,
            prices => netting::bound(&round.problem, &possible, prices, Counted::All),
        };
        match certified.map(Value::from_millionths) {
            Some(certified) if certified < reachable => Bound::Certified(certified),
            _ => Bound::Reachable(reachable),
        }
    }

    /// Everything that is queued and could take part in a round, as a problem, for whoever wants
    /// to propose a better set: the names of its items, in the problem's order. R-OFF-04
    ///
    /// Costs O(items queued x legs x log).
    pub fn offsetting_problem(&self) -> (Problem, Vec<Uetr>) {
        let round = self.gather(self.queue.queued());
        let names = round.items.iter().filter_map(|id| self.queue.item(*id));
        let names = names.map(|item| item.uetr).collect();
        (round.problem, names)
    }

    /// Takes an item out of its queues to settle in a set; what is converted takes its quotes.
    fn leave_for(&mut self, round: &Round, id: ItemId) -> Option<(Item, Option<Vec<QuoteUse>>)> {
        let item = self.drop_item(id)?;
        let Some((whole, steps)) = round.ways.get(&id) else {
            return Some((item, None));
        };
        let quotes = self.take_quotes(whole, steps);
        Some((whole.clone(), Some(quotes)))
    }

    /// Settles a set at once: all leave the queue, then all post; only the end must hold.
    fn settle_set(&mut self, round: &Round, selection: &Selection, scope: Scope, prices: &[u64]) {
        self.round = self.round.saturating_add(1);
        // What a round could not look at may settle in the next.
        self.round_due |= self.rulebook.parameters.behaviour.rounds_follow_funds();
        let number = self.round;
        let ids: Vec<_> = selection.items().map(|index| round.items[index]).collect();
        let considered_value = self.value_of_items(&round.items);
        self.tell(Event::OffsettingSettled {
            round: number,
            scope,
            considered: count(round.items.len()),
            settled: count(ids.len()),
            considered_value,
            settled_value: self.value_of_items(&ids),
            bound: self.bound(round, prices),
        });
        let items: Vec<_> = ids.into_iter().filter_map(|id| self.leave_for(round, id)).collect();
        let how = How::Offset(number);
        // R-OFF-06
        let at_the_end = self.rulebook.parameters.behaviour.sets_tell_their_end();
        if at_the_end {
            items.iter().for_each(|(item, _)| self.post_legs(item, how));
        }
        for (item, quotes) in &items {
            if let Some(quotes) = quotes {
                self.tell_converted(item, quotes.clone());
            }
            match at_the_end {
                true => self.tell_settled(item, how),
                false => self.settle(item, how),
            }
        }
        for (item, _) in &items {
            item.debited().into_iter().for_each(|account| self.wake(account));
        }
        match scope {
            Scope::Multilateral | Scope::Proposed(_) => self.note_round(number, Settled::Something),
            Scope::Bilateral(_, _) => {}
        }
    }
}

/// An item as a problem is told of it.
struct Posed<'a> {
    /// It, with the legs that it would settle by.
    item: &'a Item,
    /// The quotes on its way, if it is converted.
    steps: &'a [Step],
    /// The accounts in whose queues it stands.
    debited: &'a [AccountId],
    /// What it counts for. R-FX-04, R-FX-17
    value: Value,
}

fn signed(amount: Amount) -> i128 {
    i128::try_from(amount.minor()).unwrap_or(i128::MAX)
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
