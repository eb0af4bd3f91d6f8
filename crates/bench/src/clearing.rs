//! Offsetting: how much of a queue's value settles, by what way, in what time.
//!
//! Instances are generated from seeds (`solvers::generate`), so anybody has the same ones.
//! Each is settled one item at a time, in silos by currency, by the machine's baseline and by the
//! solver, and set against the certified bound; and against HiGHS on the same instance where a
//! `highs` program is found: the one named by the variable `HIGHS`, else on `PATH`.
//! Every set is judged by `netting::check` before it counts.

use std::error::Error;
use std::io::{self, Write as _, stdout};
use std::path::Path;
use std::time::Instant as Stopwatch;

use netting::obligations::{Measure, Room};
use netting::{Counted, Item, Objective, Problem, Row, RowId, Selection};
use serde_json::json;
use solvers::generate::{Recipe, offsetting};
use solvers::instance::Instance;
use solvers::{Options, circulation, improve, peer};

/// Which instances, and how long for the other solver.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
    /// Items of an instance; 1000, 10000, 100000 and 1000000 have banks and currencies of their own
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000,1000000")]
    items: Vec<usize>,
    /// Mean liquidity as a share of what an account pays gross
    #[arg(long, value_delimiter = ',', default_value = "0.05,0.2")]
    liquidity: Vec<f64>,
    /// Seeds of the instances
    #[arg(long, value_delimiter = ',', default_value = "1,2,3")]
    seeds: Vec<u64>,
    /// Seconds that HiGHS may take for an instance; 0 leaves it out
    #[arg(long, default_value_t = 60)]
    highs_seconds: u64,
    /// Items up to which HiGHS is asked
    #[arg(long, default_value_t = 10_000)]
    highs_items: usize,
}

/// A figure with its name, unit, and what stands beside it.
struct Line<'a> {
    name: String,
    value: f64,
    unit: &'a str,
    beside: Option<(&'a str, f64)>,
}

/// Measures and prints.
pub fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    if !arguments.json {
        writeln!(stdout(), "{}", crate::machine_name())?;
    }
    let folder = tempfile::tempdir()?;
    for items in &arguments.items {
        let (banks, currencies) = network(*items);
        // Pay-in and cycles do not depend on liquidity.
        let mut cycles = true;
        for liquidity in &arguments.liquidity {
            for seed in &arguments.seeds {
                let (seed, liquidity) = (*seed, *liquidity);
                let recipe = Recipe { seed, banks, currencies, items: *items, liquidity };
                Case::new(&recipe, arguments)?
                    .measure(folder.path(), std::mem::take(&mut cycles))?;
            }
        }
    }
    for figure in crate::exchange::measure()? {
        crate::print(&figure, arguments.json)?;
    }
    Ok(())
}

/// Banks and currencies for so many items.
fn network(items: usize) -> (u32, u32) {
    match items {
        0..=3_000 => (100, 20),
        3_001..=30_000 => (200, 25),
        30_001..=300_000 => (500, 30),
        _ => (2_000, 45),
    }
}

/// One instance under way.
struct Case<'a> {
    arguments: &'a Arguments,
    label: String,
    items: usize,
    instance: Instance,
    problem: Problem,
    queued: f64,
}

impl<'a> Case<'a> {
    fn new(recipe: &Recipe, arguments: &'a Arguments) -> Result<Self, Box<dyn Error>> {
        let instance = offsetting(recipe);
        let problem = instance.pose().map_err(|reason| format!("{reason:?}"))?.problem;
        let queued = (0..problem.items()).map(|item| problem.value(item) as f64).sum();
        let label =
            format!("{} items, {} liquid, seed {}", recipe.items, recipe.liquidity, recipe.seed);
        Ok(Self { arguments, label, items: recipe.items, instance, problem, queued })
    }

    fn tell(
        &self,
        what: &str,
        value: f64,
        unit: &str,
        beside: Option<(&str, f64)>,
    ) -> io::Result<()> {
        let name = format!("{}: {what}", self.label);
        print(&Line { name, value, unit, beside }, self.arguments.json)
    }

    /// A set's share of the queue's value, judged first.
    fn share(&self, set: &Selection) -> Result<f64, Box<dyn Error>> {
        let gain = netting::check(&self.problem, set).map_err(|why| format!("{why:?}"))?;
        Ok(gain.total() as f64 / self.queued * 100.0)
    }

    fn measure(&self, folder: &Path, cycles: bool) -> Result<(), Box<dyn Error>> {
        let settled = |what: &str, run: &dyn Fn() -> Selection| -> Result<f64, Box<dyn Error>> {
            let begun = Stopwatch::now();
            let set = run();
            let seconds = begun.elapsed().as_secs_f64();
            let share = self.share(&set)?;
            self.tell(what, share, "% of value", Some(("seconds", seconds)))?;
            Ok(share)
        };
        settled("settled one at a time", &|| netting::one_at_a_time(&self.problem))?;
        settled("settled by the machine's baseline", &|| netting::baseline(&self.problem))?;
        let silo = settled("settled in silos, the better of two orders", &|| self.silos())?;
        let solved = self.solver(silo)?;
        if self.items <= self.arguments.highs_items && self.arguments.highs_seconds > 0 {
            self.highs(folder, solved)?;
        }
        if cycles { self.cycles() } else { Ok(()) }
    }

    /// The solver, its certificate, and what checking them takes.
    fn solver(&self, silo: f64) -> Result<f64, Box<dyn Error>> {
        let begun = Stopwatch::now();
        let found = improve(&self.problem, &options());
        let seconds = begun.elapsed().as_secs_f64();
        let solved = self.share(&found.selection)?;
        self.tell("settled by the solver", solved, "% of value", Some(("in silos", silo)))?;
        self.tell("the solver took", seconds, "s", Some(("threads", 2.0)))?;
        let bound = found.bound as f64 / self.queued * 100.0;
        self.tell(
            "of the certified bound",
            solved / bound * 100.0,
            "%",
            Some(("bound, % of value", bound)),
        )?;
        let begun = Stopwatch::now();
        let _ = netting::check(&self.problem, &found.selection);
        self.tell("check of the proposal", begun.elapsed().as_secs_f64() * 1e3, "ms", None)?;
        let possible = netting::reachable(&self.problem);
        let begun = Stopwatch::now();
        let _ = netting::bound(&self.problem, &possible, &found.prices, Counted::All);
        self.tell("check of the certificate", begun.elapsed().as_secs_f64() * 1e3, "ms", None)?;
        self.tell("memory resident at most", peak_mib(), "MiB", None)?;
        Ok(solved)
    }

    fn highs(&self, folder: &Path, solved: f64) -> Result<(), Box<dyn Error>> {
        let Some(program) = peer::highs() else {
            return Ok(());
        };
        let seconds = self.arguments.highs_seconds;
        let Some(found) = peer::ask(&program, folder, &self.problem, seconds) else {
            return Err("HiGHS gave no answer that could be read".into());
        };
        let share = self.share(&found.selection)?;
        let took = found.elapsed.as_secs_f64();
        let name = match (found.optimal, found.repaired) {
            (true, false) => "settled by HiGHS, which proved it",
            (false, false) => "settled by HiGHS, stopped by its limit",
            (_, true) => "settled by HiGHS, repaired",
        };
        self.tell(name, share, "% of value", Some(("seconds", took)))?;
        let bound =
            found.bound.map(|bound| ("HiGHS's bound, % of value", bound / self.queued * 100.0));
        self.tell("solver of what HiGHS settles", solved / share * 100.0, "%", bound)?;
        Ok(())
    }

    /// The better of: single currencies first, or several currencies first; each searched as well
    /// as the whole is.
    fn silos(&self) -> Selection {
        let single = |item: usize| self.instance.is_single(item);
        let one = self.in_turn([&single, &|item| !single(item)]);
        let other = self.in_turn([&|item| !single(item), &single]);
        let gain = |set| netting::check(&self.problem, set).map_or(0, |gain| gain.total());
        if gain(&other) > gain(&one) { other } else { one }
    }

    /// Solves one part of the items after the other, with what the first leaves.
    fn in_turn(&self, parts: [&dyn Fn(usize) -> bool; 2]) -> Selection {
        let mut settled = Selection::none(self.problem.items());
        let mut rows: Vec<Row> = self.problem.rows().to_vec();
        for part in parts {
            let items: Vec<usize> = (0..self.problem.items()).filter(|item| part(*item)).collect();
            let Some(posed) = self.part(&rows, &items) else {
                return settled;
            };
            for at in improve(&posed, &options()).selection.items() {
                settled.0[items[at]] = true;
                for (row, change) in self.problem.changes(items[at]) {
                    rows[row.index()].slack += change;
                }
            }
        }
        settled
    }

    /// Some of the items as a problem.
    fn part(&self, rows: &[Row], items: &[usize]) -> Option<Problem> {
        let mut posed = Problem::default();
        rows.iter().try_for_each(|row| posed.push_row(*row).map(drop)).ok()?;
        for item in items {
            let changes: Vec<(RowId, i128)> = self.problem.changes(*item).collect();
            let (class, value) = (self.problem.class(*item), self.problem.value(*item));
            posed.push_item(&Item { class, value, changes: &changes, queues: &[] }).ok()?;
        }
        Some(posed)
    }

    /// The items' legs as obligations that may settle in part.
    fn cycles(&self) -> Result<(), Box<dyn Error>> {
        let book = self.instance.obligations();
        let wrong = |why| format!("{why:?}");
        let funding = book.funding().map_err(wrong)?;
        let gross = funding.gross as f64;
        let (net, swapped) = (funding.pay_in_value as f64, funding.pay_in_value_with_swaps as f64);
        let beside = Some(("netted per currency, % of gross", net / gross * 100.0));
        self.tell("pay-in with swaps", swapped / gross * 100.0, "% of gross", beside)?;
        for (measure, name) in [
            (Measure::PerCurrency, "cleared in cycles per currency"),
            (Measure::AcrossCurrencies, "cleared in cycles across currencies"),
        ] {
            let begun = Stopwatch::now();
            let cleared = circulation::clear(&book, measure, &Room::new()).map_err(wrong)?;
            let seconds = Some(("seconds", begun.elapsed().as_secs_f64()));
            self.tell(name, cleared.value as f64 / gross * 100.0, "% of gross", seconds)?;
        }
        Ok(())
    }
}

fn options() -> Options<'static> {
    Options { objective: Objective::Total, ..Options::default() }
}

fn print(line: &Line<'_>, as_json: bool) -> io::Result<()> {
    let mut out = stdout();
    let Line { name, value, unit, beside } = line;
    if as_json {
        let beside = beside.map(|(what, value)| json!({ "what": what, "value": value }));
        let told = json!({ "name": name, "value": value, "unit": unit, "beside": beside });
        return writeln!(out, "{told}");
    }
    match beside {
        None => writeln!(out, "{name:<84} {value:>12.3} {unit}"),
        Some((what, other)) => {
            writeln!(out, "{name:<84} {value:>12.3} {unit}   ({what}: {other:.3})")
        }
    }
}

/// The most memory this process had resident. Unit: MiB.
fn peak_mib() -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|kib| kib.parse::<f64>().ok()).map_or(0.0, |kib| kib / 1024.0)
}
