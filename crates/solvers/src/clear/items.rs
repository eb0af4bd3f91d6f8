//! P1 and P2: queued items that settle together.

use std::collections::BTreeMap;
use std::time::Instant as Stopwatch;

use netting::{Malformed, Objective, Order, Problem, Selection};
use serde::Serialize;

use super::milliseconds;
use crate::instance::{Instance, ItemName, Kind, Posed, Unreadable};
use crate::{Options, Proposal, improve};

/// Which items settle, what they are worth, and why the others wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemsAnswer {
    /// `P1` or `P2`, as in the file.
    pub problem: &'static str,
    /// `lex` or `total`.
    pub objective: &'static str,
    /// Names of the items that settle together. Order: the file's, by priority first where there
    /// are queues.
    pub chosen: Vec<ItemName>,
    /// Value that settles, by the file's priority. Shape: one per priority that an item has.
    pub value_by_class: BTreeMap<u8, u128>,
    /// Value that settles in all.
    pub value: u128,
    /// What the value of a best set by the objective cannot exceed.
    pub upper_bound: u128,
    /// Whether `chosen` is proven to be a best set.
    pub proven: bool,
    /// Items left. Order: as `chosen`.
    pub waiting: Vec<Waiting>,
    /// Milliseconds of search.
    pub ms: u64,
}

/// Why one item waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Its name.
    pub id: ItemName,
    /// Of the accounts that lack something for it after the set has settled, the first by bank and
    /// currency, as the file names it.
    /// Absent if none lacks: then the item may not pass `behind`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The first item that stands before it in a queue, waits, and may not be passed by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<ItemName>,
    /// How much that account lacks. Unit: minor units.
    pub lacks: u128,
    /// Whether it can settle at all with these items and balances, as far as
    /// [`netting::tried`] tells.
    pub reachable: bool,
}

pub(super) fn solve(
    name: &'static str,
    instance: &Instance,
    options: &Options<'_>,
) -> Result<ItemsAnswer, Unreadable> {
    let begun = Stopwatch::now();
    let posed = instance.pose().map_err(|reason| match reason {
        Malformed::TooMany => Unreadable::new(Kind::TooMuch, "items or accounts"),
        _ => Unreadable::new(Kind::TooMuch, "an item's amounts or value"),
    })?;
    let total = (0..posed.problem.items())
        .try_fold(0_u128, |sum, item| sum.checked_add(posed.problem.value(item)));
    if total.is_none() {
        return Err(Unreadable::new(Kind::TooMuch, "the value of all items"));
    }
    let proposal = improve(&posed.problem, options);
    let mut value_by_class: BTreeMap<u8, u128> =
        (0..posed.problem.items()).map(|item| (posed.problem.class(item), 0)).collect();
    let classes = proposal.gain.classes().iter();
    value_by_class.extend(classes.map(|class| (class.class, class.value)));
    let chosen = proposal.selection.items().map(|item| instance.name(item).clone()).collect();
    Ok(ItemsAnswer {
        problem: name,
        objective: match options.objective {
            Objective::Lexicographic => "lex",
            Objective::Total => "total",
        },
        chosen,
        value_by_class,
        value: proposal.gain.total(),
        upper_bound: proposal.bound,
        proven: proposal.proven,
        waiting: waiting(instance, &posed, &proposal),
        ms: milliseconds(begun),
    })
}

/// Why each item left waits.
fn waiting(instance: &Instance, posed: &Posed, proposal: &Proposal) -> Vec<Waiting> {
    let (problem, selection) = (&posed.problem, &proposal.selection);
    let slack = after(problem, selection);
    let first = Ahead::new(problem, selection);
    let left = (0..problem.items()).filter(|item| !selection.0[*item]);
    left.map(|item| {
        let lacks = |(row, change): (netting::RowId, i128)| {
            let after = slack[row.index()].saturating_add(change);
            (change < 0 && after < 0).then(|| (row, after.unsigned_abs()))
        };
        let lacking = problem.changes(item).find_map(lacks);
        Waiting {
            id: instance.name(item).clone(),
            account: lacking.map(|(row, _)| instance.account_name(posed.accounts[row.index()])),
            behind: first.of(problem, item).map(|first| instance.name(first).clone()),
            lacks: lacking.map_or(0, |(_, amount)| amount),
            reachable: proposal.possible.0[item],
        }
    })
    .collect()
}

/// By queue, the first item of each class that waits. Order: as they stand in the queue.
struct Ahead(Vec<Vec<usize>>);

impl Ahead {
    fn new(problem: &Problem, selection: &Selection) -> Self {
        let mut first: Vec<Vec<usize>> = vec![Vec::new(); problem.rows().len()];
        for item in (0..problem.items()).filter(|item| !selection.0[*item]) {
            for row in problem.queues(item) {
                let first = &mut first[row.index()];
                let class = problem.class(item);
                if first.iter().all(|other| problem.class(*other) != class) {
                    first.push(item);
                }
            }
        }
        Self(first)
    }

    /// The first that waits before an item in one of its queues and may not be passed by it.
    fn of(&self, problem: &Problem, item: usize) -> Option<usize> {
        let first = problem.queues(item).iter().flat_map(|row| {
            let strict = problem.row(*row).order == Order::Strict;
            let binds = move |other: &&usize| {
                **other < item && (strict || problem.class(**other) < problem.class(item))
            };
            self.0[row.index()].iter().filter(binds)
        });
        first.min().copied()
    }
}

/// Each row's room after a set has settled.
fn after(problem: &Problem, selection: &Selection) -> Vec<i128> {
    let mut slack: Vec<i128> = problem.rows().iter().map(|row| row.slack).collect();
    for item in selection.items() {
        for (row, change) in problem.changes(item) {
            slack[row.index()] = slack[row.index()].saturating_add(change);
        }
    }
    slack
}
