use std::error::Error;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use terms::Digest;

/// The form of manifests that this program writes and reads.
pub(super) const FORMAT: u32 = 1;

/// The manifest's name in the folder of a backup.
pub(super) const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    /// The form of this file.
    pub(super) format: u32,
    /// The version of the program that wrote it.
    pub(super) program: String,
    /// When.
    pub(super) made_at: String,
    /// What tells the system from any other.
    #[serde(with = "text")]
    pub(super) system: Digest,
    /// The last position of the log.
    pub(super) position: u64,
    /// The digest of its header.
    #[serde(with = "text")]
    pub(super) head: Digest,
    /// The digest of the books after it, if the log was applied again.
    #[serde(with = "text_or_none")]
    pub(super) books: Option<Digest>,
    /// Every other file. Order: by path.
    pub(super) files: Vec<Listed>,
}

/// A file of a backup.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    /// Its path in the folder, with `/`.
    pub(super) path: String,
    /// How long it is.
    pub(super) bytes: u64,
    /// SHA-256 of it.
    #[serde(with = "text")]
    pub(super) sha256: Digest,
}

impl Manifest {
    pub(super) fn write(&self, folder: &Path) -> Result<(), Box<dyn Error>> {
        let file = folder.join(MANIFEST);
        let text = serde_json::to_string_pretty(self)? + "\n";
        let failed = |error| format!("writing {}: {error}", file.display());
        fs::write(&file, text).map_err(failed)?;
        File::open(&file).and_then(|file| file.sync_all()).map_err(failed)?;
        Ok(())
    }

    /// Reads it, and holds every file of the backup against it.
    pub(super) fn checked(folder: &Path, bar: ProgressBar) -> Result<Self, Box<dyn Error>> {
        let file = folder.join(MANIFEST);
        let reading = |error| format!("reading {}: {error}", file.display());
        let text = fs::read_to_string(&file).map_err(reading)?;
        let manifest: Self =
            serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
        if manifest.format != FORMAT {
            let form = manifest.format;
            return Err(
                format!("the manifest is of form {form}, this program reads {FORMAT}").into()
            );
        }
        let found = listed(folder, bar)?;
        for wanted in &manifest.files {
            let path = &wanted.path;
            match found.iter().find(|found| found.path == *path) {
                Some(found) if found == wanted => {}
                Some(_) => {
                    return Err(format!("damaged: {path} is not what the manifest says").into());
                }
                None => return Err(format!("damaged: {path} is missing").into()),
            }
        }
        let unknown = found.iter().find(|f| manifest.files.iter().all(|w| w.path != f.path));
        match unknown {
            Some(unknown) => {
                let path = &unknown.path;
                Err(format!("damaged: {path} is not in the manifest").into())
            }
            None => Ok(manifest),
        }
    }
}

/// Every file of a folder but the manifest. Order: by path.
pub(super) fn listed(folder: &Path, bar: ProgressBar) -> Result<Vec<Listed>, Box<dyn Error>> {
    let mut paths = Vec::new();
    walk(folder, Path::new(""), &mut paths)?;
    paths.sort();
    bar.set_length(u64::try_from(paths.len()).unwrap_or(u64::MAX));
    let mut files = Vec::new();
    for path in paths {
        let file = folder.join(&path);
        let bytes = fs::metadata(&file)?.len();
        let parts = path.iter().map(|part| part.to_string_lossy());
        let path = parts.collect::<Vec<_>>().join("/");
        files.push(Listed { path, bytes, sha256: digest_of(&file)? });
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(files)
}

fn walk(root: &Path, within: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    let folder = root.join(within);
    let failed = |error| format!("reading {}: {error}", folder.display());
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = within.join(entry.file_name());
        match entry.file_type().map_err(failed)?.is_dir() {
            true => walk(root, &path, paths)?,
            false if path != Path::new(MANIFEST) => paths.push(path),
            false => {}
        }
    }
    Ok(())
}

/// SHA-256 of a file.
pub(super) fn digest_of(file: &Path) -> Result<Digest, Box<dyn Error>> {
    let failed = |error| format!("reading {}: {error}", file.display());
    let mut opened = File::open(file).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = opened.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            return Ok(Digest(hash.finalize().into()));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}

/// Digests as people read them.
mod text {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};
    use terms::Digest;

    pub(super) fn serialize<S: Serializer>(digest: &Digest, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(digest)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Digest, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// Digests that may be absent.
mod text_or_none {
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use terms::Digest;

    pub(super) fn serialize<S: Serializer>(
        digest: &Option<Digest>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        digest.map(|digest| digest.to_string()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<Digest>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
