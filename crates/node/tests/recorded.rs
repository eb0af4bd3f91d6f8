//! A log read beside snapshots that are wrong: no scenario, since scenarios have no folders.

mod common;

use std::path::Path;

use common::{founding, signer};
use journal::Snapshots;
use node::{Replica, ReplicaOptions, machine_at_end};
use receipts::Outcome;
use settlement::{Command, Envelope, Machine, PartyId, issuance};
use terms::{Amount, CurrencyId, Digest, Instant, Uetr};

fn at(minute: u64) -> Instant {
    let seven = iso20022::view::moment("2026-11-24T07:00:00Z").expect("a moment with its offset");
    Instant::from_unix_seconds(seven.unix_seconds() + 60 * minute)
}

/// A record in which the bank is issued money.
fn issue(replica: &mut Replica, minute: u64, amount: u128) {
    let command = Command::Issuance(issuance::Command::Issue {
        name: Uetr::from_random(u128::from(minute)),
        currency: CurrencyId::new(0),
        to: PartyId::new(2),
        amount: Amount::from_minor(amount),
    });
    let given = Envelope { by: PartyId::new(1), evidence: Digest::ZERO, command };
    replica.step(at(minute), vec![given]).expect("it steps");
}

fn open(folder: &Path) -> Replica {
    let options =
        ReplicaOptions { folder: folder.to_owned(), snapshot_every: 1_000, keep_events: false };
    Replica::open(&founding(""), signer(), options, |_| {}).expect("it opens").0
}

/// What a snapshot holds; positions 3 and 5 of six records have one, and the end.
struct Held {
    outcome: Outcome,
    machine: Machine,
}

/// Six records: the founding and five issues. Order: as the snapshots were made.
fn recorded(folder: &Path) -> Vec<Held> {
    let mut replica = open(folder);
    let mut held = Vec::new();
    for minute in 1..=5 {
        issue(&mut replica, minute, 100);
        if [3, 5, 6].contains(&replica.position().number()) {
            replica.snapshot().expect("it is written");
            held.push(Held { outcome: replica.outcome(), machine: replica.machine().clone() });
        }
    }
    held
}

fn write(folder: &Path, position: u64, books: Digest, held: (&Outcome, &Machine)) {
    let bytes = postcard::to_allocvec(&held).expect("it is encoded");
    let snapshots = Snapshots::open(folder.join("snapshots")).expect("it opens");
    snapshots.write(position, books.0, &bytes).expect("it is written");
}

/// The books at the end, and the positions that were applied for them.
fn looked(folder: &Path) -> (Digest, Vec<u64>) {
    let scratch = tempfile::tempdir().expect("a folder");
    let mut applied = Vec::new();
    let told = |position: terms::LogPosition, _| applied.push(position.number());
    let machine = machine_at_end(&founding(""), folder, scratch.path(), told);
    (machine.expect("the log is right").books_digest(), applied)
}

#[test]
fn a_snapshot_that_contradicts_itself_is_passed_over_for_an_older_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let held = recorded(folder.path());
    let [third, fifth, end] = &held[..] else { panic!("three snapshots: {}", held.len()) };
    let books = end.outcome.books;
    assert_eq!(looked(folder.path()), (books, vec![]), "the one at the end is the end");
    // Another machine stands beside what the record came to.
    write(folder.path(), 6, books, (&end.outcome, &fifth.machine));
    assert_eq!(looked(folder.path()), (books, vec![6]));
    // Another outcome and its machine stand under the position.
    write(folder.path(), 6, fifth.outcome.books, (&fifth.outcome, &fifth.machine));
    assert_eq!(looked(folder.path()), (books, vec![6]));
    // The digest beside the state is not that of the state.
    write(folder.path(), 5, books, (&fifth.outcome, &fifth.machine));
    assert_eq!(looked(folder.path()), (books, vec![4, 5, 6]));
    // None is left that agrees with itself.
    write(folder.path(), 3, books, (&third.outcome, &third.machine));
    assert_eq!(looked(folder.path()), (books, vec![1, 2, 3, 4, 5, 6]));
}

#[test]
fn a_snapshot_of_another_history_is_passed_over_for_the_whole_log() {
    let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir());
    let other = other.expect("a folder");
    let held = recorded(folder.path());
    let books = held.last().expect("three").outcome.books;
    let mut replica = open(other.path());
    (1..=4).for_each(|minute| issue(&mut replica, minute, 7));
    let (outcome, machine) = (replica.outcome(), replica.machine());
    std::fs::remove_dir_all(folder.path().join("snapshots")).expect("they are removed");
    // It agrees with itself; the record after it says that it is not this log's.
    write(folder.path(), 5, outcome.books, (&outcome, machine));
    assert_eq!(looked(folder.path()), (books, vec![6, 1, 2, 3, 4, 5, 6]));
    // At the end no record says so, and its time does.
    issue(&mut replica, 9, 7);
    let (outcome, machine) = (replica.outcome(), replica.machine());
    write(folder.path(), 6, outcome.books, (&outcome, machine));
    std::fs::remove_file(folder.path().join(format!("snapshots/{:020}.snapshot", 5)))
        .expect("it is removed");
    assert_eq!(looked(folder.path()), (books, vec![1, 2, 3, 4, 5, 6]));
}
