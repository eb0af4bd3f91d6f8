//! Who takes part, in which currency, and who may command what.

mod command;
mod event;
mod keys;
mod rule;

pub use command::{Access, Command, HolderClass, KeyNumber};
pub use event::Event;
pub use keys::KeyState;
pub(crate) use rule::Registry;
