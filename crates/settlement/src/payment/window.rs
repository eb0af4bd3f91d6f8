use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use terms::{BusinessDate, LogPosition, Uetr};

use super::BookedLeg;
use crate::queue::ItemId;

/// What became of an instruction that was accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// It waits.
    Waiting,
    /// All its legs settled.
    Settled,
    /// Its owner took it back while it waited.
    Cancelled,
    /// It did not settle in the time it had.
    Rejected,
}

/// Where more is to be found on an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Link {
    Waiting(ItemId),
    Settled(LogPosition),
    Cancelled,
    Rejected,
    /// It stands as an order of exchange until it is converted, or is gathered in a cycle.
    Converting,
}

/// The instructions of the last days: R-PAY-03 asks here whether a UETR was used, R-PAY-08 what
/// was paid under it.
///
/// Kept by settlement date and dropped a whole day at a time, so that memory stays bounded.
/// The hash tables are found anew after a restart; nothing depends on their order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Window {
    days: BTreeMap<BusinessDate, Day>,
    #[serde(skip)]
    key: u64,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Kept")]
struct Day {
    rows: Vec<Row>,
    legs: Vec<BookedLeg>,
    #[serde(skip)]
    table: HashTable<u32>,
}

/// A day as it is written down: without its table, which is found anew.
#[derive(Deserialize)]
struct Kept {
    rows: Vec<Row>,
    legs: Vec<BookedLeg>,
}

impl From<Kept> for Day {
    fn from(Kept { rows, legs }: Kept) -> Self {
        let mut day = Self { rows, legs, table: HashTable::new() };
        day.index(0);
        day
    }
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Row {
    uetr: Uetr,
    link: Link,
    first_leg: u32,
    legs: u8,
}

impl Window {
    /// An empty window whose tables are spread by `key`.
    ///
    /// The key is no part of the state: a secret one keeps senders from choosing UETRs that crowd
    /// together, and no result depends on it.
    pub(crate) fn rekey(&mut self, key: u64) {
        self.key = key;
        for day in self.days.values_mut() {
            day.index(key);
        }
    }

    /// What became of the instruction, and on which date it is kept. Costs O(days).
    pub(crate) fn find(&self, uetr: Uetr) -> Option<(BusinessDate, Link)> {
        let hash = spread(uetr, self.key);
        self.days.iter().rev().find_map(|(date, day)| {
            let row = day.rows.get(day.find(uetr, hash)?)?;
            Some((*date, row.link))
        })
    }

    /// The legs of a settled instruction. Order: as they settled.
    pub(crate) fn legs(&self, uetr: Uetr) -> &[BookedLeg] {
        let hash = spread(uetr, self.key);
        let found = self.days.values().rev().find_map(|day| {
            let row = day.rows.get(day.find(uetr, hash)?)?;
            let first = usize::try_from(row.first_leg).ok()?;
            day.legs.get(first..first.saturating_add(usize::from(row.legs)))
        });
        found.unwrap_or_default()
    }

    /// Remembers an instruction that was not known.
    pub(crate) fn insert(&mut self, uetr: Uetr, date: BusinessDate, link: Link) {
        let key = self.key;
        let day = self.days.entry(date).or_default();
        let Ok(number) = u32::try_from(day.rows.len()) else {
            return;
        };
        day.rows.push(Row { uetr, link, first_leg: 0, legs: 0 });
        let rows = &day.rows;
        day.table
            .insert_unique(spread(uetr, key), number, |row| spread(rows[index(*row)].uetr, key));
    }

    /// Tells what became of an instruction.
    pub(crate) fn set(&mut self, uetr: Uetr, link: Link) {
        if let Some(row) = self.row_mut(uetr) {
            row.1.link = link;
        }
    }

    /// Tells that an instruction settled, and with which legs.
    pub(crate) fn settle(&mut self, uetr: Uetr, at: LogPosition, settled: &[BookedLeg]) {
        if let Some((legs, row)) = self.row_mut(uetr) {
            row.link = Link::Settled(at);
            row.first_leg = u32::try_from(legs.len()).unwrap_or(u32::MAX);
            row.legs = u8::try_from(settled.len()).unwrap_or(0);
            legs.extend_from_slice(settled);
        }
    }

    fn row_mut(&mut self, uetr: Uetr) -> Option<(&mut Vec<BookedLeg>, &mut Row)> {
        let hash = spread(uetr, self.key);
        self.days.values_mut().rev().find_map(|day| {
            let at = day.find(uetr, hash)?;
            Some((&mut day.legs, day.rows.get_mut(at)?))
        })
    }

    /// Forgets whole days; all their instructions have ended.
    pub(crate) fn forget(&mut self, old: impl Fn(BusinessDate) -> bool) {
        self.days.retain(|date, _| !old(*date));
    }
}

impl Day {
    fn find(&self, uetr: Uetr, hash: u64) -> Option<usize> {
        let row = self.table.find(hash, |row| self.rows[index(*row)].uetr == uetr)?;
        Some(index(*row))
    }

    fn index(&mut self, key: u64) {
        self.table.clear();
        let rows = &self.rows;
        self.table.reserve(rows.len(), |row| spread(rows[index(*row)].uetr, key));
        for (number, row) in (0..).zip(rows) {
            self.table.insert_unique(spread(row.uetr, key), number, |row| {
                spread(rows[index(*row)].uetr, key)
            });
        }
    }
}

fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// Folds 128 bits to 64 by two keyed multiplications.
fn spread(uetr: Uetr, key: u64) -> u64 {
    let bits = uetr.bits();
    let low = u64::try_from(bits & u128::from(u64::MAX)).unwrap_or(0) ^ key;
    let high = u64::try_from(bits >> 64).unwrap_or(0) ^ key.rotate_left(32);
    let product = u128::from(low ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(u128::from(high | 1));
    let folded = (product >> 64) ^ (product & u128::from(u64::MAX));
    u64::try_from(folded).unwrap_or(0).wrapping_mul(0xd6e8_feb8_6659_fd93)
}
