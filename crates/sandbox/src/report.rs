use std::collections::BTreeMap;

use node::{Among, Found};
use serde::Serialize;

/// How the payments of a day ended. Each payment message counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Payments {
    /// Payment messages that banks sent.
    pub submitted: u64,
    /// Final.
    pub settled: u64,
    /// Still waiting when the day ended.
    pub pending: u64,
    /// Refused on entry, or rejected later.
    pub refused: u64,
    /// Taken back by their bank.
    pub cancelled: u64,
}

/// What settled in a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CurrencyLine {
    /// Value settled, as a decimal of the currency.
    pub settled: String,
    /// The part of it that settled by offsetting.
    pub by_offsetting: String,
    /// What was issued, as a decimal of the currency.
    pub issued: String,
}

/// Milliseconds from sending a message to holding its answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Latency {
    /// Half of them.
    pub p50: f64,
    /// All but one in a hundred.
    pub p99: f64,
    /// The slowest.
    pub max: f64,
}

/// A currency that banks abroad hold more of than they had any use for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trapped {
    /// Its letters.
    pub currency: String,
    /// Held by foreign banks at the end beyond what they began with, as a decimal.
    pub held_abroad: String,
    /// The same in whole dollars, to compare.
    pub usd: u64,
    /// What banks abroad sold of it in exchange less what they bought, as a decimal; below zero if
    /// they bought more.
    pub freed_by_exchange: String,
}

/// What exchange moved of a currency between banks abroad and at home, as decimals of the currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Freed {
    /// Sold by banks abroad.
    pub sold_abroad: String,
    /// Bought by banks abroad, from whoever sold it.
    pub bought_abroad: String,
    /// Sold less bought: what came home, or went abroad if below zero.
    pub net: String,
    /// Still held by banks abroad beyond what they began with; below zero if they hold less.
    pub held_abroad: String,
}

/// What a netting cycle came to in a currency, as decimals of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NettedCurrency {
    /// All obligations at the cut-off.
    pub gross: String,
    /// Of these, what would have cleared in pairs and rings without any money, at least.
    pub clears_without_money: Option<String>,
    /// Obligations that settled.
    pub settled: String,
    /// What was paid in for them.
    pub paid_in: String,
}

/// What the day's netting cycle came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Netted {
    /// Obligations that were handed in.
    pub obligations: u64,
    /// Of these, settled.
    pub settled: u64,
    /// Of these, left out, since somebody had not paid in or might not hold more.
    pub left_out: u64,
    /// Who had not paid in.
    pub defaulted: Vec<String>,
    /// What was refused on entry, by reason.
    pub refusals: BTreeMap<String, u64>,
    /// Order: by letters.
    pub currencies: BTreeMap<String, NettedCurrency>,
}

/// What exchange came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exchange {
    /// The measure of official rates and values.
    pub yardstick: String,
    /// Rounds that cleared.
    pub rounds: u64,
    /// Orders that banks sent.
    pub orders_sent: u64,
    /// Of these, placed.
    pub orders_placed: u64,
    /// Of these, filled at least in part.
    pub orders_filled: u64,
    /// Orders that were not placed, by ISO reason.
    pub refusals: BTreeMap<String, u64>,
    /// What was sold in rounds at official rates, as a decimal. Unit: units of the yardstick.
    pub value: String,
    /// In how many rounds which constraint kept orders from being filled more.
    pub bound: BTreeMap<String, u64>,
    /// Per currency of which banks abroad sold or bought something.
    pub freed: BTreeMap<String, Freed>,
}

/// What a day came to.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What the day was drawn from.
    pub seed: u64,
    /// The digest of the last record's header: the whole log in 32 bytes.
    pub digest: String,
    /// How many records that is.
    pub records: u64,
    /// Currencies, and central banks.
    pub currencies: usize,
    /// Banks.
    pub banks: usize,
    /// How payments ended.
    pub payments: Payments,
    /// Payments that settled together with others.
    pub settled_by_offsetting: u64,
    /// Their share of the payments settled. Range: 0 ..= 1.
    pub offsetting_share: f64,
    /// Offsetting rounds that settled something.
    pub rounds: u64,
    /// What they settled, by where they looked.
    pub found: BTreeMap<Among, Found>,
    /// Refusals by ISO reason or `admi.002`.
    pub refusals: BTreeMap<String, u64>,
    /// Answers to requests to cancel: taken back, and refused.
    pub cancellations: (u64, u64),
    /// Balances less issuance per currency. Unit: minor units. Must all be 0.
    pub conservation: BTreeMap<String, i128>,
    /// What settled per currency.
    pub value: BTreeMap<String, CurrencyLine>,
    /// What exchange came to.
    pub exchange: Exchange,
    /// What the netting cycle came to, if anything was owed.
    pub cycle: Option<Netted>,
    /// The largest balances that nobody took. Order: largest first.
    pub trapped: Vec<Trapped>,
    /// Of payment messages and requests to cancel: from sending to answer, ticks included.
    pub latency_ms: Latency,
    /// The same of all else: what central banks issue, all of it in the first tick, and orders of
    /// exchange, of all banks in one tick every half hour.
    pub latency_of_others_ms: Latency,
    /// Whether each bank's own books, kept from its notifications, agree with the ledger.
    pub books_agree: bool,
    /// Statements the banks received.
    pub statements: u64,
    /// Whether a receipt of a settled payment verified offline; false where none settled.
    pub receipt_verified: bool,
    /// The payment whose receipt it was; empty where none settled.
    pub receipt_of: String,
    /// How long the day took. Unit: seconds.
    pub seconds: f64,
}
