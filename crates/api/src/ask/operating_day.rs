use std::collections::BTreeSet;

use serde::Deserialize;
use settlement::Command;
use settlement::operating_day::{Calendar, Command as OperatingDay};
use terms::{UtcOffset, Weekday};
use utoipa::ToSchema;

use super::asks;
use super::text::{Clock, Day, Letters, Line};

/// A day of the week.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub(super) enum DayOfWeek {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl From<DayOfWeek> for Weekday {
    fn from(day: DayOfWeek) -> Self {
        match day {
            DayOfWeek::Monday => Self::Monday,
            DayOfWeek::Tuesday => Self::Tuesday,
            DayOfWeek::Wednesday => Self::Wednesday,
            DayOfWeek::Thursday => Self::Thursday,
            DayOfWeek::Friday => Self::Friday,
            DayOfWeek::Saturday => Self::Saturday,
            DayOfWeek::Sunday => Self::Sunday,
        }
    }
}

asks! {
    /// A settlement agent states when its currency settles.
    SetCalendar at "/v1/calendars" says "set" up to LARGE {
        /// The agent's currency.
        currency: Letters,
        /// Ascending from 1.
        version: u32,
        /// The first date it is right for.
        valid_from: Day,
        /// How far the agent's clocks are ahead of UTC, in minutes.
        utc_offset_minutes: i16,
        /// Days of the week without settlement.
        weekend: Vec<DayOfWeek>,
        /// The day opens.
        open: Clock,
        /// Customer payments settle until then.
        customer_cut_off: Clock,
        /// Everything settles until then.
        close: Clock,
        /// Dates without settlement.
        holidays: Vec<Day>,
        /// Where the hours are from.
        source: Line,
        /// When somebody last compared them with the source.
        verified_on: Option<Day>,
    } |body, desk| {
        let holidays = body.holidays.iter().map(|day| desk.day("holidays", day));
        let verified_on = body.verified_on.as_ref();
        let calendar = Calendar {
            version: body.version,
            valid_from: desk.day("valid_from", &body.valid_from)?,
            offset: UtcOffset(body.utc_offset_minutes),
            weekend: body.weekend.iter().copied().map(Weekday::from).collect(),
            open: desk.clock("open", &body.open)?,
            customer_cut_off: desk.clock("customer_cut_off", &body.customer_cut_off)?,
            close: desk.clock("close", &body.close)?,
            holidays: holidays.collect::<Result<BTreeSet<_>, _>>()?,
            source: desk.line("source", &body.source)?,
            verified_on: verified_on.map(|day| desk.day("verified_on", day)).transpose()?,
        };
        let currency = desk.currency("currency", &body.currency)?.0;
        Command::OperatingDay(OperatingDay::SetCalendar { currency, calendar })
    };

    /// A settlement agent moves the cut-off and the close of a day that is not over.
    ExtendDay at "/v1/calendars/extensions" says "extended" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Which day.
        date: Day,
        /// By how many minutes in all; zero takes an extension back.
        minutes: u16,
    } |body, desk| Command::OperatingDay(OperatingDay::ExtendDay {
        currency: desk.currency("currency", &body.currency)?.0,
        date: desk.day("date", &body.date)?,
        minutes: body.minutes,
    });

    /// A settlement agent stops settlement of its currency for now.
    SuspendCurrency at "/v1/currencies/suspend" says "suspended" up to SMALL {
        /// The agent's currency.
        currency: Letters,
    } |body, desk| Command::OperatingDay(OperatingDay::SuspendCurrency {
        currency: desk.currency("currency", &body.currency)?.0,
    });

    /// A settlement agent lets settlement of its currency go on.
    ResumeCurrency at "/v1/currencies/resume" says "resumed" up to SMALL {
        /// The agent's currency.
        currency: Letters,
    } |body, desk| Command::OperatingDay(OperatingDay::ResumeCurrency {
        currency: desk.currency("currency", &body.currency)?.0,
    });
}
