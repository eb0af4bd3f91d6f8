//! What is past, from the views: searches, statements, and days as files.
//!
//! An answer is never older than its question: the door waits a moment for the views to have
//! whatever was told when the question came, or whatever the question reaches to, and says so if
//! they do not come as far.
//! Each answer tells how far they were.
//! What is asked is answered on threads of the node that have connections of their own; neither
//! the writer nor the board waits for them.

mod file;
mod given;
mod payments;
mod statements;

use std::time::Duration;

use axum::http::HeaderValue;
use axum::response::Response;
use node::{Asked, Crowded, Fault, History};
use serde_json::{Value, json};
use settlement::PartyId;
use terms::{Instant, LogPosition};
use tokio::sync::oneshot;
use views::{Seen, Views};

use crate::Door;
use crate::caller::Who;
use crate::problem::{Code, Problem};
use crate::read::{
    Field, Given, Kind, LIMIT, OF_CURRENCY, PARTICIPANT, Parameter, Read, Shape, parameter,
};

/// How long the views are waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often it is looked whether they have come as far.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// The most rows one answer holds.
const MOST: u32 = 500;

/// The most rows that are looked at for one answer; a reader that finds too few goes on from there.
const LOOKED_AT: u32 = 50_000;

/// The header of a file that tells which record history had come to.
const POSITION: &str = "sarraf-history-position";

/// The header of a file that tells how many records history still lacked.
const BEHIND: &str = "sarraf-history-behind";

const DATE: Parameter = parameter("date", Kind::Date, "of this operating day");
const DAY: Parameter = parameter("date", Kind::Date, "of this day");
const AFTER: Parameter = parameter("after", Kind::Text, "the next of an earlier answer");

/// What a search of payments may say.
const SEARCH: &[Parameter] = &[
    parameter("uetr", Kind::Uetr, "of this name"),
    PARTICIPANT,
    parameter("counterparty", Kind::Bic, "with a leg from it or to it"),
    parameter("currency", Kind::Text, "with a leg in this currency"),
    parameter("at_least", Kind::Text, "with a leg of this or more in that currency"),
    parameter("at_most", Kind::Text, "with a leg of this or less in that currency"),
    parameter(
        "status",
        Kind::Text,
        "pending, settled, partly settled, rejected, cancelled or refused",
    ),
    parameter("from", Kind::Date, "received on this date in UTC or later"),
    parameter("until", Kind::Date, "received on this date in UTC or earlier"),
    AFTER,
    LIMIT,
];

/// How far history is.
const LAG: Shape = Shape::Of(&[
    ("position", Shape::Number, "the last record that stands in it"),
    ("records_behind", Shape::Number, "how many are still to come"),
    ("milliseconds_behind", Shape::Number, "for how long"),
]);

const HEADERS: &[(&str, &str)] = &[
    (POSITION, "The log position of the last record that history holds."),
    (BEHIND, "How many records are still to come."),
];

const PROBLEMS: &[Code] = &[
    Code::NotFound,
    Code::Fault,
    Code::HistoryBusy,
    Code::NoHistory,
    Code::HistoryBehind,
    Code::HistoryFault,
    Code::Stopped,
];

/// What can be read of the past. Order: as in the documentation.
pub(crate) const READS: &[Read] = &[
    Read::json(
        "/v1/history/payments",
        "history",
        Who::Concerned,
        "Payments of any past day, refused ones and all, as they came: searched by name, party, \
         currency, amount, status and date.",
        |door, given| Box::pin(payments::search(door, given)),
    )
    .telling(payments::FOUND)
    .asking(SEARCH, 0)
    .or(PROBLEMS),
    Read::json(
        "/v1/history/entries",
        "history",
        Who::Concerned,
        "What moved on accounts on an operating day, as it was booked.",
        |door, given| Box::pin(statements::entries(door, given)),
    )
    .telling(statements::ENTRIES)
    .asking(&[DATE, PARTICIPANT, OF_CURRENCY, AFTER, LIMIT], 1)
    .or(PROBLEMS),
    Read::json(
        "/v1/history/statements",
        "history",
        Who::Concerned,
        "Statements of an operating day: what each account opened and closed at; one account's, \
         as `application/xml`, is a camt.053.",
        |door, given| Box::pin(statements::statements(door, given)),
    )
    .telling(statements::STATEMENTS)
    .also_as(|door, given| Box::pin(statements::message(door, given)))
    .asking(&[DATE, PARTICIPANT, OF_CURRENCY], 1)
    .or(PROBLEMS),
    Read::json(
        "/v1/history/statements/message",
        "history",
        Who::Concerned,
        "The statement of an account on an operating day, as a camt.053.",
        |door, given| Box::pin(statements::message(door, given)),
    )
    .asking(&[DATE, PARTICIPANT, OF_CURRENCY], 3)
    .as_media("application/xml")
    .heading(HEADERS)
    .or(PROBLEMS),
    Read::json(
        "/v1/history/csv/{table}",
        "history",
        Who::Concerned,
        "A day as comma-separated values (RFC 4180).",
        |door, given| Box::pin(file::export(door, given, views::Form::Csv)),
    )
    .of("table", Kind::Text, "entries, payments or statements")
    .asking(&[DAY, PARTICIPANT], 1)
    .as_media(file::CSV)
    .heading(HEADERS)
    .or(PROBLEMS),
    Read::json(
        "/v1/history/parquet/{table}",
        "history",
        Who::Concerned,
        "A day as columns (Apache Parquet), with amounts in minor units beside.",
        |door, given| Box::pin(file::export(door, given, views::Form::Parquet)),
    )
    .of("table", Kind::Text, "entries, payments or statements")
    .asking(&[DAY, PARTICIPANT], 1)
    .as_media(file::PARQUET)
    .heading(HEADERS)
    .or(PROBLEMS),
];

/// How far history was when it was asked.
#[derive(Clone, Copy, Debug)]
struct Reached {
    position: LogPosition,
    records: u64,
    milliseconds: u64,
}

impl Reached {
    fn told(self) -> Value {
        json!({
            "position": self.position.number(),
            "records_behind": self.records,
            "milliseconds_behind": self.milliseconds,
        })
    }

    /// The same, for an answer that has no place for it within.
    fn head(self, response: &mut Response) {
        let headers = response.headers_mut();
        headers.insert(POSITION, HeaderValue::from(self.position.number()));
        headers.insert(BEHIND, HeaderValue::from(self.records));
    }
}

/// Whose accounts or payments are asked for, and by whom.
struct Of {
    seen: Option<Seen>,
    party: Option<PartyId>,
}

impl Of {
    /// As `accounts` has it: of another nothing is told, but that an agent sees what is in its
    /// currencies.
    fn accounts(door: &Door, given: &Given) -> Result<Self, Problem> {
        let board = door.read_board();
        let party = given.participant(&board)?;
        if let Some(party) = party.filter(|_| !given.sight.agent(&board)) {
            given.sight.only_own(party)?;
        }
        Ok(Self { seen: given.sight.seen(&board), party })
    }
}

/// Waits until history has all that was told by now, or all before an instant.
async fn reached(door: &Door, before: Option<Instant>) -> Result<(History, Reached), Problem> {
    let past = door
        .past
        .clone()
        .ok_or_else(|| Problem::with(Code::NoHistory, "its operator has turned the views off"))?;
    let (head, _) = door.read_board().head();
    let came = || {
        let lag = past.lag();
        lag.position() >= head || before.is_some_and(|before| before <= lag.instant())
    };
    let mut waited = Duration::ZERO;
    while !came() {
        if waited >= PATIENCE {
            let (at, behind) = (past.lag().position(), past.lag().records());
            let text = format!("it stands at record {at}, and {behind} are still to come");
            return Err(Problem::with(Code::HistoryBehind, text));
        }
        tokio::time::sleep(LOOK_EVERY).await;
        waited += LOOK_EVERY;
    }
    let lag = past.lag();
    let (position, records, milliseconds) = (lag.position(), lag.records(), lag.milliseconds());
    Ok((past, Reached { position, records, milliseconds }))
}

/// Asks a question once history has come as far as it reaches.
async fn asked<T: Send + 'static>(
    door: &Door,
    before: Option<Instant>,
    question: impl FnOnce(&mut Views) -> Result<T, views::Fault> + Send + 'static,
) -> Result<(T, Reached), Problem> {
    let (past, reached) = reached(door, before).await?;
    let told = answer(past.ask(Asked::Answer, question)).await?;
    Ok((told, reached))
}

async fn answer<T>(
    asked: Result<oneshot::Receiver<Result<T, Fault>>, Crowded>,
) -> Result<T, Problem> {
    let asked = asked.map_err(|Crowded| Problem::new(Code::HistoryBusy))?;
    let told = asked.await.map_err(|_| Problem::new(Code::Stopped))?;
    told.map_err(|_| silent())
}

/// What is told where the database does not answer: what the node's log says of it is the
/// operator's.
fn silent() -> Problem {
    Problem::new(Code::HistoryFault).again_after(Duration::from_secs(4))
}

/// A place to go on from, as it is told.
fn cursor(cursor: views::Cursor) -> String {
    format!("{}.{}", cursor.position.number(), cursor.number)
}

/// The fields of a page beside its rows.
const fn page(rows: Field) -> [Field; 3] {
    [
        rows,
        ("next", Shape::Maybe(&Shape::Text), "the cursor to go on after"),
        ("history", LAG, "how far history was"),
    ]
}
