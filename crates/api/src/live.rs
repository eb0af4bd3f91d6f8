//! What a person who watches reads: an overview, the day's samples, payments, and the live stream.
//!
//! The stream is server-sent events (WHATWG HTML, section 9.2).
//! Each record is one message whose identifier is its log position, so that whoever comes back with
//! `Last-Event-ID` misses nothing that is still kept, and is told if something is not.

mod overview;
mod payments;
mod told;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use futures::stream::{self, Stream};
use node::Applied;
use serde::Deserialize;
use serde_json::{Value, json};
use terms::{Instant, LogPosition};
use tokio::sync::watch;

use crate::Door;

/// Records that are told at a time, before the lock on the board is taken again.
const PORTION: usize = 256;

/// How often a watcher is sent the overview, at most.
const OVERVIEW_EVERY: Duration = Duration::from_secs(1);

/// The routes of whoever watches.
pub(crate) fn routes() -> Router<Door> {
    Router::new()
        .route("/v1/overview", get(overview))
        .route("/v1/samples", get(samples))
        .route("/v1/payments", get(payments::list))
        .route("/v1/live", get(live))
}

async fn overview(State(door): State<Door>) -> Response {
    Json(overview::overview(&door)).into_response()
}

#[derive(Deserialize)]
struct SamplesQuery {
    /// The `next` of an earlier answer.
    #[serde(default)]
    after: u64,
}

async fn samples(State(door): State<Door>, Query(query): Query<SamplesQuery>) -> Response {
    let after = Instant::from_unix_nanos(query.after);
    Json(overview::samples(&door.read_board(), after)).into_response()
}

#[derive(Deserialize)]
struct LiveQuery {
    /// The position after which to begin; the header `Last-Event-ID` goes before it.
    after: Option<u64>,
}

/// A watcher's way along the log.
struct Watcher {
    door: Door,
    head: watch::Receiver<LogPosition>,
    /// The last record that was told.
    told: LogPosition,
    waiting: std::vec::IntoIter<Message>,
    overview: Option<Stopwatch>,
}

async fn live(
    State(door): State<Door>,
    Query(query): Query<LiveQuery>,
    headers: HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let last = last.and_then(|text| text.parse().ok()).or(query.after);
    let (head, newest) = {
        let board = door.read_board();
        (board.feed().watch(), board.head().0)
    };
    // Who comes for the first time begins with what is, and reads what was elsewhere.
    let told = last.map_or(newest, LogPosition::new);
    let nothing = Vec::new().into_iter();
    let watcher = Watcher { door, head, told, waiting: nothing, overview: None };
    let stream = stream::unfold(watcher, |mut watcher| async {
        let message = watcher.next().await?;
        Some((Ok::<Message, Infallible>(message), watcher))
    });
    sse(stream)
}

fn sse(stream: impl Stream<Item = Result<Message, Infallible>> + Send + 'static) -> Response {
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

impl Watcher {
    /// The next message; none when the node has ended.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(message) = self.waiting.next() {
                return Some(message);
            }
            if self.overview.is_none_or(|sent| sent.elapsed() >= OVERVIEW_EVERY) {
                self.overview = Some(Stopwatch::now());
                let overview = overview::overview(&self.door);
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
            match tokio::time::timeout(rest, self.head.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                // Nothing happens; the overview is sent again only when something has.
                Err(_) => {
                    if self.head.changed().await.is_err() {
                        return None;
                    }
                }
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
            messages.push(message("gap", &json!({ "oldest": oldest.number() })));
        }
        for record in records {
            let position = record.header.position;
            self.told = position;
            let events: Vec<Value> =
                record.events.iter().filter_map(|event| told::event(&board, event)).collect();
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

fn message(kind: &str, told: &Value) -> Message {
    Message::default().event(kind).data(told.to_string())
}
