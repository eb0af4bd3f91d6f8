use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Malformed, encoding};

/// Business Identifier Code: the name of a bank in messages, with its branch.
///
/// Eight characters mean the head office and are kept with the branch `XXX`, so that both
/// spellings are one value.
/// Source: ISO 9362.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic([u8; 11]);

impl Bic {
    /// Reads 8 or 11 characters; the country's existence is not judged here.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let mut bytes = *b"XXXXXXXXXXX";
        let given = text.as_bytes();
        if given.len() != 8 && given.len() != 11 {
            return Err(Malformed::new("BIC", "8 or 11 characters"));
        }
        for (place, byte) in bytes.iter_mut().zip(given) {
            *place = *byte;
        }
        Self::from_bytes(bytes).ok_or(Malformed::new("BIC", "capital letters and digits"))
    }

    fn from_bytes(bytes: [u8; 11]) -> Option<Self> {
        let (_, country) = bytes.split_at(4);
        let letters = country.iter().take(2).all(u8::is_ascii_uppercase);
        let alphanumeric = bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        (letters && alphanumeric).then_some(Self(bytes))
    }

    /// All eleven characters.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("???????????")
    }

    /// Eight characters for a head office, eleven for a branch.
    pub fn as_short(&self) -> &str {
        let text = self.as_str();
        text.strip_suffix("XXX").unwrap_or(text)
    }

    /// The two letters of the country. Source: ISO 3166-1 alpha-2.
    pub fn country(&self) -> &str {
        self.as_str().get(4..6).unwrap_or("??")
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_short())
    }
}

impl fmt::Debug for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_short())
    }
}

impl FromStr for Bic {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for Bic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encoding::write(self, &self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Bic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        encoding::read(deserializer, Self::from_bytes)
    }
}

/// Legal Entity Identifier. Source: ISO 17442, check digits by ISO 7064 MOD 97-10.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lei([u8; 20]);

impl Lei {
    /// Reads twenty characters whose check digits hold.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        <[u8; 20]>::try_from(text.as_bytes())
            .ok()
            .and_then(Self::from_bytes)
            .ok_or(Malformed::new("LEI", "20 characters with valid check digits"))
    }

    fn from_bytes(bytes: [u8; 20]) -> Option<Self> {
        let mut remainder: u32 = 0;
        for byte in bytes {
            let (digit, weight) = match byte {
                b'0'..=b'9' => (byte.saturating_sub(b'0'), 10),
                b'A'..=b'Z' => (byte.saturating_sub(b'A').saturating_add(10), 100),
                _ => return None,
            };
            remainder = remainder.checked_mul(weight)?.checked_add(u32::from(digit))? % 97;
        }
        (remainder == 1).then_some(Self(bytes))
    }

    /// The twenty characters.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or("????????????????????")
    }
}

impl fmt::Display for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Lei {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text)
    }
}

impl Serialize for Lei {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encoding::write(self, &self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Lei {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        encoding::read(deserializer, Self::from_bytes)
    }
}
