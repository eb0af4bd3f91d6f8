//! The rows of exports: what their columns are, and what stands in them.

use terms::{BusinessDate, Instant};

use super::Kind::{Date, Instant as Moment, Minor, Number, Text};
use super::{Cell, Columns, Daily, Export, Sheet};
use crate::{
    Entry, EntrySearch, Fault, Names, Payment, PaymentSearch, Statement, StatementSearch, Views,
};

/// The columns of a file.
pub(super) const fn columns(of: Daily) -> &'static Columns {
    match of {
        Daily::Entries => &[
            ("bic", Text),
            ("currency", Text),
            ("reference", Text),
            ("direction", Text),
            ("amount", Text),
            ("amount_minor", Minor),
            ("balance", Text),
            ("balance_minor", Minor),
            ("counterparty", Text),
            ("cause", Text),
            ("date", Date),
            ("booked", Moment),
            ("position", Number),
            ("statement", Number),
        ],
        Daily::Payments => &[
            ("uetr", Text),
            ("kind", Text),
            ("given_by", Text),
            ("debtor", Text),
            ("creditor", Text),
            ("currency", Text),
            ("amount", Text),
            ("amount_minor", Minor),
            ("date", Date),
            ("priority", Text),
            ("category", Text),
            ("received", Moment),
            ("status", Text),
            ("waiting", Text),
            ("refusal", Number),
            ("how", Text),
            ("round", Number),
            ("matched", Text),
            ("returns", Text),
            ("ended", Moment),
            ("position", Number),
            ("ended_position", Number),
        ],
        Daily::Statements => &[
            ("bic", Text),
            ("currency", Text),
            ("number", Number),
            ("date", Date),
            ("opening", Text),
            ("opening_minor", Minor),
            ("closing", Text),
            ("closing_minor", Minor),
            ("entries", Number),
            ("closed", Moment),
            ("position", Number),
        ],
    }
}

/// The first instant of a date in UTC.
pub fn begins(date: BusinessDate) -> Instant {
    let days = u64::try_from(date.days()).unwrap_or(0);
    Instant::from_unix_seconds(days.saturating_mul(86_400))
}

pub(super) fn entries(
    views: &mut Views,
    names: &Names,
    export: &Export<'_>,
    sheet: &mut dyn Sheet,
) -> Result<u64, Fault> {
    let Export { seen, party, day, .. } = *export;
    let mut search = EntrySearch { seen, party, date: Some(day), ..EntrySearch::default() };
    let mut count = 0;
    loop {
        let page = views.entries(&search)?;
        for entry in &page.rows {
            sheet.row(entry_cells(names, entry)?)?;
            count += 1;
        }
        search.after = page.next;
        if search.after.is_none() {
            return Ok(count);
        }
    }
}

fn entry_cells(names: &Names, entry: &Entry) -> Result<Vec<Cell>, Fault> {
    let position = entry.cursor.position;
    Ok(vec![
        Cell::text(names.bic(entry.party)?),
        Cell::text(names.currency(entry.currency)?.code),
        entry.uetr.map_or_else(|| Cell::text(position), Cell::text),
        Cell::text(entry.direction.name()),
        Cell::text(names.amount(entry.currency, entry.amount)?),
        Cell::Minor(i128::try_from(entry.amount.minor()).ok()),
        Cell::text(names.balance(entry.currency, entry.balance)?),
        Cell::Minor(Some(entry.balance.minor())),
        match entry.counterparty {
            Some(party) => Cell::text(names.bic(party)?),
            None => Cell::Text(None),
        },
        Cell::text(&entry.cause),
        Cell::Date(Some(entry.date)),
        Cell::Instant(Some(entry.booked)),
        Cell::number(position.number()),
        Cell::number(entry.statement),
    ])
}

/// Those received on the date in UTC.
pub(super) fn payments(
    views: &mut Views,
    names: &Names,
    export: &Export<'_>,
    sheet: &mut dyn Sheet,
) -> Result<u64, Fault> {
    let Export { seen, party, day, .. } = *export;
    let (from, until) = (Some(begins(day)), Some(begins(day.plus_days(1))));
    let mut search = PaymentSearch { seen, party, from, until, ..PaymentSearch::default() };
    let mut count = 0;
    loop {
        let page = views.payments(&search)?;
        for payment in &page.rows {
            sheet.row(payment_cells(names, payment))?;
            count += 1;
        }
        search.after = page.next;
        if search.after.is_none() {
            return Ok(count);
        }
    }
}

/// A refused command may name parties and currencies that nobody knows: they have no names.
fn payment_cells(names: &Names, payment: &Payment) -> Vec<Cell> {
    let text = |text: &Option<String>| Cell::Text(text.clone());
    let bic = |party| Cell::Text(names.bic(party).ok().map(|bic| bic.to_string()));
    let known = names.currency(payment.currency).ok();
    let amount = payment.amount.zip(known);
    let amount = amount.map(|(amount, currency)| amount.to_decimal(currency.minor_units));
    let minor = payment.amount.and_then(|amount| i128::try_from(amount.minor()).ok());
    let (ended_position, ended) = payment.ended.unzip();
    vec![
        Cell::text(payment.uetr),
        Cell::text(&payment.kind),
        bic(payment.party),
        bic(payment.debtor),
        bic(payment.creditor),
        Cell::Text(known.map(|currency| currency.code.to_string())),
        Cell::Text(amount),
        Cell::Minor(minor),
        Cell::Date(payment.date),
        text(&payment.priority),
        text(&payment.category),
        Cell::Instant(Some(payment.received)),
        Cell::text(payment.status.name()),
        text(&payment.waiting),
        Cell::Number(payment.refusal.map(u64::from)),
        text(&payment.how),
        Cell::Number(payment.round),
        Cell::Text(payment.matched.map(|uetr| uetr.to_string())),
        Cell::Text(payment.returns.map(|uetr| uetr.to_string())),
        Cell::Instant(ended),
        Cell::number(payment.cursor.position.number()),
        Cell::Number(ended_position.map(|position| position.number())),
    ]
}

pub(super) fn statements(
    views: &mut Views,
    names: &Names,
    export: &Export<'_>,
    sheet: &mut dyn Sheet,
) -> Result<u64, Fault> {
    let Export { seen, party, day, .. } = *export;
    let search = StatementSearch { seen, party, date: Some(day), currency: None };
    let mut count = 0;
    for statement in views.statements(&search)? {
        sheet.row(statement_cells(names, &statement)?)?;
        count += 1;
    }
    Ok(count)
}

fn statement_cells(names: &Names, row: &Statement) -> Result<Vec<Cell>, Fault> {
    Ok(vec![
        Cell::text(names.bic(row.party)?),
        Cell::text(names.currency(row.currency)?.code),
        Cell::number(row.number),
        Cell::Date(Some(row.date)),
        Cell::text(names.balance(row.currency, row.opening)?),
        Cell::Minor(Some(row.opening.minor())),
        Cell::text(names.balance(row.currency, row.closing)?),
        Cell::Minor(Some(row.closing.minor())),
        Cell::number(row.entries),
        Cell::Instant(Some(row.closed)),
        Cell::number(row.position.number()),
    ])
}
