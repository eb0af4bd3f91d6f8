use alloc::vec::Vec;

use crate::problem::{Problem, Selection};

/// One unit of value for one minor unit of room, as a price.
pub const PRICE_ONE: u64 = 1 << 32;

/// Whose value a bound counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Every item's.
    All,
    /// That of the classes up to and with this one.
    UpTo(u8),
}

/// What no selection can exceed: a certificate, whoever found the prices.
///
/// For any prices p >= 0 and any set that can settle, each row's room after it is at least zero,
/// so the set's value is at most sum p x slack + sum over items of max(0, value + sum p x change).
/// That is the Lagrangian relaxation, evaluated exactly; with the best prices it equals the bound
/// of the linear relaxation.
/// A row below zero counts as zero: either nobody draws on it, and inflow only adds, or it must
/// end at zero.
/// Items not `possible` are left out, so that the bound is good only for sets without them: take
/// [`crate::reachable`] for it, or all.
///
/// Shape: one price per row, one flag per item. Unit: value per minor unit, in 2^-32.
/// `None` if the shape is wrong or a sum does not fit 128 bits.
/// Costs O(rows + changes).
pub fn bound(
    problem: &Problem,
    possible: &Selection,
    prices: &[u64],
    counted: Counted,
) -> Option<u128> {
    if prices.len() != problem.rows().len() || possible.0.len() != problem.items() {
        return None;
    }
    let counts = |item: usize| match counted {
        Counted::All => true,
        Counted::UpTo(class) => problem.class(item) <= class,
    };
    let mut sum = 0_i128;
    for (row, price) in problem.rows().iter().zip(prices) {
        sum = sum.checked_add(row.slack.max(0).checked_mul(i128::from(*price))?)?;
    }
    let items = match quick(problem, possible, prices, counts) {
        Some(items) => items,
        None => profits(problem, possible, prices, counts)?,
    };
    // A selection's value is whole, so the fraction is not reached.
    let bound = sum.checked_add(items)?.checked_div(i128::from(PRICE_ONE));
    bound.and_then(|bound| u128::try_from(bound).ok())
}

/// What items earn at the prices, those that lose left out.
fn profits(
    problem: &Problem,
    possible: &Selection,
    prices: &[u64],
    counts: impl Fn(usize) -> bool,
) -> Option<i128> {
    let mut sum = 0_i128;
    for item in possible.items() {
        let value = if counts(item) { i128::try_from(problem.value(item)).ok()? } else { 0 };
        let mut profit = value.checked_mul(i128::from(PRICE_ONE))?;
        for (row, change) in problem.changes(item) {
            profit = profit.checked_add(change.checked_mul(i128::from(prices[row.index()]))?)?;
        }
        sum = sum.checked_add(profit.max(0))?;
    }
    Some(sum)
}

/// The same without a check at each step, if the largest numbers tell that no sum can exceed 127
/// bits; otherwise nothing is said.
fn quick(
    problem: &Problem,
    possible: &Selection,
    prices: &[u64],
    counts: impl Fn(usize) -> bool,
) -> Option<i128> {
    let (change, value) = problem.largest();
    let price = u128::from(prices.iter().copied().max().unwrap_or(0));
    let entries = u128::try_from(problem.entries()).ok()?;
    let items = u128::try_from(problem.items()).ok()?;
    let changes = change.checked_mul(price)?.checked_mul(entries)?;
    let values = value.checked_mul(u128::from(PRICE_ONE))?.checked_mul(items)?;
    i128::try_from(changes.checked_add(values)?).ok()?;
    // Two factors of 64 bits with a sign are one multiplication.
    let signed = |price: &u64| i64::try_from(*price).ok();
    let prices: Vec<i64> = prices.iter().map(signed).collect::<Option<_>>()?;
    let mut sum = 0_i128;
    for item in possible.items() {
        let value = if counts(item) { problem.value(item) } else { 0 };
        let mut profit = value.cast_signed().wrapping_mul(i128::from(PRICE_ONE));
        for (row, change) in problem.narrow_changes(item)? {
            let worth = i128::from(*change).wrapping_mul(i128::from(prices[row.index()]));
            profit = profit.wrapping_add(worth);
        }
        // The greater of it and zero, without a branch that half of all items would mislead.
        let loses = profit.wrapping_shr(127);
        sum = sum.wrapping_add(profit & !loses);
    }
    Some(sum)
}
