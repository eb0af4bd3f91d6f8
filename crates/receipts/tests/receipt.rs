//! Not scenarios: a receipt is checked far from any machine that runs commands.

mod common;

use common::{EVENTS, INDEX, committee, header, next, receipt, receipt_of, seal};
use receipts::{
    MAX_EVENT, MAX_HEADERS, MAX_RECEIPT, Outcome, Receipt, RecordHeader, Refused, prove,
};
use terms::{Digest, Instant, LogPosition};

#[test]
fn sealed_receipt_proves_event_position_instant_and_books() {
    let receipt = Receipt::decode(&receipt().encode()).unwrap();
    let proven = receipt.verify(&committee()).unwrap();
    assert_eq!(proven.network, Digest([0x11; 32]));
    assert_eq!(proven.position, LogPosition::new(7));
    assert_eq!(proven.instant, header().instant);
    assert_eq!(proven.event, b"instruction 2 refused");
    assert_eq!(proven.books, Digest([0x77; 32]));
}

#[test]
fn every_flipped_bit_is_refused() {
    let encoded = receipt().encode();
    let committee = committee();
    for bit in 0..encoded.len() * 8 {
        let mut damaged = encoded.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        let accepted =
            Receipt::decode(&damaged).is_ok_and(|receipt| receipt.verify(&committee).is_ok());
        assert!(!accepted, "bit {} of byte {} may be flipped", bit % 8, bit / 8);
    }
}

#[test]
fn cut_or_lengthened_file_is_refused() {
    let encoded = receipt().encode();
    for length in 0..encoded.len() {
        assert!(Receipt::decode(&encoded[..length]).is_err(), "{length} bytes are enough");
    }
    let lengthened = [encoded.as_slice(), &[0]].concat();
    assert_eq!(Receipt::decode(&lengthened), Err(Refused::Malformed));
}

#[test]
fn second_form_of_a_receipt_is_refused() {
    let encoded = receipt().encode();
    let length = encoded[6];
    let longer = [&encoded[..6], &[length | 0x80, 0x00], &encoded[7..]].concat();
    assert_eq!(Receipt::decode(&longer), Err(Refused::NotCanonical));
}

#[test]
fn other_files_and_versions_are_told_apart() {
    let mut newer = receipt().encode();
    newer[4] = 2;
    assert_eq!(Receipt::decode(b"<Document/>"), Err(Refused::NotAReceipt));
    assert_eq!(Receipt::decode(&newer), Err(Refused::UnknownVersion { version: 2 }));
    let unwritten = Receipt { version: 2, ..receipt() };
    assert_eq!(unwritten.verify(&committee()), Err(Refused::UnknownVersion { version: 2 }));
}

#[test]
fn oversized_parts_are_refused() {
    let mut wide = receipt();
    wide.event = vec![0; MAX_EVENT + 1];
    let mut long = receipt();
    long.headers = vec![header(); MAX_HEADERS + 1];
    let mut signed = receipt();
    signed.seal.signatures[0].bytes = vec![0; 65];
    for large in [wide, long, signed] {
        assert_eq!(large.verify(&committee()), Err(Refused::TooLarge));
        assert_eq!(Receipt::decode(&large.encode()), Err(Refused::TooLarge));
    }
    assert_eq!(Receipt::decode(&vec![0; MAX_RECEIPT + 1]), Err(Refused::TooLarge));
}

#[test]
fn hostile_lengths_are_refused_without_memory_for_them() {
    let lengths = [0xff_u8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let hostile = [b"SRFR\x01\x00".as_slice(), &lengths].concat();
    assert_eq!(Receipt::decode(&hostile), Err(Refused::Malformed));
}

#[test]
fn outcome_may_come_later() {
    let first = header();
    let second = next(&first, 6);
    let third = next(&second, 7);
    let receipt = receipt_of(vec![first, second, third]);
    assert_eq!(receipt.verify(&committee()).map(|proven| proven.position.number()), Ok(7));
}

#[test]
fn first_header_with_the_outcome_is_the_last() {
    let first = header();
    let second = next(&first, 7);
    let third = next(&second, 7);
    let refused = Err(Refused::Outcome { position: LogPosition::new(8) });
    let receipt = receipt_of(vec![first, second, third]);
    assert_eq!(receipt.verify(&committee()), refused);
}

#[test]
fn outcome_of_another_record_is_refused() {
    let first = header();
    let second = next(&first, 6);
    let refused = Err(Refused::Outcome { position: LogPosition::new(8) });
    assert_eq!(receipt_of(vec![first, second]).verify(&committee()), refused);
}

#[test]
fn too_few_headers_are_refused() {
    let mut receipt = receipt();
    receipt.headers.remove(0);
    assert_eq!(receipt.verify(&committee()), Err(Refused::Headers));
    receipt.headers.clear();
    assert_eq!(receipt.verify(&committee()), Err(Refused::Headers));
}

#[test]
fn swapped_headers_are_refused() {
    let mut receipt = receipt();
    receipt.headers.swap(0, 1);
    let refused = Err(Refused::Position { position: LogPosition::new(7) });
    assert_eq!(receipt.verify(&committee()), refused);
}

#[test]
fn header_follows_only_its_own_past() {
    let before = header();
    let good = next(&before, 7);
    let position = good.position;
    let outcome = |number| Outcome { position: LogPosition::new(number), ..good.outcome };
    let instant = Instant::from_unix_nanos(before.instant.unix_nanos() - 1);
    let ninth = LogPosition::new(9);
    let cases = [
        (RecordHeader { network: Digest::ZERO, ..good.clone() }, Refused::Network { position }),
        (RecordHeader { position: ninth, ..good.clone() }, Refused::Position { position: ninth }),
        (RecordHeader { instant, ..good.clone() }, Refused::Instant { position }),
        (RecordHeader { outcome: outcome(5), ..good.clone() }, Refused::Outcome { position }),
        (RecordHeader { outcome: outcome(8), ..good.clone() }, Refused::Outcome { position }),
        (RecordHeader { previous: Digest::ZERO, ..good.clone() }, Refused::Link { position }),
    ];
    assert_eq!(good.follows(&before), Ok(()));
    for (header, refused) in cases {
        assert_eq!(header.follows(&before), Err(refused));
    }
}

#[test]
fn another_past_is_refused_under_the_same_seal() {
    let mut receipt = receipt();
    receipt.headers[0].instant = Instant::from_unix_nanos(0);
    let refused = Err(Refused::Link { position: LogPosition::new(8) });
    assert_eq!(receipt.verify(&committee()), refused);
}

#[test]
fn another_event_or_path_is_refused() {
    let mut other_event = receipt();
    other_event.event = EVENTS[1].to_vec();
    let mut other_path = receipt();
    other_path.path = prove(&EVENTS, INDEX + 1).unwrap();
    // The event at the next place has the same bytes: a true path, hence another true receipt.
    assert_eq!(other_event.verify(&committee()), Err(Refused::Root));
    assert!(other_path.verify(&committee()).is_ok());
}

#[test]
fn other_operators_prove_nothing() {
    let mut others = committee();
    others.members.rotate_left(1);
    assert_eq!(receipt().verify(&others), Err(Refused::Signature { member: 0 }));
}

#[test]
fn missing_quorum_proves_nothing() {
    let mut receipt = receipt();
    receipt.seal = seal(&receipt.headers[1], &[1]);
    assert_eq!(receipt.verify(&committee()), Err(Refused::Quorum { quorum: 2 }));
}

#[test]
fn seal_of_an_earlier_header_is_refused() {
    let mut receipt = receipt();
    receipt.seal = seal(&receipt.headers[0], &[0, 2]);
    assert_eq!(receipt.verify(&committee()), Err(Refused::Signature { member: 0 }));
}
