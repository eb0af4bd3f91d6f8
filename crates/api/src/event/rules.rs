//! Events on who takes part, on days, on the rulebook, on exchange and on rounds.

use serde_json::{Value, json};
use settlement::fx::{OrderEnd, OrderView, PostedRate, Purpose, QuoteUse, Switch};
use settlement::payment::WaitingFor;
use settlement::{PartyId, fx, offsetting, operating_day, participation, rulebook};
use terms::CurrencyId;

use super::{Teller, ratio};
use crate::json::{access, class, phase};

impl Teller<'_> {
    pub(super) fn participation(&self, event: &participation::Event) -> Option<Value> {
        use participation::Event as E;
        match event {
            E::PartyRegistered { bic, .. } => {
                Some(json!({ "event": "PartyRegistered", "bic": bic.to_string() }))
            }
            E::ParticipantAdmitted { party, currency, class: as_what, access: may } => {
                Some(json!({
                    "event": "ParticipantAdmitted",
                    "party": self.bic(*party),
                    "currency": self.code(*currency),
                    "class": class(*as_what),
                    "access": access(*may),
                }))
            }
            E::AccessChanged { party, currency, access: may } => Some(json!({
                "event": "AccessChanged",
                "party": self.bic(*party),
                "currency": self.code(*currency),
                "access": access(*may),
            })),
            E::MandateGranted { party, currency, to } => self
                .sees(&[*party, *to], *currency)
                .then(|| self.mandate("MandateGranted", *party, *currency, *to)),
            E::MandateRevoked { party, currency, from } => self
                .sees(&[*party, *from], *currency)
                .then(|| self.mandate("MandateRevoked", *party, *currency, *from)),
            // Everybody checks signatures by these.
            E::KeyAdded { party, number, key, from } => Some(json!({
                "event": "KeyAdded",
                "party": self.bic(*party),
                "number": number.0,
                "key": key.to_string(),
                "from": from.to_string(),
            })),
            E::KeyRevoked { party, number, by } => Some(json!({
                "event": "KeyRevoked",
                "party": self.bic(*party),
                "number": number.0,
                "by": self.bic(*by),
            })),
        }
    }

    fn mandate(
        &self,
        event: &str,
        party: settlement::PartyId,
        currency: CurrencyId,
        other: settlement::PartyId,
    ) -> Value {
        json!({
            "event": event,
            "party": self.bic(party),
            "currency": self.code(currency),
            "mandate_of": self.bic(other),
        })
    }

    pub(super) fn offsetting(&self, event: &offsetting::Event) -> Option<Value> {
        match event {
            offsetting::Event::OffsettingSettled { round, considered, settled, .. } => {
                Some(json!({
                    "event": "OffsettingSettled",
                    "round": round,
                    "considered": considered,
                    "settled": settled,
                }))
            }
            offsetting::Event::NothingOffset { round, considered, .. } => Some(json!({
                "event": "NothingOffset",
                "round": round,
                "considered": considered,
            })),
            offsetting::Event::ObjectionRaised { by, objection } => (*by == self.to).then(
                || json!({ "event": "ObjectionRaised", "objection": self.to_set(objection).told }),
            ),
        }
    }

    pub(super) fn operating_day(&self, event: &operating_day::Event) -> Value {
        use operating_day::Event as E;
        let of =
            |event: &str, id: &CurrencyId| json!({ "event": event, "currency": self.code(*id) });
        let dated = |event: &str, id: &CurrencyId, date: &terms::BusinessDate| json!({ "event": event, "currency": self.code(*id), "date": date.to_string() });
        match event {
            E::CalendarSet { currency, version } => json!({
                "event": "CalendarSet",
                "currency": self.code(*currency),
                "version": version,
            }),
            E::DayOpened { currency, date } => dated("DayOpened", currency, date),
            E::DayClosed { currency, date } => dated("DayClosed", currency, date),
            E::PhaseChanged { currency, date, phase: to } => json!({
                "event": "PhaseChanged",
                "currency": self.code(*currency),
                "date": date.to_string(),
                "phase": phase(*to),
            }),
            E::DayExtended { currency, date, close } => json!({
                "event": "DayExtended",
                "currency": self.code(*currency),
                "date": date.to_string(),
                "close": close.to_string(),
            }),
            E::CurrencySuspended { currency } => of("CurrencySuspended", currency),
            E::CurrencyResumed { currency } => of("CurrencyResumed", currency),
        }
    }

    pub(super) fn rulebook(&self, event: &rulebook::Event) -> Option<Value> {
        use rulebook::Event as E;
        Some(match event {
            E::CurrencyDefined { code, minor_units, agent, .. } => json!({
                "event": "CurrencyDefined",
                "code": code.to_string(),
                "minor_units": minor_units,
                "agent": self.bic(*agent),
            }),
            E::RulebookScheduled { version, from } => json!({
                "event": "RulebookScheduled",
                "version": version,
                "from": from.number(),
            }),
            E::RulebookActivated { version } => {
                json!({ "event": "RulebookActivated", "version": version })
            }
            E::AccountRedenominated { party, old, new, converted, remainder } => {
                if !self.sees(&[*party], *new) {
                    return None;
                }
                json!({
                    "event": "AccountRedenominated",
                    "party": self.bic(*party),
                    "old": self.code(*old),
                    "new": self.code(*new),
                    "converted": self.balance(*new, *converted),
                    "remainder": self.balance(*old, *remainder),
                })
            }
            E::CurrencyRedenominated { old, new, factor, left } => json!({
                "event": "CurrencyRedenominated",
                "old": self.code(*old),
                "new": self.code(*new),
                "old_minor_units_for_a_new_one": factor.to_decimal(0),
                "left": self.balance(*old, *left),
            }),
        })
    }

    pub(super) fn exchange(&self, event: &fx::Event) -> Option<Value> {
        use fx::Event as E;
        match event {
            E::YardstickNamed { name } => Some(json!({ "event": "YardstickNamed", "name": name })),
            E::OfficialRatePosted { currency, posted } => {
                Some(self.posted("OfficialRatePosted", *currency, *posted))
            }
            E::OfficialRateApproved { currency, posted } => {
                Some(self.posted("OfficialRateApproved", *currency, *posted))
            }
            E::BandSet { currency, band } => Some(json!({
                "event": "BandSet",
                "currency": self.code(*currency),
                "basis_points": band.map(|band| band.0),
            })),
            E::QuotaSet { currency, amount } => Some(json!({
                "event": "QuotaSet",
                "currency": self.code(*currency),
                "amount": amount.map(|amount| self.amount(*currency, amount)),
            })),
            E::PairSwitched { currency, against, switch } => Some(json!({
                "event": "PairSwitched",
                "currency": self.code(*currency),
                "against": self.code(*against),
                "switch": match switch {
                    Switch::On => "on",
                    Switch::Off => "off",
                },
            })),
            E::ExchangeHalted { currency } => {
                Some(json!({ "event": "ExchangeHalted", "currency": self.code(*currency) }))
            }
            E::ExchangeResumed { currency } => {
                Some(json!({ "event": "ExchangeResumed", "currency": self.code(*currency) }))
            }
            E::OrderPlaced { .. }
            | E::OrderEnded { .. }
            | E::OrderFilled { .. }
            | E::PaymentConverted { .. }
            | E::RoundOpened { .. }
            | E::PricesProposed { .. }
            | E::ConversionHindered { .. }
            | E::ObjectionRaised { .. }
            | E::RoundCleared { .. } => self.traded(event),
        }
    }

    /// Orders, what fills them, and rounds.
    fn traded(&self, event: &fx::Event) -> Option<Value> {
        use fx::Event as E;
        match event {
            E::OrderPlaced { name, order } => self.placed(&name.to_string(), order),
            E::OrderEnded { number, by, sell, left, end, .. } => (*by == self.to).then(|| {
                json!({
                    "event": "OrderEnded",
                    "order": number.0,
                    "left": self.amount(*sell, *left),
                    "end": match end {
                        OrderEnd::Cancelled => "cancelled",
                        OrderEnd::Expired => "expired",
                        OrderEnd::Closed => "closed",
                        OrderEnd::Redenominated => "redenominated",
                    },
                })
            }),
            E::OrderFilled { number, by, to, round, sell, buy, sold, received, left, .. } => {
                let own = *by == self.to || *to == self.to;
                own.then(|| {
                    json!({
                        "event": "OrderFilled",
                        "order": number.0,
                        "round": round,
                        "sold": self.money(*sell, *sold),
                        "received": self.money(*buy, *received),
                        "left": self.amount(*sell, *left),
                    })
                })
            }
            E::PaymentConverted { uetr, quotes } => self.converted(*uetr, quotes),
            E::RoundOpened { round, orders, clears_at } => Some(json!({
                "event": "RoundOpened",
                "round": round,
                "orders": orders,
                "clears_at": clears_at.to_string(),
            })),
            E::PricesProposed { round, by } => Some(json!({
                "event": "PricesProposed",
                "round": round,
                "by": self.bic(*by),
            })),
            E::ObjectionRaised { round, by, objection } => (*by == self.to).then(|| {
                json!({
                    "event": "ObjectionRaised",
                    "round": round,
                    "objection": self.to_prices(*objection).told,
                })
            }),
            E::ConversionHindered { by, waiting, .. } => self.hindered(*by, waiting),
            E::RoundCleared { round, orders, filled, .. } => Some(json!({
                "event": "RoundCleared",
                "round": round,
                "orders": orders,
                "filled": filled,
            })),
            E::YardstickNamed { .. }
            | E::OfficialRatePosted { .. }
            | E::OfficialRateApproved { .. }
            | E::BandSet { .. }
            | E::QuotaSet { .. }
            | E::PairSwitched { .. }
            | E::ExchangeHalted { .. }
            | E::ExchangeResumed { .. } => None,
        }
    }

    fn hindered(&self, by: PartyId, waiting: &WaitingFor) -> Option<Value> {
        (by == self.to).then(|| {
            let objection = self.to_conversion(waiting).told;
            json!({ "event": "ObjectionRaised", "objection": objection })
        })
    }

    fn converted(&self, uetr: terms::Uetr, quotes: &[QuoteUse]) -> Option<Value> {
        let row = self.board.conversion(uetr)?;
        let own = row.payer == self.to || row.creditor == self.to;
        own.then(|| {
            let quotes = quotes
                .iter()
                .map(|used| json!({ "order": used.number.0, "provider": self.bic(used.provider) }));
            json!({
                "event": "PaymentConverted",
                "uetr": uetr.to_string(),
                "quotes": quotes.collect::<Vec<_>>(),
            })
        })
    }

    fn money(&self, currency: CurrencyId, amount: terms::Amount) -> Value {
        json!({ "currency": self.code(currency), "amount": self.amount(currency, amount) })
    }

    fn posted(&self, event: &str, currency: CurrencyId, posted: PostedRate) -> Value {
        json!({
            "event": event,
            "currency": self.code(currency),
            "rate": ratio(posted.rate),
            "from": posted.from.to_string(),
            "approved": posted.approved,
        })
    }

    fn placed(&self, name: &str, order: &OrderView) -> Option<Value> {
        (order.by == self.to).then(|| {
            json!({
                "event": "OrderPlaced",
                "order": order.number.0,
                "name": name,
                "kind": match order.purpose {
                    Purpose::Round => "order",
                    Purpose::Quote => "quote",
                    Purpose::Payment { .. } => "payment to be converted",
                },
                "sell": self.money(order.sell, order.left),
                "buy": self.code(order.buy),
                "limit": ratio(order.limit),
            })
        })
    }
}
