//! Payments of any past day.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::render::refusal_text;
use serde_json::{Value, json};
use settlement::Refusal;
use views::{Leg, Names, Payment, PaymentSearch, Seen, Views, begins};

use super::given::ends;
use super::{LOOKED_AT, asked, cursor, page};
use crate::Door;
use crate::problem::{Code, Problem};
use crate::read::{Field, Given, Shape};

use Shape::{List, Maybe, Number, Of, Text};

const PAYMENT: Shape = Of(&[
    ("uetr", Text, "its name"),
    ("kind", Text, "payment, issue, redemption, liquidity transfer, conversion or obligation"),
    ("status", Text, "pending, settled, partly settled, rejected, cancelled or refused"),
    ("reason", Maybe(&Text), "what keeps it waiting"),
    (
        "refusal",
        Maybe(&Of(&[
            ("number", Number, "its number"),
            ("iso", Text, "the ISO 20022 reason"),
            ("text", Text, "in words"),
        ])),
        "why it was refused or rejected",
    ),
    ("how", Maybe(&Text), "how it settled, or what ended it"),
    ("round", Maybe(&Number), "the round or the cycle it settled in"),
    ("settles_with", Maybe(&Text), "the instruction that settles with it"),
    ("returns", Maybe(&Text), "the payment it gives back"),
    ("instructed_by", Maybe(&Text), "who gave it"),
    (
        "legs",
        List(&Of(&[
            ("debtor", Maybe(&Text), "whose account is debited"),
            ("creditor", Maybe(&Text), "whose account is credited"),
            ("currency", Maybe(&Text), "in which currency"),
            ("amount", Maybe(&Text), "how much"),
        ])),
        "what was to move; what a refused one named and nobody knows is null",
    ),
    ("date", Maybe(&Text), "the operating day it asks for"),
    ("priority", Maybe(&Text), "urgent, high or normal"),
    ("category", Maybe(&Text), "customer or interbank"),
    ("evidence", Text, "the salted digest of its message"),
    ("received", Text, "when it came"),
    ("position", Number, "the log position of its record"),
    ("ended", Maybe(&Text), "when it ended"),
    ("ended_position", Maybe(&Number), "at which log position"),
]);

/// What a search is answered with.
pub(super) const FOUND: &[Field] = &page(("payments", List(&PAYMENT), "as they came"));

/// Payments that fit, of those that whoever asks may see.
pub(super) async fn search(door: Door, given: Given) -> Result<Response, Problem> {
    let (seen, search) = read(&door, &given)?;
    let before = search.until;
    let question = move |views: &mut Views| {
        let names = Names::of(views)?;
        let page = views.payments(&PaymentSearch { seen: seen.as_ref(), ..search })?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for payment in &page.rows {
            let legs = views.legs(payment.cursor)?;
            rows.push(told(&names, payment, &legs));
        }
        Ok((rows, page.next))
    };
    let ((rows, next), reached) = asked(&door, before, question).await?;
    let told = json!({
        "payments": rows,
        "next": next.map(cursor),
        "history": reached.told(),
    });
    Ok(Json(told).into_response())
}

fn read(door: &Door, given: &Given) -> Result<(Option<Seen>, PaymentSearch<'static>), Problem> {
    let board = door.read_board();
    let currency = given.currency(&board)?;
    let digits = currency.map(|(_, digits)| digits);
    let (from, until) = (given.day("from")?, given.day("until")?);
    if from.zip(until).is_some_and(|(from, until)| from > until) {
        return Err(Problem::with(Code::BadQuery, "from comes after until"));
    }
    let search = PaymentSearch {
        seen: None,
        uetr: given.named()?,
        party: given.participant(&board)?,
        status: given.status()?,
        currency: currency.map(|(id, _)| id),
        counterparty: given.counterparty(&board)?,
        at_least: given.bound("at_least", digits)?,
        at_most: given.bound("at_most", digits)?,
        from: from.map(begins),
        until: until.map(ends),
        after: given.after_row()?,
        limit: Some(given.rows()?),
        look: Some(LOOKED_AT),
    };
    Ok((given.sight.seen(&board), search))
}

fn told(names: &Names, payment: &Payment, legs: &[Leg]) -> Value {
    let bic = |party| names.bic(party).ok().map(|bic| bic.to_string());
    let legs = legs.iter().map(|leg| {
        let known = names.currency(leg.currency).ok();
        let amount = leg.amount.zip(known);
        json!({
            "debtor": bic(leg.debtor),
            "creditor": bic(leg.creditor),
            "currency": known.map(|currency| currency.code.to_string()),
            "amount": amount.map(|(amount, currency)| amount.to_decimal(currency.minor_units)),
        })
    });
    let refusal = payment
        .refusal
        .and_then(|number| Refusal::ALL.iter().copied().find(|refusal| refusal.number() == number));
    json!({
        "uetr": payment.uetr.to_string(),
        "kind": payment.kind,
        "status": payment.status.name(),
        "reason": payment.waiting,
        "refusal": refusal.map(|refusal| json!({
            "number": refusal.number(),
            "iso": refusal.iso(),
            "text": refusal_text(refusal),
        })),
        "how": payment.how,
        "round": payment.round,
        "settles_with": payment.matched.map(|uetr| uetr.to_string()),
        "returns": payment.returns.map(|uetr| uetr.to_string()),
        "instructed_by": bic(payment.party),
        "legs": legs.collect::<Vec<_>>(),
        "date": payment.date.map(|date| date.to_string()),
        "priority": payment.priority,
        "category": payment.category,
        "evidence": payment.evidence,
        "received": payment.received.to_string(),
        "position": payment.cursor.position.number(),
        "ended": payment.ended.map(|(_, instant)| instant.to_string()),
        "ended_position": payment.ended.map(|(position, _)| position.number()),
    })
}
