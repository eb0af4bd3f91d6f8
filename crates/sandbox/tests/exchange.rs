//! Exchange through the door: no scenario, since scenarios know neither HTTP nor signatures.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::path::PathBuf;

use api::Signing;
use client::Told;
use node::{Signed, demo_key};
use place::{INDIA, Place, RUSSIA, bic, key};
use sandbox::{Day, DayOptions};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// What is asked of exchange.
#[derive(Clone, Copy)]
enum Ask {
    Order,
    Quote,
    Cancel,
}

fn send(place: &Place, sender: &str, ask: Ask, body: &Value, number: u8) -> Told {
    let path = match ask {
        Ask::Order => "/v1/orders",
        Ask::Quote => "/v1/quotes",
        Ask::Cancel => "/v1/orders/cancel",
    };
    place.send(sender, path, body, number)
}

/// Sends an order that the door itself answers.
fn refused(place: &Place, sender: &str, body: &str) -> Told {
    place.refused(sender, "/v1/orders", body)
}

fn rounds(place: &Place) -> Value {
    place.get("/v1/exchange/rounds?after=0")
}

fn balance(place: &Place, bank: &str, currency: &str) -> String {
    let door = place.client.operations();
    let told = place.runtime.block_on(door.accounts(Some(bank), None)).expect("the sandbox runs");
    let mut accounts = told.told().expect("the sandbox runs").accounts.into_iter();
    accounts.find(|account| account.currency == currency).expect("the sandbox runs").balance
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
    let one = send(&place, RUSSIA, Ask::Order, &rupees(), 2);
    assert_eq!((one.status, one.body["status"].as_str()), (200, Some("placed")), "{one:?}");
    let two = send(&place, INDIA, Ask::Order, &roubles(), 3);
    assert_eq!(two.order(), Some(2), "{two:?}");
    assert_eq!(rounds(&place)["rounds"], json!([]));
    (4..12).for_each(|number| place.step(number));

    let told = rounds(&place);
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
    assert_eq!(balance(&place, RUSSIA, "INR"), "99000.00");
    assert_eq!(balance(&place, RUSSIA, "RUB"), fills[0]["received"].as_str().unwrap());

    let name = rupees()["name"].as_str().unwrap().to_owned();
    let path = format!("/v1/orders/{name}");
    let asked = place.get(&path);
    assert_eq!((&asked["status"], &asked["limit"]), (&json!("filled"), &json!("4/5")));
}

#[test]
fn orders_of_all_are_told_the_newest_first_page_by_page() {
    let place = Place::new();
    send(&place, RUSSIA, Ask::Order, &rupees(), 2);
    let more = json!({
        "name": "7c5e3f80-4b6d-4eaf-9a2b-3c4d5e6f7081",
        "sell": { "currency": "RUB", "amount": "1.00" },
        "buy": { "currency": "INR", "at_least": "900.00" },
        "rounds": 1,
    });
    send(&place, INDIA, Ask::Order, &more, 3);
    (4..12).for_each(|number| place.step(number));
    let whose = |told: &Value| told["orders"][0]["participant"].clone();
    let newest = place.get("/v1/orders?limit=1");
    assert_eq!(whose(&newest), json!(INDIA), "{newest}");
    let older = place.get(&format!("/v1/orders?limit=1&before={}", newest["next"]));
    assert_eq!((whose(&older), &older["next"]), (json!(RUSSIA), &Value::Null), "{older}");
    let both = place.get("/v1/orders");
    assert_eq!((whose(&both), both["orders"].as_array().unwrap().len()), (json!(RUSSIA), 2));
    assert_eq!(both["orders"][1]["status"], "expired", "it stood for one round: {both}");
    let standing = place.get("/v1/orders?status=standing");
    assert_eq!(standing["orders"], json!([both["orders"][0]]), "{standing}");
}

#[test]
fn a_payment_that_waits_to_be_converted_is_settled_by_a_round() {
    let place = Place::new();
    let uetr = "9e7a5b02-6d8f-4ac1-9c4d-5e6f708192a3";
    let payment = json!({
        "command": "ConvertPayment", "asked_at": "2026-11-24T08:02:00Z", "uetr": uetr,
        "creditor": RUSSIA, "sell": { "currency": "INR", "amount": "1000.00" },
        "buy": { "currency": "RUB", "at_least": "800.00" }, "rounds": 5,
    });
    let told = place.send(RUSSIA, "/v1/conversions", &payment, 2);
    assert_eq!(told.body["status"], "pending", "{told:?}");
    send(&place, INDIA, Ask::Order, &roubles(), 3);
    (4..12).for_each(|number| place.step(number));
    let row = place.get(&format!("/v1/conversions/{uetr}"));
    assert_eq!((&row["status"], &row["left"]), (&json!("settled"), &json!("0.00")), "{row}");
    assert_eq!((&row["steps"][0]["round"], &row["waits"]), (&json!(1), &Value::Null));
    assert_eq!(row["received"], json!(balance(&place, RUSSIA, "RUB")));
    assert_eq!(row["payment"]["history"].as_array().unwrap().len(), 2);
    let door = place.client.operations();
    let outbox = place.runtime.block_on(door.outbox(RUSSIA, None, None)).unwrap().told().unwrap();
    let status = outbox.messages.iter().rfind(|told| told.message == "pacs.002.001.10").unwrap();
    let xml = status.xml.as_deref().unwrap();
    assert!(xml.contains("<TxSts>ACSC</TxSts>"), "{xml}");
    assert!(outbox.messages.iter().any(|told| told.json.is_some()), "what the payer signed");
}

#[test]
fn the_same_bytes_twice_are_answered_as_the_first_time_and_done_once() {
    let place = Place::new();
    let first = send(&place, RUSSIA, Ask::Order, &rupees(), 2);
    let again = send(&place, RUSSIA, Ask::Order, &rupees(), 3);
    assert_eq!(first, again);
    let mut other = rupees();
    other["rounds"] = json!(6);
    let other = send(&place, RUSSIA, Ask::Order, &other, 4);
    assert_eq!((other.status, other.body["number"].as_u64()), (422, Some(1304)), "{other:?}");
    assert_eq!(other.body["rule"], "R-PAY-03");

    let number = json!({ "number": first.order().unwrap() });
    let strange = send(&place, INDIA, Ask::Cancel, &number, 5);
    assert_eq!(strange.body["name"], "NotAuthorised", "{strange:?}");
    let ended = send(&place, RUSSIA, Ask::Cancel, &number, 6);
    assert_eq!(ended.body["status"], "cancelled", "{ended:?}");
    assert_eq!(send(&place, RUSSIA, Ask::Cancel, &number, 7), ended);
    let late = send(&place, INDIA, Ask::Cancel, &number, 8);
    assert_eq!(late.body["name"], "UnknownOrder", "another's cancelling tells nothing");
}

#[test]
fn an_order_sent_again_after_its_end_is_answered_as_the_first_time() {
    let place = Place::new();
    let first = send(&place, INDIA, Ask::Order, &roubles(), 3);
    place.step(35);
    assert_eq!(send(&place, INDIA, Ask::Order, &roubles(), 40), first);
}

#[test]
fn an_order_that_is_not_funded_and_a_quote_are_told_with_their_rules() {
    let place = Place::new();
    let mut large = rupees();
    large["sell"]["amount"] = json!("100000.01");
    let told = send(&place, RUSSIA, Ask::Order, &large, 2);
    assert_eq!(told.status, 422);
    assert_eq!((&told.body["name"], told.reason()), (&json!("OrderUnfunded"), Some("AM04")));
    let quote = json!({
        "name": "7c5e3f80-4b6d-4eaf-9a2b-3c4d5e6f7081",
        "sell": { "currency": "RUB", "amount": "5000.00" },
        "buy": { "currency": "INR", "amount": "5100.00" },
        "until": "2026-11-24T08:30:00Z",
    });
    let told = send(&place, INDIA, Ask::Quote, &quote, 3);
    assert_eq!(told.body["status"], "placed", "{told:?}");
}

#[test]
fn what_is_badly_signed_or_malformed_never_reaches_the_log() {
    let place = Place::new();
    let good = rupees().to_string();
    let signed = Signed::sign(&key(RUSSIA), b"something else").to_text();
    let order = api::Ask::named("PlaceOrder").unwrap();
    let of_another = place.door.ask(order, None, good.clone().into_bytes(), Some(signed.as_str()));
    assert_eq!(place.runtime.block_on(of_another).unwrap().status, 401);
    let unsigned = place.door.ask(order, None, good.clone().into_bytes(), None::<&str>);
    assert_eq!(place.runtime.block_on(unsigned).unwrap().status, 401);
    // Its own signature, by another's certificate.
    let other = place.node.board().read().unwrap().directory().party(&bic(RUSSIA));
    let header = Signed::sign(&key(INDIA), good.as_bytes()).to_text();
    let signing = Signing::Detached { header: Some(&header), certificate: other };
    let shown = place.door.ask(order, None, good.clone().into_bytes(), signing);
    assert_eq!(place.runtime.block_on(shown).unwrap().status, 401);
    let stranger = demo_key(99, &bic(RUSSIA));
    let sending = place.client.ask(&stranger, "/v1/orders", good.clone().into_bytes());
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
        let told = refused(&place, RUSSIA, &body);
        assert_eq!((told.status, told.reason()), (400, Some(reason)), "{body}: {told:?}");
    }
    let long = good.replacen(',', &format!(",{}", " ".repeat(5_000)), 1);
    assert_eq!(refused(&place, RUSSIA, &long).status, 413);
}

#[test]
fn rates_tell_what_each_central_bank_allows() {
    let place = Place::new();
    let told = place.get("/v1/rates");
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
