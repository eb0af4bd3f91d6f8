//! Keys in files, for trying and for small systems; hardware modules are for `identity` to bring.

use std::error::Error;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use node::{post_quantum_key, public_key};
use terms::Digest;

use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file to write; it must not exist, unless it is to be shown
    file: PathBuf,
    /// Make nothing: tell the public half of a key that exists
    #[arg(long)]
    show: bool,
    /// Also tell, as a second line, the ML-DSA-65 key with which an operator seals beside it
    #[arg(long)]
    post_quantum: bool,
}

/// Makes a key, or reads one, and prints its public half.
pub(crate) fn run(arguments: &Arguments) -> Done {
    let path = &arguments.file;
    let key = if arguments.show { read(path)? } else { make(path)? };
    say!("{}", public_key(&key));
    if arguments.post_quantum {
        say!("{}", post_quantum_key(&key));
    }
    Ok(Outcome::Good)
}

/// Makes a key, readable by its owner alone.
fn make(path: &Path) -> Result<SigningKey, Box<dyn Error>> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| format!("drawing a key: {error}"))?;
    let key = SigningKey::from_bytes(&seed);
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = opened.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            format!("{} exists, and a key is never overwritten", path.display())
        }
        _ => format!("writing {}: {error}", path.display()),
    })?;
    let text = format!("ed25519-secret:{}\n", Digest(seed));
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| format!("writing {}: {error}", path.display()))?;
    Ok(key)
}

/// Reads a key that [`make`] wrote. No error tells what stands in the file.
pub(crate) fn read(path: &Path) -> Result<SigningKey, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("reading key {}: {error}", path.display()))?;
    let seed = text.trim().strip_prefix("ed25519-secret:");
    let seed: Option<Digest> = seed.and_then(|seed| seed.parse().ok());
    let seed = seed.ok_or_else(|| {
        format!("{} holds no key: expected ed25519-secret: and 64 digits", path.display())
    })?;
    Ok(SigningKey::from_bytes(&seed.0))
}
