//! A small sandbox behind a door on a free port, whose clock stands until a test steps it.

#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::time::Duration;

use api::{Access, Bounds, Door, DoorOptions, Freshness, Room};
use client::{Client, Told};
use ed25519_dalek::SigningKey;
use iso20022::{Limits, Profile};
use node::{Answer, Clock, Node, NodeOptions, Salting, Search, Submission, demo_key, public_key};
use sandbox::{CLEARING_SYSTEM, OPERATOR, World};
use serde_json::Value;
use settlement::{Command, issuance};
use terms::{Amount, Bic, BusinessDate, CurrencyId, Instant, TimeOfDay, Uetr, UtcOffset};
use tokio::runtime::Runtime;
use tokio::sync::oneshot::Receiver;
use views::Target;

pub const INDIA: &str = "SBININBB";
pub const RUSSIA: &str = "SABRRUMM";
pub const RUPEE: CurrencyId = CurrencyId::new(1);
pub const ROUBLE: CurrencyId = CurrencyId::new(2);

/// How many submissions may wait in the node of a place.
const INTAKE: usize = 16_384;

/// A minute of the morning of 24 November 2026, in UTC.
pub fn minute(number: u8) -> Instant {
    let date = BusinessDate::from_ymd(2026, 11, 24).expect("the sandbox runs");
    let time = TimeOfDay::new(8 + number / 60, number % 60).expect("the sandbox runs");
    Instant::of_local(date, time, UtcOffset::default())
}

pub fn bic(text: &str) -> Bic {
    Bic::parse(text).expect("the sandbox runs")
}

pub fn key(text: &str) -> SigningKey {
    demo_key(1, &bic(text))
}

/// Where the node of a place keeps its views.
pub enum Views {
    Nowhere,
    /// In a file beside the log.
    InFile,
    At(Target),
}

/// A small sandbox behind a door on a free port, with money at the two banks.
pub struct Place {
    pub runtime: Runtime,
    pub node: Node,
    pub door: Door,
    pub client: Client,
    /// As `http://address`.
    pub base: String,
    _folder: tempfile::TempDir,
}

/// What was answered to a request by hand.
pub struct Answered {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answered {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let start = format!("{name}: ");
        self.head.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or_default()
    }

    /// The code of a problem, or nothing.
    pub fn code(&self) -> String {
        let problem: Option<Value> = serde_json::from_str(&self.body).ok();
        let code = problem.and_then(|problem| Some(problem.get("code")?.as_str()?.to_owned()));
        code.unwrap_or_default()
    }
}

impl Place {
    pub fn new() -> Self {
        Self::behind(sandbox::open_access(1))
    }

    /// Behind a door that asks who comes.
    pub fn behind(access: Access) -> Self {
        Self::made(access, Some(Search::default()), Views::InFile, Bounds::default(), INTAKE)
    }

    /// Behind a door that asks who comes, of a node in which so many submissions may wait.
    pub fn narrow(access: Access, intake: usize) -> Self {
        Self::made(access, None, Views::Nowhere, Bounds::default(), intake)
    }

    /// Behind a door that asks who comes, and has so much room for those.
    pub fn within(access: Access, bounds: Bounds) -> Self {
        Self::made(access, None, Views::Nowhere, bounds, INTAKE)
    }

    /// Behind a door that asks who comes, of a node that keeps views as it is told.
    pub fn keeping(access: Access, views: Views) -> Self {
        Self::made(access, Some(Search::default()), views, Bounds::default(), INTAKE)
    }

    /// One whose node itself searches for sets as it is told.
    pub fn searching(search: Option<Search>) -> Self {
        Self::made(sandbox::open_access(1), search, Views::InFile, Bounds::default(), INTAKE)
    }

    fn made(
        access: Access,
        search: Option<Search>,
        views: Views,
        bounds: Bounds,
        intake: usize,
    ) -> Self {
        let folder = tempfile::tempdir().expect("the sandbox runs");
        let runtime = Runtime::new().expect("the sandbox runs");
        let world = World::embedded(1, 20).expect("the sandbox runs");
        let founding = world.founding(minute(0)).expect("the sandbox runs");
        let mut options = NodeOptions::new(folder.path().to_owned());
        options.clock = Clock::Stepped;
        options.search = search;
        options.intake = intake;
        options.views = match views {
            Views::Nowhere => None,
            Views::InFile => Some(Target::Sqlite(folder.path().join("views.sqlite"))),
            Views::At(target) => Some(target),
        };
        let operator = bic(OPERATOR);
        let (node, _) = Node::start(&founding, demo_key(1, &operator), options, |_| {})
            .expect("the sandbox runs");
        let options = DoorOptions {
            operator,
            name: founding.name.clone(),
            clock: Clock::Stepped,
            salting: Salting::Derived(1),
            limits: Limits::default(),
            profile: Profile::settlement(CLEARING_SYSTEM, operator),
            freshness: Freshness::NotAsked,
            access,
        };
        let room = Room::new(bounds);
        let door = Door::new(&node, options).within(room.clone());
        let any_port = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        let listening = api::listen_within(any_port, None, room);
        let listener = runtime.block_on(listening).expect("the sandbox runs");
        let base = format!("http://{}", listener.local_addr().expect("the sandbox runs"));
        let client = Client::new(&base);
        let served = api::router(door.clone());
        runtime.spawn(async move { api::serve(listener, served).await });
        let place = Self { runtime, node, door, client, base, _folder: folder };
        let issues =
            [place.issue(RUPEE, RUSSIA, 10_000_000), place.issue(ROUBLE, INDIA, 10_000_000)];
        place.step(1);
        for issue in issues {
            // Answered, it is no longer counted as waiting.
            place.runtime.block_on(issue).expect("the sandbox runs");
        }
        place
    }

    /// A request by hand; `headers` end each with a line break.
    pub fn http(&self, method: &str, path: &str, headers: &str, body: &str) -> Answered {
        http(&self.base, method, path, headers, body)
    }

    fn issue(&self, currency: CurrencyId, to: &str, minor: u128) -> Receiver<Answer> {
        let (by, to, sender) = {
            let board = self.node.board();
            let board = board.read().expect("the sandbox runs");
            let agent = board.directory().agent(currency).expect("the sandbox runs");
            let sender = board.directory().bic(agent).expect("the sandbox runs");
            (agent, board.directory().party(&bic(to)).expect("the sandbox runs"), sender)
        };
        let name = Uetr::from_random(u128::from(currency.index() as u64));
        let amount = Amount::from_minor(minor);
        let command = Command::Issuance(issuance::Command::Issue { name, currency, to, amount });
        let submission =
            Submission { by, sender, message: "issue".into(), command, original: None };
        self.node.intake().submit(submission).expect("the sandbox runs")
    }

    /// The BIC of a currency's settlement agent.
    pub fn agent(&self, currency: CurrencyId) -> String {
        let board = self.node.board();
        let board = board.read().expect("the sandbox runs");
        let agent = board.directory().agent(currency).expect("the sandbox runs");
        board.directory().bic(agent).expect("the sandbox runs").to_string()
    }

    pub fn step(&self, number: u8) {
        let stepped = self.node.intake().step(minute(number)).expect("the sandbox runs");
        self.runtime.block_on(stepped).expect("the sandbox runs");
        // The board trails the writer; what is read after a step must be of it.
        while self.node.board().read().expect("the sandbox runs").head().1 < minute(number) {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Asks for what reaches the log, and steps the clock when it has.
    pub fn send(&self, sender: &str, path: &str, body: &Value, number: u8) -> Told {
        self.send_as(key(sender), path, body, number)
    }

    /// The same, signed with a key.
    pub fn send_as(&self, key: SigningKey, path: &str, body: &Value, number: u8) -> Told {
        let (client, body) = (self.client.clone(), body.to_string());
        let path = path.to_owned();
        let sending =
            self.runtime.spawn(async move { client.ask(&key, &path, body.into_bytes()).await });
        while self.node.intake().waiting() == 0 {
            if sending.is_finished() {
                let told = self.runtime.block_on(sending).expect("the sandbox runs");
                panic!("answered without the log: {told:?}");
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        self.step(number);
        self.runtime.block_on(sending).expect("the sandbox runs").expect("the sandbox runs")
    }

    /// Asks for what the door itself answers.
    pub fn refused(&self, sender: &str, path: &str, body: &str) -> Told {
        let key = key(sender);
        let sending = self.client.ask(&key, path, body.as_bytes().to_vec());
        // What reaches the log waits for a step that never comes.
        let soon = async { tokio::time::timeout(Duration::from_secs(20), sending).await };
        let told = self.runtime.block_on(soon).unwrap_or_else(|_| panic!("not answered: {body}"));
        let told = told.expect("the sandbox runs");
        assert_eq!(self.node.intake().waiting(), 0, "it reached the log");
        told
    }

    /// What is read under a path; it is as the document says.
    pub fn get(&self, path: &str) -> Value {
        let told = self.runtime.block_on(self.client.get(path)).expect("the sandbox runs");
        self.conforms(path, &told);
        told
    }

    /// Holds what was read under a path against the document.
    pub fn conforms(&self, path: &str, told: &Value) {
        let document = serde_json::to_value(api::document()).expect("the sandbox runs");
        let paths = document["paths"].as_object().expect("the sandbox runs");
        let plain = path.split('?').next().expect("the sandbox runs");
        let fits = |pattern: &str| {
            let mut parts = pattern.split('/').zip(plain.split('/'));
            pattern.split('/').count() == plain.split('/').count()
                && parts.all(|(one, other)| one == other || one.starts_with('{'))
        };
        let stated = paths.get(plain).or_else(|| {
            let mut patterns = paths.iter().filter(|(pattern, _)| fits(pattern));
            patterns.next().map(|(_, item)| item)
        });
        let stated = stated.unwrap_or_else(|| panic!("{path} is not in the document"));
        let content = &stated["get"]["responses"]["200"]["content"]["application/json"];
        conforms(&content["schema"], told, path);
    }
}

/// Whether a value is of a schema of this document's kind, with every field and no other.
fn conforms(schema: &Value, value: &Value, place: &str) {
    if let Some(kinds) = schema["oneOf"].as_array() {
        if !value.is_null() {
            conforms(&kinds[0], value, place);
        }
        return;
    }
    let right = match schema["type"].as_str() {
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        Some(_) => false,
        None => true,
    };
    assert!(right, "{place} is {value}, and not of {schema}");
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        conforms(&schema["items"], item, &format!("{place}[{number}]"));
    }
    let (Some(fields), Some(stated)) = (value.as_object(), schema["properties"].as_object()) else {
        return;
    };
    for (name, field) in fields {
        let schema = stated.get(name).unwrap_or_else(|| panic!("{place}.{name} is not stated"));
        conforms(schema, field, &format!("{place}.{name}"));
    }
    let missing = stated.keys().find(|name| !fields.contains_key(*name));
    assert!(missing.is_none(), "{place} has no {missing:?}");
}

/// A request by hand to a door; `headers` end each with a line break.
pub fn http(base: &str, method: &str, path: &str, headers: &str, body: &str) -> Answered {
    use std::io::{Read, Write};
    let address = base.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(address).expect("the sandbox runs");
    let (method, length) = (method.to_uppercase(), body.len());
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("the sandbox runs");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the sandbox runs");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer of HTTP");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.expect("an answer of HTTP");
    Answered { status, head: head.to_owned(), body: body.to_owned() }
}

/// A request signed as a whole.
pub fn signed(place: &Place, key: &SigningKey, method: &str, path: &str, body: &str) -> Answered {
    let headers = signature(place, key, method, path, body);
    place.http(method, path, &headers, body)
}

/// The headers by which a request is signed as a whole.
pub fn signature(
    place: &Place,
    key: &SigningKey,
    method: &str,
    target: &str,
    body: &str,
) -> String {
    signature_before(place, key, method, target, body, 0)
}

/// The same, by a signature of so many seconds ago.
pub fn signature_before(
    place: &Place,
    key: &SigningKey,
    method: &str,
    target: &str,
    body: &str,
    seconds: u64,
) -> String {
    use std::hash::{BuildHasher, RandomState};
    use std::time::{SystemTime, UNIX_EPOCH};
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later").as_secs();
    let created = now - seconds;
    let nonce = format!("{:016x}", RandomState::new().hash_one(target));
    let (path, query) =
        target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let upper = method.to_uppercase();
    let body_bytes = body.as_bytes();
    let request =
        identity::Request { method: &upper, path, query, body: body_bytes, idempotency_key: None };
    let network = place.node.network().to_string();
    let stamp = identity::Stamp { created, nonce: &nonce, network: &network };
    let fields = identity::sign(key, &request, &stamp).expect("a request that can be signed");
    format!(
        "content-digest: {}\r\nsignature-input: {}\r\nsignature: {}\r\n",
        fields.content_digest, fields.signature_input, fields.signature
    )
}

/// What was answered as JSON.
pub fn json_of(answered: &Answered) -> Value {
    serde_json::from_str(&answered.body).expect("an answer in JSON")
}

/// Holds that a session which India has opened without a key is of that key's holder, reads what is
/// its own, and does nothing; answers its cookie.
pub fn reads_as_india(place: &Place, opened: &Answered, way: &str) -> String {
    assert_eq!(opened.status, 200, "{}", opened.body);
    let attributes = opened.header("set-cookie");
    assert!(attributes.contains("HttpOnly; SameSite=Strict; Path=/"), "{attributes}");
    let told = json_of(opened);
    assert_eq!((told["party"].as_str(), told["opened_with"].as_str()), (Some(INDIA), Some(way)));
    assert_eq!(told["key"], public_key(&key(INDIA)).to_string());
    let cookie = cookie(opened);
    let get = |path: &str| place.http("get", path, &cookie, "");
    assert_eq!(json_of(&get("/v1/sessions/current"))["opened_with"], way);
    assert_eq!(get(&format!("/v1/accounts?participant={INDIA}")).status, 200);
    assert_eq!(get(&format!("/v1/accounts?participant={RUSSIA}")).code(), "forbidden");
    assert_eq!(place.http("post", "/v1/reservations", &cookie, "{}").code(), "unsigned");
    cookie
}

/// The word that the detail of a problem begins with.
pub fn detail(answered: &Answered) -> String {
    let detail = json_of(answered)["detail"].as_str().unwrap_or_default().to_owned();
    detail.split(':').next().unwrap_or_default().to_owned()
}

/// The header that brings the cookie which was given.
pub fn cookie(opened: &Answered) -> String {
    let cookie = opened.header("set-cookie").split(';').next().unwrap_or_default();
    format!("cookie: {cookie}\r\n")
}
