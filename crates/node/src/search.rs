//! Looks for sets of queued items that settle more than the machine's own search finds, and
//! proposes them as anybody could: by a command that the machine checks. R-OFF-04

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Stopwatch};

use netting::{Objective, Problem};
use settlement::fx::Value;
use settlement::offsetting::Command as Offsetting;
use settlement::{Command, PartyId};
use solvers::{Options, Proof, improve};
use terms::{Bic, LogPosition, Uetr};

use crate::{Fault, Intake, Submission};

/// How the thread waits, so that a stop is never long.
const NAP: Duration = Duration::from_millis(50);

/// How hard a node searches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Search {
    /// How often it looks, by the node's clock; while the clock runs, half of it is the most that
    /// one search takes.
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

/// The command that proposes a better set than the baseline's, if one is found.
fn proposal(problem: &Problem, names: &[Uetr], options: &Options<'_>) -> Option<Command> {
    if names.len() < 2 {
        return None;
    }
    let standing = netting::check(problem, &netting::baseline(problem)).unwrap_or_default();
    let options = Options { objective: Objective::Lexicographic, ..*options };
    let found = improve(problem, &options);
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
                while rest(search.every, &stopped) {
                    look(search, &intake, operator, &mut seen, &stopped);
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

/// Searches once, if anything happened since the last time.
fn look(search: Search, intake: &Intake, operator: Bic, seen: &mut LogPosition, stop: &AtomicBool) {
    let last = *seen;
    let asked = intake.ask(move |replica| {
        let (position, machine) = (replica.position(), replica.machine());
        let looks = position != last && machine.waiting_count() > 1;
        looks.then(|| (position, machine.offsetting_problem()))
    });
    let Some((position, (problem, names))) =
        asked.ok().and_then(|a| a.blocking_recv().ok()).flatten()
    else {
        return;
    };
    *seen = position;
    let options =
        Options { deadline: Some(search.every / 2), stop: Some(stop), ..Options::default() };
    if let Some(command) = proposal(&problem, &names, &options) {
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
