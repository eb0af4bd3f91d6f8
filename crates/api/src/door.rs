mod written;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use iso20022::{Finding, Layer, Limits, Profile};
use node::render::{
    Address, Progress, Rendered, acknowledgement, cancellation_resolution, liquidity_receipt,
    message_reject, refusal_text, status_report,
};
use node::translate::{Action, Context, References, references, translate};
use node::{
    Answer, Board, Clock, Fault, History, Intake, Messages, Node, Original, PaymentRow, Rejected,
    Salting, Signed, Stage, Submission, Used, stated_id,
};
use receipts::PublicKey;
use settlement::approval;
use settlement::participation::KeyNumber;
use settlement::{Command, Event, PartyId, Refusal, payment, queue};
use terms::{Bic, Digest, Instant, LogPosition, Uetr};
use tokio::sync::{Semaphore, watch};
use tracing::Instrument as _;

use crate::Ask;
use crate::caller::Identity;
use crate::entrance::{Access, Entrance};
use crate::failed::Failed;
use crate::once::{MOST_LOOKING, Recent};
use crate::problem::{Code, Why};
use crate::read::MOST_PAGING;
use crate::room::Room;
use crate::session::Sessions;
use crate::webhook::{Calling, Calls};

/// How a door judges what arrives.
#[derive(Clone)]
pub struct DoorOptions {
    /// The operator's name in answers.
    pub operator: Bic,
    /// The system's name.
    pub name: String,
    /// Where instants come from.
    pub clock: Clock,
    /// How salts of originals are made.
    pub salting: Salting,
    /// Sizes beyond which nothing is read.
    pub limits: Limits,
    /// The rules a message is judged by before it may enter the log.
    pub profile: Profile<'static>,
    /// Whether a message must have been made just now.
    pub freshness: Freshness,
    /// Who may come in, and how often.
    pub access: Access,
}

/// Whether the door asks when a message's header was made. R15
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Within five minutes of its arrival: what a system with true time asks.
    Asked,
    /// Whenever: for worlds whose time is made up.
    NotAsked,
}

/// What the door answers.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The message.
    pub message: Rendered,
    /// The salt under which the digest of the sender's message stands in the log, where it does.
    pub salt: Option<Digest>,
    /// Why it failed, where its status says so.
    pub(crate) why: Option<Why>,
}

impl Reply {
    /// What was done, or refused in the terms of the message.
    fn told(message: Rendered, salt: Option<Digest>) -> Self {
        Self { status: 200, message, salt, why: None }
    }
}

type ReadOriginal = Arc<dyn Fn(u64) -> Result<Original, Fault> + Send + Sync>;

/// The way from bytes to an answer.
#[derive(Clone)]
pub struct Door {
    pub(crate) intake: Intake,
    pub(crate) board: Arc<RwLock<Board>>,
    pub(crate) original: ReadOriginal,
    /// What the views tell, if any are kept.
    pub(crate) past: Option<History>,
    /// What stands in the log.
    pub(crate) records: node::Records,
    /// Who looks in the log for what was asked before, a few at a time.
    pub(crate) looking: Arc<Semaphore>,
    /// Who pages through its records, a few at a time.
    pub(crate) paging: Arc<Semaphore>,
    pub(crate) options: Arc<DoorOptions>,
    /// Which identifiers of messages were used.
    messages: Arc<Mutex<Messages>>,
    /// When it opened: nothing asked before it is taken, whatever was answered then.
    pub(crate) opened: Instant,
    pub(crate) entrance: Arc<Entrance>,
    /// What there is of room for those who come.
    pub(crate) room: Room,
    /// What has left the house.
    pub(crate) dispatch: Arc<dispatch::Store>,
    /// How endpoints of banks are called.
    pub(crate) calls: Arc<Calls>,
    /// The system's name in signatures.
    pub(crate) network: String,
    /// Whether it has closed.
    pub(crate) closed: Arc<watch::Sender<bool>>,
    /// Until when its certificate is good, where it has one.
    pub(crate) certificate: Option<Instant>,
    recent: Arc<Mutex<Recent>>,
    numbers: Arc<Numbers>,
}

/// How what is posted is signed.
#[derive(Clone, Copy, Debug)]
pub enum Signing<'a> {
    /// Over the body alone.
    Detached {
        /// The header `sarraf-signature`, where it came with one.
        header: Option<&'a str>,
        /// Whose certificate it came with, where it did.
        certificate: Option<PartyId>,
    },
    /// As a request (RFC 9421), which the entrance has verified.
    Request(&'a identity::Signed),
}

impl<'a> From<Option<&'a str>> for Signing<'a> {
    fn from(header: Option<&'a str>) -> Self {
        Self::Detached { header, certificate: None }
    }
}

impl Signing<'_> {
    /// What proves the request, where it is one that is signed.
    pub(crate) fn proof(self) -> Option<String> {
        match self {
            Self::Detached { .. } => None,
            Self::Request(signed) => Some(signed.text()),
        }
    }
}

/// Where the identifiers of answers are from: the door's own mark and a number, so that none is
/// given twice, whatever the clock tells.
struct Numbers {
    mark: String,
    next: AtomicU64,
}

impl Numbers {
    /// The next identifier. Range: at most 35 characters.
    fn next(&self, kind: &str) -> String {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        format!("{kind}-{}-{number:x}", self.mark)
    }
}

/// Whose bytes they are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sender {
    pub(crate) party: PartyId,
    pub(crate) bic: Bic,
    /// Which of the party's keys signed.
    pub(crate) key: KeyNumber,
}

/// A message whose sender is known and whose form is right.
struct Taken {
    party: PartyId,
    bic: Bic,
    references: References,
    action: Action,
    now: Instant,
}

impl Door {
    /// The same door, which keeps what has left the house in a file.
    ///
    /// # Errors
    /// If the file cannot be written: keys, marks and places of endpoints that this log has not heard
    /// of are forgotten.
    pub fn keeping(self, dispatch: dispatch::Store) -> Result<Self, dispatch::Fault> {
        let board = self.read_board();
        dispatch.keys().forget_after(board.head().0)?;
        // Of a log that an older copy was put back over, nothing is waited for and nothing counts.
        for endpoint in dispatch.endpoints(None)? {
            dispatch.no_further(endpoint.number, board.newest(endpoint.party))?;
        }
        for (party, _) in board.directory().parties() {
            dispatch.unmark_after(party, board.newest(party))?;
        }
        drop(board);
        Ok(Self { dispatch: Arc::new(dispatch), ..self })
    }

    /// The same door, which calls the endpoints of banks as it is told; [`Door::call`] does so.
    #[must_use]
    pub fn calling(self, calling: Calling) -> Self {
        Self { calls: Arc::new(Calls::new(calling)), ..self }
    }

    /// The same door, whose certificate is good until then.
    #[must_use]
    pub fn certified(self, until: Option<Instant>) -> Self {
        Self { certificate: until, ..self }
    }

    /// The same door, with so much room for those who come.
    #[must_use]
    pub fn within(self, room: Room) -> Self {
        Self { room, ..self }
    }

    /// The same door, which reads originals as it is told: such as from a disk that takes its time,
    /// to try what waits for it.
    #[must_use]
    pub fn reading(
        self,
        original: impl Fn(u64) -> Result<Original, Fault> + Send + Sync + 'static,
    ) -> Self {
        Self { original: Arc::new(original), ..self }
    }

    /// A door to a running node; what has left the house is forgotten with it.
    ///
    /// # Panics
    /// If there is no memory for a table.
    pub fn new(node: &Node, options: DoorOptions) -> Self {
        let board = node.board();
        let head = board.read().unwrap_or_else(PoisonError::into_inner).head();
        let opened = match options.clock {
            Clock::Running { .. } => options.clock.now(),
            Clock::Stepped => head.1,
        };
        // Drawn like a salt: at random, or from the seed of a demonstration and where it goes on.
        let drawn = Original::new(head.0.number().to_be_bytes().to_vec(), options.salting);
        let mark = drawn.map_or(Digest::ZERO, |drawn| Digest(drawn.salt)).to_string();
        let mark = mark.get(..16).unwrap_or_default().to_owned();
        Self {
            intake: node.intake(),
            board,
            original: Arc::new(node.original()),
            past: node.past(),
            records: node.records(),
            messages: node.messages(),
            looking: Arc::new(Semaphore::new(MOST_LOOKING)),
            paging: Arc::new(Semaphore::new(MOST_PAGING)),
            entrance: Arc::new(Entrance::new(&options.access)),
            room: Room::default(),
            network: node.network().to_string(),
            closed: Arc::new(watch::Sender::new(false)),
            certificate: None,
            calls: Arc::new(Calls::new(Calling::trusting(
                rustls::RootCertStore::empty(),
                dispatch::Loopback::Refused,
            ))),
            dispatch: Arc::new(dispatch::Store::in_memory().expect("memory for a table")),
            options: Arc::new(options),
            opened,
            recent: Arc::default(),
            numbers: Arc::new(Numbers { mark, next: AtomicU64::new(1) }),
        }
    }

    /// Ends the streams of events, so that those who serve the door need not wait for their readers.
    pub fn close(&self) {
        self.closed.send_replace(true);
    }

    pub(crate) fn recent(&self) -> MutexGuard<'_, Recent> {
        // Each change of it is whole, also where its thread panicked after it.
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands a command over to the log with the bytes it came in, and waits for what it came to.
    pub(crate) async fn hand_over(
        &self,
        by: PartyId,
        sender: Bic,
        message: String,
        command: Command,
        body: Vec<u8>,
        proof: Option<String>,
    ) -> Result<Result<(Answer, Original), Rejected>, Fault> {
        let original = Original::new(body, self.options.salting)?.signed_by(proof);
        let sent = original.clone();
        let original = Some(original);
        let submission = Submission { by, sender, message, command, original };
        let answer = match self.intake.submit(submission) {
            Ok(answer) => {
                let answer = answer.instrument(tracing::info_span!("commit"));
                answer.await.map_err(|_| Rejected::Stopped)
            }
            Err(rejected) => Err(rejected),
        };
        Ok(answer.map(|answer| (answer, sent)))
    }

    pub(crate) fn read_board(&self) -> RwLockReadGuard<'_, Board> {
        // A reader that panicked has changed nothing.
        self.board.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Instant {
        match self.options.clock {
            Clock::Running { .. } => self.options.clock.now(),
            Clock::Stepped => self.read_board().head().1,
        }
    }

    /// Now, for who holds the board: reading it twice at once could wait for ever.
    pub(crate) fn moment(&self, board: &Board) -> Instant {
        match self.options.clock {
            Clock::Running { .. } => self.options.clock.now(),
            Clock::Stepped => board.head().1,
        }
    }

    /// Takes one message: signature, form, meaning, log, answer. In that order.
    pub async fn take(
        &self,
        body: Vec<u8>,
        signing: impl Into<Signing<'_>>,
    ) -> Result<Reply, Fault> {
        self.take_for(body, signing.into(), None).await
    }

    /// The same, of a message that has to ask for what is wanted, where anything is.
    pub(crate) async fn take_for(
        &self,
        body: Vec<u8>,
        signing: Signing<'_>,
        wanted: Option<&Ask>,
    ) -> Result<Reply, Fault> {
        let Sender { party, bic, key } = match self.sender(&body, signing) {
            Ok(sender) => sender,
            Err(text) => {
                return self.rejected(Code::Unsigned, self.options.operator, None, "", text);
            }
        };
        let taken = match self.judge(&body, party, bic)? {
            Ok(taken) => taken,
            Err(reply) => return Ok(reply),
        };
        if let Some(ask) = wanted.filter(|ask| !ask.is_asked_by(&taken.action)) {
            let text = format!("it does not ask for what is asked for here, {}", ask.command);
            let id = Some(taken.references.message_id.as_str());
            return self.rejected(Code::Malformed, bic, id, "", &text);
        }
        match taken.action.clone() {
            Action::Command(command) => {
                if let Some(reply) = self.reused(&taken, &body)? {
                    return Ok(reply);
                }
                let command = self.proposed(party, key, command);
                self.command(taken, command, body, signing.proof()).await
            }
            Action::AskStatus(uetr) => self.status(&taken, uetr),
            Action::AskReport(currency) => self.report(taken, currency).await,
            Action::Nothing => {
                let id = self.numbers.next("A");
                let text = "valid; this version does not act on this message";
                let address = self.address(taken.bic, &id, taken.now);
                let message = acknowledgement(&address, &taken.references, text)?;
                Ok(Reply::told(message, None))
            }
        }
    }

    /// Whose message it is, by a signature over the bytes as they came.
    pub(crate) fn sender(&self, body: &[u8], signing: Signing<'_>) -> Result<Sender, &'static str> {
        let holder = |key: &PublicKey| {
            let board = self.read_board();
            let (party, key) = board.signer(key)?;
            Some(Sender { party, bic: board.directory().bic(party)?, key })
        };
        let nobody = "the signing key belongs to no participant, or not yet";
        let (signature, certificate) = match signing {
            Signing::Request(signed) => return holder(&signed.key).ok_or(nobody),
            Signing::Detached { header, certificate } => {
                (header.ok_or("the message is not signed")?, certificate)
            }
        };
        let signed = Signed::parse(signature).ok_or("the signature header is malformed")?;
        let sender = holder(&signed.key).ok_or(nobody)?;
        if certificate.is_some_and(|party| party != sender.party) {
            return Err("signature and certificate are not of one party");
        }
        if signed.verifies(body) { Ok(sender) } else { Err("the signature does not match") }
    }

    /// As whom the holder of a key is known here.
    pub(crate) fn identity(&self, key: &PublicKey) -> Option<Identity> {
        let overseer = self.options.access.overseers.iter().position(|known| known == key);
        let party = || self.read_board().signer(key).map(|(party, _)| Identity::Party(party));
        overseer.map(Identity::Overseer).or_else(party)
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        // Each change of it is whole, also where its thread panicked after it.
        self.entrance.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn failed(&self) -> MutexGuard<'_, Failed> {
        // Each change of it is whole, also where its thread panicked after it.
        self.entrance.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The longest body of any request, and a byte more. Unit: bytes.
    pub(crate) fn longest_body(&self) -> usize {
        self.options.limits.report_bytes.max(crate::ask::LARGE) + 1
    }

    /// R-APR-02, R-APR-07: what the party has required several keys for, or has capped, is proposed
    /// by the key that signed.
    pub(crate) fn proposed(&self, by: PartyId, signer: KeyNumber, command: Command) -> Command {
        if !self.read_board().approvals().to_propose(by, &command) {
            return command;
        }
        let command = Box::new(command);
        Command::Approval(approval::Command::Propose { signer, command })
    }

    /// Form and meaning; a refusal is answered here and enters no log.
    fn judge(&self, body: &[u8], party: PartyId, bic: Bic) -> Result<Result<Taken, Reply>, Fault> {
        let now = self.now();
        let fresh = self.options.freshness == Freshness::Asked;
        let profile = Profile { now: fresh.then_some(now), ..self.options.profile };
        let checked = match iso20022::parse(body, &self.options.limits, &profile) {
            Ok(checked) => checked,
            Err((message, finding)) => {
                return self.refuse_form(body, bic, message, &finding).map(Err);
            }
        };
        let definition = checked.message.document.map_or("", |schema| schema.name);
        let references = references(&checked.content, definition);
        let stated = checked.header.as_ref().and_then(|header| header.from.as_ref()?.bic());
        let stated = stated.map(|stated| self.read_board().directory().party(&stated));
        if stated.is_some_and(|stated| stated != Some(party)) {
            let text = "the header's sender is not the bank that signed";
            return self
                .rejected(Code::Malformed, bic, Some(&references.message_id), "AppHdr/Fr", text)
                .map(Err);
        }
        let board = self.read_board();
        let context = Context { party, bic, directory: board.directory(), now };
        match translate(&checked.content, &context) {
            Ok(action) => Ok(Ok(Taken { party, bic, references, action, now })),
            Err(flaw) => {
                let reason = (flaw.code, format!("{}: {}", flaw.path, flaw.text));
                self.refuse(&board, bic, &references, reason, now).map(Err)
            }
        }
    }

    /// A message that its form condemns: admi.002, or pacs.002 where a rule of the profile does.
    fn refuse_form(
        &self,
        body: &[u8],
        bic: Bic,
        message: Option<&'static str>,
        finding: &Finding,
    ) -> Result<Reply, Fault> {
        if finding.layer == Layer::Profile && finding.code != "admi.002" {
            let read = iso20022::reader::read(body, &self.options.limits).ok();
            let found = read.map(|message| {
                let content = iso20022::view::Content::of(&message);
                references(&content, message.document.map_or("", |schema| schema.name))
            });
            if let Some(found) = found.filter(|_| message.is_some()) {
                let reason = (finding.code, format!("{}: {}", finding.path, finding.text));
                // Before the board is held: reading it twice at once could wait for ever.
                let now = self.now();
                return self.refuse(&self.read_board(), bic, &found, reason, now);
            }
        }
        let code = match finding.layer {
            Layer::Limits => Code::TooLarge,
            Layer::Transport | Layer::Xml | Layer::Schema | Layer::Profile => Code::Malformed,
        };
        let reference = self.stated_id(body);
        self.rejected(code, bic, reference, &finding.path, &finding.text)
    }

    /// pacs.002 RJCT, or camt.025 and camt.029 where those answer the message.
    fn refuse(
        &self,
        board: &Board,
        bic: Bic,
        references: &References,
        reason: (&'static str, String),
        now: Instant,
    ) -> Result<Reply, Fault> {
        let id = self.numbers.next("R");
        let address = self.address(bic, &id, now);
        // A report on a payment is answered by a receipt: a pacs.002 would reject the payment itself.
        let receipts = ["camt.050.", "camt.060.", "pacs.002."];
        let message = if receipts.iter().any(|kind| references.definition.starts_with(kind)) {
            liquidity_receipt(&address, references, Some(reason))?
        } else {
            let progress = Progress {
                stage: Stage::Rejected,
                waiting: None,
                reason: Some(reason),
                position: LogPosition::GENESIS,
                instant: now,
                date: None,
            };
            status_report(&address, references, &progress, board)?
        };
        Ok(Reply::told(message, None))
    }

    fn rejected(
        &self,
        code: Code,
        to: Bic,
        reference: Option<&str>,
        path: &str,
        text: &str,
    ) -> Result<Reply, Fault> {
        let now = self.now();
        let id = self.numbers.next("X");
        let message = message_reject(&self.address(to, &id, now), reference, path, text)?;
        let why = Why { code, detail: text.to_owned(), place: path.to_owned() };
        let (status, why) = (code.status(), Some(why));
        Ok(Reply { status, message, salt: None, why })
    }

    /// What is longer than anything that is read: nothing of it was looked at.
    pub(crate) fn too_large(&self) -> Result<Reply, Fault> {
        let text = "longer than any message may be, or cut off on its way; nothing was read";
        self.rejected(Code::TooLarge, self.options.operator, None, "", text)
    }

    fn address<'a>(&self, to: Bic, message_id: &'a str, created: Instant) -> Address<'a> {
        Address { from: self.options.operator, to, message_id, created }
    }

    /// The answer to a message under an identifier that stands for other bytes (R04).
    fn reused(&self, taken: &Taken, body: &[u8]) -> Result<Option<Reply>, Fault> {
        let Some(id) = self.stated_id(body).filter(|_| taken.references.uetr.is_some()) else {
            return Ok(None);
        };
        if self.messages().take(taken.party, id, body, taken.now.date()) != Used::Other {
            return Ok(None);
        }
        let text = "the message identifier stands for another message of the same sender";
        let reason = ("DU01", text.to_owned());
        let refused =
            self.refuse(&self.read_board(), taken.bic, &taken.references, reason, taken.now)?;
        let code = Code::KeyReused;
        let why = Some(Why { code, detail: text.to_owned(), place: "MsgId".to_owned() });
        Ok(Some(Reply { status: code.status(), why, ..refused }))
    }

    fn stated_id<'a>(&self, body: &'a [u8]) -> Option<&'a str> {
        stated_id(body, self.options.limits.report_bytes)
    }

    fn messages(&self) -> MutexGuard<'_, Messages> {
        // Each change of it is whole, also where its thread panicked after it.
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a command through the log and answers with what it came to.
    async fn command(
        &self,
        taken: Taken,
        command: Command,
        body: Vec<u8>,
        proof: Option<String>,
    ) -> Result<Reply, Fault> {
        let message = taken.references.message_id.clone();
        let id = self.stated_id(&body).map(str::to_owned);
        let handed = self.hand_over(taken.party, taken.bic, message, command.clone(), body, proof);
        match handed.await? {
            Ok((answer, sent)) => {
                let reads_disk = answer.refusal().is_some();
                let tell = move |door: &Self| door.tell(&taken, &command, &answer, &sent);
                self.told_of(reads_disk, "answering a message", tell).await?
            }
            Err(rejected) => {
                if let Some(id) = id {
                    self.messages().give_back(taken.party, &id);
                }
                let code = match rejected {
                    Rejected::Busy => Code::Busy,
                    Rejected::Stopped => Code::Stopped,
                };
                let reference = Some(taken.references.message_id.as_str());
                self.rejected(code, taken.bic, reference, "", &rejected.to_string())
            }
        }
    }

    /// The answer to a command that went through the log.
    fn tell(
        &self,
        taken: &Taken,
        command: &Command,
        answer: &Answer,
        sent: &Original,
    ) -> Result<Reply, Fault> {
        let id = self.numbers.next("S");
        let address = self.address(taken.bic, &id, answer.instant);
        let refused = answer.refusal();
        let duplicate = refused == Some(Refusal::DuplicateUetr);
        let (command, waits) = match command {
            Command::Approval(approval::Command::Propose { command, .. }) => {
                (command.as_ref(), waits_for_keys(answer))
            }
            command => (command, None),
        };
        if let Some(text) = waits {
            let board = self.read_board();
            let message =
                proposed_report(&address, &taken.references, command, answer, text, &board)?;
            return Ok(Reply::told(message, Some(Digest(sent.salt))));
        }
        let message = match command {
            Command::Queue(queue::Command::CancelInstruction { uetr }) => {
                let refused = refused.filter(|refusal| !self.is_cancelled(taken, *uetr, *refusal));
                cancellation_resolution(&address, &taken.references, refused)?
            }
            Command::Payment(payment::Command::SubmitInstruction(instruction)) => {
                let known = || self.taken_as(taken.party, instruction.uetr, &sent.bytes);
                if let Some((_, known)) = duplicate.then(known).flatten() {
                    let reply = self.status(taken, instruction.uetr)?;
                    return Ok(Reply { salt: Some(Digest(known.salt)), ..reply });
                }
                let board = self.read_board();
                let progress = progress_of(answer, instruction.uetr, refused);
                status_report(&address, &taken.references, &progress, &board)?
            }
            Command::Payment(payment::Command::ConfirmCredit { uetr }) => {
                let before = || self.read_board().is_confirmed(*uetr, taken.party);
                let refused = refused.filter(|_| !before());
                match refused {
                    None => acknowledgement(&address, &taken.references, "confirmed")?,
                    Some(refusal) => {
                        let reason = Some((refusal.iso(), refusal_text(refusal)));
                        liquidity_receipt(&address, &taken.references, reason)?
                    }
                }
            }
            command => {
                let name = command.subject().filter(|_| duplicate);
                let known = name.and_then(|name| self.taken_as(taken.party, name, &sent.bytes));
                if let Some((_, known)) = known {
                    let message = liquidity_receipt(&address, &taken.references, None)?;
                    return Ok(Reply::told(message, Some(Digest(known.salt))));
                }
                let reason = refused.map(|refusal| (refusal.iso(), refusal_text(refusal)));
                liquidity_receipt(&address, &taken.references, reason)?
            }
        };
        Ok(Reply::told(message, Some(Digest(sent.salt))))
    }

    /// Whether a payment was taken back before, by a request delivered twice: then it is what the
    /// bank asks for.
    fn is_cancelled(&self, taken: &Taken, uetr: Uetr, refusal: Refusal) -> bool {
        let board = self.read_board();
        let row = board.payment(uetr).filter(|row| row.stage == Stage::Cancelled);
        let debtor = |row: &PaymentRow| row.legs.first().map(|leg| leg.debtor);
        let own = |row: &PaymentRow| row.by == taken.party || debtor(row) == Some(taken.party);
        refusal == Refusal::NotWaiting && row.is_some_and(own)
    }

    /// Where a payment stands, told to one of its parties.
    fn status(&self, taken: &Taken, uetr: Uetr) -> Result<Reply, Fault> {
        let board = self.read_board();
        let own = |row: &&node::PaymentRow| {
            row.by == taken.party
                || row.legs.iter().any(|l| l.debtor == taken.party || l.creditor == taken.party)
        };
        let row = board.payment(uetr).filter(own);
        let Some(row) = row else {
            let reason = ("NOOR", "no payment of yours has this UETR".to_owned());
            return self.refuse(&board, taken.bic, &taken.references, reason, taken.now);
        };
        let (position, instant) =
            row.history.last().map_or((row.position, taken.now), |(_, at, when)| (*at, *when));
        let progress = Progress {
            stage: row.stage,
            waiting: row.waiting.as_ref(),
            reason: row.refusal.map(|refusal| (refusal.iso(), refusal_text(refusal))),
            position,
            instant,
            date: Some(instant.date()),
        };
        let id = self.numbers.next("Q");
        let address = self.address(taken.bic, &id, taken.now);
        let references = References { uetr: Some(uetr), ..taken.references.clone() };
        let message = status_report(&address, &references, &progress, &board)?;
        Ok(Reply::told(message, None))
    }
}

/// How far an instruction came in the record that took it.
fn progress_of(answer: &Answer, uetr: Uetr, refused: Option<Refusal>) -> Progress<'_> {
    let mut progress = Progress {
        stage: Stage::Pending,
        waiting: None,
        reason: None,
        position: answer.position,
        instant: answer.instant,
        date: Some(answer.instant.date()),
    };
    if let Some(refusal) = refused {
        progress.stage = Stage::Rejected;
        progress.reason = Some((refusal.iso(), refusal_text(refusal)));
        return progress;
    }
    for event in &answer.events {
        match event {
            Event::Payment(payment::Event::InstructionAccepted { uetr: told, waiting, .. })
            | Event::Queue(queue::Event::ReasonChanged { uetr: told, waiting })
                if *told == uetr || progress.waiting.is_none() =>
            {
                progress.waiting = Some(waiting);
            }
            Event::Payment(payment::Event::PaymentSettled { uetr: told, matched, .. })
                if *told == uetr || *matched == Some(uetr) =>
            {
                progress.stage = Stage::Settled;
                progress.waiting = None;
                return progress;
            }
            _ => {}
        }
    }
    progress
}

/// What a proposal waits for, in words, if it does.
fn waits_for_keys(answer: &Answer) -> Option<String> {
    answer.events.iter().find_map(|event| match event {
        Event::Approval(approval::Event::CommandProposed { proposal, missing, until, .. })
            if *missing > 0 =>
        {
            let number = proposal.0;
            Some(format!("proposal {number} waits for {missing} more keys, until {until}"))
        }
        _ => None,
    })
}

/// A payment that waits for keys is pending; of anything else it is said that it came.
fn proposed_report(
    address: &Address<'_>,
    references: &References,
    command: &Command,
    answer: &Answer,
    text: String,
    board: &Board,
) -> Result<Rendered, Fault> {
    match command {
        Command::Payment(payment::Command::SubmitInstruction(_)) => {
            let progress = Progress {
                stage: Stage::Pending,
                waiting: None,
                reason: Some(("NARR", text)),
                position: answer.position,
                instant: answer.instant,
                date: None,
            };
            status_report(address, references, &progress, board)
        }
        _ => acknowledgement(address, references, &text),
    }
}
