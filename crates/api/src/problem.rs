//! What is answered instead of what was asked: problems as in RFC 9457.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use node::translate::Flaw;
use node::{Fault, Rejected};
use serde_json::{Value, json};
use settlement::Refusal;
use terms::LogPosition;

use crate::event::Objected;

/// Where the pages about problems and refusals stand.
const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/reference/");

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal, $code:literal, $title:literal;)*) => {
        /// What is wrong with a request, under a code that never changes its meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code. Order: as they are looked for.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// As it stands in a problem.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// In one line, for people.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// A version of the door that it does not speak.
    UnknownVersion = 400, "unknown-version", "this version is not spoken here";
    /// No route has this path.
    NoSuchRoute = 404, "no-such-route", "nothing is found under this path";
    /// The route is there, and does not take this method.
    MethodNotAllowed = 405, "method-not-allowed", "this path does not take this method";
    /// A body that says it is something else than JSON.
    UnsupportedMediaType = 415, "unsupported-media-type", "the body is not application/json";
    /// A body that ends too soon, or whose pieces are not of their form.
    BrokenBody = 400, "broken-body", "the body did not come as its head says";
    /// Longer than what is asked can be.
    TooLarge = 413, "too-large", "the body is longer than what is asked can be";
    /// The signature is missing, malformed, of nobody, or of other bytes.
    Unsigned = 401, "unsigned", "the request is not signed by a participant";
    /// A passkey or a login that does not show who shows it.
    Unproven = 401, "unproven", "the passkey or the login does not show whose it is";
    /// A way to sign in that this door does not have.
    NotOffered = 404, "not-offered", "this way to sign in is not offered here";
    /// What another party may see, and not this one.
    Forbidden = 403, "forbidden", "this concerns another party";
    /// The cookie names a session that has ended.
    SessionEnded = 401, "session-ended", "the session has ended, open another";
    /// More often than one may.
    TooOften = 429, "too-often", "asked more often than is allowed, come again";
    /// As many bytes of bodies come from one address as may.
    TooMuch = 429, "too-much", "as much is under way from one side as may be, come again";
    /// As many bytes of bodies are under way as the door holds.
    DoorFull = 503, "door-full", "as much is under way as the door holds, come again";
    /// The body did not come in time.
    TooSlow = 408, "too-slow", "the body did not come in time";
    /// A header is not of its form.
    BadHeader = 400, "bad-header", "a header is not of its form";
    /// The key was used for another request.
    KeyReused = 422, "key-reused", "this idempotency key stands for another request";
    /// The path holds something that is no such identifier.
    BadPath = 400, "bad-path", "the path holds what is no such identifier";
    /// The query is not what this path reads.
    BadQuery = 400, "bad-query", "the query is not what this path reads";
    /// The body is not JSON at all.
    NotJson = 400, "not-json", "the body is not JSON";
    /// A key too many or too few, or of the wrong type.
    Malformed = 400, "malformed", "the request is malformed";
    /// The letters of no currency that settles here.
    UnknownCurrency = 400, "unknown-currency", "this currency does not settle here";
    /// The BIC of nobody.
    UnknownParty = 400, "unknown-party", "no participant has this BIC";
    /// A value that is out of its form or range.
    BadValue = 400, "bad-value", "a value is not of its form";
    /// It was asked too long ago, or ahead of time, or before the door opened.
    Stale = 400, "stale", "what was asked was not asked just now";
    /// The rules say no.
    Refused = 422, "refused", "refused by the rules";
    /// The same bytes are being answered at this moment.
    InHand = 409, "in-hand", "the same request is being answered, ask again";
    /// Nothing has this name or number.
    NotFound = 404, "not-found", "nothing is known under this name";
    /// The next record has not sealed it yet.
    Unsealed = 409, "unsealed", "not sealed by the next record yet, ask again";
    /// As much waits as may wait.
    Busy = 429, "busy", "the intake is full, send again after a moment";
    /// As much is asked of history as may wait.
    HistoryBusy = 429, "history-busy", "as much is asked of history as may wait, ask again";
    /// No views are kept, so what is past is not known here.
    NoHistory = 503, "no-history", "this node keeps no history";
    /// The views have not come as far as what is asked.
    HistoryBehind = 503, "history-behind", "history has not come as far, ask again";
    /// The database of the views does not answer.
    HistoryFault = 503, "history-fault", "history does not answer, ask again";
    /// The provider of logins does not answer, or not as one.
    ProviderFault = 503, "provider-fault", "the provider that people sign in through fails";
    /// The replica has stopped.
    Stopped = 503, "stopped", "the replica has stopped";
    /// The world failed: a disk, or what was read from it.
    Fault = 500, "fault", "the node failed";
}

impl Code {
    /// Whether nothing was done of what is answered with it, so that it may come again as it is, the
    /// signature that it bore included.
    pub(crate) fn leaves_undone(self) -> bool {
        matches!(self, Self::TooOften | Self::TooMuch | Self::Busy | Self::HistoryBusy)
    }

    /// Whether its answer says when to come again, in the header `retry-after`.
    pub(crate) fn says_when(self) -> bool {
        self.status() == 429 || matches!(self, Self::DoorFull | Self::HistoryFault)
    }

    /// The code of what a body states wrongly, by its ISO 20022 reason.
    fn of_flaw(flaw: &Flaw) -> Self {
        match flaw.code {
            "FF01" => Self::Malformed,
            "AM03" => Self::UnknownCurrency,
            "RC01" => Self::UnknownParty,
            _ => Self::BadValue,
        }
    }
}

/// Why something failed, beside the answer that tells it: for those who run the door, and for whose
/// request it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Why {
    /// Under which code.
    pub(crate) code: Code,
    /// In words of ours.
    pub(crate) detail: String,
    /// Where in what was sent; empty where it is nowhere in particular.
    pub(crate) place: String,
}

impl Why {
    /// What an answer says that was kept as bytes, if it is a problem.
    pub(crate) fn read(kept: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(kept).ok()?;
        let text = body.get("code")?.as_str()?;
        let code = Code::ALL.iter().copied().find(|code| code.code() == text)?;
        Some(Self::told(code, &body))
    }

    /// What an answer that failed says of itself as a problem.
    pub(crate) fn told(code: Code, body: &Value) -> Self {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let detail = match text("detail") {
            "" => code.title(),
            detail => detail,
        };
        Self { code, detail: detail.to_owned(), place: text("path").to_owned() }
    }
}

/// A problem, ready to be told.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is wrong.
    pub code: Code,
    /// The body: type, title, status, code, and whatever else is known.
    pub body: Value,
    /// Where it says to come again: after how many seconds.
    seconds: u64,
}

impl Problem {
    /// A problem of which no more is to be said than its code says.
    pub fn new(code: Code) -> Self {
        let page = format!("{PAGES}problems.md#{}", code.code());
        let body = json!({
            "type": page,
            "title": code.title(),
            "status": code.status(),
            "code": code.code(),
        });
        Self { code, body, seconds: 1 }
    }

    /// With more words.
    pub fn with(code: Code, detail: impl Into<String>) -> Self {
        Self::new(code).and("detail", detail.into().into())
    }

    /// When who came too often may come again, rounded up to seconds.
    pub(crate) fn again_after(self, wait: std::time::Duration) -> Self {
        Self { seconds: wait.as_secs().saturating_add(1), ..self }
    }

    fn and(mut self, key: &str, value: Value) -> Self {
        if let Some(body) = self.body.as_object_mut() {
            body.insert(key.to_owned(), value);
        }
        self
    }

    /// What a body states wrongly, and where.
    pub fn flawed(code: Option<Code>, flaw: &Flaw) -> Self {
        Self::with(code.unwrap_or(Code::of_flaw(flaw)), flaw.text.clone())
            .and("path", flaw.path.into())
            .and("iso", flaw.code.into())
    }

    /// What the rules say no to, by which rule, and at which log position they did.
    pub fn refused(refusal: Refusal, rule: &'static str, position: LogPosition) -> Self {
        Self::with(Code::Refused, node::render::refusal_text(refusal))
            .and("type", format!("{PAGES}refusals/{}.md", refusal.number()).into())
            .and("number", refusal.number().into())
            .and("name", refusal.name().into())
            .and("iso", refusal.iso().into())
            .and("rule", rule.into())
            .and("position", position.number().into())
    }

    /// With what is wrong with the proposal that was refused, whose rule says no.
    pub(crate) fn objected(self, objected: Objected) -> Self {
        let Objected { rule, text, told } = objected;
        let before = self.body.get("detail").and_then(Value::as_str).unwrap_or_default();
        let detail = format!("{before}: {text}, by rule {rule}");
        self.and("detail", detail.into()).and("rule", rule.into()).and("objection", told)
    }

    /// What kept a command out of the log.
    pub fn rejected(rejected: Rejected) -> Self {
        Self::new(match rejected {
            Rejected::Busy => Code::Busy,
            Rejected::Stopped => Code::Stopped,
        })
    }

    /// Why, beside the answer.
    pub(crate) fn why(&self) -> Why {
        Why::told(self.code, &self.body)
    }

    /// A fault of the node.
    pub fn faulty(fault: &Fault) -> Self {
        Self::with(Code::Fault, fault.to_string())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let why = self.why();
        let mut response = (status, kind, self.body.to_string()).into_response();
        response.extensions_mut().insert(why);
        if self.code.says_when() {
            let seconds = header::HeaderValue::from(self.seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}
