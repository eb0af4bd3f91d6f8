//! The requests of who asks that failed, and why.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::shape::Field;
use super::shape::Shape::{List, Maybe, Number, Of, Text};
use super::{EARLIER, Given, LIMIT, Read};
use crate::Door;
use crate::caller::Who;
use crate::failed::Failure;
use crate::problem::{Code, Problem};

/// The most of them that one answer holds.
const MOST: usize = 50;

pub(super) const READS: &[Read] = &[Read::json(
    "/v1/requests/failed",
    "system",
    Who::Own,
    "The requests of who asks that failed lately, and why, the newest first.",
    |door, given| Box::pin(failed(door, given)),
)
.telling(FAILED)
.asking(&[EARLIER, LIMIT], 0)];

const FAILED: &[Field] = &[
    (
        "requests",
        List(&Of(&[
            ("number", Number, "which of those of who asks it is, from 1 since the node started"),
            ("at", Text, "when it was answered, by the node's clock"),
            ("method", Text, "such as POST"),
            (
                "path",
                Text,
                "its path; three dots stand where it is open and holds no number, BIC or UETR, and \
                 for one that is no route",
            ),
            ("status", Number, "the HTTP status of its answer"),
            ("code", Maybe(&Text), "the stable code of the problem"),
            ("reason", Text, "why, in the node's words; three dots stand for what was quoted"),
            (
                "known_by",
                Text,
                "signature, certificate or session; or claim: it only said whose it is, by a \
                 signature that does not hold, was not looked at or may be a copy, so it may be \
                 anybody's",
            ),
            ("key", Maybe(&Text), "the key that it was known by, or claimed"),
            ("digest", Maybe(&Text), "the digest of its content, as its field content-digest said"),
            ("request", Maybe(&Text), "what its answer bore as x-request-id"),
            (
                "times",
                Number,
                "how often it came in a row and was told to come again; the last is told, under a \
                 number of its own",
            ),
        ])),
        "the newest first",
    ),
    ("next", Maybe(&Number), "the number to go on before; none where no older one is kept"),
    ("forgotten", Number, "how many are no longer kept"),
];

async fn failed(door: Door, given: Given) -> Result<Response, Problem> {
    let text = "requests that failed are shown to who sent them";
    let whose = given.shown.identity().ok_or_else(|| Problem::with(Code::Unsigned, text))?;
    let (before, most) = (given.number("before", u64::MAX)?, given.limit(MOST)?);
    let page = door.failed().of(whose, before, most);
    let rows: Vec<Value> =
        page.rows.iter().map(|(number, failure)| told(*number, failure)).collect();
    let told = json!({ "requests": rows, "next": page.next, "forgotten": page.forgotten });
    Ok(Json(told).into_response())
}

fn told(number: u64, failure: &Failure) -> Value {
    json!({
        "number": number,
        "at": failure.at.to_string(),
        "method": failure.method,
        "path": failure.path,
        "status": failure.status,
        "code": failure.code,
        "reason": failure.reason,
        "known_by": failure.known_by.name(),
        "key": failure.key,
        "digest": failure.digest,
        "request": failure.request,
        "times": failure.times,
    })
}
