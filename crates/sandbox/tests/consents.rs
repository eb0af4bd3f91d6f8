//! Who has still to consent to a payment, as it is told: no scenario, since scenarios know no board.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;
mod talk;

use place::{INDIA, RUSSIA, key};
use serde_json::{Value, json};
use talk::Talk;

/// A bank that the operator registers, and Russia's central bank admits.
const NEW: &str = "ZZZZRUMM";

fn roubles(talk: &Talk, amount: &str) -> Value {
    let leg = json!({ "debtor": RUSSIA, "creditor": INDIA, "currency": "RUB", "amount": amount });
    json!({
        "uetr": talk.name(), "legs": [leg], "date": "2026-11-24", "priority": "normal",
        "category": "interbank",
    })
}

/// A talk with one more bank, in which each bank but that one has roubles.
fn talk() -> Talk {
    let talk = Talk::new();
    talk.admit(NEW, &[key(NEW)]);
    talk.issue(RUSSIA, "50.00");
    talk
}

/// Two others are debited: each is asked until it has consented, unless its mandate says so before.
#[test]
fn each_debtor_is_asked_until_it_has_consented() {
    let talk = talk();
    let given = || {
        let mut three = roubles(&talk, "10.00");
        for debtor in [INDIA, NEW] {
            let leg = json!({
                "debtor": debtor, "creditor": RUSSIA, "currency": "RUB", "amount": "9.00"
            });
            three["legs"].as_array_mut().unwrap().push(leg);
        }
        talk.accept(RUSSIA, "SubmitInstruction", &three, "InstructionAccepted");
        json!({ "uetr": three["uetr"] })
    };
    let stands = |payment: &Value, reason: &str, due: Value| {
        let told = talk.place.get(&format!("/v1/payments/{}", payment["uetr"].as_str().unwrap()));
        assert!(told["reason"].as_str().unwrap().starts_with(reason), "{told}");
        assert_eq!(told["consents_due"], due, "{told}");
    };
    let payment = given();
    stands(&payment, "waits for the consent of SBININBB", json!([INDIA, NEW]));
    talk.accept(INDIA, "ConsentToInstruction", &payment, "ConsentGiven");
    let (head, _) = talk.place.node.board().read().unwrap().head();
    let told = talk.place.get(&format!("/v1/records/{head}"));
    let told = told["entries"].as_array().unwrap().iter().map(|entry| &entry["told"]);
    let consented = json!({ "kind": "consented", "uetr": payment["uetr"], "by": INDIA });
    assert!(told.clone().any(|told| *told == consented), "{:?}", told.collect::<Vec<_>>());
    stands(&payment, "waits for the consent of ZZZZRUMM", json!([NEW]));
    talk.refuse(INDIA, "ConsentToInstruction", &payment, 1308);
    talk.accept(NEW, "ConsentToInstruction", &payment, "ConsentGiven");
    stands(&payment, "waits for RUB 9.00 in the account of ZZZZRUMM", json!([]));
    talk.accept(RUSSIA, "CancelInstruction", &payment, "PaymentCancelled");

    let mandate = |to: &str| json!({ "currency": "RUB", to: RUSSIA });
    talk.accept(INDIA, "GrantMandate", &mandate("to"), "MandateGranted");
    let payment = given();
    stands(&payment, "waits for the consent of ZZZZRUMM", json!([NEW]));
    talk.refuse(INDIA, "ConsentToInstruction", &payment, 1308);
    // What was due when it came stays so.
    talk.accept(INDIA, "RevokeMandate", &mandate("from"), "MandateRevoked");
    stands(&payment, "waits for the consent of ZZZZRUMM", json!([NEW]));
    talk.accept(RUSSIA, "CancelInstruction", &payment, "PaymentCancelled");
}
