//! A log on a disk, played again: no scenario has a data directory.
#![allow(clippy::unwrap_used, reason = "a test may")]

use node::{Replica, ReplicaOptions, demo_key};
use sandbox::{OPERATOR, World};
use settlement::Command;
use simulator::{Day, Offsetting, Policy, Setting, play};
use terms::{Digest, Instant};

const BANKS: usize = 12;

fn record(folder: &std::path::Path) -> (node::Founding, Digest) {
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
    replica.snapshot().unwrap();
    let books = replica.outcome().books;
    drop(replica);
    (founding, books)
}

#[test]
fn a_recorded_log_replays_to_its_digest_and_can_be_varied_and_forked() {
    let folder = tempfile::tempdir().unwrap();
    let (founding, books) = record(folder.path());
    let day = Day::recorded(&founding, folder.path()).unwrap();
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
    let fork = Day::forked(folder.path(), BANKS, 100, 1).unwrap();
    let setting = Setting { untouched: false, liquidity: 25, ..Setting::untouched(1) };
    let run = play(&fork, &setting).unwrap();
    assert!(run.conserved && run.settled > 0);
    assert!(Day::forked(folder.path(), BANKS + 1, 100, 1).is_err(), "another world is refused");
}
