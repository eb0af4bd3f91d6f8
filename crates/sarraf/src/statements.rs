//! Statements of a day from history, as ISO 20022 messages.

use std::error::Error;
use std::fs;
use std::path::Path;

use iso20022::write::{
    Account, Direction, Entry, EntryKind, Envelope, Heading, Notice, Notification, ReportedAccount,
    SequenceNumber, Statement,
};
use settlement::PartyId;
use terms::{Bic, BusinessDate};
use views::{EntrySearch, Views};

use crate::export::Names;

/// Writes, for each account whose day closed, a camt.053 and a camt.054 with the same entries.
///
/// Answers how many statements there were. The identifiers are those of the messages that the
/// outbox delivered; the payments' own references stand in the originals, which are not read here.
pub(crate) fn write(
    views: &mut Views,
    names: &Names,
    party: Option<PartyId>,
    day: BusinessDate,
    out: &Path,
) -> Result<usize, Box<dyn Error>> {
    let operator = names.bic(PartyId::OPERATOR)?;
    let wanted = views.statements(day)?.into_iter();
    let mut count = 0;
    for statement in wanted.filter(|row| party.is_none_or(|party| party == row.party)) {
        let rows = entries_of(views, &statement)?;
        write_one(names, operator, &statement, &rows, out)?;
        count += 1;
    }
    Ok(count)
}

fn entries_of(
    views: &mut Views,
    statement: &views::Statement,
) -> Result<Vec<views::Entry>, Box<dyn Error>> {
    let mut search = EntrySearch {
        party: Some(statement.party),
        currency: Some(statement.currency),
        statement: Some(statement.number),
        ..EntrySearch::default()
    };
    let mut rows = Vec::new();
    loop {
        let page = views.entries(&search)?;
        rows.extend(page.rows);
        search.after = page.next;
        if search.after.is_none() {
            return Ok(rows);
        }
    }
}

fn write_one(
    names: &Names,
    operator: Bic,
    row: &views::Statement,
    rows: &[views::Entry],
    out: &Path,
) -> Result<(), Box<dyn Error>> {
    let (owner, currency) = (names.bic(row.party)?, names.currency(row.currency)?);
    let (code, servicer) = (currency.code, names.bic(currency.agent)?);
    let id = format!("{}-{code}", owner.as_short());
    let account = ReportedAccount {
        id: Account::Proprietary { id: &id, scheme: "SARRAF" },
        currency: code,
        exponent: currency.minor_units,
        owner,
        servicer,
    };
    let references: Vec<String> = rows.iter().map(|row| row.cursor.position.to_string()).collect();
    let mut entries = Vec::new();
    for (row, reference) in rows.iter().zip(&references) {
        entries.push(entry(names, row, reference)?);
    }
    let numbered = format!("{id}-{}", row.number);
    let envelope = |message_id| Envelope {
        from: operator,
        to: owner,
        message_id,
        created: row.closed,
        business_service: None,
        copy: None,
        related: None,
    };
    let heading =
        Heading { id: &numbered, sequence: SequenceNumber(row.number), account, date: row.date };
    let statement = Statement::new(heading, row.opening, &entries)
        .map_err(|error| format!("making statement {numbered}: {error}"))?;
    if statement.closing() != row.closing {
        let (made, closing) = (statement.closing(), row.closing);
        return Err(
            format!("statement {numbered} closes at {made}, the account at {closing}").into()
        );
    }
    let message_id = format!("{numbered}-S");
    let text = statement.write(&envelope(&message_id));
    let text = text.map_err(|error| format!("writing statement {numbered}: {error}"))?;
    save(out, &format!("camt.053-{id}-{}.xml", row.date), &text)?;
    if entries.is_empty() {
        return Ok(());
    }
    let message_id = format!("{numbered}-N");
    let notices = [Notice { id: &numbered, account, entries: &entries }];
    let text = Notification { notices: &notices }.write(&envelope(&message_id));
    let text = text.map_err(|error| format!("writing the entries of {numbered}: {error}"))?;
    save(out, &format!("camt.054-{id}-{}.xml", row.date), &text)
}

fn save(out: &Path, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let file = out.join(name);
    fs::write(&file, text).map_err(|error| format!("writing {}: {error}", file.display()).into())
}

fn entry<'a>(
    names: &Names,
    row: &views::Entry,
    reference: &'a str,
) -> Result<Entry<'a>, Box<dyn Error>> {
    Ok(Entry {
        direction: match row.direction {
            views::Direction::Credit => Direction::Credit,
            views::Direction::Debit => Direction::Debit,
        },
        amount: row.amount,
        booked: row.booked,
        value_date: row.date,
        servicer_reference: reference,
        kind: kind(&row.cause),
        instruction_id: None,
        end_to_end_id: None,
        uetr: row.uetr,
        tx_id: None,
        counterparty: row.counterparty.map(|party| names.bic(party)).transpose()?,
    })
}

/// As the outbox tells it, but that customers' payments are not told from banks' own.
fn kind(cause: &str) -> EntryKind {
    match cause {
        "payment" | "cycle" => EntryKind::InstitutionPayment,
        "return" => EntryKind::Return,
        "exchange" | "residue" | "swap" | "swap interest" => EntryKind::Exchange,
        "liquidity transfer" | "overnight sweep" => EntryKind::LiquidityTransfer,
        _ => EntryKind::Issuance,
    }
}
