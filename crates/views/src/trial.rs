//! A PostgreSQL of one's own for a while: for tests and measurements, and for nothing else.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Fault, Target};

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Whom the server runs as when we are root, which it refuses to run as.
const USER: &str = "postgres";

/// A server in a folder, on a socket there and on no network; it ends when this is dropped.
#[derive(Debug)]
pub struct Trial {
    bin: PathBuf,
    folder: PathBuf,
    made: std::cell::Cell<u32>,
}

impl Trial {
    /// Starts a server whose files lie in `folder`, which must be empty and is the caller's to
    /// remove; none if PostgreSQL is not installed.
    ///
    /// Nothing it writes is made to survive a failure of power.
    pub fn start(folder: &Path) -> Result<Option<Self>, Fault> {
        let Some(bin) = newest() else { return Ok(None) };
        let it = Self { bin, folder: folder.to_owned(), made: 0.into() };
        let place = folder.display().to_string();
        if is_root() {
            run(Command::new("chown").args([USER, &place]))?;
            // The socket's folder is reached through those above it.
            run(Command::new("chmod").args(["755", &place]))?;
        }
        let data = it.data();
        let quiet = ["-D", &data, "-U", "views", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
        run(it.command("initdb").args(quiet))?;
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off \
             -c max_wal_size=4GB"
        );
        let log = format!("{place}/log");
        run(it.command("pg_ctl").args(["-D", &data, "-w", "-l", &log, "-o", &options, "start"]))?;
        Ok(Some(it))
    }

    /// An empty database, another one at each call.
    pub fn database(&self) -> Result<Target, Fault> {
        let number = self.made.get() + 1;
        self.made.set(number);
        let (socket, name) = (self.folder.display().to_string(), format!("views{number}"));
        run(self.command("createdb").args(["-h", &socket, "-U", "views", &name]))?;
        let host: String = socket.bytes().map(escaped).collect();
        format!("postgres://views@{host}/{name}").parse()
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn command(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        if !is_root() {
            return Command::new(path);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", USER, "--"]).arg(path);
        command
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        let data = self.data();
        // Nothing can be done about one that does not end.
        let _ = run(self.command("pg_ctl").args(["-D", &data, "-m", "immediate", "-w", "stop"]));
    }
}

/// A byte of a path as it stands in the place of a host.
fn escaped(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
        return char::from(byte).to_string();
    }
    format!("%{byte:02X}")
}

/// The programs of the newest version that is installed.
fn newest() -> Option<PathBuf> {
    let versions = std::fs::read_dir(VERSIONS).ok()?;
    let bins = versions.filter_map(Result::ok).filter_map(|version| {
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        let bin = version.path().join("bin");
        bin.join("initdb").exists().then_some((number, bin))
    });
    bins.max().map(|(_, bin)| bin)
}

fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let user = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    user.is_some_and(|ids| ids.split_whitespace().nth(1) == Some("0"))
}

fn run(command: &mut Command) -> Result<(), Fault> {
    let name = format!("{:?}", command.get_program());
    // A server that goes on holds what it was given, so it is given nothing.
    let ended = command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).output();
    let ended = ended.map_err(|error| Fault::because(format!("running {name}"), error))?;
    if ended.status.success() {
        return Ok(());
    }
    Err(Fault::new(format!("running {name}: {}", String::from_utf8_lossy(&ended.stderr).trim())))
}
