use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId};

use super::{DrawNumber, LineNumber, SwapTerms};
use crate::{Machine, PartyId};

/// How far a line has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineState {
    /// By one agent; nothing can be drawn.
    Proposed,
    /// By both.
    Agreed,
}

/// A swap line, with what is out on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineView {
    /// Its name.
    pub number: LineNumber,
    /// Who proposed it.
    pub proposer: PartyId,
    /// To whom.
    pub partner: PartyId,
    /// What was agreed, or is to be.
    pub terms: SwapTerms,
    /// Whether it is.
    pub state: LineState,
    /// What the partner has drawn of the proposer's currency and not repaid.
    pub own_drawn: Amount,
    /// What the proposer has drawn of the partner's currency and not repaid.
    pub other_drawn: Amount,
}

/// What was drawn and is not wholly repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawView {
    /// Its name.
    pub number: DrawNumber,
    /// Of which line.
    pub line: LineNumber,
    /// Who drew.
    pub by: PartyId,
    /// Whose currency.
    pub from: PartyId,
    /// Which.
    pub currency: CurrencyId,
    /// What is still out of it.
    pub left: Amount,
    /// What interest would cost if all that is left were repaid today.
    pub interest: Amount,
    /// The currency that was given for it.
    pub against: CurrencyId,
    /// What is held of that in the lender's account.
    pub given: Amount,
    /// The last date, in UTC, on which it is not overdue.
    pub due: BusinessDate,
}

impl Machine {
    /// Every swap line, proposed or agreed. Order: as proposed. Costs O(lines x draws).
    pub fn swap_lines(&self) -> impl Iterator<Item = LineView> + '_ {
        self.swaps.lines.iter().map(|(number, line)| LineView {
            number: *number,
            proposer: line.agents.0,
            partner: line.agents.1,
            terms: line.terms,
            state: line.state,
            own_drawn: self.swaps.outstanding(*number, line.agents.1),
            other_drawn: self.swaps.outstanding(*number, line.agents.0),
        })
    }

    /// Every draw that is not wholly repaid. Order: as drawn.
    pub fn swap_draws(&self) -> impl Iterator<Item = DrawView> + '_ {
        let today = self.moment.instant.date();
        self.swaps.draws.iter().map(move |(number, draw)| DrawView {
            number: *number,
            line: draw.line,
            by: draw.by,
            from: draw.from,
            currency: draw.currency,
            left: draw.left,
            interest: draw.interest_on(draw.left, today),
            against: draw.against,
            given: draw.given,
            due: draw.due,
        })
    }
}
