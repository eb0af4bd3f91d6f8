use alloc::vec::Vec;

use books::AccountId;
use terms::{Amount, Uetr};

use super::{
    BookedLeg, Command, Event, How, Instruction, Item, Leg, Link, MAX_LEGS, Stage, WaitingFor,
};
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

impl Machine {
    pub(crate) fn payment(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::SubmitInstruction(instruction) => self.submit(by, instruction),
            Command::ConsentToInstruction { uetr } => self.consent(by, uetr),
            Command::ConfirmCredit { uetr } => self.confirm_credit(by, uetr),
        }
    }

    /// Takes an instruction in: settles it at once, lets it wait, or refuses it.
    ///
    /// Order of checks: legs, parties, authority, date, times, duplicate, return, counterpart,
    /// common opening, room.
    fn submit(&mut self, by: PartyId, instruction: Instruction) -> Result<(), Refusal> {
        let legs = self.book_legs(&instruction)?;
        self.check_authority(by, &instruction, &legs)?;
        self.check_date(&instruction)?;
        self.check_times(&instruction)?;
        self.require_unused(instruction.uetr)?;
        if let Some(original) = instruction.returns {
            self.check_return(original, &legs)?;
        }
        let partner = self.find_counterpart(&instruction)?;
        let item = self.new_item(by, instruction, legs);
        match partner.and_then(|partner| self.queue.item(partner)) {
            Some(partner) => self.earliest(&partner.joined(&item))?,
            None => self.earliest(&item)?,
        };
        // R-QUE-09: only what would have to wait needs room.
        if partner.is_none() && !self.has_room(by) && self.ready(&item, i64::MAX).is_err() {
            return Err(Refusal::QueueFull);
        }
        self.take_return(&item);
        match partner {
            Some(partner) => self.join_counterpart(partner, item),
            None => self.enter(item),
        }
        Ok(())
    }

    /// R-PAY-01, R-PAR-03, R-PAR-04: legs whose accounts exist and may be used.
    fn book_legs(&self, instruction: &Instruction) -> Result<Vec<BookedLeg>, Refusal> {
        let most = match (&instruction.counter, instruction.returns) {
            (None, None) => MAX_LEGS,
            (Some(_), None) | (None, Some(_)) => 1,
            // A return has no counterpart.
            (Some(_), Some(_)) => 0,
        };
        if instruction.legs.is_empty() || instruction.legs.len() > most {
            return Err(Refusal::LegCount);
        }
        let legs = instruction.legs.iter().map(|leg| self.book_leg(leg, instruction));
        legs.collect()
    }

    fn book_leg(&self, leg: &Leg, instruction: &Instruction) -> Result<BookedLeg, Refusal> {
        if leg.amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        if leg.amount > Amount::MAX {
            return Err(Refusal::AmountTooLarge);
        }
        if leg.debtor == leg.creditor {
            return Err(Refusal::SameParties);
        }
        // R-RUL-02
        let currency = self.currency(leg.currency)?;
        if !currency.is_valid_on(instruction.date) {
            return Err(Refusal::UnknownCurrency);
        }
        let account = |party: PartyId| self.books.find(party.into(), leg.currency);
        let debit = account(leg.debtor).ok_or(Refusal::DebtorNotAdmitted)?;
        let credit = account(leg.creditor).ok_or(Refusal::CreditorNotAdmitted)?;
        self.may_send(debit)?;
        self.may_receive(credit)?;
        Ok(BookedLeg { debit, credit, amount: leg.amount })
    }

    /// R-PAR-01: the first debtor instructs, or a party that has its mandate.
    fn check_authority(
        &self,
        by: PartyId,
        instruction: &Instruction,
        legs: &[BookedLeg],
    ) -> Result<(), Refusal> {
        let first = instruction.legs.first().zip(legs.first());
        let (leg, booked) = first.ok_or(Refusal::LegCount)?;
        if leg.debtor == by || self.registry.has_mandate(booked.debit, by) {
            Ok(())
        } else {
            Err(Refusal::NotAuthorised)
        }
    }

    /// R-PAY-04: inside the acceptance window.
    fn check_date(&self, instruction: &Instruction) -> Result<(), Refusal> {
        let today = self.moment.instant.date();
        let ahead = self.rulebook.parameters.acceptance_days;
        if instruction.date < today.plus_days(-1) {
            return Err(Refusal::StaleDate);
        }
        if instruction.date > today.plus_days(i32::from(ahead)) {
            return Err(Refusal::DateTooFar);
        }
        Ok(())
    }

    /// R-PAY-07: times that can be kept.
    fn check_times(&self, instruction: &Instruction) -> Result<(), Refusal> {
        let timing = &instruction.timing;
        let ordered = |early: Option<_>, late: Option<_>| match (early, late) {
            (Some(early), Some(late)) => early < late,
            _ => true,
        };
        let future = |time: Option<_>| time.is_none_or(|time| time > self.moment.instant);
        let kept = ordered(timing.from, timing.till)
            && ordered(timing.from, timing.reject_at)
            && future(timing.reject_at);
        if kept { Ok(()) } else { Err(Refusal::TimesContradict) }
    }

    /// R-PAY-03: a name is used once, by instructions, transfers, issues and redemptions together.
    pub(crate) fn require_unused(&self, name: Uetr) -> Result<(), Refusal> {
        if self.window.find(name).is_some() { Err(Refusal::DuplicateUetr) } else { Ok(()) }
    }

    /// R-PAY-03: remembers, as of today, a name under which something was done at once.
    pub(crate) fn use_name(&mut self, name: Uetr) {
        let today = self.moment.instant.date();
        self.window.insert(name, today, Link::Settled(self.moment.position));
    }

    fn new_item(&self, by: PartyId, instruction: Instruction, legs: Vec<BookedLeg>) -> Item {
        let consents = self.consents_due(by, &legs);
        Item {
            uetr: instruction.uetr,
            matched: None,
            evidence: self.evidence,
            matched_evidence: None,
            by,
            matched_by: None,
            legs,
            date: instruction.date,
            priority: instruction.priority,
            category: instruction.category,
            timing: instruction.timing,
            entered: self.moment.instant,
            consents,
            counter: instruction.counter,
            returns: instruction.returns,
            stage: Stage::Pending,
            waiting: WaitingFor::Moment { at: self.moment.instant },
            to_convert: None,
        }
    }

    /// R-PAY-05: the debtors who neither submit nor have given the submitter their mandate.
    fn consents_due(&self, by: PartyId, legs: &[BookedLeg]) -> Vec<PartyId> {
        let mut due: Vec<PartyId> = Vec::new();
        for leg in legs {
            let debtor = self.holder(leg.debit);
            let free = debtor == by || self.registry.has_mandate(leg.debit, by);
            if !free && !due.contains(&debtor) {
                due.push(debtor);
            }
        }
        due
    }

    /// Lets a new item settle at once, or wait.
    fn enter(&mut self, item: Item) {
        match self.ready(&item, i64::MAX) {
            Ok(()) => {
                self.window.insert(item.uetr, item.date, Link::Cancelled);
                self.settle(&item, How::Immediately);
            }
            Err(waiting) => {
                let (uetr, by) = (item.uetr, item.by);
                let creditor = item.legs.first().map_or(by, |leg| self.holder(leg.credit));
                let id = self.keep(item, waiting.clone());
                self.tell(Event::InstructionAccepted { uetr, by, creditor, waiting });
                // R-OFF-01
                self.offset_on_entry(id);
            }
        }
    }

    /// R-PAY-05: a debtor of another leg agrees.
    fn consent(&mut self, by: PartyId, uetr: Uetr) -> Result<(), Refusal> {
        let id = self.waiting_item(uetr)?;
        let item = self.queue.item_mut(id).ok_or(Refusal::NotWaiting)?;
        let due = item.consents.iter().position(|party| *party == by);
        item.consents.remove(due.ok_or(Refusal::ConsentNotDue)?);
        self.tell(Event::ConsentGiven { uetr, party: by });
        self.retry(id);
        Ok(())
    }

    /// Sets the clocks of a new item that waits.
    pub(crate) fn start_timers(&mut self, id: crate::queue::ItemId, item: &Item) {
        if let Some(late) = item.timing.till.filter(|till| *till > self.moment.instant) {
            self.timers.insert((late, Timer::Late(id)));
        }
        if let Some(reject) = item.timing.reject_at {
            self.timers.insert((reject, Timer::Reject(id)));
        }
    }

    /// R-PAY-07: tells that an item should have settled by now.
    pub(crate) fn tell_late(&mut self, id: crate::queue::ItemId) {
        if let Some(item) = self.queue.item(id) {
            let uetr = item.uetr;
            self.tell(Event::SettlementLate { uetr });
        }
    }

    /// The party whose account it is.
    pub(crate) fn holder(&self, account: AccountId) -> PartyId {
        self.books.account(account).holder().into()
    }
}
