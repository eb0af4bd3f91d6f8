use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId};

use super::{DayCount, DrawNumber, LineNumber, LineState, SwapTerms};
use crate::PartyId;
use crate::fx::BasisPoints;

/// A line, proposed or agreed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Who proposed it, and to whom.
    pub(crate) agents: (PartyId, PartyId),
    pub(crate) terms: SwapTerms,
    pub(crate) state: LineState,
}

impl Line {
    /// Whether it is about a currency.
    pub(crate) fn is_in(&self, currency: CurrencyId) -> bool {
        self.terms.own == currency || self.terms.other == currency
    }

    /// Who lends to a party of the line, what, against what of the party's own, up to how much.
    pub(crate) fn side(&self, by: PartyId) -> Option<Side> {
        let SwapTerms { own, other, own_limit, other_limit, .. } = self.terms;
        let (proposer, partner) = self.agents;
        if by == proposer {
            Some(Side { from: partner, drawn: other, against: own, limit: other_limit })
        } else if by == partner {
            Some(Side { from: proposer, drawn: own, against: other, limit: own_limit })
        } else {
            None
        }
    }
}

/// A line as one of its two parties draws on it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub(crate) from: PartyId,
    pub(crate) drawn: CurrencyId,
    pub(crate) against: CurrencyId,
    pub(crate) limit: Amount,
}

/// What was drawn and is not wholly repaid.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Draw {
    pub(crate) line: LineNumber,
    pub(crate) by: PartyId,
    pub(crate) from: PartyId,
    pub(crate) currency: CurrencyId,
    pub(crate) left: Amount,
    pub(crate) against: CurrencyId,
    /// What is held for it in the lender's account.
    pub(crate) given: Amount,
    pub(crate) drawn_on: BusinessDate,
    pub(crate) due: BusinessDate,
    pub(crate) interest: BasisPoints,
    pub(crate) day_count: DayCount,
}

impl Draw {
    /// R-SWP-04: interest on an amount for the days since it was drawn, rounded up to a whole
    /// minor unit.
    pub(crate) fn interest_on(&self, amount: Amount, today: BusinessDate) -> Amount {
        let days = today.days().saturating_sub(self.drawn_on.days()).max(0);
        let parts = u128::from(self.interest.0).saturating_mul(u128::from(days.unsigned_abs()));
        let year = u128::from(self.day_count.year()).saturating_mul(10_000);
        // 10^24 x 10^4 x 2^31: the product of what is bookable and of any days fits.
        Amount::from_minor(amount.minor().saturating_mul(parts).div_ceil(year))
    }

    /// R-SWP-04: what goes back for a part of it, rounded down; with the last part, the rest.
    pub(crate) fn given_for(&self, amount: Amount) -> Amount {
        if amount == self.left {
            return self.given;
        }
        super::rule::scaled(self.given, amount.minor(), self.left.minor(), terms::Rounding::Down)
            .unwrap_or(self.given)
    }

    /// R-SWP-06
    pub(crate) fn is_overdue(&self, today: BusinessDate) -> bool {
        self.due < today
    }
}

/// All that the machine knows of swap lines.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Swaps {
    /// Order: as proposed.
    pub(crate) lines: BTreeMap<LineNumber, Line>,
    /// Order: as drawn.
    pub(crate) draws: BTreeMap<DrawNumber, Draw>,
    proposed: u64,
    drawn: u64,
}

impl Swaps {
    pub(crate) fn add_line(&mut self, line: Line) -> LineNumber {
        self.proposed = self.proposed.saturating_add(1);
        let number = LineNumber(self.proposed);
        self.lines.insert(number, line);
        number
    }

    pub(crate) fn add_draw(&mut self, draw: Draw) -> DrawNumber {
        self.drawn = self.drawn.saturating_add(1);
        let number = DrawNumber(self.drawn);
        self.draws.insert(number, draw);
        number
    }

    /// What is out on a line, of one party's draws or of both. Order: as drawn.
    pub(crate) fn draws_on(&self, line: LineNumber) -> impl Iterator<Item = &Draw> {
        self.draws.values().filter(move |draw| draw.line == line)
    }

    /// What a party has drawn on a line and not repaid.
    pub(crate) fn outstanding(&self, line: LineNumber, by: PartyId) -> Amount {
        let own = self.draws_on(line).filter(|draw| draw.by == by);
        own.fold(Amount::ZERO, |sum, draw| sum.checked_add(draw.left).unwrap_or(Amount::MAX))
    }

    /// Whether a draw touches a party's account: what was drawn is to come from it, or what was
    /// given is held in it.
    pub(crate) fn touches(&self, party: PartyId, currency: CurrencyId) -> bool {
        self.draws.values().any(|draw| {
            (draw.by, draw.currency) == (party, currency)
                || (draw.from, draw.against) == (party, currency)
        })
    }
}
