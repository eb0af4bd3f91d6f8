//! What a round tells, over random stories: claims about any sequence of commands, and so no
//! scenarios.

use std::collections::BTreeMap;

use settlement::fx::Purpose;
use settlement::issuance::Command as Issuance;
use settlement::offsetting::{Event as OffsettingEvent, Remaining, Shortage};
use settlement::payment::{Event as PaymentEvent, How, State, WaitingFor};
use settlement::queue::Policy;
use settlement::{Command, Envelope, Event, Machine, PartyId};
use terms::{Amount, CurrencyId, Digest, Uetr};
use testkit::generate::Story;

/// Commands of a story after those that set its world up.
const COMMANDS: usize = 160;

fn for_each_story(mut play: impl FnMut(&Story)) {
    let wanted = std::env::var("TESTKIT_SEEDS").ok().and_then(|text| text.parse().ok());
    let seeds: u64 = wanted.unwrap_or(300);
    println!("seeds 0..{seeds}, {COMMANDS} commands each");
    (0..seeds).for_each(|seed| play(&Story::of(seed, COMMANDS)));
}

/// Plays a story and looks at what each command told and left.
fn follow(story: &Story, mut look: impl FnMut(&Machine, &[Event], u64)) {
    let mut machine = Machine::new(story.genesis.clone());
    for step in &story.steps {
        let behaviour = machine.parameters().1.behaviour.number();
        let mut events = Vec::new();
        machine.apply(step.moment, step.envelope.clone(), &mut events);
        let known = machine.parameters().1.behaviour.number() == behaviour;
        look(&machine, &events, if known { behaviour.into() } else { 0 });
    }
}

/// Whether an account's queue is first in, first out, by what its events have said.
type Bypassed = BTreeMap<(PartyId, CurrencyId), Policy>;

#[test]
fn all_of_a_set_tell_one_balance_of_each_account() {
    let mut sets = 0_usize;
    for_each_story(|story| {
        follow(story, |_, events, behaviour| {
            if behaviour < 3 {
                return;
            }
            let mut told: BTreeMap<(u64, PartyId, CurrencyId), i128> = BTreeMap::new();
            for event in events {
                let Event::Payment(PaymentEvent::PaymentSettled {
                    how: How::Offset(round),
                    legs,
                    ..
                }) = event
                else {
                    continue;
                };
                for leg in legs {
                    let debtor = ((*round, leg.debtor, leg.currency), leg.debtor_balance.minor());
                    let creditor =
                        ((*round, leg.creditor, leg.currency), leg.creditor_balance.minor());
                    for (account, balance) in [debtor, creditor] {
                        let first = *told.entry(account).or_insert(balance);
                        assert_eq!(first, balance, "seed {}: {account:?}", story.seed);
                    }
                }
            }
            sets += usize::from(!told.is_empty());
        });
    });
    assert!(sets > 0, "no story settled a set");
}

#[test]
fn rounds_are_numbered_in_one_series_and_one_that_settles_nothing_is_told() {
    let mut nothing = 0_usize;
    for_each_story(|story| {
        let mut last = 0;
        follow(story, |_, events, _| {
            for event in events {
                let Event::Offsetting(event) = event else {
                    continue;
                };
                let round = match event {
                    OffsettingEvent::OffsettingSettled { round, settled, .. } => {
                        assert!(*settled > 0, "seed {}", story.seed);
                        round
                    }
                    OffsettingEvent::NothingOffset { round, queued, considered, .. } => {
                        nothing += 1;
                        assert!(*queued > 0 && considered <= queued, "seed {}", story.seed);
                        round
                    }
                    OffsettingEvent::ObjectionRaised { .. } => continue,
                };
                assert_eq!(*round, last + 1, "seed {}", story.seed);
                last = *round;
            }
        });
    });
    assert!(nothing > 0, "every round of every story settled something");
}

/// Gives an account money, as its currency's agent would; answers whether the rules allow it.
fn issue(machine: &mut Machine, shortage: &Shortage, lacking: u128, number: u128) -> bool {
    let agent = machine.currencies().find(|row| row.0 == shortage.currency).expect("defined").3;
    let name = Uetr::from_random(u128::MAX - number);
    let (currency, to) = (shortage.currency, shortage.party);
    let amount = Amount::from_minor(lacking);
    let command = Command::Issuance(Issuance::Issue { name, currency, to, amount });
    let envelope = Envelope { by: agent, evidence: Digest::ZERO, command };
    let mut events = Vec::new();
    machine.apply(machine.moment(), envelope, &mut events);
    !events.iter().any(|event| matches!(event, Event::Refused { .. }))
}

/// Whether nothing but money keeps an item that is first in strict queues, so that money releases it.
fn is_next(item: &Remaining, machine: &Machine, bypassed: &Bypassed) -> bool {
    let funds = matches!(item.waiting, WaitingFor::Funds { .. });
    let strict = |account: &(PartyId, CurrencyId)| bypassed.get(account) != Some(&Policy::Bypass);
    let view = machine.instruction(item.uetr).expect("what waits is known");
    let accounts = view.legs.iter().map(|leg| (leg.debtor, leg.currency));
    funds && item.alone.iter().all(|s| s.under.is_none()) && accounts.clone().all(|a| strict(&a))
}

/// Whether a payment stands as an order of exchange.
fn stands(machine: &Machine, payment: Uetr) -> bool {
    machine.orders().any(|order| match order.purpose {
        Purpose::Payment { uetr, .. } => uetr == payment,
        Purpose::Round | Purpose::Quote => false,
    })
}

#[test]
fn with_exactly_what_it_lacks_an_item_settles_and_with_one_unit_less_it_does_not() {
    let (mut tried, mut several, mut orders) = (0_usize, 0_usize, 0_usize);
    for_each_story(|story| {
        let mut bypassed = Bypassed::new();
        follow(story, |machine, events, _| {
            for event in events {
                if let Event::Queue(settlement::queue::Event::QueuePolicySet {
                    party,
                    currency,
                    policy,
                }) = event
                {
                    bypassed.insert((*party, *currency), *policy);
                }
            }
            for item in machine.explain_queued().items {
                if !is_next(&item, machine, &bypassed) {
                    continue;
                }
                assert!(!item.alone.is_empty(), "seed {}: {item:?}", story.seed);
                let state = |less: u128| {
                    let (mut rich, mut allowed) = (machine.clone(), true);
                    for (number, shortage) in (0..).zip(&item.alone) {
                        let less = if number == 0 { less } else { 0 };
                        let lacking = shortage.lacking.minor() - less;
                        if lacking > 0 {
                            allowed &= issue(&mut rich, shortage, lacking, number);
                        }
                    }
                    let state = || rich.instruction(item.uetr).expect("it is known").state;
                    allowed.then(|| (state(), stands(&rich, item.uetr)))
                };
                // More than may exist of a currency is not issued.
                let Some((enough, order)) = state(0) else {
                    continue;
                };
                // R-FX-16: what is to be converted has its money then, and stands as an order.
                let released = enough == State::Settled || order;
                assert!(released, "seed {}: {item:?} is {enough:?}", story.seed);
                let less = Some((State::Waiting, false));
                assert_eq!(state(1), less, "seed {}: {item:?}", story.seed);
                tried += 1;
                orders += usize::from(order);
                several += usize::from(item.alone.len() > 1);
            }
        });
    });
    assert!(tried > 0 && several > 0, "{tried} items tried, {several} short in several accounts");
    assert!(orders > 0, "no payment got its money and stood as an order");
}
