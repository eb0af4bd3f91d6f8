//! The repository as text: every file that a check reads, by its path from the root.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Names the root of the repository by standing in it.
const ROOT_FILE: &str = "floors.toml";

/// Folders that are read, with everything below them.
const FOLDERS: [&str; 4] = ["crates", "docs", "rules", "scenarios"];

/// Single files that are read.
const FILES: [&str; 3] = [ROOT_FILE, "tidy.toml", "README.md"];

/// The files of the repository. Order: by path.
pub struct House {
    files: BTreeMap<String, String>,
}

impl House {
    /// Reads the repository at `root`; a folder that does not exist is empty.
    pub fn read(root: &Path) -> Result<Self, Fault> {
        let mut house = Self { files: BTreeMap::new() };
        for folder in FOLDERS {
            house.read_folder(root, folder)?;
        }
        for file in FILES {
            if root.join(file).is_file() {
                house.read_file(root, file)?;
            }
        }
        Ok(house)
    }

    /// A house of these paths and texts.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self { files: files.iter().map(owned).collect() }
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every file below the folder `prefix` whose name ends so, as (path, text). Order: by path.
    pub fn files<'a>(
        &'a self,
        prefix: &'a str,
        suffix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(prefix) && path.ends_with(suffix))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every Rust file of every crate's `src`, as (crate, path, text).
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.files("crates/", ".rs").filter_map(|(path, text)| {
            let (name, rest) = path.strip_prefix("crates/")?.split_once('/')?;
            rest.starts_with("src/").then_some((name, path, text))
        })
    }

    fn read_folder(&mut self, root: &Path, folder: &str) -> Result<(), Fault> {
        let path = root.join(folder);
        if !path.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(&path).map_err(|source| Fault::new(&path, source))? {
            let entry = entry.map_err(|source| Fault::new(&path, source))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let inner = format!("{folder}/{name}");
            let kind = entry.file_type().map_err(|source| Fault::new(&entry.path(), source))?;
            if kind.is_dir() && !left_out(&name) {
                self.read_folder(root, &inner)?;
            } else if kind.is_file() && is_text(&inner) {
                self.read_file(root, &inner)?;
            }
        }
        Ok(())
    }

    fn read_file(&mut self, root: &Path, file: &str) -> Result<(), Fault> {
        let path = root.join(file);
        let bytes = fs::read(&path).map_err(|source| Fault::new(&path, source))?;
        self.files.insert(file.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        Ok(())
    }
}

/// The crate to whose folder `path` belongs.
pub fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

/// The root of the repository that holds `start`: the nearest folder upward with a `floors.toml`.
pub fn root(start: &Path) -> Result<PathBuf, Fault> {
    let start = start.canonicalize().map_err(|source| Fault::new(start, source))?;
    let root = start.ancestors().find(|folder| folder.join(ROOT_FILE).is_file());
    let missing = || io::Error::new(io::ErrorKind::NotFound, "no floors.toml here or above");
    root.map(Path::to_path_buf).ok_or_else(|| Fault::new(&start, missing()))
}

/// Built or fetched, not written.
fn left_out(folder: &str) -> bool {
    folder.starts_with('.') || matches!(folder, "target" | "node_modules" | "dist")
}

fn is_text(path: &str) -> bool {
    path.starts_with("scenarios/") || [".rs", ".md", ".toml"].iter().any(|end| path.ends_with(end))
}

/// The repository cannot be read.
#[derive(Debug)]
pub struct Fault {
    path: PathBuf,
    source: io::Error,
}

impl Fault {
    fn new(path: &Path, source: io::Error) -> Self {
        Self { path: path.to_path_buf(), source }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for Fault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
