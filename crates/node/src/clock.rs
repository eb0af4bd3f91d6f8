use std::time::{SystemTime, UNIX_EPOCH};

use terms::Instant;

/// Where the instants of records come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock: a record is made as soon as something has arrived.
    System,
    /// The sandbox's: a record is made when it says so, of all that has arrived, ordered by the
    /// sender's BIC and then by the message's identifier.
    Stepped,
}

/// The machine's clock.
pub fn now() -> Instant {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_unix_nanos(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX))
}
