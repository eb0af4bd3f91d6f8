//! Floor 5: a world of simulated banks on a real node.
//!
//! Each bank is a client like any other: it writes ISO 20022 messages, signs them, sends them over
//! HTTP, reads its outbox and keeps books of its own, which must agree with the ledger at the end.
//! The sandbox owns the clock: one tick is a minute of the simulated day.
//! All arrivals of a tick enter the log in the order of their senders' BICs and then of their
//! message identifiers, so the same seed gives the same log, to the last bit.

mod bank;
mod commands;
mod day;
mod governance;
mod netting;
mod open;
mod report;
mod traffic;
mod world;

pub use commands::{Arrival, Endowment, GeneratedDay, simulated_date};
pub use day::{Day, DayOptions, Failed, Live, start};
pub use open::{OVERSEER, open_access, open_keys};
pub use report::{
    CurrencyLine, Exchange, Freed, Latency, Netted, NettedCurrency, Payments, Report, Trapped,
};
pub use world::{Bank, CLEARING_SYSTEM, Corridor, Currency, OPERATOR, Unusable, World};
