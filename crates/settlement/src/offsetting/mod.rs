//! Sets of waiting items that settle together, where none of them could alone.
//!
//! The mathematics is in `netting`; here is what is offered to it and what is done with it.

mod command;
mod event;
mod explain;
mod keep;
mod objection;
mod question;
mod rule;

pub use command::Command;
pub use event::{Bound, Event, Scope};
pub(crate) use explain::Explained;
pub use explain::{Explanation, Remaining, Restraint, Shortage, TOGETHER, Together};
pub use keep::{Keep, Settled};
pub use objection::Objection;
pub use question::{PosedItem, PosedRow, Posing};
