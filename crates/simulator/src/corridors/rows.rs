//! What a survey says, as rows that JSON, CSV, page and terminal are written from.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};
use terms::Balance;

/// What something is worth at official rates. Unit: millionths of the yardstick's unit.
///
/// As JSON it is text with six decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Worth(pub i128);

impl Worth {
    pub(super) fn of(value: u128) -> Self {
        Self(i128::try_from(value).unwrap_or(i128::MAX))
    }

    /// Millions of the unit with two decimals, rounded to the nearest.
    pub fn millions(self) -> String {
        const STEP: i128 = 10_000_000_000;
        let half = if self.0 < 0 { -STEP / 2 } else { STEP / 2 };
        Balance::from_minor(self.0.saturating_add(half) / STEP).to_decimal(2)
    }

    /// Millions of the unit, to draw.
    pub(super) fn drawn(self) -> f64 {
        self.0 as f64 / 1e12
    }

    /// Its part of a whole in thousandths, rounded down; nothing of nothing.
    pub(super) fn permille(self, whole: Self) -> i128 {
        self.0.saturating_mul(1000).checked_div(whole.0).unwrap_or(0)
    }
}

impl fmt::Display for Worth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Balance::from_minor(self.0).to_decimal(6))
    }
}

impl Serialize for Worth {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What one country's banks paid another's in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// In which.
    pub currency: String,
    /// As a decimal of the currency.
    pub amount: String,
    /// At the official rate.
    pub value: Worth,
    /// The part of it that is not settled.
    pub unsettled: Worth,
}

/// What each tool can carry; [`solvers::corridor::Tools`] has the definitions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the fields are those of the mathematics")]
pub struct ToolsRow {
    pub one_currency: Worth,
    pub across: Worth,
    pub rings: Worth,
    pub home: Worth,
    pub exchange: Worth,
    pub swap_line: Worth,
    pub sweep: Worth,
}

/// Countries that pay in a circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RingRow {
    /// Order: as they pay; the last pays the first.
    pub countries: Vec<String>,
    /// What cancels on each arc.
    pub value: Worth,
}

/// What bounds the exchange and the sweep of a surplus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DemandRow {
    /// Of which currency.
    pub currency: String,
    /// Received beyond what was paid back.
    pub surplus: Worth,
    /// Held by the payee's banks beyond what they began with.
    pub held: Worth,
    /// Wanted by banks of other countries.
    pub wanted: Worth,
    /// How that is known: `orders` or `needs`.
    pub basis: &'static str,
    /// What its agent still takes of it for investment, of all holders together; none where it
    /// takes none.
    pub taken: Option<Worth>,
}

/// A corridor; [`solvers::corridor::Corridor`] has the definitions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CorridorRow {
    /// Who pays more.
    pub payer: String,
    /// Who is paid more.
    pub payee: String,
    /// Both directions.
    pub gross: Worth,
    /// Forth less back.
    pub net: Worth,
    /// What of it is not settled: it waits, or was rejected at a close.
    pub unsettled: Worth,
    /// Legs of trades and conversions between the two, which are not in the gross flow.
    pub exchanged: Worth,
    /// From payer to payee. Order: as currencies were defined.
    pub forth: Vec<FlowRow>,
    /// From payee to payer.
    pub back: Vec<FlowRow>,
    /// Each tool by itself.
    pub alone: ToolsRow,
    /// Each tool after those before.
    pub in_order: ToolsRow,
    /// What no offsetting cancels.
    pub structural: Worth,
    /// What no tool carries.
    pub rest: Worth,
    /// The countries on one side of the least cut.
    pub cut: Vec<String>,
    /// Whether that is the `payee`'s side or the `payer`'s.
    pub cut_side: &'static str,
    /// What the payee's side owes the payer's, each pair netted: as much can come round at most.
    pub cut_leaves: Worth,
    /// The largest rings that run through it in order.
    pub rings: Vec<RingRow>,
    /// What bounds exchange and sweep. Order: as currencies were defined.
    pub demands: Vec<DemandRow>,
    /// The whole in sentences.
    pub why: Vec<String>,
}

/// All corridors together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// All payments between countries.
    pub gross: Worth,
    /// What of it is not settled: it waits, or was rejected at a close.
    pub unsettled: Worth,
    /// Each tool after those before.
    pub in_order: ToolsRow,
    /// What no offsetting cancels when done in this order.
    pub structural: Worth,
    /// What no tool carries.
    pub rest: Worth,
    /// What the largest circulation cancels, whatever the order.
    pub largest: Worth,
    /// The same in each currency by itself.
    pub largest_one_currency: Worth,
    /// At least as much is left, whatever is offset: the sum of countries' positive positions.
    pub least_left: Worth,
    /// Sold in rounds of exchange in the period.
    pub sold_in_rounds: Worth,
}

/// When a bound is reached. A date is missing where it is not within the days looked at, and all
/// are where the balance is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReachedRow {
    /// Whether the balance was at the bound or beyond when the period ended.
    pub already: bool,
    /// On the near edge of the band of eight in ten.
    pub earliest: Option<String>,
    /// On the mean path.
    pub expected: Option<String>,
    /// On the far edge.
    pub latest: Option<String>,
}

impl ReachedRow {
    /// Whether the bound lies ahead within the days looked at, on the near edge at least.
    pub(super) fn is_ahead(&self) -> bool {
        self.earliest.is_some()
    }
}

/// What is to be expected of a balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ForecastRow {
    /// Whose.
    pub bank: String,
    /// In which currency.
    pub currency: String,
    /// At the end of the period, with what is invested, as a decimal of the currency.
    pub balance: String,
    /// How far below zero it may go.
    pub credit: String,
    /// What a day brings on average.
    pub mean: String,
    /// What the next day brings on the mean path: by its weekday and the trend, where there are.
    pub next: String,
    /// The standard deviation of days.
    pub spread: String,
    /// How days are modelled.
    pub model: String,
    /// When nothing is left of balance and credit.
    pub runs_out: ReachedRow,
    /// The cap or threshold for it, if there is one.
    pub cap: Option<String>,
    /// When that is reached.
    pub reaches_cap: Option<ReachedRow>,
}

/// What a survey says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// The first day on which something moved.
    pub from: String,
    /// The last.
    pub until: String,
    /// Days from the first to the last.
    pub days: usize,
    /// The measure of values.
    pub yardstick: String,
    /// Payments that settled, wait or were rejected at a close, those at home among them.
    pub payments: u64,
    /// Currencies with payments between countries that have no official rate: they are left out.
    pub unpriced: Vec<String>,
    /// All together.
    pub totals: Totals,
    /// Order: by gross value, largest first.
    pub corridors: Vec<CorridorRow>,
    /// The rings in order. Order: by value, largest first.
    pub rings: Vec<RingRow>,
    /// Received less paid, by country.
    pub positions: BTreeMap<String, Worth>,
    /// How far forecasts look. Unit: days.
    pub horizon: u32,
    /// Why there is no forecast, if there is none.
    pub no_forecast: Option<String>,
    /// Every balance that moved. Order: by expected date of running out, then of the cap; those that
    /// are there already after those to come; then by bank and currency.
    pub forecasts: Vec<ForecastRow>,
    /// The digest of the books at the end.
    pub books: String,
}
