//! An event as a person who watches is told it; what a screen does not need is left out.

use node::Board;
use node::render::{refusal_text, waiting_text};
use serde_json::{Value, json};
use settlement::payment::{How, SettledLeg};
use settlement::{Event, Refusal, fx, offsetting, operating_day, payment, queue};
use terms::{CurrencyId, Uetr};

use crate::caller::Sight;
use crate::json::{self, bic, currency};
use crate::live::shape;

/// The event, if a watcher is told it.
pub(crate) fn event(board: &Board, sight: Sight, event: &Event) -> Option<Value> {
    let told = of_event(board, sight, event)?;
    debug_assert!(shape::states(&told), "the document does not state {told}");
    Some(told)
}

fn of_event(board: &Board, sight: Sight, event: &Event) -> Option<Value> {
    match event {
        Event::Refused { by, .. } if !sight.own(*by) => None,
        Event::Refused { by, uetr, refusal } => Some(json!({
            "kind": "refused",
            "by": bic(board, *by),
            "uetr": uetr.map(|uetr| uetr.to_string()),
            "refusal": refused(*refusal),
        })),
        Event::Payment(event) => of_payment(board, sight, event),
        Event::Queue(event) => of_queue(board, sight, event),
        Event::Offsetting(event) => of_offsetting(event),
        Event::OperatingDay(event) => of_day(board, event),
        Event::Exchange(event) => of_exchange(event),
        _ => None,
    }
}

fn refused(refusal: Refusal) -> Value {
    json!({
        "number": refusal.number(),
        "iso": refusal.iso(),
        "text": refusal_text(refusal),
    })
}

/// Whether a payment concerns who watches.
fn sees(board: &Board, sight: Sight, uetr: Uetr) -> bool {
    sight.all() || board.payment(uetr).is_some_and(|row| sight.payment(board, row))
}

fn of_payment(board: &Board, sight: Sight, event: &payment::Event) -> Option<Value> {
    let uetr = match event {
        payment::Event::InstructionAccepted { uetr, .. }
        | payment::Event::PaymentSettled { uetr, .. }
        | payment::Event::CreditConfirmed { uetr, .. }
        | payment::Event::PaymentRejected { uetr, .. }
        | payment::Event::ConsentGiven { uetr, .. } => *uetr,
        payment::Event::TradeMatched { .. } | payment::Event::SettlementLate { .. } => return None,
    };
    if !sees(board, sight, uetr) {
        return None;
    }
    match event {
        payment::Event::InstructionAccepted { uetr, by, waiting, .. } => Some(json!({
            "kind": "waiting",
            "uetr": uetr.to_string(),
            "by": bic(board, *by),
            "reason": waiting_text(waiting, board),
        })),
        payment::Event::PaymentSettled { uetr, how, legs, .. } => {
            let (how, round) = match how {
                How::Immediately => ("entry", None),
                How::Released => ("queue", None),
                How::Offset(round) => ("offsetting", Some(*round)),
            };
            let legs: Vec<Value> = legs.iter().map(|leg| settled_leg(board, sight, leg)).collect();
            Some(json!({
                "kind": "settled",
                "uetr": uetr.to_string(),
                "how": how,
                "round": round,
                "legs": legs,
            }))
        }
        payment::Event::CreditConfirmed { uetr, party, .. } => Some(json!({
            "kind": "confirmed",
            "uetr": uetr.to_string(),
            "by": bic(board, *party),
        })),
        payment::Event::PaymentRejected { uetr, refusal, .. } => Some(json!({
            "kind": "rejected",
            "uetr": uetr.to_string(),
            "refusal": refused(*refusal),
        })),
        payment::Event::ConsentGiven { uetr, party } => Some(json!({
            "kind": "consented",
            "uetr": uetr.to_string(),
            "by": bic(board, *party),
        })),
        payment::Event::TradeMatched { .. } | payment::Event::SettlementLate { .. } => None,
    }
}

fn settled_leg(board: &Board, sight: Sight, leg: &SettledLeg) -> Value {
    // What the other one then has is the other one's alone.
    let seen = |party| sight.account(board, party, leg.currency);
    let (code, exponent) = currency(board, leg.currency);
    json!({
        "debtor": bic(board, leg.debtor),
        "creditor": bic(board, leg.creditor),
        "currency": code,
        "amount": leg.amount.to_decimal(exponent),
        "debtor_balance": seen(leg.debtor).then(|| leg.debtor_balance.to_decimal(exponent)),
        "creditor_balance": seen(leg.creditor).then(|| leg.creditor_balance.to_decimal(exponent)),
    })
}

fn of_queue(board: &Board, sight: Sight, event: &queue::Event) -> Option<Value> {
    match event {
        queue::Event::ReasonChanged { uetr, .. } | queue::Event::PaymentCancelled { uetr, .. }
            if !sees(board, sight, *uetr) =>
        {
            None
        }
        queue::Event::ReasonChanged { uetr, waiting } => Some(json!({
            "kind": "waiting",
            "uetr": uetr.to_string(),
            "by": board.payment(*uetr).map(|row| bic(board, row.by)),
            "reason": waiting_text(waiting, board),
        })),
        queue::Event::PaymentCancelled { uetr, .. } => {
            Some(json!({ "kind": "cancelled", "uetr": uetr.to_string() }))
        }
        queue::Event::PaymentReordered { .. }
        | queue::Event::PaymentReprioritised { .. }
        | queue::Event::QueuePolicySet { .. } => None,
    }
}

fn of_offsetting(event: &offsetting::Event) -> Option<Value> {
    let (round, scope, considered, settled, settled_value, bound) = match event {
        offsetting::Event::OffsettingSettled {
            round,
            scope,
            considered,
            settled,
            settled_value,
            bound,
            ..
        } => (
            round,
            crate::offsetting::scope_name(*scope),
            considered,
            *settled,
            *settled_value,
            bound,
        ),
        offsetting::Event::NothingOffset { round, considered, bound, .. } => {
            (round, "multilateral", considered, 0, fx::Value::ZERO, bound)
        }
        // A screen shows the refusal that follows.
        offsetting::Event::ObjectionRaised { .. } => return None,
    };
    let (offsetting::Bound::Reachable(bound) | offsetting::Bound::Certified(bound)) = bound;
    Some(json!({
        "kind": "offsetting",
        "round": round,
        "scope": scope,
        "considered": considered,
        "settled": settled,
        "settled_value": settled_value.to_string(),
        "bound": bound.to_string(),
    }))
}

fn of_day(board: &Board, event: &operating_day::Event) -> Option<Value> {
    use operating_day::Event;
    let told = |id: &CurrencyId, phase: &str, date: Option<String>| {
        let code = currency(board, *id).0;
        Some(json!({ "kind": "day", "currency": code, "phase": phase, "date": date }))
    };
    match event {
        Event::DayOpened { currency, date } => told(currency, "active", Some(date.to_string())),
        Event::PhaseChanged { currency, date, phase } => {
            told(currency, json::phase(*phase), Some(date.to_string()))
        }
        Event::DayClosed { currency, date } => told(currency, "closed", Some(date.to_string())),
        Event::CurrencySuspended { currency } => told(currency, "suspended", None),
        Event::CurrencyResumed { currency } => told(currency, "resumed", None),
        Event::CalendarSet { .. } | Event::DayExtended { .. } => None,
    }
}

fn of_exchange(event: &fx::Event) -> Option<Value> {
    match event {
        fx::Event::RoundCleared { round, .. } => {
            Some(json!({ "kind": "exchange", "round": round }))
        }
        _ => None,
    }
}
