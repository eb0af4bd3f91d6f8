//! The tasks that bring messages to endpoints: one for each that is active.

use std::collections::HashMap;
use std::time::Duration;

use dispatch::{Delivery, Endpoint, Fault, Loopback, Message, Standing, Target, back_off};
use node::{Notice, Outlet, now};
use serde_json::{Value, json};
use settlement::PartyId;
use terms::Instant;
use tokio::task::JoinHandle;

use super::gone;
use super::kind::{PING_KIND, kind};
use crate::Door;
use crate::caller::Identity;
use crate::entrance::seconds;
use crate::json::bic;
use crate::read::delivered;

/// How many notices are looked at before the lock on the board is taken again.
const PORTION: usize = 100;

/// How often it is looked whether an endpoint lacks its task, beside when one is known to.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// How long to wait when the node itself cannot read what it is to send.
const AFTER_FAULT: Duration = Duration::from_secs(5);

/// What is to be sent to an endpoint.
#[derive(Debug)]
pub(super) struct Parcel {
    cursor: Option<u64>,
    kind: &'static str,
    id: String,
    body: Vec<u8>,
    /// Whether it is a payment's message, whose receiver has it when this has arrived.
    is_delivery: bool,
}

/// What comes next for an endpoint.
enum Next {
    Parcel(Box<(Endpoint, Parcel)>),
    /// Nothing yet; the records that were looked at are those known to the receiver.
    Nothing,
    /// It is not there any more, or disabled.
    Over,
}

impl Door {
    /// Brings what banks asked for to their endpoints, until the process ends: to be spawned once.
    pub async fn call(self) {
        let mut changed = self.calls.changed.subscribe();
        let mut tasks: HashMap<u64, JoinHandle<()>> = HashMap::new();
        loop {
            tasks.retain(|_, task| !task.is_finished());
            let door = self.clone();
            let known = tokio::task::spawn_blocking(move || door.dispatch.endpoints(None)).await;
            let known = known.map_err(|error| error.to_string());
            match known.and_then(|known| known.map_err(|fault| fault.to_string())) {
                Ok(known) => {
                    self.clear(&known).await;
                    for endpoint in known.iter().filter(|known| known.disabled.is_none()) {
                        let number = endpoint.number;
                        tasks
                            .entry(number)
                            .or_insert_with(|| tokio::spawn(self.clone().serve_endpoint(number)));
                    }
                }
                Err(fault) => tracing::error!("webhooks: {fault}"),
            }
            // Whoever registers ends with the door.
            let _ = tokio::time::timeout(LOOK_EVERY, changed.changed()).await;
        }
    }

    /// Ends those whose key has ended, also where nothing is sent.
    async fn clear(&self, known: &[Endpoint]) {
        let (door, known) = (self.clone(), known.to_vec());
        let cleared = tokio::task::spawn_blocking(move || {
            known.iter().try_for_each(|endpoint| door.stands(endpoint).map(|_| ()))
        });
        if let Ok(Err(fault)) = cleared.await {
            tracing::error!("webhooks: {fault}");
        }
    }

    /// Whether an endpoint still stands: it ends with the key that registered it, and is removed
    /// where that is met, since a revoked key counts never again (R-PAR-08).
    pub(super) fn stands(&self, endpoint: &Endpoint) -> Result<bool, Fault> {
        let Some(holder) = &endpoint.holder else {
            // From before keys were noted.
            return Ok(true);
        };
        let of = self.bearer(holder).map(|(identity, _)| identity);
        if of == Some(Identity::Party(endpoint.party)) {
            return Ok(true);
        }
        tracing::info!(webhook = endpoint.number, "a webhook ends with the key that registered it");
        self.dispatch.remove(endpoint.number, &gone())?;
        Ok(false)
    }

    /// Sends one message after another to an endpoint, until it is removed or disabled.
    async fn serve_endpoint(self, number: u64) {
        let mut head = self.read_board().feed().watch();
        loop {
            head.mark_unchanged();
            let door = self.clone();
            let next = tokio::task::spawn_blocking(move || door.next_for(number)).await;
            match next {
                Ok(Ok(Next::Parcel(next))) => {
                    let (endpoint, parcel) = *next;
                    let wait = endpoint.next_at.and_then(|at| until(at, now()));
                    if let Some(wait) = wait {
                        tokio::time::sleep(wait).await;
                        // It may have been removed or enabled since.
                        if !self.is_due(number).await {
                            continue;
                        }
                    }
                    self.try_parcel(endpoint, parcel).await;
                }
                Ok(Ok(Next::Nothing)) => {
                    if head.changed().await.is_err() {
                        return;
                    }
                }
                Ok(Ok(Next::Over)) => return,
                Ok(Err(fault)) => {
                    tracing::error!(endpoint = number, "webhooks: {fault}");
                    tokio::time::sleep(AFTER_FAULT).await;
                }
                Err(_) => return,
            }
        }
    }

    /// Whether an endpoint still stands and need not wait any longer.
    async fn is_due(&self, number: u64) -> bool {
        let door = self.clone();
        let found = tokio::task::spawn_blocking(move || door.standing_one(number)).await;
        let found = found.ok().and_then(Result::ok).flatten();
        found.is_some_and(|endpoint| {
            endpoint.disabled.is_none()
                && endpoint.next_at.is_none_or(|at| until(at, now()).is_none())
        })
    }

    /// An endpoint, if it stands.
    fn standing_one(&self, number: u64) -> Result<Option<Endpoint>, Fault> {
        let Some(endpoint) = self.dispatch.endpoint(number)? else {
            return Ok(None);
        };
        Ok(self.stands(&endpoint)?.then_some(endpoint))
    }

    fn next_for(&self, number: u64) -> Result<Next, Fault> {
        let endpoint = self.standing_one(number)?;
        let Some(endpoint) = endpoint.filter(|endpoint| endpoint.disabled.is_none()) else {
            return Ok(Next::Over);
        };
        let mut position = endpoint.position;
        loop {
            let outlets = self.read_board().outbox(endpoint.party, position, PORTION);
            let wanted =
                outlets.iter().find(|outlet| is_wanted(&endpoint, &outlet.outgoing.notice));
            if let Some(outlet) = wanted {
                let parcel = self.parcel(endpoint.party, outlet)?;
                return Ok(Next::Parcel(Box::new((endpoint, parcel))));
            }
            let Some(last) = outlets.last() else {
                return Ok(Next::Nothing);
            };
            position = last.cursor;
            self.dispatch.pass(number, position)?;
        }
    }

    /// What tells a notice, ready to be sent: the same text at every try.
    fn parcel(&self, party: PartyId, outlet: &Outlet) -> Result<Parcel, Fault> {
        let message = self.rendered(party, std::slice::from_ref(outlet)).pop();
        let message = message.expect("as many messages as outlets");
        let message = message.map_err(|fault| Fault::of("writing what is to be sent", fault))?;
        let to = bic(&self.read_board(), party);
        let kind = kind(&outlet.outgoing.notice);
        let mut data = delivered(outlet, message);
        data["participant"] = to.as_str().into();
        let body = content(kind, outlet.outgoing.instant, &data);
        // The instant tells it from what stood at this cursor in a log that an older copy was put
        // back over.
        let instant = outlet.outgoing.instant.unix_nanos();
        let id = self.message_id(&to, &format!("{}_{instant:x}", outlet.cursor));
        let is_delivery = matches!(outlet.outgoing.notice, Notice::Delivery { .. });
        Ok(Parcel { cursor: Some(outlet.cursor), kind, id, body, is_delivery })
    }

    /// By which a receiver knows a message again, whatever endpoint and try it comes by.
    fn message_id(&self, to: &str, place: &str) -> String {
        let network = self.network.get(..16).unwrap_or(&self.network);
        format!("sarraf_{network}_{to}_{place}")
    }

    /// A ping of an endpoint.
    pub(super) fn ping_of(&self, endpoint: &Endpoint) -> Parcel {
        let to = bic(&self.read_board(), endpoint.party);
        let data = json!({ "participant": to, "webhook": endpoint.number });
        let body = content(PING_KIND, now(), &data);
        let id = self.message_id(&to, &format!("ping-{}-{}", endpoint.number, endpoint.sent));
        Parcel { cursor: None, kind: PING_KIND, id, body, is_delivery: false }
    }

    /// What was sent once, made again; `None` where the outbox holds it no more.
    pub(super) fn parcel_at(
        &self,
        endpoint: &Endpoint,
        cursor: u64,
    ) -> Result<Option<Parcel>, Fault> {
        let outlets = self.read_board().outbox(endpoint.party, cursor.saturating_sub(1), 1);
        let outlet = outlets.first().filter(|outlet| outlet.cursor == cursor);
        outlet.map(|outlet| self.parcel(endpoint.party, outlet)).transpose()
    }

    /// Sends once and tells what came of it.
    async fn post(&self, endpoint: &Endpoint, parcel: &Parcel) -> Delivery {
        let timestamp = seconds();
        let message = Message {
            id: parcel.id.clone(),
            timestamp,
            signature: endpoint.secrets.sign(&parcel.id, timestamp, &parcel.body),
            body: parcel.body.clone(),
        };
        let sender = &self.calls.calling.sender;
        let (status, reason) = match Target::parse(&endpoint.url, sender.loopback) {
            Err(flaw) => (None, Some(flaw.to_owned())),
            Ok(target) => match sender.send(&target, message).await {
                Ok(status) if status.is_success() => (Some(status.as_u16()), None),
                Ok(status) => {
                    (Some(status.as_u16()), Some(format!("answered {}", status.as_u16())))
                }
                Err(undelivered) => (None, Some(undelivered.to_string())),
            },
        };
        Delivery {
            number: 0,
            cursor: parcel.cursor,
            kind: parcel.kind.to_owned(),
            message: parcel.id.clone(),
            at: now(),
            status,
            reason,
        }
    }

    /// Sends what was asked to be sent, outside of its turn.
    pub(super) async fn send_now(
        &self,
        endpoint: Endpoint,
        parcel: Parcel,
    ) -> Result<Option<Delivery>, Fault> {
        let delivery = self.post(&endpoint, &parcel).await;
        self.note(endpoint, parcel, delivery, Standing::AsBefore).await
    }

    /// Sends what comes next, and notes where the endpoint stands after it.
    async fn try_parcel(&self, endpoint: Endpoint, parcel: Parcel) {
        let delivery = self.post(&endpoint, &parcel).await;
        let standing = self.standing(&endpoint, &parcel, &delivery);
        let (number, party) = (endpoint.number, endpoint.party);
        let told = match &standing {
            Standing::Disabled { reason } => Some(json!({ "webhook": number, "reason": reason })),
            Standing::Told { .. } | Standing::Again { .. } | Standing::AsBefore => None,
        };
        match self.note(endpoint, parcel, delivery, standing).await {
            Ok(_) => {
                if let Some(told) = told {
                    // Nobody may be watching; the endpoint itself tells it too.
                    let _ = self.calls.announced.send((party, told));
                }
            }
            Err(fault) => {
                tracing::error!(endpoint = number, "webhooks: {fault}");
                tokio::time::sleep(AFTER_FAULT).await;
            }
        }
    }

    fn standing(&self, endpoint: &Endpoint, parcel: &Parcel, delivery: &Delivery) -> Standing {
        let calling = &self.calls.calling;
        if delivery.arrived() {
            let position = parcel.cursor.unwrap_or(endpoint.position);
            return Standing::Told { position };
        }
        if delivery.status == Some(410) {
            let reason = "the receiver answered that it is gone: 410".to_owned();
            return Standing::Disabled { reason };
        }
        let since = endpoint.failing_since.unwrap_or(delivery.at);
        if lasted(since, delivery.at) >= calling.gives_up {
            let last = delivery.reason.as_deref().unwrap_or("no answer");
            let reason = format!("nothing has arrived since {since}; at last: {last}");
            return Standing::Disabled { reason };
        }
        let tries = endpoint.tries.saturating_add(1);
        let wait = back_off(calling.first, calling.longest, tries, &parcel.id);
        let wait = u64::try_from(wait.as_nanos()).unwrap_or(u64::MAX);
        let at = delivery.at.unix_nanos().saturating_add(wait);
        Standing::Again { at: Instant::from_unix_nanos(at) }
    }

    /// Notes a try; a payment's message that has arrived is delivered.
    async fn note(
        &self,
        endpoint: Endpoint,
        parcel: Parcel,
        delivery: Delivery,
        standing: Standing,
    ) -> Result<Option<Delivery>, Fault> {
        let door = self.clone();
        let noted = tokio::task::spawn_blocking(move || {
            if let Some(cursor) = parcel.cursor.filter(|_| parcel.is_delivery && delivery.arrived())
            {
                let oldest = door.read_board().oldest(endpoint.party);
                door.dispatch.handed(endpoint.party, cursor, oldest, door.now())?;
            }
            door.dispatch.note(endpoint.number, delivery, &standing)
        });
        noted.await.map_err(|error| Fault::of("noting a delivery", error))?
    }

    /// Whether this machine itself may be called.
    pub(super) fn loopback(&self) -> Loopback {
        self.calls.calling.sender.loopback
    }
}

fn is_wanted(endpoint: &Endpoint, notice: &Notice) -> bool {
    endpoint.kinds.is_empty() || endpoint.kinds.iter().any(|wanted| wanted == kind(notice))
}

/// What is sent. Source: Standard Webhooks, the recommended form of a payload.
fn content(kind: &str, at: Instant, data: &Value) -> Vec<u8> {
    json!({ "type": kind, "timestamp": at.to_string(), "data": data }).to_string().into_bytes()
}

/// How long from one instant to a later one.
fn lasted(from: Instant, to: Instant) -> Duration {
    Duration::from_nanos(to.unix_nanos().saturating_sub(from.unix_nanos()))
}

/// How long until an instant that is to come.
fn until(at: Instant, now: Instant) -> Option<Duration> {
    (at > now).then(|| lasted(now, at))
}
