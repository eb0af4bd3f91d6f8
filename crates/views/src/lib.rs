//! Floor 3, plant: the history of a system as SQL tables, for questions that the board has
//! forgotten or was never meant to answer.
//!
//! Everything here is derived: records of the log and their events go in, rows come out, and
//! throwing the tables away costs the time to make them again.
//! It may be SQLite in a file, which needs nothing, or PostgreSQL; tables, rows, questions and
//! digests are the same.
//!
//! ```text
//!   record + events --> projection (rows in memory) --> one transaction: rows and position
//!                                                           |
//!                                          payments, entries, statements <-- questions
//! ```
//!
//! What holds:
//! - rows are made in the order of the log, and the position is written in their transaction;
//! - the same log gives the same rows, whatever the batches, the kills and the database;
//! - every account's rows come to the balance that the machine told, or adding the record fails.
//!
//! Never there: a business rule, a name of a person, a way back from here into the log.

mod database;
mod export;
mod fault;
mod names;
mod projection;
mod query;

mod record;
mod store;
mod table;
pub mod trial;
mod value;

pub use database::Target;
pub use export::{Daily, Export, Form, begins, write_line};
pub use fault::Fault;
pub use names::Names;
pub use query::{
    Account, Currency, Cursor, Direction, Entry, EntrySearch, Leg, MOST, Page, Party, Payment,
    PaymentSearch, Seen, Statement, StatementSearch, Status,
};
pub use record::{Origin, Recorded};
pub use store::{Found, Views};
pub use table::{Changes, Kind, SCHEMA, TABLES, Table};
