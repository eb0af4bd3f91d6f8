//! The linear relaxation of a small core, and how its value falls as items are decided.
//!
//! Every item may settle in part, between its two bounds; the rows hold as they are.
//! A dual simplex on a dense table: since every item has two bounds, the table of the rows alone
//! is a start whatever the bounds are, and what was found for some bounds is a start for others
//! (Dantzig's upper bounds; Lemke 1954).
//! Floats are good enough here: what is found is only proposed, and is told with the prices that
//! show it, from which those who ask see in whole numbers whether it holds ([`crate::ceiling`]).

/// What is as good as zero in a table whose rows have entries of one at most.
const NEARLY: f64 = 1e-9;
/// Pivots after which the table is made anew, so that errors do not add up.
const STALE: u32 = 400;

/// One row: no more than `most` of what items take, in a unit of the row's own.
pub(crate) struct Limit {
    /// Item and what it takes. Order: any. Shape: each item at most once.
    pub(crate) takes: Vec<(u32, f64)>,
    pub(crate) most: f64,
}

/// What became of a relaxation.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// No set can be worth more than this.
    Value(f64),
    /// Nothing is worth enough.
    Below,
    /// Nothing fits: at these prices of rows every choice takes more than there is.
    Empty(Vec<f64>),
    /// It took too long, or the numbers went bad.
    Unknown,
}

/// A relaxation, and the bounds of its items.
pub(crate) struct Relaxation {
    items: usize,
    limits: Vec<Limit>,
    /// What each row was divided by.
    scales: Vec<f64>,
    weight: Vec<f64>,
    /// By item, then by row, what is not used of it.
    pub(crate) low: Vec<f64>,
    pub(crate) high: Vec<f64>,
    /// Shape: rows x (items + rows).
    table: Vec<f64>,
    /// Right side of the table's rows.
    right: Vec<f64>,
    /// What a unit of each column gains; of those in the basis, nothing.
    gain: Vec<f64>,
    /// Value where every column outside the basis is zero.
    value: f64,
    /// Column that each row of the table tells.
    basis: Vec<usize>,
    in_basis: Vec<bool>,
    at_high: Vec<bool>,
    /// What the columns of the basis come to.
    level: Vec<f64>,
    age: u32,
    /// Entries of the table that were written.
    pub(crate) work: u64,
}

impl Relaxation {
    /// Of items with this weight, all undecided; rows are brought to entries of one at most.
    pub(crate) fn new(weight: Vec<f64>, mut limits: Vec<Limit>) -> Self {
        let mut scales = Vec::with_capacity(limits.len());
        for limit in &mut limits {
            let largest = limit.takes.iter().map(|(_, takes)| takes.abs()).fold(0.0, f64::max);
            let scale = if largest > 0.0 { largest } else { 1.0 };
            limit.takes.iter_mut().for_each(|(_, takes)| *takes /= scale);
            limit.most /= scale;
            scales.push(scale);
        }
        let (items, rows) = (weight.len(), limits.len());
        let mut high = vec![1.0; items];
        high.resize(items + rows, f64::INFINITY);
        let mut relaxation = Self {
            items,
            scales,
            weight,
            low: vec![0.0; items + rows],
            high,
            table: Vec::new(),
            right: Vec::new(),
            gain: Vec::new(),
            value: 0.0,
            basis: Vec::new(),
            in_basis: Vec::new(),
            at_high: vec![false; items + rows],
            level: vec![0.0; rows],
            age: 0,
            work: 0,
            limits,
        };
        relaxation.renew();
        relaxation
    }

    fn columns(&self) -> usize {
        self.items + self.limits.len()
    }

    /// Makes the table anew: the rows' own columns are the basis.
    fn renew(&mut self) {
        let (columns, rows) = (self.columns(), self.limits.len());
        self.table.clear();
        self.table.resize(columns * rows, 0.0);
        for (row, limit) in self.limits.iter().enumerate() {
            for (item, takes) in &limit.takes {
                self.table[row * columns + *item as usize] = *takes;
            }
            self.table[row * columns + self.items + row] = 1.0;
        }
        self.right = self.limits.iter().map(|limit| limit.most).collect();
        self.gain.clone_from(&self.weight);
        self.gain.resize(columns, 0.0);
        self.value = 0.0;
        self.basis = (self.items..columns).collect();
        self.in_basis = (0..columns).map(|column| column >= self.items).collect();
        self.age = 0;
        self.work += (columns * rows) as u64;
    }

    /// The greatest value within the bounds, unless it is below `least`.
    pub(crate) fn solve(&mut self, least: f64) -> Found {
        match self.descend(least) {
            Found::Unknown => {
                self.renew();
                self.descend(least)
            }
            found => found,
        }
    }

    fn descend(&mut self, least: f64) -> Found {
        if self.age > STALE {
            self.renew();
        }
        if !self.settle() {
            return Found::Unknown;
        }
        for _ in 0..40 * (self.limits.len() + 10) {
            let value = self.worth();
            if value < least {
                return Found::Below;
            }
            let Some((row, bound)) = self.leaving() else { return Found::Value(value) };
            let Some(column) = self.entering(row, bound) else {
                return Found::Empty(self.prices_against(row, bound));
            };
            self.pivot(row, column, bound);
        }
        Found::Unknown
    }

    /// Puts every column outside the basis at the bound where it gains most, and tells the others.
    fn settle(&mut self) -> bool {
        let columns = self.columns();
        for column in 0..columns {
            if self.in_basis[column] || self.low[column] >= self.high[column] {
                continue;
            }
            if self.gain[column] > NEARLY {
                if self.high[column].is_infinite() {
                    return false;
                }
                self.at_high[column] = true;
            } else if self.gain[column] < -NEARLY || self.high[column].is_infinite() {
                self.at_high[column] = false;
            }
        }
        let set: Vec<(usize, f64)> = (0..columns)
            .filter(|column| !self.in_basis[*column])
            .map(|column| (column, self.at(column)))
            .filter(|(_, at)| *at != 0.0)
            .collect();
        for row in 0..self.limits.len() {
            let entries = &self.table[row * columns..(row + 1) * columns];
            let taken: f64 = set.iter().map(|(column, at)| entries[*column] * at).sum();
            self.level[row] = self.right[row] - taken;
        }
        self.work += (set.len() * self.limits.len()) as u64;
        true
    }

    /// Where a column outside the basis stands; an item in the basis stands anywhere.
    fn at(&self, column: usize) -> f64 {
        if self.at_high[column] && self.high[column].is_finite() {
            self.high[column]
        } else {
            self.low[column]
        }
    }

    fn worth(&self) -> f64 {
        let outside = (0..self.columns()).filter(|column| !self.in_basis[*column]);
        self.value + outside.map(|column| self.gain[column] * self.at(column)).sum::<f64>()
    }

    /// The row whose column is farthest out of its bounds, and the bound it is to have.
    fn leaving(&self) -> Option<(usize, f64)> {
        let mut worst = NEARLY;
        let mut found = None;
        for (row, column) in self.basis.iter().enumerate() {
            let (low, high) = (self.low[*column], self.high[*column]);
            let (under, over) = (low - self.level[row], self.level[row] - high);
            if under.max(over) > worst {
                worst = under.max(over);
                found = Some((row, if under > over { low } else { high }));
            }
        }
        found
    }

    /// The column that brings the row to its bound and costs least.
    fn entering(&self, row: usize, bound: f64) -> Option<usize> {
        let columns = self.columns();
        let entries = &self.table[row * columns..(row + 1) * columns];
        let rises = self.level[row] < bound;
        let mut found: Option<(usize, f64, f64)> = None;
        for (column, entry) in entries.iter().enumerate() {
            let moves = entry.abs() > NEARLY && self.low[column] < self.high[column];
            // What is at its high bound can only sink, which lifts the row where its entry is above zero.
            let helps = (*entry > 0.0) == (self.at_high[column] == rises);
            if self.in_basis[column] || !moves || !helps {
                continue;
            }
            let cost = (self.gain[column] / entry).abs();
            let better = found.is_none_or(|(_, least, size)| {
                cost < least - 1e-12 || (cost <= least + 1e-12 && entry.abs() > size)
            });
            if better {
                found = Some((column, cost, entry.abs()));
            }
        }
        found.map(|(column, _, _)| column)
    }

    /// Exchanges a row's column, which goes to a bound, for another.
    fn pivot(&mut self, row: usize, column: usize, bound: f64) {
        let columns = self.columns();
        let pivot = self.table[row * columns + column];
        let moved = (self.level[row] - bound) / pivot;
        let entered = self.at(column) + moved;
        for other in 0..self.limits.len() {
            self.level[other] -= self.table[other * columns + column] * moved;
        }
        self.level[row] = entered;
        let leaves = self.basis[row];
        self.at_high[leaves] = bound > self.low[leaves];
        self.basis[row] = column;
        self.in_basis[leaves] = false;
        self.in_basis[column] = true;
        let (before, rest) = self.table.split_at_mut(row * columns);
        let (own, after) = rest.split_at_mut(columns);
        own.iter_mut().for_each(|entry| *entry /= pivot);
        self.right[row] /= pivot;
        let right = self.right[row];
        let others = before.chunks_exact_mut(columns).enumerate();
        let others =
            others.chain(after.chunks_exact_mut(columns).zip(row + 1..).map(|(o, r)| (r, o)));
        for (other, entries) in others {
            let factor = entries[column];
            if factor != 0.0 {
                entries.iter_mut().zip(own.iter()).for_each(|(e, own)| *e -= factor * own);
                entries[column] = 0.0;
                self.right[other] -= factor * right;
                self.work += columns as u64;
            }
        }
        let factor = self.gain[column];
        self.gain.iter_mut().zip(own.iter()).for_each(|(gain, own)| *gain -= factor * own);
        self.gain[column] = 0.0;
        self.value += factor * right;
        self.age += 1;
        self.work += 2 * columns as u64;
    }

    /// Prices of rows that show the value: what a unit of each row's room is worth.
    pub(crate) fn prices(&self) -> Vec<f64> {
        let gains = self.gain[self.items..].iter().zip(&self.scales);
        gains.map(|(gain, scale)| (-gain).max(0.0) / scale).collect()
    }

    /// Prices of rows that show that a row's column cannot come to its bound (Farkas 1902).
    fn prices_against(&self, row: usize, bound: f64) -> Vec<f64> {
        let columns = self.columns();
        let entries = &self.table[row * columns + self.items..(row + 1) * columns];
        let sign = if self.level[row] < bound { 1.0 } else { -1.0 };
        let priced = entries.iter().zip(&self.scales);
        priced.map(|(entry, scale)| (sign * entry).max(0.0) / scale).collect()
    }

    /// How much of each item settles.
    pub(crate) fn parts(&self) -> Vec<f64> {
        let mut parts: Vec<f64> = (0..self.items).map(|item| self.at(item)).collect();
        for (row, column) in self.basis.iter().enumerate().filter(|(_, c)| **c < self.items) {
            parts[*column] = self.level[row];
        }
        parts
    }
}
