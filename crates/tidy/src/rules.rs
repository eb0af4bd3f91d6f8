//! Every rule has a number, a place in the code and a scenario.
//!
//! An overseer reads `rules/`, an auditor the code, a bank the scenarios; the number is how they
//! know that they speak of the same thing.
//! A heading `### R-QUE-04 ...` in `rules/*.md` defines a rule, once.
//! Each is cited in a comment under some crate's `src` and in a claim of a file under
//! `scenarios/`, which is a line that begins with `#`: a refusal that happens to print the number
//! claims nothing.
//! Whatever number is cited anywhere in code or scenarios is defined.
//! Whether a claim is about the rule's edge, no program can tell.
//! This crate itself is left out: its numbers are examples.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;
use crate::house::House;
use crate::source::Source;

const CHECK: &str = "rules";

/// The crate whose numbers are examples.
const OWN: &str = "crates/tidy/";

/// Checks that rules, code and scenarios cite each other.
pub fn check(house: &House) -> Vec<Finding> {
    let (defined, mut findings) = definitions(house);
    let mut coded = BTreeSet::new();
    for (_, path, text) in house.sources().filter(|(_, path, _)| !path.starts_with(OWN)) {
        coded.extend(numbers(&Source::split(text).comments).map(str::to_owned));
        findings.extend(undefined(&defined, path, text));
    }
    let mut played = BTreeSet::new();
    for (path, text) in house.files("scenarios/", "") {
        let claims = text.lines().filter(|line| line.starts_with('#'));
        played.extend(claims.flat_map(numbers).map(str::to_owned));
        findings.extend(undefined(&defined, path, text));
    }
    for (number, (path, line)) in &defined {
        let found = |text| Finding::new(CHECK, path, *line, number, text);
        if !coded.contains(*number) {
            findings.push(found(format!("{number} is cited in no comment of the code")));
        }
        if !played.contains(*number) {
            findings.push(found(format!("{number} is claimed by no scenario")));
        }
    }
    findings
}

/// Each rule with the place that defines it, and a finding for each second definition.
fn definitions(house: &House) -> (BTreeMap<&str, (&str, usize)>, Vec<Finding>) {
    let (mut defined, mut findings) = (BTreeMap::new(), Vec::new());
    for (path, text) in house.files("rules/", ".md") {
        for (line, heading) in (1..).zip(text.lines()) {
            let title = heading.strip_prefix("### ").unwrap_or_default();
            let Some(number) = numbers(title).next().filter(|number| title.starts_with(*number))
            else {
                continue;
            };
            if defined.insert(number, (path, line)).is_some() {
                let told = format!("{number} is defined twice");
                findings.push(Finding::new(CHECK, path, line, number, told));
            }
        }
    }
    (defined, findings)
}

/// Findings for the numbers in `text` that no rule has.
fn undefined(defined: &BTreeMap<&str, (&str, usize)>, path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        for number in numbers(text).filter(|number| !defined.contains_key(number)) {
            let told = format!("{number} is cited here but defined nowhere in rules/");
            findings.push(Finding::new(CHECK, path, line, number, told));
        }
    }
    findings
}

/// The rule numbers in a text: `R-`, two or three capitals, `-`, two digits, alone.
///
/// Order: as they stand.
pub fn numbers(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("R-").filter_map(move |(at, _)| {
        let mut lengths = [7, 8].into_iter();
        lengths.find_map(|length| number_at(text, at, length))
    })
}

/// The rule number of this length at this place, if it stands alone there.
fn number_at(text: &str, at: usize, length: usize) -> Option<&str> {
    let number = text.get(at..at.checked_add(length)?)?;
    let before = text[..at].chars().next_back();
    let after = text[at..].chars().nth(length);
    let alone = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    (is_number(number) && alone(before) && alone(after)).then_some(number)
}

fn is_number(text: &str) -> bool {
    match text.as_bytes() {
        [b'R', b'-', area @ .., b'-', tens, ones] => {
            matches!(area.len(), 2 | 3)
                && area.iter().all(u8::is_ascii_uppercase)
                && tens.is_ascii_digit()
                && ones.is_ascii_digit()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{check, numbers};
    use crate::house::House;

    const RULE: (&str, &str) = ("rules/queue.md", "# Queue\n\n### R-QUE-04 First in, first out\n");

    fn texts(files: &[(&str, &str)]) -> Vec<String> {
        check(&House::of(files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_found_alone_only() {
        let text = "(R-QUE-04), R-PAY-03. R-Q-1 XR-QUE-05 R-QUE-066 R-que-07 R-FX-01 \u{e9}R";
        assert_eq!(numbers(text).collect::<Vec<_>>(), ["R-QUE-04", "R-PAY-03", "R-FX-01"]);
    }

    #[test]
    fn rule_with_code_and_scenario_is_fine() {
        let code = ("crates/settlement/src/queue.rs", "// R-QUE-04\nfn next() {}\n");
        let scenario = ("scenarios/queue/order", "# R-QUE-04\n");
        assert_eq!(texts(&[RULE, code, scenario]), [""; 0]);
    }

    #[test]
    fn rule_needs_a_comment_and_a_scenario() {
        let code = ("crates/settlement/src/queue.rs", "const RULE: &str = \"R-QUE-04\";\n");
        let expected = [
            "rules/queue.md:3: R-QUE-04 is cited in no comment of the code",
            "rules/queue.md:3: R-QUE-04 is claimed by no scenario",
        ];
        assert_eq!(texts(&[RULE, code]), expected);
    }

    #[test]
    fn a_refusal_that_prints_the_number_claims_nothing() {
        let code = ("crates/settlement/src/queue.rs", "// R-QUE-04\nfn next() {}\n");
        let scenario = ("scenarios/queue/order", "refused 1401 NotWaiting AGNT R-QUE-04: p1\n");
        let expected = ["rules/queue.md:3: R-QUE-04 is claimed by no scenario"];
        assert_eq!(texts(&[RULE, code, scenario]), expected);
    }

    #[test]
    fn cited_number_is_defined() {
        let scenario = ("scenarios/queue", "> pay\n# R-QUE-05\n");
        let expected = ["scenarios/queue:2: R-QUE-05 is cited here but defined nowhere in rules/"];
        assert_eq!(texts(&[scenario]), expected);
    }

    #[test]
    fn rule_is_defined_once() {
        let twice = ("rules/more.md", "### R-QUE-04 Again\n");
        let told = "rules/queue.md:3: R-QUE-04 is defined twice".to_owned();
        assert!(texts(&[RULE, twice]).contains(&told));
    }
}
