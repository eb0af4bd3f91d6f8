//! What a period of records brought, seen from its events and from balances at each day's end.

use std::collections::{BTreeMap, BTreeSet};

use settlement::payment::Leg;
use settlement::{
    Command, Event, Machine, PartyId, Refusal, cycle, fx, issuance, payment, surplus,
};
use terms::{Amount, BusinessDate, CurrencyId, Uetr};

use crate::{Step, Unplayable};

/// An account: whose, in which currency.
pub(super) type Account = (PartyId, CurrencyId);

/// From whom to whom, in which currency.
pub(super) type Way = (PartyId, PartyId, CurrencyId);

/// A period as it was played.
pub(super) struct Observed {
    /// The machine after the last record.
    pub(super) machine: Machine,
    /// Payments of one leg and obligations of netting cycles that settled. Unit: minor units.
    pub(super) settled: BTreeMap<Way, u128>,
    /// The same that wait at the end, or were rejected at a close or at their own time.
    pub(super) unsettled: BTreeMap<Way, u128>,
    /// Legs of trades and conversions: one thing for another.
    pub(super) exchanged: BTreeMap<Way, u128>,
    /// Sold in rounds of exchange.
    pub(super) sold: BTreeMap<Account, u128>,
    /// How many payments settled, wait or were rejected at a close, those at home among them.
    pub(super) count: u64,
    /// Days, without a gap, on the first and last of which something moved.
    pub(super) days: Vec<BusinessDate>,
    /// What each day brought to an account by what its holder and others did; what an agent
    /// issued, redeemed, swept or returned is left out, and what was invested or taken back.
    /// Shape: one for each day.
    pub(super) flows: BTreeMap<Account, Vec<i128>>,
}

/// Plays records as they are; `watch` is told after each.
///
/// # Errors
/// If the books come to something else than the log says before a record.
pub(super) fn observe(
    mut machine: Machine,
    steps: &[Step],
    mut watch: impl FnMut(),
) -> Result<Observed, Unplayable> {
    let mut seen = Seen::new(&machine);
    let mut events = Vec::new();
    for step in steps {
        if step.books_before.is_some_and(|logged| machine.books_digest() != logged) {
            let position = step.moment.position.number();
            return Err(Unplayable(format!("the books differ from the log before {position}")));
        }
        seen.turn(&machine, step.moment.instant.date());
        machine.pass_time(step.moment, &mut events);
        for command in &step.commands {
            seen.hear(&command.command);
            machine.apply(step.moment, command.clone(), &mut events);
        }
        events.drain(..).for_each(|event| seen.take(&event));
        watch();
    }
    seen.close(&machine);
    Ok(seen.finish(machine))
}

/// What has been seen so far.
struct Seen {
    /// Payments of one leg that were asked for.
    asked: BTreeMap<Uetr, Leg>,
    settled: BTreeMap<Way, u128>,
    unsettled: BTreeMap<Way, u128>,
    exchanged: BTreeMap<Way, u128>,
    sold: BTreeMap<Account, u128>,
    count: u64,
    days: Vec<BusinessDate>,
    today: BusinessDate,
    /// What agents gave and took today, for investment too.
    given: BTreeMap<Account, i128>,
    /// Balances when yesterday ended.
    before: BTreeMap<Account, i128>,
    flows: BTreeMap<Account, Vec<i128>>,
}

impl Seen {
    fn new(machine: &Machine) -> Self {
        Self {
            asked: BTreeMap::new(),
            settled: BTreeMap::new(),
            unsettled: BTreeMap::new(),
            exchanged: BTreeMap::new(),
            sold: BTreeMap::new(),
            count: 0,
            days: Vec::new(),
            today: machine.moment().instant.date(),
            given: BTreeMap::new(),
            before: balances(machine).collect(),
            flows: BTreeMap::new(),
        }
    }

    /// Ends the days before `date`; the machine stands as the last record left it.
    fn turn(&mut self, machine: &Machine, date: BusinessDate) {
        while self.today < date {
            self.close(machine);
            self.today = self.today.plus_days(1);
        }
    }

    fn close(&mut self, machine: &Machine) {
        let number = self.days.len();
        for (account, balance) in balances(machine) {
            let before = self.before.insert(account, balance).unwrap_or(0);
            let given = self.given.get(&account).copied().unwrap_or(0);
            let flow = balance.saturating_sub(before).saturating_sub(given);
            let flows = self.flows.entry(account).or_default();
            flows.resize(number, 0);
            flows.push(flow);
        }
        self.given.clear();
        self.days.push(self.today);
    }

    /// Remembers what is asked to be paid: the machine keeps no legs of what it rejects.
    fn hear(&mut self, command: &Command) {
        if let Command::Payment(payment::Command::SubmitInstruction(instruction)) = command
            && instruction.counter.is_none()
            && let [leg] = instruction.legs.as_slice()
        {
            // A name that is used again is refused, so the first counts.
            self.asked.entry(instruction.uetr).or_insert(*leg);
        }
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Payment(payment::Event::PaymentSettled { legs, .. }) => {
                self.count += 1;
                let to = if legs.len() == 1 { &mut self.settled } else { &mut self.exchanged };
                for leg in legs {
                    add(to, (leg.debtor, leg.creditor, leg.currency), leg.amount.minor());
                }
            }
            Event::Payment(payment::Event::PaymentRejected {
                uetr,
                refusal: Refusal::UnsettledAtClose | Refusal::RejectTimePassed,
                ..
            }) => {
                let leg = self.asked.get(uetr).copied();
                self.leave(leg.as_slice());
            }
            Event::Cycle(cycle::Event::CycleSettled { obligations, .. }) => {
                for one in obligations {
                    self.count += 1;
                    let way = (one.debtor, one.creditor, one.currency);
                    add(&mut self.settled, way, one.amount.minor());
                }
            }
            Event::Exchange(fx::Event::OrderFilled { by, sell, sold, .. }) => {
                add(&mut self.sold, (*by, *sell), sold.minor());
            }
            Event::Issuance(event) => self.take_issue(event),
            Event::Surplus(surplus::Event::FundsInvested { party, currency, amount, .. }) => {
                self.give((*party, *currency), *amount, -1)
            }
            Event::Surplus(surplus::Event::InvestmentWithdrawn {
                party, currency, amount, ..
            }) => self.give((*party, *currency), *amount, 1),
            _ => {}
        }
    }

    fn take_issue(&mut self, event: &issuance::Event) {
        use issuance::Event as Issuance;
        let (account, amount, sign) = match event {
            Issuance::FundsIssued { party, currency, amount, .. } => {
                ((*party, *currency), amount, 1)
            }
            Issuance::FundsRedeemed { party, currency, amount, .. }
            | Issuance::OvernightSwept { party, currency, amount, .. }
            | Issuance::OvernightReturned { party, currency, amount, .. } => {
                ((*party, *currency), amount, -1)
            }
            Issuance::OvernightPolicySet { .. } => return,
        };
        self.give(account, *amount, sign);
    }

    fn give(&mut self, account: Account, amount: Amount, sign: i128) {
        let minor = i128::try_from(amount.minor()).unwrap_or(i128::MAX);
        let given = self.given.entry(account).or_default();
        *given = given.saturating_add(sign * minor);
    }

    /// Counts a payment that is not settled. A trade that is not is nothing owed.
    fn leave(&mut self, legs: &[Leg]) {
        self.count += 1;
        if let [leg] = legs {
            let way = (leg.debtor, leg.creditor, leg.currency);
            add(&mut self.unsettled, way, leg.amount.minor());
        }
    }

    fn finish(mut self, machine: Machine) -> Observed {
        let moved = |day: usize| {
            self.flows.values().any(|flows| flows.get(day).is_some_and(|flow| *flow != 0))
        };
        let days: Vec<usize> = (0..self.days.len()).filter(|day| moved(*day)).collect();
        let (from, to) = match (days.first(), days.last()) {
            (Some(from), Some(last)) => (*from, *last + 1),
            _ => (0, 0),
        };
        for flows in self.flows.values_mut() {
            flows.resize(self.days.len(), 0);
            *flows = flows[from..to].to_vec();
        }
        machine.waiting().for_each(|(_, _, legs, _)| self.leave(&legs));
        Observed {
            settled: self.settled,
            unsettled: self.unsettled,
            exchanged: self.exchanged,
            sold: self.sold,
            count: self.count,
            days: self.days[from..to].to_vec(),
            flows: self.flows,
            machine,
        }
    }
}

fn add<K: Ord>(sums: &mut BTreeMap<K, u128>, key: K, minor: u128) {
    let sum = sums.entry(key).or_default();
    *sum = sum.saturating_add(minor);
}

/// What everybody but the currencies' own agents holds.
fn balances(machine: &Machine) -> impl Iterator<Item = (Account, i128)> + '_ {
    let agents: BTreeSet<PartyId> = machine.currencies().map(|(_, _, _, agent)| agent).collect();
    let accounts = machine.accounts().filter(move |account| !agents.contains(&account.party));
    accounts.map(|account| ((account.party, account.currency), account.balance.minor()))
}
