//! Keys: made here, in files or in hardware modules, and read from where they lie.

use std::error::Error;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use ed25519_dalek::SigningKey;
use identity::Key;
use node::post_quantum_key;

use crate::outcome::{Done, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The file to write; it must not exist, unless it is to be shown
    file: PathBuf,
    /// Make nothing: tell the public half of a key that exists
    #[arg(long, conflicts_with = "module")]
    show: bool,
    /// Make the key inside a hardware module, where this PKCS#11 URI says, and write the URI to
    /// the file: `pkcs11:token=T;object=NAME?module-path=LIBRARY&pin-source=file:PIN`
    #[arg(long, value_name = "URI", conflicts_with = "post_quantum")]
    module: Option<String>,
    /// Also tell, as a second line, the ML-DSA-65 key with which an operator seals beside it
    #[arg(long)]
    post_quantum: bool,
}

/// Makes a key, or reads one, and prints its public half.
pub(crate) fn run(arguments: &Arguments) -> Done {
    let path = &arguments.file;
    let key = match &arguments.module {
        Some(uri) => make_in_module(path, uri)?,
        None if arguments.show => Key::read(path)?,
        None => make(path)?,
    };
    say!("{}", key.public());
    if arguments.post_quantum {
        let secret = key.held().ok_or("a key in a module has no second key beside it")?;
        say!("{}", post_quantum_key(secret));
    }
    Ok(Outcome::Good)
}

/// Makes a key in a file.
fn make(path: &Path) -> Result<Key, Box<dyn Error>> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| format!("drawing a key: {error}"))?;
    write(path, &Key::text_of(&seed))?;
    Ok(SigningKey::from_bytes(&seed).into())
}

/// Makes a key in a module, and a file that says where it is.
fn make_in_module(path: &Path, uri: &str) -> Result<Key, Box<dyn Error>> {
    if path.exists() {
        return Err(format!("{} exists, and a key is never overwritten", path.display()).into());
    }
    let key = Key::generate(uri)?;
    write(path, &format!("{uri}\n"))?;
    Ok(key)
}

/// Writes a key file, which must not exist, readable by its owner alone.
fn write(path: &Path, text: &str) -> Result<(), Box<dyn Error>> {
    let opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let mut file = opened.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            format!("{} exists, and a key is never overwritten", path.display())
        }
        _ => format!("writing {}: {error}", path.display()),
    })?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(|error| format!("writing {}: {error}", path.display()).into())
}
