//! A change to a pinned encoding comes with a release note.
//!
//! `conformance/` pins the bytes on disk and on the wire; whoever runs an older version must read
//! what changed, in the same commit.
//! Looked at are the changes not yet committed and the last 20 commits: where an existing file in
//! `conformance/` changes or goes, something in `changes/unreleased/` changes too.
//! New files pin what is new, and need none.
//! Without git, or outside a repository, there is nothing to look at.

use std::path::Path;
use std::process::Command;

use crate::finding::Finding;

const CHECK: &str = "release";
const PINNED: &str = "conformance/";
const NOTES: &str = "changes/unreleased/";

/// Stands before each commit in what git lists.
const COMMIT: &str = "commit ";

/// Checks what git knows of the repository at `root`.
pub fn check(root: &Path) -> Vec<Finding> {
    let status = ["status", "--porcelain", "--untracked-files=all", "--no-renames"];
    let log = ["log", "-20", "--no-merges", "--name-status", "--no-renames", "--format=commit %h"];
    let uncommitted = git(root, &status).map(|listed| check_status(&listed));
    let committed = git(root, &log).map(|listed| check_log(&listed));
    uncommitted.into_iter().chain(committed).flatten().collect()
}

/// What git prints; `None` where it cannot.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").arg("-C").arg(root).args(arguments).output().ok()?;
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success().then_some(listed)
}

/// Lines of two letters, a blank and a path.
fn check_status(listed: &str) -> Vec<Finding> {
    let changes = listed.lines().filter_map(|line| Some((line.get(..2)?, line.get(3..)?)));
    check_changes("the uncommitted change", &changes.collect::<Vec<_>>())
}

/// For each commit a line with its name, then lines of a letter, a tab and a path.
fn check_log(listed: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut commit = "";
    let mut changes = Vec::new();
    for line in listed.lines() {
        if let Some(next) = line.strip_prefix(COMMIT) {
            findings.extend(check_changes(&format!("commit {commit}"), &changes));
            commit = next;
            changes.clear();
        }
        changes.extend(line.split_once('\t'));
    }
    findings.extend(check_changes(&format!("commit {commit}"), &changes));
    findings
}

/// Findings for one change, given as (letters, path) for each file.
fn check_changes(change: &str, files: &[(&str, &str)]) -> Vec<Finding> {
    if files.iter().any(|(_, path)| path.starts_with(NOTES)) {
        return Vec::new();
    }
    let is_old = |letters: &str| letters.contains(['M', 'D', 'T']) && !letters.contains('A');
    files
        .iter()
        .filter(|(letters, path)| path.starts_with(PINNED) && is_old(letters))
        .map(|(_, path)| {
            let told = format!("{change} changes what is pinned here without a note in {NOTES}");
            Finding::new(CHECK, path, 1, change, told)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{check_log, check_status};

    #[test]
    fn uncommitted_change_needs_a_note() {
        let changed = " M conformance/receipts.txt\n M crates/receipts/src/lib.rs\n";
        let noted = "M  conformance/receipts.txt\n?? changes/unreleased/receipts.md\n";
        assert_eq!(check_status(changed).len(), 1);
        assert!(check_status(noted).is_empty());
    }

    #[test]
    fn new_file_needs_none() {
        assert!(check_status("?? conformance/new.txt\nAM conformance/newer.txt\n").is_empty());
        assert!(check_log("commit a1\n\nA\tconformance/new.txt\n").is_empty());
    }

    #[test]
    fn each_commit_carries_its_own_note() {
        let log = "commit a1\n\nM\tconformance/log.txt\n\
                   commit b2\n\nM\tconformance/log.txt\nA\tchanges/unreleased/log.md\n\
                   commit c3\n\nD\tconformance/log.txt\n";
        let found = check_log(log);
        let told: Vec<&str> = found.iter().map(|finding| finding.subject.as_str()).collect();
        assert_eq!(told, ["commit a1", "commit c3"]);
    }
}
