//! Where a payment is, told to its two banks and shown to a customer: no scenario, since scenarios
//! know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use api::{Access, Ask};
use client::{Client, Said, StatusProof};
use iso20022::write::{Envelope, Original, Status, StatusReport};
use node::{demo_key, post_quantum_key, public_key};
use place::{INDIA, Place, RUPEE, RUSSIA, bic, key, minute};
use receipts::{Committee, Member};
use sandbox::OPERATOR;
use serde_json::{Value, json};
use terms::Uetr;

const PAID: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";
const WAITS: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000002";
const BYSTANDER: &str = "ICBKCNBJ";

fn guarded() -> Place {
    Place::behind(Access { open: false, ..sandbox::open_access(1) })
}

fn client(place: &Place, of: &str) -> Client {
    Client::signing(&place.base, key(of), None).unwrap()
}

fn get(place: &Place, by: &str, path: &str) -> Result<Value, String> {
    let told = place.runtime.block_on(client(place, by).get(path));
    told.map_err(|failure| failure.to_string())
}

fn pay(place: &Place, name: &str, amount: &str, number: u8) {
    let body = json!({
        "command": "SubmitInstruction",
        "asked_at": minute(number - 1).to_string(),
        "uetr": name,
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": amount }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    let path = Ask::named("SubmitInstruction").unwrap().path;
    let told = place.send(RUSSIA, path, &body, number);
    assert_eq!(told.status, 200, "{told:?}");
}

fn confirm(place: &Place, name: &str, number: u8) {
    let body = json!({
        "command": "ConfirmCredit", "asked_at": minute(number - 1).to_string(), "uetr": name,
    });
    let path = Ask::named("ConfirmCredit").unwrap().path;
    let told = place.send(INDIA, path, &body, number);
    assert_eq!(told.status, 200, "{told:?}");
}

/// The stamps of a payment: each with its party and instant.
fn stamps(told: &Value) -> Vec<(String, String, String)> {
    let text = |stamp: &Value, name: &str| stamp[name].as_str().unwrap_or_default().to_owned();
    let stamps = told["stamps"].as_array().unwrap().iter();
    stamps.map(|s| (text(s, "stamp"), text(s, "party"), text(s, "at"))).collect()
}

fn stamp(name: &str, party: &str, number: u8) -> (String, String, String) {
    (name.into(), party.into(), minute(number).to_string())
}

#[test]
fn a_payment_is_received_settled_delivered_and_acknowledged() {
    let place = guarded();
    let path = format!("/v1/payments/{PAID}");
    pay(&place, PAID, "123.45", 2);
    let way = |by| stamps(&get(&place, by, &path).unwrap());
    let settled = vec![stamp("received", RUSSIA, 2), stamp("settled", RUSSIA, 2)];
    assert_eq!(way(RUSSIA), settled);
    // Looking is not having: it is delivered when its bank asks for what comes after.
    let outbox = |by: &str, after: u64| {
        get(&place, by, &format!("/v1/outbox?participant={INDIA}&after={after}"))
    };
    let first = outbox(INDIA, 0).unwrap();
    assert_eq!(way(RUSSIA), settled);
    // Who sees all else is not shown it.
    assert!(outbox(OPERATOR, 0).unwrap_err().contains("403"));
    assert_eq!(way(RUSSIA), settled);
    place.step(3);
    outbox(INDIA, first["next"].as_u64().unwrap()).unwrap();
    let delivered = [settled, vec![stamp("delivered", INDIA, 3)]].concat();
    assert_eq!(way(RUSSIA), delivered);
    confirm(&place, PAID, 4);
    let acknowledged = [delivered, vec![stamp("acknowledged", INDIA, 4)]].concat();
    assert_eq!((way(RUSSIA), way(INDIA)), (acknowledged.clone(), acknowledged));
    let told = get(&place, RUSSIA, &format!("/v1/outbox?participant={RUSSIA}")).unwrap();
    let messages = told["messages"].as_array().unwrap();
    let last = messages.last().unwrap()["xml"].as_str().unwrap();
    assert!(last.contains("<TxSts>ACCC</TxSts>") && last.contains(PAID), "{last}");
    // Nobody else is told of it.
    assert!(get(&place, BYSTANDER, &path).unwrap_err().contains("404"));
}

#[test]
fn the_creditors_bank_confirms_by_a_message_too() {
    let place = guarded();
    pay(&place, PAID, "123.45", 2);
    let report = |id: &str, uetr: &str| {
        let envelope = Envelope {
            from: bic(INDIA),
            to: bic(OPERATOR),
            message_id: id,
            created: minute(2),
            business_service: None,
            copy: None,
            related: None,
        };
        let report = StatusReport {
            original: Original {
                message_id: "NOTPROVIDED",
                definition: "pacs.009.001.08",
                instruction_id: None,
                end_to_end_id: None,
                tx_id: None,
                uetr: Uetr::parse(uetr).ok(),
            },
            status: Status::CreditorBooked,
            reason: None,
            accepted: Some(minute(2)),
            settled_on: None,
            clearing_reference: None,
        };
        report.write(&envelope).unwrap().into_bytes()
    };
    let send = |message: Vec<u8>, number: u8| {
        let (client, signer) = (place.client.clone(), key(INDIA));
        let sending = place.runtime.spawn(async move { client.send(&signer, message).await });
        while place.node.intake().waiting() == 0 && !sending.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        place.step(number);
        place.runtime.block_on(sending).unwrap().unwrap()
    };
    let told = send(report("SBIN-1", PAID), 3);
    assert!(told.definition.starts_with("admi.007."), "{}", told.xml);
    let way = stamps(&get(&place, RUSSIA, &format!("/v1/payments/{PAID}")).unwrap());
    assert_eq!(way.last(), Some(&stamp("acknowledged", INDIA, 3)));
    // Sent twice, it is what it was; of another payment, it is refused and rejects nothing.
    let again = send(report("SBIN-1", PAID), 4);
    assert!(again.definition.starts_with("admi.007."), "{}", again.xml);
    let wrong = send(report("SBIN-2", WAITS), 5);
    assert!(wrong.definition.starts_with("camt.025."), "{}", wrong.xml);
    assert!(wrong.xml.contains("1307"), "{}", wrong.xml);
}

fn committee() -> Committee {
    let key = demo_key(1, &bic(OPERATOR));
    let member = Member {
        name: "operator".into(),
        key: public_key(&key),
        beside: Some(post_quantum_key(&key)),
    };
    Committee { members: vec![member], quorum: 1 }
}

#[test]
fn a_proof_is_checked_offline_and_a_link_tells_no_more_than_how_far() {
    let place = guarded();
    let path = format!("/v1/payments/{PAID}/proof");
    pay(&place, PAID, "123.45", 2);
    pay(&place, WAITS, "99999999.00", 3);
    let waits = get(&place, RUSSIA, &format!("/v1/payments/{WAITS}/proof")).unwrap_err();
    assert!(waits.contains("409"), "{waits}");
    let settled = get(&place, RUSSIA, &path).unwrap();
    assert_eq!((&settled["status"], &settled["shareable"]), (&json!("settled"), &json!(false)));
    let proof = StatusProof::check(settled.to_string().as_bytes(), &committee()).unwrap();
    assert_eq!(proof.proven[0].said, Said::Settled);

    confirm(&place, PAID, 4);
    pay(&place, "5a3c1d6e-2f4b-4c8d-9e0f-000000000003", "1.00", 5);
    let told = get(&place, RUSSIA, &path).unwrap();
    assert_eq!((&told["status"], &told["shareable"]), (&json!("acknowledged"), &json!(true)));
    let proof = StatusProof::check(told.to_string().as_bytes(), &committee()).unwrap();
    let position = proof.proven[0].position;
    assert!(
        matches!(proof.proven[0].said, Said::Acknowledged { settled, .. } if settled < position)
    );
    assert!(!told.to_string().contains("123.45"));
    // Whatever is changed in it, it proves nothing.
    let other = Committee {
        members: vec![Member {
            name: "operator".into(),
            key: public_key(&key(RUSSIA)),
            beside: None,
        }],
        quorum: 1,
    };
    assert!(StatusProof::check(told.to_string().as_bytes(), &other).is_err());
    let changes: [(&str, Value); 3] =
        [("uetr", json!(WAITS)), ("stamps", json!([])), ("receipts", json!([]))];
    for (field, value) in changes {
        let mut changed = told.clone();
        changed[field] = value;
        let checked = StatusProof::check(changed.to_string().as_bytes(), &committee());
        assert!(checked.is_err(), "{field}");
    }
    let mut earlier = told.clone();
    let stamps = earlier["stamps"].as_array_mut().unwrap();
    stamps.last_mut().unwrap()["at"] = minute(1).to_string().into();
    assert!(StatusProof::check(earlier.to_string().as_bytes(), &committee()).is_err());

    // Its two banks alone are given it, not even the agent of the currency.
    assert!(get(&place, INDIA, &path).is_ok());
    for stranger in [BYSTANDER, &place.agent(RUPEE)] {
        assert!(get(&place, stranger, &path).unwrap_err().contains("404"), "{stranger}");
    }
    // Whoever holds the link looks without a key, and sees neither who nor how much.
    let link = told["link"].as_str().unwrap();
    let seen = place.http("get", link, "", "");
    assert_eq!(seen.status, 200, "{}", seen.body);
    let status: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!((&status["uetr"], &status["status"]), (&json!(PAID), &json!("acknowledged")));
    for secret in [RUSSIA, INDIA, "123.45", "INR"] {
        assert!(!seen.body.contains(secret), "{}", seen.body);
    }
    let (start, end) = link.split_at(link.len() - 3);
    let guessed = format!("{start}{}", end.chars().rev().collect::<String>());
    for nobodys in [guessed.as_str(), "/v1/status/AAAA", &format!("/v1/status/{PAID}")] {
        assert_eq!(place.http("get", nobodys, "", "").status, 404, "{nobodys}");
    }
}
