//! What is read from a machine's events while a day is played.

use std::collections::{BTreeMap, HashMap};

use settlement::payment::{self, How, Instruction, SettledLeg, WaitingFor};
use settlement::{Event, Machine, PartyId, offsetting, queue};
use terms::{CurrencyId, Instant, Uetr};

use crate::plan::submitted;
use crate::{Day, Sample};

/// An instruction as it was given.
struct Given {
    at: Instant,
    usd: f64,
}

/// An account's net flow from payments since the day began. Unit: minor units.
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
    pub(crate) rejected: u64,
    pub(crate) cancelled: u64,
    pub(crate) given_usd: f64,
    pub(crate) settled_usd: f64,
    pub(crate) offset_usd: f64,
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
            rejected: 0,
            cancelled: 0,
            given_usd: 0.0,
            settled_usd: 0.0,
            offset_usd: 0.0,
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
        let Some(instruction) = submitted(command) else {
            return;
        };
        self.given += 1;
        self.at_hand = Some(instruction.uetr);
        let usd = self.value(instruction);
        self.known.entry(instruction.uetr).or_insert(Given { at: now, usd });
    }

    fn value(&self, instruction: &Instruction) -> f64 {
        let legs = instruction.legs.iter();
        legs.map(|leg| self.usd(leg.currency, minor(leg.amount))).sum()
    }

    /// A command has been applied and its events were taken.
    pub(crate) fn end(&mut self, command: &settlement::Envelope) {
        if let Some(instruction) = submitted(command)
            && !self.refused_at_hand
        {
            self.given_usd += self.value(instruction);
            for leg in &instruction.legs {
                *self.given_by.entry(leg.currency).or_default() += minor(leg.amount);
            }
        }
        self.at_hand = None;
    }

    /// Takes what happened. Order: as told.
    pub(crate) fn take(&mut self, events: &[Event], now: Instant) {
        for event in events {
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
                    names.into_iter().flatten().for_each(|name| self.settle(name, *how, now));
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
                _ => {}
            }
        }
    }

    fn settle(&mut self, name: Uetr, how: How, now: Instant) {
        let Some(given) = self.known.get(&name) else {
            return;
        };
        let waited = now.unix_seconds().saturating_sub(given.at.unix_seconds());
        let usd = given.usd;
        self.delays.push((waited, usd));
        self.settled += 1;
        self.settled_usd += usd;
        if matches!(how, How::Offset(_)) {
            self.offset += 1;
            self.offset_usd += usd;
        }
    }

    /// Moves net positions; a low that only the middle of a set shows does not count.
    fn post(&mut self, legs: &[SettledLeg], how: How) {
        for leg in legs {
            *self.settled_by.entry(leg.currency).or_default() += minor(leg.amount);
            let moves = [(leg.debtor, -minor(leg.amount)), (leg.creditor, minor(leg.amount))];
            for (party, change) in moves {
                let account = (party, leg.currency);
                self.flows.entry(account).or_default().net += change;
                self.touched.push(account);
            }
        }
        if matches!(how, How::Offset(_)) {
            self.of_set = self.of_set.saturating_sub(1);
        } else {
            self.of_set = 0;
        }
        if self.of_set == 0 {
            for account in std::mem::take(&mut self.touched) {
                let flow = self.flows.entry(account).or_default();
                flow.lowest = flow.lowest.min(flow.net);
            }
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
                | WaitingFor::Resumption { .. } => false,
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
