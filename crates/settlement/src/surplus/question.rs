use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId};

use super::{ImbalanceTerms, InvestmentTerms};
use crate::participation::HolderClass;
use crate::{Machine, PartyId};

/// What a holder has invested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvestmentView {
    /// Who.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// How much. Unit: minor units.
    pub amount: Amount,
    /// How much of it goes back at the next opening. Unit: minor units.
    pub overnight: Amount,
    /// Interest due and not paid, since the agent's account did not hold it. Unit: minor units.
    pub owed: Amount,
}

/// What an agent takes for investment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Of which currency.
    pub currency: CurrencyId,
    /// The terms in force; none takes nothing.
    pub terms: Option<InvestmentTerms>,
    /// Those from the next opening on.
    pub next: Option<InvestmentTerms>,
    /// What all holders together have invested. Unit: minor units.
    pub invested: Amount,
}

/// What an imbalance of a class of holders costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImbalanceView {
    /// In which currency.
    pub currency: CurrencyId,
    /// Which holders.
    pub class: HolderClass,
    /// How much.
    pub terms: ImbalanceTerms,
}

/// What an account of a class of holders may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapView {
    /// In which currency.
    pub currency: CurrencyId,
    /// Which holders.
    pub class: HolderClass,
    /// How much. Unit: minor units.
    pub cap: Amount,
}

impl Machine {
    /// What accounts may hold. Order: by currency, then class.
    pub fn holding_caps(&self) -> impl Iterator<Item = CapView> + '_ {
        let rows = self.surplus.caps.by_class.iter();
        rows.map(|((currency, class), cap)| CapView {
            currency: *currency,
            class: *class,
            cap: *cap,
        })
    }

    /// Everything that is invested, or on which interest is owed. Order: as the accounts.
    pub fn investments(&self) -> impl Iterator<Item = InvestmentView> + '_ {
        self.surplus.investments.iter().map(|(account, investment)| InvestmentView {
            party: self.holder(*account),
            currency: self.books.account(*account).currency(),
            amount: investment.amount,
            overnight: investment.overnight,
            owed: investment.owed(),
        })
    }

    /// What each agent takes that ever took anything. Order: by currency.
    pub fn investment_offers(&self) -> impl Iterator<Item = OfferView> + '_ {
        self.surplus.offers.iter().map(|(currency, offer)| OfferView {
            currency: *currency,
            terms: offer.terms,
            next: offer.next,
            invested: offer.invested,
        })
    }

    /// What imbalances cost. Order: by currency, then class.
    pub fn imbalance_terms(&self) -> impl Iterator<Item = ImbalanceView> + '_ {
        let rows = self.surplus.imbalance.iter();
        rows.map(|((currency, class), terms)| ImbalanceView {
            currency: *currency,
            class: *class,
            terms: *terms,
        })
    }
}
