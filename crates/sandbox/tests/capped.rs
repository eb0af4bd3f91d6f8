//! What is answered to a party that has capped its keys or asked for several of them, in both forms:
//! no scenario, since scenarios know neither HTTP nor signatures.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;
mod talk;

use api::Ask;
use client::{Reply, Told};
use ed25519_dalek::SigningKey;
use node::{demo_key, public_key};
use place::{INDIA, bic, key};
use serde_json::{Value, json};
use talk::Talk;

/// A bank with three keys.
const TWICE: &str = "ZZYZRUMM";

fn key_of(number: u64) -> SigningKey {
    if number == 0 { key(TWICE) } else { demo_key(number + 1, &bic(TWICE)) }
}

/// A talk with a bank that has three keys and fifty roubles.
fn talk() -> Talk {
    let talk = Talk::new();
    talk.admit(TWICE, &[0, 1, 2].map(key_of));
    talk.issue(TWICE, "50.00");
    talk
}

fn capped() -> Talk {
    let talk = talk();
    let cap = json!({ "currency": "RUB", "cap": "10.00" });
    talk.accept(TWICE, "SetOutflowCap", &cap, "OutflowCapSet");
    talk
}

fn paid(talk: &Talk, name: &str, amount: &str) -> Told {
    let legs = [json!({ "debtor": TWICE, "creditor": INDIA, "currency": "RUB", "amount": amount })];
    let pay = json!({
        "uetr": name, "legs": legs, "date": "2026-11-24",
        "priority": "normal", "category": "interbank",
    });
    talk.send(TWICE, "SubmitInstruction", &pay)
}

/// A payment of the bank's in ISO 20022.
fn payment(name: &str, id: &str, amount: &str) -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour/3-customer-payment.xml");
    let payment = std::fs::read_to_string(file).unwrap();
    payment
        .replace("SBININBB", TWICE)
        .replace("HDFCINBB", INDIA)
        .replace("Ccy=\"INR\"", "Ccy=\"RUB\"")
        .replace("1250000.00", amount)
        .replace("9b3e17d4-62fa-4d08-a7c1-05e8d49f6b23", name)
        .replace("SBIN-20261124-0001", id)
}

/// What the door itself answers to a message.
fn answered(talk: &Talk, text: String) -> Reply {
    let key = key(TWICE);
    let sending = talk.place.client.send(&key, text.into_bytes());
    let told = talk.place.runtime.block_on(sending).unwrap();
    assert_eq!(talk.place.node.intake().waiting(), 0, "it reached the log");
    told
}

fn outcome(reply: &Reply) -> (u16, Option<&str>) {
    (reply.status, reply.element("TxSts"))
}

#[test]
fn what_a_cap_lets_through_and_the_rules_refuse_is_refused() {
    let talk = capped();
    // Not its to revoke; and less than anything.
    talk.refuse(TWICE, "RevokeKey", &json!({ "party": TWICE, "number": 9 }), 1012);
    let told = paid(&talk, &talk.name(), "0.00");
    assert_eq!((told.status, &told.body["code"]), (422, &json!("refused")), "{told:?}");
    let to = json!({ "name": talk.name(), "currency": "RUB", "to": TWICE, "amount": "1.00" });
    let told = talk.send(TWICE, "TransferLiquidity", &to);
    assert_eq!((told.status, &told.body["code"]), (422, &json!("refused")), "{told:?}");
    let told = paid(&talk, &talk.name(), "10.01");
    assert_eq!(told.body["number"], 2306, "{told:?}");
    // What they take is done, and told as what it is.
    let name = talk.name();
    let told = paid(&talk, &name, "1.00");
    assert_eq!((told.status, &told.body["status"]), (200, &json!("settled")), "{told:?}");
    // Its name once more, for something else.
    let told = paid(&talk, &name, "2.00");
    assert_eq!((told.status, &told.body["iso"]), (422, &json!("AM05")), "{told:?}");
    let caps = talk.place.get(&format!("/v1/proposals?participant={TWICE}"));
    assert_eq!(caps["caps"][0]["sent"][0]["sent"], "1.00", "{caps}");
    assert_eq!(caps["proposals"], json!([]));
}

#[test]
fn a_message_under_a_cap_is_answered_with_what_it_came_to() {
    let talk = capped();
    let first = payment(&talk.name(), "ZZYZ-1", "6.00");
    let settled = talk.message(TWICE, first.clone());
    assert_eq!(outcome(&settled), (200, Some("ACSC")), "{}", settled.xml);
    // The same bytes again come to the same, though the cap has no room for them twice.
    let again = answered(&talk, first);
    assert_eq!((outcome(&again), again.salt), ((200, Some("ACSC")), settled.salt), "{}", again.xml);
    // Above what is left under the cap.
    let capped = talk.message(TWICE, payment(&talk.name(), "ZZYZ-2", "4.01"));
    assert_eq!(outcome(&capped), (200, Some("RJCT")), "{}", capped.xml);
    assert!(capped.xml.contains("2306"), "{}", capped.xml);
    // Where two keys are asked for it waits for the other, once.
    let require = json!({ "area": "payment", "keys": 2, "hours": 8 });
    talk.accept(TWICE, "RequireApprovals", &require, "ApprovalsRequired");
    let third = payment(&talk.name(), "ZZYZ-3", "1.00");
    let waits = talk.message(TWICE, third.clone());
    assert_eq!(outcome(&waits), (200, Some("PDNG")), "{}", waits.xml);
    assert!(waits.xml.contains("waits for 1 more keys"), "{}", waits.xml);
    let again = answered(&talk, third.clone());
    assert_eq!((outcome(&again), again.salt), ((200, Some("PDNG")), waits.salt), "{}", again.xml);
    let told = talk.place.get(&format!("/v1/proposals?participant={TWICE}"));
    let [waiting] = told["proposals"].as_array().unwrap().as_slice() else {
        panic!("proposed twice: {told}");
    };
    let body = talk.body("Approve", &json!({ "proposal": waiting["proposal"] }));
    let told = approved(&talk, 1, &body);
    assert_eq!((told.status, &told.body["status"]), (200, &json!("approved")), "{told:?}");
    let again = answered(&talk, third);
    assert_eq!((outcome(&again), again.salt), ((200, Some("ACSC")), waits.salt), "{}", again.xml);
}

#[test]
fn a_message_identifier_stands_for_one_message_of_its_sender() {
    let talk = talk();
    let first = payment(&talk.name(), "ZZYZ-1", "1.00");
    let settled = talk.message(TWICE, first.clone());
    assert_eq!(outcome(&settled), (200, Some("ACSC")), "{}", settled.xml);
    let other = answered(&talk, payment(&talk.name(), "ZZYZ-1", "1.00"));
    assert_eq!(outcome(&other), (422, Some("RJCT")), "{}", other.xml);
    assert!(other.xml.contains("DU01"), "{}", other.xml);
    let again = talk.message(TWICE, first);
    assert_eq!((outcome(&again), again.salt), ((200, Some("ACSC")), settled.salt), "{}", again.xml);
}

/// Three keys are asked for, and the first proposes; answers the body of an approval.
fn to_approve(talk: &Talk, command: &str, fields: &Value) -> Value {
    let told = talk.send(TWICE, command, fields);
    assert_eq!((told.status, &told.body["status"]), (200, &json!("proposed")), "{told:?}");
    let proposal = told.body["events"][0]["proposal"].clone();
    talk.body("Approve", &json!({ "proposal": proposal }))
}

fn approved(talk: &Talk, number: u64, body: &Value) -> Told {
    talk.minute.set(talk.minute.get() + 1);
    let path = Ask::named("Approve").unwrap().path_of(body).unwrap();
    talk.place.send_as(key_of(number), &path, body, talk.minute.get())
}

#[test]
fn the_same_words_of_another_person_are_another_approval() {
    let talk = talk();
    let require = json!({ "area": "participation", "keys": 3, "hours": 8 });
    talk.accept(TWICE, "RequireApprovals", &require, "ApprovalsRequired");
    let added = public_key(&demo_key(9, &bic(TWICE))).to_string();
    let body = to_approve(&talk, "AddKey", &json!({ "key": added }));
    let by_first = approved(&talk, 0, &body);
    assert_eq!(by_first.body["number"], 2304, "{by_first:?}");
    let second = approved(&talk, 1, &body);
    assert_eq!(second.body["events"][0]["key"], 1, "{second:?}");
    let third = approved(&talk, 2, &body);
    assert_eq!(third.body["events"][0]["key"], 2, "{third:?}");
    let names: Vec<&str> = third.events().iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["CommandApproved", "CommandCarriedOut", "KeyAdded"]);
    // Each is answered as the first time.
    let path = Ask::named("Approve").unwrap().path_of(&body).unwrap();
    let key = key_of(1);
    let sending = talk.place.client.ask(&key, &path, body.to_string().into_bytes());
    assert_eq!(talk.place.runtime.block_on(sending).unwrap().body, second.body);
}

#[test]
fn what_was_agreed_to_in_vain_is_told_so() {
    let talk = talk();
    let require = json!({ "area": "participation", "keys": 2, "hours": 8 });
    talk.accept(TWICE, "RequireApprovals", &require, "ApprovalsRequired");
    let body = to_approve(&talk, "RevokeKey", &json!({ "party": TWICE, "number": 9 }));
    let told = approved(&talk, 1, &body);
    assert_eq!((told.status, &told.body["status"]), (200, &json!("refused")), "{told:?}");
    let events = told.events();
    let (name, refused) = events.last().unwrap();
    assert_eq!((*name, &refused["refusal"]["number"]), ("ProposalRefused", &json!(1012)));
}
