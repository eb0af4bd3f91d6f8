//! The lists a message is judged against: currencies, countries, account numbers, code sets.
//!
//! Each list is data with a source and a date; a newer edition replaces the file, nothing else.
//! Whether a code that is missing from a list may be refused depends on the list:
//!
//! | list | complete | a code that is missing |
//! |---|---|---|
//! | currencies (ISO 4217) | yes | refused |
//! | countries (ISO 3166-1) | yes | refused |
//! | length of an IBAN by country | yes | refused, no other country issues IBANs |
//! | status of a payment | yes | refused |
//! | purpose, service level, instrument, reasons | no | refused only if it is no code at all |
//!
//! The external code sets grow every quarter, and a message that another community uses today
//! must not be refused because our copy is older; see [`CodeSet::accepts`].

mod countries;
mod currencies;
mod external;
mod iban;
#[cfg(test)]
mod tests;

pub use countries::is_country;
pub use currencies::{Currency, CurrencyKind, currency};
pub use external::{
    CANCELLATION_REASON, CATEGORY_PURPOSE, CodeSet, Coverage, LOCAL_INSTRUMENT, PAYMENT_STATUS,
    PURPOSE, RETURN_REASON, SERVICE_LEVEL, STATUS_REASON,
};
pub use iban::{IbanFlaw, check_iban};
