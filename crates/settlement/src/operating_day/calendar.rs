use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{BusinessDate, Duration, Instant, TimeOfDay, UtcOffset, Weekday};

use crate::payment::Category;

/// How many days ahead a calendar is searched for its next operating day.
const HORIZON: i32 = 60;

/// The most holidays a calendar lists.
const MAX_HOLIDAYS: usize = 4_000;

/// The longest source of a calendar. Unit: bytes.
const MAX_SOURCE: usize = 1_000;

/// When a currency settles, as its agent states it; a later version replaces an earlier one from
/// its first date on. Round the clock is a calendar like any other: 00:00 to 24:00, no weekend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Ascending from 1.
    pub version: u32,
    /// The first date it is right for.
    pub valid_from: BusinessDate,
    /// How far the agent's clocks are ahead of UTC.
    pub offset: UtcOffset,
    /// Days of the week without settlement.
    pub weekend: Vec<Weekday>,
    /// The day opens.
    pub open: TimeOfDay,
    /// Customer payments settle until then.
    pub customer_cut_off: TimeOfDay,
    /// Everything settles until then.
    pub close: TimeOfDay,
    /// Dates without settlement.
    pub holidays: BTreeSet<BusinessDate>,
    /// Where the hours are from.
    pub source: String,
    /// When somebody last compared them with the source, if anybody has.
    pub verified_on: Option<BusinessDate>,
}

/// One operating day as moments. Range: `open < cut_off <= close`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Which day.
    pub date: BusinessDate,
    /// It opens.
    pub open: Instant,
    /// Customer payments settle until then, extended as its agent has said.
    pub cut_off: Instant,
    /// Everything settles until then, extended likewise.
    pub close: Instant,
}

impl Hours {
    /// Until when a payment of the category may settle on this day.
    pub(crate) fn until(&self, category: Category) -> Instant {
        match category {
            Category::Customer => self.cut_off,
            Category::Interbank => self.close,
        }
    }
}

impl Calendar {
    /// Whether the hours follow each other. R-DAY-01
    pub(crate) fn is_sound(&self) -> bool {
        self.holidays.len() <= MAX_HOLIDAYS
            && self.source.len() <= MAX_SOURCE
            && self.open < self.customer_cut_off
            && self.customer_cut_off <= self.close
            && self.close.minutes() <= 1440
            && self.weekend.len() < 7
            && (-720..=840).contains(&self.offset.0)
    }

    fn is_operating(&self, date: BusinessDate) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.holidays.contains(&date)
    }

    fn hours(&self, date: BusinessDate, extension: Duration) -> Hours {
        let at = |time| Instant::of_local(date, time, self.offset);
        Hours {
            date,
            open: at(self.open),
            cut_off: at(self.customer_cut_off).after(extension),
            close: at(self.close).after(extension),
        }
    }
}

/// A currency's calendars, oldest first, with its extended days.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Schedule {
    pub(crate) calendars: Vec<Calendar>,
    pub(crate) extensions: BTreeMap<BusinessDate, Duration>,
}

impl Schedule {
    /// The calendar that is right for a date.
    fn on(&self, date: BusinessDate) -> Option<&Calendar> {
        self.calendars.iter().rev().find(|calendar| calendar.valid_from <= date)
    }

    /// The hours of a date, if it is an operating day.
    pub(crate) fn hours_of(&self, date: BusinessDate) -> Option<Hours> {
        let calendar = self.on(date).filter(|calendar| calendar.is_operating(date))?;
        let extension = self.extensions.get(&date).copied().unwrap_or_default();
        Some(calendar.hours(date, extension))
    }

    /// Whether days around a date begin before the one before them has closed.
    pub(crate) fn overlaps_around(&self, date: BusinessDate) -> bool {
        let days = (-3..=3).filter_map(|near| self.hours_of(date.plus_days(near)));
        let mut last: Option<Hours> = None;
        for hours in days {
            if last.is_some_and(|last| hours.open < last.close) {
                return true;
            }
            last = Some(hours);
        }
        false
    }

    /// The first operating day whose end, for the category, comes after `instant`, and which is
    /// not before `date`.
    pub(crate) fn next_hours(
        &self,
        instant: Instant,
        date: BusinessDate,
        category: Category,
    ) -> Option<Hours> {
        // Local dates differ from UTC's by a day at most, and an extension by less than another.
        let first = instant.date().plus_days(-2).max(date);
        let mut days = (0..HORIZON).map(|ahead| first.plus_days(ahead));
        days.find_map(|day| self.hours_of(day).filter(|hours| hours.until(category) > instant))
    }
}
