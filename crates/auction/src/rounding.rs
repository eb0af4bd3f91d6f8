//! From a price vector to whole minor units, and back: where a limit stands, what is received.
use alloc::vec::Vec;

use ethnum::U256;

use crate::number::gcd;
use crate::problem::{Limit, Order};

/// A price vector: the worth of one minor unit of each currency in one common measure.
///
/// Only ratios mean anything.
/// Range: each 1 or more.
/// Exact prices are small numbers without a common divisor; where the exact ones need 96 bits or
/// more, the vector is rounded, its largest near 2^126, and no amount of a round can tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prices(pub Vec<u128>);

impl Prices {
    /// So many of `bought` for so many of `sold`, in minor units, reduced: (bought, sold).
    pub fn ratio(&self, sold: usize, bought: usize) -> (u128, u128) {
        let (num, den) = (self.0[sold], self.0[bought]);
        let common = gcd(num, den);
        (num.checked_div(common).unwrap_or(num), den.checked_div(common).unwrap_or(den))
    }

    /// Whether the numbers are so long that they are rounded ones.
    pub fn is_rounded(&self) -> bool {
        self.0.iter().any(|price| *price >= ROUNDED)
    }
}

/// An exact vector stays below this; so a rounded one can be told from it.
pub(crate) const ROUNDED: u128 = 1 << 96;

/// What an order gives and gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fill {
    /// Unit: minor units of the currency sold.
    pub sold: u64,
    /// Unit: minor units of the currency bought.
    pub received: u64,
}

/// How a price stands to an order's limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The order gets more than it asks.
    Better,
    /// The price is the limit, to within one part in 2^64.
    ///
    /// No amount of a round reaches 2^63 minor units, so this is less than one unit of anything.
    Level,
    /// The order would get less than it asks.
    Worse,
}

/// The price of one pair, with a quick approximation of it.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    sold: u128,
    bought: u128,
    /// The ratio lies in `quick .. quick + 1`, in units of 2^-`places`.
    quick: u64,
    places: u32,
}

impl Rate {
    /// The price of selling one currency for the other, whose prices these are, above zero.
    pub fn new(sold: u128, bought: u128) -> Self {
        let zeros = sold.leading_zeros();
        let wide = U256::from(sold).wrapping_shl(zeros.wrapping_add(128)); // top bit set
        let quotient = wide.checked_div(U256::from(bought)).unwrap_or(U256::MAX);
        let extra = 256_u32.saturating_sub(quotient.leading_zeros()).saturating_sub(64);
        let quick = u64::try_from(quotient.wrapping_shr(extra)).unwrap_or(u64::MAX);
        Self { sold, bought, quick, places: zeros.saturating_add(128).saturating_sub(extra) }
    }

    /// How the price stands to a limit.
    #[inline]
    pub fn side(&self, limit: Limit) -> Side {
        let den = u128::from(limit.den);
        let num = u128::from(limit.num);
        let low = den.wrapping_mul(u128::from(self.quick)); // 64 by 64 bits
        let high = low.wrapping_add(den);
        // Whole numbers between num and the price in units of 1/den: far more than Level allows.
        if low.checked_shr(self.places).unwrap_or(0) > num {
            return Side::Better;
        }
        if high.checked_shr(self.places).unwrap_or(0).saturating_add(1) < num {
            return Side::Worse;
        }
        self.side_exactly(limit)
    }

    #[cold]
    fn side_exactly(&self, limit: Limit) -> Side {
        let price = U256::from(self.sold).saturating_mul(U256::from(limit.den));
        let limit = U256::from(self.bought).saturating_mul(U256::from(limit.num));
        let apart = price.max(limit).saturating_sub(price.min(limit));
        if apart <= price.wrapping_shr(64) {
            Side::Level
        } else if price > limit {
            Side::Better
        } else {
            Side::Worse
        }
    }

    /// What an order with this limit receives for what it sells: the price, rounded down.
    ///
    /// Where the price is level with the limit, the limit, rounded down, if that is more.
    /// Both are less than one unit below the exact worth of what is sold.
    pub fn received(&self, sold: u64, limit: Limit) -> u64 {
        self.received_at(sold, limit, self.side(limit))
    }

    /// The same, if it is known how the price stands to the limit.
    #[inline]
    pub(crate) fn received_at(&self, sold: u64, limit: Limit, side: Side) -> u64 {
        let low = u128::from(sold).wrapping_mul(u128::from(self.quick)); // 64 by 64 bits
        let high = low.wrapping_add(u128::from(sold));
        let least = low.checked_shr(self.places).unwrap_or(0);
        let at_price = if least == high.checked_shr(self.places).unwrap_or(0) {
            u64::try_from(least).unwrap_or(u64::MAX)
        } else {
            let worth = U256::from(self.sold).saturating_mul(U256::from(sold));
            let worth = worth.checked_div(U256::from(self.bought)).unwrap_or(U256::MAX);
            u64::try_from(worth).unwrap_or(u64::MAX)
        };
        if side != Side::Level {
            return at_price;
        }
        let asked = u128::from(sold).wrapping_mul(u128::from(limit.num));
        let asked = asked.checked_div(u128::from(limit.den)).unwrap_or(u128::MAX);
        at_price.max(u64::try_from(asked).unwrap_or(u64::MAX))
    }
}

/// The rates of all pairs. Shape: `sell * currencies + buy`.
pub(crate) struct Rates {
    count: usize,
    rates: Vec<Rate>,
}

impl Rates {
    /// The rates at these prices, all above zero.
    pub(crate) fn new(prices: &Prices) -> Self {
        let mut rates = Vec::new();
        for sold in &prices.0 {
            rates.extend(prices.0.iter().map(|bought| Rate::new(*sold, *bought)));
        }
        Self { count: prices.0.len(), rates }
    }

    /// The rate of an order's pair.
    pub(crate) fn of(&self, order: &Order) -> &Rate {
        self.pair(order.sell.index(), order.buy.index())
    }

    /// The rate of a pair.
    pub(crate) fn pair(&self, sell: usize, buy: usize) -> &Rate {
        &self.rates[crate::problem::pair(self.count, sell, buy)]
    }
}
