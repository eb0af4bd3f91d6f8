//! Pins what stands on disk and on the wire: header digest, roots, paths, seals and receipts.
//!
//! Every line of `conformance/receipts.txt` was first computed by another program, with another
//! SHA-256, Ed25519 and encoder.
//! It changes only with a release note.

mod common;

use std::fmt::Write as _;

use common::{EVENTS, INDEX, header, public_key, receipt, signature};
use receipts::{header_message, merkle_root, prove};

const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/receipts.txt");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The root over `count` events "event 0", "event 1" and so on.
fn counted_root(count: u32) -> String {
    let events: Vec<Vec<u8>> = (0..count).map(|at| format!("event {at}").into_bytes()).collect();
    let events: Vec<&[u8]> = events.iter().map(Vec::as_slice).collect();
    merkle_root(&events).to_string()
}

fn text() -> String {
    let header = header();
    let receipt = receipt();
    let path = prove(&EVENTS, INDEX).expect("the event is there");
    let mut lines = vec![
        ("header.digest".into(), header.digest().to_string()),
        ("header.message".into(), hex(&header_message(&header.digest()))),
    ];
    for count in [0, 1, 2, 3, 5, 8, 1000, 8191] {
        lines.push((format!("root.{count}"), counted_root(count)));
    }
    lines.push(("events.root".into(), merkle_root(&EVENTS).to_string()));
    for (level, sibling) in path.siblings.iter().enumerate() {
        lines.push((format!("path.sibling.{level}"), sibling.to_string()));
    }
    for member in [0, 2] {
        lines.push((format!("member.{member}.key"), public_key(member).to_string()));
        let bytes = signature(&receipt.headers[1], member).bytes;
        lines.push((format!("member.{member}.signature"), hex(&bytes)));
    }
    lines.push(("receipt".into(), hex(&receipt.encode())));
    let mut text =
        String::from("# receipts, version 1; made by crates/receipts/tests/conformance.rs\n");
    for (name, value) in lines {
        writeln!(text, "{name}: {value}").expect("a string takes all");
    }
    text
}

#[test]
fn encodings_are_those_that_were_pinned() {
    let pinned = std::fs::read_to_string(PINNED).unwrap_or_default();
    let text = text();
    assert!(pinned == text, "conformance/receipts.txt would have to be:\n{text}");
}
