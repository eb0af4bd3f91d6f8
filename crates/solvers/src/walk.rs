//! Weighted local search: it walks through sets that cannot settle to better ones that can.
//!
//! Long walks below zero are essential, since a ring enters or leaves as a whole; what keeps a
//! walk near the ground is a penalty on what each row lacks, in value, which grows where the walk
//! is stuck.
//! Room that is left counts a share of its price in some walks, so that small items do not take
//! what larger ones need.
//!
//! One step: if some row lacks room, one of them is taken at random, and of some forty items that
//! could help it (debits to drop, credits to add, of about the size needed and at random) the one
//! with the best score is flipped; else, if nothing lacks, the set is kept if it is the best so
//! far, and the best of a dozen items left out is added, larger ones more often.
//! Who was flipped rests a while.
//! After a while without a new best the walk goes back to the best set; after a while without a
//! set that can settle it goes back and the penalties relax.
//! A walk that ends below zero with more than its best set is worth is mended: rows are helped on,
//! at the harshest penalty, and what is dropped stays out.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Instant as Stopwatch;

use crate::core::{Core, Entry, Side};
use crate::random::SplitMix;

/// What a walk aims at.
#[derive(Clone)]
pub(crate) struct Aim {
    /// What each item counts while it is walked.
    pub(crate) weight: Vec<f64>,
    /// What each item counts first of all, when two sets are compared; then its weight counts.
    pub(crate) first: Vec<f64>,
    /// Items that stay as they are at the start.
    pub(crate) fixed: Vec<bool>,
    /// What a unit of each row's room is worth, at a guess.
    pub(crate) prices: Vec<f64>,
}

/// How a walk goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Share of its price that room counts which there is.
    pub(crate) trust: f64,
    /// Penalty on each unit of value that a row lacks, at the start.
    pub(crate) penalty: f32,
}

/// How long a walk may last.
#[derive(Clone, Copy)]
pub(crate) struct Leash<'a> {
    pub(crate) steps: u64,
    pub(crate) deadline: Option<Stopwatch>,
    pub(crate) stop: Option<&'a AtomicBool>,
}

impl Leash<'_> {
    /// Whether time is up or somebody asked to stop.
    pub(crate) fn is_over(&self) -> bool {
        self.stop.is_some_and(|stop| stop.load(Relaxed))
            || self.deadline.is_some_and(|deadline| Stopwatch::now() >= deadline)
    }
}

/// Penalty on each unit of value that a row lacks, at the usual start.
pub(crate) const MILD: f32 = 1.05;
/// And at most.
const HARSH: f32 = 64.0;
/// Phases of a walk, which differ in patience.
const PHASES: u64 = 10;
/// Rests for ever.
const NEVER: u32 = u32::MAX >> 1;
/// Candidates of one step, at most.
const MOST: usize = 64;
/// Items flipped together for the sake of queues, at most.
const GROUP: usize = 64;

/// Whether an item is selected, and from which step on it may be flipped again: in one word, since
/// a step asks both of some forty items.
#[derive(Clone, Copy)]
struct Turn(u32);

impl Turn {
    fn new(rests: u32, selected: bool) -> Self {
        Self(rests << 1 | u32::from(selected))
    }

    fn is_selected(self) -> bool {
        self.0 & 1 == 1
    }

    /// Whether an item that is selected, or is not, may be flipped at a step.
    fn may_flip(self, selected: bool, step: u32) -> bool {
        (self.0 & 1 == u32::from(selected)) & (self.0 >> 1 <= step)
    }
}

/// What a row counts in scores; room in value, as a share of all.
///
/// Scores choose where to go and are rough; whether a row lacks room is told by its slack.
#[derive(Clone, Copy)]
struct Room {
    room: f32,
    /// What `room` counts.
    worth: f32,
    /// What a unit counts where there is room, and where it lacks.
    rates: [f32; 2],
}

impl Room {
    fn new(price: f32, penalty: f32) -> Self {
        Self { room: 0.0, worth: 0.0, rates: [price, penalty] }
    }

    /// What so much room counts; without a branch, since nobody can foresee it.
    fn worth_of(&self, room: f32) -> f32 {
        room * self.rates[usize::from(room < 0.0)]
    }

    fn set(&mut self, room: f32) {
        self.room = room;
        self.worth = self.worth_of(room);
    }

    fn set_penalty(&mut self, penalty: f32) {
        self.rates[1] = penalty;
        self.set(self.room);
    }
}

/// A change that an item makes to a row, as scores count it.
#[derive(Clone, Copy)]
struct Lane {
    row: u32,
    change: f32,
}

/// What scores of the same weights have in common, whoever walks.
pub(crate) struct Lanes {
    /// What a unit of a row's slack comes to.
    unit: Vec<f64>,
    weight: Vec<f32>,
    /// Shape: items + 1; into `pairs`.
    starts: Vec<u32>,
    /// An item has an even number, so that fewer branches depend on how many.
    pairs: Vec<[Lane; 2]>,
}

impl Lanes {
    /// Of items with these weights.
    pub(crate) fn new(core: &Core, weight: &[f64]) -> Self {
        // So that numbers of 32 bits are neither too large nor too small.
        let scale = 1e6 / weight.iter().sum::<f64>().max(1e-30);
        let unit: Vec<f64> = core.unit.iter().map(|unit| unit * scale).collect();
        let pad = Lane { row: core.rows.len() as u32, change: 0.0 };
        let lane = |entry: &Entry| Lane {
            row: entry.row,
            change: (entry.change as f64 * unit[entry.row as usize]) as f32,
        };
        let mut starts = vec![0];
        let mut pairs = Vec::with_capacity(core.entries.len() / 2 + core.items.len() / 2);
        for item in 0..core.items.len() {
            for pair in core.entries(item).chunks(2) {
                pairs.push([lane(&pair[0]), pair.get(1).map_or(pad, lane)]);
            }
            starts.push(pairs.len() as u32);
        }
        let weight = weight.iter().map(|weight| (weight * scale) as f32).collect();
        Self { unit, weight, starts, pairs }
    }

    fn of(&self, item: usize) -> &[[Lane; 2]] {
        &self.pairs[self.starts[item] as usize..self.starts[item + 1] as usize]
    }
}

/// A walk under way.
pub(crate) struct Walk<'a> {
    core: &'a Core,
    aim: &'a Aim,
    random: SplitMix,
    slack: Vec<i64>,
    /// Order: by row, and one more for what pads the lanes of an item.
    rooms: Vec<Room>,
    lanes: &'a Lanes,
    turns: Vec<Turn>,
    short: Vec<u32>,
    /// A row's place in `short`, or [`NEVER`].
    place: Vec<u32>,
    /// Items not fixed. Order: by weight, the largest first.
    ranked: Vec<u32>,
    now: (f64, f64),
    best: (f64, f64),
    /// Flips since the best set.
    journal: Vec<u32>,
    /// Best set and what is between differ by `journal`; this is false before the first.
    found: bool,
    step: u32,
    reach: usize,
    tolerance: f64,
    candidates: [u32; MOST],
    /// How many of `candidates` count.
    count: usize,
    group: Vec<u32>,
}

impl<'a> Walk<'a> {
    /// Begins at a set, which need not be able to settle, but respects queues.
    pub(crate) fn new(
        core: &'a Core,
        (aim, lanes): (&'a Aim, &'a Lanes),
        start: Vec<bool>,
        seed: u64,
        manner: Manner,
    ) -> Self {
        let turn = |fixed: &bool| Turn::new(if *fixed { NEVER } else { 0 }, false);
        let mut ranked: Vec<u32> =
            (0..core.items.len() as u32).filter(|item| !aim.fixed[*item as usize]).collect();
        let weight = |item: &u32| aim.weight[*item as usize];
        ranked.sort_by(|one, other| weight(other).total_cmp(&weight(one)).then(one.cmp(other)));
        let total: f64 = aim.weight.iter().sum();
        let price = |row: usize| manner.trust * (aim.prices[row] / core.unit[row]).clamp(0.0, 1.0);
        let mut rooms: Vec<Room> =
            (0..core.rows.len()).map(|row| Room::new(price(row) as f32, manner.penalty)).collect();
        // What pads the lanes of an item.
        rooms.push(Room::new(0.0, 0.0));
        let mut walk = Self {
            core,
            aim,
            random: SplitMix::new(seed),
            slack: core.slack.clone(),
            rooms,
            lanes,
            turns: aim.fixed.iter().map(turn).collect(),
            short: Vec::new(),
            place: vec![NEVER; core.rows.len()],
            ranked,
            now: (0.0, 0.0),
            best: (-1.0, -1.0),
            journal: Vec::new(),
            found: false,
            step: 0,
            reach: if core.items.len() > 300_000 { 1 } else { 2 },
            tolerance: total * 1e-13,
            candidates: [0; MOST],
            count: 0,
            group: Vec::new(),
        };
        for row in 0..walk.slack.len() {
            walk.settle(row as u32);
        }
        for (item, on) in start.into_iter().enumerate() {
            if on {
                walk.flip(item as u32);
            }
        }
        walk
    }

    /// Walks, and gives back the best set that can settle, if any was met.
    ///
    /// Deterministic for a seed and a number of steps, unless a deadline or a stop cuts it short.
    pub(crate) fn run(mut self, leash: &Leash<'_>) -> Option<Vec<bool>> {
        let items = self.core.items.len();
        let steps = leash.steps.min(u64::from(NEVER) - 100);
        for phase in 0..PHASES {
            let patience = if phase % 2 == 0 {
                (items / 2).max(20_000)
            } else if phase % 4 == 1 {
                (items / 10).max(300)
            } else {
                300
            };
            if !self.phase(steps * (phase + 1) / PHASES, patience, leash) {
                break;
            }
        }
        if self.now.0 > self.best.0 {
            self.mend(leash);
        }
        if self.found && !(self.short.is_empty() && self.is_better()) {
            self.back();
        }
        self.strip().then(|| self.selected())
    }

    fn selected(&self) -> Vec<bool> {
        self.turns.iter().map(|turn| turn.is_selected()).collect()
    }

    fn is_selected(&self, item: u32) -> bool {
        self.turns[item as usize].is_selected()
    }

    /// Helps rows that lack room until none does, at the harshest penalty.
    ///
    /// What it drops stays out, so each item goes once and comes once at most; and who went for a
    /// row is who costs others least, so that not all goes that hangs together.
    /// Rows may still lack room where somebody is fixed, or time is up.
    fn mend(&mut self, leash: &Leash<'_>) {
        let core = self.core;
        if core.queues.is_some() {
            return;
        }
        for room in &mut self.rooms[..core.rows.len()] {
            room.set_penalty(HARSH);
        }
        while !self.short.is_empty() {
            if self.step.is_multiple_of(256) && leash.is_over() {
                return;
            }
            self.step += 1;
            let row = self.short[self.random.below(self.short.len())] as usize;
            self.gather_help(row);
            let best = self.best_candidate().map(|(item, _)| item);
            let Some(item) = best.or_else(|| self.cheapest_debit(row)) else { return };
            let goes = self.is_selected(item);
            self.commit(item, 0);
            if goes {
                self.turns[item as usize] = Turn::new(NEVER, false);
            }
        }
    }

    /// Whose going from a row costs least, of all who may.
    fn cheapest_debit(&self, row: usize) -> Option<u32> {
        let sides = self.core.debits(row).iter().map(|side| side.item);
        let may_go = |item: &u32| self.is_selected(*item) && !self.aim.fixed[*item as usize];
        sides.filter(may_go).max_by(|one, other| self.score(*one).total_cmp(&self.score(*other)))
    }

    /// Drops debits until no row lacks room: of each row the smallest that cures it, else the
    /// largest. False if that needs somebody who is fixed.
    fn strip(&mut self) -> bool {
        let core = self.core;
        while let Some(row) = self.short.last().copied() {
            let row = row as usize;
            let (sides, need) = (core.debits(row), self.slack[row].saturating_neg());
            let at = sides.partition_point(|side| side.amount < need);
            let mut fitting = sides[at..].iter().chain(sides[..at].iter().rev());
            let goes =
                |side: &&Side| self.is_selected(side.item) && !self.aim.fixed[side.item as usize];
            let Some(item) = fitting.find(goes).map(|side| side.item) else { return false };
            if core.queues.is_some() && !self.gather_group(item) {
                return false;
            }
            self.commit(item, 0);
        }
        true
    }

    /// Walks up to a step; false if it was cut short.
    fn phase(&mut self, until: u64, patience: usize, leash: &Leash<'_>) -> bool {
        let mut since_best = 0_usize;
        let mut since_settled = 0_usize;
        while u64::from(self.step) < until {
            if self.step.is_multiple_of(256) && leash.is_over() {
                return false;
            }
            self.step += 1;
            since_best += 1;
            if self.short.is_empty() {
                since_settled = 0;
                if self.is_better() {
                    self.best = self.now;
                    self.found = true;
                    self.journal.clear();
                    since_best = 0;
                } else if since_best > patience {
                    self.back();
                    since_best = 0;
                }
                self.add();
            } else {
                since_settled += 1;
                if self.found && since_settled > 4 * patience {
                    self.back();
                    self.relax();
                    since_settled = 0;
                    since_best = 0;
                    continue;
                }
                self.cure();
            }
        }
        true
    }

    fn is_better(&self) -> bool {
        let ahead = self.now.0 - self.best.0;
        ahead > self.tolerance
            || (ahead >= -self.tolerance && self.now.1 > self.best.1 + self.tolerance)
    }

    /// Goes back to the best set.
    fn back(&mut self) {
        for item in std::mem::take(&mut self.journal).into_iter().rev() {
            self.flip(item);
        }
        self.now = self.best;
    }

    /// Penalties half way back to the mild one.
    fn relax(&mut self) {
        for room in &mut self.rooms[..self.core.rows.len()] {
            room.set_penalty(f32::midpoint(room.rates[1], MILD));
        }
    }

    /// Adds the best of a dozen items left out.
    fn add(&mut self) {
        self.count = 0;
        let count = self.ranked.len();
        for _ in 0..6 * (1 + self.reach) {
            let unit = self.random.unit();
            let at = (count as f64 * unit * unit) as usize;
            if let Some(item) = self.ranked.get(at) {
                self.consider(*item, false);
            }
        }
        if let Some((item, _)) = self.best_candidate() {
            let rest = 20 + self.random.below(40) as u32;
            self.commit(item, rest);
        }
    }

    /// Helps one row that lacks room.
    fn cure(&mut self) {
        let row = self.short[self.random.below(self.short.len())] as usize;
        self.gather_help(row);
        let best = self.best_candidate();
        if best.is_none_or(|(_, score)| score < 0.0) {
            let room = &mut self.rooms[row];
            room.set_penalty((room.rates[1] * 1.1).min(HARSH));
        }
        if let Some((item, _)) = best {
            let rest = 3 + self.random.below(10) as u32;
            self.commit(item, rest);
        }
    }

    /// Who could help a row that lacks room, by going or by coming.
    fn gather_help(&mut self, row: usize) {
        let (core, need) = (self.core, self.slack[row].saturating_neg());
        self.count = 0;
        self.gather(core.debits(row), need, true);
        self.gather(core.credits(row), need, false);
    }

    /// Items of one side, selected or not, of about the amount needed and at random.
    fn gather(&mut self, sides: &[Side], need: i64, on: bool) {
        if sides.is_empty() {
            return;
        }
        let at = sides.partition_point(|side| side.amount < need);
        let (above, below) = (4 * self.reach, 3 * self.reach);
        let most = self.count + above;
        for side in sides[at..].iter().take(3 * above) {
            self.consider(side.item, on);
            if self.count == most {
                break;
            }
        }
        let most = self.count + below;
        for side in sides[..at].iter().rev().take(3 * below) {
            self.consider(side.item, on);
            if self.count == most {
                break;
            }
        }
        for _ in 0..below {
            let side = &sides[self.random.below(sides.len())];
            self.consider(side.item, on);
        }
    }

    /// Adds an item to the candidates if it is selected, or is not, and does not rest.
    ///
    /// Without a branch: whether it is added cannot be foreseen.
    fn consider(&mut self, item: u32, selected: bool) {
        let may = self.turns[item as usize].may_flip(selected, self.step);
        self.candidates[self.count % MOST] = item;
        self.count += usize::from(may);
    }

    fn best_candidate(&mut self) -> Option<(u32, f32)> {
        let mut best: Option<(u32, f32)> = None;
        for at in 0..self.count {
            let item = self.candidates[at];
            let score = if self.core.queues.is_none() {
                Some(self.score(item))
            } else {
                self.score_group(item)
            };
            if let Some(score) = score
                && best.is_none_or(|(_, other)| score > other)
            {
                best = Some((item, score));
            }
        }
        best
    }

    /// What flipping an item gains: its weight, and what rows count more.
    fn score(&self, item: u32) -> f32 {
        let item = item as usize;
        let sign = if self.turns[item].is_selected() { -1.0 } else { 1.0 };
        let mut score = sign * self.lanes.weight[item];
        for pair in self.lanes.of(item) {
            for lane in pair {
                let room = &self.rooms[lane.row as usize];
                score += room.worth_of(room.room + sign * lane.change) - room.worth;
            }
        }
        score
    }

    /// The same for an item with all that must go or come with it; `None` if that cannot be.
    fn score_group(&mut self, item: u32) -> Option<f32> {
        if !self.gather_group(item) {
            return None;
        }
        if self.group.len() == 1 {
            return Some(self.score(item));
        }
        let group = std::mem::take(&mut self.group);
        let mut score = 0.0;
        for member in &group {
            score += self.score(*member);
            self.flip(*member);
        }
        group.iter().rev().for_each(|member| self.flip(*member));
        self.group = group;
        Some(score)
    }

    /// Who must be flipped with an item so that no queue is passed over; false if somebody is
    /// fixed or they are too many.
    fn gather_group(&mut self, item: u32) -> bool {
        let Some(queues) = &self.core.queues else {
            self.group.clear();
            self.group.push(item);
            return true;
        };
        let on = self.is_selected(item);
        let class = &self.core.class;
        self.group.clear();
        self.group.push(item);
        let mut next = 0;
        while let Some(member) = self.group.get(next).copied() {
            next += 1;
            for queue in queues.of(member as usize) {
                let members = queues.members(*queue);
                let strict = queues.strict[*queue as usize];
                let at = members.partition_point(|other| *other < member);
                let mut push = |other: u32| {
                    let bound = strict
                        || if on {
                            class[other as usize] > class[member as usize]
                        } else {
                            class[other as usize] < class[member as usize]
                        };
                    if bound && self.is_selected(other) == on && !self.group.contains(&other) {
                        self.group.push(other);
                    }
                    // In a strict queue those selected are a prefix, so here it ends.
                    !(strict && self.is_selected(other) != on) && self.group.len() <= GROUP
                };
                if on {
                    let _ = members[at + 1..].iter().all(|other| push(*other));
                } else {
                    let _ = members[..at].iter().rev().all(|other| push(*other));
                }
            }
            if self.group.len() > GROUP {
                return false;
            }
        }
        self.group.iter().all(|member| !self.aim.fixed[*member as usize])
    }

    fn commit(&mut self, item: u32, rest: u32) {
        if self.core.queues.is_none() {
            self.flip(item);
            self.rest(item, rest);
            self.journal.push(item);
        } else if self.gather_group(item) {
            for member in std::mem::take(&mut self.group) {
                self.flip(member);
                self.rest(member, rest);
                self.journal.push(member);
            }
        }
    }

    /// Lets an item rest so many steps.
    fn rest(&mut self, item: u32, steps: u32) {
        let turn = &mut self.turns[item as usize];
        *turn = Turn::new(self.step + steps, turn.is_selected());
    }

    fn flip(&mut self, item: u32) {
        let turn = &mut self.turns[item as usize];
        turn.0 ^= 1;
        let on = turn.is_selected();
        let (first, weight) = (self.aim.first[item as usize], self.aim.weight[item as usize]);
        let sign = if on { 1.0 } else { -1.0 };
        self.now.0 += sign * first;
        self.now.1 += sign * weight;
        let core = self.core;
        for entry in core.entries(item as usize) {
            let change = if on { entry.change } else { -entry.change };
            self.slack[entry.row as usize] += change;
            self.settle(entry.row);
        }
    }

    /// Tells scores what a row has now.
    fn settle(&mut self, row: u32) {
        let at = row as usize;
        self.rooms[at].set((self.slack[at] as f64 * self.lanes.unit[at]) as f32);
        self.mark(row);
    }

    /// Keeps the list of rows that lack room.
    fn mark(&mut self, row: u32) {
        let at = self.place[row as usize];
        let lacks = self.slack[row as usize] < 0;
        if lacks && at == NEVER {
            self.place[row as usize] = self.short.len() as u32;
            self.short.push(row);
        } else if !lacks && at != NEVER {
            self.place[row as usize] = NEVER;
            self.short.swap_remove(at as usize);
            if let Some(moved) = self.short.get(at as usize) {
                self.place[*moved as usize] = at;
            }
        }
    }
}
