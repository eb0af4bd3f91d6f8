//! Exchange between currencies: what each is officially worth, and so what settled money counts
//! for, and what each settlement agent allows in exchange of its currency.
//!
//! There is no vehicle currency: official rates are to a yardstick, which nobody holds and in which
//! nothing settles, and the rate of any pair is the quotient of its two.

mod book;
mod clearing;
mod command;
mod event;
mod governance;
mod objection;
mod obstacle;
mod official;
mod order;
mod question;
mod quote;
mod retry;
mod room;
mod round;
mod rule;
mod value;
mod waiting;
mod weighing;

pub use clearing::{Clearing, Constraint, Fill, Price, Standing};
pub use command::{BasisPoints, Command, OrderNumber, Purpose, Switch, Trading, Validity};
pub use event::{Event, OrderEnd, QuoteUse, Residue};
pub(crate) use governance::ExchangeTerms;
pub use objection::Objection;
pub use obstacle::Obstacle;
pub(crate) use official::Official;
pub use official::{PairRate, PostedRate};
pub(crate) use order::{Order, Orders};
pub use question::{
    OfficialView, OrderView, RoundCurrency, RoundOrder, RoundTimes, RoundView, TermsView,
};
pub(crate) use quote::Step;
pub(crate) use retry::Stirs;
pub(crate) use round::OpenRound;
pub(crate) use rule::Exchange;
pub use value::Value;
pub(crate) use waiting::{Allotted, ToConvert};
pub(crate) use weighing::Foreseen;
