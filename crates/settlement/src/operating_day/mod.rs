//! Calendars, hours and phases of each currency, as versioned data, and the moment at which
//! several are open together.

mod calendar;
mod command;
mod day;
mod event;
mod rule;

pub use calendar::{Calendar, Hours};
pub use command::Command;
pub(crate) use day::Day;
pub use day::Phase;
pub use event::Event;
