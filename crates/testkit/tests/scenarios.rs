//! Every script under `scenarios/` comes out as it is written there.
//!
//! `UPDATE_GOLDENFILES=1` writes what comes out instead; the difference is then the review.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use testkit::scenario::Scenario;

/// Every script in a folder and the folders in it. Order: by path.
fn scripts(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            found.extend(scripts(&path));
        } else if path.extension().is_some_and(|ending| ending == "txt") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Plays one script; says whether it came out as written.
fn holds(script: &Path) -> bool {
    println!("{}", script.display());
    let play = || goldenscript::run(&mut Scenario::new(), script);
    match catch_unwind(AssertUnwindSafe(play)) {
        Ok(Ok(())) => true,
        Ok(Err(fault)) => {
            println!("{fault}");
            false
        }
        Err(_) => false,
    }
}

#[test]
fn every_scenario_comes_out_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let scripts = scripts(&folder);
    assert!(!scripts.is_empty(), "no scripts under scenarios/");
    let failed: Vec<_> = scripts.iter().filter(|script| !holds(script)).collect();
    assert!(failed.is_empty(), "other than written: {failed:#?}");
}
