//! Looks for sets of queued items that settle more than the machine's own search finds, and
//! proposes them as anybody could: by a command that the machine checks. R-OFF-04

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Stopwatch};

use netting::{Objective, Problem, Selection};
use settlement::fx::Value;
use settlement::offsetting::Command as Offsetting;
use settlement::{Command, PartyId};
use solvers::{Options, Proof, Proposal, improve};
use terms::{Bic, LogPosition, Uetr};

use crate::{Fault, Intake, Submission};

/// Steps for each item of a search that goes on from an earlier answer.
///
/// From there on it closes in on what changed; a search from nothing takes ten times as many.
const NEAR_STEPS: u64 = 500;
/// A search begins from nothing once one item in this many is another.
const RENEWED: usize = 8;
/// How the thread waits, so that a stop is never long.
const NAP: Duration = Duration::from_millis(50);

/// How hard a node searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// How often it looks, by the node's clock; while the clock runs, a search ends after half of it,
    /// or as soon as it has a first set and prices.
    pub every: Duration,
    /// Steps of one search in a stepped world, whose result must not depend on the machine's
    /// speed.
    pub steps: u64,
}

impl Default for Search {
    fn default() -> Self {
        Self { every: Duration::from_secs(1), steps: 20_000 }
    }
}

impl Search {
    /// A better set than the machine would find, in a stepped world; the same on every machine.
    pub(crate) fn stepped(&self, problem: &Problem, names: &[Uetr]) -> Option<Command> {
        let options = Options {
            steps: Some(self.steps),
            sweeps: Some(50),
            proof: Proof::Skip,
            threads: 1,
            ..Options::default()
        };
        proposal(problem, names, &options)
    }
}

/// What the last searches found, by name: where the queue changed little, the next goes on from it.
#[derive(Debug, Default)]
struct Known {
    /// What was queued, and whether the best set known would settle it.
    items: BTreeMap<Uetr, bool>,
    /// How many items came and went since a search from nothing.
    changed: usize,
}

impl Known {
    /// The set to go on from, or `None` where too much is another.
    fn near(&mut self, names: &[Uetr]) -> Option<Selection> {
        let stayed = names.iter().filter(|name| self.items.contains_key(*name)).count();
        let gone = self.items.len().saturating_sub(stayed);
        self.changed = self.changed.saturating_add(names.len().saturating_sub(stayed) + gone);
        if self.items.is_empty() || self.changed > names.len() / RENEWED {
            self.changed = 0;
            return None;
        }
        Some(Selection(names.iter().map(|name| self.items.get(name) == Some(&true)).collect()))
    }

    /// Keeps what was found.
    fn keep(&mut self, names: &[Uetr], found: &Selection) {
        self.items = names.iter().copied().zip(found.0.iter().copied()).collect();
    }
}

/// The command that proposes a better set than the baseline's, if one is found.
fn proposal(problem: &Problem, names: &[Uetr], options: &Options<'_>) -> Option<Command> {
    if names.len() < 2 {
        return None;
    }
    propose(problem, names, search(problem, options))
}

fn search(problem: &Problem, options: &Options<'_>) -> Proposal {
    improve(problem, &Options { objective: Objective::Lexicographic, ..*options })
}

/// The command that proposes what was found, if it is better than the machine's own answer.
fn propose(problem: &Problem, names: &[Uetr], found: Proposal) -> Option<Command> {
    let standing = netting::check(problem, &netting::baseline(problem)).unwrap_or_default();
    if found.gain <= standing {
        return None;
    }
    let items = found.selection.items().filter_map(|item| names.get(item).copied()).collect();
    let value = Some(Value::from_millionths(found.gain.total()));
    let prices = found.prices;
    Some(Command::Offsetting(Offsetting::ProposeOffsetting { items, value, prices }))
}

/// The search of a node whose clock runs, in a thread beside the writer.
pub(crate) struct Searcher {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Searcher {
    /// Begins to search, and to propose in the operator's name.
    pub(crate) fn start(search: Search, intake: Intake, operator: Bic) -> Result<Self, Fault> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("search".into())
            .spawn(move || {
                let mut seen = LogPosition::GENESIS;
                let mut known = Known::default();
                while rest(search.every, &stopped) {
                    look(search, &intake, operator, (&mut seen, &mut known), &stopped);
                }
            })
            .map_err(|error| Fault::because("starting the search", error))?;
        Ok(Self { stop, thread })
    }

    /// Ends the search.
    pub(crate) fn stop(self) {
        self.stop.store(true, Ordering::Release);
        // A search that panicked has changed nothing.
        let _ = self.thread.join();
    }
}

/// Waits; answers whether to go on.
fn rest(time: Duration, stop: &AtomicBool) -> bool {
    let begun = Stopwatch::now();
    while begun.elapsed() < time && !stop.load(Ordering::Acquire) {
        std::thread::sleep(NAP.min(time));
    }
    !stop.load(Ordering::Acquire)
}

/// Searches once, if anything happened since the last time and sets are searched for at all.
fn look(
    search: Search,
    intake: &Intake,
    operator: Bic,
    (seen, known): (&mut LogPosition, &mut Known),
    stop: &AtomicBool,
) {
    let last = *seen;
    let asked = intake.ask(move |replica| {
        let (position, machine) = (replica.position(), replica.machine());
        let wanted = machine.parameters().1.offsetting_items > 0; // R-OFF-02
        let looks = wanted && position != last && machine.waiting_count() > 1;
        looks.then(|| (position, machine.offsetting_problem()))
    });
    let Some((position, (problem, names))) =
        asked.ok().and_then(|a| a.blocking_recv().ok()).flatten()
    else {
        return;
    };
    *seen = position;
    if names.len() < 2 {
        return;
    }
    let near = known.near(&names);
    let steps = near.as_ref().map(|_| NEAR_STEPS.saturating_mul(names.len() as u64));
    let options = Options {
        deadline: Some(search.every / 2),
        stop: Some(stop),
        steps,
        near: near.as_ref(),
        ..Options::default()
    };
    let found = self::search(&problem, &options);
    known.keep(&names, &found.selection);
    if let Some(command) = propose(&problem, &names, found) {
        let submission = Submission {
            by: PartyId::OPERATOR,
            sender: operator,
            message: String::new(),
            command,
            original: None,
        };
        // Where the intake is full or the queue has moved on, the next look finds what is left.
        let _ = intake.submit(submission);
    }
}
