//! Records of the log, entry by entry, and the receipt of any of them.

use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::{Applied, Board, Fault};
use serde_json::{Value, json};
use settlement::Event;
use terms::LogPosition;

use super::shape::Field;
use super::shape::Shape::{List, Maybe, Number, Of, Text};
use super::{Given, history};
use crate::Door;
use crate::caller::Sight;
use crate::live;
use crate::problem::{Code, Problem};

/// The most records one answer holds.
const MOST: usize = 50;

/// How many page through old records at once; others wait for them.
pub(crate) const MOST_PAGING: usize = 2;

pub(super) const RECORDS: &[Field] = &[
    (
        "records",
        List(&Of(&[
            ("position", Number, "its log position"),
            ("instant", Text, "when it was ordered"),
            ("digest", Text, "of its header"),
            ("commands_count", Number, "how many commands it carried"),
            ("entries_count", Number, "how many entries it made, seen or not"),
            (
                "kinds",
                List(&Text),
                "of what kinds those are that concern who reads, as the live stream tells them, \
                else as the log does; each once",
            ),
        ])),
        "the newest first",
    ),
    ("next", Maybe(&Number), "the position to go on before; none where the log begins"),
];

/// Records before a position: the newest as the board keeps them, older ones from the log, read
/// beside the writer.
pub(super) async fn records(door: Door, given: Given) -> Result<Response, Problem> {
    let limit = given.limit(MOST)?;
    let end = door.read_board().head().0.number().saturating_add(1);
    let before = given.number("before", end)?.min(end);
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let first = before.saturating_sub(limit).max(1);
    let found = between(&door, first, before).await?;
    let rows: Vec<Value> = found
        .iter()
        .rev()
        .map(|applied| summary(&door.read_board(), given.sight, applied))
        .collect();
    let next = before.min(first);
    let next = (next > 1).then_some(next);
    Ok(Json(json!({ "records": rows, "next": next })).into_response())
}

fn summary(board: &Board, sight: Sight, applied: &Applied) -> Value {
    let mut kinds: Vec<String> = Vec::new();
    for event in &applied.events {
        let told = live::told(board, sight, event);
        if !shows(sight, event, told.as_ref()) {
            continue;
        }
        let kind = told.as_ref().and_then(|told| told["kind"].as_str()).map(str::to_owned);
        let kind = kind.unwrap_or_else(|| names(event).1);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    json!({
        "position": applied.header.position.number(),
        "instant": applied.header.instant.to_string(),
        "digest": applied.header.digest().to_string(),
        "commands_count": applied.commands.len(),
        "entries_count": applied.events.len(),
        "kinds": kinds,
    })
}

pub(super) async fn record(door: Door, given: Given) -> Result<Response, Problem> {
    let applied = applied(&door, LogPosition::new(given.number_within()?)).await?;
    let header = &applied.header;
    let board = door.read_board();
    let entries = applied.events.iter().enumerate().filter(|(_, e)| sees(&board, given.sight, e));
    let entries = entries.map(|(place, event)| entry(&board, given.sight, place, event));
    let told = json!({
        "position": header.position.number(),
        "instant": header.instant.to_string(),
        "digest": header.digest().to_string(),
        "previous": header.previous.to_string(),
        "commands": header.commands.to_string(),
        "outcome": {
            "position": header.outcome.position.number(),
            "events": header.outcome.events.to_string(),
            "books": header.outcome.books.to_string(),
        },
        "commands_count": applied.commands.len(),
        "entries_count": applied.events.len(),
        "entries": entries.collect::<Vec<_>>(),
    });
    Ok(Json(told).into_response())
}

pub(super) async fn receipt(door: Door, given: Given) -> Result<Response, Problem> {
    let entry = given.number("entry", 0)?;
    let unknown = || Problem::with(Code::NotFound, "the record has no such entry");
    let place = usize::try_from(entry).map_err(|_| unknown())?;
    let number = u32::try_from(entry).map_err(|_| unknown())?;
    let position = {
        let applied = applied(&door, LogPosition::new(given.number_within()?)).await?;
        let board = door.read_board();
        let event = applied.events.get(place).filter(|event| sees(&board, given.sight, event));
        event.ok_or_else(unknown)?;
        applied.header.position
    };
    let made = history::made(&door, position, number).await?;
    made.ok_or_else(|| Problem::with(Code::Unsealed, "no later record seals it yet"))
}

/// A record, from what the board still has of the newest, else from the log.
async fn applied(door: &Door, position: LogPosition) -> Result<Arc<Applied>, Problem> {
    let number = position.number();
    let found = match number {
        0 => None,
        _ => between(door, number, number.saturating_add(1)).await?.pop(),
    };
    found.ok_or_else(|| Problem::with(Code::NotFound, "the log does not reach this position"))
}

/// The records at some positions, as far as the log reaches; each is read as [`record`] reads it.
pub(super) async fn at(
    door: &Door,
    positions: Vec<LogPosition>,
) -> Result<Vec<Arc<Applied>>, Problem> {
    let mut found = Vec::with_capacity(positions.len());
    for number in positions.into_iter().map(LogPosition::number).filter(|number| *number > 0) {
        found.extend(between(door, number, number.saturating_add(1)).await?);
    }
    Ok(found)
}

/// The records from a position, which is not 0, to before another, as far as the log reaches.
/// Order: by position.
async fn between(door: &Door, first: u64, before: u64) -> Result<Vec<Arc<Applied>>, Problem> {
    let position = |applied: &Arc<Applied>| applied.header.position.number();
    let most = usize::try_from(before.saturating_sub(first)).unwrap_or(usize::MAX);
    let mut kept = door.read_board().feed().after(LogPosition::new(first - 1), most);
    kept.retain(|applied| position(applied) < before);
    let upto = kept.first().map_or(before, position);
    let mut found = Vec::new();
    if first < upto {
        found = logged(door, first, upto).await?;
    }
    // Events are made durable after their record: what the disk has not yet, the writer has.
    for number in found.last().map_or(first, |last| position(last) + 1)..upto {
        match asked(door, LogPosition::new(number)).await? {
            Some(applied) => found.push(applied),
            None => break,
        }
    }
    found.extend(kept);
    Ok(found)
}

/// The same, of what is durable in the log: read beside the writer, for a few at a time.
async fn logged(door: &Door, first: u64, before: u64) -> Result<Vec<Arc<Applied>>, Problem> {
    let failed = |error| Problem::faulty(&Fault::because("reading records", error));
    let turn = Arc::clone(&door.paging).acquire_owned().await;
    let turn = turn.map_err(|_| Problem::new(Code::Stopped))?;
    let records = door.records.clone();
    let read = tokio::task::spawn_blocking(move || {
        let read = records.between(LogPosition::new(first), LogPosition::new(before));
        drop(turn);
        read
    });
    let read = read.await.map_err(failed)?.map_err(|fault| Problem::faulty(&fault))?;
    Ok(read.into_iter().map(Arc::new).collect())
}

/// One of them from the writer; none where the log does not reach it.
async fn asked(door: &Door, position: LogPosition) -> Result<Option<Arc<Applied>>, Problem> {
    let read = door.intake.question(move |replica| replica.record(position));
    let read = read.map_err(Problem::rejected)?.await;
    let read = read.map_err(|_| Problem::new(Code::Stopped))?;
    let read = read.map_err(|fault| Problem::faulty(&fault))?;
    Ok(read.map(Arc::new))
}

/// Who does not see all sees an entry as a whole or not at all: those of payments that concern it.
/// Others, such as what cleared in exchange, tell of many at once.
fn sees(board: &Board, sight: Sight, event: &Event) -> bool {
    shows(sight, event, live::told(board, sight, event).as_ref())
}

/// The same, where it is known what is told of the entry.
fn shows(sight: Sight, event: &Event, told: Option<&Value>) -> bool {
    let payment = matches!(event, Event::Payment(_) | Event::Queue(_));
    sight.all() || (payment && told.is_some())
}

fn entry(board: &Board, sight: Sight, place: usize, event: &Event) -> Value {
    let (area, name) = names(event);
    json!({
        "entry": place,
        "area": area,
        "event": name,
        "told": live::told(board, sight, event),
    })
}

/// What an event is about and what it is called, as it is encoded: the first is empty for a
/// refusal, which is of no area.
fn names(event: &Event) -> (String, String) {
    // As text, since a JSON value holds no amount beyond 64 bits.
    let written = serde_json::to_string(event).unwrap_or_default();
    let mut names = written.split('"').skip(1).step_by(2);
    let (area, name) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    match event {
        Event::Refused { .. } => (String::new(), area.to_owned()),
        _ => (area.to_owned(), name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    // Not a scenario: what an entry is called in JSON is the door's alone.
    use settlement::{PartyId, Refusal, operating_day};
    use terms::CurrencyId;

    use super::*;

    #[test]
    fn an_entry_is_told_by_its_area_and_its_name() {
        let told = |event: Event| names(&event);
        let resumed = operating_day::Event::CurrencyResumed { currency: CurrencyId::new(3) };
        assert_eq!(told(resumed.into()), ("OperatingDay".into(), "CurrencyResumed".into()));
        let refused =
            Event::Refused { by: PartyId::OPERATOR, uetr: None, refusal: Refusal::NotWaiting };
        assert_eq!(told(refused), (String::new(), "Refused".into()));
    }
}
