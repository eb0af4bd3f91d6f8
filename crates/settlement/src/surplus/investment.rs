use alloc::collections::BTreeMap;

use books::AccountId;
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId};

use super::cap::Caps;
use super::{ImbalanceTerms, InvestmentTerms};
use crate::fx::BasisPoints;
use crate::participation::HolderClass;
use crate::swap::DayCount;

/// The parts of a minor unit in which interest accrues, so that a year of 360 and one of 365 days
/// both come out exactly: 10,000 x 360 x 365.
const PARTS: u128 = 1_314_000_000;

/// What an agent takes for investment.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Offer {
    /// What is in force; none takes nothing.
    pub(crate) terms: Option<InvestmentTerms>,
    /// What is in force from the next opening on.
    pub(crate) next: Option<InvestmentTerms>,
    /// What all holders together have invested.
    pub(crate) invested: Amount,
}

/// What one holder has invested.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Investment {
    pub(crate) amount: Amount,
    /// How much of it goes back at the next opening. Range: up to the amount.
    pub(crate) overnight: Amount,
    /// Interest that has accrued and was not paid. Unit: [`PARTS`] of a minor unit.
    accrued: u128,
}

impl Investment {
    /// R-SUR-03: interest for some nights on what is invested, exactly.
    pub(crate) fn accrue(&mut self, terms: &InvestmentTerms, nights: u32) {
        let year = match terms.day_count {
            DayCount::Actual360 => 365,
            DayCount::Actual365 => 360,
        };
        let rate = u128::from(terms.interest.0).saturating_mul(u128::from(nights));
        let parts = self.amount.minor().saturating_mul(rate).saturating_mul(year);
        self.accrued = self.accrued.saturating_add(parts);
    }

    /// R-SUR-03: what is to be paid, in whole minor units; what is less stays.
    pub(crate) fn owed(&self) -> Amount {
        Amount::from_minor(self.accrued.checked_div(PARTS).unwrap_or(0))
    }

    pub(crate) fn pay(&mut self, amount: Amount) {
        self.accrued = self.accrued.saturating_sub(amount.minor().saturating_mul(PARTS));
    }

    /// Whether nothing is invested and no whole minor unit owed.
    pub(crate) fn is_over(&self) -> bool {
        self.amount.is_zero() && self.owed().is_zero()
    }
}

/// All that the machine knows of surpluses.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Surplus {
    pub(crate) offers: BTreeMap<CurrencyId, Offer>,
    /// By the holder's account. Order: as the accounts were opened.
    pub(crate) investments: BTreeMap<AccountId, Investment>,
    pub(crate) imbalance: BTreeMap<(CurrencyId, HolderClass), ImbalanceTerms>,
    pub(crate) caps: Caps,
}

/// R-SUR-06: what an amount costs for some nights, rounded down to a whole minor unit.
pub(super) fn charge_on(
    amount: Amount,
    rate: BasisPoints,
    nights: u16,
    day_count: DayCount,
) -> Amount {
    let parts = u128::from(rate.0).saturating_mul(u128::from(nights));
    let year = u128::from(day_count.year()).saturating_mul(10_000);
    let whole = amount.minor().saturating_mul(parts).checked_div(year);
    Amount::from_minor(whole.unwrap_or(0))
}
