use alloc::vec::Vec;

use crate::problem::{Order, Problem, RowId, narrow, span, wide};

/// Who stands before whom: each row's queue cut into lanes.
///
/// A strict queue is one lane; one that may be bypassed has a lane for each class, since nobody
/// of a class hinders another of it.
pub(crate) struct Lanes {
    /// Shape: rows + 1; where each row's lanes begin.
    row_starts: Vec<u32>,
    /// The class that a lane holds; `None` holds all of a strict queue.
    classes: Vec<Option<u8>>,
    /// Shape: lanes + 1; where each lane's items begin.
    starts: Vec<u32>,
    /// Order: by lane, then queue order.
    items: Vec<u32>,
    /// From here on nobody of the lane is selected.
    ends: Vec<u32>,
    /// Before here everybody of the lane is selected.
    fronts: Vec<u32>,
}

impl Lanes {
    /// Costs O(queue entries log queue entries).
    pub(crate) fn new(problem: &Problem) -> Self {
        let mut places: Vec<(RowId, Option<u8>, u32)> = Vec::new();
        for item in 0..problem.items() {
            for row in problem.queues(item) {
                let lane = match problem.row(*row).order {
                    Order::Strict => None,
                    Order::Bypass => Some(problem.class(item)),
                };
                places.push((*row, lane, narrow(item)));
            }
        }
        places.sort_unstable();
        let mut lanes = Self {
            row_starts: alloc::vec![0],
            classes: Vec::new(),
            starts: alloc::vec![0],
            items: Vec::with_capacity(places.len()),
            ends: Vec::new(),
            fronts: Vec::new(),
        };
        let mut groups = places.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)).peekable();
        for row in (0..problem.rows().len()).filter_map(RowId::new) {
            while let Some(group) = groups.next_if(|group| group[0].0 == row) {
                lanes.classes.push(group[0].1);
                lanes.items.extend(group.iter().map(|(_, _, item)| *item));
                lanes.starts.push(narrow(lanes.items.len()));
            }
            lanes.row_starts.push(narrow(lanes.classes.len()));
        }
        lanes.reset();
        lanes
    }

    /// Forgets what was learned of who is selected.
    pub(crate) fn reset(&mut self) {
        let count = self.classes.len();
        self.ends = self.starts.iter().skip(1).copied().collect();
        self.fronts = self.starts.iter().take(count).copied().collect();
    }

    /// Appends to `behind` everybody selected that may not settle without `item`.
    ///
    /// Cheap over many calls between two resets, as long as nobody is selected anew: each place is
    /// passed once.
    pub(crate) fn cut(
        &mut self,
        problem: &Problem,
        item: usize,
        selected: &[bool],
        behind: &mut Vec<u32>,
    ) {
        let class = problem.class(item);
        for row in problem.queues(item) {
            for lane in span(&self.row_starts, row.index()) {
                if self.classes[lane].is_some_and(|of| of <= class) {
                    continue;
                }
                let start = wide(self.starts[lane]);
                while let Some(last) = wide(self.ends[lane]).checked_sub(1) {
                    if last < start || wide(self.items[last]) <= item {
                        break;
                    }
                    self.ends[lane] = narrow(last);
                    if selected[wide(self.items[last])] {
                        behind.push(self.items[last]);
                    }
                }
            }
        }
    }

    /// The first item that `item` may not pass and that is not selected.
    ///
    /// Cheap over many calls between two resets, as long as nobody is taken off.
    pub(crate) fn blocker(
        &mut self,
        problem: &Problem,
        item: usize,
        selected: &[bool],
    ) -> Option<usize> {
        let class = problem.class(item);
        for row in problem.queues(item) {
            for lane in span(&self.row_starts, row.index()) {
                if self.classes[lane].is_some_and(|of| of >= class) {
                    continue;
                }
                let range = span(&self.starts, lane);
                let mut front = wide(self.fronts[lane]);
                while front < range.end && selected[wide(self.items[front])] {
                    front = front.saturating_add(1);
                }
                self.fronts[lane] = narrow(front);
                let first =
                    self.items[range.start..range.end].get(front.saturating_sub(range.start));
                if let Some(first) = first.map(|first| wide(*first)).filter(|first| *first < item) {
                    return Some(first);
                }
            }
        }
        None
    }

    /// Everybody that `item` may not pass. Order: by queue, class, then queue order.
    pub(crate) fn before<'a>(
        &'a self,
        problem: &'a Problem,
        item: usize,
    ) -> impl Iterator<Item = u32> + 'a {
        let class = problem.class(item);
        let lanes = self.lanes_of(problem, item);
        let lanes = lanes.filter(move |(of, _)| of.is_none_or(|of| of < class));
        lanes.flat_map(move |(_, items)| {
            items.iter().copied().take_while(move |other| wide(*other) < item)
        })
    }

    /// Everybody that may not pass `item`. Order: by queue, class, then against queue order.
    pub(crate) fn behind<'a>(
        &'a self,
        problem: &'a Problem,
        item: usize,
    ) -> impl Iterator<Item = u32> + 'a {
        let class = problem.class(item);
        let lanes = self.lanes_of(problem, item);
        let lanes = lanes.filter(move |(of, _)| of.is_none_or(|of| of > class));
        lanes.flat_map(move |(_, items)| {
            items.iter().rev().copied().take_while(move |other| wide(*other) > item)
        })
    }

    /// The lanes of the rows in whose queues an item stands: their class and their items.
    fn lanes_of<'a>(
        &'a self,
        problem: &'a Problem,
        item: usize,
    ) -> impl Iterator<Item = (Option<u8>, &'a [u32])> + 'a {
        let rows = problem.queues(item).iter();
        let lanes = rows.flat_map(|row| span(&self.row_starts, row.index()));
        lanes.map(|lane| (self.classes[lane], &self.items[span(&self.starts, lane)]))
    }

    /// The last item of a strict queue that is selected and draws on its row.
    pub(crate) fn last_drawing(
        &self,
        problem: &Problem,
        row: RowId,
        selected: &[bool],
    ) -> Option<usize> {
        let lane =
            span(&self.row_starts, row.index()).find(|lane| self.classes[*lane].is_none())?;
        let range = wide(self.starts[lane])..wide(self.ends[lane]);
        let mut items = self.items[range].iter().rev().map(|item| wide(*item));
        items.find(|item| selected[*item] && problem.change(*item, row) < 0)
    }
}
