//! Payments, what their parties were told of them, and their receipts.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use node::render::{Form, Rendered, definition_of};
use node::{Notice, Original, Outgoing, Outlet, PaymentRow};
use serde_json::{Value, json};
use terms::{Digest, Instant, LogPosition, Uetr};

use super::{Given, conversion, stamp};
use crate::Door;
use crate::json::{self, SALT_HEADER};
use crate::problem::{Code, Problem};
use crate::routes::{MESSAGE_HEADER, XML};

/// The most notices one answer of an outbox holds.
const MOST_NOTICES: usize = 500;

pub(super) async fn payment(door: Door, given: Given) -> Result<Response, Problem> {
    let uetr = given.uetr()?;
    let mut told = traced(&door, &given, uetr)?;
    if let Some(reason) = conversion::reason(&door, uetr).await {
        told["reason"] = reason.into();
    }
    Ok(Json(told).into_response())
}

fn traced(door: &Door, given: &Given, uetr: Uetr) -> Result<Value, Problem> {
    let board = door.read_board();
    let row = board.payment(uetr).filter(|row| given.sight.payment(&board, row));
    let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no payment has this UETR"))?;
    let stamps = stamp::stamps(&door.dispatch, row);
    let mut told = json::payment(&board, row);
    told["stamps"] = stamps.iter().map(|stamp| stamp.told(&board)).collect();
    told["consents_due"] = row.consents.iter().map(|party| json::bic(&board, *party)).collect();
    Ok(told)
}

/// The same as a pacs.002, written to the one of its parties that asks, else to who gave it.
pub(super) async fn status_report(door: Door, given: Given) -> Result<Response, Problem> {
    let uetr = given.uetr()?;
    let (party, outlet) = {
        let board = door.read_board();
        let row = board.payment(uetr).filter(|row| given.sight.payment(&board, row));
        let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no payment has this UETR"))?;
        let legs = row.legs.iter().flat_map(|leg| [leg.debtor, leg.creditor]);
        let own = legs.chain([row.by]).find(|party| given.sight.is(*party));
        (own.unwrap_or(row.by), Outlet { cursor: 0, outgoing: latest(row, board.head().1) })
    };
    // What it cites of the original is on disk, which may make us wait.
    let rendered = tokio::task::spawn_blocking(move || door.rendered(party, &[outlet])).await;
    let rendered = rendered.ok().and_then(|rendered| rendered.into_iter().next());
    let message = rendered.unwrap_or_else(|| Err(node::Fault::new("writing the report failed")));
    let message = message.map_err(|fault| Problem::faulty(&fault))?;
    Ok(([(header::CONTENT_TYPE, XML)], message.xml).into_response())
}

/// What was last told of a payment.
fn latest(row: &PaymentRow, now: Instant) -> Outgoing {
    if let Some(last) = row.confirmations.last() {
        let notice = Notice::Confirmed { uetr: row.uetr };
        return Outgoing { position: last.position, instant: last.instant, notice };
    }
    let notice = Notice::Status {
        uetr: row.uetr,
        stage: row.stage,
        waiting: row.waiting.clone(),
        refusal: row.refusal,
    };
    let (position, instant) =
        row.history.last().map_or((row.position, now), |(_, position, at)| (*position, *at));
    Outgoing { position, instant, notice }
}

/// Of another's payment nobody learns that it is there.
pub(super) async fn message(door: Door, given: Given) -> Result<Response, Problem> {
    let (original, evidence) = original(door, &given).await?;
    told_message(&given, &original, evidence)
}

/// The message itself, byte for byte as its sender signed it; what came as JSON is told as JSON.
pub(super) async fn message_itself(door: Door, given: Given) -> Result<Response, Problem> {
    let (original, evidence) = original(door, &given).await?;
    let (definition, form) = definition_of(&original);
    if form == Form::Json {
        return told_message(&given, &original, evidence);
    }
    let salt = Digest(original.salt).to_string();
    let fields = [
        ("content-type", XML),
        (MESSAGE_HEADER, definition.as_str()),
        (SALT_HEADER, salt.as_str()),
    ];
    Ok((fields, original.bytes).into_response())
}

/// The original of a payment that concerns who asks, and its digest in the log.
async fn original(door: Door, given: &Given) -> Result<(Original, Digest), Problem> {
    let uetr = given.uetr()?;
    let (place, evidence) = {
        let board = door.read_board();
        let sight = given.sight;
        let own = |row: &&PaymentRow| {
            let mut legs = row.legs.iter();
            sight.own(row.by) || legs.any(|leg| sight.own(leg.debtor) || sight.own(leg.creditor))
        };
        let row = board.payment(uetr).filter(own);
        let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no payment has this UETR"))?;
        let place = board.original_of(row.evidence);
        let none = || Problem::with(Code::NotFound, "it came in no message, or it was erased");
        (place.ok_or_else(none)?, row.evidence)
    };
    // The original is on disk, which may make us wait.
    let read = tokio::task::spawn_blocking(move || (door.original)(place)).await;
    let read = read.map_err(|_| Problem::with(Code::Fault, "reading the message failed"))?;
    let original = read.map_err(|fault| Problem::faulty(&fault))?;
    Ok((original, evidence))
}

fn told_message(given: &Given, original: &Original, evidence: Digest) -> Result<Response, Problem> {
    let (definition, form) = definition_of(original);
    let told = json!({
        "uetr": given.uetr()?.to_string(),
        "message": definition,
        "form": form_name(form),
        "salt": Digest(original.salt).to_string(),
        "signed": original.signed,
        "text": String::from_utf8_lossy(&original.bytes),
        "evidence": evidence.to_string(),
    });
    Ok(Json(told).into_response())
}

const fn form_name(form: Form) -> &'static str {
    match form {
        Form::Xml => "xml",
        Form::Json => "json",
    }
}

pub(super) async fn outbox(door: Door, given: Given) -> Result<Response, Problem> {
    // Originals are read from disk, which may make us wait.
    let read = tokio::task::spawn_blocking(move || read_outbox(&door, &given)).await;
    let read = read.map_err(|_| Problem::with(Code::Fault, "reading the outbox failed"))?;
    read.map(|told| Json(told).into_response())
}

fn read_outbox(door: &Door, given: &Given) -> Result<Value, Problem> {
    let (after, limit) = (given.number("after", 0)?, given.limit(MOST_NOTICES)?);
    let (party, outlets, newest, oldest, moment) = {
        let board = door.read_board();
        let party = given.wanted(&board)?;
        given.sight.only_own(party)?;
        let outlets = board.outbox(party, after, limit);
        (party, outlets, board.newest(party), board.oldest(party), door.moment(&board))
    };
    if given.sight.is(party) {
        // Who asks for what comes after has what came before; it has no more than there is.
        let noted = door.dispatch.fetched(party, after.min(newest), oldest, moment);
        noted.map_err(|fault| Problem::with(Code::Fault, fault.to_string()))?;
    }
    let mut messages = Vec::with_capacity(outlets.len());
    for (outlet, message) in outlets.iter().zip(door.rendered(party, &outlets)) {
        let message = message.map_err(|fault| Problem::faulty(&fault))?;
        messages.push(delivered(outlet, message));
    }
    let next = outlets.last().map_or(after, |outlet| outlet.cursor);
    Ok(json!({
        "participant": given.given("participant"),
        "oldest": oldest,
        "next": next,
        "messages": messages,
    }))
}

pub(crate) fn delivered(outlet: &node::Outlet, message: Rendered) -> Value {
    // The text as it was signed, where a bank wrote it.
    let (xml, json) = match message.form {
        Form::Xml => (Some(message.xml), None),
        Form::Json => (None, Some(message.xml)),
    };
    json!({
        "cursor": outlet.cursor,
        "position": outlet.outgoing.position.number(),
        "message": message.definition,
        "xml": xml,
        "json": json,
        "salt": message.salt.map(|salt| salt.to_string()),
    })
}

pub(super) async fn receipt(door: Door, given: Given) -> Result<Response, Problem> {
    let uetr = given.uetr()?;
    let row = {
        let board = door.read_board();
        let row = board.payment(uetr).filter(|row| given.sight.payment(&board, row));
        row.map(|row| (row.stage, row.position, row.event))
    };
    let Some((stage, position, event)) = row else {
        return Err(Problem::with(Code::NotFound, "no payment has this UETR"));
    };
    let made = made(&door, position, event).await?;
    made.ok_or_else(|| Problem::with(Code::Unsealed, format!("it is {}", stage.name())))
}

/// The receipt of an event, as a file; none while no later record seals it.
pub(super) async fn made(
    door: &Door,
    position: LogPosition,
    event: u32,
) -> Result<Option<Response>, Problem> {
    let made = door.intake.question(move |replica| replica.receipt(position, event));
    let made = made.map_err(Problem::rejected)?.await;
    let made = made.map_err(|_| Problem::new(Code::Stopped))?;
    let made = made.map_err(|fault| Problem::faulty(&fault))?;
    let kind = [(header::CONTENT_TYPE, "application/vnd.sarraf.receipt")];
    Ok(made.map(|receipt| (kind, receipt.encode()).into_response()))
}
