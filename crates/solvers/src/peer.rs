//! Another solver as a proposer: a problem written as a file in MPS form, a `highs` program run
//! beside us, its answer read back.
//!
//! HiGHS works in floats with a tolerance, so its set may be short by a few units of large
//! amounts; such a set is repaired by the baseline among its own items before it is judged.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant as Stopwatch};

use netting::{Item, Problem, RowId, Selection};

use crate::core::Core;

/// What the other solver found.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its set; it passes [`netting::check`].
    pub selection: Selection,
    /// What it says no set can exceed, in the problem's value; not checked by anybody.
    pub bound: Option<f64>,
    /// Whether it says that the set is best within its tolerance of 10^-6.
    pub optimal: bool,
    /// Whether its set had to be repaired.
    pub repaired: bool,
    /// Wall-clock time of the program.
    pub elapsed: Duration,
}

/// The `highs` program: what the variable `HIGHS` names, else the first on `PATH`.
pub fn highs() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("HIGHS") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join("highs")).find(|path| path.is_file())
}

/// Asks the program for the set of largest total value, on one thread, for some seconds.
///
/// `folder` is where the files go; they are overwritten.
/// Queues are not told to it, so a problem with queues is not for it: `None`, as where the program
/// fails or finds nothing.
pub fn ask(program: &Path, folder: &Path, problem: &Problem, seconds: u64) -> Option<Peer> {
    if problem.has_queues() {
        return None;
    }
    // It writes a log where it runs, which is to be in the folder too.
    let (program, folder) =
        (std::path::absolute(program).ok()?, &std::path::absolute(folder).ok()?);
    let possible = netting::reachable(problem);
    let nothing = Selection::none(problem.items());
    let core = Core::new(problem, &possible, &nothing);
    let file = |name: &str| folder.join(name);
    let (model, answer, options) = (file("model.mps"), file("model.sol"), file("highs.opt"));
    let total: f64 = core.value.iter().sum();
    let unit = total.max(1.0) / 1e6;
    std::fs::write(&model, mps(&core, unit)).ok()?;
    let settings = format!(
        "threads = 1\nparallel = off\nmip_rel_gap = 1e-6\nmip_feasibility_tolerance = 1e-9\n\
         primal_feasibility_tolerance = 1e-9\ntime_limit = {seconds}\n"
    );
    std::fs::write(&options, settings).ok()?;
    let _ = std::fs::remove_file(&answer);
    let begun = Stopwatch::now();
    let mut command = Command::new(&program);
    command.current_dir(folder);
    // A wheel has its library beside the folder of the program.
    if let Some(home) = program.parent().and_then(Path::parent) {
        command.env("LD_LIBRARY_PATH", home.join("lib"));
    }
    let output = command
        .arg("--model_file")
        .arg(&model)
        .arg("--solution_file")
        .arg(&answer)
        .arg("--options_file")
        .arg(&options)
        .output()
        .ok()?;
    let elapsed = begun.elapsed();
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let chosen = read(&std::fs::read_to_string(&answer).ok()?, core.items.len());
    let set = core.widen(problem.items(), &chosen);
    let (selection, repaired) = match netting::check(problem, &set) {
        Ok(_) => (set, false),
        Err(_) => (repair(problem, &set)?, true),
    };
    let settled: f64 = core.settled.iter().map(|item| problem.value(*item as usize) as f64).sum();
    let number = |label: &str| -> Option<f64> {
        let line = told.lines().find(|line| line.trim_start().starts_with(label))?;
        line.split_whitespace().find_map(|word| word.parse::<f64>().ok())
    };
    Some(Peer {
        selection,
        bound: number("Dual bound").map(|bound| bound.abs() * unit + settled),
        optimal: told.lines().any(|line| line.contains("Status") && line.contains("Optimal")),
        repaired,
        elapsed,
    })
}

/// The core in free MPS form, each row scaled by its largest amount.
fn mps(core: &Core, unit: f64) -> String {
    let mut text = String::from("NAME offsetting\nOBJSENSE\n MAX\nROWS\n N value\n");
    let mut largest = vec![1.0_f64; core.rows.len()];
    for entry in &core.entries {
        let largest = &mut largest[entry.row as usize];
        *largest = largest.max(entry.change.unsigned_abs() as f64);
    }
    // Writing into a String never fails.
    for row in 0..core.rows.len() {
        let _ = writeln!(text, " G r{row}");
    }
    text.push_str("COLUMNS\n M 'MARKER' 'INTORG'\n");
    for item in 0..core.items.len() {
        let _ = writeln!(text, " x{item} value {}", core.value[item] / unit);
        for entry in core.entries(item) {
            let row = entry.row as usize;
            let _ = writeln!(text, " x{item} r{row} {}", entry.change as f64 / largest[row]);
        }
    }
    text.push_str(" M 'MARKER' 'INTEND'\nRHS\n");
    for (row, slack) in core.slack.iter().enumerate().filter(|(_, slack)| **slack != 0) {
        let _ = writeln!(text, " b r{row} {}", -(*slack as f64) / largest[row]);
    }
    text.push_str("BOUNDS\n");
    for item in 0..core.items.len() {
        let _ = writeln!(text, " BV b x{item}");
    }
    text.push_str("ENDATA\n");
    text
}

/// Which items a solution file selects: one line a column, in their order, name and value.
fn read(text: &str, items: usize) -> Vec<bool> {
    let columns = text.lines().skip_while(|line| !line.starts_with("# Columns")).skip(1);
    let value = |line: &str| line.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    let mut chosen: Vec<bool> = columns
        .take_while(|line| !line.starts_with('#'))
        .map(|line| value(line).is_some_and(|value: f64| value > 0.5))
        .collect();
    chosen.resize(items, false);
    chosen
}

/// The baseline's answer among the items of a set, filled up from the others.
fn repair(problem: &Problem, set: &Selection) -> Option<Selection> {
    let mut part = Problem::default();
    for row in problem.rows() {
        part.push_row(*row).ok()?;
    }
    let items: Vec<usize> = set.items().collect();
    for item in &items {
        let changes: Vec<(RowId, i128)> = problem.changes(*item).collect();
        let (class, value) = (problem.class(*item), problem.value(*item));
        part.push_item(&Item { class, value, changes: &changes, queues: &[] }).ok()?;
    }
    let mut kept = Selection::none(problem.items());
    netting::baseline(&part).items().for_each(|item| kept.0[items[item]] = true);
    Some(netting::fill(problem, &kept))
}
