use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId, Rate};

use super::{BasisPoints, OrderNumber, PairRate, PostedRate, Purpose, Trading, Validity};
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

impl Machine {
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
