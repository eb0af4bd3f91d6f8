use std::path::PathBuf;

use indicatif::ProgressBar;
use node::Replica;

use crate::configuration::Founded;
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The data directory; its node must not be running
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let data = &arguments.data;
    let founded = Founded::read(data)?;
    let founded = founded
        .ok_or_else(|| format!("{} holds no founding: nothing to replay", data.display()))?;
    let founding = founded.founding()?;
    let bar = ProgressBar::no_length();
    let replayed = Replica::replay_all(&founding, data, |header, _, all| {
        bar.set_length(all.number());
        bar.set_position(header.position.number());
    });
    bar.finish_and_clear();
    match replayed {
        Ok(replayed) => {
            say!("{} records applied again, every digest as the log says", replayed.records);
            say!("commands  {}", replayed.commands);
            say!("events    {}", replayed.events);
            say!("books     {}", replayed.books);
            say!("state     {}", replayed.state);
            say!("digest    {}", replayed.head);
            Ok(Outcome::Good)
        }
        Err(fault) => {
            say!("REPLAY FAILED: {fault}");
            Ok(Outcome::Bad)
        }
    }
}
