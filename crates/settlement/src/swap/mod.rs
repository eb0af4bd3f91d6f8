//! Swap lines between two settlement agents: each lends the other its own currency, within limits
//! that both agreed, against the other's currency.
//!
//! A draw issues both currencies, each by its own agent in the other's account, so that nobody
//! else's money moves and each currency stays in balance by itself.

mod command;
mod event;
mod line;
mod question;
mod rule;

pub use command::{Command, DayCount, DrawNumber, LineNumber, SwapRate, SwapTerms};
pub use event::Event;
pub(crate) use line::Swaps;
pub use question::{DrawView, LineState, LineView};
