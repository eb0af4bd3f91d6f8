//! What the console shows of what needs somebody, of entries, of what keys have sent and of rounds
//! to come: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::cell::Cell;

use api::{Access, Ask, Bounds, Room};
use client::Client;
use node::{demo_key, demo_key_of, public_key};
use place::{INDIA, Place, ROUBLE, RUPEE, RUSSIA, bic, key, minute};
use sandbox::{OPERATOR, OVERSEER};
use serde_json::{Value, json};
use terms::Instant;

const PAID: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";
const WAITS: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000002";
const BYSTANDER: &str = "ICBKCNBJ";
/// How long a test waits for what must come.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// A place behind a door that asks who comes, whose clock goes on with each request.
struct Talk {
    place: Place,
    minute: Cell<u8>,
}

impl Talk {
    fn new() -> Self {
        let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
        Self { place, minute: Cell::new(1) }
    }

    fn next(&self) -> u8 {
        self.minute.set(self.minute.get() + 1);
        self.minute.get()
    }

    fn accept(&self, by: &str, command: &str, mut body: Value) {
        let number = self.next();
        body["command"] = command.into();
        body["asked_at"] = minute(number - 1).to_string().into();
        let path = Ask::named(command).unwrap().path;
        let told = self.place.send(by, path, &body, number);
        assert_eq!(told.status, 200, "{command}: {told:?}");
    }

    fn pay(&self, name: &str, amount: &str, priority: &str) {
        let legs = json!([
            { "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": amount }
        ]);
        let body = json!({
            "uetr": name, "legs": legs, "date": "2026-11-24", "priority": priority,
            "category": "interbank",
        });
        self.accept(RUSSIA, "SubmitInstruction", body);
    }

    fn get(&self, by: &str, path: &str) -> Result<Value, String> {
        let signing = if by == OVERSEER { demo_key_of(1, OVERSEER) } else { key(by) };
        let client = Client::signing(&self.place.base, signing, None).unwrap();
        let told = self.place.runtime.block_on(client.get(path));
        told.map_err(|failure| failure.to_string())
    }

    /// The alerts of one kind that a caller is told.
    fn alerts(&self, by: &str, kind: &str) -> Vec<Value> {
        let told = self.get(by, "/v1/alerts?waited=60").unwrap();
        let all = told["alerts"].as_array().unwrap().clone();
        all.into_iter().filter(|alert| alert["kind"] == kind).collect()
    }
}

fn sides(told: &Value) -> Vec<(String, String, String, String)> {
    let rows = told["entries"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rows.map(|row| {
        (text(&row["participant"]), text(&row["side"]), text(&row["amount"]), text(&row["balance"]))
    })
    .collect()
}

#[test]
fn each_bank_sees_its_own_side_of_a_payment_in_the_books() {
    let talk = Talk::new();
    talk.pay(PAID, "123.45", "normal");
    let path = format!("/v1/payments/{PAID}/entries");
    let side = |party: &str, side: &str, balance: &str| {
        (party.to_owned(), side.to_owned(), "123.45".to_owned(), balance.to_owned())
    };
    let (debit, credit) = (side(RUSSIA, "debit", "99876.55"), side(INDIA, "credit", "123.45"));
    assert_eq!(sides(&talk.get(RUSSIA, &path).unwrap()), std::slice::from_ref(&debit));
    assert_eq!(sides(&talk.get(INDIA, &path).unwrap()), std::slice::from_ref(&credit));
    let both = [debit, credit];
    let agent = talk.place.agent(RUPEE);
    for who in [agent.as_str(), OPERATOR, OVERSEER] {
        let told = talk.get(who, &path).unwrap();
        assert_eq!(sides(&told), both, "{who}");
        let payment = talk.get(who, &format!("/v1/payments/{PAID}")).unwrap();
        assert_eq!(told["entries"][0]["position"], payment["position"], "{who}");
        assert_eq!(told["entries"][0]["counterparty"], INDIA);
    }
    let stranger = talk.get(BYSTANDER, &path).unwrap_err();
    assert!(stranger.contains("404"), "{stranger}");
}

#[test]
fn the_entries_of_a_payment_that_settled_are_read_beside_the_writer() {
    let talk = Talk::new();
    talk.pay(PAID, "123.45", "normal");
    let path = format!("/v1/payments/{PAID}/entries");
    let client = Client::signing(&talk.place.base, key(RUSSIA), None).unwrap();
    let before = talk.place.runtime.block_on(client.get(&path)).unwrap();
    // The writer answers nobody, and no record follows.
    let (let_go, wait) = std::sync::mpsc::channel::<()>();
    let (has_begun, begun) = std::sync::mpsc::channel();
    let kept = talk.place.node.intake().question(move |_| {
        has_begun.send(()).unwrap();
        wait.recv()
    });
    let kept = kept.unwrap();
    begun.recv().unwrap();
    let reading = async { tokio::time::timeout(PATIENCE, client.get(&path)).await };
    let told = talk.place.runtime.block_on(reading).expect("it waits for nobody").unwrap();
    assert_eq!(sides(&told).len(), 1);
    assert_eq!(told, before, "and it is the same");
    let_go.send(()).unwrap();
    talk.place.runtime.block_on(kept).unwrap().unwrap();
}

#[test]
fn what_a_payment_may_draw_on_is_its_payers_to_see() {
    let talk = Talk::new();
    let reserve = json!({ "currency": "INR", "priority": "urgent", "amount": "40.00" });
    talk.accept(RUSSIA, "ReserveFunds", reserve);
    talk.pay(WAITS, "99999999.00", "urgent");
    let path = format!("/v1/payments/{WAITS}/entries");
    let told = talk.get(RUSSIA, &path).unwrap();
    assert_eq!(told["entries"], json!([]));
    let kept = json!([{
        "kind": "reservation", "participant": RUSSIA, "currency": "INR", "amount": "40.00",
        "priority": "urgent", "order": null,
    }]);
    assert_eq!(told["holds"], kept);
    assert_eq!(talk.get(INDIA, &path).unwrap()["holds"], json!([]));
    assert_eq!(talk.get(OVERSEER, &path).unwrap()["holds"], kept);
    // A payment of no priority draws on nothing that is set aside.
    talk.pay(PAID, "99999999.00", "normal");
    let told = talk.get(RUSSIA, &format!("/v1/payments/{PAID}/entries")).unwrap();
    assert_eq!(told["holds"], json!([]));
}

#[test]
fn money_that_was_issued_and_moved_is_told_as_entries_too() {
    let talk = Talk::new();
    let agent = talk.place.agent(RUPEE);
    let issue = json!({ "name": PAID, "currency": "INR", "to": INDIA, "amount": "7.00" });
    talk.accept(&agent, "Issue", issue);
    let told = talk.get(INDIA, &format!("/v1/payments/{PAID}/entries")).unwrap();
    let credit = (INDIA.to_owned(), "credit".to_owned(), "7.00".to_owned(), "7.00".to_owned());
    assert_eq!(sides(&told), [credit]);
    let moved = json!({ "name": WAITS, "currency": "INR", "to": INDIA, "amount": "5.00" });
    talk.accept(RUSSIA, "TransferLiquidity", moved);
    let path = format!("/v1/payments/{WAITS}/entries");
    let told = sides(&talk.get(&agent, &path).unwrap());
    let balances: Vec<&str> = told.iter().map(|(_, _, _, balance)| balance.as_str()).collect();
    assert_eq!(balances, ["99995.00", "12.00"]);
    assert!(talk.get(BYSTANDER, &path).is_err());
}

#[test]
fn what_is_left_of_a_limit_is_told_to_whose_it_is() {
    let talk = Talk::new();
    let limit = json!({ "currency": "INR", "counterparty": INDIA, "amount": "200.00" });
    talk.accept(RUSSIA, "SetBilateralLimit", limit);
    assert_eq!(talk.alerts(RUSSIA, "limit-near"), [] as [Value; 0]);
    talk.pay(PAID, "185.00", "normal");
    let path = format!("/v1/liquidity?participant={RUSSIA}");
    let told = talk.get(RUSSIA, &path).unwrap();
    let accounts = told["accounts"].as_array().unwrap();
    let rupee = accounts.iter().find(|account| account["currency"] == "INR").unwrap();
    let left = json!([{ "counterparty": INDIA, "amount": "200.00", "left": "15.00" }]);
    assert_eq!(rupee["limits"], left);
    assert_eq!(rupee["holding_cap"], Value::Null);
    assert!(talk.get(INDIA, &path).unwrap_err().contains("403"));
    // Nine tenths are gone: its owner should know, and nobody else.
    let near = talk.alerts(RUSSIA, "limit-near");
    assert_eq!((&near[0]["amount"], &near[0]["of"]), (&json!("15.00"), &json!(INDIA)));
    assert_eq!(talk.alerts(INDIA, "limit-near"), [] as [Value; 0]);
}

#[test]
fn what_each_key_has_sent_is_told_to_its_party() {
    const TWICE: &str = "ZZYZRUMM";
    let talk = Talk::new();
    let second = demo_key(2, &bic(TWICE));
    let keys = [key(TWICE), second].map(|key| public_key(&key).to_string());
    talk.accept(OPERATOR, "RegisterParty", json!({ "bic": TWICE, "keys": keys }));
    let rouble = talk.place.agent(ROUBLE);
    let admit =
        json!({ "currency": "RUB", "party": TWICE, "class": "resident-bank", "access": "full" });
    talk.accept(&rouble, "AdmitParticipant", admit);
    let issue = json!({ "name": PAID, "currency": "RUB", "to": TWICE, "amount": "50.00" });
    talk.accept(&rouble, "Issue", issue);
    talk.accept(TWICE, "SetOutflowCap", json!({ "currency": "RUB", "cap": "10.00" }));
    let path = format!("/v1/proposals?participant={TWICE}");
    let caps = || talk.get(TWICE, &path).unwrap()["caps"].clone();
    let first = json!([
        { "key": 0, "sent": "0.00", "left": "10.00" }, { "key": 1, "sent": "0.00", "left": "10.00" }
    ]);
    assert_eq!((&caps()[0]["cap"], &caps()[0]["sent"]), (&json!("10.00"), &first));
    assert_eq!(caps()[0]["date"], "2026-11-24");
    let sent = json!({ "name": WAITS, "currency": "RUB", "to": INDIA, "amount": "9.50" });
    talk.accept(TWICE, "TransferLiquidity", sent);
    let then = json!([
        { "key": 0, "sent": "9.50", "left": "0.50" }, { "key": 1, "sent": "0.00", "left": "10.00" }
    ]);
    assert_eq!(caps()[0]["sent"], then);
    let near = talk.alerts(TWICE, "key-near-cap");
    assert_eq!(near.len(), 1);
    assert_eq!((&near[0]["of"], &near[0]["amount"]), (&json!("0"), &json!("0.50")));
    assert!(talk.get(RUSSIA, &path).unwrap_err().contains("403"));
    assert_eq!(talk.alerts(RUSSIA, "key-near-cap"), [] as [Value; 0]);
}

#[test]
fn who_is_told_what_needs_somebody() {
    let talk = Talk::new();
    let (rouble, rupee) = (talk.place.agent(ROUBLE), talk.place.agent(RUPEE));
    let told = talk.get(RUSSIA, "/v1/alerts").unwrap();
    // In this world two currencies are not exchanged from the first record on.
    let before = told["alerts"].as_array().unwrap().iter();
    assert!(before.clone().all(|alert| alert["kind"] == "exchange-halted"), "{told}");
    let before = before.count();
    talk.pay(WAITS, "99999999.00", "normal");
    assert_eq!(talk.alerts(RUSSIA, "payments-wait"), [] as [Value; 0], "not long enough");
    talk.accept(&rouble, "HaltExchange", json!({ "currency": "RUB" }));
    talk.accept(&rouble, "SuspendCurrency", json!({ "currency": "RUB" }));
    let change = json!({ "currency": "INR", "party": RUSSIA, "access": "suspended" });
    talk.accept(&rupee, "ChangeAccess", change);
    let everybody = [RUSSIA, INDIA, BYSTANDER, &rupee, &rouble, OPERATOR, OVERSEER];
    for who in everybody {
        for kind in ["exchange-halted", "currency-suspended"] {
            let mut told = talk.alerts(who, kind);
            told.retain(|alert| alert["currency"] == "RUB");
            assert_eq!(told.len(), 1, "{who}: {kind}");
            assert_eq!(told[0]["grade"], "stops");
        }
        let concerned = [RUSSIA, &rupee, OPERATOR, OVERSEER].contains(&who);
        let suspended = talk.alerts(who, "participant-suspended");
        assert_eq!(suspended.len(), usize::from(concerned), "{who}");
        let waits = talk.alerts(who, "payments-wait");
        let either = concerned || who == INDIA;
        assert_eq!(waits.len(), usize::from(either), "{who}");
        for wait in &waits {
            assert_eq!((&wait["of"], &wait["count"]), (&json!(WAITS), &json!(1)), "{who}");
        }
        let text = talk.get(who, "/v1/alerts?waited=60").unwrap().to_string();
        assert!(either || !(text.contains(WAITS) || text.contains(RUSSIA)), "{who}: {text}");
    }
    // What stands still comes before what only nears.
    let told = talk.get(OPERATOR, "/v1/alerts?waited=60").unwrap();
    let grades = told["alerts"].as_array().unwrap().iter().map(|alert| alert["grade"] == "nears");
    let grades: Vec<bool> = grades.collect();
    assert!(grades.is_sorted() && grades.contains(&true), "{told}");
    talk.accept(&rouble, "ResumeExchange", json!({ "currency": "RUB" }));
    assert_eq!(talk.alerts(OPERATOR, "exchange-halted").len(), before);
}

#[test]
fn a_credit_line_that_is_nearly_used_is_told_before_it_is_past() {
    let talk = Talk::new();
    let agent = talk.place.agent(RUPEE);
    let credit = |amount: &str| json!({ "currency": "INR", "party": RUSSIA, "amount": amount });
    talk.accept(&agent, "SetCreditLine", credit("1000.00"));
    talk.pay(PAID, "100950.00", "normal");
    let near = talk.alerts(RUSSIA, "near-floor");
    assert_eq!((&near[0]["amount"], &near[0]["currency"]), (&json!("50.00"), &json!("INR")));
    assert_eq!(talk.alerts(INDIA, "near-floor"), [] as [Value; 0]);
    assert_eq!(talk.alerts(&agent, "near-floor").len(), 1);
    talk.accept(&agent, "SetCreditLine", credit("100.00"));
    assert_eq!(talk.alerts(RUSSIA, "near-floor"), [] as [Value; 0]);
    let below = talk.alerts(RUSSIA, "below-floor");
    assert_eq!((&below[0]["amount"], &below[0]["grade"]), (&json!("-850.00"), &json!("stops")));
}

#[test]
fn when_the_next_round_of_exchange_comes_is_told_by_the_machines_clock() {
    let place = Place::new();
    let told = place.get("/v1/exchange/rounds");
    let coming = &told["coming"];
    assert_eq!(told["instant"], minute(1).to_string());
    let opens = coming["opens_at"].as_str().unwrap().to_owned();
    assert!(opens > minute(1).to_string(), "{told}");
    let interval = coming["interval"].as_u64().unwrap();
    // Once it has come, the one after it is told, a round's length later.
    let minutes = u8::try_from(interval / 60 + 2).unwrap();
    place.step(minutes);
    let told = place.get("/v1/exchange/rounds");
    let after = told["coming"]["opens_at"].as_str().unwrap();
    assert!(after > opens.as_str() && after > minute(minutes).to_string().as_str(), "{told}");
}

#[test]
fn the_newest_rounds_before_one_are_told_in_order() {
    let talk = Talk::new();
    for number in 0..4 {
        let name = format!("5a3c1d6e-2f4b-4c8d-9e0f-00000000001{number}");
        talk.pay(&name, "150000.00", "normal");
    }
    let rounds = |query: &str| {
        let told = talk.get(OVERSEER, &format!("/v1/offsetting/rounds{query}")).unwrap();
        let all = told["rounds"].as_array().unwrap().clone();
        all.iter().map(|round| round["round"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let all = rounds("");
    assert!(all.len() > 2, "{all:?}");
    let last = all.len() - 1;
    assert_eq!(rounds("?before=9007199254740990"), all);
    assert_eq!(rounds(&format!("?before={}&limit=2", all[last])), all[last - 2..last]);
    assert_eq!(rounds(&format!("?before={}&after={}", all[last], all[0])), all[1..last]);
    assert_eq!(rounds("?before=0"), [0_u64; 0]);
    let told = talk.get(OVERSEER, "/v1/offsetting/rounds?before=-1").unwrap_err();
    assert!(told.contains("400"), "{told}");
}

#[test]
fn the_log_is_read_back_to_its_first_record_and_each_sees_what_concerns_it() {
    let talk = Talk::new();
    talk.pay(PAID, "123.45", "normal");
    let position = talk.get(OVERSEER, &format!("/v1/payments/{PAID}")).unwrap()["position"].clone();
    let mut seen = Vec::new();
    let mut path = "/v1/records?limit=2".to_owned();
    loop {
        let told = talk.get(OVERSEER, &path).unwrap();
        talk.place.conforms("/v1/records", &told);
        seen.extend(told["records"].as_array().unwrap().clone());
        let Some(next) = told["next"].as_u64() else { break };
        path = format!("/v1/records?limit=2&before={next}");
    }
    let positions: Vec<u64> = seen.iter().map(|row| row["position"].as_u64().unwrap()).collect();
    let head = talk.get(OVERSEER, "/v1/system").unwrap()["position"].as_u64().unwrap();
    assert_eq!(positions, (1..=head).rev().collect::<Vec<_>>(), "each once, the newest first");
    for row in &seen {
        let one = talk.get(OVERSEER, &format!("/v1/records/{}", row["position"])).unwrap();
        for same in ["instant", "digest", "commands_count", "entries_count"] {
            assert_eq!(row[same], one[same], "{same} of {}", row["position"]);
        }
    }
    let kinds = |by: &str| {
        let told = talk.get(by, "/v1/records").unwrap();
        let rows = told["records"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["position"] == position).unwrap()["kinds"].clone()
    };
    assert!(kinds(OVERSEER).as_array().unwrap().contains(&json!("settled")));
    assert_eq!(kinds(RUSSIA), json!(["settled"]));
    assert_eq!(kinds(BYSTANDER), json!([]));
}

#[test]
fn a_certificate_near_its_end_is_told_to_who_runs_the_system_and_to_no_bank() {
    let talk = Talk::new();
    let day = 24 * 3600 * 1_000_000_000_u64;
    let served = |days: u64| {
        let until = minute(1).unix_nanos() + days * day;
        let door = talk.place.door.clone().certified(Some(Instant::from_unix_nanos(until)));
        let any_port = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let listening = api::listen_within(any_port, None, Room::new(Bounds::default()));
        let listener = talk.place.runtime.block_on(listening).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        talk.place.runtime.spawn(async move { api::serve(listener, api::router(door)).await });
        base
    };
    let told = |base: &str, by: &str| {
        let signing = if by == OVERSEER { demo_key_of(1, OVERSEER) } else { key(by) };
        let client = Client::signing(base, signing, None).unwrap();
        let told = talk.place.runtime.block_on(client.get("/v1/alerts")).unwrap();
        let all = told["alerts"].as_array().unwrap().clone();
        let mut own = all.into_iter().filter(|alert| alert["kind"] == "certificate-ends");
        own.next().map(|alert| alert["grade"].clone())
    };
    let (far, near, gone) = (served(40), served(20), served(0));
    assert_eq!(told(&far, OPERATOR), None);
    for who in [OPERATOR, OVERSEER] {
        assert_eq!(told(&near, who), Some(json!("nears")), "{who}");
        assert_eq!(told(&gone, who), Some(json!("stops")), "{who}");
    }
    assert_eq!(told(&gone, RUSSIA), None);
}
