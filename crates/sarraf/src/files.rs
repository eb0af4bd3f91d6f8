//! How many files the process may have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What the log, the databases and calls to endpoints have open beside connections. Unit: files.
const BESIDE: u64 = 512;

/// Lets the process have as many files open as connections may come and the log needs beside.
///
/// # Errors
/// If the system allows less: strangers could keep the log from its own files.
pub(crate) fn allow(connections: u64) -> Result<(), String> {
    let needed = connections.saturating_add(BESIDE);
    let allowed = getrlimit(Resource::Nofile);
    if allowed.current.is_none_or(|current| current >= needed) {
        return Ok(());
    }
    let raised = Rlimit { current: Some(needed), maximum: allowed.maximum };
    setrlimit(Resource::Nofile, raised).map_err(|error| {
        format!(
            "door.connections: {connections} connections need {needed} open files, and the system \
             allows fewer ({error}): raise the limit (LimitNOFILE, ulimit -n), or lower it"
        )
    })
}

/// Lets the process have as many files open as the system allows it to ask for.
///
/// Where that is not granted it goes on with what it has, since it may need no more.
pub(crate) fn allow_most() {
    let allowed = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: allowed.maximum, maximum: allowed.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}
