use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyCode, CurrencyId, LogPosition};

use crate::PartyId;

/// Events on currencies and parameters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// A currency is known from now on.
    CurrencyDefined { currency: CurrencyId, code: CurrencyCode, minor_units: u8, agent: PartyId },
    /// A version of the parameters will come into force.
    RulebookScheduled { version: u32, from: LogPosition },
    /// A version of the parameters came into force.
    RulebookActivated { version: u32 },
    /// One account's money was turned into the new currency.
    AccountRedenominated {
        party: PartyId,
        old: CurrencyId,
        new: CurrencyId,
        /// What the account gained in the new currency; owed, if below zero.
        converted: Balance,
        /// Old minor units that make no whole new one, moved to the agent's account.
        remainder: Balance,
    },
    /// All money of a currency was turned into another.
    CurrencyRedenominated {
        old: CurrencyId,
        new: CurrencyId,
        /// Old minor units for one new minor unit.
        factor: Amount,
        /// Old minor units left over in the agent's account.
        left: Balance,
    },
}
