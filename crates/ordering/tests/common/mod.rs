//! One operator and a log of a few records, shared by the tests.
#![allow(dead_code, reason = "every test file uses its own part")]

use std::ops::ControlFlow;
use std::path::Path;

use ed25519_dalek::SigningKey;
use journal::Journal;
use ordering::{Fault, Options, Record, Recovery, Signer, Single, Verify};
use receipts::Outcome;
use terms::{Digest, Instant, LogPosition};

pub const NETWORK: Digest = Digest([0x11; 32]);

pub fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// An operator with one key.
pub fn of_one(seed: u8) -> Signer {
    let key = signer(seed);
    Signer::of_one(key.verifying_key(), key)
}

/// What the record at `position` came to, in a world where that follows from its number.
pub fn outcome(position: u64) -> Outcome {
    let byte = u8::try_from(position).expect("test logs are short");
    let events = Digest([byte; 32]);
    let books = Digest([byte ^ 0xff; 32]);
    Outcome { position: LogPosition::new(position), events, books }
}

pub fn instant(nanos: u64) -> Instant {
    Instant::from_unix_nanos(nanos)
}

/// Two commands that name their record.
pub fn commands(position: u64) -> Vec<Vec<u8>> {
    vec![format!("pay {position}").into_bytes(), vec![0x80; 300]]
}

pub fn options(folder: &Path, verify: Verify) -> Options {
    let journal = journal::Options::new(folder, "log");
    Options { journal, operator: "operator".into(), verify }
}

pub fn try_open(folder: &Path, verify: Verify) -> Result<(Single, Recovery), Fault> {
    Single::open(options(folder, verify), of_one(1), NETWORK, outcome(0))
}

pub fn open(folder: &Path) -> (Single, Recovery) {
    try_open(folder, Verify::All).expect("the log opens")
}

/// Proposes the next `count` records and reports each as applied.
pub fn extend(single: &mut Single, count: u64) {
    for _ in 0..count {
        let position = single.head().map_or(1, |header| header.position.number() + 1);
        let proposal = single.propose(instant(position * 1000), commands(position));
        let proposal = proposal.expect("the disk works");
        assert_eq!(proposal.header.position, LogPosition::new(position));
        assert_eq!(proposal.digest, proposal.header.digest());
        assert_eq!(proposal.commands, commands(position));
        single.durable().expect("the disk works");
        single.applied(outcome(position));
    }
}

/// A log of `count` records that was closed; the records.
pub fn closed(folder: &Path, count: u64) -> Vec<Record> {
    let (mut single, _) = open(folder);
    extend(&mut single, count);
    let records = replayed(&single, 1).0;
    single.close().expect("the disk works");
    records
}

pub fn replayed(single: &Single, from: u64) -> (Vec<Record>, Result<(), Fault>) {
    let mut records = Vec::new();
    let result = single.replay(LogPosition::new(from), |record| {
        records.push(record.clone());
        ControlFlow::Continue(())
    });
    (records, result)
}

/// A log with these entries, as one who holds the disk but not the key can write it.
pub fn forged(folder: &Path, entries: Vec<Vec<u8>>) {
    let options = journal::Options::new(folder, "log");
    let (mut journal, _) = Journal::open(options).expect("a new journal opens");
    for entry in entries {
        journal.append(entry);
    }
    journal.close().expect("the disk works");
}
