//! Floor 1: offsetting as mathematics.
//!
//! Items with legs in, a set that can settle together out; what an account or a payment is stays
//! with the caller.
//! A [`Problem`] is a list of rows (an account's room above its floor, or what a limit still
//! allows) and a list of items, each with the net change it makes to some rows.
//! A [`Selection`] can settle if every row stays at or above zero with all its items posted at
//! once, and if no queue is passed over.
//!
//! Two doors, kept apart on purpose:
//! - [`check`] judges any selection, from anyone: exact, integer, linear, short.
//! - [`baseline`] finds one, the same on every machine, and is always there.
//!
//! A stronger search needs to do no more than propose: the machine checks and takes the better.
//!
//! # How the baseline works
//!
//! 1. Everything is selected.
//! 2. While a row is below zero, items are taken off it: in a strict queue the last one selected,
//!    with everything behind it in its other strict queues; in a queue that may be bypassed the
//!    smallest item that cures the row, else the largest.
//!    With strict queues only, what is left is the one largest set that can settle, whatever
//!    order the rows are cured in (Bech and Soramaki, Bank of Finland DP 9/2001, for one currency;
//!    the argument holds for items with several legs).
//! 3. Items left out are tried again, one at a time in queue order, until none fits: a set freed
//!    by step 2 may have made room.
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

mod baseline;
mod check;
mod problem;

pub use baseline::baseline;
pub use check::{Gain, Violation, check};
pub use problem::{Item, Order, Problem, Row, RowId, Selection};
