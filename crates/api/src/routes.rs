use axum::body::Body;
use axum::extract::rejection::{QueryRejection, RawPathParamsRejection};
use axum::extract::{DefaultBodyLimit, Extension, Query, RawPathParams, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};
use axum::{Json, Router};
use settlement::PartyId;
use terms::Digest;

use crate::caller::{Caller, Identity, Through};
use crate::entrance::{Entered, enter};
use crate::json::{SALT_HEADER, SIGNATURE_HEADER};
use crate::login::{self, LOGIN, LOGINS, REQUESTS};
use crate::once::InDoubt;
use crate::passkey::{self, MAKING, PASSKEY, PASSKEYS, SHOWING, SHOWN};
use crate::problem::{Code, Problem, Why};
use crate::read::{Given, Read, reads};
use crate::sign_in::{self, CURRENT, SESSIONS};
use crate::webhook::{self, ENABLE, ENDPOINT, ENDPOINTS, PING, RESEND};
use crate::{Ask, Door, Reply, Signing, Told, room};

/// Where ISO 20022 messages are sent.
pub(crate) const MESSAGES: &str = "/v1/messages";

/// The header that says which message an answer is.
pub(crate) const MESSAGE_HEADER: &str = "sarraf-message";

/// The media type of a message of ISO 20022.
pub(crate) const XML: &str = "application/xml";

/// The routes of a door: one for each entry of what can be asked and of what can be read.
pub fn router(door: Door) -> Router {
    // One byte more than is read, so that what is too long is answered by our own words.
    let most = door.longest_body();
    let mut router = Router::new()
        .route(MESSAGES, post(messages))
        .route(SESSIONS, post(sign_in::open))
        .route(CURRENT, get(sign_in::current).delete(sign_in::end))
        .route(SHOWING, post(passkey::show))
        .route(SHOWN, post(passkey::open))
        .route(MAKING, post(passkey::make))
        .route(PASSKEYS, post(passkey::add))
        .route(PASSKEY, delete(passkey::remove))
        .route(REQUESTS, post(login::request))
        .route(login::SHOWN, post(login::open))
        .route(login::ENDED, post(login::ended))
        .route(LOGINS, post(login::add))
        .route(LOGIN, delete(login::remove))
        .route(ENDPOINTS, post(webhook::register))
        .route(ENDPOINT, delete(webhook::remove))
        .route(PING, post(webhook::ping))
        .route(ENABLE, post(webhook::enable))
        .route(RESEND, post(webhook::resend));
    for ask in Ask::all() {
        router = router.route(ask.path, asking(ask));
    }
    for read in reads() {
        router = router.route(read.path, reading(read));
    }
    router
        .fallback(|| async { Problem::new(Code::NoSuchRoute) })
        .method_not_allowed_fallback(|| async { Problem::new(Code::MethodNotAllowed) })
        .layer(DefaultBodyLimit::max(most))
        .layer(axum::middleware::from_fn_with_state(door.clone(), enter))
        .with_state(door)
}

fn asking(ask: &'static Ask) -> MethodRouter<Door> {
    post(
        move |State(door): State<Door>,
              Extension(entered): Extension<Entered>,
              in_doubt: Option<Extension<InDoubt>>,
              within: Result<RawPathParams, RawPathParamsRejection>,
              headers: HeaderMap,
              body: Body| async move {
            let in_doubt = in_doubt.map(|Extension(in_doubt)| in_doubt);
            match asked(&door, &entered, ask, in_doubt, within, &headers, body).await {
                Ok(response) => response,
                Err(problem) => problem.into_response(),
            }
        },
    )
}

async fn asked(
    door: &Door,
    entered: &Entered,
    ask: &'static Ask,
    in_doubt: Option<InDoubt>,
    within: Result<RawPathParams, RawPathParamsRejection>,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    if kind.is_some_and(is_xml) && !ask.messages().is_empty() {
        return Ok(message(door, entered, headers, body, Some(ask)).await);
    }
    if kind.is_some_and(|kind| !is_json(kind)) {
        return Err(Problem::new(Code::UnsupportedMediaType));
    }
    let signing = signing(entered, headers);
    // One byte more than is read, as above.
    let body = room::read(body, ask.most + 1).await?;
    let within = open_part(within)?;
    let told = door.ask_under(ask, within.as_deref(), body.to_vec(), signing, in_doubt).await;
    let told = told.map_err(|fault| Problem::faulty(&fault))?;
    let Told { status, body, salt, why, by } = told;
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, Json(body)).into_response();
    if status.is_client_error() || status.is_server_error() {
        let kind = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    add_salt(&mut response, salt);
    ask_again(&mut response);
    add_why(&mut response, why);
    if let Some(by) = by {
        response.extensions_mut().insert(SentBy(by));
    }
    Ok(response)
}

/// How a request is signed: as a whole, or its body alone.
pub(crate) fn signing<'a>(entered: &'a Entered, headers: &'a HeaderMap) -> Signing<'a> {
    match &entered.signed {
        Some(signed) => Signing::Request(signed),
        None => {
            let header = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
            let certificate = match entered.caller {
                Caller::Known(Identity::Party(party), Through::Certificate) => Some(party),
                Caller::Known(..) | Caller::Anonymous => None,
            };
            Signing::Detached { header, certificate }
        }
    }
}

/// Whether a content type says JSON, in UTF-8 if it says in what.
pub(crate) fn is_json(kind: &str) -> bool {
    is_kind(kind, "application/json")
}

fn is_xml(kind: &str) -> bool {
    is_kind(kind, XML)
}

fn is_kind(kind: &str, wanted: &str) -> bool {
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let utf8 = parameters.split(';').all(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let is_charset = name.trim().eq_ignore_ascii_case("charset");
        !is_charset || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    });
    utf8 && kind.trim().eq_ignore_ascii_case(wanted)
}

/// Whether who asks wants XML and says nothing of JSON. Source: RFC 9110, section 12.5.1.
fn wants_xml(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let kinds: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    kinds.iter().any(|kind| is_xml(kind)) && !kinds.iter().any(|kind| is_json(kind))
}

/// What stands where the pattern of a path is open.
fn open_part(
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Result<Option<String>, Problem> {
    let within = within.map_err(|error| Problem::with(Code::BadPath, error.body_text()))?;
    Ok(within.iter().next().map(|(_, value)| value.to_owned()))
}

fn reading(read: &'static Read) -> MethodRouter<Door> {
    get(
        move |State(door): State<Door>,
              Extension(entered): Extension<Entered>,
              within: Result<RawPathParams, RawPathParamsRejection>,
              query: Result<Query<Vec<(String, String)>>, QueryRejection>,
              headers: HeaderMap| async move {
            let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
            let last = last.map(ToOwned::to_owned);
            let query = query.map_err(|error| Problem::with(Code::BadQuery, error.body_text()));
            let given = query.and_then(|Query(query)| {
                let sight = entered.caller.sight(read.who, door.options.access.open)?;
                let shown = entered.shown;
                Given::read(read, open_part(within)?, query, last, (sight, shown))
            });
            let message = read.message.filter(|_| wants_xml(&headers));
            match given {
                Ok(given) => {
                    let answering = message.unwrap_or(read.answer)(door, given);
                    answering.await.unwrap_or_else(Problem::into_response)
                }
                Err(problem) => problem.into_response(),
            }
        },
    )
}

async fn messages(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    message(&door, &entered, &headers, body, None).await
}

/// Answers a message: one that asks for this alone, or any.
async fn message(
    door: &Door,
    entered: &Entered,
    headers: &HeaderMap,
    body: Body,
    wanted: Option<&Ask>,
) -> Response {
    let signing = signing(entered, headers);
    let most = door.options.limits.report_bytes + 1;
    let reply = match room::read(body, most).await {
        Ok(body) => door.take_for(body.to_vec(), signing, wanted).await,
        Err(problem) if problem.code == Code::TooLarge => door.too_large(),
        Err(problem) => return problem.into_response(),
    };
    match reply {
        Ok(Reply { status, message, salt, why }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            let mut response = (status, message.xml).into_response();
            let kind = header::HeaderValue::from_static(XML);
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            if let Ok(definition) = header::HeaderValue::from_str(&message.definition) {
                response.headers_mut().insert(MESSAGE_HEADER, definition);
            }
            add_salt(&mut response, salt);
            ask_again(&mut response);
            add_why(&mut response, why);
            response
        }
        Err(fault) => Problem::faulty(&fault).into_response(),
    }
}

/// Whose request the rules refused, where a signature over its body alone shows that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SentBy(pub(crate) PartyId);

/// Says beside an answer that failed why it did.
fn add_why(response: &mut Response, why: Option<Why>) {
    if let Some(why) = why {
        response.extensions_mut().insert(why);
    }
}

/// Tells a sender the salt of what it sent.
fn add_salt(response: &mut Response, salt: Option<Digest>) {
    let salt = salt.map(|salt| header::HeaderValue::from_str(&salt.to_string()));
    if let Some(Ok(salt)) = salt {
        response.headers_mut().insert(SALT_HEADER, salt);
    }
}

/// Tells who came to a full intake when to come again. Unit: seconds.
fn ask_again(response: &mut Response) {
    if response.status() == StatusCode::TOO_MANY_REQUESTS {
        let second = header::HeaderValue::from_static("1");
        response.headers_mut().insert(header::RETRY_AFTER, second);
    }
}

/// Every path of the router with its method, in lower case. Order: messages, sessions,
/// passkeys, logins, webhooks, what can be asked, what can be read.
pub fn routes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let asks = Ask::all().map(|ask| (ask.path, "post"));
    let reads = reads().map(|read| (read.path, "get"));
    let sessions = [(SESSIONS, "post"), (CURRENT, "get"), (CURRENT, "delete")];
    let passkeys = [
        (SHOWING, "post"),
        (SHOWN, "post"),
        (MAKING, "post"),
        (PASSKEYS, "post"),
        (PASSKEY, "delete"),
    ];
    let logins = [
        (REQUESTS, "post"),
        (login::SHOWN, "post"),
        (login::ENDED, "post"),
        (LOGINS, "post"),
        (LOGIN, "delete"),
    ];
    let webhooks = [
        (ENDPOINTS, "post"),
        (ENDPOINT, "delete"),
        (PING, "post"),
        (ENABLE, "post"),
        (RESEND, "post"),
    ];
    let own = sessions.into_iter().chain(passkeys).chain(logins).chain(webhooks);
    std::iter::once((MESSAGES, "post")).chain(own).chain(asks).chain(reads)
}
