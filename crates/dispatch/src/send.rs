//! One delivery: a name is looked up, an address judged, a connection made, an answer awaited.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::handshake;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::target::{Loopback, Target, may_reach};
use crate::way::{Stream, Way};

/// What is sent, ready to be sent again.
#[derive(Clone, Debug)]
pub struct Message {
    /// By which its receiver knows it again. Source: `webhook-id`.
    pub id: String,
    /// When it is sent. Unit: seconds since the Unix epoch. Source: `webhook-timestamp`.
    pub timestamp: u64,
    /// Source: `webhook-signature`.
    pub signature: String,
    /// JSON.
    pub body: Vec<u8>,
}

/// Why nobody answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undelivered {
    /// The name leads nowhere.
    Name,
    /// It leads to addresses that are not of the public network.
    Address,
    /// Nobody takes the connection.
    Connection,
    /// The receiver's certificate is not one that is trusted, or there is none.
    Tls,
    /// What is answered is not HTTP, or it broke off.
    Protocol,
    /// It took longer than it may.
    Time,
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => "the host's name leads nowhere",
            Self::Address => "the host's addresses are not of the public network",
            Self::Connection => "nobody takes the connection",
            Self::Tls => "the receiver's certificate is not trusted, or it has none",
            Self::Protocol => "the receiver does not answer as HTTP",
            Self::Time => "the receiver took too long",
        })
    }
}

/// With what endpoints are reached.
#[derive(Clone)]
pub struct Sender {
    /// Whom to trust in TLS.
    pub tls: Arc<ClientConfig>,
    /// Whether this machine itself is reached.
    pub loopback: Loopback,
    /// How long one delivery may take.
    pub patience: Duration,
    /// How many deliveries may be under way at once; a lookup that goes on after its delivery has
    /// ended is one still.
    pub under_way: Arc<Semaphore>,
}

impl Sender {
    /// Sends a message once and tells the status of the answer. What it leads on to is not
    /// followed, and what stands in the answer is not read.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn send(&self, target: &Target, message: Message) -> Result<StatusCode, Undelivered> {
        let sent = tokio::time::timeout(self.patience, self.once(target, message)).await;
        sent.unwrap_or(Err(Undelivered::Time))
    }

    async fn once(&self, target: &Target, message: Message) -> Result<StatusCode, Undelivered> {
        let loopback = self.loopback;
        let way = Way { tls: &self.tls, under_way: &self.under_way };
        let found = way.to(target, |address| may_reach(address, loopback)).await?;
        exchange(found.stream, request(target, message)?).await
    }
}

fn request(target: &Target, message: Message) -> Result<Request<Full<Bytes>>, Undelivered> {
    Request::post(&target.path)
        .header(header::HOST, &target.authority)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("sarraf/", env!("CARGO_PKG_VERSION")))
        .header(header::CONNECTION, "close")
        .header("webhook-id", message.id)
        .header("webhook-timestamp", message.timestamp)
        .header("webhook-signature", message.signature)
        .body(Full::new(Bytes::from(message.body)))
        .map_err(|_| Undelivered::Protocol)
}

async fn exchange(
    stream: Stream,
    request: Request<Full<Bytes>>,
) -> Result<StatusCode, Undelivered> {
    let made = handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = made.map_err(|_| Undelivered::Protocol)?;
    let driven = tokio::spawn(connection);
    let answered = sender.send_request(request).await;
    driven.abort();
    answered.map(|answer| answer.status()).map_err(|_| Undelivered::Protocol)
}

/// How long to wait after so many failures: twice as long each time, up to the longest, and a
/// quarter more or less by the message and the number, so that many do not come at once and the
/// same one always waits the same.
pub fn back_off(first: Duration, longest: Duration, tries: u32, id: &str) -> Duration {
    let doubled = 1_u32.checked_shl(tries.saturating_sub(1)).filter(|_| tries <= 20);
    let wait = doubled.map_or(longest, |times| first.saturating_mul(times)).min(longest);
    let mut hash = Sha256::new();
    hash.update(b"sarraf/webhook-jitter/v1\0");
    hash.update(id.as_bytes());
    hash.update(tries.to_be_bytes());
    let drawn: [u8; 32] = hash.finalize().into();
    let quarters = u32::from(drawn[0]);
    // From three quarters to five, in steps of 256ths of the half.
    wait.saturating_mul(3 * 128 + quarters) / 512
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_the_same_each_time() {
        let (first, longest) = (Duration::from_secs(5), Duration::from_secs(3_600));
        let mut expected = first;
        for tries in 1..40 {
            let wait = back_off(first, longest, tries, "a");
            assert_eq!(wait, back_off(first, longest, tries, "a"));
            let (least, most) = (expected * 3 / 4, expected * 5 / 4);
            assert!((least..=most).contains(&wait), "{tries}: {wait:?}");
            expected = (expected * 2).min(longest);
        }
        let others = ["b", "c", "d"].map(|id| back_off(first, longest, 3, id));
        assert!(others.iter().any(|wait| *wait != back_off(first, longest, 3, "a")));
    }
}
