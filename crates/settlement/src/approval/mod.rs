//! Several keys for one command: what a party proposes with one of its keys is carried out once as
//! many of them agree as it has required of itself.
//!
//! Which person holds which key is the party's to see to; that no key counts twice is seen to here.

mod breaker;
mod command;
mod event;
mod proposal;
mod question;
mod rule;

pub use command::{Area, Command, ProposalNumber};
pub use event::Event;
pub(crate) use proposal::Approvals;
pub use question::{ProposalView, Requirement};
