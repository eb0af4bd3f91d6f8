//! What a solver outside needs to take part: the problems that the machine judges proposals by, in
//! the form in which `sarraf clear` reads them.
//!
//! Limits and caps are written as accounts of a currency without worth, which only the items that
//! they bound use; so whoever knows accounts alone keeps them too.
//! Nothing here names a customer: an item is its name, its banks and its amounts.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::Board;
use serde::Serialize;
use serde_json::{Value, json};
use settlement::PartyId;
use settlement::fx::{RoundView, Standing, Trading};
use settlement::offsetting::{PosedItem, PosedRow, Posing};
use settlement::queue::Policy;
use terms::{Amount, CurrencyId, Instant, LogPosition, Rate};

use super::shape::Field;
use super::shape::Shape::{Any, ByCurrency, List, Maybe, Number, Of, Text};
use crate::Door;
use crate::json::{bic, currency};
use crate::problem::{Code, Problem};

/// The currency of limits and caps, in which nothing is worth anything.
const ROOM: &str = "XXX";

/// The account that room goes to and comes from.
const ROOM_OF_ALL: &str = "ROOM/XXX";

#[derive(Serialize)]
struct Offsetting {
    problem: &'static str,
    position: u64,
    at: String,
    yardstick: String,
    input: Items,
    rows: Vec<Value>,
}

/// Whole numbers have up to 127 bits.
#[derive(Serialize)]
struct Items {
    rates: BTreeMap<String, u128>,
    balances: BTreeMap<String, i128>,
    queues: BTreeMap<String, &'static str>,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    priority: u8,
    value: u128,
    legs: Vec<Leg>,
}

#[derive(Serialize)]
struct Leg {
    from: String,
    to: String,
    ccy: String,
    amount: u128,
}

/// The letters of currencies and the BICs of parties.
struct Names<'a>(&'a Board);

impl Names<'_> {
    fn code(&self, id: CurrencyId) -> String {
        currency(self.0, id).0
    }

    fn bank(&self, party: PartyId) -> String {
        bic(self.0, party)
    }

    /// The account that stands for a row, as (bank, currency).
    fn row(&self, row: &PosedRow) -> (String, String) {
        match *row {
            PosedRow::Floor { party, currency, .. } => (self.bank(party), self.code(currency)),
            PosedRow::Limit { party, currency, counterparty } => {
                let towards = counterparty.map_or("ALL".to_owned(), |other| self.bank(other));
                let (bank, code) = (self.bank(party), self.code(currency));
                (format!("{bank} {code} limit {towards}"), ROOM.to_owned())
            }
            PosedRow::Cap { party, currency } => {
                let (bank, code) = (self.bank(party), self.code(currency));
                (format!("{bank} {code} cap"), ROOM.to_owned())
            }
        }
    }
}

/// Everything queued, as a problem of the kind P2.
pub(super) async fn offsetting(door: Door) -> Result<Response, Problem> {
    let asked = door.intake.question(|replica| {
        let machine = replica.machine();
        let rate = |(id, ..): (CurrencyId, _, _, _)| {
            let today = machine.moment().instant.date();
            (id, machine.official_rate(id, today))
        };
        let rates: Vec<(CurrencyId, Option<Rate>)> = machine.currencies().map(rate).collect();
        (replica.position(), machine.moment().instant, rates, machine.offsetting_posing())
    });
    let asked = asked.map_err(Problem::rejected)?.await;
    let (position, instant, rates, posing) = asked.map_err(|_| Problem::new(Code::Stopped))?;
    let told = told(&door.read_board(), (position, instant), &rates, &posing);
    Ok(Json(told).into_response())
}

fn told(
    board: &Board,
    (position, at): (LogPosition, Instant),
    rates: &[(CurrencyId, Option<Rate>)],
    posing: &Posing,
) -> Offsetting {
    let names = Names(board);
    let mut balances: BTreeMap<String, i128> = BTreeMap::new();
    let mut queues = BTreeMap::new();
    let mut rows = Vec::with_capacity(posing.rows.len());
    for (row, bound) in posing.rows.iter().zip(posing.problem.rows()) {
        let (bank, code) = names.row(row);
        let account = format!("{bank}/{code}");
        balances.insert(account.clone(), bound.slack);
        if let PosedRow::Floor { policy, .. } = row {
            queues.insert(
                account.clone(),
                match policy {
                    Policy::Fifo => "strict",
                    Policy::Bypass => "bypass",
                },
            );
        }
        rows.push(Value::from(account));
    }
    let items = posing.items.iter().enumerate();
    let items = items.map(|(at, item)| self::item(&names, posing, at, item, &mut balances));
    let items = items.collect();
    // A solver that reads values of items needs no rates; they are here for those that do not.
    let rates = rates.iter().map(|(id, rate)| (names.code(*id), rate.map_or(0, millionths)));
    let rates = rates.chain([(ROOM.to_owned(), 0)]).collect();
    Offsetting {
        problem: "P2",
        position: position.number(),
        at: at.to_string(),
        yardstick: board.exchange().yardstick().to_owned(),
        input: Items { rates, balances, queues, items },
        rows,
    }
}

/// What a minor unit is worth, rounded down. Unit: millionths of the yardstick's unit.
fn millionths(rate: Rate) -> u128 {
    settlement::fx::Value::of(Amount::from_minor(1), rate).millionths()
}

fn item(
    names: &Names<'_>,
    posing: &Posing,
    at: usize,
    item: &PosedItem,
    balances: &mut BTreeMap<String, i128>,
) -> Item {
    let mut held = item.held.clone();
    let mut legs = Vec::with_capacity(item.legs.len());
    for leg in &item.legs {
        let (debtor, code) = (names.bank(leg.debtor), names.code(leg.currency));
        let given = (leg.debtor, leg.currency, leg.amount);
        let from = match held.iter().position(|part| *part == given) {
            // What a quote gives is held for it, apart from what its provider can use.
            Some(place) => {
                held.swap_remove(place);
                let account = format!("{debtor} held");
                let room = balances.entry(format!("{account}/{code}")).or_default();
                *room = room.saturating_add(signed(leg.amount));
                account
            }
            None => debtor,
        };
        let amount = leg.amount.minor();
        legs.push(Leg { from, to: names.bank(leg.creditor), ccy: code, amount });
    }
    for (row, change) in posing.problem.changes(at) {
        let (bank, code) = match &posing.rows[row.index()] {
            PosedRow::Floor { .. } => continue,
            bound => names.row(bound),
        };
        let all = "ROOM".to_owned();
        let (from, to) = if change < 0 { (bank, all) } else { (all, bank) };
        if change > 0 {
            let room = balances.entry(ROOM_OF_ALL.to_owned()).or_default();
            *room = room.saturating_add(change);
        }
        legs.push(Leg { from, to, ccy: code, amount: change.unsigned_abs() });
    }
    Item {
        id: item.uetr.to_string(),
        priority: posing.problem.class(at),
        value: posing.problem.value(at),
        legs,
    }
}

fn signed(amount: Amount) -> i128 {
    i128::try_from(amount.minor()).unwrap_or(i128::MAX)
}

/// The round of exchange that is open, as a problem of the kind P4.
pub(super) async fn exchange(door: Door) -> Result<Response, Problem> {
    let asked = door.intake.question(|replica| {
        let machine = replica.machine();
        (replica.position(), machine.moment().instant, machine.open_exchange_round())
    });
    let asked = asked.map_err(Problem::rejected)?.await;
    let (position, at, round) = asked.map_err(|_| Problem::new(Code::Stopped))?;
    let round =
        round.ok_or_else(|| Problem::with(Code::NotFound, "no round of exchange is open"))?;
    let board = door.read_board();
    let mut told = round_told(&Names(&board), &round);
    told["position"] = position.number().into();
    told["at"] = at.to_string().into();
    told["yardstick"] = board.exchange().yardstick().into();
    Ok(Json(told).into_response())
}

fn round_told(names: &Names<'_>, round: &RoundView) -> Value {
    let by_code = |number: fn(&settlement::fx::RoundCurrency) -> Option<u64>| {
        let rows = round.currencies.iter();
        let rows = rows.filter_map(|row| Some((names.code(row.currency), number(row)?.into())));
        Value::Object(rows.collect())
    };
    let halted = round.currencies.iter().filter(|row| row.trading == Trading::Halted);
    let orders = round.orders.iter().map(|order| {
        json!({
            "order": order.number.0,
            "sell": names.code(order.sell),
            "buy": names.code(order.buy),
            "amount": order.amount,
            "limit_num": order.limit.0,
            "limit_den": order.limit.1,
        })
    });
    let off = round.off.iter().map(|(one, other)| json!([names.code(*one), names.code(*other)]));
    let codes = round.currencies.iter().map(|row| names.code(row.currency));
    json!({
        "problem": "P4",
        "round": round.number,
        "clears_at": round.clears_at.to_string(),
        "input": {
            "currencies": codes.collect::<Vec<_>>(),
            "rates": by_code(|row| Some(row.official)),
            "bands": by_code(|row| row.band.map(u64::from)),
            "quotas": by_code(|row| row.quota),
            "halted": halted.map(|row| names.code(row.currency)).collect::<Vec<_>>(),
            "off": off.collect::<Vec<_>>(),
            "orders": orders.collect::<Vec<_>>(),
        },
        "best": {
            "standing": match round.best.standing {
                Standing::Equilibrium => "equilibrium",
                Standing::Partial => "partial",
            },
            "value": round.best.value.to_string(),
            "found_by": round.by.map(|by| names.bank(by)),
        },
    })
}

pub(super) const OFFSETTING_PROBLEM: &[Field] = &[
    ("problem", Text, "P2"),
    ("position", Number, "the log position at which it stood so"),
    ("at", Text, "the instant of that record"),
    ("yardstick", Text, "the measure of official rates"),
    (
        "input",
        Of(&[
            ("rates", Any, "millionths of the yardstick's unit for a minor unit, rounded down"),
            (
                "balances",
                Any,
                "what BANK/CURRENCY can use for normal payments; limits and caps \
                are accounts of the currency XXX",
            ),
            (
                "queues",
                Any,
                "of an account: strict, or bypass where a later item of the same \
                priority may settle first",
            ),
            (
                "items",
                List(&Of(&[
                    ("id", Text, "the name by which it is proposed"),
                    ("priority", Number, "0 urgent, 1 high, 2 normal"),
                    ("value", Number, "what it counts for, in millionths of the yardstick's unit"),
                    (
                        "legs",
                        List(&Of(&[
                            ("from", Text, "whose account is debited"),
                            ("to", Text, "whose account is credited"),
                            ("ccy", Text, "in which currency"),
                            ("amount", Number, "minor units"),
                        ])),
                        "what moves, and behind it what it takes of limits and caps",
                    ),
                ])),
                "in the order in which they are looked at",
            ),
        ]),
        "as sarraf clear reads it",
    ),
    ("rows", List(&Text), "accounts in the order in which a proposal's prices stand"),
];

pub(super) const EXCHANGE_PROBLEM: &[Field] = &[
    ("problem", Text, "P4"),
    ("position", Number, "the log position at which it stood so"),
    ("at", Text, "the instant of that record"),
    ("yardstick", Text, "the measure of official rates"),
    ("round", Number, "its number, which a proposal names"),
    ("clears_at", Text, "when what stands settles"),
    (
        "input",
        Of(&[
            ("currencies", List(&Text), "in the order in which a proposal's prices stand"),
            (
                "rates",
                ByCurrency(&Number),
                "units of the yardstick for a minor unit, times 2^49, rounded down",
            ),
            ("bands", ByCurrency(&Number), "parts per million around the rate"),
            ("quotas", ByCurrency(&Number), "minor units that may be sold"),
            ("halted", List(&Text), "currencies that are not exchanged now"),
            ("off", List(&Any), "pairs that are switched off"),
            (
                "orders",
                List(&Of(&[
                    ("order", Number, "its number, which a fill names"),
                    ("sell", Text, "what it gives"),
                    ("buy", Text, "what it wants"),
                    ("amount", Number, "minor units it may give"),
                    ("limit_num", Number, "minor units it wants at least"),
                    ("limit_den", Number, "for so many given"),
                ])),
                "by number, as fills stand",
            ),
        ]),
        "as sarraf clear reads it",
    ),
    (
        "best",
        Of(&[
            ("standing", Text, "equilibrium or partial"),
            (
                "value",
                Text,
                "what is sold at official rates: minor units times units of the \
                yardstick, times 2^49",
            ),
            ("found_by", Maybe(&Text), "whose it is; null: the machine's own"),
        ]),
        "what settles if nobody finds better",
    ),
];
