//! Instructions and what is said of them.

use settlement::fx::Value;
use settlement::offsetting::Command as Offsetting;
use settlement::payment::{Category, Command as Payment, CounterTerms, Instruction, Leg, Timing};
use settlement::queue::{Command as Queue, Place};
use settlement::{Command, PartyId, Priority};
use terms::{Amount, BusinessDate, Instant, Uetr};

use super::world::{Given, World};

/// Every priority, the normal one more than once.
pub(super) const PRIORITIES: [Priority; 5] =
    [Priority::Urgent, Priority::High, Priority::Normal, Priority::Normal, Priority::Normal];

/// How many sides of trades may be open.
const OPEN_TRADES: usize = 6;

impl World {
    /// An instruction: a plain payment, several legs, a side of a trade, a return, or one again.
    pub(super) fn submit(&mut self) -> (PartyId, Command) {
        let instruction = match self.random.below(20) {
            0..=9 => self.plain(1),
            10..=11 => self.plain(2),
            12 => {
                let legs = 3 + self.random.index(7);
                self.plain(legs)
            }
            13..=16 => self.trade(),
            17 => self.give_back(),
            18 => self.again(),
            _ => self.ring_leg(),
        };
        let debtor = instruction.legs.first().map_or(PartyId::OPERATOR, |leg| leg.debtor);
        let by = if self.random.once_in(10) { self.bank() } else { debtor };
        self.given.push(Given { by, instruction: instruction.clone() });
        (by, Command::Payment(Payment::SubmitInstruction(instruction)))
    }

    fn leg(&mut self) -> Leg {
        let currency = self.currency();
        let (debtor, creditor) = (self.bank(), self.bank());
        let amount = self.amount();
        // Two equal parties are refused; once in a while is enough.
        let other = if debtor == creditor { self.bank() } else { creditor };
        Leg { debtor, creditor: other, currency, amount }
    }

    fn instruction(&mut self, legs: Vec<Leg>) -> Instruction {
        let category =
            if self.random.once_in(4) { Category::Customer } else { Category::Interbank };
        Instruction {
            uetr: self.random.uetr(),
            legs,
            date: self.date(),
            priority: self.random.one_of(&PRIORITIES),
            category,
            timing: self.timing(),
            counter: None,
            returns: None,
        }
    }

    /// So many legs of one first debtor, or of several.
    fn plain(&mut self, legs: usize) -> Instruction {
        let mut legs: Vec<Leg> = (0..legs).map(|_| self.leg()).collect();
        if self.random.once_in(3) {
            let debtor = legs[0].debtor;
            legs.iter_mut().for_each(|leg| leg.debtor = debtor);
            // Together more than one amount can say.
            if self.random.once_in(40) {
                legs.iter_mut().for_each(|leg| leg.amount = Amount::MAX);
            }
        }
        if self.random.once_in(60) {
            legs.clear();
        }
        self.instruction(legs)
    }

    /// A payment against the last one, so that offsetting finds something.
    fn ring_leg(&mut self) -> Instruction {
        let mut leg = self.leg();
        if let Some(last) = self.given.last().and_then(|given| given.instruction.legs.first()) {
            (leg.debtor, leg.creditor, leg.currency) = (last.creditor, last.debtor, last.currency);
            if let Some(more) = last.amount.checked_add(Amount::from_minor(1)) {
                leg.amount = more.min(Amount::MAX);
            }
        }
        self.instruction(vec![leg])
    }

    /// One side of a trade, or the answer to one.
    fn trade(&mut self) -> Instruction {
        if self.open_trades.len() >= OPEN_TRADES || self.random.once_in(2) {
            let index = self.random.index(self.open_trades.len());
            if index < self.open_trades.len() {
                let theirs = self.open_trades.remove(index);
                return self.answer(&theirs);
            }
        }
        let leg = self.leg();
        let receiver = if self.random.once_in(3) { self.bank() } else { leg.debtor };
        let counter = CounterTerms {
            reference: format!("FX{}", self.random.below(5)),
            currency: self.currency(),
            amount: self.amount(),
            receiver,
        };
        let mut instruction = self.instruction(vec![leg]);
        instruction.counter = Some(counter);
        self.open_trades.push(instruction.clone());
        instruction
    }

    /// What the other bank says of the same trade; sometimes it says something else.
    fn answer(&mut self, theirs: &Instruction) -> Instruction {
        let Some(terms) = &theirs.counter else {
            return self.plain(1);
        };
        let their_leg = theirs.legs[0];
        let leg = Leg {
            debtor: their_leg.creditor,
            creditor: terms.receiver,
            currency: terms.currency,
            amount: terms.amount,
        };
        let mut counter = CounterTerms {
            reference: terms.reference.clone(),
            currency: their_leg.currency,
            amount: their_leg.amount,
            receiver: their_leg.creditor,
        };
        let mut instruction = self.instruction(vec![leg]);
        instruction.date = theirs.date;
        match self.random.below(12) {
            0 => counter.amount = self.amount(),
            1 => instruction.date = theirs.date.plus_days(1),
            2 => counter.receiver = self.bank(),
            3 => instruction.returns = self.given.last().map(|given| given.instruction.uetr),
            _ => {}
        }
        instruction.counter = Some(counter);
        instruction
    }

    /// A return of one leg, of all or part of it.
    fn give_back(&mut self) -> Instruction {
        let Some(original) = self.recent() else {
            return self.plain(1);
        };
        let legs = original.instruction.legs;
        if legs.is_empty() {
            return self.plain(1);
        }
        let paid = self.random.one_of(&legs);
        let share = 1 + u128::from(self.random.below(3));
        let amount = Amount::from_minor(paid.amount.minor() / share);
        let leg = Leg { debtor: paid.creditor, creditor: paid.debtor, amount, ..paid };
        let mut instruction = self.instruction(vec![leg]);
        instruction.returns = Some(original.instruction.uetr);
        instruction
    }

    /// An instruction once more: the same, or another under its name.
    fn again(&mut self) -> Instruction {
        let index = self.random.index(self.given.len());
        let Some(given) = self.given.get(index).cloned() else {
            return self.plain(1);
        };
        let mut instruction = given.instruction;
        if self.random.once_in(2) {
            instruction.date = self.today();
            instruction.timing = Timing::default();
        }
        instruction
    }

    /// Mostly today; sometimes another day, stale or too far ahead.
    fn date(&mut self) -> BusinessDate {
        let days = match self.random.below(60) {
            0 => -2,
            1..=5 => -1,
            6..=13 => 1,
            14..=16 => 2,
            17 => 4,
            18 => 31,
            _ => 0,
        };
        self.today().plus_days(days)
    }

    fn timing(&mut self) -> Timing {
        let mut timing = Timing::default();
        match self.random.below(24) {
            0 => timing.from = Some(self.soon()),
            1 => timing.till = Some(self.soon()),
            2 | 3 => timing.reject_at = Some(self.soon()),
            4 => (timing.from, timing.reject_at) = (Some(self.soon()), Some(self.soon())),
            5 => (timing.from, timing.till) = (Some(self.soon()), Some(self.soon())),
            6 => timing.reject_at = Some(self.moment.instant),
            _ => {}
        }
        timing
    }

    fn soon(&mut self) -> Instant {
        let seconds = self.random.below(30 * 3_600);
        self.later(seconds)
    }

    /// One of the last instructions; once in a while any.
    fn recent(&mut self) -> Option<Given> {
        let reach = if self.random.once_in(8) { self.given.len() } else { 12 };
        let back = self.random.index(reach.min(self.given.len()));
        self.given.iter().rev().nth(back).cloned()
    }

    /// The name of one of the last instructions; once in a while of none.
    fn name(&mut self) -> Uetr {
        let unknown = self.random.uetr();
        let known = self.recent().map_or(unknown, |given| given.instruction.uetr);
        if self.random.once_in(15) { unknown } else { known }
    }

    /// A name for something new; once in a while one that was used.
    pub(super) fn unused_name(&mut self) -> Uetr {
        if self.random.once_in(15) { self.name() } else { self.random.uetr() }
    }

    /// A consent of a debtor behind the first leg, or a creditor's bank that confirms.
    pub(super) fn consent(&mut self) -> (PartyId, Command) {
        if self.random.once_in(3) {
            return self.confirm();
        }
        let several = self.given.iter().rev().filter(|given| given.instruction.legs.len() > 1);
        let several: Vec<Given> = several.take(5).cloned().collect();
        let index = self.random.index(several.len());
        let Some(given) = several.get(index) else {
            let uetr = self.name();
            return (self.bank(), Command::Payment(Payment::ConsentToInstruction { uetr }));
        };
        let by = self.random.one_of(&given.instruction.legs).debtor;
        let uetr = given.instruction.uetr;
        (by, Command::Payment(Payment::ConsentToInstruction { uetr }))
    }

    /// A bank confirms one of the last payments, mostly one to itself.
    fn confirm(&mut self) -> (PartyId, Command) {
        let Some(given) = self.recent().filter(|_| !self.random.once_in(15)) else {
            let uetr = self.name();
            return (self.bank(), Command::Payment(Payment::ConfirmCredit { uetr }));
        };
        let stranger = self.bank();
        let creditor = given.instruction.legs.first().map_or(stranger, |leg| leg.creditor);
        let by = if self.random.once_in(6) { stranger } else { creditor };
        (by, Command::Payment(Payment::ConfirmCredit { uetr: given.instruction.uetr }))
    }

    /// What an owner may do to what waits.
    pub(super) fn manage(&mut self) -> (PartyId, Command) {
        let unknown = self.random.uetr();
        let (by, uetr) = match self.recent() {
            Some(given) if !self.random.once_in(15) => (given.by, given.instruction.uetr),
            _ => (self.bank(), unknown),
        };
        let place = if self.random.once_in(3) { Place::Back } else { Place::Front };
        let priority = self.random.one_of(&PRIORITIES);
        let command = match self.random.below(6) {
            0 | 1 => Queue::CancelInstruction { uetr },
            2 | 3 => Queue::ReorderInstruction { uetr, place },
            _ => Queue::ReprioritiseInstruction { uetr, priority },
        };
        (by, Command::Queue(command))
    }

    /// A set that somebody thinks could settle together.
    pub(super) fn propose(&mut self) -> (PartyId, Command) {
        let items = (0..self.random.below(6)).map(|_| self.name()).collect();
        let value = self.random.once_in(8).then(|| Value::from_millionths(1));
        let prices = if self.random.once_in(8) { vec![1 << 32] } else { Vec::new() };
        (self.bank(), Command::Offsetting(Offsetting::ProposeOffsetting { items, value, prices }))
    }
}
