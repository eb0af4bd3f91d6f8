//! Offsetting: how much of a queue's value settles, by what way, in what time.

use std::error::Error;
use std::io;
use std::path::Path;

use netting::{Counted, Item, Objective, Problem, Row, RowId, Selection};
use solvers::generate::{Recipe, offsetting};
use solvers::{Options, Proposal, improve, peer};

use super::clock::{Spent, Used, forget_peak, peak_mib, repeated, timed};
use super::table::{Cell, Column, Table};

/// Banks and currencies for so many items.
pub(crate) fn network(items: usize) -> (u32, u32) {
    match items {
        0..=3_000 => (100, 20),
        3_001..=30_000 => (200, 25),
        30_001..=300_000 => (500, 30),
        _ => (2_000, 45),
    }
}

/// The recipe of an instance of so many items.
pub(crate) fn recipe(items: usize, liquidity: f64, seed: u64) -> Recipe {
    let (banks, currencies) = network(items);
    Recipe { seed, banks, currencies, items, liquidity }
}

/// One instance, and whose items are in a single currency.
pub(crate) struct Case {
    pub(crate) problem: Problem,
    single: Vec<bool>,
    queued: f64,
}

/// What was found about one instance. Unit of shares: hundredths of the queue's value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    gross: f64,
    baseline: f64,
    silo: f64,
    ours: f64,
    bound: f64,
    took: Spent,
    peak: f64,
    check: Spent,
    certificate: Spent,
    highs: Option<Highs>,
}

#[derive(Clone, Copy, Debug)]
struct Highs {
    share: f64,
    bound: Option<f64>,
    verdict: &'static str,
    took: Spent,
}

impl Case {
    /// Generates an instance.
    pub(crate) fn new(recipe: &Recipe) -> Result<Self, Box<dyn Error>> {
        let instance = offsetting(recipe);
        let problem = instance.pose().map_err(|reason| format!("{reason:?}"))?.problem;
        let single = (0..instance.items()).map(|item| instance.is_single(item)).collect();
        let queued = (0..problem.items()).map(|item| problem.value(item) as f64).sum();
        Ok(Self { problem, single, queued })
    }

    /// A set's share of the queue's value, judged first. Unit: hundredths.
    pub(crate) fn share(&self, set: &Selection) -> Result<f64, Box<dyn Error>> {
        let gain = netting::check(&self.problem, set).map_err(|why| format!("{why:?}"))?;
        Ok(gain.total() as f64 / self.queued * 100.0)
    }

    /// Settles the instance in every way; HiGHS has so many seconds, none for none.
    pub(crate) fn measure(&self, folder: &Path, highs: u64) -> Result<Found, Box<dyn Error>> {
        let problem = &self.problem;
        forget_peak();
        let (found, took) = timed(|| improve(problem, &options()));
        let peak = peak_mib();
        let Proposal { selection, prices, bound, .. } = &found;
        let possible = netting::reachable(problem);
        let times = if problem.items() > 100_000 { 9 } else { 3 };
        Ok(Found {
            gross: self.share(&netting::one_at_a_time(problem))?,
            baseline: self.share(&netting::baseline(problem))?,
            silo: self.share(&self.silos())?,
            ours: self.share(selection)?,
            bound: *bound as f64 / self.queued * 100.0,
            took,
            peak,
            check: repeated(times, || netting::check(problem, selection)),
            certificate: repeated(times, || {
                netting::bound(problem, &possible, prices, Counted::All)
            }),
            highs: if highs > 0 { self.highs(folder, highs)? } else { None },
        })
    }

    fn highs(&self, folder: &Path, seconds: u64) -> Result<Option<Highs>, Box<dyn Error>> {
        let Some(program) = peer::highs() else {
            return Ok(None);
        };
        let used = Used::now().programs;
        let Some(found) = peer::ask(&program, folder, &self.problem, seconds) else {
            return Err("HiGHS gave no answer that could be read".into());
        };
        let processor = Used::now().programs - used;
        let verdict = match (found.optimal, found.repaired) {
            (true, false) => "proven",
            (false, false) => "stopped",
            (_, true) => "repaired",
        };
        Ok(Some(Highs {
            share: self.share(&found.selection)?,
            bound: found.bound.map(|bound| bound / self.queued * 100.0),
            verdict,
            took: Spent { wall: found.elapsed.as_secs_f64(), processor },
        }))
    }

    /// The better of: single currencies first, or several currencies first; each part searched
    /// as the whole is.
    pub(crate) fn silos(&self) -> Selection {
        let one = self.in_turn([true, false]);
        let other = self.in_turn([false, true]);
        let gain = |set| netting::check(&self.problem, set).map_or(0, |gain| gain.total());
        if gain(&other) > gain(&one) { other } else { one }
    }

    /// Solves one part of the items after the other, with what the first leaves.
    fn in_turn(&self, parts: [bool; 2]) -> Selection {
        let mut settled = Selection::none(self.problem.items());
        let mut rows: Vec<Row> = self.problem.rows().to_vec();
        for part in parts {
            let all = 0..self.problem.items();
            let items: Vec<usize> = all.filter(|item| self.single[*item] == part).collect();
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
    pub(crate) fn part(&self, rows: &[Row], items: &[usize]) -> Option<Problem> {
        let mut posed = Problem::default();
        rows.iter().try_for_each(|row| posed.push_row(*row).map(drop)).ok()?;
        for item in items {
            let changes: Vec<(RowId, i128)> = self.problem.changes(*item).collect();
            let (class, value) = (self.problem.class(*item), self.problem.value(*item));
            posed.push_item(&Item { class, value, changes: &changes, queues: &[] }).ok()?;
        }
        Some(posed)
    }
}

/// The search as it is measured: the value of all classes together, two threads.
pub(crate) fn options() -> Options<'static> {
    Options { objective: Objective::Total, ..Options::default() }
}

/// Prints one instance.
pub(crate) fn print(table: &mut Table, recipe: &Recipe, found: &Found) -> io::Result<()> {
    let number = |share: f64| Cell::Number(share, 2);
    let highs = |of: &dyn Fn(&Highs) -> f64| Cell::maybe(found.highs.as_ref().map(of));
    let verdict = found.highs.map_or(Cell::Nothing, |highs| Cell::Text(highs.verdict));
    let mut columns = instance(recipe);
    columns.extend([
        ("rtgs", "RTGS only, % of value", number(found.gross)),
        ("silo", "single-currency offsetting, %", number(found.silo)),
        ("baseline", "baseline, %", number(found.baseline)),
        ("ours", "ours, %", number(found.ours)),
        ("highs", "HiGHS, %", highs(&|highs| highs.share)),
        ("highs_verdict", "HiGHS", verdict),
        ("highs_bound", "its bound, %", Cell::maybe(found.highs.and_then(|h| h.bound))),
        ("bound", "certified bound, %", number(found.bound)),
        ("ours_of_highs", "ours of HiGHS, %", highs(&|highs| found.ours / highs.share * 100.0)),
        ("ours_of_bound", "ours of bound, %", number(found.ours / found.bound * 100.0)),
        ("ours_wall_s", "ours, s", number(found.took.wall)),
        ("ours_cpu_s", "cpu s", number(found.took.processor)),
        ("highs_wall_s", "HiGHS, s", highs(&|highs| highs.took.wall)),
        ("highs_cpu_s", "cpu s", highs(&|highs| highs.took.processor)),
        ("check_ms", "check, ms", Cell::Number(found.check.wall * 1e3, 2)),
        ("check_cpu_ms", "cpu ms", Cell::Number(found.check.processor * 1e3, 2)),
        ("certificate_ms", "certificate, ms", Cell::Number(found.certificate.wall * 1e3, 2)),
        ("certificate_cpu_ms", "cpu ms", Cell::Number(found.certificate.processor * 1e3, 2)),
        ("peak_mib", "MiB", Cell::Number(found.peak, 0)),
    ]);
    table.row(&columns)
}

fn instance(recipe: &Recipe) -> Vec<Column> {
    vec![
        ("items", "items", Cell::Count(recipe.items as u64)),
        ("liquidity", "liquidity", Cell::Number(recipe.liquidity, 2)),
        ("seed", "seed", Cell::Count(recipe.seed)),
    ]
}

/// Prints means and worst of some instances of one size and liquidity.
pub(crate) fn summarize(table: &mut Table, recipe: &Recipe, found: &[Found]) -> io::Result<()> {
    let mean = |of: &dyn Fn(&Found) -> f64| {
        Cell::Number(found.iter().map(of).sum::<f64>() / found.len().max(1) as f64, 2)
    };
    let proven = found.iter().filter(|f| f.highs.is_some_and(|h| h.verdict == "proven")).count();
    let shares = || {
        let of = |f: &Found| f.highs.map(|highs| f.ours / highs.share * 100.0);
        found.iter().filter_map(of)
    };
    let count = shares().count();
    let average = (count > 0).then(|| shares().sum::<f64>() / count as f64);
    let worst = shares().min_by(f64::total_cmp);
    let of_bound = |f: &Found| f.ours / f.bound * 100.0;
    let low = found.iter().map(of_bound).min_by(f64::total_cmp);
    let longest = found.iter().map(|f| f.took.wall).max_by(f64::total_cmp);
    let busiest = found.iter().map(|f| f.took.processor).max_by(f64::total_cmp);
    table.row(&[
        ("items", "items", Cell::Count(recipe.items as u64)),
        ("liquidity", "liquidity", Cell::Number(recipe.liquidity, 2)),
        ("instances", "instances", Cell::Count(found.len() as u64)),
        ("highs_proven", "proven by HiGHS", Cell::Count(proven as u64)),
        ("ours_of_highs_mean", "ours of HiGHS, mean %", Cell::maybe(average)),
        ("ours_of_highs_worst", "worst %", Cell::maybe(worst)),
        ("ours_of_bound_mean", "ours of bound, mean %", mean(&of_bound)),
        ("ours_of_bound_worst", "worst %", Cell::maybe(low)),
        ("ours_of_silo_mean", "ours to silo, mean", mean(&|f| f.ours / f.silo)),
        ("ours_of_rtgs_mean", "ours to RTGS, mean", mean(&|f| f.ours / f.gross)),
        ("ours_wall_s_most", "ours, s at most", Cell::maybe(longest)),
        ("ours_cpu_s_most", "cpu s at most", Cell::maybe(busiest)),
    ])
}
