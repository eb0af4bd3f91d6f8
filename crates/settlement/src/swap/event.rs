use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, BusinessDate, CurrencyId, Uetr};

use super::{DrawNumber, LineNumber, SwapTerms};
use crate::PartyId;

/// Events on swap lines. Balances are those after the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// A line is proposed by one agent to another.
    SwapLineProposed { line: LineNumber, by: PartyId, to: PartyId, terms: SwapTerms },
    /// The other agent agreed; the line may be drawn on.
    SwapLineAgreed { line: LineNumber, by: PartyId },
    /// A line is no more, or a proposal was taken back or turned down.
    SwapLineClosed { line: LineNumber, by: PartyId },
    /// Each agent issued its currency in the other's account.
    SwapDrawn {
        name: Uetr,
        draw: DrawNumber,
        line: LineNumber,
        /// Who drew.
        by: PartyId,
        /// Whose currency was drawn.
        from: PartyId,
        /// What was drawn.
        currency: CurrencyId,
        amount: Amount,
        /// Of who drew.
        balance: Balance,
        /// The currency of who drew.
        against: CurrencyId,
        /// What was given for it; held in the other's account until it goes back.
        given: Amount,
        /// Of the other, in the currency of who drew.
        given_balance: Balance,
        /// The last date, in UTC, on which it is not overdue.
        due: BusinessDate,
    },
    /// Something drawn went back out of existence, interest went to its agent's account, and what
    /// had been given for it went out of existence too.
    SwapRepaid {
        name: Uetr,
        draw: DrawNumber,
        by: PartyId,
        from: PartyId,
        currency: CurrencyId,
        amount: Amount,
        interest: Amount,
        /// Of who repaid.
        balance: Balance,
        /// The account to which the interest went.
        interest_balance: Balance,
        against: CurrencyId,
        given: Amount,
        given_balance: Balance,
        /// What of the draw is still out; the draw ends where nothing is.
        left: Amount,
    },
    /// A draw was not repaid by its date; who drew it draws no more on its line until it is.
    SwapOverdue {
        draw: DrawNumber,
        line: LineNumber,
        by: PartyId,
        from: PartyId,
        currency: CurrencyId,
        left: Amount,
        due: BusinessDate,
    },
}
