//! The door of the search: a problem in, a proposal and a certificate out.
//!
//! 1. What can never settle is ruled out, and the baseline gives the set to beat.
//! 2. What is decided is taken out ([`crate::core`]), and what cannot settle with all that follows
//!    from it ([`crate::forced`]).
//! 3. Prices are descended on, for the certificate and as a start ([`crate::dual`]).
//! 4. A small core is solved to the proven best ([`crate::tree`], [`crate::halves`] where one
//!    account binds, [`crate::meeting`] where few items meet in several, [`crate::exact`] where there
//!    are queues, and [`crate::small`] where its numbers do not stand for the problem's).
//! 5. Otherwise walks start from the baseline with the rings beside it ([`crate::rings`]) and from
//!    what the prices would select ([`crate::walk`]), one for each thread and in turn, and the best
//!    set is filled up.
//!
//! For the same problem, seed and budget of steps the answer is the same, however many threads
//! there are; a deadline or a stop gives that up for time.

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant as Stopwatch};

use netting::{Counted, Gain, Item, Objective, Problem, Selection};

use crate::book::Book;
use crate::core::Core;
use crate::pool::{Plan, Pool};
use crate::walk::{Aim, Lanes, Leash};
use crate::worth::{self, Worth};
use crate::{dual, exact, halves, meeting, rings, small, tree};

/// Items up to which a proof is tried.
const PROVABLE: usize = 60;
/// Looks that trying each item may take, whether it could settle at all.
const LOOKS: u64 = 20_000_000;
/// Items and rows up to which the relaxation is searched.
const RELAXED: (usize, usize) = (400, 64);
/// Entries of its tables that may be written in all, if nobody says how many steps to take, and
/// for each step that somebody asks for.
const ENTRIES: (u64, u64) = (400_000_000, 250);
/// Items up to which steps are cheap, and how many are taken at most: ten thousand are searched in
/// a second.
const SOME: (usize, u64) = (30_000, 3_400_000);
/// Items beyond which the quick ways are taken: one item at a time for the baseline, and a plain
/// pass to fill up.
const LARGE: usize = 200_000;
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
    /// How many times the usual steps to take, for up to 30,000 items. Range: from 1.
    pub effort: u64,
    /// Sweeps over all changes in search of prices; by the number of items if `None`.
    pub sweeps: Option<usize>,
    /// Whether to prove.
    pub proof: Proof,
    /// Walks at the same time. The answer does not depend on it.
    pub threads: usize,
    /// When to stop and give the best so far.
    pub deadline: Option<Duration>,
    /// Set by somebody else to stop and give the best so far.
    pub stop: Option<&'a AtomicBool>,
    /// A set found for much the same problem; the search starts from what of it can settle, where
    /// that is better than the baseline.
    pub near: Option<&'a Selection>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            objective: Objective::Lexicographic,
            seed: 1,
            steps: None,
            effort: 1,
            sweeps: None,
            proof: Proof::Try,
            threads: 2,
            deadline: None,
            stop: None,
            near: None,
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
    /// The items that could settle at all, as far as [`netting::tried`] tells.
    pub possible: Selection,
    /// Prices of rows for [`netting::bound`].
    pub prices: Vec<u64>,
    /// What the value of all classes together cannot exceed in a best set by the objective; where
    /// nothing is proven, in any set.
    ///
    /// Less than the prices show by themselves where items are ruled out by [`netting::tried`].
    pub bound: u128,
    /// Whether the set is proven to be a best one, by the values that the objective compares; of
    /// several with the same values another may hold more items.
    pub proven: bool,
}

/// Searches for the best set that can settle.
///
/// Costs: the baseline, the sweeps, and the steps, each some fifty looks at an item.
pub fn improve(problem: &Problem, options: &Options<'_>) -> Proposal {
    let begun = Stopwatch::now();
    if let Some(counted) = counted(problem) {
        let found = improve(&counted, options);
        let gain = netting::check(problem, &found.selection).unwrap_or_default();
        return Proposal { gain, bound: 0, ..found };
    }
    let large = problem.items() > LARGE;
    let possible = possible(problem);
    let start = match (large, problem.has_queues()) {
        (true, false) => greedy(problem, &Selection::none(problem.items())),
        (true, true) => netting::one_at_a_time(problem),
        (false, _) => netting::baseline(problem),
    };
    let start = match options.near.filter(|near| near.0.len() == problem.items()) {
        Some(near) => better(problem, options.objective, start, netting::keep(problem, near)),
        None => start,
    };
    let core = Core::new(problem, &possible, &start);
    let sweeps = options.sweeps.unwrap_or(if large { 70 } else { 250 });
    let deadline = options.deadline.map(|after| begun + after);
    let leash = |steps| Leash { steps, deadline, stop: options.stop };
    let prices = dual::descend(&core, &core.value, sweeps).prices;
    let integers = dual::integers(problem, &core, &prices);
    let bound = netting::bound(problem, &possible, &integers, Counted::All).unwrap_or(u128::MAX);
    let mut best = Best::new(problem, options.objective, start);
    let mut proven = prove(&core, &possible, options, leash, &mut best);
    if !proven {
        walk(&core, &prices, options, leash, &mut best);
        // From a better set more is seen to be lost.
        proven = is_relaxed(&core, &possible, options)
            && branch(&core, options, &leash(entries(options)), &mut best);
    }
    let free = large && !problem.has_queues();
    let filled = if free {
        greedy(problem, &best.selection)
    } else {
        netting::fill(problem, &best.selection)
    };
    best.offer(filled);
    let Best { selection, gain, .. } = best;
    let bound = if proven { gain.total() } else { bound };
    Proposal { selection, gain, possible, prices: integers, bound, proven }
}

/// Where nothing is worth anything, the problem in which each item is worth the same.
fn counted(problem: &Problem) -> Option<Problem> {
    let items = 0..problem.items();
    if problem.items() == 0 || items.clone().any(|item| problem.value(item) > 0) {
        return None;
    }
    let mut counted = Problem::default();
    for row in problem.rows() {
        counted.push_row(*row).ok()?;
    }
    for item in items {
        let changes: Vec<_> = problem.changes(item).collect();
        let (class, queues) = (problem.class(item), problem.queues(item));
        counted.push_item(&Item { class, value: 1, changes: &changes, queues }).ok()?;
    }
    Some(counted)
}

/// Which items could settle at all: each is tried, unless there are too many.
fn possible(problem: &Problem) -> Selection {
    let reachable = netting::reachable(problem);
    match problem.items() > LARGE {
        true => reachable,
        false => netting::tried(problem, &reachable, LOOKS),
    }
}

/// The better of two sets; the first if they are equal, or if the second cannot settle.
fn better(problem: &Problem, objective: Objective, one: Selection, other: Selection) -> Selection {
    let mut best = Best::new(problem, objective, one);
    best.offer(other);
    best.selection
}

/// Adds single items that fit, in queue order, until a pass adds none.
fn greedy(problem: &Problem, start: &Selection) -> Selection {
    let mut slack: Vec<i128> = problem.rows().iter().map(|row| row.slack).collect();
    let post = |item: usize, slack: &mut Vec<i128>| {
        for (row, change) in problem.changes(item) {
            slack[row.index()] = slack[row.index()].saturating_add(change);
        }
    };
    start.items().for_each(|item| post(item, &mut slack));
    let mut selection = start.clone();
    let mut added = true;
    while added {
        added = false;
        for item in 0..problem.items() {
            let fits = |(row, change): (netting::RowId, i128)| {
                change >= 0 || slack[row.index()].saturating_add(change) >= 0
            };
            if !selection.0[item] && problem.changes(item).all(fits) {
                selection.0[item] = true;
                post(item, &mut slack);
                added = true;
            }
        }
    }
    selection
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

    /// Takes a set of a core: what of it can settle, where the core's numbers are coarser.
    fn offer_of(&mut self, core: &Core, set: &[bool]) {
        let wide = core.widen(self.problem.items(), set);
        let coarse = core.shifts.iter().any(|shift| *shift > 0);
        if coarse && netting::check(self.problem, &wide).is_err() {
            self.offer(netting::keep(self.problem, &wide));
        } else {
            self.offer(wide);
        }
    }
}

/// Tries to find the best set of a small core and to prove it; whatever is found is taken.
fn prove<'a>(
    core: &Core,
    possible: &Selection,
    options: &Options<'a>,
    leash: impl Fn(u64) -> Leash<'a>,
    best: &mut Best<'_>,
) -> bool {
    let items = core.items.len();
    if options.proof == Proof::Skip || items > RELAXED.0 {
        return false;
    }
    if !stands_for_all(core, possible) {
        return prove_as_it_is(possible, options, &leash(entries(options) / 4), best);
    }
    if let Some(set) = meet_halves(core, options, &leash(entries(options)), best) {
        best.offer_of(core, &set);
        return true;
    }
    let most = leash(entries(options) / 4);
    if is_relaxed(core, possible, options) && branch(core, options, &most, best) {
        return true;
    }
    if items > PROVABLE {
        return false;
    }
    let prices = |weight: &[f64]| dual::descend(core, weight, options.sweeps.unwrap_or(250)).prices;
    let book = Book::of_core(best.problem, core, options.objective);
    let weight = book.iter().flat_map(|book| &book.worth).map(|worth| *worth as f64);
    if meet(book.as_ref(), &prices(&weight.collect::<Vec<f64>>()), &most, best) {
        return true;
    }
    let worth = Worth::new(best.problem, &core.items, options.objective);
    let Some(worth) = worth else { return false };
    let found = exact::best(core, &worth.lists, &core.narrow(&best.selection), prices, NODES);
    let proven = found.is_some();
    found.into_iter().for_each(|set| best.offer_of(core, &set));
    proven
}

/// Looks for the best set of a few items by two trees of sums that meet; whether it is proven then.
fn meet(book: Option<&Book>, prices: &[f64], leash: &Leash<'_>, best: &mut Best<'_>) -> bool {
    let Some(book) = book else { return false };
    let known = book.worth_of(&best.selection);
    let Some(answer) = meeting::best(book, prices, known, leash) else { return false };
    let Some(set) = answer.set else { return answer.proven };
    let set = book.widen(best.problem, set);
    best.offer(set.clone());
    answer.proven && best.selection == set
}

/// Tries the same for a problem that its core does not stand for.
fn prove_as_it_is(
    possible: &Selection,
    options: &Options<'_>,
    leash: &Leash<'_>,
    best: &mut Best<'_>,
) -> bool {
    match small::best(best.problem, possible, options.objective, &best.selection) {
        Some(set) => {
            best.offer(set);
            true
        }
        None => {
            let book = Book::of_problem(best.problem, possible, options.objective);
            meet(book.as_ref(), &[], leash, best)
        }
    }
}

/// The best set of a core that stands for its problem, if its items move one amount to and fro.
fn meet_halves(
    core: &Core,
    options: &Options<'_>,
    leash: &Leash<'_>,
    best: &Best<'_>,
) -> Option<Vec<bool>> {
    if core.queues.is_some() {
        return None;
    }
    let worth = Worth::new(best.problem, &core.items, options.objective)?;
    halves::best(core, &worth, leash)
}

/// Whether a best set of the core is a best set of the problem.
fn stands_for_all(core: &Core, possible: &Selection) -> bool {
    core.slack.iter().all(|slack| *slack >= 0)
        && core.shifts.iter().all(|shift| *shift == 0)
        && core.items.len() + core.settled.len() == possible.items().count()
}

/// Whether the relaxation of a core is small enough to be searched.
fn is_relaxed(core: &Core, possible: &Selection, options: &Options<'_>) -> bool {
    options.proof == Proof::Try
        && core.items.len() <= RELAXED.0
        && core.rows.len() <= RELAXED.1
        && core.queues.is_none()
        && stands_for_all(core, possible)
}

/// Entries of tables that a search of the relaxation may write.
fn entries(options: &Options<'_>) -> u64 {
    options.steps.map_or(ENTRIES.0, |steps| steps.saturating_mul(ENTRIES.1).min(ENTRIES.0))
}

/// Searches the relaxation of a core from the best set so far; whether the best is proven then.
fn branch(core: &Core, options: &Options<'_>, most: &Leash<'_>, best: &mut Best<'_>) -> bool {
    let worth = Worth::new(best.problem, &core.items, options.objective);
    let Some(worth) = worth else { return false };
    let answer = tree::best(core, &worth.lists, &core.narrow(&best.selection), most);
    best.offer_of(core, &answer.set);
    answer.proven
}

/// Steps for a problem of so many items, if nobody says otherwise.
///
/// Beyond [`LARGE`] a step costs more, since it misses the cache, and gains less: there are fewer
/// for more items, down to what brings the guided start back to a set that can settle.
fn usual_steps(items: usize) -> u64 {
    const MOST: u64 = 4_000_000;
    // A thousand items are searched in 0.4 s by two threads.
    const FEW: u64 = 2_500_000;
    let (items, large) = (items as u64, LARGE as u64);
    if items <= large {
        // What is small and was not proven is hard.
        let each = if items > PROVABLE as u64 { 25_000 } else { 5_000 };
        let most = if items > SOME.0 as u64 { MOST } else { SOME.1 };
        return (items * each).min(FEW.max(items * 2_000)).min(most);
    }
    (MOST * large / items).max(items * 3 / 4)
}

fn walk<'a>(
    core: &Core,
    prices: &[f64],
    options: &Options<'a>,
    leash: impl Fn(u64) -> Leash<'a>,
    best: &mut Best<'_>,
) {
    let items = core.items.len();
    let effort = if items <= SOME.0 { options.effort } else { 1 };
    let steps = options.steps.unwrap_or_else(|| usual_steps(items).saturating_mul(effort));
    let classes = worth::classes(&core.class);
    let stages: Vec<Option<u8>> = match options.objective {
        Objective::Total => vec![None],
        Objective::Lexicographic => classes.iter().copied().map(Some).collect(),
    };
    // A walk too short to come back to a set that can settle is worth nothing.
    let least = (core.items.len() as u64 * 3 / 2).min(steps);
    let share = (steps / stages.len().max(1) as u64).max(least);
    let (seed, threads) = (options.seed, options.threads);
    let several = stages.len() > 1 && core.items.len() <= LARGE;
    for stage in stages {
        let mut aim = aim(core, stage, prices);
        if several {
            // A class has other prices than all together.
            aim.prices = dual::descend(core, &aim.weight, options.sweeps.unwrap_or(250)).prices;
        }
        let standing = core.narrow(&best.selection);
        let ends = leash(share);
        let standing = rings::close(core, &aim.weight, &aim.fixed, standing, &ends);
        best.offer_of(core, &standing);
        let guided = (core.queues.is_none()).then(|| guide(core, &aim, &standing));
        let starts: Vec<Vec<bool>> = match guided {
            // The guide leads to better sets more often than not.
            Some(guided) if core.items.len() > LARGE => vec![guided],
            Some(guided) => vec![guided.clone(), standing, guided.clone(), guided],
            None => vec![standing],
        };
        let lanes = Lanes::new(core, &aim.weight);
        let pool = Pool { core, aim: &aim, lanes: &lanes, leash: leash(share), seed, threads };
        for set in pool.run(Plan::new(core.items.len()), &starts) {
            let set = rings::close(core, &aim.weight, &aim.fixed, set, &ends);
            best.offer_of(core, &set);
        }
    }
}

/// What a stage aims at: a class with the later ones as support, or everything; with prices of all.
fn aim(core: &Core, stage: Option<u8>, prices: &[f64]) -> Aim {
    let pairs = || core.value.iter().zip(&core.class);
    match stage {
        None => Aim {
            weight: core.value.clone(),
            first: core.value.clone(),
            fixed: vec![false; core.items.len()],
            prices: prices.to_vec(),
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
                prices: prices.to_vec(),
            }
        }
    }
}

/// What the prices would select, with what is fixed as it stands: near the best set in value, but
/// it cannot settle yet.
fn guide(core: &Core, aim: &Aim, standing: &[bool]) -> Vec<bool> {
    let selects = |item: usize| {
        if aim.fixed[item] {
            return standing[item];
        }
        let worth = core.entries(item).iter().map(|e| aim.prices[e.row as usize] * e.change as f64);
        aim.weight[item] + worth.sum::<f64>() > 0.0
    };
    (0..core.items.len()).map(selects).collect()
}
