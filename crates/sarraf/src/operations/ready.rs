use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};

use super::{Operations, Phase, Running};

/// Why a node should not be sent requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reason {
    /// A code that never changes its meaning.
    pub(crate) code: Code,
    /// In words, with what to do.
    pub(crate) text: String,
}

/// The codes of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Code {
    /// The log is being read.
    Recovering,
    /// It is on its way to an end.
    Stopping,
    /// The writer has met a fault.
    LogFailed,
    /// The writer gives no sign.
    LogStalled,
    /// Views are too far behind.
    ViewsBehind,
    /// The disk has too little room.
    DiskLow,
    /// The door's certificate is not valid any more.
    CertificateExpired,
}

/// Whether a node is ready, or alive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ready {
    /// Whether it is.
    pub(crate) ready: bool,
    /// The last position that can be read, once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) position: Option<u64>,
    /// Why it is not. Order: the gravest first.
    pub(crate) reasons: Vec<Reason>,
}

impl Ready {
    fn of(position: Option<u64>, reasons: Vec<Reason>) -> Self {
        Self { ready: reasons.is_empty(), position, reasons }
    }
}

fn because(code: Code, text: impl Into<String>) -> Reason {
    Reason { code, text: text.into() }
}

impl Operations {
    /// Whether the process should go on: not when its log has failed.
    pub(super) fn alive(&self) -> Ready {
        Ready::of(None, self.log_has_failed().into_iter().collect())
    }

    /// Whether requests should be sent here.
    pub(super) fn ready(&self) -> Ready {
        let running = match self.phase() {
            Phase::Serving(running) => running,
            Phase::Recovering => {
                let text = "the log is being read; wait, the time grows with the log";
                return Ready::of(None, vec![because(Code::Recovering, text)]);
            }
            Phase::Stopping => {
                let text = "the node has been asked to stop";
                return Ready::of(None, vec![because(Code::Stopping, text)]);
            }
        };
        let mut reasons = Vec::new();
        reasons.extend(self.log_has_failed());
        let silent = self.meters.since_beat();
        if reasons.is_empty() && silent > self.stall() {
            let text = format!(
                "the writer has given no sign for {} seconds; look whether the disk answers",
                silent.as_secs()
            );
            reasons.push(because(Code::LogStalled, text));
        }
        reasons.extend(self.disk_low());
        reasons.extend(expired(&running));
        let board = running.board.read().unwrap_or_else(PoisonError::into_inner);
        reasons.extend(self.views_behind(&board));
        let position = board.head().0.number();
        Ready::of(Some(position), reasons)
    }

    fn log_has_failed(&self) -> Option<Reason> {
        self.failed.load(Ordering::Acquire).then(|| {
            let text = "the writer has stopped at a fault, which the log of the process names; \
                        the process ends, and sarraf doctor says what is wrong";
            because(Code::LogFailed, text)
        })
    }

    fn disk_low(&self) -> Option<Reason> {
        let free = self.disk_free()? >> 20;
        let wanted = self.rows.disk_free_mib;
        (free < wanted).then(|| {
            let text = format!(
                "{free} MiB are free where the data is, {wanted} are wanted; make room before the \
                 log cannot be written"
            );
            because(Code::DiskLow, text)
        })
    }

    fn views_behind(&self, board: &node::Board) -> Option<Reason> {
        let views = board.views()?;
        let lag = views.milliseconds() / 1_000;
        let most = self.rows.views_lag_seconds;
        let fault = views.fault().map(|fault| format!("; {fault}")).unwrap_or_default();
        (lag > most).then(|| {
            let text = format!(
                "history is {lag} seconds behind, {} records; at most {most} are allowed{fault}",
                views.records()
            );
            because(Code::ViewsBehind, text)
        })
    }
}

fn expired(running: &Running) -> Option<Reason> {
    let until = running.certificate?;
    (until <= node::now()).then(|| {
        let text = format!("the door's certificate was valid until {until}; start the node again");
        because(Code::CertificateExpired, text)
    })
}
