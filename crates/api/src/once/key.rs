//! The header `Idempotency-Key` of what is posted. Source: draft-ietf-httpapi-idempotency-key-header.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use dispatch::{Claim, Fault, Kept, LONGEST_KEY};
use settlement::PartyId;
use settlement::participation::KeyNumber;
use sfv::{BareItem, Item, Parser};
use terms::Digest;

use super::{InDoubt, Recent};
use crate::entrance::Entered;
use crate::json::SALT_HEADER;
use crate::problem::{Code, Problem, Why};
use crate::room::Share;
use crate::routes::{MESSAGE_HEADER, signing};
use crate::sign_in::gives_session;
use crate::webhook::{Registered, gone};
use crate::{Door, Signing, login};

/// The header under which something is asked once.
pub(crate) const KEY_HEADER: &str = "idempotency-key";

/// Between these two stands the proposal that is approved.
const PROPOSALS: &str = "/v1/proposals/";
const APPROVE: &str = "/approve";

/// The fields of an answer that come again with it.
const FIELDS: [&str; 3] = ["content-type", MESSAGE_HEADER, SALT_HEADER];

/// The header's value as it came, where it stands there once and can be read.
///
/// # Errors
/// [`Code::BadHeader`].
pub(crate) fn value_of(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut values = headers.get_all(KEY_HEADER).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            value.to_str().map(|value| Some(value.trim())).map_err(|_| malformed())
        }
        (Some(_), Some(_)) => Err(malformed()),
    }
}

fn malformed() -> Problem {
    let text = format!(
        "idempotency-key is a text in double quotes of 1 to {LONGEST_KEY} characters, such as \
         \"TOUR-0001\""
    );
    Problem::with(Code::BadHeader, text)
}

/// The key that a value holds. Source: the draft, section 2.1; RFC 9651, section 3.3.3.
///
/// # Errors
/// [`Code::BadHeader`] for anything but one string of 1 ..= [`LONGEST_KEY`] characters.
pub fn idempotency_key(value: &str) -> Result<String, Problem> {
    let item: Item = Parser::new(value).parse().map_err(|_| malformed())?;
    match &item.bare_item {
        BareItem::String(key)
            if item.params.is_empty() && (1..=LONGEST_KEY).contains(&key.as_str().len()) =>
        {
            Ok(key.as_str().to_owned())
        }
        _ => Err(malformed()),
    }
}

/// Whether what is posted to a path may come under a key.
///
/// A session is opened by what is taken once and bears a secret, so it has none; and a provider that
/// ends sessions may say so as often as it likes.
pub(crate) fn takes_key(path: &str) -> bool {
    !gives_session(path) && path != login::ENDED
}

/// Lets a request through, under its key where it has one.
pub(crate) async fn once(door: Door, request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !takes_key(request.uri().path()) {
        return next.run(request).await;
    }
    let key = value_of(request.headers()).and_then(|value| value.map(idempotency_key).transpose());
    match key {
        Ok(None) => next.run(request).await,
        Ok(Some(key)) => {
            under(door, key, request, next).await.unwrap_or_else(Problem::into_response)
        }
        Err(problem) => problem.into_response(),
    }
}

/// Whose request it is: who signed it, and with which of its keys, or showed a certificate.
fn party(door: &Door, head: &Parts, body: &[u8]) -> Option<(PartyId, Option<KeyNumber>)> {
    let entered = head.extensions.get::<Entered>()?;
    if let Ok(sender) = door.sender(body, signing(entered, &head.headers)) {
        return Some((sender.party, Some(sender.key)));
    }
    match signing(entered, &head.headers) {
        Signing::Detached { header: None, certificate: Some(party) } => Some((party, None)),
        _ => None,
    }
}

/// What a key stands for: the path and the bytes, and whose approval it is, which is each person's
/// own (R-APR-03).
fn stands_for(path: &str, signer: Option<KeyNumber>, body: &[u8]) -> Digest {
    let at = path.split('?').next().unwrap_or_default();
    let signer = signer.filter(|_| at.starts_with(PROPOSALS) && at.ends_with(APPROVE));
    let signer = signer.map_or_else(String::new, |signer| format!("\n{}", signer.0));
    Recent::digest(&[path.as_bytes(), b"\n", body, signer.as_bytes()].concat())
}

async fn under(door: Door, key: String, request: Request, next: Next) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let body = crate::room::read(body, door.longest_body()).await?;
    let Some((party, signer)) = party(&door, &head, &body) else {
        // Nobody's: its route says so.
        return Ok(next.run(Request::from_parts(head, Body::from(body))).await);
    };
    let path = head.uri.path_and_query().map_or("", |path| path.as_str());
    let stands_for = stands_for(path, signer, &body);
    let held = Held { door, party, key };
    let share = head.extensions.get::<Arc<Share>>().cloned();
    let request = Request::from_parts(head, Body::from(body));
    // A sender that hangs up does not undo what it asked for: its answer is kept.
    let answered = tokio::spawn(async move {
        let answered = held.carried(stands_for, request, next).await;
        // Until then it takes room at the door.
        drop(share);
        answered
    });
    answered.await.map_err(|error| Problem::with(Code::Fault, error.to_string()))?
}

/// A key and whose it is.
#[derive(Clone)]
struct Held {
    door: Door,
    party: PartyId,
    key: String,
}

/// A key whose request is being answered; left when that ends, however it does.
struct Answering(Held);

impl Drop for Answering {
    fn drop(&mut self) {
        let Held { door, party, key } = &self.0;
        door.dispatch.keys().leave(*party, key);
    }
}

fn faulty(fault: &Fault) -> Problem {
    Problem::with(Code::Fault, fault.to_string())
}

impl Held {
    /// Does what waits for the disk.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Problem> {
        let held = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&held)).await;
        let done = done.map_err(|error| Problem::with(Code::Fault, error.to_string()))?;
        done.map_err(|fault| faulty(&fault))
    }

    /// Takes the key, lets the request through and keeps what came of it; or answers without it.
    async fn carried(
        self,
        stands_for: Digest,
        mut request: Request,
        next: Next,
    ) -> Result<Response, Problem> {
        let claim = self.blocking(move |held| {
            let Self { door, party, key } = held;
            let head = door.read_board().head().0;
            door.dispatch.keys().claim(*party, key, stands_for, head)
        });
        let is_new = match claim.await? {
            Claim::Told(kept) => return Ok(again(kept)),
            Claim::Other => return Err(Problem::new(Code::KeyReused)),
            Claim::InHand => return Err(Problem::new(Code::InHand)),
            Claim::New => true,
            Claim::Doubtful(after) => {
                request.extensions_mut().insert(InDoubt(after));
                false
            }
        };
        let held = Answering(self);
        let response = next.run(request).await;
        let is_message = response.headers().contains_key(MESSAGE_HEADER);
        held.0.answered(response, is_new, is_message).await
    }

    /// Keeps an answer that is one for ever, and gives the key back where nothing was done.
    async fn answered(
        &self,
        response: Response,
        is_new: bool,
        is_message: bool,
    ) -> Result<Response, Problem> {
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await;
        let body = body.map_err(|error| Problem::with(Code::Fault, error.to_string()))?;
        let field = |name: &&str| {
            let value = head.headers.get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), value.to_owned()))
        };
        let made = head.extensions.get::<Registered>().copied();
        let kept = Kept {
            status: head.status.as_u16(),
            fields: FIELDS.iter().filter_map(field).collect(),
            body: body.to_vec(),
        };
        self.blocking(move |held| {
            let Self { door, party, key } = held;
            let keys = door.dispatch.keys();
            let is_refused = kept.status == Code::Refused.status();
            // A message is answered with success also where it is refused before the log, or only
            // asks; the salt tells that it stands in the log.
            let is_logged = !is_message || kept.fields.iter().any(|(name, _)| name == SALT_HEADER);
            match StatusCode::from_u16(kept.status) {
                Ok(status) if is_logged && (status.is_success() || is_refused) => {
                    let head = door.read_board().head().0;
                    match made {
                        None => keys.keep(*party, key, &kept, head, None),
                        Some(Registered(number)) => {
                            let (asked, gone) = ((*party, key.as_str()), gone());
                            door.dispatch.keep_registered(asked, &kept, number, head, &gone)
                        }
                    }
                }
                // It has not reached the log; what was begun before may have.
                Ok(status) if is_new && (status.is_client_error() || !is_logged) => {
                    keys.give_back(*party, key)
                }
                // Whether it has is found out when it is asked again.
                Ok(_) | Err(_) => Ok(()),
            }
        })
        .await?;
        Ok(Response::from_parts(head, Body::from(body)))
    }
}

/// The answer as it was given the first time.
fn again(kept: Kept) -> Response {
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let why = if status.is_client_error() { Why::read(&kept.body) } else { None };
    let mut response = (status, kept.body).into_response();
    if let Some(why) = why {
        response.extensions_mut().insert(why);
    }
    response.headers_mut().remove("content-type");
    for (name, value) in kept.fields {
        let field = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value));
        if let (Ok(name), Ok(value)) = field {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests {
    // Not a scenario: what a header holds is the door's alone.
    use super::*;

    #[test]
    fn a_key_is_one_string_of_a_structured_field() {
        let longest = format!("\"{}\"", "k".repeat(LONGEST_KEY));
        for (value, key) in [
            ("\"TOUR-0001\"", "TOUR-0001"),
            ("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324"),
            (r#""a \"quoted\" one""#, r#"a "quoted" one"#),
            (longest.as_str(), longest.trim_matches('"')),
        ] {
            assert_eq!(idempotency_key(value), Ok(key.to_owned()), "{value}");
        }
        let longer = format!("\"{}\"", "k".repeat(LONGEST_KEY + 1));
        for value in ["", "TOUR-0001", "\"\"", "\"a", "\"a\";b=1", "\"a\", \"b\"", "7", &longer] {
            assert_eq!(
                idempotency_key(value).map_err(|problem| problem.code),
                Err(Code::BadHeader),
                "{value}"
            );
        }
    }
}
