use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyId, Instant};

use super::Phase;

/// Events of the operating day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// A version of a calendar stands.
    CalendarSet { currency: CurrencyId, version: u32 },
    /// A currency's day opened.
    DayOpened { currency: CurrencyId, date: BusinessDate },
    /// A currency's day went on to another phase.
    PhaseChanged { currency: CurrencyId, date: BusinessDate, phase: Phase },
    /// A currency's day closed; what had to end with it has ended.
    DayClosed { currency: CurrencyId, date: BusinessDate },
    /// A day's cut-off and close were moved.
    DayExtended { currency: CurrencyId, date: BusinessDate, close: Instant },
    /// Settlement is stopped for now.
    CurrencySuspended { currency: CurrencyId },
    /// Settlement goes on.
    CurrencyResumed { currency: CurrencyId },
}
