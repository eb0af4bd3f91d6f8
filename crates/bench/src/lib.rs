//! Measures this machine: each figure with its unit, and beside it what it is compared with.
//!
//! Everything is measured in one run on one machine, and the machine is named first.
//! No test asserts a time; a figure is a fact about one machine on one day.

pub mod clearing;
mod disk;
mod door;
mod log;
mod machine;
mod messages;
mod views;
mod world;

use std::error::Error;
use std::io::{self, Write as _, stdout};

use serde_json::json;

/// What is measured, and how much of it.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    whole: Whole,
}

/// What is measured by itself, since it takes its time.
#[derive(clap::Subcommand)]
enum Part {
    /// Offsetting and exchange rounds, on generated instances, beside HiGHS where it is found
    Clearing(clearing::Arguments),
    /// The door as banks come to it: mutual TLS, signed requests, floods
    Door(door::Arguments),
    /// Views catching up with a log, in SQLite and, where it is installed, in PostgreSQL
    Views(views::Arguments),
}

/// Everything but clearing.
#[derive(clap::Args)]
struct Whole {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
    /// Payments for the machine alone
    #[arg(long, default_value_t = 1_000_000)]
    payments: u64,
    /// Payments for the log; a restart is measured with all of them in it
    #[arg(long, default_value_t = 10_000_000)]
    logged: u64,
    /// Messages sent through the door
    #[arg(long, default_value_t = 20_000)]
    messages: usize,
    /// Where the disk is measured and logs are written; a temporary directory unless given
    #[arg(long)]
    data: Option<std::path::PathBuf>,
}

/// One figure.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    name: &'static str,
    value: f64,
    unit: &'static str,
    beside: Option<(&'static str, f64)>,
}

impl Figure {
    pub(crate) const fn new(name: &'static str, value: f64, unit: &'static str) -> Self {
        Self { name, value, unit, beside: None }
    }

    pub(crate) const fn beside(self, what: &'static str, value: f64) -> Self {
        Self { beside: Some((what, value)), ..self }
    }
}

type Measured = Result<Vec<Figure>, Box<dyn Error>>;

/// Measures and prints.
pub fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    match &arguments.part {
        Some(Part::Clearing(clearing)) => clearing::run(clearing),
        Some(Part::Door(door)) => door::run(door),
        Some(Part::Views(views)) => views::run(views),
        None => run_whole(&arguments.whole),
    }
}

fn run_whole(arguments: &Whole) -> Result<(), Box<dyn Error>> {
    let temporary = tempfile::tempdir()?;
    let folder = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    if !arguments.json {
        writeln!(stdout(), "{}", machine_name())?;
    }
    let tell = |figures: Measured| -> Result<(), Box<dyn Error>> {
        for figure in figures? {
            print(&figure, arguments.json)?;
        }
        Ok(())
    };
    tell(machine::measure(arguments.payments))?;
    tell(messages::measure())?;
    tell(log::measure(&folder, arguments.logged))?;
    tell(door::measure(&folder, arguments.messages))?;
    tell(world::measure(&folder, arguments.messages))
}

fn print(figure: &Figure, as_json: bool) -> io::Result<()> {
    let mut out = stdout();
    let Figure { name, value, unit, beside } = figure;
    if as_json {
        let beside = beside.map(|(what, value)| json!({ "what": what, "value": value }));
        let told = json!({ "name": name, "value": value, "unit": unit, "beside": beside });
        return writeln!(out, "{told}");
    }
    match beside {
        None => writeln!(out, "{name:<58} {value:>14.1} {unit}"),
        Some((what, other)) => {
            writeln!(out, "{name:<58} {value:>14.1} {unit}   ({what}: {other:.1})")
        }
    }
}

/// The processor and how many of them, as the system names them.
fn machine_name() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = text.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(':')).map_or("unknown", |(_, m)| m.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("machine: {model}, {cores} cores")
}

/// Resident memory of this process. Unit: MiB.
pub(crate) fn resident_mib() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: f64 = text.split(' ').nth(1).and_then(|n| n.parse().ok()).unwrap_or(0.0);
    pages * 4096.0 / 1048576.0
}

/// Things in a second.
pub(crate) fn rate(count: u64, elapsed: std::time::Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64().max(1e-9)
}
