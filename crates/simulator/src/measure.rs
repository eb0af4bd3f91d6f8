//! What is read from a machine's events while a day is played.

use std::collections::{BTreeMap, HashMap};

use settlement::fx::{OrderEnd, Purpose};
use settlement::payment::{self, How, SettledLeg, WaitingFor};
use settlement::{Event, Machine, PartyId, cycle, fx, offsetting, queue};
use terms::{CurrencyId, Instant, Uetr};

use crate::asked::{Asked, Kind};
use crate::{Day, Sample};

/// A payment as it was asked for.
struct Given {
    at: Instant,
    usd: f64,
    kind: Kind,
}

/// An account's net flow since the day began, from payments, exchange and netting cycles.
/// Unit: minor units.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flow {
    net: i128,
    /// The lowest it was.
    lowest: i128,
}

impl Flow {
    /// The largest net debit position. Unit: minor units.
    pub(crate) fn used(self) -> i128 {
        self.lowest.saturating_neg().max(0)
    }
}

/// Counts and sums of a run so far.
pub(crate) struct Meter<'d> {
    day: &'d Day,
    exponents: Vec<u8>,
    known: HashMap<Uetr, Given>,
    /// The instruction at hand, while its command is applied.
    at_hand: Option<Uetr>,
    refused_at_hand: bool,
    /// Payments still to come of the set that settles at once.
    of_set: u32,
    touched: Vec<(PartyId, CurrencyId)>,
    pub(crate) flows: BTreeMap<(PartyId, CurrencyId), Flow>,
    pub(crate) given_by: BTreeMap<CurrencyId, i128>,
    pub(crate) settled_by: BTreeMap<CurrencyId, i128>,
    /// Seconds and dollars of each settled instruction. Order: as settled.
    pub(crate) delays: Vec<(u64, f64)>,
    pub(crate) given: u64,
    pub(crate) refused: u64,
    pub(crate) settled: u64,
    pub(crate) offset: u64,
    pub(crate) converted: u64,
    pub(crate) netted: u64,
    pub(crate) orders: u64,
    pub(crate) rejected: u64,
    pub(crate) cancelled: u64,
    pub(crate) given_usd: f64,
    pub(crate) settled_usd: f64,
    pub(crate) offset_usd: f64,
    pub(crate) converted_usd: f64,
    pub(crate) netted_usd: f64,
    pub(crate) exchanged_usd: f64,
    pub(crate) samples: Vec<Sample>,
}

impl<'d> Meter<'d> {
    pub(crate) fn new(day: &'d Day) -> Self {
        Self {
            day,
            exponents: day.start.currencies().map(|row| row.2).collect(),
            known: HashMap::new(),
            at_hand: None,
            refused_at_hand: false,
            of_set: 0,
            touched: Vec::new(),
            flows: BTreeMap::new(),
            given_by: BTreeMap::new(),
            settled_by: BTreeMap::new(),
            delays: Vec::new(),
            given: 0,
            refused: 0,
            settled: 0,
            offset: 0,
            converted: 0,
            netted: 0,
            orders: 0,
            rejected: 0,
            cancelled: 0,
            given_usd: 0.0,
            settled_usd: 0.0,
            offset_usd: 0.0,
            converted_usd: 0.0,
            netted_usd: 0.0,
            exchanged_usd: 0.0,
            samples: Vec::new(),
        }
    }

    /// Dollars at the sandbox's rates.
    pub(crate) fn usd(&self, currency: CurrencyId, minor: i128) -> f64 {
        self.day.usd(currency, &self.exponents, minor as f64)
    }

    /// A command is about to be applied.
    pub(crate) fn begin(&mut self, command: &settlement::Envelope, now: Instant) {
        self.at_hand = None;
        self.refused_at_hand = false;
        let Some(asked) = Asked::of(command) else {
            return;
        };
        self.given += 1;
        self.at_hand = Some(asked.name);
        let (usd, kind) = (self.value(&asked), asked.kind);
        self.known.entry(asked.name).or_insert(Given { at: now, usd, kind });
    }

    fn value(&self, asked: &Asked<'_>) -> f64 {
        asked.amounts().map(|(currency, amount)| self.usd(currency, minor(amount))).sum()
    }

    /// A command has been applied and its events were taken.
    pub(crate) fn end(&mut self, command: &settlement::Envelope) {
        if let Some(asked) = Asked::of(command)
            && !self.refused_at_hand
        {
            self.given_usd += self.value(&asked);
            for (currency, amount) in asked.amounts() {
                *self.given_by.entry(currency).or_default() += minor(amount);
            }
        }
        self.at_hand = None;
    }

    /// Takes what happened. Order: as told.
    pub(crate) fn take(&mut self, events: &[Event], now: Instant) {
        for event in events {
            // The fills of a round of exchange follow each other and settle at once.
            let of_round = matches!(event, Event::Exchange(fx::Event::OrderFilled { .. }));
            if !of_round && self.of_set == 0 {
                self.mark();
            }
            match event {
                Event::Refused { uetr: Some(uetr), .. } if self.at_hand == Some(*uetr) => {
                    self.refused += 1;
                    self.refused_at_hand = true;
                }
                Event::Offsetting(offsetting::Event::OffsettingSettled { settled, .. }) => {
                    self.of_set = *settled;
                }
                Event::Payment(payment::Event::PaymentSettled {
                    uetr, matched, how, legs, ..
                }) => {
                    let names = [Some(*uetr), *matched];
                    names.into_iter().flatten().for_each(|name| self.settle(name, Some(*how), now));
                    self.post(legs, *how);
                }
                Event::Payment(payment::Event::PaymentRejected { uetr, matched, .. }) => {
                    let names = [Some(*uetr), *matched];
                    let known = |name: &Uetr| self.known.contains_key(name);
                    let ended = names.into_iter().flatten().filter(known).count();
                    self.rejected += u64::try_from(ended).unwrap_or(0);
                }
                Event::Queue(queue::Event::PaymentCancelled { uetr, .. }) => {
                    self.cancelled += u64::from(self.known.contains_key(uetr));
                }
                Event::Exchange(event) => self.take_exchange(event, now),
                Event::Cycle(event) => self.take_cycle(event, now),
                _ => {}
            }
        }
        self.mark();
    }

    /// Orders that banks place for themselves, and payments converted in rounds; those that quotes
    /// convert settle as payments.
    fn take_exchange(&mut self, event: &fx::Event, now: Instant) {
        match event {
            fx::Event::OrderPlaced { order, .. } => {
                self.orders += u64::from(order.purpose == Purpose::Round);
            }
            fx::Event::OrderFilled { by, to, sell, buy, sold, received, left, purpose, .. } => {
                self.exchanged_usd += self.usd(*sell, minor(*sold));
                self.flow((*by, *sell), -minor(*sold));
                self.flow((*to, *buy), minor(*received));
                if let Purpose::Payment { uetr, .. } = purpose {
                    *self.settled_by.entry(*sell).or_default() += minor(*sold);
                    if left.is_zero() {
                        self.settle(*uetr, None, now);
                    }
                }
            }
            fx::Event::RoundCleared { residues, .. } => {
                for residue in residues {
                    self.flow((residue.agent, residue.currency), residue.amount.minor());
                }
            }
            fx::Event::OrderEnded { purpose: Purpose::Payment { uetr, .. }, end, .. } => {
                let ended = u64::from(self.known.contains_key(uetr));
                match end {
                    OrderEnd::Cancelled => self.cancelled += ended,
                    OrderEnd::Expired | OrderEnd::Closed | OrderEnd::Redenominated => {
                        self.rejected += ended;
                    }
                }
            }
            _ => {}
        }
    }

    /// Obligations settle all at once, and their accounts move by net positions alone.
    fn take_cycle(&mut self, event: &cycle::Event, now: Instant) {
        let ended = |meter: &Self, name: &Uetr| u64::from(meter.known.contains_key(name));
        match event {
            cycle::Event::CycleSettled { obligations, positions, .. } => {
                for obligation in obligations {
                    let (currency, amount) = (obligation.currency, minor(obligation.amount));
                    *self.settled_by.entry(currency).or_default() += amount;
                    self.settle(obligation.name, None, now);
                }
                for position in positions {
                    self.flow((position.party, position.currency), position.net.minor());
                }
            }
            cycle::Event::ObligationRejected { obligation, .. } => {
                self.rejected += ended(self, &obligation.name);
            }
            cycle::Event::ObligationWithdrawn { obligation, .. } => {
                self.cancelled += ended(self, &obligation.name);
            }
            _ => {}
        }
    }

    /// A payment has settled; with a set, by itself, or in a round of exchange or a cycle, which
    /// is no `how`.
    fn settle(&mut self, name: Uetr, how: Option<How>, now: Instant) {
        let Some(given) = self.known.get(&name) else {
            return;
        };
        let waited = now.unix_seconds().saturating_sub(given.at.unix_seconds());
        let (usd, kind) = (given.usd, given.kind);
        self.delays.push((waited, usd));
        self.settled += 1;
        self.settled_usd += usd;
        if matches!(how, Some(How::Offset(_))) {
            self.offset += 1;
            self.offset_usd += usd;
        }
        match kind {
            Kind::Instruction => {}
            Kind::Conversion => {
                self.converted += 1;
                self.converted_usd += usd;
            }
            Kind::Obligation => {
                self.netted += 1;
                self.netted_usd += usd;
            }
        }
    }

    /// Moves a net position; it counts as low only where what settles with it has ended.
    fn flow(&mut self, account: (PartyId, CurrencyId), change: i128) {
        self.flows.entry(account).or_default().net += change;
        self.touched.push(account);
    }

    /// What settled at once has ended: where positions stand now is what they were at.
    fn mark(&mut self) {
        for account in std::mem::take(&mut self.touched) {
            let flow = self.flows.entry(account).or_default();
            flow.lowest = flow.lowest.min(flow.net);
        }
    }

    /// Moves net positions; a low that only the middle of a set shows does not count.
    fn post(&mut self, legs: &[SettledLeg], how: How) {
        for leg in legs {
            *self.settled_by.entry(leg.currency).or_default() += minor(leg.amount);
            let moves = [(leg.debtor, -minor(leg.amount)), (leg.creditor, minor(leg.amount))];
            for (party, change) in moves {
                self.flow((party, leg.currency), change);
            }
        }
        if matches!(how, How::Offset(_)) {
            self.of_set = self.of_set.saturating_sub(1);
        } else {
            self.of_set = 0;
        }
        if self.of_set == 0 {
            self.mark();
        }
    }

    /// Looks at the queues.
    pub(crate) fn sample(&mut self, machine: &Machine, minute: u64) {
        let mut sample = Sample { minute, settled: self.settled, ..Sample::default() };
        for (_, _, legs, waiting) in machine.waiting() {
            let queued = match waiting {
                WaitingFor::Funds { .. }
                | WaitingFor::Order { .. }
                | WaitingFor::Limit { .. }
                | WaitingFor::Access { .. }
                | WaitingFor::HoldingCap { .. } => true,
                WaitingFor::Counterpart { .. }
                | WaitingFor::Consent { .. }
                | WaitingFor::Moment { .. }
                | WaitingFor::Resumption { .. }
                | WaitingFor::Quotes { .. } => false,
            };
            if queued {
                sample.queued += 1;
                let value = legs.iter().map(|leg| self.usd(leg.currency, minor(leg.amount)));
                sample.queued_usd += value.sum::<f64>();
            }
        }
        for ((_, currency), flow) in &self.flows {
            sample.in_use_usd += self.usd(*currency, flow.net.saturating_neg().max(0));
        }
        self.samples.push(sample);
    }
}

fn minor(amount: terms::Amount) -> i128 {
    i128::try_from(amount.minor()).unwrap_or(i128::MAX)
}
