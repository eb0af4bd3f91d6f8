//! Reservations, limits, intraday credit, liquidity transfers and standing orders.

mod command;
mod event;
mod limits;
mod rule;

pub use command::{Command, StandingAmount, StandingOrder, Trigger};
pub use event::{Event, TransferCause};
pub(crate) use limits::{Limit, Limits};
