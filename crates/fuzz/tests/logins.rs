//! What a provider of OpenID Connect says of itself, of its keys and of a person, changed: no
//! scenario, since none of it becomes a command.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::cell::Cell;
use std::time::{Duration, Instant};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signer as _, SigningKey};
use fuzz::every_text;
use identity::openid::{
    Described, Drawn, Login, NoLogin, Provider, ProviderKeys, Requests, Waited,
};
use serde_json::{Value, json};

const ISSUER: &str = "https://login.example";
const PAGE: &str = "https://sarraf.example/login";
const NOW: u64 = 1_764_086_400;

fn provider() -> Provider {
    Provider::new(ISSUER, "sarraf", Some("a-secret".to_owned()), PAGE).unwrap()
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[3; 32])
}

/// What a text says; nothing where what its reader passes over is no JSON.
fn told(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// What it says of itself. Source: OpenID Connect Discovery 1.0, section 3.
fn described() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": format!("{ISSUER}/authorize?tenant=1"),
        "token_endpoint": format!("{ISSUER}/token"),
        "jwks_uri": format!("{ISSUER}/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    })
}

/// Its keys: the one it signs with, and some that are not taken. Source: RFC 7517.
fn keys() -> Value {
    let x = text(&key().verifying_key().to_bytes());
    json!({ "keys": [
        { "kty": "OKP", "crv": "Ed25519", "kid": "1", "use": "sig", "alg": "EdDSA", "x": x },
        { "kty": "EC", "crv": "P-256", "kid": "2", "x": x, "y": x },
        { "kty": "RSA", "kid": "3", "n": x, "e": "AQAB", "use": "enc" },
        { "kty": "oct", "kid": "4", "k": x },
    ] })
}

/// A token that says this, signed.
fn token(head: &str, said: &str) -> String {
    let signed = format!("{}.{}", text(head.as_bytes()), text(said.as_bytes()));
    let signature = key().sign(signed.as_bytes()).to_bytes();
    format!("{signed}.{}", text(&signature))
}

/// A request that waits for its answer, and the value that the token repeats.
fn waited() -> (Waited, String) {
    let drawn = Drawn { state: [1; 32], nonce: [2; 32], verifier: [3; 32], ticket: [4; 32] };
    let read = Described::read(&provider(), described().to_string().as_bytes()).unwrap();
    let (requests, now) = (Requests::new(Duration::from_secs(300)), Instant::now());
    let begun = requests.begin(&provider(), &read, drawn, now).unwrap();
    let (state, nonce) = (terms::Digest([1; 32]).to_string(), terms::Digest([2; 32]).to_string());
    assert!(begun.address.starts_with(&format!("{ISSUER}/authorize?tenant=1&response_type=code")));
    (requests.take(&state, &begun.ticket, now).unwrap(), nonce)
}

/// What it says of a person. Source: OpenID Connect Core 1.0, section 2.
fn said(nonce: &str) -> Value {
    json!({
        "iss": ISSUER, "sub": "24400320", "aud": ["sarraf"], "azp": "sarraf", "nonce": nonce,
        "exp": NOW + 300, "iat": NOW, "nbf": NOW,
    })
}

fn head() -> Value {
    json!({ "alg": "EdDSA", "kid": "1", "typ": "JWT" })
}

fn answer(token: &str) -> String {
    json!({ "access_token": "a", "token_type": "Bearer", "id_token": token }).to_string()
}

#[test]
fn what_a_provider_says_of_itself_is_read_or_is_no_description() {
    let (good, provider) = (described().to_string(), provider());
    every_text(&[&good], |text| match Described::read(&provider, text.as_bytes()) {
        Ok(read) => {
            let Some(told) = told(text) else { return };
            let names = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
            assert_eq!(read.addresses().map(Value::from), names.map(|name| told[name].clone()));
            assert_eq!(told["issuer"], ISSUER, "{text}");
        }
        Err(none) => assert_eq!(none, NoLogin::Undescribed),
    });
}

#[test]
fn keys_of_a_provider_are_read_or_passed_over() {
    let (good, provider) = (keys().to_string(), provider());
    let (waited, nonce) = waited();
    let answer = answer(&token(&head().to_string(), &said(&nonce).to_string()));
    let login = Login { issuer: ISSUER.to_owned(), subject: "24400320".to_owned() };
    let judged = |text: &str| {
        let keys = ProviderKeys::read(text.as_bytes())?;
        keys.judge(&provider, &waited, answer.as_bytes(), NOW).map(|shown| shown.login)
    };
    assert_eq!(judged(&good), Ok(login.clone()), "the good ones are read");
    let x = text(&key().verifying_key().to_bytes());
    every_text(&[&good], |text| {
        if let Ok(shown) = judged(text) {
            assert!(shown == login && text.contains(&x), "{text}");
        }
    });
}

#[test]
fn answers_of_a_provider_show_the_login_that_it_signed_and_no_other() {
    let provider = provider();
    let keys = ProviderKeys::read(keys().to_string().as_bytes()).unwrap();
    let (waited, nonce) = waited();
    let good = token(&head().to_string(), &said(&nonce).to_string());
    let other = token(&json!({ "alg": "none" }).to_string(), &said("another").to_string());
    every_text(&[&answer(&good), &answer(&other)], |text| {
        if keys.judge(&provider, &waited, text.as_bytes(), NOW).is_ok() {
            let Some(told) = told(text) else { return };
            assert_eq!(told["id_token"], good, "{text}");
        }
    });
}

#[test]
fn what_a_provider_signed_is_believed_of_us_and_of_now_alone() {
    let provider = provider();
    let keys = ProviderKeys::read(keys().to_string().as_bytes()).unwrap();
    let (waited, nonce) = waited();
    let judged = |head: &str, said: &str| {
        let answer = answer(&token(head, said));
        keys.judge(&provider, &waited, answer.as_bytes(), NOW).map(|shown| shown.login)
    };
    let (head, good) = (head().to_string(), said(&nonce).to_string());
    let shown = Cell::new(0_u32);
    every_text(&[&good], |text| {
        // A character that stands for bytes that are none is still a character.
        if let Ok(login) = judged(&head, text) {
            shown.set(shown.get() + 1);
            let Some(told) = told(text) else { return };
            assert_eq!((&told["iss"], &told["nonce"]), (&json!(ISSUER), &json!(nonce)), "{text}");
            assert_eq!(told["sub"], login.subject, "{text}");
            let is_ours = told["aud"] == "sarraf" || told["aud"][0] == "sarraf";
            assert!(is_ours || told["azp"] == "sarraf", "{text}");
            assert!(told["exp"].as_u64().is_some_and(|exp| exp + 60 > NOW), "{text}");
        }
    });
    assert!(shown.get() > 0, "the good one is believed");
    every_text(&[&head], |text| {
        if judged(text, &good).is_ok() {
            let Some(told) = told(text) else { return };
            assert_eq!(told["alg"], "EdDSA", "{text}");
            assert!(
                told["crit"].is_null() && (told["kid"].is_null() || told["kid"] == "1"),
                "{text}"
            );
        }
    });
}
