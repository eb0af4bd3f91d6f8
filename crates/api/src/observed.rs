//! What the door tells those who run it: a line of the log and counts for each request.
//!
//! A line names the request by a number of its own, which its answer bears too, its method, the
//! pattern of its path, and what it was answered with.
//! What stands in paths, queries and bodies names parties, accounts and payments: none of it is
//! told.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use tracing::Instrument as _;

use crate::problem::Why;

/// The header under which an answer bears its request's number in the log.
pub const REQUEST_HEADER: &str = "x-request-id";

/// How a request was answered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    status: u16,
}

/// What a request came for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    method: &'static str,
}

/// Requests as they are counted and told; clones share the counts.
#[derive(Clone, Debug)]
pub struct Observed {
    requests: Family<Answered, Counter>,
    seconds: Family<Kind, Histogram>,
    numbers: Arc<(String, AtomicU64)>,
}

impl Default for Observed {
    /// Nothing counted yet. Numbers of requests begin with a mark that is drawn at random, so that
    /// those of two runs differ.
    fn default() -> Self {
        let mut drawn = [0; 6];
        // Without randomness numbers repeat after a start, and nothing else depends on them.
        let _ = getrandom::fill(&mut drawn);
        let mark = drawn.iter().fold(String::new(), |mut mark, byte| {
            let _ = write!(mark, "{byte:02x}");
            mark
        });
        let seconds = || Histogram::new(exponential_buckets(0.000_25, 2.0, 16));
        Self {
            requests: Family::default(),
            seconds: Family::new_with_constructor(seconds),
            numbers: Arc::new((mark, AtomicU64::new(1))),
        }
    }
}

impl Observed {
    /// Tells the counts wherever the registry is told.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "requests",
            "Requests that were answered, by method and status",
            self.requests.clone(),
        );
        registry.register(
            "request_seconds",
            "How long an answer took to begin, by method",
            self.seconds.clone(),
        );
    }

    /// The routes, each of whose requests is numbered, counted and told.
    pub fn over(&self, routes: Router) -> Router {
        routes.layer(axum::middleware::from_fn_with_state(self.clone(), observe))
    }

    fn number(&self) -> Numbered {
        let (mark, next) = &*self.numbers;
        Numbered(format!("{mark}-{:x}", next.fetch_add(1, Ordering::Relaxed)).into())
    }
}

/// The number that a request has in the log of those who run the door.
#[derive(Clone, Debug)]
pub(crate) struct Numbered(pub(crate) Arc<str>);

async fn observe(State(observed): State<Observed>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let numbered = observed.number();
    request.extensions_mut().insert(numbered.clone());
    let Numbered(number) = numbered;
    let method = name(request.method());
    // The pattern and never the path.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "none".to_owned());
    let span = tracing::info_span!("request", request = %number, method, route = %route);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    let status = response.status().as_u16();
    observed.requests.get_or_create(&Answered { method, status }).inc();
    observed.seconds.get_or_create(&Kind { method }).observe(took.as_secs_f64());
    let code = response.extensions().get::<Why>().map_or("", |why| why.code.code());
    let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| match status {
        500.. => tracing::error!(status, code, microseconds, "answered"),
        _ => tracing::info!(status, code, microseconds, "answered"),
    });
    if let Ok(number) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(REQUEST_HEADER, number);
    }
    response
}

/// A method under one of few names, whatever is sent.
pub(crate) fn name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}
