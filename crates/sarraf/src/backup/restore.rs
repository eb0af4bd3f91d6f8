use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use node::{Explain, Founding, Replayed, Replica, SealedBy, copy_file, copy_folder};
use terms::{Digest, LogPosition};

use super::manifest::Manifest;
use super::{DISPATCH, FILES, bar, make_new};
use crate::configuration::Founded;
use crate::outcome::{Done, Outcome};

/// Where a whole log lies while it is copied up to a position.
const WHOLE: &str = "restoring";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder of a backup, which is only read
    #[arg(long)]
    from: PathBuf,
    /// The data directory to make; it must not be there yet, or be empty
    #[arg(long)]
    data: PathBuf,
    /// The last position to keep, instead of the backup's
    #[arg(long, value_name = "POSITION")]
    to: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let (from, data) = (&arguments.from, &arguments.data);
    let manifest = Manifest::checked(from, bar("checking"))?;
    let upto = arguments.to.unwrap_or(manifest.position);
    if upto == 0 || upto > manifest.position {
        let end = manifest.position;
        return Err(format!("--to {upto}: the backup holds the positions 1 to {end}").into());
    }
    let founded = Founded::read(from)?.ok_or("the backup holds no founding")?;
    let founding = founded.founding()?;
    if founding.network() != manifest.system {
        return Err("damaged: the founding is of another system than the manifest says".into());
    }
    make_new(data)?;
    let restored = put_back(from, data, &manifest, LogPosition::new(upto));
    let verified = restored.and_then(|next| verify(data, &founding, &manifest, next));
    match verified {
        Ok((replayed, messages)) => {
            say!("restored to {}: every record applied again", data.display());
            say!("position  {}", replayed.records);
            say!("head      {}", replayed.head);
            say!("books     {}", replayed.books);
            say!("messages  {} of {} are kept", messages.kept, messages.wanted);
            Ok(Outcome::Good)
        }
        Err(error) => {
            // What is not verified must not be served by mistake.
            fs::remove_dir_all(data)
                .map_err(|left| format!("{error}; and {} is left: {left}", data.display()))?;
            say!("RESTORE FAILED: {error}");
            Ok(Outcome::Bad)
        }
    }
}

/// Copies everything; answers what the record after the last one says of it, if there is one.
fn put_back(
    from: &Path,
    data: &Path,
    manifest: &Manifest,
    upto: LogPosition,
) -> Result<Option<SealedBy>, Box<dyn Error>> {
    for name in FILES.iter().chain([&DISPATCH]) {
        if from.join(name).exists() {
            copy_file(&from.join(name), &data.join(name))?;
        }
    }
    copy_journal(from, data, "originals")?;
    if upto.number() == manifest.position {
        copy_journal(from, data, "log")?;
        return Ok(None);
    }
    let whole = data.join(WHOLE);
    copy_journal(from, &whole, "log")?;
    let bar = bar("log");
    bar.set_length(upto.number());
    let next = node::copy_log(&whole, data, upto, |index| bar.set_position(index + 1))?;
    bar.finish_and_clear();
    fs::remove_dir_all(&whole)?;
    next.map(Some).ok_or_else(|| format!("the log of the backup ends before {upto}").into())
}

fn copy_journal(from: &Path, to: &Path, name: &str) -> Result<(), Box<dyn Error>> {
    for part in ["mark", "data"] {
        let within = Path::new(name).join(format!("{name}_{part}"));
        let bar = bar(&format!("{name} {part}"));
        copy_folder(&from.join(&within), &to.join(&within), || bar.inc(1))?;
        bar.finish_and_clear();
    }
    Ok(())
}

/// How many of the messages that the log names are there.
struct Messages {
    wanted: usize,
    kept: usize,
}

/// Applies the whole log again, and holds what it comes to against what was sealed or written down.
fn verify(
    data: &Path,
    founding: &Founding,
    manifest: &Manifest,
    next: Option<SealedBy>,
) -> Result<(Replayed, Messages), Box<dyn Error>> {
    let bar = bar("applying");
    let mut wanted = HashSet::new();
    let replayed = Replica::replay_records(founding, data, Explain::Nothing, |applied, end| {
        bar.set_length(end.number());
        bar.set_position(applied.header.position.number());
        let evidence = applied.commands.iter().map(|envelope| envelope.evidence);
        wanted.extend(evidence.filter(|evidence| *evidence != Digest::ZERO));
        Ok(())
    })?;
    bar.finish_and_clear();
    let (head, books) = match next {
        Some(next) => (next.head, Some(next.outcome.books)),
        None => (manifest.head, manifest.books),
    };
    let Replayed { head: found, books: held, .. } = &replayed;
    if *found != head {
        return Err(format!("the log's head is {found} and should be {head}").into());
    }
    if let Some(books) = books.filter(|books| books != held) {
        return Err(format!("the books come to {held} and should come to {books}").into());
    }
    let kept = node::messages_kept(data, &wanted)?;
    Ok((replayed, Messages { wanted: wanted.len(), kept }))
}
