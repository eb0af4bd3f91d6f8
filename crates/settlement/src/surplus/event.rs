use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Uetr};

use super::{ImbalanceTerms, InvestmentTerms};
use crate::PartyId;
use crate::participation::HolderClass;

/// Events on surpluses. Balances are those after the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// The terms of investment from the next opening on, or from now on where nothing was taken.
    InvestmentTermsSet { currency: CurrencyId, terms: Option<InvestmentTerms> },
    /// Money moved from a holder's account to the agent's, where it is held for the holder.
    FundsInvested {
        /// None: by the close, under the overnight policy.
        name: Option<Uetr>,
        currency: CurrencyId,
        party: PartyId,
        amount: Amount,
        balance: Balance,
        /// Of the agent.
        agent_balance: Balance,
        /// What the holder has invested now.
        invested: Amount,
    },
    /// Money went back to the holder's account.
    InvestmentWithdrawn {
        /// None: by the opening, under the overnight policy or since investment ended.
        name: Option<Uetr>,
        currency: CurrencyId,
        party: PartyId,
        amount: Amount,
        balance: Balance,
        agent_balance: Balance,
        invested: Amount,
    },
    /// Interest moved from the agent's account to the holder's.
    InterestPaid {
        currency: CurrencyId,
        party: PartyId,
        amount: Amount,
        balance: Balance,
        agent_balance: Balance,
    },
    /// The agent's account did not hold what interest it owes; it is paid when it does.
    InterestOwed { currency: CurrencyId, party: PartyId, owed: Amount },
    /// What an imbalance costs from the next close on.
    ImbalanceTermsSet { currency: CurrencyId, class: HolderClass, terms: Option<ImbalanceTerms> },
    /// A holder paid for what it kept above the threshold.
    SurplusCharged {
        currency: CurrencyId,
        party: PartyId,
        /// On what.
        excess: Amount,
        /// Until the next operating day.
        nights: u16,
        amount: Amount,
        balance: Balance,
        agent_balance: Balance,
    },
    /// A holder paid for standing below zero.
    DeficitCharged {
        currency: CurrencyId,
        party: PartyId,
        /// On what.
        owed: Amount,
        /// Until the next operating day.
        nights: u16,
        amount: Amount,
        balance: Balance,
        agent_balance: Balance,
    },
    /// What an account of a class may hold from now on.
    HoldingCapSet { currency: CurrencyId, class: HolderClass, cap: Option<Amount> },
}
