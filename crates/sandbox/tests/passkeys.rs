//! Signing in with a passkey: no scenario, since scenarios know no HTTP.
//!
//! The device is made up here, and signs as one would: WebAuthn (level 3), sections 6 and 7.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::time::Duration;

use api::{Access, Ask};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::{Signer as _, SigningKey};
use identity::RelyingParty;
use node::{demo_key_of, public_key};
use place::{
    Answered, INDIA, Place, RUSSIA, cookie, detail, json_of, key, minute, reads_as_india, signed,
};
use sandbox::{OPERATOR, OVERSEER};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

const DOMAIN: &str = "sarraf.example";
const PAGE: &str = "https://sarraf.example";
const MADE: &str = "/v1/passkeys";
const SHOWN: &str = "/v1/sessions/passkey";

/// That somebody was there, that it was verified who, that the answer holds a key.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;
/// That copies of it may exist, and that they do.
const COPYABLE: u8 = 0x08;
const COPIED: u8 = 0x10;

fn access(patience: Duration) -> Access {
    let passkeys = RelyingParty::new(DOMAIN, vec![PAGE.into()], patience).unwrap();
    Access { open: false, passkeys: Some(passkeys), ..sandbox::open_access(1) }
}

fn place() -> Place {
    Place::behind(access(Duration::from_secs(300)))
}

fn text(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// A device with one passkey in it, and what a browser adds.
#[derive(Clone)]
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    handle: String,
    domain: String,
    page: String,
    count: u32,
    /// By how much it counts each time it is used.
    step: u32,
    flags: u8,
}

impl Device {
    fn new(name: &str) -> Self {
        Self {
            key: demo_key_of(9, name),
            id: Sha256::digest(name.as_bytes()).to_vec(),
            handle: String::new(),
            domain: DOMAIN.into(),
            page: PAGE.into(),
            count: 0,
            step: 1,
            flags: PRESENT | VERIFIED,
        }
    }

    fn said(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let said = json!({
            "type": kind, "challenge": challenge, "origin": self.page, "crossOrigin": false,
        });
        said.to_string().into_bytes()
    }

    fn data(&self, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.domain.as_bytes()).to_vec();
        data.push(self.flags | more);
        data.extend(self.count.to_be_bytes());
        data
    }

    /// What a browser answers to `navigator.credentials.create`.
    fn make(&mut self, asked: &Value) -> Value {
        let options = &asked["public_key"];
        assert_eq!(options["rp"]["id"], DOMAIN);
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        self.handle = options["user"]["id"].as_str().unwrap().to_owned();
        let mut data = self.data(WITH_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // A COSE key, RFC 9052: an octet key pair that signs by EdDSA over Ed25519.
        data.extend([0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20]);
        data.extend(self.key.verifying_key().to_bytes());
        let mut object = vec![0xa3, 0x63];
        object.extend(b"fmt");
        object.push(0x64);
        object.extend(b"none");
        object.push(0x67);
        object.extend(b"attStmt");
        object.extend([0xa0, 0x68]);
        object.extend(b"authData");
        object.extend([0x58, u8::try_from(data.len()).unwrap()]);
        object.extend(&data);
        let said = self.said("webauthn.create", options["challenge"].as_str().unwrap());
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&said),
                "attestationObject": text(&object),
                "authenticatorData": text(&data),
                "transports": ["internal"],
                "publicKeyAlgorithm": -8,
            },
        })
    }

    /// What a browser answers to `navigator.credentials.get`.
    fn show(&mut self, asked: &Value) -> Value {
        let options = &asked["public_key"];
        assert_eq!(options["rpId"], DOMAIN);
        assert_eq!(options["userVerification"], "required");
        assert_eq!(options["allowCredentials"], json!([]), "no name is asked for");
        self.count += self.step;
        let (data, said) =
            (self.data(0), self.said("webauthn.get", options["challenge"].as_str().unwrap()));
        let over = [data.as_slice(), Sha256::digest(&said).as_slice()].concat();
        json!({
            "id": text(&self.id),
            "rawId": text(&self.id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(&said),
                "authenticatorData": text(&data),
                "signature": text(&self.key.sign(&over).to_bytes()),
                "userHandle": self.handle,
            },
        })
    }
}

fn asked_to_make(place: &Place, key: &SigningKey) -> Value {
    let asked = signed(place, key, "post", "/v1/passkeys/challenges", "");
    assert_eq!(asked.status, 200, "{}", asked.body);
    json_of(&asked)
}

fn add(place: &Place, key: &SigningKey, name: &str, credential: &Value) -> Answered {
    let body = json!({ "command": "AddPasskey", "name": name, "credential": credential });
    signed(place, key, "post", MADE, &body.to_string())
}

/// A device whose passkey is bound to a key.
fn bound(place: &Place, key: &SigningKey, name: &str) -> Device {
    let mut device = Device::new(name);
    let made = device.make(&asked_to_make(place, key));
    let added = add(place, key, name, &made);
    assert_eq!(added.status, 200, "{}", added.body);
    device
}

fn asked_to_show(place: &Place) -> Value {
    let asked = place.http("post", "/v1/sessions/challenges", "", "");
    assert_eq!(asked.status, 200, "{}", asked.body);
    json_of(&asked)
}

fn open(place: &Place, credential: &Value) -> Answered {
    let body = json!({ "command": "OpenSessionByPasskey", "credential": credential });
    place.http("post", SHOWN, "", &body.to_string())
}

fn enter(place: &Place, device: &mut Device) -> Answered {
    let shown = device.show(&asked_to_show(place));
    open(place, &shown)
}

#[test]
fn who_bound_a_passkey_signs_in_with_it_as_the_holder_of_the_key() {
    let place = place();
    let ways: Value = json_of(&place.http("get", "/v1/sign-in", "", ""));
    assert_eq!(ways["passkeys"], json!({ "relying_party": DOMAIN, "origins": [PAGE] }));
    let mut device = bound(&place, &key(INDIA), "telephone");
    let opened = enter(&place, &mut device);
    let cookie = reads_as_india(&place, &opened, "passkey");
    let get = |path: &str| place.http("get", path, &cookie, "");
    // Nor does it bind another passkey.
    assert_eq!(place.http("post", "/v1/passkeys/challenges", &cookie, "").code(), "unsigned");
    let listed = json_of(&get(MADE));
    let one = &listed["passkeys"][0];
    assert_eq!((&one["name"], &one["copied"]), (&json!("telephone"), &json!(false)));
    assert!(one["used"].is_string());
    let path = format!("{MADE}/{}", one["passkey"]);
    assert_eq!(place.http("delete", &path, &cookie, "").code(), "unsigned");
    // Another's is none of one's business; one's own ends, and signs in no more.
    assert_eq!(signed(&place, &key(RUSSIA), "delete", &path, "").code(), "not-found");
    assert_eq!(signed(&place, &key(INDIA), "delete", &path, "").status, 204);
    let refused = enter(&place, &mut device);
    assert_eq!((refused.status, refused.code().as_str()), (401, "unproven"));
    assert_eq!(detail(&refused), "unknown");
}

#[test]
fn an_overseer_signs_in_with_a_passkey_too() {
    let place = place();
    let mut device = bound(&place, &demo_key_of(1, OVERSEER), "stick");
    let told = json_of(&enter(&place, &mut device));
    assert_eq!((&told["party"], &told["kind"]), (&json!("overseer"), &json!("overseer")));
}

#[test]
fn what_is_shown_wrongly_opens_nothing() {
    let place = place();
    let device = bound(&place, &key(INDIA), "telephone");
    type Wrong = fn(&mut Device);
    let cases: [(&str, Wrong); 6] = [
        ("other-origin", |device| device.page = "https://sarraf.example.evil".into()),
        ("other-relying-party", |device| device.domain = "evil.example".into()),
        ("user-not-verified", |device| device.flags = PRESENT),
        ("signature", |device| device.key = demo_key_of(9, "thief")),
        ("other-holder", |device| device.handle = text(&[7; 64])),
        ("unknown", |device| device.id = vec![7; 32]),
    ];
    for (wanted, wrong) in cases {
        let mut device = device.clone();
        wrong(&mut device);
        let refused = enter(&place, &mut device);
        assert_eq!((refused.status, refused.code().as_str()), (401, "unproven"), "{wanted}");
        assert_eq!(detail(&refused), wanted);
        assert!(refused.header("set-cookie").is_empty());
    }
    assert_eq!(enter(&place, &mut device.clone()).status, 200, "nothing of it has counted");
}

#[test]
fn a_challenge_is_answered_once_and_in_time() {
    let place = place();
    let mut device = bound(&place, &key(INDIA), "telephone");
    let asked = asked_to_show(&place);
    let shown = device.show(&asked);
    assert_eq!(open(&place, &shown).status, 200);
    let again = device.show(&asked);
    for replayed in [shown, again] {
        assert_eq!(detail(&open(&place, &replayed)), "unknown-challenge");
    }
    // One of the device's own choice, and one that a failure has used up.
    let own = json!({ "public_key": {
        "rpId": DOMAIN, "userVerification": "required", "allowCredentials": [],
        "challenge": text(&[7; 16]),
    } });
    assert_eq!(detail(&open(&place, &device.show(&own))), "unknown-challenge");
    let asked = asked_to_show(&place);
    let failed = Device { page: "https://evil.example".into(), ..device.clone() }.show(&asked);
    assert_eq!(detail(&open(&place, &failed)), "other-origin");
    assert_eq!(detail(&open(&place, &device.show(&asked))), "unknown-challenge");

    let hasty = Place::behind(access(Duration::from_millis(1)));
    let asked = asked_to_show(&hasty);
    std::thread::sleep(Duration::from_millis(20));
    let mut device = Device::new("telephone");
    device.handle = text(&[7; 64]);
    let made = device.make(&asked_to_make(&hasty, &key(INDIA)));
    std::thread::sleep(Duration::from_millis(20));
    assert_eq!(detail(&add(&hasty, &key(INDIA), "late", &made)), "late");
    assert_eq!(detail(&open(&hasty, &device.show(&asked))), "unknown");
}

#[test]
fn a_device_that_was_copied_is_found_out() {
    let place = place();
    let mut device = bound(&place, &key(INDIA), "stick");
    let mut copy = device.clone();
    assert_eq!(enter(&place, &mut device).status, 200);
    assert_eq!(detail(&enter(&place, &mut copy)), "copied");
    // Those that many devices keep do not count, and say so each time.
    let flags = PRESENT | VERIFIED | COPYABLE | COPIED;
    let mut shared = Device { step: 0, flags, ..Device::new("telephone") };
    let made = shared.make(&asked_to_make(&place, &key(INDIA)));
    assert_eq!(json_of(&add(&place, &key(INDIA), "telephone", &made))["copied"], true);
    for _ in 0..2 {
        assert_eq!(enter(&place, &mut shared).status, 200);
    }
    // What was made to be copied does not turn into what cannot be.
    shared.flags = PRESENT | VERIFIED;
    assert_eq!(detail(&enter(&place, &mut shared)), "changed");
}

#[test]
fn a_passkey_is_bound_to_the_key_that_asked_for_it_and_to_no_other() {
    let place = place();
    let mut device = Device::new("telephone");
    let asked = asked_to_make(&place, &key(INDIA));
    let made = device.make(&asked);
    assert_eq!(detail(&add(&place, &key(RUSSIA), "stolen", &made)), "other-holder");
    assert_eq!(detail(&add(&place, &key(INDIA), "again", &made)), "unknown-challenge");
    let body = json!({ "command": "AddPasskey", "name": "no one's", "credential": made });
    assert_eq!(place.http("post", MADE, "", &body.to_string()).code(), "unsigned");
    for (wrong, wanted) in [
        (Device { page: "https://evil.example".into(), ..device.clone() }, "other-origin"),
        (Device { domain: "evil.example".into(), ..device.clone() }, "other-relying-party"),
        (Device { flags: PRESENT, ..device.clone() }, "user-not-verified"),
    ] {
        let made = wrong.clone().make(&asked_to_make(&place, &key(INDIA)));
        assert_eq!(detail(&add(&place, &key(INDIA), "wrong", &made)), wanted);
    }
    let made = device.make(&asked_to_make(&place, &key(INDIA)));
    assert_eq!(add(&place, &key(INDIA), "", &made).code(), "bad-value");
    assert_eq!(add(&place, &key(INDIA), "telephone", &made).status, 200);
    // The browser is told of it, so that it makes no second one; what it makes is bound once.
    let asked = asked_to_make(&place, &key(INDIA));
    assert_eq!(asked["public_key"]["excludeCredentials"][0]["id"], text(&device.id));
    let again = device.make(&asked);
    assert_eq!(add(&place, &key(INDIA), "twice", &again).code(), "bad-value");
}

#[test]
fn a_passkey_ends_with_the_key_it_is_bound_to() {
    let place = place();
    let (first, second) = (demo_key_of(7, "first"), demo_key_of(7, "second"));
    let by_operator = |command: &str, number: u8, mut body: Value| {
        body["command"] = command.into();
        body["asked_at"] = minute(number - 1).to_string().into();
        let told = place.send(OPERATOR, Ask::named(command).unwrap().path, &body, number);
        assert_eq!(told.status, 200, "{told:?}");
    };
    let keys = [&first, &second].map(|key| public_key(key).to_string());
    by_operator("RegisterParty", 2, json!({ "bic": "ZZZZRUMM", "keys": keys }));
    let (mut lost, mut kept) = (bound(&place, &first, "lost"), bound(&place, &second, "kept"));
    let opened = [enter(&place, &mut lost), enter(&place, &mut kept)];
    assert_eq!(opened.each_ref().map(|opened| opened.status), [200, 200]);
    by_operator("RevokeKey", 3, json!({ "party": "ZZZZRUMM", "number": 0 }));
    let get = |opened: &Answered| place.http("get", MADE, &cookie(opened), "");
    assert_eq!(get(&opened[0]).code(), "session-ended");
    assert_eq!(detail(&enter(&place, &mut lost)), "unknown");
    assert_eq!(enter(&place, &mut kept).status, 200);
    let listed = json_of(&get(&opened[1]));
    let names: Vec<_> =
        listed["passkeys"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["kept"]);
}

#[test]
fn where_none_are_taken_it_is_said() {
    let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
    assert_eq!(json_of(&place.http("get", "/v1/sign-in", "", ""))["passkeys"], Value::Null);
    assert_eq!(place.http("post", "/v1/sessions/challenges", "", "").code(), "not-offered");
    let asked = signed(&place, &key(INDIA), "post", "/v1/passkeys/challenges", "");
    assert_eq!((asked.status, asked.code().as_str()), (404, "not-offered"));
    let shown = json!({ "command": "OpenSessionByPasskey", "credential": {} });
    assert_eq!(place.http("post", SHOWN, "", &shown.to_string()).code(), "not-offered");
}

#[test]
fn what_is_no_answer_of_a_device_is_told_apart() {
    let place = place();
    for (body, wanted) in [
        ("", "not-json"),
        ("{}", "malformed"),
        (r#"{"command":"OpenSession","credential":{}}"#, "malformed"),
        (r#"{"command":"OpenSessionByPasskey","credential":{"id":7}}"#, "malformed"),
        (r#"{"command":"OpenSessionByPasskey","credential":[]}"#, "malformed"),
    ] {
        assert_eq!(place.http("post", SHOWN, "", body).code(), wanted, "{body}");
    }
    // A form of another site, which a browser sends without asking anybody.
    let form = "content-type: text/plain\r\n";
    assert_eq!(place.http("post", SHOWN, form, "{}").code(), "unsupported-media-type");
    let long = "x".repeat(70_000);
    assert_eq!(place.http("post", SHOWN, "", &long).code(), "too-large");
}

#[test]
fn only_pages_of_the_domain_can_show_its_passkeys() {
    let of = |domain: &str, origin: &str| {
        RelyingParty::new(domain, vec![origin.into()], Duration::from_secs(1)).is_ok()
    };
    assert!(of("sarraf.example", "https://sarraf.example"));
    assert!(of("sarraf.example", "https://console.sarraf.example:7700"));
    assert!(of("localhost", "http://localhost:7700"));
    for origin in [
        "http://sarraf.example",
        "https://evilsarraf.example",
        "https://sarraf.example.evil",
        "https://sarraf.example/",
        "https://sarraf.example:port",
        "sarraf.example",
    ] {
        assert!(!of("sarraf.example", origin), "{origin}");
    }
    for domain in ["127.0.0.1", "Sarraf.example", "", "sarraf example"] {
        assert!(!of(domain, &format!("https://{domain}")), "{domain}");
    }
    assert!(RelyingParty::new("a.example", Vec::new(), Duration::from_secs(1)).is_err());
}
