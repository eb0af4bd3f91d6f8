use serde::{Deserialize, Serialize};
use terms::{BusinessDate, Duration, Instant};

use super::calendar::Schedule;
use crate::payment::Category;

/// When a calendar without a day in sight is looked at again: half its horizon.
const LOOK_AGAIN: Duration = Duration::from_seconds(30 * 86_400);

/// What a currency's operating day allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Nothing settles.
    #[default]
    Closed,
    /// Everything settles.
    Active,
    /// After the customer cut-off: only payments between banks settle.
    Closing,
}

/// A currency's operating day as it stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Day {
    pub(crate) schedule: Schedule,
    pub(crate) phase: Phase,
    /// The day that is open, or was last.
    pub(crate) date: BusinessDate,
    /// When the phase ends, if the calendars say so.
    pub(crate) next: Option<Instant>,
    /// Whether the agent has stopped settlement for now.
    pub(crate) suspended: bool,
}

impl Day {
    /// Whether a payment of the category for `date` settles now.
    pub(crate) fn settles(&self, category: Category, date: BusinessDate) -> bool {
        let open = match self.phase {
            Phase::Active => true,
            Phase::Closing => category == Category::Interbank,
            Phase::Closed => false,
        };
        open && !self.suspended && date <= self.date
    }

    /// The phase and day at an instant, and when they end.
    pub(crate) fn at(&self, now: Instant) -> (Phase, BusinessDate, Option<Instant>) {
        let from = BusinessDate::default();
        match self.schedule.next_hours(now, from, Category::Interbank) {
            // No day within the calendar's horizon: looked at again before the horizon ends.
            None => (Phase::Closed, self.date, Some(now.after(LOOK_AGAIN))),
            Some(hours) if now < hours.open => (Phase::Closed, self.date, Some(hours.open)),
            Some(hours) if now < hours.cut_off => (Phase::Active, hours.date, Some(hours.cut_off)),
            Some(hours) => (Phase::Closing, hours.date, Some(hours.close)),
        }
    }
}
