use alloc::string::{String, ToString};
use core::fmt;
use core::str::FromStr;

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize, Serializer};

/// The largest number of fraction digits any currency has here.
const MAX_EXPONENT: u8 = 8;

/// How much money, in a currency that stands beside it; never negative.
///
/// Amounts of different currencies must not meet: `books` keeps them in accounts of one currency
/// each, so a sum across currencies has no place to be written.
///
/// Unit: minor units (ISO 4217 exponent). Range: 0 ..= [`Amount::MAX`], which is 10^24: a hundred
/// times the 18 digits ISO 20022 allows, at five fraction digits.
/// Source: ISO 20022 `ActiveCurrencyAndAmount`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u128);

/// Why a text is not an amount of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountError {
    /// Not ASCII digits with at most one point and an optional leading plus.
    Malformed,
    /// More fraction digits than the currency has.
    TooManyDecimals,
    /// Above [`Amount::MAX`].
    TooLarge,
}

impl fmt::Display for AmountError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a decimal amount",
            Self::TooManyDecimals => "more decimals than the currency has",
            Self::TooLarge => "amount exceeds the largest the system books",
        })
    }
}

impl core::error::Error for AmountError {}

impl Amount {
    /// No money at all.
    pub const ZERO: Self = Self(0);

    /// The largest amount the system books.
    pub const MAX: Self = Self(1_000_000_000_000_000_000_000_000);

    /// An amount of `minor` minor units.
    ///
    /// ```
    /// # use terms::Amount;
    /// assert_eq!(Amount::from_minor(725).to_decimal(2), "7.25");
    /// ```
    pub const fn from_minor(minor: u128) -> Self {
        Self(minor)
    }

    /// Unit: minor units.
    pub const fn minor(self) -> u128 {
        self.0
    }

    /// Whether there is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` above the range of the type.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference, or `None` below zero.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// What is left after taking `other`, at least zero.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Reads a decimal of a currency with `exponent` fraction digits, exactly.
    ///
    /// Superfluous zeros are dropped; any other digit beyond the currency's is an error, never
    /// rounded. White space around it is not allowed.
    ///
    /// ```
    /// # use terms::{Amount, AmountError};
    /// assert_eq!(Amount::parse_decimal("+12.50000", 2), Ok(Amount::from_minor(1250)));
    /// assert_eq!(Amount::parse_decimal("12.5", 0), Err(AmountError::TooManyDecimals));
    /// assert_eq!(Amount::parse_decimal("1e3", 2), Err(AmountError::Malformed));
    /// ```
    pub fn parse_decimal(text: &str, exponent: u8) -> Result<Self, AmountError> {
        let digits = text.strip_prefix('+').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return Err(AmountError::Malformed);
        }
        if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return Err(AmountError::Malformed);
        }
        let fraction = fraction.trim_end_matches('0');
        let exponent = usize::from(exponent.min(MAX_EXPONENT));
        let missing = exponent.checked_sub(fraction.len()).ok_or(AmountError::TooManyDecimals)?;
        let zeros = core::iter::repeat_n(b'0', missing);
        let mut minor: u128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()).chain(zeros) {
            minor = minor
                .checked_mul(10)
                .and_then(|m| m.checked_add(u128::from(digit.saturating_sub(b'0'))))
                .ok_or(AmountError::TooLarge)?;
            if minor > Self::MAX.0 {
                return Err(AmountError::TooLarge);
            }
        }
        Ok(Self(minor))
    }

    /// Writes the amount with all the currency's fraction digits.
    pub fn to_decimal(self, exponent: u8) -> String {
        Balance::from(self).to_decimal(exponent)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u128(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(MinorText)
        } else {
            u128::deserialize(deserializer).and_then(within_range)
        }
    }
}

/// Sums and shortfalls may exceed what is booked at once; they stay within what a balance can tell.
fn within_range<E: Error>(minor: u128) -> Result<Amount, E> {
    if minor > u128::MAX >> 1 {
        return Err(E::custom("amount exceeds 127 bits"));
    }
    Ok(Amount(minor))
}

struct MinorText;

impl Visitor<'_> for MinorText {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount in minor units as a string of digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
        u128::from_str(text).map_err(E::custom).and_then(within_range)
    }
}

/// What an account stands at: may be negative, down to its credit line.
///
/// Unit: minor units. Range: -10^27 ..= 10^27 in practice; arithmetic is checked.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Balance(i128);

impl Balance {
    /// Nothing owed, nothing held.
    pub const ZERO: Self = Self(0);

    /// A balance of `minor` minor units.
    pub const fn from_minor(minor: i128) -> Self {
        Self(minor)
    }

    /// Unit: minor units.
    pub const fn minor(self) -> i128 {
        self.0
    }

    /// The balance after a credit of `amount`, or `None` beyond the range of the type.
    pub fn credited(self, amount: Amount) -> Option<Self> {
        let amount = i128::try_from(amount.0).ok()?;
        self.0.checked_add(amount).map(Self)
    }

    /// The balance after a debit of `amount`, or `None` beyond the range of the type.
    pub fn debited(self, amount: Amount) -> Option<Self> {
        let amount = i128::try_from(amount.0).ok()?;
        self.0.checked_sub(amount).map(Self)
    }

    /// The part above zero.
    pub fn positive(self) -> Amount {
        Amount(u128::try_from(self.0).unwrap_or(0))
    }

    /// The part below zero, as an amount owed.
    pub fn negative(self) -> Amount {
        Amount(if self.0 < 0 { self.0.unsigned_abs() } else { 0 })
    }

    /// Writes the balance with all the currency's fraction digits, with a minus below zero.
    pub fn to_decimal(self, exponent: u8) -> String {
        let digits = self.0.unsigned_abs().to_string();
        let exponent = usize::from(exponent);
        let sign = if self.0 < 0 { "-" } else { "" };
        if exponent == 0 {
            return alloc::format!("{sign}{digits}");
        }
        let zeros = exponent.saturating_add(1).saturating_sub(digits.len());
        let padded = alloc::format!("{}{digits}", "0".repeat(zeros));
        let (whole, fraction) = padded.split_at(padded.len().saturating_sub(exponent));
        alloc::format!("{sign}{whole}.{fraction}")
    }
}

impl From<Amount> for Balance {
    fn from(amount: Amount) -> Self {
        Self(i128::try_from(amount.0).unwrap_or(i128::MAX))
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
