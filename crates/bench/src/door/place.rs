//! A node with its door for one measurement: the sandbox's world, with money for one bank.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;

use api::{Access, Bounds, Door, DoorOptions, Freshness, Room};
use client::Client;
use ed25519_dalek::SigningKey;
use iso20022::{Limits, Profile};
use node::{Clock, Founding, Node, NodeOptions, Salting, demo_key, demo_key_of, public_key};
use sandbox::{CLEARING_SYSTEM, OPERATOR, World};
use serde_json::json;
use settlement::{Command, Envelope, Machine, issuance};
use terms::{Amount, Bic, BusinessDate, CurrencyCode, Digest, Instant};
use tokio::runtime::Runtime;

use crate::messages::{customer_payment, random_uetr};

/// A payment that settles at once: rupees, which are open round the clock.
const SENDER: &str = "SBININBB";

/// To whom it pays.
const RECEIVER: &str = "HDFCINBB";

/// The day that the node's clock is made to say.
const DAY: (i32, u8, u8) = (2026, 11, 24);

/// The bytes of a payment, or why there are none.
pub(super) type Written = Result<Vec<u8>, String>;

type Made<T> = Result<T, Box<dyn std::error::Error>>;

/// How the door is reached and how it treats who comes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Guard {
    /// Plain HTTP on loopback; messages carry a signature of their own.
    Loopback,
    /// TLS with a certificate of the sender's key, each request signed (RFC 9421).
    Mutual {
        /// How many posts of one party are let in. Unit: requests a second.
        posts_per_second: Option<NonZeroU32>,
        /// How many reads of one party are let in. Unit: requests a second.
        reads_per_second: Option<NonZeroU32>,
    },
}

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A pacs.008 with its header.
    Xml,
    /// An instruction as JSON.
    Json,
}

/// A node whose door is open.
pub(super) struct Place {
    node: Node,
    runtime: Arc<Runtime>,
    clock: Clock,
    address: SocketAddr,
    guard: Guard,
}

impl Place {
    /// One whose door has threads of its own.
    pub(super) fn open(folder: &Path, guard: Guard) -> Made<Self> {
        Self::open_on(&Arc::new(Runtime::new()?), folder, guard)
    }

    /// One whose door has the threads of a runtime, which another node's may have too.
    pub(super) fn open_on(runtime: &Arc<Runtime>, folder: &Path, guard: Guard) -> Made<Self> {
        let runtime = Arc::clone(runtime);
        let founding = funded()?;
        let operator = Bic::parse(OPERATOR)?;
        let now = node::now();
        let ahead = noon().unix_seconds().cast_signed() - now.unix_seconds().cast_signed();
        let clock = Clock::Running { ahead_seconds: ahead };
        let mut options = NodeOptions::new(folder.to_owned());
        options.clock = clock;
        let (node, _) = Node::start(&founding, demo_key(1, &operator), options, |_| {})?;
        let (access, tls) = match guard {
            Guard::Loopback => (Access::open(), None),
            Guard::Mutual { posts_per_second, reads_per_second } => {
                let hosts = ["127.0.0.1".to_owned()];
                let own = identity::certificate(&door_key(), "door", &hosts, now)?;
                let tls = identity::server(own, identity::Clients::ShowKeys)?;
                let closed = Access { open: false, ..Access::open() };
                (Access { posts_per_second, reads_per_second, ..closed }, Some(tls))
            }
        };
        let door = Door::new(
            &node,
            DoorOptions {
                operator,
                name: founding.name.clone(),
                clock,
                salting: Salting::Random,
                limits: Limits::default(),
                profile: Profile::settlement(CLEARING_SYSTEM, operator),
                freshness: Freshness::NotAsked,
                access,
            },
        );
        // All of the load comes from one address.
        let bounds = Bounds::default();
        let room = Room::new(Bounds { connections_each: bounds.connections, ..bounds });
        let listening = api::listen_within(([127, 0, 0, 1], 0).into(), tls, room);
        let listener = runtime.block_on(listening)?;
        let address = listener.local_addr()?;
        runtime.spawn(async move { api::serve(listener, api::router(door)).await });
        Ok(Self { node, runtime, clock, address, guard })
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// A client of the sender, with connections of its own.
    pub(super) fn client(&self) -> Made<Client> {
        Ok(match self.guard {
            Guard::Loopback => Client::new(&format!("http://{}", self.address)),
            Guard::Mutual { .. } => {
                let base = format!("https://{}", self.address);
                Client::signing(&base, sender_key()?, Some(public_key(&door_key())))?
            }
        })
    }

    /// The payment of a number as it is sent now.
    pub(super) fn writer(&self, form: Form) -> impl Fn(usize) -> Written + Clone + use<> {
        let clock = self.clock;
        move |number| match form {
            Form::Xml => Ok(customer_payment(number).map_err(|error| error.to_string())?.into()),
            Form::Json => Ok(instruction(number, &clock.now().to_string()).into()),
        }
    }

    /// Closes the door and stops the node.
    pub(super) fn close(self) -> Made<()> {
        // Whoever shares its threads with another node closes the last of them.
        if let Some(runtime) = Arc::into_inner(self.runtime) {
            runtime.shutdown_background();
        }
        self.node.stop()?;
        Ok(())
    }
}

pub(super) fn sender_key() -> Made<SigningKey> {
    Ok(demo_key(1, &Bic::parse(SENDER)?))
}

fn door_key() -> SigningKey {
    demo_key_of(1, "the door")
}

/// The same payment as in [`customer_payment`], as JSON.
fn instruction(number: usize, asked_at: &str) -> String {
    json!({
        "command": "SubmitInstruction",
        "asked_at": asked_at,
        "uetr": random_uetr(number as u64).to_string(),
        "legs": [{
            "debtor": SENDER, "creditor": RECEIVER, "currency": "INR", "amount": "12345.67",
        }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "customer",
    })
    .to_string()
}

fn noon() -> Instant {
    let (year, month, day) = DAY;
    let date = BusinessDate::from_ymd(year, month, day).unwrap_or_default();
    let days = u64::try_from(date.days()).unwrap_or(0);
    Instant::from_unix_seconds(days * 86_400 + 8 * 3600)
}

/// The sandbox's world, with money for the sender.
fn funded() -> Made<Founding> {
    let mut founding = World::embedded(1, usize::MAX)?.founding(noon())?;
    let mut machine = Machine::new(founding.genesis.clone());
    let moment = settlement::Moment { position: terms::LogPosition::new(1), instant: noon() };
    let mut events = Vec::new();
    for envelope in &founding.commands {
        machine.apply(moment, envelope.clone(), &mut events);
    }
    let rupee = CurrencyCode::parse("INR")?;
    let known = machine.currencies().find(|(_, code, ..)| *code == rupee);
    let (currency, _, _, agent) = known.ok_or("the world has rupees")?;
    let to = machine.party(&Bic::parse(SENDER)?).ok_or("the world has the sender")?;
    let amount = Amount::from_minor(1_000_000_000_000_000);
    let issue = issuance::Command::Issue { name: random_uetr(u64::MAX), currency, to, amount };
    let command = Command::Issuance(issue);
    founding.commands.push(Envelope { by: agent, evidence: Digest::ZERO, command });
    Ok(founding)
}
