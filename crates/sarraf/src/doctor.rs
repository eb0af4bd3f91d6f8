use std::path::{Path, PathBuf};
use std::time::Duration;

use client::Client;
use client::told::System;
use ed25519_dalek::Signer as _;
use identity::Key;
use journal::{Journal, Options};
use node::{Clock, Founding};
use terms::Instant;

use crate::configuration::{Configuration, Founded};
use crate::operations::{self, OperationsRows, Ready, Reason};
use crate::outcome::{Done, Outcome};
use crate::serve;

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

/// What is looked at, and what is already known.
struct Patient {
    configuration: Configuration,
    data: PathBuf,
    founded: Result<(Founded, Founding), String>,
    /// What `/v1/system` says, while the node runs.
    system: Result<System, String>,
    /// The figures of a running node that has `[operations]`.
    figures: Option<String>,
    /// Whether a process has the log open, although nothing of it answered.
    in_use: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let read = Configuration::read(arguments.config.as_deref());
    let mut configuration = read.as_ref().cloned().unwrap_or_default();
    if let Some(data) = &arguments.data {
        configuration.data = data.clone();
    }
    let data = configuration.data.clone();
    let scheme = if configuration.tls.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", configuration.listen);
    let address = arguments.server.clone().unwrap_or(address);
    let (founded, system) = (founding(&data), server(&address));
    let rows = configuration.operations.as_ref();
    let figures = rows.and_then(|rows| operations::ask(rows.listen, "/metrics").ok());
    let silent = system.is_err() && figures.is_none();
    let in_use = silent && is_in_use(&data);
    let patient = Patient { configuration, data, founded, system, figures, in_use };
    let mut findings = Vec::new();
    let mut found = |what, result| findings.push(Finding { what, result });
    found("configuration", read.map(|_| "readable".into()).map_err(|error| error.to_string()));
    found("data directory", writable(&patient.data));
    found("disk", patient.disk());
    let network = patient.founded.as_ref().map(|(_, founding)| founding.network());
    found("founding", network.map(|network| format!("network {network}")).map_err(Clone::clone));
    found("operator's key", patient.operator_key());
    found("door's key", patient.door_key());
    found("sign-in", patient.sign_in());
    if patient.runs() {
        found("log, originals", Ok("in use by the running node, left alone".to_owned()));
    } else {
        for name in ["log", "originals"] {
            found(name, journal(&patient.data, name));
        }
        found(
            "events",
            derived(&patient.data, "events").unwrap_or_else(|| journal(&patient.data, "events")),
        );
    }
    found("snapshots", snapshots(&patient.data));
    found("clock", patient.clock());
    found("views", patient.views());
    found("server", patient.server());
    if let Some(rows) = patient.configuration.operations.as_ref().filter(|_| patient.runs()) {
        found("readiness", patient.readiness(rows));
    }
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

impl Patient {
    fn runs(&self) -> bool {
        self.system.is_ok() || self.figures.is_some() || self.in_use
    }

    /// The value of one of the node's figures.
    fn figure(&self, name: &str) -> Option<f64> {
        let mut lines = self.figures.as_deref()?.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
        value.trim().parse().ok()
    }

    fn server(&self) -> Result<String, String> {
        match (&self.system, self.figure("sarraf_log_position")) {
            (Ok(system), _) => Ok(format!("answers at position {}", system.position)),
            (Err(_), Some(position)) if self.configuration.tls.is_some() => {
                Ok(format!("runs at position {position}; its door lets in by key alone"))
            }
            (Err(_), None) if self.in_use && self.configuration.tls.is_some() => {
                Ok("runs; its door lets in by key alone, and [operations] would tell more"
                    .to_owned())
            }
            (Err(failure), _) => Err(format!("{failure}; `sarraf serve` starts it")),
        }
    }

    fn founding(&self) -> Result<&(Founded, Founding), String> {
        self.founded.as_ref().map_err(|_| "not looked at: there is no founding to go by".to_owned())
    }

    fn disk(&self) -> Result<String, String> {
        let rows = self.configuration.operations.clone().unwrap_or_default();
        let free = operations::free(&self.data).ok_or("how much room there is, is not told")? >> 20;
        match free < rows.disk_free_mib {
            true => Err(format!(
                "{free} MiB are free and {} are wanted: make room before the log cannot be written",
                rows.disk_free_mib
            )),
            false => Ok(format!("{free} MiB are free")),
        }
    }

    /// Whether the key can be read, and is the one that the founding names.
    fn operator_key(&self) -> Result<String, String> {
        let (founded, founding) = self.founding()?;
        let key = serve::signer(&self.configuration, founded, founding);
        key.map(|_| "readable, and the one of the founding".into()).map_err(|error| {
            format!("{error}; give the configuration that the server runs with as --config")
        })
    }

    fn door_key(&self) -> Result<String, String> {
        let Some(tls) = &self.configuration.tls else {
            return Ok("none: the door is on loopback, without [tls]".into());
        };
        let file = tls.key.display();
        let key = Key::read(&tls.key).map_err(|fault| format!("{file}: {fault}"))?;
        // A module may know a key and refuse to sign with it.
        key.try_sign(b"sarraf doctor").map_err(|error| format!("{file}: {error}"))?;
        let known = self.data.join("door.pub");
        let Ok(told) = std::fs::read_to_string(&known) else {
            return Ok("readable; its public half is written at the first start".into());
        };
        match told.trim() == key.public().to_string() {
            true => Ok("readable, and the one that clients know".into()),
            false => Err(format!(
                "{file} is not the key of {}: put the old one back, or tell all clients the new one",
                known.display()
            )),
        }
    }

    /// Whether people can sign in as the file has it: the provider is asked, where one is named.
    fn sign_in(&self) -> Result<String, String> {
        let seed = self.founded.as_ref().ok().and_then(|(founded, _)| founded.seed());
        let access = self.configuration.access(seed).map_err(|error| error.to_string())?;
        let passkeys = access.passkeys.map(|party| format!("passkeys of {}", party.domain()));
        let logins = access.openid.as_ref().map(logins).transpose()?;
        let ways: Vec<String> = passkeys.into_iter().chain(logins).collect();
        Ok(if ways.is_empty() { "by keys alone".into() } else { ways.join(", ") })
    }

    /// Whether the clock is behind the newest record: then records would follow each other by a
    /// nanosecond, and nothing would become due, until it has caught up.
    fn clock(&self) -> Result<String, String> {
        let (founded, founding) = self.founding()?;
        let ahead_seconds = founded.ahead_seconds();
        let now = Clock::Running { ahead_seconds }.now();
        let newest = match &self.system {
            Ok(system) => iso20022::view::moment(&system.instant),
            Err(_) if self.runs() => self.figure("sarraf_log_instant_seconds").and_then(instant),
            Err(_) => node::log_end(founding, &self.data)
                .map_err(|fault| format!("the newest record is not read: {fault}"))?
                .map(|end| end.instant),
        };
        let Some(newest) = newest else {
            return Ok("there is no record to hold it against".into());
        };
        let seconds = |nanos: u64| nanos / 1_000_000_000;
        match newest.unix_nanos().checked_sub(now.unix_nanos()).filter(|nanos| *nanos > 0) {
            Some(behind) if seconds(behind) > 0 => Err(format!(
                "{} seconds behind the newest record at {newest}: set it, and keep it with NTP",
                seconds(behind)
            )),
            _ => Ok(format!("not before the newest record, at {newest}")),
        }
    }

    fn views(&self) -> Result<String, String> {
        let (_, founding) = self.founding()?;
        let target = self.configuration.views().map_err(|error| error.to_string())?;
        let Some(target) = target else {
            return Ok("none are kept".into());
        };
        // It is connected to here, whatever the node says of it: an idle one has not asked lately.
        let looked = views::Views::look(&target, founding.origin());
        let looked = looked.map_err(|fault| {
            format!("{target}: {fault}; look at the database, or `sarraf views rebuild`")
        })?;
        let (position, _) = looked.position();
        if let Ok(system) = &self.system {
            let Some(told) = &system.views else {
                return Err(format!("{target}: the node that runs keeps none; start it again"));
            };
            if let Some(fault) = &told.fault {
                return Err(format!(
                    "{target}: {fault}; look at the database, or `sarraf views rebuild`"
                ));
            }
            let behind = told.milliseconds_behind / 1_000;
            let most = self.configuration.operations.clone().unwrap_or_default().views_lag_seconds;
            let text = format!("{behind} seconds behind the log, {} records", told.records_behind);
            return if behind > most { Err(format!("{target}: {text}")) } else { Ok(text) };
        }
        if self.figure("sarraf_views_failing").is_some_and(|failing| failing > 0.0) {
            return Err(format!("{target}: the node cannot write to it, as its log says"));
        }
        Ok(match self.runs() {
            true => format!("answers at position {position}, and the node writes to it"),
            false => {
                format!("at position {position}; what is missing is read at the next start")
            }
        })
    }

    /// What the running node says of itself, its certificate's days among it.
    fn readiness(&self, rows: &OperationsRows) -> Result<String, String> {
        let failed = |error: String| format!("operations at {}: {error}", rows.listen);
        let told = operations::ask(rows.listen, "/readyz");
        let told = told.map_err(|error| failed(error.to_string()))?;
        let ready: Ready =
            serde_json::from_str(&told).map_err(|error| failed(error.to_string()))?;
        if !ready.ready {
            let reasons = ready.reasons.iter().map(|Reason { text, .. }| text.as_str());
            return Err(reasons.collect::<Vec<_>>().join("; "));
        }
        match self.figure("sarraf_certificate_days_left") {
            Some(days) if days < 14.0 => Err(format!(
                "the door's certificate ends in {days:.0} days: a start of the node makes another"
            )),
            Some(days) => Ok(format!("ready; the door's certificate is valid for {days:.0} days")),
            None => Ok("ready".into()),
        }
    }
}

/// An instant as figures tell it.
fn instant(seconds: f64) -> Option<Instant> {
    let seconds = Duration::try_from_secs_f64(seconds).ok()?;
    Some(Instant::from_unix_seconds(seconds.as_secs()))
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

fn founding(data: &Path) -> Result<(Founded, Founding), String> {
    let founded = Founded::read(data).map_err(|error| error.to_string())?;
    let founded = founded.ok_or("none; sarraf serve writes it on its first start")?;
    let founding = founded.founding().map_err(|error| error.to_string())?;
    Ok((founded, founding))
}

/// What is said of a folder that is missing and is made again of the log, as after a restore; none
/// where it is there, and none of what has no log.
fn derived(data: &Path, name: &str) -> Option<Result<String, String>> {
    let absent = !data.join(name).is_dir() && data.join("log").is_dir();
    absent.then(|| Ok("missing; the next start makes it of the log".into()))
}

/// Whether a process has the log open; a log that is not there is in nobody's use.
fn is_in_use(data: &Path) -> bool {
    let folder = data.join("log");
    folder.is_dir()
        && Journal::open(Options::new(folder, "log")).is_err_and(|fault| fault.is_in_use())
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
    if let Some(derived) = derived(data, "snapshots") {
        return derived;
    }
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

fn logins(logins: &api::Logins) -> Result<String, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    match runtime.block_on(logins.look()) {
        Ok(issuer) => Ok(format!("logins of {issuer}, which answers")),
        Err(problem) => {
            let detail = problem.body["detail"].as_str().unwrap_or_default();
            Err(format!("openid.issuer: {detail}"))
        }
    }
}

fn server(server: &str) -> Result<System, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let client = Client::new(server);
    let system = runtime.block_on(client.operations().system());
    system.and_then(client::Outcome::told).map_err(|failure| failure.to_string())
}
