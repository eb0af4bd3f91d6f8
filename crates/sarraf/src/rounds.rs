//! Rounds of exchange that cleared, or of offsetting, one after another.

use client::Client;
use serde_json::Value;

use crate::messages::{Server, runtime};
use crate::offsetting;
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The round after which to begin
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// Rounds of offsetting instead of rounds of exchange
    #[arg(long)]
    offsetting: bool,
    /// One round of offsetting, with its rings and why each remaining item waits
    #[arg(long, requires = "offsetting", conflicts_with = "after")]
    round: Option<u64>,
    /// Prints what the server tells as JSON, with all that is in it
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let client = arguments.server.client(None)?;
    if arguments.offsetting {
        return run_offsetting(arguments, &client);
    }
    let told = runtime()?.block_on(client.rounds(arguments.after))?;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&told)?);
        return Ok(Outcome::Good);
    }
    say!(
        "{:>6} {:>9}  {:<20} {:>7} {:>7} {:>24}",
        "round",
        "position",
        "",
        "orders",
        "filled",
        "value"
    );
    for round in told["rounds"].as_array().into_iter().flatten() {
        let filled = list(round, "fills").len();
        say!(
            "{:>6} {:>9}  {:<20} {:>7} {filled:>7} {:>24}",
            round["round"].as_u64().unwrap_or(0),
            round["position"].as_u64().unwrap_or(0),
            text(round, "at"),
            round["orders"].as_u64().unwrap_or(0),
            text(round, "value"),
        );
        for bound in list(round, "constraints") {
            let (kind, one, other) =
                (text(bound, "kind"), text(bound, "currency"), text(bound, "against"));
            say!("        bound by {kind} {one} {other}");
        }
    }
    say!("values are in the yardstick: {}", text(&told, "yardstick"));
    say!("next round: {}", told["next"].as_u64().unwrap_or(0));
    Ok(Outcome::Good)
}

fn run_offsetting(arguments: &Arguments, client: &Client) -> Done {
    let runtime = runtime()?;
    let told = match arguments.round {
        Some(number) => runtime.block_on(client.offsetting_round(number))?,
        None => runtime.block_on(client.offsetting_rounds(arguments.after))?,
    };
    match (arguments.json, arguments.round) {
        (true, _) => say!("{}", serde_json::to_string_pretty(&told)?),
        (false, Some(_)) => offsetting::print_round(&told),
        (false, None) => offsetting::print_rounds(&told),
    }
    Ok(Outcome::Good)
}

pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}
