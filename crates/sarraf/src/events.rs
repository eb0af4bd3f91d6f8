//! Everything that happened, for whoever checks it with a program of their own.

use std::io::{BufWriter, Write as _, stdout};
use std::path::PathBuf;

use node::Replica;
use serde_json::json;

use crate::configuration::Founded;
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The data directory; its node must not be running
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// Only events of this feature, such as Exchange, Offsetting or Payment
    #[arg(long)]
    of: Option<String>,
}

/// Applies the whole log again and prints each event as a JSON object on a line.
///
/// Amounts of more than 53 bits stand as whole numbers: read them as such.
pub(crate) fn run(arguments: &Arguments) -> Done {
    let data = &arguments.data;
    let founded = Founded::read(data)?;
    let founded =
        founded.ok_or_else(|| format!("{} holds no founding: nothing to tell", data.display()))?;
    let mut out = BufWriter::new(stdout().lock());
    let mut failed = Ok(());
    let replayed = Replica::replay_all(&founded.founding()?, data, |header, events, _| {
        for (number, event) in events.iter().enumerate() {
            if failed.is_err() {
                return;
            }
            failed = (|| -> Result<(), std::io::Error> {
                let text = serde_json::to_string(event)?;
                let wanted = arguments.of.as_ref();
                if wanted.is_some_and(|of| !text.starts_with(&format!("{{\"{of}\""))) {
                    return Ok(());
                }
                let place = json!({
                    "position": header.position.number(),
                    "instant": header.instant.to_string(),
                    "number": number,
                });
                let place = place.to_string();
                // The event's own text is kept: a JSON value holds no more than 64 bits.
                writeln!(out, "{},\"event\":{text}}}", place.trim_end_matches('}'))
            })();
        }
    });
    failed?;
    out.flush()?;
    match replayed {
        Ok(_) => Ok(Outcome::Good),
        Err(fault) => {
            eprintln!("REPLAY FAILED: {fault}");
            Ok(Outcome::Bad)
        }
    }
}
