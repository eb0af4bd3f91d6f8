//! The keys by which a party is known: public, since they prove what it has signed.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use settlement::participation::KeyState;

use super::Given;
use crate::Door;
use crate::json::bic;
use crate::problem::{Code, Problem};

/// Every key that a participant has had, as the machine has them between two records.
pub(super) async fn keys(door: Door, given: Given) -> Result<Response, Problem> {
    let party = given.wanted(&door.read_board())?;
    let asked = door.intake.question(move |replica| {
        let keys = replica.machine().keys_ever(party);
        keys.map(|(number, key, state)| (number, key.to_string(), state)).collect::<Vec<_>>()
    });
    let keys = asked.map_err(Problem::rejected)?.await;
    let keys = keys.map_err(|_| Problem::new(Code::Stopped))?;
    let rows = keys.into_iter().map(|(number, key, state)| {
        let (state, from) = match state {
            KeyState::Active => ("active", None),
            KeyState::Cooling(from) => ("cooling", Some(from.to_string())),
            KeyState::Revoked => ("revoked", None),
        };
        json!({ "number": number.0, "key": key, "state": state, "counts_from": from })
    });
    let rows: Vec<Value> = rows.collect();
    let board = door.read_board();
    Ok(Json(json!({ "participant": bic(&board, party), "keys": rows })).into_response())
}
