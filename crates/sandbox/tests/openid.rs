//! Signing in through a provider of OpenID Connect: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;
mod provider;

use std::sync::Arc;
use std::time::{Duration, Instant};

use api::{Access, Ask, Logins};
use dispatch::Asker;
use ed25519_dalek::SigningKey;
use identity::openid;
use node::{demo_key_of, public_key};
use place::{
    Answered, INDIA, Place, RUSSIA, cookie, detail, json_of, key, minute, reads_as_india, signed,
};
use provider::{Bent, CLIENT, PAGE, Provider, SECRET, seconds};
use rustls::RootCertStore;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use sandbox::{OPERATOR, OVERSEER};
use serde_json::{Value, json};

const LOGINS: &str = "/v1/logins";
const SHOWN: &str = "/v1/sessions/login";
const PERSON: &str = "5f1c2e9a-7b3d-4c60-9e0f-000000000001";
/// How long a provider is waited for here.
const PATIENCE: Duration = Duration::from_millis(700);
/// For how long one that failed is not asked again, and a little.
const RESTS: Duration = Duration::from_millis(2_050);

fn trusting(issuer: &str, roots: RootCertStore) -> Access {
    let provider = openid::Provider::new(issuer, CLIENT, Some(SECRET.into()), PAGE).unwrap();
    let logins = Logins::new(provider, Asker::trusting(roots, PATIENCE)).unwrap();
    Access { open: false, openid: Some(logins), ..sandbox::open_access(1) }
}

fn places() -> (Place, Provider) {
    let provider = Provider::new(None);
    (Place::behind(trusting(&provider.issuer, RootCertStore::empty())), provider)
}

/// What a page brings back.
#[derive(Clone)]
struct Brought {
    code: String,
    state: String,
    iss: Option<String>,
    ticket: String,
}

impl Brought {
    fn body(&self, command: &str) -> Value {
        json!({
            "command": command,
            "code": self.code,
            "state": self.state,
            "iss": self.iss,
            "ticket": self.ticket,
        })
    }
}

fn begun(place: &Place) -> (String, String) {
    let asked = place.http("post", "/v1/logins/requests", "", "");
    assert_eq!(asked.status, 200, "{}", asked.body);
    let told = json_of(&asked);
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    (text("address"), text("ticket"))
}

/// Somebody goes to the provider and comes back.
fn brought(place: &Place, provider: &Provider, subject: &str) -> Brought {
    let (address, ticket) = begun(place);
    let (code, state) = provider.signs_in(&address, subject);
    Brought { code, state, iss: None, ticket }
}

fn open(place: &Place, brought: &Brought) -> Answered {
    place.http("post", SHOWN, "", &brought.body("OpenSessionByLogin").to_string())
}

fn add(place: &Place, key: &SigningKey, name: &str, brought: &Brought) -> Answered {
    let mut body = brought.body("AddLogin");
    body["name"] = name.into();
    signed(place, key, "post", LOGINS, &body.to_string())
}

/// Binds a login to a key; its number.
fn bound(place: &Place, provider: &Provider, key: &SigningKey, subject: &str) -> u64 {
    let added = add(place, key, "treasury", &brought(place, provider, subject));
    assert_eq!(added.status, 200, "{}", added.body);
    json_of(&added)["login"].as_u64().unwrap()
}

fn enter(place: &Place, provider: &Provider, subject: &str) -> Answered {
    open(place, &brought(place, provider, subject))
}

#[test]
fn who_bound_a_login_signs_in_with_it_as_the_holder_of_the_key() {
    let (place, provider) = places();
    let ways = json_of(&place.http("get", "/v1/sign-in", "", ""));
    assert_eq!(ways["openid"], json!({ "issuer": provider.issuer, "page": PAGE }));
    let refused = enter(&place, &provider, PERSON);
    assert_eq!((refused.status, detail(&refused).as_str()), (401, "unknown"), "nobody bound it");
    let number = bound(&place, &provider, &key(INDIA), PERSON);
    let opened = enter(&place, &provider, PERSON);
    let cookie = reads_as_india(&place, &opened, "login");
    let get = |path: &str| place.http("get", path, &cookie, "");
    // Nor does it bind or end a login.
    let mut body = brought(&place, &provider, "another").body("AddLogin");
    body["name"] = "another".into();
    assert_eq!(place.http("post", LOGINS, &cookie, &body.to_string()).code(), "unsigned");
    let path = format!("{LOGINS}/{number}");
    assert_eq!(place.http("delete", &path, &cookie, "").code(), "unsigned");
    let one = &json_of(&get(LOGINS))["logins"][0];
    assert_eq!((&one["name"], &one["subject"]), (&json!("treasury"), &json!(PERSON)));
    assert_eq!((&one["issuer"], one["used"].is_string()), (&json!(provider.issuer), true));
    assert!(!get(LOGINS).body.contains("bank.example"), "no address of a person is kept");
    // Another's is none of one's business; one's own ends, and signs in no more.
    assert_eq!(signed(&place, &key(RUSSIA), "delete", &path, "").code(), "not-found");
    let theirs = json_of(&signed(&place, &key(RUSSIA), "get", LOGINS, ""));
    assert_eq!(theirs["logins"], json!([]));
    assert_eq!(signed(&place, &key(INDIA), "delete", &path, "").status, 204);
    let refused = enter(&place, &provider, PERSON);
    assert_eq!((refused.status, refused.code().as_str()), (401, "unproven"));
    assert_eq!(detail(&refused), "unknown");
    // What the provider says of itself and its keys were asked for once in all of this.
    assert_eq!((provider.asked("openid-configuration"), provider.asked("keys")), (1, 1));
}

#[test]
fn an_overseer_signs_in_with_a_login_too() {
    let (place, provider) = places();
    bound(&place, &provider, &demo_key_of(1, OVERSEER), PERSON);
    let told = json_of(&enter(&place, &provider, PERSON));
    assert_eq!((&told["party"], &told["kind"]), (&json!("overseer"), &json!("overseer")));
}

#[test]
fn what_the_provider_should_not_have_said_opens_nothing() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    let cases: [(&str, Bent); 12] = [
        ("other-nonce", Bent::Claims(|claims| claims["nonce"] = "00".repeat(32).into())),
        ("other-nonce", Bent::Claims(|claims| claims["nonce"] = Value::Null)),
        ("other-audience", Bent::Claims(|claims| claims["aud"] = "another".into())),
        ("other-audience", Bent::Claims(|claims| claims["azp"] = "another".into())),
        ("other-issuer", Bent::Claims(|claims| claims["iss"] = "https://evil.example".into())),
        ("expired", Bent::Claims(|claims| claims["exp"] = (seconds() - 61).into())),
        ("not-now", Bent::Claims(|claims| claims["iat"] = (seconds() - 310).into())),
        ("algorithm", Bent::Unsigned),
        ("algorithm", Bent::Shared),
        ("unknown-key", Bent::UnknownKid),
        ("signature", Bent::OtherKey),
        ("unknown", Bent::Claims(|claims| claims["sub"] = "somebody else".into())),
    ];
    for (wanted, bent) in cases {
        let brought = brought(&place, &provider, PERSON);
        provider.bend(bent);
        let refused = open(&place, &brought);
        assert_eq!((refused.status, refused.code().as_str()), (401, "unproven"), "{wanted}");
        assert_eq!(detail(&refused), wanted);
        assert!(refused.header("set-cookie").is_empty());
        assert!(!refused.body.contains(PERSON), "it names nobody: {}", refused.body);
        provider.bend(Bent::Not);
        assert_eq!(detail(&open(&place, &brought)), "unknown-request", "used up");
    }
    assert_eq!(enter(&place, &provider, PERSON).status, 200, "nothing of it has counted");
}

#[test]
fn who_sends_people_back_is_the_provider_where_it_says_who_it_is() {
    for (bent, without) in [(Bent::SaysWho, "other-issuer"), (Bent::Not, "unknown")] {
        let (place, provider) = places();
        provider.bend(bent);
        let shown = |iss: Option<&str>| {
            let brought = brought(&place, &provider, PERSON);
            detail(&open(&place, &Brought { iss: iss.map(Into::into), ..brought }))
        };
        assert_eq!(shown(Some("https://evil.example")), "other-issuer");
        assert_eq!(provider.asked("token"), 0, "no code is shown to whom it is not from");
        assert_eq!(shown(None), without);
        assert_eq!(shown(Some(&provider.issuer)), "unknown", "and nobody has bound it");
    }
}

#[test]
fn a_provider_that_does_not_take_the_node_for_its_client_fails() {
    let provider = Provider::new(None);
    let stale = openid::Provider::new(&provider.issuer, CLIENT, Some("stale".into()), PAGE);
    let logins = Logins::new(stale.unwrap(), Asker::trusting(RootCertStore::empty(), PATIENCE));
    let access = Access { openid: Some(logins.unwrap()), ..sandbox::open_access(1) };
    let refused = enter(&Place::behind(access), &provider, PERSON);
    assert_eq!((refused.status, refused.code().as_str()), (503, "provider-fault"));
    assert_eq!(detail(&refused), "client");
    assert!(refused.body.contains("invalid_client"), "{}", refused.body);
}

#[test]
fn what_a_page_brings_is_its_own_and_of_one_request() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    // Once, rightly or wrongly.
    let first = brought(&place, &provider, PERSON);
    assert_eq!(open(&place, &first).status, 200);
    assert_eq!(detail(&open(&place, &first)), "unknown-request");
    let made_up = Brought { state: "07".repeat(32), ..first };
    assert_eq!(detail(&open(&place, &made_up)), "unknown-request");
    // A state of another browser, which has not its ticket.
    let [mine, theirs] = [PERSON, "thief"].map(|person| brought(&place, &provider, person));
    let crossed = Brought { ticket: mine.ticket.clone(), ..theirs };
    assert_eq!(detail(&open(&place, &crossed)), "other-browser");
    // A code of another request: the provider knows it by its challenge.
    let theirs = brought(&place, &provider, "thief");
    let crossed = Brought { code: theirs.code, ..mine };
    let refused = open(&place, &crossed);
    assert_eq!((refused.status, detail(&refused).as_str()), (401, "declined"));
    assert!(refused.body.contains("invalid_grant"), "{}", refused.body);
    // A challenge that is not of the verifier.
    let (address, ticket) = begun(&place);
    let (before, after) = address.split_once("code_challenge=").unwrap();
    let (code, state) = provider.signs_in(&format!("{before}code_challenge=A{after}"), PERSON);
    assert_eq!(detail(&open(&place, &Brought { code, state, iss: None, ticket })), "declined");
    // A code that was never given, and what is no code.
    let brought = brought(&place, &provider, PERSON);
    let nothing = Brought { code: "made up".into(), ..brought.clone() };
    assert_eq!(detail(&open(&place, &nothing)), "declined");
    let long = Brought { code: "x".repeat(5_000), ..brought };
    assert_eq!(open(&place, &long).code(), "malformed");
}

#[test]
fn a_login_is_bound_by_a_signature_and_once() {
    let (place, provider) = places();
    let first = brought(&place, &provider, PERSON);
    let mut body = first.body("AddLogin");
    body["name"] = "no one's".into();
    assert_eq!(place.http("post", LOGINS, "", &body.to_string()).code(), "unsigned");
    // By the body alone it is not signed as a whole.
    let alone = format!("sarraf-signature: ed25519:{}\r\n", "00".repeat(96));
    assert_eq!(place.http("post", LOGINS, &alone, &body.to_string()).code(), "unsigned");
    assert_eq!(add(&place, &key(INDIA), "", &first).code(), "bad-value", "and not used up");
    assert_eq!(add(&place, &key(INDIA), "treasury", &first).status, 200);
    assert_eq!(detail(&add(&place, &key(INDIA), "again", &first)), "unknown-request");
    for other in [key(INDIA), key(RUSSIA)] {
        let again = add(&place, &other, "again", &brought(&place, &provider, PERSON));
        assert_eq!(again.code(), "bad-value", "{}", again.body);
    }
    provider.bend(Bent::OtherKey);
    let forged = add(&place, &key(RUSSIA), "forged", &brought(&place, &provider, "thief"));
    assert_eq!(detail(&forged), "signature");
    provider.bend(Bent::Not);
    assert_eq!(json_of(&enter(&place, &provider, PERSON))["party"], INDIA);
    assert_eq!(detail(&enter(&place, &provider, "thief")), "unknown");
}

#[test]
fn a_login_ends_with_the_key_it_is_bound_to() {
    let (place, provider) = places();
    let (first, second) = (demo_key_of(7, "first"), demo_key_of(7, "second"));
    let by_operator = |command: &str, number: u8, mut body: Value| {
        body["command"] = command.into();
        body["asked_at"] = minute(number - 1).to_string().into();
        let told = place.send(OPERATOR, Ask::named(command).unwrap().path, &body, number);
        assert_eq!(told.status, 200, "{told:?}");
    };
    let keys = [&first, &second].map(|key| public_key(key).to_string());
    by_operator("RegisterParty", 2, json!({ "bic": "ZZZZRUMM", "keys": keys }));
    bound(&place, &provider, &first, "leaves");
    bound(&place, &provider, &second, "stays");
    let opened = ["leaves", "stays"].map(|person| enter(&place, &provider, person));
    assert_eq!(opened.each_ref().map(|opened| opened.status), [200, 200]);
    by_operator("RevokeKey", 3, json!({ "party": "ZZZZRUMM", "number": 0 }));
    let get = |opened: &Answered| place.http("get", LOGINS, &cookie(opened), "");
    assert_eq!(get(&opened[0]).code(), "session-ended");
    assert_eq!(detail(&enter(&place, &provider, "leaves")), "unknown");
    assert_eq!(enter(&place, &provider, "stays").status, 200);
    let listed = json_of(&get(&opened[1]));
    let people: Vec<_> =
        listed["logins"].as_array().unwrap().iter().map(|one| &one["subject"]).collect();
    assert_eq!(people, ["stays"]);
}

fn leave(place: &Place, form: &str) -> Answered {
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    place.http("post", "/v1/logins/ended", kind, form)
}

#[test]
fn who_leaves_the_provider_has_no_session_that_her_login_opened() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    bound(&place, &provider, &key(RUSSIA), "another");
    provider.bend(Bent::Claims(|claims| claims["sid"] = "a".into()));
    let first = enter(&place, &provider, PERSON);
    provider.bend(Bent::Claims(|claims| claims["sid"] = "b".into()));
    let all = [first, enter(&place, &provider, PERSON), enter(&place, &provider, "another")];
    let stand = || {
        let current = |one| place.http("get", "/v1/sessions/current", &cookie(one), "").status;
        all.each_ref().map(|one| current(one) == 200)
    };
    assert_eq!(stand(), [true; 3]);
    let parts = |change: fn(&mut Value)| {
        leave(&place, &format!("logout_token={}", provider.parts_from(PERSON, change)))
    };
    // Of one session with the provider, then of all of one person.
    let told = parts(|parting| parting["sid"] = "a".into());
    assert_eq!((told.status, told.body.as_str()), (200, ""));
    assert_eq!(told.header("cache-control"), "no-store");
    assert_eq!(stand(), [false, true, true]);
    assert_eq!(parts(|_| {}).status, 200);
    assert_eq!(stand(), [false, false, true], "and of nobody else");
    assert_eq!(parts(|_| {}).status, 200, "there are none any more");
    // Her login stays bound, and what was said before she came again does not mean that.
    let again = enter(&place, &provider, PERSON);
    assert_eq!(parts(|parting| parting["iat"] = (seconds() - 60).into()).status, 200);
    reads_as_india(&place, &again, "login");
}

#[test]
fn a_session_that_the_provider_ended_while_it_was_being_opened_does_not_open() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    bound(&place, &provider, &key(RUSSIA), "another");
    let named: fn(&mut Value) = |claims| {
        claims["iat"] = (seconds() - 30).into();
        claims["sid"] = "a".into();
    };
    provider.bend(Bent::Claims(named));
    let leaves = |change: fn(&mut Value)| {
        leave(&place, &format!("logout_token={}", provider.parts_from(PERSON, change))).status
    };
    // The end of another session of hers is none of this one.
    assert_eq!(leaves(|parting| parting["sid"] = "b".into()), 200);
    assert_eq!(enter(&place, &provider, PERSON).status, 200);
    let coming = brought(&place, &provider, PERSON);
    assert_eq!(leaves(|parting| parting["sid"] = "a".into()), 200);
    let refused = open(&place, &coming);
    assert_eq!((refused.status, refused.code().as_str()), (401, "unproven"), "{}", refused.body);
    assert_eq!(detail(&refused), "ended");
    assert_eq!(refused.header("set-cookie"), "", "no cookie is given");
    // Nor where all of hers end; others and what she begins later are not meant.
    provider.bend(Bent::Claims(|claims| claims["iat"] = (seconds() - 30).into()));
    let coming = brought(&place, &provider, PERSON);
    assert_eq!(leaves(|_| {}), 200);
    assert_eq!(detail(&open(&place, &coming)), "ended");
    assert_eq!(enter(&place, &provider, "another").status, 200);
    provider.bend(Bent::Not);
    assert_eq!(enter(&place, &provider, PERSON).status, 200);
}

#[test]
fn what_the_provider_has_not_said_ends_no_session() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    let opened = enter(&place, &provider, PERSON);
    let good = provider.parts_from(PERSON, |_| {});
    let mut parts: Vec<_> = good.split('.').map(ToOwned::to_owned).collect();
    parts[1] = parts[1].chars().rev().collect();
    let altered = format!("logout_token={}", parts.join("."));
    let said =
        |change: fn(&mut Value)| format!("logout_token={}", provider.parts_from(PERSON, change));
    for (form, code, why) in [
        (String::new(), "malformed", "logout_token"),
        (format!("token={good}"), "malformed", "logout_token"),
        ("logout_token=".into(), "bad-value", "unreadable"),
        (altered, "bad-value", "signature"),
        (said(|said| said["aud"] = "another".into()), "bad-value", "other-audience"),
        (said(|said| said["iss"] = "https://evil.example".into()), "bad-value", "other-issuer"),
        (said(|said| said["exp"] = (seconds() - 61).into()), "bad-value", "expired"),
        (said(|said| said["iat"] = (seconds() - 310).into()), "bad-value", "not-now"),
        (said(|said| said["nonce"] = "1".into()), "bad-value", "unreadable"),
        (said(|said| said["events"] = json!({})), "bad-value", "unreadable"),
    ] {
        let refused = leave(&place, &form);
        assert_eq!((refused.status, refused.code().as_str()), (400, code), "{form}");
        assert_eq!(detail(&refused), why, "{form}");
    }
    // Anybody may name a key that nobody has: the provider is not asked for each of them.
    provider.rotate("second");
    let unknown = leave(&place, &said(|_| {}));
    assert_eq!((unknown.status, detail(&unknown).as_str()), (400, "unknown-key"));
    assert_eq!(provider.asked("keys"), 1);
    reads_as_india(&place, &opened, "login");
    let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
    assert_eq!(leave(&place, "logout_token=a").code(), "not-offered");
}

#[test]
fn a_provider_that_changes_its_keys_is_asked_for_them_again() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    assert_eq!(provider.asked("keys"), 1);
    provider.rotate("second");
    assert_eq!(enter(&place, &provider, PERSON).status, 200);
    assert_eq!(provider.asked("keys"), 2);
    assert_eq!(enter(&place, &provider, PERSON).status, 200);
    assert_eq!(provider.asked("keys"), 2, "and kept again");
}

#[test]
fn a_provider_that_fails_is_told_and_not_waited_for() {
    let (place, provider) = places();
    bound(&place, &provider, &key(INDIA), PERSON);
    let cases: [(&str, Bent); 5] = [
        ("time", Bent::Slow),
        ("too-long", Bent::Long),
        ("status", Bent::Status(500)),
        ("unreadable", Bent::Nonsense),
        ("protocol", Bent::Mute),
    ];
    for (wanted, bent) in cases {
        let brought = brought(&place, &provider, PERSON);
        provider.bend(bent);
        let began = Instant::now();
        let refused = open(&place, &brought);
        assert_eq!((refused.status, refused.code().as_str()), (503, "provider-fault"), "{wanted}");
        assert_eq!(detail(&refused), wanted);
        assert!(began.elapsed() < PATIENCE * 2, "{wanted}");
        provider.bend(Bent::Not);
    }
    // Who signs in by a key, and the door's own work, do not notice.
    provider.bend(Bent::Slow);
    let body = brought(&place, &provider, PERSON).body("OpenSessionByLogin").to_string();
    let base = place.base.clone();
    let waiting = std::thread::spawn(move || place::http(&base, "post", SHOWN, "", &body).status);
    while provider.asked("token") < 7 {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(signed(&place, &key(INDIA), "get", LOGINS, "").status, 200);
    place.step(9);
    assert!(!waiting.is_finished(), "all of that while the provider is waited for");
    assert_eq!(waiting.join().unwrap(), 503);
    provider.bend(Bent::Not);
    assert_eq!(enter(&place, &provider, PERSON).status, 200, "it is back");
}

#[test]
fn a_provider_that_cannot_be_asked_how_begins_nothing_and_is_asked_again_later() {
    let (place, provider) = places();
    let begin = || place.http("post", "/v1/logins/requests", "", "");
    for (wanted, bent) in
        [("status", Bent::Status(404)), ("undescribed", Bent::Nonsense), ("time", Bent::Slow)]
    {
        provider.bend(bent);
        let before = provider.asked("openid-configuration");
        for _ in 0..3 {
            let refused = begin();
            assert_eq!((refused.status, refused.code().as_str()), (503, "provider-fault"));
            assert_eq!(detail(&refused), wanted);
        }
        assert_eq!(provider.asked("openid-configuration"), before + 1, "it is let rest");
        std::thread::sleep(RESTS);
    }
    provider.bend(Bent::Not);
    assert_eq!(begin().status, 200);
    // One that is not there, and one that calls itself otherwise.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (issuer, wanted) in [
        (format!("http://{free}/realms/banks"), "connection"),
        ("http://nowhere.localhost.invalid/".to_owned(), "without TLS"),
        (provider.issuer.replace("127.0.0.1", "localhost"), "undescribed"),
    ] {
        let openid = openid::Provider::new(&issuer, CLIENT, None, PAGE).unwrap();
        match Logins::new(openid, Asker::trusting(RootCertStore::empty(), PATIENCE)) {
            Err(why) => assert!(why.contains(wanted), "{why}"),
            Ok(logins) => {
                let access = Access { openid: Some(logins), ..sandbox::open_access(1) };
                let refused = Place::behind(access).http("post", "/v1/logins/requests", "", "");
                assert_eq!((refused.status, detail(&refused).as_str()), (503, wanted));
            }
        }
    }
}

#[test]
fn a_provider_is_known_by_its_certificate() {
    let pair = rcgen::KeyPair::generate().unwrap();
    let made = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap();
    let made = made.self_signed(&pair).unwrap();
    let secret = PrivatePkcs8KeyDer::from(pair.serialize_der());
    let chain = vec![CertificateDer::from(made.der().to_vec())];
    let own = rustls::crypto::aws_lc_rs::default_provider();
    let tls = rustls::ServerConfig::builder_with_provider(Arc::new(own));
    let tls = tls.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let tls = tls.with_single_cert(chain.clone(), secret.into()).unwrap();
    let provider = Provider::new(Some(Arc::new(tls)));
    let mut roots = RootCertStore::empty();
    roots.add(chain[0].clone()).unwrap();
    let place = Place::behind(trusting(&provider.issuer, roots));
    bound(&place, &provider, &key(INDIA), PERSON);
    assert_eq!(enter(&place, &provider, PERSON).status, 200);
    let wary = Place::behind(trusting(&provider.issuer, RootCertStore::empty()));
    let refused = wary.http("post", "/v1/logins/requests", "", "");
    assert_eq!((refused.status, detail(&refused).as_str()), (503, "tls"));
}

#[test]
fn where_none_are_taken_it_is_said() {
    let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
    assert_eq!(json_of(&place.http("get", "/v1/sign-in", "", ""))["openid"], Value::Null);
    assert_eq!(place.http("post", "/v1/logins/requests", "", "").code(), "not-offered");
    let brought = Brought { code: "a".into(), state: "b".into(), iss: None, ticket: "c".into() };
    assert_eq!(open(&place, &brought).code(), "not-offered");
    assert_eq!(add(&place, &key(INDIA), "treasury", &brought).code(), "not-offered");
    assert_eq!(signed(&place, &key(INDIA), "get", LOGINS, "").status, 200, "there are none");
}

#[test]
fn what_is_not_of_its_form_is_told_apart() {
    let (place, _provider) = places();
    for (body, wanted) in [
        ("", "not-json"),
        ("{}", "malformed"),
        (r#"{"command":"OpenSession","code":"a","state":"b","ticket":"c"}"#, "malformed"),
        (r#"{"command":"OpenSessionByLogin","code":"","state":"b","ticket":"c"}"#, "malformed"),
        (r#"{"command":"OpenSessionByLogin","code":"a","state":"b","ticket":"c"}"#, "unproven"),
        (r#"{"command":"OpenSessionByLogin","code":"a","state":"b"}"#, "malformed"),
    ] {
        assert_eq!(place.http("post", SHOWN, "", body).code(), wanted, "{body}");
    }
    // A form of another site, which a browser sends without asking anybody.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let (header, body) = (format!("content-type: {kind}\r\n"), "{}");
        assert_eq!(place.http("post", SHOWN, &header, body).code(), "unsupported-media-type");
    }
    let long = "x".repeat(70_000);
    assert_eq!(place.http("post", SHOWN, "", &long).code(), "too-large");
}
