//! A copy of what cannot be derived, and a system put back from it.

mod manifest;
mod restore;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use node::{CopyFor, Copying, Founding, Replica, copy_file};
use terms::{Digest, LogPosition};

use crate::configuration::{Configuration, Founded};
use crate::outcome::{Done, Outcome};
use manifest::{FORMAT, MANIFEST, Manifest};

pub(crate) use restore::{Arguments as Restore, run as restore};

/// The journals that can be derived from nothing. Order: a message stands among the originals
/// before its command stands on the log, so what is copied after the log has all of its messages.
const JOURNALS: [&str; 2] = ["log", "originals"];

/// Small files that are copied where they are there.
const FILES: [&str; 4] = ["founding.toml", "system.toml", "operator.pub", "door.pub"];

/// What has left the house.
const DISPATCH: &str = "dispatch.sqlite";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The configuration the server runs with
    #[arg(long)]
    config: Option<PathBuf>,
    /// The data directory, instead of the file's; its node may be running
    #[arg(long)]
    data: Option<PathBuf>,
    /// A folder that is not there yet
    #[arg(long)]
    to: PathBuf,
    /// Does not apply the copied log again: every checksum and the last seal are verified, and the
    /// digest of the books is left to the restoring
    #[arg(long)]
    quick: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let data = match &arguments.data {
        Some(data) => data.clone(),
        None => Configuration::read(arguments.config.as_deref())?.data,
    };
    let to = &arguments.to;
    let founded = Founded::read(&data)?;
    let founded = founded
        .ok_or_else(|| format!("{} holds no founding: nothing to back up", data.display()))?;
    let founding = founded.founding()?;
    make_new(to)?;
    for name in JOURNALS {
        copy_journal(&data, to, name)?;
    }
    for name in FILES {
        if data.join(name).exists() {
            copy_file(&data.join(name), &to.join(name))?;
        }
    }
    if data.join(DISPATCH).exists() {
        dispatch::Store::copy(&data.join(DISPATCH), &to.join(DISPATCH))?;
    }
    let end = end_of(&founding, to, arguments.quick)?;
    for name in JOURNALS {
        leave_derived(&to.join(name), name)?;
    }
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: node::now().to_string(),
        system: founding.network(),
        position: end.position.number(),
        head: end.head,
        books: end.books,
        files: manifest::listed(to, bar("reading"))?,
    };
    manifest.write(to)?;
    say!("backed up to {}: {} files", to.display(), manifest.files.len());
    say!("position  {}", manifest.position);
    say!("head      {}", manifest.head);
    if let Some(books) = manifest.books {
        say!("books     {books}");
    }
    say!("manifest  {}", manifest::digest_of(&to.join(MANIFEST))?);
    Ok(Outcome::Good)
}

/// Where a log ends, and what it came to if it was applied again.
struct End {
    position: LogPosition,
    head: Digest,
    books: Option<Digest>,
}

fn end_of(founding: &Founding, folder: &Path, quick: bool) -> Result<End, Box<dyn Error>> {
    if quick {
        let end = node::log_end(founding, folder)?.ok_or("the log holds no record")?;
        return Ok(End { position: end.position, head: end.head, books: None });
    }
    let bar = bar("applying");
    let replayed = Replica::replay_all(founding, folder, |header, _, all| {
        bar.set_length(all.number());
        bar.set_position(header.position.number());
    })?;
    bar.finish_and_clear();
    let position = LogPosition::new(replayed.records);
    Ok(End { position, head: replayed.head, books: Some(replayed.books) })
}

/// A folder that was not there, or is empty; nobody else reads it.
fn make_new(folder: &Path) -> Result<(), Box<dyn Error>> {
    let failed = |error| format!("making {}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    if fs::read_dir(folder).map_err(failed)?.next().is_some() {
        return Err(format!("{} is not empty: give another folder", folder.display()).into());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(failed)?;
    }
    Ok(())
}

/// Copies a journal that may be written meanwhile.
fn copy_journal(data: &Path, to: &Path, name: &str) -> Result<(), node::Fault> {
    let (files, records) = (bar(&format!("{name} files")), bar(name));
    node::copy_journal(data, to, name, CopyFor::Keeping, |copying| match copying {
        Copying::Files(done) => files.set_position(u64::try_from(done).unwrap_or(u64::MAX)),
        Copying::Record(index) => records.set_position(index),
    })?;
    files.finish_and_clear();
    Ok(())
}

/// Leaves out of a journal what is made again from its records.
fn leave_derived(folder: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    let kept = [format!("{name}_mark"), format!("{name}_data")];
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if kept.iter().any(|kept| *entry.file_name() == **kept) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(entry.path())?,
            false => fs::remove_file(entry.path())?,
        }
    }
    Ok(())
}

/// A bar that tells what is being done.
fn bar(what: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:16} {wide_bar} {pos}/{len}");
    let bar = ProgressBar::no_length().with_message(what.to_owned());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
