//! What a price vector makes of the orders: sums per pair, and whether they balance.
use alloc::vec;
use alloc::vec::Vec;

use ethnum::{I256, U256};

use crate::band::Edge;
use crate::circulation::{Arc, balance};
use crate::rounding::Prices;

/// Orders of one pair, added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) sell: usize,
    pub(crate) buy: usize,
    /// Unit: minor units of the currency sold.
    pub(crate) amount: u64,
}

/// The orders of all pairs, as they stand to a price vector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Market {
    /// Orders with a better price than they ask. Order: by pair; none empty.
    pub(crate) better: Vec<Sum>,
    /// Orders whose limit is the price. Order: by pair; none empty.
    pub(crate) level: Vec<Sum>,
}

/// What a unit less of an order at its limit costs.
pub(crate) const LEVEL: i64 = 1;
/// What a unit less of an order better than its limit costs: more than any path of the others.
pub(crate) const BETTER: i64 = 1000;

impl Market {
    /// What is sold less what is bought, in value, if every order is filled.
    pub(crate) fn surplus(&self, prices: &Prices) -> Vec<I256> {
        let mut surplus = vec![I256::ZERO; prices.0.len()];
        for sum in self.better.iter().chain(&self.level) {
            add(&mut surplus, sum, worth(sum.amount, prices.0[sum.sell]));
        }
        surplus
    }

    /// Whether the prices clear it: every order better than its limit filled, those level with
    /// it in part, and at each edge of a band as much sold by nobody as it takes.
    ///
    /// To within less than one unit of each currency, since prices may be rounded.
    pub(crate) fn is_cleared(&self, prices: &Prices, edges: &[Edge]) -> bool {
        let mut surplus = self.surplus(prices);
        let mut arcs: Vec<Arc> = arcs(&self.level, prices, LEVEL).collect();
        arcs.extend(edges.iter().filter(|edge| edge.compare(prices).is_eq()).map(held));
        balance(&mut arcs, &mut surplus);
        is_balanced(&surplus, prices)
    }
}

/// The sums as arcs, all filled.
pub(crate) fn arcs(sums: &[Sum], prices: &Prices, cost: i64) -> impl Iterator<Item = Arc> {
    sums.iter().map(move |sum| {
        let most = worth(sum.amount, prices.0[sum.sell]);
        Arc { sell: sum.sell, buy: sum.buy, most, flow: most, cost }
    })
}

/// What a band holds back at its edge: a sale of the dear currency that nobody makes.
pub(crate) fn held(edge: &Edge) -> Arc {
    let most = U256::from(u128::MAX).wrapping_shl(100);
    Arc { sell: edge.dear, buy: edge.cheap, most, flow: U256::ZERO, cost: BETTER.saturating_neg() }
}

/// Whether less than one unit of each currency is left over.
pub(crate) fn is_balanced(surplus: &[I256], prices: &Prices) -> bool {
    surplus.iter().zip(&prices.0).all(|(left, price)| left.unsigned_abs() < U256::from(*price))
}

/// Adds value sold and bought.
pub(crate) fn add(surplus: &mut [I256], sum: &Sum, value: U256) {
    let value = I256::try_from(value).unwrap_or(I256::MAX); // below 2^190
    surplus[sum.sell] = surplus[sum.sell].saturating_add(value);
    surplus[sum.buy] = surplus[sum.buy].saturating_sub(value);
}

/// The value of an amount.
pub(crate) fn worth(amount: u64, price: u128) -> U256 {
    U256::from(price).saturating_mul(U256::from(amount))
}
