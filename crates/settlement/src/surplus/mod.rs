//! What may become of a surplus that nobody else takes: it is invested with its settlement agent,
//! where it earns interest and stays the holder's, or it bears a charge, as does its mirror, the
//! deficit; or an account holds no more than its agent allows.
//!
//! What is invested is held in the agent's account, so that it is there when it must go back.

mod cap;
mod charge;
mod command;
mod event;
mod investment;
mod question;
mod rule;

pub use command::{Command, ImbalanceTerms, InvestmentTerms};
pub use event::Event;
pub(crate) use investment::Surplus;
pub use question::{CapView, ImbalanceView, InvestmentView, OfferView};
