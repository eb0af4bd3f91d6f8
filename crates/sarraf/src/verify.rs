use std::error::Error;
use std::path::{Path, PathBuf};

use client::{Said, StatusProof};
use node::{Founding, Original, demo_key, post_quantum_key, public_key};
use receipts::{Committee, Member, Proven, PublicKey, Receipt};
use settlement::payment::{self, How};
use settlement::{Command, Event, PartyId, participation, rulebook};
use terms::{Bic, CurrencyCode, CurrencyId, Digest};

use crate::configuration::Founded;
use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The receipt, or a proof of a payment's status as the door gives it
    file: PathBuf,
    /// The operator's public key, as `ed25519:<hex>`, or a file that holds it and, on a second
    /// line, its ML-DSA-65 key; the keys of the sandbox unless given
    #[arg(long)]
    key: Option<String>,
    /// What the system was founded with, system.toml or founding.toml: the names behind the numbers
    #[arg(long)]
    founding: Option<PathBuf>,
    /// A message: proves that it is the one that settled
    #[arg(long, requires = "salt")]
    message: Option<PathBuf>,
    /// The salt that was told with the message
    #[arg(long, requires = "message")]
    salt: Option<String>,
    /// Where the request was signed as a whole: what `sarraf submit --signed` wrote
    #[arg(long, requires = "message")]
    signed: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Done {
    let bytes = read(&arguments.file)?;
    let founding = arguments.founding.as_deref().map(founding_of).transpose()?;
    let member = match &arguments.key {
        Some(text) => given_keys(text)?,
        None => {
            eprintln!("no --key given: checking against the sandbox's operator, seed 1");
            let key = demo_key(1, &Bic::parse(sandbox::OPERATOR)?);
            member(public_key(&key), Some(post_quantum_key(&key)))
        }
    };
    let by = if member.beside.is_some() { "Ed25519 and ML-DSA-65" } else { "Ed25519" };
    let committee = Committee { members: vec![member], quorum: 1 };
    if bytes.trim_ascii_start().starts_with(b"{") {
        if arguments.message.is_some() {
            return Err("--message: give the receipt of the settlement with it".into());
        }
        let proof = match StatusProof::check(&bytes, &committee) {
            Ok(proof) => proof,
            Err(why) => return refuse(&why.to_string()),
        };
        if founding.as_ref().is_some_and(|founding| founding.network() != proof.network) {
            return refuse("the proof is of another system than the founding given");
        }
        tell_status(&proof, &Names::of(founding.as_ref()));
        say!("sealed by {by}");
        return Ok(Outcome::Good);
    }
    let receipt = match Receipt::decode(&bytes) {
        Ok(receipt) => receipt,
        Err(refused) => return refuse(&refused.to_string()),
    };
    let proven = match receipt.verify(&committee) {
        Ok(proven) => proven,
        Err(refused) => return refuse(&refused.to_string()),
    };
    if founding.as_ref().is_some_and(|founding| founding.network() != proven.network) {
        return refuse("the receipt is of another system than the founding given");
    }
    let event: Option<Event> = postcard::from_bytes(proven.event).ok();
    if let (Some(message), Some(salt)) = (&arguments.message, &arguments.salt) {
        let salt: Digest = salt.parse().map_err(|error| format!("--salt: {error}"))?;
        let signed = arguments.signed.as_deref().map(|file| {
            String::from_utf8(read(file)?)
                .map_err(|error| Box::<dyn Error>::from(error.to_string()))
        });
        let original =
            Original { salt: salt.0, bytes: read(message)?, signed: signed.transpose()? };
        let signer = original.signed.as_ref().map(|text| identity::proves(text, &original.bytes));
        match signer.transpose() {
            Ok(Some(key)) => say!("the request was signed by {key}"),
            Ok(None) => {}
            Err(objection) => return refuse(&format!("--signed: {objection}")),
        }
        if !event.as_ref().is_some_and(|event| bears(event, original.digest())) {
            return refuse("the event proven is not that of this message under this salt");
        }
    }
    let names = Names::of(founding.as_ref());
    tell(&proven, event.as_ref(), &names);
    say!("sealed by {by}");
    if let Some(message) = &arguments.message {
        say!("{} is the message it settled, byte for byte", message.display());
    }
    Ok(Outcome::Good)
}

fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    std::fs::read(path).map_err(|error| format!("reading {}: {error}", path.display()).into())
}

fn founding_of(path: &Path) -> Result<Founding, Box<dyn Error>> {
    let text = String::from_utf8(read(path)?)?;
    let founded = Founded::from_text(&text);
    founded.and_then(|f| f.founding()).map_err(|e| format!("{}: {e}", path.display()).into())
}

fn refuse(why: &str) -> Done {
    say!("REFUSED: {why}");
    say!("This file proves nothing.");
    Ok(Outcome::Bad)
}

/// The operator as whoever holds these keys knows it.
fn member(key: PublicKey, beside: Option<PublicKey>) -> Member {
    Member { name: "operator".into(), key, beside }
}

/// The key given, or those in the file given: one on a line, at most two.
fn given_keys(text: &str) -> Result<Member, Box<dyn Error>> {
    let path = Path::new(text);
    let text = if path.exists() { std::fs::read_to_string(path)? } else { text.to_owned() };
    let keys = text.split_whitespace().map(str::parse).collect::<Result<Vec<PublicKey>, _>>();
    let keys = keys.map_err(|error| format!("--key: {error}; expected ed25519:<64 digits>"))?;
    match <[PublicKey; 1]>::try_from(keys) {
        Ok([key]) => Ok(member(key, None)),
        Err(keys) => match <[PublicKey; 2]>::try_from(keys) {
            Ok([key, beside]) => Ok(member(key, Some(beside))),
            Err(_) => Err("--key: expected one key, or two of different algorithms".into()),
        },
    }
}

/// Whether an event is that of a message with this digest.
fn bears(event: &Event, digest: Digest) -> bool {
    match event {
        Event::Payment(payment::Event::PaymentSettled { evidence, matched_evidence, .. }) => {
            *evidence == digest || *matched_evidence == Some(digest)
        }
        _ => false,
    }
}

/// Receipts carry the log's own numbers; a founding, which the network's name commits to, tells
/// the names behind those that took part from the first record on.
#[derive(Default)]
struct Names {
    parties: Vec<Bic>,
    currencies: Vec<(CurrencyCode, u8)>,
}

impl Names {
    fn of(founding: Option<&Founding>) -> Self {
        let Some(founding) = founding else {
            return Self::default();
        };
        let mut names = Self { parties: vec![founding.genesis.operator], currencies: Vec::new() };
        for envelope in &founding.commands {
            match &envelope.command {
                Command::Participation(participation::Command::RegisterParty { bic, .. }) => {
                    names.parties.push(*bic);
                }
                Command::Rulebook(rulebook::Command::DefineCurrency {
                    code, minor_units, ..
                }) => names.currencies.push((*code, *minor_units)),
                _ => {}
            }
        }
        names
    }

    fn party(&self, party: PartyId) -> String {
        let bic = self.parties.get(party.index());
        bic.map_or_else(|| format!("party {}", party.number()), ToString::to_string)
    }

    fn money(&self, id: CurrencyId, amount: terms::Amount) -> String {
        match self.currencies.get(id.index()) {
            Some((code, digits)) => format!("{code} {}", amount.to_decimal(*digits)),
            None => format!("{amount} minor units of {id}"),
        }
    }
}

/// What a proof of a payment's status proves, in plain words, and what it only tells.
fn tell_status(proof: &StatusProof, names: &Names) {
    say!("VERIFIED");
    say!("The operator has sealed, under its key and for ever, that");
    for stamp in &proof.proven {
        say!("at position {} of the log, at {},", stamp.position, stamp.instant);
        match stamp.said {
            Said::Settled => say!("payment {} settled with finality", proof.uetr),
            Said::Acknowledged { party, settled } => {
                say!("{} had booked payment {} to its customer;", names.party(party), proof.uetr);
                say!("the payment settled with finality at position {settled}");
            }
        }
    }
    say!("network {}", proof.network);
    for (stamp, at) in &proof.told {
        say!("told by the node and not proven: {stamp} at {at}");
    }
}

/// What a receipt proves, in plain words.
fn tell(proven: &Proven<'_>, event: Option<&Event>, names: &Names) {
    say!("VERIFIED");
    say!("The operator has sealed, under its key and for ever, that");
    say!("at position {} of the log, at {},", proven.position, proven.instant);
    match event {
        Some(event) => describe(event, names),
        None => say!("an event happened that this version of the program cannot read"),
    }
    say!("network {}", proven.network);
}

fn describe(event: &Event, names: &Names) {
    match event {
        Event::Payment(payment::Event::PaymentSettled { uetr, matched, how, legs, .. }) => {
            say!("payment {uetr} settled with finality:");
            for leg in legs {
                let (debtor, creditor) = (names.party(leg.debtor), names.party(leg.creditor));
                say!("  {debtor} paid {creditor} {}", names.money(leg.currency, leg.amount));
            }
            if legs.len() > 1 {
                say!("all of it together, none of it alone");
            }
            if let Some(matched) = matched {
                say!("matched with {matched}");
            }
            match how {
                How::Immediately => say!("it settled on entry"),
                How::Released => say!("it settled from the queue"),
                How::Offset(round) => say!("it settled in offsetting round {round}"),
            }
        }
        Event::Payment(payment::Event::CreditConfirmed { uetr, party, settled }) => {
            let party = names.party(*party);
            say!("{party} has booked payment {uetr} to its customer;");
            say!("the payment settled with finality at position {settled}");
        }
        other => say!("this happened: {other:?}"),
    }
}
