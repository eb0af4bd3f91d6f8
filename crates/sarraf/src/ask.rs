//! Everything that is asked as JSON, from the client's side: a file goes in, signed.

use std::path::PathBuf;

use api::Ask;
use identity::Key;
use node::demo_key;
use serde_json::Value;
use terms::Bic;

use crate::messages::{Server, runtime};
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What is asked, as JSON that names its command
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,
    /// Says what can be asked, and where, instead
    #[arg(long, conflicts_with_all = ["sender", "key"])]
    list: bool,
    /// Who signs, in a sandbox
    #[arg(long, required_unless_present_any = ["key", "list"])]
    sender: Option<String>,
    /// The key to sign with, made by `sarraf key`
    #[arg(long)]
    key: Option<PathBuf>,
    /// Without a key: what the keys of the sandbox were derived from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Keeps what was signed in this file: with the salt it proves what was asked
    #[arg(long)]
    out: Option<PathBuf>,
    /// A key of one's own: under it the same bytes are taken once, and answered as the first time
    #[arg(long)]
    once: Option<String>,
    #[command(flatten)]
    server: Server,
}

#[derive(clap::Args)]
pub(crate) struct Read {
    /// Such as /v1/cycles or /v1/liquidity?participant=BIC
    path: String,
    #[command(flatten)]
    server: Server,
}

/// What has a form of its own, without a command and a time, and is sent by `sarraf order`.
const ORDERS: [&str; 3] = ["PlaceOrder", "PostQuote", "CancelOrder"];

pub(crate) fn run(arguments: &Arguments) -> Done {
    let Some(file) = arguments.file.as_ref().filter(|_| !arguments.list) else {
        for ask in Ask::all().filter(|ask| !ORDERS.contains(&ask.command)) {
            say!("{:<24} {:<42} {}", ask.command, ask.path, ask.about.trim());
        }
        return Ok(Outcome::Good);
    };
    let body =
        std::fs::read(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
    let (ask, body) = stated(body)?;
    let path = ask.path_of(&serde_json::from_slice(&body)?);
    let path = path.ok_or_else(|| format!("{} needs what {} names", ask.command, ask.path))?;
    let key = match (&arguments.key, &arguments.sender) {
        (Some(file), _) => Key::read(file)?,
        (None, Some(sender)) => demo_key(arguments.seed, &Bic::parse(sender)?).into(),
        (None, None) => return Err("say who signs with --sender BIC or --key FILE".into()),
    };
    if let Some(out) = &arguments.out {
        std::fs::write(out, &body)
            .map_err(|error| format!("writing {}: {error}", out.display()))?;
    }
    let client = arguments.server.client(Some(&key))?;
    let told = runtime()?.block_on(async {
        match &arguments.once {
            Some(once) => client.ask_once(&key, &path, body, once).await,
            None => client.ask(&key, &path, body).await,
        }
    })?;
    say!("{}", serde_json::to_string_pretty(&told.body)?);
    if let Some(salt) = told.salt {
        say!("salt {salt}");
    }
    Ok(if told.status < 400 { Outcome::Good } else { Outcome::Bad })
}

/// What a file asks for, and the bytes to sign: those of the file, with the time added where it
/// does not say when it was asked.
fn stated(body: Vec<u8>) -> Result<(&'static Ask, Vec<u8>), Box<dyn std::error::Error>> {
    let mut read: Value = serde_json::from_slice(&body)?;
    let command = read.get("command").and_then(Value::as_str);
    let command = command.ok_or("the file names no command; sarraf ask --list says which")?;
    if ORDERS.contains(&command) {
        return Err(format!("{command} has a form of its own: send it with sarraf order").into());
    }
    let ask = Ask::named(command);
    let ask = ask.ok_or_else(|| format!("no command {command}; sarraf ask --list says which"))?;
    match read.as_object_mut() {
        Some(fields) if !fields.contains_key("asked_at") => {
            fields.insert("asked_at".into(), node::now().to_string().into());
            Ok((ask, read.to_string().into_bytes()))
        }
        Some(_) | None => Ok((ask, body)),
    }
}

pub(crate) fn read(arguments: &Read) -> Done {
    let client = arguments.server.client(None)?;
    let told = runtime()?.block_on(client.get(&arguments.path))?;
    say!("{}", serde_json::to_string_pretty(&told)?);
    Ok(Outcome::Good)
}
