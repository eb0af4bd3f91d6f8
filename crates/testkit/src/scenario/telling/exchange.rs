//! Events on exchange between currencies.

use settlement::fx::{Event, OrderEnd, OrderView, Validity};

use super::{Telling, moment};
use crate::scenario::exchange::{band_words, posted_words, rate_words};
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
            Event::OrderPlaced { number, by, sell, buy, amount, limit, validity } => {
                self.order(&OrderView {
                    number: *number,
                    by: *by,
                    sell: *sell,
                    buy: *buy,
                    left: *amount,
                    limit: *limit,
                    validity: *validity,
                })
            }
            Event::OrderEnded { number, by, left, end } => format!(
                "order {} of {} {}, {} minor units left",
                number.0,
                self.bank(*by),
                end_words(*end),
                left.minor()
            ),
        }
    }

    /// An order that stands.
    pub(in crate::scenario) fn order(&self, order: &OrderView) -> String {
        let lasts = match order.validity {
            Validity::Until(until) => format!("until {}", moment(until)),
            Validity::Rounds(1) => "for a round".to_owned(),
            Validity::Rounds(rounds) => format!("for {rounds} rounds"),
        };
        format!(
            "order {} of {}: {} for {} at {} or more, {lasts}",
            order.number.0,
            self.bank(order.by),
            self.money(order.sell, order.left),
            self.code(order.buy),
            rate_words(order.limit)
        )
    }
}

fn end_words(end: OrderEnd) -> &'static str {
    match end {
        OrderEnd::Cancelled => "cancelled",
        OrderEnd::Expired => "expired",
        OrderEnd::Closed => "ended with its day",
        OrderEnd::Redenominated => "ended by a redenomination",
    }
}
