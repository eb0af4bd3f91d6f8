//! The corridors of a period: what could free them, why the rest cannot move, and when balances run
//! out.
//!
//! A period is a [`Day`] played as it is; payments, balances, orders, swap lines and official rates
//! are read from the machine and its events, and `solvers::corridor` does the mathematics.
//! A party's country is that of its BIC, a currency's home the country of its agent.

mod forecasts;
mod observe;
mod page;
mod pictures;
mod rows;
mod survey;
mod text;
mod why;
mod write;

use terms::{Amount, CurrencyId};

pub use page::html as corridor_page;
pub use rows::{
    CorridorRow, DemandRow, FlowRow, ForecastRow, ReachedRow, RingRow, Survey, ToolsRow, Totals,
    Worth,
};
pub use text::{one as corridor_between, text as corridor_text};
pub use write::csv as corridor_csv;

use crate::{Day, Unplayable};

/// What a survey is asked beside the period itself.
#[derive(Clone, Debug)]
pub struct Ask {
    /// How far forecasts look ahead. Unit: days.
    pub horizon: u32,
    /// Thresholds for what banks abroad hold of a currency, beside the caps of its agent.
    pub caps: Vec<(CurrencyId, Amount)>,
}

/// Plays a period as it is and surveys its corridors; `watch` is told after each record.
///
/// Costs what the machine costs for the period's commands, and O(accounts) for each of its days.
///
/// # Errors
/// If a sum of values does not fit, or recorded books are not what the log says.
pub fn survey(day: &Day, ask: &Ask, watch: impl FnMut()) -> Result<Survey, Unplayable> {
    survey::of(observe::observe(day.start.clone(), &day.steps, watch)?, ask)
}
