//! Swap lines between settlement agents.

use node::{Board, DrawRow, LineRow, LineStage};
use serde_json::{Value, json};
use settlement::swap::LineNumber;
use terms::{Amount, CurrencyId};

use super::Given;
use crate::json::{bic, currency, terms_of};
use crate::problem::{Code, Problem};

pub(super) fn lines(board: &Board, given: &Given) -> Result<Value, Problem> {
    let party = given.participant(board)?;
    let seen = |row: &LineRow| given.sight.own(row.proposer) || given.sight.own(row.partner);
    let own =
        |row: &&LineRow| party.is_none_or(|party| row.proposer == party || row.partner == party);
    let rows: Vec<Value> = board
        .swaps()
        .lines()
        .filter(own)
        .filter(|row| seen(row))
        .map(|r| summary(board, r))
        .collect();
    Ok(json!({ "lines": rows }))
}

pub(super) fn line(board: &Board, given: &Given) -> Result<Value, Problem> {
    let row = board.swaps().line(LineNumber(given.number_within()?));
    let row = row.filter(|row| given.sight.own(row.proposer) || given.sight.own(row.partner));
    let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no swap line has this number"))?;
    let draws = board.swaps().draws_of(row.number).map(|draw| drawn(board, draw));
    let draws = draws.collect::<Vec<_>>();
    let mut told = summary(board, row);
    if let Some(told) = told.as_object_mut() {
        told.insert("draws".into(), draws.into());
    }
    Ok(told)
}

fn summary(board: &Board, row: &LineRow) -> Value {
    let out = |id: CurrencyId| {
        let draws = board.swaps().draws_of(row.number).filter(|draw| draw.currency == id);
        let left =
            draws.fold(Amount::ZERO, |sum, draw| sum.checked_add(draw.left).unwrap_or(Amount::MAX));
        let (code, exponent) = currency(board, id);
        json!({ "currency": code, "amount": left.to_decimal(exponent) })
    };
    let open = board.swaps().draws_of(row.number).filter(|draw| !draw.left.is_zero());
    json!({
        "line": row.number.0,
        "status": match row.stage {
            LineStage::Proposed => "proposed",
            LineStage::Agreed => "agreed",
            LineStage::Closed => "closed",
        },
        "proposer": bic(board, row.proposer),
        "partner": bic(board, row.partner),
        "terms": terms_of(board, &row.terms),
        "drawn": [out(row.terms.own), out(row.terms.other)],
        "next_due": open.map(|draw| draw.due).min().map(|due| due.to_string()),
        "position": row.last.0.number(),
        "at": row.last.1.to_string(),
    })
}

fn drawn(board: &Board, row: &DrawRow) -> Value {
    let (code, exponent) = currency(board, row.currency);
    let (against, against_exponent) = currency(board, row.against);
    json!({
        "draw": row.number.0,
        "name": row.name.to_string(),
        "by": bic(board, row.by),
        "from": bic(board, row.from),
        "currency": code,
        "amount": row.amount.to_decimal(exponent),
        "left": row.left.to_decimal(exponent),
        "interest_paid": row.interest.to_decimal(exponent),
        "against": against,
        "given": row.given.to_decimal(against_exponent),
        "due": row.due.to_string(),
        "overdue": row.overdue,
        "position": row.position.number(),
    })
}
