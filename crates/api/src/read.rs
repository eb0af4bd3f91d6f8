//! What can be read: one entry for each path, from which its route and its place in the OpenAPI
//! document follow.

mod account;
mod alerts;
mod approval;
mod conversion;
mod cycle;
mod day;
mod entries;
mod exchange;
mod failed;
mod history;
mod key;
mod party;
mod posed;
mod proof;
mod queue;
mod record;
mod shape;
mod stamp;
mod surplus;
mod swap;
mod system;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use settlement::PartyId;
use terms::{Bic, Uetr};

use crate::caller::{Sight, Who};
use crate::entrance::Shown;
use crate::problem::{Code, Problem};
use crate::{Door, live, login, offsetting, passkey, past, sign_in, webhook};
pub(crate) use history::delivered;
pub(crate) use record::MOST_PAGING;
pub(crate) use shape::{Field, Shape};

/// What becomes of a question.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// What a part of a path or a query is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A BIC.
    Bic,
    /// A UETR.
    Uetr,
    /// A whole number.
    Number,
    /// A day, such as 2026-11-24.
    Date,
    /// Some word or cursor.
    Text,
}

/// A part of a path or a query.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// What it says.
    pub about: &'static str,
}

pub(crate) const fn parameter(name: &'static str, kind: Kind, about: &'static str) -> Parameter {
    Parameter { name, kind, about }
}

/// Something that can be read, by GET.
#[derive(Clone, Copy)]
pub struct Read {
    /// Where.
    pub path: &'static str,
    /// What, in one sentence.
    pub about: &'static str,
    /// What it is about, as a group of the document.
    pub group: &'static str,
    /// Who may read it.
    pub who: Who,
    /// What its path leaves open, if it does.
    pub within: Option<Parameter>,
    /// What its query may say; what must be there first.
    pub query: &'static [Parameter],
    /// How many of the query must be there.
    pub required: usize,
    /// What is answered as JSON; empty where something else is.
    pub(crate) tells: &'static [Field],
    /// In which form it is answered.
    pub media: &'static str,
    /// Headers of its answer.
    pub(crate) headers: &'static [(&'static str, &'static str)],
    /// The problems it can be answered with, beside those of its path and query.
    pub problems: &'static [Code],
    pub(crate) answer: fn(Door, Given) -> Answering,
    /// The same as a message of ISO 20022, for who accepts `application/xml` alone.
    pub(crate) message: Option<fn(Door, Given) -> Answering>,
}

impl Read {
    pub(crate) const fn json(
        path: &'static str,
        group: &'static str,
        who: Who,
        about: &'static str,
        answer: fn(Door, Given) -> Answering,
    ) -> Self {
        Self {
            path,
            about,
            group,
            who,
            within: None,
            query: &[],
            required: 0,
            tells: &[],
            media: "application/json",
            headers: &[],
            problems: &[],
            answer,
            message: None,
        }
    }

    pub(crate) const fn of(self, name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { within: Some(parameter(name, kind, about)), ..self }
    }

    pub(crate) const fn asking(self, query: &'static [Parameter], required: usize) -> Self {
        Self { query, required, ..self }
    }

    pub(crate) const fn telling(self, tells: &'static [Field]) -> Self {
        Self { tells, ..self }
    }

    pub(crate) const fn as_media(self, media: &'static str) -> Self {
        Self { media, ..self }
    }

    pub(crate) const fn also_as(self, message: fn(Door, Given) -> Answering) -> Self {
        Self { message: Some(message), ..self }
    }

    pub(crate) const fn heading(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    pub(crate) const fn or(self, problems: &'static [Code]) -> Self {
        Self { problems, ..self }
    }
}

const ENTRY: Parameter = parameter("entry", Kind::Number, "which entry of it, from 0");
pub(crate) const PARTICIPANT: Parameter = parameter("participant", Kind::Bic, "of whom");
const AFTER: Parameter = parameter("after", Kind::Number, "go on after this one");
const STATUS: Parameter =
    parameter("status", Kind::Text, "pending, settled, rejected or cancelled");
const CURRENCY: Parameter = parameter("currency", Kind::Text, "with a leg in this currency");
pub(crate) const OF_CURRENCY: Parameter =
    parameter("currency", Kind::Text, "of this currency alone");
const STANDING: Parameter =
    parameter("status", Kind::Text, "standing: those alone that still stand");
const WAITED: Parameter = parameter(
    "waited",
    Kind::Number,
    "the seconds a payment may wait before it is told; an hour unless said",
);
const BEFORE: Parameter = parameter("before", Kind::Text, "the next of an earlier answer");
const EARLIER: Parameter =
    parameter("before", Kind::Number, "those before this number, the newest of them");
pub(crate) const LIMIT: Parameter = parameter("limit", Kind::Number, "at most so many");

/// Everything that can be read. Order: as in the documentation.
pub(crate) fn reads() -> impl Iterator<Item = &'static Read> {
    READS.iter().chain(past::READS).chain(failed::READS)
}

/// What is read of the present, and of what is past as far as the board knows it.
const READS: &[Read] = &[
    Read::json(
        "/v1/payments/{uetr}",
        "payment",
        Who::Concerned,
        "Where a payment stands, why, and since when; as `application/xml` it is a pacs.002.",
        |door, given| Box::pin(history::payment(door, given)),
    )
    .telling(shape::TRACED_PAYMENT)
    .also_as(|door, given| Box::pin(history::status_report(door, given)))
    .of("uetr", Kind::Uetr, "the payment's name")
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        "/v1/payments/{uetr}/proof",
        "payment",
        Who::Concerned,
        "What one of its two banks may show of a payment: its way, receipts of it, and a link.",
        |door, given| Box::pin(proof::proof(door, given)),
    )
    .telling(shape::PROOF)
    .of("uetr", Kind::Uetr, "the payment's name")
    .or(&[Code::NotFound, Code::Unsealed, Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/status/{link}",
        "payment",
        Who::Anybody,
        "How far the payment of a link has come, for whoever was given the link.",
        |door, given| Box::pin(proof::linked(door, given)),
    )
    .telling(shape::LINKED_STATUS)
    .of("link", Kind::Text, "the secret end of the link")
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/receipts/{uetr}",
        "payment",
        Who::Concerned,
        "The receipt of a settled payment, as a file.",
        |door, given| Box::pin(history::receipt(door, given)),
    )
    .of("uetr", Kind::Uetr, "the payment's name")
    .as_media("application/vnd.sarraf.receipt")
    .or(&[Code::NotFound, Code::Unsealed, Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/payments/{uetr}/message",
        "payment",
        Who::Parties,
        "The message of a payment as its sender wrote it, with what proves that it is the one of \
         the log; as `application/xml` it is the message itself, where it came as one.",
        |door, given| Box::pin(history::message(door, given)),
    )
    .telling(shape::MESSAGE)
    .also_as(|door, given| Box::pin(history::message_itself(door, given)))
    .of("uetr", Kind::Uetr, "the payment's name")
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        "/v1/payments/{uetr}/entries",
        "payment",
        Who::Concerned,
        "What a payment moved in the books, account by account, and what is held for it.",
        |door, given| Box::pin(entries::entries(door, given)),
    )
    .telling(entries::ENTRIES)
    .of("uetr", Kind::Uetr, "the payment's name")
    .or(&[Code::NotFound, Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/records",
        "system",
        Who::Concerned,
        "Records of the log, the newest first.",
        |door, given| Box::pin(record::records(door, given)),
    )
    .telling(record::RECORDS)
    .asking(&[EARLIER, LIMIT], 0)
    .or(&[Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/records/{position}",
        "system",
        Who::Concerned,
        "A record of the log: its header, and the entries it made.",
        |door, given| Box::pin(record::record(door, given)),
    )
    .telling(shape::RECORD)
    .of("position", Kind::Number, "its log position")
    .or(&[Code::NotFound, Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/records/{position}/receipt",
        "system",
        Who::Concerned,
        "The receipt of an entry of a record, as a file: that it stands in the log, and where.",
        |door, given| Box::pin(record::receipt(door, given)),
    )
    .of("position", Kind::Number, "the record's log position")
    .asking(&[ENTRY], 1)
    .as_media("application/vnd.sarraf.receipt")
    .or(&[Code::NotFound, Code::Unsealed, Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/outbox",
        "payment",
        Who::Parties,
        "What a participant has been told, from a cursor on: its own alone, for messages name customers.",
        |door, given| Box::pin(history::outbox(door, given)),
    )
    .telling(shape::OUTBOX)
    .asking(&[PARTICIPANT, AFTER, LIMIT], 1)
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        passkey::PASSKEYS,
        "system",
        Who::Own,
        "The passkeys with which who asks signs in, whichever of its keys they are bound to.",
        |door, given| Box::pin(passkey::listed(door, given)),
    )
    .telling(&[("passkeys", Shape::List(&Shape::Of(passkey::BOUND)), "by number")])
    .or(&[Code::Fault]),
    Read::json(
        login::LOGINS,
        "system",
        Who::Own,
        "The logins with which who asks signs in, whichever of its keys they are bound to.",
        |door, given| Box::pin(login::listed(door, given)),
    )
    .telling(&[("logins", Shape::List(&Shape::Of(login::BOUND)), "by number")])
    .or(&[Code::Fault]),
    Read::json(
        sign_in::WAYS,
        "system",
        Who::Anybody,
        "How one may sign in here, beside a key.",
        |door, given| Box::pin(sign_in::ways(door, given)),
    )
    .telling(sign_in::OFFERED),
    Read::json(
        webhook::ENDPOINTS,
        "webhook",
        Who::Concerned,
        "The endpoints at which a bank is told what its outbox holds: its own alone.",
        |door, given| Box::pin(webhook::listed(door, given)),
    )
    .telling(&[("webhooks", Shape::List(&Shape::Of(webhook::SENT)), "by number")])
    .or(&[Code::Fault]),
    Read::json(
        webhook::ENDPOINT,
        "webhook",
        Who::Concerned,
        "One endpoint of the bank that asks, and up to where it was told.",
        |door, given| Box::pin(webhook::one(door, given)),
    )
    .telling(webhook::SENT)
    .of("number", Kind::Number, "its number")
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        webhook::DELIVERIES,
        "webhook",
        Who::Concerned,
        "What was sent to an endpoint, try by try, with the answer or why there was none.",
        |door, given| Box::pin(webhook::deliveries(door, given)),
    )
    .telling(&[
        ("deliveries", Shape::List(&Shape::Of(webhook::TRIED)), "by number"),
        ("next", Shape::Number, "the number to go on from"),
    ])
    .of("number", Kind::Number, "the endpoint's number")
    .asking(&[AFTER, LIMIT], 0)
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        "/v1/conversions/{uetr}",
        "exchange",
        Who::Concerned,
        "A payment that is converted on its way: its legs, the quotes and rounds it \
         went by, and what it waits for.",
        |door, given| Box::pin(conversion::conversion(door, given)),
    )
    .telling(shape::CONVERSION)
    .of("uetr", Kind::Uetr, "the payment's name")
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/accounts",
        "participation",
        Who::Concerned,
        "Accounts, of one participant or of all; one's own in one currency, as `application/xml`, \
         is a camt.052.",
        |door, given| given.board(door, account::accounts),
    )
    .telling(shape::ACCOUNTS)
    .also_as(|door, given| Box::pin(account::report(door, given)))
    .asking(&[PARTICIPANT, OF_CURRENCY], 0)
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/participants",
        "participation",
        Who::Members,
        "The directory: who takes part, in which currencies, as what.",
        |door, given| given.board(door, party::participants),
    )
    .telling(shape::PARTICIPANTS),
    Read::json(
        "/v1/participants/{bic}",
        "participation",
        Who::Members,
        "One participant of the directory.",
        |door, given| given.board(door, party::participant),
    )
    .telling(shape::PARTICIPANT)
    .of("bic", Kind::Bic, "whose")
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/currencies",
        "rulebook",
        Who::Members,
        "The currencies that settle here, and their settlement agents.",
        |door, given| given.board(door, party::currencies),
    )
    .telling(shape::CURRENCIES),
    Read::json(
        "/v1/rulebooks",
        "rulebook",
        Who::Members,
        "The parameters in force, and their version.",
        |door, given| Box::pin(system::rulebook(door, given)),
    )
    .telling(shape::RULEBOOK)
    .or(&[Code::Stopped]),
    Read::json(
        "/v1/liquidity",
        "liquidity",
        Who::Concerned,
        "A participant's reservations, limits, credit, standing orders and what is \
         available, account by account.",
        |door, given| Box::pin(account::liquidity(door, given)),
    )
    .telling(shape::LIQUIDITY)
    .asking(&[PARTICIPANT], 1)
    .or(&[Code::NotFound, Code::Stopped]),
    Read::json(
        "/v1/orders/{name}",
        "exchange",
        Who::Concerned,
        "An order or a quote, and what became of it.",
        |door, given| given.board(door, exchange::named),
    )
    .telling(shape::ORDER)
    .of("name", Kind::Uetr, "the order's name")
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/orders",
        "exchange",
        Who::Concerned,
        "Orders and quotes, of one participant or of all, and what became of them.",
        |door, given| given.board(door, exchange::orders),
    )
    .telling(shape::ORDERS)
    .asking(&[PARTICIPANT, STANDING, EARLIER, LIMIT], 0)
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/queues",
        "queue",
        Who::Concerned,
        "A participant's queues: what stands before what, why it waits, what would release it.",
        |door, given| Box::pin(queue::queues(door, given)),
    )
    .telling(shape::QUEUES)
    .asking(&[PARTICIPANT], 1)
    .or(&[Code::NotFound, Code::Stopped]),
    Read::json(
        "/v1/keys",
        "participation",
        Who::Members,
        "The keys that a participant has had, and whether each counts.",
        |door, given| Box::pin(key::keys(door, given)),
    )
    .telling(shape::KEYS)
    .asking(&[PARTICIPANT], 1)
    .or(&[Code::NotFound, Code::Stopped]),
    Read::json(
        "/v1/calendars",
        "operating day",
        Who::Members,
        "When currencies settle: their calendars, and the hours of the days around now.",
        |door, given| Box::pin(day::calendars(door, given)),
    )
    .telling(shape::CALENDARS)
    .asking(&[OF_CURRENCY], 0)
    .or(&[Code::Stopped]),
    Read::json(
        "/v1/rates",
        "exchange",
        Who::Members,
        "Official rates, and what each settlement agent allows in exchange.",
        |door, given| given.board(door, exchange::rates),
    )
    .telling(shape::RATES),
    Read::json(
        "/v1/exchange/rounds",
        "exchange",
        Who::Concerned,
        "Rounds that cleared: prices, constraints, residues, fills; and when the next one comes.",
        |door, given| Box::pin(exchange::rounds(door, given)),
    )
    .telling(shape::ROUNDS)
    .asking(&[AFTER, LIMIT], 0)
    .or(&[Code::Stopped]),
    Read::json(
        "/v1/exchange/problem",
        "exchange",
        Who::Overseers,
        "The round of exchange that is open, as sarraf clear reads it: what to solve before \
         prices are proposed.",
        |door, _| Box::pin(posed::exchange(door)),
    )
    .telling(posed::EXCHANGE_PROBLEM)
    .or(&[Code::NotFound, Code::Stopped]),
    Read::json(
        "/v1/cycles",
        "cycle",
        Who::Members,
        "Netting cycles: currencies, cut-off, deadline, how far each has come.",
        |door, given| given.board(door, cycle::cycles),
    )
    .telling(shape::CYCLES)
    .asking(&[AFTER, LIMIT], 0),
    Read::json(
        "/v1/cycles/{cycle}",
        "cycle",
        Who::Concerned,
        "One netting cycle: who must pay in what by when, and with a participant its \
         obligations.",
        |door, given| given.board(door, cycle::cycle),
    )
    .telling(shape::CYCLE)
    .of("cycle", Kind::Number, "its number")
    .asking(&[PARTICIPANT], 0)
    .or(&[Code::NotFound]),
    cycle::GATHERED,
    Read::json(
        "/v1/swap-lines",
        "swap",
        Who::Concerned,
        "Swap lines: terms, what is drawn, when it is due.",
        |door, given| given.board(door, swap::lines),
    )
    .telling(shape::LINES)
    .asking(&[PARTICIPANT], 0)
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/swap-lines/{line}",
        "swap",
        Who::Concerned,
        "One swap line with all that was drawn on it.",
        |door, given| given.board(door, swap::line),
    )
    .telling(shape::LINE)
    .of("line", Kind::Number, "its number")
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/payments",
        "payment",
        Who::Concerned,
        "Payments, the newest first.",
        |door, given| given.board(door, live::payments),
    )
    .telling(shape::PAYMENTS)
    .asking(&[PARTICIPANT, STATUS, CURRENCY, BEFORE, LIMIT], 0)
    .or(&[Code::NotFound]),
    Read::json(
        "/v1/offsetting/rounds",
        "offsetting",
        Who::Concerned,
        "Rounds of offsetting: what settled at once, at most, and of how much.",
        |door, given| given.board(door, offsetting::rounds),
    )
    .telling(shape::OFFSETTING_ROUNDS)
    .asking(&[AFTER, EARLIER, LIMIT], 0),
    Read::json(
        "/v1/offsetting/rounds/{number}",
        "offsetting",
        Who::Concerned,
        "One round of offsetting: its rings, why each remaining item waits and what would release \
         it.",
        |door, given| Box::pin(offsetting::round(door, given)),
    )
    .telling(shape::OFFSETTING_ROUND)
    .of("number", Kind::Number, "its number")
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        "/v1/offsetting/problem",
        "offsetting",
        Who::Overseers,
        "Everything queued that could settle together, as sarraf clear reads it: what to solve \
         before a set is proposed.",
        |door, _| Box::pin(posed::offsetting(door)),
    )
    .telling(posed::OFFSETTING_PROBLEM)
    .or(&[Code::Stopped]),
    Read::json(
        "/v1/surplus",
        "surplus",
        Who::Concerned,
        "What agents take for investment, what imbalances cost, what may be held and kept \
         overnight; and what is invested, by one participant or by all.",
        |door, given| Box::pin(surplus::surplus(door, given)),
    )
    .telling(surplus::SURPLUS)
    .asking(&[PARTICIPANT], 0)
    .or(&[Code::NotFound, Code::Stopped]),
    Read::json(
        "/v1/proposals",
        "approval",
        Who::Concerned,
        "What waits for keys, and with a participant what it requires of itself and what its keys \
         have sent.",
        |door, given| Box::pin(approval::proposals(door, given)),
    )
    .telling(shape::PROPOSALS)
    .asking(&[PARTICIPANT], 0)
    .or(&[Code::NotFound, Code::Stopped]),
    Read::json(
        "/v1/proposals/{proposal}",
        "approval",
        Who::Concerned,
        "One proposal, with the message that proposed it as it was signed.",
        |door, given| Box::pin(approval::proposal(door, given)),
    )
    .telling(shape::PROPOSAL)
    .of("proposal", Kind::Number, "its number")
    .or(&[Code::NotFound, Code::Fault]),
    Read::json(
        "/v1/overview",
        "system",
        Who::Members,
        "Figures over all, and each currency's day.",
        |door, _| Box::pin(async move { Ok(Json(live::overview(&door)).into_response()) }),
    )
    .telling(shape::OVERVIEW),
    Read::json(
        "/v1/alerts",
        "system",
        Who::Concerned,
        "What needs somebody: what stands still, and what will unless somebody acts.",
        |door, given| Box::pin(alerts::alerts(door, given)),
    )
    .telling(alerts::ALERTS)
    .asking(&[WAITED], 0)
    .or(&[Code::Stopped, Code::Fault]),
    Read::json(
        "/v1/samples",
        "system",
        Who::Members,
        "How things stood at each minute, for two days.",
        |door, given| given.board(door, live::samples),
    )
    .telling(shape::SAMPLES)
    .asking(&[AFTER], 0),
    Read::json(
        "/v1/live",
        "system",
        Who::Concerned,
        "What happens, as it happens: server-sent events, which go on after the log position of \
         the header Last-Event-ID. They are record (the schema LiveRecord), overview (as \
         /v1/overview is answered), gap (LiveGap) and webhook-disabled (WebhookDisabled).",
        |door, given| Box::pin(async move { live::live(door, &given) }),
    )
    .as_media("text/event-stream")
    .asking(&[AFTER], 0),
    Read::json(
        "/v1/system",
        "system",
        Who::Anybody,
        "Name, network, operator, log position, figures.",
        |door, given| Box::pin(system::system(door, given)),
    )
    .telling(shape::SYSTEM)
    .or(&[Code::Stopped]),
    Read::json("/v1/openapi.json", "system", Who::Anybody, "This document.", |_, _| {
        Box::pin(async { Ok(crate::openapi::served()) })
    }),
    Read::json("/livez", "system", Who::Anybody, "Whether the process lives.", |_, _| {
        Box::pin(async { Ok("alive\n".into_response()) })
    })
    .as_media("text/plain"),
    Read::json(
        "/readyz",
        "system",
        Who::Anybody,
        "Whether the node takes messages, and why not.",
        |door, given| Box::pin(system::ready(door, given)),
    )
    .as_media("text/plain")
    .or(&[Code::Stopped]),
];

/// What was given with a question: what its path left open, and its query.
#[derive(Debug)]
pub(crate) struct Given {
    within: Option<String>,
    query: BTreeMap<&'static str, String>,
    /// What who asks may see.
    pub(crate) sight: Sight,
    /// What who asks was known by, for answers that go on.
    pub(crate) shown: Arc<Shown>,
    /// The last message of a stream that its reader has seen.
    last_event: Option<String>,
}

impl Given {
    /// Reads what was given, as the entry of the path has it.
    pub(crate) fn read(
        read: &Read,
        within: Option<String>,
        query: Vec<(String, String)>,
        last_event: Option<String>,
        (sight, shown): (Sight, Arc<Shown>),
    ) -> Result<Self, Problem> {
        let mut given = BTreeMap::new();
        for (name, value) in query {
            let known = read.query.iter().find(|parameter| parameter.name == name);
            let Some(known) = known else {
                return Err(Problem::with(Code::BadQuery, "a key that is not read here"));
            };
            if given.insert(known.name, value).is_some() {
                return Err(Problem::with(Code::BadQuery, format!("{} stands twice", known.name)));
            }
        }
        let missing = read.query.iter().take(read.required);
        if let Some(missing) = missing.into_iter().find(|p| !given.contains_key(p.name)) {
            return Err(Problem::with(Code::BadQuery, format!("{} is missing", missing.name)));
        }
        Ok(Self { within, query: given, sight, shown, last_event })
    }

    /// An answer that the board alone can give.
    fn board(
        self,
        door: Door,
        answer: fn(&node::Board, &Self) -> Result<Value, Problem>,
    ) -> Answering {
        Box::pin(async move {
            let told = answer(&door.read_board(), &self)?;
            Ok(Json(told).into_response())
        })
    }

    /// What the path leaves open.
    pub(crate) fn open_text(&self) -> &str {
        self.within.as_deref().unwrap_or_default()
    }

    fn uetr(&self) -> Result<Uetr, Problem> {
        let text = self.within.as_deref().unwrap_or_default();
        let text = Uetr::parse(text);
        text.map_err(|_| Problem::with(Code::BadPath, "not a UETR: a lower-case version 4 UUID"))
    }

    pub(crate) fn number_within(&self) -> Result<u64, Problem> {
        let text = self.within.as_deref().unwrap_or_default();
        text.parse().map_err(|_| Problem::with(Code::BadPath, "not a number"))
    }

    /// The party that the path names.
    fn party_within(&self, board: &node::Board) -> Result<PartyId, Problem> {
        let text = self.within.as_deref().unwrap_or_default();
        let bic = Bic::parse(text).map_err(|_| Problem::with(Code::BadPath, "not a BIC"))?;
        let known = board.directory().party(&bic);
        known.ok_or_else(|| Problem::with(Code::NotFound, "no participant has this BIC"))
    }

    pub(crate) fn number(&self, name: &str, otherwise: u64) -> Result<u64, Problem> {
        let Some(text) = self.query.get(name) else {
            return Ok(otherwise);
        };
        text.parse().map_err(|_| Problem::with(Code::BadQuery, format!("{name} is not a number")))
    }

    /// How many are wanted: at least one, at most as many as one answer holds.
    pub(crate) fn limit(&self, most: usize) -> Result<usize, Problem> {
        let wanted = self.number("limit", u64::MAX)?;
        Ok(usize::try_from(wanted).unwrap_or(usize::MAX).min(most).max(1))
    }

    /// The participant that the query names.
    pub(crate) fn participant(&self, board: &node::Board) -> Result<Option<PartyId>, Problem> {
        let Some(text) = self.query.get("participant") else {
            return Ok(None);
        };
        let bic = Bic::parse(text);
        let bic = bic.map_err(|_| Problem::with(Code::BadQuery, "participant is not a BIC"))?;
        let known = board.directory().party(&bic);
        let known =
            known.ok_or_else(|| Problem::with(Code::NotFound, "no participant has this BIC"));
        known.map(Some)
    }

    fn wanted(&self, board: &node::Board) -> Result<PartyId, Problem> {
        let wanted = self.participant(board)?;
        wanted.ok_or_else(|| Problem::with(Code::BadQuery, "participant is missing"))
    }

    fn given(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// The last message of a stream that its reader has seen, as its header or its query says.
    pub(crate) fn last_event(&self) -> Result<Option<u64>, Problem> {
        let text = self.last_event.as_deref().or(self.text("after"));
        let number = text.map(str::parse).transpose();
        number.map_err(|_| Problem::with(Code::BadQuery, "not a log position"))
    }
}
