//! The entrance, before any route: who comes, and whether that one comes too often.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::Clock as _;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use identity::{Ceremonies, Fields, KnownKeys, RelyingParty, Seen, Signed};
use receipts::PublicKey;

use crate::Door;
use crate::caller::{Caller, Identity, Through};
use crate::failed::{self, Came, Failed};
use crate::json::SIGNATURE_HEADER;
use crate::listener::Peer;
use crate::login::{Logins, OpenId};
use crate::once::{once, value_of};
use crate::problem::{Code, Problem, Why};
use crate::room::{self, Share};
use crate::session::{GONE, Sessions, secret_of};
use crate::sign_in::{CURRENT, gives_session};
use crate::version;

/// The most signatures of one key that are remembered while they are fresh; a party that posts as
/// often as it may by default makes two thirds of it.
const MOST_SEEN: usize = 1_000_000;

/// After how many requests those who have not come lately are forgotten.
const FORGET_AFTER: u64 = 4_096;

/// How long a challenge of a passkey, and the state of a login, wait for their answers.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(300);

/// How a door treats those who come.
#[derive(Clone, Debug)]
pub struct Access {
    /// Whether who shows no key may read everything, as on one's own machine.
    pub open: bool,
    /// Keys whose holders read everything and do nothing.
    pub overseers: Vec<PublicKey>,
    /// How long a session lasts.
    pub session: Duration,
    /// How often one party may post, in a second; as much at once as in ten. `None`: without end.
    pub posts_per_second: Option<NonZeroU32>,
    /// How often one party, or one address that shows no key, may read, in a second.
    pub reads_per_second: Option<NonZeroU32>,
    /// For whom passkeys are taken, if they are.
    pub passkeys: Option<RelyingParty>,
    /// Whose logins are taken, if any are.
    pub openid: Option<Logins>,
}

impl Access {
    /// Everybody reads everything, as often as they like: for a door on loopback.
    pub fn open() -> Self {
        Self {
            open: true,
            overseers: Vec::new(),
            session: Duration::from_secs(8 * 3600),
            posts_per_second: None,
            reads_per_second: None,
            passkeys: None,
            openid: None,
        }
    }

    /// With passkeys for pages of this machine alone, at `http://localhost` and this port: a browser
    /// takes none for an address in digits.
    ///
    /// # Panics
    /// Never: pages of this machine may show them.
    #[must_use]
    pub fn with_local_passkeys(self, port: u16) -> Self {
        let page = format!("http://localhost:{port}");
        let party = RelyingParty::new("localhost", vec![page], ANSWERED_WITHIN);
        let passkeys = Some(party.expect("pages of this machine may show them"));
        Self { passkeys, ..self }
    }
}

/// Who comes, for those behind the entrance.
#[derive(Clone, Debug)]
pub(crate) struct Entered {
    pub(crate) caller: Caller,
    /// What it has shown to be known by.
    pub(crate) shown: Arc<Shown>,
    /// The signature over the request, where it has one.
    pub(crate) signed: Option<Arc<Signed>>,
    /// Whether it came by TLS.
    pub(crate) is_private: bool,
}

/// What somebody has shown to be known by, to ask again whether it still counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shown {
    /// As whom it was known; none for who has shown nothing.
    identity: Option<Identity>,
    /// Of its signature and its certificate.
    keys: Vec<PublicKey>,
    /// The secret of its session.
    session: Option<[u8; 32]>,
}

impl Shown {
    /// As whom it was known.
    pub(crate) fn identity(&self) -> Option<Identity> {
        self.identity
    }

    /// The key of its signature or its certificate.
    pub(crate) fn key(&self) -> Option<&PublicKey> {
        self.keys.first()
    }

    /// Whether all of it still counts: no key was revoked, and the session has not ended.
    pub(crate) fn counts(&self, door: &Door) -> bool {
        let session = self.session.map(|secret| {
            let found = door.sessions().find(&secret, Instant::now());
            found.map(|session| session.key)
        });
        let keys = self.keys.iter().cloned().map(Some).chain(session);
        let mut known = keys.map(|key| key.and_then(|key| door.identity(&key)));
        known.all(|identity| identity.is_some() && identity == self.identity)
    }
}

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Source {
    Known(Identity),
    Address(std::net::IpAddr),
    Unknown,
}

type Limiter = Option<DefaultKeyedRateLimiter<Source>>;

/// What the entrance remembers.
pub(crate) struct Entrance {
    pub(crate) sessions: Mutex<Sessions>,
    /// The challenges of passkeys, where any are taken.
    pub(crate) passkeys: Option<Ceremonies>,
    /// The provider whose logins are taken, if any are.
    pub(crate) openid: Option<OpenId>,
    /// The requests that failed, for those who sent them.
    pub(crate) failed: Mutex<Failed>,
    seen: Mutex<Seen>,
    /// Since when signatures are remembered. Unit: seconds since the Unix epoch.
    opened: u64,
    known: KnownKeys,
    posts: Limiter,
    reads: Limiter,
    came: AtomicU64,
}

impl Entrance {
    pub(crate) fn new(access: &Access) -> Self {
        let limiter = |rate: Option<NonZeroU32>| {
            let burst = |rate: NonZeroU32| rate.saturating_mul(NonZeroU32::MIN.saturating_add(9));
            rate.map(|rate| RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst(rate))))
        };
        Self {
            posts: limiter(access.posts_per_second),
            reads: limiter(access.reads_per_second),
            sessions: Mutex::default(),
            passkeys: access.passkeys.clone().map(Ceremonies::new),
            openid: access.openid.clone().map(OpenId::new),
            failed: Mutex::default(),
            known: KnownKeys::default(),
            seen: Mutex::new(Seen::new(MOST_SEEN)),
            opened: seconds(),
            came: AtomicU64::new(0),
        }
    }

    /// Counts one who comes.
    ///
    /// # Errors
    /// [`Code::TooOften`], with the seconds after which it may come again.
    fn count(&self, source: Source, method: &Method) -> Result<(), Problem> {
        let limiter = if method == Method::GET { &self.reads } else { &self.posts };
        let Some(limiter) = limiter else {
            return Ok(());
        };
        if self.came.fetch_add(1, Ordering::Relaxed).is_multiple_of(FORGET_AFTER) {
            limiter.retain_recent();
        }
        limiter.check_key(&source).map_err(|until| {
            let wait = until.wait_time_from(limiter.clock().now());
            Problem::new(Code::TooOften).again_after(wait)
        })
    }

    /// Lets a signature that led to nothing be taken again.
    fn give_back(&self, signed: &Signed) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).give_back(signed);
    }

    /// Takes a signature once.
    pub(crate) fn once(&self, signed: &Signed) -> Result<(), Problem> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.take(signed, seconds()).map_err(objected)
    }
}

/// Now, as signers' clocks have it. Unit: seconds since the Unix epoch.
pub(crate) fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn objected(objection: identity::Objection) -> Problem {
    let text = format!("{}: {objection}", objection.code());
    let code = if objection == identity::Objection::Busy { Code::Busy } else { Code::Unsigned };
    Problem::with(code, text)
}

/// Looks at each request before its route does.
pub(crate) async fn enter(State(door): State<Door>, request: Request, next: Next) -> Response {
    let (mut head, body) = request.into_parts();
    let version = version::asked(&head.headers);
    let spoken = version.as_ref().ok().copied();
    let mut caller = Caller::Anonymous;
    let entered = match version {
        Ok(_) => entered(&door, &mut head, body, &mut caller).await,
        Err(problem) => Err(problem),
    };
    let mut response = match entered {
        // Its share is held until the answer begins.
        Ok((entered, body, _share)) => {
            let came = Came::of(&head);
            head.extensions.insert(entered.clone());
            let request = Request::from_parts(head, body);
            let response = once(door.clone(), request, next).await;
            let why = response.extensions().get::<Why>();
            let undone = why.is_some_and(|why| why.code.leaves_undone());
            if let Some(signed) = entered.signed.as_ref().filter(|_| undone) {
                // Nothing was done: it may come again as it is.
                door.entrance.give_back(signed);
            }
            failed::answered(&door, &came, &entered, &response);
            response
        }
        Err(problem) => refused(&door, &head, caller, problem),
    };
    version::tell(&mut response, spoken);
    response
}

/// The answer to one who is not let in.
fn refused(door: &Door, head: &Parts, caller: Caller, problem: Problem) -> Response {
    // Neither who it was nor what it brought, since neither is known to be true.
    let detail = problem.body["detail"].as_str().unwrap_or_default();
    let (method, code) = (&head.method, problem.code);
    tracing::info!(%method, code = code.code(), detail, "refused at the entrance");
    failed::refused(door, head, caller, &problem);
    let mut response = problem.into_response();
    if code == Code::SessionEnded {
        let gone = HeaderValue::from_static(GONE);
        response.headers_mut().insert(header::SET_COOKIE, gone);
    }
    response
}

/// A body that takes room while it is under way, and its share of it.
///
/// # Errors
/// If there is no room for it.
fn held(door: &Door, head: &mut Parts, body: Body) -> Result<(Body, Option<Arc<Share>>), Problem> {
    let peer = head.extensions.get::<ConnectInfo<Peer>>();
    let source = peer.map_or(room::Source::Unknown, |ConnectInfo(peer)| match &peer.key {
        Some(key) if door.identity(key).is_some() => room::Source::Key(key.bytes.clone()),
        Some(_) | None => room::Source::of(peer.address.ip()),
    });
    let (body, share) = door.room.held(body, source, door.longest_body())?;
    // Whoever goes on with it when its sender has hung up holds it too.
    if let Some(share) = &share {
        head.extensions.insert(Arc::clone(share));
    }
    Ok((body, share))
}

/// That a head says once what must not be said twice: for whom the request is, whose it is, and how
/// its body is written.
///
/// What stands between may read one of two, and the door the other.
fn said_once(head: &Parts) -> Result<(), Problem> {
    let bad = |text: &str| Err(Problem::with(Code::BadHeader, text));
    let times = |name: &str| head.headers.get_all(name).iter().count();
    // RFC 9112, section 3.2: none is refused too, where the protocol has one.
    match times("host") {
        0 if head.version == Version::HTTP_11 => return bad("host: is missing"),
        0 | 1 => {}
        _ => return bad("host: stands more than once"),
    }
    for name in [SIGNATURE_HEADER, "content-type"] {
        if times(name) > 1 {
            return bad(&format!("{name}: stands more than once"));
        }
    }
    let encodings = head.headers.get_all(header::CONTENT_ENCODING).iter();
    let is_plain = |value: &HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if !encodings.into_iter().all(is_plain) {
        let text = "content-encoding: bodies are read as they stand";
        return Err(Problem::with(Code::UnsupportedMediaType, text));
    }
    Ok(())
}

/// Who comes and with what, if that one is let in; `known` is told who it is as soon as that is
/// known, also of one who is not.
async fn entered(
    door: &Door,
    head: &mut Parts,
    body: Body,
    known: &mut Caller,
) -> Result<(Entered, Body, Option<Arc<Share>>), Problem> {
    said_once(head)?;
    let (body, share) = held(door, head, body)?;
    let peer = head.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0.clone());
    let address = peer.as_ref().map_or(Source::Unknown, |peer| Source::Address(peer.address.ip()));
    // Whoever takes one of the two away on the way has not made it unsigned.
    let is_signed = ["signature-input", "signature"].iter().any(|n| head.headers.contains_key(*n));
    let (body, signed) = if is_signed {
        // Who has not been believed yet is counted by its address.
        door.entrance.count(address, &head.method)?;
        let most = door.longest_body();
        let body = room::read(body, most).await?;
        let signed = verified(door, head, &body)?;
        (Body::from(body), Some(Arc::new(signed)))
    } else {
        (body, None)
    };
    let caller = caller(door, head, peer.as_ref(), signed.as_deref())?;
    *known = caller;
    if let (Caller::Known(..), Some(signed)) = (caller, &signed) {
        door.entrance.known.keep(&signed.key);
    }
    if !is_signed || caller != Caller::Anonymous {
        let source = caller.identity().map_or(address, Source::Known);
        door.entrance.count(source, &head.method)?;
    }
    // Only what is let in counts as sent: what is told to come again may do so as it is.
    if let Some(signed) = &signed {
        door.entrance.once(signed)?;
    }
    let is_private = peer.as_ref().is_some_and(|peer| peer.is_private);
    let shown = Arc::new(shown(caller, head, peer.as_ref(), signed.as_deref()));
    Ok((Entered { caller, shown, signed, is_private }, body, share))
}

fn verified(door: &Door, head: &Parts, body: &Bytes) -> Result<Signed, Problem> {
    let field = |name: &str| {
        let mut values = head.headers.get_all(name).iter().map(|value| value.to_str().ok());
        match (values.next().flatten(), values.next()) {
            (Some(value), None) => Ok(value.to_owned()),
            _ => Err(objected(identity::Objection::NotSigned)),
        }
    };
    let fields = Fields {
        content_digest: field("content-digest")?,
        signature_input: field("signature-input")?,
        signature: field("signature")?,
    };
    let request = identity::Request {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query(),
        body,
        idempotency_key: value_of(&head.headers)?,
    };
    let known = &door.entrance.known;
    let signed = identity::verify(&request, &fields, &door.network, seconds(), known);
    let signed = signed.map_err(objected)?;
    if signed.created < door.entrance.opened {
        // It may have been taken by a door that forgot it when it closed.
        let code = identity::Objection::Stale.code();
        let text = format!("{code}: signed before this door opened, sign it anew");
        return Err(Problem::with(Code::Unsigned, text));
    }
    Ok(signed)
}

/// Who comes: by its signature, its session or its certificate; all that it shows must agree.
fn caller(
    door: &Door,
    head: &Parts,
    peer: Option<&Peer>,
    signed: Option<&Signed>,
) -> Result<Caller, Problem> {
    let of_key = |key: &PublicKey, what: &str| {
        let text = format!("the key of the {what} belongs to no participant, or not yet");
        door.identity(key).ok_or_else(|| Problem::with(Code::Unsigned, text))
    };
    let signature = signed.map(|signed| of_key(&signed.key, "signature")).transpose()?;
    let shown = peer.and_then(|peer| peer.key.as_ref());
    let certificate = shown.map(|key| of_key(key, "certificate")).transpose()?;
    let session = session(door, &head.headers).or_else(|problem| {
        // Who opens another, or ends what has ended, is not kept from it by the one before.
        let path = head.uri.path();
        let leaves = gives_session(path) || (path == CURRENT && head.method == Method::DELETE);
        if leaves { Ok(None) } else { Err(problem) }
    })?;
    let known = [
        (signature, Through::Signature),
        (session, Through::Session),
        (certificate, Through::Certificate),
    ];
    let mut known = known.into_iter().filter_map(|(who, how)| Some((who?, how)));
    let Some((identity, through)) = known.next() else {
        return Ok(Caller::Anonymous);
    };
    match known.all(|(other, _)| other == identity) {
        true => Ok(Caller::Known(identity, through)),
        false => Err(Problem::with(
            Code::Unsigned,
            "signature, session and certificate are not of one party",
        )),
    }
}

/// What a caller was known by; a session that ended before is not of it.
fn shown(caller: Caller, head: &Parts, peer: Option<&Peer>, signed: Option<&Signed>) -> Shown {
    let signature = signed.map(|signed| signed.key.clone());
    let certificate = peer.and_then(|peer| peer.key.clone());
    Shown {
        identity: caller.identity(),
        keys: signature.into_iter().chain(certificate).collect(),
        session: secret(&head.headers).and_then(Result::ok),
    }
}

fn secret(headers: &HeaderMap) -> Option<Result<[u8; 32], ()>> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.filter_map(secret_of).next()
}

pub(crate) fn session(door: &Door, headers: &HeaderMap) -> Result<Option<Identity>, Problem> {
    let Some(secret) = secret(headers) else {
        return Ok(None);
    };
    let found = secret.ok().and_then(|secret| door.sessions().find(&secret, Instant::now()));
    let identity = found.and_then(|session| door.identity(&session.key));
    identity.map(Some).ok_or_else(|| Problem::new(Code::SessionEnded))
}
