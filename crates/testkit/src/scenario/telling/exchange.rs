//! Events on exchange between currencies.

use settlement::fx::{
    Constraint, Event, OrderEnd, OrderView, Price, Purpose, QuoteUse, Standing, Validity,
};
use terms::Balance;

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
            Event::OrderPlaced { name: _, order } => self.order(order),
            Event::PaymentConverted { uetr, quotes } => {
                let quote = |quote: &QuoteUse| {
                    format!("{} of {}", quote.number.0, self.bank(quote.provider))
                };
                let quotes: Vec<String> = quotes.iter().map(quote).collect();
                format!("{} goes by quote {}", self.names.name(*uetr), quotes.join(", then "))
            }
            Event::OrderEnded { number, by, sell, left, end, purpose } => format!(
                "order {} of {}{} {}, {} left",
                number.0,
                self.bank(*by),
                self.payment_of(*purpose),
                end_words(*end),
                self.money(*sell, *left)
            ),
            Event::RoundOpened { round, orders, clears_at } => {
                format!("exchange round {round} of {orders} orders until {}", moment(*clears_at))
            }
            Event::PricesProposed { round, by } => {
                format!("prices of {} stand in exchange round {round}", self.bank(*by))
            }
            Event::ObjectionRaised { objection, .. } => self.to_prices(*objection),
            Event::ConversionHindered { uetr, waiting, .. } => {
                format!("{} would wait {}", self.names.name(*uetr), self.waiting(waiting))
            }
            Event::RoundCleared { .. } => self.cleared(event),
            Event::OrderFilled { .. } => self.filled(event),
        }
    }

    fn cleared(&self, event: &Event) -> String {
        let Event::RoundCleared {
            round,
            by,
            standing,
            orders,
            filled,
            value,
            prices,
            constraints,
            residues,
        } = event
        else {
            return String::new();
        };
        let by = by.map_or_else(String::new, |by| format!(" by {}", self.bank(by)));
        let all = match standing {
            Standing::Equilibrium => "",
            Standing::Partial => ", in part",
        };
        let price = |price: &Price| format!("{} {}", self.code(price.currency), price.worth);
        let prices: Vec<String> = prices.iter().map(price).collect();
        let bound = constraints.iter().map(|bound| format!("; {}", self.constraint(*bound)));
        let bound: String = bound.collect();
        let left = residues.iter().filter(|residue| residue.amount != Balance::ZERO);
        let left = left.map(|residue| {
            let agent = self.holding(residue.agent, residue.currency, residue.balance);
            format!("; {} to {agent}", self.money(residue.currency, residue.amount))
        });
        let left: String = left.collect();
        format!(
            "exchange round {round} fills {filled} of {orders} orders{by}{all}, worth {value}, at {}{bound}{left}",
            prices.join(", ")
        )
    }

    fn constraint(&self, constraint: Constraint) -> String {
        match constraint {
            Constraint::Halted(one) => format!("{} halted", self.code(one)),
            Constraint::SwitchedOff(one, other) => {
                format!("{} off against {}", self.code(one), self.code(other))
            }
            Constraint::Band(one, other) => {
                format!("{} at the band in {}", self.code(one), self.code(other))
            }
            Constraint::Quota(one) => format!("quota of {} used up", self.code(one)),
        }
    }

    fn filled(&self, event: &Event) -> String {
        let Event::OrderFilled {
            number,
            by,
            to,
            round: _,
            sell,
            buy,
            sold,
            received,
            left,
            sell_balance,
            buy_balance,
            purpose: _,
        } = event
        else {
            return String::new();
        };
        let left = match left.is_zero() {
            true => "wholly".to_owned(),
            false => format!("but for {}", self.money(*sell, *left)),
        };
        format!(
            "order {} of {} filled {left}: {} ({}) for {} ({}){}",
            number.0,
            self.bank(*by),
            self.money(*sell, *sold),
            self.sum(*sell, *sell_balance),
            self.money(*buy, *received),
            self.sum(*buy, *buy_balance),
            if to == by { String::new() } else { format!(" to {}", self.bank(*to)) }
        )
    }

    /// The payment for which an order stands, if it stands for one.
    fn payment_of(&self, purpose: Purpose) -> String {
        match purpose {
            Purpose::Round | Purpose::Quote => String::new(),
            Purpose::Payment { uetr, .. } => format!(" for {}", self.names.name(uetr)),
        }
    }

    /// An order that stands.
    pub(in crate::scenario) fn order(&self, order: &OrderView) -> String {
        let lasts = match order.validity {
            Validity::Until(until) => format!("until {}", moment(until)),
            Validity::Rounds(1) => "for a round".to_owned(),
            Validity::Rounds(rounds) => format!("for {rounds} rounds"),
        };
        let (number, by) = (order.number.0, self.bank(order.by));
        let (left, buy) = (self.money(order.sell, order.left), self.code(order.buy));
        let limit = rate_words(order.limit);
        match order.purpose {
            Purpose::Round => {
                format!("order {number} of {by}: {left} for {buy} at {limit} or more, {lasts}")
            }
            Purpose::Quote => {
                format!("quote {number} of {by}: {left} for {buy} at {limit}, {lasts}")
            }
            Purpose::Payment { uetr, creditor, .. } => format!(
                "order {number} of {by} for {}: {left} to {} in {buy} at {limit} or more, {lasts}",
                self.names.name(uetr),
                self.bank(creditor)
            ),
        }
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
