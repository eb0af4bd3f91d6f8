//! Floor 5: the client of a node's door.
//!
//! Everything of ours that speaks to a node speaks through this, so that the door is used by its
//! own makers every day.

use std::error::Error;
use std::fmt;

use ed25519_dalek::SigningKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{HeaderMap, Method, Request, StatusCode};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use node::Signed;
use serde::Deserialize;
use serde_json::Value;
use terms::{Bic, Digest, Uetr};

/// The header that carries a message's detached signature.
const SIGNATURE_HEADER: &str = "sarraf-signature";

/// The header that tells the salt of the message that was sent.
const SALT_HEADER: &str = "sarraf-salt";

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
    /// The salt under which the digest of the message that was sent stands in the log.
    pub salt: Option<Digest>,
}

impl Reply {
    /// The text of the last element of this name, for answers of our own writing.
    pub fn last_element(&self, name: &str) -> Option<&str> {
        let (_, rest) = self.xml.rsplit_once(&format!("<{name}>"))?;
        rest.split_once('<').map(|(text, _)| text)
    }

    /// The text of the first element of this name, for answers of our own writing.
    pub fn element(&self, name: &str) -> Option<&str> {
        let open = format!("<{name}>");
        let (_, rest) = self.xml.split_once(&open)?;
        rest.split_once('<').map(|(text, _)| text)
    }
}

/// The answer to an order, a quote or a cancelling.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The HTTP status: 200, 422 where the rules refused it, another where it never got to them.
    pub status: u16,
    /// The answer, or a problem as in RFC 9457.
    pub body: Value,
    /// The salt under which the digest of what was sent stands in the log.
    pub salt: Option<Digest>,
}

impl Told {
    /// The order's number, where it was placed or cancelled.
    pub fn order(&self) -> Option<u64> {
        self.body.get("order")?.as_u64()
    }

    /// The ISO 20022 reason of what was refused.
    pub fn reason(&self) -> Option<&str> {
        self.body.get("iso")?.as_str()
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
    /// The salt of a message delivered as its sender wrote it.
    pub salt: Option<Digest>,
}

/// A portion of an outbox.
#[derive(Clone, Debug, Deserialize)]
pub struct Outbox {
    /// The cursor to go on from.
    pub next: u64,
    /// Order: by cursor.
    pub messages: Vec<Delivered>,
}

/// An account as its holder may see it. Amounts are decimals of the currency.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// Whose, as a BIC.
    pub participant: String,
    /// In which currency.
    pub currency: String,
    /// What it stands at.
    pub balance: String,
    /// How far below zero it may go.
    pub credit: String,
    /// As what it was admitted.
    pub class: String,
    /// What it may do.
    pub access: String,
}

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<Account>,
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
    ) -> Result<Answered, Failure> {
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
        let (head, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .map_err(|error| Failure::because(&format!("reading the answer of {uri}"), error))?;
        Ok(Answered { status: head.status, headers: head.headers, body: body.to_bytes() })
    }

    /// Sends a message signed by `key` and waits for its answer.
    pub async fn send(&self, key: &SigningKey, message: Vec<u8>) -> Result<Reply, Failure> {
        let signature = Some(Signed::sign(key, &message).to_text());
        let answered = self.request(Method::POST, "/v1/messages", signature, message).await?;
        let xml = String::from_utf8_lossy(&answered.body).into_owned();
        let definition = answered.header("sarraf-message").unwrap_or_default().to_owned();
        let salt = answered.header(SALT_HEADER).and_then(|salt| salt.parse().ok());
        Ok(Reply { status: answered.status.as_u16(), definition, xml, salt })
    }

    /// Places an order, the JSON of `POST /v1/orders`, signed by `key`.
    pub async fn place_order(&self, key: &SigningKey, order: Vec<u8>) -> Result<Told, Failure> {
        self.exchange("/v1/orders", key, order).await
    }

    /// Posts a quote, the JSON of `POST /v1/quotes`, signed by `key`.
    pub async fn post_quote(&self, key: &SigningKey, quote: Vec<u8>) -> Result<Told, Failure> {
        self.exchange("/v1/quotes", key, quote).await
    }

    /// Takes an order or a quote back, signed by `key`.
    pub async fn cancel_order(&self, key: &SigningKey, number: u64) -> Result<Told, Failure> {
        let body = serde_json::json!({ "number": number }).to_string();
        self.exchange("/v1/orders/cancel", key, body.into_bytes()).await
    }

    async fn exchange(&self, path: &str, key: &SigningKey, body: Vec<u8>) -> Result<Told, Failure> {
        let signature = Some(Signed::sign(key, &body).to_text());
        let answered = self.request(Method::POST, path, signature, body).await?;
        let salt = answered.header(SALT_HEADER).and_then(|salt| salt.parse().ok());
        let body = serde_json::from_slice(&answered.body)
            .map_err(|error| Failure::because(&format!("reading the answer of {path}"), error))?;
        Ok(Told { status: answered.status.as_u16(), body, salt })
    }

    /// Official rates, and what each settlement agent allows in exchange.
    pub async fn rates(&self) -> Result<Value, Failure> {
        self.get("/v1/rates").await
    }

    /// Rounds of exchange that cleared after one, by its number.
    pub async fn rounds(&self, after: u64) -> Result<Value, Failure> {
        self.get(&format!("/v1/exchange/rounds?after={after}")).await
    }

    /// Rounds of offsetting after one, by its number.
    pub async fn offsetting_rounds(&self, after: u64) -> Result<Value, Failure> {
        self.get(&format!("/v1/offsetting/rounds?after={after}")).await
    }

    /// A round of offsetting: its rings, and why each remaining item waits.
    pub async fn offsetting_round(&self, number: u64) -> Result<Value, Failure> {
        self.get(&format!("/v1/offsetting/rounds/{number}")).await
    }

    /// What a participant has been told after a cursor.
    pub async fn outbox(&self, participant: &Bic, after: u64) -> Result<Outbox, Failure> {
        let path = format!("/v1/outbox?participant={participant}&after={after}");
        let answered = self.request(Method::GET, &path, None, Vec::new()).await?;
        usable(&path, &answered)
    }

    /// A participant's accounts. Order: by currency.
    pub async fn accounts(&self, participant: &Bic) -> Result<Vec<Account>, Failure> {
        let path = format!("/v1/accounts?participant={participant}");
        let answered = self.request(Method::GET, &path, None, Vec::new()).await?;
        usable::<Accounts>(&path, &answered).map(|answer| answer.accounts)
    }

    /// Anything that is read as JSON.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        let answered = self.request(Method::GET, path, None, Vec::new()).await?;
        usable(path, &answered)
    }

    /// Where a payment stands.
    pub async fn payment(&self, uetr: Uetr) -> Result<Value, Failure> {
        self.get(&format!("/v1/payments/{uetr}")).await
    }

    /// The receipt of a settled payment, or `None` while the next record has not sealed it.
    pub async fn receipt(&self, uetr: Uetr) -> Result<Option<Vec<u8>>, Failure> {
        let path = format!("/v1/receipts/{uetr}");
        let answered = self.request(Method::GET, &path, None, Vec::new()).await?;
        match answered.status {
            status if status.is_success() => Ok(Some(answered.body.to_vec())),
            StatusCode::CONFLICT => Ok(None),
            _ => Err(refused(&path, &answered)),
        }
    }
}

/// An answer as it came.
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answered {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn refused(path: &str, answered: &Answered) -> Failure {
    let problem: Option<Value> = serde_json::from_slice(&answered.body).ok();
    let title = problem.and_then(|problem| Some(problem.get("title")?.as_str()?.to_owned()));
    let title = title.unwrap_or_else(|| "no explanation".to_owned());
    let status = answered.status;
    Failure { what: format!("{path} was answered with {status}: {title}"), source: None }
}

fn usable<T: for<'de> Deserialize<'de>>(path: &str, answered: &Answered) -> Result<T, Failure> {
    if !answered.status.is_success() {
        return Err(refused(path, answered));
    }
    serde_json::from_slice(&answered.body)
        .map_err(|error| Failure::because(&format!("reading the answer of {path}"), error))
}
