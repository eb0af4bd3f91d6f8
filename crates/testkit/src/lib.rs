//! Beside the house: what holds the machine to its rules, and no part of any program.
//!
//! - [`scenario`] plays the scripts under `scenarios/`: commands in words, events in words.
//! - [`twin`] is the machine once more, slow and plain, to compare with.
//! - [`generate`] makes commands that a day of payments might bring, and some that it should not.
#![forbid(unsafe_code)]

pub mod generate;
pub mod scenario;
pub mod twin;
