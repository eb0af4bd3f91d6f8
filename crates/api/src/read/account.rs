//! Accounts, and what their holders and agents have set on them.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use node::{AccountRow, Board, Fault};
use serde_json::{Value, json};
use settlement::surplus::ImbalanceView;
use settlement::{AccountView, LimitView, Machine};
use terms::{Amount, Balance};

use super::Given;
use crate::Door;
use crate::json::{account, bic, currency, standing_order};
use crate::problem::{Code, Problem};
use crate::routes::XML;

pub(super) fn accounts(board: &Board, given: &Given) -> Result<Value, Problem> {
    let wanted = given.participant(board)?;
    let currency = given.currency(board)?.map(|(id, _)| id);
    let sight = given.sight;
    if let Some(party) = wanted.filter(|_| !sight.agent(board)) {
        sight.only_own(party)?;
    }
    let rows = board.accounts().filter(|row| wanted.is_none_or(|party| row.party == party));
    let rows = rows.filter(|row| currency.is_none_or(|currency| row.currency == currency));
    let rows = rows.filter(|row| sight.account(board, row.party, row.currency));
    let rows: Vec<Value> = rows.map(|row| account(board, row)).collect();
    Ok(json!({ "accounts": rows }))
}

/// An account as the camt.052 that its holder may ask for by message too; to the holder alone, since
/// it names what customers named.
pub(super) async fn report(door: Door, given: Given) -> Result<Response, Problem> {
    let (party, currency) = {
        let board = door.read_board();
        let currency = given.currency(&board)?.map(|(id, _)| id);
        let (Some(party), Some(currency)) = (given.participant(&board)?, currency) else {
            let text = "a camt.052 is of one account: name participant and currency";
            return Err(Problem::with(Code::BadQuery, text));
        };
        (party, currency)
    };
    if !given.sight.is(party) {
        let text = "a camt.052 is for the holder of the account alone, who shows a key";
        return Err(Problem::with(Code::Forbidden, text));
    }
    // Its entries cite originals, which are on disk.
    let made = tokio::task::spawn_blocking(move || door.report_of(party, currency)).await;
    let made = made.map_err(|error| Problem::faulty(&Fault::because("making a report", error)))?;
    let made = made.map_err(|fault| Problem::faulty(&fault))?;
    let none = || Problem::with(Code::NotFound, "no account of yours is in this currency");
    Ok(([(header::CONTENT_TYPE, XML)], made.ok_or_else(none)?.xml).into_response())
}

/// What payments draw down is told by the machine itself, between two records.
pub(super) async fn liquidity(door: Door, given: Given) -> Result<Response, Problem> {
    let sight = given.sight;
    let party = {
        let board = door.read_board();
        let party = given.wanted(&board)?;
        if !sight.agent(&board) {
            sight.only_own(party)?;
        }
        party
    };
    let asked = door.intake.question(move |replica| {
        let machine = replica.machine();
        machine.accounts_of(party).map(|view| Stood::of(machine, view)).collect::<Vec<_>>()
    });
    let views = asked.map_err(Problem::rejected)?.await;
    let views = views.map_err(|_| Problem::new(Code::Stopped))?;
    let board = door.read_board();
    let seen = views.iter().filter(|stood| sight.account(&board, party, stood.view.currency));
    let rows = seen.map(|stood| {
        let row = board.accounts_of(party).find(|row| row.currency == stood.view.currency);
        tools(&board, stood, row)
    });
    Ok(Json(json!({ "accounts": rows.collect::<Vec<_>>() })).into_response())
}

/// An account, what is left of its limits, and what it may hold.
struct Stood {
    view: AccountView,
    limits: Vec<LimitView>,
    cap: Option<Amount>,
    room: Option<Balance>,
    imbalance: Option<ImbalanceView>,
}

impl Stood {
    fn of(machine: &Machine, view: AccountView) -> Self {
        let (party, currency, class) = (view.party, view.currency, view.class);
        let room = machine.room_to_hold(party, currency);
        let cap = machine.holding_caps().find(|cap| (cap.currency, cap.class) == (currency, class));
        let mut costs = machine.imbalance_terms();
        Self {
            limits: machine.limits_of(party, currency),
            // No cap binds the agent itself.
            cap: cap.filter(|_| room.is_some()).map(|cap| cap.cap),
            room,
            imbalance: costs.find(|terms| (terms.currency, terms.class) == (currency, class)),
            view,
        }
    }
}

fn tools(board: &Board, stood: &Stood, row: Option<&AccountRow>) -> Value {
    let view = &stood.view;
    let (code, exponent) = currency(board, view.currency);
    let limits = stood.limits.iter().map(|limit| {
        json!({
            "counterparty": limit.counterparty.map(|party| bic(board, party)),
            "amount": limit.amount.to_decimal(exponent),
            "left": limit.left.to_decimal(exponent),
        })
    });
    let orders = row.into_iter().flat_map(|row| &row.standing_orders).map(|(number, order)| {
        json!({ "number": number, "order": standing_order(board, view.currency, order) })
    });
    json!({
        "participant": bic(board, view.party),
        "currency": code,
        "balance": view.balance.to_decimal(exponent),
        "credit": view.credit.to_decimal(exponent),
        "urgent_reserve": view.urgent_reserve.to_decimal(exponent),
        "high_reserve": view.high_reserve.to_decimal(exponent),
        "held": view.held.to_decimal(exponent),
        "available": view.available.to_decimal(exponent),
        // No counterparty: towards all without a limit of their own.
        "limits": limits.collect::<Vec<_>>(),
        "standing_orders": orders.collect::<Vec<_>>(),
        "holding_cap": stood.cap.map(|cap| cap.to_decimal(exponent)),
        "room_to_hold": stood.room.map(|room| room.to_decimal(exponent)),
        "imbalance_above": stood.imbalance.map(|row| row.terms.threshold.to_decimal(exponent)),
    })
}
