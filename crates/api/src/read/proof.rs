//! What may be shown of a payment: to a customer, with receipts; to whoever holds a link, without.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64ct::{Base64, Encoding};
use node::Stage;
use serde_json::{Value, json};

use super::Given;
use super::stamp::{Reached, Stamp, stamps, status};
use crate::Door;
use crate::problem::{Code, Problem};

/// The form of the document.
const FORMAT: &str = "sarraf-status-proof/1";

/// What one of its two banks may show.
///
/// The receipt of a confirmation tells neither amount nor balance, so once there is one nothing
/// else is needed: it says where the payment settled.
/// Until then there is only the receipt of the settlement, which tells what both accounts stood at.
pub(super) async fn proof(door: Door, given: Given) -> Result<Response, Problem> {
    let uetr = given.uetr()?;
    let (mut told, proven) = {
        let board = door.read_board();
        let row = board.payment(uetr).filter(|row| given.sight.side(row));
        let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no payment has this UETR"))?;
        let stamps = stamps(&door.dispatch, row);
        let of = |wanted: Reached| -> Vec<Stamp> {
            stamps.iter().filter(|stamp| stamp.reached == wanted).copied().collect()
        };
        let acknowledged = of(Reached::Acknowledged);
        let shareable = !acknowledged.is_empty();
        let proven = if shareable { acknowledged } else { of(Reached::Ended(Stage::Settled)) };
        if proven.is_empty() {
            return Err(Problem::with(Code::Unsealed, format!("it is {}", row.stage.name())));
        }
        let told = json!({
            "format": FORMAT,
            "network": door.network,
            "uetr": uetr.to_string(),
            "status": status(row, &stamps),
            "stamps": stamps.iter().map(|stamp| stamp.told(&board)).collect::<Vec<_>>(),
            "shareable": shareable,
            "link": format!("/v1/status/{}", door.dispatch.link(uetr)),
        });
        (told, proven)
    };
    let mut receipts = Vec::with_capacity(proven.len());
    for stamp in &proven {
        receipts.push(receipt(&door, stamp).await?);
    }
    told["receipts"] = receipts.into();
    Ok(Json(told).into_response())
}

async fn receipt(door: &Door, stamp: &Stamp) -> Result<Value, Problem> {
    let unsealed = || Problem::with(Code::Unsealed, "no later record seals it yet");
    let Some((position, Some(event))) = stamp.place else {
        return Err(unsealed());
    };
    let made = door.intake.question(move |replica| replica.receipt(position, event));
    let made = made.map_err(Problem::rejected)?.await;
    let made = made.map_err(|_| Problem::new(Code::Stopped))?;
    let receipt = made.map_err(|fault| Problem::faulty(&fault))?.ok_or_else(unsealed)?;
    Ok(json!({
        "stamp": stamp.reached.name(),
        "position": position.number(),
        "receipt": Base64::encode_string(&receipt.encode()),
    }))
}

/// How far the payment of a link has come: neither who nor how much.
pub(super) async fn linked(door: Door, given: Given) -> Result<Response, Problem> {
    let nobody = || Problem::with(Code::NotFound, "no payment has this link, or it is long over");
    let uetr = door.dispatch.linked(given.open_text()).ok_or_else(nobody)?;
    let board = door.read_board();
    let row = board.payment(uetr).ok_or_else(nobody)?;
    let stamps = stamps(&door.dispatch, row);
    let told = json!({
        "uetr": uetr.to_string(),
        "status": status(row, &stamps),
        "stamps": stamps.iter().map(Stamp::told_to_anybody).collect::<Vec<_>>(),
    });
    Ok(Json(told).into_response())
}
