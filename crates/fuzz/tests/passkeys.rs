//! What devices answer when they make a passkey or show one, changed: no scenario, since none of it
//! becomes a command.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::cell::RefCell;
use std::time::Duration;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signer as _, SigningKey};
use fuzz::every_text;
use identity::{Ceremonies, Passkey, RelyingParty};
use node::public_key;
use receipts::PublicKey;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const DOMAIN: &str = "sarraf.example";
const PAGE: &str = "https://sarraf.example";

/// After how many answers challenges are forgotten, so that those of answers that could not be read
/// do not fill their room.
const ROOM: usize = 4_096;

fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

fn device() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn holder() -> PublicKey {
    public_key(&SigningKey::from_bytes(&[5; 32]))
}

fn said(kind: &str, challenge: &str) -> Vec<u8> {
    let said =
        json!({ "type": kind, "challenge": challenge, "origin": PAGE, "crossOrigin": false });
    said.to_string().into_bytes()
}

/// What an authenticator says: for whom, how the user was verified, how often it was used, and what
/// it holds. Source: WebAuthn, section 6.1.
fn data(flags: u8, count: u8, held: &[u8]) -> Vec<u8> {
    let domain = Sha256::digest(DOMAIN.as_bytes());
    [domain.as_slice(), &[flags, 0, 0, 0, count], held].concat()
}

/// A passkey that was made, with the challenge that it answers.
fn made(challenge: &str) -> Value {
    let id = [9; 16];
    // A COSE key, RFC 9052: an octet key pair that signs by EdDSA over Ed25519.
    let cose = [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20];
    let key = device().verifying_key().to_bytes();
    let data = data(0x45, 0, &[&[0; 16], [0, 16].as_slice(), &id, &cose, &key].concat());
    let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
    object.push(u8::try_from(data.len()).unwrap());
    object.extend(&data);
    json!({
        "id": text(&id), "rawId": text(&id), "type": "public-key",
        "authenticatorAttachment": "platform", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": text(&said("webauthn.create", challenge)),
            "attestationObject": text(&object),
            "authenticatorData": text(&data),
            "transports": ["internal"],
            "publicKeyAlgorithm": -8,
        },
    })
}

/// A passkey that is shown, with the challenge that it answers.
fn shown(challenge: &str, handle: &str) -> Value {
    let (data, said) = (data(0x05, 1, &[]), said("webauthn.get", challenge));
    let over = [data.as_slice(), Sha256::digest(&said).as_slice()].concat();
    json!({
        "id": text(&[9; 16]), "rawId": text(&[9; 16]), "type": "public-key",
        "authenticatorAttachment": "platform", "clientExtensionResults": {},
        "response": {
            "clientDataJSON": text(&said),
            "authenticatorData": text(&data),
            "signature": text(&device().sign(&over).to_bytes()),
            "userHandle": handle,
        },
    })
}

/// Challenges that are given and answered, anew when there have been many.
struct Room {
    challenges: RefCell<(Ceremonies, usize)>,
}

impl Room {
    fn new() -> Self {
        Self { challenges: RefCell::new((Self::fresh(), 0)) }
    }

    fn fresh() -> Ceremonies {
        let patience = Duration::from_secs(300);
        Ceremonies::new(RelyingParty::new(DOMAIN, vec![PAGE.into()], patience).unwrap())
    }

    fn with<T>(&self, answer: impl FnOnce(&Ceremonies) -> T) -> T {
        let mut room = self.challenges.borrow_mut();
        room.1 += 1;
        if room.1 > ROOM {
            *room = (Self::fresh(), 0);
        }
        answer(&room.0)
    }
}

/// What an answer says, put for another challenge wherever it says the first.
fn put(text: &str, first: &Value, now: &Value) -> String {
    let parts = ["clientDataJSON", "signature"];
    let parts = parts.iter().filter_map(|part| {
        Some((first["response"][part].as_str()?, now["response"][part].as_str()?))
    });
    parts.fold(text.to_owned(), |text, (first, now)| text.replace(first, now))
}

/// What an answer says; nothing where what its reader passes over is no JSON.
fn told(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// Whether an answer names this passkey wherever it names one.
fn names(told: &Value, id: &[u8]) -> bool {
    let mut named = [&told["id"], &told["rawId"]].into_iter();
    named.all(|name| name.is_null() || *name == text(id))
}

fn challenge(asked: &Value) -> &str {
    asked["challenge"].as_str().unwrap()
}

/// A passkey as it is kept, and the handle that its device keeps.
fn kept(room: &Room) -> (Passkey, String) {
    room.with(|challenges| {
        let asked = challenges.make(&holder(), "SABRRUMM", &[]).unwrap();
        let answer = made(challenge(&asked)).to_string();
        let passkey = challenges.made(answer.as_bytes()).unwrap().verify(&holder()).unwrap();
        (passkey, asked["user"]["id"].as_str().unwrap().to_owned())
    })
}

#[test]
fn what_a_device_made_is_bound_as_it_says_or_not_at_all() {
    let room = Room::new();
    let (good, _) = kept(&room);
    let first = made("Y2hhbGxlbmdlLW9mLXRoZS1maXJzdA");
    every_text(&[&first.to_string()], |text| {
        room.with(|challenges| {
            let asked = challenges.make(&holder(), "SABRRUMM", &[]).unwrap();
            let text = put(text, &first, &made(challenge(&asked)));
            let Ok(making) = challenges.made(text.as_bytes()) else { return };
            if let Ok(passkey) = making.verify(&holder()) {
                let Some(told) = told(&text) else { return };
                // What the device made is what is kept, whatever stands around it.
                if told["response"]["attestationObject"] == first["response"]["attestationObject"] {
                    let key = device().verifying_key().to_bytes();
                    assert_eq!(passkey.id, good.id, "{text}");
                    assert!(passkey.fixed.windows(32).any(|part| part == key), "{text}");
                }
            }
        });
    });
}

#[test]
fn what_a_device_shows_counts_as_it_was_signed_and_in_no_other_form() {
    let room = Room::new();
    let (passkey, handle) = kept(&room);
    let first = shown("Y2hhbGxlbmdlLW9mLXRoZS1maXJzdA", &handle);
    let counted = std::cell::Cell::new(0_u32);
    every_text(&[&first.to_string()], |text| {
        room.with(|challenges| {
            let asked = challenges.show().unwrap();
            let now = shown(challenge(&asked), &handle);
            let text = put(text, &first, &now);
            let Ok(showing) = challenges.shown(text.as_bytes()) else { return };
            if showing.verify(&holder(), &passkey).is_ok() {
                counted.set(counted.get() + 1);
                let Some(told) = told(&text) else { return };
                for part in ["clientDataJSON", "authenticatorData", "signature"] {
                    assert_eq!(told["response"][part], now["response"][part], "{text}");
                }
                assert!(names(&told, &passkey.id), "{text}");
            }
        });
    });
    assert!(counted.get() > 0, "the good one counts");
}

#[test]
fn relying_parties_take_only_pages_of_their_own_domain() {
    let good = ["https://sarraf.example", "https://door.sarraf.example:8443", "http://localhost:1"];
    every_text(&good, |origin| {
        let patience = Duration::from_secs(300);
        if RelyingParty::new(DOMAIN, vec![origin.to_owned()], patience).is_ok() {
            let host = origin.strip_prefix("https://").unwrap_or_else(|| panic!("{origin}"));
            let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
            assert!(host == DOMAIN || host.ends_with(".sarraf.example"), "{origin}");
        }
    });
}
