use alloc::vec::Vec;

use books::AccountId;
use netting::Problem;
use terms::{Amount, CurrencyId, Uetr};

use super::rule::{Constraint, Round};
use crate::payment::Leg;
use crate::queue::Policy;
use crate::{Machine, PartyId};

/// What a row of the problem of everything queued stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PosedRow {
    /// An account's floor; items that debit the account stand in its queue.
    Floor {
        /// Whose account.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// Whether items may pass others in its queue.
        policy: Policy,
    },
    /// A limit on what flows from an account.
    Limit {
        /// Whose account.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// Towards whom; none: towards all without a limit of their own.
        counterparty: Option<PartyId>,
    },
    /// What an agent lets an account hold.
    Cap {
        /// Whose account.
        party: PartyId,
        /// In which currency.
        currency: CurrencyId,
    },
}

/// An item of the problem of everything queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosedItem {
    /// Its name, by which it is proposed.
    pub uetr: Uetr,
    /// What moves if it settles. Order: as it is posted.
    pub legs: Vec<Leg>,
    /// Of these, what is held for it already, since a quote gives it. Order: as on its way.
    pub held: Vec<(PartyId, CurrencyId, Amount)>,
}

/// Everything that is queued and could take part in a round, with the names of its rows and items.
#[derive(Clone, Debug)]
pub struct Posing {
    /// What a proposal is judged by.
    pub problem: Problem,
    /// Order and Shape: as the problem's rows.
    pub rows: Vec<PosedRow>,
    /// Order and Shape: as the problem's items.
    pub items: Vec<PosedItem>,
}

impl Machine {
    /// Everything that is queued and could take part in a round, so that anybody can look for a
    /// better set. R-OFF-04
    ///
    /// Costs O(items queued x legs x log).
    pub fn offsetting_posing(&self) -> Posing {
        let round = self.gather(self.queue.queued());
        let rows = round.constraints.iter().map(|constraint| self.posed_row(*constraint)).collect();
        let items = round.items.iter().filter_map(|id| self.posed_item(&round, *id)).collect();
        Posing { rows, items, problem: round.problem }
    }

    fn place_of(&self, account: AccountId) -> (PartyId, CurrencyId) {
        (self.holder(account), self.books.account(account).currency())
    }

    fn posed_row(&self, constraint: Constraint) -> PosedRow {
        match constraint {
            Constraint::Floor(account) => {
                let (party, currency) = self.place_of(account);
                PosedRow::Floor { party, currency, policy: self.queue.policy(account) }
            }
            Constraint::Limit(account, counterparty) => {
                let (party, currency) = self.place_of(account);
                PosedRow::Limit { party, currency, counterparty }
            }
            Constraint::Cap(account) => {
                let (party, currency) = self.place_of(account);
                PosedRow::Cap { party, currency }
            }
        }
    }

    fn posed_item(&self, round: &Round, id: crate::queue::ItemId) -> Option<PosedItem> {
        let item = self.queue.item(id)?;
        let way = round.ways.get(&id);
        let legs = way.map_or(&item.legs, |(whole, _)| &whole.legs);
        let held = way.into_iter().flat_map(|(_, steps)| steps).map(|step| {
            let (party, currency) = self.place_of(step.gives);
            (party, currency, step.given)
        });
        Some(PosedItem { uetr: item.uetr, legs: self.legs(legs), held: held.collect() })
    }
}
