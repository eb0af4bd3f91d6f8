//! Netting cycles: obligations gathered, paid in for, and settled net.

use std::collections::{BTreeMap, BTreeSet};

use settlement::cycle::Command;
use settlement::operating_day::Phase;
use settlement::payment::State;
use settlement::{PartyId, Priority, Refusal};
use terms::{Amount, CurrencyId, Instant, Uetr};

use super::compression::Compression;
use super::holding::minor;
use super::{Answer, Key, Twin, ensure};

/// Who owes whom how much. Unit: minor units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owed {
    pub(super) from: Key,
    pub(super) to: Key,
    pub(super) amount: i128,
}

#[derive(Clone, Debug)]
struct Cycle {
    currencies: Vec<CurrencyId>,
    cut_off: Instant,
    deadline: Instant,
    called: bool,
    owed: BTreeMap<Uetr, Owed>,
    held: BTreeMap<Key, i128>,
}

impl Cycle {
    fn nets(&self) -> BTreeMap<Key, i128> {
        let mut nets = BTreeMap::new();
        for owed in self.owed.values() {
            *nets.entry(owed.from).or_default() -= owed.amount;
            *nets.entry(owed.to).or_default() += owed.amount;
        }
        nets
    }

    fn missing(&self) -> Vec<(Key, i128)> {
        let held = |key: &Key| self.held.get(key).copied().unwrap_or(0);
        let nets = self.nets().into_iter();
        nets.map(|(key, net)| (key, -net - held(&key))).filter(|(_, left)| *left > 0).collect()
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Cycles {
    running: BTreeMap<u64, Cycle>,
    opened: u64,
    compressions: BTreeMap<u64, Compression>,
}

impl Twin {
    pub(super) fn cycle(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::OpenCycle { currencies, cut_off, deadline } => {
                // R-CYC-01
                self.require_operator(by)?;
                currencies.iter().try_for_each(|id| self.require_currency(*id))?;
                let distinct: BTreeSet<CurrencyId> = currencies.iter().copied().collect();
                let sound = !currencies.is_empty()
                    && currencies.len() <= 128
                    && distinct.iter().eq(currencies)
                    && self.now < *cut_off
                    && cut_off < deadline;
                ensure(sound, Refusal::CycleMalformed)?;
                self.cycles.opened += 1;
                let cycle = Cycle {
                    currencies: currencies.clone(),
                    cut_off: *cut_off,
                    deadline: *deadline,
                    called: false,
                    owed: BTreeMap::new(),
                    held: BTreeMap::new(),
                };
                self.cycles.running.insert(self.cycles.opened, cycle);
            }
            Command::SubmitObligation { name, cycle, creditor, currency, amount } => {
                let (from, to) = ((by, *currency), (*creditor, *currency));
                self.check_owed(*name, cycle.0, from, to, *amount)?;
                self.remember(*name, State::Waiting);
                let owed = Owed { from, to, amount: minor(*amount) };
                let cycle = self.cycles.running.get_mut(&cycle.0).expect("it was checked");
                cycle.owed.insert(*name, owed);
            }
            Command::WithdrawObligation { cycle, name } => {
                // R-CYC-03
                let cycle = self.gathering(cycle.0)?;
                let owed = cycle.owed.get(name).ok_or(Refusal::UnknownObligation)?;
                ensure(owed.from.0 == by, Refusal::NotAuthorised)?;
                cycle.owed.remove(name);
                self.conclude(*name, State::Cancelled);
            }
        }
        Ok(())
    }

    fn gathering(&mut self, number: u64) -> Result<&mut Cycle, Refusal> {
        let cycle = self.cycles.running.get_mut(&number).filter(|cycle| !cycle.called);
        cycle.ok_or(Refusal::CycleNotOpen)
    }

    /// R-CYC-02
    fn check_owed(
        &mut self,
        name: Uetr,
        number: u64,
        from: Key,
        to: Key,
        amount: Amount,
    ) -> Answer {
        let cycle = self.gathering(number)?.clone();
        self.require_currency(from.1)?;
        ensure(cycle.currencies.contains(&from.1), Refusal::CurrencyNotInCycle)?;
        ensure(self.accounts.contains_key(&from), Refusal::DebtorNotAdmitted)?;
        ensure(self.accounts.contains_key(&to), Refusal::CreditorNotAdmitted)?;
        ensure(from != to, Refusal::SameParties)?;
        ensure(!amount.is_zero(), Refusal::ZeroAmount)?;
        ensure(amount <= Amount::MAX, Refusal::AmountTooLarge)?;
        self.may_send(from)?;
        self.may_receive(to)?;
        self.require_unused(name)?;
        let own = cycle.owed.values().filter(|owed| owed.from.0 == from.0).count();
        let most = usize::try_from(self.parameters.waiting_per_party).unwrap_or(usize::MAX);
        ensure(own < most, Refusal::ObligationsFull)
    }

    fn conclude(&mut self, name: Uetr, state: State) {
        self.known.get_mut(&name).expect("obligations are remembered").state = state;
    }

    pub(super) fn is_in_cycle(&self, key: Key) -> bool {
        let mut owed = self.cycles.running.values().flat_map(|cycle| cycle.owed.values());
        owed.any(|owed| owed.from == key || owed.to == key)
    }

    /// The next cut-off or deadline: when, whether it is a deadline, of which cycle.
    pub(super) fn next_cycle(&self) -> Option<(Instant, bool, u64)> {
        let running = self.cycles.running.iter();
        let next = running.map(|(number, cycle)| {
            let at = if cycle.called { cycle.deadline } else { cycle.cut_off };
            (at, cycle.called, *number)
        });
        next.min()
    }

    /// R-CYC-04, R-CYC-05
    pub(super) fn do_cycle(&mut self) {
        let Some((_, deadline, number)) = self.next_cycle() else { return };
        self.something_changed();
        if deadline {
            self.settle_cycle(number);
        } else {
            // R-CYC-09
            let owed: Vec<Owed> = self.cycles.running[&number].owed.values().copied().collect();
            if self.parameters.behaviour.number() >= 3 {
                let compression = self.compression(&owed);
                self.cycles.compressions.insert(number, compression);
            }
            self.cycles.running.get_mut(&number).expect("it is next").called = true;
        }
    }

    /// What was told of each cycle at its cut-off. Order: as opened.
    pub fn compressions(&self) -> &BTreeMap<u64, Compression> {
        &self.cycles.compressions
    }

    /// R-CYC-04: in the order of cycles, then accounts.
    pub(super) fn take_pay_ins(&mut self) {
        let called = self.cycles.running.iter().filter(|(_, cycle)| cycle.called);
        let called: Vec<u64> = called.map(|(number, _)| *number).collect();
        for number in called {
            let mut cycle = self.cycles.running[&number].clone();
            self.hold_due(&mut cycle);
            self.cycles.running.insert(number, cycle);
        }
    }

    fn hold_due(&mut self, cycle: &mut Cycle) {
        for (key, missing) in cycle.missing() {
            let account = self.account_mut(key);
            if account.available(Priority::Normal) >= missing {
                account.held += missing;
                *cycle.held.entry(key).or_default() += missing;
            }
        }
    }

    fn free_excess(&mut self, cycle: &mut Cycle) {
        let nets = cycle.nets();
        for (key, held) in &mut cycle.held {
            let due = nets.get(key).map_or(0, |net| (-net).max(0));
            self.account_mut(*key).held -= (*held - due).max(0);
            *held = due.min(*held);
        }
    }

    /// R-CYC-05 to R-CYC-07
    fn settle_cycle(&mut self, number: u64) {
        let Some(mut cycle) = self.cycles.running.remove(&number) else { return };
        self.take_out(&mut cycle, |twin, _, owed| {
            let currency = &twin.currencies[owed.from.1.index()];
            currency.suspended
                || currency.phase().0 == Phase::Closed
                || twin.may_send(owed.from).is_err()
                || twin.may_receive(owed.to).is_err()
        });
        loop {
            self.free_excess(&mut cycle);
            self.hold_due(&mut cycle);
            let missing = cycle.missing();
            let missing: BTreeSet<PartyId> = missing.into_iter().map(|(key, _)| key.0).collect();
            let excessive = self.excessive(&cycle);
            if missing.is_empty() && excessive.is_empty() {
                break;
            }
            let default = !missing.is_empty();
            self.take_out(&mut cycle, |_, name, owed| match default {
                true => missing.contains(&owed.from.0) || missing.contains(&owed.to.0),
                false => excessive.contains(name),
            });
        }
        for (key, held) in &cycle.held {
            self.account_mut(*key).held -= held;
        }
        for (key, net) in cycle.nets() {
            self.account_mut(key).balance += net;
        }
        for name in cycle.owed.keys() {
            self.conclude(*name, State::Settled);
        }
    }

    /// R-CYC-10: obligations to go, since whoever is owed them would hold too much.
    fn excessive(&self, cycle: &Cycle) -> BTreeSet<Uetr> {
        let mut go = BTreeSet::new();
        if self.parameters.behaviour.number() < 5 {
            return go;
        }
        for (key, net) in cycle.nets() {
            let Some(cap) = self.cap_of(key).filter(|_| net > 0) else { continue };
            let mut left = net - (cap - self.accounts[&key].balance).max(0);
            while left > 0 {
                let owed = cycle.owed.iter().filter(|(name, o)| o.to == key && !go.contains(*name));
                let owed = owed.map(|(name, owed)| (owed.amount, *name));
                let (large, small): (Vec<_>, Vec<_>) =
                    owed.partition(|(amount, _)| *amount >= left);
                let amount = large.iter().map(|(amount, _)| *amount).min();
                let amount = amount.or(small.iter().map(|(amount, _)| *amount).max());
                let same = large.into_iter().chain(small).filter(|(a, _)| Some(*a) == amount);
                let Some((amount, name)) = same.max() else { break };
                left -= amount;
                go.insert(name);
            }
        }
        go
    }

    fn take_out(&mut self, cycle: &mut Cycle, out: impl Fn(&Self, &Uetr, &Owed) -> bool) {
        let names = cycle.owed.iter().filter(|(name, owed)| out(self, name, owed));
        let names: Vec<Uetr> = names.map(|(name, _)| *name).collect();
        for name in names {
            cycle.owed.remove(&name);
            self.conclude(name, State::Rejected);
        }
    }

    /// R-CYC-08
    pub(super) fn settle_cycles_in(&mut self, id: CurrencyId) {
        let running = self.cycles.running.iter();
        let ending = running.filter(|(_, cycle)| cycle.called && cycle.currencies.contains(&id));
        let ending: Vec<u64> = ending.map(|(number, _)| *number).collect();
        ending.into_iter().for_each(|number| self.settle_cycle(number));
    }

    /// R-CYC-08
    pub(super) fn end_owed_in(&mut self, id: CurrencyId) {
        let numbers: Vec<u64> = self.cycles.running.keys().copied().collect();
        for number in numbers {
            let mut cycle = self.cycles.running[&number].clone();
            self.take_out(&mut cycle, |_, _, owed| owed.from.1 == id);
            self.free_excess(&mut cycle);
            self.cycles.running.insert(number, cycle);
        }
    }
}
