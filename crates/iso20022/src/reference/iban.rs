//! Account numbers with check digits.
//!
//! Source: ISO 13616 with the IBAN registry, release 99 (2025), by length.
//! The second table holds countries whose banks use such numbers without being in the registry.

use std::fmt;

/// Why a text is not an account number of its country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IbanFlaw {
    /// Not capital letters and digits, or too short to hold a country and check digits.
    Malformed,
    /// No country that issues such numbers.
    UnknownCountry,
    /// Not as long as the country's numbers are.
    WrongLength,
    /// The check digits do not hold.
    WrongCheckDigits,
}

impl fmt::Display for IbanFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "is not made of capital letters and digits",
            Self::UnknownCountry => "names a country that issues none",
            Self::WrongLength => "has not the length of its country",
            Self::WrongCheckDigits => "has check digits that do not hold",
        })
    }
}

/// Judges an account number: country, length, check digits. Spaces are not allowed.
///
/// ```
/// use iso20022::reference::{IbanFlaw, check_iban};
///
/// assert_eq!(check_iban("DE89370400440532013000"), Ok(()));
/// assert_eq!(check_iban("DE8937040044053201300"), Err(IbanFlaw::WrongLength));
/// assert_eq!(check_iban("DE88370400440532013000"), Err(IbanFlaw::WrongCheckDigits));
/// ```
pub fn check_iban(text: &str) -> Result<(), IbanFlaw> {
    let shaped = text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let (Some(country), Some(front), Some(back)) = (text.get(..2), text.get(..4), text.get(4..))
    else {
        return Err(IbanFlaw::Malformed);
    };
    if !shaped {
        return Err(IbanFlaw::Malformed);
    }
    let length = length_of(country).ok_or(IbanFlaw::UnknownCountry)?;
    if text.len() != length {
        return Err(IbanFlaw::WrongLength);
    }
    let remainder = back.bytes().chain(front.bytes()).fold(0, remainder_with);
    if remainder == 1 { Ok(()) } else { Err(IbanFlaw::WrongCheckDigits) }
}

/// ISO 7064 MOD 97-10, one character further; a letter counts as two digits, A as 10.
fn remainder_with(remainder: u32, byte: u8) -> u32 {
    let (weight, digit) = match byte {
        b'A'..=b'Z' => (100, u32::from(byte - b'A') + 10),
        _ => (10, u32::from(byte.saturating_sub(b'0'))),
    };
    (remainder * weight + digit) % 97
}

fn length_of(country: &str) -> Option<usize> {
    let mut tables = REGISTERED.iter().chain(UNREGISTERED);
    let row = tables.find(|(_, countries)| countries.contains(&country));
    row.map(|(length, _)| *length)
}

type Lengths = &'static [(usize, &'static [&'static str])];

/// Countries of the registry. Unit: characters. Order: by length.
const REGISTERED: Lengths = &[
    (15, &["NO"]),
    (16, &["BE"]),
    (18, &["DK", "FI", "FK", "FO", "GL", "NL", "SD"]),
    (19, &["MK", "SI"]),
    (20, &["AT", "BA", "EE", "KZ", "LT", "LU", "MN", "XK"]),
    (21, &["CH", "HR", "LI", "LV"]),
    (22, &["BG", "BH", "CR", "DE", "GB", "GE", "IE", "ME", "RS", "VA"]),
    (23, &["AE", "GI", "IL", "IQ", "SO", "TL"]),
    (24, &["AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"]),
    (25, &["LY", "PT", "ST"]),
    (26, &["IS", "TR"]),
    (27, &["BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"]),
    (28, &["AL", "AZ", "BY", "CY", "DO", "GT", "HN", "HU", "LB", "NI", "PL", "SV"]),
    (29, &["BR", "EG", "PS", "QA", "UA"]),
    (30, &["JO", "KW", "MU", "YE"]),
    (31, &["MT", "SC"]),
    (32, &["LC"]),
    (33, &["RU"]),
];

/// Countries that use the form without being registered. Unit: characters. Order: by length.
const UNREGISTERED: Lengths = &[
    (25, &["AO", "CV", "GW", "MZ"]),
    (26, &["DZ", "IR"]),
    (27, &["CF", "CG", "CM", "GA", "GQ", "KM", "MG", "TD"]),
    (28, &["BF", "BJ", "CI", "MA", "ML", "NE", "SN", "TG"]),
];
