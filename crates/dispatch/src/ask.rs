//! One question to somebody outside whom the operator has chosen, and its answer: neither waited
//! for nor read without end.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use tokio::sync::Semaphore;

use crate::send::Undelivered;
use crate::target::Target;
use crate::way::Way;

/// How long one question may take, from its lookup to the last byte of its answer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// The longest answer that is read. Unit: bytes.
pub const LONGEST_ANSWER: usize = 262_144;

/// The most questions under way at once; others wait, and no longer than their own time.
const UNDER_WAY: usize = 16;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// What stands there.
    Get,
    /// What a form comes to.
    Post {
        /// The form, as `application/x-www-form-urlencoded`.
        form: String,
        /// What the header `authorization` says, if anything.
        authorization: Option<String>,
    },
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Of HTTP.
    pub status: u16,
    /// Shape: up to [`LONGEST_ANSWER`].
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The name leads nowhere.
    Name,
    /// Without TLS, and the name leads to another machine.
    Address,
    /// Nobody takes the connection.
    Connection,
    /// The certificate is not one that is trusted, or there is none.
    Tls,
    /// What is answered is not HTTP, or it broke off.
    Protocol,
    /// It took longer than it may.
    Time,
    /// It is longer than what is read.
    TooLong,
}

impl Unanswered {
    /// A word for it that never changes its meaning.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::Connection => "connection",
            Self::Tls => "tls",
            Self::Protocol => "protocol",
            Self::Time => "time",
            Self::TooLong => "too-long",
        }
    }
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "its name leads nowhere",
            Self::Address => "without TLS its name leads to another machine",
            Self::Connection => "it takes no connection",
            Self::Tls => "its certificate is not trusted, or it has none",
            Self::Protocol => "it does not answer as HTTP",
            Self::Time => "it took too long",
            Self::TooLong => "its answer is too long",
        })
    }
}

impl std::error::Error for Unanswered {}

impl From<Undelivered> for Unanswered {
    fn from(why: Undelivered) -> Self {
        match why {
            Undelivered::Name => Self::Name,
            Undelivered::Address => Self::Address,
            Undelivered::Connection => Self::Connection,
            Undelivered::Tls => Self::Tls,
            Undelivered::Protocol => Self::Protocol,
            Undelivered::Time => Self::Time,
        }
    }
}

/// With what somebody is asked.
#[derive(Clone)]
pub struct Asker {
    tls: Arc<ClientConfig>,
    patience: Duration,
    under_way: Arc<Semaphore>,
}

impl fmt::Debug for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asker").field("patience", &self.patience).finish_non_exhaustive()
    }
}

impl Asker {
    /// Asks whom these certificates vouch for, and waits that long for each answer.
    ///
    /// # Panics
    /// Never: the provider has the default versions.
    pub fn trusting(roots: RootCertStore, patience: Duration) -> Self {
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let tls = tls.with_safe_default_protocol_versions();
        let tls = tls.expect("the provider has the default versions");
        let tls = Arc::new(tls.with_root_certificates(roots).with_no_client_auth());
        Self { tls, patience, under_way: Arc::new(Semaphore::new(UNDER_WAY)) }
    }

    /// Asks once. What the answer leads on to is not followed.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn ask(&self, target: &Target, question: &Question) -> Result<Answer, Unanswered> {
        let asked = tokio::time::timeout(self.patience, self.once(target, question)).await;
        asked.unwrap_or(Err(Unanswered::Time))
    }

    async fn once(&self, target: &Target, question: &Question) -> Result<Answer, Unanswered> {
        let way = Way { tls: &self.tls, under_way: &self.under_way };
        let may = |address: IpAddr| target.is_secure || address.is_loopback();
        let found = way.to(target, may).await?;
        let made = handshake(TokioIo::new(found.stream)).await;
        let (mut sender, connection) = made.map_err(|_| Unanswered::Protocol)?;
        let _driven = Driven(tokio::spawn(connection));
        let answer = sender.send_request(request(target, question)?).await;
        let answer = answer.map_err(|_| Unanswered::Protocol)?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), LONGEST_ANSWER).collect().await;
        let body = body.map_err(|error| match error.is::<hyper::Error>() {
            true => Unanswered::Protocol,
            false => Unanswered::TooLong,
        })?;
        Ok(Answer { status, body: body.to_bytes().to_vec() })
    }
}

/// What drives a connection: it ends with who asks, also where that one gives up.
struct Driven(tokio::task::JoinHandle<Result<(), hyper::Error>>);

impl Drop for Driven {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn request(target: &Target, question: &Question) -> Result<Request<Full<Bytes>>, Unanswered> {
    let form_type = "application/x-www-form-urlencoded";
    let (asked, body) = match question {
        Question::Get => (Request::get(&target.path), String::new()),
        Question::Post { form, authorization } => {
            let asked = Request::post(&target.path).header(header::CONTENT_TYPE, form_type);
            let asked = match authorization {
                Some(authorization) => asked.header(header::AUTHORIZATION, authorization),
                None => asked,
            };
            (asked, form.clone())
        }
    };
    asked
        .header(header::HOST, &target.authority)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, concat!("sarraf/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close")
        .body(Full::new(Bytes::from(body)))
        .map_err(|_| Unanswered::Protocol)
}
