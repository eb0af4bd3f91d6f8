use std::collections::BTreeMap;

use serde::Serialize;
use settlement::PartyId;
use settlement::liquidity::StandingOrder;
use settlement::participation::{Access, HolderClass};
use terms::{Amount, Balance, CurrencyId};

use crate::outbox::{Movement, Side};

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
    /// What payments have brought it since, less what they took.
    pub net_flow: Balance,
    /// The lowest that was: how much of its own money its payments needed at once.
    pub lowest_flow: Balance,
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
            net_flow: Balance::ZERO,
            lowest_flow: Balance::ZERO,
            statements: 0,
            movements: Vec::new(),
        }
    }

    /// Something moved it.
    pub(crate) fn moved(&mut self, movement: Movement) {
        self.balance = movement.balance;
        if movement.cause.is_settlement() {
            let flow = match movement.side {
                Side::Credit => self.net_flow.credited(movement.amount),
                Side::Debit => self.net_flow.debited(movement.amount),
            };
            self.net_flow = flow.unwrap_or(self.net_flow);
            self.lowest_flow = self.lowest_flow.min(self.net_flow);
        }
        self.movements.push(movement);
    }

    /// Its day closed: what moves it from now on is of the next.
    pub(crate) fn close(&mut self) {
        self.opening = self.balance;
        self.net_flow = Balance::ZERO;
        self.lowest_flow = Balance::ZERO;
    }
}
