//! What a payment moved in the books, account by account, and what is held for it while it waits.
//!
//! Whose account it is, and the settlement agent on whose books it stands, see its entries; the
//! other bank's balance is no concern of a payment's.

use std::collections::BTreeSet;

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::{Applied, Board, OrderStage, PaymentRow, Stage, Step};
use serde_json::{Value, json};
use settlement::fx::OrderNumber;
use settlement::liquidity::TransferCause;
use settlement::{Event, Machine, PartyId, Priority, fx, issuance, liquidity, payment, surplus};
use terms::{Amount, Balance, CurrencyId, LogPosition, Uetr};

use super::shape::Field;
use super::shape::Shape::{List, Maybe, Number, Of, Text};
use super::{Given, record};
use crate::Door;
use crate::caller::Sight;
use crate::json::{bic, currency, priority};
use crate::problem::{Code, Problem};

/// The most records that are read for one payment: a conversion may go through many rounds.
const MOST_RECORDS: usize = 32;

pub(super) const ENTRIES: &[Field] = &[
    ("uetr", Text, "the payment's name"),
    (
        "entries",
        List(&Of(&[
            ("position", Number, "at which log position"),
            ("entry", Number, "which event of that record, from 0"),
            ("at", Text, "when"),
            ("participant", Text, "whose account"),
            ("currency", Text, "in which currency"),
            ("side", Text, "debit or credit"),
            ("amount", Text, "how much"),
            ("balance", Maybe(&Text), "what the account stood at then, where the event tells it"),
            ("counterparty", Text, "the other side"),
        ])),
        "as they were made; of accounts that who reads may see",
    ),
    ("left_off", Number, "earlier records that are not told"),
    (
        "holds",
        List(&Of(&[
            ("kind", Text, "reservation: it may draw on it; conversion: held for it alone"),
            ("participant", Text, "of whose account"),
            ("currency", Text, "in which currency"),
            ("amount", Text, "how much"),
            ("priority", Maybe(&Text), "for payments of which priority"),
            ("order", Maybe(&Number), "under which order"),
        ])),
        "while it waits; of accounts that who reads may see",
    ),
];

/// One side of a posting.
struct Entry {
    party: PartyId,
    other: PartyId,
    currency: CurrencyId,
    side: &'static str,
    amount: Amount,
    balance: Option<Balance>,
}

/// What an account keeps aside for a payment.
struct Hold {
    kind: &'static str,
    party: PartyId,
    currency: CurrencyId,
    amount: Amount,
    priority: Option<Priority>,
    order: Option<OrderNumber>,
}

/// Of which events a payment's entries are: its own, and those of the order it stood as.
#[derive(Clone, Copy)]
struct Named {
    uetr: Uetr,
    order: Option<OrderNumber>,
}

pub(super) async fn entries(door: Door, given: Given) -> Result<Response, Problem> {
    let (sight, uetr) = (given.sight, given.uetr()?);
    let (row, named, positions) = {
        let board = door.read_board();
        let row = board.payment(uetr).filter(|row| sight.payment(&board, row)).cloned();
        let row = row.ok_or_else(|| Problem::with(Code::NotFound, "no payment has this UETR"))?;
        let order = board.conversion(uetr).and_then(|conversion| conversion.order);
        let positions = positions(&board, &row);
        (row, Named { uetr, order }, positions)
    };
    let left_off = positions.len().saturating_sub(MOST_RECORDS);
    let wanted: Vec<LogPosition> = positions.into_iter().skip(left_off).collect();
    let records = record::at(&door, wanted).await?;
    let mut held = reserved(&door, row).await?;
    let board = door.read_board();
    held.extend(converting(&board, named));
    let entries = records.iter().flat_map(|record| told(&board, sight, record, named));
    let holds = held.iter().filter(|hold| sight.account(&board, hold.party, hold.currency));
    Ok(Json(json!({
        "uetr": uetr.to_string(),
        "entries": entries.collect::<Vec<_>>(),
        "left_off": left_off,
        "holds": holds.map(|hold| kept(&board, hold)).collect::<Vec<_>>(),
    }))
    .into_response())
}

/// The records in which something moved for it. Order: as on the log.
fn positions(board: &Board, row: &PaymentRow) -> BTreeSet<LogPosition> {
    let settled = (row.stage == Stage::Settled).then_some(row.position);
    let steps = board.conversion(row.uetr).into_iter().flat_map(|conversion| &conversion.steps);
    let rounds = steps.filter_map(|step| match step {
        Step::Round { round, .. } => {
            let found = board.exchange().rounds(round.saturating_sub(1)).next();
            found.filter(|row| row.number == *round).map(|row| row.position)
        }
        Step::Quote { .. } => None,
    });
    rounds.chain(settled).collect()
}

/// What the payers' accounts keep for a payment that waits: of any other nobody is asked.
async fn reserved(door: &Door, row: PaymentRow) -> Result<Vec<Hold>, Problem> {
    if row.stage != Stage::Pending {
        return Ok(Vec::new());
    }
    let asked = door.intake.question(move |replica| held(replica.machine(), &row));
    asked.map_err(Problem::rejected)?.await.map_err(|_| Problem::new(Code::Stopped))
}

/// What the payers' accounts keep for payments of its priority, which it may draw on.
fn held(machine: &Machine, row: &PaymentRow) -> Vec<Hold> {
    let waits = machine.instruction(row.uetr);
    let pressing = waits.as_ref().and_then(|view| view.priority);
    let pools: &[Priority] = match pressing {
        Some(Priority::Urgent) => &[Priority::Urgent, Priority::High],
        Some(Priority::High) => &[Priority::High],
        Some(Priority::Normal) | None => &[],
    };
    let legs = waits.iter().flat_map(|view| &view.legs);
    let payers: BTreeSet<(PartyId, CurrencyId)> =
        legs.map(|leg| (leg.debtor, leg.currency)).collect();
    let accounts = payers.into_iter().filter_map(|(party, id)| machine.account(party, id));
    let holds = accounts.flat_map(|account| {
        pools.iter().map(move |pool| {
            let amount = match pool {
                Priority::Urgent => account.urgent_reserve,
                Priority::High => account.high_reserve,
                Priority::Normal => Amount::ZERO,
            };
            let (party, currency) = (account.party, account.currency);
            let priority = Some(*pool);
            Hold { kind: "reservation", party, currency, amount, priority, order: None }
        })
    });
    holds.filter(|hold| !hold.amount.is_zero()).collect()
}

/// What is held for a payment that stands as an order. R-FX-16
fn converting(board: &Board, named: Named) -> Option<Hold> {
    let number = named.order?;
    let row = board.exchange().order(number).filter(|row| row.stage == OrderStage::Standing)?;
    Some(Hold {
        kind: "conversion",
        party: row.placed.by,
        currency: row.placed.sell,
        amount: row.left,
        priority: None,
        order: Some(number),
    })
}

fn kept(board: &Board, hold: &Hold) -> Value {
    let (code, exponent) = currency(board, hold.currency);
    json!({
        "kind": hold.kind,
        "participant": bic(board, hold.party),
        "currency": code,
        "amount": hold.amount.to_decimal(exponent),
        "priority": hold.priority.map(priority),
        "order": hold.order.map(|order| order.0),
    })
}

fn told(board: &Board, sight: Sight, record: &Applied, named: Named) -> Vec<Value> {
    let events = record.events.iter().enumerate();
    let sides = events.flat_map(|(place, event)| {
        made(board, event, named).into_iter().map(move |entry| (place, entry))
    });
    let seen = sides.filter(|(_, entry)| sight.account(board, entry.party, entry.currency));
    let rows = seen.map(|(place, entry)| {
        let (code, exponent) = currency(board, entry.currency);
        json!({
            "position": record.header.position.number(),
            "entry": place,
            "at": record.header.instant.to_string(),
            "participant": bic(board, entry.party),
            "currency": code,
            "side": entry.side,
            "amount": entry.amount.to_decimal(exponent),
            "balance": entry.balance.map(|balance| balance.to_decimal(exponent)),
            "counterparty": bic(board, entry.other),
        })
    });
    rows.collect()
}

/// Both sides of a posting from one account to another.
fn pair(
    (from, from_balance): (PartyId, Option<Balance>),
    (to, to_balance): (PartyId, Option<Balance>),
    currency: CurrencyId,
    amount: Amount,
) -> [Entry; 2] {
    let side =
        |party, other, side, balance| Entry { party, other, currency, side, amount, balance };
    [side(from, to, "debit", from_balance), side(to, from, "credit", to_balance)]
}

/// What an event posted for the payment. Order: as posted, the debit first.
fn made(board: &Board, event: &Event, named: Named) -> Vec<Entry> {
    match event {
        Event::Payment(payment::Event::PaymentSettled { uetr, matched, legs, .. })
            if *uetr == named.uetr || *matched == Some(named.uetr) =>
        {
            let sides = legs.iter().flat_map(|leg| {
                let from = (leg.debtor, Some(leg.debtor_balance));
                let to = (leg.creditor, Some(leg.creditor_balance));
                pair(from, to, leg.currency, leg.amount)
            });
            sides.collect()
        }
        Event::Liquidity(liquidity::Event::LiquidityTransferred {
            currency,
            from,
            to,
            amount,
            from_balance,
            to_balance,
            cause: TransferCause::Instructed(name),
        }) if *name == named.uetr => {
            let (from, to) = ((*from, Some(*from_balance)), (*to, Some(*to_balance)));
            pair(from, to, *currency, *amount).into()
        }
        Event::Issuance(event) => issued(board, event, named.uetr),
        Event::Surplus(event) => invested(board, event, named.uetr),
        Event::Exchange(fx::Event::OrderFilled {
            number,
            by,
            to,
            sell,
            buy,
            sold,
            received,
            sell_balance,
            buy_balance,
            ..
        }) if Some(*number) == named.order => {
            // The agents stand between those who sell and those who buy. R-FX-12
            let agent = |id| board.directory().agent(id).unwrap_or(PartyId::OPERATOR);
            let paid = pair((*by, Some(*sell_balance)), (agent(*sell), None), *sell, *sold);
            let got = pair((agent(*buy), None), (*to, Some(*buy_balance)), *buy, *received);
            paid.into_iter().chain(got).collect()
        }
        _ => Vec::new(),
    }
}

/// Money that came to be or ceased to: the agent owes it, and has no account that moves.
fn issued(board: &Board, event: &issuance::Event, wanted: Uetr) -> Vec<Entry> {
    let (name, currency, party, side, amount, balance) = match event {
        issuance::Event::FundsIssued { name, currency, party, amount, balance } => {
            (name, *currency, *party, "credit", *amount, *balance)
        }
        issuance::Event::FundsRedeemed { name, currency, party, amount, balance } => {
            (name, *currency, *party, "debit", *amount, *balance)
        }
        issuance::Event::OvernightPolicySet { .. }
        | issuance::Event::OvernightSwept { .. }
        | issuance::Event::OvernightReturned { .. } => return Vec::new(),
    };
    let agent = board.directory().agent(currency).filter(|_| *name == wanted);
    let entry = |other| Entry { party, other, currency, side, amount, balance: Some(balance) };
    agent.map(entry).into_iter().collect()
}

/// A holder's money with its agent, and back.
fn invested(board: &Board, event: &surplus::Event, wanted: Uetr) -> Vec<Entry> {
    let named = |name: &Option<Uetr>| *name == Some(wanted);
    match event {
        surplus::Event::FundsInvested {
            name,
            currency,
            party,
            amount,
            balance,
            agent_balance,
            ..
        } if named(name) => {
            let agent = board.directory().agent(*currency);
            let from = (*party, Some(*balance));
            let sides =
                agent.map(|agent| pair(from, (agent, Some(*agent_balance)), *currency, *amount));
            sides.into_iter().flatten().collect()
        }
        surplus::Event::InvestmentWithdrawn {
            name,
            currency,
            party,
            amount,
            balance,
            agent_balance,
            ..
        } if named(name) => {
            let agent = board.directory().agent(*currency);
            let to = (*party, Some(*balance));
            let sides =
                agent.map(|agent| pair((agent, Some(*agent_balance)), to, *currency, *amount));
            sides.into_iter().flatten().collect()
        }
        _ => Vec::new(),
    }
}
