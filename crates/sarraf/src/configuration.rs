mod openid;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::{ANSWERED_WITHIN, Access, Bounds, Calling};
use dispatch::Loopback;
use identity::RelyingParty;
use node::{Document, Founding};
use receipts::PublicKey;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use sandbox::{CLEARING_SYSTEM, World};
use serde::{Deserialize, Serialize};
use terms::Instant;
use views::Target;

use self::openid::OpenIdRows;
use crate::logging::LogRows;
use crate::operations::OperationsRows;

/// Where a door listens unless told otherwise.
pub(crate) const ADDRESS: &str = "127.0.0.1:7700";

/// What `sarraf serve` reads from its file. Unknown keys are refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Configuration {
    /// Where data is kept.
    pub(crate) data: PathBuf,
    /// Where the door listens; without `[tls]` on loopback only.
    pub(crate) listen: SocketAddr,
    /// A founding document: the system to serve, instead of the sandbox's world.
    pub(crate) system: Option<PathBuf>,
    /// The file with the key that seals that system's records.
    pub(crate) operator_key: Option<PathBuf>,
    /// What the keys of the sandbox's parties are derived from. For trying only.
    pub(crate) seed: u64,
    /// How many of the world's banks take part.
    pub(crate) banks: usize,
    /// Submissions that may wait before senders are told to come again.
    pub(crate) intake: usize,
    /// Records between two snapshots.
    pub(crate) snapshot_every: u64,
    /// How long what has ended can be read. Unit: days.
    pub(crate) keep_days: u16,
    /// How many payments that have ended can be read: those that ended first go before their days
    /// are over.
    pub(crate) keep_payments: usize,
    /// Where history is kept as tables: `sqlite:FILE`, `postgres://...` or `off`; in the data
    /// directory unless told otherwise.
    pub(crate) views: Option<String>,
    /// How the door is reached by TLS.
    pub(crate) tls: Option<Tls>,
    /// Who may come in, and how often.
    pub(crate) access: AccessRows,
    /// How much of the door those who come may take up.
    pub(crate) door: DoorRows,
    /// Where people sign in with passkeys.
    pub(crate) passkeys: PasskeyRows,
    /// Through which provider people sign in, if through any.
    pub(crate) openid: Option<OpenIdRows>,
    /// Where banks may have themselves told.
    pub(crate) webhooks: WebhookRows,
    /// How a running node tells what it does.
    pub(crate) log: LogRows,
    /// Where those who run it listen to it; nowhere without this part.
    pub(crate) operations: Option<OperationsRows>,
}

/// Where this machine keeps the certificates that it trusts.
const ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The certificates in a file, which a part of the configuration names.
fn trusted(name: &str, file: &Path) -> Result<RootCertStore, Box<dyn Error>> {
    let reading = |error| format!("{name}: {}: {error}", file.display());
    let found = CertificateDer::pem_file_iter(file).map_err(reading)?;
    let found = found.collect::<Result<Vec<_>, _>>().map_err(reading)?;
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found);
    Ok(roots)
}

/// Where banks may have themselves told what their outboxes hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebhookRows {
    /// Whether at addresses of this machine too, also without TLS.
    pub(crate) loopback: bool,
    /// The certificates that vouch for receivers, as PEM.
    pub(crate) roots: PathBuf,
}

impl Default for WebhookRows {
    fn default() -> Self {
        Self { loopback: false, roots: PathBuf::from(ROOTS) }
    }
}

impl WebhookRows {
    /// How endpoints are called. Without a file of certificates none is reached by TLS, and each
    /// delivery says so.
    pub(crate) fn calling(&self) -> Result<Calling, Box<dyn Error>> {
        let roots = match self.roots.exists() {
            true => trusted("webhooks.roots", &self.roots)?,
            false => RootCertStore::empty(),
        };
        let loopback = if self.loopback { Loopback::Allowed } else { Loopback::Refused };
        Ok(Calling::trusting(roots, loopback))
    }
}

/// With what the door answers by TLS 1.3.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tls {
    /// The door's key, made by `sarraf key`; clients know the door by its public half.
    pub(crate) key: PathBuf,
    /// The names and addresses under which it is reached.
    #[serde(default)]
    pub(crate) hosts: Vec<String>,
    /// Whether who shows no certificate is let in, to sign in otherwise: people with browsers.
    #[serde(default)]
    pub(crate) certificates: Certificates,
}

/// Whether clients show certificates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certificates {
    /// Each does.
    #[default]
    Required,
    /// Each may.
    Asked,
}

/// Who may come in, and how often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct AccessRows {
    /// Whether who shows no key reads everything; on loopback unless told otherwise, and never
    /// elsewhere.
    pub(crate) open: Option<bool>,
    /// The public keys of those who read everything and do nothing.
    pub(crate) overseers: Vec<String>,
    /// How long a session lasts. Unit: hours.
    pub(crate) session_hours: u16,
    /// How often one party may post, in a second; ten times as much at once. 0: without end.
    pub(crate) posts_per_second: u32,
    /// How often one party, or one address, may read, in a second. 0: without end.
    pub(crate) reads_per_second: u32,
}

/// For which pages passkeys are taken: without any, on loopback those of `http://localhost` at the
/// door's port, and elsewhere none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct PasskeyRows {
    /// The domain for which they are made; it is never changed, or all are lost.
    pub(crate) relying_party: Option<String>,
    /// The addresses of the pages; https at the domain unless told otherwise.
    pub(crate) origins: Vec<String>,
}

impl PasskeyRows {
    /// For whom they are taken, where the file says so.
    fn party(&self) -> Result<Option<RelyingParty>, Box<dyn Error>> {
        let Some(domain) = &self.relying_party else {
            return match self.origins.is_empty() {
                true => Ok(None),
                false => Err("passkeys.relying_party: missing".into()),
            };
        };
        let origins = match self.origins.as_slice() {
            [] => vec![format!("https://{domain}")],
            origins => origins.to_vec(),
        };
        let party = RelyingParty::new(domain, origins, ANSWERED_WITHIN);
        Ok(Some(party.map_err(|error| format!("passkeys: {error}"))?))
    }
}

impl Default for AccessRows {
    fn default() -> Self {
        Self {
            open: None,
            overseers: Vec::new(),
            session_hours: 8,
            posts_per_second: 2_000,
            reads_per_second: 200,
        }
    }
}

/// How much of the door those who come may take up, before it is known who they are.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DoorRows {
    /// The most connections at once.
    pub(crate) connections: u64,
    /// The most of them from one address, and the most under one key.
    pub(crate) connections_each: u64,
    /// The most of bodies under way at once, half of it kept for known keys. Unit: mebibytes.
    pub(crate) bodies_mib: u64,
    /// The most of them from one address, or under one known certificate. Unit: mebibytes.
    pub(crate) bodies_mib_each: u64,
    /// In which time the head of a request must have come. Unit: seconds.
    pub(crate) head_seconds: u64,
    /// In which time a body must have come. Unit: seconds.
    pub(crate) body_seconds: u64,
    /// In which time something must be taken of an answer. Unit: seconds.
    pub(crate) answer_seconds: u64,
}

impl Default for DoorRows {
    fn default() -> Self {
        let bounds = Bounds::default();
        Self {
            connections: bounds.connections,
            connections_each: bounds.connections_each,
            bodies_mib: bounds.body_bytes >> 20,
            bodies_mib_each: bounds.body_bytes_each >> 20,
            head_seconds: bounds.head.as_secs(),
            body_seconds: bounds.body.as_secs(),
            answer_seconds: bounds.answer.as_secs(),
        }
    }
}

impl DoorRows {
    /// The longest body has room in it. Unit: mebibytes.
    const LONGEST_BODY: u64 = 9;

    /// What is wrong with it.
    fn wrong(&self) -> Option<&'static str> {
        let wrong = [
            (self.connections == 0, "door.connections: at least 1"),
            (self.connections_each == 0, "door.connections_each: at least 1"),
            (
                (self.bodies_mib / 2).min(self.bodies_mib_each) < Self::LONGEST_BODY,
                "door.bodies_mib: at least 18, and door.bodies_mib_each: at least 9, for one body \
                 of the longest",
            ),
            (
                [self.head_seconds, self.body_seconds, self.answer_seconds].contains(&0),
                "door.head_seconds, door.body_seconds, door.answer_seconds: at least 1",
            ),
        ];
        wrong.iter().find(|(wrong, _)| *wrong).map(|(_, text)| *text)
    }

    /// As the door has it.
    pub(crate) fn bounds(&self) -> Bounds {
        let bytes = |mib: u64| mib.saturating_mul(1 << 20);
        Bounds {
            connections: self.connections,
            connections_each: self.connections_each,
            body_bytes: bytes(self.bodies_mib),
            body_bytes_each: bytes(self.bodies_mib_each),
            head: Duration::from_secs(self.head_seconds),
            body: Duration::from_secs(self.body_seconds),
            answer: Duration::from_secs(self.answer_seconds),
        }
    }
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 7700)),
            system: None,
            operator_key: None,
            seed: 1,
            banks: usize::MAX,
            intake: 16_384,
            snapshot_every: 20_000,
            keep_days: node::Keep::default().days,
            keep_payments: node::Keep::default().payments,
            views: None,
            tls: None,
            access: AccessRows::default(),
            door: DoorRows::default(),
            passkeys: PasskeyRows::default(),
            openid: None,
            webhooks: WebhookRows::default(),
            log: LogRows::default(),
            operations: None,
        }
    }
}

impl Configuration {
    /// Reads a file, or takes the defaults.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Box<dyn Error>> {
        let Some(file) = file else {
            return Ok(Self::default());
        };
        let text = fs::read_to_string(file)
            .map_err(|error| format!("reading configuration {}: {error}", file.display()))?;
        let read = Self::parse(&text);
        read.map_err(|error| format!("configuration {}: {error}", file.display()).into())
    }

    fn parse(text: &str) -> Result<Self, String> {
        let read: Result<Self, _> = toml::from_str(text);
        read.map_err(|error| error.to_string()).and_then(Self::in_range)
    }

    /// Who may come in. A sandbox has an overseer of its own, whose key anybody may derive.
    pub(crate) fn access(&self, seed: Option<u64>) -> Result<Access, Box<dyn Error>> {
        let rows = &self.access;
        let sandbox = seed.map(|seed| sandbox::open_access(seed).overseers).unwrap_or_default();
        let overseers = rows
            .overseers
            .iter()
            .map(|key| key.parse().map_err(|error| format!("access.overseers: {key}: {error}")));
        let overseers = overseers.collect::<Result<Vec<PublicKey>, _>>()?;
        let access = Access {
            open: rows.open.unwrap_or(self.listen.ip().is_loopback() && self.tls.is_none()),
            overseers: overseers.into_iter().chain(sandbox).collect(),
            session: Duration::from_secs(u64::from(rows.session_hours) * 3600),
            posts_per_second: NonZeroU32::new(rows.posts_per_second),
            reads_per_second: NonZeroU32::new(rows.reads_per_second),
            passkeys: self.passkeys.party()?,
            openid: self.openid.as_ref().map(OpenIdRows::logins).transpose()?,
        };
        let is_here = self.listen.ip().is_loopback() && self.tls.is_none();
        Ok(match access.passkeys.is_none() && is_here {
            true => access.with_local_passkeys(self.listen.port()),
            false => access,
        })
    }

    /// Where views are kept, if they are.
    pub(crate) fn views(&self) -> Result<Option<Target>, Box<dyn Error>> {
        match self.views.as_deref() {
            Some("off") => Ok(None),
            told => views_of(&self.data, told).map(Some),
        }
    }

    /// Refuses what a node could not run with.
    pub(crate) fn in_range(self) -> Result<Self, String> {
        let wrong = [
            (self.banks < 2, "banks: at least 2"),
            (self.intake == 0, "intake: at least 1"),
            (self.snapshot_every == 0, "snapshot_every: at least 1"),
            (self.keep_days == 0, "keep_days: at least 1"),
            (self.keep_payments < 1_000, "keep_payments: at least 1000"),
            (
                !self.listen.ip().is_loopback() && self.tls.is_none(),
                "listen: without [tls] a loopback address",
            ),
            (
                !self.listen.ip().is_loopback() && self.access.open == Some(true),
                "access.open: on a loopback address only",
            ),
            (self.access.session_hours == 0, "access.session_hours: at least 1"),
        ];
        if let Some((_, text)) = wrong.iter().find(|(wrong, _)| *wrong) {
            return Err((*text).to_owned());
        }
        if let Some(text) = self.door.wrong() {
            return Err(text.to_owned());
        }
        if let Some(text) = self.operations.as_ref().and_then(OperationsRows::wrong) {
            return Err(text.to_owned());
        }
        self.log.targets()?;
        Ok(self)
    }
}

/// Where the views of a data directory are: as told, or in a file of it.
pub(crate) fn views_of(data: &Path, told: Option<&str>) -> Result<Target, Box<dyn Error>> {
    match told {
        Some(text) => Ok(text.parse()?),
        None => Ok(Target::Sqlite(data.join("views.sqlite"))),
    }
}

/// What a data directory was founded with; written once, beside the log.
#[derive(Clone, Debug)]
pub(crate) enum Founded {
    /// The sandbox's world: `founding.toml`.
    Sandbox(Sandbox),
    /// A system of its own: `system.toml`, the founding document as it was given.
    System(String),
}

/// The sandbox's world at a place and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sandbox {
    /// The seed of the parties' keys.
    pub(crate) seed: u64,
    /// How many banks.
    pub(crate) banks: usize,
    /// The first record's instant. Unit: nanoseconds since the Unix epoch.
    pub(crate) instant: u64,
    /// How far the node's clock is ahead of the machine's. Unit: seconds.
    pub(crate) ahead_seconds: i64,
}

fn read_file(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| format!("reading {}: {error}", path.display()).into())
}

impl Founded {
    /// What the keys of a sandbox derive from; `None` of a system of its own.
    pub(crate) fn seed(&self) -> Option<u64> {
        match self {
            Self::Sandbox(sandbox) => Some(sandbox.seed),
            Self::System(_) => None,
        }
    }

    /// What a directory was founded with, if it was.
    pub(crate) fn read(data: &Path) -> Result<Option<Self>, Box<dyn Error>> {
        let (sandbox, system) = (data.join("founding.toml"), data.join("system.toml"));
        if system.exists() {
            return Ok(Some(Self::System(read_file(&system)?)));
        }
        if sandbox.exists() {
            return Self::from_text(&read_file(&sandbox)?)
                .map(Some)
                .map_err(|error| format!("{}: {error}", sandbox.display()).into());
        }
        Ok(None)
    }

    /// Reads either kind of file, as `sarraf verify` is given it.
    pub(crate) fn from_text(text: &str) -> Result<Self, Box<dyn Error>> {
        match toml::from_str::<Sandbox>(text) {
            Ok(sandbox) => Ok(Self::Sandbox(sandbox)),
            Err(_) => {
                Document::parse(text).map(|_| Self::System(text.to_owned())).map_err(Into::into)
            }
        }
    }

    /// Writes it down.
    pub(crate) fn write(&self, data: &Path) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(data).map_err(|error| format!("making {}: {error}", data.display()))?;
        let (path, text) = match self {
            Self::Sandbox(sandbox) => (data.join("founding.toml"), toml::to_string(sandbox)?),
            Self::System(text) => (data.join("system.toml"), text.clone()),
        };
        fs::write(&path, text)
            .map_err(|error| format!("writing {}: {error}", path.display()).into())
    }

    /// The world, where it is the sandbox's.
    pub(crate) fn world(&self) -> Result<Option<World>, Box<dyn Error>> {
        match self {
            Self::Sandbox(sandbox) => Ok(Some(World::embedded(sandbox.seed, sandbox.banks)?)),
            Self::System(_) => Ok(None),
        }
    }

    /// The founding itself.
    pub(crate) fn founding(&self) -> Result<Founding, Box<dyn Error>> {
        match self {
            Self::Sandbox(sandbox) => {
                let world = World::embedded(sandbox.seed, sandbox.banks)?;
                Ok(world.founding(Instant::from_unix_nanos(sandbox.instant))?)
            }
            Self::System(text) => {
                let founding = Document::parse(text)?.founding()?;
                founding.try_out()?;
                Ok(founding)
            }
        }
    }

    /// The code by which messages name the system.
    pub(crate) fn clearing_system(&self) -> Result<String, Box<dyn Error>> {
        match self {
            Self::Sandbox(_) => Ok(CLEARING_SYSTEM.to_owned()),
            Self::System(text) => Ok(Document::parse(text)?.clearing_system().to_owned()),
        }
    }

    /// How far the node's clock is ahead of the machine's: never but in the sandbox.
    pub(crate) fn ahead_seconds(&self) -> i64 {
        match self {
            Self::Sandbox(sandbox) => sandbox.ahead_seconds,
            Self::System(_) => 0,
        }
    }
}
