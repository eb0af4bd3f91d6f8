//! What a party requires of itself, and what waits for its keys.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::{Board, ProposalRow};
use serde_json::{Value, json};
use settlement::approval::ProposalNumber;

use super::Given;
use crate::Door;
use crate::json::{area, bic, currency, proposed};
use crate::problem::{Code, Problem};

pub(super) fn proposals(board: &Board, given: &Given) -> Result<Value, Problem> {
    let party = given.participant(board)?;
    party.map_or(Ok(()), |party| given.sight.only_own(party))?;
    let rows = board.approvals().proposals();
    let rows = rows
        .filter(|(_, row)| party.is_none_or(|party| row.by == party) && given.sight.own(row.by));
    let rows: Vec<Value> = rows.map(|(number, row)| told(board, number, row)).collect();
    let required = party.into_iter().flat_map(|party| board.approvals().required_of(party));
    let required = required.map(|(of, required)| {
        json!({ "area": area(of), "keys": required.keys, "hours": required.hours })
    });
    let caps = party.into_iter().flat_map(|party| board.approvals().outflow_caps(party));
    let caps = caps.map(|(of, cap)| {
        let (code, exponent) = currency(board, of);
        json!({ "currency": code, "cap": cap.to_decimal(exponent) })
    });
    Ok(json!({
        "proposals": rows,
        "requirements": required.collect::<Vec<_>>(),
        "caps": caps.collect::<Vec<_>>(),
    }))
}

/// With the very message that is to be agreed to.
pub(super) async fn proposal(door: Door, given: Given) -> Result<Response, Problem> {
    let wanted = ProposalNumber(given.number_within()?);
    // The original is on disk, which may make us wait.
    let read = tokio::task::spawn_blocking(move || {
        let board = door.read_board();
        let row = board.approvals().proposals().find(|(number, _)| *number == wanted);
        let row = row.filter(|(_, row)| given.sight.own(row.by));
        let (number, row) =
            row.ok_or_else(|| Problem::with(Code::NotFound, "no such proposal waits"))?;
        let mut told = told(&board, number, row);
        let place = board.original_of(row.evidence);
        let original = place.map(|place| (door.original)(place)).transpose();
        let original = original.map_err(|fault| Problem::faulty(&fault))?;
        let text = original.map(|read| String::from_utf8_lossy(&read.bytes).into_owned());
        told["message"] = text.into();
        Ok(Json(told).into_response())
    });
    read.await.map_err(|_| Problem::with(Code::Fault, "reading the proposal failed"))?
}

fn told(board: &Board, number: ProposalNumber, row: &ProposalRow) -> Value {
    json!({
        "proposal": number.0,
        "participant": bic(board, row.by),
        "asks": proposed(&row.command),
        "agreed": row.agreed.iter().map(|key| key.0).collect::<Vec<_>>(),
        "missing": row.missing,
        "until": row.until.to_string(),
        "position": row.proposed.0.number(),
        "at": row.proposed.1.to_string(),
    })
}
