//! Instructions and what their owners may do with them.

use settlement::payment::{
    Category, Command as Payment, CounterTerms, Instruction, Leg, MAX_LEGS, State, Timing,
};
use settlement::queue::{Command as Queue, Place};
use settlement::{PartyId, Priority, Refusal};
use terms::{Amount, BusinessDate, CurrencyId, Instant, Uetr};

use super::holding::minor;
use super::orders::Order;
use super::{Answer, Key, Twin, ensure};

/// For what an item waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// A counterpart or a consent.
    Others,
    /// A moment.
    Until(Instant),
    /// A currency's resumption.
    Resumption,
    /// Its turn, access, room under a limit or funds: in the queue of each account it would debit.
    Line,
}

/// An accepted instruction that has not ended, or two that matched.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its UETR; then that of the instruction that matched it.
    pub(super) names: Vec<Uetr>,
    pub(super) by: PartyId,
    pub(super) legs: Vec<Leg>,
    pub(super) date: BusinessDate,
    pub(super) priority: Priority,
    pub(super) category: Category,
    pub(super) timing: Timing,
    /// Debtors who have not agreed yet.
    pub(super) consents: Vec<PartyId>,
    pub(super) counter: Option<CounterTerms>,
    /// Legs of settled payments that it gives back, and how much.
    pub(super) returns: Vec<((Uetr, usize), i128)>,
    pub(super) stage: Stage,
    /// As what order it is to stand once its money is there, if it is to be converted; its one leg
    /// says what it pays, and whom. R-FX-16
    pub(super) to_convert: Option<Order>,
}

/// What is remembered of an accepted instruction.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) date: BusinessDate,
    pub(super) state: State,
    pub(super) legs: Vec<Leg>,
    /// The name of the whole it became part of.
    whole: Uetr,
}

impl Item {
    pub(super) fn debits(&self, key: Key) -> bool {
        self.legs.iter().any(|leg| (leg.debtor, leg.currency) == key)
    }

    pub(super) fn touches(&self, key: Key) -> bool {
        if let Some(order) = &self.to_convert {
            return order.touches(key);
        }
        self.debits(key) || self.legs.iter().any(|leg| (leg.creditor, leg.currency) == key)
    }

    pub(super) fn is_in(&self, currency: CurrencyId) -> bool {
        self.legs.iter().any(|leg| leg.currency == currency)
    }

    /// Whether its creditor receives the currency. R-FX-16
    pub(super) fn is_received_in(&self, currency: CurrencyId) -> bool {
        self.to_convert.as_ref().is_some_and(|order| order.buy == currency)
    }

    pub(super) fn until(&self) -> Option<Instant> {
        match self.stage {
            Stage::Until(at) => Some(at),
            Stage::Others | Stage::Resumption | Stage::Line => None,
        }
    }
}

impl Twin {
    pub(super) fn payment(&mut self, by: PartyId, command: &Payment) -> Answer {
        match command {
            Payment::SubmitInstruction(instruction) => self.submit(by, instruction),
            Payment::ConsentToInstruction { uetr } => {
                // R-PAY-05
                let id = self.waiting_as(*uetr)?;
                let item = self.waiting.get_mut(&id).ok_or(Refusal::NotWaiting)?;
                ensure(item.consents.contains(&by), Refusal::ConsentNotDue)?;
                item.consents.retain(|party| *party != by);
                self.try_waiting(id);
                Ok(())
            }
            Payment::ConfirmCredit { uetr } => {
                // R-PAY-11
                let known = self.known.get(uetr).ok_or(Refusal::UnknownInstruction)?;
                let settled = known.state == State::Settled;
                let credited = known.legs.iter().any(|leg| leg.creditor == by);
                let first = !self.confirmed.contains(&(*uetr, by));
                ensure(settled && credited && first, Refusal::NothingToConfirm)?;
                self.confirmed.insert((*uetr, by));
                Ok(())
            }
        }
    }

    /// Order of checks: legs, authority, date, times, duplicate, return, counterpart, moment, room.
    fn submit(&mut self, by: PartyId, instruction: &Instruction) -> Answer {
        self.check_legs(instruction)?;
        let first = instruction.legs[0];
        // R-PAR-01
        ensure(self.may_debit(by, &first), Refusal::NotAuthorised)?;
        self.check_date(instruction.date)?;
        self.check_times(&instruction.timing)?;
        self.require_unused(instruction.uetr)?;
        let returns = match instruction.returns {
            None => Vec::new(),
            Some(original) => vec![self.leg_given_back(original, &first)?],
        };
        let counterpart = self.counterpart(instruction)?;
        let item = self.item(by, instruction, returns);
        // R-DAY-04: of the instruction, or of the trade it completes.
        let whole = match counterpart {
            None => item.clone(),
            Some(id) => join(self.waiting[&id].clone(), &item),
        };
        self.earliest(&whole).ok_or(Refusal::NeverOpenTogether)?;
        // R-QUE-09: what completes a trade or settles at once needs no room.
        let waiting = self.waiting.values().filter(|item| item.by == by).count();
        let room = u32::try_from(waiting).is_ok_and(|n| n < self.parameters.waiting_per_party);
        let needless = counterpart.is_some() || self.judge(self.accepted, &item).is_none();
        ensure(room || needless, Refusal::QueueFull)?;
        for (leg, amount) in item.returns {
            *self.returned.entry(leg).or_default() += amount;
        }
        if let Some(id) = counterpart {
            self.waiting.remove(&id);
        }
        self.accept(whole);
        Ok(())
    }

    /// R-PAY-03
    pub(super) fn require_unused(&self, name: Uetr) -> Answer {
        ensure(!self.known.contains_key(&name), Refusal::DuplicateUetr)
    }

    /// R-PAY-03: a name under which money moved at once is remembered like that of a payment.
    pub(super) fn use_name(&mut self, name: Uetr) {
        self.remember(name, State::Settled);
    }

    /// Remembers a name as of today, without legs.
    pub(super) fn remember(&mut self, name: Uetr, state: State) {
        let (date, legs) = (self.now.date(), Vec::new());
        self.known.insert(name, Known { date, state, legs, whole: name });
    }

    /// R-PAY-01, R-PAR-03, R-PAR-04
    fn check_legs(&self, instruction: &Instruction) -> Answer {
        let most = match (instruction.counter.is_some(), instruction.returns.is_some()) {
            (false, false) => MAX_LEGS,
            (true, true) => 0,
            _ => 1,
        };
        ensure((1..=most).contains(&instruction.legs.len()), Refusal::LegCount)?;
        instruction.legs.iter().try_for_each(|leg| self.check_leg(leg, instruction.date))
    }

    fn check_leg(&self, leg: &Leg, date: BusinessDate) -> Answer {
        ensure(!leg.amount.is_zero(), Refusal::ZeroAmount)?;
        ensure(leg.amount <= Amount::MAX, Refusal::AmountTooLarge)?;
        ensure(leg.debtor != leg.creditor, Refusal::SameParties)?;
        // R-RUL-02
        let currency = self.currencies.get(leg.currency.index());
        let valid = currency.is_some_and(|currency| currency.is_valid_on(date));
        ensure(valid, Refusal::UnknownCurrency)?;
        let (debit, credit) = ((leg.debtor, leg.currency), (leg.creditor, leg.currency));
        ensure(self.accounts.contains_key(&debit), Refusal::DebtorNotAdmitted)?;
        ensure(self.accounts.contains_key(&credit), Refusal::CreditorNotAdmitted)?;
        self.may_send(debit)?;
        self.may_receive(credit)
    }

    /// Whether the party is a leg's debtor, or has its mandate.
    fn may_debit(&self, by: PartyId, leg: &Leg) -> bool {
        let debit = (leg.debtor, leg.currency);
        leg.debtor == by || self.mandates.contains(&(debit, by))
    }

    /// R-PAY-04
    fn check_date(&self, date: BusinessDate) -> Answer {
        let today = self.now.date();
        let last = today.plus_days(i32::from(self.parameters.acceptance_days));
        ensure(date >= today.plus_days(-1), Refusal::StaleDate)?;
        ensure(date <= last, Refusal::DateTooFar)
    }

    /// R-PAY-07
    fn check_times(&self, timing: &Timing) -> Answer {
        let mut ends = [timing.till, timing.reject_at].into_iter().flatten();
        let contradict = timing.from.is_some_and(|from| ends.any(|end| from >= end));
        let over = timing.reject_at.is_some_and(|at| at <= self.now);
        ensure(!contradict && !over, Refusal::TimesContradict)
    }

    /// R-PAY-08: a return runs along a leg of a settled payment, backwards, within what the
    /// payment's legs moved between the two accounts; the first of them stands for all.
    fn leg_given_back(&self, original: Uetr, back: &Leg) -> Result<((Uetr, usize), i128), Refusal> {
        let known = self.known.get(&original).ok_or(Refusal::UnknownInstruction)?;
        ensure(known.state == State::Settled, Refusal::OriginalNotSettled)?;
        let reversed = |leg: &Leg| {
            (leg.debtor, leg.creditor, leg.currency) == (back.creditor, back.debtor, back.currency)
        };
        let number = known.legs.iter().position(reversed).ok_or(Refusal::ReturnNotReversed)?;
        let leg = (known.whole, number);
        let given = self.returned.get(&leg).copied().unwrap_or(0) + minor(back.amount);
        let moved: i128 =
            known.legs.iter().filter(|leg| reversed(leg)).map(|leg| minor(leg.amount)).sum();
        ensure(given <= moved, Refusal::ReturnExceedsOriginal)?;
        Ok((leg, minor(back.amount)))
    }

    /// R-PAY-06: the first item that states what the instruction does, and that the instruction
    /// states in turn.
    fn counterpart(&self, instruction: &Instruction) -> Result<Option<u64>, Refusal> {
        let (Some(mine), leg) = (&instruction.counter, &instruction.legs[0]) else {
            return Ok(None);
        };
        ensure((1..=35).contains(&mine.reference.len()), Refusal::ReferenceMalformed)?;
        ensure(!mine.amount.is_zero(), Refusal::ZeroAmount)?;
        self.require_party(mine.receiver)?;
        self.require_currency(mine.currency)?;
        let one = mine.currency == leg.currency && self.parameters.behaviour.number() >= 3;
        ensure(!one, Refusal::SameCurrency)?;
        let mut differs = false;
        for (id, item) in &self.waiting {
            let Some(theirs) = &item.counter else {
                continue;
            };
            let other = &item.legs[0];
            let paid = mine.receiver == other.creditor && theirs.receiver == leg.creditor;
            let linked = other.debtor == leg.creditor || leg.debtor == other.creditor;
            if theirs.reference != mine.reference || !paid || !linked {
                continue;
            }
            let terms = (mine.currency, mine.amount) == (other.currency, other.amount)
                && (theirs.currency, theirs.amount) == (leg.currency, leg.amount);
            if terms && item.date == instruction.date {
                return Ok(Some(*id));
            }
            differs = true;
        }
        ensure(!differs, Refusal::TermsDiffer)?;
        Ok(None)
    }

    fn item(
        &self,
        by: PartyId,
        instruction: &Instruction,
        returns: Vec<((Uetr, usize), i128)>,
    ) -> Item {
        let mut consents: Vec<PartyId> = Vec::new();
        // R-PAY-05
        for leg in &instruction.legs {
            if !self.may_debit(by, leg) && !consents.contains(&leg.debtor) {
                consents.push(leg.debtor);
            }
        }
        Item {
            names: vec![instruction.uetr],
            by,
            legs: instruction.legs.clone(),
            date: instruction.date,
            priority: instruction.priority,
            category: instruction.category,
            timing: instruction.timing,
            consents,
            counter: instruction.counter.clone(),
            returns,
            stage: Stage::Others,
            to_convert: None,
        }
    }

    /// Settles an item at once, or lets it wait.
    fn accept(&mut self, mut item: Item) {
        let id = self.accepted;
        self.accepted += 1;
        for name in &item.names {
            let (date, legs, whole) = (item.date, item.legs.clone(), item.names[0]);
            self.known.insert(*name, Known { date, state: State::Waiting, legs, whole });
        }
        let Some(stage) = self.judge(id, &item) else {
            self.settle(&item, item.priority);
            return;
        };
        item.stage = stage;
        self.waiting.insert(id, item);
        if stage == Stage::Line {
            self.join_line(id);
            self.offset_on_entry(id);
        }
    }

    /// The item of an instruction that waits.
    pub(super) fn waiting_as(&self, uetr: Uetr) -> Result<u64, Refusal> {
        let known = self.known.get(&uetr).ok_or(Refusal::UnknownInstruction)?;
        ensure(known.state == State::Waiting, Refusal::NotWaiting)?;
        let found = self.waiting.iter().find(|(_, item)| item.names.contains(&uetr));
        found.map(|(id, _)| *id).ok_or(Refusal::NotWaiting)
    }

    pub(super) fn queue_command(&mut self, by: PartyId, command: &Queue) -> Answer {
        match command {
            Queue::CancelInstruction { uetr } => {
                let id = self.owned(by, *uetr)?;
                self.end(id, State::Cancelled);
            }
            Queue::ReorderInstruction { uetr, place } => {
                // R-QUE-05
                let id = self.owned(by, *uetr)?;
                ensure(self.waiting[&id].stage == Stage::Line, Refusal::NotWaiting)?;
                self.line.retain(|other| *other != id);
                match place {
                    Place::Front => self.line.insert(0, id),
                    Place::Back => self.line.push(id),
                }
            }
            Queue::ReprioritiseInstruction { uetr, priority } => {
                // R-QUE-06
                let id = self.owned(by, *uetr)?;
                if let Some(item) = self.waiting.get_mut(&id) {
                    item.priority = *priority;
                }
                if self.line.contains(&id) {
                    self.line.retain(|other| *other != id);
                    self.line.push(id);
                }
            }
            Queue::SetQueuePolicy { currency, policy } => {
                // R-QUE-03
                let key = self.account_of(by, *currency)?;
                self.account_mut(key).policy = *policy;
            }
        }
        Ok(())
    }

    /// R-QUE-04: its submitter or first debtor owns an item; a matched trade has no single owner.
    fn owned(&self, by: PartyId, uetr: Uetr) -> Result<u64, Refusal> {
        let id = self.waiting_as(uetr)?;
        let item = &self.waiting[&id];
        let owner = item.by == by || item.legs[0].debtor == by;
        ensure(owner && item.names.len() == 1, Refusal::NotAuthorised)?;
        Ok(id)
    }
}

/// R-PAY-06: one item of two that match: as pressing as the more pressing of both, with the
/// narrower times, under the name of the first.
fn join(mut first: Item, second: &Item) -> Item {
    let earlier = |one: Option<Instant>, other| [one, other].into_iter().flatten().min();
    first.names.extend(&second.names);
    first.legs.extend(&second.legs);
    first.returns.extend(&second.returns);
    first.counter = None;
    first.priority = first.priority.min(second.priority);
    first.category = first.category.min(second.category);
    first.timing = Timing {
        from: first.timing.from.max(second.timing.from),
        till: earlier(first.timing.till, second.timing.till),
        reject_at: earlier(first.timing.reject_at, second.timing.reject_at),
    };
    first
}
