use alloc::vec::Vec;

use crate::problem::{Problem, RowId, narrow, span, wide};

/// Who draws how much on each row.
///
/// A row's debits are cut into segments by class, the least pressing first; in a segment they
/// stand by amount, the smallest first, and among equals the later item first.
/// Who is gone is skipped, and the way over the gone is remembered until the next reset.
pub(crate) struct Debits {
    /// Shape: rows + 1; where each row's segments begin.
    row_starts: Vec<u32>,
    /// Shape: segments + 1; where each segment's entries begin.
    starts: Vec<u32>,
    items: Vec<u32>,
    amounts: Vec<u128>,
    /// Nobody from an entry up to the place noted here is left.
    after: Vec<u32>,
    /// Nobody from an entry down to the place noted here is left; one more than the place.
    before: Vec<u32>,
}

impl Debits {
    /// Of nobody, as long as it is not asked.
    pub(crate) fn none() -> Self {
        Self {
            row_starts: Vec::new(),
            starts: Vec::new(),
            items: Vec::new(),
            amounts: Vec::new(),
            after: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Whether it was made of nobody.
    pub(crate) fn is_none(&self) -> bool {
        self.row_starts.is_empty()
    }

    /// Of items that are `possible`. Costs O(changes log changes).
    pub(crate) fn new(problem: &Problem, possible: &[bool]) -> Self {
        let mut entries: Vec<(RowId, u8, u128, u32)> = Vec::new();
        for item in (0..problem.items()).filter(|item| possible[*item]) {
            let class = u8::MAX.saturating_sub(problem.class(item));
            let debits = problem.changes(item).filter(|(_, change)| *change < 0);
            // The complement of the index puts the later item first.
            let last = u32::MAX.saturating_sub(narrow(item));
            entries.extend(debits.map(|(row, change)| (row, class, change.unsigned_abs(), last)));
        }
        entries.sort_unstable();
        let mut starts = alloc::vec![0];
        let mut row_starts = alloc::vec![0];
        let mut seen = 0_usize;
        let mut groups =
            entries.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)).peekable();
        for row in (0..problem.rows().len()).filter_map(RowId::new) {
            while let Some(group) = groups.next_if(|group| group[0].0 == row) {
                seen = seen.saturating_add(group.len());
                starts.push(narrow(seen));
            }
            row_starts.push(narrow(starts.len().saturating_sub(1)));
        }
        let item = |last: u32| u32::MAX.saturating_sub(last);
        let mut debits = Self {
            row_starts,
            starts,
            items: entries.iter().map(|entry| item(entry.3)).collect(),
            amounts: entries.iter().map(|entry| entry.2).collect(),
            after: Vec::new(),
            before: Vec::new(),
        };
        debits.reset();
        debits
    }

    /// Forgets who was gone.
    pub(crate) fn reset(&mut self) {
        let count = narrow(self.items.len());
        self.after = (0..count).collect();
        self.before = (0..count).map(|at| at.saturating_add(1)).collect();
    }

    /// The largest debit left on a row, and whose.
    pub(crate) fn largest(
        &mut self,
        row: RowId,
        left: impl Fn(usize) -> bool + Copy,
    ) -> Option<(u128, usize)> {
        let mut found: Option<(u128, usize)> = None;
        for segment in span(&self.row_starts, row.index()) {
            let range = span(&self.starts, segment);
            if let Some(at) = self.last(range.end, range.start, left) {
                found = found.max(Some((self.amounts[at], wide(self.items[at]))));
            }
        }
        found
    }

    /// Whom to take off a row that lacks `deficit`: of the least pressing class that is left the
    /// smallest debit that covers it, else the largest; among equals the later item.
    pub(crate) fn best_fit(
        &mut self,
        row: RowId,
        deficit: u128,
        left: impl Fn(usize) -> bool + Copy,
    ) -> Option<usize> {
        for segment in span(&self.row_starts, row.index()) {
            let range = span(&self.starts, segment);
            let amounts = &self.amounts[range.clone()];
            let fitting = range.start.saturating_add(amounts.partition_point(|a| *a < deficit));
            if let Some(at) = self.first(fitting, range.end, left) {
                return Some(wide(self.items[at]));
            }
            if let Some(at) = self.last(range.end, range.start, left) {
                let amounts = &self.amounts[range.clone()];
                let equal = amounts.partition_point(|a| *a < self.amounts[at]);
                let equal = self.first(range.start.saturating_add(equal), range.end, left);
                return equal.map(|at| wide(self.items[at]));
            }
        }
        None
    }

    /// The first entry from `from` on, before `end`, that is left.
    fn first(&mut self, from: usize, end: usize, left: impl Fn(usize) -> bool) -> Option<usize> {
        let mut at = from;
        while at < end && !left(wide(self.items[at])) {
            at = wide(self.after[at]).max(at.saturating_add(1));
        }
        let mut passed = from;
        while passed < at.min(end) {
            let next = wide(self.after[passed]).max(passed.saturating_add(1));
            self.after[passed] = narrow(at);
            passed = next;
        }
        (at < end).then_some(at)
    }

    /// The last entry before `end`, from `start` on, that is left.
    fn last(&mut self, end: usize, start: usize, left: impl Fn(usize) -> bool) -> Option<usize> {
        let mut above = end;
        while above > start && !left(wide(self.items[above.saturating_sub(1)])) {
            let at = above.saturating_sub(1);
            above = wide(self.before[at]).min(at);
        }
        let mut passed = end;
        while passed > above.max(start) {
            let at = passed.saturating_sub(1);
            passed = wide(self.before[at]).min(at);
            self.before[at] = narrow(above);
        }
        (above > start).then(|| above.saturating_sub(1))
    }
}
