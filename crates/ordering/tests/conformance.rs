//! Pins what stands on the disk: one record, byte for byte.
//!
//! `conformance/ordering.txt` was first computed by another program, with another SHA-256, Ed25519
//! and encoder. It changes only with a release note.

mod common;

use common::{NETWORK, signer};
use ed25519_dalek::Signer as _;
use ordering::{Record, commands_root};
use receipts::{Algorithm, OperatorSignature, Outcome, RecordHeader, Seal, header_message};
use terms::{Digest, Instant, LogPosition};

const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/ordering.txt");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn record() -> Record {
    let commands = vec![b"first".to_vec(), Vec::new(), vec![0x80; 200]];
    let header = RecordHeader {
        network: NETWORK,
        position: LogPosition::new(300),
        instant: Instant::from_unix_nanos(1_795_000_000_000_000_000),
        previous: Digest([0x22; 32]),
        commands: commands_root(&commands),
        outcome: Outcome {
            position: LogPosition::new(299),
            events: Digest([0x44; 32]),
            books: Digest([0x55; 32]),
        },
    };
    let bytes = signer(1).sign(&header_message(&header.digest())).to_bytes().to_vec();
    let signature = OperatorSignature { member: 0, algorithm: Algorithm::Ed25519, bytes };
    Record { header, seal: Seal { signatures: vec![signature] }, commands }
}

#[test]
fn encodings_are_those_that_were_pinned() {
    let record = record();
    let lines = [
        ("commands.root", record.header.commands.to_string()),
        ("header.digest", record.header.digest().to_string()),
        ("record", hex(&record.encode())),
    ];
    let pinned = std::fs::read_to_string(PINNED).unwrap_or_default();
    for (name, text) in lines {
        let line = format!("{name}: {text}");
        assert!(pinned.lines().any(|one| one == line), "conformance/ordering.txt needs:\n{line}");
    }
    assert_eq!(Record::decode(&record.encode()), Some(record));
}
