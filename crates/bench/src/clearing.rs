//! Clearing: offsetting, liquidity, obligations and exchange rounds, all ways beside each other.
//!
//! Instances are generated from seeds (`solvers::generate`), so anybody has the same ones; the
//! usual seeds were not used while the search was made.
//! Each queue is settled one payment at a time (RTGS only), by offsetting in single currencies
//! (the better of two orders), by the machine's baseline and by the solver, and set against the
//! certified bound; and against HiGHS on the same instance where a `highs` program is found: the
//! one named by the variable `HIGHS`, else on `PATH`.
//! Every set is judged by `netting::check` before it counts.

mod clock;
mod continued;
mod exchange;
mod liquidity;
mod obligations;
mod offsetting;
mod table;

use std::error::Error;
use std::io::{self, Write as _, stdout};

use offsetting::Case;
use table::{Progress, Table};

/// What is measured, on which instances, and how long for the other solver.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
    /// What to measure; everything unless given
    #[arg(long, value_delimiter = ',', value_enum)]
    parts: Vec<Part>,
    /// Items of a queue; 1000 at 1, 5 and 20 % liquidity, 10000 and 1000000 at 5 and 20 % unless given
    #[arg(long, value_delimiter = ',', value_parser = items)]
    items: Vec<usize>,
    /// Mean liquidity as a share of what an account pays gross, for every size: 0.05 is 5 %
    #[arg(long, value_delimiter = ',', value_parser = liquidity, allow_negative_numbers = true)]
    liquidity: Vec<f64>,
    /// Seeds of the instances, for every size; from 101 on unless given
    #[arg(long, value_delimiter = ',')]
    seeds: Vec<u64>,
    /// Seconds that HiGHS may take for an instance; 0 leaves it out; 300 for the figures we state
    #[arg(long, default_value_t = 10)]
    highs_seconds: u64,
    /// Items up to which HiGHS is asked
    #[arg(long, default_value_t = 10_000)]
    highs_items: usize,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Queued payments, all or nothing
    Offsetting,
    /// Liquidity needed to settle 30 % of value
    Liquidity,
    /// Searching again after a few items came and went
    Continued,
    /// Obligations that may settle in part
    Obligations,
    /// Exchange rounds
    Exchange,
}

/// Items, liquidity and the number of seeds of a size, unless somebody says otherwise.
const SIZES: [(usize, &[f64], u64); 3] =
    [(1_000, &[0.01, 0.05, 0.2], 10), (10_000, &[0.05, 0.2], 3), (1_000_000, &[0.05, 0.2], 1)];
/// The first seed of instances kept for checking.
const SEED: u64 = 101;
/// Items and seeds of the queues that are bisected.
const BISECTED: (usize, u64) = (10_000, 5);
/// Items and liquidity of queues that are searched again, and their seeds.
const CONTINUED: [(usize, f64); 4] = [(1_000, 0.05), (1_000, 0.2), (10_000, 0.05), (10_000, 0.2)];
const CONTINUED_SEEDS: u64 = 3;
/// Items of the books of obligations.
const OBLIGATIONS: [usize; 2] = [100_000, 1_000_000];

/// Items that a machine like the usual one has memory for.
const MOST_ITEMS: usize = 10_000_000;

/// How many items somebody asks for.
fn items(said: &str) -> Result<usize, String> {
    let said = said
        .replace('_', "")
        .parse::<usize>()
        .ok()
        .filter(|items| (1..=MOST_ITEMS).contains(items));
    said.ok_or_else(|| format!("between 1 and {MOST_ITEMS} of them can be generated"))
}

/// Which liquidity somebody asks for.
fn liquidity(said: &str) -> Result<f64, String> {
    let said = said.parse::<f64>().ok().filter(|share| (0.0..=100.0).contains(share));
    said.ok_or_else(|| String::from("it is a share from 0 to 100, where 0.05 is 5 %"))
}

/// One size at one liquidity, with its seeds.
struct Group {
    items: usize,
    liquidity: f64,
    seeds: Vec<u64>,
}

/// Measures and prints.
pub fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let wants = |part| arguments.parts.is_empty() || arguments.parts.contains(&part);
    tell_machine(arguments)?;
    let groups = if wants(Part::Offsetting) { groups(arguments) } else { Vec::new() };
    let count = |part, count: usize| if wants(part) { count } else { 0 };
    let mut progress = Progress::new(
        groups.iter().map(|group| group.seeds.len()).sum::<usize>()
            + count(Part::Liquidity, BISECTED.1 as usize)
            + count(Part::Continued, CONTINUED.len() * CONTINUED_SEEDS as usize)
            + count(Part::Obligations, OBLIGATIONS.len())
            + count(Part::Exchange, exchange::ROUNDS.len() + exchange::JOINT.len()),
    );
    queues(arguments, &groups, &mut progress)?;
    let json = arguments.json;
    if wants(Part::Liquidity) {
        let mut table = Table::new("liquidity", "Liquidity needed to settle 30 % of value", json);
        for seed in SEED..SEED + BISECTED.1 {
            progress.next(&format!("liquidity, {} items, seed {seed}", BISECTED.0));
            liquidity::measure(&mut table, BISECTED.0, seed)?;
        }
    }
    if wants(Part::Continued) {
        again(json, &mut progress)?;
    }
    if wants(Part::Obligations) {
        let mut table = Table::new("obligations", "Obligations that may settle in part", json);
        for items in OBLIGATIONS {
            progress.next(&format!("obligations of {items} items"));
            obligations::measure(&mut table, items, SEED)?;
        }
    }
    if wants(Part::Exchange) { rounds(json, &mut progress) } else { Ok(()) }
}

/// Which machine it is, and who else uses it.
fn tell_machine(arguments: &Arguments) -> io::Result<()> {
    let mut out = stdout().lock();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: f64 = load.split(' ').next().and_then(|one| one.parse().ok()).unwrap_or(0.0);
    let name = crate::machine_name();
    let highs = solvers::peer::highs().is_some();
    if arguments.json {
        let machine = name.trim_start_matches("machine: ");
        let limit = arguments.highs_seconds;
        let line = serde_json::json!({ "table": "machine", "machine": machine, "load": load,
            "highs": highs, "highs_limit_s": limit });
        return writeln!(out, "{line}");
    }
    writeln!(out, "{name}.")?;
    writeln!(out, "Others kept {load:.1} of them busy in the minute before.")?;
    writeln!(
        out,
        "Times are by the wall, and beside them by the processor (cpu), which others disturb less."
    )?;
    match highs {
        true => {
            let seconds = arguments.highs_seconds;
            writeln!(out, "HiGHS has {seconds} s for an instance, on one thread.")
        }
        false => writeln!(out, "No HiGHS was found; `make peers` installs it."),
    }
}

fn groups(arguments: &Arguments) -> Vec<Group> {
    let sizes = if arguments.items.is_empty() {
        SIZES.iter().map(|(items, _, _)| *items).collect()
    } else {
        arguments.items.clone()
    };
    let mut groups = Vec::new();
    for items in sizes {
        let usual = SIZES.iter().rev().find(|(size, _, _)| *size <= items).unwrap_or(&SIZES[0]);
        let stated = &arguments.liquidity;
        let levels = if stated.is_empty() { usual.1 } else { stated.as_slice() };
        for liquidity in levels.iter().copied() {
            let seeds = match arguments.seeds.as_slice() {
                [] => (SEED..SEED + usual.2).collect(),
                stated => stated.to_vec(),
            };
            groups.push(Group { items, liquidity, seeds });
        }
    }
    groups
}

fn queues(
    arguments: &Arguments,
    groups: &[Group],
    progress: &mut Progress,
) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut table = Table::new("offsetting", "Queued payments, all or nothing", arguments.json);
    let mut measured = Vec::new();
    for group in groups {
        let mut all = Vec::new();
        for seed in &group.seeds {
            let recipe = offsetting::recipe(group.items, group.liquidity, *seed);
            progress.next(&format!(
                "{} items, liquidity {}, seed {seed}",
                group.items, group.liquidity
            ));
            let asked = group.items <= arguments.highs_items;
            let seconds = if asked { arguments.highs_seconds } else { 0 };
            let found = Case::new(&recipe)?.measure(folder.path(), seconds)?;
            offsetting::print(&mut table, &recipe, &found)?;
            all.push(found);
        }
        measured.push((offsetting::recipe(group.items, group.liquidity, 0), all));
    }
    let mut table = Table::new("summary", "The same by size and liquidity", arguments.json);
    for (recipe, all) in &measured {
        offsetting::summarize(&mut table, recipe, all)?;
    }
    Ok(())
}

fn again(json: bool, progress: &mut Progress) -> Result<(), Box<dyn Error>> {
    let mut table = Table::new("continued", "Searching again after a few items changed", json);
    for (items, liquidity) in CONTINUED {
        for seed in SEED..SEED + CONTINUED_SEEDS {
            progress.next(&format!("{items} items changed, liquidity {liquidity}, seed {seed}"));
            continued::measure(&mut table, items, liquidity, seed)?;
        }
    }
    Ok(())
}

fn rounds(json: bool, progress: &mut Progress) -> Result<(), Box<dyn Error>> {
    let mut table = Table::new("exchange", "Exchange rounds", json);
    for round in exchange::ROUNDS {
        progress.next(&format!("exchange round, {} orders, {} currencies", round.1, round.0));
        exchange::round(&mut table, round)?;
    }
    let mut table = Table::new("joint", "One joint batch against an auction for each pair", json);
    for books in exchange::JOINT {
        progress.next(&format!("joint against pairs, {} orders", books.1));
        exchange::joint(&mut table, books)?;
    }
    Ok(())
}
