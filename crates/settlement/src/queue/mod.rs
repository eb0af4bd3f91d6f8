//! What waits: by account and priority, first in first out, with its reason and what would
//! release it.

mod command;
mod event;
mod list;
mod rule;

pub use command::{Command, Place, Policy};
pub use event::Event;
pub(crate) use list::{ItemId, Queue};
