//! Events on exchange between currencies.

use settlement::fx::Event;

use super::Telling;
use crate::scenario::exchange::{band_words, posted_words};
use crate::scenario::vocabulary::{SWITCHES, word_for};

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
            Event::BandSet { currency, band } => {
                format!("exchange of {}: {}", self.code(*currency), band_words(*band))
            }
            Event::QuotaSet { currency, amount } => {
                let quota = amount.map(|amount| format!("quota {}", self.sum(*currency, amount)));
                let quota = quota.unwrap_or_else(|| "no quota".to_owned());
                format!("exchange of {}: {quota}", self.code(*currency))
            }
            Event::PairSwitched { currency, against, switch } => format!(
                "exchange of {}: {} against {}",
                self.code(*currency),
                word_for(SWITCHES, switch),
                self.code(*against)
            ),
            Event::ExchangeHalted { currency } => {
                format!("exchange of {} halted", self.code(*currency))
            }
            Event::ExchangeResumed { currency } => {
                format!("exchange of {} open", self.code(*currency))
            }
        }
    }
}
