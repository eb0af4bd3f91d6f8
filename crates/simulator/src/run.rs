//! What a run came to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::Setting;

/// Payments and their value in a currency. Unit of values: decimals of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CurrencyRow {
    /// Value of the instructions given.
    pub given: String,
    /// Value settled.
    pub settled: String,
    /// The largest sum that any account was short of its opening balance, over accounts.
    pub liquidity_used: String,
    /// Balances less what was issued: must be 0. Unit: minor units.
    pub imbalance: i128,
}

/// The queues at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sample {
    /// Unit: minutes since the first record.
    pub minute: u64,
    /// Items that wait for funds, order, limits or access.
    pub queued: u64,
    /// Their value, all legs. Unit: dollars at the sandbox's rates.
    pub queued_usd: f64,
    /// Instructions settled so far.
    pub settled: u64,
    /// Liquidity in use: what all accounts together stand below their opening. Unit: dollars.
    pub in_use_usd: f64,
}

/// What a day came to under a setting. Instructions count, so a matched trade is two; a payment
/// with conversion and an obligation of a netting cycle count as one each.
///
/// Values named `usd` are in dollars at the sandbox's rates, a common measure for reports alone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// What it was played under.
    pub setting: Setting,
    /// Instructions given.
    pub given: u64,
    /// Refused on entry: against the rules, nothing to do with liquidity.
    pub refused: u64,
    /// Settled.
    pub settled: u64,
    /// Of these, together with others.
    pub offset: u64,
    /// Of these, payments with conversion, by quotes or in rounds of exchange.
    pub converted: u64,
    /// Of these, obligations settled net in cycles.
    pub netted: u64,
    /// Orders of exchange that were placed, quotes and conversions aside; none are given or settled
    /// in the sense of the figures above.
    pub orders: u64,
    /// Accepted and rejected later: most of them unsettled when their currency closed.
    pub rejected: u64,
    /// Taken back.
    pub cancelled: u64,
    /// Still waiting at the end.
    pub waiting: u64,
    /// Value given.
    pub given_usd: f64,
    /// Value settled.
    pub settled_usd: f64,
    /// Of this, together with others.
    pub offset_usd: f64,
    /// Of this, with conversion; by what was paid.
    pub converted_usd: f64,
    /// Of this, net in cycles; gross of the netting.
    pub netted_usd: f64,
    /// What was sold in rounds of exchange, by orders and by payments with conversion.
    pub exchanged_usd: f64,
    /// From acceptance to settlement, of the settled. Unit: seconds of simulated time.
    pub delay_mean: f64,
    /// Half of them waited at most so long.
    pub delay_p50: u64,
    /// All but one in twenty waited at most so long.
    pub delay_p95: u64,
    /// The mean by value.
    pub delay_by_value: f64,
    /// Opening money at this level.
    pub liquidity_usd: f64,
    /// Sum over accounts of the largest net debit position of the day, from payments, exchange and
    /// netting cycles; a cycle counts by its net positions.
    pub used_usd: f64,
    /// Value settled for each dollar of liquidity used.
    pub turnover: f64,
    /// The longest the queues got, in samples.
    pub queued_max: u64,
    /// The value of the queues when it was largest, in samples.
    pub queued_max_usd: f64,
    /// Order: by letters. Shape: one for each currency in which something was given, settled or used.
    pub currencies: BTreeMap<String, CurrencyRow>,
    /// Every fifteen minutes. Order: by minute.
    pub samples: Vec<Sample>,
    /// Whether in each currency balances are what was issued.
    pub conserved: bool,
    /// Whether the books were, before each record, what the log says; none without a log to say
    /// so, or when the setting changes the day.
    pub as_logged: Option<bool>,
    /// The digest of the books at the end.
    pub digest: String,
}
