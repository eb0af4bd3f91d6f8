//! Instance files in, answers out, without a server: what a round would find.

use std::path::{Path, PathBuf};
use std::time::Duration;

use netting::Objective;
use solvers::Options;
use solvers::clear::clear;

use crate::outcome::{Done, Outcome};

/// What is better, for queued items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Better {
    /// More of the most urgent class, then of the next
    Lex,
    /// More value, whatever the class
    Total,
}

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Files of problems P1 and P2 (queued items), P3 (obligations) or P4 (orders)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What is better, for queued items
    #[arg(long, value_enum, default_value_t = Better::Lex)]
    objective: Better,
    /// The seed of the search; the same seed gives the same answer
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Stops the search after so many seconds, with the best so far
    #[arg(long)]
    seconds: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let options = Options {
        objective: match arguments.objective {
            Better::Lex => Objective::Lexicographic,
            Better::Total => Objective::Total,
        },
        seed: arguments.seed,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        deadline: arguments.seconds.map(Duration::from_secs),
        ..Options::default()
    };
    let mut outcome = Outcome::Good;
    for file in &arguments.files {
        let name = serde_json::to_string(&file.display().to_string())?;
        match answer(file, &options) {
            // Amounts are whole numbers of any size, so the answer's own text is kept.
            Ok(answer) => say!("{{\"file\":{name},{}", answer.trim_start_matches('{')),
            Err(error) => {
                outcome = Outcome::Bad;
                say!("{{\"file\":{name},\"error\":{}}}", serde_json::to_string(&error)?);
            }
        }
    }
    Ok(outcome)
}

fn answer(file: &Path, options: &Options<'_>) -> Result<String, String> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| format!("reading {}: {error}", file.display()))?;
    let answer = clear(&text, options).map_err(|unreadable| unreadable.to_string())?;
    serde_json::to_string(&answer).map_err(|error| error.to_string())
}
