//! What is wrong with a proposal that is refused.

use settlement::fx::{self, Obstacle};
use settlement::offsetting::{Objection, Restraint, Shortage};

use super::Telling;

impl Telling<'_> {
    /// An objection to a set.
    pub(super) fn to_set(&self, objection: &Objection) -> String {
        let wrong = match objection {
            Objection::Short(Shortage { party, currency, under, lacking }) => {
                let (bank, lacking) = (self.bank(*party), self.money(*currency, *lacking));
                match under {
                    None => format!("{bank} would end {lacking} below its floor"),
                    Some(Restraint::Bilateral(towards)) => {
                        let towards = self.bank(*towards);
                        format!("{bank} would exceed its limit towards {towards} by {lacking}")
                    }
                    Some(Restraint::Multilateral) => {
                        format!("{bank} would exceed its limit towards all by {lacking}")
                    }
                    Some(Restraint::HoldingCap) => {
                        format!("{bank} would end {lacking} above its cap")
                    }
                }
            }
            Objection::Overtakes { uetr, ahead, party, currency } => format!(
                "{} would pass {} in the {} queue of {}",
                self.names.name(*uetr),
                self.names.name(*ahead),
                self.code(*currency),
                self.bank(*party)
            ),
            Objection::ValueMisstated { stated, worth } => format!("worth {worth}, not {stated}"),
            Objection::PricesMisstated { rows } => format!("prices for other than {rows} rows"),
            Objection::SumTooLarge => "a sum is too large".to_owned(),
        };
        format!("{} broken: {wrong}", objection.rule())
    }

    /// An objection to prices and fills.
    pub(super) fn to_prices(&self, objection: fx::Objection) -> String {
        use fx::Objection as O;
        let name = objection.name();
        let place = match objection {
            O::NotOnePrice(one)
            | O::PriceOutOfRange(one)
            | O::QuotaExceeded(one)
            | O::ShareMisstated(one)
            | O::ResidueTooLarge(one) => format!(" of {}", self.code(one)),
            O::OutsideBand(dear, cheap) => {
                format!(" of {} in {}", self.code(dear), self.code(cheap))
            }
            O::NotOneFill(order)
            | O::Oversold(order)
            | O::Halted(order)
            | O::SwitchedOff(order)
            | O::BelowLimit(order)
            | O::OffPrice(order)
            | O::ForNothing(order)
            | O::LeftUnfilled(order)
            | O::Unequal(order) => format!(" of order {}", order.0),
            O::Overrationed | O::ConstraintsMisstated | O::ValueMisstated => String::new(),
        };
        format!("{} broken: {name}{place}", objection.rule())
    }

    /// What stands in the way of quotes.
    pub(super) fn obstacle(&self, obstacle: Obstacle) -> String {
        match obstacle {
            Obstacle::NoQuote(sold, bought) => {
                format!("no quote of {} for {}", self.code(bought), self.code(sold))
            }
            Obstacle::BelowLimit { currency, given, least } => {
                let (given, least) = (self.money(currency, given), self.money(currency, least));
                format!("quotes give {given}, not {least}")
            }
            Obstacle::TooSmall(currency) => {
                format!("quotes have too little {}", self.code(currency))
            }
            Obstacle::Halted(currency) => format!("{} is halted", self.code(currency)),
            Obstacle::SwitchedOff(one, other) => {
                format!("{} and {} are switched off", self.code(one), self.code(other))
            }
            Obstacle::OutsideBand(one, other) => {
                format!("{} in {} outside its band", self.code(one), self.code(other))
            }
            Obstacle::QuotaUsedUp(currency) => format!("quota of {}", self.code(currency)),
            Obstacle::OutsideDates(currency) => {
                format!("{} is not valid today", self.code(currency))
            }
            Obstacle::Closed(currency) => format!("{} is closed", self.code(currency)),
            Obstacle::Provider(number) => format!("the provider of quote {}", number.0),
            Obstacle::InRound { round, clears_at } => {
                format!("in exchange round {round} until {}", super::moment(clears_at))
            }
            Obstacle::Untried => "untried".to_owned(),
        }
    }
}
