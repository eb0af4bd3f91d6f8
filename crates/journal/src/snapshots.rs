use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::Fault;
use crate::fault::Kind;

/// How many snapshots are kept.
pub const KEPT: usize = 3;

/// The version of snapshot files written here.
pub const VERSION: u16 = 1;

const MAGIC: &[u8; 4] = b"SRFS";

/// Length of what stands before the content. Unit: bytes.
const HEADER: usize = 118;

const SUFFIX: &str = ".snapshot";
const UNFINISHED: &str = ".unfinished";

/// Snapshots of a state, each one file; whole or not there at all.
///
/// A snapshot only saves time: the log has everything. So a damaged one is passed over, told, and
/// the one before it is taken.
///
/// ```text
///   offset  length  what, integers little endian
///   0       4       "SRFS"
///   4       2       version, 1
///   6       8       position
///   14      32      digest, as its maker gave it
///   46      8       length of the content
///   54      32      SHA-256 of the content
///   86      32      SHA-256 of the 86 bytes before
///   118     n       the content
/// ```
#[derive(Clone, Debug)]
pub struct Snapshots {
    folder: PathBuf,
}

/// One state, read back and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The last record that is in the state.
    pub position: u64,
    /// What its maker said of the state, for example the digest of the books.
    pub digest: [u8; 32],
    /// The state itself.
    pub bytes: Vec<u8>,
}

/// A snapshot file that cannot be used.
#[derive(Clone, Debug)]
pub struct Damaged {
    /// The position in its name.
    pub position: u64,
    /// Why it cannot.
    pub fault: Fault,
}

/// The newest snapshot that is whole, and what had to be passed over.
#[derive(Clone, Debug, Default)]
pub struct Newest {
    /// `None` if no snapshot is whole: begin with the first record.
    pub snapshot: Option<Snapshot>,
    /// Order: newest first. Shape: one per file that was passed over.
    pub damaged: Vec<Damaged>,
}

impl Snapshots {
    /// The folder as it is: nothing is made and nothing cleared away, so its writer may be running.
    pub fn look(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Opens the folder, or makes it, and clears away what was never finished.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, Fault> {
        let folder = folder.into();
        fs::create_dir_all(&folder).map_err(failed(Kind::Sync, "make the folder of", &folder))?;
        for entry in fs::read_dir(&folder).map_err(failed(Kind::Read, "list", &folder))? {
            let path = entry.map_err(failed(Kind::Read, "list", &folder))?.path();
            let name = path.file_name().unwrap_or_default();
            if name.to_string_lossy().ends_with(UNFINISHED) {
                fs::remove_file(&path).map_err(failed(Kind::Sync, "clear", &path))?;
            }
        }
        Ok(Self { folder })
    }

    /// Writes a snapshot and, when it is safe on the disk, removes all but the newest [`KEPT`].
    ///
    /// Invariant: at every moment, also after a kill or a power loss, each file under its final
    /// name is whole.
    /// Cost: O(bytes), two hashes of the content and two fsyncs.
    pub fn write(&self, position: u64, digest: [u8; 32], bytes: &[u8]) -> Result<(), Fault> {
        let path = self.path(position);
        let unfinished = path.with_extension(&UNFINISHED[1..]);
        let put = || {
            let mut file = File::create(&unfinished)?;
            file.write_all(&header(position, digest, bytes))?;
            file.write_all(bytes)?;
            file.sync_all()?;
            drop(file);
            fs::rename(&unfinished, &path)?;
            self.sync_folder()
        };
        put().map_err(failed(Kind::Sync, "write", &path))?;
        self.remove_older()
    }

    /// The newest whole snapshot, at a position of at most `at_most` where that is given; none in a
    /// folder that is not there.
    ///
    /// Cost: O(bytes of what is read); one content is in memory at a time.
    pub fn newest(&self, at_most: Option<u64>) -> Result<Newest, Fault> {
        let mut newest = Newest::default();
        for position in self.positions()? {
            if at_most.is_some_and(|most| position > most) {
                continue;
            }
            match self.load(position) {
                Ok(snapshot) => {
                    newest.snapshot = Some(snapshot);
                    break;
                }
                Err(fault) => newest.damaged.push(Damaged { position, fault }),
            }
        }
        Ok(newest)
    }

    fn load(&self, position: u64) -> Result<Snapshot, Fault> {
        let path = self.path(position);
        let mut bytes = fs::read(&path).map_err(failed(Kind::Read, "read", &path))?;
        let digest = check(position, &bytes).map_err(|why| {
            Fault::new(Kind::Corrupt, format!("read snapshot {position}: {why}, it is passed over"))
        })?;
        bytes.drain(..HEADER);
        Ok(Snapshot { position, digest, bytes })
    }

    /// Order: newest first. Shape: one per file with a snapshot's name.
    fn positions(&self) -> Result<Vec<u64>, Fault> {
        let folder = &self.folder;
        let mut positions: Vec<u64> = Vec::new();
        let entries = match fs::read_dir(folder) {
            // A backup has none: they can be derived from the log.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(positions),
            entries => entries.map_err(failed(Kind::Read, "list", folder))?,
        };
        for entry in entries {
            let name = entry.map_err(failed(Kind::Read, "list", folder))?.file_name();
            let name = name.to_string_lossy();
            let number = name.strip_suffix(SUFFIX);
            positions.extend(number.and_then(|number| number.parse::<u64>().ok()));
        }
        positions.sort_unstable_by(|one, other| other.cmp(one));
        Ok(positions)
    }

    fn remove_older(&self) -> Result<(), Fault> {
        for position in self.positions()?.into_iter().skip(KEPT) {
            let path = self.path(position);
            fs::remove_file(&path).map_err(failed(Kind::Sync, "remove", &path))?;
        }
        Ok(())
    }

    fn sync_folder(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    /// Twenty digits, so that names sort as positions do.
    fn path(&self, position: u64) -> PathBuf {
        self.folder.join(format!("{position:020}{SUFFIX}"))
    }
}

fn failed(kind: Kind, verb: &str, path: &Path) -> impl Fn(io::Error) -> Fault {
    let tried = format!("{verb} snapshots: {}", path.display());
    move |error| Fault::of_io(kind, tried.clone(), error)
}

fn header(position: u64, digest: [u8; 32], content: &[u8]) -> Vec<u8> {
    let length = u64::try_from(content.len()).expect("a length fits in 64 bits");
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(MAGIC);
    header.extend_from_slice(&VERSION.to_le_bytes());
    header.extend_from_slice(&position.to_le_bytes());
    header.extend_from_slice(&digest);
    header.extend_from_slice(&length.to_le_bytes());
    header.extend_from_slice(&sha256(content));
    let checksum = sha256(&header);
    header.extend_from_slice(&checksum);
    header
}

/// The maker's digest, if the file is the whole snapshot of `position`; else why it is not.
fn check(position: u64, bytes: &[u8]) -> Result<[u8; 32], &'static str> {
    let rest = bytes.strip_prefix(MAGIC).ok_or("it does not begin as a snapshot does")?;
    let (version, rest) = rest.split_first_chunk().ok_or("it ends early")?;
    if u16::from_le_bytes(*version) != VERSION {
        return Err("its version is unknown here");
    }
    let (_, content) = bytes.split_at_checked(HEADER).ok_or("it ends early")?;
    let (_, rest) = rest.split_first_chunk::<8>().ok_or("it ends early")?;
    let (digest, _) = rest.split_first_chunk().ok_or("it ends early")?;
    // The header is made again from what it says and what follows it: every byte is compared.
    if !bytes.starts_with(&header(position, *digest, content)) {
        return Err("its checksums do not hold");
    }
    Ok(*digest)
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
