//! A log on a disk, played again: no scenario has a data directory.
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use node::{Founding, Replica, ReplicaOptions, demo_key, machine_at_end};
use sandbox::{OPERATOR, World};
use settlement::Command;
use simulator::{Day, Offsetting, Policy, Setting, play};
use terms::{Digest, Instant};

const BANKS: usize = 12;

/// A node that has played a day and runs on; without a snapshot.
fn running(folder: &Path) -> (Founding, Replica) {
    let world = World::embedded(1, BANKS).unwrap();
    let drawn = world.generated_day(150, 1, sandbox::simulated_date());
    let founding = world.founding(drawn.begins).unwrap();
    let signer = demo_key(1, &OPERATOR.parse().unwrap());
    let options =
        ReplicaOptions { folder: folder.to_owned(), snapshot_every: 1_000_000, keep_events: false };
    let (mut replica, _) = Replica::open(&founding, signer, options, |_| {}).unwrap();
    let day = Day::generated(BANKS, 150, 1).unwrap();
    let mut minutes = 1;
    let mut step = |commands| {
        minutes += 1;
        let seconds = drawn.begins.unix_seconds() + minutes * 60;
        replica.step(Instant::from_unix_seconds(seconds), commands).unwrap();
    };
    let agents: std::collections::BTreeMap<_, _> =
        day.start.currencies().map(|(id, _, _, agent)| (id, agent)).collect();
    let issue = |(number, endowment): (u128, &sandbox::Endowment)| settlement::Envelope {
        by: agents[&endowment.currency],
        evidence: Digest::ZERO,
        command: Command::Issuance(settlement::issuance::Command::Issue {
            name: terms::Uetr::from_random(number),
            currency: endowment.currency,
            to: endowment.party,
            amount: endowment.amount,
        }),
    };
    step((1..).zip(&drawn.endowments).map(issue).collect());
    day.steps.iter().for_each(|minute| step(minute.commands.clone()));
    (founding, replica)
}

fn record(folder: &Path) -> (Founding, Digest) {
    let (founding, mut replica) = running(folder);
    replica.snapshot().unwrap();
    (founding, replica.outcome().books)
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => drop(found.insert(path.clone(), std::fs::read(&path).unwrap())),
        }
    }
    found
}

fn forked(founding: &Founding, folder: &Path) -> (settlement::Machine, u64) {
    let (scratch, mut applied) = (tempfile::tempdir().unwrap(), 0);
    let machine = machine_at_end(founding, folder, scratch.path(), |_, _| applied += 1).unwrap();
    (machine, applied)
}

#[test]
fn a_running_node_is_read_without_a_snapshot_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (founding, mut replica) = running(folder.path());
    let end = replica.position().number();
    // The node brings its own mark up to date meanwhile; its records stay.
    let data = folder.path().join("log/log_data");
    let before = files(&data);
    let (mut machine, applied) = forked(&founding, folder.path());
    assert_eq!((machine.books_digest(), applied), (replica.outcome().books, end));
    assert_eq!(files(&data), before);
    // With a snapshot only what follows it is applied.
    replica.snapshot().unwrap();
    let later = replica.machine().moment().instant.unix_seconds() + 60;
    replica.step(Instant::from_unix_seconds(later), Vec::new()).unwrap();
    let (mut machine, applied) = forked(&founding, folder.path());
    assert_eq!((machine.books_digest(), applied), (replica.outcome().books, 1));
    let scratch = tempfile::tempdir().unwrap();
    let day = Day::recorded(&founding, folder.path(), scratch.path()).unwrap();
    assert_eq!(play(&day, &Setting::untouched(0)).unwrap().as_logged, Some(true));
    drop(replica);
    // What is torn behind the last whole record is where it ends, and stays.
    let newest = before.keys().max().unwrap();
    let mut torn = std::fs::read(newest).unwrap();
    torn.extend([0x5A; 100]);
    std::fs::write(newest, &torn).unwrap();
    let before = files(folder.path());
    assert_eq!(forked(&founding, folder.path()).0.moment().position.number(), end + 1);
    assert_eq!(files(folder.path()), before);
    // A backup has neither snapshots nor what can be derived from the records.
    for derived in ["snapshots", "log/log_offsets-blobs", "log/log_offsets-metadata"] {
        std::fs::remove_dir_all(folder.path().join(derived)).unwrap();
    }
    assert_eq!(forked(&founding, folder.path()).1, end + 1);
}

#[test]
fn a_system_of_ones_own_is_forked_with_its_own_banks() {
    let folder = tempfile::tempdir().unwrap();
    let (_, replica) = running(folder.path());
    let machine = replica.machine();
    let play_one = |seed| {
        let day = Day::forked_own(machine.clone(), 200, seed).unwrap();
        assert_eq!(day.steps.iter().map(|step| step.commands.len()).sum::<usize>(), 200);
        let setting = Setting { untouched: false, ..Setting::untouched(seed) };
        play(&day, &setting).unwrap()
    };
    let run = play_one(1);
    assert!(run.conserved && run.settled > 0, "{run:?}");
    assert_eq!(run.refused, 0, "{run:?}");
    assert_eq!(run, play_one(1));
    assert_ne!(run.digest, play_one(2).digest);
    let nobody = settlement::Machine::new(sandbox_genesis());
    assert!(Day::forked_own(nobody, 10, 1).is_err(), "nothing can be paid");
}

fn sandbox_genesis() -> settlement::Genesis {
    let world = World::embedded(1, 2).unwrap();
    world.founding(world.generated_day(0, 1, sandbox::simulated_date()).begins).unwrap().genesis
}

#[test]
fn a_recorded_log_replays_to_its_digest_and_can_be_varied_and_forked() {
    let folder = tempfile::tempdir().unwrap();
    let (founding, books) = record(folder.path());
    let scratch = tempfile::tempdir().unwrap();
    let day = Day::recorded(&founding, folder.path(), scratch.path()).unwrap();
    let run = play(&day, &Setting::untouched(0)).unwrap();
    assert_eq!(run.digest, books.to_string());
    assert_eq!(run.as_logged, Some(true));
    assert!(run.settled > 0);
    let scarce = Setting {
        liquidity: 10,
        policy: Policy::Fifo,
        offsetting: Offsetting::Off,
        untouched: false,
        interval: 86_400,
        ..Setting::untouched(0)
    };
    let scarce = play(&day, &scarce).unwrap();
    assert!(scarce.conserved && scarce.as_logged.is_none());
    assert!(scarce.settled < run.settled);
    let (machine, _) = forked(&founding, folder.path());
    let fork = Day::forked(machine.clone(), BANKS, 100, 1).unwrap();
    let setting = Setting { untouched: false, liquidity: 25, ..Setting::untouched(1) };
    let run = play(&fork, &setting).unwrap();
    assert!(run.conserved && run.settled > 0);
    assert!(Day::forked(machine, BANKS + 1, 100, 1).is_err(), "another world is refused");
}
