//! Not scenarios: a log that somebody changed who holds the disk but not the operator's key.
//!
//! The journal below is always whole: its checksums are no secret, so they protect from accidents
//! only.

mod common;

use common::{closed, forged, open, outcome, replayed, signer, try_open};
use ordering::{Record, Verify};
use receipts::{Algorithm, OperatorSignature, Seal, header_message};
use terms::{Instant, LogPosition};

use ed25519_dalek::Signer as _;

/// Five honest records.
fn honest() -> Vec<Record> {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    closed(folder.path(), 5)
}

/// The position that is named when a log with these entries is opened, and what is said.
fn refused(entries: Vec<Vec<u8>>) -> (u64, String) {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    forged(folder.path(), entries);
    let fault = try_open(folder.path(), Verify::All).expect_err("the log is refused");
    assert!(fault.is_tampered(), "{fault}");
    let position = fault.position().expect("a changed record has a position");
    (position.number(), fault.to_string())
}

fn encoded(records: &[Record]) -> Vec<Vec<u8>> {
    records.iter().map(Record::encode).collect()
}

/// The log with a change to its third record.
fn changed(change: impl FnOnce(&mut Record)) -> (u64, String) {
    let mut records = honest();
    change(&mut records[2]);
    refused(encoded(&records))
}

/// The record sealed again, as only the operator can.
fn resealed(record: &mut Record) {
    let message = header_message(&record.header.digest());
    let bytes = signer(1).sign(&message).to_bytes().to_vec();
    let signature = OperatorSignature { member: 0, algorithm: Algorithm::Ed25519, bytes };
    record.seal = Seal { signatures: vec![signature] };
}

#[test]
fn honest_log_is_accepted_in_another_folder() {
    let folder = tempfile::tempdir().unwrap();
    let records = honest();
    forged(folder.path(), encoded(&records));
    let (single, _) = open(folder.path());
    assert_eq!(replayed(&single, 1).0, records);
}

#[test]
fn changed_command_is_refused() {
    let (position, text) = changed(|record| record.commands[0][4] ^= 1);
    assert_eq!(position, 3);
    assert!(text.contains("its commands are not those of its header"), "{text}");
}

#[test]
fn removed_added_and_swapped_commands_are_refused() {
    assert_eq!(changed(|record| drop(record.commands.pop())).0, 3);
    assert_eq!(changed(|record| record.commands.push(Vec::new())).0, 3);
    assert_eq!(changed(|record| record.commands.swap(0, 1)).0, 3);
}

#[test]
fn changed_header_is_refused() {
    assert_eq!(changed(|record| record.header.network.0[0] ^= 1).0, 3);
    assert_eq!(changed(|record| record.header.previous.0[0] ^= 1).0, 3);
    assert_eq!(changed(|record| record.header.commands.0[0] ^= 1).0, 3);
    assert_eq!(changed(|record| record.header.outcome.events.0[0] ^= 1).0, 3);
    assert_eq!(changed(|record| record.header.outcome.books.0[0] ^= 1).0, 3);
    assert_eq!(changed(|record| record.header.outcome.position = LogPosition::new(1)).0, 3);
    assert_eq!(changed(|record| record.header.position = LogPosition::new(4)).0, 3);
    let later = |record: &mut Record| record.header.instant = Instant::from_unix_nanos(3500);
    assert_eq!(changed(later).0, 3);
}

#[test]
fn changed_seal_is_refused() {
    assert_eq!(changed(|record| record.seal.signatures[0].bytes[20] ^= 1).0, 3);
    assert_eq!(changed(|record| record.seal.signatures.clear()).0, 3);
    assert_eq!(changed(|record| record.seal.signatures[0].member = 1).0, 3);
}

#[test]
fn rewritten_and_resealed_record_breaks_the_link_after_it() {
    let (position, _) = changed(|record| {
        record.header.outcome.books.0[0] ^= 1;
        resealed(record);
    });
    assert_eq!(position, 4);
}

#[test]
fn operator_cannot_turn_back_time_or_skip_an_outcome() {
    let (position, text) = changed(|record| {
        record.header.instant = Instant::from_unix_nanos(2000);
        resealed(record);
    });
    assert_eq!(position, 3);
    assert!(text.contains("not later than the record before it"), "{text}");
    let (position, text) = changed(|record| {
        record.header.outcome = outcome(1);
        resealed(record);
    });
    assert_eq!(position, 3);
    assert!(text.contains("outcome of the record before it"), "{text}");
}

#[test]
fn removed_repeated_and_swapped_records_are_refused() {
    let entries = encoded(&honest());
    let mut removed = entries.clone();
    removed.remove(2);
    assert_eq!(refused(removed).0, 3);
    let mut repeated = entries.clone();
    repeated.insert(2, entries[1].clone());
    assert_eq!(refused(repeated).0, 3);
    let mut swapped = entries.clone();
    swapped.swap(2, 3);
    assert_eq!(refused(swapped).0, 3);
    assert_eq!(refused(entries[1..].to_vec()).0, 1);
}

#[test]
fn bytes_that_are_no_record_are_refused() {
    let entries = encoded(&honest());
    for bytes in [Vec::new(), b"no record".to_vec(), entries[2][..200].to_vec()] {
        let mut changed = entries.clone();
        changed[2] = bytes;
        let (position, text) = refused(changed);
        assert_eq!(position, 3);
        assert!(text.contains("no record"), "{text}");
    }
    let mut longer = entries.clone();
    longer[2].push(0);
    assert_eq!(refused(longer).0, 3);
}

#[test]
fn every_flipped_byte_of_a_record_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let record = closed(folder.path(), 1).remove(0);
    let bytes = record.encode();
    for at in (0..bytes.len()).step_by(7) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x04;
        assert_eq!(refused(vec![flipped]).0, 1, "byte {at}");
    }
}

#[test]
fn replay_gives_what_stands_before_the_changed_record() {
    let folder = tempfile::tempdir().unwrap();
    let records = honest();
    let mut changed = records.clone();
    changed[2].commands[0][4] ^= 1;
    forged(folder.path(), encoded(&changed));
    let from_five = Verify::From(LogPosition::new(5));
    let (single, _) = try_open(folder.path(), from_five).unwrap();
    let (given, result) = replayed(&single, 1);
    assert_eq!(given, records[..2]);
    let fault = result.unwrap_err();
    assert_eq!(fault.position(), Some(LogPosition::new(3)), "{fault}");
}
