use std::time::{SystemTime, UNIX_EPOCH};

use terms::Instant;

/// Where the instants of records come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// The machine's clock, or for trying one that is ahead of it: a record is made as soon as
    /// something has arrived.
    Running {
        /// How far ahead; zero but for trying. Unit: seconds.
        ahead_seconds: i64,
    },
    /// The sandbox's: a record is made when it says so, of all that has arrived, ordered by the
    /// sender's BIC and then by the message's identifier.
    Stepped,
}

impl Clock {
    /// What the clock says; a stepped one says what the machine's does.
    pub fn now(self) -> Instant {
        match self {
            Self::Running { ahead_seconds } => {
                let ahead = ahead_seconds.saturating_mul(1_000_000_000);
                let nanos = now().unix_nanos().saturating_add_signed(ahead);
                Instant::from_unix_nanos(nanos)
            }
            Self::Stepped => now(),
        }
    }
}

/// The machine's clock.
pub fn now() -> Instant {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_unix_nanos(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX))
}
