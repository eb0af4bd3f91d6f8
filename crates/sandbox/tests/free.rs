//! Whoever waits for a disk keeps nobody else waiting: no scenario, since scenarios know no disks.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use api::{Ask, Calling};
use client::Client;
use dispatch::Loopback;
use node::Asked;
use place::{Answered, INDIA, Place, RUSSIA, Views, key, minute, signature};
use serde_json::json;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A disk that gives nothing until it is let.
#[derive(Clone, Default)]
struct Disk(Arc<(Mutex<Waits>, Condvar)>);

#[derive(Default)]
struct Waits {
    here: usize,
    open: bool,
}

impl Disk {
    fn wait(&self) {
        let (waits, changed) = &*self.0;
        let mut waits = waits.lock().unwrap();
        waits.here += 1;
        changed.notify_all();
        let waits = changed.wait_while(waits, |waits| !waits.open).unwrap();
        drop(waits);
    }

    /// Returns when somebody waits.
    fn is_waited_for(&self) {
        let (waits, changed) = &*self.0;
        let waits = waits.lock().unwrap();
        let (waits, _) = changed.wait_timeout_while(waits, PATIENCE, |w| w.here == 0).unwrap();
        assert!(waits.here > 0, "nobody reads the disk");
    }

    fn open(&self) {
        let (waits, changed) = &*self.0;
        waits.lock().unwrap().open = true;
        changed.notify_all();
    }
}

/// Opens the disk when it is dropped, also where a test fails: else nobody would ever end.
struct Opens(Disk);

impl Drop for Opens {
    fn drop(&mut self) {
        self.0.open();
    }
}

/// Another door to the same node, whose messages lie on that disk; where it is reached.
fn behind(place: &Place, disk: &Disk) -> String {
    let (read, disk) = (place.node.original(), disk.clone());
    let loopback = Calling::trusting(rustls::RootCertStore::empty(), Loopback::Allowed);
    let door = place.door.clone().calling(loopback).reading(move |at| {
        disk.wait();
        read(at)
    });
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    let listener = place.runtime.block_on(api::listen(any, None)).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    place.runtime.spawn(door.clone().call());
    place.runtime.spawn(async move { api::serve(listener, api::router(door)).await });
    base
}

fn name(number: u8) -> String {
    format!("5a3c1d6e-2f4b-4c8d-9e0f-0000000000{number:02}")
}

fn pay(place: &Place, number: u8) {
    let body = json!({
        "command": "SubmitInstruction",
        "asked_at": minute(number - 1).to_string(),
        "uetr": name(number),
        "legs": [{ "debtor": RUSSIA, "creditor": INDIA, "currency": "INR", "amount": "1.00" }],
        "date": "2026-11-24",
        "priority": "normal",
        "category": "interbank",
    });
    let told = place.send(RUSSIA, Ask::named("SubmitInstruction").unwrap().path, &body, number);
    assert_eq!((told.status, told.body["status"].as_str()), (200, Some("settled")), "{told:?}");
}

/// Holds that a payment settles and others are answered at that door while somebody waits.
///
/// Whoever held the board would keep the payment waiting until the disk is let; a watch lets it,
/// so that the test fails and ends.
fn is_free(place: &Place, base: &str, disk: &Disk, number: u8) {
    disk.is_waited_for();
    let (done, watched) = channel::<()>();
    let watch = {
        let disk = disk.clone();
        std::thread::spawn(move || {
            let kept = watched.recv_timeout(PATIENCE).is_err();
            if kept {
                disk.open();
            }
            kept
        })
    };
    pay(place, number);
    for path in ["/v1/accounts", "/v1/overview", "/v1/queues?participant=SABRRUMM"] {
        let told = place::http(base, "get", path, "", "");
        assert_eq!(told.status, 200, "{path}: {}", told.body);
    }
    let told = place::http(base, "get", &format!("/v1/payments/{}", name(number)), "", "");
    assert!(told.body.contains("settled"), "{}", told.body);
    let _ = done.send(());
    assert!(!watch.join().unwrap(), "a payment waits for somebody else's disk");
}

/// What a bank asks for, in a form.
fn read(place: &Place, base: &str, path: &str, accept: &str) -> Answered {
    let signature = signature(place, &key(RUSSIA), "get", path, "");
    place::http(base, "get", path, &format!("accept: {accept}\r\n{signature}"), "")
}

#[test]
fn the_board_is_free_while_an_outbox_a_message_or_a_report_is_on_the_disk() {
    let place = Place::new();
    pay(&place, 2);
    let (outbox, accounts) = (
        format!("/v1/outbox?participant={RUSSIA}"),
        format!("/v1/accounts?participant={RUSSIA}&currency=INR"),
    );
    let payment = format!("/v1/payments/{}", name(2));
    let message = format!("{payment}/message");
    let reads = [
        (outbox.as_str(), "application/json"),
        (payment.as_str(), "application/xml"),
        (message.as_str(), "application/json"),
        (accounts.as_str(), "application/xml"),
    ];
    for (number, (path, accept)) in (3..).zip(reads) {
        let disk = Disk::default();
        let base = behind(&place, &disk);
        std::thread::scope(|threads| {
            let opens = Opens(disk.clone());
            let reading = threads.spawn(|| read(&place, &base, path, accept));
            is_free(&place, &base, &disk, number);
            assert!(!reading.is_finished(), "{path} does not read the disk");
            drop(opens);
            let told = reading.join().unwrap();
            assert_eq!((told.status, told.header("content-type")), (200, accept), "{path}");
            assert!(told.body.contains(&name(2)), "{path}: {}", told.body);
        });
    }
}

#[test]
fn the_board_is_free_while_what_a_webhook_sends_is_on_the_disk() {
    let (place, disk) = (Place::new(), Disk::default());
    let base = behind(&place, &disk);
    let _opens = Opens(disk.clone());
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    let (tell, came) = channel();
    std::thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (mut text, mut part) = (String::new(), [0; 4_096]);
        while !text.contains(&name(2)) {
            let length = stream.read(&mut part).unwrap();
            assert!(length > 0, "{text}");
            text += &String::from_utf8_lossy(&part[..length]);
        }
        stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap();
        tell.send(()).unwrap();
    });
    let body = json!({ "command": "RegisterWebhook", "url": url, "kinds": ["payment.delivered"] });
    let (client, by) = (Client::signing(&base, key(INDIA), None).unwrap(), key(INDIA));
    let asked = client.ask(&by, "/v1/webhooks", body.to_string().into_bytes());
    let told = place.runtime.block_on(asked).unwrap();
    assert_eq!(told.status, 200, "{told:?}");
    pay(&place, 2);
    is_free(&place, &base, &disk, 3);
    assert!(came.try_recv().is_err(), "it was sent without being read");
    disk.open();
    came.recv_timeout(PATIENCE).unwrap();
}

#[test]
fn the_board_is_free_while_all_that_answers_for_history_is_on_the_disk() {
    let place = Place::keeping(sandbox::open_access(1), Views::InFile);
    pay(&place, 2);
    let disk = Disk::default();
    let _opens = Opens(disk.clone());
    let past = place.node.past().unwrap();
    // As many as there are threads for answers.
    let held = [(); 2].map(|()| {
        let disk = disk.clone();
        past.ask(Asked::Answer, move |_| {
            disk.wait();
            Ok(())
        })
        .unwrap()
    });
    let path = format!("/v1/history/payments?uetr={}", name(2));
    std::thread::scope(|threads| {
        let opens = Opens(disk.clone());
        let reading = threads.spawn(|| place.http("get", &path, "", ""));
        is_free(&place, &place.base, &disk, 3);
        assert!(!reading.is_finished(), "history answers beside its threads");
        drop(opens);
        let told = reading.join().unwrap();
        assert_eq!(told.status, 200, "{}", told.body);
        assert!(told.body.contains(&name(2)), "{}", told.body);
    });
    for held in held {
        place.runtime.block_on(held).unwrap().unwrap();
    }
}
