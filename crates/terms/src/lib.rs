//! Floor 0, the vocabulary: every noun that two crates need, and its canonical encoding.
//!
//! Everything here is a value: parsed once at the edge, exact, ordered, without a clock or a heap
//! of its own.
//! Two encodings exist for each: a compact one for the log (serde with postcard) and a readable
//! one for JSON and messages (text); both round-trip, and `conformance/` pins the first.
//!
//! ```
//! use terms::{Amount, Bic, CurrencyCode, Uetr};
//!
//! let rouble = CurrencyCode::parse("RUB").expect("three capital letters");
//! let payer = Bic::parse("SABRRUMM").expect("a BIC of eight characters");
//! let paid = Amount::parse_decimal("92500000.00", 2).expect("two decimals");
//! assert_eq!(paid.minor(), 9_250_000_000);
//! assert_eq!(rouble.as_str(), "RUB");
//! assert_eq!(payer.as_str(), "SABRRUMMXXX");
//! assert!(Uetr::parse("eb6305c9-1f7f-49de-aed0-16487c27b42d").is_ok());
//! ```
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

mod amount;
mod currency;
mod digest;
mod encoding;
mod malformed;
mod party;
mod position;
mod rate;
mod time;
mod uetr;

pub use amount::{Amount, AmountError, Balance};
pub use currency::{CurrencyCode, CurrencyId};
pub use digest::Digest;
pub use malformed::Malformed;
pub use party::{Bic, Lei};
pub use position::LogPosition;
pub use rate::{Rate, Rounding};
pub use time::{BusinessDate, Duration, Instant, TimeOfDay, UtcOffset, Weekday};
pub use uetr::Uetr;
