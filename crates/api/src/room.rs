//! What there is of room at the door, before it is known who comes.
//!
//! ```text
//! what                          of all     of one source   how long
//! connections                   counted    counted         while they are open
//! the head of a request                                    a deadline, also for the next one
//! bytes of bodies under way     counted    counted         until the answer begins
//! a body                                                   a deadline
//! an answer                                                a deadline for each piece taken of it
//! ```
//!
//! Whoever has shown nothing yet is counted by its address, of IPv6 by the network of 64 bits that
//! one subscriber has.
//! By TLS a connection is counted by the key of its certificate too; a body is counted by that key
//! alone if it is somebody's, since a stranger makes keys as it likes.
//! Half of what bodies may take is kept for such keys, however many addresses strangers have.
//! Nobody waits for room: who finds none is turned away at once, and told when to come again.

mod body;
mod share;

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;
use receipts::PublicKey;

pub(crate) use body::read;
use share::Shares;
pub(crate) use share::{Full, Share};

/// How much of the door those who come may take up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most connections at once.
    pub connections: u64,
    /// The most of them from one address, and the most under one key.
    pub connections_each: u64,
    /// The most bytes of bodies under way at once; of strangers half of it. Unit: bytes.
    pub body_bytes: u64,
    /// The most of them from one address, or under one certificate that is known. Unit: bytes.
    pub body_bytes_each: u64,
    /// In which time the head of a request must have come, the first and each next one; a handshake
    /// too, if that is not longer than a few seconds.
    pub head: Duration,
    /// In which time a body must have come.
    pub body: Duration,
    /// In which time something must be taken of an answer that waits to be taken.
    pub answer: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 4_096,
            connections_each: 512,
            body_bytes: 256 << 20,
            body_bytes_each: 64 << 20,
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            answer: Duration::from_secs(60),
        }
    }
}

/// By what somebody is counted who has not been believed yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// Where it comes from.
    Address(IpAddr),
    /// The bytes of the key that its certificate shows, if the key is somebody's.
    Key(Vec<u8>),
    /// No connection: the door was asked directly.
    Unknown,
}

impl Source {
    /// By an address; whoever has one of IPv6 has all of its network of 64 bits.
    pub(crate) fn of(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

/// Why somebody was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Why {
    why: &'static str,
}

impl Why {
    /// Nobody was turned away yet, which is told as well: a rise from nothing is seen.
    fn nobody() -> Family<Self, Counter> {
        let counters = Family::default();
        for why in ["all", "each", "slow"] {
            drop(counters.get_or_create(&Self { why }));
        }
        counters
    }
}

/// What there is of room at a door; clones share it.
#[derive(Clone)]
pub struct Room {
    pub(crate) bounds: Bounds,
    connections: Arc<Shares>,
    bodies: Arc<Shares>,
    connections_turned_away: Family<Why, Counter>,
    bodies_turned_away: Family<Why, Counter>,
}

impl Default for Room {
    fn default() -> Self {
        Self::new(Bounds::default())
    }
}

impl Room {
    /// All of it free.
    pub fn new(bounds: Bounds) -> Self {
        let bodies = Shares::new(bounds.body_bytes, bounds.body_bytes_each);
        Self {
            bounds,
            connections: Arc::new(Shares::new(bounds.connections, bounds.connections_each)),
            bodies: Arc::new(bodies.keeping(bounds.body_bytes / 2)),
            connections_turned_away: Why::nobody(),
            bodies_turned_away: Why::nobody(),
        }
    }

    /// Tells what is taken of it wherever the registry is told.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "connections",
            "Connections at the door",
            self.connections.taken().clone(),
        );
        registry.register(
            "connections_turned_away",
            "Connections that were closed: no room for more (all), or for more of one source \
             (each), or no request came in time (slow)",
            self.connections_turned_away.clone(),
        );
        registry.register("body_bytes", "Bytes of bodies under way", self.bodies.taken().clone());
        registry.register(
            "bodies_turned_away",
            "Bodies that were not read: no room for more (all), or for more of one source \
             (each), or they did not come in time (slow)",
            self.bodies_turned_away.clone(),
        );
    }

    /// Room for a connection from an address, until it is dropped.
    pub(crate) fn connection(&self, from: IpAddr) -> Option<Share> {
        let share = Share::none(&self.connections, Source::of(from));
        self.counted(&share)?;
        Some(share)
    }

    /// Room for it under its key as well.
    pub(crate) fn connection_under(&self, key: &PublicKey, from: &Share) -> Option<Share> {
        let share = Share::beside(from, Source::Key(key.bytes.clone()));
        self.counted(&share)?;
        Some(share)
    }

    fn counted(&self, share: &Share) -> Option<()> {
        share.grow(1).map_err(|full| self.connection_refused(full.name())).ok()
    }

    /// Tells of a connection that was closed.
    pub(crate) fn connection_refused(&self, why: &'static str) {
        self.connections_turned_away.get_or_create(&Why { why }).inc();
    }

    fn body_refused(&self, why: &'static str) {
        self.bodies_turned_away.get_or_create(&Why { why }).inc();
    }
}
