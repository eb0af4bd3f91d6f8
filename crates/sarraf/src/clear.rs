//! Instance files in, answers out, without a server: what a round would find.

use std::path::{Path, PathBuf};
use std::time::Duration;

use netting::{Objective, Order};
use solvers::Options;
use solvers::clear::clear_in;

use crate::outcome::{Done, Outcome};

/// Steps beside those of a round, where somebody waits for one answer.
const EFFORT: u64 = 4;

/// What is better, for queued items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Better {
    /// More of the most urgent class, then of the next
    Lex,
    /// More value, whatever the class
    Total,
}

/// What may pass in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Queues {
    /// Nothing: what settles of a queue are its first items
    Strict,
    /// Items of the same priority may pass each other
    Bypass,
}

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Files of problems P1 and P2 (queued items), P3 (obligations) or P4 (orders); `-` is what
    /// comes in
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What is better, for queued items
    #[arg(long, value_enum, default_value_t = Better::Lex)]
    objective: Better,
    /// Whether items stand in the queues of the accounts they debit, by priority and then by the
    /// file's order, where the file does not say so: in none unless given
    #[arg(long, value_enum)]
    queues: Option<Queues>,
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
        effort: EFFORT,
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        deadline: arguments.seconds.map(Duration::from_secs),
        ..Options::default()
    };
    let others = arguments.queues.map(|queues| match queues {
        Queues::Strict => Order::Strict,
        Queues::Bypass => Order::Bypass,
    });
    let mut outcome = Outcome::Good;
    for file in &arguments.files {
        let name = serde_json::to_string(&file.display().to_string())?;
        match answer(file, &options, others) {
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

fn answer(file: &Path, options: &Options<'_>, others: Option<Order>) -> Result<String, String> {
    let text = if file.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    let text = text.map_err(|error| format!("reading {}: {error}", file.display()))?;
    let answer = clear_in(&text, options, others).map_err(|unreadable| unreadable.to_string())?;
    serde_json::to_string(&answer).map_err(|error| error.to_string())
}
