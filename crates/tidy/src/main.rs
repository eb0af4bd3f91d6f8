//! Beside the house: the rules of style and structure that a machine can hold.
//!
//! `cargo run -p tidy` prints every finding as `path:line: text` and exits with 1 if there is any.
//! Each check is a file of its own, with its rule and the reason in its first lines.
//! It reads the repository as text, once, and knows nothing of what the code means; where a check
//! is wrong, `tidy.toml` allows the place and says why.

mod allow;
mod finding;
mod floors;
mod house;
mod refusals;
mod release;
mod rules;
mod sizes;
mod source;
mod style;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use finding::Finding;
use house::{Fault, House};

fn main() -> ExitCode {
    match run() {
        Ok(findings) if findings.is_empty() => {
            eprintln!("tidy: nothing found");
            ExitCode::SUCCESS
        }
        Ok(findings) => {
            findings.iter().for_each(|finding| println!("{finding}"));
            eprintln!("tidy: {} found", findings.len());
            ExitCode::from(1)
        }
        Err(fault) => {
            eprintln!("tidy: {fault}");
            ExitCode::from(2)
        }
    }
}

/// All findings that nothing allows. Order: by path, then line.
fn run() -> Result<Vec<Finding>, Fault> {
    let start = std::env::args_os().nth(1).map_or_else(|| PathBuf::from("."), PathBuf::from);
    let root = house::root(&start)?;
    let house = House::read(&root)?;
    let mut findings = check(&house);
    findings.extend(release::check(&root));
    let mut findings = allow::filter(&house, findings);
    findings.sort();
    Ok(findings)
}

fn check(house: &House) -> Vec<Finding> {
    let checks =
        [floors::check, rules::check, refusals::check, words::check, sizes::check, style::check];
    checks.into_iter().flat_map(|check| check(house)).collect()
}
