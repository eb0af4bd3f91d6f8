//! Rounds of exchange that cleared, or of offsetting, one after another.

use client::Client;

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
    let asked = client.operations();
    let told = runtime()?.block_on(asked.exchange_rounds(Some(arguments.after), None))?.told()?;
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
    for round in &told.rounds {
        say!(
            "{:>6} {:>9}  {:<20} {:>7} {:>7} {:>24}",
            round.round,
            round.position,
            round.at,
            round.orders,
            round.fills.len(),
            round.value,
        );
        for bound in &round.constraints {
            let against = bound.against.as_deref().unwrap_or_default();
            say!("        bound by {} {} {against}", bound.kind, bound.currency);
        }
    }
    say!("values are in the yardstick: {}", told.yardstick);
    say!("next round: {}", told.next);
    Ok(Outcome::Good)
}

fn run_offsetting(arguments: &Arguments, client: &Client) -> Done {
    let (runtime, asked) = (runtime()?, client.operations());
    match arguments.round {
        Some(number) => {
            let told = runtime.block_on(asked.offsetting_rounds_number(number))?.told()?;
            match arguments.json {
                true => say!("{}", serde_json::to_string_pretty(&told)?),
                false => offsetting::print_round(&told),
            }
        }
        None => {
            let told = asked.offsetting_rounds(Some(arguments.after), None, None);
            let told = runtime.block_on(told)?.told()?;
            match arguments.json {
                true => say!("{}", serde_json::to_string_pretty(&told)?),
                false => offsetting::print_rounds(&told),
            }
        }
    }
    Ok(Outcome::Good)
}
