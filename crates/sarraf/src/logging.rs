//! What a running node tells its operator: lines on standard error, for people or as JSON.
//!
//! Lines name requests, records, endpoints and faults; they name no party, no account and no
//! amount, so that they can go wherever logs go.

use std::error::Error;
use std::io::{IsTerminal as _, stderr};

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde::Deserialize;
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Under which name spans are sent.
const NAME: &str = "sarraf";

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// The part `[log]` of a configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LogRows {
    /// How lines are written.
    pub(crate) format: Format,
    /// What is told: a level, or levels by part, such as `info,api=warn`.
    pub(crate) level: String,
    /// Where spans of requests are sent too, by OTLP over HTTP with protobuf, such as
    /// `http://127.0.0.1:4318/v1/traces`; nowhere unless told.
    pub(crate) traces: Option<String>,
}

impl Default for LogRows {
    fn default() -> Self {
        Self { format: Format::Text, level: "info".to_owned(), traces: None }
    }
}

impl LogRows {
    /// Only what somebody should look at: for a world that tells its day by itself.
    pub(crate) fn warnings() -> Self {
        Self { level: "warn".to_owned(), ..Self::default() }
    }

    /// What is told; the engine beneath the log only where it warns, unless named.
    pub(crate) fn targets(&self) -> Result<Targets, String> {
        let told: Targets = self.level.parse().map_err(|error| format!("log.level: {error}"))?;
        let named = |name: &str| told.iter().any(|(target, _)| target.starts_with(name));
        let quiet = ["commonware", "hyper", "reqwest", "opentelemetry", "rustls"];
        let quiet = quiet.into_iter().filter(|name| !named(name));
        let quiet: Vec<_> = quiet.map(|name| (name, tracing::Level::WARN)).collect();
        Ok(told.with_targets(quiet))
    }

    /// Begins to write lines, and to send spans where that is asked for, for the whole process.
    ///
    /// Not within an async runtime: who sends spans waits.
    pub(crate) fn start(&self) -> Result<Traces, Box<dyn Error>> {
        let traces = Traces(self.traces.as_deref().map(sender).transpose()?);
        let spans = traces.0.as_ref().map(|sender| {
            let layer = tracing_opentelemetry::layer().with_tracer(sender.tracer(NAME));
            // What sends them must not be traced itself.
            let ours = ["sarraf", "api", "node"].map(|name| (name, tracing::Level::INFO));
            layer.with_filter(Targets::new().with_targets(ours))
        });
        let lines = lines(self.format).with_filter(self.targets()?);
        tracing_subscriber::registry().with(lines).with(spans).try_init()?;
        Ok(traces)
    }
}

/// What sends spans, if anything does; dropped, it sends those that wait.
#[must_use = "spans that wait are lost with it"]
pub(crate) struct Traces(Option<SdkTracerProvider>);

impl Drop for Traces {
    fn drop(&mut self) {
        if let Some(sender) = &self.0
            && let Err(error) = sender.shutdown()
        {
            tracing::warn!("the last spans were not sent: {error}");
        }
    }
}

/// What sends spans in batches, on a thread of its own; what finds no room is dropped.
fn sender(endpoint: &str) -> Result<SdkTracerProvider, Box<dyn Error>> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint)
        .build()
        .map_err(|error| format!("log.traces: {endpoint}: {error}"))?;
    let resource = Resource::builder().with_service_name(NAME).build();
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter);
    Ok(provider.with_resource(resource).build())
}

fn lines<S>(format: Format) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(stderr);
    match format {
        Format::Text => layer.with_ansi(stderr().is_terminal()).boxed(),
        Format::Json => layer.json().flatten_event(true).with_span_list(false).boxed(),
    }
}
