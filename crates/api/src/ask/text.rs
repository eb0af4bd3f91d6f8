//! The texts that stand in bodies, each with its form.

use serde::Deserialize;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! texts {
    ($($(#[doc = $about:literal])+ $name:ident, $pattern:literal, $example:literal;)*) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Debug, Deserialize)]
        #[serde(transparent)]
        pub(crate) struct $name(pub(super) String);

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(concat!($($about),+).trim()))
                    .pattern(Some($pattern))
                    .examples([$example])
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

texts! {
    /// A BIC of 8 or 11 characters.
    BankCode, "^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$", "SABRRUMM";
    /// The letters of a currency that settles here.
    Letters, "^[A-Z]{3}$", "CNY";
    /// A UETR, used once: a lower-case version 4 UUID.
    Name, "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        "3f1c9a70-52d4-4b6e-9a07-6d1f0c2b8e41";
    /// An amount in units of its currency, with at most the currency's decimals.
    Decimal, "^[0-9]+([.][0-9]+)?$", "1000.00";
    /// A whole number that may have more than 53 bits, as its decimal digits.
    Whole, "^[0-9]+$", "1000000";
    /// An exact ratio, first part for second.
    Ratio, "^[0-9]+/[0-9]+$", "1/695";
    /// An instant with its offset.
    Moment, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$",
        "2026-11-24T12:00:00Z";
    /// A date.
    Day, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-11-24";
    /// What both sides of a trade call it: letters, digits and hyphens.
    TradeName, "^[0-9A-Za-z-]{1,35}$", "T-2026-0001";
    /// A line for people, without invisible characters and what changes the direction of writing.
    Line, "^[^\\u0000-\\u001f\\u007f-\\u009f]{0,1000}$", "the special drawing right of the IMF";
    /// A time of day, up to 24:00.
    Clock, "^[0-9]{2}:[0-9]{2}$", "09:00";
    /// A public key, as `sarraf key` prints it.
    Key, "^ed25519:[0-9a-f]{64}$",
        "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
}
