//! Every reader that stands at the door, given what nobody meant: no scenario, since none of it
//! becomes a command.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::path::Path;

use api::{Ask, Code};
use client::StatusProof;
use dispatch::{Loopback, Target};
use ed25519_dalek::SigningKey;
use fuzz::{every, every_text};
use identity::{Fields, Request, Stamp};
use iso20022::{Limits, Profile};
use node::{Clock, Node, NodeOptions, Signed, demo_key};
use receipts::Receipt;
use sandbox::{CLEARING_SYSTEM, OPERATOR, World};
use serde_json::{Value, json};
use settlement::PartyId;
use settlement::participation::KeyNumber;
use terms::{Bic, Digest, Instant};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The files of a folder with this ending. Order: by name.
fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let found = std::fs::read_dir(root().join(folder)).unwrap();
    let mut found: Vec<_> = found.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.retain(|path| path.extension().is_some_and(|known| known == ending));
    found.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn operator() -> Bic {
    Bic::parse(OPERATOR).unwrap()
}

fn morning() -> Instant {
    Instant::from_unix_seconds(1_795_507_200)
}

#[test]
fn messages_of_iso_20022_are_read_or_refused_and_always_the_same() {
    let (limits, profile) = (Limits::default(), Profile::settlement(CLEARING_SYSTEM, operator()));
    let told = |bytes: &[u8]| match iso20022::parse(bytes, &limits, &profile) {
        Ok(checked) => Ok(checked.message.document.map(|schema| schema.name)),
        Err((message, finding)) => Err((message, finding.code, finding.path, finding.text)),
    };
    every(&files("examples/tour", "xml"), |bytes| assert_eq!(told(bytes), told(bytes)));
}

/// A value as a schema describes it.
fn sample(schema: &Value, schemas: &Value) -> Value {
    if let Some(to) = schema["$ref"].as_str() {
        return sample(&schemas[to.rsplit('/').next().unwrap()], schemas);
    }
    if let Some(parts) = schema["oneOf"].as_array() {
        return sample(&parts[0], schemas);
    }
    if let Some(one) = schema["enum"].get(0).or(schema["examples"].get(0)) {
        return one.clone();
    }
    let kind = schema["type"].as_str().or(schema["type"][0].as_str()).unwrap_or_default();
    match kind {
        "integer" => json!(1),
        "string" => json!("a text"),
        "array" => json!([sample(&schema["items"], schemas)]),
        "object" => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields
                .map(|(name, part)| (name.clone(), sample(part, schemas)))
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
        _ => Value::Null,
    }
}

#[test]
fn bodies_of_commands_become_one_or_a_problem_of_the_sender() {
    let folder = tempfile::tempdir().unwrap();
    let founding = World::embedded(1, 20).unwrap().founding(morning()).unwrap();
    let mut options = NodeOptions::new(folder.path().to_owned());
    options.clock = Clock::Stepped;
    let (node, _) = Node::start(&founding, demo_key(1, &operator()), options, |_| {}).unwrap();
    let board = node.board();
    let board = board.read().unwrap();
    let document = serde_json::to_value(api::document()).unwrap();
    let schemas = &document["components"]["schemas"];
    let bodies: Vec<(&Ask, Value)> =
        Ask::all().map(|ask| (ask, sample(&schemas[ask.command], schemas))).collect();
    let mut corpus: Vec<Vec<u8>> =
        bodies.iter().map(|(_, body)| body.to_string().into_bytes()).collect();
    corpus.extend(files("examples/door", "json"));
    corpus.extend(files("examples/exchange", "json"));
    let asks: Vec<&Ask> = Ask::all().collect();
    every(&corpus, |bytes| {
        // By what it says, as far as it can be read, or by its length.
        let stated = serde_json::from_slice::<Value>(bytes).ok();
        let stated = stated.as_ref().and_then(|body| Ask::named(body["command"].as_str()?));
        let ask = stated.unwrap_or(asks[bytes.len() % asks.len()]);
        let by = PartyId::new(u32::try_from(bytes.len() % 7).unwrap());
        let command = ask.command_of(bytes, Some("1"), &board, (by, KeyNumber(0)), morning());
        if let Err(problem) = command {
            assert_eq!(problem.code.status(), 400, "{problem:?}");
            assert_ne!(problem.code, Code::Unsigned);
        }
    });
}

#[test]
fn signatures_over_requests_hold_as_they_were_made_and_in_no_other_form() {
    const NOW: u64 = 1_764_086_400;
    let request = Request {
        method: "POST",
        path: "/v1/messages",
        query: Some("a=b"),
        body: b"<Document/>",
        idempotency_key: Some("\"TOUR-1\""),
    };
    let key = SigningKey::from_bytes(&[5; 32]);
    let stamp = Stamp { created: NOW, nonce: "n1", network: "5d1f0a" };
    let good = identity::sign(&key, &request, &stamp).unwrap();
    let known = identity::KnownKeys::default();
    let verified = |fields: &Fields| identity::verify(&request, fields, "5d1f0a", NOW, &known);
    assert!(verified(&good).is_ok());
    every_text(&[good.signature_input.as_str(), "a=();b, c=(\"d\";e=1 \"f\");g=:aGk=:"], |text| {
        let fields = Fields { signature_input: text.to_owned(), ..good.clone() };
        if let Ok(signed) = verified(&fields) {
            // What it was signed over says the same, whatever stands around it.
            assert_eq!(signed.base, verified(&good).unwrap().base, "{text}");
        }
    });
    every_text(&[good.signature.as_str(), "a=:AAAA:, b=?1"], |text| {
        let fields = Fields { signature: text.to_owned(), ..good.clone() };
        if let Ok(signed) = verified(&fields) {
            assert_eq!(signed.signature, verified(&good).unwrap().signature, "{text}");
        }
    });
    every_text(&[good.content_digest.as_str()], |text| {
        let fields = Fields { content_digest: text.to_owned(), ..good.clone() };
        assert_eq!(verified(&fields).is_ok(), text == good.content_digest, "{text}");
    });
}

#[test]
fn detached_signatures_and_what_proves_a_request_are_read_or_not() {
    let key = SigningKey::from_bytes(&[5; 32]);
    let good = Signed::sign(&key, b"<Document/>").to_text();
    every_text(&[&good], |text| {
        if let Some(signed) = Signed::parse(text).filter(|signed| signed.verifies(b"<Document/>")) {
            assert_eq!(Signed::parse(&good), Some(signed), "{text}");
        }
    });
    let request = Request {
        method: "POST",
        path: "/v1/messages",
        query: None,
        body: b"<Document/>",
        idempotency_key: None,
    };
    let stamp = Stamp { created: 1_764_086_400, nonce: "n1", network: "5d1f0a" };
    let fields = identity::sign(&key, &request, &stamp).unwrap();
    let good = fields.text(&request).unwrap();
    assert!(identity::proves(&good, request.body).is_ok());
    every_text(&[&good], |text| {
        let _ = identity::proves(text, request.body);
    });
}

#[test]
fn idempotency_keys_are_read_as_the_one_string_that_they_are() {
    let corpus = ["\"TOUR-0001\"", r#""a \"quoted\" \\ one""#, "\"a\";b=1", "tour", "\"\""];
    every_text(&corpus, |text| match api::idempotency_key(text) {
        Ok(key) => {
            assert!((1..=dispatch::LONGEST_KEY).contains(&key.len()), "{text}");
            let quoted = key.replace('\\', "\\\\").replace('"', "\\\"");
            assert_eq!(text.trim_matches(' '), format!("\"{quoted}\""));
        }
        Err(problem) => assert_eq!(problem.code, Code::BadHeader),
    });
}

#[test]
fn no_webhook_goes_without_tls_or_to_an_address_of_this_machine() {
    let corpus = [
        "https://bank.example/hooks?to=1",
        "https://bank.example:8443/",
        "http://127.0.0.1:80/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://user:secret@bank.example/",
    ];
    every_text(&corpus, |text| {
        // A name is judged when it is connected to, since it may lead elsewhere by then.
        if Target::parse(text, Loopback::Refused).is_ok() {
            let text = text.to_ascii_lowercase();
            let rest = text.strip_prefix("https://").unwrap_or_else(|| panic!("{text}"));
            let authority = rest.split(['/', '?', '#']).next().unwrap();
            let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
            assert!(!["127.0.0.1", "[::1]"].contains(&host), "{text}");
            assert!(!authority.contains('@'), "{text}");
        }
        let _ = Target::parse(text, Loopback::Allowed);
    });
}

#[test]
fn receipts_have_one_form() {
    let pinned = std::fs::read_to_string(root().join("conformance/receipts.txt")).unwrap();
    let bytes = |hex: &str| -> Option<Vec<u8>> {
        let pairs = hex.as_bytes().chunks(2);
        pairs.map(|pair| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok()).collect()
    };
    let pinned = pinned.lines().filter_map(|line| bytes(line.split_once(": ")?.1));
    let corpus: Vec<Vec<u8>> = pinned.filter(|bytes| Receipt::decode(bytes).is_ok()).collect();
    every(&corpus, |bytes| {
        if let Ok(receipt) = Receipt::decode(bytes) {
            assert_eq!(receipt.encode(), bytes);
        }
    });
}

#[test]
fn proofs_of_a_status_are_believed_only_as_they_were_made() {
    let founding = World::embedded(1, 20).unwrap().founding(morning()).unwrap();
    let committee = founding.committee();
    let good = json!({
        "format": "sarraf-status-proof/1",
        "network": Digest::ZERO.to_string(),
        "uetr": "5a3c1d6e-2f4b-4c8d-9e0f-000000000001",
        "stamps": [{ "stamp": "received", "at": "2026-11-24T08:00:00Z", "position": 1 }],
        "receipts": [{ "stamp": "settled", "position": 1, "receipt": "AAAA" }],
    });
    let good = good.to_string();
    every_text(&[&good], |text| assert!(StatusProof::check(text.as_bytes(), &committee).is_err()));
}

#[test]
fn founding_documents_found_something_or_say_why_not() {
    let good = std::fs::read_to_string(root().join("examples/system/system.toml")).unwrap();
    every_text(&[&good], |text| {
        if let Ok(document) = node::Document::parse(text) {
            let _ = document.founding();
        }
    });
}

#[test]
fn files_to_clear_are_read_or_refused_with_their_place() {
    let items = json!({ "problem": "P2", "input": {
        "rates": { "CNY": 14, "RUB": 11 },
        "balances": { "ICBK/CNY": 70 },
        "items": [{ "id": 7, "priority": 1, "legs": [
            { "from": "ICBK", "to": "SABR", "ccy": "CNY", "amount": 50 },
        ] }],
    }});
    let orders = json!({ "problem": "P4", "input": {
        "currencies": ["CNY", "RUB"],
        "rates": { "CNY": "1200", "RUB": 90 },
        "halted": ["RUB"],
        "orders": [
            { "sell": "CNY", "buy": "RUB", "amount": 50, "limit_num": 1, "limit_den": 12 },
        ],
    }});
    let (items, orders) = (items.to_string(), orders.to_string());
    every_text(&[&items, &orders], |text| {
        if let Err(unreadable) = solvers::instance::read(text) {
            assert!(!unreadable.to_string().is_empty());
        }
        if let Err(unreadable) = solvers::exchange::read(text) {
            assert!(!unreadable.to_string().is_empty());
        }
    });
}

#[test]
fn certificates_show_the_key_they_were_made_for_or_none() {
    let at = Instant::from_unix_seconds(1_764_086_400);
    let keys = [[5; 32], [6; 32]].map(|seed| SigningKey::from_bytes(&seed));
    let hosts = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = keys.iter().map(|key| identity::certificate(key, "SABRRUMM", &hosts, at).unwrap());
    let corpus: Vec<Vec<u8>> = made.map(|made| made.certificate.to_vec()).collect();
    every(&corpus, |bytes| {
        // Who signed it is not asked, so a changed key is another key; it is whole all the same.
        if let Ok(key) = identity::key_of(bytes, at) {
            assert_eq!(key.bytes.len(), 32);
            assert!(bytes.windows(32).any(|part| part == key.bytes), "it stands in it");
            assert!(identity::valid_until(bytes).unwrap() >= at);
        }
        let _ = identity::valid_until(bytes);
    });
}
