//! How many rounds of one record are explained: no scenario, since scenarios keep no explanations.

mod common;

use std::path::Path;

use common::{founding, signer};
use node::{Applied, Explain, Replica, ReplicaOptions};
use settlement::offsetting::{Event as Offsetting, Keep};
use settlement::payment::{Category, Instruction, Leg, Timing};
use settlement::{Command, Envelope, Event, PartyId, Priority, issuance, payment};
use terms::{Amount, CurrencyId, Digest, Instant, Uetr};

const AGENT: PartyId = PartyId::new(1);
const PAYER: PartyId = PartyId::new(2);
const PAYEE: PartyId = PartyId::new(3);
const DONG: CurrencyId = CurrencyId::new(0);

fn at(minute: u32) -> Instant {
    let text = format!("2026-11-24T{:02}:{:02}:30Z", 7 + minute / 60, minute % 60);
    iso20022::view::moment(&text).expect("a moment with its offset")
}

/// A payment that is to settle from a minute on.
fn pay(number: u128, by: PartyId, to: PartyId, amount: u128, minute: u32) -> Envelope {
    let (currency, amount) = (DONG, Amount::from_minor(amount));
    let command = Command::Payment(payment::Command::SubmitInstruction(Instruction {
        uetr: Uetr::from_random(number),
        legs: vec![Leg { debtor: by, creditor: to, currency, amount }],
        date: at(0).date(),
        priority: Priority::Normal,
        category: Category::Interbank,
        timing: Timing { from: Some(at(minute)), ..Timing::default() },
        counter: None,
        returns: None,
    }));
    Envelope { by, evidence: Digest::ZERO, command }
}

fn issue(number: u128, to: PartyId, amount: u128) -> Envelope {
    let (name, amount) = (Uetr::from_random(number), Amount::from_minor(amount));
    let command = Command::Issuance(issuance::Command::Issue { name, currency: DONG, to, amount });
    Envelope { by: AGENT, evidence: Digest::ZERO, command }
}

/// Two payments meet in the first minute, with what is issued before; then each minute another one
/// joins a queue, and nobody gives a command until some quiet ones are past, too.
fn downtime(folder: &Path, minutes: u32, quiet: u32) -> Applied {
    let options =
        ReplicaOptions { folder: folder.to_owned(), snapshot_every: 1_000, keep_events: true };
    let (mut replica, _) =
        Replica::open(&founding(""), signer(), options, |_| {}).expect("it opens");
    let mut given = vec![pay(1, PAYER, PAYEE, 10, 0), pay(2, PAYER, PAYEE, 50, 0)];
    given.extend([pay(3, PAYEE, PAYER, 9, 0), issue(4, PAYER, 1)]);
    given.extend((1..=minutes).map(|n| pay(u128::from(10 + n), PAYER, PAYEE, 100, n)));
    replica.step(at(0), given).expect("it steps");
    replica.step(at(minutes + quiet), vec![issue(5, PAYEE, 1)]).expect("it steps")
}

fn numbers(applied: &Applied) -> Vec<u64> {
    applied.explained.iter().map(|(round, _)| *round).collect()
}

/// The numbers of the rounds of a record, of those that settled something and of those that did not.
fn rounds(applied: &Applied) -> (Vec<u64>, Vec<u64>) {
    let (mut settled, mut nothing) = (Vec::new(), Vec::new());
    for event in &applied.events {
        match event {
            Event::Offsetting(Offsetting::OffsettingSettled { round, .. }) => settled.push(*round),
            Event::Offsetting(Offsetting::NothingOffset { round, .. }) => nothing.push(*round),
            _ => {}
        }
    }
    (settled, nothing)
}

/// The record of the downtime, applied again.
fn again(folder: &Path, keep: Keep) -> Applied {
    let mut last = None;
    let replayed =
        Replica::replay_records(&founding(""), folder, Explain::Rounds(keep), |told, _| {
            last = Some(told);
            Ok(())
        });
    replayed.expect("the log replays");
    last.expect("there are records")
}

#[test]
fn of_the_rounds_of_a_long_gap_a_replica_keeps_the_newest_explanations_of_each_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let applied = downtime(folder.path(), 12, 60);
    let (settled, nothing) = rounds(&applied);
    assert_eq!((settled.len(), nothing.len() >= 12), (1, true), "{settled:?} {nothing:?}");
    // What a board keeps of those that settled nothing.
    let newest = &nothing[nothing.len() - 5..];
    assert_eq!(numbers(&applied), [&settled[..], newest].concat());
}

#[test]
fn whoever_asks_for_fewer_is_told_the_same_of_those_and_the_log_comes_to_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    downtime(folder.path(), 12, 60);
    let all = again(folder.path(), Keep::ALL);
    let (settled, nothing) = rounds(&all);
    let mut every = [&settled[..], &nothing].concat();
    every.sort_unstable();
    assert_eq!(numbers(&all), every);
    let few = again(folder.path(), Keep { settled: 1, nothing: 2, items: usize::MAX });
    let of_those = |(round, _): &&_| numbers(&few).contains(round);
    let same: Vec<_> = all.explained.iter().filter(of_those).collect();
    assert_eq!(few.explained.iter().collect::<Vec<_>>(), same);
    assert_eq!(numbers(&few), [&settled[..], &nothing[nothing.len() - 2..]].concat());
    assert_eq!(few.outcome, all.outcome);
    // The last three intervals are explained, whatever came before; of what waited, room for one
    // round is left beside the last.
    let folder = tempfile::tempdir().expect("a folder");
    downtime(folder.path(), 12, 1);
    let last = again(folder.path(), Keep { settled: 1, nothing: 3, items: 12 });
    assert_eq!(numbers(&last), nothing[nothing.len() - 2..]);
}

#[test]
fn what_comes_once_enough_items_were_told_of_is_not_explained_but_at_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    downtime(folder.path(), 12, 60);
    let (settled, nothing) = rounds(&again(folder.path(), Keep::ALL));
    // One item waits after the first round, and one more after each: these are one, two and three.
    let few = again(folder.path(), Keep { settled: 9, nothing: 9, items: 5 });
    assert_eq!(numbers(&few), [&settled[..], &nothing[..2]].concat());
}
