//! Rounds of exchange that cleared, one after another.

use client::Client;
use serde_json::Value;

use crate::messages::{Server, runtime};
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The round after which to begin
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// Prints what the server tells as JSON, with all prices and fills
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let client = Client::new(&arguments.server.server);
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

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}
