//! Files in, answers out: what `sarraf clear` prints.
//!
//! Each problem has its own answer, in a module of its own; [`clear`] reads which it is.
//! Amounts and values are whole numbers of any size in the JSON, not rounded to 53 bits: write the
//! answer with `serde_json::to_string`, since a `serde_json::Value` holds no more than 64 bits.

mod items;
mod obligations;

use netting::Order;
use serde::Serialize;

pub use items::{ItemsAnswer, Waiting};
pub use obligations::{ClearedPair, CycleValues, ObligationsAnswer};

use crate::Options;
use crate::exchange::{self, ExchangeAnswer};
use crate::instance::{Document, Unreadable, read_in};

/// The answer to one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To P1 and P2.
    Items(ItemsAnswer),
    /// To P3.
    Obligations(ObligationsAnswer),
    /// To P4.
    Exchange(ExchangeAnswer),
}

/// Reads a file and solves it; nobody stands in a queue but where the file says so.
pub fn clear(text: &str, options: &Options<'_>) -> Result<Answer, Unreadable> {
    clear_in(text, options, None)
}

/// Reads a file and solves it; `others` is the order of the queues that the file does not state,
/// if there are any.
pub fn clear_in(
    text: &str,
    options: &Options<'_>,
    others: Option<Order>,
) -> Result<Answer, Unreadable> {
    match read_in(text, others)? {
        Document::Items { problem, instance } => {
            items::solve(problem, &instance, options).map(Answer::Items)
        }
        Document::Obligations { banks, currencies, book } => {
            obligations::solve(&banks, &currencies, &book).map(Answer::Obligations)
        }
        Document::Orders => exchange::clear(text.trim_start_matches('\u{feff}'))
            .map(Answer::Exchange)
            .map_err(Unreadable::from),
    }
}

/// Whole milliseconds.
fn milliseconds(since: std::time::Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
