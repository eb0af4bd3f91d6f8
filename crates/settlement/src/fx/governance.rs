use alloc::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId};

use super::{BasisPoints, Event, Official, Switch, Trading};
use crate::{Machine, Refusal};

/// The widest band.
const MAX_BAND: BasisPoints = BasisPoints(5_000);

/// What a currency's agent has said about its exchange.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ExchangeTerms {
    pub(crate) official: Official,
    pub(crate) band: Option<BasisPoints>,
    pub(crate) quota: Option<Amount>,
    /// What was sold of it in exchange since its last close.
    pub(crate) sold: Amount,
    /// The currencies against which its agent does not let it be exchanged.
    pub(crate) off: BTreeSet<CurrencyId>,
    pub(crate) trading: Trading,
}

impl ExchangeTerms {
    /// R-FX-06: how much more may be sold before the close, if there is a quota.
    pub(crate) fn room(&self) -> Option<Amount> {
        self.quota.map(|quota| quota.saturating_sub(self.sold))
    }
}

impl Machine {
    /// R-FX-05: how far a price may stand from the official rate.
    pub(crate) fn set_band(
        &mut self,
        currency: CurrencyId,
        band: Option<BasisPoints>,
    ) -> Result<(), Refusal> {
        if band.is_some_and(|band| !(BasisPoints(1)..=MAX_BAND).contains(&band)) {
            return Err(Refusal::ParameterOutOfRange);
        }
        self.exchange.of_mut(currency).band = band;
        self.tell(Event::BandSet { currency, band });
        Ok(())
    }

    /// R-FX-06: how much of the currency may be sold in a day.
    pub(crate) fn set_quota(
        &mut self,
        currency: CurrencyId,
        amount: Option<Amount>,
    ) -> Result<(), Refusal> {
        if amount.is_some_and(|amount| amount > Amount::MAX) {
            return Err(Refusal::AmountTooLarge);
        }
        self.exchange.of_mut(currency).quota = amount;
        self.tell(Event::QuotaSet { currency, amount });
        Ok(())
    }

    /// R-FX-07: one side's word on a pair.
    pub(crate) fn switch_pair(
        &mut self,
        currency: CurrencyId,
        against: CurrencyId,
        switch: Switch,
    ) -> Result<(), Refusal> {
        self.currency(against)?;
        if currency == against {
            return Err(Refusal::PairMalformed);
        }
        let off = &mut self.exchange.of_mut(currency).off;
        match switch {
            Switch::On => off.remove(&against),
            Switch::Off => off.insert(against),
        };
        self.tell(Event::PairSwitched { currency, against, switch });
        Ok(())
    }

    /// R-FX-08: lets the currency be exchanged, or stops it.
    pub(crate) fn set_trading(&mut self, currency: CurrencyId, trading: Trading) {
        self.exchange.of_mut(currency).trading = trading;
        self.tell(match trading {
            Trading::Halted => Event::ExchangeHalted { currency },
            Trading::Open => Event::ExchangeResumed { currency },
        });
    }

    /// R-FX-07: whether both agents allow the pair.
    pub fn is_pair_on(&self, one: CurrencyId, other: CurrencyId) -> bool {
        let allows = |currency: CurrencyId, against: CurrencyId| {
            self.exchange.of(currency).is_none_or(|terms| !terms.off.contains(&against))
        };
        allows(one, other) && allows(other, one)
    }

    /// R-FX-06: a currency's close starts its count anew.
    pub(crate) fn end_day_exchange(&mut self, currency: CurrencyId) {
        self.exchange.of_mut(currency).sold = Amount::ZERO;
    }
}
