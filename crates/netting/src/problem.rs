use alloc::vec::Vec;

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
        usize::try_from(self.0).unwrap_or(usize::MAX)
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

/// What must stay at or above zero: an account's room above its floor, or a limit's remainder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Room before anything settles. Unit: minor units; below zero nothing but inflow helps.
    pub slack: i128,
    /// The order of its queue; for a limit, which has no queue, [`Order::Bypass`].
    pub order: Order,
}

/// Something that settles wholly or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Smaller is more pressing.
    pub class: u8,
    /// What settling it is worth beside others of its class. Unit: the caller's.
    pub value: u128,
    /// Net change to rows. Order: any. Shape: at most one entry per row, none zero.
    pub changes: Vec<(RowId, i128)>,
    /// The rows in whose queues it stands.
    pub queues: Vec<RowId>,
}

/// What can settle together?
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// Constraints.
    pub rows: Vec<Row>,
    /// Candidates. Order: that of the queues; an earlier item stands before a later one.
    pub items: Vec<Item>,
}

impl Problem {
    /// The items that stand in each row's queue. Order: by row, then queue order.
    pub(crate) fn queues(&self) -> Vec<Vec<usize>> {
        let mut queues = alloc::vec![Vec::new(); self.rows.len()];
        for (index, item) in self.items.iter().enumerate() {
            for row in &item.queues {
                queues[row.index()].push(index);
            }
        }
        queues
    }
}

/// Which items settle together. Shape: one flag per item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection(pub Vec<bool>);

impl Selection {
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
