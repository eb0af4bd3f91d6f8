use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError};

use settlement::{Command, Event, PartyId, Refusal, approval};
use terms::{Bic, Digest, Instant, LogPosition};
use tokio::sync::oneshot;

use crate::{Original, Replica};

/// A command on its way to the log.
#[derive(Debug)]
pub struct Submission {
    /// Who gives it; its signature has been verified.
    pub by: PartyId,
    /// The sender's name, by which arrivals of one tick are ordered in a sandbox.
    pub sender: Bic,
    /// The message's identifier, by which they are ordered next.
    pub message: String,
    /// What is commanded.
    pub command: Command,
    /// The message it came in.
    pub original: Option<Original>,
}

/// What became of a submission: durable, applied and readable on the board.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The record that holds it.
    pub position: LogPosition,
    /// The record's instant.
    pub instant: Instant,
    /// What happened because of it. Order: as told.
    pub events: Vec<Event>,
    /// The digest of its original in the log.
    pub evidence: Digest,
}

impl Answer {
    /// What the rules said no with, if they did: to the command, or to what it proposed and its own
    /// key was enough for (R-APR-07).
    pub fn refusal(&self) -> Option<Refusal> {
        let was_proposed = self.events.iter().any(|event| {
            matches!(event, Event::Approval(approval::Event::CommandProposed { missing: 0, .. }))
        });
        self.events.iter().find_map(|event| match event {
            Event::Refused { refusal, .. } => Some(*refusal),
            Event::Approval(approval::Event::ProposalRefused { refusal, .. }) => {
                was_proposed.then_some(*refusal)
            }
            _ => None,
        })
    }

    /// What the rules said no with to a proposal that found its last key by this command, if they
    /// did: the key has agreed, and nothing came of it (R-APR-04).
    pub fn agreed_in_vain(&self) -> Option<Refusal> {
        let refused = self.events.iter().find_map(|event| match event {
            Event::Approval(approval::Event::ProposalRefused { refusal, .. }) => Some(*refusal),
            _ => None,
        });
        refused.filter(|_| self.refusal().is_none())
    }
}

/// Why a submission did not get into the log; it may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// As much waits as may wait.
    Busy,
    /// The replica has stopped.
    Stopped,
}

impl std::fmt::Display for Rejected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Busy => "the intake is full, send again after a moment",
            Self::Stopped => "the replica has stopped",
        })
    }
}

impl std::error::Error for Rejected {}

type Question = Box<dyn FnOnce(&mut Replica) + Send>;

/// What the writer is asked to do.
pub(crate) enum Request {
    Submit(Box<Submission>, oneshot::Sender<Answer>),
    Step(Instant, oneshot::Sender<usize>),
    Pending(oneshot::Sender<Vec<Bic>>),
    Ask(Question),
    Stop(oneshot::Sender<()>),
}

/// The bounded way to the writer; clones share it.
#[derive(Clone)]
pub struct Intake {
    pub(crate) requests: SyncSender<Request>,
    pub(crate) waiting: Arc<AtomicUsize>,
    /// Questions of others that the writer has not answered yet.
    pub(crate) questions: Arc<AtomicUsize>,
}

/// The most questions of others that wait at a time: each takes the writer's time.
const MOST_QUESTIONS: usize = 256;

/// One of them, until it was answered or dropped.
struct InHand(Arc<AtomicUsize>);

impl Drop for InHand {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Intake {
    /// Hands a command over; the answer comes when it is durable, applied and readable.
    ///
    /// Never waits: a full intake answers [`Rejected::Busy`], which the sender is told.
    pub fn submit(&self, submission: Submission) -> Result<oneshot::Receiver<Answer>, Rejected> {
        let (reply, answer) = oneshot::channel();
        match self.requests.try_send(Request::Submit(Box::new(submission), reply)) {
            Ok(()) => {
                // Only now: who counts and then steps the clock must find all it has counted in
                // the record. An answer may have counted down before; the sum is right again here.
                self.waiting.fetch_add(1, Ordering::AcqRel);
                Ok(answer)
            }
            Err(TrySendError::Full(_)) => Err(Rejected::Busy),
            Err(TrySendError::Disconnected(_)) => Err(Rejected::Stopped),
        }
    }

    /// How many submissions have been handed over and not answered.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Acquire).cast_signed().max(0).cast_unsigned()
    }

    /// In a stepped world: makes records of all that has arrived, at `instant`.
    ///
    /// Answers how many commands they held.
    pub fn step(&self, instant: Instant) -> Result<oneshot::Receiver<usize>, Rejected> {
        let (reply, done) = oneshot::channel();
        let sent = self.requests.send(Request::Step(instant, reply));
        sent.map(|()| done).map_err(|_| Rejected::Stopped)
    }

    /// In a stepped world: who has something that waits for the next step, once for each message.
    ///
    /// Order: as arrived. For a world that wants to know who is missing.
    pub fn pending(&self) -> Result<oneshot::Receiver<Vec<Bic>>, Rejected> {
        let (reply, answer) = oneshot::channel();
        let sent = self.requests.send(Request::Pending(reply));
        sent.map(|()| answer).map_err(|_| Rejected::Stopped)
    }

    /// Asks the replica something between two records, for whoever comes from outside.
    ///
    /// Never waits: where the intake is full, or many such questions stand already, it answers
    /// [`Rejected::Busy`]. So those who ask cannot take all of the writer's time at once.
    pub fn question<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Replica) -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, Rejected> {
        let before = self.questions.fetch_add(1, Ordering::AcqRel);
        let in_hand = InHand(Arc::clone(&self.questions));
        if before >= MOST_QUESTIONS {
            return Err(Rejected::Busy);
        }
        let (reply, answer) = oneshot::channel();
        let question: Question = Box::new(move |replica| {
            let told = question(replica);
            drop(in_hand);
            // Nobody listens any more: the question was asked for nothing.
            let _ = reply.send(told);
        });
        match self.requests.try_send(Request::Ask(question)) {
            Ok(()) => Ok(answer),
            Err(TrySendError::Full(_)) => Err(Rejected::Busy),
            Err(TrySendError::Disconnected(_)) => Err(Rejected::Stopped),
        }
    }

    /// Asks the replica something between two records, for the node's own threads; it may wait for
    /// room in the intake, so no thread of an async runtime calls it.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Replica) -> T + Send + 'static,
    ) -> Result<oneshot::Receiver<T>, Rejected> {
        let (reply, answer) = oneshot::channel();
        let question: Question = Box::new(move |replica| {
            // Nobody listens any more: the question was asked for nothing.
            let _ = reply.send(question(replica));
        });
        let sent = self.requests.send(Request::Ask(question));
        sent.map(|()| answer).map_err(|_| Rejected::Stopped)
    }
}
