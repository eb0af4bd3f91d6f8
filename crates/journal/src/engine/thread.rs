//! The journal's own thread, with the tokio runtime of commonware on it.

use std::any::Any;
use std::path::Path;
use std::thread::{Builder, JoinHandle};

use commonware_runtime::Runner as _;
use commonware_runtime::tokio::{Config, Runner};
use tokio::sync::mpsc::Receiver;

use super::desk::{self, Request};
use super::store::{Layout, Recovered};
use crate::fault::Kind;
use crate::{Fault, promise};

/// Threads that wait for the disk; three or four fsyncs are in flight at most, and a few reads.
const BLOCKING_THREADS: usize = 16;

pub(crate) type Thread = JoinHandle<Result<(), Fault>>;

/// Starts the thread and waits until its log is open.
pub(crate) fn start(
    folder: &Path,
    layout: Layout,
    requests: Receiver<Request>,
) -> Result<(Thread, Recovered), Fault> {
    let config = Config::new()
        .with_storage_directory(folder)
        .with_worker_threads(1)
        .with_max_blocking_threads(BLOCKING_THREADS);
    let (answer, opened) = promise::pair();
    let thread = Builder::new().name("journal".to_owned()).spawn(move || {
        Runner::new(config).start(move |context| desk::run(context, layout, requests, answer))
    });
    let thread =
        thread.map_err(|error| Fault::of_io(Kind::Closed, "start the journal's thread", error))?;
    match opened.take() {
        Ok(recovered) => Ok((thread, recovered)),
        Err(fault) => Err(join(thread).err().unwrap_or(fault)),
    }
}

/// Waits for the thread to end; a panic on it comes out as a fault.
pub(crate) fn join(thread: Thread) -> Result<(), Fault> {
    thread.join().unwrap_or_else(|panic| {
        let text = text(panic.as_ref());
        let tried = format!("run the journal: its thread panicked ({text}), restart the replica");
        Err(Fault::new(Kind::Closed, tried))
    })
}

fn text(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        return text;
    }
    panic.downcast_ref::<String>().map_or("without a message", String::as_str)
}
