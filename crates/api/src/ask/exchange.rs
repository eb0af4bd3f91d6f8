use node::translate::Flaw;
use serde::Deserialize;
use settlement::Command;
use settlement::fx::{
    BasisPoints, Clearing, Command as Exchange, Constraint, Fill, OrderNumber, Price, Standing,
    Switch,
};
use terms::BusinessDate;
use utoipa::ToSchema;

use super::desk::{AtLeast, Desk, Money, Trade};
use super::text::{BankCode, Day, Decimal, Letters, Line, Moment, Name, Ratio, Whole};
use super::{Ask, Body, SMALL, asks, flaw};

/// Places an order: money of one currency for money of another, in rounds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceOrder {
    /// Its name.
    name: Name,
    /// What is given at most, and held from then on.
    sell: Money,
    /// What is wanted for all of it.
    buy: AtLeast,
    /// For how many rounds it stands; or `until`.
    rounds: Option<u16>,
    /// Before which instant it stands; or `rounds`.
    until: Option<Moment>,
    /// The date in UTC of which the order is; on any other it is refused.
    date: Option<Day>,
}

impl Body for PlaceOrder {
    fn stated(&self) -> Option<(&str, &Moment)> {
        None
    }

    fn command(&self, desk: &Desk<'_>) -> Result<Command, Flaw> {
        let name = desk.name("name", &self.name)?;
        check_date(self.date.as_ref(), desk)?;
        let sell = (&self.sell.currency, &self.sell.amount);
        let Trade { sell, buy, amount, limit } =
            desk.trade(sell, (&self.buy.currency, &self.buy.at_least))?;
        let validity = desk.validity(self.rounds, self.until.as_ref())?;
        let validity =
            validity.ok_or_else(|| flaw("FF01", "rounds", "say either rounds or until"))?;
        Ok(Command::Exchange(Exchange::PlaceOrder { name, sell, buy, amount, limit, validity }))
    }
}

/// A name is remembered for days only, so an order that lasts for rounds can say of which day it
/// is, and is then no other day's. R-PAY-03
fn check_date(stated: Option<&Day>, desk: &Desk<'_>) -> Result<(), Flaw> {
    let stated: Option<BusinessDate> = stated.map(|day| desk.day("date", day)).transpose()?;
    let today = stated.is_none_or(|date| date == desk.now.date());
    today.then_some(()).ok_or_else(|| flaw("DT01", "date", "not of today, in UTC"))
}

/// Posts a firm quote: money of one currency for whoever comes first with money of another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PostQuote {
    /// Its name.
    name: Name,
    /// What is given at most, and held from then on.
    sell: Money,
    /// What is taken for all of what is given: another word than an order's, so that neither is
    /// ever read as the other.
    buy: Money,
    /// Before which instant it stands.
    until: Moment,
}

impl Body for PostQuote {
    fn stated(&self) -> Option<(&str, &Moment)> {
        None
    }

    fn command(&self, desk: &Desk<'_>) -> Result<Command, Flaw> {
        let name = desk.name("name", &self.name)?;
        let sell = (&self.sell.currency, &self.sell.amount);
        let Trade { sell, buy, amount, limit: rate } =
            desk.trade(sell, (&self.buy.currency, &self.buy.amount))?;
        let until = desk.moment("until", &self.until)?;
        Ok(Command::Exchange(Exchange::PostQuote { name, sell, buy, amount, rate, until }))
    }
}

/// Takes an order or a quote back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelOrder {
    /// The number that the order was answered with.
    number: u64,
}

impl Body for CancelOrder {
    fn stated(&self) -> Option<(&str, &Moment)> {
        None
    }

    fn command(&self, _desk: &Desk<'_>) -> Result<Command, Flaw> {
        Ok(Command::Exchange(Exchange::CancelOrder { number: OrderNumber(self.number) }))
    }
}

/// Whether a pair may be exchanged, as far as one settlement agent is asked.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OnOff {
    /// It may.
    On,
    /// It may not.
    Off,
}

/// What an outcome claims to be.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Claim {
    /// Some of what could trade at its prices.
    Partial,
    /// Every order that gets better than its limit is filled, as far as constraints allow.
    Equilibrium,
}

/// The one price of a currency in a round.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceOf {
    /// Of which currency.
    currency: Letters,
    /// What one minor unit is worth, in a measure common to the round.
    worth: Whole,
    /// The part of what sells it that was admitted under its quota, in parts of 2^32.
    share: u64,
}

/// What an order gives and gets in a round, in minor units.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FillOf {
    /// Which order.
    order: u64,
    /// What it gives, in minor units.
    sold: Whole,
    /// What it gets, in minor units.
    received: Whole,
}

/// What kept a round from filling more.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Bound {
    /// The currency is halted.
    Halted,
    /// The pair is switched off.
    SwitchedOff,
    /// The price of the first in the second is at the highest that their bands allow.
    Band,
    /// The quota of the currency is used up.
    Quota,
}

/// A constraint that bound.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConstraintOf {
    /// Which kind.
    kind: Bound,
    /// Of which currency.
    currency: Letters,
    /// With `switched-off` and `band`: against which.
    against: Option<Letters>,
}

fn price(price: &PriceOf, desk: &Desk<'_>) -> Result<Price, Flaw> {
    let currency = desk.currency("prices.currency", &price.currency)?.0;
    Ok(Price { currency, worth: desk.whole("prices.worth", &price.worth)?, share: price.share })
}

fn fill(fill: &FillOf, desk: &Desk<'_>) -> Result<Fill, Flaw> {
    let minor = |path, text| {
        // What cannot be an amount at all must not reach the log, whose encoding has no place for it.
        let minor = desk.whole::<u128>(path, text)?;
        let amount = terms::Amount::from_minor(minor);
        let right = amount <= terms::Amount::MAX;
        right.then_some(amount).ok_or_else(|| flaw("AM02", path, "more than the system books"))
    };
    Ok(Fill {
        order: OrderNumber(fill.order),
        sold: minor("fills.sold", &fill.sold)?,
        received: minor("fills.received", &fill.received)?,
    })
}

fn constraint(constraint: &ConstraintOf, desk: &Desk<'_>) -> Result<Constraint, Flaw> {
    let one = desk.currency("constraints.currency", &constraint.currency)?.0;
    let against = constraint.against.as_ref();
    let against = against.map(|other| desk.currency("constraints.against", other)).transpose()?;
    match (constraint.kind, against) {
        (Bound::Halted, None) => Ok(Constraint::Halted(one)),
        (Bound::Quota, None) => Ok(Constraint::Quota(one)),
        (Bound::SwitchedOff, Some((other, _))) => Ok(Constraint::SwitchedOff(one, other)),
        (Bound::Band, Some((other, _))) => Ok(Constraint::Band(one, other)),
        (Bound::Halted | Bound::Quota | Bound::SwitchedOff | Bound::Band, _) => {
            let text = "only switched-off and band are against another currency";
            Err(flaw("FF01", "constraints.against", text))
        }
    }
}

/// Orders, quotes and their cancelling, whose bodies have no `command`.
pub(super) const TRADES: &[Ask] = &[
    Ask::of::<PlaceOrder>(
        "PlaceOrder",
        "/v1/orders",
        "placed",
        SMALL,
        "A participant offers money of one currency for money of another, in rounds.",
    ),
    Ask::of::<CancelOrder>(
        "CancelOrder",
        "/v1/orders/cancel",
        "cancelled",
        SMALL,
        "Who placed an order or a quote takes it back.",
    ),
    Ask::of::<PostQuote>(
        "PostQuote",
        "/v1/quotes",
        "placed",
        SMALL,
        "A provider sells at a firm rate to whoever comes first.",
    ),
];

asks! {
    /// The operator names the measure in which official rates are stated; every rate that was
    /// stated in another ends.
    NameYardstick at "/v1/yardsticks" says "named" up to SMALL {
        /// What it is and who publishes it.
        name: Line,
    } |body, desk| Command::Exchange(Exchange::NameYardstick {
        name: desk.line("name", &body.name)?,
    });

    /// A settlement agent states what its currency is worth.
    PostOfficialRate at "/v1/rates" says "posted" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Units of the yardstick for minor units of the currency.
        rate: Ratio,
        /// The first date, in UTC, on which it counts; at once, if it has passed.
        from: Day,
    } |body, desk| Command::Exchange(Exchange::PostOfficialRate {
        currency: desk.currency("currency", &body.currency)?.0,
        rate: desk.ratio("rate", &body.rate)?,
        from: desk.day("from", &body.from)?,
    });

    /// The operator approves a rate that moves far; it names all of it, so that nothing else than
    /// what was looked at is approved.
    ApproveOfficialRate at "/v1/rates/approve" says "approved" up to SMALL {
        /// Of which currency.
        currency: Letters,
        /// The rate that was posted, part by part.
        rate: Ratio,
        /// The date that was posted with it.
        from: Day,
    } |body, desk| Command::Exchange(Exchange::ApproveOfficialRate {
        currency: desk.currency("currency", &body.currency)?.0,
        rate: desk.ratio("rate", &body.rate)?,
        from: desk.day("from", &body.from)?,
    });

    /// A settlement agent says how far a price may stand from the official rate.
    SetBand at "/v1/bands" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// How far; null: any distance.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        basis_points: Option<u16>,
    } |body, desk| Command::Exchange(Exchange::SetBand {
        currency: desk.currency("currency", &body.currency)?.0,
        band: body.basis_points.map(BasisPoints),
    });

    /// A settlement agent says how much of its currency may be sold in exchange in a day.
    SetQuota at "/v1/quotas" says "set" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// How much; null: any amount.
        #[serde(deserialize_with = "super::stated")]
        #[schema(required = true)]
        amount: Option<Decimal>,
    } |body, desk| {
        let (currency, exponent) = desk.currency("currency", &body.currency)?;
        let amount = desk.maybe("amount", body.amount.as_ref(), exponent)?;
        Command::Exchange(Exchange::SetQuota { currency, amount })
    };

    /// A settlement agent says whether its currency may be exchanged against another.
    SwitchPair at "/v1/pairs" says "switched" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// The other one.
        against: Letters,
        /// From now on.
        switch: OnOff,
    } |body, desk| Command::Exchange(Exchange::SwitchPair {
        currency: desk.currency("currency", &body.currency)?.0,
        against: desk.currency("against", &body.against)?.0,
        switch: match body.switch {
            OnOff::On => Switch::On,
            OnOff::Off => Switch::Off,
        },
    });

    /// A settlement agent stops exchange in its currency.
    HaltExchange at "/v1/exchange/halt" says "halted" up to SMALL {
        /// The agent's currency.
        currency: Letters,
    } |body, desk| Command::Exchange(Exchange::HaltExchange {
        currency: desk.currency("currency", &body.currency)?.0,
    });

    /// A settlement agent lets its currency be exchanged; until it first does, it is not.
    ResumeExchange at "/v1/exchange/resume" says "resumed" up to SMALL {
        /// The agent's currency.
        currency: Letters,
    } |body, desk| Command::Exchange(Exchange::ResumeExchange {
        currency: desk.currency("currency", &body.currency)?.0,
    });

    /// A participant pays in one currency what another receives in another, by the best quotes; with
    /// rounds or until it waits for quotes, rounds and the end of what stands in its way, else it is
    /// refused if no quote gives enough now.
    ConvertPayment at "/v1/conversions" says "pending" up to SMALL {
        /// The payment's name.
        uetr: Name,
        /// Who receives; may be the payer.
        creditor: BankCode,
        /// What is paid.
        sell: Money,
        /// The least that is received for it.
        buy: AtLeast,
        /// For how many rounds it waits; or `until`, or neither.
        rounds: Option<u16>,
        /// Before which instant it waits; or `rounds`, or neither.
        until: Option<Moment>,
    } |body, desk| {
        let sold = (&body.sell.currency, &body.sell.amount);
        let Trade { sell, buy, amount, limit } =
            desk.trade(sold, (&body.buy.currency, &body.buy.at_least))?;
        Command::Exchange(Exchange::ConvertPayment {
            uetr: desk.name("uetr", &body.uetr)?,
            creditor: desk.party("creditor", &body.creditor)?,
            sell,
            buy,
            amount,
            limit,
            wait: desk.validity(body.rounds, body.until.as_ref())?,
        })
    };

    /// Anyone's prices and fills for the round that is open; settled at its end if they are right
    /// and nobody finds better.
    ProposePrices at "/v1/exchange/proposals" says "proposed" up to PROPOSAL {
        /// Which round.
        round: u64,
        /// What it claims to be.
        standing: Claim,
        /// What is sold at official rates: minor units times units of the yardstick, times 2^49.
        value: Whole,
        /// One for each currency of the round, in the order of their identities.
        prices: Vec<PriceOf>,
        /// One for each order that is filled, in the order of their numbers.
        fills: Vec<FillOf>,
        /// What bound, as the constraints are listed, then by currency.
        constraints: Vec<ConstraintOf>,
    } |body, desk| Command::Exchange(Exchange::ProposePrices {
        round: body.round,
        clearing: Clearing {
            standing: match body.standing {
                Claim::Partial => Standing::Partial,
                Claim::Equilibrium => Standing::Equilibrium,
            },
            value: desk.whole("value", &body.value)?,
            prices: body.prices.iter().map(|p| price(p, desk)).collect::<Result<_, _>>()?,
            fills: body.fills.iter().map(|f| fill(f, desk)).collect::<Result<_, _>>()?,
            constraints: body
                .constraints
                .iter()
                .map(|c| constraint(c, desk))
                .collect::<Result<_, _>>()?,
        },
    });
}
