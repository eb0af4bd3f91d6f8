use crate::problem::{Problem, RowId, Selection};

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
    let mut sum = 0_i128;
    for (row, price) in problem.rows().iter().zip(prices) {
        sum = sum.checked_add(row.slack.max(0).checked_mul(i128::from(*price))?)?;
    }
    let narrow = problem.is_narrow();
    for item in possible.items() {
        let counts = match counted {
            Counted::All => true,
            Counted::UpTo(class) => problem.class(item) <= class,
        };
        let value = if counts { i128::try_from(problem.value(item)).ok()? } else { 0 };
        let mut profit = value.checked_mul(i128::from(PRICE_ONE))?;
        for (row, change) in problem.changes(item) {
            let worth = worth(narrow, change, price_of(prices, row))?;
            profit = profit.checked_add(worth)?;
        }
        sum = sum.checked_add(profit.max(0))?;
    }
    // A selection's value is whole, so the fraction is not reached.
    sum.checked_div(i128::from(PRICE_ONE)).and_then(|bound| u128::try_from(bound).ok())
}

fn price_of(prices: &[u64], row: RowId) -> i128 {
    i128::from(prices[row.index()])
}

/// A change at a price; a product of 64 by 64 bits needs no check.
fn worth(narrow: bool, change: i128, price: i128) -> Option<i128> {
    match narrow {
        true => Some(change.wrapping_mul(price)),
        false => change.checked_mul(price),
    }
}
