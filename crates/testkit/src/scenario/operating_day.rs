//! `calendar`, `extend`, `suspend` and `resume`.

use std::collections::BTreeSet;

use settlement::operating_day::{Calendar, Command};
use settlement::{Command as AnyCommand, PartyId};
use terms::{BusinessDate, UtcOffset, Weekday};

use super::Given;
use super::vocabulary::{WEEKDAYS, value_of};
use super::words::{Reading, Words};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::OperatingDay(command) }
}

/// `calendar CUR open=HHMM cutoff=HHMM close=HHMM [offset=MINUTES] [weekend=Sat/Sun]
/// [holidays=DATE/DATE] [valid=DATE] [version=NUMBER]`
///
/// The first calendar is valid since the currency is, later ones from tomorrow on.
pub(super) fn calendar(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let before = words.calendars_of(currency);
    let always = super::rulebook::long_ago();
    let from = if before == 0 { always } else { words.today().plus_days(1) };
    let calendar = Calendar {
        version: words.number_or("version", before.saturating_add(1))?,
        valid_from: words.date_key("valid")?.unwrap_or(from),
        offset: UtcOffset(words.number_or("offset", 0)?),
        weekend: weekend(words)?,
        open: words.local_time("open")?,
        customer_cut_off: words.local_time("cutoff")?,
        close: words.local_time("close")?,
        holidays: holidays(words)?,
        source: "scenario".to_owned(),
        verified_on: None,
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetCalendar { currency, calendar }))
}

fn weekend(words: &mut Words<'_>) -> Reading<Vec<Weekday>> {
    let days = words.key("weekend").unwrap_or_default().split('/');
    days.filter(|day| !day.is_empty()).map(|day| value_of(WEEKDAYS, day)).collect()
}

fn holidays(words: &mut Words<'_>) -> Reading<BTreeSet<BusinessDate>> {
    let dates = words.key("holidays").unwrap_or_default().split('/');
    dates.filter(|date| !date.is_empty()).map(|date| Ok(BusinessDate::parse(date)?)).collect()
}

/// `extend CUR MINUTES [date=DATE]`
pub(super) fn extend(words: &mut Words<'_>) -> Reading<Given> {
    let date = words.settlement_date()?;
    let currency = words.currency()?;
    let minutes = words.number("how many minutes")?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::ExtendDay { currency, date, minutes }))
}

/// `suspend CUR`
pub(super) fn suspend(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SuspendCurrency { currency }))
}

/// `resume CUR`
pub(super) fn resume(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::ResumeCurrency { currency }))
}
