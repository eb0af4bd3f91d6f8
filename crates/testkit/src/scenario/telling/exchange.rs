//! Events on exchange between currencies.

use settlement::fx::Event;

use super::Telling;
use crate::scenario::exchange::posted_words;

impl Telling<'_> {
    pub(super) fn exchange(&self, event: &Event) -> String {
        match event {
            Event::YardstickNamed { name } => format!("rates are stated in {name}"),
            Event::OfficialRatePosted { currency, posted } => {
                format!("official rate of {}: {}", self.code(*currency), posted_words(*posted))
            }
            Event::OfficialRateApproved { currency, posted } => format!(
                "official rate of {} approved: {}",
                self.code(*currency),
                posted_words(*posted)
            ),
        }
    }
}
