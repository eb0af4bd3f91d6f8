//! Webhooks: a bank is told what stands in its outbox, at an address of its own.
//!
//! What is sent is what the outbox holds, one message at a time and in its order, signed by the
//! Standard Webhooks convention and sent again until it arrives.
//! Nothing of it waits in the way of a command: it is read from the board, by tasks of the door.

mod kind;
mod pump;
mod routes;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use dispatch::{Loopback, Sender};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use settlement::PartyId;
use tokio::sync::{Semaphore, broadcast, watch};

pub(crate) use kind::KINDS;
pub(crate) use routes::{
    DELIVERIES, ENABLE, ENDPOINT, ENDPOINTS, PING, REGISTERED, RESEND, RegisterWebhook, Registered,
    SENT, TRIED, blocking, deliveries, enable, gone, listed, numbers, one, ping, register, remove,
    resend,
};

/// The most deliveries under way at once.
const UNDER_WAY: usize = 64;

/// The most that is announced and not yet read by a slow stream.
const ANNOUNCED: usize = 256;

/// How a door calls the endpoints of banks.
#[derive(Clone)]
pub struct Calling {
    /// With what they are reached.
    pub sender: Sender,
    /// How long to wait after a first failure; twice as long after each further one.
    pub first: Duration,
    /// How long to wait at most.
    pub longest: Duration,
    /// After how long without an answer an endpoint is disabled.
    pub gives_up: Duration,
}

impl fmt::Debug for Calling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loopback = self.sender.loopback;
        f.debug_struct("Calling").field("loopback", &loopback).finish_non_exhaustive()
    }
}

impl Calling {
    /// Calls whom these certificates vouch for, for three days, and this machine if that is
    /// permitted.
    ///
    /// # Panics
    /// Never: the provider has the default versions.
    pub fn trusting(roots: RootCertStore, loopback: Loopback) -> Self {
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let tls = tls.with_safe_default_protocol_versions();
        let tls = tls.expect("the provider has the default versions");
        let tls = Arc::new(tls.with_root_certificates(roots).with_no_client_auth());
        Self {
            sender: Sender {
                tls,
                loopback,
                patience: Duration::from_secs(15),
                under_way: Arc::new(Semaphore::new(UNDER_WAY)),
            },
            first: Duration::from_secs(5),
            longest: Duration::from_secs(3_600),
            gives_up: Duration::from_secs(3 * 24 * 3_600),
        }
    }
}

/// What the door's tasks and requests tell each other of endpoints.
pub(crate) struct Calls {
    pub(crate) calling: Calling,
    /// Rises whenever an endpoint was taken in or enabled.
    changed: watch::Sender<u64>,
    /// What the streams of banks are told that stands on no log.
    announced: broadcast::Sender<(PartyId, Value)>,
}

impl Calls {
    pub(crate) fn new(calling: Calling) -> Self {
        Self {
            calling,
            changed: watch::Sender::new(0),
            announced: broadcast::Sender::new(ANNOUNCED),
        }
    }

    fn change(&self) {
        self.changed.send_modify(|changes| *changes = changes.wrapping_add(1));
    }

    /// What is announced from now on.
    pub(crate) fn announcements(&self) -> broadcast::Receiver<(PartyId, Value)> {
        self.announced.subscribe()
    }
}
