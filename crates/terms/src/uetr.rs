use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Malformed, encoding};

/// Unique End-to-end Transaction Reference: the name of a payment all along its way.
///
/// Source: ISO 20022 `UUIDv4Identifier`, a lower-case version 4 UUID (RFC 9562).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uetr(u128);

const EXPECTED: Malformed = Malformed::new("UETR", "a lower-case version 4 UUID");

impl Uetr {
    /// Reads a lower-case version 4 UUID with its hyphens.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let bytes = text.as_bytes();
        if bytes.len() != 36 {
            return Err(EXPECTED);
        }
        let mut value: u128 = 0;
        for (place, byte) in bytes.iter().enumerate() {
            let digit = match (place, byte) {
                (8 | 13 | 18 | 23, b'-') => continue,
                (8 | 13 | 18 | 23, _) => return Err(EXPECTED),
                (_, b'0'..=b'9') => byte.saturating_sub(b'0'),
                (_, b'a'..=b'f') => byte.saturating_sub(b'a').saturating_add(10),
                _ => return Err(EXPECTED),
            };
            value = (value << 4) | u128::from(digit);
        }
        let uetr = Self(value);
        uetr.is_version_4().then_some(uetr).ok_or(EXPECTED)
    }

    /// A UETR made of any 128 bits: the version and variant bits are put in place.
    pub const fn from_random(bits: u128) -> Self {
        let version = 0xf000_u128 << 64;
        let variant = 0b11_u128 << 62;
        Self((bits & !version & !variant) | (0x4000_u128 << 64) | (0b10_u128 << 62))
    }

    /// Its 128 bits.
    pub const fn bits(self) -> u128 {
        self.0
    }

    const fn is_version_4(self) -> bool {
        (self.0 >> 76) & 0xf == 4 && (self.0 >> 62) & 0b11 == 0b10
    }
}

impl fmt::Display for Uetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            self.0 >> 96,
            (self.0 >> 80) & 0xffff,
            (self.0 >> 64) & 0xffff,
            (self.0 >> 48) & 0xffff,
            self.0 & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for Uetr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Uetr {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for Uetr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encoding::write(self, &self.0.to_be_bytes(), serializer)
    }
}

impl<'de> Deserialize<'de> for Uetr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        encoding::read(deserializer, |bytes| {
            let uetr = Self(u128::from_be_bytes(bytes));
            uetr.is_version_4().then_some(uetr)
        })
    }
}
