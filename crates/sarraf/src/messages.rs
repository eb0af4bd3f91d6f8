//! The client's side: send a file, ask where a payment stands, fetch a receipt.

use std::error::Error;
use std::path::PathBuf;

use client::Client;
use iso20022::view::Header;
use iso20022::{Limits, reader};
use node::demo_key;
use terms::{Bic, Uetr};

use crate::configuration::ADDRESS;
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Server {
    /// Where the node is
    #[arg(long, default_value_t = format!("http://{ADDRESS}"))]
    server: String,
}

#[derive(clap::Args)]
pub(crate) struct Submit {
    /// The message
    file: PathBuf,
    /// Who signs; the header's sender unless given
    #[arg(long)]
    sender: Option<String>,
    /// What the sandbox keys of the node were derived from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Prints the whole answer, not only its meaning
    #[arg(long)]
    xml: bool,
    #[command(flatten)]
    server: Server,
}

#[derive(clap::Args)]
pub(crate) struct Status {
    /// The payment
    uetr: String,
    #[command(flatten)]
    server: Server,
}

#[derive(clap::Args)]
pub(crate) struct Outbox {
    /// Whose
    participant: String,
    /// The cursor to go on from
    #[arg(long, default_value_t = 0)]
    after: u64,
    /// Prints the messages, not only a line for each
    #[arg(long)]
    xml: bool,
    #[command(flatten)]
    server: Server,
}

#[derive(clap::Args)]
pub(crate) struct Receipt {
    /// The payment
    uetr: String,
    /// The file to write; UETR.receipt unless given
    #[arg(long)]
    out: Option<PathBuf>,
    #[command(flatten)]
    server: Server,
}

fn runtime() -> Result<tokio::runtime::Runtime, Box<dyn Error>> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

pub(crate) fn submit(arguments: &Submit) -> Done {
    let file = &arguments.file;
    let message =
        std::fs::read(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
    let sender = match &arguments.sender {
        Some(sender) => Bic::parse(sender)?,
        None => sender_of(&message)
            .ok_or("no sender can be read in the header: say who signs with --sender BIC")?,
    };
    let key = demo_key(arguments.seed, &sender);
    let client = Client::new(&arguments.server.server);
    let reply = runtime()?.block_on(client.send(&key, message))?;
    if arguments.xml {
        println!("{}", reply.xml);
    } else {
        println!("{} {}", reply.definition, meaning(&reply));
    }
    let refused = reply.status >= 400 || meaning(&reply).starts_with("RJC");
    Ok(if refused { Outcome::Bad } else { Outcome::Good })
}

/// An answer in a line: status, reason and words.
fn meaning(reply: &client::Reply) -> String {
    let status = ["TxSts", "Conf", "StsCd", "RjctgPtyRsn"].iter();
    let status = status.filter_map(|name| reply.element(name)).next().unwrap_or("");
    let reason = reply.element("Cd").unwrap_or("");
    let words = ["AddtlInf", "RsnDesc", "Desc"].iter();
    let words = words.filter_map(|name| reply.element(name)).next().unwrap_or("");
    let location = reply.element("ErrLctn").unwrap_or("");
    let parts = [status, reason, location, words];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn sender_of(message: &[u8]) -> Option<Bic> {
    let read = reader::read(message, &Limits::default()).ok()?;
    Header::of(&read)?.from?.bic()
}

pub(crate) fn status(arguments: &Status) -> Done {
    let uetr = Uetr::parse(&arguments.uetr)?;
    let client = Client::new(&arguments.server.server);
    let payment = runtime()?.block_on(client.payment(uetr))?;
    println!("{}", serde_json::to_string_pretty(&payment)?);
    Ok(Outcome::Good)
}

pub(crate) fn outbox(arguments: &Outbox) -> Done {
    let participant = Bic::parse(&arguments.participant)?;
    let client = Client::new(&arguments.server.server);
    let outbox = runtime()?.block_on(client.outbox(&participant, arguments.after))?;
    for message in &outbox.messages {
        println!("{:>6}  position {:<8} {}", message.cursor, message.position, message.message);
        if arguments.xml {
            println!("{}", message.xml);
        }
    }
    println!("next cursor: {}", outbox.next);
    Ok(Outcome::Good)
}

pub(crate) fn receipt(arguments: &Receipt) -> Done {
    let uetr = Uetr::parse(&arguments.uetr)?;
    let client = Client::new(&arguments.server.server);
    let bytes = runtime()?.block_on(client.receipt(uetr))?;
    let path = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{uetr}.receipt")));
    std::fs::write(&path, &bytes)
        .map_err(|error| format!("writing {}: {error}", path.display()))?;
    println!("{} ({} bytes)", path.display(), bytes.len());
    Ok(Outcome::Good)
}
