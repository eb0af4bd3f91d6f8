//! Moments, dates and times of day, as told by the log; nothing here reads a clock.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Malformed;

const NANOS_PER_SECOND: u64 = 1_000_000_000;
const SECONDS_PER_DAY: u64 = 86_400;

/// A moment in UTC, as the log's records carry it.
///
/// Unit: nanoseconds since 1970-01-01T00:00:00Z. Range: to the year 2554.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Instant(u64);

impl Instant {
    /// The moment `nanos` nanoseconds after the Unix epoch.
    pub const fn from_unix_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// The moment `seconds` seconds after the Unix epoch.
    pub const fn from_unix_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(NANOS_PER_SECOND))
    }

    /// Nanoseconds since the Unix epoch.
    pub const fn unix_nanos(self) -> u64 {
        self.0
    }

    /// Whole seconds since the Unix epoch.
    pub const fn unix_seconds(self) -> u64 {
        self.0 / NANOS_PER_SECOND
    }

    /// The moment later by `duration`, at most the end of the range.
    pub const fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.0))
    }

    /// The moment of `time` on `date`, where clocks are ahead of UTC by `offset`.
    pub fn of_local(date: BusinessDate, time: TimeOfDay, offset: UtcOffset) -> Self {
        let days = u64::try_from(date.0).unwrap_or(0);
        let local = days
            .saturating_mul(SECONDS_PER_DAY)
            .saturating_add(u64::from(time.0).saturating_mul(60));
        let ahead = i64::from(offset.0).saturating_mul(60);
        Self::from_unix_seconds(local.saturating_add_signed(ahead.saturating_neg()))
    }

    /// The date shown by clocks that are ahead of UTC by `offset`.
    pub fn local_date(self, offset: UtcOffset) -> BusinessDate {
        let ahead = i64::from(offset.0).saturating_mul(60);
        let days = self.unix_seconds().saturating_add_signed(ahead) / SECONDS_PER_DAY;
        BusinessDate(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// The date in UTC.
    pub fn date(self) -> BusinessDate {
        self.local_date(UtcOffset(0))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.unix_seconds() % SECONDS_PER_DAY;
        let (hour, minute) = (seconds / 3600, seconds / 60 % 60);
        let milli = self.0 / 1_000_000 % 1000;
        let date = self.date();
        write!(f, "{date}T{hour:02}:{minute:02}:{:02}.{milli:03}Z", seconds % 60)
    }
}

/// How far local clocks are ahead of UTC. Unit: minutes. Range: -720 ..= 840.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UtcOffset(pub i16);

/// A span of time. Unit: nanoseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Duration(u64);

impl Duration {
    /// A span of whole seconds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(NANOS_PER_SECOND))
    }

    /// Its nanoseconds.
    pub const fn nanos(self) -> u64 {
        self.0
    }
}

/// A calendar date: of an operating day, a settlement, a holiday.
///
/// Unit: days since 1970-01-01. Range: 1970-01-01 ..= 9999-12-31 when read from text.
/// Source: ISO 8601.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BusinessDate(i32);

impl BusinessDate {
    /// The date `days` after 1970-01-01.
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The date of a year, month and day, or `None` if there is no such day.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        let date = Self(days_from_civil(year, month, day)?);
        (date.ymd() == (year, month, day)).then_some(date)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed::new("date", "an existing day as YYYY-MM-DD");
        let shaped = text.len() == 10
            && text.bytes().enumerate().all(|(place, byte)| match place {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shaped {
            return Err(malformed);
        }
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or("");
        let year = part(0, 4).parse().map_err(|_| malformed)?;
        let month = part(5, 7).parse().map_err(|_| malformed)?;
        let day = part(8, 10).parse().map_err(|_| malformed)?;
        Self::from_ymd(year, month, day).ok_or(malformed)
    }

    /// The date `days` later (or earlier, below zero).
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The day of the week. 1970-01-01 was a Thursday.
    pub const fn weekday(self) -> Weekday {
        match self.0.rem_euclid(7) {
            0 => Weekday::Thursday,
            1 => Weekday::Friday,
            2 => Weekday::Saturday,
            3 => Weekday::Sunday,
            4 => Weekday::Monday,
            5 => Weekday::Tuesday,
            _ => Weekday::Wednesday,
        }
    }

    /// Year, month and day.
    pub fn ymd(self) -> (i32, u8, u8) {
        civil_from_days(self.0)
    }
}

/// Days since the epoch of a proleptic Gregorian date.
/// Source: the usual algorithm over 400-year eras that begin in March.
fn days_from_civil(year: i32, month: u8, day: u8) -> Option<i32> {
    let early = month <= 2;
    let year = if early { year.checked_sub(1)? } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted = if early { month.checked_add(9)? } else { month.checked_sub(3)? };
    let day_of_year = i32::from(shifted)
        .checked_mul(153)?
        .checked_add(2)?
        .checked_div(5)?
        .checked_add(i32::from(day))?
        .checked_sub(1)?;
    let day_of_era = year_of_era
        .checked_mul(365)?
        .checked_add(year_of_era / 4)?
        .checked_sub(year_of_era / 100)?
        .checked_add(day_of_year)?;
    era.checked_mul(146_097)?.checked_add(day_of_era)?.checked_sub(719_468)
}

/// The inverse of [`days_from_civil`].
#[expect(
    clippy::arithmetic_side_effects,
    reason = "every intermediate is bounded by the era of 146,097 days"
)]
fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let shifted = i64::from(days) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (
        i32::try_from(year).unwrap_or(i32::MAX),
        u8::try_from(month).unwrap_or(0),
        u8::try_from(day).unwrap_or(0),
    )
}

impl fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BusinessDate {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for BusinessDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_i32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for BusinessDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = alloc::string::String::deserialize(deserializer)?;
            Self::parse(&text).map_err(serde::de::Error::custom)
        } else {
            i32::deserialize(deserializer).map(Self)
        }
    }
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A time on local clocks. Unit: minutes since midnight. Range: 0 ..= 1440 (24:00).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The time `hour:minute`; 24:00 is the end of the day.
    pub fn new(hour: u8, minute: u8) -> Option<Self> {
        let minutes = u16::from(hour).checked_mul(60)?.checked_add(u16::from(minute))?;
        (minute < 60 && minutes <= 1440).then_some(Self(minutes))
    }

    /// Minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        text.split_once(':')
            .and_then(|(hour, minute)| Self::new(hour.parse().ok()?, minute.parse().ok()?))
            .ok_or(Malformed::new("time of day", "hours and minutes as HH:MM"))
    }
}
