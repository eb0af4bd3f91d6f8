//! A PostgreSQL of one's own for a while: for tests and measurements, and for nothing else.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Fault, Target};

/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";

/// Whom the server runs as when we are root, which it refuses to run as.
const USER: &str = "postgres";

/// The port that names the socket of a server on no network.
const PORT: u16 = 5432;

/// A server in a folder, on a socket there and on no network; it ends when this is dropped.
#[derive(Debug)]
pub struct Trial {
    bin: PathBuf,
    folder: PathBuf,
    port: u16,
    made: std::cell::Cell<u32>,
}

impl Trial {
    /// Starts a server whose files lie in `folder`, which must be empty and is the caller's to
    /// remove; none if PostgreSQL is not installed.
    ///
    /// Nothing it writes is made to survive a failure of power.
    pub fn start(folder: &Path) -> Result<Option<Self>, Fault> {
        let Some(it) = Self::laid_out(folder, PORT)? else { return Ok(None) };
        it.serve("-c listen_addresses=''")?;
        Ok(Some(it))
    }

    /// Starts one that is also reached at a port of this machine, by TLS alone; `certificate` and
    /// `key` are its own, as PEM.
    pub fn start_secured(
        folder: &Path,
        port: u16,
        certificate: &str,
        key: &str,
    ) -> Result<Option<Self>, Fault> {
        let Some(it) = Self::laid_out(folder, port)? else { return Ok(None) };
        let rules = "local all all trust\nhostssl all all 127.0.0.1/32 trust\n";
        it.own_file("server.crt", certificate)?;
        it.own_file("server.key", key)?;
        it.own_file("pg_hba.conf", rules)?;
        it.serve("-c listen_addresses=127.0.0.1 -c ssl=on")?;
        Ok(Some(it))
    }

    /// The files of a server that does not run yet.
    fn laid_out(folder: &Path, port: u16) -> Result<Option<Self>, Fault> {
        let Some(bin) = newest() else { return Ok(None) };
        let it = Self { bin, folder: folder.to_owned(), port, made: 0.into() };
        if is_root() {
            let place = folder.display().to_string();
            run(Command::new("chown").args([USER, &place]))?;
            // The socket's folder is reached through those above it.
            run(Command::new("chmod").args(["755", &place]))?;
        }
        let data = it.data();
        let quiet = ["-D", &data, "-U", "views", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"];
        run(it.command("initdb").args(quiet))?;
        Ok(Some(it))
    }

    /// Writes a file among the server's own, which nobody else may read.
    fn own_file(&self, name: &str, text: &str) -> Result<(), Fault> {
        let file = self.folder.join("data").join(name);
        let writing = |error| Fault::because(format!("writing {}", file.display()), error);
        std::fs::write(&file, text).map_err(writing)?;
        let file = file.display().to_string();
        run(Command::new("chmod").args(["600", &file]))?;
        if is_root() {
            run(Command::new("chown").args([USER, &file]))?;
        }
        Ok(())
    }

    fn serve(&self, how: &str) -> Result<(), Fault> {
        let (place, data) = (self.folder.display().to_string(), self.data());
        let port = self.port;
        let options = format!(
            "{how} -c port={port} -c unix_socket_directories='{place}' -c fsync=off -c max_wal_size=4GB"
        );
        let log = format!("{place}/log");
        let start = ["-D", &data, "-w", "-l", &log, "-o", &options, "start"];
        run(self.command("pg_ctl").args(start))
    }

    /// An empty database, another one at each call.
    pub fn database(&self) -> Result<Target, Fault> {
        let number = self.made.get() + 1;
        self.made.set(number);
        let (socket, name) = (self.folder.display().to_string(), format!("views{number}"));
        let port = self.port.to_string();
        run(self.command("createdb").args(["-h", &socket, "-p", &port, "-U", "views", &name]))?;
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
