//! What is asked under an `Idempotency-Key` is done once: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::future::Future;
use std::io::Write as _;
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use api::{Access, Door, DoorOptions, Freshness};
use client::{Client, Failure, Posting, Reply, Told};
use dispatch::Store;
use iso20022::{Limits, Profile};
use node::{Clock, Salting, Signed, message_to_sign};
use place::{Answered, Place, RUSSIA, bic, key, minute};
use sandbox::{CLEARING_SYSTEM, OPERATOR};
use serde_json::{Value, json};
use settlement::PartyId;
use terms::Digest;
use tokio::runtime::Runtime;

const KEY: &str = "CYCLE-0001";

/// A door that remembers nothing but what stands in its file; it closes when it is dropped, as with
/// its process.
struct Doorway {
    _runtime: Runtime,
    client: Client,
    base: String,
}

impl Doorway {
    fn open(place: &Place, file: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        let options = DoorOptions {
            operator: bic(OPERATOR),
            name: "a door that is opened again".into(),
            clock: Clock::Stepped,
            salting: Salting::Derived(1),
            limits: Limits::default(),
            profile: Profile::settlement(CLEARING_SYSTEM, bic(OPERATOR)),
            freshness: Freshness::NotAsked,
            access: Access::open(),
        };
        let door = Door::new(&place.node, options).keeping(Store::open(file).unwrap()).unwrap();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = runtime.block_on(api::listen(any, None)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { api::serve(listener, api::router(door)).await });
        Self { _runtime: runtime, client: Client::new(&base), base }
    }
}

/// Asks for what reaches the log, and steps the clock when it has.
fn in_log<T: Send + 'static>(
    place: &Place,
    number: u8,
    asking: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> T {
    let asking = place.runtime.spawn(asking);
    while place.node.intake().waiting() == 0 {
        assert!(!asking.is_finished(), "answered without the log");
        std::thread::sleep(Duration::from_millis(1));
    }
    place.step(number);
    place.runtime.block_on(asking).unwrap().unwrap()
}

fn ask_once(
    door: &Doorway,
    by: &str,
    body: &Value,
    once: &str,
) -> impl Future<Output = Result<Told, Failure>> + Send + 'static {
    let (client, by) = (door.client.clone(), key(by));
    let (body, once) = (body.to_string().into_bytes(), once.to_owned());
    async move { client.ask_once(&by, "/v1/cycles", body, &once).await }
}

/// A command without a name: nothing but the door keeps it from being carried out twice.
fn cycle() -> Value {
    json!({
        "command": "OpenCycle",
        "asked_at": minute(1).to_string(),
        "currencies": ["RUB"],
        "cut_off": minute(30).to_string(),
        "deadline": minute(40).to_string(),
    })
}

fn cycles(place: &Place) -> usize {
    place.get("/v1/cycles")["cycles"].as_array().unwrap().len()
}

fn same(one: &Told, other: &Told) {
    assert_eq!((one.status, &one.body, one.salt), (other.status, &other.body, other.salt));
}

#[test]
fn the_first_answer_comes_again_after_a_restart_too_and_other_bytes_are_refused() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dispatch.sqlite");
    let first = {
        let door = Doorway::open(&place, &file);
        let first = in_log(&place, 2, ask_once(&door, OPERATOR, &cycle(), KEY));
        assert_eq!((first.status, &first.body["status"]), (200, &json!("opened")), "{first:?}");
        let again = place.runtime.block_on(ask_once(&door, OPERATOR, &cycle(), KEY)).unwrap();
        same(&first, &again);
        first
    };
    place.step(20);
    let door = Doorway::open(&place, &file);
    let now = |by: &str, body: &Value, once: &str| {
        place.runtime.block_on(ask_once(&door, by, body, once)).unwrap()
    };
    same(&first, &now(OPERATOR, &cycle(), KEY));
    let mut other = cycle();
    other["deadline"] = json!(minute(50).to_string());
    let told = now(OPERATOR, &other, KEY);
    assert_eq!((told.status, &told.body["code"]), (422, &json!("key-reused")), "{told:?}");
    assert_eq!(cycles(&place), 1);
    // Another party's key is its own, and what the rules refuse is an answer like any other.
    let refused = in_log(&place, 21, ask_once(&door, RUSSIA, &other, KEY));
    let again = now(RUSSIA, &other, KEY);
    same(&refused, &again);
    // Under another key it is another request, which the same bytes would not be without one.
    let second = in_log(&place, 22, ask_once(&door, OPERATOR, &other, "CYCLE-0002"));
    assert_eq!(second.status, 200, "{second:?}");
}

#[test]
fn what_was_recorded_and_never_answered_is_found_in_the_log() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dispatch.sqlite");
    let body = cycle();
    // The key was taken and the command recorded; then the process ended.
    let request = [b"/v1/cycles\n".as_slice(), body.to_string().as_bytes()].concat();
    let request = Digest(*message_to_sign(&request).last_chunk::<32>().unwrap());
    let head = place.node.board().read().unwrap().head().0;
    Store::open(&file).unwrap().keys().claim(PartyId::OPERATOR, KEY, request, head).unwrap();
    let recorded = place.send(OPERATOR, "/v1/cycles", &body, 2);
    place.step(3);
    let door = Doorway::open(&place, &file);
    let told = place.runtime.block_on(ask_once(&door, OPERATOR, &body, KEY)).unwrap();
    assert_eq!((told.status, &told.body["status"]), (200, &json!("repeated")), "{told:?}");
    assert_eq!((&told.body["position"], told.salt), (&recorded.body["position"], recorded.salt));
    assert_eq!(cycles(&place), 1);
    let again = place.runtime.block_on(ask_once(&door, OPERATOR, &body, KEY)).unwrap();
    same(&told, &again);
}

#[test]
fn a_sender_that_hangs_up_finds_its_answer_under_its_key() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let door = Doorway::open(&place, &folder.path().join("dispatch.sqlite"));
    let body = cycle().to_string();
    let signature = Signed::sign(&key(OPERATOR), body.as_bytes()).to_text();
    let address = door.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "POST /v1/cycles HTTP/1.1\r\nhost: {address}\r\ncontent-length: {}\r\n\
         sarraf-signature: {signature}\r\nidempotency-key: \"{KEY}\"\r\n\r\n{body}",
        body.len(),
    );
    stream.write_all(request.as_bytes()).unwrap();
    while place.node.intake().waiting() == 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(stream);
    let busy = place.runtime.block_on(ask_once(&door, OPERATOR, &cycle(), KEY)).unwrap();
    assert_eq!((busy.status, &busy.body["code"]), (409, &json!("in-hand")), "{busy:?}");
    place.step(2);
    let told = loop {
        let told = place.runtime.block_on(ask_once(&door, OPERATOR, &cycle(), KEY)).unwrap();
        if told.status != 409 {
            break told;
        }
    };
    assert_eq!((told.status, &told.body["status"]), (200, &json!("opened")), "{told:?}");
    assert_eq!(cycles(&place), 1);
}

#[test]
fn a_key_of_what_never_reached_the_log_is_free_again() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let door = Doorway::open(&place, &folder.path().join("dispatch.sqlite"));
    let mut wrong = cycle();
    wrong["currencies"] = json!(["XXX"]);
    let told = place.runtime.block_on(ask_once(&door, OPERATOR, &wrong, KEY)).unwrap();
    assert_eq!(told.status, 400, "{told:?}");
    let told = in_log(&place, 2, ask_once(&door, OPERATOR, &cycle(), KEY));
    assert_eq!(told.status, 200, "{told:?}");
}

/// Sends a message of one bank under a key of its own.
async fn under(client: &Client, once: &str, message: Vec<u8>) -> Result<Reply, Failure> {
    let signing = key(RUSSIA).into();
    let posting = Posting { key: &signing, asked_at: minute(1), once: Some(once) };
    client.operations().send_message(&posting, message).await
}

#[test]
fn a_message_under_a_key_is_answered_with_the_very_same_bytes() {
    let place = Place::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour/1-rouble-leg.xml");
    let message = std::fs::read(file).unwrap();
    let send = |once: &'static str| {
        let (client, message) = (place.client.clone(), message.clone());
        async move { under(&client, once, message).await }
    };
    let first = in_log(&place, 2, send("TOUR-0001"));
    assert_eq!(first.status, 200, "{}", first.xml);
    assert_eq!(first.definition, "pacs.002.001.10");
    assert_eq!(place.runtime.block_on(send("TOUR-0001")).unwrap(), first);
    // Another message under that key is none.
    let other = String::from_utf8(message.clone()).unwrap().replace("TOUR", "TURN").into_bytes();
    assert_ne!(other, message);
    let sending = under(&place.client, "TOUR-0001", other);
    let refused = place.runtime.block_on(sending).unwrap();
    assert_eq!(refused.status, 422, "{}", refused.xml);
    assert!(refused.xml.contains("\"key-reused\""), "{}", refused.xml);
    // Without that key it is told anew where it stands.
    let anew = in_log(&place, 3, send("TOUR-0002"));
    assert_ne!(anew.xml, first.xml);
}

#[test]
fn a_key_of_a_message_that_was_refused_before_the_log_is_free_again() {
    let place = Place::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/tour/1-rouble-leg.xml");
    let right = std::fs::read_to_string(file).unwrap();
    let wrong = right.replace("Ccy=\"RUB\"", "Ccy=\"XAU\"");
    assert_ne!(wrong, right);
    let send = |text: String| {
        let client = place.client.clone();
        async move { under(&client, "TOUR-0001", text.into_bytes()).await }
    };
    let refused = place.runtime.block_on(send(wrong)).unwrap();
    assert_eq!((refused.status, refused.element("TxSts"), refused.salt), (200, Some("RJCT"), None));
    let taken = in_log(&place, 2, send(right));
    assert_eq!((taken.status, taken.element("TxSts")), (200, Some("PDNG")), "{}", taken.xml);
}

/// The headers of a request to open a cycle, signed as a whole with its key.
fn signed_once(place: &Place) -> String {
    let body = cycle().to_string();
    let once = format!("\"{KEY}\"");
    let request = identity::Request {
        method: "POST",
        path: "/v1/cycles",
        query: None,
        body: body.as_bytes(),
        idempotency_key: Some(&once),
    };
    let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let network = place.node.network().to_string();
    let stamp = identity::Stamp { created, nonce: "the-only-one-0001", network: &network };
    let fields = identity::sign(&key(OPERATOR), &request, &stamp).unwrap();
    format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\nidempotency-key: {once}\r\n",
        fields.content_digest, fields.signature_input, fields.signature,
    )
}

/// Sends the very same request until it is not told to come again.
fn until_let_in(place: &Place, headers: &str) -> Answered {
    let begun = std::time::Instant::now();
    loop {
        let told = place.http("post", "/v1/cycles", headers, &cycle().to_string());
        if told.status != 429 {
            return told;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", told.body);
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Holds that the very same request is carried out when it is let in, and once.
fn is_let_in_as_it_is(place: &Place, headers: &str) {
    let told = std::thread::scope(|threads| {
        let sending = threads.spawn(|| until_let_in(place, headers));
        while place.node.intake().waiting() == 0 {
            assert!(!sending.is_finished(), "answered without the log");
            std::thread::sleep(Duration::from_millis(1));
        }
        place.step(2);
        sending.join().unwrap()
    });
    assert_eq!(told.status, 200, "{}", told.body);
    assert_eq!(cycles_of(place), 1);
    // What was let in is taken once.
    let again = until_let_in(place, headers);
    assert_eq!((again.status, again.code().as_str()), (401, "unsigned"), "{}", again.body);
    assert!(again.body.contains("replayed"), "{}", again.body);
}

fn cycles_of(place: &Place) -> usize {
    place.node.board().read().unwrap().cycles().rows().count()
}

#[test]
fn what_finds_the_intake_full_may_be_sent_again_as_it_is() {
    let place = Place::narrow(Access { open: false, ..sandbox::open_access(1) }, 2);
    let headers = signed_once(&place);
    // The writer is kept busy, and what may wait for it waits.
    let (let_go, wait) = std::sync::mpsc::channel::<()>();
    let (has_begun, begun) = std::sync::mpsc::channel();
    let intake = place.node.intake();
    let kept = intake.question(move |_| {
        has_begun.send(()).unwrap();
        wait.recv()
    });
    let kept = kept.unwrap();
    begun.recv().unwrap();
    let waiting: Vec<_> =
        std::iter::repeat_with(|| intake.question(|_| ())).take_while(Result::is_ok).collect();
    assert_eq!(waiting.len(), 2);
    for _ in 0..2 {
        let told = place.http("post", "/v1/cycles", &headers, &cycle().to_string());
        assert_eq!((told.status, told.code().as_str()), (429, "busy"), "{}", told.body);
    }
    let_go.send(()).unwrap();
    place.runtime.block_on(kept).unwrap().unwrap();
    is_let_in_as_it_is(&place, &headers);
}

#[test]
fn what_came_too_often_may_be_sent_again_as_it_is() {
    let posts_per_second = std::num::NonZeroU32::new(1);
    let access = Access { open: false, posts_per_second, ..sandbox::open_access(1) };
    let place = Place::behind(access);
    let headers = signed_once(&place);
    let codes: Vec<String> =
        (0..12).map(|_| place.http("post", "/v1/cycles", "", "{}").code()).collect();
    assert_eq!((codes[0].as_str(), codes[11].as_str()), ("unsigned", "too-often"));
    let told = place.http("post", "/v1/cycles", &headers, &cycle().to_string());
    assert_eq!((told.status, told.code().as_str()), (429, "too-often"), "{}", told.body);
    is_let_in_as_it_is(&place, &headers);
}

#[test]
fn a_key_is_covered_by_the_signature_of_its_request() {
    let place = Place::new();
    let network = place.get("/v1/system")["network"].as_str().unwrap().to_owned();
    let body = cycle().to_string();
    let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let request = identity::Request {
        method: "POST",
        path: "/v1/cycles",
        query: None,
        body: body.as_bytes(),
        idempotency_key: None,
    };
    let stamp = identity::Stamp { created, nonce: "one", network: &network };
    let fields = identity::sign(&key(OPERATOR), &request, &stamp).unwrap();
    let headers = format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n\
         idempotency-key: \"ADDED\"\r\n",
        fields.content_digest, fields.signature_input, fields.signature,
    );
    let told = place.http("post", "/v1/cycles", &headers, &body);
    assert_eq!((told.status, told.code().as_str()), (401, "unsigned"), "{}", told.body);
    assert!(told.body.contains("signature-covers-too-little"), "{}", told.body);
    // Signed with it, it is taken, and the log's digest covers the key.
    let signing = Client::signing(&place.base, key(OPERATOR), None).unwrap();
    let told = in_log(&place, 2, async move {
        signing.ask_once(&key(OPERATOR), "/v1/cycles", body.into_bytes(), "a \"quoted\" one").await
    });
    assert_eq!(told.status, 200, "{told:?}");
    let signed = told.signed.unwrap();
    assert!(signed.contains(r#""idempotency-key": "a \"quoted\" one""#), "{signed}");
}

#[test]
fn a_key_of_another_form_is_refused() {
    let place = Place::new();
    for header in ["bare", "\"\"", "\"a\", \"b\"", "\"a\";b", "\"open"] {
        let told = place.http("post", "/v1/cycles", &format!("idempotency-key: {header}\r\n"), "");
        assert_eq!((told.status, told.code().as_str()), (400, "bad-header"), "{header}");
    }
    let twice = "idempotency-key: \"a\"\r\nidempotency-key: \"a\"\r\n";
    assert_eq!(place.http("post", "/v1/cycles", twice, "").code(), "bad-header");
    // Of what is read, and of a request that nobody signed, it means nothing.
    let told = place.http("get", "/v1/cycles", "idempotency-key: bare\r\n", "");
    assert_eq!(told.status, 200);
    let told = place.http("post", "/v1/cycles", "idempotency-key: \"a\"\r\n", "");
    assert_eq!(told.code(), "unsigned");
}

#[test]
fn the_version_that_is_spoken_stands_in_every_answer_and_an_unknown_one_is_refused() {
    let place = Place::new();
    let newest = api::VERSIONS[0];
    let asked = |header: &str, path: &str| place.http("get", path, header, "");
    for path in ["/v1/system", "/livez", "/nowhere", "/v1/payments/1"] {
        assert_eq!(asked("", path).header("sarraf-version"), newest, "{path}");
        for version in api::VERSIONS {
            let told = asked(&format!("sarraf-version: {version}\r\n"), path);
            assert_eq!(told.header("sarraf-version"), *version, "{path}");
        }
        let told = asked("sarraf-version: 2001-01-01\r\n", path);
        assert_eq!((told.status, told.code().as_str()), (400, "unknown-version"), "{path}");
        assert!(told.body.contains(newest), "{}", told.body);
    }
}
