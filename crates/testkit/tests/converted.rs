//! What becomes of payments with conversion, over random stories: claims about any sequence of
//! commands, and so no scenarios.

use std::collections::{BTreeMap, BTreeSet};

use settlement::approval::Command as Approval;
use settlement::fx::{Command as Exchange, Event as ExchangeEvent, OrderNumber, Purpose};
use settlement::payment::{Event as PaymentEvent, How, SettledLeg};
use settlement::{Command, Event, Machine, PartyId};
use terms::{Amount, CurrencyId, Rate, Rounding, Uetr};
use testkit::generate::Story;

/// Commands of a story after those that set its world up.
const COMMANDS: usize = 160;

/// What a payment asked, and what became of it so far.
#[derive(Clone, Copy)]
struct Asked {
    by: PartyId,
    creditor: PartyId,
    pair: (CurrencyId, CurrencyId),
    amount: Amount,
    limit: Rate,
    /// Unit: minor units.
    paid: u128,
    settled: bool,
}

/// How often stories did what the rules of waiting conversions are about.
#[derive(Default)]
struct Seen {
    waited: usize,
    by_set: usize,
    /// Sets in which two conversions took of one quote.
    shared: usize,
    two_quotes: usize,
    became_orders: usize,
    filled: usize,
    ended: usize,
}

fn for_each_story(mut play: impl FnMut(&Story)) {
    let wanted = std::env::var("TESTKIT_SEEDS").ok().and_then(|text| text.parse().ok());
    let seeds: u64 = wanted.unwrap_or(300);
    println!("seeds 0..{seeds}, {COMMANDS} commands each");
    (0..seeds).for_each(|seed| play(&Story::of_conversions(seed, COMMANDS)));
}

fn asked_by(by: PartyId, command: &Command) -> Option<(Uetr, Asked)> {
    match command {
        Command::Approval(Approval::Propose { command, .. }) => asked_by(by, command),
        Command::Exchange(Exchange::ConvertPayment {
            uetr,
            creditor,
            sell,
            buy,
            amount,
            limit,
            ..
        }) => {
            let (creditor, pair, amount, limit) = (*creditor, (*sell, *buy), *amount, *limit);
            Some((*uetr, Asked { by, creditor, pair, amount, limit, paid: 0, settled: false }))
        }
        _ => None,
    }
}

/// A payment that went by quotes paid all that was left of it, once, and gave at least its limit.
fn settle(asked: &mut Asked, legs: &[SettledLeg]) {
    let (first, last) = (legs.first().expect("it has legs"), legs.last().expect("it has legs"));
    assert_eq!((first.debtor, first.currency), (asked.by, asked.pair.0));
    assert_eq!((last.creditor, last.currency), (asked.creditor, asked.pair.1));
    let least = asked.limit.apply(first.amount, Rounding::Down).expect("amounts are bounded");
    assert!(last.amount >= least, "{} for {}, at least {least}", last.amount, first.amount);
    pay(asked, first.amount);
    assert_eq!(asked.paid, asked.amount.minor(), "what settles pays all");
}

fn pay(asked: &mut Asked, amount: Amount) {
    assert!(!asked.settled, "it settles once");
    asked.paid += amount.minor();
    assert!(asked.paid <= asked.amount.minor(), "it pays no more than its amount");
    asked.settled = asked.paid == asked.amount.minor();
}

/// Looks at the events of one command.
fn look(events: &[Event], payments: &mut BTreeMap<Uetr, Asked>, seen: &mut Seen) {
    let mut in_sets: BTreeMap<(u64, OrderNumber), usize> = BTreeMap::new();
    let mut ways: BTreeMap<Uetr, Vec<OrderNumber>> = BTreeMap::new();
    for event in events {
        match event {
            Event::Payment(PaymentEvent::InstructionAccepted { uetr, .. }) => {
                seen.waited += usize::from(payments.contains_key(uetr));
            }
            Event::Exchange(ExchangeEvent::PaymentConverted { uetr, quotes }) => {
                ways.insert(*uetr, quotes.iter().map(|quote| quote.number).collect());
            }
            Event::Payment(PaymentEvent::PaymentSettled { uetr, how, legs, .. }) => {
                let Some(way) = ways.remove(uetr) else { continue };
                settle(payments.get_mut(uetr).expect("it was asked"), legs);
                let How::Offset(round) = how else { continue };
                seen.by_set += 1;
                seen.two_quotes += usize::from(way.len() == 2);
                way.iter().for_each(|quote| *in_sets.entry((*round, *quote)).or_default() += 1);
            }
            Event::Exchange(ExchangeEvent::OrderFilled {
                sold,
                received,
                purpose: Purpose::Payment { uetr, .. },
                ..
            }) => {
                let asked = payments.get_mut(uetr).expect("it was asked");
                let least = asked.limit.apply(*sold, Rounding::Down).expect("it is bounded");
                assert!(*received >= least);
                pay(asked, *sold);
                seen.filled += 1;
            }
            _ => {}
        }
    }
    assert!(ways.is_empty(), "what is converted settles");
    seen.shared += in_sets.values().filter(|uses| **uses > 1).count();
}

/// Counts what left the queues while it waited for money.
fn follow(machine: &Machine, before: &BTreeSet<Uetr>, seen: &mut Seen) -> BTreeSet<Uetr> {
    let waiting: BTreeSet<Uetr> = machine.waiting().map(|(uetr, ..)| uetr).collect();
    for view in machine.orders() {
        if let Purpose::Payment { uetr, .. } = view.purpose {
            seen.became_orders += usize::from(before.contains(&uetr));
        }
    }
    waiting
}

#[test]
fn a_payment_with_conversion_pays_once_and_gives_at_least_what_it_asked() {
    let mut seen = Seen::default();
    for_each_story(|story| {
        let mut machine = Machine::new(story.genesis.clone());
        let (mut payments, mut waiting) = (BTreeMap::new(), BTreeSet::new());
        for (index, step) in story.steps.iter().enumerate() {
            let asked = asked_by(step.envelope.by, &step.envelope.command);
            if let Some((uetr, asked)) = asked {
                payments.entry(uetr).or_insert(asked);
            }
            let mut events = Vec::new();
            machine.apply(step.moment, step.envelope.clone(), &mut events);
            let place = Place { seed: story.seed, index };
            look(&events, &mut payments, &mut seen);
            waiting = follow(&machine, &waiting, &mut seen);
            seen.ended += events.iter().filter(|event| ends(event, &payments)).count();
            drop(place);
        }
    });
    println!(
        "{} waited for money, {} settled in sets, {} of them by two quotes, {} quotes shared, {} \
         became orders, {} fills, {} rejected",
        seen.waited,
        seen.by_set,
        seen.two_quotes,
        seen.shared,
        seen.became_orders,
        seen.filled,
        seen.ended
    );
    assert!(seen.waited > 0 && seen.by_set > 0 && seen.two_quotes > 0 && seen.became_orders > 0);
    assert!(seen.filled > 0 && seen.ended > 0);
}

fn ends(event: &Event, payments: &BTreeMap<Uetr, Asked>) -> bool {
    match event {
        Event::Payment(PaymentEvent::PaymentRejected { uetr, .. }) => payments.contains_key(uetr),
        _ => false,
    }
}

/// Tells where the test was, if it fails.
struct Place {
    seed: u64,
    index: usize,
}

impl Drop for Place {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}, command {}", self.seed, self.index);
        }
    }
}
