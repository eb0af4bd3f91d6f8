//! A talk with a real node: one request after the other, each of which the rules take or refuse.

#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use api::Ask;
use client::{Reply, Told};
use ed25519_dalek::SigningKey;
use node::public_key;
use sandbox::OPERATOR;
use serde_json::{Value, json};

use crate::place::{Place, ROUBLE, RUPEE, key, minute};

/// A bank and a settlement agent that have nothing to do with what the talk is about, and the
/// operator.
pub const STRANGERS: [&str; 3] = ["ICBKCNBJ", "PBOCCNBJ", OPERATOR];

/// What names nobody but who asks, or nobody at all, so that there is no other's to reach for: a
/// stranger who asked for it would do what is its own.
const FOR_ITSELF: [&str; 6] =
    ["SubmitObligation", "AddKey", "PlaceOrder", "PostQuote", "ProposeOffsetting", "ProposePrices"];

/// A place whose clock goes on with each request.
pub struct Talk {
    pub place: Place,
    /// Russia's central bank, and India's.
    pub russia: String,
    pub india: String,
    pub minute: Cell<u8>,
    names: Cell<u8>,
    pub accepted: Cell<BTreeSet<&'static str>>,
    /// How everybody else was answered who asked for what was then accepted.
    pub others: RefCell<BTreeMap<&'static str, String>>,
    pub refused: Cell<BTreeSet<&'static str>>,
}

impl Talk {
    pub fn new() -> Self {
        let place = Place::new();
        let (russia, india) = (place.agent(ROUBLE), place.agent(RUPEE));
        let (minute, names) = (Cell::new(1), Cell::new(0));
        let (accepted, refused, others) = Default::default();
        Self { place, russia, india, minute, names, accepted, others, refused }
    }

    /// A name that was not used before.
    pub fn name(&self) -> String {
        self.names.set(self.names.get() + 1);
        format!("5a3c1d6e-2f4b-4c8d-9e0f-0000000000{:02x}", self.names.get())
    }

    pub fn body(&self, command: &str, fields: &Value) -> Value {
        let mut body =
            json!({ "command": command, "asked_at": minute(self.minute.get()).to_string() });
        for (key, value) in fields.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    }

    pub fn send(&self, by: &str, command: &str, fields: &Value) -> Told {
        self.minute.set(self.minute.get() + 1);
        let body = self.body(command, fields);
        self.place.send(
            by,
            &Ask::named(command).unwrap().path_of(&body).unwrap(),
            &body,
            self.minute.get(),
        )
    }

    /// A message in ISO 20022, which reaches the log.
    pub fn message(&self, by: &str, text: String) -> Reply {
        self.minute.set(self.minute.get() + 1);
        let (client, key) = (self.place.client.clone(), key(by));
        let sending = async move { client.send(&key, text.into_bytes()).await };
        let sending = self.place.runtime.spawn(sending);
        while self.place.node.intake().waiting() == 0 {
            assert!(!sending.is_finished(), "answered without the log");
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        self.place.step(self.minute.get());
        self.place.runtime.block_on(sending).unwrap().unwrap()
    }

    /// What the rules take: answers the event of this name.
    pub fn accept(&self, by: &str, command: &'static str, fields: &Value, event: &str) -> Value {
        self.tried_by_others(by, command, &self.body(command, fields));
        let told = self.send(by, command, fields);
        assert_eq!(told.status, 200, "{command}: {told:?}");
        assert!(told.salt.is_some(), "{command}: its digest stands in the log");
        let events = told.events();
        let found = events.iter().find(|(name, _)| *name == event);
        note(&self.accepted, command);
        found.unwrap_or_else(|| panic!("{command}: {event} is not told in {told:?}")).1.clone()
    }

    /// A bank of these keys comes to take part in roubles, and has none.
    pub fn admit(&self, bic: &str, keys: &[SigningKey]) {
        let keys: Vec<String> = keys.iter().map(|key| public_key(key).to_string()).collect();
        let register = json!({ "bic": bic, "keys": keys });
        self.accept(OPERATOR, "RegisterParty", &register, "PartyRegistered");
        let admit =
            json!({ "currency": "RUB", "party": bic, "class": "resident-bank", "access": "full" });
        self.accept(&self.russia, "AdmitParticipant", &admit, "ParticipantAdmitted");
    }

    /// A bank is issued so many roubles.
    pub fn issue(&self, to: &str, amount: &str) {
        let issue = json!({ "name": self.name(), "currency": "RUB", "to": to, "amount": amount });
        self.accept(&self.russia, "Issue", &issue, "FundsIssued");
    }

    /// Lets everybody else ask first for what one may, at the very moment at which it would do;
    /// once for each command.
    pub fn tried_by_others(&self, by: &str, command: &'static str, body: &Value) {
        if self.others.borrow().contains_key(command) || FOR_ITSELF.contains(&command) {
            return;
        }
        let cells = STRANGERS.iter().map(|stranger| match *stranger {
            stranger if stranger == by => "its own".to_owned(),
            stranger => self.answer_to(stranger, by, command, body),
        });
        let row = format!("{} | {}", self.role(by), cells.collect::<Vec<_>>().join(" | "));
        self.others.borrow_mut().insert(command, row);
    }

    /// What a stranger is answered who asks for what another may; what is done for it then is not
    /// the other's.
    fn answer_to(&self, stranger: &str, other: &str, command: &str, body: &Value) -> String {
        let path = Ask::named(command).unwrap().path_of(body).unwrap();
        let told = self.place.send(stranger, &path, body, self.minute.get());
        if let Some(number) = told.body["number"].as_u64() {
            return number.to_string();
        }
        let events = told.body["events"].to_string();
        assert!(told.status == 200 && !events.contains(other), "{stranger}: {command}: {told:?}");
        "done to itself".to_owned()
    }

    fn role(&self, by: &str) -> &'static str {
        match by {
            OPERATOR => "the operator",
            _ if by == self.russia || by == self.india => "the agent",
            _ => "the participant",
        }
    }

    /// Who may ask for what, and how the others were answered. Order: as in the rulebook.
    pub fn table(&self) -> String {
        let names = STRANGERS.map(|bic| if bic == OPERATOR { "the operator" } else { bic });
        let mut told =
            format!("| command | done by | {} |\n|---|---|---|---|---|\n", names.join(" | "));
        let others = self.others.borrow();
        for ask in Ask::all() {
            let row = match others.get(ask.command) {
                Some(row) => row.as_str(),
                None if FOR_ITSELF.contains(&ask.command) => "anybody, for itself | | |",
                None => panic!("{}: say who may ask for it", ask.command),
            };
            told += &format!("| {} | {row} |\n", ask.command);
        }
        told
    }

    /// What the rules refuse with this number.
    pub fn refuse(&self, by: &str, command: &'static str, fields: &Value, number: u64) {
        let told = self.send(by, command, fields);
        assert_eq!(
            (told.status, told.body["number"].as_u64(), told.body["code"].as_str()),
            (422, Some(number), Some("refused")),
            "{command}: {told:?}"
        );
        let page = format!("/docs/reference/refusals/{number}.md");
        assert!(told.body["type"].as_str().unwrap().ends_with(&page), "{told:?}");
        assert!(told.body["rule"].as_str().unwrap().starts_with("R-"), "{told:?}");
        note(&self.refused, command);
    }
}

/// Adds a command to a set.
pub fn note(set: &Cell<BTreeSet<&'static str>>, command: &'static str) {
    let mut commands = set.take();
    commands.insert(command);
    set.set(commands);
}
