//! The views of a data directory: made again, checked, looked at.

use std::error::Error;
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use node::{Explain, Fault, Founding, Replayed, Replica};
use terms::LogPosition;
use views::{Target, Views};

use crate::configuration::{Founded, views_of};
use crate::outcome::{Done, Outcome};
use crate::scratch::Scratch;

/// Which views.
#[derive(clap::Args)]
pub(crate) struct Place {
    /// The data directory
    #[arg(long, default_value = "data")]
    pub(crate) data: PathBuf,
    /// Where the views are: sqlite:FILE or postgres://...; a file in the data directory unless
    /// given
    #[arg(long, visible_alias = "to")]
    pub(crate) views: Option<String>,
}

#[derive(clap::Subcommand)]
pub(crate) enum Task {
    /// Makes them again from the whole log; the node must not be running
    Rebuild(Place),
    /// Compares every row with what the log makes now; the node must not be running
    Check(Place),
    /// Says where they stand and how many rows they have
    Status(Place),
}

pub(crate) fn run(task: &Task) -> Done {
    match task {
        Task::Rebuild(place) => rebuild(place),
        Task::Check(place) => check(place),
        Task::Status(place) => status(place),
    }
}

impl Place {
    fn founding(&self) -> Result<Founding, Box<dyn Error>> {
        let data = &self.data;
        let founded = Founded::read(data)?;
        founded.ok_or_else(|| format!("{} holds no founding", data.display()))?.founding()
    }

    fn target(&self) -> Result<Target, Box<dyn Error>> {
        views_of(&self.data, self.views.as_deref())
    }

    /// Opens them to be asked.
    pub(crate) fn look(&self) -> Result<Views, Box<dyn Error>> {
        Ok(Views::look(&self.target()?, self.founding()?.origin())?)
    }
}

/// Adds the records of a log up to a position, with a bar; verifies all of it.
fn fill(
    views: &mut Views,
    founding: &Founding,
    data: &Path,
    until: LogPosition,
) -> Result<Replayed, Fault> {
    let adding = |fault| Fault::because("making the views", fault);
    let bar = ProgressBar::no_length();
    let replayed = Replica::replay_records(founding, data, Explain::Nothing, |applied, end| {
        bar.set_length(end.number());
        bar.set_position(applied.header.position.number());
        match applied.header.position <= until {
            true => views.add(applied.recorded()).map_err(adding),
            false => Ok(()),
        }
    });
    bar.finish_and_clear();
    let replayed = replayed?;
    views.flush().map_err(adding)?;
    Ok(replayed)
}

fn rebuild(place: &Place) -> Done {
    let (founding, target) = (place.founding()?, place.target()?);
    let begun = std::time::Instant::now();
    let mut views = Views::renew(&target, founding.origin())?;
    let last = LogPosition::new(u64::MAX);
    let replayed = fill(&mut views, &founding, &place.data, last)?;
    let seconds = begun.elapsed().as_secs_f64();
    say!(
        "{target} made from {} records and {} events in {seconds:.1} s, every record verified",
        replayed.records,
        replayed.events
    );
    tell(&mut views)?;
    Ok(Outcome::Good)
}

fn tell(views: &mut Views) -> Result<(), Box<dyn Error>> {
    let (position, instant) = views.position();
    say!("position  {position}, {instant}");
    for (table, count) in views.counts()? {
        say!("{table:<18} {count:>12} rows");
    }
    Ok(())
}

fn status(place: &Place) -> Done {
    let mut views = place.look()?;
    say!("{}", place.target()?);
    tell(&mut views)?;
    Ok(Outcome::Good)
}

fn check(place: &Place) -> Done {
    let (founding, mut views) = (place.founding()?, place.look()?);
    let folder = Scratch::make()?;
    let fresh = Target::Sqlite(folder.path().join("fresh.sqlite"));
    let mut fresh = Views::renew(&fresh, founding.origin())?;
    let (position, _) = views.position();
    let replayed = fill(&mut fresh, &founding, &place.data, position)?;
    let mut outcome = Outcome::Good;
    for ((table, has), (_, made)) in views.digests()?.into_iter().zip(fresh.digests()?) {
        if has == made {
            say!("ok    {table:<18} {has}");
        } else {
            outcome = Outcome::Bad;
            say!("FAIL  {table:<18} {has}, and from the log {made}");
        }
    }
    if fresh.position().0 != position {
        outcome = Outcome::Bad;
        say!("FAIL  the views stand at {position}, the log ends at {}", replayed.records);
    }
    match outcome {
        Outcome::Good => say!("every row up to {position} is what the log makes"),
        Outcome::Bad => say!("make them again: sarraf views rebuild"),
    }
    Ok(outcome)
}
