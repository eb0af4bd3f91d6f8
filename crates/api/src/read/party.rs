//! The directory: who takes part in which currency, and which currencies there are.

use node::{AccountRow, Board};
use serde_json::{Value, json};
use settlement::PartyId;

use super::Given;
use crate::json::{access, bic, class, currency, phase};
use crate::problem::Problem;

pub(super) fn participants(board: &Board, _given: &Given) -> Result<Value, Problem> {
    let all = board.directory().parties();
    let rows: Vec<Value> = all.map(|(party, _)| row(board, party)).collect();
    Ok(json!({ "participants": rows }))
}

pub(super) fn participant(board: &Board, given: &Given) -> Result<Value, Problem> {
    Ok(row(board, given.party_within(board)?))
}

fn row(board: &Board, party: PartyId) -> Value {
    let admitted = board.accounts_of(party).map(|row: &AccountRow| {
        json!({
            "currency": currency(board, row.currency).0,
            "class": class(row.class),
            "access": access(row.access),
        })
    });
    let agent = board.directory().currencies();
    let agent = agent.filter(|(id, _, _)| board.directory().agent(*id) == Some(party));
    let name = board.directory().bic(party);
    json!({
        "bic": bic(board, party),
        "country": name.map(|name| name.country().to_owned()),
        "operator": party == PartyId::OPERATOR,
        "agent_of": agent.map(|(_, code, _)| code.to_string()).collect::<Vec<_>>(),
        "accounts": admitted.collect::<Vec<_>>(),
    })
}

pub(super) fn currencies(board: &Board, _given: &Given) -> Result<Value, Problem> {
    let directory = board.directory();
    let rows = directory.currencies().map(|(id, code, exponent)| {
        let (from, until) = directory.validity(id).unzip();
        json!({
            "currency": code.to_string(),
            "minor_units": exponent,
            "agent": directory.agent(id).map(|agent| bic(board, agent)),
            "valid_from": from.map(|date| date.to_string()),
            "valid_until": until.flatten().map(|date| date.to_string()),
            "phase": directory.phase(id).map(phase),
            "suspended": directory.is_suspended(id),
            "operating_date": directory.date(id).map(|date| date.to_string()),
        })
    });
    Ok(json!({ "currencies": rows.collect::<Vec<_>>() }))
}
