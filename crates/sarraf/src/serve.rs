use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use api::{Access, Door, DoorOptions, Freshness};
use identity::{Clients, Key};
use iso20022::{Limits, Profile};
use node::{Clock, Founding, Node, NodeOptions, Recovered, Salting, demo_key, post_quantum_key};
use terms::Instant;

use crate::configuration::{Certificates, Configuration, Founded, Sandbox, Tls};
use crate::logging::Format;
use crate::operations::Operations;
use crate::outcome::{Done, Outcome};

/// How long a stop waits for requests in hand.
const IN_HAND: Duration = Duration::from_secs(20);

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// A TOML file with any of: data, listen, system, operator_key, seed, banks, intake,
    /// snapshot_every, keep_days, keep_payments, views, [tls], [access], [door], [webhooks], [log],
    /// [operations]
    #[arg(long)]
    config: Option<PathBuf>,
    /// A founding document: a system of your own, instead of the sandbox's world
    #[arg(long, requires = "operator_key")]
    system: Option<PathBuf>,
    /// The key that seals that system's records, made by `sarraf key`
    #[arg(long)]
    operator_key: Option<PathBuf>,
    /// Where data is kept, instead of the file's
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the door listens, instead of the file's; loopback only, without [tls] in the file
    #[arg(long)]
    listen: Option<std::net::SocketAddr>,
    /// Where history is kept as tables, instead of the file's: sqlite:FILE, postgres://... or off
    #[arg(long)]
    views: Option<String>,
    /// Where livez, readyz and metrics are told, instead of the file's; on loopback
    #[arg(long)]
    operations: Option<std::net::SocketAddr>,
    /// How lines of the log are written, instead of the file's
    #[arg(long)]
    log: Option<Format>,
    /// For trying: the clock of a new data directory starts here, such as 2026-11-24T09:00:00Z
    #[arg(long)]
    start_at: Option<String>,
}

/// The file, with what the arguments say instead.
fn configured(arguments: &Arguments) -> Result<Configuration, Box<dyn Error>> {
    let mut configuration = Configuration::read(arguments.config.as_deref())?;
    if let Some(data) = &arguments.data {
        configuration.data = data.clone();
    }
    if let Some(listen) = arguments.listen {
        configuration.listen = listen;
    }
    configuration.system = arguments.system.clone().or(configuration.system);
    configuration.operator_key = arguments.operator_key.clone().or(configuration.operator_key);
    configuration.views = arguments.views.clone().or(configuration.views);
    if let Some(listen) = arguments.operations {
        configuration.operations.get_or_insert_default().listen = listen;
    }
    configuration.log.format = arguments.log.unwrap_or(configuration.log.format);
    Ok(configuration.in_range()?)
}

/// How the node runs.
fn options(
    configuration: &Configuration,
    clock: Clock,
    views: Option<views::Target>,
) -> NodeOptions {
    let mut options = NodeOptions::new(configuration.data.clone());
    options.clock = clock;
    options.intake = configuration.intake;
    options.replica.snapshot_every = configuration.snapshot_every;
    options.keep =
        node::Keep { days: configuration.keep_days, payments: configuration.keep_payments };
    options.views = views;
    options
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let configuration = configured(arguments)?;
    let _traces = configuration.log.start()?;
    crate::files::allow(configuration.door.connections)?;
    let views = configuration.views()?;
    let (founded, is_new) = found(&configuration, arguments.start_at.as_deref())?;
    let founding = founded.founding()?;
    let signer = signer(&configuration, &founded, &founding)?;
    if let Some(target) = &views {
        refuse_foreign(target, &founding)?;
    }
    if is_new {
        founding.tell_keys_apart()?;
        founded.write(&configuration.data)?;
    }
    let clock = Clock::Running { ahead_seconds: founded.ahead_seconds() };
    let options = options(&configuration, clock, views);
    let rows = configuration.operations.clone();
    let operations = Operations::new(
        rows.clone().unwrap_or_default(),
        configuration.data.clone(),
        options.meters.clone(),
        configuration.door.bounds(),
    );
    let runtime = tokio::runtime::Runtime::new()?;
    if rows.is_some() {
        runtime.block_on(operations.listen())?;
    }
    let (node, recovered) = Node::start(&founding, signer, options, |_| {})?;
    tell(&recovered);
    let operator_key = write_operator_key(&founding, &configuration)?;
    let tls = configuration.tls.as_ref().map(|tls| secured(tls, &configuration)).transpose()?;
    let certificate = tls.as_ref().map(|(_, until)| *until);
    let access = configuration.access(founded.seed())?;
    let dispatch = dispatch::Store::open(&configuration.data.join("dispatch.sqlite"))?;
    let door = door(&node, &founding, &founded, clock, access)?;
    let door = door.keeping(dispatch)?.calling(configuration.webhooks.calling()?);
    let door = door.within(operations.room().clone()).certified(certificate);
    let calls = door.clone().call();
    let mut routes = api::router(door.clone()).merge(console::router());
    if let Some(world) = founded.world()? {
        routes = routes.merge(sandbox::open_keys(&world));
    }
    let routes = operations.observed().over(routes);
    let ended = runtime.block_on(async {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let (tls, room) = (tls.map(|(config, _)| config), operations.room().clone());
        let doorway = api::listen_within(configuration.listen, tls, room).await?;
        let address = configuration.listen;
        tracing::info!("serving on {scheme}://{address}; the clock says {}", clock.now());
        tracing::info!("operator's public key: {operator_key}");
        operations.serving(&node, clock, certificate);
        notify(&[sd_notify::NotifyState::Ready]);
        tokio::spawn(calls);
        let ended = until_stopped(&node, &door, doorway, routes, &operations).await;
        operations.stopping();
        ended
    });
    runtime.shutdown_background();
    if node.is_running() {
        tracing::info!("stopping: sealing the log and taking a snapshot");
    }
    let stopped =
        node.stop().inspect_err(|fault| tracing::error!("the log has failed: {fault}"))?;
    ended?;
    tracing::info!("stopped at position {}, head {}", stopped.position, stopped.head);
    Ok(Outcome::Good)
}

/// Keeps the operator's public key where `sarraf verify` is pointed to, and gives its first line.
fn write_operator_key(
    founding: &Founding,
    configuration: &Configuration,
) -> Result<String, Box<dyn Error>> {
    let key = founding.genesis.keys.first().map(ToString::to_string).unwrap_or_default();
    let beside = founding.post_quantum_key.as_ref().map(|key| format!("{key}\n"));
    let file = configuration.data.join("operator.pub");
    fs::write(&file, format!("{key}\n{}", beside.unwrap_or_default()))
        .map_err(|error| format!("writing {}: {error}", file.display()))?;
    Ok(key)
}

/// Serves until the process is asked to stop; then lets nobody in, and waits for what is in hand.
///
/// # Errors
/// If it cannot serve, or the writer stops by itself.
async fn until_stopped(
    node: &Node,
    door: &Door,
    doorway: api::Doorway,
    routes: axum::Router,
    operations: &Operations,
) -> Result<(), Box<dyn Error>> {
    let (stop, asked) = tokio::sync::oneshot::channel::<()>();
    let served = api::serve_until(doorway, routes, async {
        // Who asks never goes away without asking.
        let _ = asked.await;
    });
    let mut served = tokio::spawn(served);
    tokio::select! {
        served = &mut served => return Ok(served?),
        () = watch(node) => {
            operations.log_failed();
            return Err("the writer has stopped".into());
        }
        asked = stop_asked() => asked?,
    }
    notify(&[sd_notify::NotifyState::Stopping]);
    operations.stopping();
    tracing::info!("stopping: nobody is let in any more, requests in hand are finished");
    door.close();
    // It waits for exactly this.
    let _ = stop.send(());
    tokio::select! {
        served = &mut served => served?,
        () = tokio::time::sleep(IN_HAND) => tracing::warn!("requests in hand took too long: cut"),
        () = watch(node) => tracing::warn!("the writer has stopped"),
        asked = stop_asked() => asked?,
    }
    Ok(())
}

/// Tells systemd, where it runs us.
fn notify(states: &[sd_notify::NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!("telling systemd: {error}");
    }
}

/// The door of a system, or of the sandbox's world, whose time is made up.
fn door(
    node: &Node,
    founding: &Founding,
    founded: &Founded,
    clock: Clock,
    access: Access,
) -> Result<Door, Box<dyn Error>> {
    let operator = founding.genesis.operator;
    let options = DoorOptions {
        operator,
        name: founding.name.clone(),
        clock,
        salting: Salting::Random,
        limits: Limits::default(),
        // Lives as long as the process, which serves one system.
        profile: Profile::settlement(founded.clearing_system()?.leak(), operator),
        freshness: match founded {
            Founded::Sandbox(_) => Freshness::NotAsked,
            Founded::System(_) => Freshness::Asked,
        },
        access,
    };
    Ok(Door::new(node, options))
}

/// TLS under the door's key, whose public half is told and kept beside the operator's, and until
/// when its certificate is valid.
fn secured(
    tls: &Tls,
    configuration: &Configuration,
) -> Result<(Arc<rustls::ServerConfig>, Instant), Box<dyn Error>> {
    let key = Key::read(&tls.key)?;
    let hosts = match tls.hosts.as_slice() {
        [] => vec![configuration.listen.ip().to_string()],
        hosts => hosts.to_vec(),
    };
    let name = hosts.first().map_or("sarraf", String::as_str);
    let now = Clock::Running { ahead_seconds: 0 }.now();
    let certificate = identity::certificate(&key, name, &hosts, now)?;
    let until = identity::valid_until(&certificate.certificate)?;
    let file = configuration.data.join("door.pub");
    fs::write(&file, format!("{}\n", key.public()))
        .map_err(|error| format!("writing {}: {error}", file.display()))?;
    tracing::info!("the door's public key: {}", key.public());
    let clients = match tls.certificates {
        Certificates::Required => Clients::ShowKeys,
        Certificates::Asked => Clients::MayShowKeys,
    };
    Ok((identity::server(certificate, clients)?, until))
}

/// A database that fails is waited for; one that holds another system's history is a mistake.
fn refuse_foreign(target: &views::Target, founding: &Founding) -> Result<(), Box<dyn Error>> {
    match views::Views::look(target, founding.origin()) {
        Err(fault) if fault.is_foreign() => Err(fault.into()),
        Ok(_) | Err(_) => Ok(()),
    }
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
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn tell(recovered: &Recovered) {
    for note in &recovered.notes {
        tracing::warn!("recovery: {note}");
    }
    tracing::info!(
        "log at position {}: snapshot {}, {} records applied since",
        recovered.position,
        recovered.snapshot,
        recovered.replayed
    );
}

/// The key that seals the records: it must be the one the founding names.
pub(crate) fn signer(
    configuration: &Configuration,
    founded: &Founded,
    founding: &Founding,
) -> Result<Key, Box<dyn Error>> {
    let signer = match (founded, &configuration.operator_key) {
        (Founded::Sandbox(sandbox), _) => demo_key(sandbox.seed, &founding.genesis.operator).into(),
        (Founded::System(_), Some(file)) => Key::read(file)?,
        (Founded::System(_), None) => {
            return Err("the key of this system's operator is needed: --operator-key FILE".into());
        }
    };
    if !founding.genesis.keys.contains(&signer.public()) {
        return Err("the operator's key is not the one that the founding document names".into());
    }
    let second = signer.held().zip(founding.post_quantum_key.as_ref());
    if second.is_some_and(|(secret, key)| *key != post_quantum_key(secret)) {
        let text = "the founding document names another post_quantum_key than the operator's";
        return Err(text.into());
    }
    Ok(signer)
}

/// What the data directory was founded with, or is to be founded with now.
fn found(
    configuration: &Configuration,
    start_at: Option<&str>,
) -> Result<(Founded, bool), Box<dyn Error>> {
    let data = configuration.data.display();
    let document = match &configuration.system {
        None => None,
        Some(file) => Some(
            fs::read_to_string(file)
                .map_err(|error| format!("reading {}: {error}", file.display()))?,
        ),
    };
    if let Some(founded) = Founded::read(&configuration.data)? {
        let same = match (&founded, &document) {
            (_, None) => true,
            (Founded::System(known), Some(given)) => known == given,
            (Founded::Sandbox(_), Some(_)) => false,
        };
        if !same {
            let text = "was founded with another document, and a founding never changes";
            return Err(format!("{data} {text}").into());
        }
        if start_at.is_some() {
            tracing::warn!("{data} is founded already; its clock keeps the start it was given");
        }
        return Ok((founded, false));
    }
    if let Some(document) = document {
        if start_at.is_some() {
            return Err("--start-at is for the sandbox: a system of its own keeps true time".into());
        }
        return Ok((Founded::System(document), true));
    }
    let machine = node::now();
    let start = match start_at {
        None => machine,
        Some(text) => iso20022::view::moment(text)
            .ok_or("--start-at takes a moment with its offset, such as 2026-11-24T09:00:00Z")?,
    };
    let seconds = |instant: Instant| i64::try_from(instant.unix_seconds()).unwrap_or(i64::MAX);
    let sandbox = Sandbox {
        seed: configuration.seed,
        banks: configuration.banks.min(1_000_000),
        instant: start.unix_nanos(),
        ahead_seconds: seconds(start) - seconds(machine),
    };
    Ok((Founded::Sandbox(sandbox), true))
}
