//! Beside the house: bytes that nobody meant, for every reader that stands at the door.
//!
//! What arrives is good bytes that were changed: a good input comes further into a reader than
//! bytes at random, and so do its neighbours.
//! A case is a good input and a few changes of it, so that a failure shrinks to the change that
//! matters; the same seed makes the same cases.
//! `FUZZ_CASES` says how many a reader gets (2,000 unless set, many more in `make soak`),
//! `FUZZ_SEED` from where they are drawn.
#![forbid(unsafe_code)]

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// How many cases a reader gets, unless the environment says otherwise.
const CASES: u32 = 2_000;

/// The most changes of one input.
const MOST_CHANGES: usize = 6;

/// What readers stumble over more often than over other bytes.
const PIECES: [&str; 24] = [
    "",
    "\0",
    "\u{feff}",
    "\u{1d11e}",
    "\"",
    "\\",
    "\\ud800",
    "<!--",
    "]]>",
    "<![CDATA[",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
    "&b;",
    "xmlns:a=\"\"",
    "{",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "-1",
    "1e400",
    "0.000000000000000000000001",
    "340282366920938463463374607431768211456",
    "99999999999999999999999999999999999999999999999999999999999999",
    "2026-02-30T24:60:61Z",
    "\r\n\t",
    "null",
    ";a=?0,",
];

/// A change of an input. Places are parts of its length, so that a case shrinks.
#[derive(Clone, Debug)]
enum Change {
    /// One byte is another.
    Byte(Index, u8),
    /// A piece stands in.
    Insert(Index, usize),
    /// A part is gone.
    Remove(Index, Index),
    /// A part stands twice.
    Double(Index, Index),
    /// A part is from another input.
    Cross(Index, usize, Index, Index),
    /// It ends here.
    End(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    proptest::prop_oneof![
        4 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        3 => (place(), any::<usize>()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        2 => (place(), place()).prop_map(|(from, to)| Change::Remove(from, to)),
        2 => (place(), place()).prop_map(|(from, to)| Change::Double(from, to)),
        2 => (place(), any::<usize>(), place(), place())
            .prop_map(|(at, other, from, to)| Change::Cross(at, other, from, to)),
        1 => place().prop_map(Change::End),
    ]
}

/// The longest part that is moved at once; longer ones make long inputs and no others.
const LONGEST_PART: usize = 200;

fn part(bytes: &[u8], from: Index, to: Index) -> (usize, usize) {
    let from = from.index(bytes.len() + 1);
    let length = to.index(LONGEST_PART + 1).min(bytes.len() - from);
    (from, from + length)
}

fn changed(mut bytes: Vec<u8>, changes: &[Change], corpus: &[Vec<u8>]) -> Vec<u8> {
    for change in changes {
        match *change {
            Change::Byte(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            Change::Byte(_, byte) => bytes.push(byte),
            Change::Insert(at, piece) => {
                let at = at.index(bytes.len() + 1);
                let piece = PIECES[piece % PIECES.len()];
                bytes.splice(at..at, piece.bytes());
            }
            Change::Remove(from, to) => {
                let (from, to) = part(&bytes, from, to);
                bytes.drain(from..to);
            }
            Change::Double(from, to) => {
                let (from, to) = part(&bytes, from, to);
                let twice = bytes[from..to].to_vec();
                bytes.splice(to..to, twice);
            }
            Change::Cross(at, other, from, to) => {
                let other = &corpus[other % corpus.len()];
                let (from, to) = part(other, from, to);
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            Change::End(at) => bytes.truncate(at.index(bytes.len() + 1)),
        }
    }
    bytes
}

fn set(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Gives a reader a corpus of good inputs and then changes of them.
///
/// `claim` panics where what it claims of every input does not hold; that a reader panics is enough.
///
/// # Panics
/// With the least input that breaks the claim.
pub fn every(corpus: &[Vec<u8>], claim: impl Fn(&[u8])) {
    assert!(!corpus.is_empty(), "a corpus of nothing");
    corpus.iter().for_each(|good| claim(good));
    let config = Config { cases: set("FUZZ_CASES", CASES), ..Config::default() };
    let config = Config { failure_persistence: None, ..config };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&set("FUZZ_SEED", 26).to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(config, random);
    let cases = (any::<usize>(), vec(change(), 1..=MOST_CHANGES));
    let found = runner.run(&cases, |(good, changes)| {
        let good = corpus[good % corpus.len()].clone();
        let bytes = changed(good, &changes, corpus);
        let held = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| claim(&bytes)));
        held.map_err(|_| TestCaseError::fail(String::from_utf8_lossy(&bytes).into_owned()))
    });
    if let Err(error) = found {
        panic!("{error}");
    }
}

/// The same of inputs that are text.
pub fn every_text(corpus: &[&str], claim: impl Fn(&str)) {
    let corpus: Vec<Vec<u8>> = corpus.iter().map(|text| text.as_bytes().to_vec()).collect();
    every(&corpus, |bytes| claim(&String::from_utf8_lossy(bytes)));
}
