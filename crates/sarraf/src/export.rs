//! A day of history as files.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use settlement::PartyId;
use terms::{Amount, Balance, Bic, BusinessDate, CurrencyCode, CurrencyId, Instant};
use views::{Currency, EntrySearch, PaymentSearch, Views};

use crate::csv::write_line;
use crate::history::Place;
use crate::outcome::{Done, Outcome};
use crate::statements;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The day, such as 2026-11-24
    #[arg(long)]
    day: BusinessDate,
    /// Only what this participant is told, by its BIC
    #[arg(long)]
    party: Option<String>,
    /// What is written
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    form: Form,
    /// The folder to write to; made if it is missing
    #[arg(long, default_value = ".")]
    out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// entries.csv, payments.csv and statements.csv
    Csv,
    /// camt.053 for each account whose day has closed, and camt.054 with its entries
    Camt,
}

/// Names behind numbers.
pub(crate) struct Names {
    parties: BTreeMap<PartyId, Bic>,
    currencies: BTreeMap<CurrencyId, Currency>,
}

impl Names {
    pub(crate) fn of(views: &mut Views) -> Result<Self, views::Fault> {
        let parties = views.parties()?.into_iter().map(|row| (row.party, row.bic)).collect();
        let currencies = views.currencies()?.into_iter().map(|row| (row.currency, row)).collect();
        Ok(Self { parties, currencies })
    }

    pub(crate) fn bic(&self, party: PartyId) -> Result<Bic, Box<dyn Error>> {
        let bic = self.parties.get(&party).copied();
        bic.ok_or_else(|| format!("party {} has no name in the views", party.number()).into())
    }

    pub(crate) fn currency(&self, id: CurrencyId) -> Result<Currency, Box<dyn Error>> {
        let known = self.currencies.get(&id).copied();
        known.ok_or_else(|| format!("{id} is not in the views").into())
    }

    /// A currency by its letters.
    pub(crate) fn coded(&self, code: CurrencyCode) -> Option<Currency> {
        self.currencies.values().find(|currency| currency.code == code).copied()
    }

    /// A participant by its BIC.
    pub(crate) fn party(&self, bic: &str) -> Result<PartyId, Box<dyn Error>> {
        let wanted = Bic::parse(bic).map_err(|error| format!("--party {bic}: {error}"))?;
        let found = self.parties.iter().find(|(_, known)| **known == wanted);
        let found = found.map(|(party, _)| *party);
        found.ok_or_else(|| format!("--party {bic}: nobody of this name is registered").into())
    }

    fn amount(&self, id: CurrencyId, amount: Amount) -> Result<String, Box<dyn Error>> {
        Ok(amount.to_decimal(self.currency(id)?.minor_units))
    }

    fn balance(&self, id: CurrencyId, balance: Balance) -> Result<String, Box<dyn Error>> {
        Ok(balance.to_decimal(self.currency(id)?.minor_units))
    }
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let mut views = arguments.place.look()?;
    let names = Names::of(&mut views)?;
    let party = arguments.party.as_deref().map(|bic| names.party(bic)).transpose()?;
    let out = &arguments.out;
    fs::create_dir_all(out).map_err(|error| format!("making {}: {error}", out.display()))?;
    let day = arguments.day;
    match arguments.form {
        Form::Csv => {
            tell("entries", entries(&mut views, &names, party, day, &out.join("entries.csv"))?);
            tell("payments", payments(&mut views, &names, party, day, &out.join("payments.csv"))?);
            let file = out.join("statements.csv");
            tell("statements", statement_rows(&mut views, &names, party, day, &file)?);
        }
        Form::Camt => {
            let written = statements::write(&mut views, &names, party, day, out)?;
            tell("statements", written);
            if written == 0 {
                say!("a statement is there once the currency's day has closed");
            }
        }
    }
    let (position, _) = views.position();
    say!("{day}, as far as the views stand: position {position}");
    Ok(Outcome::Good)
}

fn tell(what: &str, count: usize) {
    say!("{what:<12} {count}");
}

/// A file to be written whole.
fn created(file: &Path) -> Result<BufWriter<File>, Box<dyn Error>> {
    let made = File::create(file).map_err(|error| format!("making {}: {error}", file.display()))?;
    Ok(BufWriter::new(made))
}

fn finish(writer: BufWriter<File>, file: &Path) -> Result<(), Box<dyn Error>> {
    let written = writer.into_inner().map_err(std::io::IntoInnerError::into_error);
    let synced = written.and_then(|file| file.sync_all());
    synced.map_err(|error| format!("writing {}: {error}", file.display()).into())
}

/// The first instant of a date in UTC.
fn begins(date: BusinessDate) -> Instant {
    let days = u64::try_from(date.days()).unwrap_or(0);
    Instant::from_unix_seconds(days * 86_400)
}

fn text(of: Option<impl ToString>) -> String {
    of.map(|of| of.to_string()).unwrap_or_default()
}

fn entries(
    views: &mut Views,
    names: &Names,
    party: Option<PartyId>,
    day: BusinessDate,
    file: &Path,
) -> Result<usize, Box<dyn Error>> {
    let mut out = created(file)?;
    let head = "bic,currency,reference,direction,amount,balance,counterparty,cause,date,booked,\
                position,statement";
    write_line(&mut out, head.split(','))?;
    let mut search = EntrySearch { party, date: Some(day), ..EntrySearch::default() };
    let mut count = 0;
    loop {
        let page = views.entries(&search)?;
        for entry in &page.rows {
            let position = entry.cursor.position.to_string();
            let cells = [
                names.bic(entry.party)?.as_str().to_owned(),
                names.currency(entry.currency)?.code.to_string(),
                entry.uetr.map_or_else(|| position.clone(), |uetr| uetr.to_string()),
                entry.direction.name().to_owned(),
                names.amount(entry.currency, entry.amount)?,
                names.balance(entry.currency, entry.balance)?,
                text(entry.counterparty.map(|party| names.bic(party)).transpose()?),
                entry.cause.clone(),
                entry.date.to_string(),
                entry.booked.to_string(),
                position,
                entry.statement.to_string(),
            ];
            write_line(&mut out, cells.iter().map(String::as_str))?;
            count += 1;
        }
        search.after = page.next;
        if search.after.is_none() {
            finish(out, file)?;
            return Ok(count);
        }
    }
}

/// Those received on the date in UTC.
fn payments(
    views: &mut Views,
    names: &Names,
    party: Option<PartyId>,
    day: BusinessDate,
    file: &Path,
) -> Result<usize, Box<dyn Error>> {
    let mut out = created(file)?;
    let head = "uetr,kind,given_by,debtor,creditor,currency,amount,date,priority,category,received,\
                status,waiting,refusal,how,round,matched,returns,ended,position,ended_position";
    write_line(&mut out, head.split(','))?;
    let (from, until) = (Some(begins(day)), Some(begins(day.plus_days(1))));
    let mut search = PaymentSearch { party, from, until, ..PaymentSearch::default() };
    let mut count = 0;
    loop {
        let page = views.payments(&search)?;
        for payment in &page.rows {
            let amount = payment.amount.map(|amount| names.amount(payment.currency, amount));
            let bic = |party| names.bic(party).map(|bic| bic.as_str().to_owned());
            // A refused instruction may name who or what nobody knows.
            let known = names.currency(payment.currency).ok();
            let cells = [
                payment.uetr.to_string(),
                payment.kind.clone(),
                bic(payment.party)?,
                bic(payment.debtor).unwrap_or_default(),
                bic(payment.creditor).unwrap_or_default(),
                text(known.map(|currency| currency.code)),
                amount.transpose().unwrap_or_default().unwrap_or_default(),
                text(payment.date),
                text(payment.priority.as_ref()),
                text(payment.category.as_ref()),
                payment.received.to_string(),
                payment.status.name().to_owned(),
                text(payment.waiting.as_ref()),
                text(payment.refusal),
                text(payment.how.as_ref()),
                text(payment.round),
                text(payment.matched),
                text(payment.returns),
                text(payment.ended.map(|(_, instant)| instant)),
                payment.cursor.position.to_string(),
                text(payment.ended.map(|(position, _)| position)),
            ];
            write_line(&mut out, cells.iter().map(String::as_str))?;
            count += 1;
        }
        search.after = page.next;
        if search.after.is_none() {
            finish(out, file)?;
            return Ok(count);
        }
    }
}

fn statement_rows(
    views: &mut Views,
    names: &Names,
    party: Option<PartyId>,
    day: BusinessDate,
    file: &Path,
) -> Result<usize, Box<dyn Error>> {
    let mut out = created(file)?;
    let head = "bic,currency,number,date,opening,closing,entries,closed,position";
    write_line(&mut out, head.split(','))?;
    let mut count = 0;
    for row in views.statements(day)? {
        if party.is_some_and(|party| party != row.party) {
            continue;
        }
        let cells = [
            names.bic(row.party)?.as_str().to_owned(),
            names.currency(row.currency)?.code.to_string(),
            row.number.to_string(),
            row.date.to_string(),
            names.balance(row.currency, row.opening)?,
            names.balance(row.currency, row.closing)?,
            row.entries.to_string(),
            row.closed.to_string(),
            row.position.to_string(),
        ];
        write_line(&mut out, cells.iter().map(String::as_str))?;
        count += 1;
    }
    finish(out, file)?;
    Ok(count)
}
