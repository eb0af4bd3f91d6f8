//! Rounds of offsetting, as JSON: what settled together, and why the rest waits.

use axum::response::{IntoResponse, Json, Response};
use node::render::waiting_text;
use node::{Board, OffsettingRow};
use serde_json::{Value, json};
use settlement::offsetting::{Bound, Remaining, Restraint, Scope, Shortage};
use settlement::payment::{Leg, WaitingFor};

use crate::Door;
use crate::caller::Sight;
use crate::json::{bic, currency};
use crate::problem::{Code, Problem};
use crate::read::Given;

/// The most rounds one answer holds.
const MOST_ROUNDS: usize = 500;

pub(crate) fn rounds(board: &Board, given: &Given) -> Result<Value, Problem> {
    let (after, limit) = (given.number("after", 0)?, given.limit(MOST_ROUNDS)?);
    let kept = board.offsetting();
    let rows: Vec<&OffsettingRow> = if given.text("before").is_some() {
        let before = kept.rounds_before(given.number("before", 0)?).rev();
        let mut newest: Vec<_> = before.take_while(|row| row.number > after).take(limit).collect();
        newest.reverse();
        newest
    } else {
        kept.rounds(after).take(limit).collect()
    };
    let next = rows.last().map_or(after, |row| row.number);
    let rows: Vec<Value> = rows.into_iter().map(|row| summary(board, row, given.sight)).collect();
    Ok(json!({ "yardstick": board.exchange().yardstick(), "next": next, "rounds": rows }))
}

pub(crate) async fn round(door: Door, given: Given) -> Result<Response, Problem> {
    let (number, sight) = (given.number_within()?, given.sight);
    // Taking a large set apart is not done under the board's lock, nor in a thread that serves.
    let found = door.read_board().offsetting().round(number).cloned();
    let row = found.ok_or_else(|| Problem::with(Code::NotFound, "no such round is kept"))?;
    let told = tokio::task::spawn_blocking(move || {
        let rings = row.rings();
        let board = door.read_board();
        let mut told = summary(&board, &row, sight);
        let rings = rings.into_iter().filter_map(|ring| {
            let seen = ring.flows.iter().filter(|flow| sight.leg(&board, flow));
            let flows: Vec<Value> = seen.map(|flow| leg(&board, flow)).collect();
            let value = ring.value.map(|value| value.to_string());
            (!flows.is_empty()).then(|| json!({ "value": value, "flows": flows }))
        });
        told["rings"] = rings.collect();
        let explained = row.explanation.as_ref();
        let waiting = explained.map(|explained| {
            let seen = explained.items.iter().filter(|item| {
                let row = board.payment(item.uetr);
                sight.all() || row.is_some_and(|row| sight.payment(&board, row))
            });
            seen.map(|item| waits(&board, item, sight)).collect::<Vec<_>>()
        });
        told["waiting"] = waiting.into();
        told["release_all"] = explained.map(|all| shortages(&board, &all.all, sight)).into();
        told
    });
    let told = told.await;
    told.map(|told| Json(told).into_response())
        .map_err(|_| Problem::with(Code::Fault, "reading the round failed"))
}

/// Among what a round looked, as it is called in JSON.
pub(crate) fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Bilateral(_, _) => "bilateral",
        Scope::Multilateral => "multilateral",
        Scope::Proposed(_) => "proposed",
    }
}

fn summary(board: &Board, row: &OffsettingRow, sight: Sight) -> Value {
    let (bound, kind) = match row.bound {
        Bound::Reachable(bound) => (bound, "reachable"),
        Bound::Certified(bound) => (bound, "certified"),
    };
    let (by, between) = match row.scope {
        Scope::Bilateral(one, other) => {
            let seen = sight.own(one) || sight.own(other);
            (None, seen.then(|| [bic(board, one), bic(board, other)]))
        }
        Scope::Multilateral => (None, None),
        Scope::Proposed(by) => (Some(bic(board, by)), None),
    };
    let seen = row.items.iter().filter(|item| item.legs.iter().any(|flow| sight.leg(board, flow)));
    let payments = seen.map(|item| {
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

fn waits(board: &Board, item: &Remaining, sight: Sight) -> Value {
    let behind = match &item.waiting {
        WaitingFor::Order { ahead } => Some(ahead.to_string()),
        _ => None,
    };
    let together = item.together.as_ref().map(|together| {
        json!({ "items": together.items, "lacking": shortages(board, &together.lacking, sight) })
    });
    json!({
        "uetr": item.uetr.to_string(),
        "settles_with": item.matched.map(|uetr| uetr.to_string()),
        "reason": waiting_text(&item.waiting, board),
        "behind": behind,
        "alone": shortages(board, &item.alone, sight),
        "with_what_stands_before": together,
    })
}

fn shortages(board: &Board, shortages: &[Shortage], sight: Sight) -> Value {
    let seen = shortages.iter().filter(|s| sight.account(board, s.party, s.currency));
    let told = seen.map(|shortage| {
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
