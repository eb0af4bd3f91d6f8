//! Through which provider of OpenID Connect people sign in.

use std::error::Error;
use std::path::{Path, PathBuf};

use api::Logins;
use dispatch::{Asker, PATIENCE};
use identity::openid::Provider;
use rustls::RootCertStore;
use serde::Deserialize;

use super::{ROOTS, read_file, trusted};

/// The provider, and as what it knows us.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenIdRows {
    /// The provider's address, as it calls itself.
    issuer: String,
    /// As what it knows this system.
    client: String,
    /// The file with the secret that it gave the client, if it did.
    secret: Option<PathBuf>,
    /// The console's page, to which it sends people back.
    page: String,
    /// The certificates that vouch for it, as PEM.
    roots: Option<PathBuf>,
}

impl OpenIdRows {
    /// Whose logins are taken.
    pub(crate) fn logins(&self) -> Result<Logins, Box<dyn Error>> {
        let told = |error: &dyn std::fmt::Display| format!("openid.{error}");
        let secret = self.secret.as_deref().map(secret_in).transpose()?;
        let provider = Provider::new(&self.issuer, &self.client, secret, &self.page);
        let provider = provider.map_err(|error| told(&error))?;
        let asker = Asker::trusting(self.roots()?, PATIENCE);
        Ok(Logins::new(provider, asker).map_err(|error| told(&error))?)
    }

    fn roots(&self) -> Result<RootCertStore, Box<dyn Error>> {
        let name = "openid.roots";
        let usual = Path::new(ROOTS);
        let file = match &self.roots {
            Some(file) => file,
            // Without any, a provider is reached on this machine alone.
            None if !usual.exists() => return Ok(RootCertStore::empty()),
            None => usual,
        };
        let roots = trusted(name, file)?;
        match roots.is_empty() {
            true => Err(format!("{name}: {}: no certificate in it", file.display()).into()),
            false => Ok(roots),
        }
    }
}

/// What stands in a file, without the end of its line.
fn secret_in(file: &Path) -> Result<String, Box<dyn Error>> {
    let read = read_file(file).map_err(|error| format!("openid.secret: {error}"))?;
    Ok(read.trim_end_matches(['\r', '\n']).to_owned())
}
