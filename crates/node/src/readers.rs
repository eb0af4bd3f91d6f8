//! The threads that answer what is asked of the views: beside the writer, and never in its way.
//!
//! Each has a connection of its own, which can change nothing; what is asked waits in a queue of
//! fixed length, and beyond it whoever asks is told to come again.
//! Files have threads of their own, since whoever takes a file sets its pace.

use std::fmt;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use views::{Target, Views};

use crate::{Fault, ViewsLag};

/// Threads for questions, and as many for files.
const THREADS: usize = 2;

/// What may wait for each of both.
const WAITING: usize = 32;

/// Whether a connection can be used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connected {
    Still,
    NoMore,
}

type Job = Box<dyn FnOnce(Result<&mut Views, views::Fault>) -> Connected + Send>;

/// For what something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// An answer: a page.
    Answer,
    /// A file, written as fast as somebody takes it.
    File,
}

/// As much is asked of history as may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crowded;

/// The way to what the views tell.
#[derive(Clone)]
pub struct History {
    answers: SyncSender<Job>,
    files: SyncSender<Job>,
    lag: Arc<ViewsLag>,
}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("History").field("lag", &self.lag).finish_non_exhaustive()
    }
}

impl History {
    /// Starts the threads; they end when nobody can ask any more.
    pub(crate) fn start(
        target: &Target,
        origin: views::Origin,
        lag: Arc<ViewsLag>,
    ) -> Result<Self, Fault> {
        let lane = |name: &str| -> Result<SyncSender<Job>, Fault> {
            let (jobs, taken) = mpsc::sync_channel(WAITING);
            let taken = Arc::new(Mutex::new(taken));
            for _ in 0..THREADS {
                let (target, taken) = (target.clone(), Arc::clone(&taken));
                std::thread::Builder::new()
                    .name(name.to_owned())
                    .spawn(move || serve(&target, origin, &taken))
                    .map_err(|error| Fault::because("starting a reader of history", error))?;
            }
            Ok(jobs)
        };
        Ok(Self { answers: lane("history")?, files: lane("history-files")?, lag })
    }

    /// How far the views are.
    pub fn lag(&self) -> &ViewsLag {
        &self.lag
    }

    /// Asks the views, on a thread made for it.
    ///
    /// # Errors
    /// If as much is asked as may wait.
    pub fn ask<T: Send + 'static>(
        &self,
        asked: Asked,
        question: impl FnOnce(&mut Views) -> Result<T, views::Fault> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, Fault>>, Crowded> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |views| {
            let told = views.and_then(question);
            let connected = if told.is_ok() { Connected::Still } else { Connected::NoMore };
            if let Err(fault) = &told {
                tracing::warn!("history does not answer: {fault}");
            }
            // Who asked may have gone.
            let _ = answer.send(told.map_err(|fault| Fault::because("asking history", fault)));
            connected
        });
        let lane = match asked {
            Asked::Answer => &self.answers,
            Asked::File => &self.files,
        };
        match lane.try_send(job) {
            Ok(()) => Ok(answered),
            // Where its threads are gone, the answer's sender is dropped with the job.
            Err(TrySendError::Disconnected(_)) => Ok(answered),
            Err(TrySendError::Full(_)) => Err(Crowded),
        }
    }
}

/// Answers one after another; opens the views for the first, and again after a fault.
fn serve(target: &Target, origin: views::Origin, jobs: &Mutex<Receiver<Job>>) {
    let mut open: Option<Views> = None;
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let known = match open.take() {
            Some(mut views) => views.look_again().map(|()| views),
            None => Views::look(target, origin),
        };
        let connected = match known {
            Ok(views) => job(Ok(open.insert(views))),
            Err(fault) => job(Err(fault)),
        };
        if connected == Connected::NoMore {
            open = None;
        }
    }
}
