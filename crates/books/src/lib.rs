//! Floor 1: settlement accounts, double entry and reserved amounts; knows nothing of payments.
//!
//! An account belongs to one holder and one currency.
//! Every posting debits one account and credits another of the same currency, except issuing and
//! redeeming, whose other side is the currency's issuance account.
//!
//! Invariant: for each currency, the sum of all balances equals what was issued
//! ([`Books::imbalance`] is zero), after every call.
//!
//! The books commit to themselves: accounts stand in pages of 64, each page has a SHA-256 digest,
//! and [`Books::digest`] covers all pages, hashing again only those that changed.
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

mod account;
mod ledger;
mod pages;

pub use account::{Account, AccountId, HolderId, Priority};
pub use ledger::{Books, Short};
