use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Duration, Instant, Rate};

use super::{BasisPoints, Clearing, OrderNumber, PairRate, PostedRate, Purpose, Trading, Validity};
use crate::timer::Timer;
use crate::{Machine, PartyId};

/// What a currency is officially worth, and will be.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct OfficialView {
    /// Which.
    pub currency: CurrencyId,
    /// In force at the last moment applied.
    pub rate: Option<Rate>,
    /// To come: its date is ahead, or it was not approved.
    pub coming: Option<PostedRate>,
}

/// What a currency's agent allows in exchange.
#[derive(Clone, Debug, Serialize)]
pub struct TermsView {
    /// Whether it is exchanged at all.
    pub trading: Trading,
    /// How far a price may stand from its official rate.
    pub band: Option<BasisPoints>,
    /// How much of it may be sold in a day.
    pub quota: Option<Amount>,
    /// How much of it was sold since its last close.
    pub sold: Amount,
    /// The currencies against which its agent has switched it off. Order: as defined.
    pub off: Vec<CurrencyId>,
}

/// An order that stands, or a quote, or a payment to be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its name.
    pub number: OrderNumber,
    /// Whose.
    pub by: PartyId,
    /// What it gives.
    pub sell: CurrencyId,
    /// What it wants.
    pub buy: CurrencyId,
    /// How much it still gives.
    pub left: Amount,
    /// The least it takes, in minor units bought for minor units sold.
    pub limit: Rate,
    /// How long it stands, in rounds those that are left.
    pub validity: Validity,
    /// For what it stands.
    pub purpose: Purpose,
}

/// A currency of a round that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundCurrency {
    /// Which.
    pub currency: CurrencyId,
    /// Its official rate. Unit: units of the yardstick for a minor unit, times 2^49, rounded down.
    pub official: u64,
    /// How far its price may stand from that. Unit: parts per million.
    pub band: Option<u32>,
    /// How much of it may be sold. Unit: minor units.
    pub quota: Option<u64>,
    /// Whether it is exchanged.
    pub trading: Trading,
}

/// An order as a round takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundOrder {
    /// Its name.
    pub number: OrderNumber,
    /// What it gives.
    pub sell: CurrencyId,
    /// What it wants.
    pub buy: CurrencyId,
    /// How much it may give in this round. Unit: minor units.
    pub amount: u64,
    /// The least it takes: minor units bought, for minor units sold.
    pub limit: (u64, u64),
}

/// A round that is open, as whoever proposes prices needs it. R-FX-13
#[derive(Clone, Debug)]
pub struct RoundView {
    /// Its number.
    pub number: u64,
    /// When it clears.
    pub clears_at: Instant,
    /// Order: as prices of a proposal, by currency.
    pub currencies: Vec<RoundCurrency>,
    /// The pairs that an agent has switched off. Order: by currency.
    pub off: Vec<(CurrencyId, CurrencyId)>,
    /// Order: by number.
    pub orders: Vec<RoundOrder>,
    /// What settles if nobody finds better.
    pub best: Clearing,
    /// Whose it is; none: the machine's own.
    pub by: Option<PartyId>,
}

/// When rounds of exchange come. R-FX-11
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTimes {
    /// The number of the round that is open, and when it clears; none while none is.
    pub open: Option<(u64, Instant)>,
    /// When the next one opens, if orders stand then; none before the first record.
    pub opens_at: Option<Instant>,
    /// From one opening to the next, as the parameters in force have it.
    pub interval: Duration,
    /// From an opening to its clearing.
    pub window: Duration,
}

impl Machine {
    /// When rounds of exchange come. Costs O(timers).
    pub fn exchange_times(&self) -> RoundTimes {
        let parameters = self.rulebook.parameters;
        let opening = self.timers.iter().find(|(_, timer)| *timer == Timer::Exchange);
        RoundTimes {
            open: self.exchange.round.as_ref().map(|round| (round.number, round.clears_at)),
            opens_at: opening.map(|(at, _)| *at),
            interval: parameters.exchange_interval,
            window: parameters.exchange_window,
        }
    }

    /// The round that is open, with terms as they are now; none where a proposal would be refused
    /// as stale. Costs O(orders x log currencies).
    pub fn open_exchange_round(&self) -> Option<RoundView> {
        let round = self.exchange.round.as_ref()?;
        let book = self.book(round.orders.iter().copied(), round.clears_at)?;
        if book.orders != round.orders {
            return None;
        }
        let of = |place: auction::Currency| book.currencies[place.index()];
        let terms = book.problem.terms().iter().zip(&book.currencies);
        let currencies = terms.map(|(terms, currency)| RoundCurrency {
            currency: *currency,
            official: terms.official,
            band: terms.band.map(|band| band.0),
            quota: terms.quota,
            trading: match terms.presence {
                auction::Presence::Open => Trading::Open,
                auction::Presence::Halted => Trading::Halted,
            },
        });
        let orders = book.problem.orders().iter().zip(&book.orders);
        let orders = orders.map(|(order, number)| RoundOrder {
            number: *number,
            sell: of(order.sell),
            buy: of(order.buy),
            amount: order.amount,
            limit: (order.limit.num, order.limit.den),
        });
        let off = self.pairs_off(&book.currencies);
        Some(RoundView {
            number: round.number,
            clears_at: round.clears_at,
            currencies: currencies.collect(),
            off: off.into_iter().map(|(one, other)| (of(one), of(other))).collect(),
            orders: orders.collect(),
            best: round.best.clone(),
            by: round.by,
        })
    }

    /// Every order that stands. Order: as placed.
    pub fn orders(&self) -> impl Iterator<Item = OrderView> + '_ {
        self.exchange.orders.standing.iter().map(|(number, order)| OrderView {
            number: *number,
            by: order.by,
            sell: self.books.account(order.sell).currency(),
            buy: self.books.account(order.buy).currency(),
            left: order.left,
            limit: order.limit,
            validity: order.validity,
            purpose: order.purpose,
        })
    }

    /// The measure in which official rates are stated; empty until the operator names one.
    pub fn yardstick(&self) -> &str {
        &self.exchange.yardstick
    }

    /// The official rate that is in force on a date in UTC: today's, or a later one as it stands
    /// now. Unit: units of the yardstick for minor units.
    pub fn official_rate(&self, currency: CurrencyId, date: BusinessDate) -> Option<Rate> {
        self.exchange.of(currency)?.official.on(date)
    }

    /// R-FX-01: how much of one currency another is officially worth now, if both have a rate.
    pub fn pair_rate(&self, sold: CurrencyId, bought: CurrencyId) -> Option<PairRate> {
        Some(PairRate::of(self.official(sold)?, self.official(bought)?))
    }

    /// What a currency's agent allows in exchange.
    pub fn exchange_terms(&self, currency: CurrencyId) -> TermsView {
        let terms = self.exchange.of(currency).cloned().unwrap_or_default();
        TermsView {
            trading: terms.trading,
            band: terms.band,
            quota: terms.quota,
            sold: terms.sold,
            off: terms.off.into_iter().collect(),
        }
    }

    /// Every currency's official rate. Order: as defined.
    pub fn official_rates(&self) -> Vec<OfficialView> {
        let today = self.moment.instant.date();
        let view = |(currency, _): (CurrencyId, _)| OfficialView {
            currency,
            rate: self.official(currency),
            coming: self.exchange.of(currency).and_then(|terms| terms.official.coming(today)),
        };
        (0..).map(CurrencyId::new).zip(&self.currencies).map(view).collect()
    }
}
