//! The door of exchange: orders, quotes and their cancelling in, rates and rounds out, as JSON.

mod body;
mod limit;
mod read;

use node::translate::Flaw;
use node::{Answer, Fault, OrderRow, OrderStage, Original, Rejected, Submission};
use serde_json::{Value, json};
use settlement::fx::{self, OrderEnd, OrderNumber};
use settlement::{Command, Event, PartyId, Refusal};
use terms::{Digest, LogPosition};

pub(crate) use read::{order, rates, rounds, totals};

use crate::Door;

/// The longest body that is read. Unit: bytes.
const MOST_BYTES: usize = 4_096;

/// What is asked of exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// That an order stands.
    Order,
    /// That a quote stands.
    Quote,
    /// That an order or a quote ends.
    Cancel,
}

/// What the door answers to it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The HTTP status.
    pub status: u16,
    /// The answer, or a problem as in RFC 9457 where the status is 400 or above.
    pub body: Value,
    /// The salt under which the digest of what was sent stands in the log, where it does.
    pub salt: Option<Digest>,
}

impl Told {
    fn problem(status: u16, title: &str) -> Self {
        Self { status, body: json!({ "status": status, "title": title }), salt: None }
    }

    fn flawed(flaw: &Flaw) -> Self {
        let body = json!({
            "status": 400,
            "title": "the request is malformed",
            "detail": flaw.text,
            "path": flaw.path,
            "iso": flaw.code,
        });
        Self { status: 400, body, salt: None }
    }

    fn refused(refusal: Refusal, position: LogPosition, salt: Digest) -> Self {
        let body = json!({
            "status": 422,
            "title": "refused by the rules",
            "detail": node::render::refusal_text(refusal),
            "number": refusal.number(),
            "name": refusal.name(),
            "iso": refusal.iso(),
            "rule": refusal.rule(),
            "position": position.number(),
        });
        Self { status: 422, body, salt: Some(salt) }
    }

    fn done(status: &str, order: OrderNumber, position: LogPosition, salt: Digest) -> Self {
        let body = json!({ "status": status, "order": order.0, "position": position.number() });
        Self { status: 200, body, salt: Some(salt) }
    }
}

impl Door {
    /// Takes an order, a quote or a cancelling: signature, form, meaning, log, answer.
    ///
    /// What is sent again in the same bytes is answered as the first time.
    pub async fn exchange(
        &self,
        ask: Ask,
        body: Vec<u8>,
        signature: Option<&str>,
    ) -> Result<Told, Fault> {
        if body.len() > MOST_BYTES {
            return Ok(Told::problem(413, "more than an order, a quote or a cancelling needs"));
        }
        let (by, sender) = match self.sender(&body, signature) {
            Ok(sender) => sender,
            Err(text) => return Ok(Told::problem(401, text)),
        };
        let now = self.now();
        let read = body::read(ask, &body, self.read_board().directory(), now);
        let command = match read {
            Ok(command) => command,
            Err(flaw) => return Ok(Told::flawed(&flaw)),
        };
        let original = Original::new(body, self.options.salting)?;
        let sent = original.clone();
        let submission = Submission {
            by,
            sender,
            message: arrival(&command),
            command: Command::Exchange(command.clone()),
            original: Some(original),
        };
        let answer = match self.intake.submit(submission) {
            Ok(answer) => answer.await.map_err(|_| Rejected::Stopped),
            Err(rejected) => Err(rejected),
        };
        match answer {
            Ok(answer) => {
                let door = self.clone();
                // What was sent twice is compared with its original, which is on disk.
                let told = move || door.tell_exchange(by, &command, &answer, &sent);
                let told = tokio::task::spawn_blocking(told).await;
                told.map_err(|error| Fault::because("answering an order", error))
            }
            Err(rejected) => {
                let status = if rejected == Rejected::Busy { 429 } else { 503 };
                Ok(Told::problem(status, &rejected.to_string()))
            }
        }
    }

    fn tell_exchange(
        &self,
        by: PartyId,
        command: &fx::Command,
        answer: &Answer,
        sent: &Original,
    ) -> Told {
        let salt = Digest(sent.salt);
        let refused = answer.events.iter().find_map(|event| match event {
            Event::Refused { refusal, .. } => Some(*refusal),
            _ => None,
        });
        if let Some(refusal) = refused {
            let before = self.told_before(by, command, refusal, sent);
            return before.unwrap_or_else(|| Told::refused(refusal, answer.position, salt));
        }
        let placed = answer.events.iter().find_map(|event| match event {
            Event::Exchange(fx::Event::OrderPlaced { order, .. }) => Some(order.number),
            _ => None,
        });
        match (command, placed) {
            (fx::Command::CancelOrder { number }, _) => {
                Told::done("cancelled", *number, answer.position, salt)
            }
            (_, Some(number)) => Told::done("placed", number, answer.position, salt),
            (_, None) => Told::problem(500, "neither placed nor refused"),
        }
    }

    /// What was answered to the same bytes the first time.
    fn told_before(
        &self,
        by: PartyId,
        command: &fx::Command,
        refusal: Refusal,
        sent: &Original,
    ) -> Option<Told> {
        let own = |row: &&OrderRow| row.placed.by == by;
        if let (fx::Command::CancelOrder { number }, Refusal::UnknownOrder) = (command, refusal) {
            let board = self.read_board();
            let row = board.exchange().order(*number).filter(own)?;
            let cancelled = row.stage == OrderStage::Ended(OrderEnd::Cancelled);
            return cancelled
                .then(|| Told::done("cancelled", *number, row.last.0, Digest(sent.salt)));
        }
        // Whatever it was refused with: its instant may have passed since, or its account closed.
        let name = command.subject()?;
        let (number, position, place) = {
            let board = self.read_board();
            let (number, row) = board.exchange().named(name)?;
            let row = Some(row).filter(own)?;
            (number, row.position, board.original_of(row.evidence)?)
        };
        let original = (self.original)(place).ok()?;
        let same = original.bytes == sent.bytes;
        same.then(|| Told::done("placed", number, position, Digest(original.salt)))
    }
}

/// By what arrivals of one sender and tick are ordered in a sandbox.
fn arrival(command: &fx::Command) -> String {
    match (command, command.subject()) {
        (fx::Command::CancelOrder { number }, _) => format!("cancel {}", number.0),
        (_, name) => name.map_or_else(String::new, |name| name.to_string()),
    }
}
