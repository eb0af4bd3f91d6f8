use alloc::collections::BTreeMap;

use books::AccountId;
use serde::{Deserialize, Serialize};
use terms::Amount;

use crate::PartyId;

/// What an account's holder lets flow out, net, in an operating day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Limit {
    pub(crate) amount: Amount,
    /// What has flowed out less what has flowed in since the day opened or the limit was set.
    pub(crate) net: i128,
}

impl Limit {
    /// How much more may flow out. Unit: minor units.
    pub(crate) fn room(&self) -> i128 {
        let amount = i128::try_from(self.amount.minor()).unwrap_or(i128::MAX);
        amount.saturating_sub(self.net)
    }
}

/// Every limit. No counterparty: towards all without a bilateral limit.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Limits {
    rows: BTreeMap<(AccountId, Option<PartyId>), Limit>,
}

impl Limits {
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(crate) fn set(
        &mut self,
        account: AccountId,
        counterparty: Option<PartyId>,
        amount: Option<Amount>,
    ) {
        let key = (account, counterparty);
        match amount {
            Some(amount) => {
                let row = self.rows.entry(key).or_insert(Limit { amount, net: 0 });
                row.amount = amount;
            }
            None => {
                self.rows.remove(&key);
            }
        }
    }

    pub(crate) fn get(&self, account: AccountId, to: Option<PartyId>) -> Option<&Limit> {
        self.rows.get(&(account, to))
    }

    /// The limits of an account. Order: towards all first, then by counterparty.
    pub(crate) fn of(
        &self,
        account: AccountId,
    ) -> impl Iterator<Item = (Option<PartyId>, &Limit)> + '_ {
        let own = self.rows.range((account, None)..);
        let own = own.take_while(move |((of, _), _)| *of == account);
        own.map(|((_, counterparty), limit)| (*counterparty, limit))
    }

    /// Which limit of the account a flow to or from the party counts against.
    pub(crate) fn applying(
        &self,
        account: AccountId,
        party: PartyId,
    ) -> Option<(AccountId, Option<PartyId>)> {
        let bilateral = (account, Some(party));
        let multilateral = (account, None);
        [bilateral, multilateral].into_iter().find(|key| self.rows.contains_key(key))
    }

    /// Counts a flow out of the account (or into it, below zero).
    pub(crate) fn count(&mut self, account: AccountId, party: PartyId, flow: i128) {
        if let Some(row) = self.applying(account, party).and_then(|key| self.rows.get_mut(&key)) {
            row.net = row.net.saturating_add(flow);
        }
    }

    /// Starts the count anew for the accounts chosen.
    pub(crate) fn restart(&mut self, wanted: impl Fn(AccountId) -> bool) {
        let rows = self.rows.iter_mut().filter(|((account, _), _)| wanted(*account));
        rows.for_each(|(_, row)| row.net = 0);
    }
}
