use alloc::string::String;

use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyId, Rate};

/// Commands on exchange between currencies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The operator names the measure in which official rates are stated; every rate that was
    /// stated in another ends.
    NameYardstick {
        /// What it is and who publishes it. Shape: 1 to 140 printable ASCII characters.
        name: String,
    },
    /// A settlement agent states what its currency is worth.
    PostOfficialRate {
        /// The agent's currency.
        currency: CurrencyId,
        /// Units of the yardstick for minor units of the currency. Range: parts from 1 to 10^12,
        /// at most 100 units of the yardstick for one minor unit.
        rate: Rate,
        /// The first date, in UTC, on which it counts; at once, if it has passed.
        from: BusinessDate,
    },
    /// The operator approves a rate that moves far; it names all of it, so that nothing else than
    /// what was looked at is approved.
    ApproveOfficialRate {
        /// Of which currency.
        currency: CurrencyId,
        /// The rate that was posted, part by part.
        rate: Rate,
        /// The date that was posted with it.
        from: BusinessDate,
    },
}
