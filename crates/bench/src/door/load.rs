//! Load from many connections: as fast as answers come, or at a rate that waits for nobody.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant as Stopwatch};

use client::Client;
use hdrhistogram::Histogram;
use tokio::runtime::Runtime;
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
    /// How many were answered with 200 so far.
    done: AtomicU64,
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
pub(super) struct Load<'a> {
    sender: &'a Runtime,
    connections: Vec<JoinHandle<Result<Outcome, String>>>,
    shared: Arc<Shared>,
}

impl<'a> Load<'a> {
    /// Begins to send, over so many connections and for so long, what `ask` sends with what
    /// `connected` gives each connection.
    fn begin<C, A, F>(
        sender: &'a Runtime,
        plan: Plan,
        connected: impl Fn() -> Result<C, Error>,
        ask: A,
    ) -> Result<Self, Error>
    where
        C: Clone + Send + Sync + 'static,
        A: Fn(C) -> F + Clone + Send + 'static,
        F: Future<Output = Result<u16, String>> + Send,
    {
        let (begun, next, done) = (Stopwatch::now(), AtomicU64::new(0), AtomicU64::new(0));
        let shared = Arc::new(Shared { begun, plan, next, done });
        let mut connections = Vec::with_capacity(plan.connections);
        for _ in 0..plan.connections {
            let (client, shared, ask) = (connected()?, Arc::clone(&shared), ask.clone());
            connections.push(sender.spawn(async move {
                let mut outcome = Outcome::new().map_err(|error| error.to_string())?;
                while let Some(due) = shared.due().await {
                    let status = ask(client.clone()).await?;
                    outcome.note(status, due.elapsed());
                    if status == 200 {
                        shared.done.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Ok(outcome)
            }));
        }
        Ok(Self { sender, connections, shared })
    }

    /// How many were answered with 200 so far.
    pub(super) fn done(&self) -> u64 {
        self.shared.done.load(Ordering::Relaxed)
    }

    /// Waits until the last has its answer.
    pub(super) fn end(self) -> Result<Outcome, Error> {
        let mut whole = Outcome::new()?;
        for connection in self.connections {
            whole.add(&self.sender.block_on(connection)??)?;
        }
        whole.elapsed = self.shared.begun.elapsed();
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

/// Begins to send payments, each of its own name, from the node's own threads.
pub(super) fn payments<'a>(
    place: &'a Place,
    form: Form,
    plan: Plan,
    names: &Arc<AtomicU64>,
) -> Result<Load<'a>, Error> {
    payments_from(place.runtime(), place, form, plan, names)
}

/// Begins to send payments, each of its own name.
pub(super) fn payments_from<'a>(
    sender: &'a Runtime,
    place: &Place,
    form: Form,
    plan: Plan,
    names: &Arc<AtomicU64>,
) -> Result<Load<'a>, Error> {
    let (key, write, names) = (sender_key()?, place.writer(form), Arc::clone(names));
    Load::begin(
        sender,
        plan,
        || place.client(),
        move |client: Client| {
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
        },
    )
}

/// At which of several nodes a load is sent; it may change while the load lasts.
#[derive(Clone, Default)]
pub(super) struct Aim(Arc<AtomicUsize>);

impl Aim {
    /// Whoever sends next sends to the node of that number.
    pub(super) fn turn(&self, to: usize) {
        self.0.store(to, Ordering::Relaxed);
    }
}

/// Begins to ask for the status of a payment, again and again, at the node that is aimed at; each
/// connection is one to each of them.
pub(super) fn queries<'a>(
    sender: &'a Runtime,
    places: [&Place; 2],
    aim: &Aim,
    plan: Plan,
    of: terms::Uetr,
) -> Result<Load<'a>, Error> {
    let (path, aim) = (format!("/v1/payments/{of}"), aim.clone());
    let connected = || Ok([places[0].client()?, places[1].client()?]);
    Load::begin(sender, plan, connected, move |clients: [Client; 2]| {
        let (path, at) = (path.clone(), aim.0.load(Ordering::Relaxed));
        // What the limit or the network refused is told alike.
        async move { Ok(if clients[at].get(&path).await.is_ok() { 200 } else { 429 }) }
    })
}
