//! The reader's verdict on messages published by others and on messages made to be refused.
//!
//! Not a scenario: it is about texts that never reach settlement.
//! All mismatches are told at once.

use std::fs;
use std::path::{Path, PathBuf};

use iso20022::reader::{Limits, read};
use iso20022::verdict::Layer;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/iso/samples");

/// The folder of samples, or nothing and a word about it.
fn samples() -> Option<PathBuf> {
    let folder = Path::new(SAMPLES);
    if !folder.is_dir() {
        println!("skipped: the folder of samples is not here");
        return None;
    }
    Some(folder.to_owned())
}

/// The layer that objects to the file, and its words.
fn objection(file: &Path) -> Option<(Layer, String)> {
    let input = fs::read(file).expect("a readable sample");
    let finding = read(&input, &Limits::default()).err()?;
    let line = finding.line(&input);
    Some((finding.layer, format!("line {line}: {finding}")))
}

fn assert_none(mismatches: &[String]) {
    let count = mismatches.len();
    assert!(mismatches.is_empty(), "{count} mismatches\n{}", mismatches.join("\n"));
}

#[test]
fn made_messages_are_refused_by_the_layer_they_were_made_for() {
    let Some(folder) = samples() else { return };
    let table = fs::read_to_string(folder.join("derived/EXPECT.tsv")).expect("the expectations");
    let mut mismatches = Vec::new();
    for row in table.lines().skip(1) {
        let mut cells = row.split('\t');
        let (Some(file), Some(layer)) = (cells.next(), cells.next()) else {
            continue;
        };
        let expected = match layer {
            "transport" => Some(Layer::Transport),
            // The table leaves character data sections to our policy, which refuses them.
            "xml" | "reject-by-policy-or-accept" => Some(Layer::Xml),
            "schema" => Some(Layer::Schema),
            "limits" => Some(Layer::Limits),
            "business" => None,
            layer if layer.starts_with("accept") => None,
            other => panic!("{file} has the layer {other}, which this test does not know"),
        };
        // Files stored in compressed form are made by `a_huge_value_is_refused_for_its_size`.
        if file.ends_with(".gz") {
            continue;
        }
        let found = objection(&folder.join("derived").join(file));
        if found.as_ref().map(|(layer, _)| *layer) != expected {
            mismatches.push(format!("{file}: expected {expected:?}, found {found:?}"));
        }
    }
    assert_none(&mismatches);
}

#[test]
fn published_messages_are_accepted() {
    let Some(folder) = samples() else { return };
    let mut mismatches = Vec::new();
    for entry in fs::read_dir(folder.join("valid")).expect("a readable folder") {
        let file = entry.expect("a readable folder").path();
        if let Some((_, found)) = objection(&file) {
            mismatches.push(format!("{}: {found}", file.display()));
        }
    }
    assert_none(&mismatches);
}

#[test]
fn messages_are_refused_where_another_schema_checker_refuses_them() {
    let Some(folder) = samples() else { return };
    let sources = fs::read_to_string(folder.join("SOURCES.md")).expect("the list of sources");
    let (_, rows) = sources.split_once("## invalid/").expect("the section on invalid messages");
    let mut mismatches = Vec::new();
    for row in rows.lines().take_while(|line| !line.starts_with("## ")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (Some(file), Some(verdict)) = (cells.get(1), cells.get(8)) else {
            continue;
        };
        let path = folder.join("invalid").join(file);
        if !path.is_file() {
            continue;
        }
        let found = objection(&path);
        if (*verdict == "valid") != found.is_none() {
            mismatches.push(format!("{file}: the other says {verdict}, we say {found:?}"));
        }
    }
    assert_none(&mismatches);
}

#[test]
fn a_huge_value_is_refused_for_its_size() {
    let mut input = b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08\">".to_vec();
    input.resize(10 * 1024 * 1024, b'X');
    let finding = read(&input, &Limits::default()).expect_err("ten megabytes");
    assert_eq!(finding.layer, Layer::Limits);
}
