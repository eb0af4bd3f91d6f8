//! What a bank asks of its endpoints, and reads of them. Each is its own bank's alone.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawPathParams, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use dispatch::{Delivery, Endpoint, Fault, Kept, MOST_ENDPOINTS, Target};
use node::now;
use serde::Deserialize;
use serde_json::{Value, json};
use settlement::PartyId;

use super::KINDS;
use crate::ask::SMALL;
use crate::caller::{Caller, Identity};
use crate::entrance::Entered;
use crate::problem::{Code, Problem};
use crate::read::{Field, Given, Shape};
use crate::{Door, Through};

/// A party's endpoints.
pub(crate) const ENDPOINTS: &str = "/v1/webhooks";

/// One of them.
pub(crate) const ENDPOINT: &str = "/v1/webhooks/{number}";

/// Tries it.
pub(crate) const PING: &str = "/v1/webhooks/{number}/ping";

/// Lets it be called again.
pub(crate) const ENABLE: &str = "/v1/webhooks/{number}/enable";

/// What was sent to it.
pub(crate) const DELIVERIES: &str = "/v1/webhooks/{number}/deliveries";

/// Sends one of these again.
pub(crate) const RESEND: &str = "/v1/webhooks/{number}/deliveries/{delivery}/resend";

/// The most deliveries one answer holds.
const MOST: usize = 500;

/// An endpoint, as its bank is told of it.
pub(crate) const SENT: &[Field] = &[
    ("webhook", Shape::Number, "its number"),
    ("url", Shape::Text, "where it is"),
    ("kinds", Shape::List(&Shape::Text), "what it is told; everything if empty"),
    ("status", Shape::Text, "active, failing or disabled"),
    ("reason", Shape::Maybe(&Shape::Text), "why it is disabled"),
    ("created", Shape::Text, "since when"),
    ("position", Shape::Number, "the cursor in the outbox up to which it was told"),
    ("failing_since", Shape::Maybe(&Shape::Text), "since when nothing arrives"),
    ("next_at", Shape::Maybe(&Shape::Text), "before when it is not tried again"),
];

/// A delivery, as its bank is told of it.
pub(crate) const TRIED: &[Field] = &[
    ("delivery", Shape::Number, "its number among those of the endpoint"),
    ("cursor", Shape::Maybe(&Shape::Number), "the place in the outbox; none of a ping"),
    ("type", Shape::Text, "what it tells"),
    ("message", Shape::Text, "its webhook-id, the same at every try"),
    ("at", Shape::Text, "when"),
    ("arrived", Shape::Flag, "whether it was answered with 200 to 299"),
    ("status", Shape::Maybe(&Shape::Number), "the status that was answered"),
    ("reason", Shape::Maybe(&Shape::Text), "why it failed"),
];

/// What is told once.
pub(crate) const REGISTERED: &[Field] = &[
    ("webhook", Shape::Number, "its number"),
    ("secret", Shape::Text, "with which v1 is checked; it is told to this request alone"),
    ("public_key", Shape::Text, "with which v1a is checked"),
];

/// Of which endpoint an answer tells the secret.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registered(pub(crate) u64);

/// What is told instead of that secret, when the endpoint is there no more.
pub(crate) fn gone() -> Kept {
    let text = "the webhook that this registered is removed, and its secret is erased";
    let problem = Problem::with(Code::NotFound, text);
    Kept {
        status: problem.code.status(),
        fields: vec![("content-type".to_owned(), "application/problem+json".to_owned())],
        body: problem.body.to_string().into_bytes(),
    }
}

/// Where a bank wants to be told.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegisterWebhook {
    /// The name of this schema: what is signed says what it asks for.
    command: String,
    /// Where: https, or http on loopback where the door permits it.
    url: String,
    /// What it is told, by their types; everything if there are none.
    kinds: Vec<String>,
    /// The cursor in the outbox after which it begins; what comes from now on if left out.
    after: Option<u64>,
}

/// Whose request it is, which does something: a session reads and does nothing.
fn party(entered: &Entered) -> Result<PartyId, Problem> {
    match entered.caller {
        Caller::Known(Identity::Party(party), Through::Signature | Through::Certificate) => {
            Ok(party)
        }
        Caller::Known(..) | Caller::Anonymous => {
            let text = "sign the request as a whole, or show a certificate";
            Err(Problem::with(Code::Unsigned, text))
        }
    }
}

fn faulty(fault: &Fault) -> Problem {
    Problem::with(Code::Fault, fault.to_string())
}

fn unknown() -> Problem {
    Problem::with(Code::NotFound, "no webhook of yours has this number")
}

/// What the path leaves open, as numbers. Order: as in the path.
pub(crate) fn numbers(
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Result<Vec<u64>, Problem> {
    let within = within.map_err(|error| Problem::with(Code::BadPath, error.body_text()))?;
    let read = within.iter().map(|(_, text)| text.parse::<u64>());
    read.collect::<Result<_, _>>().map_err(|_| Problem::with(Code::BadPath, "not a number"))
}

/// Looks up what waits for the disk.
pub(crate) async fn blocking<T: Send + 'static>(
    door: &Door,
    look: impl FnOnce(&Door) -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let door = door.clone();
    let looked = tokio::task::spawn_blocking(move || look(&door)).await;
    looked.map_err(|error| Problem::with(Code::Fault, error.to_string()))?
}

/// An endpoint, if it is this party's: that another has one is none of its business.
fn own(door: &Door, party: PartyId, number: u64) -> Result<Endpoint, Problem> {
    let found = door.dispatch.endpoint(number).map_err(|fault| faulty(&fault))?;
    let found = found.filter(|endpoint| endpoint.party == party).ok_or_else(unknown)?;
    let stands = door.stands(&found).map_err(|fault| faulty(&fault))?;
    stands.then_some(found).ok_or_else(unknown)
}

fn told(endpoint: &Endpoint) -> Value {
    let status = match (&endpoint.disabled, endpoint.failing_since) {
        (Some(_), _) => "disabled",
        (None, Some(_)) => "failing",
        (None, None) => "active",
    };
    json!({
        "webhook": endpoint.number,
        "url": endpoint.url,
        "kinds": endpoint.kinds,
        "status": status,
        "reason": endpoint.disabled,
        "created": endpoint.created.to_string(),
        "position": endpoint.position,
        "failing_since": endpoint.failing_since.map(|at| at.to_string()),
        "next_at": endpoint.next_at.map(|at| at.to_string()),
    })
}

fn tried(delivery: &Delivery) -> Value {
    json!({
        "delivery": delivery.number,
        "cursor": delivery.cursor,
        "type": delivery.kind,
        "message": delivery.message,
        "at": delivery.at.to_string(),
        "arrived": delivery.arrived(),
        "status": delivery.status,
        "reason": delivery.reason,
    })
}

pub(crate) async fn register(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    body: Body,
) -> Response {
    let registered = async {
        let party = party(&entered)?;
        let key = entered.shown.key().map(ToString::to_string);
        let holder = key.ok_or_else(|| Problem::new(Code::Unsigned))?;
        let body = crate::room::read(body, SMALL).await?;
        let asked: RegisterWebhook = crate::objects::from_slice(&body).map_err(|error| {
            let code = if error.is_data() { Code::Malformed } else { Code::NotJson };
            Problem::with(code, error.to_string())
        })?;
        if asked.command != "RegisterWebhook" {
            return Err(Problem::with(Code::Malformed, "command is RegisterWebhook"));
        }
        Target::parse(&asked.url, door.loopback())
            .map_err(|flaw| Problem::with(Code::BadValue, format!("url: {flaw}")))?;
        if asked.kinds.len() > KINDS.len() || asked.kinds.iter().any(|k| !KINDS.contains(&&**k)) {
            return Err(Problem::with(Code::BadValue, format!("kinds: of {}", KINDS.join(", "))));
        }
        let made = blocking(&door, move |door| {
            let newest = door.read_board().newest(party);
            let position = asked.after.map_or(newest, |after| after.min(newest));
            let (store, url, kinds) = (&door.dispatch, &asked.url, &asked.kinds);
            let made = store.register(party, &holder, url, kinds, position, now());
            let full = format!("as many webhooks as one party may have: {MOST_ENDPOINTS}");
            made.map_err(|fault| faulty(&fault))?.ok_or_else(|| Problem::with(Code::BadValue, full))
        });
        let made = made.await?;
        door.calls.change();
        let told = json!({
            "webhook": made.number,
            "secret": made.secrets.shared(),
            "public_key": made.secrets.public(),
        });
        let mut response = Json(told).into_response();
        response.extensions_mut().insert(Registered(made.number));
        Ok(response)
    };
    registered.await.unwrap_or_else(Problem::into_response)
}

/// Whose request it is, and of which endpoint.
fn meant(
    entered: &Entered,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Result<(PartyId, u64), Problem> {
    let number = numbers(within)?.first().copied();
    Ok((party(entered)?, number.unwrap_or_default()))
}

pub(crate) async fn remove(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Response {
    let removed = async {
        let (party, number) = meant(&entered, within)?;
        blocking(&door, move |door| {
            own(door, party, number)?;
            door.dispatch.remove(number, &gone()).map_err(|fault| faulty(&fault))
        })
        .await
    };
    removed.await.map_or_else(Problem::into_response, |()| StatusCode::NO_CONTENT.into_response())
}

pub(crate) async fn enable(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Response {
    let enabled = async {
        let (party, number) = meant(&entered, within)?;
        let enabled = blocking(&door, move |door| {
            own(door, party, number)?;
            door.dispatch.enable(number).map_err(|fault| faulty(&fault))?;
            own(door, party, number)
        });
        let enabled = enabled.await?;
        door.calls.change();
        Ok(told(&enabled))
    };
    enabled.await.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

pub(crate) async fn ping(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Response {
    let sent = async {
        let (party, number) = meant(&entered, within)?;
        let endpoint = blocking(&door, move |door| own(door, party, number)).await?;
        let parcel = door.ping_of(&endpoint);
        let sent = door.send_now(endpoint, parcel).await.map_err(|fault| faulty(&fault))?;
        sent.as_ref().map(tried).ok_or_else(unknown)
    };
    sent.await.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

pub(crate) async fn resend(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Response {
    let sent = async {
        let (party, within) = (party(&entered)?, numbers(within)?);
        let [number, delivery] = <[u64; 2]>::try_from(within)
            .map_err(|_| Problem::with(Code::BadPath, "not two numbers"))?;
        let gone = || Problem::with(Code::NotFound, "no delivery of this number is kept");
        let (endpoint, parcel) = blocking(&door, move |door| {
            let endpoint = own(door, party, number)?;
            let after = delivery.saturating_sub(1);
            let kept = door.dispatch.deliveries(number, after, 1);
            let kept = kept.map_err(|fault| faulty(&fault))?;
            let kept = kept.first().filter(|kept| kept.number == delivery).ok_or_else(gone)?;
            let parcel = match kept.cursor {
                None => door.ping_of(&endpoint),
                Some(cursor) => {
                    let parcel = door.parcel_at(&endpoint, cursor);
                    parcel.map_err(|fault| faulty(&fault))?.ok_or_else(gone)?
                }
            };
            Ok((endpoint, parcel))
        })
        .await?;
        let sent = door.send_now(endpoint, parcel).await.map_err(|fault| faulty(&fault))?;
        sent.as_ref().map(tried).ok_or_else(unknown)
    };
    sent.await.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

/// The party that reads of its own endpoints: where they are is not for those who read all.
fn reader(given: &Given) -> Result<PartyId, Problem> {
    let text = "webhooks are shown to the bank whose they are";
    given.sight.party().ok_or_else(|| Problem::with(Code::Forbidden, text))
}

pub(crate) async fn listed(door: Door, given: Given) -> Result<Response, Problem> {
    let party = reader(&given)?;
    let found = blocking(&door, move |door| {
        let known = door.dispatch.endpoints(Some(party)).map_err(|fault| faulty(&fault))?;
        let mut standing = Vec::new();
        for endpoint in known {
            if door.stands(&endpoint).map_err(|fault| faulty(&fault))? {
                standing.push(endpoint);
            }
        }
        Ok(standing)
    });
    let found: Vec<Value> = found.await?.iter().map(told).collect();
    Ok(Json(json!({ "webhooks": found })).into_response())
}

pub(crate) async fn one(door: Door, given: Given) -> Result<Response, Problem> {
    let (party, number) = (reader(&given)?, given.number_within()?);
    let found = blocking(&door, move |door| own(door, party, number)).await?;
    Ok(Json(told(&found)).into_response())
}

pub(crate) async fn deliveries(door: Door, given: Given) -> Result<Response, Problem> {
    let (party, number) = (reader(&given)?, given.number_within()?);
    let (after, limit) = (given.number("after", 0)?, given.limit(MOST)?);
    let found = blocking(&door, move |door| {
        own(door, party, number)?;
        door.dispatch.deliveries(number, after, limit).map_err(|fault| faulty(&fault))
    });
    let found = found.await?;
    let next = found.last().map_or(after, |last| last.number);
    let found: Vec<Value> = found.iter().map(tried).collect();
    Ok(Json(json!({ "deliveries": found, "next": next })).into_response())
}
