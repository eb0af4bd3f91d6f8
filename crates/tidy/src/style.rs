//! Small things that a reader would otherwise have to watch for.
//!
//! Sources are plain ASCII outside tests, so that nothing looks like what it is not.
//! `unwrap()` stands in tests only: elsewhere `expect` says why it cannot fail.
//! No test is ignored, nothing is left to be done (`todo!`, and notes about it in comments).
//! On floors 0 to 2 nothing is cast with `as` and nothing is a float: both lose value silently; the
//! lints of the compiler are the real guard, this one also sees code that is not compiled here.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::floors::Floors;
use crate::house::{House, crate_of};
use crate::source::{Source, words};

const CHECK: &str = "style";

const UNFINISHED_CODE: [&str; 3] = ["#[ignore", "todo!", "unimplemented!"];
const UNFINISHED_NOTES: [&str; 2] = ["TODO", "FIXME"];
const FLOATS: [&str; 2] = ["f32", "f64"];
const INTEGERS: [&str; 12] =
    ["u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"];

/// Checks every Rust file of every crate.
pub fn check(house: &House) -> Vec<Finding> {
    let floors = Floors::of(house).unwrap_or_default();
    let tests = test_modules(house);
    let mut findings = Vec::new();
    for (path, text) in house.files("crates/", ".rs") {
        let machine = crate_of(path).is_some_and(|name| floors.is_machine(name));
        let place = match (is_test(path, &tests), machine) {
            (true, _) => Place::Test,
            (false, true) => Place::Machine,
            (false, false) => Place::Elsewhere,
        };
        findings.extend(check_file(path, text, place));
    }
    findings
}

/// What kind of code a file holds, outside its own tests.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Test,
    Machine,
    Elsewhere,
}

fn check_file(path: &str, text: &str, place: Place) -> Vec<Finding> {
    let source = Source::split(text);
    let tests = source.test_lines();
    let mut findings = Vec::new();
    let lines = text.lines().zip(source.code.lines()).zip(source.comments.lines());
    for (at, ((text, code), comment)) in lines.enumerate() {
        let mut found = |subject: &str, told: &str| {
            let told = told.to_owned();
            findings.push(Finding::new(CHECK, path, at + 1, subject, told));
        };
        for mark in UNFINISHED_CODE.iter().filter(|mark| code.contains(**mark)) {
            found(mark, "nothing is left ignored or undone");
        }
        for mark in UNFINISHED_NOTES.iter().filter(|mark| comment.contains(**mark)) {
            found(mark, "what is left to do is an issue, not a comment");
        }
        if place == Place::Test || tests.get(at) == Some(&true) {
            continue;
        }
        if !text.is_ascii() {
            found("ascii", "sources are plain ASCII outside tests");
        }
        if code.contains(".unwrap()") {
            found("unwrap", "unwrap() outside tests, use expect with the sentence that proves it");
        }
        if place == Place::Machine {
            check_numbers(code, &mut found);
        }
    }
    findings
}

/// Casts and floats in a line of machine code.
fn check_numbers(code: &str, found: &mut impl FnMut(&str, &str)) {
    let words: Vec<&str> = words(code).collect();
    let cast = |pair: &[&str]| match pair {
        ["as", number] => INTEGERS.contains(number) || FLOATS.contains(number),
        _ => false,
    };
    if words.windows(2).any(cast) {
        found("cast", "a cast with as on floors 0 to 2, use from or try_from");
    }
    if words.iter().any(|word| FLOATS.contains(word)) {
        found("float", "a float on floors 0 to 2");
    }
}

/// Paths of the modules that files declare under `#[cfg(test)]`, without their ending.
fn test_modules(house: &House) -> BTreeSet<String> {
    let mut modules = BTreeSet::new();
    for (_, path, text) in house.sources().filter(|(_, _, text)| text.contains("cfg(")) {
        let source = Source::split(text);
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let base = match file.trim_end_matches(".rs") {
            "lib" | "main" | "mod" => folder.to_owned(),
            stem => format!("{folder}/{stem}"),
        };
        modules.extend(source.test_modules().into_iter().map(|name| format!("{base}/{name}")));
    }
    modules
}

/// Tests, their parts, and benchmarks, as far as paths and declarations tell.
fn is_test(path: &str, modules: &BTreeSet<String>) -> bool {
    let stem = path.trim_end_matches(".rs");
    let declared = modules.iter().any(|module| {
        stem.strip_prefix(module.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    declared
        || path.ends_with("/tests.rs")
        || path.contains("/tests/")
        || path.contains("/benches/")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::house::House;

    const FLOORS: (&str, &str) = ("floors.toml", "[floors]\nbooks = 1\nnode = 4\n");

    fn texts(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<(&str, &str)> = files.iter().copied().chain([FLOORS]).collect();
        check(&House::of(&files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ascii_outside_tests() {
        let text = "let a = \"\u{e9}\";\n";
        assert_eq!(
            texts(&[("crates/node/src/a.rs", text)]),
            ["crates/node/src/a.rs:1: sources are plain ASCII outside tests"]
        );
        assert_eq!(texts(&[("crates/node/tests/a.rs", text)]), [""; 0]);
    }

    #[test]
    fn unwrap_stands_in_tests_only() {
        let text =
            "fn a() { b.unwrap(); }\n#[cfg(test)]\nmod tests {\n    fn c() { d.unwrap(); }\n}\n";
        assert_eq!(texts(&[("crates/node/src/a.rs", text)]).len(), 1);
        assert_eq!(texts(&[("crates/node/src/a.rs", "// b.unwrap()\n")]), [""; 0]);
    }

    #[test]
    fn module_declared_for_tests_is_a_test() {
        let door = ("crates/node/src/lib.rs", "#[cfg(test)]\nmod twin;\n");
        let twin = ("crates/node/src/twin.rs", "fn a() { b.unwrap(); }\n");
        let part = ("crates/node/src/twin/part.rs", "fn a() { b.unwrap(); }\n");
        assert_eq!(texts(&[door, twin, part]), [""; 0]);
        assert_eq!(texts(&[twin]).len(), 1);
    }

    #[test]
    fn nothing_is_ignored_or_left_to_do() {
        let text = "// TODO: later\n#[ignore]\nfn a() { todo!() }\n";
        assert_eq!(texts(&[("crates/node/tests/a.rs", text)]).len(), 3);
        assert_eq!(texts(&[("crates/node/tests/a.rs", "let a = \"TODO\";\n")]), [""; 0]);
    }

    #[test]
    fn machine_has_no_casts_and_no_floats() {
        let text = "let a = b as u64;\nlet c: f64 = d;\nuse e as f;\n";
        assert_eq!(texts(&[("crates/books/src/a.rs", text)]).len(), 2);
        assert_eq!(texts(&[("crates/node/src/a.rs", text)]), [""; 0]);
    }
}
