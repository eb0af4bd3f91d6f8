//! Opening, telling and ending sessions.

use std::time::Instant;

use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use identity::{AHEAD, Ceremonies, Signed, WINDOW};
use node::Board;
use receipts::PublicKey;
use serde::Deserialize;
use serde_json::{Value, json};
use terms::Bic;

use crate::ask::SMALL;
use crate::caller::{Caller, Identity, issues, name, roles};
use crate::entrance::{Entered, seconds};
use crate::json::SIGNATURE_HEADER;
use crate::login::{self, OpenId};
use crate::passkey::{SHOWING, SHOWN};
use crate::problem::{Code, Problem};
use crate::read::{Field, Given, Shape};
use crate::session::{COOKIE, GONE, Opening, Over, Session, secret_of};
use crate::{Door, Through};

/// Where sessions are opened.
pub(crate) const SESSIONS: &str = "/v1/sessions";

/// The session of who asks.
pub(crate) const CURRENT: &str = "/v1/sessions/current";

/// How one may sign in here.
pub(crate) const WAYS: &str = "/v1/sign-in";

/// How one may sign in, as anybody is told.
pub(crate) const OFFERED: &[Field] = &[
    (
        "passkeys",
        Shape::Maybe(&Shape::Of(&[
            ("relying_party", Shape::Text, "the domain for which they are made"),
            ("origins", Shape::List(&Shape::Text), "the pages on which they can be shown"),
        ])),
        "null where none are taken",
    ),
    (
        "openid",
        Shape::Maybe(&Shape::Of(&[
            ("issuer", Shape::Text, "the provider of OpenID Connect whose logins are taken"),
            ("page", Shape::Text, "the page to which it sends people back"),
        ])),
        "null where none are taken",
    ),
];

/// Whether a path gives a session, under which nothing is remembered and whose caller may come with
/// the cookie of one that has ended.
pub(crate) fn gives_session(path: &str) -> bool {
    [SESSIONS, SHOWING, SHOWN, login::REQUESTS, login::SHOWN].contains(&path)
}

/// What is signed to open a session.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenSession {
    /// The name of this schema: what is signed says what it asks for.
    command: String,
    /// Who signs: a BIC, or overseer.
    party: String,
    /// When it is signed, by the clock of the world outside. Unit: seconds since the Unix epoch.
    signed_at: u64,
    /// A value that the key signs once. Shape: 16 to 64 letters, digits and hyphens.
    nonce: String,
}

/// How one may sign in here.
pub(crate) async fn ways(door: Door, _: Given) -> Result<Response, Problem> {
    let offered = door
        .entrance
        .passkeys
        .as_ref()
        .map(Ceremonies::party)
        .map(|party| json!({ "relying_party": party.domain(), "origins": party.origins() }));
    let openid = door.entrance.openid.as_ref().map(OpenId::provider);
    let openid = openid.map(|one| json!({ "issuer": one.issuer(), "page": one.page() }));
    Ok(Json(json!({ "passkeys": offered, "openid": openid })).into_response())
}

pub(crate) async fn open(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    match opened(&door, &entered, &headers, body).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(),
    }
}

async fn opened(
    door: &Door,
    entered: &Entered,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let body = crate::room::read(body, SMALL).await?;
    let asked: OpenSession = crate::objects::from_slice(&body).map_err(|error| {
        let code = if error.is_data() { Code::Malformed } else { Code::NotJson };
        Problem::with(code, error.to_string())
    })?;
    if asked.command != "OpenSession" {
        return Err(Problem::with(Code::Malformed, "command is OpenSession"));
    }
    let (identity, key) = match (entered.caller, &entered.signed) {
        // It signed the whole request, which the entrance takes once.
        (Caller::Known(identity, Through::Signature), Some(signed)) => {
            (identity, signed.key.clone())
        }
        _ => by_body(door, &asked, headers, &body)?,
    };
    let board = door.read_board();
    let stated = match (&identity, Bic::parse(&asked.party)) {
        (Identity::Party(party), Ok(bic)) => board.directory().party(&bic) == Some(*party),
        (Identity::Overseer(_), _) => asked.party == "overseer",
        (Identity::Party(_), Err(_)) => false,
    };
    if !stated {
        return Err(Problem::with(Code::Unsigned, "signed by another than the party it names"));
    }
    drop(board);
    begin(door, entered.is_private, identity, key, Opening::Key, Instant::now())
}

/// Begins a session of who was proven to have a key, and gives its cookie.
pub(crate) fn begin(
    door: &Door,
    is_private: bool,
    identity: Identity,
    key: PublicKey,
    opening: Opening,
    now: Instant,
) -> Result<Response, Problem> {
    let mut secret = [0; 32];
    let drawn = getrandom::fill(&mut secret);
    drawn.map_err(|error| Problem::with(Code::Fault, error.to_string()))?;
    let lasts = door.options.access.session;
    let session = Session { key, opening, ends: now + lasts };
    let told = told(&door.read_board(), identity, Some(&session.key), Some((&session, now)));
    let opened = door.sessions().open(secret, session, now);
    opened.map_err(|Over| {
        Problem::with(Code::Unproven, "ended: the provider has ended this session meanwhile")
    })?;
    let private = if is_private { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={}; HttpOnly; SameSite=Strict; Path=/; Max-Age={}{private}",
        terms::Digest(secret),
        lasts.as_secs(),
    );
    Ok((StatusCode::OK, [(header::SET_COOKIE, cookie)], Json(told)).into_response())
}

/// Who signed the body alone, as a page does.
fn by_body(
    door: &Door,
    asked: &OpenSession,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<(Identity, PublicKey), Problem> {
    let unsigned = |text: &str| Problem::with(Code::Unsigned, text);
    let header = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let header = header.ok_or_else(|| unsigned("the request is not signed"))?;
    let signed = node::Signed::parse(header);
    let signed = signed.ok_or_else(|| unsigned("the signature header is malformed"))?;
    let identity = door.identity(&signed.key);
    let identity = identity
        .ok_or_else(|| unsigned("the signing key belongs to no participant, or not yet"))?;
    if !signed.verifies(body) {
        return Err(unsigned("the signature does not match"));
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if !(16..=64).contains(&asked.nonce.len()) || !asked.nonce.bytes().all(known) {
        return Err(Problem::with(Code::Malformed, "nonce is 16 to 64 letters, digits, hyphens"));
    }
    let now = seconds();
    if asked.signed_at.saturating_add(WINDOW) < now {
        return Err(Problem::with(Code::Stale, "signed_at is more than five minutes ago"));
    }
    if asked.signed_at > now.saturating_add(AHEAD) {
        let text = "signed_at is more than 30 seconds ahead of the door's clock";
        return Err(Problem::with(Code::Stale, text));
    }
    if asked.signed_at < door.entrance.opened {
        // It may have been taken by a door that forgot it when it closed.
        let text = "signed_at is before this door opened, sign it anew";
        return Err(Problem::with(Code::Stale, text));
    }
    door.entrance.once(&Signed {
        key: signed.key.clone(),
        created: asked.signed_at,
        nonce: format!("session {}", asked.nonce),
        base: String::new(),
        signature: signed.signature,
    })?;
    Ok((identity, signed.key))
}

/// Who a caller is, by which key, and for how many seconds more if it is by a session.
fn told(
    board: &Board,
    identity: Identity,
    key: Option<&PublicKey>,
    session: Option<(&Session, Instant)>,
) -> Value {
    let lasts = session.map(|(session, now)| session.ends.saturating_duration_since(now));
    let roles = roles(board, identity);
    let currencies = match identity {
        Identity::Party(party) => issues(board, party),
        Identity::Overseer(_) => Vec::new(),
    };
    json!({
        "party": name(board, identity),
        "kind": roles.first(),
        "currencies": currencies,
        "roles": roles,
        "key": key.map(PublicKey::to_string),
        "opened_with": session.map(|(session, _)| session.opening.name()),
        "expires_in": lasts.map_or(0, |lasts| lasts.as_secs()),
    })
}

/// Who asks, however it is known.
pub(crate) async fn current(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
) -> Response {
    let Some(identity) = entered.caller.identity() else {
        return Problem::with(Code::Unsigned, "no session").into_response();
    };
    let now = Instant::now();
    let session = secret(&headers).and_then(|secret| door.sessions().find(&secret, now));
    let opened = session.as_ref().map(|session| &session.key);
    let key = entered.shown.key().or(opened);
    let session = session.as_ref().map(|session| (session, now));
    Json(told(&door.read_board(), identity, key, session)).into_response()
}

pub(crate) async fn end(State(door): State<Door>, headers: HeaderMap) -> Response {
    if let Some(secret) = secret(&headers) {
        door.sessions().end(&secret);
    }
    (StatusCode::NO_CONTENT, [(header::SET_COOKIE, GONE)]).into_response()
}

fn secret(headers: &HeaderMap) -> Option<[u8; 32]> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.filter_map(secret_of).next()?.ok()
}
