//! Exchange from the client's side: a file with an order, a quote or a cancelling goes in, signed.

use std::path::PathBuf;

use identity::Key;
use node::demo_key;
use serde_json::{Value, json};
use terms::Bic;

use crate::messages::{Server, runtime};
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The order as JSON; a quote with --quote, or {"number": N} with --cancel
    file: PathBuf,
    /// It is a firm quote
    #[arg(long, conflicts_with = "cancel")]
    quote: bool,
    /// It names an order or a quote that is to end
    #[arg(long)]
    cancel: bool,
    /// Who signs, in a sandbox
    #[arg(long, required_unless_present = "key")]
    sender: Option<String>,
    /// The key to sign with, made by `sarraf key`
    #[arg(long)]
    key: Option<PathBuf>,
    /// Without a key: what the keys of the sandbox were derived from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    server: Server,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let file = &arguments.file;
    let body =
        std::fs::read(file).map_err(|error| format!("reading {}: {error}", file.display()))?;
    let key = match (&arguments.key, &arguments.sender) {
        (Some(file), _) => Key::read(file)?,
        (None, Some(sender)) => demo_key(arguments.seed, &Bic::parse(sender)?).into(),
        (None, None) => return Err("say who signs with --sender BIC or --key FILE".into()),
    };
    let client = arguments.server.client(Some(&key))?;
    let told = runtime()?.block_on(async {
        if arguments.cancel {
            let read: Value = serde_json::from_slice(&body)?;
            let number = read.get("number").and_then(Value::as_u64);
            let number = number.ok_or("a cancelling is {\"number\": N}")?;
            let body = json!({ "number": number }).to_string().into_bytes();
            Ok::<_, Box<dyn std::error::Error>>(client.ask(&key, "/v1/orders/cancel", body).await?)
        } else {
            // What is signed is the file, byte for byte: with the salt it proves what was asked.
            let path = if arguments.quote { "/v1/quotes" } else { "/v1/orders" };
            Ok(client.ask(&key, path, body).await?)
        }
    })?;
    say!("{}", serde_json::to_string_pretty(&told.body)?);
    if let Some(salt) = told.salt {
        say!("salt {salt}");
    }
    Ok(if told.status < 400 { Outcome::Good } else { Outcome::Bad })
}
