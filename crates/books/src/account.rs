use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId};

/// An account's place in the books: dense, given once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub(crate) u32);

impl AccountId {
    /// The account opened as the `number`th, from zero.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number, from zero.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Its number as an index.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// Who holds accounts; what a holder is, is the caller's business.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct HolderId(u32);

impl HolderId {
    /// The holder known as the `number`th, from zero.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number, from zero.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Its number as an index.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// How pressing a debit is, and so which reservations it may use.
///
/// Order: the most pressing first. Source: ISO 20022 `Priority3Code` (URGT, HIGH, NORM).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Priority {
    /// May use everything, reservations for itself first.
    Urgent,
    /// May use all but what is reserved for urgent debits.
    High,
    /// May use only what is not reserved.
    #[default]
    Normal,
}

/// One holder's money in one currency.
///
/// Invariant: a debit never takes the balance below minus the credit line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub(crate) holder: HolderId,
    pub(crate) currency: CurrencyId,
    pub(crate) balance: Balance,
    pub(crate) credit: Amount,
    pub(crate) urgent_reserve: Amount,
    pub(crate) high_reserve: Amount,
    pub(crate) held: Amount,
}

impl Account {
    pub(crate) const fn new(holder: HolderId, currency: CurrencyId) -> Self {
        Self {
            holder,
            currency,
            balance: Balance::ZERO,
            credit: Amount::ZERO,
            urgent_reserve: Amount::ZERO,
            high_reserve: Amount::ZERO,
            held: Amount::ZERO,
        }
    }

    /// Whose it is.
    pub const fn holder(&self) -> HolderId {
        self.holder
    }

    /// The one currency it holds.
    pub const fn currency(&self) -> CurrencyId {
        self.currency
    }

    /// What it stands at.
    pub const fn balance(&self) -> Balance {
        self.balance
    }

    /// How far below zero it may go: the intraday credit its settlement agent grants.
    pub const fn credit(&self) -> Amount {
        self.credit
    }

    /// What is set aside for debits of `priority`; nothing is for normal ones.
    pub const fn reserve(&self, priority: Priority) -> Amount {
        match priority {
            Priority::Urgent => self.urgent_reserve,
            Priority::High => self.high_reserve,
            Priority::Normal => Amount::ZERO,
        }
    }

    /// What is set aside for something other than debits of a priority; no debit draws on it until
    /// it is freed.
    pub const fn held(&self) -> Amount {
        self.held
    }

    /// What a debit of `priority` can draw on; below zero when the account is past its floor.
    ///
    /// Unit: minor units.
    pub fn available(&self, priority: Priority) -> i128 {
        let reserved = match priority {
            Priority::Urgent => 0,
            Priority::High => self.urgent_reserve.minor(),
            Priority::Normal => {
                let both = self.urgent_reserve.checked_add(self.high_reserve);
                both.unwrap_or(Amount::MAX).minor()
            }
        };
        let reserved = i128::try_from(reserved).unwrap_or(i128::MAX);
        let held = i128::try_from(self.held.minor()).unwrap_or(i128::MAX);
        let credit = i128::try_from(self.credit.minor()).unwrap_or(i128::MAX);
        let all = self.balance.minor().saturating_add(credit);
        all.saturating_sub(held).saturating_sub(reserved)
    }

    /// Draws down the reservations that a settled debit of `priority` was entitled to use.
    pub(crate) fn use_reserve(&mut self, priority: Priority, debit: Amount) {
        match priority {
            Priority::Urgent => self.urgent_reserve = self.urgent_reserve.saturating_sub(debit),
            Priority::High => self.high_reserve = self.high_reserve.saturating_sub(debit),
            Priority::Normal => {}
        }
    }
}
