//! What needs somebody: what stands still, and what will unless somebody acts.
//!
//! Each is told to whom it concerns: a bank is told of itself, an agent also of its currency, the
//! operator and overseers of all. Endpoints of webhooks, limits and caps on keys are a party's own.

use axum::Json;
use axum::response::{IntoResponse, Response};
use dispatch::Endpoint;
use node::{Board, CycleStage, ViewsLag};
use serde_json::{Value, json};
use settlement::fx::Trading;
use settlement::participation::{Access, HolderClass, KeyNumber, KeyState};
use settlement::{AccountView, LimitView, Machine, PartyId};
use terms::{Amount, Balance, CurrencyId, Instant};

use super::Given;
use super::shape::Field;
use super::shape::Shape::{List, Maybe, Number, Of, Text};
use crate::Door;
use crate::caller::Sight;
use crate::json::{bic, currency};
use crate::problem::{Code, Problem};

/// How long a payment may wait before somebody should look, unless the query says. Unit: seconds.
const WAITED: u64 = 3600;

/// The most alerts one answer holds.
const MOST: usize = 200;

/// How many notices an endpoint may be behind.
const BEHIND: u64 = 1000;

/// How long before its end a certificate is told. Unit: nanoseconds, here of thirty days.
const ENDS_WITHIN: u64 = 30 * 24 * 3600 * 1_000_000_000;

/// How far history may be behind: so many records, and so much later told. Unit: milliseconds.
const LAG: (u64, u64) = (1000, 10_000);

pub(super) const ALERTS: &[Field] = &[
    ("instant", Text, "of the last record"),
    ("waited", Number, "the seconds after which a payment that waits is told"),
    (
        "alerts",
        List(&Of(&[
            (
                "kind",
                Text,
                "views-behind, certificate-ends, currency-suspended, exchange-halted, \
                participant-suspended, below-floor, webhook-failing, payments-wait, pay-in-due, near-floor, near-cap, \
                limit-near, key-near-cap, key-cooling, proposal-waits, rate-waits or \
                webhook-behind",
            ),
            ("grade", Text, "stops: something stands still; nears: it will unless somebody acts"),
            ("participant", Maybe(&Text), "whose"),
            ("currency", Maybe(&Text), "in which currency"),
            ("count", Maybe(&Number), "how many"),
            ("amount", Maybe(&Text), "how much is left, or lacking"),
            ("since", Maybe(&Text), "since when"),
            ("until", Maybe(&Text), "until when something can be done"),
            ("of", Maybe(&Text), "the payment, proposal, key, endpoint or cycle it is about"),
        ])),
        "what stands still first",
    ),
    ("left_off", Number, "how many more there are"),
];

/// One of them.
#[derive(Default)]
struct Alert {
    kind: &'static str,
    nears: bool,
    party: Option<PartyId>,
    currency: Option<CurrencyId>,
    count: Option<u64>,
    amount: Option<Balance>,
    since: Option<Instant>,
    until: Option<Instant>,
    of: Option<String>,
}

impl Alert {
    fn stops(kind: &'static str) -> Self {
        Self { kind, ..Self::default() }
    }

    fn nears(kind: &'static str) -> Self {
        Self { kind, nears: true, ..Self::default() }
    }

    fn of(self, party: PartyId, currency: CurrencyId) -> Self {
        Self { party: Some(party), currency: Some(currency), ..self }
    }
}

/// What the machine is asked, between two records.
#[derive(Default)]
struct Stood {
    /// Those that are past or near what bounds them, and how much room each has.
    pressed: Vec<(&'static str, AccountView, Balance)>,
    /// Of who asks: the limits that are nearly used up.
    limits: Vec<(CurrencyId, LimitView)>,
    /// Of who asks: what a key that has sent most of its cap may still send.
    keys: Vec<(CurrencyId, KeyNumber, Amount)>,
    cooling: Vec<(PartyId, KeyNumber, Instant)>,
}

/// Whether nine tenths of a whole are gone.
fn nearly(left: i128, whole: u128) -> bool {
    let tenth = i128::try_from(whole / 10).unwrap_or(i128::MAX);
    left <= tenth
}

impl Stood {
    fn of(machine: &Machine, own: Option<PartyId>) -> Self {
        let mut stood = Self::default();
        for view in machine.accounts().filter(|view| view.class != HolderClass::Agent) {
            let (party, currency) = (view.party, view.currency);
            let credit = i128::try_from(view.credit.minor()).unwrap_or(i128::MAX);
            let room = view.balance.minor().saturating_add(credit);
            let below = view.balance < Balance::ZERO;
            let hold = machine.room_to_hold(party, currency);
            if below && room < 0 {
                stood.pressed.push(("below-floor", view, Balance::from_minor(room)));
            } else if below && nearly(room, view.credit.minor()) {
                stood.pressed.push(("near-floor", view, Balance::from_minor(room)));
            } else if let Some(hold) = hold {
                let cap = hold.minor().saturating_add(view.balance.minor());
                if nearly(hold.minor(), cap.unsigned_abs()) {
                    stood.pressed.push(("near-cap", view, hold));
                }
            }
        }
        if let Some(party) = own {
            for view in machine.accounts_of(party) {
                let limits = machine.limits_of(party, view.currency).into_iter();
                let near = limits.filter(|limit| nearly(limit.left.minor(), limit.amount.minor()));
                stood.limits.extend(near.map(|limit| (view.currency, limit)));
            }
            for (currency, cap) in machine.outflow_caps(party) {
                let left = machine.keys(party).map(|(key, _)| {
                    let sent = machine.sent_by_key(party, currency, key);
                    (currency, key, cap.saturating_sub(sent))
                });
                let near = left.filter(|(_, _, left)| {
                    nearly(i128::try_from(left.minor()).unwrap_or(i128::MAX), cap.minor())
                });
                stood.keys.extend(near);
            }
        }
        let parties = machine.parties().map(|(party, _)| party);
        for party in parties.filter(|party| own.is_none_or(|own| own == *party)) {
            let cooling = machine.keys_ever(party).filter_map(|(key, _, state)| match state {
                KeyState::Cooling(until) => Some((party, key, until)),
                KeyState::Active | KeyState::Revoked => None,
            });
            stood.cooling.extend(cooling);
        }
        stood
    }
}

pub(super) async fn alerts(door: Door, given: Given) -> Result<Response, Problem> {
    let (sight, waited) = (given.sight, given.number("waited", WAITED)?);
    let own = sight.party();
    let asked = door.intake.question(move |replica| Stood::of(replica.machine(), own));
    let stood = asked.map_err(Problem::rejected)?.await.map_err(|_| Problem::new(Code::Stopped))?;
    let endpoints = match own {
        Some(party) => {
            let store = std::sync::Arc::clone(&door.dispatch);
            let read = tokio::task::spawn_blocking(move || store.endpoints(Some(party)));
            let read =
                read.await.map_err(|_| Problem::with(Code::Fault, "reading endpoints failed"))?;
            read.map_err(|fault| Problem::with(Code::Fault, fault.to_string()))?
        }
        None => Vec::new(),
    };
    let board = door.read_board();
    let mut found = found(&board, sight, waited);
    let certificate = door.certificate.filter(|_| sight.all());
    found.extend(certificate.and_then(|until| ends(until, door.moment(&board))));
    found.extend(stood_told(&board, sight, &stood));
    found.extend(endpoints.iter().filter_map(|endpoint| called(&board, endpoint)));
    // Stable: within a grade as they were found.
    found.sort_by_key(|alert| alert.nears);
    let rows = found.iter().take(MOST).map(|alert| told(&board, alert));
    Ok(Json(json!({
        "instant": board.head().1.to_string(),
        "waited": waited,
        "alerts": rows.collect::<Vec<_>>(),
        "left_off": found.len().saturating_sub(MOST),
    }))
    .into_response())
}

fn told(board: &Board, alert: &Alert) -> Value {
    let money = alert.currency.map(|id| currency(board, id));
    let exponent = money.as_ref().map_or(0, |(_, exponent)| *exponent);
    json!({
        "kind": alert.kind,
        "grade": if alert.nears { "nears" } else { "stops" },
        "participant": alert.party.map(|party| bic(board, party)),
        "currency": money.map(|(code, _)| code),
        "count": alert.count,
        "amount": alert.amount.map(|amount| amount.to_decimal(exponent)),
        "since": alert.since.map(|at| at.to_string()),
        "until": alert.until.map(|at| at.to_string()),
        "of": alert.of,
    })
}

/// What the board knows.
fn found(board: &Board, sight: Sight, waited: u64) -> Vec<Alert> {
    let mut all: Vec<Alert> = Vec::new();
    all.extend(board.views().filter(|_| sight.all()).and_then(behind));
    for (id, _, _) in board.directory().currencies() {
        let of = |kind| Alert { currency: Some(id), ..Alert::stops(kind) };
        if board.directory().is_suspended(id) {
            all.push(of("currency-suspended"));
        }
        let rate = board.exchange().rate(id);
        if rate.is_some_and(|row| row.trading == Trading::Halted) {
            all.push(of("exchange-halted"));
        }
        let coming = rate.and_then(|row| row.coming(board.head().1.date()));
        if sight.all() && coming.is_some_and(|coming| !coming.approved) {
            all.push(Alert { currency: Some(id), ..Alert::nears("rate-waits") });
        }
        all.extend(waits(board, sight, id, waited));
    }
    let accounts = board.accounts().filter(|row| row.access == Access::Suspended);
    let accounts = accounts.filter(|row| sight.account(board, row.party, row.currency));
    all.extend(
        accounts.map(|row| Alert::stops("participant-suspended").of(row.party, row.currency)),
    );
    all.extend(due(board, sight));
    let proposals = board.approvals().proposals().filter(|(_, row)| sight.own(row.by));
    all.extend(proposals.map(|(number, row)| Alert {
        party: Some(row.by),
        since: Some(row.proposed.1),
        until: Some(row.until),
        count: Some(row.missing.into()),
        of: Some(number.0.to_string()),
        ..Alert::nears("proposal-waits")
    }));
    all
}

/// History that does not follow.
fn behind(lag: &ViewsLag) -> Option<Alert> {
    let told = Alert { count: Some(lag.records()), ..Alert::stops("views-behind") };
    let stopped = lag.fault().is_some();
    let slow = lag.records() > LAG.0 && lag.milliseconds() > LAG.1;
    (stopped || slow).then_some(Alert { nears: !stopped, ..told })
}

/// The door's own certificate, which a start of the node makes anew.
fn ends(until: Instant, now: Instant) -> Option<Alert> {
    let left = until.unix_nanos().saturating_sub(now.unix_nanos());
    let told = Alert { until: Some(until), ..Alert::stops("certificate-ends") };
    (left <= ENDS_WITHIN).then_some(Alert { nears: left > 0, ..told })
}

/// The payments of a currency that have waited long.
fn waits(board: &Board, sight: Sight, id: CurrencyId, waited: u64) -> Option<Alert> {
    let nanos = waited.saturating_mul(1_000_000_000);
    let until = Instant::from_unix_nanos(board.head().1.unix_nanos().saturating_sub(nanos));
    let figures = board.feed().figures(id)?;
    let seen = |(_, uetr): &(Instant, terms::Uetr)| {
        board.payment(*uetr).is_some_and(|row| sight.payment(board, row))
    };
    let mut old = figures.queued_until(until).filter(seen);
    let (since, uetr) = old.next()?;
    let count = u64::try_from(old.count()).unwrap_or(u64::MAX).saturating_add(1);
    Some(Alert {
        currency: Some(id),
        since: Some(since),
        count: Some(count),
        of: Some(uetr.to_string()),
        ..Alert::nears("payments-wait")
    })
}

/// What is still to be paid in to netting cycles.
fn due(board: &Board, sight: Sight) -> Vec<Alert> {
    let called = board.cycles().rows().filter(|row| row.stage == CycleStage::PayIn);
    let lacking = called.flat_map(|row| {
        row.positions.iter().filter_map(move |((party, id), position)| {
            let due = position.net.negative().saturating_sub(position.paid_in);
            let lacks = position.net < Balance::ZERO && !due.is_zero();
            let seen = lacks && sight.account(board, *party, *id);
            seen.then(|| Alert {
                amount: Some(due.into()),
                until: Some(row.deadline),
                of: Some(row.number.0.to_string()),
                ..Alert::nears("pay-in-due").of(*party, *id)
            })
        })
    });
    lacking.collect()
}

/// What the machine knows, as far as who asks may see it.
fn stood_told(board: &Board, sight: Sight, stood: &Stood) -> Vec<Alert> {
    let seen = stood.pressed.iter();
    let seen = seen.filter(|(_, view, _)| sight.account(board, view.party, view.currency));
    let accounts = seen.map(|(kind, view, room)| Alert {
        nears: *kind != "below-floor",
        amount: Some(*room),
        ..Alert::stops(kind).of(view.party, view.currency)
    });
    let own = sight.party();
    let limits = stood.limits.iter().map(|(id, limit)| Alert {
        party: own,
        currency: Some(*id),
        amount: Some(limit.left),
        of: limit.counterparty.map(|other| bic(board, other)),
        ..Alert::nears("limit-near")
    });
    let keys = stood.keys.iter().map(|(id, key, left)| Alert {
        party: own,
        currency: Some(*id),
        amount: Some((*left).into()),
        of: Some(key.0.to_string()),
        ..Alert::nears("key-near-cap")
    });
    let cooling = stood.cooling.iter().map(|(party, key, until)| Alert {
        party: Some(*party),
        until: Some(*until),
        of: Some(key.0.to_string()),
        ..Alert::nears("key-cooling")
    });
    accounts.chain(limits).chain(keys).chain(cooling).collect()
}

/// An endpoint at which nothing arrives, or to which much is still to be told.
fn called(board: &Board, endpoint: &Endpoint) -> Option<Alert> {
    let behind = board.newest(endpoint.party).saturating_sub(endpoint.position);
    let alert = if endpoint.disabled.is_some() || endpoint.failing_since.is_some() {
        Alert { since: endpoint.failing_since, ..Alert::stops("webhook-failing") }
    } else if behind > BEHIND {
        Alert::nears("webhook-behind")
    } else {
        return None;
    };
    Some(Alert {
        party: Some(endpoint.party),
        count: Some(behind),
        of: Some(endpoint.number.to_string()),
        ..alert
    })
}
