//! Entries and statements of a past operating day.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use node::Fault;
use node::render::PastStatement;
use serde_json::{Value, json};
use views::{Entry, EntrySearch, Names, Statement, StatementSearch, Views};

use super::given::over;
use super::{LAG, LOOKED_AT, Of, asked, cursor, page};
use crate::Door;
use crate::problem::{Code, Problem};
use crate::read::{Field, Given, Shape};

use Shape::{List, Maybe, Number, Text};

const ENTRY: Shape = Shape::Of(&[
    ("participant", Text, "whose account"),
    ("currency", Text, "its currency"),
    ("direction", Text, "credit or debit"),
    ("amount", Text, "how much"),
    ("balance", Text, "what the account stood at after it"),
    ("counterparty", Maybe(&Text), "the other side"),
    ("cause", Text, "why, such as payment, exchange or issue"),
    ("uetr", Maybe(&Text), "under which name"),
    ("date", Text, "the operating day it counts for"),
    ("booked", Text, "when it was booked"),
    ("position", Number, "its log position"),
    ("statement", Number, "the account's statement that tells it, or will"),
]);

const STATEMENT: Shape = Shape::Of(&[
    ("participant", Text, "whose account"),
    ("currency", Text, "its currency"),
    ("number", Number, "ascending per account from 1"),
    ("date", Text, "the operating day"),
    ("opening", Text, "what the account stood at before"),
    ("closing", Text, "what it stood at after"),
    ("entries", Number, "how many entries it has"),
    ("closed", Text, "when the day closed"),
    ("position", Number, "the log position that closed it"),
]);

/// What entries are told as.
pub(super) const ENTRIES: &[Field] = &page(("entries", List(&ENTRY), "as they were booked"));

/// What statements are told as.
pub(super) const STATEMENTS: &[Field] = &[
    ("statements", List(&STATEMENT), "by participant, then currency"),
    ("history", LAG, "how far history was"),
];

/// What moved on an operating day.
pub(super) async fn entries(door: Door, given: Given) -> Result<Response, Problem> {
    let Of { seen, party } = Of::accounts(&door, &given)?;
    let date = given.date()?;
    let currency = given.currency(&door.read_board())?.map(|(id, _)| id);
    let search = EntrySearch {
        party,
        currency,
        date: Some(date),
        after: given.after_row()?,
        limit: Some(given.rows()?),
        look: Some(LOOKED_AT),
        ..EntrySearch::default()
    };
    let question = move |views: &mut Views| {
        let names = Names::of(views)?;
        let page = views.entries(&EntrySearch { seen: seen.as_ref(), ..search })?;
        let rows = page.rows.iter().map(|entry| entry_told(&names, entry));
        Ok((rows.collect::<Result<Vec<_>, _>>()?, page.next))
    };
    let ((rows, next), reached) = asked(&door, Some(over(date)), question).await?;
    let told = json!({
        "entries": rows,
        "next": next.map(cursor),
        "history": reached.told(),
    });
    Ok(Json(told).into_response())
}

fn entry_told(names: &Names, entry: &Entry) -> Result<Value, views::Fault> {
    let counterparty = entry.counterparty.map(|party| names.bic(party)).transpose()?;
    Ok(json!({
        "participant": names.bic(entry.party)?.to_string(),
        "currency": names.currency(entry.currency)?.code.to_string(),
        "direction": entry.direction.name(),
        "amount": names.amount(entry.currency, entry.amount)?,
        "balance": names.balance(entry.currency, entry.balance)?,
        "counterparty": counterparty.map(|bic| bic.to_string()),
        "cause": entry.cause,
        "uetr": entry.uetr.map(|uetr| uetr.to_string()),
        "date": entry.date.to_string(),
        "booked": entry.booked.to_string(),
        "position": entry.cursor.position.number(),
        "statement": entry.statement,
    }))
}

/// What accounts opened and closed at.
pub(super) async fn statements(door: Door, given: Given) -> Result<Response, Problem> {
    let Of { seen, party } = Of::accounts(&door, &given)?;
    let date = given.date()?;
    let currency = given.currency(&door.read_board())?.map(|(id, _)| id);
    let question = move |views: &mut Views| {
        let names = Names::of(views)?;
        let seen = seen.as_ref();
        let search = StatementSearch { seen, party, currency, date: Some(date) };
        let rows = views.statements(&search)?;
        rows.iter().map(|row| statement_told(&names, row)).collect::<Result<Vec<_>, _>>()
    };
    let (rows, reached) = asked(&door, Some(over(date)), question).await?;
    Ok(Json(json!({ "statements": rows, "history": reached.told() })).into_response())
}

fn statement_told(names: &Names, row: &Statement) -> Result<Value, views::Fault> {
    Ok(json!({
        "participant": names.bic(row.party)?.to_string(),
        "currency": names.currency(row.currency)?.code.to_string(),
        "number": row.number,
        "date": row.date.to_string(),
        "opening": names.balance(row.currency, row.opening)?,
        "closing": names.balance(row.currency, row.closing)?,
        "entries": row.entries,
        "closed": row.closed.to_string(),
        "position": row.position.number(),
    }))
}

/// The statement of an account as the message that its holder was sent when the day closed, but
/// that entries are not named as their payers named them.
pub(super) async fn message(door: Door, given: Given) -> Result<Response, Problem> {
    let Of { seen, party } = Of::accounts(&door, &given)?;
    let date = given.date()?;
    let currency = given.currency(&door.read_board())?.map(|(id, _)| id);
    if party.is_none() || currency.is_none() {
        let text = "a camt.053 is of one account: name participant and currency";
        return Err(Problem::with(Code::BadQuery, text));
    }
    let question = move |views: &mut Views| {
        let names = Names::of(views)?;
        let seen = seen.as_ref();
        let search = StatementSearch { seen, party, currency, date: Some(date) };
        let Some(row) = views.statements(&search)?.pop() else { return Ok(None) };
        let rows = EntrySearch::of(&row).all(views)?;
        let made = PastStatement::of(&names, &row, &rows);
        Ok(Some(made.and_then(|statement| statement.statement())))
    };
    let (made, reached) = asked(&door, Some(over(date)), question).await?;
    let none = "the account has no statement of this day: one is there once the day has closed";
    let made: Result<_, Fault> = made.ok_or_else(|| Problem::with(Code::NotFound, none))?;
    let message = made.map_err(|fault| Problem::faulty(&fault))?;
    let mut response = ([(header::CONTENT_TYPE, "application/xml")], message.xml).into_response();
    reached.head(&mut response);
    Ok(response)
}
