//! Queues as their owners see them: what stands before what, why it waits, what would release it.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::Board;
use node::render::waiting_text;
use serde_json::{Value, json};
use settlement::payment::WaitingFor;
use settlement::queue::Policy;
use settlement::{InstructionView, Machine, PartyId};
use terms::{CurrencyId, Uetr};

use super::Given;
use crate::Door;
use crate::json::{bic, currency, priority};
use crate::problem::{Code, Problem};

/// One account's queue, as the machine has it between two records.
struct Stood {
    currency: CurrencyId,
    policy: Policy,
    /// Order: of release.
    items: Vec<(Uetr, InstructionView)>,
}

/// What waits is told by the machine itself: its order, and what keeps it at this moment.
pub(super) async fn queues(door: Door, given: Given) -> Result<Response, Problem> {
    let sight = given.sight;
    let party = {
        let board = door.read_board();
        let party = given.wanted(&board)?;
        if !sight.agent(&board) {
            sight.only_own(party)?;
        }
        party
    };
    let asked = door.intake.question(move |replica| stood(replica.machine(), party));
    let queues = asked.map_err(Problem::rejected)?.await;
    let queues = queues.map_err(|_| Problem::new(Code::Stopped))?;
    let board = door.read_board();
    let seen = queues.iter().filter(|queue| sight.account(&board, party, queue.currency));
    let rows: Vec<Value> = seen.map(|queue| told(&board, queue)).collect();
    Ok(Json(json!({ "participant": bic(&board, party), "queues": rows })).into_response())
}

fn stood(machine: &Machine, party: PartyId) -> Vec<Stood> {
    let accounts = machine.accounts_of(party);
    let queues = accounts.map(|account| {
        let names = machine.queue_of(party, account.currency);
        let items = names.into_iter().filter_map(|name| Some((name, machine.instruction(name)?)));
        Stood {
            currency: account.currency,
            policy: machine.queue_policy(party, account.currency).unwrap_or_default(),
            items: items.collect(),
        }
    });
    queues.collect()
}

fn told(board: &Board, queue: &Stood) -> Value {
    let items = queue.items.iter().map(|(name, item)| {
        json!({
            "uetr": name.to_string(),
            "priority": item.priority.map(priority),
            "reason": item.waiting.as_ref().map(|waiting| waiting_text(waiting, board)),
            "releases": item.waiting.as_ref().map(|waiting| releases(board, waiting)),
        })
    });
    json!({
        "currency": currency(board, queue.currency).0,
        "policy": match queue.policy {
            Policy::Fifo => "fifo",
            Policy::Bypass => "bypass",
        },
        "items": items.collect::<Vec<_>>(),
    })
}

/// What would release an item: of what kind, whose, and how much.
fn releases(board: &Board, waiting: &WaitingFor) -> Value {
    let short = |kind: &str, party: PartyId, id: CurrencyId, lacking: terms::Amount| {
        let (code, exponent) = currency(board, id);
        json!({
            "kind": kind,
            "participant": bic(board, party),
            "currency": code,
            "amount": lacking.to_decimal(exponent),
        })
    };
    match waiting {
        WaitingFor::Counterpart { reference } => {
            json!({ "kind": "counterpart", "reference": reference })
        }
        WaitingFor::Consent { party } => {
            json!({ "kind": "consent", "participant": bic(board, *party) })
        }
        WaitingFor::Moment { at } => json!({ "kind": "moment", "at": at.to_string() }),
        WaitingFor::Resumption { currency: id } => {
            json!({ "kind": "resumption", "currency": currency(board, *id).0 })
        }
        WaitingFor::Access { party, currency: id } => json!({
            "kind": "access",
            "participant": bic(board, *party),
            "currency": currency(board, *id).0,
        }),
        WaitingFor::Order { ahead } => json!({ "kind": "turn", "behind": ahead.to_string() }),
        WaitingFor::Limit { party, currency, counterparty, lacking } => {
            let mut told = short("limit", *party, *currency, *lacking);
            told["towards"] = counterparty.map(|towards| bic(board, towards)).into();
            told
        }
        WaitingFor::Funds { party, currency, lacking } => {
            short("money", *party, *currency, *lacking)
        }
        WaitingFor::HoldingCap { party, currency, lacking } => {
            short("cap", *party, *currency, *lacking)
        }
        WaitingFor::Quotes { obstacle } => {
            json!({ "kind": "quotes", "obstacle": obstacle.name(), "rule": obstacle.rule() })
        }
    }
}
