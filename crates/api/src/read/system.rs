//! The system itself.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::ViewsLag;
use serde_json::{Value, json};

use super::{Given, exchange};
use crate::Door;
use crate::problem::{Code, Problem};

pub(super) async fn system(door: Door, _given: Given) -> Result<Response, Problem> {
    let asked = door.intake.question(|replica| (replica.head(), replica.network()));
    let (head, network) =
        asked.map_err(Problem::rejected)?.await.map_err(|_| Problem::new(Code::Stopped))?;
    let board = door.read_board();
    let (position, instant) = board.head();
    Ok(Json(json!({
        "name": door.options.name,
        "network": network.to_string(),
        "operator": door.options.operator.to_string(),
        "position": position.number(),
        "instant": instant.to_string(),
        "head": head.to_string(),
        "totals": board.totals(),
        "exchange": exchange::totals(&board),
        "waiting": door.intake.waiting(),
        "views": board.views().map(views),
    }))
    .into_response())
}

/// How far behind history is, and why it does not go on if it does not.
fn views(lag: &ViewsLag) -> Value {
    json!({
        "target": lag.target(),
        "position": lag.position().number(),
        "records_behind": lag.records(),
        "milliseconds_behind": lag.milliseconds(),
        "fault": lag.fault(),
    })
}

pub(super) async fn ready(door: Door, _given: Given) -> Result<Response, Problem> {
    let answer = door.intake.question(|_| ()).map_err(Problem::rejected)?;
    answer.await.map_err(|_| Problem::new(Code::Stopped))?;
    Ok("ready\n".into_response())
}

/// In the words in which they are asked for.
pub(super) async fn rulebook(door: Door, _given: Given) -> Result<Response, Problem> {
    let asked = door.intake.question(|replica| replica.machine().parameters());
    let asked = asked.map_err(Problem::rejected)?.await;
    let (version, parameters) = asked.map_err(|_| Problem::new(Code::Stopped))?;
    let seconds = |duration: terms::Duration| duration.nanos() / 1_000_000_000;
    Ok(Json(json!({
        "version": version,
        "parameters": {
            "acceptance_days": parameters.acceptance_days,
            "retention_days": parameters.retention_days,
            "offsetting_interval": seconds(parameters.offsetting_interval),
            "offsetting_items": parameters.offsetting_items,
            "bypass_depth": parameters.bypass_depth,
            "waiting_per_party": parameters.waiting_per_party,
            "behaviour": parameters.behaviour.number(),
            "rate_step": parameters.rate_step,
            "exchange_interval": seconds(parameters.exchange_interval),
            "exchange_window": seconds(parameters.exchange_window),
        },
    }))
    .into_response())
}
