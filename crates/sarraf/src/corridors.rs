//! What could free each corridor of a period, why the rest cannot move, and when balances run out.

use std::error::Error;
use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use simulator::{Ask, Day, Survey};
use terms::{Amount, CurrencyId};

use crate::outcome::{Done, Outcome};
use crate::world::{founded, recorded, world_banks};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The data directory, or backup, whose log is looked at; its node may be running
    #[arg(long, default_value = "data", conflicts_with = "generate")]
    data: PathBuf,
    /// Looks at so many generated days in a row instead, from a Tuesday on (1 to 92)
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=92))]
    generate: Option<u16>,
    /// What generated days are drawn from
    #[arg(long, default_value_t = 1, requires = "generate")]
    seed: u64,
    /// Banks of generated days (2 to 124)
    #[arg(long, default_value_t = 124, requires = "generate", value_parser = world_banks)]
    banks: usize,
    /// Payment messages of each generated working day
    #[arg(long, default_value_t = 2_000, requires = "generate")]
    payments: usize,
    /// How far forecasts look ahead, in days (1 to 3660)
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3_660))]
    horizon: u32,
    /// Tells when balances abroad reach this much of a currency, such as INR=5000000; may be given
    /// for several currencies
    #[arg(long = "cap", value_name = "CURRENCY=AMOUNT")]
    caps: Vec<String>,
    /// How many corridors and balances are printed
    #[arg(long, default_value_t = 8)]
    top: usize,
    /// Prints this corridor alone, told by the letters of its two countries, such as IN-RU
    #[arg(long, value_name = "COUNTRY-COUNTRY", conflicts_with = "json")]
    between: Option<String>,
    /// Prints all of it as one JSON object and nothing else
    #[arg(long)]
    json: bool,
    /// Writes one row for each corridor
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Writes a page with plots that needs nothing from outside
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let (day, about) = period(arguments)?;
    let caps = arguments.caps.iter().map(|text| cap(&day, text));
    let ask = Ask { horizon: arguments.horizon, caps: caps.collect::<Result<_, _>>()? };
    let bar = bar(day.steps.len());
    let survey = simulator::survey(&day, &ask, || bar.inc(1))?;
    bar.finish_and_clear();
    write(arguments, &survey, &about)?;
    if arguments.json {
        say!("{}", serde_json::to_string(&survey)?);
        return Ok(Outcome::Good);
    }
    let text = match &arguments.between {
        Some(pair) => between(&survey, pair)?,
        None => simulator::corridor_text(&survey, arguments.top),
    };
    say!("Corridors: {about}");
    say!("{}", text.trim_end());
    Ok(Outcome::Good)
}

fn between(survey: &Survey, pair: &str) -> Result<String, String> {
    let ends = pair.split_once('-');
    let ends = ends.ok_or_else(|| format!("--between {pair}: a corridor is told as IN-RU"))?;
    let none = || format!("--between {pair}: no payments between the two in this period");
    simulator::corridor_between(survey, ends).ok_or_else(none)
}

/// What is looked at, and what to call it.
fn period(arguments: &Arguments) -> Result<(Day, String), Box<dyn Error>> {
    let Arguments { data, banks, payments, seed, .. } = arguments;
    if let Some(days) = arguments.generate {
        let day = Day::generated_days(*banks, *payments, days, *seed)?;
        let about =
            format!("{days} generated days, seed {seed}, {payments} messages a working day");
        return Ok((day, about));
    }
    let hint = |error| format!("{error}; name one with --data, or --generate days");
    let founded = founded(data).map_err(hint)?;
    let day = recorded(&founded, data)?;
    Ok((day, format!("what {} recorded", data.display())))
}

/// `INR=5000000.00` as a currency of the period and an amount.
fn cap(day: &Day, text: &str) -> Result<(CurrencyId, Amount), Box<dyn Error>> {
    let wrong = |what: &str| format!("--cap {text}: {what}");
    let (code, amount) =
        text.split_once('=').ok_or_else(|| wrong("a cap is told as CURRENCY=AMOUNT"))?;
    let known = day.currencies().find(|(_, known, _)| known.as_str() == code);
    let (id, _, exponent) = known.ok_or_else(|| wrong("no currency of that name settles here"))?;
    let amount = Amount::parse_decimal(amount, exponent);
    Ok((id, amount.map_err(|error| wrong(&error.to_string()))?))
}

fn bar(records: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(records).unwrap_or(0));
    if !stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} records, {eta} left") {
        bar.set_style(style);
    }
    bar
}

fn write(arguments: &Arguments, survey: &Survey, about: &str) -> Result<(), Box<dyn Error>> {
    let put = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|error| format!("writing {}: {error}", path.display()))
    };
    if let Some(path) = &arguments.csv {
        put(path, &simulator::corridor_csv(survey))?;
    }
    if let Some(path) = &arguments.html {
        put(path, &simulator::corridor_page(survey, about)?)?;
    }
    Ok(())
}
