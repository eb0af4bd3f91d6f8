//! JSON and messages of ISO 20022 at the same paths, by content type: no scenario, since scenarios
//! know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use api::Ask;
use node::Signed;
use place::{Answered, Place, RUSSIA, key};

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
