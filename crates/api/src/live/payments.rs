//! Payments by what is asked of them, the newest first.

use node::{Board, PaymentRow, Place, Stage};
use serde_json::{Value, json};
use settlement::PartyId;
use terms::{CurrencyCode, LogPosition, Uetr};

use crate::json::payment;
use crate::problem::{Code, Problem};
use crate::read::Given;

/// The most payments one answer holds.
const MOST: usize = 500;

/// The most rows that are looked at for one answer; a reader that finds too few goes on from there.
const LOOKED_AT: usize = 20_000;

/// What is asked of payments, once understood.
#[derive(Default)]
struct Wanted {
    stage: Option<Stage>,
    party: Option<PartyId>,
    currency: Option<CurrencyCode>,
    before: Option<Place>,
}

pub(crate) fn list(board: &Board, given: &Given) -> Result<Value, Problem> {
    let wanted = wanted(board, given)?;
    let limit = given.limit(MOST)?;
    let mut rows = Vec::new();
    let mut next = None;
    for (looked, place) in places(board, &wanted).enumerate() {
        if rows.len() >= limit || looked >= LOOKED_AT {
            break;
        }
        next = Some(place);
        let row = board
            .payment(place.2)
            .filter(|row| wanted.fits(row, board) && given.sight.payment(board, row));
        rows.extend(row.map(|row| payment(board, row)));
    }
    // Where nothing is left to look at there is nothing to go on from.
    let last = Wanted { before: next, ..wanted };
    let next = next.filter(|_| places(board, &last).next().is_some());
    Ok(json!({ "payments": rows, "next": next.map(cursor) }))
}

fn places<'a>(board: &'a Board, wanted: &Wanted) -> Box<dyn Iterator<Item = Place> + 'a> {
    let (pending, ended) = (board.feed().pending(wanted.before), board.feed().ended(wanted.before));
    match wanted.stage {
        Some(Stage::Pending) => Box::new(pending),
        Some(Stage::Settled | Stage::Rejected | Stage::Cancelled) => Box::new(ended),
        None => Box::new(merged(pending, ended)),
    }
}

/// Two descending sequences as one.
fn merged(
    one: impl Iterator<Item = Place>,
    other: impl Iterator<Item = Place>,
) -> impl Iterator<Item = Place> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    std::iter::from_fn(move || if one.peek() >= other.peek() { one.next() } else { other.next() })
}

impl Wanted {
    fn fits(&self, row: &PaymentRow, board: &Board) -> bool {
        let stage = self.stage.is_none_or(|stage| row.stage == stage);
        let party = self.party.is_none_or(|party| {
            row.by == party
                || row.legs.iter().any(|leg| leg.debtor == party || leg.creditor == party)
        });
        let currency = self.currency.is_none_or(|wanted| {
            let codes = row.legs.iter().filter_map(|leg| board.currency(leg.currency));
            codes.into_iter().any(|(code, _)| code == wanted)
        });
        stage && party && currency
    }
}

fn wanted(board: &Board, given: &Given) -> Result<Wanted, Problem> {
    let bad = |text| Problem::with(Code::BadQuery, text);
    let stage = match given.text("status") {
        None => None,
        Some("pending") => Some(Stage::Pending),
        Some("settled") => Some(Stage::Settled),
        Some("rejected") => Some(Stage::Rejected),
        Some("cancelled") => Some(Stage::Cancelled),
        Some(_) => return Err(bad("status is pending, settled, rejected or cancelled")),
    };
    let currency = given.text("currency").map(CurrencyCode::parse).transpose();
    let before = given
        .text("before")
        .map(|text| place(text).ok_or_else(|| bad("before is not the next of an earlier answer")));
    Ok(Wanted {
        stage,
        party: given.participant(board)?,
        currency: currency.map_err(|_| bad("currency is not three capital letters"))?,
        before: before.transpose()?,
    })
}

fn cursor((position, event, uetr): Place) -> String {
    format!("{}.{event}.{uetr}", position.number())
}

fn place(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '.');
    let position = LogPosition::new(parts.next()?.parse().ok()?);
    let event = parts.next()?.parse().ok()?;
    Some((position, event, Uetr::parse(parts.next()?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() -> Result<(), Box<dyn std::error::Error>> {
        let uetr = Uetr::parse("8a562c67-ca16-48ba-b074-65581be6f001")?;
        let at = (LogPosition::new(71), 3, uetr);
        assert_eq!(place(&cursor(at)), Some(at));
        assert_eq!(place("71.3"), None);
        assert_eq!(place(""), None);
        Ok(())
    }

    #[test]
    fn two_descending_sequences_are_told_as_one() -> Result<(), Box<dyn std::error::Error>> {
        let uetr = Uetr::parse("8a562c67-ca16-48ba-b074-65581be6f001")?;
        let at = |number| (LogPosition::new(number), 0, uetr);
        let told = merged([at(9), at(4)].into_iter(), [at(7), at(2), at(1)].into_iter());
        let told: Vec<u64> = told.map(|(position, _, _)| position.number()).collect();
        assert_eq!(told, [9, 7, 4, 2, 1]);
        Ok(())
    }
}
