//! What `tidy.toml` allows.
//!
//! A rule that cannot bend gets worked around in worse ways; one that bends silently is none.
//! So each exception stands in one file, names its check and its place, and says why:
//!
//! ```toml
//! [[allow]]
//! check = "words"
//! path = "crates/iso20022/src/reader.rs"
//! subject = "token"
//! why = "what the reader is made of"
//! ```
//!
//! `path` is a file or, with a slash at its end, a folder; `subject` may be left out.
//! An exception that nothing needs any more is itself a finding.

use toml::Table;

use crate::finding::Finding;
use crate::house::House;

const FILE: &str = "tidy.toml";
const CHECK: &str = "allow";

/// One exception.
struct Exception<'a> {
    check: &'a str,
    path: &'a str,
    subject: Option<&'a str>,
}

impl Exception<'_> {
    fn covers(&self, finding: &Finding) -> bool {
        let below = self.path.ends_with('/') && finding.path.starts_with(self.path);
        finding.check == self.check
            && (below || finding.path == self.path)
            && self.subject.is_none_or(|subject| subject == finding.subject)
    }
}

/// The findings that no exception covers, and those about the exceptions themselves.
pub fn filter(house: &House, findings: Vec<Finding>) -> Vec<Finding> {
    let text = house.text(FILE).unwrap_or_default();
    let table = match text.parse::<Table>() {
        Ok(table) => table,
        Err(error) => {
            let about = Finding::new(CHECK, FILE, 1, FILE, format!("is no toml: {error}"));
            return findings.into_iter().chain([about]).collect();
        }
    };
    let (exceptions, mut kept) = exceptions(&table, text);
    for (line, exception) in &exceptions {
        if !findings.iter().any(|finding| exception.covers(finding)) {
            let told =
                format!("allows {} in {}, which needs it no more", exception.check, exception.path);
            kept.push(Finding::new(CHECK, FILE, *line, exception.path, told));
        }
    }
    let covered = |finding: &Finding| exceptions.iter().any(|(_, one)| one.covers(finding));
    kept.extend(findings.into_iter().filter(|finding| !covered(finding)));
    kept
}

/// The exceptions with their lines, and a finding for each that is malformed.
fn exceptions<'a>(table: &'a Table, text: &str) -> (Vec<(usize, Exception<'a>)>, Vec<Finding>) {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| line.trim() == "[[allow]]");
    let entries = table.get("allow").and_then(|allow| allow.as_array());
    let (mut read, mut malformed) = (Vec::new(), Vec::new());
    for entry in entries.into_iter().flatten() {
        let line = lines.next().map_or(1, |(line, _)| line);
        let field = |name: &str| entry.get(name).and_then(|value| value.as_str());
        match (field("check"), field("path"), field("why")) {
            (Some(check), Some(path), Some(why)) if !why.is_empty() => {
                read.push((line, Exception { check, path, subject: field("subject") }));
            }
            _ => {
                let told = "an exception needs check, path and why".to_owned();
                malformed.push(Finding::new(CHECK, FILE, line, "allow", told));
            }
        }
    }
    (read, malformed)
}

#[cfg(test)]
mod tests {
    use super::filter;
    use crate::finding::Finding;
    use crate::house::House;

    const ALLOW: &str =
        "[[allow]]\ncheck = \"words\"\npath = \"docs/\"\nsubject = \"mint\"\nwhy = \"x\"\n";

    fn finding(path: &str, subject: &str) -> Finding {
        Finding::new("words", path, 3, subject, "found".to_owned())
    }

    #[test]
    fn exception_covers_its_folder_and_subject_only() {
        let house = House::of(&[("tidy.toml", ALLOW)]);
        let found = [
            finding("docs/a.md", "mint"),
            finding("docs/a.md", "token"),
            finding("rules/a.md", "mint"),
        ];
        assert_eq!(filter(&house, found.to_vec()), found[1..]);
    }

    #[test]
    fn idle_exception_is_found() {
        let house = House::of(&[("tidy.toml", ALLOW)]);
        let found = filter(&house, Vec::new());
        assert_eq!(
            found[0].to_string(),
            "tidy.toml:1: allows words in docs/, which needs it no more"
        );
    }

    #[test]
    fn exception_without_a_reason_is_found() {
        let house = House::of(&[("tidy.toml", "[[allow]]\ncheck = \"words\"\npath = \"docs/\"\n")]);
        let found = filter(&house, vec![finding("docs/a.md", "mint")]);
        assert_eq!(found.len(), 2);
    }
}
