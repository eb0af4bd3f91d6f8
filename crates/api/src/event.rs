//! What happened, as JSON for one party: events in which it has no part are not told to it.

mod approval;
mod money;
mod objection;
mod promise;
mod rules;
mod surplus;

use node::Board;
use serde_json::{Value, json};
use settlement::{Event, PartyId, Refusal};
use terms::{Amount, Balance, CurrencyId, Rate};

pub(crate) use self::objection::Objected;
use crate::json::{bic, currency};

/// Who is told, and what is on the board.
pub(crate) struct Teller<'a> {
    pub(crate) board: &'a Board,
    pub(crate) to: PartyId,
}

impl Teller<'_> {
    /// The event, if its reader has a part in it or it is for everybody.
    pub(crate) fn tell(&self, event: &Event) -> Option<Value> {
        match event {
            Event::Refused { by, refusal, .. } => (*by == self.to)
                .then(|| json!({ "event": "Refused", "refusal": refused(*refusal) })),
            Event::Participation(event) => self.participation(event),
            Event::Issuance(event) => self.issuance(event),
            Event::Payment(event) => self.payment(event),
            Event::Queue(event) => self.queue(event),
            Event::Liquidity(event) => self.liquidity(event),
            Event::Offsetting(event) => self.offsetting(event),
            Event::OperatingDay(event) => Some(self.operating_day(event)),
            Event::Rulebook(event) => self.rulebook(event),
            Event::Exchange(event) => self.exchange(event),
            Event::Cycle(event) => self.cycle(event),
            Event::Swap(event) => self.swap(event),
            Event::Approval(event) => self.approval(event),
            Event::Surplus(event) => self.surplus(event),
        }
    }

    pub(super) fn bic(&self, party: PartyId) -> String {
        bic(self.board, party)
    }

    pub(super) fn code(&self, id: CurrencyId) -> String {
        currency(self.board, id).0
    }

    pub(super) fn amount(&self, id: CurrencyId, amount: Amount) -> String {
        amount.to_decimal(currency(self.board, id).1)
    }

    pub(super) fn balance(&self, id: CurrencyId, balance: Balance) -> String {
        balance.to_decimal(currency(self.board, id).1)
    }

    /// Whether the reader is one of these parties, or keeps the books of the currency.
    pub(super) fn sees(&self, parties: &[PartyId], id: CurrencyId) -> bool {
        parties.contains(&self.to) || self.board.directory().agent(id) == Some(self.to)
    }
}

/// An exact ratio, as its two parts.
pub(super) fn ratio(rate: Rate) -> String {
    format!("{}/{}", rate.numerator(), rate.denominator())
}

/// A refusal as it stands in answers.
pub(crate) fn refused(refusal: Refusal) -> Value {
    json!({
        "number": refusal.number(),
        "name": refusal.name(),
        "iso": refusal.iso(),
        "rule": refusal.rule(),
    })
}
