//! What can be solved, as files state it: banks, currencies, balances, items and obligations.
//!
//! Names are kept as indices into two lists; reading is in [`read`](mod@read).

mod read;

use core::fmt;

use netting::obligations::{Book, Money, Obligation, Party};
use netting::{Item, Malformed, Order, Problem, Row, RowId};
use serde::{Deserialize, Serialize};

pub use read::{Document, Kind, Unreadable, read, read_in};

/// One movement of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Who pays; an index into [`Instance::banks`].
    pub from: u32,
    /// Who is paid; never who pays.
    pub to: u32,
    /// In which currency; an index into [`Instance::currencies`].
    pub currency: u32,
    /// How much. Unit: minor units. Range: 1 .. 2^127 - 1.
    pub amount: u128,
}

/// An item's name in its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ItemName {
    /// A whole number.
    Number(i64),
    /// A whole number that is larger.
    Large(u64),
    /// A text.
    Text(String),
}

impl From<u64> for ItemName {
    fn from(number: u64) -> Self {
        i64::try_from(number).map_or(Self::Large(number), Self::Number)
    }
}

impl fmt::Display for ItemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Large(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// Queued items and the balances they meet: problem P1 or P2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Names of banks. Order: the index.
    pub banks: Vec<String>,
    /// Names of currencies. Order: the index.
    pub currencies: Vec<String>,
    /// Value of one minor unit, in 2^-`rate_bits`. Order: by currency.
    pub rates: Vec<u128>,
    /// Bits of fraction in a rate; zero in files.
    pub rate_bits: u32,
    /// By (bank, currency), sorted when it is asked.
    balances: std::collections::BTreeMap<(u32, u32), i128>,
    /// Accounts in whose queues the items that debit them stand.
    queues: std::collections::BTreeMap<(u32, u32), Order>,
    /// The order of queues of all other accounts; none if nobody stands in one there.
    others: Option<Order>,
    /// What items are worth whose value does not follow from their legs.
    stated: std::collections::BTreeMap<usize, u128>,
    names: Vec<ItemName>,
    classes: Vec<u8>,
    /// Shape: items + 1.
    starts: Vec<usize>,
    legs: Vec<Leg>,
}

/// An account of an instance's problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// Whose.
    pub bank: u32,
    /// In which currency.
    pub currency: u32,
}

/// An instance as `netting` sees it, with the way back.
#[derive(Clone, Debug)]
pub struct Posed {
    /// Items in the instance's order, in the queues that were set.
    pub problem: Problem,
    /// The account of each row.
    pub accounts: Vec<Account>,
}

impl Instance {
    /// Without balances and items yet.
    pub fn new(
        banks: Vec<String>,
        currencies: Vec<String>,
        rates: Vec<u128>,
        rate_bits: u32,
    ) -> Self {
        Self {
            banks,
            currencies,
            rates,
            rate_bits,
            balances: std::collections::BTreeMap::new(),
            queues: std::collections::BTreeMap::new(),
            others: None,
            stated: std::collections::BTreeMap::new(),
            names: Vec::new(),
            classes: Vec::new(),
            starts: vec![0],
            legs: Vec::new(),
        }
    }

    /// Adds an item; its legs' indices are the caller's to keep right.
    pub fn push_item(&mut self, name: ItemName, class: u8, legs: &[Leg]) {
        self.names.push(name);
        self.classes.push(class);
        self.legs.extend_from_slice(legs);
        self.starts.push(self.legs.len());
    }

    /// Sets what an account holds; below zero, only what comes in can settle there.
    pub fn set_balance(&mut self, bank: u32, currency: u32, balance: i128) {
        self.balances.insert((bank, currency), balance);
    }

    /// Lets the items that debit an account stand in its queue.
    pub fn set_queue(&mut self, bank: u32, currency: u32, order: Order) {
        self.queues.insert((bank, currency), order);
    }

    /// Lets all items stand in the queues of the accounts that they debit, of this order where no
    /// other was set.
    pub fn set_queues(&mut self, order: Order) {
        self.others = Some(order);
    }

    /// Sets what an item is worth, whatever its legs are.
    pub fn set_value(&mut self, item: usize, value: u128) {
        self.stated.insert(item, value);
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.names.len()
    }

    /// An item's name.
    pub fn name(&self, item: usize) -> &ItemName {
        &self.names[item]
    }

    /// An item's legs.
    pub fn legs(&self, item: usize) -> &[Leg] {
        &self.legs[self.starts[item]..self.starts[item + 1]]
    }

    /// Whether an item's legs are all in one currency.
    pub fn is_single(&self, item: usize) -> bool {
        self.legs(item).windows(2).all(|pair| pair[0].currency == pair[1].currency)
    }

    /// An item's value: what was stated, else amount times rate of each leg, cut to whole units.
    pub fn value(&self, item: usize) -> Option<u128> {
        if let Some(value) = self.stated.get(&item) {
            return Some(*value);
        }
        self.legs(item).iter().try_fold(0_u128, |sum, leg| {
            let value = leg.amount.checked_mul(self.rates[leg.currency as usize])?;
            sum.checked_add(value >> self.rate_bits)
        })
    }

    /// An account as files name it.
    pub fn account_name(&self, account: Account) -> String {
        let bank = &self.banks[account.bank as usize];
        format!("{bank}/{}", self.currencies[account.currency as usize])
    }

    /// States the items as a problem: in an account whose queue was set, by its order, the items in
    /// the order in which they were added; elsewhere without queues, so that any may pass any other, and the order decides between equals only.
    ///
    /// Costs O(legs log accounts).
    pub fn pose(&self) -> Result<Posed, Malformed> {
        let of = |leg: &Leg| {
            let account = |bank| Account { bank, currency: leg.currency };
            [account(leg.from), account(leg.to)]
        };
        let mut accounts: Vec<Account> = self.legs.iter().flat_map(of).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut problem = Problem::default();
        for account in &accounts {
            let key = (account.bank, account.currency);
            let slack = self.balances.get(&key).copied().unwrap_or(0);
            let order = self.queues.get(&key).copied().or(self.others).unwrap_or(Order::Bypass);
            problem.push_row(Row { slack, order })?;
        }
        let row = |account| RowId::new(accounts.binary_search(&account).unwrap_or(usize::MAX));
        let mut changes: Vec<(RowId, i128)> = Vec::new();
        for item in 0..self.items() {
            changes.clear();
            for leg in self.legs(item) {
                let amount = i128::try_from(leg.amount).map_err(|_| Malformed::TooMuch)?;
                for (account, change) in of(leg).into_iter().zip([-amount, amount]) {
                    changes.push((row(account).ok_or(Malformed::TooMany)?, change));
                }
            }
            merge(&mut changes)?;
            let class = self.classes[item];
            let value = self.value(item).ok_or(Malformed::TooMuch)?;
            let queued = |leg: &&Leg| {
                self.others.is_some() || self.queues.contains_key(&(leg.from, leg.currency))
            };
            let queues = self.legs(item).iter().filter(queued).map(|leg| row(of(leg)[0]));
            let mut queues = queues.collect::<Option<Vec<RowId>>>().ok_or(Malformed::TooMany)?;
            queues.sort_unstable();
            queues.dedup();
            problem.push_item(&Item { class, value, changes: &changes, queues: &queues })?;
        }
        Ok(Posed { problem, accounts })
    }

    /// The legs of all items as obligations that may settle in part, at the same rates.
    pub fn obligations(&self) -> Book {
        let obligation = |leg: &Leg| Obligation {
            debtor: Party(leg.from),
            creditor: Party(leg.to),
            currency: Money(leg.currency),
            amount: leg.amount,
        };
        Book { rates: self.rates.clone(), obligations: self.legs.iter().map(obligation).collect() }
    }
}

/// Nets changes of the same row and drops what cancels.
fn merge(changes: &mut Vec<(RowId, i128)>) -> Result<(), Malformed> {
    changes.sort_unstable_by_key(|(row, _)| *row);
    let mut kept = 0;
    for at in 0..changes.len() {
        let (row, change) = changes[at];
        if kept > 0 && changes[kept - 1].0 == row {
            let sum = changes[kept - 1].1.checked_add(change);
            changes[kept - 1].1 = sum.ok_or(Malformed::TooMuch)?;
        } else {
            changes[kept] = (row, change);
            kept += 1;
        }
    }
    changes.truncate(kept);
    changes.retain(|(_, change)| *change != 0);
    Ok(())
}
