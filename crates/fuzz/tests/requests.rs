//! Whole requests that nobody meant, given to the routes of a door with a node behind it: no
//! scenario, since scenarios know no HTTP.
//!
//! Most are signed as they are, after they were changed, so that what stands behind the entrance is
//! reached too; what comes to be a command is one, and becomes a record.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

use std::cell::Cell;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::{Ask, Code, Door, DoorOptions, Freshness, Peer};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use ed25519_dalek::SigningKey;
use fuzz::every;
use http_body_util::BodyExt as _;
use iso20022::{Limits, Profile};
use node::{Clock, Node, NodeOptions, Salting, demo_key, public_key};
use sandbox::{CLEARING_SYSTEM, OPERATOR, World};
use serde_json::{Value, json};
use terms::{Bic, Instant};
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// Who sends: two banks, two central banks, and the operator.
const SENDERS: [&str; 5] = ["SABRRUMM", "ICBKCNBJ", "CBRFRUMM", "PBOCCNBJ", OPERATOR];

/// The most pieces of a stream that are waited for.
const PIECES: usize = 4;

fn bic(text: &str) -> Bic {
    Bic::parse(text).unwrap()
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// The files of a folder with this ending. Order: by name.
fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let found = std::fs::read_dir(root.join(folder)).unwrap();
    let mut found: Vec<_> = found.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.retain(|path| path.extension().is_some_and(|known| known == ending));
    found.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// A door of a small sandbox whose clock runs, and which keeps views.
struct Place {
    runtime: Runtime,
    routes: Router,
    network: String,
    nonces: Cell<u64>,
    /// How many requests were answered with what they asked for, and how many the rules refused.
    done: Cell<u32>,
    refused: Cell<u32>,
    _node: Node,
    _folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Runtime::new().unwrap();
        let founded_at = Instant::from_unix_seconds(seconds());
        let founding = World::embedded(1, 20).unwrap().founding(founded_at).unwrap();
        let mut options = NodeOptions::new(folder.path().to_owned());
        options.clock = Clock::Running { ahead_seconds: 0 };
        options.views = Some(views::Target::Sqlite(folder.path().join("views.sqlite")));
        let operator = bic(OPERATOR);
        let (node, _) = Node::start(&founding, demo_key(1, &operator), options, |_| {}).unwrap();
        let options = DoorOptions {
            operator,
            name: founding.name.clone(),
            clock: Clock::Running { ahead_seconds: 0 },
            salting: Salting::Derived(1),
            limits: Limits::default(),
            profile: Profile::settlement(CLEARING_SYSTEM, operator),
            freshness: Freshness::NotAsked,
            access: sandbox::open_access(1).with_local_passkeys(7700),
        };
        let routes = {
            let _entered = runtime.enter();
            api::router(Door::new(&node, options))
        };
        let network = node.network().to_string();
        let (nonces, done, refused) = Default::default();
        let (_node, _folder) = (node, folder);
        let place = Self { runtime, routes, network, nonces, done, refused, _node, _folder };
        place.waits_for_history();
        place
    }

    /// Before its tables are made the first time, history is behind, and says so.
    fn waits_for_history(&self) {
        for _ in 0..500 {
            let asked = request(b"GET /v1/history/payments\n\n").unwrap();
            if self.answer(asked).0 == StatusCode::OK {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("history is not there");
    }

    /// Signs a request as a whole, if it can stand in a signature.
    fn sign(&self, request: Request<Vec<u8>>, key: &SigningKey) -> Request<Vec<u8>> {
        let (mut head, body) = request.into_parts();
        self.nonces.set(self.nonces.get() + 1);
        let once = head.headers.get("idempotency-key").map(|value| value.to_str());
        let whole = identity::Request {
            method: head.method.as_str(),
            path: head.uri.path(),
            query: head.uri.query(),
            body: &body,
            idempotency_key: once.and_then(Result::ok),
        };
        let nonce = self.nonces.get().to_string();
        let stamp = identity::Stamp { created: seconds(), nonce: &nonce, network: &self.network };
        if let Ok(fields) = identity::sign(key, &whole, &stamp) {
            for (name, value) in [
                ("content-digest", fields.content_digest),
                ("signature-input", fields.signature_input),
                ("signature", fields.signature),
            ] {
                head.headers.insert(name, HeaderValue::from_str(&value).unwrap());
            }
        }
        Request::from_parts(head, body)
    }

    /// What the door answers: its status, its headers, its body as far as it has come.
    fn answer(&self, request: Request<Vec<u8>>) -> (StatusCode, HeaderMap, Vec<u8>) {
        self.runtime.block_on(async {
            let answer = self.routes.clone().oneshot(request.map(Body::from)).await.unwrap();
            let (head, mut body) = answer.into_parts();
            let kind = head.headers.get(header::CONTENT_TYPE);
            if kind.is_none_or(|kind| kind != "text/event-stream") {
                let body = body.collect().await.unwrap().to_bytes();
                return (head.status, head.headers, body.to_vec());
            }
            // A stream of events has no end to wait for.
            let mut told = Vec::new();
            for _ in 0..PIECES {
                let next = tokio::time::timeout(Duration::from_millis(1), body.frame()).await;
                let Ok(Some(Ok(piece))) = next else { break };
                told.extend_from_slice(piece.data_ref().unwrap());
            }
            (head.status, head.headers, told)
        })
    }

    /// What holds of every request: it is answered by what it asked for, or by a problem of whoever
    /// sent it.
    fn holds(&self, request: Request<Vec<u8>>) {
        let line = format!("{} {}", request.method(), request.uri());
        let (status, headers, body) = self.answer(request);
        let text = String::from_utf8_lossy(&body);
        assert!(!status.is_server_error(), "{line}: {status} {text}");
        let kind = headers.get(header::CONTENT_TYPE).map_or(b"".as_slice(), HeaderValue::as_bytes);
        self.done.set(self.done.get() + u32::from(status.is_success()));
        if status.is_client_error() && kind != b"application/xml" {
            assert_eq!(kind, b"application/problem+json", "{line}: {status} {text}");
            let problem: Value = serde_json::from_slice(&body).unwrap();
            let code = Code::ALL.iter().find(|code| problem["code"] == code.code());
            let code = code.unwrap_or_else(|| panic!("{line}: no such code: {text}"));
            assert_eq!(code.status(), status.as_u16(), "{line}: {text}");
            self.refused.set(self.refused.get() + u32::from(*code == Code::Refused));
        }
    }
}

/// A request: a line with method and target, a line for each header, an empty line, the body.
fn request(bytes: &[u8]) -> Option<Request<Vec<u8>>> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n")?;
    let mut lines = bytes[..end].split(|byte| *byte == b'\n');
    let mut first = lines.next()?.splitn(2, |byte| *byte == b' ');
    let method = Method::from_bytes(first.next()?).ok()?;
    let target = Uri::try_from(first.next()?).ok()?;
    let mut request = Request::new(bytes[end + 2..].to_vec());
    (*request.method_mut(), *request.uri_mut()) = (method, target);
    // Nothing of HTTP/1.1 is looked at without it.
    request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
        request.headers_mut().append(name, value);
    }
    Some(request)
}

fn document() -> Value {
    serde_json::to_value(api::document()).unwrap()
}

/// A path that the document describes, with its open parts filled in.
fn filled(path: &str) -> String {
    let uetr = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";
    let known =
        [("{table}", "payments"), ("{bic}", "SABRRUMM"), ("{uetr}", uetr), ("{name}", uetr)];
    let path = known.iter().fold(path.to_owned(), |path, (open, with)| path.replace(open, with));
    let mut parts = path.split('{');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |path, part| format!("{path}1{}", part.split_once('}').unwrap().1))
}

/// A request that the document describes, with all of its query.
fn asked(path: &str, operation: &Value) -> String {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let query = parameters.filter(|parameter| parameter["in"] == "query").map(|parameter| {
        let name = parameter["name"].as_str().unwrap();
        let value = match name {
            "participant" | "counterparty" => "SABRRUMM",
            "currency" => "INR",
            "status" => "settled",
            "uetr" => "5a3c1d6e-2f4b-4c8d-9e0f-000000000001",
            "at_least" | "at_most" => "123.45",
            "date" | "from" | "until" => "2026-11-24",
            "after" if parameter["schema"]["type"] == "string" => "1.0",
            _ => "1",
        };
        format!("{name}={value}")
    });
    let query: Vec<String> = query.collect();
    let path = filled(path);
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// Every path that is read, as the document has it.
fn reads() -> Vec<String> {
    let document = document();
    let paths = document["paths"].as_object().unwrap().iter();
    let read = paths.filter(|(_, item)| item["get"].is_object());
    read.map(|(path, item)| asked(path, &item["get"])).collect()
}

#[test]
fn what_is_read_is_told_or_is_a_problem_of_who_asks() {
    let place = Place::new();
    let headers = [
        "accept: application/xml",
        "accept: text/html;q=0.9, application/*;q=0.1\nsarraf-version: 2026-11-26",
        "cookie: a=b; sarraf_session=AAAA; c",
        "if-none-match: \"1\"\nx-request-id: 00000000-0000-0000-0000-000000000000",
    ];
    let reads = reads();
    let lines = reads.iter().enumerate();
    let mut corpus: Vec<Vec<u8>> = lines
        .map(|(number, line)| format!("GET {line}\n{}\n\n", headers[number % headers.len()]).into())
        .collect();
    for last in ["0", "1", "18446744073709551615", "1.0", "-1"] {
        corpus.push(format!("GET /v1/live\nlast-event-id: {last}\n\n").into());
    }
    assert!(corpus.iter().all(|good| request(good).is_some()), "the corpus is read");
    let key = demo_key(1, &bic(OPERATOR));
    every(&corpus, |bytes| {
        let Some(request) = request(bytes) else { return };
        // As anybody, as a session that does not exist, or as one who may read everything.
        match bytes.len() % 3 {
            0 => place.holds(place.sign(request, &key)),
            _ => place.holds(request),
        }
    });
    assert!(place.done.get() > 0, "some of it was told");
}

/// What can be done, by the samples of the repository and by bodies made here.
fn acts() -> Vec<Vec<u8>> {
    let mut acts: Vec<Vec<u8>> = Vec::new();
    let mut add = |line: &str, headers: &str, body: &[u8]| {
        let head = format!("{line}\n{headers}\n\n");
        acts.push([head.as_bytes(), body].concat());
    };
    let once = "content-type: application/json\nidempotency-key: \"TOUR-1\"";
    for folder in ["examples/door", "examples/exchange"] {
        for body in files(folder, "json") {
            let stated: Value = serde_json::from_slice(&body).unwrap();
            let known = stated["command"].as_str().and_then(Ask::named);
            let path = known.map_or("/v1/orders".to_owned(), |ask| ask.path_of(&stated).unwrap());
            add(&format!("POST {path}"), once, &body);
        }
    }
    for body in files("examples/tour", "xml") {
        add("POST /v1/messages", "content-type: application/xml", &body);
        add(
            "POST /v1/instructions",
            "content-type: application/xml\naccept: application/xml",
            &body,
        );
    }
    let credential = json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {
        "clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "AAAA",
        "signature": "AAAA", "userHandle": "AAAA", "transports": [] } });
    let bodies = [
        (
            "/v1/sessions",
            json!({ "command": "OpenSession", "party": "SABRRUMM",
            "signed_at": 1_795_636_800, "nonce": "5f1c2e9a7b3d4c60" }),
        ),
        ("/v1/sessions/challenges", Value::Null),
        (
            "/v1/sessions/passkey",
            json!({ "command": "OpenSessionByPasskey", "credential": credential }),
        ),
        ("/v1/passkeys/challenges", Value::Null),
        (
            "/v1/passkeys",
            json!({ "command": "AddPasskey", "name": "mine", "credential": credential }),
        ),
        (
            "/v1/webhooks",
            json!({ "command": "RegisterWebhook", "url": "https://bank.example/hooks",
            "kinds": ["payment.status"], "after": 0 }),
        ),
        (
            "/v1/sessions/login",
            json!({ "command": "OpenSessionByLogin", "code": "a", "state": "b",
            "ticket": "c" }),
        ),
        ("/v1/webhooks/1/deliveries/1/resend", Value::Null),
    ];
    for (path, body) in bodies {
        add(&format!("POST {path}"), "content-type: application/json", body.to_string().as_bytes());
    }
    add("DELETE /v1/sessions/current", "cookie: sarraf_session=AAAA", b"");
    add("DELETE /v1/webhooks/1", "accept: */*", b"");
    add("DELETE /v1/passkeys/1", "accept: */*", b"");
    acts
}

#[test]
fn what_is_posted_is_done_or_is_a_problem_of_who_asks() {
    let place = Place::new();
    let corpus = acts();
    assert!(corpus.iter().all(|good| request(good).is_some()), "the corpus is read");
    let keys = SENDERS.map(|sender| demo_key(1, &bic(sender)));
    every(&corpus, |bytes| {
        let Some(mut request) = request(bytes) else { return };
        let key = &keys[bytes.len() % keys.len()];
        if bytes.len().is_multiple_of(7) {
            // Known by a certificate alone.
            let address = ([127, 0, 0, 1], 1).into();
            let peer = Peer { address, key: Some(public_key(key)), is_private: true };
            request.extensions_mut().insert(ConnectInfo(peer));
            place.holds(request);
        } else {
            place.holds(place.sign(request, key));
        }
    });
    assert!(place.done.get() > 0 && place.refused.get() > 0, "some of it reached the machine");
}

#[test]
fn headers_that_sign_are_read_or_refused_and_never_more() {
    let place = Place::new();
    let key = demo_key(1, &bic("SABRRUMM"));
    let good = place.sign(request(b"POST /v1/limits\n\n{}").unwrap(), &key);
    let said = |name: &str| good.headers().get(name).unwrap().to_str().unwrap().to_owned();
    let whole: Vec<String> = ["content-digest", "signature-input", "signature"]
        .map(|name| format!("{name}: {}", said(name)))
        .into();
    let detached = node::Signed::sign(&key, b"{}").to_text();
    let corpus = [
        format!("POST /v1/limits\n{}\n\n{{ }}", whole.join("\n")),
        format!("POST /v1/limits\nsarraf-signature: {detached}\nidempotency-key: \"A\"\n\n{{ }}"),
        format!("GET /v1/accounts?participant=SABRRUMM\n{}\n\n", whole.join("\n")),
    ];
    let corpus = corpus.map(String::into_bytes);
    every(&corpus, |bytes| {
        // What was signed is another request, so that nobody is known by it.
        let Some(request) = request(bytes) else { return };
        let is_signed = request.headers().contains_key("signature");
        let (status, ..) = place.answer(request.clone());
        assert!(!(is_signed && status.is_success()), "{request:?}");
        place.holds(request);
    });
}
