//! The forms of patterns, written as the reader would show them.

use super::{Alphabet, Run, compile};
use crate::definitions::UNBOUNDED;

fn class(characters: &str) -> u128 {
    characters.bytes().map(|byte| 1_u128 << byte).fold(0, |all, bit| all | bit)
}

fn run(characters: &str, min: u16, max: u16) -> Run {
    Run { class: class(characters), min, max }
}

const DIGITS: &str = "0123456789";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

#[test]
fn an_optional_group_becomes_two_alternatives() {
    let forms = compile("[A-Z]{2,2}([0-9]{3,3}){0,1}", Alphabet::Unicode).expect("a plain form");
    assert_eq!(forms, [vec![run(CAPITALS, 2, 2)], vec![run(CAPITALS, 2, 2), run(DIGITS, 3, 3)]]);
}

#[test]
fn repeated_groups_of_one_class_become_one_run() {
    let forms = compile("([0-9][0-9]){32}", Alphabet::Unicode).expect("a plain form");
    assert_eq!(forms, [vec![run(DIGITS, 64, 64)]]);
}

#[test]
fn branches_escapes_and_quantifiers_are_read() {
    let forms = compile(r"[+]{0,1}\d+|A\-[)+\-]?", Alphabet::Unicode).expect("a plain form");
    assert_eq!(
        forms,
        [
            vec![run("+", 0, 1), run(DIGITS, 1, UNBOUNDED)],
            vec![run("A", 1, 1), run("-", 1, 1), run(")+-", 0, 1)],
        ]
    );
}

#[test]
fn a_run_before_a_fixed_tail_may_share_its_characters() {
    assert!(compile(".*Z", Alphabet::Ascii).is_some());
    assert!(compile("[A-Z]{1,4}[A-Z0-9]{2}", Alphabet::Ascii).is_some());
}

#[test]
fn what_runs_cannot_say_is_refused() {
    for pattern in [
        ".*Z",
        "[^A-Z]",
        r"\p{L}",
        r"\w",
        "[a-z-[aeiou]]",
        "(AB)*",
        "[A-Z]{1,4}[A-Z0-9]{1,2}",
        "[A-Z",
        "(A",
        "A)",
        "A{2,1}",
        "[\u{e9}]",
        "[Z-A]",
    ] {
        assert_eq!(compile(pattern, Alphabet::Unicode), None, "{pattern}");
    }
}
