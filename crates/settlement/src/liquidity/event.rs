use books::Priority;
use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Uetr};

use super::StandingOrder;
use crate::PartyId;

/// What moved liquidity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransferCause {
    /// A transfer that its sender named.
    Instructed(Uetr),
    /// The sender's standing order of this number.
    Standing(u16),
}

/// Events on liquidity. Balances are those after the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// Funds are set aside.
    FundsReserved { party: PartyId, currency: CurrencyId, priority: Priority, amount: Amount },
    /// A limit stands, or stands no more. No counterparty: towards all.
    LimitSet {
        party: PartyId,
        currency: CurrencyId,
        counterparty: Option<PartyId>,
        amount: Option<Amount>,
    },
    /// How far below zero an account may go.
    CreditLineSet { party: PartyId, currency: CurrencyId, amount: Amount },
    /// An account closed its day below zero: its credit is withdrawn until the agent grants it anew.
    CreditWithdrawn { party: PartyId, currency: CurrencyId, owed: Amount },
    /// Funds were moved.
    LiquidityTransferred {
        currency: CurrencyId,
        from: PartyId,
        to: PartyId,
        amount: Amount,
        from_balance: Balance,
        to_balance: Balance,
        /// What moved them.
        cause: TransferCause,
    },
    /// A standing order stands, or stands no more.
    StandingOrderSet {
        party: PartyId,
        currency: CurrencyId,
        number: u16,
        order: Option<StandingOrder>,
    },
}
