//! Not scenarios: files on a real disk, damaged on purpose.

use std::fs;
use std::path::{Path, PathBuf};

use journal::{KEPT, Newest, Snapshots};

const STATE: &[u8] = b"three currencies, one without decimals";

fn file(folder: &Path, position: u64) -> PathBuf {
    folder.join(format!("{position:020}.snapshot"))
}

fn positions(newest: &Newest) -> (Option<u64>, Vec<u64>) {
    let damaged = newest.damaged.iter().map(|one| one.position).collect();
    (newest.snapshot.as_ref().map(|one| one.position), damaged)
}

#[test]
fn snapshot_comes_back_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path().join("snapshots")).unwrap();
    assert_eq!(positions(&snapshots.newest(None).unwrap()), (None, vec![]));
    snapshots.write(7, [0x55; 32], STATE).unwrap();
    let snapshot = snapshots.newest(None).unwrap().snapshot.unwrap();
    assert_eq!(snapshot.position, 7);
    assert_eq!(snapshot.digest, [0x55; 32]);
    assert_eq!(snapshot.bytes, STATE);
}

#[test]
fn empty_state_is_a_state() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    snapshots.write(0, [0; 32], b"").unwrap();
    assert_eq!(snapshots.newest(None).unwrap().snapshot.unwrap().bytes, b"");
}

#[test]
fn newest_at_most_a_position_is_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    for position in [5, 9, 100] {
        snapshots.write(position, [1; 32], STATE).unwrap();
    }
    let at_most = |most| positions(&snapshots.newest(Some(most)).unwrap()).0;
    assert_eq!([at_most(4), at_most(5), at_most(99)], [None, Some(5), Some(9)]);
    assert_eq!(positions(&snapshots.newest(None).unwrap()).0, Some(100));
}

#[test]
fn last_ones_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    for position in 1..=6 {
        snapshots.write(position, [1; 32], STATE).unwrap();
    }
    let kept: Vec<u64> = (1..=6).filter(|at| file(folder.path(), *at).exists()).collect();
    assert_eq!(kept, [4, 5, 6]);
    assert_eq!(kept.len(), KEPT);
}

#[test]
fn every_flipped_byte_is_found_and_the_one_before_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    snapshots.write(1, [1; 32], STATE).unwrap();
    snapshots.write(2, [2; 32], STATE).unwrap();
    let whole = fs::read(file(folder.path(), 2)).unwrap();
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x40;
        fs::write(file(folder.path(), 2), flipped).unwrap();
        let newest = snapshots.newest(None).unwrap();
        assert_eq!(positions(&newest), (Some(1), vec![2]), "byte {at}");
        assert!(newest.damaged[0].fault.is_corrupt(), "byte {at}");
    }
}

#[test]
fn every_shorter_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    snapshots.write(2, [2; 32], STATE).unwrap();
    let whole = fs::read(file(folder.path(), 2)).unwrap();
    for length in 0..whole.len() {
        fs::write(file(folder.path(), 2), &whole[..length]).unwrap();
        assert_eq!(positions(&snapshots.newest(None).unwrap()), (None, vec![2]), "{length} bytes");
    }
}

#[test]
fn snapshot_under_another_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    snapshots.write(2, [2; 32], STATE).unwrap();
    fs::rename(file(folder.path(), 2), file(folder.path(), 3)).unwrap();
    assert_eq!(positions(&snapshots.newest(None).unwrap()), (None, vec![3]));
}

#[test]
fn what_was_never_finished_is_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    let unfinished = folder.path().join("00000000000000000009.unfinished");
    fs::write(&unfinished, b"SRFS").unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    assert!(!unfinished.exists());
    assert_eq!(positions(&snapshots.newest(None).unwrap()), (None, vec![]));
}

/// Pins the format; the expectation was made by another program.
#[test]
fn header_is_the_one_that_was_pinned() {
    let folder = tempfile::tempdir().unwrap();
    let snapshots = Snapshots::open(folder.path()).unwrap();
    snapshots.write(7, [0x55; 32], STATE).unwrap();
    let bytes = fs::read(file(folder.path(), 7)).unwrap();
    let (header, content) = bytes.split_at(118);
    assert_eq!(content, STATE);
    let text: String = header.iter().map(|byte| format!("{byte:02x}")).collect();
    let pinned = concat!(env!("CARGO_MANIFEST_DIR"), "/../../conformance/journal.txt");
    let pinned = fs::read_to_string(pinned).unwrap_or_default();
    let line = format!("snapshot.header: {text}");
    assert!(pinned.lines().any(|one| one == line), "conformance/journal.txt needs:\n{line}");
}
