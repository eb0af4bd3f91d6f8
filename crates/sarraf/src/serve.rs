use std::error::Error;
use std::fs;
use std::path::PathBuf;

use api::{Door, DoorOptions};
use iso20022::{Limits, Profile};
use node::{Clock, Node, NodeOptions, Recovered, Salting, demo_key};
use sandbox::CLEARING_SYSTEM;
use terms::{Bic, Instant};

use crate::configuration::{Configuration, Founded};
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A TOML file with any of: data, listen, seed, banks, intake, snapshot_every
    #[arg(long)]
    config: Option<PathBuf>,
    /// Where data is kept, instead of the file's
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the door listens, instead of the file's; loopback only
    #[arg(long)]
    listen: Option<std::net::SocketAddr>,
    /// For trying: the clock of a new data directory starts here, such as 2026-11-24T09:00:00Z
    #[arg(long)]
    start_at: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let mut configuration = Configuration::read(arguments.config.as_deref())?;
    if let Some(data) = &arguments.data {
        configuration.data = data.clone();
    }
    if let Some(listen) = arguments.listen {
        configuration.listen = listen;
    }
    let founded = found(&configuration, arguments.start_at.as_deref())?;
    let founding = founded.founding()?;
    let operator: Bic = founding.genesis.operator;
    let clock = Clock::Running { ahead_seconds: founded.ahead_seconds };
    let mut options = NodeOptions::new(configuration.data.clone());
    options.clock = clock;
    options.intake = configuration.intake;
    options.replica.snapshot_every = configuration.snapshot_every;
    let signer = demo_key(founded.seed, &operator);
    let (node, recovered) = Node::start(&founding, signer, options, |_| {})?;
    tell(&recovered);
    let key = founding.genesis.keys.first().map(ToString::to_string).unwrap_or_default();
    let key_file = configuration.data.join("operator.pub");
    fs::write(&key_file, format!("{key}\n"))
        .map_err(|error| format!("writing {}: {error}", key_file.display()))?;
    let door = Door::new(
        &node,
        DoorOptions {
            operator,
            name: founding.name.clone(),
            clock,
            salting: Salting::Random,
            limits: Limits::default(),
            profile: Profile::settlement(CLEARING_SYSTEM, operator),
        },
    );
    let runtime = tokio::runtime::Runtime::new()?;
    let ended = runtime.block_on(async {
        let listener = api::listen(configuration.listen).await?;
        eprintln!("serving on http://{}; the clock says {}", configuration.listen, clock.now());
        eprintln!("operator's public key: {key}");
        tokio::select! {
            served = api::serve(listener, door) => served.map_err(Box::<dyn Error>::from),
            stopped = stop_asked() => stopped,
            () = watch(&node) => Err("the writer has stopped".into()),
        }
    });
    runtime.shutdown_background();
    eprintln!("stopping: taking a snapshot");
    node.stop()?;
    ended?;
    Ok(Outcome::Good)
}

/// Waits for Ctrl-C, or for the request to terminate.
async fn stop_asked() -> Result<(), Box<dyn Error>> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        asked = tokio::signal::ctrl_c() => asked?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

async fn watch(node: &Node) {
    while node.is_running() {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}

fn tell(recovered: &Recovered) {
    for note in &recovered.notes {
        eprintln!("recovery: {note}");
    }
    eprintln!(
        "log at position {}: snapshot {}, {} records applied since",
        recovered.position, recovered.snapshot, recovered.replayed
    );
}

/// What the data directory was founded with; a new one is founded now.
fn found(configuration: &Configuration, start_at: Option<&str>) -> Result<Founded, Box<dyn Error>> {
    if let Some(founded) = Founded::read(&configuration.data)? {
        if start_at.is_some() {
            let text = "is founded already; its clock keeps the start it was given";
            eprintln!("{} {text}", configuration.data.display());
        }
        return Ok(founded);
    }
    let machine = node::now();
    let start = match start_at {
        None => machine,
        Some(text) => iso20022::view::moment(text)
            .ok_or("--start-at takes a moment with its offset, such as 2026-11-24T09:00:00Z")?,
    };
    let seconds = |instant: Instant| i64::try_from(instant.unix_seconds()).unwrap_or(i64::MAX);
    let founded = Founded {
        seed: configuration.seed,
        banks: configuration.banks.min(1_000_000),
        instant: start.unix_nanos(),
        ahead_seconds: seconds(start) - seconds(machine),
    };
    founded.write(&configuration.data)?;
    Ok(founded)
}
