use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, CurrencyId, Digest};

use crate::pages::Pages;
use crate::{Account, AccountId, HolderId, Priority};

/// A debit the account cannot bear, with what it lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Short {
    /// The account that lacks.
    pub account: AccountId,
    /// How much more it would need.
    pub lacking: Amount,
}

/// All settlement accounts, and what was issued in each currency.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Books {
    accounts: Vec<Account>,
    by_holder: Vec<Vec<Option<AccountId>>>,
    issued: Vec<Balance>,
    #[serde(skip)]
    pages: Pages,
}

impl Books {
    /// Opens the account of `holder` in `currency`, or finds it open already.
    ///
    /// # Panics
    /// After 2^32 - 1 accounts.
    pub fn open(&mut self, holder: HolderId, currency: CurrencyId) -> AccountId {
        if let Some(account) = self.find(holder, currency) {
            return account;
        }
        let number = u32::try_from(self.accounts.len()).expect("fewer than 2^32 accounts");
        let id = AccountId(number);
        self.accounts.push(Account::new(holder, currency));
        self.pages.touch(id.index());
        grow(&mut self.by_holder, holder.index(), Vec::new);
        if let Some(row) = self.by_holder.get_mut(holder.index()) {
            grow(row, currency.index(), || None);
            row[currency.index()] = Some(id);
        }
        grow(&mut self.issued, currency.index(), Balance::default);
        id
    }

    /// The account of `holder` in `currency`, if it is open. Costs O(1).
    pub fn find(&self, holder: HolderId, currency: CurrencyId) -> Option<AccountId> {
        *self.by_holder.get(holder.index())?.get(currency.index())?
    }

    /// The account itself.
    ///
    /// # Panics
    /// If `id` is of other books: identifiers are never removed.
    pub fn account(&self, id: AccountId) -> &Account {
        &self.accounts[id.index()]
    }

    /// Every account. Order: as opened.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, &Account)> {
        (0..).map(AccountId).zip(&self.accounts)
    }

    /// The accounts of one holder. Order: by currency.
    pub fn accounts_of(&self, holder: HolderId) -> impl Iterator<Item = (AccountId, &Account)> {
        let row = self.by_holder.get(holder.index()).into_iter().flatten();
        row.flatten().map(|id| (*id, self.account(*id)))
    }

    fn account_mut(&mut self, id: AccountId) -> &mut Account {
        self.pages.touch(id.index());
        &mut self.accounts[id.index()]
    }

    /// Whether a debit of `priority` that takes `net` off the account keeps its floor.
    pub fn check_debit(&self, id: AccountId, net: i128, priority: Priority) -> Result<(), Short> {
        let left = self.account(id).available(priority).saturating_sub(net);
        if net <= 0 || left >= 0 {
            return Ok(());
        }
        let lacking = Amount::from_minor(left.unsigned_abs());
        Err(Short { account: id, lacking })
    }

    /// Moves `amount` from one account to another of the same currency.
    ///
    /// The floor is the caller's to check, over all postings that settle together.
    /// Invariant: the currency's total is unchanged.
    ///
    /// # Panics
    /// If the accounts are of different currencies, or a balance leaves 128 bits: money is safer
    /// stopped than guessed.
    pub fn post(&mut self, debit: AccountId, credit: AccountId, amount: Amount, by: Priority) {
        let (from, to) = (self.account(debit).currency, self.account(credit).currency);
        assert_eq!(from, to, "posting {amount} from {debit:?} to {credit:?} across currencies");
        let debited = self.account_mut(debit);
        debited.balance = debited.balance.debited(amount).expect("balances fit 127 bits");
        debited.use_reserve(by, amount);
        let credited = self.account_mut(credit);
        credited.balance = credited.balance.credited(amount).expect("balances fit 127 bits");
    }

    /// Creates `amount` in the account; the currency's issuance account is debited.
    pub fn issue(&mut self, id: AccountId, amount: Amount) {
        let account = self.account_mut(id);
        account.balance = account.balance.credited(amount).expect("balances fit 127 bits");
        let currency = account.currency;
        let issued = &mut self.issued[currency.index()];
        *issued = issued.credited(amount).expect("balances fit 127 bits");
    }

    /// Takes `amount` out of existence; the currency's issuance account is credited.
    pub fn redeem(&mut self, id: AccountId, amount: Amount) {
        let account = self.account_mut(id);
        account.balance = account.balance.debited(amount).expect("balances fit 127 bits");
        let currency = account.currency;
        let issued = &mut self.issued[currency.index()];
        *issued = issued.debited(amount).expect("balances fit 127 bits");
    }

    /// Sets how far below zero the account may go.
    pub fn set_credit(&mut self, id: AccountId, credit: Amount) {
        self.account_mut(id).credit = credit;
    }

    /// Sets aside `amount` for debits of `priority`; nothing can be set aside for normal ones.
    pub fn set_reserve(&mut self, id: AccountId, priority: Priority, amount: Amount) {
        let account = self.account_mut(id);
        match priority {
            Priority::Urgent => account.urgent_reserve = amount,
            Priority::High => account.high_reserve = amount,
            Priority::Normal => {}
        }
    }

    /// Sets aside `amount` more, which no debit draws on until it is freed.
    ///
    /// That it is there is the caller's to check.
    pub fn hold(&mut self, id: AccountId, amount: Amount) {
        let account = self.account_mut(id);
        account.held = account.held.checked_add(amount).expect("holds fit 127 bits");
    }

    /// Frees `amount` of what was set aside.
    ///
    /// # Panics
    /// If less is set aside: somebody freed what was not theirs.
    pub fn free(&mut self, id: AccountId, amount: Amount) {
        let account = self.account_mut(id);
        let left = account.held.checked_sub(amount);
        account.held = left.expect("what is freed was held");
    }

    /// What was issued and not redeemed in `currency`.
    pub fn issued(&self, currency: CurrencyId) -> Balance {
        self.issued.get(currency.index()).copied().unwrap_or_default()
    }

    /// The sum of all balances less what was issued: zero, or the books are broken.
    ///
    /// Unit: minor units. Costs O(accounts).
    pub fn imbalance(&self, currency: CurrencyId) -> i128 {
        let of_currency = self.accounts.iter().filter(|a| a.currency == currency);
        let sum = of_currency.fold(0_i128, |sum, a| sum.saturating_add(a.balance.minor()));
        sum.saturating_sub(self.issued(currency).minor())
    }

    /// Commits to every account. Costs O(accounts in pages changed since the last call + pages).
    pub fn digest(&mut self) -> Digest {
        self.pages.digest(&self.accounts)
    }
}

/// Makes sure `index` exists.
fn grow<T>(list: &mut Vec<T>, index: usize, empty: impl FnMut() -> T) {
    if list.len() <= index {
        list.resize_with(index.saturating_add(1), empty);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUBLE: CurrencyId = CurrencyId::new(0);
    const YUAN: CurrencyId = CurrencyId::new(1);

    fn two_holders() -> (Books, AccountId, AccountId) {
        let mut books = Books::default();
        let payer = books.open(HolderId::new(1), ROUBLE);
        let payee = books.open(HolderId::new(2), ROUBLE);
        (books, payer, payee)
    }

    #[test]
    fn posting_keeps_the_total_issued() {
        let (mut books, payer, payee) = two_holders();
        books.issue(payer, Amount::from_minor(100));
        books.post(payer, payee, Amount::from_minor(40), Priority::Normal);
        assert_eq!(books.account(payee).balance().minor(), 40);
        assert_eq!(books.imbalance(ROUBLE), 0);
    }

    #[test]
    fn normal_debits_leave_reservations_alone() {
        let (mut books, payer, _) = two_holders();
        books.issue(payer, Amount::from_minor(100));
        books.set_reserve(payer, Priority::Urgent, Amount::from_minor(70));
        assert!(books.check_debit(payer, 30, Priority::Normal).is_ok());
        let short = books.check_debit(payer, 31, Priority::Normal).unwrap_err();
        assert_eq!(short.lacking, Amount::from_minor(1));
        assert!(books.check_debit(payer, 100, Priority::Urgent).is_ok());
    }

    #[test]
    fn no_debit_draws_on_what_is_held() {
        let (mut books, payer, _) = two_holders();
        books.issue(payer, Amount::from_minor(100));
        books.hold(payer, Amount::from_minor(70));
        assert!(books.check_debit(payer, 30, Priority::Urgent).is_ok());
        assert!(books.check_debit(payer, 31, Priority::Urgent).is_err());
        books.free(payer, Amount::from_minor(70));
        assert!(books.check_debit(payer, 100, Priority::Normal).is_ok());
    }

    #[test]
    #[should_panic(expected = "across currencies")]
    fn posting_across_currencies_stops_the_replica() {
        let (mut books, payer, _) = two_holders();
        let other = books.open(HolderId::new(2), YUAN);
        books.post(payer, other, Amount::from_minor(1), Priority::Normal);
    }

    #[test]
    fn digest_depends_on_every_account_and_not_on_history() {
        let (mut books, payer, payee) = two_holders();
        let empty = books.digest();
        books.issue(payer, Amount::from_minor(5));
        let issued = books.digest();
        books.post(payer, payee, Amount::from_minor(5), Priority::Normal);
        let posted = books.digest();
        books.post(payee, payer, Amount::from_minor(5), Priority::Normal);
        assert_eq!(books.digest(), issued);
        assert_ne!(posted, issued);
        assert_ne!(empty, issued);
    }
}
