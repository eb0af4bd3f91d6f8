//! Everything that happened, for whoever checks it with a program of their own.

use std::io::{self, BufWriter, Write, stdout};
use std::path::PathBuf;

use node::{Applied, Explain, Replica};
use serde_json::{Value, json};
use settlement::offsetting::Keep;

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
    /// Each command too, before what it came to
    #[arg(long)]
    commands: bool,
    /// Why each item waited right after a round over everything queued, a line for each item
    #[arg(long)]
    waiting: bool,
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
    let each = |applied: Applied, _| {
        if failed.is_ok() {
            failed = print(arguments, &applied, &mut out);
        }
        Ok(())
    };
    let founding = founded.founding()?;
    let explain = if arguments.waiting { Explain::Rounds(Keep::ALL) } else { Explain::Nothing };
    let replayed = Replica::replay_records(&founding, data, explain, each);
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

/// What time brought, then each command with what it came to.
fn print(arguments: &Arguments, applied: &Applied, out: &mut impl Write) -> io::Result<()> {
    // The text of what was told is kept: a JSON value holds no more than 64 bits.
    let mut line = |mut place: Value, name: &str, text: &str| {
        place["position"] = applied.header.position.number().into();
        place["instant"] = applied.header.instant.to_string().into();
        let place = place.to_string();
        writeln!(out, "{},\"{name}\":{text}}}", place.trim_end_matches('}'))
    };
    let feature = arguments.of.as_ref().map(|of| format!("{{\"{of}\""));
    let wanted = |text: &str| feature.as_ref().is_none_or(|of| text.starts_with(of));
    for number in 0..=applied.events.len() {
        // Those before the first command's are of passing time.
        let begun = applied.ends.iter().enumerate().filter(|(_, end)| **end == number);
        for (at, envelope) in begun.filter_map(|(at, _)| Some((at, applied.commands.get(at)?))) {
            if arguments.commands {
                let place = json!({ "by": envelope.by, "number": at });
                line(place, "command", &serde_json::to_string(&envelope.command)?)?;
            }
        }
        if let Some(event) = applied.events.get(number) {
            let text = serde_json::to_string(event)?;
            if wanted(&text) {
                line(json!({ "number": number }), "event", &text)?;
            }
        }
    }
    // Told of a round, and right after it, though other things may have happened in the record.
    for (round, explained) in &applied.explained {
        for item in &explained.items {
            line(json!({ "round": round }), "waiting", &serde_json::to_string(item)?)?;
        }
        let all = serde_json::to_string(&explained.all)?;
        line(json!({ "round": round }), "release_all", &all)?;
    }
    Ok(())
}
