use serde::{Deserialize, Serialize};

use crate::{Amount, Malformed};

/// Which way a division that does not come out even is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the smaller amount; the remainder stays with the side named at the call.
    Down,
    /// To the larger amount.
    Up,
}

/// An exact ratio of minor units of one currency to minor units of another.
///
/// Range: both parts from 1; kept as given, not reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    numerator: u64,
    denominator: u64,
}

impl Rate {
    /// `numerator` minor units for every `denominator`; neither may be zero.
    pub fn new(numerator: u64, denominator: u64) -> Result<Self, Malformed> {
        if numerator == 0 || denominator == 0 {
            return Err(Malformed::new("rate", "two parts above zero"));
        }
        Ok(Self { numerator, denominator })
    }

    /// Converts `amount`, or `None` where the product exceeds 128 bits.
    ///
    /// ```
    /// # use terms::{Amount, Rate, Rounding};
    /// let thousandth = Rate::new(1, 1000).expect("both above zero");
    /// let old = Amount::from_minor(1999);
    /// assert_eq!(thousandth.apply(old, Rounding::Down), Some(Amount::from_minor(1)));
    /// ```
    pub fn apply(self, amount: Amount, rounding: Rounding) -> Option<Amount> {
        let product = amount.minor().checked_mul(u128::from(self.numerator))?;
        let denominator = u128::from(self.denominator);
        let quotient = product.checked_div(denominator)?;
        let even = product.checked_rem(denominator)? == 0;
        match rounding {
            Rounding::Up if !even => quotient.checked_add(1).map(Amount::from_minor),
            Rounding::Up | Rounding::Down => Some(Amount::from_minor(quotient)),
        }
    }

    /// The part that is multiplied by.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// The part that is divided by.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }
}
