//! Views that begin with nothing beside a log that is there: reading, decoding, and writing rows.

use std::error::Error;
use std::io::{Write as _, stdout};
use std::path::Path;
use std::time::{Duration, Instant as Stopwatch};

use node::{Clock, Founding, Node, NodeOptions, Replica, demo_key};
use terms::Instant;
use views::trial::Trial;
use views::{Target, Views};

use crate::machine::{founding, instant, payment};
use crate::{Figure, machine_name, print, rate};

/// Payments in one record.
const BATCH: u64 = 1000;

/// How often it is looked whether the views are level.
const LOOK: Duration = Duration::from_millis(5);

/// How much is measured.
#[derive(clap::Args)]
pub struct Arguments {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
    /// Payments of two legs in the log; each is one event and seven rows
    #[arg(long, default_value_t = 200_000)]
    payments: u64,
    /// Where the log and SQLite's file are written; a temporary directory unless given
    #[arg(long)]
    data: Option<std::path::PathBuf>,
}

/// What catching up with a whole log came to.
struct CaughtUp {
    elapsed: Duration,
    rows: u64,
}

/// Measures both databases and prints.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let temporary = tempfile::tempdir()?;
    let folder = arguments.data.clone().unwrap_or_else(|| temporary.path().to_owned());
    let folder = folder.join("views-bench");
    if !arguments.json {
        writeln!(stdout(), "{}", machine_name())?;
    }
    let founding = founding()?;
    let events = write_log(&founding, &folder, arguments.payments)?;
    let sqlite = Target::Sqlite(folder.join("views.sqlite"));
    let names = ["views in SQLite, catching up", "rows written to SQLite"];
    let done = catch_up(&founding, &folder, &sqlite)?;
    tell(names, events, &done, arguments.json)?;
    let server = tempfile::tempdir()?;
    match Trial::start(server.path())? {
        Some(trial) => {
            let names = ["views in PostgreSQL, catching up", "rows written to PostgreSQL"];
            let done = catch_up(&founding, &folder, &trial.database()?)?;
            tell(names, events, &done, arguments.json)?;
        }
        None => eprintln!("PostgreSQL is not installed: not measured"),
    }
    Ok(())
}

fn tell(
    names: [&'static str; 2],
    events: u64,
    done: &CaughtUp,
    as_json: bool,
) -> std::io::Result<()> {
    let [catching, written] = names;
    let figures = [
        Figure::new(catching, rate(events, done.elapsed), "events/s")
            .beside("events", events as f64),
        Figure::new(written, rate(done.rows, done.elapsed), "rows/s"),
    ];
    for figure in &figures {
        print(figure, as_json)?;
    }
    Ok(())
}

/// A log of payments with its events; answers how many events.
fn write_log(founding: &Founding, folder: &Path, count: u64) -> Result<u64, Box<dyn Error>> {
    let options = NodeOptions::new(folder.to_owned()).replica;
    let signer = demo_key(1, &founding.genesis.operator);
    let (mut replica, _) = Replica::open(founding, signer, options, |_| {})?;
    let mut at = instant().unix_nanos();
    let mut events = 0;
    replica.history(|applied| {
        events += applied.events.len();
        Ok(())
    })?;
    for first in (0..count).step_by(usize::try_from(BATCH)?) {
        let batch = (first..count.min(first + BATCH)).map(|number| payment(number, 2)).collect();
        at += 1_000_000;
        events += replica.step(Instant::from_unix_nanos(at), batch)?.events.len();
    }
    replica.snapshot()?;
    // A node takes a log without this folder for one that has lost it; here there were none.
    std::fs::create_dir_all(folder.join("originals"))?;
    Ok(u64::try_from(events)?)
}

/// Starts a node whose views are empty, and waits until they have the whole log.
fn catch_up(
    founding: &Founding,
    folder: &Path,
    target: &Target,
) -> Result<CaughtUp, Box<dyn Error>> {
    let mut options = NodeOptions::new(folder.to_owned());
    (options.clock, options.search) = (Clock::Stepped, None);
    options.views = Some(target.clone());
    let signer = demo_key(1, &founding.genesis.operator);
    let (node, _) = Node::start(founding, signer, options, |_| {})?;
    let begun = Stopwatch::now();
    let board = node.board();
    loop {
        let board = board.read().map_err(|_| "a reader of the board panicked")?;
        let lag = board.views().ok_or("no views are kept")?;
        if lag.records() == 0 {
            break;
        }
        if let Some(fault) = lag.fault() {
            return Err(fault.into());
        }
        drop(board);
        std::thread::sleep(LOOK);
    }
    let elapsed = begun.elapsed();
    node.stop()?;
    let counts = Views::look(target, founding.origin())?.counts()?;
    Ok(CaughtUp { elapsed, rows: counts.iter().map(|(_, count)| count).sum() })
}
