//! Passkeys: a person binds one to her key once, and signs in with it from then on.
//!
//! It opens a session as the key's holder and does nothing else: what is posted is signed by the
//! key, as before.
//! A binding is made and ended by a request that the key has signed, and counts no longer than the
//! key does.

use std::time::Instant;

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Extension, RawPathParams, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dispatch::{Binding, Fault, MOST_PASSKEYS};
use identity::{Ceremonies, Passkey, Showing, Unproven};
use iso20022::visible::first_hidden;
use node::now;
use receipts::PublicKey;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Door;
use crate::caller::{Caller, Identity, name};
use crate::entrance::Entered;
use crate::problem::{Code, Problem};
use crate::read::{Field, Given, Shape};
use crate::routes::is_json;
use crate::session::Opening;
use crate::sign_in::begin;
use crate::webhook::{blocking, numbers};

/// The passkeys of who asks.
pub(crate) const PASSKEYS: &str = "/v1/passkeys";

/// One of them.
pub(crate) const PASSKEY: &str = "/v1/passkeys/{number}";

/// Where the making of one begins.
pub(crate) const MAKING: &str = "/v1/passkeys/challenges";

/// Where signing in with one begins.
pub(crate) const SHOWING: &str = "/v1/sessions/challenges";

/// Where signing in with one ends.
pub(crate) const SHOWN: &str = "/v1/sessions/passkey";

/// The longest answer of a device that is read. Unit: bytes.
const MOST: usize = 65_536;

/// A binding, as it is told to whose it is.
pub(crate) const BOUND: &[Field] = &[
    ("passkey", Shape::Number, "its number"),
    ("name", Shape::Text, "what its holder calls it"),
    ("key", Shape::Text, "the key that it is bound to"),
    ("made", Shape::Text, "since when"),
    ("used", Shape::Maybe(&Shape::Text), "when it was shown last"),
    ("copied", Shape::Flag, "whether more than one device keeps it, as its maker says"),
];

/// What a page is given for its browser.
pub(crate) const GIVEN: &[Field] = &[(
    "public_key",
    Shape::Any,
    "the member publicKey of what navigator.credentials is asked, as its JSON form has it",
)];

/// What binds a passkey.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AddPasskey {
    /// The name of this schema: what is signed says what it asks for.
    command: String,
    /// What its holder calls it. Shape: 1 to 64 characters, none of them invisible.
    #[schema(min_length = 1, max_length = 64)]
    name: String,
    /// What the browser answered: RegistrationResponseJSON of WebAuthn.
    #[schema(value_type = Object)]
    credential: serde_json::Map<String, Value>,
}

/// What opens a session by a passkey.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenSessionByPasskey {
    /// The name of this schema.
    command: String,
    /// What the browser answered: AuthenticationResponseJSON of WebAuthn.
    #[schema(value_type = Object)]
    credential: serde_json::Map<String, Value>,
}

pub(crate) fn faulty(fault: &Fault) -> Problem {
    Problem::with(Code::Fault, fault.to_string())
}

fn unproven(unproven: Unproven) -> Problem {
    let code = match unproven {
        Unproven::Busy => Code::Busy,
        Unproven::Malformed => Code::Malformed,
        Unproven::UnknownChallenge
        | Unproven::Late
        | Unproven::OtherOrigin
        | Unproven::OtherRelyingParty
        | Unproven::OtherHolder
        | Unproven::UserNotVerified
        | Unproven::Copied
        | Unproven::Signature
        | Unproven::Changed => Code::Unproven,
    };
    Problem::with(code, format!("{}: {unproven}", unproven.code()))
}

fn ceremonies(door: &Door) -> Result<&Ceremonies, Problem> {
    let text = "no passkeys are taken here: sign in with a key";
    door.entrance.passkeys.as_ref().ok_or_else(|| Problem::with(Code::NotOffered, text))
}

/// Who signed the whole request, and with which key: a session reads and does nothing.
pub(crate) fn holder(entered: &Entered) -> Result<(Identity, PublicKey), Problem> {
    match (entered.caller, &entered.signed) {
        (Caller::Known(identity, _), Some(signed)) => Ok((identity, signed.key.clone())),
        (Caller::Known(..), None) | (Caller::Anonymous, _) => {
            Err(Problem::with(Code::Unsigned, "sign the request as a whole"))
        }
    }
}

/// Ends what stands for a key of who signs: finds what has the number that the path names, and ends
/// it.
pub(crate) async fn end(
    door: &Door,
    entered: &Entered,
    within: Result<RawPathParams, RawPathParamsRejection>,
    ends: fn(&Door, Identity, u64) -> Result<(), Problem>,
) -> Response {
    let ended = async {
        let ((identity, _), within) = (holder(entered)?, numbers(within)?);
        let number = within.first().copied();
        let number = number.ok_or_else(|| Problem::with(Code::BadPath, "not a number"))?;
        blocking(door, move |door| ends(door, identity, number)).await
    };
    ended.await.map_or_else(Problem::into_response, |()| StatusCode::NO_CONTENT.into_response())
}

/// Reads what says it is JSON, or says nothing of it: a form of another site, which a browser sends
/// without asking anybody, always says otherwise, and signs nobody in as somebody else.
pub(crate) async fn read<T: for<'a> Deserialize<'a>>(
    headers: &HeaderMap,
    body: Body,
) -> Result<T, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default());
    if kind.is_some_and(|kind| !is_json(kind)) {
        return Err(Problem::new(Code::UnsupportedMediaType));
    }
    let body = crate::room::read(body, MOST).await?;
    crate::objects::from_slice(&body).map_err(|error| {
        let code = if error.is_data() { Code::Malformed } else { Code::NotJson };
        Problem::with(code, error.to_string())
    })
}

/// Whether a holder may call so what she signs in with.
///
/// # Errors
/// [`Code::BadValue`].
pub(crate) fn is_name(name: &str) -> Result<(), Problem> {
    let hidden = name.chars().any(char::is_control) || first_hidden(name).is_some();
    if hidden || !(1..=64).contains(&name.chars().count()) {
        return Err(Problem::with(Code::BadValue, "name: 1 to 64 characters, none invisible"));
    }
    Ok(())
}

fn told(binding: &Binding) -> Value {
    let kept = kept(binding);
    json!({
        "passkey": binding.number,
        "name": binding.name,
        "key": binding.holder,
        "made": binding.made.to_string(),
        "used": binding.used.map(|at| at.to_string()),
        "copied": kept.is_copied(),
    })
}

fn kept(binding: &Binding) -> Passkey {
    Passkey { id: binding.credential.clone(), fixed: binding.fixed.clone(), moving: binding.moving }
}

impl Door {
    /// Who shows what is bound to this key; nobody, once the key counts no longer.
    pub(crate) fn bearer(&self, holder: &str) -> Option<(Identity, PublicKey)> {
        let key: PublicKey = holder.parse().ok()?;
        Some((self.identity(&key)?, key))
    }

    /// The passkeys of one who signs in, with those of its other keys. Order: by number.
    ///
    /// A binding whose key counts no longer is ended where it is met: a revoked key counts never
    /// again (R-PAR-08).
    fn passkeys_of(&self, identity: Identity) -> Result<Vec<Binding>, Problem> {
        let all = self.dispatch.bindings().map_err(|fault| faulty(&fault))?;
        let mut own = Vec::new();
        for binding in all {
            match self.bearer(&binding.holder) {
                Some((of, _)) if of == identity => own.push(binding),
                Some(_) => {}
                None => self.unbind(&binding)?,
            }
        }
        Ok(own)
    }

    fn unbind(&self, binding: &Binding) -> Result<(), Problem> {
        tracing::info!(
            passkey = binding.number,
            key = binding.holder,
            "a passkey is bound no more"
        );
        self.dispatch.unbind(binding.number).map_err(|fault| faulty(&fault))
    }

    /// Who shows a passkey that counts.
    fn prove(&self, showing: Showing<'_>) -> Result<(Identity, PublicKey), Problem> {
        let text = "unknown: no key has bound this passkey, or none that still counts";
        let unknown = || Problem::with(Code::Unproven, text);
        let binding = self.dispatch.bound(showing.id()).map_err(|fault| faulty(&fault))?;
        let binding = binding.ok_or_else(unknown)?;
        let Some((identity, key)) = self.bearer(&binding.holder) else {
            self.unbind(&binding)?;
            return Err(unknown());
        };
        let shown = showing.verify(&key, &kept(&binding)).map_err(|why| {
            if why == Unproven::Copied {
                tracing::warn!(
                    passkey = binding.number,
                    key = binding.holder,
                    "a passkey was copied"
                );
            }
            unproven(why)
        })?;
        let noted = self.dispatch.showed(&binding, shown.moving, now());
        match noted.map_err(|fault| faulty(&fault))? {
            true => Ok((identity, key)),
            false => Err(unproven(Unproven::Changed)),
        }
    }
}

/// Begins the making of a passkey for the key that signs.
pub(crate) async fn make(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
) -> Response {
    let given = async {
        let (identity, key) = holder(&entered)?;
        blocking(&door, move |door| {
            let ceremonies = ceremonies(door)?;
            let name = name(&door.read_board(), identity);
            // Two keys of a party are told apart by the first digits of each.
            let digits = key.bytes.iter().take(4).map(|byte| format!("{byte:02x}"));
            let name = format!("{name}-{}", digits.collect::<String>());
            let written = key.to_string();
            let known = door.passkeys_of(identity)?;
            let known = known.into_iter().filter(|known| known.holder == written);
            let known: Vec<Vec<u8>> = known.map(|known| known.credential).collect();
            let given = ceremonies.make(&key, &name, &known).map_err(unproven)?;
            Ok(json!({ "public_key": given }))
        })
        .await
    };
    given.await.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

/// Binds a passkey that was made to the key that signs.
pub(crate) async fn add(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let added = async {
        let (_, key) = holder(&entered)?;
        let AddPasskey { command, name, credential } = read(&headers, body).await?;
        if command != "AddPasskey" {
            return Err(Problem::with(Code::Malformed, "command is AddPasskey"));
        }
        is_name(&name)?;
        blocking(&door, move |door| {
            let answer = Value::Object(credential).to_string();
            let making = ceremonies(door)?.made(answer.as_bytes()).map_err(unproven)?;
            let made = making.verify(&key).map_err(unproven)?;
            let binding = Binding {
                number: 0,
                credential: made.id,
                holder: key.to_string(),
                name,
                made: now(),
                used: None,
                fixed: made.fixed,
                moving: made.moving,
            };
            let full = format!("bound already, or as many as one key may have: {MOST_PASSKEYS}");
            let bound = door.dispatch.bind(&binding).map_err(|fault| faulty(&fault))?;
            let bound = bound.ok_or_else(|| Problem::with(Code::BadValue, full))?;
            tracing::info!(passkey = bound.number, key = bound.holder, "a passkey is bound");
            Ok(told(&bound))
        })
        .await
    };
    added.await.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

/// Ends the binding of a passkey of who signs, to this or another of its keys.
pub(crate) async fn remove(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    within: Result<RawPathParams, RawPathParamsRejection>,
) -> Response {
    end(&door, &entered, within, |door, identity, number| {
        let own = door.passkeys_of(identity)?;
        let found = own.iter().find(|own| own.number == number);
        let unknown = || Problem::with(Code::NotFound, "no passkey of yours has this number");
        door.unbind(found.ok_or_else(unknown)?)
    })
    .await
}

/// Begins signing in with a passkey.
pub(crate) async fn show(State(door): State<Door>) -> Response {
    let given = ceremonies(&door).and_then(|ceremonies| ceremonies.show().map_err(unproven));
    let told = given.map(|given| json!({ "public_key": given }));
    told.map_or_else(Problem::into_response, |told| Json(told).into_response())
}

/// Opens a session as the holder of the key that the passkey is bound to.
pub(crate) async fn open(
    State(door): State<Door>,
    Extension(entered): Extension<Entered>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let opened = async {
        let OpenSessionByPasskey { command, credential } = read(&headers, body).await?;
        if command != "OpenSessionByPasskey" {
            return Err(Problem::with(Code::Malformed, "command is OpenSessionByPasskey"));
        }
        let (identity, key) = blocking(&door, move |door| {
            let answer = Value::Object(credential).to_string();
            let showing = ceremonies(door)?.shown(answer.as_bytes()).map_err(unproven)?;
            door.prove(showing)
        })
        .await?;
        begin(&door, entered.is_private, identity, key, Opening::Passkey, Instant::now())
    };
    let opened = opened.await.inspect_err(|problem| {
        let detail = problem.body["detail"].as_str().unwrap_or_default();
        tracing::info!(code = problem.code.code(), detail, "no session by a passkey");
    });
    opened.unwrap_or_else(Problem::into_response)
}

/// The passkeys of who asks.
pub(crate) async fn listed(door: Door, given: Given) -> Result<Response, Problem> {
    let text = "passkeys are shown to who signs in with them";
    let identity = given.shown.identity().ok_or_else(|| Problem::with(Code::Unsigned, text))?;
    let own = blocking(&door, move |door| door.passkeys_of(identity)).await?;
    let own: Vec<Value> = own.iter().map(told).collect();
    Ok(Json(json!({ "passkeys": own })).into_response())
}
