//! Not scenarios: the order of records, below any command.

mod common;

use std::ops::ControlFlow;

use common::{
    NETWORK, closed, commands, extend, instant, of_one, open, outcome, replayed, signer, try_open,
};
use ml_dsa::{KeyInit as _, MlDsa65, SignatureEncoding as _};
use ordering::{MAX_COMMANDS, MAX_RECORD_BYTES, Signer, Single, Verify, commands_root};
use receipts::Algorithm;
use sha2::{Digest as _, Sha256};
use terms::{Digest, LogPosition};

#[test]
fn chain_has_no_gap() {
    let folder = tempfile::tempdir().unwrap();
    let records = closed(folder.path(), 5);
    assert_eq!(records.len(), 5);
    let first = &records[0].header;
    assert_eq!(first.position, LogPosition::new(1));
    assert_eq!(first.previous, Digest::ZERO);
    assert_eq!(first.outcome, outcome(0));
    for (at, pair) in (1..).zip(records.windows(2)) {
        let (before, after) = (&pair[0].header, &pair[1].header);
        assert_eq!(after.follows(before), Ok(()));
        assert_eq!(after.outcome, outcome(at));
        assert_eq!(after.network, NETWORK);
    }
    for (at, record) in (1..).zip(&records) {
        assert_eq!(record.commands, commands(at));
        assert_eq!(record.header.commands, commands_root(&commands(at)));
    }
}

#[test]
fn seal_is_that_of_a_committee_of_one() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    extend(&mut single, 2);
    let committee = single.committee().clone();
    assert_eq!((committee.members.len(), committee.quorum), (1, 1));
    for record in replayed(&single, 1).0 {
        assert_eq!(committee.verify(&record.header, &record.seal), Ok(()));
    }
}

/// What verifies receipts would have signed the same, and so would whoever replays the log.
#[test]
fn second_key_signs_as_the_part_that_verifies_it() {
    let signer_of_two = Signer::of_two(signer(1));
    let hash = Sha256::new_with_prefix(b"sarraf/ml-dsa-65/v1\0").chain_update(signer(1).as_bytes());
    let seed: [u8; 32] = hash.finalize().into();
    let other = ml_dsa::SigningKey::<MlDsa65>::new(&seed.into());
    let public: &ml_dsa::VerifyingKey<MlDsa65> = other.as_ref();
    assert_eq!(signer_of_two.beside().unwrap().bytes, public.encode().to_vec());
    for length in 0..64 {
        let message = vec![7; length];
        let seal = signer_of_two.sign(0, &message).unwrap();
        let expected = ml_dsa::Signer::sign(&other, &message).to_bytes();
        assert_eq!(seal[1].bytes, expected.to_vec(), "the signature of {length} bytes");
    }
}

#[test]
fn operator_with_two_keys_seals_by_both_and_verifies_by_both() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let options = common::options(folder.path(), Verify::All);
        Single::open(options, Signer::of_two(signer(1)), NETWORK, outcome(0))
    };
    let (mut single, _) = open().unwrap();
    extend(&mut single, 2);
    let committee = single.committee().clone();
    for record in replayed(&single, 1).0 {
        let by = record.seal.signatures.iter().map(|signature| signature.algorithm);
        assert!(by.eq([Algorithm::Ed25519, Algorithm::MlDsa65]));
        assert_eq!(committee.verify(&record.header, &record.seal), Ok(()));
    }
    single.close().unwrap();
    let (single, recovery) = open().unwrap();
    assert_eq!(recovery.journal.records, 2);
    single.close().unwrap();
    let fault = try_open(folder.path(), Verify::All);
    assert!(fault.is_ok(), "the first key alone verifies what it signed");
}

#[test]
fn log_sealed_by_one_key_is_refused_where_two_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path(), 2);
    let options = common::options(folder.path(), Verify::All);
    let fault = Single::open(options, Signer::of_two(signer(1)), NETWORK, outcome(0)).err();
    assert!(fault.unwrap().to_string().contains("one of its two keys"));
}

#[test]
fn reopened_log_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let records = closed(folder.path(), 3);
    let (mut single, recovery) = open(folder.path());
    assert_eq!(recovery.journal.records, 3);
    assert_eq!(recovery.head.as_ref(), Some(&records[2].header));
    assert_eq!(single.head(), Some(&records[2].header));
    single.applied(outcome(3));
    extend(&mut single, 2);
    let (all, result) = replayed(&single, 1);
    assert!(result.is_ok());
    assert_eq!(all[..3], records);
    assert_eq!(all[3].header.follows(&records[2].header), Ok(()));
    assert_eq!(all.len(), 5);
}

#[test]
fn new_log_has_no_head_and_needs_no_report() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, recovery) = open(folder.path());
    assert_eq!(recovery.head, None);
    assert_eq!(single.head(), None);
    assert!(replayed(&single, 1).0.is_empty());
    single.durable().unwrap();
    extend(&mut single, 1);
}

#[test]
fn instants_rise_even_when_the_clock_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    let mut told = Vec::new();
    for (position, clock) in (1..).zip([500, 500, 100, 502, 502, 9000]) {
        told.push(single.propose(instant(clock), Vec::new()).unwrap().header.instant);
        single.applied(outcome(position));
    }
    assert_eq!(told, [500, 501, 502, 503, 504, 9000].map(instant));
}

#[test]
fn instants_rise_over_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path(), 3);
    let (mut single, _) = open(folder.path());
    single.applied(outcome(3));
    let proposal = single.propose(instant(7), Vec::new()).unwrap();
    assert_eq!(proposal.header.instant, instant(3001));
}

#[test]
fn replay_begins_and_stops_where_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let records = closed(folder.path(), 5);
    let (single, _) = open(folder.path());
    assert_eq!(replayed(&single, 4).0, records[3..]);
    assert!(replayed(&single, 6).0.is_empty());
    let fault = replayed(&single, 7).1.unwrap_err();
    assert!(fault.disk().is_some_and(journal::Fault::is_absent), "{fault}");
    let mut seen = 0;
    let result = single.replay(LogPosition::new(1), |_| {
        seen += 1;
        if seen == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(result.is_ok());
    assert_eq!(seen, 2);
}

#[test]
fn verification_begins_where_it_is_told_and_covers_the_last_record() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path(), 5);
    for (from, begins) in [(0, 1), (3, 3), (5, 5), (90, 5)] {
        let verify = Verify::From(LogPosition::new(from));
        let (single, recovery) = try_open(folder.path(), verify).unwrap();
        assert_eq!(recovery.verified_from, LogPosition::new(begins), "from {from}");
        assert_eq!(single.head().unwrap().position, LogPosition::new(5));
    }
}

#[test]
fn largest_record_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    let largest = vec![vec![7; MAX_RECORD_BYTES / MAX_COMMANDS]; MAX_COMMANDS];
    single.propose(instant(1), largest.clone()).unwrap();
    single.durable().unwrap();
    single.applied(outcome(1));
    single.propose(instant(2), vec![vec![7; MAX_RECORD_BYTES]]).unwrap();
    single.close().unwrap();
    let (single, _) = open(folder.path());
    assert_eq!(replayed(&single, 1).0[0].commands, largest);
}

#[test]
#[should_panic(expected = "commands in a record")]
fn too_many_commands_are_a_bug() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    drop(single.propose(instant(1), vec![Vec::new(); MAX_COMMANDS + 1]));
}

#[test]
#[should_panic(expected = "commands in a record")]
fn too_many_bytes_are_a_bug() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    drop(single.propose(instant(1), vec![vec![0; MAX_RECORD_BYTES], vec![0]]));
}

#[test]
#[should_panic(expected = "record 1 was not reported as applied")]
fn record_must_be_applied_before_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    single.propose(instant(1), Vec::new()).unwrap();
    drop(single.propose(instant(2), Vec::new()));
}

#[test]
#[should_panic(expected = "was reported as applied before")]
fn record_is_applied_once() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    single.propose(instant(1), Vec::new()).unwrap();
    single.applied(outcome(1));
    single.applied(outcome(1));
}

#[test]
#[should_panic(expected = "the record reported as applied")]
fn outcome_of_another_record_is_a_bug() {
    let folder = tempfile::tempdir().unwrap();
    let (mut single, _) = open(folder.path());
    single.propose(instant(1), Vec::new()).unwrap();
    single.applied(outcome(2));
}

#[test]
fn log_of_another_operator_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path(), 2);
    let options = common::options(folder.path(), Verify::All);
    let fault = Single::open(options, of_one(2), NETWORK, outcome(0)).err().unwrap();
    assert!(fault.is_tampered(), "{fault}");
    assert_eq!(fault.position(), Some(LogPosition::new(1)));
}

#[test]
fn log_of_another_network_or_another_founding_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    closed(folder.path(), 2);
    let mut other = outcome(0);
    other.books.0[0] ^= 1;
    for (network, genesis) in [(Digest([0x12; 32]), outcome(0)), (NETWORK, other)] {
        let options = common::options(folder.path(), Verify::All);
        let fault = Single::open(options, of_one(1), network, genesis).err().unwrap();
        assert!(fault.is_tampered(), "{fault}");
        assert_eq!(fault.position(), Some(LogPosition::new(1)));
    }
}
