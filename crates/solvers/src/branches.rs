//! A quick branch and bound over a few items of a core, for searches that prove nothing.
//!
//! Depth first, at prices that stay: what is decided against them costs the bound.
//! A row is told by its room, which is what it would have with every credit still open: an item
//! that comes takes what it draws, one that stays away takes what it would have paid in, and a
//! branch is lost where a room falls below zero; so when all is decided the set can settle.

use crate::core::{Core, Entry};
use crate::dual::{Way, ramp};

/// Some items of a core with the rows they touch; kept from one to the next for its memory.
pub(crate) struct Part {
    slack: Vec<i64>,
    unit: Vec<f64>,
    /// Shape: items + 1; into `entries`.
    starts: Vec<u32>,
    /// Rows are those of the part.
    entries: Vec<Entry>,
    /// What each change is worth where its row's level is one.
    worth: Vec<f64>,
    /// Row of the core, by row of the part.
    rows: Vec<u32>,
    /// Row of the part, by row of the core; `u32::MAX` where it is none.
    index: Vec<u32>,
}

impl Part {
    /// Of no items yet.
    pub(crate) fn new(core: &Core) -> Self {
        Self {
            slack: Vec::new(),
            unit: Vec::new(),
            starts: Vec::new(),
            entries: Vec::new(),
            worth: Vec::new(),
            rows: Vec::new(),
            index: vec![u32::MAX; core.rows.len()],
        }
    }

    /// Takes these items and the rows they touch, which have this room left.
    pub(crate) fn gather(&mut self, core: &Core, items: &[u32], slack: &[i64]) {
        self.rows.drain(..).for_each(|row| self.index[row as usize] = u32::MAX);
        self.slack.clear();
        self.unit.clear();
        self.starts.clear();
        self.entries.clear();
        self.worth.clear();
        self.starts.push(0);
        for item in items {
            for entry in core.entries(*item as usize) {
                let of = entry.row as usize;
                if self.index[of] == u32::MAX {
                    self.index[of] = self.rows.len() as u32;
                    self.rows.push(entry.row);
                    self.slack.push(slack[of]);
                    self.unit.push(core.unit[of]);
                }
                self.entries.push(Entry { row: self.index[of], change: entry.change });
                self.worth.push(core.unit[of] * entry.change as f64);
            }
            self.starts.push(self.entries.len() as u32);
        }
    }

    fn of(&self, item: usize) -> std::ops::Range<usize> {
        self.starts[item] as usize..self.starts[item + 1] as usize
    }

    fn entries(&self, item: usize) -> &[Entry] {
        &self.entries[self.of(item)]
    }

    /// What an item of this weight gains at these prices.
    pub(crate) fn profit(&self, item: usize, weight: f64, prices: &Levels) -> f64 {
        self.gains(item, weight, &prices.levels)
    }

    fn gains(&self, item: usize, weight: f64, levels: &[f64]) -> f64 {
        let of = self.of(item);
        let pairs = self.entries[of.clone()].iter().zip(&self.worth[of]);
        weight + pairs.map(|(entry, worth)| levels[entry.row as usize] * worth).sum::<f64>()
    }

    /// Looks for good prices as [`crate::dual`] does.
    ///
    /// A row below zero must come back here, since what holds it there is not to decide.
    pub(crate) fn descend(&self, weight: &[f64], sweeps: usize) -> Levels {
        let rows = self.slack.len();
        let room = self.slack.iter().zip(&self.unit);
        let room: Vec<f64> = room.map(|(slack, unit)| *slack as f64 * unit).collect();
        let steep: Vec<f64> = weight.iter().map(|weight| 0.5 / weight.max(1e-9)).collect();
        let mut way = Way::new(rows);
        let mut slope = vec![0.0_f64; rows];
        let mut best = Levels { levels: vec![0.0; rows], bound: weight.iter().sum() };
        for sweep in 0..sweeps {
            let narrow = 1.0 / ramp(sweep, sweeps);
            let level = &way.level;
            slope.copy_from_slice(&room);
            let mut bound: f64 = room.iter().zip(level).map(|(room, level)| room * level).sum();
            for (item, (weight, steep)) in weight.iter().zip(&steep).enumerate() {
                let profit = self.gains(item, *weight, level);
                bound += profit.max(0.0);
                let share = (0.5 + profit * steep * narrow).clamp(0.0, 1.0);
                let of = self.of(item);
                for (entry, worth) in self.entries[of.clone()].iter().zip(&self.worth[of]) {
                    slope[entry.row as usize] += share * worth;
                }
            }
            if bound < best.bound {
                best.bound = bound;
                best.levels.copy_from_slice(level);
            }
            way.go(&slope);
        }
        best
    }
}

/// Prices of a part's rows, in units of each row's own value, and the bound they give.
pub(crate) struct Levels {
    levels: Vec<f64>,
    pub(crate) bound: f64,
}

/// A search under way; items by the order in which they are decided.
struct Branches {
    /// Shape: items + 1; into `takes`.
    starts: Vec<u32>,
    /// Row, what coming takes of its room, and what staying away takes.
    takes: Vec<(u32, [i64; 2])>,
    weight: Vec<f64>,
    /// What each item gains at the prices.
    profits: Vec<f64>,
    room: Vec<i64>,
    selected: Vec<bool>,
    best: Option<Vec<bool>>,
    now: f64,
    /// What is still open.
    open: f64,
    /// What a better set must be worth.
    least: f64,
    nodes: u64,
    limit: u64,
}

/// Looks for a set that is worth more than `least`, and the best of those; also tells how many
/// nodes it took.
///
/// If the limit is reached, the best so far is given.
pub(crate) fn better(
    part: &Part,
    weight: &[f64],
    prices: &Levels,
    least: f64,
    limit: u64,
) -> (Option<Vec<bool>>, u64) {
    let profit = |item: usize| part.profit(item, weight[item], prices);
    let mut order: Vec<(f64, u32)> =
        (0..weight.len()).map(|item| (profit(item), item as u32)).collect();
    // What costs most to decide against the prices comes first.
    order.sort_unstable_by(|(one, first), (other, second)| {
        other.abs().total_cmp(&one.abs()).then(first.cmp(second))
    });
    let mut starts = vec![0];
    let mut takes = Vec::with_capacity(part.entries.len());
    let mut room = part.slack.clone();
    for (_, item) in &order {
        for Entry { row, change } in part.entries(*item as usize) {
            room[*row as usize] += (*change).max(0);
            takes.push((*row, [(*change).max(0), (-change).max(0)]));
        }
        starts.push(takes.len() as u32);
    }
    let mut search = Branches {
        starts,
        takes,
        weight: order.iter().map(|(_, item)| weight[*item as usize]).collect(),
        profits: order.iter().map(|(profit, _)| *profit).collect(),
        room,
        selected: vec![false; order.len()],
        best: None,
        now: 0.0,
        open: weight.iter().sum(),
        least,
        nodes: 0,
        limit,
    };
    search.visit(0, prices.bound);
    let found = search.best.map(|best| {
        let mut set = vec![false; order.len()];
        order.iter().zip(best).for_each(|((_, item), on)| set[*item as usize] = on);
        set
    });
    (found, search.nodes)
}

impl Branches {
    fn visit(&mut self, depth: usize, bound: f64) {
        self.nodes += 1;
        if self.nodes >= self.limit || self.now + self.open <= self.least {
            return;
        }
        let Some(profit) = self.profits.get(depth).copied() else {
            self.best = Some(self.selected.clone());
            self.least = self.now;
            return;
        };
        // Taking an item costs the bound what its profit lacks, leaving it what it has.
        for on in [profit >= 0.0, profit < 0.0] {
            let loss = if on { (-profit).max(0.0) } else { profit.max(0.0) };
            if bound - loss <= self.least {
                continue;
            }
            if self.decide(depth, on) {
                let weight = self.weight[depth];
                let (now, open) = (self.now, self.open);
                self.selected[depth] = on;
                self.now += if on { weight } else { 0.0 };
                self.open -= weight;
                self.visit(depth + 1, bound - loss);
                (self.now, self.open) = (now, open);
                self.selected[depth] = false;
            }
            self.undo(depth, on);
        }
    }

    /// Takes the room that a decision takes; whether there was as much.
    fn decide(&mut self, depth: usize, on: bool) -> bool {
        let takes = &self.takes[self.starts[depth] as usize..self.starts[depth + 1] as usize];
        let mut holds = true;
        for (row, takes) in takes {
            let room = &mut self.room[*row as usize];
            *room -= takes[usize::from(on)];
            holds &= *room >= 0;
        }
        holds
    }

    fn undo(&mut self, depth: usize, on: bool) {
        let takes = &self.takes[self.starts[depth] as usize..self.starts[depth + 1] as usize];
        for (row, takes) in takes {
            self.room[*row as usize] += takes[usize::from(on)];
        }
    }
}
