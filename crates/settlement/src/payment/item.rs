use alloc::vec::Vec;

use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, Digest, Instant, Uetr};

use super::{Category, CounterTerms, Timing, WaitingFor};
use crate::PartyId;
use crate::fx::ToConvert;

/// A leg whose accounts are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BookedLeg {
    pub(crate) debit: AccountId,
    pub(crate) credit: AccountId,
    pub(crate) amount: Amount,
}

/// Where an item stands on its way to settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Stage {
    /// For a counterpart, a consent or a moment: in no queue.
    Pending,
    /// In the queue of each account it would debit, at this place.
    Queued(i64),
}

/// An accepted instruction that has not settled yet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) uetr: Uetr,
    pub(crate) matched: Option<Uetr>,
    /// The trace of the message it came in.
    pub(crate) evidence: Digest,
    /// That of the instruction that matched it.
    pub(crate) matched_evidence: Option<Digest>,
    pub(crate) by: PartyId,
    /// Who gave the instruction that matched it.
    pub(crate) matched_by: Option<PartyId>,
    pub(crate) legs: Vec<BookedLeg>,
    pub(crate) date: BusinessDate,
    pub(crate) priority: Priority,
    pub(crate) category: Category,
    pub(crate) timing: Timing,
    pub(crate) entered: Instant,
    /// Debtors who have not agreed yet. Order: as their legs.
    pub(crate) consents: Vec<PartyId>,
    pub(crate) counter: Option<CounterTerms>,
    pub(crate) returns: Option<Uetr>,
    pub(crate) stage: Stage,
    pub(crate) waiting: WaitingFor,
    /// What it asks, if it is to be converted once its money is there.
    ///
    /// Its way is not known before that, and so it has one leg, of what it pays: from an account
    /// of one currency to an account of the other, which is never posted. R-FX-16
    pub(crate) to_convert: Option<ToConvert>,
}

impl Item {
    /// As what it draws on money; what is to be converted uses none that is reserved. R-FX-16
    pub(crate) fn draws_as(&self) -> Priority {
        if self.to_convert.is_some() { Priority::Normal } else { self.priority }
    }

    /// The accounts it debits. Order: ascending, each once.
    pub(crate) fn debited(&self) -> Vec<AccountId> {
        let mut accounts: Vec<_> = self.legs.iter().map(|leg| leg.debit).collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// Whether it debits or credits the account.
    pub(crate) fn touches(&self, account: AccountId) -> bool {
        self.legs.iter().any(|leg| leg.debit == account || leg.credit == account)
    }

    /// What it takes off each account, all legs together; below zero for accounts that gain.
    ///
    /// Order: ascending by account. Costs O(legs squared), and legs are at most eight.
    pub(crate) fn nets(&self) -> Vec<(AccountId, i128)> {
        let mut nets: Vec<(AccountId, i128)> = Vec::new();
        let mut add = |account: AccountId, amount: i128| match nets
            .iter_mut()
            .find(|(known, _)| *known == account)
        {
            Some((_, net)) => *net = net.saturating_add(amount),
            None => nets.push((account, amount)),
        };
        for leg in &self.legs {
            let amount = i128::try_from(leg.amount.minor()).unwrap_or(i128::MAX);
            add(leg.debit, amount);
            add(leg.credit, amount.saturating_neg());
        }
        nets.sort_unstable();
        nets
    }
}
