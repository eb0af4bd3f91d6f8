use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyId};

use super::Calendar;

/// Commands of settlement agents on their currency's day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// States when the currency settles.
    SetCalendar {
        /// The agent's currency.
        currency: CurrencyId,
        /// The next version.
        calendar: Calendar,
    },
    /// Moves the cut-off and the close of a day that is not over.
    ExtendDay {
        /// The agent's currency.
        currency: CurrencyId,
        /// Which day.
        date: BusinessDate,
        /// By how many minutes in all; zero takes an extension back.
        minutes: u16,
    },
    /// Stops settlement for now.
    SuspendCurrency {
        /// The agent's currency.
        currency: CurrencyId,
    },
    /// Lets settlement go on.
    ResumeCurrency {
        /// The agent's currency.
        currency: CurrencyId,
    },
}
