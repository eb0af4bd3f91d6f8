use core::fmt;

use serde::{Deserialize, Serialize};

/// Where a record stands in the log; what happened is cited by it.
///
/// Range: 1 for the first record; 0 means before the first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct LogPosition(u64);

impl LogPosition {
    /// Before the first record.
    pub const GENESIS: Self = Self(0);

    /// The record numbered `number`.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The position after this one.
    ///
    /// # Panics
    /// After 2^64 - 1 records.
    pub const fn next(self) -> Self {
        Self(self.0.checked_add(1).expect("a log never reaches 2^64 records"))
    }
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
