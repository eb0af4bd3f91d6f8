use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Uetr};

use super::OvernightPolicy;
use crate::PartyId;
use crate::participation::HolderClass;

/// Events on the supply of a currency. `balance` is the party's after the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// Money was created.
    FundsIssued {
        name: Uetr,
        currency: CurrencyId,
        party: PartyId,
        amount: Amount,
        balance: Balance,
    },
    /// Money was taken out of existence.
    FundsRedeemed {
        name: Uetr,
        currency: CurrencyId,
        party: PartyId,
        amount: Amount,
        balance: Balance,
    },
    /// What a class of holders may keep overnight.
    OvernightPolicySet { currency: CurrencyId, class: HolderClass, policy: OvernightPolicy },
    /// What stood above the policy at the close moved to the agent's account.
    OvernightSwept { currency: CurrencyId, party: PartyId, amount: Amount, balance: Balance },
    /// What stood above the policy at the close was redeemed, to be paid out by the agent.
    OvernightReturned { currency: CurrencyId, party: PartyId, amount: Amount, balance: Balance },
}
