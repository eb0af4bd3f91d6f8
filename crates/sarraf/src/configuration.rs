use std::error::Error;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use node::Founding;
use sandbox::World;
use serde::{Deserialize, Serialize};
use terms::Instant;

/// Where a door listens unless told otherwise.
pub(crate) const ADDRESS: &str = "127.0.0.1:7700";

/// What `sarraf serve` reads from its file. Unknown keys are refused.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Configuration {
    /// Where data is kept.
    pub(crate) data: PathBuf,
    /// Where the door listens; loopback only.
    pub(crate) listen: SocketAddr,
    /// What the keys of the world's parties are derived from. For trying only.
    pub(crate) seed: u64,
    /// How many of the world's banks take part.
    pub(crate) banks: usize,
    /// Submissions that may wait before senders are told to come again.
    pub(crate) intake: usize,
    /// Records between two snapshots.
    pub(crate) snapshot_every: u64,
}

impl Default for Configuration {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from(([127, 0, 0, 1], 7700)),
            seed: 1,
            banks: usize::MAX,
            intake: 16_384,
            snapshot_every: 20_000,
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
        let read = toml::from_str(&text);
        read.map_err(|error| format!("configuration {}: {error}", file.display()).into())
    }
}

/// What a data directory was founded with; written once, beside the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Founded {
    /// The seed of the parties' keys.
    pub(crate) seed: u64,
    /// How many banks.
    pub(crate) banks: usize,
    /// The first record's instant. Unit: nanoseconds since the Unix epoch.
    pub(crate) instant: u64,
    /// How far the node's clock is ahead of the machine's. Unit: seconds.
    pub(crate) ahead_seconds: i64,
}

impl Founded {
    fn path(data: &Path) -> PathBuf {
        data.join("founding.toml")
    }

    /// What the directory was founded with, if it was.
    pub(crate) fn read(data: &Path) -> Result<Option<Self>, Box<dyn Error>> {
        let path = Self::path(data);
        if !path.exists() {
            return Ok(None);
        }
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("reading {}: {error}", path.display()))?;
        let read = toml::from_str(&text);
        read.map(Some).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    /// Writes it down.
    pub(crate) fn write(&self, data: &Path) -> Result<(), Box<dyn Error>> {
        let path = Self::path(data);
        fs::create_dir_all(data).map_err(|error| format!("making {}: {error}", data.display()))?;
        fs::write(&path, toml::to_string(self)?)
            .map_err(|error| format!("writing {}: {error}", path.display()).into())
    }

    /// The founding itself.
    pub(crate) fn founding(&self) -> Result<Founding, Box<dyn Error>> {
        let world = World::embedded(self.seed, self.banks)?;
        Ok(world.founding(Instant::from_unix_nanos(self.instant))?)
    }
}
