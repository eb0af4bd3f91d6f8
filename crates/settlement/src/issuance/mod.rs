//! Money into and out of existence, under its settlement agent's authority alone.

mod command;
mod event;
mod rule;

pub use command::{Command, Disposal, OvernightPolicy};
pub use event::Event;
