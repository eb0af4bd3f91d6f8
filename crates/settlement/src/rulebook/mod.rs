//! Currencies and their identity, parameters and their versions.

mod behaviour;
mod command;
mod currency;
mod event;
mod redenomination;
mod rule;

pub use behaviour::Behaviour;
pub use command::{Command, Parameters};
pub(crate) use currency::Currency;
pub use event::Event;
pub(crate) use rule::Rulebook;
