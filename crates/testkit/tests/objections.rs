//! What is wrong with a proposal is told with its refusal, and at no other time.
//!
//! Not a scenario, since it is a claim about any sequence of commands.

use settlement::approval::Event as Approval;
use settlement::fx::Event as Exchange;
use settlement::offsetting::{
    Command as Propose, Event as Offsetting, Objection, PosedItem, Shortage,
};
use settlement::{Command, Envelope, Event, Machine, PartyId, Refusal};
use terms::{Amount, CurrencyId, Digest, Uetr};
use testkit::generate::Story;

/// The refusal that must follow what is wrong with a proposal.
fn announced(event: &Event) -> Option<Refusal> {
    match event {
        Event::Offsetting(Offsetting::ObjectionRaised { .. }) => Some(Refusal::ProposalInfeasible),
        Event::Exchange(Exchange::ObjectionRaised { .. }) => Some(Refusal::PricesInfeasible),
        Event::Exchange(Exchange::ConversionHindered { .. }) => Some(Refusal::NoQuote),
        _ => None,
    }
}

fn refused(event: &Event) -> Option<Refusal> {
    match event {
        Event::Refused { refusal, .. }
        | Event::Approval(Approval::ProposalRefused { refusal, .. }) => Some(*refusal),
        _ => None,
    }
}

fn seeds() -> u64 {
    let wanted = std::env::var("TESTKIT_SEEDS").ok().and_then(|text| text.parse().ok());
    wanted.unwrap_or(300)
}

/// Plays every story, and those of conversions, and looks at what each command told and left.
fn for_each_step(mut look: impl FnMut(u64, usize, &Machine, &[Event])) {
    let seeds = seeds();
    println!("seeds 0..{seeds}");
    for seed in 0..seeds {
        for story in [Story::of(seed, 160), Story::of_conversions(seed, 80)] {
            let mut machine = Machine::new(story.genesis.clone());
            for (place, step) in story.steps.iter().enumerate() {
                let mut events = Vec::new();
                machine.apply(step.moment, step.envelope.clone(), &mut events);
                look(seed, place, &machine, &events);
            }
        }
    }
}

fn tells(machine: &Machine, refusal: Refusal) -> bool {
    let since = if refusal == Refusal::NoQuote { 8 } else { 7 };
    machine.parameters().1.behaviour.number() >= since
}

/// R-OFF-04, R-FX-13, R-FX-15
#[test]
fn what_is_wrong_with_a_proposal_is_told_before_its_refusal_and_at_no_other_time() {
    let (mut raised, mut silent) = (0, 0);
    for_each_step(|seed, _, machine, events| {
        for (at, event) in events.iter().enumerate() {
            if let Some(refusal) = announced(event) {
                let after = events.get(at + 1).and_then(refused);
                assert_eq!(after, Some(refusal), "seed {seed}: {events:?}");
                raised += 1;
            }
            let checked =
                [Refusal::ProposalInfeasible, Refusal::PricesInfeasible, Refusal::NoQuote];
            if let Some(refusal) = refused(event).filter(|refusal| checked.contains(refusal)) {
                let before = at.checked_sub(1).and_then(|before| announced(&events[before]));
                let told = tells(machine, refusal);
                assert_eq!(before, told.then_some(refusal), "seed {seed}: {events:?}");
                silent += usize::from(!told);
            }
        }
    });
    println!("{raised} told, {silent} under earlier behaviours");
}

/// What an account holds beyond its floor and what is set aside, once a set has settled.
fn ends(machine: &Machine, set: &[PosedItem], party: PartyId, currency: CurrencyId) -> i128 {
    let minor = |amount: Amount| i128::try_from(amount.minor()).expect("amounts fit");
    let account = machine.account(party, currency).expect("what is drawn on is an account");
    let aside = [account.urgent_reserve, account.high_reserve, account.held].map(minor);
    let mut room = account.balance.minor() + minor(account.credit) - aside.iter().sum::<i128>();
    for leg in set.iter().flat_map(|item| &item.legs).filter(|leg| leg.currency == currency) {
        room += if leg.creditor == party { minor(leg.amount) } else { 0 };
        room -= if leg.debtor == party { minor(leg.amount) } else { 0 };
    }
    let held = set.iter().flat_map(|item| &item.held);
    let held = held.filter(|(whose, of, _)| (*whose, *of) == (party, currency));
    room + held.map(|(_, _, amount)| minor(*amount)).sum::<i128>()
}

/// Whether what is told of a set is so, added up again from accounts, legs and queues.
fn is_so(machine: &Machine, set: &[PosedItem], objection: &Objection) -> bool {
    let has = |uetr: &Uetr| set.iter().any(|item| item.uetr == *uetr);
    match objection {
        Objection::Short(Shortage { party, currency, under: None, lacking }) => {
            let lacking = i128::try_from(lacking.minor()).expect("amounts fit");
            ends(machine, set, *party, *currency) == -lacking
        }
        Objection::Overtakes { uetr, ahead, party, currency } => {
            let queue = machine.queue_of(*party, *currency);
            let place = |uetr: &Uetr| queue.iter().position(|queued| queued == uetr);
            has(uetr)
                && !has(ahead)
                && place(ahead).expect("it waits") < place(uetr).expect("it too")
        }
        // Limits and caps are shown by scenarios; nothing is stated of these sets.
        Objection::Short(_) => true,
        Objection::ValueMisstated { .. }
        | Objection::PricesMisstated { .. }
        | Objection::SumTooLarge => false,
    }
}

/// R-OFF-07, R-OFF-09
#[test]
fn what_is_told_of_a_set_is_so_and_a_set_of_which_nothing_is_told_overdraws_nobody() {
    let (mut short, mut overtaking, mut sound) = (0, 0, 0);
    for_each_step(|seed, place, machine, _| {
        if !tells(machine, Refusal::ProposalInfeasible) || place % 4 != 0 {
            return;
        }
        let posed = machine.offsetting_posing().items;
        for left_out in 0..posed.len().min(6) {
            let but_one = posed.iter().enumerate().filter(|(at, _)| *at != left_out);
            let but_one: Vec<PosedItem> = but_one.map(|(_, item)| item.clone()).collect();
            for set in [vec![posed[left_out].clone()], but_one] {
                let items = set.iter().map(|item| item.uetr).collect();
                let command = Propose::ProposeOffsetting { items, value: None, prices: Vec::new() };
                let command = Command::Offsetting(command);
                let envelope = Envelope { by: PartyId::OPERATOR, evidence: Digest::ZERO, command };
                let mut events = Vec::new();
                machine.clone().apply(machine.moment(), envelope, &mut events);
                let told = events.iter().find_map(|event| match event {
                    Event::Offsetting(Offsetting::ObjectionRaised { objection, .. }) => {
                        Some(*objection)
                    }
                    _ => None,
                });
                if let Some(objection) = told {
                    let so = is_so(machine, &set, &objection);
                    assert!(so, "seed {seed}, command {place}: {objection:?} of {set:?}");
                    short += usize::from(matches!(objection, Objection::Short(_)));
                    overtaking += usize::from(matches!(objection, Objection::Overtakes { .. }));
                } else {
                    for leg in set.iter().flat_map(|item| &item.legs) {
                        let end = ends(machine, &set, leg.debtor, leg.currency);
                        assert!(end >= 0, "seed {seed}, command {place}: {set:?}");
                    }
                    sound += 1;
                }
            }
        }
    });
    println!("{short} short, {overtaking} overtaking, {sound} sound");
    assert!(short > 0 && overtaking > 0 && sound > 0, "seeds 0..{}", seeds());
}
