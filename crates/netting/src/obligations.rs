//! Obligations that may be settled in part: what everybody has to pay in for all of them, and how
//! much of them clears without any money.
//!
//! Two measures of pay-in: each account's net position by itself ([`Book::funding`]), and what is
//! left if every party may swap one currency for another at the given rates.
//! No swap changes the total value of a party's positions, and swaps can bring every party to that
//! total in one proportion of currencies, so the smallest pay-in is the sum of the negative totals.
//!
//! A partial settlement is a circulation: of each obligation some part between nothing and all,
//! such that nobody pays more than it receives and may pay in.
//! [`Book::check`] judges one, currency by currency or across currencies by value.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Somebody who owes or is owed; the caller's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party(pub u32);

/// A money; its place in [`Book::rates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub u32);

/// An amount that one party owes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Who owes.
    pub debtor: Party,
    /// Who is owed.
    pub creditor: Party,
    /// In which currency.
    pub currency: Money,
    /// How much. Unit: minor units. Range: 0 .. 2^127 - 1.
    pub amount: u128,
}

/// Why obligations or a settlement of them cannot stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    /// An obligation is in a currency without a rate.
    NoRate(Money),
    /// A sum or a value does not fit 127 bits.
    TooMuch,
    /// There are not as many amounts as obligations.
    Shape,
    /// More of this obligation would settle than there is.
    Exceeds(usize),
    /// This party would pay more than it receives and may pay in; in a currency, or in value.
    Short(Party, Option<Money>),
}

/// Obligations, and what a unit of each currency is worth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Value of one minor unit. Order: by [`Money`].
    pub rates: Vec<u128>,
    /// What is owed. Order: the caller's.
    pub obligations: Vec<Obligation>,
}

/// What settling every obligation takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Funding {
    /// Value of all obligations.
    pub gross: u128,
    /// What each account receives less what it pays. Shape: one entry per account touched.
    pub net: BTreeMap<(Party, Money), i128>,
    /// What each account must pay in. Shape: one entry per account with a negative position.
    pub pay_in: BTreeMap<(Party, Money), u128>,
    /// Value of what is paid in.
    pub pay_in_value: u128,
    /// Value of each party's positions. Shape: one entry per party touched.
    pub totals: BTreeMap<Party, i128>,
    /// Value of what is paid in if everybody may swap at the rates.
    pub pay_in_value_with_swaps: u128,
}

/// How parts of obligations are measured, and what must balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Minor units; each account by itself.
    PerCurrency,
    /// Value at the rates; each party over all its currencies.
    AcrossCurrencies,
}

/// What parties may pay in, as a partial settlement is judged.
/// Shape: one entry per account (or, across currencies, per party with `None`) that may.
pub type Room = BTreeMap<(Party, Option<Money>), u128>;

impl Book {
    /// What a unit of a currency is worth.
    pub fn rate(&self, currency: Money) -> Result<u128, Objection> {
        let index = usize::try_from(currency.0).ok();
        index.and_then(|at| self.rates.get(at)).copied().ok_or(Objection::NoRate(currency))
    }

    /// An obligation's size in a measure.
    pub fn size(&self, obligation: &Obligation, measure: Measure) -> Result<u128, Objection> {
        let rate = self.rate(obligation.currency)?;
        match measure {
            Measure::PerCurrency => Ok(obligation.amount),
            Measure::AcrossCurrencies => {
                obligation.amount.checked_mul(rate).ok_or(Objection::TooMuch)
            }
        }
    }

    /// What settling every obligation takes, with and without swaps.
    ///
    /// Costs O(n log n) of obligations.
    pub fn funding(&self) -> Result<Funding, Objection> {
        let mut funding = Funding::default();
        for obligation in &self.obligations {
            let value = self.size(obligation, Measure::AcrossCurrencies)?;
            funding.gross = funding.gross.checked_add(value).ok_or(Objection::TooMuch)?;
            let amount = signed(obligation.amount)?;
            let currency = obligation.currency;
            post(&mut funding.net, (obligation.debtor, currency), amount.saturating_neg())?;
            post(&mut funding.net, (obligation.creditor, currency), amount)?;
        }
        for ((party, currency), net) in &funding.net {
            let rate = signed(self.rate(*currency)?)?;
            let value = net.checked_mul(rate).ok_or(Objection::TooMuch)?;
            post(&mut funding.totals, *party, value)?;
            if *net < 0 {
                funding.pay_in.insert((*party, *currency), net.unsigned_abs());
                let paid = funding.pay_in_value.checked_add(value.unsigned_abs());
                funding.pay_in_value = paid.ok_or(Objection::TooMuch)?;
            }
        }
        for total in funding.totals.values().filter(|total| **total < 0) {
            let paid = funding.pay_in_value_with_swaps.checked_add(total.unsigned_abs());
            funding.pay_in_value_with_swaps = paid.ok_or(Objection::TooMuch)?;
        }
        Ok(funding)
    }

    /// Judges a partial settlement: the value it clears, or why it cannot stand.
    ///
    /// `cleared` is the part of each obligation, in the measure's unit; `room` is what may be paid
    /// in, nothing where it has no entry.
    /// Costs O(n log n) of obligations.
    pub fn check(
        &self,
        measure: Measure,
        cleared: &[u128],
        room: &Room,
    ) -> Result<u128, Objection> {
        if cleared.len() != self.obligations.len() {
            return Err(Objection::Shape);
        }
        let mut nets: BTreeMap<(Party, Option<Money>), i128> = BTreeMap::new();
        let mut total = 0_u128;
        for (index, (obligation, part)) in self.obligations.iter().zip(cleared).enumerate() {
            if *part > self.size(obligation, measure)? {
                return Err(Objection::Exceeds(index));
            }
            let (currency, rate) = match measure {
                Measure::PerCurrency => {
                    (Some(obligation.currency), self.rate(obligation.currency)?)
                }
                Measure::AcrossCurrencies => (None, 1),
            };
            let value = part.checked_mul(rate).ok_or(Objection::TooMuch)?;
            total = total.checked_add(value).ok_or(Objection::TooMuch)?;
            let part = signed(*part)?;
            post(&mut nets, (obligation.debtor, currency), part.saturating_neg())?;
            post(&mut nets, (obligation.creditor, currency), part)?;
        }
        let short = nets.iter().find(|(account, net)| {
            let room = room.get(account).copied().unwrap_or(0);
            **net < 0 && net.unsigned_abs() > room
        });
        match short {
            Some(((party, currency), _)) => Err(Objection::Short(*party, *currency)),
            None => Ok(total),
        }
    }
}

fn post<K: Ord>(nets: &mut BTreeMap<K, i128>, account: K, change: i128) -> Result<(), Objection> {
    let net = nets.entry(account).or_default();
    *net = net.checked_add(change).ok_or(Objection::TooMuch)?;
    Ok(())
}

fn signed(amount: u128) -> Result<i128, Objection> {
    i128::try_from(amount).map_err(|_| Objection::TooMuch)
}
