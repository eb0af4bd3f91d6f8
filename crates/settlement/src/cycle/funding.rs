use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use books::{AccountId, Priority};
use netting::obligations::{Book, Money, Obligation as Owed, Party};
use terms::{Amount, Balance, CurrencyId, Uetr};

use super::rule::Cycle;
use super::{CycleNumber, Event, Obligation, Position};
use crate::operating_day::Phase;
use crate::payment::Link;
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

impl Machine {
    /// R-CYC-04: the cut-off has come; what is due is told and held where it is there.
    pub(crate) fn call_pay_ins(&mut self, number: CycleNumber) {
        let Some(mut cycle) = self.cycles.running.remove(&number) else {
            return;
        };
        self.timers.insert((cycle.deadline, Timer::SettleCycle(number)));
        let mut gross: BTreeMap<CurrencyId, Amount> = BTreeMap::new();
        for obligation in cycle.obligations.values() {
            let sum = gross.entry(obligation.currency).or_default();
            *sum = sum.checked_add(obligation.amount).unwrap_or(Amount::MAX);
        }
        cycle.due = Some(self.due_of(&cycle));
        let (gross, deadline) = (gross.into_iter().collect(), cycle.deadline);
        let positions = self.positions_of(&cycle);
        self.tell(Event::PayInsCalled { cycle: number, deadline, gross, positions });
        if self.rulebook.parameters.behaviour.compression_is_told() {
            self.tell_compression(number, &cycle);
        }
        self.cycles.running.insert(number, cycle);
    }

    /// R-CYC-04: holds what is due wherever it has come. Costs O(pay-ins of running cycles).
    ///
    /// Order: by cycle, then account, after the queues have moved.
    pub(crate) fn take_pay_ins(&mut self) {
        let numbers: Vec<CycleNumber> = self.cycles.running.keys().copied().collect();
        for number in numbers {
            if let Some(mut cycle) = self.cycles.running.remove(&number) {
                self.hold_due(number, &mut cycle);
                self.cycles.running.insert(number, cycle);
            }
        }
    }

    /// Holds in each account what is due and there, all of it or nothing.
    fn hold_due(&mut self, number: CycleNumber, cycle: &mut Cycle) {
        for (account, due) in cycle.due.iter().flatten() {
            let held = cycle.held.get(account).copied().unwrap_or_default();
            let missing = due.saturating_sub(held);
            let books = self.books.account(*account);
            let minor = i128::try_from(missing.minor()).unwrap_or(i128::MAX);
            if missing.is_zero() || books.available(Priority::Normal) < minor {
                continue;
            }
            let (party, currency) = (books.holder().into(), books.currency());
            self.books.hold(*account, missing);
            cycle.held.insert(*account, *due);
            self.tell(Event::PaidIn { cycle: number, party, currency, amount: *due });
        }
    }

    /// R-CYC-05: the deadline has come; what is funded settles, at once, and the rest is left out.
    pub(crate) fn settle_cycle(&mut self, number: CycleNumber) {
        let Some(mut cycle) = self.cycles.running.remove(&number) else {
            return;
        };
        self.timers.remove(&(cycle.deadline, Timer::SettleCycle(number)));
        // R-CYC-07
        self.take_out(number, &mut cycle, |machine, obligation| machine.keeps_out(obligation));
        loop {
            let due = self.due_of(&cycle);
            self.free_excess(&mut cycle, &due);
            cycle.due = Some(due);
            self.hold_due(number, &mut cycle);
            // R-CYC-06: each time round at least one participant goes, so this ends.
            let missing = self.defaulters(number, &cycle);
            if !missing.is_empty() {
                self.take_out(number, &mut cycle, |_, obligation| {
                    let out = missing.contains(&obligation.debtor)
                        || missing.contains(&obligation.creditor);
                    out.then_some(Refusal::PayInMissing)
                });
                continue;
            }
            // R-CYC-10: and at least one obligation here.
            let above = self.above_caps(&cycle);
            if above.is_empty() {
                break;
            }
            self.take_out(number, &mut cycle, |_, obligation| {
                above.contains(&obligation.name).then_some(Refusal::HoldingCapExceeded)
            });
        }
        self.settle_positions(number, &cycle);
    }

    /// R-CYC-07: why an obligation cannot settle whatever is paid in, if so.
    fn keeps_out(&self, obligation: &Obligation) -> Option<Refusal> {
        let day = &self.currency(obligation.currency).ok()?.day;
        if day.suspended || day.phase == Phase::Closed {
            return Some(Refusal::CycleCurrencyClosed);
        }
        let debit = self.books.find(obligation.debtor.into(), obligation.currency)?;
        let credit = self.books.find(obligation.creditor.into(), obligation.currency)?;
        self.may_send(debit).and_then(|()| self.may_receive(credit)).err()
    }

    /// Takes out every obligation for which there is a reason. Order: by name.
    fn take_out(
        &mut self,
        number: CycleNumber,
        cycle: &mut Cycle,
        reason: impl Fn(&Self, &Obligation) -> Option<Refusal>,
    ) {
        let out: Vec<(Obligation, Refusal)> = cycle
            .obligations
            .values()
            .filter_map(|obligation| Some((*obligation, reason(self, obligation)?)))
            .collect();
        for (obligation, reason) in out {
            cycle.remove(obligation.name);
            self.window.set(obligation.name, Link::Rejected);
            self.tell(Event::ObligationRejected { cycle: number, obligation, reason });
        }
    }

    /// Frees what is held beyond what is due now.
    fn free_excess(&mut self, cycle: &mut Cycle, due: &BTreeMap<AccountId, Amount>) {
        for (account, held) in &mut cycle.held {
            let due = due.get(account).copied().unwrap_or_default();
            let excess = held.saturating_sub(due);
            if !excess.is_zero() {
                self.books.free(*account, excess);
                *held = due;
                self.wake(*account);
            }
        }
    }

    /// R-CYC-06: who has not paid in, told once each.
    fn defaulters(&mut self, cycle: CycleNumber, state: &Cycle) -> BTreeSet<PartyId> {
        let mut missing = BTreeSet::new();
        for (account, due) in state.due.iter().flatten() {
            let held = state.held.get(account).copied().unwrap_or_default();
            let (lacking, party) = (due.saturating_sub(held), self.holder(*account));
            if !lacking.is_zero() && missing.insert(party) {
                let currency = self.books.account(*account).currency();
                self.tell(Event::ParticipantDefaulted { cycle, party, currency, lacking });
            }
        }
        missing
    }

    /// R-CYC-10: the obligations that go so that no creditor ends above its cap, by the positions
    /// as they are.
    ///
    /// Costs O(obligations log obligations) for each account above its cap.
    fn above_caps(&self, cycle: &Cycle) -> BTreeSet<Uetr> {
        let mut out = BTreeSet::new();
        if !self.rulebook.parameters.behaviour.caps_bind_every_credit() {
            return out;
        }
        let gaining = self.nets_of(cycle).into_iter().filter(|(_, net)| *net > Balance::ZERO);
        for (account, net) in gaining {
            let room = self.holding_room(account).map(|room| room.max(0));
            let excess = room.map_or(0, |room| net.minor().saturating_sub(room));
            let mut excess = Balance::from_minor(excess).positive();
            let books = self.books.account(account);
            let (party, currency) = (books.holder().into(), books.currency());
            let owed = cycle.obligations.values();
            let owed = owed.filter(|o| o.creditor == party && o.currency == currency);
            // Order: the largest first, of equal ones the last by name first.
            let mut owed: Vec<(Amount, Uetr)> = owed.map(|o| (o.amount, o.name)).collect();
            owed.sort_unstable_by(|one, other| other.cmp(one));
            while !excess.is_zero() && !owed.is_empty() {
                // The smallest that is enough, else the largest.
                let enough = owed.partition_point(|(amount, _)| *amount >= excess);
                let amount = owed[enough.saturating_sub(1)].0;
                let at = owed.partition_point(|(other, _)| *other > amount);
                let (amount, name) = owed.remove(at);
                excess = excess.saturating_sub(amount);
                out.insert(name);
            }
        }
        out
    }

    /// Posts each currency's net debtors to its net creditors, in the order of their accounts.
    ///
    /// Invariant: what was held for the cycle is all that is taken from an account.
    fn settle_positions(&mut self, number: CycleNumber, cycle: &Cycle) {
        for (account, held) in &cycle.held {
            self.books.free(*account, *held);
        }
        let mut gets: BTreeMap<CurrencyId, Vec<(AccountId, Amount)>> = BTreeMap::new();
        let mut pays: Vec<(CurrencyId, AccountId, Amount)> = Vec::new();
        for (account, net) in self.nets_of(cycle) {
            let currency = self.books.account(account).currency();
            if net > Balance::ZERO {
                gets.entry(currency).or_default().push((account, net.positive()));
            } else {
                pays.push((currency, account, net.negative()));
            }
        }
        for (currency, debtor, mut left) in pays {
            for (creditor, open) in gets.entry(currency).or_default() {
                let amount = left.min(*open);
                if !amount.is_zero() {
                    self.books.post(debtor, *creditor, amount, Priority::Normal);
                    (left, *open) = (left.saturating_sub(amount), open.saturating_sub(amount));
                    self.wake(*creditor);
                }
            }
        }
        for name in cycle.obligations.keys() {
            self.window.set(*name, Link::Settled(self.moment.position));
        }
        let obligations = cycle.obligations.values().copied().collect();
        let positions = self.positions_of(cycle);
        self.tell(Event::CycleSettled { cycle: number, obligations, positions });
    }

    /// What each account receives less what it pays. Order: by account.
    fn nets_of(&self, cycle: &Cycle) -> BTreeMap<AccountId, Balance> {
        let owed = |obligation: &Obligation| Owed {
            debtor: Party(obligation.debtor.number()),
            creditor: Party(obligation.creditor.number()),
            currency: Money(place(cycle, obligation.currency)),
            amount: obligation.amount.minor(),
        };
        let book = Book {
            rates: cycle.currencies.iter().map(|_| 1).collect(),
            obligations: cycle.obligations.values().map(owed).collect(),
        };
        let funding =
            book.funding().expect("fewer than 2^40 amounts of at most 10^24 fit 127 bits");
        let account = |((party, money), net): ((Party, Money), i128)| {
            let at = usize::try_from(money.0).ok()?;
            let currency = *cycle.currencies.get(at)?;
            let account = self.books.find(PartyId::new(party.0).into(), currency)?;
            Some((account, Balance::from_minor(net)))
        };
        funding.net.into_iter().filter_map(account).collect()
    }

    /// What each account is to pay in. Order: by account.
    fn due_of(&self, cycle: &Cycle) -> BTreeMap<AccountId, Amount> {
        let nets = self.nets_of(cycle).into_iter();
        let paying = nets.filter(|(_, net)| *net < Balance::ZERO);
        paying.map(|(account, net)| (account, net.negative())).collect()
    }

    fn positions_of(&self, cycle: &Cycle) -> Vec<Position> {
        let position = |(account, net): (AccountId, Balance)| {
            let books = self.books.account(account);
            let (party, currency) = (books.holder().into(), books.currency());
            Position { party, currency, net, balance: books.balance() }
        };
        let mut positions: Vec<Position> = self.nets_of(cycle).into_iter().map(position).collect();
        positions.sort_by_key(|position| (position.party, position.currency));
        positions
    }

    /// R-CYC-08: money is not held for a cycle over a close; its deadline comes with it.
    pub(crate) fn settle_cycles_in(&mut self, currency: CurrencyId) {
        let paying = |cycle: &Cycle| cycle.due.is_some() && cycle.currencies.contains(&currency);
        let running = self.cycles.running.iter();
        let ending: Vec<CycleNumber> =
            running.filter(|(_, cycle)| paying(cycle)).map(|(number, _)| *number).collect();
        ending.into_iter().for_each(|number| self.settle_cycle(number));
    }

    /// R-CYC-08: what a redenomination takes out of every cycle, with what is held for it.
    pub(crate) fn end_obligations_in(&mut self, currency: CurrencyId) {
        let numbers: Vec<CycleNumber> = self.cycles.running.keys().copied().collect();
        for number in numbers {
            let Some(mut cycle) = self.cycles.running.remove(&number) else {
                continue;
            };
            self.take_out(number, &mut cycle, |_, obligation| {
                let out = obligation.currency == currency;
                out.then_some(Refusal::CurrencyRedenominated)
            });
            if cycle.due.is_some() {
                let due = self.due_of(&cycle);
                self.free_excess(&mut cycle, &due);
                cycle.due = Some(due);
            }
            self.cycles.running.insert(number, cycle);
        }
    }
}

/// The place of a currency of the cycle; each obligation is in one of them.
fn place(cycle: &Cycle, currency: CurrencyId) -> u32 {
    let found = cycle.currencies.binary_search(&currency).ok();
    found.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
}
