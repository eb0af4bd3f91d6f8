//! Not scenarios: trees and paths are below what a command can say.

use receipts::{Path, Refused, Tree, merkle_root, prove};

fn events(count: u32) -> Vec<Vec<u8>> {
    (0..count).map(|index| format!("event {index}").into_bytes()).collect()
}

fn slices(events: &[Vec<u8>]) -> Vec<&[u8]> {
    events.iter().map(Vec::as_slice).collect()
}

#[test]
fn path_of_every_event_leads_to_the_root() {
    for count in 1..=40 {
        let events = events(count);
        let events = slices(&events);
        let root = merkle_root(&events);
        for (index, event) in (0..count).zip(&events) {
            let path = prove(&events, index).unwrap();
            assert_eq!(path.root(event), Ok(root), "event {index} of {count}");
        }
        assert_eq!(prove(&events, count), None);
    }
}

#[test]
fn path_leads_elsewhere_from_any_other_place_or_event() {
    for count in 1..=17 {
        let events = events(count);
        let events = slices(&events);
        let root = merkle_root(&events);
        for (index, event) in (0..count).zip(&events) {
            let path = prove(&events, index).unwrap();
            assert_ne!(path.root(b"another event"), Ok(root));
            for (other_index, other_count) in (0..20).flat_map(|i| (0..20).map(move |c| (i, c))) {
                let moved = Path { index: other_index, count: other_count, ..path.clone() };
                let same = (other_index, other_count) == (index, count);
                assert_eq!(moved.root(event) == Ok(root), same, "{index} {count} {moved:?}");
            }
        }
    }
}

#[test]
fn path_needs_one_sibling_per_level() {
    let events = events(6);
    let events = slices(&events);
    let path = prove(&events, 5).unwrap();
    let mut short = path.clone();
    short.siblings.pop();
    let mut long = path.clone();
    long.siblings.extend(path.siblings.last().copied());
    assert_eq!(short.root(events[5]), Err(Refused::Path));
    assert_eq!(long.root(events[5]), Err(Refused::Path));
}

#[test]
fn path_of_a_hostile_count_is_refused_at_once() {
    let path = Path { index: u32::MAX - 1, count: u32::MAX, siblings: Vec::new() };
    assert_eq!(path.root(b"event"), Err(Refused::Path));
}

#[test]
fn equal_events_have_different_places() {
    let events: [&[u8]; 2] = [b"refused", b"refused"];
    let path = prove(&events, 0).unwrap();
    let moved = Path { index: 1, ..path.clone() };
    assert_eq!(path.root(events[0]), Ok(merkle_root(&events)));
    assert_ne!(moved.root(events[0]), Ok(merkle_root(&events)));
}

#[test]
fn tree_grown_by_one_has_the_root_of_the_whole() {
    let events = events(100);
    let mut tree = Tree::new();
    for (count, event) in events.iter().enumerate() {
        assert_eq!(tree.root(), merkle_root(&slices(&events[..count])));
        tree.push(event);
    }
    assert_eq!(tree.count(), 100);
}

#[test]
fn root_says_how_many_events_there_are() {
    let none = merkle_root(&[]);
    let one = merkle_root(&[b""]);
    let two = merkle_root(&[b"", b""]);
    assert!(none != one && one != two && none != two);
}
