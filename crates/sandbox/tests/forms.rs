//! JSON and messages of ISO 20022 at the same paths, by content type: no scenario, since scenarios
//! know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use api::{Access, Ask};
use node::Signed;
use place::{Answered, INDIA, Place, RUSSIA, key, signature};

const LEG: &str = "5f0c8a1e-3b7d-4c52-9e64-a1d27c90f3b8";

fn file(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour");
    std::fs::read_to_string(format!("{folder}/{name}")).unwrap()
}

fn path(command: &str) -> &'static str {
    Ask::named(command).unwrap().path
}

/// The headers of a message that a bank signs.
fn headers(by: &str, text: &str, more: &str) -> String {
    let signature = Signed::sign(&key(by), text.as_bytes()).to_text();
    format!(
        "content-type: application/xml; charset=utf-8\r\nsarraf-signature: {signature}\r\n{more}"
    )
}

/// Sends what reaches the log, and steps the clock when it has.
fn logged(place: &Place, path: &str, headers: &str, text: &str, minute: u8) -> Answered {
    std::thread::scope(|threads| {
        let sending = threads.spawn(|| place.http("post", path, headers, text));
        while place.node.intake().waiting() == 0 {
            assert!(!sending.is_finished(), "answered without the log");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        place.step(minute);
        sending.join().unwrap()
    })
}

fn status(answer: &Answered) -> &str {
    let rest = answer.body.split_once("<TxSts>").unwrap_or_default().1;
    rest.split('<').next().unwrap_or_default()
}

#[test]
fn a_message_asks_for_the_same_at_the_path_of_what_it_asks_for() {
    let place = Place::new();
    let leg = file("1-rouble-leg.xml");
    let (instructions, once) = (path("SubmitInstruction"), "idempotency-key: \"LEG-1\"\r\n");
    let told = logged(&place, instructions, &headers(RUSSIA, &leg, once), &leg, 2);
    assert_eq!((told.status, status(&told)), (200, "PDNG"), "{}", told.body);
    assert_eq!(told.header("content-type"), "application/xml");
    assert!(told.header("sarraf-message").starts_with("pacs.002."), "{}", told.head);
    assert_eq!(told.header("sarraf-salt").len(), 64, "it stands in the log");
    let again = place.http("post", instructions, &headers(RUSSIA, &leg, once), &leg);
    assert_eq!((again.status, &again.body), (200, &told.body), "once under its key");
    assert_eq!(again.header("sarraf-message"), told.header("sarraf-message"));

    // What it asks for is something else, or nothing that is asked for by a message.
    let elsewhere = place.http("post", path("CancelInstruction"), &headers(RUSSIA, &leg, ""), &leg);
    assert_eq!(elsewhere.status, 400, "{}", elsewhere.body);
    assert!(elsewhere.header("sarraf-message").starts_with("admi.002."), "{}", elsewhere.head);
    assert!(elsewhere.body.contains("CancelInstruction"), "{}", elsewhere.body);
    let reserve = place.http("post", path("ReserveFunds"), &headers(RUSSIA, &leg, ""), &leg);
    assert_eq!((reserve.status, reserve.code().as_str()), (415, "unsupported-media-type"));
    assert_eq!(place.node.intake().waiting(), 0, "none of them reached the log");
}

#[test]
fn a_payment_is_told_as_json_or_as_a_pacs_002() {
    let place = Place::new();
    let leg = file("1-rouble-leg.xml");
    logged(&place, path("SubmitInstruction"), &headers(RUSSIA, &leg, ""), &leg, 2);
    let of = format!("/v1/payments/{LEG}");
    let get = |accept: &str| place.http("get", &of, &format!("accept: {accept}\r\n"), "");
    let xml = get("application/xml");
    assert_eq!(
        (xml.status, xml.header("content-type"), status(&xml)),
        (200, "application/xml", "PDNG")
    );
    assert!(xml.body.contains(LEG) && xml.body.contains("pacs.002."), "{}", xml.body);
    for accept in ["*/*", "application/json", "application/xml;q=0.5, application/json"] {
        assert_eq!(get(accept).header("content-type"), "application/json", "{accept}");
    }
    let unknown = place.http(
        "get",
        "/v1/payments/00000000-0000-4000-8000-000000000000",
        "accept: application/xml\r\n",
        "",
    );
    assert_eq!((unknown.status, unknown.code().as_str()), (404, "not-found"));
}

/// What a bank reads in a form, signed as a whole.
fn read(place: &Place, by: &str, path: &str, accept: &str) -> Answered {
    let signature = signature(place, &key(by), "get", path, "");
    place.http("get", path, &format!("accept: {accept}\r\n{signature}"), "")
}

#[test]
fn a_message_is_read_as_it_was_sent_and_what_came_as_json_as_json() {
    let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
    let leg = file("1-rouble-leg.xml");
    logged(&place, path("SubmitInstruction"), &headers(RUSSIA, &leg, ""), &leg, 2);
    let of = format!("/v1/payments/{LEG}/message");
    let xml = read(&place, RUSSIA, &of, "application/xml");
    assert_eq!((xml.status, xml.header("content-type")), (200, "application/xml"), "{}", xml.body);
    assert!(xml.body == leg, "byte for byte");
    let told = place::json_of(&read(&place, RUSSIA, &of, "application/json"));
    assert_eq!((told["text"].as_str(), told["form"].as_str()), (Some(leg.as_str()), Some("xml")));
    assert_eq!(told["salt"], xml.header("sarraf-salt"));
    assert_eq!(told["message"], xml.header("sarraf-message"));
    let other = read(&place, INDIA, &of, "application/xml");
    assert_eq!((other.status, other.code().as_str()), (404, "not-found"), "another's is not there");

    let name = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";
    let paid = serde_json::json!({
        "command": "SubmitInstruction",
        "asked_at": place::minute(2).to_string(),
        "uetr": name,
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": "1.00" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    place.send(RUSSIA, path("SubmitInstruction"), &paid, 3);
    let told = read(&place, INDIA, &format!("/v1/payments/{name}/message"), "application/xml");
    assert_eq!((told.status, told.header("content-type")), (200, "application/json"));
    assert_eq!(place::json_of(&told)["form"], "json");
}

#[test]
fn an_account_is_told_as_json_or_as_a_camt_052_to_its_holder() {
    let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
    let of = format!("/v1/accounts?participant={RUSSIA}&currency=INR");
    let told = place::json_of(&read(&place, RUSSIA, &of, "application/json"));
    let accounts = told["accounts"].as_array().unwrap();
    assert_eq!((accounts.len(), &accounts[0]["currency"]), (1, &"INR".into()), "{told}");
    let xml = read(&place, RUSSIA, &of, "application/xml");
    assert_eq!((xml.status, xml.header("content-type")), (200, "application/xml"), "{}", xml.body);
    let balance = accounts[0]["balance"].as_str().unwrap();
    assert!(xml.body.contains("camt.052.001.08"), "{}", xml.body);
    assert!(xml.body.contains(&format!("<Amt Ccy=\"INR\">{balance}</Amt>")), "{}", xml.body);
    let (agent, code) = (place.agent(place::RUPEE), |told: Answered| (told.status, told.code()));
    for (by, path, expected) in [
        // Those who see what it stands at, and are not told what moved it.
        (agent.as_str(), of.as_str(), (403, "forbidden")),
        (sandbox::OPERATOR, of.as_str(), (403, "forbidden")),
        (INDIA, of.as_str(), (403, "forbidden")),
        (RUSSIA, "/v1/accounts?participant=SABRRUMM", (400, "bad-query")),
        (RUSSIA, "/v1/accounts?participant=SABRRUMM&currency=XXX", (404, "not-found")),
    ] {
        let told = code(read(&place, by, path, "application/xml"));
        assert_eq!((told.0, told.1.as_str()), expected, "{by} {path}");
    }
}
