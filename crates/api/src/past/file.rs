//! A day as a file, sent while it is made.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use node::Asked;
use terms::BusinessDate;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Sender};
use views::{Daily, Export, Form, Views};

use super::given::{ends, over};
use super::{Of, reached, silent};
use crate::Door;
use crate::problem::{Code, Problem};
use crate::read::Given;

/// The media type of comma-separated values. Source: RFC 7111.
pub(super) const CSV: &str = "text/csv";

/// The media type of Apache Parquet. Source: IANA, media types.
pub(super) const PARQUET: &str = "application/vnd.apache.parquet";

/// How much is sent at once. Unit: bytes.
const CHUNK: usize = 64 << 10;

/// Chunks that wait for who takes the file.
const WAITING: usize = 4;

/// How long who takes the file may take nothing, before its thread is given to others.
const STALLED: Duration = Duration::from_secs(20);

type Chunk = Result<Bytes, io::Error>;

/// What is written goes to who takes the file, as fast as that one takes it.
struct Chunks {
    taker: Sender<Chunk>,
    runtime: Handle,
    waiting: Vec<u8>,
}

impl Chunks {
    fn send(&self, chunk: Chunk) -> io::Result<()> {
        let sent = self.runtime.block_on(self.taker.send_timeout(chunk, STALLED));
        sent.map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "nobody takes the file"))
    }
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= CHUNK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.waiting);
        self.send(Ok(chunk.into()))
    }
}

/// Writes a day; where that fails, the file breaks off and does not end as if it were whole.
///
/// Statements and entries go by operating days, payments by dates in UTC.
pub(super) async fn export(door: Door, given: Given, form: Form) -> Result<Response, Problem> {
    let of = Daily::named(given.open_text());
    let of = of.ok_or_else(|| {
        Problem::with(Code::BadPath, "history has entries, payments and statements of a day")
    })?;
    let day = given.date()?;
    let Of { seen, party } = Of::accounts(&door, &given)?;
    let before = if of == Daily::Payments { ends(day) } else { over(day) };
    let (past, reached) = reached(&door, Some(before)).await?;
    let (taker, mut taken) = mpsc::channel(WAITING);
    let runtime = Handle::current();
    let question = move |views: &mut Views| {
        let mut out = Chunks { taker, runtime, waiting: Vec::new() };
        let seen = seen.as_ref();
        let written = views.export(&Export { of, day, party, seen }, form, &mut out);
        if let Err(fault) = &written {
            // Whoever took the file may be gone; then nobody need be told.
            let _ = out.send(Err(io::Error::other(fault.to_string())));
        }
        written
    };
    let answered = past.ask(Asked::File, question);
    drop(answered.map_err(|_| Problem::new(Code::HistoryBusy))?);
    // What fails before anything was sent is still a problem.
    let first = match taken.recv().await {
        Some(Ok(first)) => first,
        Some(Err(_)) | None => return Err(silent()),
    };
    let rest = stream::unfold(taken, |mut taken| async move {
        let chunk = taken.recv().await?;
        Some((chunk, taken))
    });
    let body = Body::from_stream(stream::StreamExt::chain(stream::iter([Ok(first)]), rest));
    let mut response = ([(header::CONTENT_TYPE, media(form))], body).into_response();
    if let Ok(named) = HeaderValue::from_str(&disposition(of, day, form)) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    }
    reached.head(&mut response);
    Ok(response)
}

const fn media(form: Form) -> &'static str {
    match form {
        Form::Csv => CSV,
        Form::Parquet => PARQUET,
    }
}

fn disposition(of: Daily, day: BusinessDate, form: Form) -> String {
    let ending = match form {
        Form::Csv => "csv",
        Form::Parquet => "parquet",
    };
    format!("attachment; filename=\"{}-{day}.{ending}\"", of.name())
}
