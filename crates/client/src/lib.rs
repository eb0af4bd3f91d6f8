//! Floor 5: the client of a node's door.
//!
//! Everything of ours that speaks to a node speaks through this, so that the door is used by its
//! own makers every day.

mod call;
#[rustfmt::skip]
mod operations;
mod proof;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use identity::Key;
use node::Signed;
use receipts::PublicKey;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;
use serde_json::Value;
use terms::Digest;
use tokio::sync::OnceCell;

pub use call::{Done, Live, Outcome, Posting};
pub use operations::{asked, taken, told};
pub use proof::{ProvenStamp, Said, StatusProof};

/// The header that carries a message's detached signature.
const SIGNATURE_HEADER: &str = "sarraf-signature";

/// The header under which something is asked once.
const KEY_HEADER: &str = "idempotency-key";

/// The header that says for which version of the door this was written.
const VERSION_HEADER: &str = "sarraf-version";

/// That version.
const VERSION: &str = "2026-11-26";

/// The header that tells the salt of the message that was sent.
const SALT_HEADER: &str = "sarraf-salt";

/// How long a connection is kept for the next request: less than a door waits for one, so that
/// none is sent into a connection that is just being closed.
const IDLE: Duration = Duration::from_secs(20);

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

    fn told(what: &str) -> Self {
        Self { what: what.to_owned(), source: None }
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
    /// What proves the request, where it was signed as a whole; the log's digest covers it.
    pub signed: Option<String>,
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

/// The answer to what was asked as JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The HTTP status: 200, 422 where the rules refused it, another where it never got to them.
    pub status: u16,
    /// The answer, or a problem as in RFC 9457.
    pub body: Value,
    /// The salt under which the digest of what was sent stands in the log.
    pub salt: Option<Digest>,
    /// What proves the request, where it was signed as a whole; the log's digest covers it.
    pub signed: Option<String>,
}

impl Told {
    /// The order's number, where it was placed or cancelled.
    pub fn order(&self) -> Option<u64> {
        self.body.get("order")?.as_u64()
    }

    /// The events that the answer tells, by their names. Order: as they happened.
    pub fn events(&self) -> Vec<(&str, &Value)> {
        let events = self.body.get("events").and_then(Value::as_array);
        let events = events.into_iter().flatten();
        events.filter_map(|event| Some((event.get("event")?.as_str()?, event))).collect()
    }

    /// The ISO 20022 reason of what was refused.
    pub fn reason(&self) -> Option<&str> {
        self.body.get("iso")?.as_str()
    }
}

/// A connection to one node; clones share it.
#[derive(Clone)]
pub struct Client {
    http: Http<HttpsConnector<HttpConnector>, Full<Bytes>>,
    base: String,
    /// Who asks, where every request is signed.
    passport: Option<Arc<Passport>>,
}

/// With what requests are signed.
struct Passport {
    key: Key,
    /// The system's name, once it was asked for.
    network: OnceCell<String>,
}

/// Every operation of the door, by its name there and with the types of what it takes and tells:
/// made of the OpenAPI document, so that none is missing.
#[derive(Clone, Copy)]
pub struct Operations<'a> {
    client: &'a Client,
}

impl Client {
    /// Every operation of the door.
    pub fn operations(&self) -> Operations<'_> {
        Operations { client: self }
    }

    /// A client of the node at `base`, such as `http://127.0.0.1:7700`: it signs what is posted and
    /// says of nothing that is read who reads it, as a node on one's own machine allows.
    pub fn new(base: &str) -> Self {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        // Never used for https: such a base has no key to know the server by.
        let nobody = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let nobody = nobody.with_safe_default_protocol_versions();
        let nobody = nobody.expect("the provider has the default versions");
        let nobody = nobody.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
        Self::over(base, nobody, None)
    }

    /// A client that signs every request (RFC 9421), what is read as well.
    ///
    /// With an `https` base it shows a certificate of this key, and knows the node by `server`.
    ///
    /// # Errors
    /// If the base is `https` and no server's key is given, or a certificate cannot be made.
    pub fn signing(
        base: &str,
        key: impl Into<Key>,
        server: Option<PublicKey>,
    ) -> Result<Self, Failure> {
        let key = key.into();
        let passport = Passport { key: key.clone(), network: OnceCell::new() };
        let passport = Some(Arc::new(passport));
        let Some(server) = server else {
            if base.starts_with("https:") {
                let what = "an https node is known by its key: give the server's key".to_owned();
                return Err(Failure { what, source: None });
            }
            return Ok(Self { passport, ..Self::new(base) });
        };
        let now = terms::Instant::from_unix_seconds(seconds());
        let own = identity::certificate(&key, "client", &[], now)
            .map_err(|error| Failure::because("making a certificate", error))?;
        let config = identity::client(own, server)
            .map_err(|error| Failure::because("making a certificate", error))?;
        Ok(Self::over(base, (*config).clone(), passport))
    }

    fn over(base: &str, mut config: ClientConfig, passport: Option<Arc<Passport>>) -> Self {
        config.alpn_protocols.clear(); // The connector states its own.
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(config)
            .https_or_http()
            .enable_http1()
            .build();
        let http = Http::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(256)
            .build(connector);
        Self { http, base: base.trim_end_matches('/').to_owned(), passport }
    }

    /// The system's name, asked for once.
    async fn network(&self, passport: &Passport) -> Result<String, Failure> {
        let asked = async || {
            let answered = self.answered(Method::GET, "/v1/system", &[], Vec::new()).await?;
            let system: Value = usable("/v1/system", &answered)?;
            let network = system.get("network").and_then(Value::as_str);
            let what = || "the node does not say which system it is".to_owned();
            let network = network.ok_or_else(|| Failure { what: what(), source: None })?;
            Ok::<String, Failure>(network.to_owned())
        };
        passport.network.get_or_try_init(asked).await.cloned()
    }

    /// The fields of a signature over a request.
    async fn signature(
        &self,
        passport: &Passport,
        key: &Key,
        request: identity::Request<'_>,
    ) -> Result<identity::Fields, Failure> {
        let network = self.network(passport).await?;
        let mut drawn = [0; 16];
        getrandom::fill(&mut drawn).map_err(|error| Failure::because("drawing a nonce", error))?;
        let nonce: String = drawn.iter().map(|byte| format!("{byte:02x}")).collect();
        let stamp = identity::Stamp { created: seconds(), nonce: &nonce, network: &network };
        identity::sign(key, &request, &stamp)
            .map_err(|objection| Failure::because("signing a request", objection))
    }

    /// Asks, signed where this client signs, or where `key` is given.
    async fn request(
        &self,
        method: Method,
        path: &str,
        key: Option<&Key>,
        once: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answered, Failure> {
        let (headers, signed) = self.headers(&method, path, key, once, &body).await?;
        let answered = self.answered(method, path, &headers, body).await?;
        Ok(Answered { signed, ..answered })
    }

    /// The fields by which a request is known, and what proves it where it is signed as a whole.
    async fn headers(
        &self,
        method: &Method,
        path: &str,
        key: Option<&Key>,
        once: Option<&str>,
        body: &[u8],
    ) -> Result<(Vec<(&'static str, String)>, Option<String>), Failure> {
        let once = once.map(quoted);
        let mut headers = Vec::new();
        headers.extend(once.clone().map(|once| (KEY_HEADER, once)));
        let Some(passport) = &self.passport else {
            if let Some(key) = key {
                let signed = Signed::by(key, body);
                let signed = signed.map_err(|fault| Failure::because("signing", fault))?;
                headers.push((SIGNATURE_HEADER, signed.to_text()));
            }
            return Ok((headers, None));
        };
        let (route, query) = match path.split_once('?') {
            Some((route, query)) => (route, Some(query)),
            None => (path, None),
        };
        let idempotency_key = once.as_deref();
        let method = method.as_str();
        let request = identity::Request { method, path: route, query, body, idempotency_key };
        let fields = self.signature(passport, key.unwrap_or(&passport.key), request).await?;
        let signed = fields.text(&request);
        headers.extend([
            ("content-digest", fields.content_digest),
            ("signature-input", fields.signature_input),
            ("signature", fields.signature),
        ]);
        Ok((headers, signed))
    }

    /// Sends a request and waits for the head of its answer.
    async fn responded(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Response<Incoming>, Failure> {
        let uri = format!("{}{path}", self.base);
        let request = Request::builder().method(method).uri(&uri).header(VERSION_HEADER, VERSION);
        let request =
            headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| Failure::because(&format!("making a request to {uri}"), error))?;
        let response = self.http.request(request).await;
        response.map_err(|error| Failure::because(&format!("asking {uri}"), error))
    }

    async fn answered(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<Answered, Failure> {
        let (head, body) = self.responded(method, path, headers, body).await?.into_parts();
        let what = || format!("reading the answer of {}{path}", self.base);
        let body = body.collect().await.map_err(|error| Failure::because(&what(), error))?;
        let body = body.to_bytes();
        Ok(Answered { status: head.status, headers: head.headers, body, signed: None })
    }

    /// Sends a message, byte for byte, and waits for its answer.
    async fn send_under(
        &self,
        key: &Key,
        message: Vec<u8>,
        once: Option<&str>,
    ) -> Result<Reply, Failure> {
        let path = "/v1/messages";
        let answered = self.request(Method::POST, path, Some(key), once, message).await?;
        let xml = String::from_utf8_lossy(&answered.body).into_owned();
        let definition = answered.header("sarraf-message").unwrap_or_default().to_owned();
        let salt = answered.header(SALT_HEADER).and_then(|salt| salt.parse().ok());
        Ok(Reply {
            status: answered.status.as_u16(),
            definition,
            xml,
            salt,
            signed: answered.signed,
        })
    }

    /// Sends a message signed by `key` and waits for its answer.
    pub async fn send<K>(&self, key: &K, message: Vec<u8>) -> Result<Reply, Failure>
    where
        for<'k> Key: From<&'k K>,
    {
        self.send_under(&Key::from(key), message, None).await
    }

    /// Asks for what a body in JSON states at `path`, such as `/v1/conversions`: for bodies that
    /// somebody else has written, and that are signed as they are.
    pub async fn ask<K>(&self, key: &K, path: &str, body: Vec<u8>) -> Result<Told, Failure>
    where
        for<'k> Key: From<&'k K>,
    {
        self.ask_under(&Key::from(key), path, body, None).await
    }

    /// The same under an `Idempotency-Key`: done once, and answered with the first answer.
    pub async fn ask_once<K>(
        &self,
        key: &K,
        path: &str,
        body: Vec<u8>,
        once: &str,
    ) -> Result<Told, Failure>
    where
        for<'k> Key: From<&'k K>,
    {
        self.ask_under(&Key::from(key), path, body, Some(once)).await
    }

    async fn ask_under(
        &self,
        key: &Key,
        path: &str,
        body: Vec<u8>,
        once: Option<&str>,
    ) -> Result<Told, Failure> {
        let answered = self.request(Method::POST, path, Some(key), once, body).await?;
        let salt = answered.header(SALT_HEADER).and_then(|salt| salt.parse().ok());
        let body = serde_json::from_slice(&answered.body)
            .map_err(|error| Failure::because(&format!("reading the answer of {path}"), error))?;
        Ok(Told { status: answered.status.as_u16(), body, salt, signed: answered.signed })
    }

    /// Anything that is read as JSON, by its path: for paths that somebody else has written.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        let answered = self.request(Method::GET, path, None, None, Vec::new()).await?;
        usable(path, &answered)
    }
}

/// A string of a structured field. Source: RFC 9651, section 3.3.3.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Now. Unit: seconds since the Unix epoch.
fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// An answer as it came.
struct Answered {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// What proves the request, where it was signed as a whole.
    signed: Option<String>,
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
