//! When currencies settle: their calendars, and the hours of the days around now.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::Board;
use serde_json::{Value, json};
use settlement::Machine;
use settlement::operating_day::{Calendar, Hours};
use terms::{BusinessDate, CurrencyCode, CurrencyId, Duration, TimeOfDay, Weekday};

use super::Given;
use crate::Door;
use crate::json::bic;
use crate::problem::{Code, Problem};

/// Which days around today are told, in UTC. Unit: days.
const AROUND: std::ops::RangeInclusive<i32> = -1..=3;

/// The calendars of a currency, as the machine has them.
struct Kept {
    currency: CurrencyId,
    code: CurrencyCode,
    calendars: Vec<Calendar>,
    extensions: Vec<(BusinessDate, Duration)>,
    days: Vec<Hours>,
}

/// Of one currency where the query names it, else of all.
pub(super) async fn calendars(door: Door, given: Given) -> Result<Response, Problem> {
    let wanted = given.text("currency").map(ToOwned::to_owned);
    let asked = door.intake.question(move |replica| kept(replica.machine(), wanted.as_deref()));
    let kept = asked.map_err(Problem::rejected)?.await;
    let kept = kept.map_err(|_| Problem::new(Code::Stopped))?;
    let board = door.read_board();
    let rows: Vec<Value> = kept.iter().map(|kept| told(&board, kept)).collect();
    Ok(Json(json!({ "currencies": rows })).into_response())
}

fn kept(machine: &Machine, wanted: Option<&str>) -> Vec<Kept> {
    let today = machine.moment().instant.date();
    let all =
        machine.currencies().filter(|(_, code, _, _)| wanted.is_none_or(|w| code.as_str() == w));
    let rows = all.filter_map(|(currency, code, _, _)| {
        let (calendars, extensions) = machine.calendars(currency)?;
        let days = AROUND.filter_map(|ahead| machine.hours(currency, today.plus_days(ahead)));
        Some(Kept {
            currency,
            code,
            calendars: calendars.to_vec(),
            extensions: extensions.iter().map(|(date, by)| (*date, *by)).collect(),
            days: days.collect(),
        })
    });
    rows.collect()
}

fn told(board: &Board, kept: &Kept) -> Value {
    let minutes = |date: BusinessDate| {
        let found = kept.extensions.iter().find(|(extended, _)| *extended == date);
        found.map_or(0, |(_, by)| by.nanos() / 60_000_000_000)
    };
    let days = kept.days.iter().map(|hours| {
        json!({
            "date": hours.date.to_string(),
            "open": hours.open.to_string(),
            "customer_cut_off": hours.cut_off.to_string(),
            "close": hours.close.to_string(),
            "extended_minutes": minutes(hours.date),
        })
    });
    let agent = board.directory().agent(kept.currency);
    json!({
        "currency": kept.code.to_string(),
        "agent": agent.map(|agent| bic(board, agent)),
        "calendars": kept.calendars.iter().map(calendar).collect::<Vec<_>>(),
        "days": days.collect::<Vec<_>>(),
    })
}

/// A calendar in the words in which it is set.
fn calendar(calendar: &Calendar) -> Value {
    let weekend = calendar.weekend.iter().map(|day| weekday(*day));
    json!({
        "version": calendar.version,
        "valid_from": calendar.valid_from.to_string(),
        "utc_offset_minutes": calendar.offset.0,
        "weekend": weekend.collect::<Vec<_>>(),
        "open": clock(calendar.open),
        "customer_cut_off": clock(calendar.customer_cut_off),
        "close": clock(calendar.close),
        "holidays": calendar.holidays.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "source": calendar.source,
        "verified_on": calendar.verified_on.map(|day| day.to_string()),
    })
}

fn clock(time: TimeOfDay) -> String {
    format!("{:02}:{:02}", time.minutes() / 60, time.minutes() % 60)
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "monday",
        Weekday::Tuesday => "tuesday",
        Weekday::Wednesday => "wednesday",
        Weekday::Thursday => "thursday",
        Weekday::Friday => "friday",
        Weekday::Saturday => "saturday",
        Weekday::Sunday => "sunday",
    }
}
