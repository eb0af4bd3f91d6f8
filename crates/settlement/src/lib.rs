//! Floor 2, the machine: every business rule of the system.
//!
//! One total function carries it: [`Machine::apply`] takes a moment and a command and answers with
//! events.
//! It has no clock, no randomness, no input or output and no error: a command the rules do not
//! allow is answered by an event, [`Event::Refused`], because its sender is owed an answer.
//!
//! Each feature is a folder of one shape: `command.rs` what may be asked, `event.rs` what may have
//! happened, `rule.rs` what is right.
//! The numbers in comments (`R-QUE-02`) are those of the rulebook in `rules/`.
//!
//! Invariants, held after every command:
//! - in each currency, the sum of all balances equals what was issued;
//! - no account stands below its floor, unless its floor was raised above it;
//! - an instruction settles with all its legs or not at all;
//! - an item waits in the queue of each account it would debit, or in none.
#![no_std]
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::as_conversions)]

extern crate alloc;

pub mod approval;
pub mod cycle;
pub mod fx;
pub mod issuance;
pub mod liquidity;
pub mod offsetting;
pub mod operating_day;
pub mod participation;
pub mod payment;
pub mod queue;
pub mod rulebook;
pub mod surplus;
pub mod swap;

mod cited;
mod command;
mod event;
mod machine;
mod moment;
mod question;
mod refusal;
mod timer;

pub use books::Priority;
pub use command::{Command, Envelope, PartyId};
pub use event::Event;
pub use machine::{Genesis, Machine};
pub use moment::Moment;
pub use question::{AccountView, InstructionView, LimitView};
pub use refusal::Refusal;
