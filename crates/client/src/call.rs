//! How operations are called, whichever they are.

use std::fmt;

use http_body_util::BodyExt;
use hyper::Method;
use hyper::body::Incoming;
use identity::Key;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use terms::{Digest, Instant};

use crate::operations::told::Problem;
use crate::{Answered, Client, Failure, SALT_HEADER};

/// How something is posted.
#[derive(Clone, Copy)]
pub struct Posting<'a> {
    /// Who signs it.
    pub key: &'a Key,
    /// When it is asked, by the clock of the door.
    pub asked_at: Instant,
    /// The `Idempotency-Key` under which it is done once, where it has one.
    pub once: Option<&'a str>,
}

impl fmt::Debug for Posting<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The key is a secret.
        let Self { key: _, asked_at, once } = self;
        f.debug_struct("Posting").field("asked_at", asked_at).field("once", once).finish()
    }
}

/// What came of an operation.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<T> {
    /// It was done.
    Done(Done<T>),
    /// It was not: a problem as in RFC 9457.
    Problem(Box<Problem>),
}

impl<T> Outcome<T> {
    /// What is told of it.
    ///
    /// # Errors
    /// If it was not done: the problem in words.
    pub fn told(self) -> Result<T, Failure> {
        match self {
            Self::Done(done) => Ok(done.told),
            Self::Problem(problem) => {
                let Problem { status, title, detail, .. } = *problem;
                let detail = detail.map_or_else(String::new, |detail| format!(": {detail}"));
                Err(Failure::told(&format!("answered with {status}: {title}{detail}")))
            }
        }
    }
}

/// An operation that was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Done<T> {
    /// What is told of it.
    pub told: T,
    /// The salt under which the digest of what was sent stands in the log, where it does.
    pub salt: Option<Digest>,
    /// The cookie of a session that was opened.
    pub cookie: Option<String>,
}

/// What a body states of itself, beside its fields.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stated {
    /// Nothing.
    Nothing,
    /// The name of its command.
    Command(&'static str),
    /// That, and when it is asked.
    Asked(&'static str),
}

/// A value that may stand in a query.
pub(crate) trait Asked {
    /// As it stands there; none where it is left out.
    fn asked(self) -> Option<String>;
}

impl Asked for u64 {
    fn asked(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Asked for &str {
    fn asked(self) -> Option<String> {
        Some(escaped(self))
    }
}

impl<T: Asked> Asked for Option<T> {
    fn asked(self) -> Option<String> {
        self.and_then(T::asked)
    }
}

/// A text as it may stand in an address. Source: RFC 3986, section 2.1.
pub(crate) fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A path with what is asked of it.
pub(crate) fn with_query<const N: usize>(
    path: String,
    asked: [(&str, Option<String>); N],
) -> String {
    let asked = asked.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    let asked = asked.collect::<Vec<_>>().join("&");
    if asked.is_empty() { path } else { format!("{path}?{asked}") }
}

fn problem(path: &str, body: &[u8]) -> Result<Box<Problem>, Failure> {
    serde_json::from_slice(body)
        .map_err(|error| Failure::because(&format!("reading the answer of {path}"), error))
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// An answer that is done or a problem.
fn outcome<T>(
    path: &str,
    answered: Answered,
    read: impl FnOnce(&[u8]) -> Result<T, serde_json::Error>,
) -> Result<Outcome<T>, Failure> {
    if !answered.status.is_success() {
        return problem(path, &answered.body).map(Outcome::Problem);
    }
    let unreadable = |error| Failure::because(&format!("reading the answer of {path}"), error);
    let cookie = answered.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    Ok(Outcome::Done(Done {
        salt: answered.header(SALT_HEADER).and_then(|salt| salt.parse().ok()),
        cookie: cookie.map(ToOwned::to_owned),
        told: read(&answered.body).map_err(unreadable)?,
    }))
}

impl Client {
    /// Posts a body with what it states of itself.
    pub(crate) async fn posted<T: DeserializeOwned>(
        &self,
        path: &str,
        posting: &Posting<'_>,
        stated: Stated,
        body: &impl Serialize,
    ) -> Result<Outcome<T>, Failure> {
        let writing = |error| Failure::because(&format!("writing what {path} takes"), error);
        let mut body = serde_json::to_value(body).map_err(writing)?;
        if let Value::Object(fields) = &mut body {
            if let Stated::Command(command) | Stated::Asked(command) = stated {
                fields.insert("command".to_owned(), command.into());
            }
            if let Stated::Asked(_) = stated {
                fields.insert("asked_at".to_owned(), posting.asked_at.to_string().into());
            }
        }
        self.pressed_with(path, posting, body.to_string().into_bytes()).await
    }

    /// Posts nothing but that it is asked for.
    pub(crate) async fn pressed<T: DeserializeOwned>(
        &self,
        path: &str,
        posting: &Posting<'_>,
    ) -> Result<Outcome<T>, Failure> {
        self.pressed_with(path, posting, Vec::new()).await
    }

    async fn pressed_with<T: DeserializeOwned>(
        &self,
        path: &str,
        posting: &Posting<'_>,
        body: Vec<u8>,
    ) -> Result<Outcome<T>, Failure> {
        let Posting { key, once, .. } = *posting;
        let answered = self.request(Method::POST, path, Some(key), once, body).await?;
        outcome(path, answered, json)
    }

    /// Reads JSON.
    pub(crate) async fn read<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Outcome<T>, Failure> {
        let answered = self.request(Method::GET, path, None, None, Vec::new()).await?;
        outcome(path, answered, json)
    }

    /// Reads JSON in a session.
    pub(crate) async fn read_as<T: DeserializeOwned>(
        &self,
        path: &str,
        cookie: &str,
    ) -> Result<Outcome<T>, Failure> {
        let headers = [("cookie", cookie.to_owned())];
        let answered = self.answered(Method::GET, path, &headers, Vec::new()).await?;
        outcome(path, answered, json)
    }

    /// Reads a file.
    pub(crate) async fn fetched(&self, path: &str) -> Result<Outcome<Vec<u8>>, Failure> {
        let answered = self.request(Method::GET, path, None, None, Vec::new()).await?;
        outcome(path, answered, |bytes| Ok(bytes.to_vec()))
    }

    /// Ends what is one's own.
    pub(crate) async fn removed(&self, path: &str, key: &Key) -> Result<Outcome<()>, Failure> {
        let answered = self.request(Method::DELETE, path, Some(key), None, Vec::new()).await?;
        outcome(path, answered, |_| Ok(()))
    }

    /// Ends a session.
    pub(crate) async fn ended(&self, path: &str, cookie: &str) -> Result<Outcome<()>, Failure> {
        let headers = [("cookie", cookie.to_owned())];
        let answered = self.answered(Method::DELETE, path, &headers, Vec::new()).await?;
        outcome(path, answered, |_| Ok(()))
    }

    /// Listens to a stream of events.
    pub(crate) async fn listened(&self, path: &str) -> Result<Outcome<Live>, Failure> {
        let headers = self.headers(&Method::GET, path, None, None, b"").await?.0;
        let response = self.responded(Method::GET, path, &headers, Vec::new()).await?;
        let (head, body) = response.into_parts();
        if head.status.is_success() {
            let told = Live { body, buffer: Vec::new() };
            return Ok(Outcome::Done(Done { told, salt: None, cookie: None }));
        }
        let body = body.collect().await;
        let body = body.map_err(|error| Failure::because(&format!("reading {path}"), error))?;
        problem(path, &body.to_bytes()).map(Outcome::Problem)
    }
}

/// A stream of events, for as long as the node is there.
#[derive(Debug)]
pub struct Live {
    body: Incoming,
    buffer: Vec<u8>,
}

/// The most of an event that is waited for. Unit: bytes.
const LONGEST_EVENT: usize = 16 << 20;

impl Live {
    /// The data of the next event; none where the stream has ended.
    ///
    /// # Errors
    /// If the connection breaks, or an event is longer than any is.
    pub async fn next(&mut self) -> Result<Option<String>, Failure> {
        loop {
            while let Some(end) = self.buffer.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = self.buffer.drain(..end + 2).collect();
                let event = String::from_utf8_lossy(&event).into_owned();
                let data = event.lines().filter_map(|line| line.strip_prefix("data:"));
                let data: Vec<&str> = data.map(str::trim_start).collect();
                // Comments keep the connection open and say nothing.
                if !data.is_empty() {
                    return Ok(Some(data.join("\n")));
                }
            }
            if self.buffer.len() > LONGEST_EVENT {
                return Err(Failure::told("an event is longer than any is"));
            }
            let Some(frame) = self.body.frame().await else {
                return Ok(None);
            };
            let frame = frame.map_err(|error| Failure::because("reading a stream", error))?;
            if let Ok(bytes) = frame.into_data() {
                self.buffer.extend_from_slice(&bytes);
            }
        }
    }
}
