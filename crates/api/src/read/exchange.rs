//! What may be read of exchange, as JSON; ratios are exact, as `asked/given` in minor units.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::{Board, FillRow, OrderRow, OrderStage, RateRow, RoundRow};
use serde_json::{Map, Value, json};
use settlement::fx::{
    Constraint, OrderEnd, OrderNumber, Purpose, Residue, RoundTimes, Standing, Trading, Validity,
};
use terms::{CurrencyId, Rate};

use super::Given;
use super::shape::Field;
use super::shape::Shape::{Maybe, Number, Of, Text};
use crate::Door;
use crate::ask::gcd;
use crate::caller::Sight;
use crate::json::{bic, currency};
use crate::problem::{Code, Problem};

/// The most rounds of exchange one answer holds.
const MOST_ROUNDS: usize = 100;

/// The most orders and quotes one answer holds.
const MOST_ORDERS: usize = 500;

fn code(board: &Board, id: CurrencyId) -> String {
    currency(board, id).0
}

fn ratio(rate: Rate) -> String {
    format!("{}/{}", rate.numerator(), rate.denominator())
}

/// Every currency's official rate and terms, as the board knows them at its last record.
pub(super) fn rates(board: &Board, _given: &Given) -> Result<Value, Problem> {
    let nothing = RateRow::default();
    let today = board.head().1.date();
    let rows = board.directory().currencies().map(|(id, letters, exponent)| {
        let row = board.exchange().rate(id).unwrap_or(&nothing);
        let off = row.off.iter().map(|other| code(board, *other));
        json!({
            "currency": letters.to_string(),
            "agent": board.directory().agent(id).map(|agent| bic(board, agent)),
            "minor_units": exponent,
            // Units of the yardstick for minor units of the currency.
            "rate": row.on(today).map(ratio),
            "coming": row.coming(today).map(|coming| json!({
                "rate": ratio(coming.rate),
                "from": coming.from.to_string(),
                "approved": coming.approved,
            })),
            "trading": match row.trading {
                Trading::Open => "open",
                Trading::Halted => "halted",
            },
            "band_basis_points": row.band.map(|band| band.0),
            "quota": row.quota.map(|quota| quota.to_decimal(exponent)),
            "switched_off_against": off.collect::<Vec<_>>(),
        })
    });
    let rows = rows.collect::<Vec<_>>();
    Ok(json!({ "yardstick": board.exchange().yardstick(), "rates": rows }))
}

/// Figures over all of exchange; the value in units of the yardstick.
pub(super) fn totals(board: &Board) -> Value {
    let totals = board.exchange().totals();
    json!({
        "orders": totals.orders,
        "filled": totals.filled,
        "rounds": totals.rounds,
        "value": totals.value.to_string(),
    })
}

/// Rounds that cleared after one. Order: by number.
///
/// When the next comes is told by the machine, and the instant that it is to be seen against.
pub(super) async fn rounds(door: Door, given: Given) -> Result<Response, Problem> {
    let (after, limit) = (given.number("after", 0)?, given.limit(MOST_ROUNDS)?);
    let asked = door.intake.question(|replica| {
        let machine = replica.machine();
        (machine.moment().instant, machine.exchange_times())
    });
    let (now, times) =
        asked.map_err(Problem::rejected)?.await.map_err(|_| Problem::new(Code::Stopped))?;
    let board = door.read_board();
    let board = &*board;
    let rows: Vec<&RoundRow> = board.exchange().rounds(after).take(limit).collect();
    let next = rows.last().map_or(after, |row| row.number);
    let rows: Vec<Value> = rows.into_iter().map(|row| round(board, row, given.sight)).collect();
    Ok(Json(json!({
        "yardstick": board.exchange().yardstick(),
        "oldest": board.exchange().oldest(),
        "next": next,
        "rounds": rows,
        "instant": now.to_string(),
        "coming": coming(&times),
    }))
    .into_response())
}

/// When rounds come.
pub(super) const COMING: &[Field] = &[
    (
        "open",
        Maybe(&Of(&[
            ("round", Number, "its number"),
            ("clears_at", Text, "until when better prices are taken, and then it settles"),
        ])),
        "the round that is open, if one is",
    ),
    ("opens_at", Maybe(&Text), "when the next one opens, if orders stand then"),
    ("interval", Number, "seconds from one opening to the next"),
    ("window", Number, "seconds from an opening to its clearing"),
];

fn coming(times: &RoundTimes) -> Value {
    let seconds = |duration: terms::Duration| duration.nanos() / 1_000_000_000;
    json!({
        "open": times.open.map(|(round, at)| json!({ "round": round, "clears_at": at.to_string() })),
        "opens_at": times.opens_at.map(|at| at.to_string()),
        "interval": seconds(times.interval),
        "window": seconds(times.window),
    })
}

fn round(board: &Board, row: &RoundRow, sight: Sight) -> Value {
    let seen = |fill: &&FillRow| {
        sight.own(fill.to) || sight.exchange(board, fill.by, (fill.sell, fill.buy))
    };
    let first = row.prices.first();
    let prices: Map<String, Value> = row
        .prices
        .iter()
        .map(|price| {
            let unit = first.map_or(price.worth, |first| first.worth);
            (code(board, price.currency), Value::from(reduced(price.worth, unit)))
        })
        .collect();
    json!({
        "round": row.number,
        "position": row.position.number(),
        "at": row.instant.to_string(),
        "found_by": row.by.map(|by| bic(board, by)),
        "standing": match row.standing {
            Standing::Equilibrium => "equilibrium",
            Standing::Partial => "partial",
        },
        "orders": row.orders,
        "value": row.value.to_string(),
        // Minor units of this currency for one minor unit of each.
        "priced_in": first.map(|first| code(board, first.currency)),
        "prices": prices,
        "constraints": row.constraints.iter().map(|c| constraint(board, c)).collect::<Vec<_>>(),
        "residues": row.residues.iter().map(|r| residue(board, r)).collect::<Vec<_>>(),
        "fills": row.fills.iter().filter(seen).map(|fill| filled(board, fill)).collect::<Vec<_>>(),
    })
}

fn constraint(board: &Board, constraint: &Constraint) -> Value {
    let (kind, one, other) = match constraint {
        Constraint::Halted(one) => ("halted", one, None),
        Constraint::SwitchedOff(one, other) => ("switched off", one, Some(other)),
        Constraint::Band(one, other) => ("band", one, Some(other)),
        Constraint::Quota(one) => ("quota", one, None),
    };
    json!({
        "kind": kind,
        "currency": code(board, *one),
        "against": other.map(|other| code(board, *other)),
    })
}

fn residue(board: &Board, residue: &Residue) -> Value {
    let (letters, exponent) = currency(board, residue.currency);
    json!({
        "currency": letters,
        "agent": bic(board, residue.agent),
        "amount": residue.amount.to_decimal(exponent),
    })
}

fn filled(board: &Board, fill: &FillRow) -> Value {
    let (sell, sell_digits) = currency(board, fill.sell);
    let (buy, buy_digits) = currency(board, fill.buy);
    json!({
        "order": fill.order.0,
        "participant": bic(board, fill.by),
        "received_by": bic(board, fill.to),
        "sell": sell,
        "sold": fill.sold.to_decimal(sell_digits),
        "buy": buy,
        "received": fill.received.to_decimal(buy_digits),
        "left": fill.left.to_decimal(sell_digits),
    })
}

pub(super) fn named(board: &Board, given: &Given) -> Result<Value, Problem> {
    let known = board.exchange().named(given.uetr()?);
    let known = known.filter(|(_, row)| {
        given.sight.exchange(board, row.placed.by, (row.placed.sell, row.placed.buy))
    });
    let known = known.map(|(number, row)| order(board, number, row));
    known.ok_or_else(|| Problem::with(Code::NotFound, "no order has this name"))
}

/// Orders and quotes that stand, or did a while ago: the newest of those before a number.
/// Order: by number.
pub(super) fn orders(board: &Board, given: &Given) -> Result<Value, Problem> {
    let (party, sight) = (given.participant(board)?, given.sight);
    if let Some(party) = party.filter(|_| !sight.agent(board)) {
        sight.only_own(party)?;
    }
    let (before, limit) = (given.number("before", u64::MAX)?, given.limit(MOST_ORDERS)?);
    let standing = given.text("status").is_some_and(|status| status == "standing");
    let wanted = |row: &OrderRow| {
        let placed = &row.placed;
        party.is_none_or(|party| party == placed.by)
            && (!standing || row.stage == OrderStage::Standing)
            && sight.exchange(board, placed.by, (placed.sell, placed.buy))
    };
    let kept = board.exchange().orders_before(OrderNumber(before)).rev();
    let mut newest = kept.filter(|(_, row)| wanted(row));
    let mut rows: Vec<_> = newest.by_ref().take(limit).collect();
    let more = newest.next().is_some();
    rows.reverse();
    let next = rows.first().filter(|_| more).map(|(number, _)| number.0);
    let rows: Vec<Value> =
        rows.into_iter().map(|(number, row)| order(board, number, row)).collect();
    Ok(json!({ "orders": rows, "next": next }))
}

/// An order or a quote, and what became of it.
fn order(board: &Board, number: OrderNumber, row: &OrderRow) -> Value {
    let (sell, sell_digits) = currency(board, row.placed.sell);
    let (buy, buy_digits) = currency(board, row.placed.buy);
    let (rounds, until) = match row.placed.validity {
        Validity::Rounds(rounds) => (Some(rounds), None),
        Validity::Until(until) => (None, Some(until.to_string())),
    };
    json!({
        "order": number.0,
        "name": row.name.to_string(),
        "kind": match row.placed.purpose {
            Purpose::Round => "order",
            Purpose::Quote => "quote",
            Purpose::Payment { .. } => "payment to be converted",
        },
        "participant": bic(board, row.placed.by),
        "sell": sell,
        "buy": buy,
        "amount": row.placed.left.to_decimal(sell_digits),
        "limit": ratio(row.placed.limit),
        "rounds": rounds,
        "until": until,
        "left": row.left.to_decimal(sell_digits),
        "received": row.received.to_decimal(buy_digits),
        "status": match row.stage {
            OrderStage::Standing => "standing",
            OrderStage::Filled => "filled",
            OrderStage::Ended(OrderEnd::Cancelled) => "cancelled",
            OrderStage::Ended(OrderEnd::Expired) => "expired",
            OrderStage::Ended(OrderEnd::Closed) => "closed",
            OrderStage::Ended(OrderEnd::Redenominated) => "redenominated",
        },
        "placed_at": row.position.number(),
        "position": row.last.0.number(),
        "at": row.last.1.to_string(),
    })
}

fn reduced(one: u128, other: u128) -> String {
    let divisor = gcd(one, other).max(1);
    format!("{}/{}", one / divisor, other / divisor)
}
