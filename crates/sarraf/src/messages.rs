//! The client's side: send a file, ask where a payment stands, fetch a receipt.

use std::error::Error;
use std::path::{Path, PathBuf};

use client::{Client, Posting, told};
use identity::Key;
use indicatif::ProgressBar;
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
    pub(crate) server: String,
    /// Who asks: a key file; every request is signed with it
    #[arg(long = "as", value_name = "FILE")]
    who: Option<PathBuf>,
    /// The key by which an https node is known, or the file door.pub that holds it
    #[arg(long)]
    server_key: Option<String>,
}

impl Server {
    /// A node at an address, who asks it, and by which key it is known.
    pub(crate) fn at(server: &str, who: Option<&Path>, server_key: Option<&str>) -> Self {
        Self {
            server: server.to_owned(),
            who: who.map(ToOwned::to_owned),
            server_key: server_key.map(ToOwned::to_owned),
        }
    }

    /// A client that signs every request, if it is said who asks, or if the node is on https:
    /// then by `key`, unless it is said.
    pub(crate) fn client(&self, key: Option<&Key>) -> Result<Client, Box<dyn Error>> {
        let who = self.who.as_deref().map(Key::read).transpose()?;
        let https = self.server.starts_with("https:");
        let Some(who) = who.or_else(|| key.filter(|_| https).cloned()) else {
            return match https {
                true => Err("an https node asks who you are: --as FILE".into()),
                false => Ok(Client::new(&self.server)),
            };
        };
        let server = self.server_key.as_deref().map(|text| {
            let path = Path::new(text);
            let read = if path.exists() { std::fs::read_to_string(path) } else { Ok(text.into()) };
            let read = read.map_err(|error| format!("reading {text}: {error}"))?;
            read.trim().parse().map_err(|error| format!("--server-key: {error}"))
        });
        Ok(Client::signing(&self.server, who, server.transpose()?)?)
    }
}

#[derive(clap::Args)]
pub(crate) struct Submit {
    /// The message
    file: PathBuf,
    /// Who signs; the header's sender unless given
    #[arg(long)]
    sender: Option<String>,
    /// The key to sign with, made by `sarraf key`
    #[arg(long)]
    key: Option<PathBuf>,
    /// Without a key: what the keys of the sandbox were derived from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Prints the whole answer, not only its meaning
    #[arg(long)]
    xml: bool,
    /// Where the request is signed as a whole: a file to write what proves it to
    #[arg(long)]
    signed: Option<PathBuf>,
    /// A key of one's own: under it the message is taken once, and answered as the first time
    #[arg(long)]
    once: Option<String>,
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
pub(crate) struct Accounts {
    /// Whose
    participant: String,
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

pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Box<dyn Error>> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}

pub(crate) fn submit(arguments: &Submit) -> Done {
    let file = &arguments.file;
    let message =
        std::fs::read(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
    let key = match (&arguments.key, &arguments.sender) {
        (Some(file), _) => Key::read(file)?,
        (None, Some(sender)) => demo_key(arguments.seed, &Bic::parse(sender)?).into(),
        (None, None) => demo_key(arguments.seed, &sender_of(&message)?).into(),
    };
    let client = arguments.server.client(Some(&key))?;
    let once = arguments.once.as_deref();
    let posting = Posting { key: &key, asked_at: node::now(), once };
    let reply = runtime()?.block_on(client.operations().send_message(&posting, message))?;
    if let (Some(file), Some(signed)) = (&arguments.signed, &reply.signed) {
        std::fs::write(file, signed)
            .map_err(|error| format!("writing {}: {error}", file.display()))?;
    }
    if arguments.xml {
        say!("{}", reply.xml);
    } else if reply.definition.is_empty() {
        say!("answered with HTTP status {}", reply.status);
    } else {
        say!("{} {}", reply.definition, meaning(&reply));
    }
    if let Some(salt) = reply.salt.filter(|_| !arguments.xml) {
        say!("salt {salt}");
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
    let words = words.filter_map(|name| reply.last_element(name)).next().unwrap_or("");
    let reason = if reason.is_empty() { reply.last_element("StsCd").unwrap_or("") } else { reason };
    let reason = if reason == status { "" } else { reason };
    let location = reply.element("ErrLctn").unwrap_or("");
    let parts = [status, reason, location, words];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Who the header says has sent a message, or why that cannot be read.
fn sender_of(message: &[u8]) -> Result<Bic, String> {
    const ADVICE: &str = "to send it all the same, say who signs with --sender BIC";
    let read = reader::read(message, &Limits::default()).map_err(|finding| {
        format!(
            "line {}, {}: {}; {ADVICE}",
            finding.line(message),
            finding.layer.name(),
            finding.text
        )
    })?;
    let from = Header::of(&read).and_then(|header| header.from?.bic());
    from.ok_or_else(|| format!("no sender can be read in the header; {ADVICE}"))
}

pub(crate) fn status(arguments: &Status) -> Done {
    let uetr = Uetr::parse(&arguments.uetr)?;
    let client = arguments.server.client(None)?;
    let uetr = uetr.to_string();
    let payment = runtime()?.block_on(client.operations().payments_uetr(&uetr))?.told()?;
    say!("{}", serde_json::to_string_pretty(&payment)?);
    Ok(Outcome::Good)
}

pub(crate) fn accounts(arguments: &Accounts) -> Done {
    let participant = Bic::parse(&arguments.participant)?;
    let client = arguments.server.client(None)?;
    let asked = client.operations();
    let accounts = asked.accounts(Some(participant.as_short()), None);
    let accounts = runtime()?.block_on(accounts)?.told()?.accounts;
    say!("{:<12} {:<4} {:>24} {:>20}  access", "participant", "", "balance", "credit line");
    for account in &accounts {
        let told::AccountsAccounts { participant, currency, balance, credit, access, .. } = account;
        say!("{participant:<12} {currency:<4} {balance:>24} {credit:>20}  {access}");
    }
    Ok(Outcome::Good)
}

pub(crate) fn outbox(arguments: &Outbox) -> Done {
    let participant = Bic::parse(&arguments.participant)?;
    let client = arguments.server.client(None)?;
    let asked = client.operations();
    let outbox = asked.outbox(participant.as_short(), Some(arguments.after), None);
    let outbox = runtime()?.block_on(outbox)?.told()?;
    for message in &outbox.messages {
        say!("{:>6}  position {:<8} {}", message.cursor, message.position, message.message);
        if let Some(salt) = &message.salt {
            say!("        salt {salt}");
        }
        if arguments.xml {
            say!("{}", message.json.as_deref().or(message.xml.as_deref()).unwrap_or_default());
        }
    }
    say!("next cursor: {}", outbox.next);
    Ok(Outcome::Good)
}

pub(crate) fn receipt(arguments: &Receipt) -> Done {
    let uetr = Uetr::parse(&arguments.uetr)?;
    let client = arguments.server.client(None)?;
    let bytes = runtime()?.block_on(sealed(&client, uetr))?;
    let path = arguments.out.clone().unwrap_or_else(|| PathBuf::from(format!("{uetr}.receipt")));
    std::fs::write(&path, &bytes)
        .map_err(|error| format!("writing {}: {error}", path.display()))?;
    say!("{} ({} bytes)", path.display(), bytes.len());
    Ok(Outcome::Good)
}

/// Asks for a receipt until the next record has sealed it, a moment after it settled.
async fn sealed(client: &Client, uetr: Uetr) -> Result<Vec<u8>, Box<dyn Error>> {
    let bar = ProgressBar::new_spinner().with_message("waiting for the next record to seal it");
    for _ in 0..100 {
        match client.operations().receipts_uetr(&uetr.to_string()).await? {
            client::Outcome::Problem(problem) if problem.code == "unsealed" => {}
            came => {
                bar.finish_and_clear();
                return Ok(came.told()?);
            }
        }
        bar.tick();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    bar.finish_and_clear();
    Err(format!("no record has sealed {uetr} in ten seconds; ask again").into())
}
