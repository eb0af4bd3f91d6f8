//! Liquidity experiments: a day under many settings, compared.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use settlement::Machine;
use simulator::{
    Beside, Day, Limits, Offsetting, Outage, Policy, Run, Setting, Variation, run_all,
};

use crate::configuration::Founded;
use crate::outcome::{Done, Outcome};
use crate::world::{at_end, founded, recorded, world_banks};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Opening money of every bank, in percent of what the day gives it
    #[arg(long, value_delimiter = ',', default_value = "25,50,100")]
    liquidity: Vec<u32>,
    /// Which offsetting: full, entry, rounds, off
    #[arg(long, value_delimiter = ',', default_value = "off,full")]
    offsetting: Vec<Offsetting>,
    /// Seconds between two rounds of offsetting (1 to 86400)
    #[arg(long, value_delimiter = ',', default_value = "60", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    interval: Vec<u64>,
    /// Seconds between two rounds of exchange (1 to 86400); as the day has it unless given
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u64).range(1..=86_400))]
    exchange_interval: Vec<u64>,
    /// Whether items pass others in queues: fifo, bypass, given
    #[arg(long, value_delimiter = ',', default_value = "fifo")]
    policy: Vec<Policy>,
    /// How many banks take part, the largest by value (2 or more); 0 for all
    #[arg(long, value_delimiter = ',', default_value = "0", value_parser = members)]
    members: Vec<usize>,
    /// Limits of every bank, in percent of opening money: none, bilateral:50, multilateral:50
    #[arg(long, value_delimiter = ',', default_value = "none")]
    limits: Vec<Limits>,
    /// What fails in which hours (UTC): none, a bank as BIC:9-12, a currency as CNY:9-12
    #[arg(long, value_delimiter = ',', default_value = "none")]
    outage: Vec<Outage>,
    /// What generated days are drawn from
    #[arg(long, value_delimiter = ',', default_value = "1")]
    seed: Vec<u64>,
    /// Banks of a generated day (2 to 124)
    #[arg(long, default_value_t = 40, value_parser = world_banks)]
    banks: usize,
    /// Payment messages of a generated day
    #[arg(long, default_value_t = 4_000)]
    payments: usize,
    /// Orders of exchange of a generated day
    #[arg(long, default_value_t = 0)]
    orders: usize,
    /// Payments with conversion of a generated day; for every second of them a quote is posted
    #[arg(long, default_value_t = 0)]
    conversions: usize,
    /// Obligations of a generated day, settled net in one cycle
    #[arg(long, default_value_t = 0)]
    obligations: usize,
    /// Plays what this data directory, or backup, recorded; its node may be running
    #[arg(long, conflicts_with_all = ["fork", "banks", "payments", "orders", "conversions", "obligations", "seed"])]
    recorded: Option<PathBuf>,
    /// Plays the recorded days once as they are, and varies nothing
    #[arg(long, requires = "recorded")]
    untouched: bool,
    /// Plays generated days from where the system of this data directory, or backup, stands; its
    /// node may be running
    #[arg(long, conflicts_with = "banks")]
    fork: Option<PathBuf>,
    /// How many runs at once; as many as there are processors unless given
    #[arg(long)]
    threads: Option<usize>,
    /// Prints the runs as one JSON array and nothing else
    #[arg(long)]
    json: bool,
    /// Writes one row for each run
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Writes one row for each quarter of an hour of each run
    #[arg(long, value_name = "FILE")]
    series: Option<PathBuf>,
    /// Writes a page with plots that needs nothing from outside
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Writes each plot of the page into this folder
    #[arg(long, value_name = "FOLDER")]
    plots: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let settings = settings(arguments);
    let days = days(arguments, &settings)?;
    let bar = bar(settings.len());
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.unwrap_or(processors);
    let runs = run_all(&days, &settings, threads, |_| bar.inc(1))?;
    bar.finish_and_clear();
    let about = about(arguments, &runs);
    write(arguments, &runs, &about)?;
    if arguments.json {
        say!("{}", serde_json::to_string(&runs)?);
    } else {
        say!("{about}\n");
        print(arguments, &runs);
    }
    let good = runs.iter().all(|run| run.conserved && run.as_logged != Some(false));
    Ok(if good { Outcome::Good } else { Outcome::Bad })
}

fn settings(arguments: &Arguments) -> Vec<Setting> {
    if arguments.untouched {
        return vec![Setting::untouched(0)];
    }
    let members = arguments.members.iter().map(|count| (*count > 0).then_some(*count));
    let recorded = arguments.recorded.is_some();
    let variation = Variation {
        liquidity: arguments.liquidity.clone(),
        policy: arguments.policy.clone(),
        offsetting: arguments.offsetting.clone(),
        interval: arguments.interval.clone(),
        exchange: exchange(arguments),
        members: members.collect(),
        limits: arguments.limits.clone(),
        outage: arguments.outage.clone(),
        seed: if recorded { vec![0] } else { arguments.seed.clone() },
    };
    variation.settings()
}

fn exchange(arguments: &Arguments) -> Vec<Option<u64>> {
    match arguments.exchange_interval.as_slice() {
        [] => vec![None],
        stated => stated.iter().copied().map(Some).collect(),
    }
}

/// How many banks take part: zero for all, or enough for one to pay another.
fn members(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(1) => Err("one bank alone pays nobody: 2 or more, or 0 for all".to_owned()),
        Ok(members) => Ok(members),
        Err(_) => Err("a number of banks is expected, or 0 for all".to_owned()),
    }
}

/// The day of each seed. A recorded day has seed 0.
fn days(arguments: &Arguments, settings: &[Setting]) -> Result<BTreeMap<u64, Day>, Box<dyn Error>> {
    if let Some(folder) = &arguments.recorded {
        let day = recorded(&founded(folder)?, folder)?;
        return Ok(BTreeMap::from([(0, day)]));
    }
    let fork = arguments.fork.as_deref().map(fork).transpose()?;
    let beside = Beside {
        orders: arguments.orders,
        conversions: arguments.conversions,
        obligations: arguments.obligations,
    };
    let (payments, mut days) = (arguments.payments, BTreeMap::new());
    for seed in settings.iter().map(|setting| setting.seed) {
        if days.contains_key(&seed) {
            continue;
        }
        let day = match &fork {
            Some((Founded::Sandbox(world), machine)) => {
                Day::forked(machine.clone(), world.banks, payments, seed)?
            }
            Some((Founded::System(_), machine)) => {
                Day::forked_own(machine.clone(), payments, seed)?
            }
            None => Day::generated(arguments.banks, payments, seed)?,
        };
        days.insert(seed, day.with_beside(&beside, seed));
    }
    Ok(days)
}

/// What is forked: which world it is of, and where it stands.
fn fork(folder: &Path) -> Result<(Founded, Machine), Box<dyn Error>> {
    let founded = founded(folder)?;
    let bar = ProgressBar::no_length();
    let machine = at_end(&founded, folder, |position, end| {
        bar.set_length(end.number());
        bar.set_position(position.number());
    })?;
    bar.finish_and_clear();
    let moment = machine.moment();
    let (position, instant) = (moment.position.number(), moment.instant);
    eprintln!("forking {} after record {position}, {instant}", folder.display());
    Ok((founded, machine))
}

fn bar(runs: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(runs).unwrap_or(0));
    if !stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} of {len} runs, {eta} left") {
        bar.set_style(style);
    }
    bar
}

fn about(arguments: &Arguments, runs: &[Run]) -> String {
    let what = match (&arguments.recorded, &arguments.fork) {
        (Some(folder), _) => format!("what {} recorded", folder.display()),
        (None, Some(folder)) => {
            format!("a generated day of {} messages after {}", arguments.payments, folder.display())
        }
        (None, None) => format!(
            "a generated day of {} messages among {} banks",
            arguments.payments, arguments.banks
        ),
    };
    let beside = [
        (arguments.orders, "orders of exchange"),
        (arguments.conversions, "payments with conversion"),
        (arguments.obligations, "obligations of a netting cycle"),
    ];
    let beside = beside.iter().filter(|(count, _)| *count > 0);
    let beside: String = beside.map(|(count, what)| format!(", {count} {what}")).collect();
    format!("{what}{beside}, {} runs on the machine itself", runs.len())
}

fn write(arguments: &Arguments, runs: &[Run], about: &str) -> Result<(), Box<dyn Error>> {
    let put = |path: &Path, text: &str| {
        fs::write(path, text).map_err(|error| format!("writing {}: {error}", path.display()))
    };
    if let Some(path) = &arguments.csv {
        put(path, &simulator::csv(runs))?;
    }
    if let Some(path) = &arguments.series {
        put(path, &simulator::series(runs))?;
    }
    if let Some(path) = &arguments.html {
        put(path, &simulator::html(runs, about)?)?;
    }
    if let Some(folder) = &arguments.plots {
        fs::create_dir_all(folder)
            .map_err(|error| format!("making {}: {error}", folder.display()))?;
        for plot in simulator::plots(runs)? {
            let name = plot.title.to_lowercase().replace(' ', "-");
            put(&folder.join(format!("{name}.svg")), &plot.svg)?;
        }
    }
    Ok(())
}

/// A column that stands in the table where it was asked for, or holds something.
struct Column {
    head: &'static str,
    asked: usize,
    of: fn(&Run) -> u64,
}

/// What a day may hold beside messages.
fn columns(arguments: &Arguments, runs: &[Run]) -> Vec<Column> {
    let columns = [
        Column { head: "converted", asked: arguments.conversions, of: |run| run.converted },
        Column { head: "netted", asked: arguments.obligations, of: |run| run.netted },
        Column { head: "orders", asked: arguments.orders, of: |run| run.orders },
    ];
    let shown = |column: &Column| column.asked > 0 || runs.iter().any(|run| (column.of)(run) > 0);
    columns.into_iter().filter(shown).collect()
}

fn print(arguments: &Arguments, runs: &[Run]) {
    let columns = columns(arguments, runs);
    let heads: String = columns.iter().map(|column| format!(" {:>9}", column.head)).collect();
    say!(
        "{:>8} {:>7} {:>8} {:>8} {:>8} {:>7} {:>7} {:>8} {:>9} {:>8} {:>11} {:>8}{heads}",
        "money %",
        "value %",
        "settled",
        "together",
        "rejected",
        "refused",
        "waiting",
        "mean s",
        "p95 s",
        "value s",
        "used M USD",
        "turnover"
    );
    let mut line = String::new();
    for run in runs {
        if run.setting.line() != line {
            line = run.setting.line();
            say!("{line}");
        }
        print_run(run, &columns);
    }
    say!();
    say!(
        "value %: settled of what was given, in dollars at the sandbox's rates, for reports alone"
    );
    say!("together: settled by offsetting; delays from acceptance to settlement, simulated time");
    if !columns.is_empty() {
        say!("converted, netted: of the settled, converted on their way, or net in a cycle");
        say!("orders: orders of exchange that were placed, which are no payments");
    }
    print_checks(runs);
}

fn print_run(run: &Run, columns: &[Column]) {
    let share = if run.given_usd > 0.0 { 100.0 * run.settled_usd / run.given_usd } else { 0.0 };
    let beside: String = columns.iter().map(|column| format!(" {:>9}", (column.of)(run))).collect();
    say!(
        "{:>8} {share:>7.2} {:>8} {:>8} {:>8} {:>7} {:>7} {:>8.0} {:>9} {:>8.0} {:>11.1} {:>8.2}{beside}",
        run.setting.liquidity,
        run.settled,
        run.offset,
        run.rejected,
        run.refused,
        run.waiting,
        run.delay_mean,
        run.delay_p95,
        run.delay_by_value,
        run.used_usd / 1e6,
        run.turnover,
    );
}

/// Conservation, what a log says, and the digests.
fn print_checks(runs: &[Run]) {
    for run in runs {
        for (code, row) in run.currencies.iter().filter(|(_, row)| row.imbalance != 0) {
            say!("CONSERVATION BROKEN: {code} is off by {} minor units", row.imbalance);
        }
        match run.as_logged {
            Some(true) => say!("every digest as the log says"),
            Some(false) => say!("REPLAY DIFFERS FROM THE LOG"),
            None => {}
        }
    }
    for (number, run) in (1..).zip(runs) {
        say!("run {number:<3} books {}", run.digest);
    }
}
