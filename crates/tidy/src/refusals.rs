//! Every refusal has one page and a scenario that provokes it.
//!
//! A bank whose payment is refused sees a number; behind it there must be a page that says why and
//! what to do, and a scenario that shows it.
//! The list of refusals is the table in `crates/settlement/src/refusal.rs`, of lines
//! `Name = 1301, "AM05", "R-PAY-03";`.
//! The page `docs/reference/refusals/1301.md` names the variant, the ISO code and the rule; a page
//! that no refusal has is found too.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::house::House;
use crate::source::words;

const CHECK: &str = "refusals";
const TABLE: &str = "crates/settlement/src/refusal.rs";
const PAGES: &str = "docs/reference/refusals/";

/// One line of the table.
#[derive(Debug, PartialEq, Eq)]
struct Refusal<'a> {
    line: usize,
    name: &'a str,
    number: &'a str,
    iso: &'a str,
    rule: &'a str,
}

/// Checks the table against pages and scenarios.
pub fn check(house: &House) -> Vec<Finding> {
    let table = house.text(TABLE).unwrap_or_default();
    let refusals: Vec<Refusal<'_>> =
        (1..).zip(table.lines()).filter_map(|(line, text)| read(line, text)).collect();
    let mut findings = twice(&refusals);
    for refusal in &refusals {
        findings.extend(check_page(house, refusal));
        findings.extend(check_scenario(house, refusal));
    }
    findings.extend(check_owners(house, &refusals));
    findings
}

/// Reads `Name = number, "ISO", "R-...";`; `None` for any other line.
fn read(line: usize, text: &str) -> Option<Refusal<'_>> {
    let (name, rest) = text.trim().split_once(" = ")?;
    let mut fields = rest.strip_suffix(';')?.split(',').map(str::trim);
    let (number, iso, rule) = (fields.next()?, fields.next()?, fields.next()?);
    let quoted = |field: &str| field.len() >= 2 && field.starts_with('"') && field.ends_with('"');
    let is_name = name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    let is_number = !number.is_empty() && number.chars().all(|digit| digit.is_ascii_digit());
    let fits = is_name && is_number && fields.next().is_none() && quoted(iso) && quoted(rule);
    fits.then(|| Refusal {
        line,
        name,
        number,
        iso: iso.trim_matches('"'),
        rule: rule.trim_matches('"'),
    })
}

/// A number or a name that stands twice.
fn twice(refusals: &[Refusal<'_>]) -> Vec<Finding> {
    let mut seen = BTreeMap::new();
    let mut findings = Vec::new();
    for refusal in refusals {
        for word in [refusal.number, refusal.name] {
            if let Some(first) = seen.insert(word, refusal.line) {
                let told = format!("{word} stands in line {first} already");
                findings.push(Finding::new(CHECK, TABLE, refusal.line, refusal.name, told));
            }
        }
    }
    findings
}

fn check_page(house: &House, refusal: &Refusal<'_>) -> Vec<Finding> {
    let path = format!("{PAGES}{}.md", refusal.number);
    let found = |place: &str, line, text| Finding::new(CHECK, place, line, refusal.name, text);
    let Some(page) = house.text(&path) else {
        return vec![found(TABLE, refusal.line, format!("{} has no page {path}", refusal.name))];
    };
    [refusal.name, refusal.iso, refusal.rule]
        .into_iter()
        .filter(|wanted| !page.contains(*wanted))
        .map(|wanted| found(&path, 1, format!("the page does not name {wanted}")))
        .collect()
}

fn check_scenario(house: &House, refusal: &Refusal<'_>) -> Option<Finding> {
    let provoked = house
        .files("scenarios/", "")
        .flat_map(|(_, text)| text.lines())
        .any(|line| shows(line, refusal));
    (!provoked).then(|| {
        let told = format!("no scenario provokes {} ({})", refusal.name, refusal.number);
        Finding::new(CHECK, TABLE, refusal.line, refusal.name, told)
    })
}

/// Whether a scenario's line shows the refusal: its name, or its number in a line about a refusal.
///
/// A comment does not count: it shows what is hoped for, not what comes out.
fn shows(line: &str, refusal: &Refusal<'_>) -> bool {
    let about = line.to_ascii_lowercase().contains("refus");
    !line.trim_start().starts_with('#')
        && words(line).any(|word| word == refusal.name || (about && word == refusal.number))
}

/// Pages of numbers that no refusal has.
fn check_owners(house: &House, refusals: &[Refusal<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in house.files(PAGES, ".md") {
        let name = path.trim_start_matches(PAGES).trim_end_matches(".md");
        let is_number = !name.is_empty() && name.chars().all(|digit| digit.is_ascii_digit());
        if is_number && !refusals.iter().any(|refusal| refusal.number == name) {
            let told = format!("no refusal has the number {name}");
            findings.push(Finding::new(CHECK, path, 1, name, told));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Refusal, TABLE, check, read};
    use crate::house::House;

    const CODE: &str = "refusals! {\n    /// Used already.\n    DuplicateUetr = 1301, \"AM05\", \"R-PAY-03\";\n}\n";
    const PAGE: (&str, &str) =
        ("docs/reference/refusals/1301.md", "# 1301 DuplicateUetr\n\nAM05, by R-PAY-03.\n");
    const SCENARIO: (&str, &str) = ("scenarios/pay", "> pay\n---\nRefused(DuplicateUetr)\n");

    fn texts(files: &[(&str, &str)]) -> Vec<String> {
        check(&House::of(files)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn table_line_is_read() {
        let line = "    DuplicateUetr = 1301, \"AM05\", \"R-PAY-03\";";
        let expected = Refusal {
            line: 7,
            name: "DuplicateUetr",
            number: "1301",
            iso: "AM05",
            rule: "R-PAY-03",
        };
        assert_eq!(read(7, line), Some(expected));
        for other in ["let x = 1;", "    /// A = 1, \"B\", \"C\";", "A = 1, B, C;", "refusals! {"] {
            assert_eq!(read(1, other), None, "{other}");
        }
    }

    #[test]
    fn refusal_with_page_and_scenario_is_fine() {
        assert_eq!(texts(&[(TABLE, CODE), PAGE, SCENARIO]), [""; 0]);
    }

    #[test]
    fn refusal_needs_page_and_scenario() {
        let expected = [
            "crates/settlement/src/refusal.rs:3: DuplicateUetr has no page docs/reference/refusals/1301.md",
            "crates/settlement/src/refusal.rs:3: no scenario provokes DuplicateUetr (1301)",
        ];
        let hoped = ("scenarios/pay", "# DuplicateUetr\npaid 1301\n");
        assert_eq!(texts(&[(TABLE, CODE), hoped]), expected);
    }

    #[test]
    fn number_in_a_line_about_a_refusal_is_enough() {
        let scenario = ("scenarios/pay", "---\nrefused 1301\n");
        assert_eq!(texts(&[(TABLE, CODE), PAGE, scenario]), [""; 0]);
    }

    #[test]
    fn page_names_variant_code_and_rule() {
        let page = (PAGE.0, "# 1301 DuplicateUetr\n");
        assert_eq!(texts(&[(TABLE, CODE), page, SCENARIO]).len(), 2);
    }

    #[test]
    fn page_without_a_refusal_is_found() {
        let page = ("docs/reference/refusals/1999.md", "# 1999\n");
        let index = ("docs/reference/refusals/README.md", "# Refusals\n");
        let expected = ["docs/reference/refusals/1999.md:1: no refusal has the number 1999"];
        assert_eq!(texts(&[page, index]), expected);
    }

    #[test]
    fn number_and_name_stand_once() {
        let twice = "A = 1, \"AM05\", \"R-PAY-03\";\nB = 1, \"AM05\", \"R-PAY-03\";\n";
        let told = "crates/settlement/src/refusal.rs:2: 1 stands in line 1 already".to_owned();
        assert!(texts(&[(TABLE, twice)]).contains(&told));
    }
}
