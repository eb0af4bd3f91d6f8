//! What is past, asked at the door, over both databases: no scenario, since scenarios know no HTTP.

#![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

mod place;

use std::time::{SystemTime, UNIX_EPOCH};

use api::{Access, Ask};
use ed25519_dalek::SigningKey;
use identity::{Fields, Request, Stamp};
use node::demo_key_of;
use place::{Answered, INDIA, Place, RUPEE, RUSSIA, Views, key, minute};
use sandbox::{OPERATOR, OVERSEER};
use serde_json::{Value, json};
use terms::{Instant, LogPosition};
use views::Target;
use views::trial::Trial;

/// A bank and a settlement agent that have nothing to do with what happens here.
const BYSTANDER: &str = "ICBKCNBJ";
const AGENT: &str = "PBOCCNBJ";
const SETTLED: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000001";
const WAITING: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000002";
const REFUSED: &str = "5a3c1d6e-2f4b-4c8d-9e0f-000000000003";
const DAY: &str = "2026-11-24";

/// Names of payments, each with how it stands.
type Told = Vec<(String, String)>;

fn guarded() -> Access {
    Access { open: false, ..sandbox::open_access(1) }
}

/// A place where a payment has settled, one waits and one was refused, all of one bank's.
fn place(views: Views) -> Place {
    let place = Place::keeping(guarded(), views);
    let pay = |name: &str, (currency, amount): (&str, &str), date: &str, number: u8| {
        let body = json!({
            "command": "SubmitInstruction",
            "asked_at": minute(number - 1).to_string(),
            "uetr": name,
            "legs": [{
                "debtor": RUSSIA, "creditor": INDIA, "currency": currency, "amount": amount,
            }],
            "date": date,
            "priority": "normal",
            "category": "interbank",
        });
        place.send(RUSSIA, Ask::named("SubmitInstruction").unwrap().path, &body, number).status
    };
    assert_eq!(pay(SETTLED, ("INR", "123.45"), DAY, 2), 200);
    assert_eq!(pay(WAITING, ("INR", "99999999.00"), DAY, 3), 200);
    // It asks for a day on which the currency did not settle here yet.
    assert_eq!(pay(REFUSED, ("CNY", "7.00"), "2025-11-24", 4), 422);
    place
}

/// Lets all days around close: the next morning but one comes.
fn close_the_day(place: &Place) {
    let next = minute(0).unix_nanos() + 2 * 86_400_000_000_000;
    let next = Instant::from_unix_nanos(next);
    let stepped = place.node.intake().step(next).unwrap();
    place.runtime.block_on(stepped).unwrap();
    while place.node.board().read().unwrap().head().1 < next {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

fn signed(place: &Place, key: &SigningKey, path: &str) -> String {
    let (route, query) = path.split_once('?').map_or((path, None), |(r, q)| (r, Some(q)));
    let request = Request { method: "GET", path: route, query, body: b"", idempotency_key: None };
    let created = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let drawn = {
        use std::hash::{BuildHasher, RandomState};
        RandomState::new().hash_one(path)
    };
    let (nonce, network) = (format!("{drawn:x}"), place.node.network().to_string());
    let stamp = Stamp { created, nonce: &nonce, network: &network };
    let Fields { content_digest, signature_input, signature, .. } =
        identity::sign(key, &request, &stamp).unwrap();
    format!(
        "content-digest: {content_digest}\r\nsignature-input: {signature_input}\r\n\
         signature: {signature}\r\n"
    )
}

fn read(place: &Place, by: &SigningKey, path: &str) -> Answered {
    place.http("get", path, &signed(place, by, path), "")
}

fn json_of(place: &Place, by: &SigningKey, path: &str) -> Value {
    let told = read(place, by, path);
    assert_eq!(told.status, 200, "{path}: {}", told.body);
    let told: Value = serde_json::from_str(&told.body).unwrap();
    place.conforms(path, &told);
    told
}

/// The names and states of payments found, and that history had all there was.
fn found(place: &Place, by: &SigningKey, query: &str) -> Told {
    let told = json_of(place, by, &format!("/v1/history/payments?{query}"));
    assert_eq!(told["history"]["records_behind"], 0);
    let rows = told["payments"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.map(|row| (text(&row["uetr"]), text(&row["status"]))).collect()
}

fn rows(of: &[(&str, &str)]) -> Told {
    of.iter().map(|(name, state)| ((*name).to_owned(), (*state).to_owned())).collect()
}

/// Does the same with each kind of database that is here.
fn over_both(test: impl Fn(Views)) {
    test(Views::InFile);
    let folder = tempfile::tempdir().unwrap();
    match Trial::start(folder.path()).unwrap() {
        Some(server) => test(Views::At(server.database().unwrap())),
        None => eprintln!("skipped over PostgreSQL: its programs are not installed"),
    }
}

#[test]
fn payments_are_found_whether_settled_waiting_or_refused() {
    over_both(|views| {
        let place = place(views);
        let operator = key(OPERATOR);
        let named = [(SETTLED, "settled"), (WAITING, "pending"), (REFUSED, "refused")];
        let of = |query: &str| found(&place, &operator, query);
        let bank = format!("participant={RUSSIA}&counterparty={INDIA}");
        assert_eq!(of(&bank), rows(&named));
        assert_eq!(of("status=refused"), rows(&named[2..]));
        assert_eq!(of("status=pending"), rows(&named[1..2]));
        assert_eq!(of(&format!("uetr={SETTLED}")), rows(&named[..1]));
        assert_eq!(of("currency=INR&at_least=123.45&at_most=123.45"), rows(&named[..1]));
        assert_eq!(of("currency=INR&at_least=123.46&at_most=5000.00"), rows(&[]));
        assert_eq!(of("currency=CNY&at_most=7.00"), rows(&named[2..]));
        assert_eq!(of(&format!("{bank}&from={DAY}&until={DAY}")), rows(&named));
        assert_eq!(of(&format!("{bank}&until=2026-11-23")), rows(&[]));
        assert_eq!(of(&format!("{bank}&from=2026-11-25")), rows(&[]));
        // Page by page, in the order in which they came.
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/history/payments?{bank}&limit=1{after}");
            let told = json_of(&place, &operator, &path);
            let page = told["payments"].as_array().unwrap();
            assert!(page.len() <= 1);
            paged.extend(page.iter().map(|row| row["uetr"].as_str().unwrap().to_owned()));
            let Some(next) = told["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(paged, named.map(|(name, _)| name.to_owned()));
        let refused = json_of(&place, &operator, "/v1/history/payments?status=refused");
        let refused = &refused["payments"][0];
        assert_eq!(refused["refusal"]["number"], 1803, "{refused}");
        assert_eq!(refused["legs"][0]["amount"], "7.00");
    });
}

#[test]
fn what_is_past_is_told_to_those_it_concerns() {
    over_both(|views| {
        let place = place(views);
        close_the_day(&place);
        let all = [(SETTLED, "settled"), (WAITING, "rejected"), (REFUSED, "refused")];
        let query = format!("participant={RUSSIA}&counterparty={INDIA}");
        let of = |by: &SigningKey| found(&place, by, &query);
        assert_eq!(of(&key(RUSSIA)), rows(&all));
        assert_eq!(of(&demo_key_of(1, OVERSEER)), rows(&all));
        // What the rules said no to is no matter of those it names.
        assert_eq!(of(&key(INDIA)), rows(&all[..2]));
        assert_eq!(of(&key(&place.agent(RUPEE))), rows(&all[..2]));
        assert_eq!(of(&key(AGENT)), rows(&all[2..]), "an agent sees its own currency");
        assert_eq!(of(&key(BYSTANDER)), rows(&[]));
        assert_eq!(found(&place, &key(BYSTANDER), &format!("uetr={SETTLED}")), rows(&[]));
        let ends = [
            format!("entries?date={DAY}"),
            format!("statements?date={DAY}"),
            format!("statements/message?date={DAY}&currency=INR"),
            format!("csv/entries?date={DAY}"),
            format!("csv/statements?date={DAY}"),
            format!("csv/payments?date={DAY}"),
            format!("parquet/entries?date={DAY}"),
            format!("parquet/payments?date={DAY}"),
        ];
        for end in ends {
            let path = format!("/v1/history/{end}");
            let one = format!("{path}&participant={RUSSIA}");
            assert_eq!(place.http("get", &one, "", "").code(), "unsigned");
            for stranger in [BYSTANDER, INDIA] {
                assert_eq!(read(&place, &key(stranger), &one).code(), "forbidden", "{one}");
            }
            // Who asks for no one in particular gets its own.
            if !path.contains("message") {
                let own = read(&place, &key(BYSTANDER), &path);
                assert_eq!(own.status, 200, "{path}: {}", own.body);
                assert!(!own.body.contains(RUSSIA) && !own.body.contains("123.45"), "{path}");
            }
            for by in [RUSSIA, &place.agent(RUPEE), OPERATOR] {
                let told = read(&place, &key(by), &one);
                assert_eq!(told.status, 200, "{by} reads {one}: {}", told.body);
                assert!(told.body.contains("INR"), "{by} reads {one}: {}", told.body);
            }
        }
    });
}

#[test]
fn a_past_day_is_told_as_statement_entries_and_files() {
    over_both(|views| {
        let place = place(views);
        let path = format!("/v1/history/statements/message?date={DAY}&participant={RUSSIA}");
        let path = format!("{path}&currency=INR");
        assert_eq!(read(&place, &key(RUSSIA), &path).code(), "not-found", "the day is open");
        close_the_day(&place);
        let by = key(RUSSIA);
        let query = format!("date={DAY}&participant={RUSSIA}&currency=INR");
        let told = json_of(&place, &by, &format!("/v1/history/statements?{query}"));
        let statement = &told["statements"][0];
        assert_eq!(
            (&statement["opening"], &statement["closing"], &statement["entries"]),
            (&json!("0.00"), &json!("99876.55"), &json!(2)),
        );
        let told = json_of(&place, &by, &format!("/v1/history/entries?{query}"));
        let entries = told["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(
            (&entries[1]["amount"], &entries[1]["uetr"]),
            (&json!("123.45"), &json!(SETTLED))
        );
        let message = read(&place, &by, &path);
        assert_eq!(message.header("content-type"), "application/xml");
        assert_eq!(message.header("sarraf-history-behind"), "0");
        assert!(message.body.contains("camt.053.001") && message.body.contains(SETTLED));
        // It is the same as the statement in the other form, and of one account alone.
        let as_xml = |path: &str| {
            let headers = format!("accept: application/xml\r\n{}", signed(&place, &by, path));
            place.http("get", path, &headers, "")
        };
        let accepted = as_xml(&format!("/v1/history/statements?{query}"));
        assert_eq!((accepted.status, accepted.body), (200, message.body));
        let several = as_xml(&format!("/v1/history/statements?date={DAY}&participant={RUSSIA}"));
        assert_eq!((several.status, several.code().as_str()), (400, "bad-query"));
        // The same day as files: in the words of the export that reads the tables itself.
        for table in ["entries", "payments", "statements"] {
            let path = format!("/v1/history/csv/{table}?date={DAY}&participant={RUSSIA}");
            let told = read(&place, &by, &path);
            assert_eq!((told.status, told.header("content-type")), (200, "text/csv"));
            let named = format!("attachment; filename=\"{table}-{DAY}.csv\"");
            assert_eq!(told.header("content-disposition"), named);
            let position: u64 = told.header("sarraf-history-position").parse().unwrap();
            let head = place.node.board().read().unwrap().head().0;
            assert_eq!(LogPosition::new(position), head);
            let lines = told.body.matches("\r\n").count();
            assert!(lines > 1, "{table}: {}", told.body);
        }
        let path = format!("/v1/history/parquet/entries?date={DAY}");
        let told = read(&place, &by, &path);
        assert_eq!(told.header("content-type"), "application/vnd.apache.parquet");
        assert!(told.body.contains("PAR1") && told.body.contains(SETTLED));
    });
}

#[test]
fn what_is_asked_wrongly_is_a_problem() {
    let place = place(Views::InFile);
    let cases = [
        ("payments?uetr=1", 400, "bad-query"),
        ("payments?status=lost", 400, "bad-query"),
        ("payments?from=yesterday", 400, "bad-query"),
        ("payments?from=2026-11-25&until=2026-11-24", 400, "bad-query"),
        ("payments?at_least=1.00", 400, "bad-query"),
        ("payments?currency=INR&at_most=1.234", 400, "bad-query"),
        ("payments?currency=ZZZ", 404, "not-found"),
        ("payments?counterparty=AAAARUMM", 404, "not-found"),
        ("payments?after=7", 400, "bad-query"),
        ("entries", 400, "bad-query"),
        ("entries?date=2026-13-01", 400, "bad-query"),
        ("csv/originals?date=2026-11-24", 400, "bad-path"),
    ];
    for (end, status, code) in cases {
        let told = read(&place, &key(RUSSIA), &format!("/v1/history/{end}"));
        assert_eq!((told.status, told.code().as_str()), (status, code), "{end}: {}", told.body);
    }
}

#[test]
fn without_views_there_is_no_history() {
    let place = Place::keeping(guarded(), Views::Nowhere);
    for end in ["payments", "entries?date=2026-11-24", "csv/payments?date=2026-11-24"] {
        let told = read(&place, &key(RUSSIA), &format!("/v1/history/{end}"));
        assert_eq!((told.status, told.code().as_str()), (503, "no-history"));
    }
}

#[test]
fn history_that_lags_says_so_and_tells_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("views.sqlite");
    let place = place(Views::At(Target::Sqlite(file.clone())));
    let query = format!("participant={RUSSIA}&counterparty={INDIA}");
    assert_eq!(found(&place, &key(RUSSIA), &query).len(), 3);
    // Somebody else writes there, and does not come to an end.
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    place.step(5);
    let told = read(&place, &key(RUSSIA), &format!("/v1/history/payments?{query}"));
    assert_eq!((told.status, told.code().as_str()), (503, "history-behind"), "{}", told.body);
    // What was over before is known all the same.
    let before = format!("{query}&until=2026-11-23");
    let told = json_of(&place, &key(RUSSIA), &format!("/v1/history/payments?{before}"));
    assert_eq!(told["history"]["records_behind"], 1, "{told}");
    // Settlement has gone on meanwhile.
    assert_eq!(place.node.board().read().unwrap().head().1, minute(5));
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(found(&place, &key(RUSSIA), &query).len(), 3);
}
