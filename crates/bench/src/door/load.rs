//! Load from many connections: as fast as answers come, or at a rate that waits for nobody.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use client::Client;
use hdrhistogram::Histogram;
use tokio::task::JoinHandle;

use super::place::{Form, Place, sender_key};

type Error = Box<dyn std::error::Error>;

/// When the next request is due.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pace {
    /// Once the connection has the answer to the one before.
    Answered,
    /// At a rate, whatever the answers do; a late one is counted from when it was due.
    /// Unit: requests a second.
    Every(f64),
}

/// What came of a load.
pub(super) struct Outcome {
    /// Answers by status. Zero: none, the connection failed.
    pub(super) statuses: BTreeMap<u16, u64>,
    /// From when a request was due until its answer was read, of those answered with 200.
    /// Unit: microseconds.
    latency: Histogram<u64>,
    /// From the first due until the last answer.
    pub(super) elapsed: Duration,
}

impl Outcome {
    fn new() -> Result<Self, Error> {
        let latency = Histogram::new(3)?;
        Ok(Self { statuses: BTreeMap::new(), latency, elapsed: Duration::ZERO })
    }

    /// How many were answered with 200.
    pub(super) fn done(&self) -> u64 {
        self.statuses.get(&200).copied().unwrap_or(0)
    }

    /// How many were answered, whatever with.
    pub(super) fn sent(&self) -> u64 {
        self.statuses.values().sum()
    }

    /// Answers with 200. Unit: a second.
    pub(super) fn rate(&self) -> f64 {
        crate::rate(self.done(), self.elapsed)
    }

    /// Within how long a share of them was answered. Unit: milliseconds.
    pub(super) fn within(&self, share: f64) -> f64 {
        self.latency.value_at_quantile(share) as f64 / 1000.0
    }

    fn note(&mut self, status: u16, took: Duration) {
        *self.statuses.entry(status).or_default() += 1;
        if status == 200 {
            let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            // It grows with what it is given: `saturating_record` would cut at its first size.
            self.latency.record(micros).unwrap_or_default();
        }
    }

    fn add(&mut self, other: &Self) -> Result<(), Error> {
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        self.latency.add(&other.latency)?;
        Ok(())
    }
}

/// What all connections of a load share.
struct Shared {
    begun: Stopwatch,
    plan: Plan,
    next: AtomicU64,
}

impl Shared {
    /// Waits until the next request is due; answers when it was, or nothing after the end.
    async fn due(&self) -> Option<Stopwatch> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let due = match self.plan.pace {
            Pace::Answered => Stopwatch::now(),
            Pace::Every(rate) => self.begun + Duration::from_secs_f64(number as f64 / rate),
        };
        let end = match self.plan.until {
            Until::Sent(most) if number >= most => return None,
            Until::Sent(_) => None,
            Until::After(lasts) => Some(self.begun + lasts),
        };
        if end.is_some_and(|end| due >= end || Stopwatch::now() >= end) {
            return None;
        }
        tokio::time::sleep_until(due.into()).await;
        Some(due)
    }
}

/// A load under way.
pub(super) struct Load {
    connections: Vec<JoinHandle<Result<Outcome, String>>>,
    begun: Stopwatch,
}

impl Load {
    /// Begins to send, over so many connections and for so long, what `ask` sends.
    fn begin<A, F>(place: &Place, plan: Plan, ask: A) -> Result<Self, Error>
    where
        A: Fn(Client) -> F + Clone + Send + 'static,
        F: Future<Output = Result<u16, String>> + Send,
    {
        let begun = Stopwatch::now();
        let next = AtomicU64::new(0);
        let shared = Arc::new(Shared { begun, plan, next });
        let mut connections = Vec::with_capacity(plan.connections);
        for _ in 0..plan.connections {
            let (client, shared, ask) = (place.client()?, Arc::clone(&shared), ask.clone());
            connections.push(place.runtime().spawn(async move {
                let mut outcome = Outcome::new().map_err(|error| error.to_string())?;
                while let Some(due) = shared.due().await {
                    let status = ask(client.clone()).await?;
                    outcome.note(status, due.elapsed());
                }
                Ok(outcome)
            }));
        }
        Ok(Self { connections, begun })
    }

    /// Waits until the last has its answer.
    pub(super) fn end(self, place: &Place) -> Result<Outcome, Error> {
        let mut whole = Outcome::new()?;
        for connection in self.connections {
            whole.add(&place.runtime().block_on(connection)??)?;
        }
        whole.elapsed = self.begun.elapsed();
        Ok(whole)
    }
}

/// How much, how fast and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) connections: usize,
    pub(super) pace: Pace,
    pub(super) until: Until,
}

/// When a load ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Until {
    /// With so many.
    Sent(u64),
    /// After a time; what was due and not sent by then is not sent.
    After(Duration),
}

/// Begins to send payments, each of its own name.
pub(super) fn payments(
    place: &Place,
    form: Form,
    plan: Plan,
    names: &Arc<AtomicU64>,
) -> Result<Load, Error> {
    let (key, write, names) = (sender_key()?, place.writer(form), Arc::clone(names));
    Load::begin(place, plan, move |client| {
        let (key, write, names) = (key.clone(), write.clone(), Arc::clone(&names));
        async move {
            let number = names.fetch_add(1, Ordering::Relaxed);
            let body = write(usize::try_from(number).unwrap_or(usize::MAX))?;
            match form {
                Form::Xml => {
                    let Ok(reply) = client.send(&key, body).await else { return Ok(0) };
                    match (reply.status, reply.element("TxSts")) {
                        (200, Some("ACSC")) => Ok(200),
                        (200, _) => Err(format!("a message was answered with {}", reply.xml)),
                        (status, _) => Ok(status),
                    }
                }
                Form::Json => {
                    let told = client.ask(&key, "/v1/instructions", body).await;
                    let Ok(told) = told else { return Ok(0) };
                    let is_settled =
                        told.events().iter().any(|(name, _)| *name == "PaymentSettled");
                    match told.status {
                        200 if is_settled => Ok(200),
                        200 => Err(format!("an instruction was answered with {}", told.body)),
                        status => Ok(status),
                    }
                }
            }
        }
    })
}

/// Begins to ask for the status of a payment, again and again.
pub(super) fn queries(place: &Place, plan: Plan, of: terms::Uetr) -> Result<Load, Error> {
    let path = format!("/v1/payments/{of}");
    Load::begin(place, plan, move |client| {
        let path = path.clone();
        // What the limit or the network refused is told alike.
        async move { Ok(if client.get(&path).await.is_ok() { 200 } else { 429 }) }
    })
}
