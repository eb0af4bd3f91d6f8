//! Payments that are converted on their way.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::render::{refusal_text, waiting_text};
use node::{Board, OrderStage, Stage, Step};
use serde_json::{Value, json};
use settlement::fx::Validity;
use terms::Uetr;

use super::Given;
use crate::Door;
use crate::json::{bic, currency, payment};
use crate::problem::{Code, Problem};

pub(super) async fn conversion(door: Door, given: Given) -> Result<Response, Problem> {
    let uetr = given.uetr()?;
    let mut told = told(&door.read_board(), &given)?;
    if let Some(reason) = reason(&door, uetr).await {
        told["payment"]["reason"] = reason.as_str().into();
        told["reason"] = reason.into();
    }
    Ok(Json(told).into_response())
}

/// R-FX-15: what stands between a payment that waits as an order and the quotes, which no event
/// tells: the machine is asked what it is at this moment.
///
/// None where it waits for something else, or the machine has no time to say.
pub(super) async fn reason(door: &Door, uetr: Uetr) -> Option<String> {
    let order = {
        let board = door.read_board();
        let stands = board.payment(uetr).filter(|row| row.stage == Stage::Pending)?;
        board.conversion(uetr).filter(|_| stands.waiting.is_none())?.order?
    };
    let asked = door.intake.question(move |replica| replica.machine().order_waits_for(order));
    let waiting = asked.ok()?.await.ok()??;
    Some(waiting_text(&waiting, &door.read_board()))
}

fn told(board: &Board, given: &Given) -> Result<Value, Problem> {
    let uetr = given.uetr()?;
    let known = board.conversion(uetr).zip(board.payment(uetr));
    let known = known.filter(|(_, stands)| given.sight.payment(board, stands));
    let Some((row, stands)) = known else {
        return Err(Problem::with(Code::NotFound, "no conversion has this UETR"));
    };
    let (sell, sell_digits) = currency(board, row.sell);
    let (buy, buy_digits) = currency(board, row.buy);
    let steps = row.steps.iter().map(|step| match step {
        Step::Quote { number, provider } => json!({
            "quote": number.0,
            "provider": bic(board, *provider),
        }),
        Step::Round { round, sold, received } => json!({
            "round": round,
            "sold": sold.to_decimal(sell_digits),
            "received": received.to_decimal(buy_digits),
        }),
    });
    let order = row.order.and_then(|number| Some((number, board.exchange().order(number)?)));
    let waits = order.filter(|(_, order)| order.stage == OrderStage::Standing);
    let waits = waits.map(|(number, order)| match order.placed.validity {
        Validity::Until(until) => json!({ "order": number.0, "until": until.to_string() }),
        Validity::Rounds(rounds) => json!({ "order": number.0, "rounds": rounds }),
    });
    Ok(json!({
        "uetr": uetr.to_string(),
        "status": stands.stage.name(),
        "refusal": stands.refusal.map(refusal_text),
        "reason": stands.waiting.as_ref().map(|waiting| waiting_text(waiting, board)),
        "payer": bic(board, row.payer),
        "creditor": bic(board, row.creditor),
        "sell": { "currency": sell, "amount": row.amount.to_decimal(sell_digits) },
        "buy": buy,
        // Minor units received for minor units paid.
        "limit": format!("{}/{}", row.limit.numerator(), row.limit.denominator()),
        "left": row.left.to_decimal(sell_digits),
        "received": row.received.to_decimal(buy_digits),
        // Quotes taken and rounds that filled it, in their order.
        "steps": steps.collect::<Vec<_>>(),
        // Under which order it waits for quotes and rounds, and for how long.
        "waits": waits,
        "payment": payment(board, stands),
    }))
}
