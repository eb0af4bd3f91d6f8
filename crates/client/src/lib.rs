//! Floor 5: the client of a node's door.
//!
//! Everything of ours that speaks to a node speaks through this, so that the door is used by its
//! own makers every day.

use std::error::Error;
use std::fmt;

use ed25519_dalek::SigningKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Method, Request, StatusCode};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use node::Signed;
use serde::Deserialize;
use serde_json::Value;
use terms::{Bic, Uetr};

/// The header that carries a message's detached signature.
const SIGNATURE_HEADER: &str = "sarraf-signature";

/// Why a request got no usable answer.
#[derive(Debug)]
pub struct Failure {
    what: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    fn because(what: &str, source: impl Error + Send + Sync + 'static) -> Self {
        Self { what: what.to_owned(), source: Some(Box::new(source)) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "{}: {source}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_deref().map(|source| source as &(dyn Error + 'static))
    }
}

/// The answer to a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The definition of the answer, such as `pacs.002.001.10`.
    pub definition: String,
    /// The answer.
    pub xml: String,
}

impl Reply {
    /// The text of the first element of this name, for answers of our own writing.
    pub fn element(&self, name: &str) -> Option<&str> {
        let open = format!("<{name}>");
        let (_, rest) = self.xml.split_once(&open)?;
        rest.split_once('<').map(|(text, _)| text)
    }
}

/// One message of an outbox.
#[derive(Clone, Debug, Deserialize)]
pub struct Delivered {
    /// Its place, from 1.
    pub cursor: u64,
    /// The record that caused it.
    pub position: u64,
    /// Its definition.
    pub message: String,
    /// The message.
    pub xml: String,
}

/// A portion of an outbox.
#[derive(Clone, Debug, Deserialize)]
pub struct Outbox {
    /// The cursor to go on from.
    pub next: u64,
    /// Order: by cursor.
    pub messages: Vec<Delivered>,
}

/// A connection to one node; clones share it.
#[derive(Clone)]
pub struct Client {
    http: Http<HttpConnector, Full<Bytes>>,
    base: String,
}

impl Client {
    /// A client of the node at `base`, such as `http://127.0.0.1:7700`.
    pub fn new(base: &str) -> Self {
        let http = Http::builder(TokioExecutor::new()).pool_max_idle_per_host(256).build_http();
        Self { http, base: base.trim_end_matches('/').to_owned() }
    }

    async fn request(
        &self,
        method: Method,
        path: &str,
        signature: Option<String>,
        body: Vec<u8>,
    ) -> Result<(StatusCode, String, Bytes), Failure> {
        let uri = format!("{}{path}", self.base);
        let mut request = Request::builder().method(method).uri(&uri);
        if let Some(signature) = signature {
            request = request.header(SIGNATURE_HEADER, signature);
        }
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| Failure::because(&format!("making a request to {uri}"), error))?;
        let response = self
            .http
            .request(request)
            .await
            .map_err(|error| Failure::because(&format!("asking {uri}"), error))?;
        let status = response.status();
        let definition = response.headers().get("sarraf-message");
        let definition = definition.and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        let body =
            response.into_body().collect().await.map_err(|error| {
                Failure::because(&format!("reading the answer of {uri}"), error)
            })?;
        Ok((status, definition, body.to_bytes()))
    }

    /// Sends a message signed by `key` and waits for its answer.
    pub async fn send(&self, key: &SigningKey, message: Vec<u8>) -> Result<Reply, Failure> {
        let signature = Some(Signed::sign(key, &message).to_text());
        let (status, definition, body) =
            self.request(Method::POST, "/v1/messages", signature, message).await?;
        let xml = String::from_utf8_lossy(&body).into_owned();
        Ok(Reply { status: status.as_u16(), definition, xml })
    }

    /// What a participant has been told after a cursor.
    pub async fn outbox(&self, participant: &Bic, after: u64) -> Result<Outbox, Failure> {
        let path = format!("/v1/outbox?participant={participant}&after={after}");
        let (status, _, body) = self.request(Method::GET, &path, None, Vec::new()).await?;
        usable(&path, status, &body)
    }

    /// Anything that is read as JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        let (status, _, body) = self.request(Method::GET, path, None, Vec::new()).await?;
        usable(path, status, &body)
    }

    /// Where a payment stands.
    pub async fn payment(&self, uetr: Uetr) -> Result<Value, Failure> {
        self.get(&format!("/v1/payments/{uetr}")).await
    }

    /// The receipt of a settled payment.
    pub async fn receipt(&self, uetr: Uetr) -> Result<Vec<u8>, Failure> {
        let path = format!("/v1/receipts/{uetr}");
        let (status, _, body) = self.request(Method::GET, &path, None, Vec::new()).await?;
        if status.is_success() { Ok(body.to_vec()) } else { Err(refused(&path, status, &body)) }
    }
}

fn refused(path: &str, status: StatusCode, body: &[u8]) -> Failure {
    let problem: Option<Value> = serde_json::from_slice(body).ok();
    let title = problem.and_then(|problem| Some(problem.get("title")?.as_str()?.to_owned()));
    let title = title.unwrap_or_else(|| "no explanation".to_owned());
    Failure { what: format!("{path} was answered with {status}: {title}"), source: None }
}

fn usable<T: for<'de> Deserialize<'de>>(
    path: &str,
    status: StatusCode,
    body: &[u8],
) -> Result<T, Failure> {
    if !status.is_success() {
        return Err(refused(path, status, body));
    }
    serde_json::from_slice(body)
        .map_err(|error| Failure::because(&format!("reading the answer of {path}"), error))
}
