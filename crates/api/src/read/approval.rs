//! What a party requires of itself, and what waits for its keys.

use axum::Json;
use axum::response::{IntoResponse, Response};
use node::{Board, ProposalRow};
use serde_json::{Value, json};
use settlement::approval::ProposalNumber;
use settlement::participation::KeyNumber;
use settlement::{Machine, PartyId};
use terms::{Amount, BusinessDate, CurrencyId};

use super::Given;
use crate::Door;
use crate::json::{area, bic, currency, proposed};
use crate::problem::{Code, Problem};

/// What one key may send of a currency in a day, and what each has sent on the one at hand.
struct Capped {
    currency: CurrencyId,
    cap: Amount,
    date: Option<BusinessDate>,
    /// Order: by key. Shape: one for each key that counts.
    sent: Vec<(KeyNumber, Amount)>,
}

/// The caps of a party, as the machine has them between two records. R-APR-07
fn capped(machine: &Machine, party: PartyId) -> Vec<Capped> {
    let caps = machine.outflow_caps(party).map(|(currency, cap)| {
        let keys = machine.keys(party).map(|(number, _)| number);
        let sent = keys.map(|key| (key, machine.sent_by_key(party, currency, key)));
        let date = machine.phase(currency).map(|(_, date)| date);
        Capped { currency, cap, date, sent: sent.collect() }
    });
    caps.collect()
}

pub(super) async fn proposals(door: Door, given: Given) -> Result<Response, Problem> {
    let party = given.participant(&door.read_board())?;
    party.map_or(Ok(()), |party| given.sight.only_own(party))?;
    let caps = match party {
        Some(party) => {
            let asked = door.intake.question(move |replica| capped(replica.machine(), party));
            let caps = asked.map_err(Problem::rejected)?.await;
            caps.map_err(|_| Problem::new(Code::Stopped))?
        }
        None => Vec::new(),
    };
    Ok(Json(listed(&door.read_board(), &given, party, &caps)).into_response())
}

fn listed(board: &Board, given: &Given, party: Option<PartyId>, caps: &[Capped]) -> Value {
    let rows = board.approvals().proposals();
    let rows = rows
        .filter(|(_, row)| party.is_none_or(|party| row.by == party) && given.sight.own(row.by));
    let rows: Vec<Value> = rows.map(|(number, row)| told(board, number, row)).collect();
    let required = party.into_iter().flat_map(|party| board.approvals().required_of(party));
    let required = required.map(|(of, required)| {
        json!({ "area": area(of), "keys": required.keys, "hours": required.hours })
    });
    let caps = caps.iter().map(|row| {
        let (code, exponent) = currency(board, row.currency);
        let sent = row.sent.iter().map(|(key, sent)| {
            let left = row.cap.saturating_sub(*sent);
            json!({
                "key": key.0,
                "sent": sent.to_decimal(exponent),
                "left": left.to_decimal(exponent),
            })
        });
        json!({
            "currency": code,
            "cap": row.cap.to_decimal(exponent),
            "date": row.date.map(|date| date.to_string()),
            "sent": sent.collect::<Vec<_>>(),
        })
    });
    json!({
        "proposals": rows,
        "requirements": required.collect::<Vec<_>>(),
        "caps": caps.collect::<Vec<_>>(),
    })
}

/// With the very message that is to be agreed to.
pub(super) async fn proposal(door: Door, given: Given) -> Result<Response, Problem> {
    let wanted = ProposalNumber(given.number_within()?);
    // The original is on disk, which may make us wait.
    let read = tokio::task::spawn_blocking(move || {
        let board = door.read_board();
        let row = board.approvals().proposals().find(|(number, _)| *number == wanted);
        let row = row.filter(|(_, row)| given.sight.own(row.by));
        let (number, row) =
            row.ok_or_else(|| Problem::with(Code::NotFound, "no such proposal waits"))?;
        let mut told = told(&board, number, row);
        let place = board.original_of(row.evidence);
        let original = place.map(|place| (door.original)(place)).transpose();
        let original = original.map_err(|fault| Problem::faulty(&fault))?;
        let text = original.map(|read| String::from_utf8_lossy(&read.bytes).into_owned());
        told["message"] = text.into();
        Ok(Json(told).into_response())
    });
    read.await.map_err(|_| Problem::with(Code::Fault, "reading the proposal failed"))?
}

fn told(board: &Board, number: ProposalNumber, row: &ProposalRow) -> Value {
    json!({
        "proposal": number.0,
        "participant": bic(board, row.by),
        "asks": proposed(&row.command),
        "agreed": row.agreed.iter().map(|key| key.0).collect::<Vec<_>>(),
        "missing": row.missing,
        "until": row.until.to_string(),
        "position": row.proposed.0.number(),
        "at": row.proposed.1.to_string(),
    })
}
