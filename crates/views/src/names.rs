//! Names behind numbers.

use std::collections::BTreeMap;

use settlement::PartyId;
use terms::{Amount, Balance, Bic, CurrencyCode, CurrencyId};

use crate::{Currency, Fault, Views};

/// Who is who and what is what, read at once.
#[derive(Clone, Debug, Default)]
pub struct Names {
    parties: BTreeMap<PartyId, Bic>,
    currencies: BTreeMap<CurrencyId, Currency>,
}

impl Names {
    /// As the tables have them. Costs O(parties and currencies).
    pub fn of(views: &mut Views) -> Result<Self, Fault> {
        let parties = views.parties()?.into_iter().map(|row| (row.party, row.bic)).collect();
        let currencies = views.currencies()?.into_iter().map(|row| (row.currency, row)).collect();
        Ok(Self { parties, currencies })
    }

    /// The name of a party.
    pub fn bic(&self, party: PartyId) -> Result<Bic, Fault> {
        let known = self.parties.get(&party).copied();
        known
            .ok_or_else(|| Fault::new(format!("party {} has no name in the views", party.number())))
    }

    /// A currency by its number.
    pub fn currency(&self, id: CurrencyId) -> Result<Currency, Fault> {
        let known = self.currencies.get(&id).copied();
        known.ok_or_else(|| Fault::new(format!("{id} is not in the views")))
    }

    /// A currency by its letters.
    pub fn coded(&self, code: CurrencyCode) -> Option<Currency> {
        self.currencies.values().find(|currency| currency.code == code).copied()
    }

    /// A party by its name.
    pub fn party(&self, bic: Bic) -> Option<PartyId> {
        self.parties.iter().find(|(_, known)| **known == bic).map(|(party, _)| *party)
    }

    /// An amount in units of its currency, with its fraction digits.
    pub fn amount(&self, id: CurrencyId, amount: Amount) -> Result<String, Fault> {
        Ok(amount.to_decimal(self.currency(id)?.minor_units))
    }

    /// A balance in units of its currency, with its fraction digits.
    pub fn balance(&self, id: CurrencyId, balance: Balance) -> Result<String, Fault> {
        Ok(balance.to_decimal(self.currency(id)?.minor_units))
    }
}
