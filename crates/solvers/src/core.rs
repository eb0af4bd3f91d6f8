//! An instance made small: what is decided is taken out, what is left lies tight in memory.
//!
//! Speed of the search is the number of cache misses, so an item's changes lie in one place, in
//! 64 bits, with 32-bit indices; rows that can never bind are gone, and so are items that can
//! never settle or may settle whatever else does.

use netting::{Order, Problem, RowId, Selection};

/// A change that an item makes to a row of the core.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) row: u32,
    pub(crate) change: i64,
}

/// An item on one side of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub(crate) amount: i64,
    pub(crate) item: u32,
}

/// What is left to decide.
pub(crate) struct Core {
    /// Row of the problem. Order: by row of the core.
    pub(crate) rows: Vec<RowId>,
    /// Item of the problem. Order: by item of the core, ascending.
    pub(crate) items: Vec<u32>,
    pub(crate) slack: Vec<i64>,
    /// A row's unit is 2^shift minor units; zero unless its amounts exceed 61 bits.
    pub(crate) shifts: Vec<u32>,
    /// Value of one unit of a row's room, as the items that touch it show it; never zero.
    pub(crate) unit: Vec<f64>,
    pub(crate) value: Vec<f64>,
    pub(crate) class: Vec<u8>,
    /// Shape: items + 1.
    pub(crate) starts: Vec<u32>,
    pub(crate) entries: Vec<Entry>,
    /// Shape: rows + 1, for debits and for credits.
    pub(crate) debit_starts: Vec<u32>,
    /// Order: by row, the smallest first.
    pub(crate) debits: Vec<Side>,
    pub(crate) credit_starts: Vec<u32>,
    /// Order: by row, the smallest first.
    pub(crate) credits: Vec<Side>,
    /// Who must not pass whom; `None` where everybody may pass everybody.
    pub(crate) queues: Option<Queues>,
    /// Items outside the core that settle whatever else does.
    pub(crate) settled: Vec<u32>,
}

/// Queues over items of the core.
pub(crate) struct Queues {
    /// Shape: items + 1; into `of`.
    pub(crate) starts: Vec<u32>,
    /// The queues an item stands in.
    pub(crate) of: Vec<u32>,
    /// Shape: queues + 1; into `members`.
    pub(crate) queue_starts: Vec<u32>,
    /// Order: by queue, then queue order.
    pub(crate) members: Vec<u32>,
    pub(crate) strict: Vec<bool>,
}

impl Queues {
    /// Who stands in a queue.
    pub(crate) fn members(&self, queue: u32) -> &[u32] {
        let queue = queue as usize;
        &self.members[self.queue_starts[queue] as usize..self.queue_starts[queue + 1] as usize]
    }

    /// The queues of an item.
    pub(crate) fn of(&self, item: usize) -> &[u32] {
        &self.of[self.starts[item] as usize..self.starts[item + 1] as usize]
    }
}

impl Core {
    /// The core of a problem: `possible` as [`netting::reachable`] tells it, `start` a set that
    /// can settle.
    ///
    /// A row that is below zero may be drawn on only if `start` does: whether to cure such a row
    /// is not searched.
    /// Amounts beyond 61 bits are made coarser, toward zero on both sides, so that a ring stays one;
    /// a set of such a core may lack a few units in the problem.
    pub(crate) fn new(problem: &Problem, possible: &Selection, start: &Selection) -> Self {
        let decided = Decided::new(problem, possible, start);
        decided.compact(problem)
    }

    /// An item's changes.
    pub(crate) fn entries(&self, item: usize) -> &[Entry] {
        &self.entries[self.starts[item] as usize..self.starts[item + 1] as usize]
    }

    /// Who draws on a row.
    pub(crate) fn debits(&self, row: usize) -> &[Side] {
        &self.debits[self.debit_starts[row] as usize..self.debit_starts[row + 1] as usize]
    }

    /// Who pays into a row.
    pub(crate) fn credits(&self, row: usize) -> &[Side] {
        &self.credits[self.credit_starts[row] as usize..self.credit_starts[row + 1] as usize]
    }

    /// A selection of the core as one of the problem.
    pub(crate) fn widen(&self, items: usize, selected: &[bool]) -> Selection {
        let mut all = Selection::none(items);
        let chosen = self.items.iter().zip(selected).filter(|(_, on)| **on).map(|(item, _)| item);
        chosen.chain(&self.settled).for_each(|item| all.0[*item as usize] = true);
        all
    }

    /// A selection of the problem as one of the core.
    pub(crate) fn narrow(&self, all: &Selection) -> Vec<bool> {
        self.items.iter().map(|item| all.0[*item as usize]).collect()
    }
}

/// What needs no search.
struct Decided {
    open: Vec<bool>,
    settled: Vec<u32>,
    binding: Vec<bool>,
    slack: Vec<i128>,
}

impl Decided {
    fn new(problem: &Problem, possible: &Selection, start: &Selection) -> Self {
        let rows = problem.rows().len();
        let mut decided = Self {
            open: allowed(problem, possible, start),
            settled: Vec::new(),
            binding: vec![true; rows],
            slack: problem.rows().iter().map(|row| row.slack).collect(),
        };
        decided.relax(problem);
        decided
    }

    /// Drops rows whose debits all fit, settles items that then draw on nothing, and so on.
    fn relax(&mut self, problem: &Problem) {
        let rows = problem.rows().len();
        let mut demand = vec![0_i128; rows];
        let mut holds = vec![0_u32; problem.items()];
        let mut drawers: Vec<(u32, u32)> = Vec::new();
        for item in (0..problem.items()).filter(|item| self.open[*item]) {
            for (row, change) in problem.changes(item).filter(|(_, change)| *change < 0) {
                let demand = &mut demand[row.index()];
                *demand = demand.saturating_sub(change);
                holds[item] += 1;
                drawers.push((row.index() as u32, item as u32));
            }
        }
        drawers.sort_unstable();
        let mut pending: Vec<usize> = (0..rows).collect();
        let free = |item: usize| problem.queues(item).is_empty();
        let mut ready: Vec<usize> = (0..problem.items())
            .filter(|item| self.open[*item] && holds[*item] == 0 && free(*item))
            .collect();
        loop {
            while let Some(item) = ready.pop() {
                self.open[item] = false;
                self.settled.push(item as u32);
                for (row, change) in problem.changes(item) {
                    let slack = &mut self.slack[row.index()];
                    *slack = slack.saturating_add(change);
                    pending.push(row.index());
                }
            }
            let Some(row) = pending.pop() else { break };
            if !self.binding[row] || (demand[row] > self.slack[row] && demand[row] > 0) {
                continue;
            }
            self.binding[row] = false;
            let first = drawers.partition_point(|(of, _)| (*of as usize) < row);
            for (_, item) in drawers[first..].iter().take_while(|(of, _)| *of as usize == row) {
                let item = *item as usize;
                holds[item] -= 1;
                if holds[item] == 0 && self.open[item] && free(item) {
                    ready.push(item);
                }
            }
        }
        self.settled.sort_unstable();
    }

    fn compact(self, problem: &Problem) -> Core {
        let mut index = vec![u32::MAX; problem.rows().len()];
        let mut rows = Vec::new();
        let open = || (0..problem.items()).filter(|item| self.open[*item]);
        // Only rows that somebody open touches, and that can bind.
        let mut scale = vec![0_u128; problem.rows().len()];
        for item in open() {
            for (row, change) in problem.changes(item) {
                let scale = &mut scale[row.index()];
                *scale = scale.saturating_add(change.unsigned_abs());
            }
        }
        for (at, binding) in self.binding.iter().enumerate() {
            if let Some(row) = RowId::new(at).filter(|_| *binding && scale[at] > 0) {
                index[at] = rows.len() as u32;
                rows.push(row);
            }
        }
        let shifts: Vec<u32> = rows
            .iter()
            .map(|row| {
                let at = row.index();
                let most = scale[at].saturating_add(self.slack[at].unsigned_abs());
                (128 - most.leading_zeros()).saturating_sub(61)
            })
            .collect();
        let slack = rows.iter().zip(&shifts);
        let slack = slack.map(|(row, shift)| coarse(self.slack[row.index()], *shift)).collect();
        let items: Vec<u32> = open().map(|item| item as u32).collect();
        let mut starts = vec![0];
        let mut entries = Vec::new();
        for item in &items {
            for (row, change) in problem.changes(*item as usize) {
                let row = index[row.index()];
                if row != u32::MAX {
                    let change = coarse(change, shifts[row as usize]);
                    if change != 0 {
                        entries.push(Entry { row, change });
                    }
                }
            }
            starts.push(entries.len() as u32);
        }
        let of = |item: &u32| *item as usize;
        let mut core = Core {
            value: items.iter().map(|item| problem.value(of(item)) as f64).collect(),
            class: items.iter().map(|item| problem.class(of(item))).collect(),
            queues: queues(problem, &items),
            rows,
            items,
            slack,
            shifts,
            unit: Vec::new(),
            starts,
            entries,
            debit_starts: Vec::new(),
            debits: Vec::new(),
            credit_starts: Vec::new(),
            credits: Vec::new(),
            settled: self.settled,
        };
        core.unit = units(&core);
        (core.debit_starts, core.debits) = sides(&core, |change| (change < 0).then_some(-change));
        (core.credit_starts, core.credits) = sides(&core, |change| (change > 0).then_some(change));
        core
    }
}

/// A number in units of 2^`shift`, cut toward zero.
fn coarse(number: i128, shift: u32) -> i64 {
    let size = i64::try_from(number.unsigned_abs() >> shift).unwrap_or(i64::MAX / 4);
    if number < 0 { -size } else { size }
}

/// Items that may take part: possible, not drawing on a row below zero that `start` leaves alone,
/// and behind nobody shut out.
fn allowed(problem: &Problem, possible: &Selection, start: &Selection) -> Vec<bool> {
    let mut cured = vec![false; problem.rows().len()];
    for item in start.items() {
        for (row, _) in problem.changes(item).filter(|(_, change)| *change < 0) {
            cured[row.index()] = true;
        }
    }
    let mut passed: Vec<Option<u8>> = vec![None; problem.rows().len()];
    let mut open = possible.0.clone();
    for (item, open) in open.iter_mut().enumerate() {
        let class = problem.class(item);
        let shut = |(row, change): (RowId, i128)| {
            change < 0 && problem.row(row).slack < 0 && !cured[row.index()]
        };
        let behind = |row: &RowId| match (problem.row(*row).order, passed[row.index()]) {
            (_, None) => false,
            (Order::Strict, Some(_)) => true,
            (Order::Bypass, Some(pressing)) => pressing < class,
        };
        if problem.changes(item).any(shut) || problem.queues(item).iter().any(behind) {
            *open = false;
        }
        if !*open {
            for row in problem.queues(item) {
                let passed = &mut passed[row.index()];
                *passed = Some(passed.map_or(class, |other| other.min(class)));
            }
        }
    }
    open
}

/// What a unit of each row is worth: the value of the items that touch it, shared among the rows
/// they draw on, over what they move.
fn units(core: &Core) -> Vec<f64> {
    let mut value = vec![0.0_f64; core.rows.len()];
    let mut moved = vec![0.0_f64; core.rows.len()];
    for item in 0..core.items.len() {
        let entries = core.entries(item);
        let drawn = entries.iter().filter(|entry| entry.change < 0).count().max(1);
        for entry in entries {
            value[entry.row as usize] += core.value[item] / drawn as f64;
            moved[entry.row as usize] += entry.change.unsigned_abs() as f64;
        }
    }
    value.iter().zip(&moved).map(|(value, moved)| (value / moved.max(1.0)).max(1e-30)).collect()
}

fn sides(core: &Core, amount: impl Fn(i64) -> Option<i64>) -> (Vec<u32>, Vec<Side>) {
    let mut starts = vec![0_u32; core.rows.len() + 1];
    let chosen = |entry: &Entry| amount(entry.change).map(|amount| (entry.row as usize, amount));
    for (row, _) in core.entries.iter().filter_map(chosen) {
        starts[row + 1] += 1;
    }
    for row in 0..core.rows.len() {
        starts[row + 1] += starts[row];
    }
    let mut next = starts.clone();
    let total = starts[core.rows.len()] as usize;
    let mut sides = vec![Side { amount: 0, item: 0 }; total];
    for item in 0..core.items.len() {
        for (row, amount) in core.entries(item).iter().filter_map(chosen) {
            sides[next[row] as usize] = Side { amount, item: item as u32 };
            next[row] += 1;
        }
    }
    for row in 0..core.rows.len() {
        let part = &mut sides[starts[row] as usize..starts[row + 1] as usize];
        part.sort_unstable_by_key(|side| (side.amount, side.item));
    }
    (starts, sides)
}

/// The queues in which somebody may not pass somebody; none if there are none.
fn queues(problem: &Problem, items: &[u32]) -> Option<Queues> {
    let mut first: Vec<Option<u8>> = vec![None; problem.rows().len()];
    let mut binding = vec![false; problem.rows().len()];
    for item in items {
        let class = problem.class(*item as usize);
        for row in problem.queues(*item as usize) {
            let strict = problem.row(*row).order == Order::Strict;
            let first = &mut first[row.index()];
            binding[row.index()] |= first.is_some_and(|first| strict || first != class);
            first.get_or_insert(class);
        }
    }
    let binds = |row: &&RowId| binding[row.index()];
    let mut index = std::collections::BTreeMap::new();
    let mut members: Vec<Vec<u32>> = Vec::new();
    let mut queues = Queues {
        starts: vec![0],
        of: Vec::new(),
        queue_starts: vec![0],
        members: Vec::new(),
        strict: Vec::new(),
    };
    for (item, original) in items.iter().enumerate() {
        for row in problem.queues(*original as usize).iter().filter(binds) {
            let queue = *index.entry(*row).or_insert_with(|| {
                queues.strict.push(problem.row(*row).order == Order::Strict);
                members.push(Vec::new());
                members.len() - 1
            });
            members[queue].push(item as u32);
            queues.of.push(queue as u32);
        }
        queues.starts.push(queues.of.len() as u32);
    }
    for members in members {
        queues.members.extend(members);
        queues.queue_starts.push(queues.members.len() as u32);
    }
    (!queues.strict.is_empty()).then_some(queues)
}
