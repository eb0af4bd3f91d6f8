//! What is asked as JSON: signature, form, meaning, log, answer. In that order.

use node::{Answer, Fault, OrderRow, OrderStage, Original};
use serde_json::{Value, json};
use settlement::fx::{self, OrderEnd, OrderNumber};
use settlement::participation::KeyNumber;
use settlement::payment::Event as Payment;
use settlement::{
    Command, Event, PartyId, Refusal, approval, cycle, issuance, liquidity, payment, surplus, swap,
};
use terms::{Bic, Digest, Duration, Instant, LogPosition, Uetr};

use crate::ask::{Asked, Desk};
use crate::door::Sender;
use crate::event::Teller;
use crate::once::{Bearing, Found, InDoubt, Recent};
use crate::problem::{Code, Problem, Why};
use crate::{Ask, Door, Freshness, Signing};

/// How far what was asked may be behind the door's clock.
pub(crate) const WINDOW: Duration = Duration::from_seconds(identity::WINDOW);

/// How far it may be ahead of the door's clock.
const AHEAD: Duration = Duration::from_seconds(identity::AHEAD);

/// What the door answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The HTTP status.
    pub status: u16,
    /// The answer, or a problem as in RFC 9457 where the status is 400 or above.
    pub body: Value,
    /// The salt under which the digest of what was sent stands in the log, where it does.
    pub salt: Option<Digest>,
    /// Why it failed, where it did.
    pub(crate) why: Option<Why>,
    /// Whose request the rules refused, where it is no copy of one that was sent before.
    pub(crate) by: Option<PartyId>,
}

impl From<Problem> for Told {
    fn from(problem: Problem) -> Self {
        let why = Some(problem.why());
        Self { status: problem.code.status(), body: problem.body, salt: None, why, by: None }
    }
}

impl Told {
    /// What was taken before, at a position; no more is known of what it came to.
    fn repeated(ask: &Ask, position: LogPosition, name: Option<Uetr>, salt: Digest) -> Self {
        let mut body = json!({
            "status": "repeated",
            "command": ask.command,
            "position": position.number(),
        });
        if let (Some(body), Some(name)) = (body.as_object_mut(), name) {
            body.insert("name".to_owned(), name.to_string().into());
        }
        Self::done(body, salt)
    }

    /// What was done.
    fn done(body: Value, salt: Digest) -> Self {
        Self { status: 200, body, salt: Some(salt), why: None, by: None }
    }

    /// An order or a quote, placed or ended.
    fn ordered(status: &str, order: OrderNumber, position: LogPosition, salt: Digest) -> Self {
        let body = json!({ "status": status, "order": order.0, "position": position.number() });
        Self::done(body, salt)
    }
}

/// A body that was signed, with what it asks for.
struct Sent {
    ask: &'static Ask,
    by: PartyId,
    sender: Bic,
    command: Command,
    body: Vec<u8>,
    /// The signature over the request, where it is not over the body alone.
    proof: Option<String>,
    /// Whether the door remembers what it answers: what is asked has no name, or two.
    remembered: bool,
    /// The digest of the body, by which it is remembered.
    digest: Digest,
}

impl Door {
    /// Takes what is asked under a path, of which `within` is what its pattern left open.
    ///
    /// What is sent again in the same bytes is answered as the first time and done once.
    pub async fn ask(
        &self,
        ask: &'static Ask,
        within: Option<&str>,
        body: Vec<u8>,
        signing: impl Into<Signing<'_>>,
    ) -> Result<Told, Fault> {
        self.ask_under(ask, within, body, signing.into(), None).await
    }

    /// The same, of what may stand in the log already.
    pub(crate) async fn ask_under(
        &self,
        ask: &'static Ask,
        within: Option<&str>,
        body: Vec<u8>,
        signing: Signing<'_>,
        in_doubt: Option<InDoubt>,
    ) -> Result<Told, Fault> {
        if body.len() > ask.most {
            return Ok(Problem::new(Code::TooLarge).into());
        }
        let Sender { party: by, bic: sender, key: signer } = match self.sender(&body, signing) {
            Ok(sender) => sender,
            Err(text) => return Ok(Problem::with(Code::Unsigned, text).into()),
        };
        // What bears a name is asked for by it below, and so is an order that is taken back.
        if let Some(InDoubt(after)) = in_doubt.filter(|_| !ask.answers_with_order()) {
            match self.recorded_after(by, &body, after).await {
                Ok(None) => {}
                Ok(Some((position, salt))) => {
                    return Ok(Told::repeated(ask, position, None, salt));
                }
                Err(problem) => return Ok(problem.into()),
            }
        }
        let now = self.now();
        let read = ask.read(&body, &Desk { board: &self.read_board(), by, signer, now, within });
        let Asked { at, command } = match read {
            Ok(asked) => asked,
            Err(problem) => return Ok(problem.into()),
        };
        let command = self.proposed(by, signer, command);
        let digest = Recent::digest(&signed_by(signer, &body));
        if let Some(at) = at {
            match self.recent().find((by, digest), bearing(&command), at, now) {
                Found::Told(told) => return Ok(told),
                Found::InHand => return Ok(Problem::new(Code::InHand).into()),
                Found::Full => return Ok(Problem::new(Code::Busy).into()),
                Found::New => {}
            }
            if let Some(problem) = self.stale(at, now) {
                let door = self.clone();
                let name = command.subject();
                // The original is on disk, which may make us wait.
                let before = move || door.before(ask, by, name?, &body);
                let before = tokio::task::spawn_blocking(before).await;
                let before = before.map_err(|e| Fault::because("answering a request", e))?;
                self.recent().forget(by, digest);
                return Ok(before.unwrap_or_else(|| problem.into()));
            }
        }
        let (remembered, proof) = (at.is_some(), signing.proof());
        let sent = Sent { ask, by, sender, command, body, proof, remembered, digest };
        // A sender that hangs up does not undo what it asked for: it is carried on and remembered.
        let door = self.clone();
        let carried = tokio::spawn(async move { door.carry(sent).await }).await;
        let told = carried.unwrap_or_else(|error| {
            self.recent().forget(by, digest);
            Err(Fault::because("answering a request", error))
        })?;
        // What the rules refused was signed just now and came first; whatever else fails, anybody
        // who kept body and signature may send again.
        let is_refused = told.why.is_some() && told.salt.is_some();
        Ok(Told { by: at.filter(|_| is_refused).map(|_| by), ..told })
    }

    /// Why what was asked at an instant is not taken now.
    fn stale(&self, at: Instant, now: Instant) -> Option<Problem> {
        if self.options.freshness == Freshness::NotAsked {
            return None;
        }
        let text = if at.after(WINDOW) < now {
            "asked_at is more than five minutes behind the door's clock"
        } else if now.after(AHEAD) < at {
            "asked_at is more than 30 seconds ahead of the door's clock"
        } else if at < self.opened {
            // It may have been answered by a door that forgot it when it closed.
            "asked before this door opened, sign it anew"
        } else {
            return None;
        };
        Some(Problem::with(Code::Stale, text))
    }

    /// Sends a command through the log and answers with what it came to.
    async fn carry(&self, sent: Sent) -> Result<Told, Fault> {
        let Sent { ask, by, sender, command, body, proof, remembered, digest } = sent;
        let name = arrival(&command);
        let handed = self.hand_over(by, sender, name, command.clone(), body, proof).await;
        let told = match handed {
            Ok(Ok((answer, original))) => {
                let reads_disk = answer.refusal().is_some();
                let tell =
                    move |door: &Self| door.tell_asked(ask, by, &command, &answer, &original);
                self.told_of(reads_disk, "answering a request", tell).await
            }
            Ok(Err(rejected)) => {
                self.recent().forget(by, digest);
                return Ok(Problem::rejected(rejected).into());
            }
            Err(fault) => Err(fault),
        };
        match &told {
            Ok(told) if remembered => self.recent().answer(by, digest, told.clone()),
            Ok(_) => {}
            Err(_) => self.recent().forget(by, digest),
        }
        told
    }

    /// What is told of a command that went through the log.
    ///
    /// What was refused may have been sent before and is compared with its original, which is on
    /// disk; the others, nearly all, are told here, since a thread to wait on costs more than they.
    pub(crate) async fn told_of<T: Send + 'static>(
        &self,
        reads_disk: bool,
        doing: &'static str,
        tell: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        if !reads_disk {
            return Ok(tell(self));
        }
        let door = self.clone();
        let told = tokio::task::spawn_blocking(move || tell(&door)).await;
        told.map_err(|error| Fault::because(doing, error))
    }

    fn tell_asked(
        &self,
        ask: &Ask,
        by: PartyId,
        command: &Command,
        answer: &Answer,
        sent: &Original,
    ) -> Told {
        let salt = Digest(sent.salt);
        let command = done_at_once(command, answer);
        if let Some(refusal) = answer.refusal() {
            let before = self.told_before(ask, by, command, refusal, sent);
            let rule = command.rule_of(refusal);
            return before.unwrap_or_else(|| {
                let problem = Problem::refused(refusal, rule, answer.position);
                let board = self.read_board();
                let objected = Teller { board: &board, to: by }.objected(&answer.events);
                let problem = match objected {
                    Some(objected) => problem.objected(objected),
                    None => problem,
                };
                Told { salt: Some(salt), ..problem.into() }
            });
        }
        let order = match command {
            Command::Exchange(fx::Command::CancelOrder { number }) => Some(*number),
            Command::Exchange(fx::Command::PlaceOrder { .. } | fx::Command::PostQuote { .. }) => {
                answer.events.iter().find_map(|event| match event {
                    Event::Exchange(fx::Event::OrderPlaced { order, .. }) => Some(order.number),
                    _ => None,
                })
            }
            _ => None,
        };
        if let Some(order) = order {
            return Told::ordered(ask.done, order, answer.position, salt);
        }
        let board = self.read_board();
        let teller = Teller { board: &board, to: by };
        let events: Vec<Value> =
            answer.events.iter().filter_map(|event| teller.tell(event)).collect();
        let body = json!({
            "status": status(ask, command, answer),
            "command": ask.command,
            "position": answer.position.number(),
            "at": answer.instant.to_string(),
            "events": events,
        });
        Told::done(body, salt)
    }

    /// What was answered to the same bytes the first time.
    fn told_before(
        &self,
        ask: &Ask,
        by: PartyId,
        command: &Command,
        refusal: Refusal,
        sent: &Original,
    ) -> Option<Told> {
        if let Command::Exchange(fx::Command::CancelOrder { number }) = command {
            let own = |row: &&OrderRow| row.placed.by == by;
            let board = self.read_board();
            let row = board.exchange().order(*number).filter(own)?;
            let cancelled = row.stage == OrderStage::Ended(OrderEnd::Cancelled);
            let again = cancelled && refusal == Refusal::UnknownOrder;
            let salt = Digest(sent.salt);
            return again.then(|| Told::ordered(ask.done, *number, row.last.0, salt));
        }
        // Whatever it was refused with: its instant may have passed since, or its account closed.
        self.before(ask, by, command.subject()?, &sent.bytes)
    }

    /// What the same bytes came to, if they bear a name and what bears it came in them.
    fn before(&self, ask: &Ask, by: PartyId, name: Uetr, bytes: &[u8]) -> Option<Told> {
        let (position, original) = self.taken_as(by, name, bytes)?;
        let order = self.read_board().exchange().named(name).map(|(number, _)| number);
        let salt = Digest(original.salt);
        Some(match order.filter(|_| ask.answers_with_order()) {
            Some(order) => Told::ordered(ask.done, order, position, salt),
            None => Told::repeated(ask, position, Some(name), salt),
        })
    }
}

/// What was commanded, where it was proposed and its own key was enough for it (R-APR-07).
fn done_at_once<'a>(command: &'a Command, answer: &Answer) -> &'a Command {
    match command {
        Command::Approval(approval::Command::Propose { command, .. })
            if missing(answer) == Some(0) =>
        {
            command
        }
        command => command,
    }
}

/// How many keys are still missing for what was proposed, where anything was.
fn missing(answer: &Answer) -> Option<u8> {
    answer.events.iter().find_map(|event| match event {
        Event::Approval(approval::Event::CommandProposed { missing, .. }) => Some(*missing),
        _ => None,
    })
}

/// The word of an answer: what can wait is settled or pending.
fn status(ask: &Ask, command: &Command, answer: &Answer) -> &'static str {
    let name = command.subject();
    let settled = answer.events.iter().any(|event| match event {
        Event::Payment(Payment::PaymentSettled { uetr, matched, .. }) => {
            name == Some(*uetr) || (name.is_some() && name == *matched)
        }
        _ => false,
    });
    if settled {
        "settled"
    } else if missing(answer).is_some_and(|missing| missing > 0) {
        "proposed"
    } else if answer.agreed_in_vain().is_some() {
        "refused"
    } else {
        ask.done
    }
}

/// Whether a command gives a name that is used once.
fn bearing(command: &Command) -> Bearing {
    let names = match command {
        Command::Payment(payment::Command::SubmitInstruction(_))
        | Command::Issuance(issuance::Command::Issue { .. } | issuance::Command::Redeem { .. })
        | Command::Liquidity(liquidity::Command::TransferLiquidity { .. })
        | Command::Surplus(
            surplus::Command::InvestFunds { .. } | surplus::Command::WithdrawInvestment { .. },
        )
        | Command::Cycle(cycle::Command::SubmitObligation { .. })
        | Command::Swap(swap::Command::DrawSwapLine { .. } | swap::Command::RepaySwap { .. }) => {
            true
        }
        Command::Exchange(command) => command.subject().is_some(),
        Command::Approval(approval::Command::Propose { command, .. }) => return bearing(command),
        Command::Participation(_)
        | Command::Issuance(_)
        | Command::Payment(_)
        | Command::Queue(_)
        | Command::Liquidity(_)
        | Command::Offsetting(_)
        | Command::OperatingDay(_)
        | Command::Rulebook(_)
        | Command::Cycle(_)
        | Command::Swap(_)
        | Command::Approval(_)
        | Command::Surplus(_) => false,
    };
    if names { Bearing::Name } else { Bearing::Nothing }
}

/// A body with the key of its signature: in the mouth of another person of the party the same words
/// are another request (R-APR-03, R-APR-07).
fn signed_by(signer: KeyNumber, body: &[u8]) -> Vec<u8> {
    [body, b"\n", signer.0.to_string().as_bytes()].concat()
}

/// By what arrivals of one sender and tick are ordered in a sandbox.
fn arrival(command: &Command) -> String {
    match command {
        Command::Exchange(fx::Command::CancelOrder { number }) => format!("cancel {}", number.0),
        command => command.subject().map_or_else(String::new, |name| name.to_string()),
    }
}
