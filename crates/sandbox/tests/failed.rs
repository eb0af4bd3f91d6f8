//! The requests that failed, told to who sent them and to nobody else: no scenario, since scenarios
//! know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::io::{Read as _, Write as _};
use std::num::NonZeroU32;
use std::time::{SystemTime, UNIX_EPOCH};

use api::{Access, Ask, Observed};
use ed25519_dalek::SigningKey;
use identity::{Clients, Request, Stamp};
use node::{Signed, demo_key_of, public_key};
use place::{Answered, INDIA, Place, RUSSIA, http, key};
use sandbox::{OPERATOR, OVERSEER};
use serde_json::{Value, json};

const PATH: &str = "/v1/requests/failed";
const UNKNOWN: &str = "/v1/payments/5a3c1d6e-2f4b-4c8d-9e0f-00000000000f";

fn guarded() -> Access {
    Access { open: false, ..sandbox::open_access(1) }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A value used once.
fn nonce() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("nonce-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The headers of a signed request.
fn signed(place: &Place, key: &SigningKey, request: &Request<'_>, created: u64) -> String {
    let (network, nonce) = (place.node.network().to_string(), nonce());
    let stamp = Stamp { created, nonce: &nonce, network: &network };
    let fields = identity::sign(key, request, &stamp).unwrap();
    format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
        fields.content_digest, fields.signature_input, fields.signature
    )
}

fn reading(path: &str) -> Request<'_> {
    let (path, query) =
        path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    Request { method: "GET", path, query, body: b"", idempotency_key: None }
}

fn get(place: &Place, key: &SigningKey, path: &str) -> Answered {
    let headers = signed(place, key, &reading(path), now());
    place.http("get", path, &headers, "")
}

/// What a caller is told of its own, as the document says.
fn told(place: &Place, key: &SigningKey, query: &str) -> Value {
    let path = format!("{PATH}{query}");
    let answer = get(place, key, &path);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = serde_json::from_str(&answer.body).unwrap();
    place.conforms(&path, &told);
    told
}

fn rows(place: &Place, key: &SigningKey) -> Vec<Value> {
    told(place, key, "")["requests"].as_array().unwrap().clone()
}

/// Some fields of a row.
fn row<'a>(row: &'a Value, fields: &[&str]) -> Vec<&'a str> {
    fields.iter().map(|field| row[*field].as_str().unwrap_or_default()).collect()
}

#[test]
fn whoever_failed_is_told_why_and_nobody_else() {
    let place = Place::behind(guarded());
    let (russia, overseer) = (key(RUSSIA), demo_key_of(1, OVERSEER));
    assert_eq!(get(&place, &russia, UNKNOWN).status, 404);
    assert_eq!(get(&place, &overseer, "/v1/outbox?participant=SABRRUMM").status, 403);
    let own = rows(&place, &russia);
    assert_eq!(own.len(), 1, "{own:?}");
    let (method, code) = ("GET", "not-found");
    assert_eq!(row(&own[0], &["method", "path", "code"]), [method, UNKNOWN, code]);
    assert_eq!((&own[0]["status"], &own[0]["number"]), (&json!(404), &json!(1)));
    assert_eq!(own[0]["key"], public_key(&russia).to_string());
    let digest = own[0]["digest"].as_str().unwrap();
    assert!(digest.starts_with("sha-256=:47DEQpj8HBSa"), "of nothing: {digest}");
    assert_eq!(row(&own[0], &["reason", "known_by"]), ["no payment has this UETR", "signature"]);
    assert_eq!(own[0]["at"], place.node.board().read().unwrap().head().1.to_string());
    // Each its own, also who sees all else.
    let seen = rows(&place, &overseer);
    assert_eq!(seen.len(), 1);
    assert_eq!(row(&seen[0], &["path", "code"]), ["/v1/outbox", "forbidden"]);
    for other in [OPERATOR, INDIA] {
        assert_eq!(rows(&place, &key(other)), Vec::<Value>::new(), "{other}");
    }
    assert_eq!(place.http("get", PATH, "", "").code(), "unsigned");
    let open = Place::new();
    assert_eq!(open.http("get", PATH, "", "").code(), "unsigned", "nobody has none of its own");
}

#[test]
fn what_is_signed_wrongly_is_told_as_a_claim() {
    let place = Place::behind(guarded());
    let (russia, good) = (key(RUSSIA), signed(&place, &key(RUSSIA), &reading("/v1/rates"), now()));
    let ask = |headers: &str, path: &str| place.http("get", path, headers, "").status;
    assert_eq!(ask(&good, "/v1/rates"), 200);
    assert_eq!(ask(&good, "/v1/rates"), 401, "replayed");
    let stale = signed(&place, &russia, &reading("/v1/rates"), now() - 3600);
    assert_eq!(ask(&stale, "/v1/rates"), 401);
    // A thief signs by a key of its own in the name of another.
    let other = signed(&place, &demo_key_of(7, "thief"), &reading("/v1/rates"), now());
    let named = public_key(&demo_key_of(7, "thief")).to_string();
    let forged = other.replace(&named, &public_key(&russia).to_string());
    assert_eq!(ask(&forged, "/v1/rates"), 401);
    // Of a key of nobody nobody is told, and nothing else of the thief's own.
    assert_eq!(ask(&other, "/v1/rates"), 401);
    let body = json!({ "command": "ReserveFunds" }).to_string();
    let detached = Signed::sign(&russia, b"another body").to_text();
    let header = format!("sarraf-signature: {detached}\r\n");
    assert_eq!(place.http("post", "/v1/reservations", &header, &body).status, 401);
    let own = rows(&place, &russia);
    let told: Vec<&str> = own.iter().map(|row| row["reason"].as_str().unwrap()).collect();
    let wanted = [
        "the signature does not match",
        "signature-mismatch",
        "signature-stale",
        "signature-replayed",
    ];
    assert_eq!(told.len(), wanted.len(), "{own:?}");
    for (reason, wanted) in told.iter().zip(wanted) {
        assert!(reason.contains(wanted), "{reason}");
    }
    for one in &own {
        assert_eq!(row(one, &["code", "known_by"]), ["unsigned", "claim"]);
        assert_eq!(one["key"], public_key(&russia).to_string());
    }
}

#[test]
fn what_is_posted_is_told_without_what_it_held() {
    let place = Place::behind(guarded());
    let post = |path: &str, body: &str, kind: &str| {
        let detached = Signed::sign(&key(RUSSIA), body.as_bytes()).to_text();
        let kind = format!("content-type: {kind}\r\n");
        place.http("post", path, &format!("{kind}sarraf-signature: {detached}\r\n"), body)
    };
    let path = Ask::named("ReserveFunds").unwrap().path;
    let body =
        json!({ "command": "ReserveFunds", "Ivan Petrov": "RU0204452560040702810412345678901" });
    assert_eq!(post(path, &body.to_string(), "application/json").status, 400);
    assert_eq!(post("/v1/messages", "<Ivan/>", "application/xml").status, 400);
    let own = rows(&place, &key(RUSSIA));
    assert_eq!(own.len(), 2, "{own:?}");
    for (one, path) in own.iter().zip(["/v1/messages", path]) {
        assert_eq!(row(one, &["path", "code", "known_by"]), [path, "malformed", "claim"]);
        assert!(!one["reason"].as_str().unwrap().is_empty());
        assert_eq!(one["key"], public_key(&key(RUSSIA)).to_string());
        let text = one.to_string();
        assert!(!text.contains("Ivan") && !text.contains("RU0204"), "{text}");
    }
    // What the rules refuse is told with the refusal's words.
    let body = json!({
        "command": "RevokeKey", "asked_at": place::minute(1).to_string(),
        "party": RUSSIA, "number": 77,
    });
    let refused = place.send(RUSSIA, Ask::named("RevokeKey").unwrap().path, &body, 2);
    assert_eq!(refused.status, 422, "{refused:?}");
    let own = rows(&place, &key(RUSSIA));
    assert_eq!(
        row(&own[0], &["code", "reason", "known_by"]),
        ["refused", refused.body["detail"].as_str().unwrap(), "signature"]
    );
}

/// What the rules refuse to revoke.
fn refused_by_rules() -> (&'static str, String) {
    let body = json!({
        "command": "RevokeKey", "asked_at": place::minute(1).to_string(),
        "party": RUSSIA, "number": 77,
    });
    (Ask::named("RevokeKey").unwrap().path, body.to_string())
}

/// The header of a signature over a body alone.
fn detached(body: &str) -> String {
    let signature = Signed::sign(&key(RUSSIA), body.as_bytes()).to_text();
    format!("sarraf-signature: {signature}\r\n")
}

/// Posts what reaches the log, and meanwhile whatever else is to be tried; then steps the clock.
fn in_log(
    place: &Place,
    minute: u8,
    post: impl FnOnce() -> Answered + Send,
    meanwhile: impl FnOnce(),
) -> Answered {
    std::thread::scope(|scope| {
        let posting = scope.spawn(post);
        while place.node.intake().waiting() == 0 {
            assert!(!posting.is_finished(), "answered without the log");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        meanwhile();
        place.step(minute);
        posting.join().unwrap()
    })
}

#[test]
fn a_body_that_is_sent_again_by_whoever_kept_it_is_a_claim() {
    let place = Place::behind(guarded());
    let (path, body) = refused_by_rules();
    let post = |path: &str| place.http("post", path, &detached(&body), &body);
    assert_eq!(in_log(&place, 2, || post(path), || {}).code(), "refused");
    // Under its own path it is answered as before, and under others it has no meaning.
    for _ in 0..2 {
        assert_eq!(post(path).code(), "refused");
        assert_eq!(post("/v1/orders").code(), "malformed");
    }
    let own = rows(&place, &key(RUSSIA));
    let told: Vec<_> = own.iter().map(|one| row(one, &["code", "known_by"])).collect();
    let [known, refused, malformed] =
        [["refused", "signature"], ["refused", "claim"], ["malformed", "claim"]];
    assert_eq!(told, [malformed, refused, malformed, refused, known]);
}

#[test]
fn a_message_that_is_sent_to_where_it_has_no_meaning_is_a_claim() {
    let place = Place::behind(guarded());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour/1-rouble-leg.xml");
    let message = std::fs::read_to_string(file).unwrap();
    let path = Ask::named("TransferLiquidity").unwrap().path;
    let headers = format!("content-type: application/xml\r\n{}", detached(&message));
    assert_eq!(place.http("post", path, &headers, &message).status, 400);
    let own = rows(&place, &key(RUSSIA));
    assert_eq!(row(&own[0], &["code", "known_by"]), ["malformed", "claim"]);
}

#[test]
fn what_fails_under_a_key_is_told_of_a_signature_over_the_body_too() {
    let place = Place::behind(guarded());
    let (path, body) = refused_by_rules();
    let post = |body: &str| {
        let headers = format!("{}idempotency-key: \"K-1\"\r\n", detached(body));
        place.http("post", path, &headers, body)
    };
    let first = in_log(&place, 2, || post(&body), || assert_eq!(post(&body).code(), "in-hand"));
    assert_eq!((first.code().as_str(), post(&body).body == first.body), ("refused", true));
    assert_eq!(post(&body.replace("77", "78")).code(), "key-reused");
    let own = rows(&place, &key(RUSSIA));
    let told: Vec<_> = own.iter().map(|one| row(one, &["code", "known_by"])).collect();
    let (again, first) = (["refused", "claim"], ["refused", "signature"]);
    assert_eq!(told, [["key-reused", "claim"], again, first, ["in-hand", "claim"]]);
    assert_eq!(own[1]["reason"], own[2]["reason"]);
}

#[test]
fn an_answer_that_was_kept_is_told_with_its_code() {
    let place = Place::behind(guarded());
    let (path, body) = refused_by_rules();
    // What stands beside a signature over the whole request names nobody.
    let junk = Signed::sign(&demo_key_of(7, "junk"), b"junk").to_text();
    let junk = format!("sarraf-signature: {junk}\r\n");
    let post = || {
        let idempotency_key = Some("\"K-1\"");
        let (method, sent) = ("POST", body.as_bytes());
        let request = Request { method, path, query: None, body: sent, idempotency_key };
        let headers = signed(&place, &key(RUSSIA), &request, now());
        let headers = format!("{headers}{junk}idempotency-key: \"K-1\"\r\n");
        place.http("post", path, &headers, &body)
    };
    let first = in_log(&place, 2, post, || {});
    let again = post();
    assert_eq!((again.status, again.body), (422, first.body));
    let own = rows(&place, &key(RUSSIA));
    let told: Vec<_> =
        own.iter().map(|one| row(one, &["code", "reason", "known_by", "key"])).collect();
    assert_eq!((told.len(), told[0][0], told[0][2]), (2, "refused", "signature"));
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0][3], public_key(&key(RUSSIA)).to_string());
}

#[test]
fn that_a_webhook_is_gone_is_told_with_its_code() {
    let place = Place::behind(guarded());
    let body = json!({
        "command": "RegisterWebhook", "url": "https://bank.invalid/a", "kinds": [],
    });
    let body = body.to_string();
    let send = |method: &str, path: &str, body: &str, once: Option<&str>| {
        let request =
            Request { method, path, query: None, body: body.as_bytes(), idempotency_key: once };
        let under = once.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
        let headers = signed(&place, &key(RUSSIA), &request, now());
        place.http(method, path, &format!("{headers}{under}"), body)
    };
    let register = || send("POST", "/v1/webhooks", &body, Some("\"HOOK-1\""));
    assert_eq!(register().status, 200);
    assert_eq!(send("DELETE", "/v1/webhooks/1", "", None).status, 204);
    assert_eq!(register().code(), "not-found");
    let own = rows(&place, &key(RUSSIA));
    assert_eq!(row(&own[0], &["path", "code"]), ["/v1/webhooks", "not-found"]);
    assert!(own[0]["reason"].as_str().unwrap().contains("is removed"), "{own:?}");
}

#[test]
fn a_fault_of_the_node_is_told_too() {
    let place = Place::behind(guarded());
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = place.runtime.block_on(api::listen(any, None)).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let door = place.door.clone().reading(|_| panic!("the disk is gone"));
    place.runtime.spawn(async move { api::serve(listener, api::router(door)).await });
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour/1-rouble-leg.xml");
    let message = std::fs::read_to_string(file).unwrap();
    let post = || http(&base, "post", "/v1/messages", &detached(&message), &message);
    assert_eq!(in_log(&place, 2, post, || {}).status, 200);
    // It is compared with its original, which cannot be read.
    assert_eq!(in_log(&place, 3, post, || {}).code(), "fault");
    let own = rows(&place, &key(RUSSIA));
    assert_eq!(row(&own[0], &["path", "code", "known_by"]), ["/v1/messages", "fault", "claim"]);
}

#[test]
fn what_is_sent_away_at_the_entrance_is_told_of_every_kind_of_signature() {
    let place = Place::behind(guarded());
    let version = "sarraf-version: 9999\r\n";
    let whole = signed(&place, &key(RUSSIA), &reading("/v1/rates"), now());
    for headers in [&whole, &detached("{}")] {
        let told = place.http("get", "/v1/rates", &format!("{version}{headers}"), "");
        assert_eq!(told.code(), "unknown-version", "{}", told.body);
    }
    let own = rows(&place, &key(RUSSIA));
    let told: Vec<_> = own.iter().map(|one| row(one, &["code", "known_by"])).collect();
    assert_eq!(told, [["unknown-version", "claim"]; 2]);
    // What is longer than any of ours is not read.
    let more = format!(", more=(\"{}\")\r\nsignature: ", "x".repeat(4_096));
    let long = whole.replace("\r\nsignature: ", &more);
    let longer = detached("{}").replace("\r\n", &"00".repeat(512)) + "\r\n";
    for long in [long, longer] {
        assert_eq!(place.http("get", "/v1/rates", &format!("{version}{long}"), "").status, 400);
    }
    assert_eq!(rows(&place, &key(RUSSIA)).len(), 2);
}

#[test]
fn a_key_that_was_used_and_a_session_that_reads_are_told_too() {
    let place = Place::behind(guarded());
    let register = |url: &str| {
        let body = json!({ "command": "RegisterWebhook", "url": url, "kinds": [] }).to_string();
        let request = Request {
            method: "POST",
            path: "/v1/webhooks",
            query: None,
            body: body.as_bytes(),
            idempotency_key: Some("\"HOOK-1\""),
        };
        let headers = signed(&place, &key(RUSSIA), &request, now());
        let headers = format!("{headers}idempotency-key: \"HOOK-1\"\r\n");
        place.http("post", "/v1/webhooks", &headers, &body)
    };
    assert_eq!(register("https://bank.invalid/a").status, 200);
    assert_eq!(register("https://bank.invalid/b").code(), "key-reused");
    let body = json!({
        "command": "OpenSession", "party": RUSSIA, "signed_at": now(), "nonce": "0123456789abcdef",
    });
    let body = body.to_string();
    let header = Signed::sign(&key(RUSSIA), body.as_bytes()).to_text();
    let opened =
        place.http("post", "/v1/sessions", &format!("sarraf-signature: {header}\r\n"), &body);
    let cookie = opened.header("set-cookie").split(';').next().unwrap().to_owned();
    let cookie = format!("cookie: {cookie}\r\n");
    let link = "/v1/status/Wjwdbi9LTI2eDwAAAAAAAQ0vCk3Yw5r1rQdVYb4ZfXU";
    assert_eq!(place.http("get", link, &cookie, "").status, 404);
    let own: Value = serde_json::from_str(&place.http("get", PATH, &cookie, "").body).unwrap();
    let own = own["requests"].as_array().unwrap();
    let told: Vec<_> = own.iter().map(|one| row(one, &["path", "code", "known_by"])).collect();
    let by_session = vec!["/v1/status/...", "not-found", "session"];
    assert_eq!(told, [by_session, vec!["/v1/webhooks", "key-reused", "signature"]]);
}

#[test]
fn a_certificate_is_enough_to_be_told() {
    let place = Place::behind(guarded());
    let door = demo_key_of(1, "the door");
    let hosts = ["127.0.0.1".to_owned()];
    let at = terms::Instant::from_unix_seconds(now());
    let own = identity::certificate(&door, "door", &hosts, at).unwrap();
    let config = identity::server(own, Clients::ShowKeys).unwrap();
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = place.runtime.block_on(api::listen(any, Some(config))).unwrap();
    let address = listener.local_addr().unwrap();
    let routes = api::router(place.door.clone());
    place.runtime.spawn(async move { api::serve(listener, routes).await });
    let own = identity::certificate(&key(RUSSIA), "client", &[], at).unwrap();
    let config = identity::client(own, public_key(&door)).unwrap();
    let get = |path: &str| {
        let name = rustls::pki_types::ServerName::from(address.ip());
        let connection = rustls::ClientConnection::new(config.clone(), name).unwrap();
        let stream = std::net::TcpStream::connect(address).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let head = format!("GET {path} HTTP/1.1\r\nhost: door\r\nconnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut told = String::new();
        // The other side may end the connection without a word.
        let _ = stream.read_to_string(&mut told);
        told
    };
    assert!(get(UNKNOWN).starts_with("HTTP/1.1 404"));
    let told = get(PATH);
    let body = told.split_once("\r\n\r\n").unwrap().1;
    let told: Value = serde_json::from_str(body).unwrap();
    let one = &told["requests"][0];
    assert_eq!(row(one, &["path", "code", "known_by"]), [UNKNOWN, "not-found", "certificate"]);
    assert_eq!(one["key"], public_key(&key(RUSSIA)).to_string());
}

#[test]
fn what_comes_too_often_is_counted_and_pages_go_on() {
    let reads_per_second = NonZeroU32::new(1);
    let place = Place::behind(Access { reads_per_second, ..guarded() });
    let mut refused = 0;
    for _ in 0..14 {
        refused += u64::from(get(&place, &key(RUSSIA), "/v1/rates").status == 429);
    }
    assert!(refused > 1);
    // Another door to the same node has a list of its own; this one is read when it lets in again.
    let own = loop {
        let answer = get(&place, &key(RUSSIA), PATH);
        if answer.status == 200 {
            break serde_json::from_str::<Value>(&answer.body).unwrap();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    let of_rates: Vec<&Value> = own["requests"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["path"] == "/v1/rates")
        .collect();
    assert_eq!(of_rates.len(), 1, "{own}");
    // Who comes too often is sent away before its signature is looked at.
    assert_eq!(row(of_rates[0], &["code", "known_by"]), ["too-often", "claim"]);
    assert_eq!(of_rates[0]["times"], refused);

    let place = Place::behind(guarded());
    for _ in 0..5 {
        assert_eq!(get(&place, &key(RUSSIA), UNKNOWN).status, 404);
    }
    let numbers = |told: &Value| {
        let rows = told["requests"].as_array().unwrap().clone();
        rows.iter().map(|one| one["number"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let first = told(&place, &key(RUSSIA), "?limit=3");
    assert_eq!((numbers(&first), &first["next"]), (vec![5, 4, 3], &json!(3)));
    let rest = told(&place, &key(RUSSIA), "?before=3&limit=3");
    assert_eq!((numbers(&rest), &rest["next"]), (vec![2, 1], &Value::Null));
}

#[test]
fn a_request_is_told_by_the_number_that_its_answer_bore() {
    let place = Place::behind(guarded());
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = place.runtime.block_on(api::listen(any, None)).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let routes = Observed::default().over(api::router(place.door.clone()));
    place.runtime.spawn(async move { api::serve(listener, routes).await });
    let headers = signed(&place, &key(RUSSIA), &reading(UNKNOWN), now());
    let answer = http(&base, "get", UNKNOWN, &headers, "");
    let number = answer.header("x-request-id");
    assert_eq!((answer.status, number.is_empty()), (404, false));
    assert_eq!(rows(&place, &key(RUSSIA))[0]["request"], number);
}

#[test]
fn a_path_is_told_by_the_route_that_took_it() {
    let place = Place::behind(guarded());
    let asked = |method: &str, path: &str, status: u16| {
        let headers = signed(&place, &key(RUSSIA), &Request { method, ..reading(path) }, now());
        assert_eq!(place.http(method, path, &headers, "").status, status, "{path}");
    };
    asked("GET", "/v1/payments/de89370400440532013", 400);
    asked("DELETE", UNKNOWN, 405);
    asked("GET", "/v1/0123456789abcdef", 404);
    let own = rows(&place, &key(RUSSIA));
    let told: Vec<&str> = own.iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(told, ["...", UNKNOWN, "/v1/payments/..."]);
}
