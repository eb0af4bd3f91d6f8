//! Floor 1: offsetting as mathematics.
//!
//! Items with legs in, a set that can settle together out; what an account or a payment is stays
//! with the caller.
//! A [`Problem`] is a list of rows (an account's room above its floor, or what a limit still
//! allows) and a list of items, each with the net change it makes to some rows.
//! A [`Selection`] can settle if every row that it draws on stays at or above zero with all its
//! items posted at once, and if no queue is passed over.
//!
//! Doors, kept apart on purpose:
//! - [`check`] judges any selection, from anyone: exact, integer, linear, short.
//! - [`bound`] judges any prices, from anyone: what no selection can exceed, exact and linear.
//! - [`baseline`] finds a selection, the same on every machine, and is always there.
//! - [`reachable`] rules out what can never settle, exactly, by a first look; [`tried`] more of it,
//!   by all that follows from each item.
//! - [`lacking`] tells what items would take to settle, and [`Queues`] what settles with them.
//! - [`rings`] takes apart what settled, for people to look at.
//! - [`obligations`] is the other half: debts that may be settled in part, netted or cleared.
//!
//! A stronger search needs to do no more than propose: the machine checks and takes the better.
//!
//! # How the baseline works
//!
//! 1. What cannot settle whatever happens is left out, to a fixed point.
//! 2. Everything else is selected.
//! 3. While a row is below zero, items are taken off it: in a strict queue the last one selected,
//!    with everything behind it in its other strict queues; in a queue that may be bypassed, of
//!    the least pressing class, the smallest item that cures the row, else the largest.
//!    With strict queues only, what is left is the one largest set that can settle, whatever
//!    order the rows are cured in, so the best one under every objective: the union of two sets
//!    that can settle can settle (Bech and Soramaki, Bank of Finland DP 9/2001, for one currency;
//!    the argument holds for items with several legs).
//! 4. Items left out are tried again, one at a time in the order of class and queue, until none
//!    fits: a set freed by step 3 may have made room.
//! 5. All the rest is added at once and stripped as in step 3, without touching what stands: that
//!    finds rings that single items cannot start; then 4 again, as long as either gains.
//! 6. Steps 4 and 5 are also done from nothing, and the better result is taken: with queues that
//!    may be bypassed the best set is hard to find (it holds the knapsack problem), and neither
//!    start is always better.
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

mod baseline;
mod bound;
mod check;
mod circulation;
mod column;
mod gain;
mod lacking;
pub mod obligations;
mod problem;
mod ring;

pub use baseline::{baseline, fill, keep, one_at_a_time, reachable, tried};
pub use bound::{Counted, PRICE_ONE, bound};
pub use check::{Violation, check};
pub use circulation::Circulation;
pub use gain::{ClassGain, Gain, Objective};
pub use lacking::{Queues, lacking};
pub use problem::{Item, Malformed, Order, Problem, Row, RowId, Selection};
pub use ring::{Flow, Ring, Rings, rings};
