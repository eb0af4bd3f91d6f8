use std::path::PathBuf;

use node::demo_key;
use receipts::{Algorithm, Committee, Member, Proven, PublicKey, Receipt};
use sandbox::World;
use settlement::payment::{self, How};
use settlement::{Event, PartyId};
use terms::{Bic, CurrencyId};

use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The receipt
    file: PathBuf,
    /// The operator's public key, as `ed25519:<hex>`, or a file that holds it; the key of the
    /// sandbox unless given
    #[arg(long)]
    key: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let bytes = std::fs::read(&arguments.file)
        .map_err(|error| format!("reading {}: {error}", arguments.file.display()))?;
    let key = match &arguments.key {
        Some(text) => given_key(text)?,
        None => {
            eprintln!("no --key given: checking against the sandbox's operator, seed 1");
            let key = demo_key(1, &Bic::parse(sandbox::OPERATOR)?);
            let bytes = key.verifying_key().to_bytes().to_vec();
            PublicKey { algorithm: Algorithm::Ed25519, bytes }
        }
    };
    let member = Member { name: "operator".into(), key };
    let committee = Committee { members: vec![member], quorum: 1 };
    let receipt = match Receipt::decode(&bytes) {
        Ok(receipt) => receipt,
        Err(refused) => return refuse(&refused),
    };
    match receipt.verify(&committee) {
        Ok(proven) => {
            tell(&proven);
            Ok(Outcome::Good)
        }
        Err(refused) => refuse(&refused),
    }
}

fn refuse(refused: &receipts::Refused) -> Done {
    println!("REFUSED: {refused}");
    println!("This file proves nothing.");
    Ok(Outcome::Bad)
}

fn given_key(text: &str) -> Result<PublicKey, Box<dyn std::error::Error>> {
    let path = std::path::Path::new(text);
    let text = if path.exists() { std::fs::read_to_string(path)? } else { text.to_owned() };
    let key = text.trim().parse();
    key.map_err(|error| format!("--key: {error}; expected ed25519:<64 hexadecimal digits>").into())
}

/// What a receipt proves, in plain words.
fn tell(proven: &Proven<'_>) {
    println!("VERIFIED");
    println!("The operator has sealed, under its key and for ever, that");
    println!("at position {} of the log, at {},", proven.position, proven.instant);
    let event: Result<Event, _> = postcard::from_bytes(proven.event);
    match event {
        Ok(event) => describe(&event),
        Err(_) => println!("an event happened that this version of the program cannot read"),
    }
    println!("network {}", proven.network);
}

fn describe(event: &Event) {
    // Receipts carry the log's own numbers; the embedded world knows the names behind them.
    let world = World::embedded(1, usize::MAX).ok();
    let name = |party: PartyId| {
        let index = usize::try_from(party.number()).ok().and_then(|number| number.checked_sub(1));
        let bic = world.as_ref().and_then(|world| world.parties().nth(index?));
        bic.map_or_else(|| format!("party {}", party.number()), |bic| bic.to_string())
    };
    let money = |id: CurrencyId, amount: terms::Amount| {
        let currency = world.as_ref().and_then(|world| world.currencies.get(id.index()));
        match currency {
            Some(known) => format!("{} {}", known.code, amount.to_decimal(known.exponent)),
            None => format!("{amount} minor units of {id}"),
        }
    };
    match event {
        Event::Payment(payment::Event::PaymentSettled { uetr, matched, how, legs, .. }) => {
            println!("payment {uetr} settled with finality:");
            for leg in legs {
                let (debtor, creditor) = (name(leg.debtor), name(leg.creditor));
                println!("  {debtor} paid {creditor} {}", money(leg.currency, leg.amount));
            }
            if legs.len() > 1 {
                println!("all of it together, none of it alone");
            }
            if let Some(matched) = matched {
                println!("matched with {matched}");
            }
            match how {
                How::Immediately => println!("it settled on entry"),
                How::Released => println!("it settled from the queue"),
                How::Offset(round) => println!("it settled in offsetting round {round}"),
            }
        }
        other => println!("this happened: {other:?}"),
    }
}
