use serde::{Deserialize, Serialize};
use terms::{Instant, LogPosition};

/// Where and when a command is applied, as its record says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moment {
    /// The record that carries the command.
    pub position: LogPosition,
    /// The record's instant: the only time there is.
    pub instant: Instant,
}
