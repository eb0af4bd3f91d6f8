//! The requests that failed, kept for a while for whoever sent them, and told to nobody else.
//!
//! It is kept in memory and ends with the process: what must be provable stands in the log, and a
//! request that failed changed nothing there.
//!
//! | kept | at most |
//! |---|---|
//! | of one who is known | [`MOST_EACH`], the oldest goes first |
//! | of those that bear only a claim to be of that one | [`MOST_CLAIMED`] beside them |
//! | of all together | [`MOST`], each of at most a kilobyte; claims go before what was shown |
//!
//! A claim is a signature that names a key of somebody and does not hold, or was not looked at, or
//! is over a body alone that may be a copy: its sender is told why, and since anybody can send it,
//! it pushes out nothing that is known to be of that one.
//!
//! Of a request it tells what its sender needs to find it again and to mend it.
//! Bodies, queries and what is quoted from them are not kept; nor is what in a path is no word of
//! its route and no name or number of ours, such as the secret end of a link.

use std::collections::{BTreeMap, VecDeque};

use axum::extract::{ConnectInfo, MatchedPath};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, Uri};
use axum::response::Response;
use node::Signed;
use receipts::PublicKey;
use terms::{Bic, Instant, Uetr};

use crate::Door;
use crate::caller::{Caller, Identity, Through};
use crate::entrance::{Entered, session};
use crate::json::SIGNATURE_HEADER;
use crate::listener::Peer;
use crate::observed::Numbered;
use crate::problem::{Code, Problem, Why};
use crate::routes::SentBy;

/// The most that are kept of one who is known.
pub(crate) const MOST_EACH: usize = 200;

/// The most that are kept of those that only claim to be of one.
pub(crate) const MOST_CLAIMED: usize = 50;

/// The most that are kept of all together.
pub(crate) const MOST: usize = 20_000;

/// The longest reason that is kept. Unit: characters.
const LONGEST_REASON: usize = 300;

/// The longest number of a path: those of cards and accounts are longer. Unit: digits.
const LONGEST_NUMBER: usize = 12;

/// The longest signature over a body that is looked at. Unit: bytes.
const LONGEST_SIGNATURE: usize = 1_024;

/// What is put in the place of what is not told.
const LEFT_OUT: &str = "...";

/// By what it is known whose request it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownBy {
    /// It was shown: by a signature, a certificate or a session.
    Shown(Through),
    /// It was only said, by a signature that does not hold, was not looked at or may be a copy.
    Claim,
}

impl KnownBy {
    /// As it is told.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Shown(through) => through.name(),
            Self::Claim => "claim",
        }
    }
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// When it was answered, the last of them where there were several.
    pub(crate) at: Instant,
    pub(crate) method: &'static str,
    /// Its path, as far as it is told.
    pub(crate) path: String,
    pub(crate) status: u16,
    /// The stable code, where it has one.
    pub(crate) code: Option<&'static str>,
    pub(crate) reason: String,
    pub(crate) known_by: KnownBy,
    /// The key that was shown or claimed.
    pub(crate) key: Option<String>,
    /// The digest of its content, as its sender stated it.
    pub(crate) digest: Option<String>,
    /// Its number in the log of those who run the door.
    pub(crate) request: Option<String>,
    /// How often it came one after the other and was told to come again.
    pub(crate) times: u64,
}

impl Failure {
    /// Whether another is the same once more, of which only the count is of interest.
    fn repeats(&self, other: &Self) -> bool {
        let again = matches!(self.status, 429 | 503);
        let both = |failure: &Self| (failure.method, failure.status, failure.code);
        again
            && both(self) == both(other)
            && (&self.path, self.known_by, &self.key) == (&other.path, other.known_by, &other.key)
    }
}

/// What is kept of one who is known. Order of each list: the oldest first.
#[derive(Debug, Default)]
struct Own {
    /// The number of the last one.
    last: u64,
    /// How many are no longer kept.
    forgotten: u64,
    shown: VecDeque<Kept>,
    claimed: VecDeque<Kept>,
}

#[derive(Debug)]
struct Kept {
    /// Which of its owner's it is, from 1.
    number: u64,
    /// Its place among all.
    serial: u64,
    failure: Failure,
}

impl Own {
    fn list(&mut self, known_by: KnownBy) -> (&mut VecDeque<Kept>, usize) {
        match known_by {
            KnownBy::Shown(_) => (&mut self.shown, MOST_EACH),
            KnownBy::Claim => (&mut self.claimed, MOST_CLAIMED),
        }
    }
}

/// The place of one among all.
fn place(known_by: KnownBy, serial: u64) -> (bool, u64) {
    (matches!(known_by, KnownBy::Shown(_)), serial)
}

/// The requests that failed.
#[derive(Debug, Default)]
pub(crate) struct Failed {
    of: BTreeMap<Identity, Own>,
    /// Whose each is that is kept, by whether it was shown. Order: claims before what was shown, of
    /// each the oldest first.
    order: BTreeMap<(bool, u64), (Identity, KnownBy)>,
    serial: u64,
}

/// Some of those of one, the newest first, and where to go on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) rows: Vec<(u64, Failure)>,
    /// The number to go on before; none where nothing older is kept.
    pub(crate) next: Option<u64>,
    /// How many are no longer kept.
    pub(crate) forgotten: u64,
}

impl Failed {
    /// Notes one; what it repeats goes, and is counted in it. Costs O(log of all).
    pub(crate) fn note(&mut self, whose: Identity, mut failure: Failure) {
        let own = self.of.entry(whose).or_default();
        let known_by = failure.known_by;
        let (list, most) = own.list(known_by);
        let repeated = list.pop_back_if(|last| last.failure.repeats(&failure));
        let oldest = if list.len() >= most { list.pop_front() } else { None };
        own.forgotten = own.forgotten.saturating_add(u64::from(oldest.is_some()));
        if let Some(repeated) = &repeated {
            failure.times = repeated.failure.times.saturating_add(1);
        }
        own.last = own.last.saturating_add(1);
        self.serial = self.serial.saturating_add(1);
        let (number, serial) = (own.last, self.serial);
        own.list(known_by).0.push_back(Kept { number, serial, failure });
        for gone in repeated.into_iter().chain(oldest) {
            self.order.remove(&place(known_by, gone.serial));
        }
        self.order.insert(place(known_by, serial), (whose, known_by));
        if self.order.len() > MOST {
            self.forget_one();
        }
    }

    /// The oldest claim of all, or where there is none the oldest that was shown.
    fn forget_one(&mut self) {
        let Some(((_, serial), (whose, known_by))) = self.order.pop_first() else {
            return;
        };
        let gone = self.of.get_mut(&whose).and_then(|own| {
            own.forgotten = own.forgotten.saturating_add(1);
            own.list(known_by).0.pop_front()
        });
        // The oldest of its kind is the oldest of its list.
        debug_assert_eq!(gone.map(|gone| gone.serial), Some(serial));
    }

    /// Those of one before a number, the newest first, at most so many.
    pub(crate) fn of(&self, whose: Identity, before: u64, most: usize) -> Page {
        let Some(own) = self.of.get(&whose) else {
            return Page::default();
        };
        let mut all: Vec<&Kept> = own.shown.iter().chain(&own.claimed).collect();
        all.retain(|kept| kept.number < before);
        all.sort_unstable_by_key(|kept| std::cmp::Reverse(kept.number));
        let more = all.len() > most;
        let rows: Vec<(u64, Failure)> =
            all.into_iter().take(most).map(|kept| (kept.number, kept.failure.clone())).collect();
        let next = rows.last().map(|(number, _)| *number).filter(|_| more);
        Page { rows, next, forgotten: own.forgotten }
    }
}

/// What is remembered of a request while it is answered; nothing of it is copied.
pub(crate) struct Came {
    method: Method,
    uri: Uri,
    /// The pattern of its path, if it is one of ours.
    route: Option<MatchedPath>,
    digest: Option<HeaderValue>,
    /// The signature over the body alone.
    detached: Option<HeaderValue>,
    number: Option<Numbered>,
}

impl Came {
    pub(crate) fn of(head: &Parts) -> Self {
        let field = |name: &str| head.headers.get(name).cloned();
        Self {
            method: head.method.clone(),
            uri: head.uri.clone(),
            route: head.extensions.get().cloned(),
            digest: field("content-digest"),
            detached: field(SIGNATURE_HEADER),
            number: head.extensions.get().cloned(),
        }
    }

    /// The key that a signature over the body alone names.
    fn detached_key(&self) -> Option<PublicKey> {
        let text = self.detached.as_ref()?.to_str().ok()?;
        let text = (text.len() <= LONGEST_SIGNATURE).then_some(text)?;
        Signed::parse(text).map(|signed| signed.key)
    }

    fn failure(
        &self,
        at: Instant,
        (status, why): (u16, Option<&Why>),
        known_by: KnownBy,
        key: Option<&PublicKey>,
    ) -> Failure {
        let code = why.map(|why| why.code.code());
        let reason = why.map(reason).unwrap_or_default();
        let digest = self.digest.as_ref().and_then(|digest| stated_digest(digest.to_str().ok()?));
        Failure {
            at,
            method: crate::observed::name(&self.method),
            path: told_path(self.route.as_ref().map(MatchedPath::as_str), self.uri.path()),
            status,
            code,
            reason,
            known_by,
            key: key.map(ToString::to_string),
            digest,
            request: self.number.as_ref().map(|number| number.0.to_string()),
            times: 1,
        }
    }
}

/// Notes an answer that failed, where it is known whose request it was.
pub(crate) fn answered(door: &Door, came: &Came, entered: &Entered, response: &Response) {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return;
    }
    let why = response.extensions().get::<Why>();
    let signed = response.extensions().get::<SentBy>();
    // Beside a signature over the whole request it is looked at by nobody.
    let detached = if entered.signed.is_none() { came.detached_key() } else { None };
    let (whose, known_by, key) = match (signed, entered.caller) {
        (Some(SentBy(party)), _) => {
            let key = detached.as_ref().or(entered.shown.key());
            (Some(Identity::Party(*party)), KnownBy::Shown(Through::Signature), key)
        }
        (None, Caller::Known(identity, through)) => {
            (Some(identity), KnownBy::Shown(through), entered.shown.key())
        }
        (None, Caller::Anonymous) => {
            let key = detached.as_ref();
            (key.and_then(|key| door.identity(key)), KnownBy::Claim, key)
        }
    };
    if let Some(whose) = whose {
        let failure = came.failure(door.now(), (status.as_u16(), why), known_by, key);
        door.failed().note(whose, failure);
    }
}

/// Notes a request that was not let in, where it is known whose it was, or said.
pub(crate) fn refused(door: &Door, head: &Parts, caller: Caller, problem: &Problem) {
    let came = Came::of(head);
    let certificate = head.extensions.get::<ConnectInfo<Peer>>();
    let certificate = certificate.and_then(|ConnectInfo(peer)| peer.key.clone());
    let by_certificate = || {
        let identity = door.identity(certificate.as_ref()?)?;
        Some((identity, Through::Certificate, certificate.clone()))
    };
    let by_session = || Some((session(door, &head.headers).ok()??, Through::Session, None));
    let shown = match caller {
        // A signature that is taken no more may be somebody else's copy.
        Caller::Known(identity, through)
            if through != Through::Signature || problem.code != Code::Unsigned =>
        {
            Some((identity, through, claimed(head).or(certificate.clone())))
        }
        Caller::Known(..) | Caller::Anonymous => by_certificate().or_else(by_session),
    };
    let said = || {
        let key = claimed(head).or_else(|| came.detached_key())?;
        Some((door.identity(&key)?, KnownBy::Claim, Some(key)))
    };
    let shown = shown.map(|(whose, through, key)| (whose, KnownBy::Shown(through), key));
    if let Some((whose, known_by, key)) = shown.or_else(said) {
        let answer = (problem.code.status(), Some(&problem.why()));
        let failure = came.failure(door.now(), answer, known_by, key.as_ref());
        door.failed().note(whose, failure);
    }
}

/// The key that a signature over the request names, whether or not it holds.
fn claimed(head: &Parts) -> Option<PublicKey> {
    identity::claimed_key(head.headers.get("signature-input")?.to_str().ok()?)
}

/// Why, in our words alone: what stands in quotes may be what was sent.
fn reason(why: &Why) -> String {
    let detail = match (why.detail.find(QUOTES), why.detail.rfind(QUOTES)) {
        (Some(first), Some(last)) if first < last => {
            let (before, after) = (why.detail.get(..first), why.detail.get(last + 1..));
            format!("{}{LEFT_OUT}{}", before.unwrap_or_default(), after.unwrap_or_default())
        }
        _ => why.detail.clone(),
    };
    let place = if why.place.is_empty() { "" } else { ": " };
    let text = why.place.chars().chain(place.chars()).chain(detail.chars());
    text.take(LONGEST_REASON).collect()
}

/// What a value that was sent stands between in a text about it.
const QUOTES: [char; 2] = ['"', '`'];

/// A path without what may be a secret: the words of its route stay, and numbers, BICs and UETRs
/// where that is open.
fn told_path(route: Option<&str>, path: &str) -> String {
    let Some(route) = route else {
        return LEFT_OUT.to_owned();
    };
    let parts = route.split('/').zip(path.split('/'));
    let told = parts.map(|(word, part)| match word.starts_with('{') {
        true if !is_told(part) => LEFT_OUT,
        true => part,
        false => word,
    });
    told.collect::<Vec<_>>().join("/")
}

fn is_told(part: &str) -> bool {
    let is_number = (1..=LONGEST_NUMBER).contains(&part.len())
        && part.bytes().all(|byte| byte.is_ascii_digit());
    is_number || Uetr::parse(part).is_ok() || Bic::parse(part).is_ok()
}

/// The field `Content-Digest`, if it is one of SHA-256 and no more.
fn stated_digest(field: &str) -> Option<String> {
    let inside = field.strip_prefix("sha-256=:")?.strip_suffix(':')?;
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    (inside.len() == 44 && inside.bytes().all(is_base64)).then(|| field.to_owned())
}

#[cfg(test)]
mod tests;
