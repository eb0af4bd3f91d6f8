//! Exchange between currencies: what each is officially worth, and so what settled money counts
//! for.
//!
//! There is no vehicle currency: official rates are to a yardstick, which nobody holds and in which
//! nothing settles, and the rate of any pair is the quotient of its two.

mod command;
mod event;
mod official;
mod question;
mod rule;
mod value;

pub use command::Command;
pub use event::Event;
pub(crate) use official::Official;
pub use official::{PairRate, PostedRate};
pub use question::OfficialView;
pub(crate) use rule::Exchange;
pub use value::Value;
