//! Webhooks to a receiver on this machine: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use api::{Access, Ask, Calling};
use base64ct::{Base64, Encoding};
use client::{Client, Outcome, Told};
use dispatch::{Loopback, Store};
use ed25519_dalek::{Signature, SigningKey, Verifier, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use node::{demo_key_of, public_key};
use place::{INDIA, Place, ROUBLE, RUSSIA, key, minute};
use sandbox::OPERATOR;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::runtime::Runtime;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came to the receiver.
struct Came {
    head: String,
    body: String,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        let line = self.head.lines().find_map(|line| line.strip_prefix(start.as_str()));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.head))
    }

    fn told(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether both signatures are of these bytes, under what was told at registering.
    fn is_signed(&self, registered: &Value) -> bool {
        let content = format!(
            "{}.{}.{}",
            self.header("webhook-id"),
            self.header("webhook-timestamp"),
            self.body
        );
        let (shared, signed) = self.header("webhook-signature").split_once(' ').unwrap();
        let secret = registered["secret"].as_str().unwrap().strip_prefix("whsec_").unwrap();
        let mut code =
            Hmac::<Sha256>::new_from_slice(&Base64::decode_vec(secret).unwrap()).unwrap();
        code.update(content.as_bytes());
        let code = Base64::decode_vec(shared.strip_prefix("v1,").unwrap())
            .is_ok_and(|stated| code.verify_slice(&stated).is_ok());
        let public = registered["public_key"].as_str().unwrap().strip_prefix("whpk_").unwrap();
        let public = Base64::decode_vec(public).unwrap();
        let public = VerifyingKey::from_bytes(&public.try_into().unwrap()).unwrap();
        let signature = Base64::decode_vec(signed.strip_prefix("v1a,").unwrap()).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        code && public.verify(content.as_bytes(), &signature).is_ok()
    }
}

/// A receiver that answers in turn with what it is told to, and with 204 after that.
struct Gateway {
    url: String,
    came: Receiver<Came>,
    answers: Sender<u16>,
}

impl Gateway {
    fn open() -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let (tell, came) = channel();
        let (answers, wanted) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while !head.ends_with("\r\n\r\n") {
                    if reader.read_line(&mut head).unwrap() == 0 {
                        break;
                    }
                }
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                let status = wanted.try_recv().unwrap_or(204);
                let answer = format!("HTTP/1.1 {status} So\r\ncontent-length: 0\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
                let body = String::from_utf8(body).unwrap();
                if tell.send(Came { head, body }).is_err() {
                    return;
                }
            }
        });
        Self { url, came, answers }
    }

    fn next(&self) -> Came {
        self.came.recv_timeout(PATIENCE).unwrap()
    }

    fn nothing_more(&self) {
        assert!(self.came.recv_timeout(Duration::from_millis(300)).is_err());
    }
}

/// A second door to the same node, which calls this machine and hardly waits; it closes when it is
/// dropped, as with its process.
struct Calls {
    runtime: Runtime,
    base: String,
}

fn quickly() -> Calling {
    let roots = rustls::RootCertStore::empty();
    Calling {
        first: Duration::from_millis(20),
        longest: Duration::from_millis(50),
        ..Calling::trusting(roots, Loopback::Allowed)
    }
}

impl Calls {
    fn open(place: &Place, file: &Path, calling: Calling) -> Self {
        let runtime = Runtime::new().unwrap();
        let door = place.door.clone().keeping(Store::open(file).unwrap()).unwrap().calling(calling);
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(api::listen(any, None)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(door.clone().call());
        runtime.spawn(async move { api::serve(listener, api::router(door)).await });
        Self { runtime, base }
    }

    fn client(&self, of: &str) -> Client {
        Client::signing(&self.base, key(of), None).unwrap()
    }

    /// Registers with a key under an `Idempotency-Key`.
    fn register_with(&self, key: &SigningKey, body: &Value, once: &str) -> Told {
        let client = Client::signing(&self.base, key.clone(), None).unwrap();
        let body = body.to_string().into_bytes();
        self.runtime.block_on(client.ask_once(key, "/v1/webhooks", body, once)).unwrap()
    }

    fn post(&self, by: &str, path: &str, body: &Value) -> Told {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.runtime.block_on(self.client(by).ask(&key(by), path, body)).unwrap()
    }

    fn get(&self, by: &str, path: &str) -> Result<Value, String> {
        let told = self.runtime.block_on(self.client(by).get(path));
        told.map_err(|failure| failure.to_string())
    }

    fn register(&self, by: &str, url: &str, kinds: &[&str]) -> Value {
        let told = self.post(by, "/v1/webhooks", &registration(url, kinds));
        assert_eq!(told.status, 200, "{told:?}");
        told.body
    }

    /// The endpoint, once it stands as it should.
    fn standing(&self, by: &str, number: u64, is_so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let told = self.get(by, &format!("/v1/webhooks/{number}")).unwrap();
            if is_so(&told) {
                return told;
            }
            assert!(begun.elapsed() < PATIENCE, "{told}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn registration(url: &str, kinds: &[&str]) -> Value {
    json!({ "command": "RegisterWebhook", "url": url, "kinds": kinds })
}

fn guarded() -> Place {
    Place::behind(Access { open: false, ..sandbox::open_access(1) })
}

fn pay(place: &Place, number: u8) -> String {
    pay_from(place, RUSSIA, (INDIA, "INR"), number)
}

fn pay_from(place: &Place, by: &str, (to, currency): (&str, &str), number: u8) -> String {
    let name = format!("5a3c1d6e-2f4b-4c8d-9e0f-0000000000{number:02}");
    let body = json!({
        "uetr": name,
        "legs": [{ "debtor": by, "creditor": to, "currency": currency, "amount": "1.00" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    carried_out(place, by, "SubmitInstruction", number, body);
    name
}

fn carried_out(place: &Place, by: &str, command: &str, number: u8, mut body: Value) {
    body["command"] = command.into();
    body["asked_at"] = minute(number - 1).to_string().into();
    let told = place.send(by, Ask::named(command).unwrap().path, &body, number);
    assert_eq!(told.status, 200, "{told:?}");
}

#[test]
fn what_was_refused_comes_again_signed_and_in_order() {
    let (place, gateway) = (guarded(), Gateway::open());
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::open(&place, &folder.path().join("d.sqlite"), quickly());
    let registered = calls.register(INDIA, &gateway.url, &["payment.delivered"]);
    let number = registered["webhook"].as_u64().unwrap();
    gateway.answers.send(500).unwrap();
    gateway.answers.send(302).unwrap();
    let paid = [pay(&place, 2), pay(&place, 3)];
    let came = [(); 4].map(|()| gateway.next());
    gateway.nothing_more();
    assert!(came.iter().all(|came| came.is_signed(&registered)));
    let told = came.each_ref().map(Came::told);
    assert_eq!(told[0]["type"], "payment.delivered");
    assert_eq!((&told[0], &told[0]), (&told[1], &told[2]), "the same bytes until they arrive");
    for (told, name) in [(&told[2], &paid[0]), (&told[3], &paid[1])] {
        assert!(told["data"]["json"].as_str().unwrap().contains(name.as_str()), "{told}");
    }
    let ids = came.each_ref().map(|came| came.header("webhook-id").to_owned());
    assert!(ids[0] == ids[2] && ids[2] != ids[3], "{ids:?}");
    // What has arrived is delivered, and who has paid sees it.
    let path = format!("/v1/payments/{}", paid[1]);
    let begun = Instant::now();
    while !calls.get(RUSSIA, &path).unwrap().to_string().contains("\"delivered\"") {
        assert!(begun.elapsed() < PATIENCE);
    }
    // Every try stands in the log of deliveries, with its answer.
    let path = format!("/v1/webhooks/{number}/deliveries");
    let listed = calls.get(INDIA, &path).unwrap();
    let listed = listed["deliveries"].as_array().unwrap();
    let statuses: Vec<u64> = listed.iter().map(|one| one["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [500, 302, 204, 204]);
    assert_eq!(listed[0]["reason"], "answered 500");
    // One of them is sent again on demand, and a ping whenever it is wanted.
    let again = calls.post(INDIA, &format!("{path}/3/resend"), &Value::Null);
    assert_eq!((again.status, &again.body["arrived"]), (200, &json!(true)), "{again:?}");
    let resent = gateway.next();
    assert_eq!((resent.header("webhook-id"), resent.told()), (ids[2].as_str(), told[2].clone()));
    let ping = calls.post(INDIA, &format!("/v1/webhooks/{number}/ping"), &Value::Null);
    assert_eq!(ping.body["type"], "webhook.ping");
    assert!(gateway.next().is_signed(&registered));
    let missing = calls.post(INDIA, &format!("{path}/77/resend"), &Value::Null);
    assert_eq!(missing.status, 404);
}

#[test]
fn after_a_restart_it_goes_on_where_it_stood() {
    let (place, gateway) = (guarded(), Gateway::open());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("d.sqlite");
    let first = Calls::open(&place, &file, quickly());
    let registered = first.register(INDIA, &gateway.url, &["payment.delivered"]);
    let number = registered["webhook"].as_u64().unwrap();
    let paid = pay(&place, 2);
    assert!(gateway.next().body.contains(&paid));
    first.standing(INDIA, number, |told| told["position"].as_u64() > Some(0));
    drop(first);
    let missed = [pay(&place, 3), pay(&place, 4)];
    gateway.nothing_more();
    let second = Calls::open(&place, &file, quickly());
    for name in &missed {
        let came = gateway.next();
        assert!(came.body.contains(name.as_str()) && came.is_signed(&registered));
    }
    gateway.nothing_more();
    // A removed one is called no more.
    let path = format!("/v1/webhooks/{number}");
    let signing = key(INDIA).into();
    let removing =
        async { second.client(INDIA).operations().remove_webhook(&signing, number).await };
    assert!(second.runtime.block_on(removing).unwrap().told().is_ok());
    pay(&place, 5);
    gateway.nothing_more();
    assert!(second.get(INDIA, &path).unwrap_err().contains("404"));
}

#[test]
fn an_endpoint_that_answers_nothing_is_disabled_and_its_bank_is_told() {
    let (place, gateway) = (guarded(), Gateway::open());
    let folder = tempfile::tempdir().unwrap();
    let calling = Calling { gives_up: Duration::from_millis(200), ..quickly() };
    let calls = Calls::open(&place, &folder.path().join("d.sqlite"), calling);
    let stream = watch(&calls, INDIA);
    // Nobody listens there: it was open a moment ago.
    let nowhere = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let url = format!("http://{}/", nowhere.local_addr().unwrap());
    drop(nowhere);
    let registered = calls.register(INDIA, &url, &[]);
    let number = registered["webhook"].as_u64().unwrap();
    pay(&place, 2);
    let told = calls.standing(INDIA, number, |told| told["status"] == "disabled");
    assert!(told["reason"].as_str().unwrap().contains("nobody takes the connection"), "{told}");
    let announced = stream.recv_timeout(PATIENCE).unwrap();
    assert!(announced.contains(&format!("\"webhook\":{number}")), "{announced}");
    // One that says it is gone is believed at once, and enabled again it goes on where it stood.
    let gone = calls.register(INDIA, &gateway.url, &["payment.delivered"]);
    let gone = gone["webhook"].as_u64().unwrap();
    gateway.answers.send(410).unwrap();
    let paid = pay(&place, 3);
    gateway.next();
    calls.standing(INDIA, gone, |told| told["status"] == "disabled");
    let enabled = calls.post(INDIA, &format!("/v1/webhooks/{gone}/enable"), &Value::Null);
    assert_eq!(enabled.body["status"], "active", "{enabled:?}");
    assert!(gateway.next().body.contains(&paid));
}

/// A bank of Russia with two keys.
fn bank_of_two_keys(place: &Place, bic: &str, keys: [&SigningKey; 2]) {
    let keys = keys.map(|key| public_key(key).to_string());
    carried_out(place, OPERATOR, "RegisterParty", 2, json!({ "bic": bic, "keys": keys }));
    let admit =
        json!({ "currency": "RUB", "party": bic, "class": "resident-bank", "access": "full" });
    carried_out(place, &place.agent(ROUBLE), "AdmitParticipant", 3, admit);
}

#[test]
fn an_endpoint_ends_with_the_key_that_registered_it_and_its_secret_is_told_no_more() {
    const BANK: &str = "ZZZZRUMM";
    let (place, gateway, other) = (guarded(), Gateway::open(), Gateway::open());
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::open(&place, &folder.path().join("d.sqlite"), quickly());
    let (first, second) = (demo_key_of(7, "first"), demo_key_of(7, "second"));
    bank_of_two_keys(&place, BANK, [&first, &second]);
    let bodies = [&gateway, &other].map(|to| registration(&to.url, &["payment.delivered"]));
    let [ended, kept] = [(&first, &bodies[0], "HOOK-1"), (&second, &bodies[1], "HOOK-2")]
        .map(|(key, body, once)| calls.register_with(key, body, once));
    assert_eq!([ended.status, kept.status], [200, 200], "{ended:?} {kept:?}");
    let again = calls.register_with(&second, &bodies[0], "HOOK-1");
    assert_eq!(again.body, ended.body, "its bank is told the secret again, by any of its keys");
    let paid = pay_from(&place, INDIA, (BANK, "RUB"), 4);
    assert!([gateway.next(), other.next()].iter().all(|came| came.body.contains(&paid)));
    carried_out(&place, OPERATOR, "RevokeKey", 5, json!({ "party": BANK, "number": 0 }));
    let paid = pay_from(&place, INDIA, (BANK, "RUB"), 6);
    assert!(other.next().body.contains(&paid), "that of the key which counts is told as before");
    gateway.nothing_more();
    let read = |path: &str| {
        let client = Client::signing(&calls.base, second.clone(), None).unwrap();
        calls.runtime.block_on(client.get(path)).map_err(|failure| failure.to_string())
    };
    let listed = read("/v1/webhooks").unwrap();
    let listed: Vec<_> =
        listed["webhooks"].as_array().unwrap().iter().map(|one| &one["webhook"]).collect();
    assert_eq!(listed, [&kept.body["webhook"]]);
    assert!(read(&format!("/v1/webhooks/{}", ended.body["webhook"])).unwrap_err().contains("404"));
    // The same request under the same key is answered, and nothing is registered by it.
    for _ in 0..2 {
        let again = calls.register_with(&second, &bodies[0], "HOOK-1");
        assert_eq!((again.status, &again.body["code"]), (404, &json!("not-found")), "{again:?}");
    }
    assert_eq!(calls.register_with(&second, &bodies[1], "HOOK-2").body, kept.body);
    assert_eq!(read("/v1/webhooks").unwrap()["webhooks"].as_array().unwrap().len(), 1);
    let secret = ended.body["secret"].as_str().unwrap();
    let holds = |name: std::io::Result<std::fs::DirEntry>| {
        let bytes = std::fs::read(name.unwrap().path()).unwrap();
        bytes.windows(secret.len()).any(|window| window == secret.as_bytes())
    };
    assert!(!folder.path().read_dir().unwrap().any(holds), "no file holds the secret any more");
}

/// The messages of a bank's stream that tell of a disabled endpoint.
fn watch(calls: &Calls, by: &str) -> Receiver<String> {
    let network = calls.get(by, "/v1/system").unwrap()["network"].as_str().unwrap().to_owned();
    let request = identity::Request {
        method: "GET",
        path: "/v1/live",
        query: None,
        body: b"",
        idempotency_key: None,
    };
    let created = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let stamp = identity::Stamp {
        created: created.as_secs(),
        nonce: "of-the-stream-0001",
        network: &network,
    };
    let fields = identity::sign(&key(by), &request, &stamp).unwrap();
    let address = calls.base.trim_start_matches("http://").to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    let request = format!(
        "GET /v1/live HTTP/1.1\r\nhost: {address}\r\ncontent-digest: {}\r\nsignature-input: {}\r\n\
         signature: {}\r\n\r\n",
        fields.content_digest, fields.signature_input, fields.signature
    );
    stream.write_all(request.as_bytes()).unwrap();
    let (tell, told) = channel();
    let mut lines = BufReader::new(stream).lines();
    // The stream is open when its first message has come.
    assert!(lines.by_ref().map_while(Result::ok).any(|line| line.contains("event: overview")));
    std::thread::spawn(move || {
        let mut lines = lines.map_while(Result::ok);
        while let Some(line) = lines.next() {
            if line.contains("event: webhook-disabled") {
                let _ = tell.send(lines.next().unwrap_or_default());
            }
        }
    });
    told
}

#[test]
fn another_bank_neither_sees_nor_changes_them() {
    let (place, gateway) = (guarded(), Gateway::open());
    let folder = tempfile::tempdir().unwrap();
    let calls = Calls::open(&place, &folder.path().join("d.sqlite"), quickly());
    let number = calls.register(INDIA, &gateway.url, &["payment.delivered"])["webhook"].as_u64();
    let number = number.unwrap();
    let path = format!("/v1/webhooks/{number}");
    pay(&place, 2);
    gateway.next();
    assert_eq!(calls.get(RUSSIA, "/v1/webhooks").unwrap()["webhooks"], json!([]));
    for hidden in [path.clone(), format!("{path}/deliveries")] {
        assert!(calls.get(RUSSIA, &hidden).unwrap_err().contains("404"), "{hidden}");
        assert!(calls.get(OPERATOR, &hidden).unwrap_err().contains("403"), "{hidden}");
    }
    for asked in ["ping", "enable", "deliveries/1/resend"] {
        let told = calls.post(RUSSIA, &format!("{path}/{asked}"), &Value::Null);
        assert_eq!(told.status, 404, "{asked}");
    }
    let signing = key(RUSSIA).into();
    let removing =
        async { calls.client(RUSSIA).operations().remove_webhook(&signing, number).await };
    let removed = calls.runtime.block_on(removing).unwrap();
    assert!(matches!(removed, Outcome::Problem(problem) if problem.status == 404));
    gateway.nothing_more();
    let own = calls.get(INDIA, "/v1/webhooks").unwrap();
    assert_eq!(own["webhooks"].as_array().unwrap().len(), 1);
    assert!(!own.to_string().contains("whsec_"), "the secret is told once");
    // Nothing is done without a signature over the whole request, and nothing inside is called.
    let unsigned = place.http("post", "/v1/webhooks", "", "{}");
    assert_eq!(unsigned.code(), "unsigned");
    for inside in ["https://10.0.0.1/", "https://169.254.169.254/", "http://bank.example/"] {
        let told = calls.post(INDIA, "/v1/webhooks", &registration(inside, &[]));
        assert_eq!((told.status, &told.body["code"]), (400, &json!("bad-value")), "{inside}");
    }
    let unknown = calls.post(INDIA, "/v1/webhooks", &registration(&gateway.url, &["everything"]));
    assert_eq!(unknown.body["code"], "bad-value");
    // A door that does not permit this machine does not call it.
    let closed = Calls::open(
        &place,
        &folder.path().join("e.sqlite"),
        Calling {
            sender: dispatch::Sender { loopback: Loopback::Refused, ..quickly().sender },
            ..quickly()
        },
    );
    let told = closed.post(INDIA, "/v1/webhooks", &registration(&gateway.url, &[]));
    assert_eq!(told.body["code"], "bad-value", "{told:?}");
}
