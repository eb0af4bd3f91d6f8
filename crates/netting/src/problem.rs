use alloc::vec::Vec;
use core::ops::Range;

use crate::column::Column;

/// A row's place in [`Problem::rows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowId(u32);

impl RowId {
    /// The row at `index`, or `None` beyond 2^32 - 1 rows.
    pub fn new(index: usize) -> Option<Self> {
        u32::try_from(index).ok().map(Self)
    }

    /// Its index.
    pub fn index(self) -> usize {
        wide(self.0)
    }
}

/// Whether items may pass others in the queue of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// First in, first out: a selection holds a prefix of the queue.
    Strict,
    /// The owner allows a later item to settle before an earlier one of its class.
    Bypass,
}

/// What must stay at or above zero: an account's room above its floor, a limit's remainder,
/// or an account's room under its cap, which inflow takes and outflow makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Room before anything settles. Unit: minor units; below zero only changes above zero help.
    pub slack: i128,
    /// The order of its queue; for a limit or a cap, which has no queue, [`Order::Bypass`].
    pub order: Order,
}

/// Something that settles wholly or not at all, as it is handed to [`Problem::push_item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Smaller is more pressing.
    pub class: u8,
    /// What settling it is worth beside others of its class.
    /// Unit: the caller's. Range: 0 .. 2^127 - 1.
    pub value: u128,
    /// Net change to rows. Order: any. Shape: at most one entry per row, none zero.
    pub changes: &'a [(RowId, i128)],
    /// The rows in whose queues it stands. Order: any. Shape: each at most once.
    pub queues: &'a [RowId],
}

/// Why an item or a row cannot be part of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// A change or a queue names a row that was not pushed before.
    UnknownRow(RowId),
    /// The same row twice in changes, or twice in queues.
    RowTwice(RowId),
    /// A change of zero.
    NoChange(RowId),
    /// A value beyond 2^127 - 1, or a change of -2^127.
    TooMuch,
    /// More rows, items or entries than 2^32 - 1.
    TooMany,
}

/// What can settle together?
///
/// Rows and items are only added, and what is added is checked, so every index inside is good.
/// Laid out in flat columns: a judge streams over a million items in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    rows: Vec<Row>,
    classes: Vec<u8>,
    values: Column,
    /// Shape: items + 1; where each item's changes begin, then the end of all.
    change_starts: Vec<u32>,
    change_rows: Vec<RowId>,
    changes: Column,
    /// Shape: items + 1, as above.
    queue_starts: Vec<u32>,
    queues: Vec<RowId>,
}

impl Default for Problem {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            classes: Vec::new(),
            values: Column::default(),
            change_starts: alloc::vec![0],
            change_rows: Vec::new(),
            changes: Column::default(),
            queue_starts: alloc::vec![0],
            queues: Vec::new(),
        }
    }
}

impl Problem {
    /// Adds a constraint.
    pub fn push_row(&mut self, row: Row) -> Result<RowId, Malformed> {
        let id = RowId::new(self.rows.len()).filter(|id| id.0 != u32::MAX);
        let id = id.ok_or(Malformed::TooMany)?;
        self.rows.push(row);
        Ok(id)
    }

    /// Adds a candidate behind those that are there, and tells its index.
    ///
    /// Costs O(entries log entries); a refused item leaves the problem as it was.
    pub fn push_item(&mut self, item: &Item<'_>) -> Result<usize, Malformed> {
        let mut changes = item.changes.to_vec();
        changes.sort_unstable_by_key(|(row, _)| *row);
        let mut queues = item.queues.to_vec();
        queues.sort_unstable();
        self.check_item(item.value, &changes, &queues)?;
        let index = self.classes.len();
        self.classes.push(item.class);
        self.values.push(i128::try_from(item.value).unwrap_or(i128::MAX));
        for (row, change) in changes {
            self.change_rows.push(row);
            self.changes.push(change);
        }
        self.change_starts.push(narrow(self.change_rows.len()));
        self.queues.extend(queues);
        self.queue_starts.push(narrow(self.queues.len()));
        Ok(index)
    }

    fn check_item(
        &self,
        value: u128,
        changes: &[(RowId, i128)],
        queues: &[RowId],
    ) -> Result<(), Malformed> {
        let known = |row: RowId| row.index() < self.rows.len();
        for (row, change) in changes {
            match change {
                _ if !known(*row) => return Err(Malformed::UnknownRow(*row)),
                0 => return Err(Malformed::NoChange(*row)),
                &i128::MIN => return Err(Malformed::TooMuch),
                _ => {}
            }
        }
        if let Some(row) = queues.iter().find(|row| !known(**row)) {
            return Err(Malformed::UnknownRow(*row));
        }
        let twice = changes.windows(2).find(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0);
        let again = queues.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        if let Some(row) = twice.or(again) {
            return Err(Malformed::RowTwice(row));
        }
        if i128::try_from(value).is_err() {
            return Err(Malformed::TooMuch);
        }
        let fits = |have: usize, more: usize| {
            have.checked_add(more).is_some_and(|all| u32::try_from(all).is_ok_and(|n| n < u32::MAX))
        };
        let room = fits(self.change_rows.len(), changes.len())
            && fits(self.queues.len(), queues.len())
            && fits(self.classes.len(), 1);
        if room { Ok(()) } else { Err(Malformed::TooMany) }
    }

    /// The constraints. Order: as pushed.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Where a row stands.
    pub fn row(&self, row: RowId) -> Row {
        self.rows[row.index()]
    }

    /// How many candidates there are.
    pub fn items(&self) -> usize {
        self.classes.len()
    }

    /// How many changes all candidates make together.
    pub fn entries(&self) -> usize {
        self.change_rows.len()
    }

    /// An item's class; smaller is more pressing.
    pub fn class(&self, item: usize) -> u8 {
        self.classes[item]
    }

    /// What settling an item is worth. Unit: the caller's. Range: 0 .. 2^127 - 1.
    pub fn value(&self, item: usize) -> u128 {
        self.values.at(item).unsigned_abs()
    }

    /// What an item changes. Order: by row. Shape: at most one entry per row, none zero.
    pub fn changes(&self, item: usize) -> impl DoubleEndedIterator<Item = (RowId, i128)> + '_ {
        let range = span(&self.change_starts, item);
        let rows = self.change_rows[range.clone()].iter().copied();
        rows.zip(range).map(|(row, at)| (row, self.changes.at(at)))
    }

    /// What an item changes of one row; zero if it does not touch it.
    pub fn change(&self, item: usize, row: RowId) -> i128 {
        let range = span(&self.change_starts, item);
        let found = self.change_rows[range.clone()].binary_search(&row);
        found.map_or(0, |at| self.changes.at(range.start.saturating_add(at)))
    }

    /// The rows in whose queues an item stands. Order: by row.
    pub fn queues(&self, item: usize) -> &[RowId] {
        &self.queues[span(&self.queue_starts, item)]
    }

    /// Whether any item stands in a queue.
    pub fn has_queues(&self) -> bool {
        !self.queues.is_empty()
    }

    /// What an item changes, if every change of the problem fits 64 bits. Order: by row.
    pub(crate) fn narrow_changes(
        &self,
        item: usize,
    ) -> Option<impl Iterator<Item = (RowId, &i64)> + '_> {
        let range = span(&self.change_starts, item);
        let changes = self.changes.narrow()?.get(range.clone())?;
        Some(self.change_rows.get(range)?.iter().copied().zip(changes))
    }

    /// The largest change and the largest value, without their signs.
    pub(crate) fn largest(&self) -> (u128, u128) {
        (self.changes.largest(), self.values.largest())
    }
}

/// Which items settle together. Shape: one flag per item.
///
/// Order: of two selections the greater holds the earliest item in which they differ.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Selection(pub Vec<bool>);

impl Selection {
    /// Nothing of `items` items.
    pub fn none(items: usize) -> Self {
        Self(alloc::vec![false; items])
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }

    /// Indices of the items selected. Order: ascending.
    pub fn items(&self) -> impl Iterator<Item = usize> {
        let flags = self.0.iter().enumerate();
        flags.filter_map(|(index, selected)| selected.then_some(index))
    }
}

/// The part of a column that belongs to `index`, by where each part starts.
pub(crate) fn span(starts: &[u32], index: usize) -> Range<usize> {
    wide(starts[index])..wide(starts[index.saturating_add(1)])
}

/// An index as it is kept: every problem has fewer than 2^32 - 1 of everything.
pub(crate) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// An index as it is used.
pub(crate) fn wide(index: u32) -> usize {
    usize::try_from(index).unwrap_or(usize::MAX)
}
