//! Deferred netting beside gross settlement: obligations are gathered until a cut-off, what each
//! participant owes of all of them is paid in until a deadline, and what is funded settles at once.
//!
//! Nothing of a cycle is final before it settles, so a participant that does not pay in is left out
//! and the rest is calculated anew; nothing is unwound afterwards.

mod command;
mod compression;
mod event;
mod funding;
mod rule;

pub use command::{Command, CycleNumber};
pub use event::{AcrossCurrencies, Compression, Event, Obligation, Position};
pub(crate) use rule::Cycles;
