//! Pins what stands on the disk inside commonware's files: the frame of a record and the mark.
//!
//! Every line of `conformance/journal.txt` was first computed by another program.

use super::frame;
use super::mark::Mark;

const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/journal.txt");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn encodings_are_those_that_were_pinned() {
    let mark = Mark { records: 300, pruned: 2, records_per_file: 16_384, page: 4084 };
    let lines = [
        ("frame.0.empty", frame::seal(0, Vec::new())),
        ("frame.7.abc", frame::seal(7, b"abc".to_vec())),
        ("mark", mark.encode()),
    ];
    let pinned = std::fs::read_to_string(PINNED).unwrap_or_default();
    for (name, bytes) in lines {
        let line = format!("{name}: {}", hex(&bytes));
        assert!(pinned.lines().any(|one| one == line), "conformance/journal.txt needs:\n{line}");
    }
    assert_eq!(Mark::decode(&mark.encode()), Some(mark));
}

#[test]
fn frame_of_another_index_is_refused() {
    let frame = frame::seal(7, b"abc".to_vec());
    assert_eq!(frame::unseal(7, frame.clone()), Some(b"abc".to_vec()));
    assert_eq!(frame::unseal(8, frame), None);
}

#[test]
fn every_flipped_bit_of_a_frame_is_refused() {
    let frame = frame::seal(7, b"abc".to_vec());
    for bit in 0..frame.len() * 8 {
        let mut flipped = frame.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(frame::unseal(7, flipped), None, "bit {bit}");
    }
    assert_eq!(frame::unseal(7, b"abc".to_vec()), None);
}
