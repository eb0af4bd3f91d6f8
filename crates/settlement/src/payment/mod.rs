//! Instructions to pay: one concept for a plain payment, payment versus payment, a payment with
//! conversion and a chain.

mod command;
mod confirming;
mod event;
mod item;
mod matching;
mod returns;
mod rule;
mod settle;
mod window;

pub use command::{Category, Command, CounterTerms, Instruction, Leg, MAX_LEGS, Timing};
pub(crate) use confirming::Confirmed;
pub use event::{Event, How, SettledLeg, WaitingFor};
pub(crate) use item::{BookedLeg, Item, Stage};
pub(crate) use matching::Halves;
pub use window::State;
pub(crate) use window::{Link, Window};
