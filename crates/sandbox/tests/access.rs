//! Who comes in and what that one sees: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::num::NonZeroU32;
use std::time::{SystemTime, UNIX_EPOCH};

use api::{Access, Ask};
use client::Client;
use ed25519_dalek::SigningKey;
use identity::{Clients, Fields, Request, Stamp};
use node::{Signed, demo_key_of, public_key};
use place::{Answered, INDIA, Place, ROUBLE, RUPEE, RUSSIA, key, minute};
use sandbox::{OPERATOR, OVERSEER};
use serde_json::{Value, json};

/// A bank and a settlement agent that have nothing to do with what happens here.
const BYSTANDER: &str = "ICBKCNBJ";
const AGENT: &str = "PBOCCNBJ";
/// How long a test waits for what must come.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);
const SETTLED: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";
const WAITING: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000002";
const ORDER: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000003";

/// What only those concerned may read: names, an amount, what the payer then has.
const SECRETS: [&str; 5] = [SETTLED, WAITING, ORDER, "123.45", "99876.55"];

fn guarded() -> Access {
    Access { open: false, ..sandbox::open_access(1) }
}

fn overseer() -> SigningKey {
    demo_key_of(1, OVERSEER)
}

/// A place where one payment has settled, one waits and an order stands, all of one bank's.
fn place() -> Place {
    let place = Place::behind(guarded());
    let pay = |name: &str, amount: &str, number: u8| {
        let body = json!({
            "command": "SubmitInstruction",
            "asked_at": minute(number - 1).to_string(),
            "uetr": name,
            "legs": [{
                "debtor": RUSSIA,
                "creditor": INDIA,
                "currency": "INR",
                "amount": amount,
            }],
            "date": "2026-11-24",
            "priority": "normal",
            "category": "interbank",
        });
        place.send(RUSSIA, Ask::named("SubmitInstruction").unwrap().path, &body, number)
    };
    let settled = pay(SETTLED, "123.45", 2);
    assert_eq!((settled.status, settled.body["status"].as_str()), (200, Some("settled")));
    let waiting = pay(WAITING, "99999999.00", 3);
    assert_eq!((waiting.status, waiting.body["status"].as_str()), (200, Some("pending")));
    let order = json!({
        "name": ORDER,
        "sell": { "currency": "INR", "amount": "500.00" },
        "buy": { "currency": "RUB", "at_least": "400.00" },
        "rounds": 5,
    });
    let placed = place.send(RUSSIA, "/v1/orders", &order, 4);
    assert_eq!(placed.status, 200, "{placed:?}");
    place
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn network(place: &Place) -> String {
    place.node.network().to_string()
}

/// The headers of a signed request.
fn lines(fields: &Fields) -> String {
    format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
        fields.content_digest, fields.signature_input, fields.signature
    )
}

/// Signs a request as it is, at an instant and for a system.
fn signed(key: &SigningKey, request: &Request<'_>, created: u64, network: &str) -> String {
    let nonce = format!("{:x}", rand_of(&[request.path, &created.to_string()]));
    lines(&identity::sign(key, request, &Stamp { created, nonce: &nonce, network }).unwrap())
}

/// A number that no other call of this process gets.
fn rand_of(parts: &[&str]) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(parts)
}

fn read(place: &Place, by: Option<&SigningKey>, path: &str) -> Answered {
    let (route, query) = path.split_once('?').map_or((path, None), |(r, q)| (r, Some(q)));
    let request = Request { method: "GET", path: route, query, body: b"", idempotency_key: None };
    let headers = by.map(|key| signed(key, &request, now(), &network(place)));
    place.http("get", path, &headers.unwrap_or_default(), "")
}

/// The paths of the document that are read, with what they leave open filled in by what is the
/// first bank's; each also with that bank in its query, where it takes one.
fn paths() -> Vec<String> {
    let document = serde_json::to_value(api::document()).unwrap();
    let mut paths = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        // A stream has no end to wait for; the page of the session is the caller's own.
        if item["get"].is_null() || path == "/v1/live" || path == "/v1/sessions/current" {
            continue;
        }
        let filled = path.replace("{uetr}", SETTLED).replace("{name}", ORDER);
        let filled = filled.replace("{bic}", RUSSIA).replace("{link}", "of-nobody");
        let filled = filled.replace("{table}", "payments");
        let open = ["{cycle}", "{line}", "{number}", "{position}", "{proposal}"];
        let filled = open.iter().fold(filled, |path, open| path.replace(open, "1"));
        assert!(!filled.contains('{'), "{path}: fill in what it leaves open");
        let parameters = item["get"]["parameters"].as_array().cloned().unwrap_or_default();
        let of = parameters.iter().find(|parameter| parameter["name"] == "participant");
        let needed = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let needed = needed.filter(|parameter| parameter["required"] == true);
        let stated = needed.filter_map(|parameter| match parameter["name"].as_str()? {
            "participant" => None,
            "entry" => Some("entry=0"),
            "date" => Some("date=2026-11-24"),
            "currency" => Some("currency=INR"),
            other => panic!("{path}: state {other}"),
        });
        let query: Vec<&str> = stated.collect();
        let filled = match query.is_empty() {
            true => filled,
            false => format!("{filled}?{}", query.join("&")),
        };
        if of.is_none_or(|parameter| parameter["required"] != true) {
            paths.push(filled.clone());
        }
        if of.is_some() {
            let mark = if filled.contains('?') { '&' } else { '?' };
            paths.push(format!("{filled}{mark}participant={RUSSIA}"));
        }
    }
    paths
}

#[test]
fn each_role_sees_what_concerns_it_and_nothing_else() {
    let place = place();
    let callers = [
        ("nobody", None),
        ("bystander", Some(key(BYSTANDER))),
        ("its agent", Some(key(AGENT))),
        ("payer", Some(key(RUSSIA))),
        ("payee", Some(key(INDIA))),
        ("agent", Some(key(&place.agent(RUPEE)))),
        ("overseer", Some(overseer())),
        ("operator", Some(key(OPERATOR))),
    ];
    let names: Vec<&str> = callers.iter().map(|(name, _)| *name).collect();
    let mut told = format!("| GET | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(8));
    for path in paths() {
        // Sums over all banks are for all; here one bank's payment is all there is.
        let sums = path == "/v1/overview" || path == "/v1/samples";
        // What failed bears the names that who asks has asked for itself.
        let own = path == "/v1/requests/failed";
        let secrets = match (sums, own) {
            (true, _) => &SECRETS[..3],
            (false, true) => &SECRETS[3..],
            (false, false) => &SECRETS[..],
        };
        let cells = callers.iter().map(|(name, key)| {
            let answer = read(&place, key.as_ref(), &path);
            let sees = secrets.iter().any(|secret| answer.body.contains(secret));
            let stranger = matches!(*name, "nobody" | "bystander" | "its agent");
            let asked = SECRETS.iter().any(|secret| path.contains(secret));
            assert!(!(stranger && sees && !asked), "{name} reads {path}: {}", answer.body);
            assert!(!(stranger && asked && answer.status == 200), "{name} reads {path}");
            let seen = if sees && answer.status == 200 { " all" } else { "" };
            format!("{}{seen}", answer.status)
        });
        let cells: Vec<String> = cells.collect();
        told += &format!("| {path} | {} |\n", cells.join(" | "));
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/access.md");
    if std::env::var_os("UPDATE_GOLDENFILES").is_some() {
        std::fs::write(file, &told).unwrap();
    }
    let known = std::fs::read_to_string(file).unwrap_or_default();
    assert!(known == told, "tests/access.md is not of this door:\n{told}");
}

#[test]
fn nothing_is_asked_but_by_a_party() {
    let place = Place::behind(guarded());
    for ask in Ask::all() {
        let path = ["{cycle}", "{line}", "{draw}", "{number}", "{proposal}"];
        let path = path.iter().fold(ask.path.to_owned(), |path, open| path.replace(open, "1"));
        assert_eq!(place.http("post", &path, "", "{}").code(), "unsigned", "{path}");
        let post = |key: &SigningKey| {
            let request = Request {
                method: "POST",
                path: &path,
                query: None,
                body: b"{}",
                idempotency_key: None,
            };
            place.http("post", &path, &signed(key, &request, now(), &network(&place)), "{}")
        };
        assert_eq!(post(&overseer()).code(), "unsigned", "{path}");
        // A party comes as far as the form of what it asks.
        assert_eq!(post(&key(RUSSIA)).status, 400, "{path}");
    }
}

#[test]
fn faults_of_a_signature_are_refused_and_never_taken_as_nobody() {
    let place = Place::behind(Access { open: true, ..guarded() });
    let (path, key) = ("/v1/rates", key(RUSSIA));
    let request = Request { method: "GET", path, query: None, body: b"", idempotency_key: None };
    let network = network(&place);
    let good = signed(&key, &request, now(), &network);
    let ask = |headers: &str, path: &str, body: &str| {
        let answer = place.http("get", path, headers, body);
        let detail: Value = serde_json::from_str(&answer.body).unwrap();
        (answer.status, detail["detail"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(ask(&good, path, "").0, 200);
    let other = Request { path: "/v1/currencies", ..request };
    let stranger = demo_key_of(7, "nobody");
    let cases = [
        (good.clone(), path, "", "signature-replayed"),
        (signed(&key, &request, now() - 3600, &network), path, "", "signature-stale"),
        (signed(&key, &request, now() + 60, &network), path, "", "signature-in-the-future"),
        (signed(&key, &request, now(), "another"), path, "", "signed-for-another-system"),
        (signed(&key, &other, now(), &network), path, "", "signature-mismatch"),
        (signed(&key, &request, now(), &network), "/v1/rates?x=1", "", "covers-too-little"),
        (signed(&key, &request, now(), &network), path, "added", "content-altered"),
        (signed(&stranger, &request, now(), &network), path, "", "belongs to no participant"),
        (
            signed(&key, &request, now(), &network).replace("alg=\"ed25519\"", "alg=\"hmac\""),
            path,
            "",
            "signature-algorithm",
        ),
        (
            signed(&key, &request, now(), &network).replace("\"@method\" ", ""),
            path,
            "",
            "covers-too-little",
        ),
        ("signature-input: sarraf=()\r\n".into(), path, "", "not-signed"),
        ("signature: sarraf=:AAAA:\r\n".into(), path, "", "not-signed"),
    ];
    for (headers, path, body, wanted) in cases {
        let (status, detail) = ask(&headers, path, body);
        assert!(status == 401 && detail.contains(wanted), "{wanted}: {status} {detail}");
    }
}

/// Opens a session as a page does; answers it and its cookie.
fn open(place: &Place, key: &SigningKey, party: &str, nonce: &str) -> (Answered, String) {
    open_at(place, key, party, nonce, now())
}

fn open_at(
    place: &Place,
    key: &SigningKey,
    party: &str,
    nonce: &str,
    signed_at: u64,
) -> (Answered, String) {
    let body = json!({
        "command": "OpenSession", "party": party, "signed_at": signed_at, "nonce": nonce,
    });
    let body = body.to_string();
    let header = Signed::sign(key, body.as_bytes()).to_text();
    let told =
        place.http("post", "/v1/sessions", &format!("sarraf-signature: {header}\r\n"), &body);
    let cookie = told.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    (told, format!("cookie: theme=dark; {cookie}\r\n"))
}

#[test]
fn a_session_reads_as_its_party_until_it_ends() {
    let place = place();
    let (told, cookie) = open(&place, &key(INDIA), INDIA, "0123456789abcdef");
    assert_eq!(told.status, 200, "{}", told.body);
    let attributes = told.header("set-cookie");
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=28800"] {
        assert!(attributes.contains(attribute), "{attributes}");
    }
    let get = |path: &str| place.http("get", path, &cookie, "");
    let who: Value = serde_json::from_str(&get("/v1/sessions/current").body).unwrap();
    assert_eq!((&who["party"], &who["kind"]), (&json!(INDIA), &json!("participant")));
    assert_eq!(get(&format!("/v1/payments/{SETTLED}")).status, 200);
    assert_eq!(get(&format!("/v1/payments/{WAITING}")).status, 200);
    assert_eq!(get(&format!("/v1/orders/{ORDER}")).status, 404);
    assert_eq!(get(&format!("/v1/outbox?participant={RUSSIA}")).code(), "forbidden");
    assert_eq!(get(&format!("/v1/accounts?participant={RUSSIA}")).code(), "forbidden");
    // It does nothing: what is posted is signed by itself.
    assert_eq!(place.http("post", "/v1/reservations", &cookie, "{}").code(), "unsigned");
    assert_eq!(place.http("delete", "/v1/sessions/current", &cookie, "").status, 204);
    let ended = get("/v1/rates");
    assert_eq!(ended.code(), "session-ended");
    assert!(ended.header("set-cookie").contains("Max-Age=0"), "the browser forgets it");
    // A cookie of before, which a page cannot take away, keeps nobody from another session.
    let body = json!({
        "command": "OpenSession", "party": INDIA, "signed_at": now(), "nonce": "after-the-first-1",
    });
    let body = body.to_string();
    let header = Signed::sign(&key(INDIA), body.as_bytes()).to_text();
    let headers = format!("{cookie}sarraf-signature: {header}\r\n");
    assert_eq!(place.http("post", "/v1/sessions", &headers, &body).status, 200);
    assert_eq!(place.http("delete", "/v1/sessions/current", &cookie, "").status, 204);
}

#[test]
fn a_key_that_is_revoked_ends_the_sessions_it_opened() {
    let place = place();
    let (first, second) = (demo_key_of(7, "first"), demo_key_of(7, "second"));
    let by_operator = |command: &str, number: u8, fields: Value| {
        let mut body = fields;
        body["command"] = command.into();
        body["asked_at"] = minute(number - 1).to_string().into();
        let path = Ask::named(command).unwrap().path;
        let told = place.send(OPERATOR, path, &body, number);
        assert_eq!(told.status, 200, "{told:?}");
    };
    let keys = [&first, &second].map(|key| public_key(key).to_string());
    by_operator("RegisterParty", 5, json!({ "bic": "ZZZZRUMM", "keys": keys }));
    let cookies = [&first, &second].map(|key| open(&place, key, "ZZZZRUMM", "0123456789abcdef").1);
    let codes = || cookies.each_ref().map(|cookie| place.http("get", "/v1/rates", cookie, ""));
    assert_eq!(codes().map(|answer| answer.status), [200, 200]);
    by_operator("RevokeKey", 6, json!({ "party": "ZZZZRUMM", "number": 1 }));
    let [kept, ended] = codes();
    assert_eq!((kept.status, ended.status, ended.code().as_str()), (200, 401, "session-ended"));
}

#[test]
fn a_stream_ends_with_the_session_or_the_key_that_opened_it() {
    let place = place();
    let (first, second) = (demo_key_of(7, "first"), demo_key_of(7, "second"));
    let by_operator = |command: &str, number: u8, mut body: Value| {
        body["command"] = command.into();
        body["asked_at"] = minute(number - 1).to_string().into();
        let told = place.send(OPERATOR, Ask::named(command).unwrap().path, &body, number);
        assert_eq!(told.status, 200, "{told:?}");
    };
    let keys = [&first, &second].map(|key| public_key(key).to_string());
    by_operator("RegisterParty", 5, json!({ "bic": "ZZZZRUMM", "keys": keys }));
    let (_, cookie) = open(&place, &first, "ZZZZRUMM", "0123456789abcdef");
    let request =
        Request { method: "GET", path: "/v1/live", query: None, body: b"", idempotency_key: None };
    let signature = signed(&second, &request, now(), &network(&place));
    let (by_session, by_key) = (watch(&place, cookie.clone()), watch(&place, signature));
    assert_eq!(place.http("delete", "/v1/sessions/current", &cookie, "").status, 204);
    by_session.recv_timeout(PATIENCE).expect("its session has ended");
    assert!(by_key.try_recv().is_err(), "its key still counts");
    by_operator("RevokeKey", 6, json!({ "party": "ZZZZRUMM", "number": 1 }));
    by_key.recv_timeout(PATIENCE).expect("its key was revoked");
}

/// Opens a stream and returns when its first message has come; what is received says that it ended.
fn watch(place: &Place, headers: String) -> std::sync::mpsc::Receiver<()> {
    use std::io::{BufRead as _, BufReader, Write as _};
    let address = place.base.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let request = format!("GET /v1/live HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("event: overview")), "it is open");
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        // The last chunk of a body that has ended (RFC 9112, section 7.1).
        if lines.any(|line| line == "0") {
            let _ = tell.send(());
        }
    });
    told
}

#[test]
fn a_session_is_opened_by_its_party_once() {
    let place = Place::behind(guarded());
    let nonce = "0123456789abcdef";
    assert_eq!(open(&place, &key(INDIA), RUSSIA, "nonce-of-another-1").0.code(), "unsigned");
    assert_eq!(open(&place, &demo_key_of(7, "x"), INDIA, nonce).0.code(), "unsigned");
    assert_eq!(open(&place, &key(INDIA), INDIA, "short").0.code(), "malformed");
    for (at, code) in [(now() - 400, "stale"), (now() + 60, "stale"), (now() + 20, "")] {
        let told = open_at(&place, &key(INDIA), INDIA, "0123456789-of-then", at).0;
        assert_eq!(told.status == 200, code.is_empty(), "{at}: {}", told.body);
        assert_eq!(told.code(), code, "{at}");
    }
    // A value is used once in a second, which may end between the two.
    let at = now();
    assert_eq!(open_at(&place, &key(INDIA), INDIA, nonce, at).0.status, 200);
    let again = open_at(&place, &key(INDIA), INDIA, nonce, at).0;
    assert_eq!(again.code(), "unsigned", "replayed");
    assert_eq!(open(&place, &overseer(), "overseer", "nonce-of-overseer").0.status, 200);
    let (_, cookie) = open(&place, &key(INDIA), INDIA, "fedcba9876543210");
    // What is shown must be of one party.
    let request =
        Request { method: "GET", path: "/v1/rates", query: None, body: b"", idempotency_key: None };
    let both = signed(&key(RUSSIA), &request, now(), &network(&place)) + &cookie;
    assert_eq!(place.http("get", "/v1/rates", &both, "").code(), "unsigned");
}

#[test]
fn who_comes_too_often_is_told_when_to_come_again() {
    let reads_per_second = NonZeroU32::new(1);
    let place = Place::behind(Access { reads_per_second, ..guarded() });
    let rates = |by: &str| read(&place, Some(&key(by)), "/v1/rates");
    let answers: Vec<Answered> = (0..12).map(|_| rates(RUSSIA)).collect();
    let last = answers.last().unwrap();
    assert_eq!((answers[0].status, last.status, last.code().as_str()), (200, 429, "too-often"));
    assert!(last.header("retry-after").parse::<u64>().unwrap() >= 1);
}

#[test]
fn by_tls_a_party_is_known_by_its_certificate() {
    let place = place();
    let door = demo_key_of(1, "the door");
    let at = terms::Instant::from_unix_seconds(now());
    let hosts = ["127.0.0.1".to_owned()];
    let base = |clients: Clients| {
        let own = identity::certificate(&door, "door", &hosts, at).unwrap();
        let config = identity::server(own, clients).unwrap();
        let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = place.runtime.block_on(api::listen(any, Some(config))).unwrap();
        let base = format!("https://{}", listener.local_addr().unwrap());
        let routes = api::router(place.door.clone());
        place.runtime.spawn(async move { api::serve(listener, routes).await });
        base
    };
    let (strict, lenient) = (base(Clients::ShowKeys), base(Clients::MayShowKeys));
    let get = |client: &Client, path: &str| place.runtime.block_on(client.get(path));
    let of = |base: &str, key: SigningKey, server: &SigningKey| {
        Client::signing(base, key, Some(public_key(server))).unwrap()
    };
    for base in [&strict, &lenient] {
        let bank = of(base, key(RUSSIA), &door);
        assert!(get(&bank, &format!("/v1/payments/{SETTLED}")).is_ok());
        let refused = get(&bank, &format!("/v1/outbox?participant={INDIA}")).unwrap_err();
        assert!(refused.to_string().contains("403"), "{refused}");
        let stranger = of(base, demo_key_of(7, "nobody"), &door);
        assert!(get(&stranger, "/v1/rates").unwrap_err().to_string().contains("401"));
        // A door that has another key is not the one that was meant.
        let other = of(base, key(RUSSIA), &demo_key_of(1, "another door"));
        assert!(get(&other, "/v1/rates").unwrap_err().to_string().contains("asking"));
    }
    // What is sent by TLS is signed as a request, and the log's digest covers that.
    let bank = of(&strict, key(RUSSIA), &door);
    let body = json!({
        "command": "SubmitInstruction",
        "asked_at": minute(4).to_string(),
        "uetr": "5a3c1d6e-2f4b-4c8d-9e0f-000000000009",
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": "1.00" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    let body = body.to_string();
    let path = Ask::named("SubmitInstruction").unwrap().path;
    let sent = body.clone().into_bytes();
    let sending = place.runtime.spawn(async move { bank.ask(&key(RUSSIA), path, sent).await });
    while place.node.intake().waiting() == 0 {
        assert!(!sending.is_finished(), "answered without the log");
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    place.step(5);
    let told = place.runtime.block_on(sending).unwrap().unwrap();
    assert_eq!(told.status, 200, "{told:?}");
    let proof = told.signed.unwrap();
    assert_eq!(identity::proves(&proof, body.as_bytes()), Ok(public_key(&key(RUSSIA))));
    let original = node::Original {
        salt: told.salt.unwrap().0,
        bytes: body.into_bytes(),
        signed: Some(proof.clone()),
    };
    let board = place.node.board();
    let board = board.read().unwrap();
    let kept = board.original_of(original.digest()).map(place.node.original());
    assert_eq!(kept.unwrap().unwrap(), original, "what is kept is what the log's digest is of");
    assert!(identity::proves(&proof, b"another body").is_err());
}

#[test]
fn a_currency_is_its_agents_to_see() {
    let place = place();
    let own = place.agent(RUPEE);
    let told = read(&place, Some(&key(&own)), "/v1/accounts");
    let told: Value = serde_json::from_str(&told.body).unwrap();
    let rows = told["accounts"].as_array().unwrap();
    let seen = |row: &Value| row["currency"] == "INR" || row["participant"] == own.as_str();
    assert!(rows.len() > 2 && rows.iter().all(seen), "{told}");
}

#[test]
fn who_is_owed_sees_the_obligation_also_as_an_agent_and_whichever_way_it_asks() {
    let place = Place::behind(guarded());
    let (moscow, delhi) = (place.agent(ROUBLE), place.agent(RUPEE));
    let ask = |by: &str, command: &str, fields: Value, number: u8| {
        let mut body = json!({ "command": command, "asked_at": minute(number - 1).to_string() });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let path = Ask::named(command).unwrap().path_of(&body).unwrap();
        let told = place.send(by, &path, &body, number);
        assert_eq!(told.status, 200, "{command}: {told:?}");
    };
    let admitted =
        json!({ "currency": "RUB", "party": delhi, "class": "foreign-bank", "access": "full" });
    ask(&moscow, "AdmitParticipant", admitted, 2);
    let (cut_off, deadline) = (minute(20).to_string(), minute(40).to_string());
    let open = json!({ "currencies": ["RUB"], "cut_off": cut_off, "deadline": deadline });
    ask(OPERATOR, "OpenCycle", open, 3);
    let owed = json!({
        "cycle": 1, "name": SETTLED, "creditor": delhi, "currency": "RUB", "amount": "123.45",
    });
    ask(RUSSIA, "SubmitObligation", owed, 4);
    let asked = [format!("/v1/cycles/1?participant={RUSSIA}"), {
        format!("/v1/cycles/1/obligations?participant={RUSSIA}")
    }];
    for path in asked {
        let named = |by: &str| -> Vec<String> {
            let body = place::json_of(&read(&place, Some(&key(by)), &path));
            let obligations = body["obligations"].as_array().unwrap();
            obligations.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
        };
        for party in [RUSSIA, &delhi, &moscow] {
            assert_eq!(named(party), [SETTLED], "{party} asks {path}");
        }
        assert!(named(AGENT).is_empty(), "{path}");
    }
}
