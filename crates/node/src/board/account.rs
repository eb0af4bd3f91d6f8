use std::collections::BTreeMap;

use serde::Serialize;
use settlement::PartyId;
use settlement::liquidity::StandingOrder;
use settlement::participation::{Access, HolderClass};
use terms::{Amount, Balance, CurrencyId};

use crate::outbox::Movement;

/// An account as its holder may see it.
#[derive(Clone, Debug, Serialize)]
pub struct AccountRow {
    /// Whose.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// As what it was admitted.
    pub class: HolderClass,
    /// What it may do.
    pub access: Access,
    /// What it stands at.
    pub balance: Balance,
    /// How far below zero it may go.
    pub credit: Amount,
    /// Bounds of the net flow out of it in a day. Order: towards all first, then by counterparty.
    pub limits: BTreeMap<Option<PartyId>, Amount>,
    /// Transfers carried out every day. Order: by number.
    pub standing_orders: BTreeMap<u16, StandingOrder>,
    /// What it stood at when its last day closed.
    pub opening: Balance,
    /// Statements told so far.
    pub statements: u32,
    /// What has moved it since. Order: as it happened.
    pub movements: Vec<Movement>,
}

impl AccountRow {
    pub(crate) fn new(
        party: PartyId,
        currency: CurrencyId,
        class: HolderClass,
        access: Access,
    ) -> Self {
        Self {
            party,
            currency,
            class,
            access,
            balance: Balance::ZERO,
            credit: Amount::ZERO,
            limits: BTreeMap::new(),
            standing_orders: BTreeMap::new(),
            opening: Balance::ZERO,
            statements: 0,
            movements: Vec::new(),
        }
    }
}
