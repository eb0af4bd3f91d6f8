//! Exchange through the door: no scenario, since scenarios know neither HTTP nor signatures.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::path::PathBuf;
use std::time::Duration;

use api::{Ask, Door, DoorOptions, Freshness};
use client::{Client, Told};
use ed25519_dalek::SigningKey;
use iso20022::{Limits, Profile};
use node::{Answer, Clock, Node, NodeOptions, Salting, Signed, Submission, demo_key};
use sandbox::{CLEARING_SYSTEM, Day, DayOptions, OPERATOR, World};
use serde_json::{Value, json};
use settlement::{Command, issuance};
use terms::{Amount, Bic, BusinessDate, CurrencyId, Instant, TimeOfDay, Uetr, UtcOffset};
use tokio::runtime::Runtime;
use tokio::sync::oneshot::Receiver;

const INDIA: &str = "SBININBB";
const RUSSIA: &str = "SABRRUMM";
const RUPEE: CurrencyId = CurrencyId::new(1);
const ROUBLE: CurrencyId = CurrencyId::new(2);

/// A minute of the morning of 24 November 2026, in UTC.
fn minute(number: u8) -> Instant {
    let date = BusinessDate::from_ymd(2026, 11, 24).expect("the sandbox runs");
    Instant::of_local(
        date,
        TimeOfDay::new(8, number).expect("the sandbox runs"),
        UtcOffset::default(),
    )
}

fn bic(text: &str) -> Bic {
    Bic::parse(text).expect("the sandbox runs")
}

fn key(text: &str) -> SigningKey {
    demo_key(1, &bic(text))
}

/// A small sandbox behind a door on a free port, with money at the two banks.
struct Place {
    runtime: Runtime,
    node: Node,
    door: Door,
    client: Client,
    _folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("the sandbox runs");
        let runtime = Runtime::new().expect("the sandbox runs");
        let world = World::embedded(1, 20).expect("the sandbox runs");
        let founding = world.founding(minute(0)).expect("the sandbox runs");
        let mut options = NodeOptions::new(folder.path().to_owned());
        options.clock = Clock::Stepped;
        let operator = bic(OPERATOR);
        let (node, _) = Node::start(&founding, demo_key(1, &operator), options, |_| {})
            .expect("the sandbox runs");
        let options = DoorOptions {
            operator,
            name: founding.name.clone(),
            clock: Clock::Stepped,
            salting: Salting::Derived(1),
            limits: Limits::default(),
            profile: Profile::settlement(CLEARING_SYSTEM, operator),
            freshness: Freshness::NotAsked,
        };
        let door = Door::new(&node, options);
        let any_port = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(api::listen(any_port)).expect("the sandbox runs");
        let client =
            Client::new(&format!("http://{}", listener.local_addr().expect("the sandbox runs")));
        let served = api::router(door.clone());
        runtime.spawn(async move { api::serve(listener, served).await });
        let place = Self { runtime, node, door, client, _folder: folder };
        let issues =
            [place.issue(RUPEE, RUSSIA, 10_000_000), place.issue(ROUBLE, INDIA, 10_000_000)];
        place.step(1);
        for issue in issues {
            // Answered, it is no longer counted as waiting.
            place.runtime.block_on(issue).expect("the sandbox runs");
        }
        place
    }

    fn issue(&self, currency: CurrencyId, to: &str, minor: u128) -> Receiver<Answer> {
        let (by, to, sender) = {
            let board = self.node.board();
            let board = board.read().expect("the sandbox runs");
            let agent = board.directory().agent(currency).expect("the sandbox runs");
            let sender = board.directory().bic(agent).expect("the sandbox runs");
            (agent, board.directory().party(&bic(to)).expect("the sandbox runs"), sender)
        };
        let name = Uetr::from_random(u128::from(currency.index() as u64));
        let amount = Amount::from_minor(minor);
        let command = Command::Issuance(issuance::Command::Issue { name, currency, to, amount });
        let submission =
            Submission { by, sender, message: "issue".into(), command, original: None };
        self.node.intake().submit(submission).expect("the sandbox runs")
    }

    fn step(&self, number: u8) {
        let stepped = self.node.intake().step(minute(number)).expect("the sandbox runs");
        self.runtime.block_on(stepped).expect("the sandbox runs");
    }

    /// Sends a body that reaches the log, and steps the clock when it has.
    fn send(&self, sender: &str, ask: Ask, body: &Value, number: u8) -> Told {
        let (client, key, body) = (self.client.clone(), key(sender), body.clone());
        let sending = self.runtime.spawn(async move {
            match ask {
                Ask::Order => client.place_order(&key, body.to_string().into_bytes()).await,
                Ask::Quote => client.post_quote(&key, body.to_string().into_bytes()).await,
                Ask::Cancel => {
                    client
                        .cancel_order(&key, body["number"].as_u64().expect("the sandbox runs"))
                        .await
                }
            }
        });
        while self.node.intake().waiting() == 0 {
            assert!(!sending.is_finished(), "answered without the log");
            std::thread::sleep(Duration::from_millis(1));
        }
        self.step(number);
        self.runtime.block_on(sending).expect("the sandbox runs").expect("the sandbox runs")
    }

    /// Sends a body that the door itself answers.
    fn refused(&self, sender: &str, body: &str) -> Told {
        let key = key(sender);
        let sending = self.client.place_order(&key, body.as_bytes().to_vec());
        let told = self.runtime.block_on(sending).expect("the sandbox runs");
        assert_eq!(self.node.intake().waiting(), 0, "it reached the log");
        told
    }

    fn rounds(&self) -> Value {
        self.runtime.block_on(self.client.rounds(0)).expect("the sandbox runs")
    }

    fn balance(&self, bank: &str, currency: &str) -> String {
        let accounts =
            self.runtime.block_on(self.client.accounts(&bic(bank))).expect("the sandbox runs");
        accounts
            .into_iter()
            .find(|account| account.currency == currency)
            .expect("the sandbox runs")
            .balance
    }
}

/// The Russian bank's rupees for roubles, at not less than 0.80 roubles for a rupee.
fn rupees() -> Value {
    json!({
        "name": "5a3c1d6e-2f4b-4c8d-9e0f-1a2b3c4d5e6f",
        "sell": { "currency": "INR", "amount": "1000.00" },
        "buy": { "currency": "RUB", "at_least": "800.00" },
        "rounds": 5,
    })
}

/// The Indian bank's roubles for rupees, at not less than 1 rupee for a rouble.
fn roubles() -> Value {
    json!({
        "name": "6b4d2e7f-3a5c-4d9e-8f1a-2b3c4d5e6f70",
        "sell": { "currency": "RUB", "amount": "5000.00" },
        "buy": { "currency": "INR", "at_least": "5000.00" },
        "until": "2026-11-24T08:30:00Z",
    })
}

#[test]
fn two_orders_that_meet_are_filled_in_a_round_that_can_be_read() {
    let place = Place::new();
    let one = place.send(RUSSIA, Ask::Order, &rupees(), 2);
    assert_eq!((one.status, one.body["status"].as_str()), (200, Some("placed")), "{one:?}");
    let two = place.send(INDIA, Ask::Order, &roubles(), 3);
    assert_eq!(two.order(), Some(2), "{two:?}");
    assert_eq!(place.rounds()["rounds"], json!([]));
    (4..12).for_each(|number| place.step(number));

    let told = place.rounds();
    let round = &told["rounds"][0];
    assert_eq!(round["round"], 1, "{told}");
    let fills = round["fills"].as_array().unwrap();
    let sold = |fill: &Value| (fill["participant"].clone(), fill["sell"].clone());
    assert_eq!(
        fills.iter().map(sold).collect::<Vec<_>>(),
        [(json!(RUSSIA), json!("INR")), (json!(INDIA), json!("RUB"))]
    );
    assert_eq!((&fills[0]["sold"], &fills[0]["left"]), (&json!("1000.00"), &json!("0.00")));
    let received: f64 = fills[0]["received"].as_str().unwrap().parse().unwrap();
    assert!(received >= 800.0, "less than the limit: {received}");
    assert_eq!(round["prices"].as_object().unwrap().len(), 2, "{round}");
    assert_eq!(place.balance(RUSSIA, "INR"), "99000.00");
    assert_eq!(place.balance(RUSSIA, "RUB"), fills[0]["received"].as_str().unwrap());

    let name = rupees()["name"].as_str().unwrap().to_owned();
    let path = format!("/v1/orders/{name}");
    let asked = place.runtime.block_on(place.client.get(&path)).unwrap();
    assert_eq!((&asked["status"], &asked["limit"]), (&json!("filled"), &json!("4/5")));
}

#[test]
fn the_same_bytes_twice_are_answered_as_the_first_time_and_done_once() {
    let place = Place::new();
    let first = place.send(RUSSIA, Ask::Order, &rupees(), 2);
    let again = place.send(RUSSIA, Ask::Order, &rupees(), 3);
    assert_eq!(first, again);
    let mut other = rupees();
    other["rounds"] = json!(6);
    let other = place.send(RUSSIA, Ask::Order, &other, 4);
    assert_eq!((other.status, other.body["number"].as_u64()), (422, Some(1304)), "{other:?}");
    assert_eq!(other.body["rule"], "R-PAY-03");

    let number = json!({ "number": first.order().unwrap() });
    let strange = place.send(INDIA, Ask::Cancel, &number, 5);
    assert_eq!(strange.body["name"], "NotAuthorised", "{strange:?}");
    let ended = place.send(RUSSIA, Ask::Cancel, &number, 6);
    assert_eq!(ended.body["status"], "cancelled", "{ended:?}");
    assert_eq!(place.send(RUSSIA, Ask::Cancel, &number, 7), ended);
    let late = place.send(INDIA, Ask::Cancel, &number, 8);
    assert_eq!(late.body["name"], "UnknownOrder", "another's cancelling tells nothing");
}

#[test]
fn an_order_sent_again_after_its_end_is_answered_as_the_first_time() {
    let place = Place::new();
    let first = place.send(INDIA, Ask::Order, &roubles(), 3);
    place.step(35);
    assert_eq!(place.send(INDIA, Ask::Order, &roubles(), 40), first);
}

#[test]
fn an_order_that_is_not_funded_and_a_quote_are_told_with_their_rules() {
    let place = Place::new();
    let mut large = rupees();
    large["sell"]["amount"] = json!("100000.01");
    let told = place.send(RUSSIA, Ask::Order, &large, 2);
    assert_eq!(told.status, 422);
    assert_eq!((&told.body["name"], told.reason()), (&json!("OrderUnfunded"), Some("AM04")));
    let quote = json!({
        "name": "7c5e3f80-4b6d-4eaf-9a2b-3c4d5e6f7081",
        "sell": { "currency": "RUB", "amount": "5000.00" },
        "buy": { "currency": "INR", "amount": "5100.00" },
        "until": "2026-11-24T08:30:00Z",
    });
    let told = place.send(INDIA, Ask::Quote, &quote, 3);
    assert_eq!(told.body["status"], "placed", "{told:?}");
}

#[test]
fn what_is_badly_signed_or_malformed_never_reaches_the_log() {
    let place = Place::new();
    let good = rupees().to_string();
    let signed = Signed::sign(&key(RUSSIA), b"something else").to_text();
    let of_another = place.door.exchange(Ask::Order, good.clone().into_bytes(), Some(&signed));
    assert_eq!(place.runtime.block_on(of_another).unwrap().status, 401);
    let unsigned = place.door.exchange(Ask::Order, good.clone().into_bytes(), None);
    assert_eq!(place.runtime.block_on(unsigned).unwrap().status, 401);
    let stranger = demo_key(99, &bic(RUSSIA));
    let sending = place.client.place_order(&stranger, good.clone().into_bytes());
    assert_eq!(place.runtime.block_on(sending).unwrap().status, 401);

    let wrong = [
        ("\"rounds\":5", "\"rounds\":5,\"note\":1", "FF01"),
        ("\"rounds\":5", "\"rounds\":5,\"until\":\"2026-11-24T12:00:00Z\"", "FF01"),
        (",\"rounds\":5", "", "FF01"),
        ("\"1000.00\"", "1000.00", "FF01"),
        ("\"1000.00\"", "\"-1000.00\"", "AM12"),
        ("\"1000.00\"", "\"1e3\"", "AM12"),
        ("\"1000.00\"", "\"1000.001\"", "CH20"),
        ("\"1000.00\"", "\"0\"", "AM01"),
        ("\"INR\"", "\"XAU\"", "AM03"),
        ("5a3c1d6e-2f4b-4c8d", "5a3c1d6e-2f4b-1c8d", "FF08"),
        ("\"rounds\":5", "\"rounds\":5,\"date\":\"2026-11-23\"", "DT01"),
    ];
    for (from, to, reason) in wrong {
        let body = good.replacen(from, to, 1);
        assert_ne!(body, good, "{from} is not there");
        let told = place.refused(RUSSIA, &body);
        assert_eq!((told.status, told.reason()), (400, Some(reason)), "{body}: {told:?}");
    }
    let long = good.replacen(',', &format!(",{}", " ".repeat(5_000)), 1);
    assert_eq!(place.refused(RUSSIA, &long).status, 413);
}

#[test]
fn rates_tell_what_each_central_bank_allows() {
    let place = Place::new();
    let told = place.runtime.block_on(place.client.rates()).unwrap();
    let rows = told["rates"].as_array().unwrap();
    assert_eq!(rows.len(), 38);
    assert!(rows.iter().all(|row| row["rate"].is_string()), "a currency has no rate");
    let row = |code: &str| rows.iter().find(|row| row["currency"] == code).unwrap();
    assert_eq!(row("INR")["rate"], "1/9240");
    assert_eq!(row("CNY")["band_basis_points"], 200);
    assert_eq!(row("BRL")["quota"], "50000000.00");
    assert_eq!(
        (&row("MMK")["trading"], &row("RUB")["trading"]),
        (&json!("halted"), &json!("open"))
    );
    assert_eq!(row("THB")["switched_off_against"], json!(["LAK"]));
}

#[test]
fn the_same_seed_gives_the_same_day_with_exchange_in_it() {
    let day = |folder: PathBuf| {
        let runtime = Runtime::new().unwrap();
        let options = DayOptions::new(3, 24, 250, folder);
        let mut day = Day::found(options, &runtime).unwrap();
        let report = runtime.block_on(day.run(|_| {})).unwrap();
        day.into_node().stop().unwrap();
        report
    };
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (one, two) = (day(one.path().to_owned()), day(two.path().to_owned()));
    assert_eq!(one.digest, two.digest);
    assert_eq!(one.exchange, two.exchange);
    assert!(one.exchange.orders_filled > 0, "nothing was exchanged: {:?}", one.exchange);
    assert!(one.books_agree && one.conservation.values().all(|sum| *sum == 0));
}
