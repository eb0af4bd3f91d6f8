//! Who of a tick has been answered, and a guard for a tick that never completes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant as Stopwatch};

use terms::Bic;

/// How often the guard looks.
const LOOK: Duration = Duration::from_micros(100);

/// The messages of a tick that have no answer yet.
pub(super) struct Arrivals {
    /// By the message's place in the tick.
    open: Mutex<BTreeMap<usize, Bic>>,
}

/// How the wait for the messages of a tick ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrived {
    /// Every message has been answered or waits for the step.
    All,
    /// For too long none did.
    Stalled,
    /// The node has stopped.
    Stopped,
}

impl Arrivals {
    pub(super) fn of(senders: impl IntoIterator<Item = Bic>) -> Self {
        Self { open: Mutex::new(senders.into_iter().enumerate().collect()) }
    }

    /// A message has its answer.
    pub(super) fn answer(&self, place: usize) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).remove(&place);
    }

    fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Waits until every message without an answer waits for the step, as `waiting` counts them;
    /// gives up when for `patience` of real time nothing has come.
    pub(super) async fn all_in(
        &self,
        patience: Duration,
        waiting: impl Fn() -> usize,
        is_running: impl Fn() -> bool,
    ) -> Arrived {
        let mut last = (usize::MAX, 0);
        let mut since = Stopwatch::now();
        loop {
            // Answered first: one that is answered in between is counted in neither, then looked
            // for again.
            let now = (self.count(), waiting());
            if now.0 <= now.1 {
                return Arrived::All;
            }
            if !is_running() {
                return Arrived::Stopped;
            }
            if now != last {
                (last, since) = (now, Stopwatch::now());
            }
            if since.elapsed() >= patience {
                return Arrived::Stalled;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Who has a message without an answer that does not wait for the step either.
    /// Order: by name. Shape: each once, with how many of its messages are missing.
    pub(super) fn missing(&self, pending: &[Bic]) -> Vec<(Bic, usize)> {
        let mut counts: BTreeMap<Bic, usize> = BTreeMap::new();
        for bic in self.open.lock().unwrap_or_else(PoisonError::into_inner).values() {
            *counts.entry(*bic).or_default() += 1;
        }
        for bic in pending {
            if let Some(count) = counts.get_mut(bic) {
                *count = count.saturating_sub(1);
            }
        }
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    // Not scenarios: nothing of the machine takes part.
    use super::*;

    fn bic(text: &str) -> Bic {
        Bic::parse(text).expect("a BIC")
    }

    fn wait(arrivals: &Arrivals, waiting: usize, running: bool) -> Arrived {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let patience = Duration::from_millis(5);
        let all_in = arrivals.all_in(patience, || waiting, || running);
        runtime.expect("a runtime").block_on(all_in)
    }

    #[test]
    fn a_tick_is_complete_when_what_is_not_answered_waits_for_the_step() {
        let arrivals = Arrivals::of([bic("SABRRUMM"), bic("ICBKCNBJ")]);
        assert_eq!(wait(&arrivals, 2, true), Arrived::All);
        arrivals.answer(0);
        assert_eq!(wait(&arrivals, 1, true), Arrived::All);
        assert_eq!(wait(&Arrivals::of([]), 0, true), Arrived::All);
    }

    #[test]
    fn a_tick_of_which_a_message_never_comes_ends_and_says_whose() {
        let arrivals = Arrivals::of([bic("SABRRUMM"), bic("ICBKCNBJ"), bic("SABRRUMM")]);
        assert_eq!(wait(&arrivals, 1, true), Arrived::Stalled);
        assert_eq!(
            arrivals.missing(&[bic("SABRRUMM")]),
            [(bic("ICBKCNBJ"), 1), (bic("SABRRUMM"), 1)]
        );
        arrivals.answer(1);
        assert_eq!(arrivals.missing(&[bic("SABRRUMM")]), [(bic("SABRRUMM"), 1)]);
    }

    #[test]
    fn a_node_that_has_stopped_is_not_waited_for() {
        assert_eq!(wait(&Arrivals::of([bic("SABRRUMM")]), 0, false), Arrived::Stopped);
    }
}
