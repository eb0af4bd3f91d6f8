//! Floor 5: liquidity experiments on the production machine itself.
//!
//! A day, generated or recorded in a log, is played on [`settlement::Machine`] as
//! often as there are settings to compare, without a disk and without a network.
//! Nothing of settlement is modelled here: what a setting varies is said to the machine by commands
//! that a bank, an agent or the operator could give, and what is measured is read from its events.
//!
//! - [`Day`] is what is played: a machine to start from and the commands of each record.
//! - [`Variation`] lists the values of each thing varied; its [`Setting`]s are all combinations.
//! - [`run_all`] plays a day under each setting, one machine for each, in threads.
//! - [`Run`] is what one came to; [`csv`], [`series`] and [`html`] write them down.
//! - [`survey`] plays a period as it is and says of each corridor what could free it, and of each
//!   balance when it runs out; [`corridor_text`], [`corridor_between`], [`corridor_csv`] and
//!   [`corridor_page`] write it.
//!
//! The same day and setting give the same run, to the last bit of the books, whatever the threads.
//! Floats appear in what is reported and never in what is played.

mod asked;
mod beside;
mod corridors;
mod day;
mod days;
mod experiment;
mod fork;
mod measure;
mod page;
mod plan;
mod play;
mod plot;
mod run;
mod setting;
mod write;

pub use beside::Beside;
pub use corridors::{
    Ask, CorridorRow, DemandRow, FlowRow, ForecastRow, ReachedRow, RingRow, Survey, ToolsRow,
    Totals, Worth, corridor_between, corridor_csv, corridor_page, corridor_text, survey,
};
pub use day::{Day, Opening, Step, Unplayable};
pub use experiment::run_all;
pub use page::html;
pub use play::play;
pub use plot::{Plot, plots};
pub use run::{CurrencyRow, Run, Sample};
pub use setting::{Limits, Offsetting, Outage, Policy, Setting, Variation};
pub use write::{csv, series};
