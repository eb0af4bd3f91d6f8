use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use books::AccountId;
use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Instant, Uetr};

use super::{Command, CycleNumber, Event, Obligation};
use crate::payment::{Leg, Link};
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

/// The most currencies of one cycle.
const MAX_CURRENCIES: usize = 128;

/// A cycle that has not settled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cycle {
    pub(crate) currencies: Vec<CurrencyId>,
    pub(crate) cut_off: Instant,
    pub(crate) deadline: Instant,
    /// Order: by name.
    pub(crate) obligations: BTreeMap<Uetr, Obligation>,
    /// How many of them each debtor owes, where it owes any.
    owing: BTreeMap<PartyId, u32>,
    /// What is to be paid in; none before the cut-off.
    pub(crate) due: Option<BTreeMap<AccountId, Amount>>,
    /// What is held of it.
    pub(crate) held: BTreeMap<AccountId, Amount>,
}

impl Cycle {
    fn add(&mut self, obligation: Obligation) {
        let owing = self.owing.entry(obligation.debtor).or_default();
        *owing = owing.saturating_add(1);
        self.obligations.insert(obligation.name, obligation);
    }

    /// Takes an obligation out, if it is there.
    pub(crate) fn remove(&mut self, name: Uetr) {
        let Some(obligation) = self.obligations.remove(&name) else {
            return;
        };
        if let Some(owing) = self.owing.get_mut(&obligation.debtor) {
            *owing = owing.saturating_sub(1);
            if *owing == 0 {
                self.owing.remove(&obligation.debtor);
            }
        }
    }
}

/// Every cycle that has not settled.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Cycles {
    /// Order: as opened.
    pub(crate) running: BTreeMap<CycleNumber, Cycle>,
    opened: u64,
}

impl Machine {
    pub(crate) fn cycle_command(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::OpenCycle { currencies, cut_off, deadline } => {
                self.require_operator(by)?;
                self.open_cycle(currencies, cut_off, deadline)
            }
            Command::SubmitObligation { name, cycle, creditor, currency, amount } => {
                let obligation = Obligation { name, debtor: by, creditor, currency, amount };
                self.submit_obligation(cycle, obligation)
            }
            Command::WithdrawObligation { cycle, name } => {
                self.withdraw_obligation(by, cycle, name)
            }
        }
    }

    /// R-CYC-01: a cycle has currencies, a cut-off to come and a deadline after it.
    fn open_cycle(
        &mut self,
        currencies: Vec<CurrencyId>,
        cut_off: Instant,
        deadline: Instant,
    ) -> Result<(), Refusal> {
        currencies.iter().try_for_each(|currency| self.currency(*currency).map(|_| ()))?;
        let counted = (1..=MAX_CURRENCIES).contains(&currencies.len());
        let ordered = currencies.is_sorted_by(|one, next| one < next);
        let timed = self.moment.instant < cut_off && cut_off < deadline;
        if !(counted && ordered && timed) {
            return Err(Refusal::CycleMalformed);
        }
        self.cycles.opened = self.cycles.opened.saturating_add(1);
        let number = CycleNumber(self.cycles.opened);
        self.timers.insert((cut_off, Timer::CallPayIns(number)));
        let told = currencies.clone();
        let cycle = Cycle {
            currencies,
            cut_off,
            deadline,
            obligations: BTreeMap::new(),
            owing: BTreeMap::new(),
            due: None,
            held: BTreeMap::new(),
        };
        self.cycles.running.insert(number, cycle);
        self.tell(Event::CycleOpened { cycle: number, currencies: told, cut_off, deadline });
        Ok(())
    }

    /// The cycle, if it still takes obligations.
    fn gathering(&self, number: CycleNumber) -> Result<&Cycle, Refusal> {
        let cycle = self.cycles.running.get(&number).filter(|cycle| cycle.due.is_none());
        cycle.ok_or(Refusal::CycleNotOpen)
    }

    /// R-CYC-02: an obligation is gathered, and neither queued nor settled by itself.
    fn submit_obligation(
        &mut self,
        number: CycleNumber,
        obligation: Obligation,
    ) -> Result<(), Refusal> {
        let cycle = self.gathering(number)?;
        let Obligation { name, debtor, creditor, currency, amount } = obligation;
        self.currency(currency)?;
        if cycle.currencies.binary_search(&currency).is_err() {
            return Err(Refusal::CurrencyNotInCycle);
        }
        let debit = self.account_of(debtor, currency)?;
        let credit = self.books.find(creditor.into(), currency);
        let credit = credit.ok_or(Refusal::CreditorNotAdmitted)?;
        if debit == credit {
            return Err(Refusal::SameParties);
        }
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        if amount > Amount::MAX {
            return Err(Refusal::AmountTooLarge);
        }
        self.may_send(debit)?;
        self.may_receive(credit)?;
        self.require_unused(name)?;
        let own = cycle.owing.get(&debtor).copied().unwrap_or_default();
        if own >= self.rulebook.parameters.waiting_per_party {
            return Err(Refusal::ObligationsFull);
        }
        self.window.insert(name, self.moment.instant.date(), Link::Converting);
        if let Some(cycle) = self.cycles.running.get_mut(&number) {
            cycle.add(obligation);
        }
        self.tell(Event::ObligationSubmitted { cycle: number, obligation });
        Ok(())
    }

    /// R-CYC-03: until the cut-off an obligation is its debtor's to take back.
    fn withdraw_obligation(
        &mut self,
        by: PartyId,
        number: CycleNumber,
        name: Uetr,
    ) -> Result<(), Refusal> {
        let known = self.gathering(number)?.obligations.get(&name);
        let obligation = *known.ok_or(Refusal::UnknownObligation)?;
        if obligation.debtor != by {
            return Err(Refusal::NotAuthorised);
        }
        if let Some(cycle) = self.cycles.running.get_mut(&number) {
            cycle.remove(name);
        }
        self.window.set(name, Link::Cancelled);
        self.tell(Event::ObligationWithdrawn { cycle: number, obligation });
        Ok(())
    }

    /// Whether an obligation that was gathered would debit or credit the account.
    pub(crate) fn is_in_cycle(&self, account: AccountId) -> bool {
        let account = self.books.account(account);
        let (party, currency) = (PartyId::from(account.holder()), account.currency());
        let mut gathered = self.cycles.running.values().flat_map(|c| c.obligations.values());
        gathered.any(|o| o.currency == currency && (o.debtor == party || o.creditor == party))
    }

    /// What an obligation that was gathered moves. Costs O(cycles x log obligations).
    pub(crate) fn gathered_leg(&self, name: Uetr) -> Option<Leg> {
        let mut cycles = self.cycles.running.values();
        let obligation = cycles.find_map(|cycle| cycle.obligations.get(&name))?;
        let Obligation { debtor, creditor, currency, amount, .. } = *obligation;
        Some(Leg { debtor, creditor, currency, amount })
    }

    /// The dates under which gathered obligations are remembered. R-PAY-03
    pub(crate) fn gathered_dates(&self) -> impl Iterator<Item = BusinessDate> + '_ {
        let names = self.cycles.running.values().flat_map(|cycle| cycle.obligations.keys());
        names.filter_map(|name| self.window.find(*name).map(|(date, _)| date))
    }
}
