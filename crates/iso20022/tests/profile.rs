//! Real and made messages through the whole door, judged by the default rulebook.

use std::fs;
use std::path::{Path, PathBuf};

use iso20022::reference::STATUS_REASON;
use iso20022::{Layer, Limits, Profile, Verdict, check};

fn samples() -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/iso/samples"));
    if folder.is_dir() {
        return Some(folder.to_path_buf());
    }
    println!("skipped: the sample messages are not here");
    None
}

fn judged(file: &Path) -> Option<Verdict> {
    let input = fs::read(file).ok()?;
    Some(check(&input, &Limits::default(), &Profile::default_rulebook()))
}

fn told(verdict: &Verdict) -> String {
    verdict.finding.as_ref().map_or_else(|| "accepted".to_owned(), ToString::to_string)
}

/// The code of a refusal by the profile.
fn profile_code(verdict: &Verdict) -> Option<&'static str> {
    let finding = verdict.finding.as_ref()?;
    (finding.layer == Layer::Profile).then_some(finding.code)
}

#[test]
fn made_messages_get_the_expected_answer() {
    let Some(folder) = samples() else { return };
    let table = fs::read_to_string(folder.join("derived/EXPECT.tsv")).expect("the table is there");
    let mut wrong = Vec::new();
    for row in table.lines().skip(1) {
        let mut cells = row.split('\t');
        let (Some(name), Some(layer), Some(expected)) = (cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let Some(verdict) = judged(&folder.join("derived").join(name)) else {
            continue;
        };
        let right = match layer {
            "accept" | "accept-or-charset-policy" | "accept-without-fetch" => verdict.accepted,
            "business" if name.starts_with("d61") => profile_code(&verdict) == Some("RR10"),
            "business" => profile_code(&verdict).is_some_and(|code| expected.contains(code)),
            _ => continue,
        };
        if !right {
            wrong.push(format!("{name}: expected {layer} {expected}, got {}", told(&verdict)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_of_others_are_not_refused_for_our_habits() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder.join("valid")).expect("the folder is there") {
        let file = entry.expect("it can be listed").path();
        if let Some(verdict) = judged(&file).filter(|verdict| !verdict.accepted) {
            wrong.push(format!("{}: {}", file.display(), told(&verdict)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn messages_that_break_a_usage_rule_get_its_answer() {
    let Some(folder) = samples() else { return };
    let mut wrong = Vec::new();
    for (name, code) in [
        ("01-pacs.008.001.08-joaoabuenosi.xml", "admi.002"),
        ("05-camt.056.001.08-joaoabuenosi.xml", "CH21"),
        ("07-pacs.002.001.10-joaoabuenosi.xml", "CH16"),
        ("09-pacs.028.001.03-joaoabuenosi.xml", "CH21"),
        ("19-pacs.008.001.13-socrates8300.xml", "RC03"),
        ("25-pacs.009.001.08-phoughton.xml", "admi.002"),
        ("27-pacs.002.001.10-phoughton.xml", "admi.002"),
    ] {
        let Some(verdict) = judged(&folder.join("invalid").join(name)) else {
            continue;
        };
        if profile_code(&verdict) != Some(code) {
            wrong.push(format!("{name}: expected {code}, got {}", told(&verdict)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_answer_is_a_status_reason() {
    for code in [
        "AC01", "AC02", "AC03", "AM01", "AM03", "AM09", "AM11", "AM12", "AM18", "BE04", "BE07",
        "BE08", "BE09", "BE10", "BE11", "BE15", "BE16", "BE17", "BE22", "CH16", "CH17", "CH20",
        "CH21", "DT01", "FF01", "FF04", "FF05", "FF06", "FF07", "FF08", "RC01", "RC03", "RC04",
        "RR07", "RR10",
    ] {
        assert!(STATUS_REASON.knows(code), "{code}");
    }
}

#[test]
fn a_known_message_that_nothing_acts_on_is_accepted_and_told() {
    let Some(folder) = samples() else { return };
    let folder = folder.join("valid");
    for (name, acted_on) in [
        ("37-pacs.009.001.12-nexatech-ltd.xml", true),
        ("47-pacs.028.001.05-sebastienrousseau.xml", true),
        ("51-pacs.004.001.11-socrates8300.xml", false),
        ("55-camt.053.001.02-phoughton.xml", false),
        ("03-head.001.001.02-joaoabuenosi.xml", false),
    ] {
        if let Some(found) = judged(&folder.join(name)) {
            assert_eq!((found.accepted, found.acted_on), (true, acted_on), "{name}");
        }
    }
}
