//! What a person who watches reads: an overview, the day's samples, payments, and the live stream.
//!
//! The stream is server-sent events (WHATWG HTML, section 9.2).
//! Each record is one message whose identifier is its log position, so that whoever comes back with
//! `Last-Event-ID` misses nothing that is still kept, and is told if something is not.
//! It ends when the session or the key that opened it counts no more.

mod overview;
mod payments;
pub(crate) mod shape;
mod told;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream::{self, Stream};
use node::{Applied, Board};
use serde_json::{Value, json};
use settlement::PartyId;
use terms::{Instant, LogPosition};
use tokio::sync::{broadcast, watch};

use crate::Door;
use crate::caller::Sight;
use crate::entrance::Shown;
use crate::problem::Problem;
use crate::read::Given;

/// Records that are told at a time, before the lock on the board is taken again.
const PORTION: usize = 256;

/// How often a watcher is sent the overview, at most.
const OVERVIEW_EVERY: Duration = Duration::from_secs(1);

/// How often it is asked whether a watcher may still watch, while nothing is told to it.
const ASKED_AGAIN_EVERY: Duration = Duration::from_secs(1);

pub(crate) use overview::overview;
pub(crate) use payments::list as payments;
pub(crate) use told::event as told;

/// How things stood at each minute after an instant, which is the `next` of an earlier answer.
pub(crate) fn samples(board: &Board, given: &Given) -> Result<Value, Problem> {
    let after = Instant::from_unix_nanos(given.number("after", 0)?);
    Ok(overview::samples(board, after))
}

/// A watcher's way along the log.
struct Watcher {
    door: Door,
    head: watch::Receiver<LogPosition>,
    /// The last record that was told.
    told: LogPosition,
    waiting: std::vec::IntoIter<Message>,
    sight: Sight,
    /// What the watcher was known by.
    shown: Arc<Shown>,
    overview: Option<Stopwatch>,
    /// What stands on no log: that an endpoint of the bank is called no more.
    announced: broadcast::Receiver<(PartyId, Value)>,
    /// Whether the door has closed.
    closed: watch::Receiver<bool>,
}

pub(crate) fn live(door: Door, given: &Given) -> Result<Response, Problem> {
    let last = given.last_event()?;
    let (head, newest) = {
        let board = door.read_board();
        (board.feed().watch(), board.head().0)
    };
    // Who comes for the first time begins with what is, and reads what was elsewhere.
    let last = last.map(LogPosition::new);
    let told = last.unwrap_or(newest).min(newest);
    // Who has read further than the log goes has read another one, which was put back since.
    let ahead = last.filter(|last| *last > newest);
    let next = LogPosition::new(newest.number().saturating_add(1));
    let waiting = ahead.map(|_| gap(next)).into_iter().collect::<Vec<_>>().into_iter();
    let (sight, shown) = (given.sight, given.shown.clone());
    let announced = door.calls.announcements();
    let closed = door.closed.subscribe();
    let watcher =
        Watcher { door, head, told, waiting, sight, shown, overview: None, announced, closed };
    let stream = stream::unfold(watcher, |mut watcher| async {
        let message = watcher.next().await?;
        Some((Ok::<Message, Infallible>(message), watcher))
    });
    Ok(sse(stream))
}

fn sse(stream: impl Stream<Item = Result<Message, Infallible>> + Send + 'static) -> Response {
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

impl Watcher {
    /// The next message; none when the node has ended, the door has closed, or what the watcher was
    /// known by counts no more.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if *self.closed.borrow() || !self.shown.counts(&self.door) {
                return None;
            }
            if let Some(message) = self.waiting.next() {
                return Some(message);
            }
            if let Some(announced) = self.announced() {
                return Some(announced);
            }
            if self.overview.is_none_or(|sent| sent.elapsed() >= OVERVIEW_EVERY) {
                self.overview = Some(Stopwatch::now());
                let overview = overview(&self.door);
                return Some(message("overview", &overview));
            }
            let portion = self.portion();
            if !portion.is_empty() {
                self.waiting = portion.into_iter();
                continue;
            }
            let rest = self
                .overview
                .map_or(OVERVIEW_EVERY, |sent| OVERVIEW_EVERY.saturating_sub(sent.elapsed()));
            if !self.happens(rest).await? {
                // Nothing happens; the overview is sent again only when something has.
                self.happens(Duration::MAX).await?;
            }
        }
    }

    /// Waits until something happens, or so long; `None` when nothing more may be told.
    async fn happens(&mut self, rest: Duration) -> Option<bool> {
        tokio::select! {
            changed = self.head.changed() => changed.is_ok().then_some(true),
            announced = self.announced.recv() => {
                // Whoever is too slow reads its endpoints.
                let announced = announced.ok().filter(|(party, _)| self.sight.is(*party));
                let told = announced.map(|(_, told)| message("webhook-disabled", &told));
                self.waiting = told.into_iter().collect::<Vec<_>>().into_iter();
                Some(true)
            }
            () = tokio::time::sleep(rest) => Some(false),
            _ = self.closed.wait_for(|closed| *closed) => None,
            () = ended(&self.shown, &self.door) => None,
        }
    }

    /// What was announced to the bank meanwhile.
    fn announced(&mut self) -> Option<Message> {
        loop {
            match self.announced.try_recv() {
                Ok((party, told)) if self.sight.is(party) => {
                    return Some(message("webhook-disabled", &told));
                }
                Ok(_) | Err(broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(
                    broadcast::error::TryRecvError::Empty | broadcast::error::TryRecvError::Closed,
                ) => return None,
            }
        }
    }

    /// The next records that say something, as messages.
    fn portion(&mut self) -> Vec<Message> {
        let board = self.door.read_board();
        let records: Vec<Arc<Applied>> = board.feed().after(self.told, PORTION);
        let mut messages = Vec::with_capacity(records.len());
        let first = records.first().map(|record| record.header.position);
        let expected = LogPosition::new(self.told.number().saturating_add(1));
        if let Some(oldest) = first.filter(|first| *first > expected) {
            messages.push(gap(oldest));
        }
        for record in records {
            let position = record.header.position;
            self.told = position;
            let events: Vec<Value> =
                record.events.iter().filter_map(|e| told::event(&board, self.sight, e)).collect();
            if !events.is_empty() {
                let told = json!({
                    "position": position.number(),
                    "instant": record.header.instant.to_string(),
                    "events": events,
                });
                messages.push(message("record", &told).id(position.number().to_string()));
            }
        }
        messages
    }
}

/// Waits until what a watcher was known by counts no more.
async fn ended(shown: &Shown, door: &Door) {
    while shown.counts(door) {
        tokio::time::sleep(ASKED_AGAIN_EVERY).await;
    }
}

/// That not all that was to be told is; what is told begins with a record.
fn gap(oldest: LogPosition) -> Message {
    message("gap", &json!({ "oldest": oldest.number() }))
}

fn message(kind: &str, told: &Value) -> Message {
    Message::default().event(kind).data(told.to_string())
}
