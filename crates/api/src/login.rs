//! Logins: a person binds what a provider of OpenID Connect knows her by to her key once, and signs
//! in through that provider from then on.
//!
//! It opens a session as the key's holder and does nothing else, as a passkey does, and counts no
//! longer than the key.
//! The provider sends people back to a page, and the page brings what it was given by a request of
//! its own: nothing that another site leads to opens anything here.

mod asking;

use std::time::Instant;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawPathParams, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use dispatch::{BoundLogin, MOST_LOGINS};
use identity::openid::{Login, Showing};
use node::now;
use receipts::PublicKey;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Door;
use crate::ask::SMALL;
use crate::caller::Identity;
use crate::entrance::Entered;
use crate::passkey::{end, faulty, holder, is_name, read};
use crate::problem::{Code, Problem};
use crate::read::{Field, Given, Shape};
use crate::session::Opening;
use crate::sign_in::begin;
use crate::webhook::blocking;

pub use asking::Logins;
pub(crate) use asking::OpenId;
use asking::Shown;

/// The logins of who asks.
pub(crate) const LOGINS: &str = "/v1/logins";

/// One of them.
pub(crate) const LOGIN: &str = "/v1/logins/{number}";

/// Where the showing of one begins, to sign in with it or to bind it.
pub(crate) const REQUESTS: &str = "/v1/logins/requests";

/// Where signing in with one ends.
pub(crate) const SHOWN: &str = "/v1/sessions/login";

/// Where the provider says which sessions it has ended.
pub(crate) const ENDED: &str = "/v1/logins/ended";

/// What a page is given to begin with.
pub(crate) const BEGUN: &[Field] = &[
    ("address", Shape::Text, "where the page goes: the provider's, which knows the person there"),
    ("ticket", Shape::Text, "what the page keeps, and brings with what the provider gives it"),
];

/// A binding, as it is told to whose it is.
pub(crate) const BOUND: &[Field] = &[
    ("login", Shape::Number, "its number"),
    ("name", Shape::Text, "what its holder calls it"),
    ("issuer", Shape::Text, "the provider"),
    ("subject", Shape::Text, "by what the provider knows its holder"),
    ("key", Shape::Text, "the key that it is bound to"),
    ("made", Shape::Text, "since when"),
    ("used", Shape::Maybe(&Shape::Text), "when it was shown last"),
];

/// What binds a login.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddLogin {
    /// The name of this schema: what is signed says what it asks for.
    command: String,
    /// What its holder calls it. Shape: 1 to 64 characters, none of them invisible.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    /// The parameter `code` with which the provider sent the person back.
    code: String,
    /// The parameter `state` with which it did.
    state: String,
    /// The parameter `iss` with which it did, if it did.
    iss: Option<String>,
    /// What was given beside the address.
    ticket: String,
}

/// What opens a session by a login.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenSessionByLogin {
    /// The name of this schema.
    command: String,
    /// The parameter `code` with which the provider sent the person back.
    code: String,
    /// The parameter `state` with which it did.
    state: String,
    /// The parameter `iss` with which it did, if it did.
    iss: Option<String>,
    /// What was given beside the address.
    ticket: String,
}

fn openid(door: &Door) -> Result<&OpenId, Problem> {
    let text = "no logins of a provider are taken here: sign in with a key";
    door.entrance.openid.as_ref().ok_or_else(|| Problem::with(Code::NotOffered, text))
}

fn told(login: &BoundLogin) -> Value {
    json!({
        "login": login.number,
        "name": login.name,
        "issuer": login.issuer,
        "subject": login.subject,
        "key": login.holder,
        "made": login.made.to_string(),
        "used": login.used.map(|at| at.to_string()),
    })
}

impl Door {
    /// The logins of one who signs in, with those of its other keys. Order: by number.
    ///
    /// A binding whose key counts no longer is ended where it is met: a revoked key counts never
    /// again (R-PAR-08).
    fn logins_of(&self, identity: Identity) -> Result<Vec<BoundLogin>, Problem> {
        let all = self.dispatch.bound_logins().map_err(|fault| faulty(&fault))?;
        let mut own = Vec::new();
        for login in all {
            match self.bearer(&login.holder) {
                Some((of, _)) if of == identity => own.push(login),
                Some(_) => {}
                None => self.unbind_login(&login)?,
            }
        }
        Ok(own)
    }

    fn unbind_login(&self, login: &BoundLogin) -> Result<(), Problem> {
        tracing::info!(login = login.number, key = login.holder, "a login is bound no more");
        self.dispatch.unbind_login(login.number).map_err(|fault| faulty(&fault))
    }

    /// Who has shown a login, if it counts.
    fn known_by(&self, login: &Login) -> Result<(Identity, PublicKey), Problem> {
        let text = "unknown: no key has bound this login, or none that still counts";
        let unknown = || Problem::with(Code::Unproven, text);
        let bound = self.dispatch.bound_login(&login.issuer, &login.subject);
        let bound = bound.map_err(|fault| faulty(&fault))?.ok_or_else(unknown)?;
        let Some(bearer) = self.bearer(&bound.holder) else {
            self.unbind_login(&bound)?;
            return Err(unknown());
        };
        let noted = self.dispatch.showed_login(bound.number, now());
        match noted.map_err(|fault| faulty(&fault))? {
            true => Ok(bearer),
            false => Err(unknown()),
        }
    }
}

/// Begins the showing of a login.
pub(crate) async fn request(State(door): State<Door>) -> Response {
    let begun = async { openid(&door)?.begin().await };
    let begun = begun.await.inspect_err(refused);
    let told = begun.map(|begun| json!({ "address": begun.address, "ticket": begun.ticket }));
    told.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

/// Opens a session as the holder of the key that the login is bound to.
pub(crate) async fn open(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let opened = async {
        let OpenSessionByLogin { command, code, state, iss, ticket } = read(&headers, body).await?;
        if command != "OpenSessionByLogin" {
            return Err(Problem::with(Code::Malformed, "command is OpenSessionByLogin"));
        }
        let shown = openid(&door)?.show(Shown { code, state, iss, ticket }).await?;
        let Showing { login, session } = shown;
        let (identity, key) = blocking(&door, move |door| door.known_by(&login)).await?;
        begin(&door, entered.is_private, identity, key, Opening::Login(session), Instant::now())
    };
    opened.await.inspect_err(refused).unwrap_or_else(Problem::into_response)
}

/// Tells the log why a login was not taken: by words of ours, which name nobody.
fn refused(problem: &Problem) {
    let detail = problem.body["detail"].as_str().unwrap_or_default();
    match problem.code {
        Code::ProviderFault => tracing::warn!(detail, "the provider of logins fails"),
        code => tracing::info!(code = code.code(), detail, "no login is shown"),
    }
}

/// Binds a login that was shown to the key that signs.
pub(crate) async fn add(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let added = async {
        let (_, key) = holder(&entered)?;
        let AddLogin { command, name, code, state, iss, ticket } = read(&headers, body).await?;
        if command != "AddLogin" {
            return Err(Problem::with(Code::Malformed, "command is AddLogin"));
        }
        is_name(&name)?;
        let shown = openid(&door)?.show(Shown { code, state, iss, ticket }).await;
        let Login { issuer, subject } = shown.inspect_err(refused)?.login;
        blocking(&door, move |door| {
            let holder = key.to_string();
            let (number, made, used) = (0, now(), None);
            let login = BoundLogin { number, issuer, subject, holder, name, made, used };
            let full = format!("bound already, or as many as one key may have: {MOST_LOGINS}");
            let bound = door.dispatch.bind_login(&login).map_err(|fault| faulty(&fault))?;
            let bound = bound.ok_or_else(|| Problem::with(Code::BadValue, full))?;
            tracing::info!(login = bound.number, key = bound.holder, "a login is bound");
            Ok(told(&bound))
        })
        .await
    };
    added.await.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

/// What a provider brings when it has ended sessions.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it says in the document what the form holds")]
pub(crate) struct EndedSessions {
    /// Which they are, signed by the provider (OpenID Connect Back-Channel Logout 1.0).
    logout_token: String,
}

/// Ends the sessions that logins opened and the provider has ended.
pub(crate) async fn ended(State(door): State<Door>, body: Body) -> Response {
    let ended = async {
        let openid = openid(&door)?;
        let body = crate::room::read(body, SMALL).await?;
        let text = "logout_token: what the provider has signed";
        let token = logout_token(&body).ok_or_else(|| Problem::with(Code::Malformed, text))?;
        let ended = openid.ended(token).await?;
        let count = door.sessions().end_of(ended, Instant::now());
        tracing::info!(count, "the provider has ended sessions");
        Ok(())
    };
    let ended = ended.await.inspect_err(refused);
    // Source: OpenID Connect Back-Channel Logout 1.0, section 2.8.
    let unkept = [(header::CACHE_CONTROL, "no-store")];
    let answer = ended.map_or_else(Problem::into_response, IntoResponse::into_response);
    (unkept, answer).into_response()
}

/// The token in a form, which leaves every byte of it as it is: a JWS has none that a form writes
/// otherwise.
fn logout_token(form: &[u8]) -> Option<&str> {
    let fields = std::str::from_utf8(form).ok()?.split('&');
    fields.filter_map(|field| field.strip_prefix("logout_token=")).next()
}

/// Ends the binding of a login of who signs, to this or another of its keys.
pub(crate) async fn remove(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Response {
    end(&door, &entered, within, |door, identity, number| {
        let own = door.logins_of(identity)?;
        let found = own.iter().find(|own| own.number == number);
        let unknown = || Problem::with(Code::NotFound, "no login of yours has this number");
        door.unbind_login(found.ok_or_else(unknown)?)
    })
    .await
}

/// The logins of who asks.
pub(crate) async fn listed(door: Door, given: Given) -> Result<Response, Problem> {
    let text = "logins are shown to who signs in with them";
    let identity = given.shown.identity().ok_or_else(|| Problem::with(Code::Unsigned, text))?;
    let own = blocking(&door, move |door| door.logins_of(identity)).await?;
    let own: Vec<Value> = own.iter().map(told).collect();
    Ok(Json(json!({ "logins": own })).into_response())
}
