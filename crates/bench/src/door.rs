//! The door under load: signed XML over HTTP from many connections at once, settled, durable and
//! answered, on all cores with the load generator beside the node.

use std::path::Path;
use std::time::{Duration, Instant as Stopwatch};

use api::{Access, Door, DoorOptions, Freshness};
use client::Client;
use ed25519_dalek::SigningKey;
use hdrhistogram::Histogram;
use iso20022::{Limits, Profile};
use node::{Clock, Founding, Node, NodeOptions, Salting, demo_key};
use sandbox::{CLEARING_SYSTEM, OPERATOR, World};
use settlement::{Command, Envelope, Machine, issuance};
use terms::{Amount, Bic, BusinessDate, CurrencyCode, Digest, Instant};

use crate::messages::{customer_payment, random_uetr};
use crate::{Figure, Measured, rate};

/// Connections that each have one message in flight.
const CONNECTIONS: usize = 64;

/// A payment that settles at once: rupees, which are open round the clock.
const SENDER: &str = "SBININBB";

/// The day that the node's clock is made to say.
const DAY: (i32, u8, u8) = (2026, 11, 24);

fn noon() -> Instant {
    let (year, month, day) = DAY;
    let date = BusinessDate::from_ymd(year, month, day).unwrap_or_default();
    let days = u64::try_from(date.days()).unwrap_or(0);
    Instant::from_unix_seconds(days * 86_400 + 8 * 3600)
}

/// The sandbox's world, with money for the sender.
fn funded() -> Result<Founding, Box<dyn std::error::Error>> {
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

pub(crate) fn measure(folder: &Path, messages: usize) -> Measured {
    let founding = funded()?;
    let operator = Bic::parse(OPERATOR)?;
    let now = node::now();
    let ahead = noon().unix_seconds().cast_signed() - now.unix_seconds().cast_signed();
    let clock = Clock::Running { ahead_seconds: ahead };
    let mut options = NodeOptions::new(folder.join("door-bench"));
    options.clock = clock;
    let (node, _) = Node::start(&founding, demo_key(1, &operator), options, |_| {})?;
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
            access: Access::open(),
        },
    );
    let runtime = tokio::runtime::Runtime::new()?;
    let listener = runtime.block_on(api::listen(([127, 0, 0, 1], 0).into(), None))?;
    let address = format!("http://{}", listener.local_addr()?);
    runtime.spawn(async move { api::serve(listener, api::router(door)).await });
    let key = demo_key(1, &Bic::parse(SENDER)?);
    // Once without counting, so that connections and pages are warm.
    runtime.block_on(load(&address, &key, 0..CONNECTIONS * 4))?;
    let begun = Stopwatch::now();
    let first = CONNECTIONS * 4;
    let latency = runtime.block_on(load(&address, &key, first..first + messages))?;
    let elapsed = begun.elapsed();
    runtime.shutdown_background();
    node.stop()?;
    let ms = |quantile: f64| latency.value_at_quantile(quantile) as f64 / 1000.0;
    Ok(vec![
        Figure::new(
            "door: signed pacs.008 in, settled, durable, answered",
            rate(messages as u64, elapsed),
            "messages/s",
        )
        .beside("connections, the load on the same cores", CONNECTIONS as f64),
        Figure::new("door: half of them answered within", ms(0.5), "ms"),
        Figure::new("door: all but one in a hundred within", ms(0.99), "ms"),
    ])
}

/// Sends messages over all connections, each waiting for its answer. Unit: microseconds.
async fn load(
    address: &str,
    key: &SigningKey,
    numbers: std::ops::Range<usize>,
) -> Result<Histogram<u64>, Box<dyn std::error::Error>> {
    let mut tasks = Vec::new();
    for connection in 0..CONNECTIONS {
        let (client, key) = (Client::new(address), key.clone());
        let own: Vec<usize> = numbers.clone().skip(connection).step_by(CONNECTIONS).collect();
        tasks.push(tokio::spawn(async move {
            let mut taken = Vec::with_capacity(own.len());
            for number in own {
                let text = customer_payment(number).map_err(|error| error.to_string())?;
                let begun = Stopwatch::now();
                let reply = client.send(&key, text.into_bytes()).await;
                let reply = reply.map_err(|failure| failure.to_string())?;
                if reply.element("TxSts") != Some("ACSC") {
                    return Err(format!("a message was answered with {}", reply.xml));
                }
                taken.push(begun.elapsed());
            }
            Ok::<Vec<Duration>, String>(taken)
        }));
    }
    let mut latency = Histogram::new(3)?;
    for task in tasks {
        for taken in task.await?? {
            latency.record(u64::try_from(taken.as_micros())?)?;
        }
    }
    Ok(latency)
}
