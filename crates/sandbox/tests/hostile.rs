//! Who takes up the door without being known: no scenario, since scenarios know no sockets.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use api::{Access, Ask, Bounds, Room};
use client::Client;
use ed25519_dalek::SigningKey;
use node::{demo_key_of, public_key};
use place::{INDIA, Place, RUSSIA, key, minute, signature, signature_before};
use serde_json::{Value, json};

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest body of any request, as the door has it.
const LONGEST: usize = (8 << 20) + 1;

/// Room for honest work, and so little time that a test need not wait long for its end.
fn bounds() -> Bounds {
    let second = Duration::from_secs(1);
    Bounds { head: second, body: second, answer: second, ..Bounds::default() }
}

fn place(bounds: Bounds) -> Place {
    Place::within(Access { open: true, ..sandbox::open_access(1) }, bounds)
}

fn address(base: &str) -> SocketAddr {
    base.split_once("://").unwrap().1.parse().unwrap()
}

/// A connection from an address of this machine, of which there are many.
fn comes_from(last: u8, place: &Place) -> TcpStream {
    let stream = place.runtime.block_on(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, last], 0))).unwrap();
        socket.connect(address(&place.base)).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
    stream
}

/// All that is answered until the connection is closed.
///
/// # Panics
/// If it stays open.
fn answer(mut stream: impl Read) -> String {
    let mut told = Vec::new();
    match stream.read_to_end(&mut told) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("neither an answer nor an end: {error}"),
    }
    String::from_utf8_lossy(&told).into_owned()
}

/// The head of a request that tells the length of its body, which is left to come.
fn head(length: usize) -> String {
    format!("POST /v1/messages HTTP/1.1\r\nhost: door\r\ncontent-length: {length}\r\n\r\n")
}

/// What is answered of a problem: its status, its code and after how many seconds to come again.
fn problem(told: &str) -> (u16, String, Option<u64>) {
    let (head, body) = told.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{told}"));
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{told}"));
    let again = head.lines().find_map(|line| line.strip_prefix("retry-after: "));
    let stated = api::document();
    let stated = serde_json::to_value(stated).unwrap();
    let stated = &stated["paths"]["/v1/messages"]["post"]["responses"][format!("{status}")];
    let code = body["code"].as_str().unwrap().to_owned();
    assert!(stated["description"].as_str().unwrap().contains(&code), "{status} {code} is stated");
    assert_eq!(stated["headers"]["retry-after"].is_object(), again.is_some(), "{status}");
    (status, code, again.map(|seconds| seconds.parse().unwrap()))
}

fn payment(number: u8) -> Value {
    json!({
        "command": "SubmitInstruction",
        "asked_at": minute(1).to_string(),
        "uetr": format!("5a3c1d6e-2f4b-4c8d-9e0f-0000000000{number:02}"),
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": "1.00" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    })
}

/// An honest payment settles, whatever else comes meanwhile.
fn settles(place: &Place, number: u8) {
    let path = Ask::named("SubmitInstruction").unwrap().path;
    let told = place.send(RUSSIA, path, &payment(number), number);
    assert_eq!((told.status, told.body["status"].as_str()), (200, Some("settled")), "{told:?}");
}

#[test]
fn who_does_not_ask_in_time_is_sent_away_and_payments_settle_meanwhile() {
    let place = place(bounds());
    let mut slow = comes_from(2, &place);
    slow.write_all(b"POST /v1/messages HTTP/1.1\r\nhost: do").unwrap();
    let silent = comes_from(2, &place);
    // One that has asked once, and then keeps its place.
    let mut kept = comes_from(2, &place);
    kept.write_all(b"GET /v1/currencies HTTP/1.1\r\nhost: door\r\n\r\n").unwrap();
    settles(&place, 2);
    assert_eq!((answer(slow).as_str(), answer(silent).as_str()), ("", ""));
    let told = answer(kept);
    assert!(told.starts_with("HTTP/1.1 200"), "{told}");
}

#[test]
fn a_body_that_comes_too_slowly_is_told_so_and_payments_settle_meanwhile() {
    let place = place(bounds());
    let mut slow = comes_from(2, &place);
    slow.write_all(head(4096).as_bytes()).unwrap();
    slow.write_all(b"<Document").unwrap();
    settles(&place, 2);
    assert_eq!(problem(&answer(slow)), (408, "too-slow".into(), None));
}

#[test]
fn a_body_that_tells_too_great_a_length_takes_no_room_and_is_told_so_though_it_comes() {
    let place = place(bounds());
    let mut long = comes_from(2, &place);
    long.write_all(head(usize::MAX / 2).as_bytes()).unwrap();
    let told = answer(long);
    assert!(told.starts_with("HTTP/1.1 413") && told.contains("admi.002"), "{told}");
    // Whoever sends on without looking is answered too: what it sends is thrown away.
    let mut eager = comes_from(2, &place);
    eager.set_write_timeout(Some(PATIENCE)).unwrap();
    eager.write_all(head(LONGEST + (1 << 20)).as_bytes()).unwrap();
    let mut body = vec![b' '; LONGEST];
    while !body.is_empty() && eager.write_all(&body[..body.len().min(1 << 16)]).is_ok() {
        body.truncate(body.len().saturating_sub(1 << 16));
    }
    let told = answer(eager);
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    settles(&place, 2);
}

/// What is answered to bytes after which no more comes.
fn cut_off(place: &Place, bytes: &str) -> String {
    let mut stream = comes_from(2, place);
    stream.write_all(bytes.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    answer(stream)
}

#[test]
fn a_body_that_is_broken_is_told_so() {
    let place = place(bounds());
    let chunked = "POST /v1/messages HTTP/1.1\r\nhost: door\r\ntransfer-encoding: chunked\r\n\r\n";
    let overflow = "f".repeat(17);
    for pieces in ["ZZ\r\nabc\r\n0\r\n\r\n", "5\r\nab", &format!("{overflow}\r\nabc\r\n")] {
        let told = cut_off(&place, &format!("{chunked}{pieces}"));
        assert_eq!(problem(&told), (400, "broken-body".into(), None), "{pieces}");
    }
    let short = cut_off(&place, &format!("{}<Document", head(4096)));
    assert_eq!(problem(&short), (400, "broken-body".into(), None));
    settles(&place, 2);
}

#[test]
fn a_head_says_once_for_whom_and_by_whom_the_request_is_and_how_its_body_is_written() {
    let place = place(bounds());
    let body = payment(2).to_string();
    let signature = node::Signed::sign(&key(RUSSIA), body.as_bytes()).to_text();
    let sent = |fields: &str| {
        let length = body.len();
        let head = format!("POST /v1/instructions HTTP/1.1\r\ncontent-length: {length}\r\n");
        let mut stream = comes_from(2, &place);
        let request = format!("{head}connection: close\r\n{fields}\r\n{body}");
        stream.write_all(request.as_bytes()).unwrap();
        let told = answer(stream);
        let (head, body) = told.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{told}"));
        let body: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{told}"));
        (head.split(' ').nth(1).unwrap().to_owned(), body["code"].as_str().unwrap().to_owned())
    };
    let signed = format!("sarraf-signature: {signature}\r\n");
    let of = |status: &str, code: &str| (status.to_owned(), code.to_owned());
    let bad = of("400", "bad-header");
    assert_eq!(sent(&signed), bad, "no host");
    assert_eq!(sent(&format!("host: door\r\nhost: other\r\n{signed}")), bad);
    assert_eq!(sent(&format!("host: door\r\n{signed}sarraf-signature: x\r\n")), bad);
    let twice = "content-type: application/json\r\ncontent-type: application/xml\r\n";
    assert_eq!(sent(&format!("host: door\r\n{signed}{twice}")), bad);
    let other = of("415", "unsupported-media-type");
    for field in [
        "content-encoding: gzip",
        "content-type: application/json; charset=utf-16",
        "content-type: application/xml; charset=utf-16",
    ] {
        assert_eq!(sent(&format!("host: door\r\n{signed}{field}\r\n")), other, "{field}");
    }
    settles(&place, 2);
}

#[test]
fn one_address_has_so_many_connections_and_another_comes_in() {
    let place = place(Bounds { connections: 6, connections_each: 4, ..Bounds::default() });
    let mut first: Vec<TcpStream> = (0..4).map(|_| comes_from(2, &place)).collect();
    assert_eq!(answer(comes_from(2, &place)), "", "a fifth is closed");
    settles(&place, 2);
    // Who goes makes room.
    drop(first.pop());
    let asks_again = || {
        let mut again = comes_from(2, &place);
        let asked = "GET /v1/currencies HTTP/1.1\r\nhost: door\r\nconnection: close\r\n\r\n";
        // It may be closed before it has asked.
        let _ = again.write_all(asked.as_bytes());
        answer(again)
    };
    let begun = Instant::now();
    while !asks_again().starts_with("HTTP/1.1 200") {
        assert!(begun.elapsed() < PATIENCE, "room is not given back");
    }
    // The honest client has one, so one more fills the door.
    first.extend((3..5).map(|last| comes_from(last, &place)));
    assert_eq!(answer(comes_from(5, &place)), "", "there is no room for more of anybody");
    settles(&place, 3);
}

#[test]
fn bodies_of_one_address_take_its_share_and_of_strangers_theirs() {
    let (body_bytes, body_bytes_each) = (4 << 20, 1 << 20);
    let body = PATIENCE * 2;
    let place = place(Bounds { body_bytes, body_bytes_each, body, ..bounds() });
    let share = usize::try_from(body_bytes_each).unwrap();
    let holding = |last: u8, length: usize| {
        let mut stream = comes_from(last, &place);
        stream.write_all(head(length).as_bytes()).unwrap();
        stream
    };
    let expecting = |last: u8, length: usize| problem(&answer(holding(last, length)));
    // Who came while a small one was still there is told to come again, and does.
    let still = |held: TcpStream, last: u8| {
        held.set_nonblocking(true).unwrap();
        let is_answered = held.peek(&mut [0]).is_ok();
        held.set_nonblocking(false).unwrap();
        if is_answered { holding(last, share) } else { held }
    };
    let mut first = holding(2, share);
    // Whether it has taken its room yet is told by who comes after it.
    let begun = Instant::now();
    let full = loop {
        first = still(first, 2);
        let mut next = holding(2, 1);
        next.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        let mut told = String::new();
        if next.read_to_string(&mut told).is_ok() {
            break problem(&told);
        }
        assert!(begun.elapsed() < PATIENCE, "bodies take no room");
    };
    assert_eq!(full, (429, "too-much".into(), Some(1)));
    settles(&place, 2);
    // Half of the room is kept for those who are known, so two addresses have all of the rest.
    let mut second = holding(3, share);
    let begun = Instant::now();
    while place.http("post", "/v1/messages", "", "<x/>").status != 503 {
        second = still(second, 3);
        assert!(begun.elapsed() < PATIENCE, "strangers take more than their part");
    }
    assert_eq!(expecting(4, 1), (503, "door-full".into(), Some(1)));
    // Who shows a key that is known still has room; one who makes a key up has none.
    let (at, server) = (by_tls(&place), public_key(&demo_key_of(1, "the door")));
    let mut stranger = shows_a_key(at, demo_key_of(7, "nobody"));
    stranger.write_all(head(1).as_bytes()).unwrap();
    assert_eq!(problem(&answer(stranger)), (503, "door-full".into(), Some(1)));
    let bank = Client::signing(&format!("https://{at}"), key(RUSSIA), Some(server)).unwrap();
    let asks = async move {
        let path = Ask::named("SubmitInstruction").unwrap().path;
        bank.ask(&key(RUSSIA), path, payment(3).to_string().into_bytes()).await
    };
    let sending = place.runtime.spawn(asks);
    while place.node.intake().waiting() == 0 {
        assert!(!sending.is_finished(), "a known bank finds no room");
        std::thread::sleep(Duration::from_millis(1));
    }
    place.step(3);
    let told = place.runtime.block_on(sending).unwrap().unwrap();
    assert_eq!((told.status, told.body["status"].as_str()), (200, Some("settled")), "{told:?}");
    // Who goes makes room for anybody.
    drop((first, second));
    let begun = Instant::now();
    while place.http("post", "/v1/messages", "", "<x/>").status == 503 {
        assert!(begun.elapsed() < PATIENCE, "room is not given back");
    }
    settles(&place, 4);
}

/// The same door by TLS, where it is reached.
fn by_tls(place: &Place) -> SocketAddr {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let at = terms::Instant::from_unix_seconds(now);
    let hosts = ["127.0.0.1".to_owned()];
    let own = identity::certificate(&demo_key_of(1, "the door"), "door", &hosts, at).unwrap();
    let config = identity::server(own, identity::Clients::MayShowKeys).unwrap();
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listening = api::listen_within(any, Some(config), Room::new(bounds()));
    let listener = place.runtime.block_on(listening).unwrap();
    let at = listener.local_addr().unwrap();
    let routes = api::router(place.door.clone());
    place.runtime.spawn(async move { api::serve(listener, routes).await });
    at
}

/// A connection by TLS, under any key.
fn shows_a_key(at: SocketAddr, key: SigningKey) -> impl Read + Write {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = terms::Instant::from_unix_seconds(now);
    let own = identity::certificate(&key, "client", &[], now).unwrap();
    let config = identity::client(own, public_key(&demo_key_of(1, "the door"))).unwrap();
    let name = "127.0.0.1".try_into().unwrap();
    let stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    rustls::StreamOwned::new(rustls::ClientConnection::new(config, name).unwrap(), stream)
}

#[test]
fn who_shakes_no_hands_by_tls_is_sent_away() {
    let place = place(bounds());
    let mut slow = TcpStream::connect(by_tls(&place)).unwrap();
    slow.set_read_timeout(Some(PATIENCE)).unwrap();
    // The first bytes of a record of TLS that says more will come.
    slow.write_all(&[0x16, 3, 1, 2, 0, 1]).unwrap();
    assert_eq!(answer(slow), "");
}

#[test]
fn who_takes_no_answers_is_sent_away_and_payments_settle_meanwhile() {
    let place = place(bounds());
    let mut deaf = comes_from(2, &place);
    // It asks and asks, and reads nothing: when nobody reads it any more either, its requests wait
    // too, until the door closes.
    let asked = b"GET /v1/openapi.json HTTP/1.1\r\nhost: door\r\n\r\n".repeat(100);
    settles(&place, 2);
    let begun = Instant::now();
    let closed = loop {
        assert!(begun.elapsed() < PATIENCE, "it is waited for");
        match deaf.write(&asked) {
            Ok(0) => break ErrorKind::WriteZero,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => break error.kind(),
        }
    };
    assert!(matches!(closed, ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{closed:?}");
    settles(&place, 3);
}

#[test]
fn what_was_signed_before_the_door_opened_is_signed_anew() {
    let place = Place::behind(Access { open: false, ..sandbox::open_access(1) });
    let path = "/v1/accounts";
    let headers = signature(&place, &key(RUSSIA), "get", path, "");
    assert_eq!(place.http("get", path, &headers, "").status, 200);
    // Another door may have taken it, and forgot it when it closed.
    let headers = signature_before(&place, &key(RUSSIA), "get", path, "", 60);
    let told = place.http("get", path, &headers, "");
    assert_eq!((told.status, told.code().as_str()), (401, "unsigned"));
    assert!(told.body.contains("signed before this door opened"), "{}", told.body);
}

#[test]
fn who_has_read_further_than_the_log_goes_is_told_so_and_hears_what_comes() {
    let place = Place::new();
    let address = place.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!("GET /v1/live HTTP/1.1\r\nhost: {address}\r\nlast-event-id: 999\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut heard = String::new();
    let mut until = |wanted: &str| {
        while !heard.contains(wanted) {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).unwrap();
            assert_ne!(read, 0, "it ended: {heard}");
            heard.push_str(&String::from_utf8_lossy(&part[..read]));
        }
    };
    let newest = place.node.board().read().unwrap().head().0.number();
    until("event: gap");
    until(&format!("{{\"oldest\":{}}}", newest + 1));
    let pay = json!({
        "command": "SubmitInstruction",
        "asked_at": minute(1).to_string(),
        "uetr": "5a3c1d6e-2f4b-4c8d-9e0f-000000000001",
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": "1.00" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    assert_eq!(place.send(RUSSIA, "/v1/instructions", &pay, 2).status, 200);
    until("event: record");
}
