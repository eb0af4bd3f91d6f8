use alloc::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyCode};

use crate::PartyId;
use crate::issuance::OvernightPolicy;
use crate::operating_day::Day;
use crate::participation::HolderClass;

/// A currency and all that its agent has said of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Currency {
    pub(crate) code: CurrencyCode,
    pub(crate) minor_units: u8,
    pub(crate) agent: PartyId,
    pub(crate) valid_from: BusinessDate,
    pub(crate) valid_until: Option<BusinessDate>,
    pub(crate) overnight: BTreeMap<HolderClass, OvernightPolicy>,
    pub(crate) day: Day,
}

impl Currency {
    pub(crate) fn is_valid_on(&self, date: BusinessDate) -> bool {
        self.valid_from <= date && self.valid_until.is_none_or(|until| date <= until)
    }
}
