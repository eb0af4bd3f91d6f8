//! What may be read, as JSON; amounts are decimal strings, parties are BICs.

use node::render::{refusal_text, waiting_text};
use node::{AccountRow, Board, PaymentRow};
use serde_json::{Value, json};
use settlement::approval::Area;
use settlement::liquidity::{StandingAmount, StandingOrder, Trigger};
use settlement::operating_day::Phase;
use settlement::participation::{Access, HolderClass};
use settlement::swap::{DayCount, SwapRate, SwapTerms};
use settlement::{Command, PartyId, Priority};
use terms::CurrencyId;

/// The header that carries a message's detached signature.
pub const SIGNATURE_HEADER: &str = "sarraf-signature";

/// The header that tells a sender the salt of its message: together they prove what settled.
pub const SALT_HEADER: &str = "sarraf-salt";

pub(crate) fn bic(board: &Board, party: PartyId) -> String {
    board.directory().bic(party).map_or_else(String::new, |bic| bic.to_string())
}

pub(crate) fn currency(board: &Board, id: CurrencyId) -> (String, u8) {
    let known = board.directory().currency(id);
    known.map_or_else(|| (String::new(), 0), |(code, exponent)| (code.to_string(), exponent))
}

pub(crate) fn payment(board: &Board, row: &PaymentRow) -> Value {
    let legs = row.legs.iter().map(|leg| {
        let (code, exponent) = currency(board, leg.currency);
        json!({
            "debtor": bic(board, leg.debtor),
            "creditor": bic(board, leg.creditor),
            "currency": code,
            "amount": leg.amount.to_decimal(exponent),
        })
    });
    let history = row.history.iter().map(|(stage, position, instant)| {
        json!({
            "status": stage.name(),
            "position": position.number(),
            "at": instant.to_string(),
        })
    });
    json!({
        "uetr": row.uetr.to_string(),
        "kind": row.kind.name(),
        "status": row.stage.name(),
        "reason": row.waiting.as_ref().map(|waiting| waiting_text(waiting, board)),
        "refusal": row.refusal.map(|refusal| json!({
            "number": refusal.number(),
            "iso": refusal.iso(),
            "text": refusal_text(refusal),
        })),
        "settles_with": row.matched.map(|uetr| uetr.to_string()),
        "instructed_by": bic(board, row.by),
        "legs": legs.collect::<Vec<_>>(),
        "position": row.position.number(),
        "history": history.collect::<Vec<_>>(),
    })
}

pub(crate) fn account(board: &Board, row: &AccountRow) -> Value {
    let (code, exponent) = currency(board, row.currency);
    json!({
        "participant": bic(board, row.party),
        "currency": code,
        "balance": row.balance.to_decimal(exponent),
        "credit": row.credit.to_decimal(exponent),
        "opening": row.opening.to_decimal(exponent),
        "class": class(row.class),
        "access": access(row.access),
        "movements_today": row.movements.len(),
    })
}

pub(crate) const fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "urgent",
        Priority::High => "high",
        Priority::Normal => "normal",
    }
}

pub(crate) const fn class(class: HolderClass) -> &'static str {
    match class {
        HolderClass::Agent => "agent",
        HolderClass::ResidentBank => "resident-bank",
        HolderClass::ForeignBank => "foreign-bank",
        HolderClass::ExchangeProvider => "exchange-provider",
        HolderClass::Indirect => "indirect",
    }
}

pub(crate) const fn year(day_count: DayCount) -> &'static str {
    match day_count {
        DayCount::Actual360 => "actual/360",
        DayCount::Actual365 => "actual/365",
    }
}

pub(crate) const fn access(access: Access) -> &'static str {
    match access {
        Access::Full => "full",
        Access::SendOnly => "send-only",
        Access::ReceiveOnly => "receive-only",
        Access::Suspended => "suspended",
        Access::Closed => "closed",
    }
}

pub(crate) const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Closed => "closed",
        Phase::Active => "active",
        Phase::Closing => "closing",
    }
}

/// A standing order, in the words in which it is asked for.
pub(crate) fn standing_order(board: &Board, id: CurrencyId, order: &StandingOrder) -> Value {
    let exponent = currency(board, id).1;
    let (key, amount) = match order.amount {
        StandingAmount::Fixed(amount) => ("amount", amount),
        StandingAmount::Above(amount) => ("above", amount),
    };
    json!({
        "trigger": match order.trigger {
            Trigger::Open => "open",
            Trigger::Close => "close",
        },
        "to": bic(board, order.to),
        key: amount.to_decimal(exponent),
    })
}

/// The terms of a swap line, in the words in which they are asked for.
pub(crate) fn terms_of(board: &Board, terms: &SwapTerms) -> Value {
    let money = |id, amount: terms::Amount| {
        let (code, exponent) = currency(board, id);
        json!({ "currency": code, "amount": amount.to_decimal(exponent) })
    };
    json!({
        "own": money(terms.own, terms.own_limit),
        "other": money(terms.other, terms.other_limit),
        "rate": match terms.rate {
            SwapRate::Fixed(rate) => Some(format!("{}/{}", rate.numerator(), rate.denominator())),
            SwapRate::Official => None,
        },
        "term": terms.term,
        "interest_basis_points": terms.interest.0,
        "day_count": match terms.day_count {
            DayCount::Actual360 => "actual/360",
            DayCount::Actual365 => "actual/365",
        },
    })
}

/// What commands are about, in one word.
pub(crate) const fn area(area: Area) -> &'static str {
    match area {
        Area::Participation => "participation",
        Area::Issuance => "issuance",
        Area::Payment => "payment",
        Area::Queue => "queue",
        Area::Liquidity => "liquidity",
        Area::OperatingDay => "operating-day",
        Area::Rulebook => "rulebook",
        Area::Exchange => "exchange",
        Area::Cycle => "cycle",
        Area::Swap => "swap",
        Area::Surplus => "surplus",
    }
}

/// What is proposed, as far as one word and a name say it; the message itself says all.
pub(crate) fn proposed(command: &Command) -> Value {
    json!({
        "area": Area::of(command).map(area),
        "name": command.subject().map(|name| name.to_string()),
    })
}
