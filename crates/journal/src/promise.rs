//! An answer that always comes: given, or refused when its giver is gone.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::Fault;

/// Where the answer is put; nobody holds it while it may panic, so poison means nothing here.
struct Slot<T> {
    result: Mutex<Option<Result<T, Fault>>>,
    given: Condvar,
}

impl<T> Slot<T> {
    fn result(&self) -> MutexGuard<'_, Option<Result<T, Fault>>> {
        self.result.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first answer stands.
    fn give(&self, result: Result<T, Fault>) {
        let mut slot = self.result();
        if slot.is_none() {
            *slot = Some(result);
        }
        drop(slot);
        self.given.notify_all();
    }
}

/// The side that answers. Dropped unanswered, as when its thread panics, it refuses.
pub(crate) struct Answer<T>(Arc<Slot<T>>);

/// The side that waits.
pub(crate) struct Promise<T>(Arc<Slot<T>>);

pub(crate) fn pair<T>() -> (Answer<T>, Promise<T>) {
    let slot = Arc::new(Slot { result: Mutex::new(None), given: Condvar::new() });
    (Answer(Arc::clone(&slot)), Promise(slot))
}

impl<T> Answer<T> {
    pub(crate) fn give(self, result: Result<T, Fault>) {
        self.0.give(result);
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        self.0.give(Err(Fault::gone()));
    }
}

impl<T> Clone for Promise<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Promise<T> {
    pub(crate) fn is_given(&self) -> bool {
        self.0.result().is_some()
    }

    /// Blocks for the answer and takes it; only for a promise that was not cloned.
    pub(crate) fn take(self) -> Result<T, Fault> {
        let mut slot = self.0.result();
        loop {
            if let Some(result) = slot.take() {
                return result;
            }
            slot = self.0.given.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T: Clone> Promise<T> {
    /// Blocks for the answer and leaves it for other waiters.
    pub(crate) fn wait(&self) -> Result<T, Fault> {
        let mut slot = self.0.result();
        loop {
            if let Some(result) = &*slot {
                return result.clone();
            }
            slot = self.0.given.wait(slot).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
