//! Three operators and one record, shared by the tests.
#![allow(dead_code, reason = "every test file uses its own part")]

use ed25519_dalek::{Signature, Signer, SigningKey};
use receipts::{
    Algorithm, Committee, Member, OperatorSignature, Outcome, PublicKey, Receipt, RecordHeader,
    Seal, VERSION, header_message, merkle_root, prove,
};
use terms::{Digest, Instant, LogPosition};

/// The events of record 7; two are equal, as a repeated refusal makes them.
pub const EVENTS: [&[u8]; 5] = [
    b"instruction 1 received",
    b"instruction 1 settled",
    b"instruction 2 refused",
    b"instruction 2 refused",
    b"phase closed",
];

/// The event that the receipt is for.
pub const INDEX: u32 = 2;

pub fn signing_key(member: u16) -> SigningKey {
    let byte = u8::try_from(member).expect("test committees are small") + 1;
    SigningKey::from_bytes(&[byte; 32])
}

pub fn public_key(member: u16) -> PublicKey {
    let bytes = signing_key(member).verifying_key().to_bytes().to_vec();
    PublicKey { algorithm: Algorithm::Ed25519, bytes }
}

/// Three operators, of which two must sign.
pub fn committee() -> Committee {
    let member = |number| Member {
        name: format!("operator {number}"),
        key: public_key(number),
        beside: None,
    };
    Committee { members: (0..3).map(member).collect(), quorum: 2 }
}

pub fn signature(header: &RecordHeader, member: u16) -> OperatorSignature {
    let signed: Signature = signing_key(member).sign(&header_message(&header.digest()));
    let bytes = signed.to_bytes().to_vec();
    OperatorSignature { member, algorithm: Algorithm::Ed25519, bytes }
}

pub fn seal(header: &RecordHeader, members: &[u16]) -> Seal {
    Seal { signatures: members.iter().map(|member| signature(header, *member)).collect() }
}

/// Header 7, of the record that holds the events.
pub fn header() -> RecordHeader {
    RecordHeader {
        network: Digest([0x11; 32]),
        position: LogPosition::new(7),
        instant: Instant::from_unix_nanos(1_795_000_000_000_000_000),
        previous: Digest([0x22; 32]),
        commands: Digest([0x33; 32]),
        outcome: Outcome {
            position: LogPosition::new(6),
            events: Digest([0x44; 32]),
            books: Digest([0x55; 32]),
        },
    }
}

/// The header after `before`, 50 milliseconds later, with the outcome of record `outcome`.
pub fn next(before: &RecordHeader, outcome: u64) -> RecordHeader {
    RecordHeader {
        network: before.network,
        position: before.position.next(),
        instant: Instant::from_unix_nanos(before.instant.unix_nanos() + 50_000_000),
        previous: before.digest(),
        commands: Digest([0x66; 32]),
        outcome: Outcome {
            position: LogPosition::new(outcome),
            events: merkle_root(&EVENTS),
            books: Digest([0x77; 32]),
        },
    }
}

/// A receipt with these headers, the last of which the first and the third operator sealed.
pub fn receipt_of(headers: Vec<RecordHeader>) -> Receipt {
    let path = prove(&EVENTS, INDEX).expect("the record has this event");
    let seal = seal(headers.last().expect("a receipt has headers"), &[0, 2]);
    Receipt { version: VERSION, event: EVENTS[2].to_vec(), path, headers, seal }
}

/// The receipt for event 2 of record 7, whose outcome header 8 carries.
pub fn receipt() -> Receipt {
    let first = header();
    let last = next(&first, 7);
    receipt_of(vec![first, last])
}
