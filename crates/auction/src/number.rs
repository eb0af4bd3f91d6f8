//! Positive numbers for solving prices: exact fractions, and rounded ones when those grow too long.
//!
//! The system of equations is solved without a subtraction, so a rounded solution keeps nearly all
//! of its digits (Grassmann, Taksar and Heyman, Operations Research 33, 1985).
use core::cmp::Ordering;

use ethnum::U256;

/// Addition, multiplication and division of positive numbers, or of zero where it is said.
pub(crate) trait Number: Sized + Copy {
    /// `num / den`, both above zero unless `num` is.
    fn ratio(num: u128, den: u128) -> Option<Self>;
    /// The sum, or `None` if it cannot be told.
    fn plus(self, other: Self) -> Option<Self>;
    /// The product, or `None` if it cannot be told.
    fn times(self, other: Self) -> Option<Self>;
    /// The quotient, or `None` if it cannot be told, or `other` is zero.
    fn over(self, other: Self) -> Option<Self>;
}

/// An exact fraction, reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fraction {
    pub(crate) num: u128,
    pub(crate) den: u128,
}

impl Number for Fraction {
    fn ratio(num: u128, den: u128) -> Option<Self> {
        let common = gcd(num, den);
        Some(Self { num: num.checked_div(common)?, den: den.checked_div(common)? })
    }

    fn plus(self, other: Self) -> Option<Self> {
        let common = gcd(self.den, other.den);
        let widened = other.den.checked_div(common)?;
        let left = self.num.checked_mul(widened)?;
        let right = other.num.checked_mul(self.den.checked_div(common)?)?;
        Self::ratio(left.checked_add(right)?, self.den.checked_mul(widened)?)
    }

    fn times(self, other: Self) -> Option<Self> {
        let left = Self::ratio(self.num, other.den)?;
        let right = Self::ratio(other.num, self.den)?;
        let num = left.num.checked_mul(right.num)?;
        Some(Self { num, den: left.den.checked_mul(right.den)? })
    }

    fn over(self, other: Self) -> Option<Self> {
        if other.num == 0 {
            return None;
        }
        self.times(Self { num: other.den, den: other.num })
    }
}

/// A number rounded to 128 bits: `mantissa * 2^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounded {
    /// Its highest bit is set, unless the number is zero.
    pub(crate) mantissa: u128,
    pub(crate) exponent: i32,
}

impl Rounded {
    /// The same number with its highest bit set.
    fn normal(wide: U256, exponent: i32) -> Option<Self> {
        if wide == U256::ZERO {
            return Some(Self { mantissa: 0, exponent: 0 });
        }
        let zeros = wide.leading_zeros();
        let mantissa = *wide.wrapping_shl(zeros).wrapping_shr(128).low();
        let moved = 128_i32.checked_sub(i32::try_from(zeros).ok()?)?;
        Some(Self { mantissa, exponent: exponent.checked_add(moved)? })
    }

    /// Which is larger.
    pub(crate) fn compare(self, other: Self) -> Ordering {
        match (self.mantissa, other.mantissa) {
            (0, _) | (_, 0) => self.mantissa.cmp(&other.mantissa),
            _ => (self.exponent, self.mantissa).cmp(&(other.exponent, other.mantissa)),
        }
    }
}

impl Number for Rounded {
    fn ratio(num: u128, den: u128) -> Option<Self> {
        let num = Self::normal(U256::from(num), 0)?;
        num.over(Self::normal(U256::from(den), 0)?)
    }

    fn plus(self, other: Self) -> Option<Self> {
        let (large, small) = match self.compare(other) {
            Ordering::Less => (other, self),
            Ordering::Equal | Ordering::Greater => (self, other),
        };
        if small.mantissa == 0 {
            return Some(large);
        }
        let apart = u32::try_from(large.exponent.checked_sub(small.exponent)?).ok()?;
        let high = U256::from(large.mantissa).wrapping_shl(127);
        let low = U256::from(small.mantissa).wrapping_shl(127);
        let low = if apart > 255 { U256::ZERO } else { low.wrapping_shr(apart) };
        Self::normal(high.checked_add(low)?, large.exponent.checked_sub(127)?)
    }

    fn times(self, other: Self) -> Option<Self> {
        let wide = U256::from(self.mantissa).checked_mul(U256::from(other.mantissa))?;
        Self::normal(wide, self.exponent.checked_add(other.exponent)?)
    }

    fn over(self, other: Self) -> Option<Self> {
        let wide = U256::from(self.mantissa).wrapping_shl(127);
        let quotient = wide.checked_div(U256::from(other.mantissa))?;
        let exponent = self.exponent.checked_sub(other.exponent)?.checked_sub(127)?;
        Self::normal(quotient, exponent)
    }
}

/// The greatest common divisor; one if both are zero.
pub(crate) fn gcd(left: u128, right: u128) -> u128 {
    let (mut left, mut right) = (left, right);
    while let Some(rest) = left.checked_rem(right) {
        (left, right) = (right, rest);
    }
    left.max(1)
}
