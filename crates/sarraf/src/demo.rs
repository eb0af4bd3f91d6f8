use std::io::{IsTerminal, stderr};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use node::Among;
use sandbox::{Day, DayOptions, Exchange, Live, Netted, Report};

use crate::configuration::{Founded, Sandbox};
use crate::logging::LogRows;
use crate::outcome::{Done, Outcome};
use crate::world::world_banks;

/// Where the demo's door is looked for first.
const USUAL_PORT: u16 = 7700;

/// Minutes of the simulated day.
const TICKS: u64 = 1440;

/// The most bounds of exchange that are told in words; the JSON has all.
const BOUNDS: usize = 5;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What the whole day is drawn from; the same seed gives the same digest
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many banks, beside 38 central banks (2 to 124)
    #[arg(long, default_value_t = 124, value_parser = world_banks)]
    banks: usize,
    /// How many payment messages the banks send
    #[arg(long, default_value_t = 20_000)]
    payments: usize,
    /// Ends when the day is over, instead of serving on
    #[arg(long)]
    once: bool,
    /// As fast as it goes, instead of a day in about a minute
    #[arg(long)]
    fast: bool,
    /// Prints the summary as one JSON object and nothing else
    #[arg(long)]
    json: bool,
    /// Where the door listens, on loopback; port 7700 unless that is taken or `--once` is given
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Opens no browser, where it would: at a terminal on a desktop
    #[arg(long)]
    no_browser: bool,
    /// Where to keep the data; a temporary directory unless given
    #[arg(long)]
    data: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let temporary = tempfile::tempdir()?;
    let folder = match &arguments.data {
        Some(folder) => {
            if folder.join("log").exists() {
                let text = "holds a log already: a demo begins on an empty directory";
                return Err(format!("{} {text}", folder.display()).into());
            }
            folder.clone()
        }
        None => temporary.path().to_owned(),
    };
    // So that a day that is kept can be replayed, told and served like any other system.
    let founded = Founded::Sandbox(Sandbox {
        seed: arguments.seed,
        banks: arguments.banks,
        instant: sandbox::start().unix_nanos(),
        ahead_seconds: 0,
    });
    founded.write(&folder)?;
    let _traces = LogRows::warnings().start()?;
    let tick = if arguments.fast { Duration::ZERO } else { Duration::from_millis(40) };
    let (seed, banks, payments) = (arguments.seed, arguments.banks, arguments.payments);
    let listen = listen(arguments);
    let beside = console::router();
    let options =
        DayOptions { listen, tick, beside, ..DayOptions::new(seed, banks, payments, folder) };
    // Banks and door are one process here: each message of a minute takes a file on both sides.
    crate::files::allow_most();
    let runtime = tokio::runtime::Runtime::new()?;
    let mut day = Day::found(options, &runtime)?;
    eprintln!("a node is serving on {}", day.address());
    if console::is_built() {
        eprintln!("look at it in a browser at that address");
        if !(arguments.no_browser || arguments.once || arguments.json) {
            open_browser(day.address());
        }
    }
    let bar = bar();
    let report = runtime.block_on(day.run(|live| show(&bar, live)))?;
    bar.finish_and_clear();
    if arguments.json {
        say!("{}", serde_json::to_string(&report)?);
    } else {
        print(&report);
    }
    if !arguments.once {
        eprintln!("the day is over; still serving on {}, Ctrl-C ends it", day.address());
        runtime.block_on(go_on(&mut day))?;
    }
    let node = day.into_node();
    runtime.shutdown_background();
    node.stop()?;
    let balanced = report.conservation.values().all(|imbalance| *imbalance == 0);
    // Of a day on which nothing settled there is no receipt.
    let receipt_holds = report.receipt_verified || report.payments.settled == 0;
    let good = balanced && receipt_holds && report.books_agree;
    Ok(if good { Outcome::Good } else { Outcome::Bad })
}

/// Lets a minute pass each second, so that whoever acts is answered, until Ctrl-C.
async fn go_on(day: &mut Day) -> Result<(), Box<dyn std::error::Error>> {
    let mut second = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            asked = tokio::signal::ctrl_c() => return Ok(asked?),
            _ = second.tick() => day.go_on().await?,
        }
    }
}

/// Where the door listens: where a person will look for it again, if that is free.
fn listen(arguments: &Arguments) -> SocketAddr {
    let usual = SocketAddr::from(([127, 0, 0, 1], USUAL_PORT));
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    match arguments.listen {
        Some(address) => address,
        None if !arguments.once && TcpListener::bind(usual).is_ok() => usual,
        None => any,
    }
}

/// Opens the console where a person sits in front of a desktop; elsewhere the address is enough.
fn open_browser(address: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let desktop = cfg!(target_os = "macos")
        || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if desktop && stderr().is_terminal() {
        let quiet = std::process::Stdio::null;
        // Whether it opens is the desktop's affair; the demo goes on.
        let _ =
            std::process::Command::new(opener).arg(address).stdout(quiet()).stderr(quiet()).spawn();
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(TICKS);
    if !stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:40} {msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, live: &Live) {
    let minute = live.tick as u64;
    bar.set_position(minute);
    bar.set_message(format!(
        "{:02}:{:02} UTC  sent {}  settled {} ({} by offsetting)  waiting {}  refused {}",
        minute / 60 % 24,
        minute % 60,
        live.sent,
        live.settled,
        live.offset,
        live.waiting,
        live.refused,
    ));
    if bar.is_hidden() && minute.is_multiple_of(240) {
        eprintln!("{}", bar.message());
    }
}

fn print(report: &Report) {
    let payments = &report.payments;
    say!("A day among {} banks in {} currencies", report.banks, report.currencies);
    say!();
    say!("  payments    {:>9} sent", payments.submitted);
    say!("              {:>9} settled", payments.settled);
    say!(
        "              {:>9} of them together with others ({:.1} %, {} rounds)",
        report.settled_by_offsetting,
        report.offsetting_share * 100.0,
        report.rounds,
    );
    for (among, found) in &report.found {
        let among = match among {
            Among::Bilateral => "between two banks, as an item joined",
            Among::Multilateral => "among all, by the machine itself",
            Among::Proposed => "among all, by the node's search",
        };
        say!("              {:>9} {among}, in {} rounds", found.items, found.rounds);
    }
    say!("              {:>9} still waiting", payments.pending);
    say!("              {:>9} refused or rejected", payments.refused);
    say!("              {:>9} taken back", payments.cancelled);
    let (taken_back, kept) = report.cancellations;
    say!("  cancelling  {taken_back:>9} granted, {kept} refused");
    say!();
    say!("  refusals by reason");
    for (code, count) in &report.refusals {
        say!("    {code:<10}{count:>9}");
    }
    say!();
    say!("  settled, per currency                       of it by offsetting");
    for (code, line) in &report.value {
        say!("    {code} {:>28} {:>28}", line.settled, line.by_offsetting);
    }
    say!();
    print_exchange(&report.exchange);
    say!();
    if let Some(cycle) = &report.cycle {
        print_cycle(cycle);
        say!();
    }
    say!("  balances trapped abroad: held by foreign banks beyond what they began with");
    for line in &report.trapped {
        say!(
            "    {} {:>28}  about {:>13} USD; exchange took home {:>22}",
            line.currency,
            line.held_abroad,
            line.usd,
            line.freed_by_exchange
        );
    }
    say!();
    let broken: Vec<_> = report.conservation.iter().filter(|(_, sum)| **sum != 0).collect();
    say!("  conservation  {}", if broken.is_empty() { "0 in every currency" } else { "BROKEN" });
    for (code, sum) in broken {
        say!("    {code} is off by {sum} minor units");
    }
    let agree = if report.books_agree { "agree with the ledger" } else { "DIFFER" };
    say!("  banks' own books, kept from {} statements and notices, {agree}", report.statements);
    print_latency(report);
    match (report.payments.settled, report.receipt_verified) {
        (0, _) => say!("  receipt       none: no payment settled"),
        (_, true) => say!("  receipt       of {} verified offline", report.receipt_of),
        (_, false) => say!("  receipt       of {} DID NOT VERIFY", report.receipt_of),
    }
    say!("  records       {}", report.records);
    say!("  digest        {}", report.digest);
    say!("  took          {:.1} s", report.seconds);
}

/// Customers' messages, and beside them what comes in bursts.
fn print_latency(report: &Report) {
    let latency = &report.latency_ms;
    say!(
        "  answered in   {:.1} ms (p50), {:.1} ms (p99): payments, ticks included",
        latency.p50,
        latency.p99
    );
    let others = &report.latency_of_others_ms;
    say!(
        "                {:.1} ms (p50), {:.1} ms (p99): what comes in bursts, issues and orders",
        others.p50,
        others.p99
    );
}

fn print_cycle(cycle: &Netted) {
    say!("  netting     {:>9} obligations handed in to the cycle of the day", cycle.obligations);
    say!("              {:>9} of them settled, net and at once", cycle.settled);
    let who = cycle.defaulted.len();
    say!("              {:>9} left out, {who} participants having not paid in", cycle.left_out);
    for (reason, count) in &cycle.refusals {
        say!("              {count:>9} refused with {reason}");
    }
    say!(
        "        {:>22} {:>22} {:>22} {:>22}",
        "owed",
        "clears without money",
        "settled",
        "paid in"
    );
    for (code, line) in &cycle.currencies {
        let clears = line.clears_without_money.as_deref().unwrap_or("");
        say!(
            "    {code} {:>22} {clears:>22} {:>22} {:>22}",
            line.gross,
            line.settled,
            line.paid_in
        );
    }
}

fn print_exchange(exchange: &Exchange) {
    say!("  exchange    {:>9} orders sent", exchange.orders_sent);
    say!("              {:>9} of them filled, wholly or in part", exchange.orders_filled);
    say!("              {:>9} rounds cleared", exchange.rounds);
    say!("              {} exchanged, in units of the yardstick", exchange.value);
    say!("              the yardstick: {}", exchange.yardstick);
    for (reason, count) in &exchange.refusals {
        say!("              {count:>9} orders refused with {reason}");
    }
    let mut bound: Vec<_> = exchange.bound.iter().collect();
    bound.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (constraint, count) in bound.iter().take(BOUNDS) {
        say!("              {count:>9} rounds bound by {constraint}");
    }
    if bound.len() > BOUNDS {
        say!("              and {} bounds that fewer rounds met", bound.len() - BOUNDS);
    }
    say!();
    say!("  what exchange moved between banks abroad and at home; net below zero went abroad");
    say!(
        "        {:>22} {:>22} {:>22} {:>26}",
        "sold abroad",
        "bought abroad",
        "net home",
        "still held abroad"
    );
    for (code, freed) in &exchange.freed {
        say!(
            "    {code} {:>22} {:>22} {:>22} {:>26}",
            freed.sold_abroad,
            freed.bought_abroad,
            freed.net,
            freed.held_abroad
        );
    }
}
