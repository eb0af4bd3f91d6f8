//! The whole at a glance, as JSON.

use std::collections::BTreeMap;

use node::{Board, Directory};
use serde_json::{Map, Value, json};
use terms::{Amount, Balance, CurrencyId, Instant};

use crate::Door;
use crate::json::{self, currency};

/// What the accounts of a currency hold together. Unit: minor units.
#[derive(Clone, Copy, Default)]
struct Held {
    /// All that stands above zero.
    balances: u128,
    /// All that stands below it.
    credit_used: u128,
    /// What banks of other countries than the agent's hold.
    abroad: u128,
}

/// Name and head of the system, figures over all payments, and each currency. Order: by letters.
pub(crate) fn overview(door: &Door) -> Value {
    let board = door.read_board();
    let (position, instant) = board.head();
    let totals = board.totals();
    let held = held(&board);
    let mut rows: Vec<(String, Value)> = board
        .directory()
        .currencies()
        .map(|(id, code, _)| (code.to_string(), row(&board, id, held.get(&id))))
        .collect();
    rows.sort_by(|(one, _), (other, _)| one.cmp(other));
    json!({
        "system": {
            "name": door.options.name,
            "operator": door.options.operator.to_string(),
            "position": position.number(),
            "instant": instant.to_string(),
        },
        "totals": {
            "submitted": totals.submitted,
            "settled": totals.settled(),
            "immediately": totals.immediately,
            "released": totals.released,
            "offset": totals.offset,
            "rejected": totals.rejected,
            "cancelled": totals.cancelled,
            "refused": totals.refused.values().sum::<u64>(),
            "waiting": board.waiting(),
            "rounds": totals.rounds,
        },
        "currencies": rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
    })
}

fn held(board: &Board) -> BTreeMap<CurrencyId, Held> {
    let mut all: BTreeMap<CurrencyId, Held> = BTreeMap::new();
    for account in board.accounts() {
        let held = all.entry(account.currency).or_default();
        if account.balance < Balance::ZERO {
            let used = account.balance.negative().minor();
            held.credit_used = held.credit_used.saturating_add(used);
            continue;
        }
        let balance = account.balance.positive().minor();
        held.balances = held.balances.saturating_add(balance);
        let directory = board.directory();
        let agent = directory.agent(account.currency).and_then(|agent| directory.bic(agent));
        let home = agent.zip(directory.bic(account.party));
        if home.is_some_and(|(agent, holder)| agent.country() != holder.country()) {
            held.abroad = held.abroad.saturating_add(balance);
        }
    }
    all
}

fn row(board: &Board, id: CurrencyId, held: Option<&Held>) -> Value {
    let (code, exponent) = currency(board, id);
    let decimal = |minor: u128| Amount::from_minor(minor).to_decimal(exponent);
    let directory = board.directory();
    let agent = directory.agent(id).and_then(|agent| directory.bic(agent));
    let (settled, offset) = board.totals().value.get(&id).copied().unwrap_or_default();
    let held = held.copied().unwrap_or_default();
    let figures = board.feed().figures(id);
    json!({
        "currency": code,
        "digits": exponent,
        "agent": agent.map(|agent| agent.as_short().to_owned()),
        "country": agent.map(|agent| agent.country().to_owned()),
        "phase": phase(directory, id),
        "date": directory.date(id).map(|date| date.to_string()),
        "settled": figures.map_or(0, |figures| figures.settled),
        "settled_value": decimal(settled),
        "offset_value": decimal(offset),
        "queued": figures.map_or(0, |figures| figures.queued),
        "queued_value": decimal(figures.map_or(0, |figures| figures.queued_value)),
        "oldest_queued": figures
            .and_then(|figures| figures.oldest_queued())
            .map(|instant| instant.to_string()),
        "balances": decimal(held.balances),
        "credit_used": decimal(held.credit_used),
        "held_abroad": decimal(held.abroad),
    })
}

/// The phase of a currency's day as a person says it.
fn phase(directory: &Directory, id: CurrencyId) -> &'static str {
    if directory.is_suspended(id) {
        return "suspended";
    }
    json::phase(directory.phase(id).unwrap_or_default())
}

/// How things stood at each minute after an instant. Order: by instant.
pub(crate) fn samples(board: &Board, after: Instant) -> Value {
    let mut next = after;
    let samples = board.feed().samples(after).map(|sample| {
        next = sample.at;
        let currencies = sample.currencies.iter().map(|moved| {
            let (code, exponent) = currency(board, moved.currency);
            let decimal = |minor: u128| Amount::from_minor(minor).to_decimal(exponent);
            let row = json!({
                "settled_value": decimal(moved.settled_value),
                "offset_value": decimal(moved.offset_value),
                "liquidity_used": decimal(moved.liquidity_used),
                "liquidity_floor": decimal(moved.liquidity_floor),
                "queued": moved.queued,
                "queued_value": decimal(moved.queued_value),
            });
            (code, row)
        });
        json!({
            "at": sample.at.to_string(),
            "settled": sample.settled,
            "offset": sample.offset,
            "waiting": sample.waiting,
            "refused": sample.refused,
            "waited": sample.waited.map(|waited| json!({ "p50": waited.p50, "p99": waited.p99 })),
            "currencies": currencies.collect::<Map<String, Value>>(),
        })
    });
    let samples: Vec<Value> = samples.collect();
    // Nanoseconds do not fit a number of JavaScript, so the cursor is text.
    json!({ "samples": samples, "next": next.unix_nanos().to_string() })
}
