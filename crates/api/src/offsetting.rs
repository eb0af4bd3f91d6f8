//! Rounds of offsetting, as JSON: what settled together, and why the rest waits.

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use node::render::waiting_text;
use node::{Board, OffsettingRow};
use serde::Deserialize;
use serde_json::{Value, json};
use settlement::offsetting::{Bound, Remaining, Restraint, Scope, Shortage};
use settlement::payment::{Leg, WaitingFor};

use crate::Door;
use crate::json::{bic, currency};
use crate::routes::problem;

/// The most rounds one answer holds.
const MOST_ROUNDS: usize = 100;

/// The routes of offsetting.
pub(crate) fn routes() -> Router<Door> {
    Router::new()
        .route("/v1/offsetting/rounds", get(rounds))
        .route("/v1/offsetting/rounds/{number}", get(round))
}

#[derive(Deserialize)]
struct RoundsQuery {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

async fn rounds(State(door): State<Door>, Query(query): Query<RoundsQuery>) -> Response {
    let limit = query.limit.unwrap_or(MOST_ROUNDS).min(MOST_ROUNDS);
    let board = door.read_board();
    let rows: Vec<&OffsettingRow> = board.offsetting().rounds(query.after).take(limit).collect();
    let next = rows.last().map_or(query.after, |row| row.number);
    let rows: Vec<Value> = rows.into_iter().map(|row| summary(&board, row)).collect();
    let yardstick = board.exchange().yardstick();
    Json(json!({ "yardstick": yardstick, "next": next, "rounds": rows })).into_response()
}

async fn round(State(door): State<Door>, Path(number): Path<u64>) -> Response {
    // Taking a large set apart is not done under the board's lock, nor in a thread that serves.
    let found = door.read_board().offsetting().round(number).cloned();
    let Some(row) = found else {
        return problem(StatusCode::NOT_FOUND, "no such round is kept");
    };
    let told = tokio::task::spawn_blocking(move || {
        let rings = row.rings();
        let board = door.read_board();
        let mut told = summary(&board, &row);
        let rings = rings.into_iter().map(|ring| {
            let flows: Vec<Value> = ring.flows.iter().map(|flow| leg(&board, flow)).collect();
            json!({ "value": ring.value.map(|value| value.to_string()), "flows": flows })
        });
        told["rings"] = rings.collect();
        if let Some(explanation) = &row.explanation {
            told["waiting"] = explanation.items.iter().map(|item| waits(&board, item)).collect();
            told["release_all"] = shortages(&board, &explanation.all);
        }
        told
    });
    match told.await {
        Ok(told) => Json(told).into_response(),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "reading the round failed"),
    }
}

/// Among what a round looked, as it is called in JSON.
pub(crate) fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Bilateral(_, _) => "bilateral",
        Scope::Multilateral => "multilateral",
        Scope::Proposed(_) => "proposed",
    }
}

fn summary(board: &Board, row: &OffsettingRow) -> Value {
    let (bound, kind) = match row.bound {
        Bound::Reachable(bound) => (bound, "reachable"),
        Bound::Certified(bound) => (bound, "certified"),
    };
    let (by, between) = match row.scope {
        Scope::Bilateral(one, other) => (None, Some([bic(board, one), bic(board, other)])),
        Scope::Multilateral => (None, None),
        Scope::Proposed(by) => (Some(bic(board, by)), None),
    };
    let payments = row.items.iter().map(|item| {
        json!({
            "uetr": item.uetr.to_string(),
            "settles_with": item.matched.map(|uetr| uetr.to_string()),
            "legs": item.legs.iter().map(|flow| leg(board, flow)).collect::<Vec<_>>(),
        })
    });
    json!({
        "round": row.number,
        "position": row.position.number(),
        "instant": row.instant.to_string(),
        "scope": scope_name(row.scope),
        "by": by,
        "between": between,
        "considered": row.considered,
        "settled": row.settled,
        "considered_value": row.considered_value.to_string(),
        "settled_value": row.settled_value.to_string(),
        "bound": bound.to_string(),
        "bound_kind": kind,
        "remaining": row.explanation.as_ref().map(|explanation| explanation.items.len()),
        "payments": payments.collect::<Vec<_>>(),
    })
}

fn leg(board: &Board, leg: &Leg) -> Value {
    let (code, exponent) = currency(board, leg.currency);
    json!({
        "debtor": bic(board, leg.debtor),
        "creditor": bic(board, leg.creditor),
        "currency": code,
        "amount": leg.amount.to_decimal(exponent),
    })
}

fn waits(board: &Board, item: &Remaining) -> Value {
    let behind = match &item.waiting {
        WaitingFor::Order { ahead } => Some(ahead.to_string()),
        _ => None,
    };
    let together = item.together.as_ref().map(|together| {
        json!({ "items": together.items, "lacking": shortages(board, &together.lacking) })
    });
    json!({
        "uetr": item.uetr.to_string(),
        "settles_with": item.matched.map(|uetr| uetr.to_string()),
        "reason": waiting_text(&item.waiting, board),
        "behind": behind,
        "alone": shortages(board, &item.alone),
        "with_what_stands_before": together,
    })
}

fn shortages(board: &Board, shortages: &[Shortage]) -> Value {
    let told = shortages.iter().map(|shortage| {
        let (code, exponent) = currency(board, shortage.currency);
        // Of the account's money, of a limit towards one or all, or of the cap of its agent.
        let (of, towards) = match shortage.under {
            None => ("money", None),
            Some(Restraint::Multilateral) => ("multilateral limit", None),
            Some(Restraint::Bilateral(party)) => ("bilateral limit", Some(bic(board, party))),
            Some(Restraint::HoldingCap) => ("holding cap", None),
        };
        json!({
            "participant": bic(board, shortage.party),
            "currency": code,
            "amount": shortage.lacking.to_decimal(exponent),
            "of": of,
            "towards": towards,
        })
    });
    told.collect()
}
