use std::path::{Path, PathBuf};

use client::Client;
use journal::{Journal, Options};

use crate::configuration::{ADDRESS, Configuration, Founded};
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The configuration the server runs with
    #[arg(long)]
    config: Option<PathBuf>,
    /// The data directory, instead of the file's
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the node should be, instead of where the configuration says
    #[arg(long)]
    server: Option<String>,
}

/// One thing looked at.
struct Finding {
    what: &'static str,
    result: Result<String, String>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let configuration = Configuration::read(arguments.config.as_deref());
    let mut findings = Vec::new();
    let data = match (&arguments.data, &configuration) {
        (Some(data), _) => data.clone(),
        (None, Ok(configuration)) => configuration.data.clone(),
        (None, Err(_)) => PathBuf::from("data"),
    };
    let address = match (&arguments.server, &configuration) {
        (Some(server), _) => server.clone(),
        (None, Ok(configuration)) => format!("http://{}", configuration.listen),
        (None, Err(_)) => format!("http://{ADDRESS}"),
    };
    findings.push(Finding {
        what: "configuration",
        result: configuration.map(|_| "readable".into()).map_err(|error| error.to_string()),
    });
    findings.push(Finding { what: "data directory", result: writable(&data) });
    findings.push(Finding { what: "founding", result: founding(&data) });
    let running = server(&address);
    if running.is_ok() {
        let result = Ok("in use by the running node, left alone".to_owned());
        findings.push(Finding { what: "log, originals", result });
    } else {
        for name in ["log", "originals", "events"] {
            findings.push(Finding { what: name, result: journal(&data, name) });
        }
    }
    findings.push(Finding { what: "snapshots", result: snapshots(&data) });
    findings.push(Finding { what: "server", result: running });
    let mut outcome = Outcome::Good;
    for finding in &findings {
        match &finding.result {
            Ok(text) => say!("ok    {:<16} {text}", finding.what),
            Err(text) => {
                outcome = Outcome::Bad;
                say!("FAIL  {:<16} {text}", finding.what);
            }
        }
    }
    Ok(outcome)
}

fn writable(data: &Path) -> Result<String, String> {
    if !data.is_dir() {
        return Err(format!("{} is no directory; sarraf serve makes it", data.display()));
    }
    let probe = data.join("doctor.tmp");
    let written = std::fs::write(&probe, b"doctor").and_then(|()| std::fs::remove_file(&probe));
    written
        .map(|()| format!("{} is writable", data.display()))
        .map_err(|error| format!("{} is not writable: {error}", data.display()))
}

fn founding(data: &Path) -> Result<String, String> {
    match Founded::read(data) {
        Ok(Some(founded)) => match founded.founding() {
            Ok(founding) => Ok(format!("network {}", founding.network())),
            Err(error) => Err(error.to_string()),
        },
        Ok(None) => Err("none; sarraf serve writes it on its first start".into()),
        Err(error) => Err(error.to_string()),
    }
}

/// Opens a journal, which detects what is torn, lost or corrupt, and reads every record of it.
fn journal(data: &Path, name: &str) -> Result<String, String> {
    let folder = data.join(name);
    if !folder.is_dir() {
        return Err("missing".into());
    }
    let (journal, found) =
        Journal::open(Options::new(folder, name)).map_err(|fault| fault.to_string())?;
    let mut read = 0_u64;
    let scanned = journal.scan(found.first, |_, _| {
        read += 1;
        std::ops::ControlFlow::Continue(())
    });
    scanned.map_err(|fault| fault.to_string())?;
    let tail = found.dropped_tail.map(|tail| format!(", {tail}")).unwrap_or_default();
    Ok(format!("{read} records, every checksum holds{tail}"))
}

fn snapshots(data: &Path) -> Result<String, String> {
    let folder = data.join("snapshots");
    if !folder.is_dir() {
        return Err("missing".into());
    }
    let newest = journal::Snapshots::open(folder)
        .and_then(|snapshots| snapshots.newest(None))
        .map_err(|fault| fault.to_string())?;
    if let Some(damaged) = newest.damaged.first() {
        return Err(damaged.fault.to_string());
    }
    Ok(match newest.snapshot {
        Some(snapshot) => format!("newest at position {}", snapshot.position),
        None => "none yet".into(),
    })
}

fn server(server: &str) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let system = runtime.block_on(Client::new(server).get("/v1/system"));
    system
        .map(|system| format!("answers at position {}", system["position"]))
        .map_err(|failure| failure.to_string())
}
