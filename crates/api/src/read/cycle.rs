//! Netting cycles.

use std::ops::Bound;

use node::{Board, CycleRow, CycleStage, ObligationRow, ObligationStage};
use serde_json::{Value, json};
use settlement::PartyId;
use settlement::cycle::{Compression, CycleNumber, Obligation};
use settlement::payment::Leg;
use terms::{Amount, Balance, Uetr};

use super::shape::Shape::{List, Maybe, Number, Of, Text};
use super::shape::{Field, REFUSAL, Shape};
use super::{Given, Kind, LIMIT, PARTICIPANT, Parameter, Read, parameter};
use crate::caller::{Sight, Who};
use crate::event::refused;
use crate::json::{bic, currency};
use crate::problem::{Code, Problem};

/// The most cycles one answer holds.
const MOST: usize = 100;

/// The most obligations one answer holds.
const MOST_OBLIGATIONS: usize = 500;

/// An obligation, as it is told.
pub(super) const OBLIGATION: Shape = Of(&[
    ("name", Text, "its name"),
    ("debtor", Text, "who owes"),
    ("creditor", Text, "who is owed"),
    ("currency", Text, "in which"),
    ("amount", Text, "how much"),
    ("status", Text, "gathered, withdrawn, rejected or settled"),
    ("refusal", Maybe(&REFUSAL), "why it was left out"),
    ("position", Number, "where on the log it was handed in"),
]);

const OBLIGATIONS: &[Field] = &[
    ("obligations", List(&OBLIGATION), "by name"),
    ("next", Maybe(&Text), "after which name to go on; null: there are no more"),
];

const AFTER_NAME: Parameter = parameter("after", Kind::Uetr, "go on after this name");

/// What a cycle gathered.
pub(super) const GATHERED: Read = Read::json(
    "/v1/cycles/{cycle}/obligations",
    "cycle",
    Who::Concerned,
    "What a netting cycle gathered, of one participant or of all, and what became of it.",
    |door, given| given.board(door, gathered),
)
.telling(OBLIGATIONS)
.of("cycle", Kind::Number, "its number")
.asking(&[PARTICIPANT, AFTER_NAME, LIMIT], 0)
.or(&[Code::NotFound]);

pub(super) fn cycles(board: &Board, given: &Given) -> Result<Value, Problem> {
    let (after, limit) = (given.number("after", 0)?, given.limit(MOST)?);
    let rows = board.cycles().rows().filter(|row| row.number.0 > after).take(limit);
    let rows: Vec<&CycleRow> = rows.collect();
    let next = rows.last().map_or(after, |row| row.number.0);
    let rows: Vec<Value> = rows.into_iter().map(|row| summary(board, row)).collect();
    Ok(json!({ "next": next, "cycles": rows }))
}

pub(super) fn cycle(board: &Board, given: &Given) -> Result<Value, Problem> {
    let number = CycleNumber(given.number_within()?);
    let (party, sight) = (given.participant(board)?, given.sight);
    if let Some(party) = party.filter(|_| !sight.agent(board)) {
        sight.only_own(party)?;
    }
    let row = board.cycles().row(number);
    let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no cycle has this number"))?;
    let mut told = summary(board, row);
    if let Some(told) = told.as_object_mut() {
        told.insert("compression".into(), compression(board, row));
        told.insert("pay_ins".into(), pay_ins(board, row, sight));
        told.insert("positions".into(), positions(board, row, party, sight));
        let own = party.map(|party| obligations(board, row, party, sight));
        told.insert("obligations".into(), own.into());
    }
    Ok(told)
}

/// What a cycle gathered, of one participant or of all that are seen. Order: by name.
fn gathered(board: &Board, given: &Given) -> Result<Value, Problem> {
    let number = CycleNumber(given.number_within()?);
    let (party, sight) = (given.participant(board)?, given.sight);
    if let Some(party) = party.filter(|_| !sight.agent(board)) {
        sight.only_own(party)?;
    }
    let after = given.text("after").map(Uetr::parse).transpose();
    let after =
        after.map_err(|_| Problem::with(Code::BadQuery, "after is not a name of an obligation"))?;
    let limit = given.limit(MOST_OBLIGATIONS)?;
    let row = board.cycles().row(number);
    let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no cycle has this number"))?;
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let kept = row.obligations.range((from, Bound::Unbounded)).map(|(_, row)| row);
    let wanted = kept.filter(|row| {
        let of = &row.obligation;
        party.is_none_or(|party| is_of(of, party)) && is_seen(board, of, sight)
    });
    let mut wanted = wanted.peekable();
    let rows: Vec<&ObligationRow> = wanted.by_ref().take(limit).collect();
    let last = rows.last().filter(|_| wanted.peek().is_some());
    let next = last.map(|row| row.obligation.name.to_string());
    let rows: Vec<Value> = rows.into_iter().map(|row| obligation(board, row)).collect();
    Ok(json!({ "obligations": rows, "next": next }))
}

fn summary(board: &Board, row: &CycleRow) -> Value {
    let gross = row.gross.iter().map(|(id, amount)| {
        let (code, exponent) = currency(board, *id);
        json!({ "currency": code, "amount": amount.to_decimal(exponent) })
    });
    json!({
        "cycle": row.number.0,
        "status": match row.stage {
            CycleStage::Open => "open",
            CycleStage::PayIn => "pay-in",
            CycleStage::Settled => "settled",
        },
        "currencies": row.currencies.iter().map(|id| currency(board, *id).0).collect::<Vec<_>>(),
        "cut_off": row.cut_off.to_string(),
        "deadline": row.deadline.to_string(),
        "gathered": row.obligations.len(),
        "gross": gross.collect::<Vec<_>>(),
        "position": row.last.0.number(),
        "at": row.last.1.to_string(),
    })
}

/// What needed no money at the cut-off: each currency by itself, and all together by value.
fn compression(board: &Board, row: &CycleRow) -> Value {
    let rows = row.compression.iter().map(|(id, sums)| {
        let (code, exponent) = currency(board, *id);
        let mut told = sums_of(sums, |amount| amount.to_decimal(exponent));
        told["currency"] = code.into();
        told
    });
    let across = row.across.map(|across| {
        let mut told = sums_of(&across.compression, |value| value.to_string());
        told["pay_in_with_swaps"] = across.pay_in_with_swaps.to_string().into();
        told
    });
    json!({ "currencies": rows.collect::<Vec<_>>(), "across": across })
}

fn sums_of<Sum>(sums: &Compression<Sum>, text: impl Fn(&Sum) -> String) -> Value {
    json!({
        "gross": text(&sums.gross),
        "pairs": text(&sums.pairs),
        "cleared": text(&sums.cleared),
        "at_most": text(&sums.at_most),
        "pay_in": text(&sums.pay_in),
    })
}

/// Who still must pay in what, until the deadline.
fn pay_ins(board: &Board, row: &CycleRow, sight: Sight) -> Value {
    let called = row.stage == CycleStage::PayIn;
    let due = row.positions.iter().filter(|(_, position)| called && position.net < Balance::ZERO);
    let seen = due.filter(|((party, id), _)| sight.account(board, *party, *id));
    let rows = seen.map(|((party, id), position)| {
        let (code, exponent) = currency(board, *id);
        let due = position.net.negative();
        json!({
            "participant": bic(board, *party),
            "currency": code,
            "due": due.to_decimal(exponent),
            "paid_in": position.paid_in.to_decimal(exponent),
            "lacking": due.saturating_sub(position.paid_in).to_decimal(exponent),
            "until": row.deadline.to_string(),
        })
    });
    Value::from(rows.collect::<Vec<_>>())
}

/// Net positions; of one participant where it asks, else of all.
fn positions(board: &Board, row: &CycleRow, party: Option<PartyId>, sight: Sight) -> Value {
    let wanted = |holder: PartyId| party.is_none_or(|party| party == holder);
    let rows = row.positions.iter().filter(|((holder, _), _)| wanted(*holder));
    let seen = rows.filter(|((holder, id), _)| sight.account(board, *holder, *id));
    let rows = seen.map(|((holder, id), position)| {
        let (code, exponent) = currency(board, *id);
        let lacked = Some(position.lacking).filter(|lacking| *lacking > Amount::ZERO);
        json!({
            "participant": bic(board, *holder),
            "currency": code,
            // Below zero it is, or was, to be paid in.
            "net": position.net.to_decimal(exponent),
            "paid_in": position.paid_in.to_decimal(exponent),
            "left_out_lacking": lacked.map(|lacking| lacking.to_decimal(exponent)),
        })
    });
    Value::from(rows.collect::<Vec<_>>())
}

fn obligations(board: &Board, row: &CycleRow, party: PartyId, sight: Sight) -> Value {
    let of = |row: &&ObligationRow| is_of(&row.obligation, party);
    let seen = |row: &&ObligationRow| is_seen(board, &row.obligation, sight);
    let rows = row.obligations.values().filter(of).filter(seen).map(|row| obligation(board, row));
    Value::from(rows.collect::<Vec<_>>())
}

fn is_of(obligation: &Obligation, party: PartyId) -> bool {
    party == obligation.debtor || party == obligation.creditor
}

/// An obligation is seen as the payment would be that it stands for: by both its sides and by its
/// currency's agent.
fn is_seen(board: &Board, obligation: &Obligation, sight: Sight) -> bool {
    let Obligation { debtor, creditor, currency, amount, .. } = *obligation;
    sight.leg(board, &Leg { debtor, creditor, currency, amount })
}

fn obligation(board: &Board, row: &ObligationRow) -> Value {
    let (code, exponent) = currency(board, row.obligation.currency);
    let (status, refusal) = match row.stage {
        ObligationStage::Gathered => ("gathered", None),
        ObligationStage::Withdrawn => ("withdrawn", None),
        ObligationStage::Rejected(reason) => ("rejected", Some(reason)),
        ObligationStage::Settled => ("settled", None),
    };
    json!({
        "name": row.obligation.name.to_string(),
        "debtor": bic(board, row.obligation.debtor),
        "creditor": bic(board, row.obligation.creditor),
        "currency": code,
        "amount": row.obligation.amount.to_decimal(exponent),
        "status": status,
        "refusal": refusal.map(refused),
        "position": row.position.number(),
    })
}
