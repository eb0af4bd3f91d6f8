//! The door of the search: a problem in, a proposal and a certificate out.
//!
//! 1. What can never settle is ruled out, and the baseline gives the set to beat.
//! 2. What is decided is taken out ([`crate::core`]).
//! 3. Prices are descended on, for the certificate and as a start ([`crate::dual`]).
//! 4. A small core is solved to the proven best ([`crate::exact`]).
//! 5. Otherwise walks start from the baseline and from what the prices would select
//!    ([`crate::walk`]), one for each thread and in turn, and the best set is filled up.
//!
//! For the same problem, seed and budget of steps the answer is the same, however many threads
//! there are; a deadline or a stop gives that up for time.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant as Stopwatch};

use netting::{Counted, Gain, Objective, Problem, Selection};

use crate::core::Core;
use crate::neighbourhood::Neighbourhoods;
use crate::walk::{Aim, Leash, Walk};
use crate::{dual, exact};

/// Items up to which a proof is tried.
const PROVABLE: usize = 60;
/// Nodes after which a proof is given up, for each class.
const NODES: u64 = 400_000;
/// What an item of a later class counts while an earlier one is searched: it serves as support.
const SUPPORT: f64 = 1.0 / 32.0;

/// Whether small problems are solved to a proven best set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Where few items are left to decide.
    Try,
    /// Never: only walk.
    Skip,
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// What is better.
    pub objective: Objective,
    /// Seed of the walks.
    pub seed: u64,
    /// Steps of all walks together; by the number of items if `None`.
    pub steps: Option<u64>,
    /// Sweeps over all changes in search of prices.
    pub sweeps: usize,
    /// Whether to prove.
    pub proof: Proof,
    /// Walks at the same time. The answer does not depend on it.
    pub threads: usize,
    /// When to stop and give the best so far.
    pub deadline: Option<Duration>,
    /// Set by somebody else to stop and give the best so far.
    pub stop: Option<&'a AtomicBool>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            objective: Objective::Lexicographic,
            seed: 1,
            steps: None,
            sweeps: 200,
            proof: Proof::Try,
            threads: 2,
            deadline: None,
            stop: None,
        }
    }
}

/// A set that can settle, and what no set can exceed.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The set; it passes [`netting::check`].
    pub selection: Selection,
    /// What it settles.
    pub gain: Gain,
    /// Prices of rows for [`netting::bound`].
    pub prices: Vec<u64>,
    /// What the value of all classes together cannot exceed.
    pub bound: u128,
    /// Whether the set is proven to be a best one.
    pub proven: bool,
}

/// Searches for the best set that can settle.
///
/// Costs: the baseline, the sweeps, and the steps, each some fifty looks at an item.
pub fn improve(problem: &Problem, options: &Options<'_>) -> Proposal {
    let begun = Stopwatch::now();
    let possible = netting::reachable(problem);
    let baseline = netting::baseline(problem);
    let core = Core::new(problem, &possible, &baseline);
    let deadline = options.deadline.map(|after| begun + after);
    let leash = |steps| Leash { steps, deadline, stop: options.stop };
    let prices = dual::descend(&core, &core.value, options.sweeps).prices;
    let integers = dual::integers(problem, &core, &prices);
    let bound = netting::bound(problem, &possible, &integers, Counted::All).unwrap_or(u128::MAX);
    let mut best = Best::new(problem, options.objective, baseline);
    let proof = prove(problem, &possible, &core, options, &best.selection);
    let proven = proof.is_some();
    match proof {
        Some(selection) => best.offer(selection),
        None => walk(problem, &core, &prices, options, leash, &mut best),
    }
    let filled = netting::fill(problem, &best.selection);
    best.offer(filled);
    let Best { selection, gain, .. } = best;
    let bound = if proven { gain.total() } else { bound };
    Proposal { selection, gain, prices: integers, bound, proven }
}

/// The best set so far.
struct Best<'a> {
    problem: &'a Problem,
    objective: Objective,
    selection: Selection,
    gain: Gain,
}

impl<'a> Best<'a> {
    fn new(problem: &'a Problem, objective: Objective, start: Selection) -> Self {
        match netting::check(problem, &start) {
            Ok(gain) => Self { problem, objective, selection: start, gain },
            Err(_) => {
                let selection = Selection::none(problem.items());
                Self { problem, objective, selection, gain: Gain::default() }
            }
        }
    }

    /// Takes a set if it can settle and is better.
    fn offer(&mut self, selection: Selection) {
        if let Ok(gain) = netting::check(self.problem, &selection) {
            let (new, old) = ((&gain, &selection), (&self.gain, &self.selection));
            if self.objective.prefer(new, old).is_gt() {
                (self.selection, self.gain) = (selection, gain);
            }
        }
    }
}

/// The proven best set, if the core is small and stands for the whole problem.
fn prove(
    problem: &Problem,
    possible: &Selection,
    core: &Core,
    options: &Options<'_>,
    start: &Selection,
) -> Option<Selection> {
    let whole = core.slack.iter().all(|slack| *slack >= 0)
        && core.shifts.iter().all(|shift| *shift == 0)
        && core.items.len() + core.settled.len() == possible.items().count();
    if options.proof == Proof::Skip || core.items.len() > PROVABLE || !whole {
        return None;
    }
    let value = |item: &u32| i128::try_from(problem.value(*item as usize)).unwrap_or(i128::MAX);
    let all: Vec<i128> = core.items.iter().map(value).collect();
    all.iter().try_fold(0_i128, |sum, value| sum.checked_add(*value))?;
    let lists = match options.objective {
        Objective::Total => vec![all],
        Objective::Lexicographic => {
            let of = |class: u8| -> Vec<i128> {
                let pairs = all.iter().zip(&core.class);
                pairs.map(|(value, of)| if *of == class { *value } else { 0 }).collect()
            };
            classes(core).into_iter().map(of).collect()
        }
    };
    let prices = |weight: &[f64]| dual::descend(core, weight, options.sweeps).prices;
    let found = exact::best(core, &lists, &core.narrow(start), prices, NODES)?;
    Some(core.widen(problem.items(), &found))
}

/// The classes of a core. Order: the most pressing first.
fn classes(core: &Core) -> Vec<u8> {
    let mut classes = core.class.clone();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// Steps for a problem of so many items, if nobody says otherwise.
fn usual_steps(items: usize) -> u64 {
    let items = items as u64;
    (items * 1_500).min(3_000_000).max(items * 3)
}

fn walk<'a>(
    problem: &Problem,
    core: &Core,
    prices: &[f64],
    options: &Options<'a>,
    leash: impl Fn(u64) -> Leash<'a> + Sync,
    best: &mut Best<'_>,
) {
    let steps = options.steps.unwrap_or_else(|| usual_steps(core.items.len()));
    let classes = classes(core);
    let stages: Vec<Option<u8>> = match options.objective {
        Objective::Total => vec![None],
        Objective::Lexicographic => classes.iter().copied().map(Some).collect(),
    };
    let share = steps / stages.len().max(1) as u64;
    for stage in stages {
        let aim = aim(core, stage);
        let standing = core.narrow(&best.selection);
        let guided = (core.queues.is_none()).then(|| guide(core, &aim, prices, &standing));
        let starts = [Some(standing), guided];
        let starts: Vec<Vec<bool>> = starts.into_iter().flatten().collect();
        let each = share / starts.len() as u64;
        let found = in_threads(options.threads, starts, |number, start| {
            let seed = options.seed.wrapping_mul(0x9E37_79B9).wrapping_add(number as u64);
            let walked = Walk::new(core, &aim, start, seed).run(&leash(each / 2))?;
            Some(Neighbourhoods::new(core, &aim, walked, seed).run(&leash(each / 2)))
        });
        for set in found.into_iter().flatten() {
            best.offer(core.widen(problem.items(), &set));
        }
    }
}

/// Runs jobs, some at the same time, and gives their results in order.
fn in_threads<T: Send, R: Send>(
    threads: usize,
    jobs: Vec<T>,
    run: impl Fn(usize, T) -> R + Sync,
) -> Vec<R> {
    if threads < 2 || jobs.len() < 2 {
        return jobs.into_iter().enumerate().map(|(number, job)| run(number, job)).collect();
    }
    let mut results = Vec::new();
    let mut jobs = jobs.into_iter().enumerate().peekable();
    while jobs.peek().is_some() {
        let batch: Vec<(usize, T)> = jobs.by_ref().take(threads).collect();
        let run = &run;
        results.extend(std::thread::scope(|scope| {
            let spawn = |(number, job)| scope.spawn(move || run(number, job));
            let handles: Vec<_> = batch.into_iter().map(spawn).collect();
            let join = |handle: std::thread::ScopedJoinHandle<'_, R>| match handle.join() {
                Ok(result) => result,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            handles.into_iter().map(join).collect::<Vec<R>>()
        }));
    }
    results
}

/// What a stage aims at: a class with the later ones as support, or everything.
fn aim(core: &Core, stage: Option<u8>) -> Aim {
    let pairs = || core.value.iter().zip(&core.class);
    match stage {
        None => Aim {
            weight: core.value.clone(),
            first: core.value.clone(),
            fixed: vec![false; core.items.len()],
        },
        Some(stage) => {
            let weight = |(value, class): (&f64, &u8)| {
                if *class > stage { value * SUPPORT } else { *value }
            };
            let first = |(value, class): (&f64, &u8)| if *class > stage { 0.0 } else { *value };
            Aim {
                weight: pairs().map(weight).collect(),
                first: pairs().map(first).collect(),
                fixed: core.class.iter().map(|class| *class < stage).collect(),
            }
        }
    }
}

/// What the prices would select, with what is fixed as it stands: near the best set in value, but
/// it cannot settle yet.
fn guide(core: &Core, aim: &Aim, prices: &[f64], standing: &[bool]) -> Vec<bool> {
    let selects = |item: usize| {
        if aim.fixed[item] {
            return standing[item];
        }
        let worth = core.entries(item).iter().map(|e| prices[e.row as usize] * e.change as f64);
        aim.weight[item] + worth.sum::<f64>() > 0.0
    };
    (0..core.items.len()).map(selects).collect()
}
