use core::fmt;

use serde::{Deserialize, Serialize};
use terms::{Amount, Balance, Rate};

/// Parts of the yardstick's unit in which values are whole numbers.
const SCALE: u128 = 1_000_000;

/// What settled money counts for beside other money, at official rates; it is never paid.
///
/// Unit: millionths of the yardstick's unit, rounded down leg by leg. Range: one leg counts at
/// most 10^32 (10^24 minor units at 100 units of the yardstick each), so that what a million legs
/// count for still fits; beyond the range of the type sums stay at its end.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Value(Amount);

impl Value {
    /// Nothing, and what money of a currency without an official rate counts for.
    pub const ZERO: Self = Self(Amount::ZERO);

    /// R-FX-04: what `amount` is worth at `rate`, exactly `amount x numerator x 10^6 / denominator`
    /// rounded down.
    ///
    /// ```
    /// # use settlement::fx::Value;
    /// # use terms::{Amount, Rate};
    /// let third = Rate::new(1, 3).expect("both above zero");
    /// assert_eq!(Value::of(Amount::from_minor(2), third).millionths(), 666_666);
    /// ```
    pub fn of(amount: Amount, rate: Rate) -> Self {
        let denominator = u128::from(rate.denominator());
        // 10^24 x 10^12, so the product of what is bookable and what may be posted fits.
        let product = amount.minor().saturating_mul(u128::from(rate.numerator()));
        let whole = product.checked_div(denominator).unwrap_or(0);
        let rest = product.checked_rem(denominator).unwrap_or(0);
        let fraction = rest.saturating_mul(SCALE).checked_div(denominator).unwrap_or(0);
        Self::capped(whole.saturating_mul(SCALE).saturating_add(fraction))
    }

    /// Unit: millionths of the yardstick's unit.
    pub const fn millionths(self) -> u128 {
        self.0.minor()
    }

    /// So many millionths, at most the end of the range.
    pub fn from_millionths(millionths: u128) -> Self {
        Self::capped(millionths)
    }

    /// Both together, at most the end of the range.
    pub fn plus(self, other: Self) -> Self {
        Self::capped(self.millionths().saturating_add(other.millionths()))
    }

    /// 127 bits are what an amount's encoding can tell.
    fn capped(millionths: u128) -> Self {
        Self(Amount::from_minor(millionths.min(i128::MAX.unsigned_abs())))
    }
}

impl core::iter::Sum for Value {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::ZERO, Self::plus)
    }
}

/// In units of the yardstick, with six decimals.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Balance::from(self.0).to_decimal(6))
    }
}
