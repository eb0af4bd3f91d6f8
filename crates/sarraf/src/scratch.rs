//! A folder for what is looked at and thrown away: nobody else's to read, and gone at the end.
//!
//! What lies in it may be a whole log, so it is made for its owner alone, whatever the umask is and
//! whatever the modes of the files that are copied into it.
//! It is removed when it is dropped, and as well where the program is ended by Ctrl-C or SIGTERM;
//! what SIGKILL or a power failure leaves behind bears the name `sarraf-look-`.

use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

/// How the names of such folders begin.
const PREFIX: &str = "sarraf-look-";
/// A node wants so much free unless told otherwise; looking leaves no less. Unit: bytes.
const MOST_LEFT: u64 = 1 << 30;
/// What looking leaves free on a small file system. Unit: bytes.
const LEAST_LEFT: u64 = 64 << 20;
/// One part in so many of a file system is left free, between those two.
const LEFT: u64 = 20;
/// How often a folder is cleared that may be written to meanwhile.
const TURNS: u32 = 100;
/// How long whoever wrote to it has to fail, before the program ends.
const PAUSE: Duration = Duration::from_millis(100);

/// The folder, while it is there.
type Held = Arc<Mutex<Option<TempDir>>>;

/// A folder that is removed when it is dropped, or when the program is asked to end.
pub(crate) struct Scratch {
    path: PathBuf,
    held: Held,
}

impl Scratch {
    /// Makes a folder where `TMPDIR` says.
    ///
    /// From then on Ctrl-C and SIGTERM end the program by way of removing it, with the statuses
    /// that shells know, 130 and 143.
    ///
    /// # Errors
    /// If it cannot be made, or the signals cannot be waited for.
    pub(crate) fn make() -> Result<Self, Box<dyn Error>> {
        let held = Held::default();
        remove_at_end(held.clone()).map_err(|error| format!("waiting for signals: {error}"))?;
        let within = std::env::temp_dir();
        // Under the lock, so that no signal finds the folder made and not yet known.
        let mut place = lock(&held);
        let folder = private(&within)
            .map_err(|error| format!("making a folder in {}: {error}", within.display()))?;
        let path = folder.path().to_owned();
        *place = Some(folder);
        drop(place);
        Ok(Self { path, held })
    }

    /// As [`Scratch::make`], with room for a copy of that folder.
    ///
    /// # Errors
    /// As there, and if the copy would leave too little room to whoever else writes to that disk.
    pub(crate) fn for_copy_of(folder: &Path) -> Result<Self, Box<dyn Error>> {
        let scratch = Self::make()?;
        let failed = |error| format!("looking how large {} is: {error}", folder.display());
        let size = size(folder).map_err(failed)?;
        let within = std::env::temp_dir();
        let told = rustix::fs::statvfs(&scratch.path).map_err(|error| {
            format!("looking how much is free in {}: {error}", within.display())
        })?;
        let bytes = |blocks: u64| blocks.saturating_mul(told.f_frsize);
        let room = Room { free: bytes(told.f_bavail), whole: bytes(told.f_blocks) };
        room.holds(size).map_err(|why| {
            let (folder, within) = (folder.display(), within.display());
            format!("copying {folder} to {within}: {why}; set TMPDIR to a folder with room for it")
        })?;
        Ok(scratch)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Where a signal is removing it, this waits for the program's end.
        drop(lock(&self.held).take());
    }
}

/// A folder for its owner alone.
fn private(within: &Path) -> io::Result<TempDir> {
    use std::os::unix::fs::PermissionsExt as _;
    let owner_alone = fs::Permissions::from_mode(0o700);
    tempfile::Builder::new().prefix(PREFIX).permissions(owner_alone).tempdir_in(within)
}

fn lock(held: &Held) -> MutexGuard<'_, Option<TempDir>> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has a thread wait for the signals that end the program.
///
/// They are waited for when this returns, before there is anything to be removed.
fn remove_at_end(held: Held) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let (mut interrupt, mut terminate) = {
        let _entered = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    let wait = move || {
        let status = runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => 130,
                _ = terminate.recv() => 143,
            }
        });
        // The lock is kept to the end, and no failure told: whoever still copies fails because of this.
        let mut folder = lock(&held);
        std::panic::set_hook(Box::new(|_| {}));
        if let Some(folder) = folder.take() {
            remove(&folder.keep());
        }
        std::process::exit(status)
    };
    thread::Builder::new().name("signals".into()).spawn(wait).map(drop)
}

/// Removes a folder that somebody may be writing to.
///
/// It is moved away and a file put in its place, beneath which no folder can be made again: whoever
/// wrote fails from then on, and has time to before the file goes too.
fn remove(folder: &Path) {
    let away = folder.with_extension("gone");
    for _ in 0..TURNS {
        // A turn that comes too late for a writer leaves it to the next.
        if folder.is_dir() {
            let _ = fs::rename(folder, &away);
        }
        let _ = fs::File::create_new(folder);
        let _ = fs::remove_dir_all(&away);
        if folder.is_file() && !away.exists() {
            break;
        }
    }
    thread::sleep(PAUSE);
    // What is left now cannot be helped.
    let _ = fs::remove_file(folder).or_else(|_| fs::remove_dir_all(folder));
}

/// What the files in a folder come to. Unit: bytes.
fn size(folder: &Path) -> io::Result<u64> {
    let mut sum = 0_u64;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let of = match entry.metadata() {
            Ok(told) if told.is_dir() => size(&entry.path())?,
            Ok(told) => told.len(),
            // Its node may remove a file meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        sum = sum.saturating_add(of);
    }
    Ok(sum)
}

/// The room of a file system. Unit: bytes.
#[derive(Clone, Copy)]
struct Room {
    free: u64,
    whole: u64,
}

impl Room {
    /// Whether so many bytes can be put there with enough left; why not.
    fn holds(self, size: u64) -> Result<(), String> {
        let left = (self.whole / LEFT).clamp(LEAST_LEFT, MOST_LEFT);
        if self.free >= size.saturating_add(left) {
            return Ok(());
        }
        let mib = |bytes: u64| bytes.div_ceil(1 << 20);
        let (size, left, free) = (mib(size), mib(left), self.free >> 20);
        Err(format!(
            "{size} MiB are needed and {left} MiB are to stay free, but {free} MiB are free"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn a_folder_is_for_its_owner_alone_and_goes_when_it_is_dropped() {
        use std::os::unix::fs::PermissionsExt as _;
        let scratch = Scratch::make().expect("it is made");
        let path = scratch.path().to_owned();
        let mode = fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        fs::write(path.join("log"), "a log").expect("it is written");
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn a_folder_that_is_written_to_is_removed_and_not_made_again() {
        let within = private(&std::env::temp_dir()).expect("it is made");
        let folder = private(within.path()).expect("it is made").keep();
        let log = folder.join("log");
        let write = || {
            let made = fs::create_dir_all(&log).and_then(|()| fs::write(log.join("0"), [0; 9_000]));
            // One failure is of the moment it is moved away, as a copy that is made again.
            made.is_ok()
        };
        assert!(write());
        thread::scope(|scope| {
            let writer = scope.spawn(|| while write() || write() {});
            remove(&folder);
            writer.join().expect("it fails in order");
        });
        assert_eq!(fs::read_dir(within.path()).expect("it is there").count(), 0);
    }

    #[test]
    fn looking_leaves_a_twentieth_free_within_bounds() {
        let room = |free, whole| Room { free: free * MIB, whole: whole * MIB };
        assert!(room(10 + 64, 100).holds(10 * MIB).is_ok());
        assert!(room(10 + 64, 100).holds(10 * MIB + 1).is_err());
        assert!(room(10 + 500, 10_000).holds(10 * MIB).is_ok());
        assert!(room(10 + 499, 10_000).holds(10 * MIB).is_err());
        assert!(room(10 + 1_024, 9_000_000).holds(10 * MIB).is_ok());
        let why = room(10 + 1_023, 9_000_000).holds(10 * MIB).expect_err("one is missing");
        assert_eq!(why, "10 MiB are needed and 1024 MiB are to stay free, but 1033 MiB are free");
        assert!(room(0, 100).holds(u64::MAX).is_err());
    }

    #[test]
    fn a_folder_counts_with_all_that_lies_in_it() {
        let folder = private(&std::env::temp_dir()).expect("it is made");
        fs::create_dir(folder.path().join("log_data")).expect("it is made");
        fs::write(folder.path().join("log_data/0"), [0; 700]).expect("it is written");
        fs::write(folder.path().join("mark"), [0; 50]).expect("it is written");
        assert_eq!(size(folder.path()).expect("it is read"), 750);
    }
}
