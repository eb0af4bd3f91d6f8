//! The listener of those who run a node: whether it lives, whether it is ready, and its figures.
//!
//! | request | answer |
//! |---|---|
//! | `GET /livez` | 200 while the process should go on, 503 when it should be started again |
//! | `GET /readyz` | 200 when it should be sent requests, 503 with every reason why not |
//! | `GET /metrics` | figures in the text format of OpenMetrics, as Prometheus reads it |
//!
//! It listens from the first moment, so that recovery is told too, and it answers beside the node:
//! it reads the board and counters, and never asks the writer.

mod figures;
mod ready;

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use api::{Bounds, Observed, Room};
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use node::{Board, Clock, Intake, Meters};
use prometheus_client::registry::Registry;
use serde::Deserialize;
use terms::Instant;

pub(crate) use ready::{Ready, Reason};

/// Where it listens unless told otherwise.
const ADDRESS: ([u8; 4], u16) = ([127, 0, 0, 1], 7701);

/// What begins the name of every figure.
pub(crate) const PREFIX: &str = "sarraf";

/// The type of what is answered as figures.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The part `[operations]` of a configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OperationsRows {
    /// Where the listener is, in plain HTTP.
    pub(crate) listen: SocketAddr,
    /// Whether that may be elsewhere than on loopback: on a network of the operator's own.
    pub(crate) beyond_loopback: bool,
    /// How far behind views may be. Unit: seconds.
    pub(crate) views_lag_seconds: u64,
    /// How much room the disk of the data must have. Unit: mebibytes.
    pub(crate) disk_free_mib: u64,
    /// How long the writer may go without a sign. Unit: seconds.
    pub(crate) stall_seconds: u64,
}

impl Default for OperationsRows {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(ADDRESS),
            beyond_loopback: false,
            views_lag_seconds: 60,
            disk_free_mib: 1_024,
            stall_seconds: 30,
        }
    }
}

impl OperationsRows {
    /// What is wrong with it.
    pub(crate) fn wrong(&self) -> Option<&'static str> {
        let beyond = !self.listen.ip().is_loopback() && !self.beyond_loopback;
        let text = "operations.listen: a loopback address, or beyond_loopback = true as well";
        if beyond {
            return Some(text);
        }
        (self.stall_seconds == 0).then_some("operations.stall_seconds: at least 1")
    }
}

/// Where the process is on its way.
#[derive(Clone)]
enum Phase {
    /// The log is being read.
    Recovering,
    /// Requests are served.
    Serving(Running),
    /// It is on its way to an end.
    Stopping,
}

/// What is asked of a running node.
#[derive(Clone)]
struct Running {
    board: Arc<RwLock<Board>>,
    intake: Intake,
    clock: Clock,
    /// Until when the door's certificate is valid, by TLS.
    certificate: Option<Instant>,
}

/// What the listener tells; clones tell the same.
#[derive(Clone)]
pub(crate) struct Operations {
    phase: Arc<Mutex<Phase>>,
    /// Whether the writer has met a fault.
    failed: Arc<AtomicBool>,
    rows: Arc<OperationsRows>,
    data: Arc<PathBuf>,
    meters: Meters,
    observed: Observed,
    room: Room,
    registry: Arc<Mutex<Registry>>,
}

impl Operations {
    /// A process that has just begun.
    pub(crate) fn new(rows: OperationsRows, data: PathBuf, meters: Meters, bounds: Bounds) -> Self {
        let (observed, room) = (Observed::default(), Room::new(bounds));
        let operations = Self {
            phase: Arc::new(Mutex::new(Phase::Recovering)),
            failed: Arc::default(),
            rows: Arc::new(rows),
            data: Arc::new(data),
            meters: meters.clone(),
            observed: observed.clone(),
            room: room.clone(),
            registry: Arc::default(),
        };
        let mut registry = Registry::with_prefix(PREFIX);
        meters.register(&mut registry);
        observed.register(&mut registry);
        room.register(&mut registry);
        registry.register_collector(Box::new(figures::Figures::new(operations.clone())));
        *operations.registry.lock().unwrap_or_else(PoisonError::into_inner) = registry;
        operations
    }

    /// How requests at the door are counted.
    pub(crate) fn observed(&self) -> &Observed {
        &self.observed
    }

    /// What there is of room at the door, which is told too.
    pub(crate) fn room(&self) -> &Room {
        &self.room
    }

    /// The node serves from now on.
    pub(crate) fn serving(&self, node: &node::Node, clock: Clock, certificate: Option<Instant>) {
        let running = Running { board: node.board(), intake: node.intake(), clock, certificate };
        self.enter(Phase::Serving(running));
    }

    /// The writer has stopped at a fault.
    pub(crate) fn log_failed(&self) {
        self.failed.store(true, Ordering::Release);
    }

    /// It is about to stop.
    pub(crate) fn stopping(&self) {
        self.enter(Phase::Stopping);
    }

    fn enter(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
    }

    fn phase(&self) -> Phase {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn running(&self) -> Option<Running> {
        match self.phase() {
            Phase::Serving(running) => Some(running),
            Phase::Recovering | Phase::Stopping => None,
        }
    }

    fn stall(&self) -> Duration {
        Duration::from_secs(self.rows.stall_seconds)
    }

    /// How much room the disk of the data has. Unit: bytes.
    fn disk_free(&self) -> Option<u64> {
        free(&self.data)
    }

    /// Listens where it is told to, in the background, for as long as the runtime lives.
    pub(crate) async fn listen(&self) -> Result<(), Box<dyn std::error::Error>> {
        let address = self.rows.listen;
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| format!("operations: listening on {address}: {error}"))?;
        tracing::info!("operations on http://{address}: /livez /readyz /metrics");
        let routes = self.routes();
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!("operations: {error}");
            }
        });
        Ok(())
    }

    fn routes(&self) -> Router {
        Router::new()
            .route("/livez", get(livez))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics))
            .with_state(self.clone())
    }

    /// All figures, in the text format.
    pub(crate) fn text(&self) -> String {
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        // Text is written to memory alone.
        let _ = prometheus_client::encoding::text::encode(&mut text, &registry);
        text
    }
}

/// How much room a disk has for us. Unit: bytes.
pub(crate) fn free(folder: &std::path::Path) -> Option<u64> {
    let told = rustix::fs::statvfs(folder).ok()?;
    Some(told.f_bavail.saturating_mul(told.f_frsize))
}

/// What the listener of a node answers, whatever its status.
pub(crate) fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    const PATIENCE: Duration = Duration::from_secs(5);
    let mut stream = std::net::TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    // HTTP/1.0: the answer ends with the connection.
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n")?;
    let mut told = String::new();
    stream.read_to_string(&mut told)?;
    let body = told.split_once("\r\n\r\n").map(|(_, body)| body.to_owned());
    body.ok_or_else(|| std::io::Error::other("no answer of HTTP"))
}

async fn livez(State(operations): State<Operations>) -> Response {
    told(operations.alive())
}

async fn readyz(State(operations): State<Operations>) -> Response {
    // The board and the disk are asked, which may wait a moment.
    let asked = tokio::task::spawn_blocking(move || operations.ready()).await;
    match asked {
        Ok(ready) => told(ready),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn told(ready: Ready) -> Response {
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}

async fn metrics(State(operations): State<Operations>) -> Response {
    let asked = tokio::task::spawn_blocking(move || operations.text()).await;
    match asked {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
