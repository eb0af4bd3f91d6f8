//! How a connection to PostgreSQL is secured, as its address says.
//!
//! Two parameters are ours, since the client library knows neither: `sslmode` as libpq means it,
//! and `sslrootcert`, the file of certificates that the server's must come from.
//! There is no way between the two: either nobody is checked and nothing is encrypted, which has to
//! be said of another machine, or the server is who its address says.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Fault;

const OPENING: &str = "opening the database in PostgreSQL";

/// Opens a connection to the database at an address, encrypted or not as the address says.
///
/// # Errors
/// The address cannot be read, says less than it must of a database on another machine, or the
/// server is not who it should be. No fault repeats the address, which may hold a password.
pub(super) fn connect(url: &str) -> Result<Client, Fault> {
    let (mut config, secrecy) = read(url)?;
    let because = |error| Fault::because(OPENING, error);
    match secrecy {
        Secrecy::Plain => config.connect(NoTls).map_err(because),
        Secrecy::Verified(roots) => {
            config.ssl_mode(SslMode::Require);
            config.connect(MakeRustlsConnect::new(tls(&roots)?)).map_err(because)
        }
    }
}

/// What stands between the two machines.
#[derive(Debug, PartialEq, Eq)]
enum Secrecy {
    /// Nothing.
    Plain,
    /// TLS, and a certificate for the server's name that comes from one in this file.
    Verified(PathBuf),
}

/// The address without what is ours in it, and how its connection is secured.
fn read(url: &str) -> Result<(Config, Secrecy), Fault> {
    let (place, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut roots, mut others) = (None, None, Vec::new());
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("sslmode", said)) => mode = Some(said),
            Some(("sslrootcert", file)) => {
                let file = percent_decode_str(file).decode_utf8();
                let file = file.map_err(|error| Fault::because("reading sslrootcert", error))?;
                roots = Some(PathBuf::from(file.into_owned()));
            }
            _ => others.push(parameter),
        }
    }
    let plain = format!("{place}?{}", others.join("&"));
    let config: Config = plain.parse().map_err(|error| Fault::because(OPENING, error))?;
    let secrecy = match (mode, roots) {
        (Some("verify-full"), Some(roots)) => Secrecy::Verified(roots),
        (Some("verify-full"), None) => {
            return Err(Fault::new(format!(
                "{OPENING}: sslmode=verify-full needs sslrootcert=FILE, the certificates that the \
                 server's must come from"
            )));
        }
        (Some("disable"), None) => Secrecy::Plain,
        (None, None) if is_here(&config) => Secrecy::Plain,
        (None, _) => {
            return Err(Fault::new(format!(
                "{OPENING}: say sslmode=verify-full with sslrootcert=FILE, or sslmode=disable \
                 where what lies between is encrypted already"
            )));
        }
        (Some(_), _) => {
            return Err(Fault::new(format!(
                "{OPENING}: sslmode is verify-full with sslrootcert, or disable without"
            )));
        }
    };
    Ok((config, secrecy))
}

/// Whether nothing leaves this machine.
fn is_here(config: &Config) -> bool {
    let named = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
        }
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(named) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn tls(roots: &PathBuf) -> Result<ClientConfig, Fault> {
    let reading = || format!("reading the certificates in {}", roots.display());
    let mut store = RootCertStore::empty();
    let found = CertificateDer::pem_file_iter(roots);
    for root in found.map_err(|error| Fault::because(reading(), error))? {
        let root = root.map_err(|error| Fault::because(reading(), error))?;
        store.add(root).map_err(|error| Fault::because(reading(), error))?;
    }
    if store.is_empty() {
        return Err(Fault::new(format!("{}: there is none", reading())));
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| Fault::because(OPENING, error))?;
    Ok(config.with_root_certificates(store).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrecy(url: &str) -> Result<Secrecy, String> {
        read(url).map(|(_, secrecy)| secrecy).map_err(|fault| fault.to_string())
    }

    #[test]
    fn plain_is_what_stays_here_or_is_said_to_be() {
        let plain = [
            "postgres://sarraf@%2Frun%2Fpostgresql/history",
            "postgres://sarraf:secret@127.0.0.1/history",
            "postgres://sarraf@[::1]:5433/history?connect_timeout=3",
            "postgresql://sarraf@localhost/history",
            "postgres://sarraf@db.example/history?sslmode=disable",
        ];
        for url in plain {
            assert_eq!(secrecy(url), Ok(Secrecy::Plain), "{url}");
        }
    }

    #[test]
    fn another_machine_is_verified_in_full_or_not_spoken_to() {
        let url = "postgres://sarraf@db.example/history?application_name=s&sslmode=verify-full&sslrootcert=%2Fetc%2Froot.pem";
        assert_eq!(secrecy(url), Ok(Secrecy::Verified("/etc/root.pem".into())));
        let (config, _) = read(url).expect("it is read");
        assert_eq!(config.get_application_name(), Some("s"));
        let refused = [
            ("postgres://u:secret@db.example/history", "say sslmode=verify-full"),
            ("postgres://u:secret@localhost,db.example/history", "say sslmode=verify-full"),
            ("postgres://u:secret@localhost/history?hostaddr=192.0.2.1", "say sslmode"),
            ("postgres://u:secret@db.example/h?sslrootcert=a.pem", "say sslmode=verify-full"),
            ("postgres://u:secret@db.example/h?sslmode=verify-full", "needs sslrootcert"),
            ("postgres://u:secret@db.example/h?sslmode=require", "sslmode is verify-full"),
            ("postgres://u:secret@db.example/h?sslmode=disable&sslrootcert=a", "disable without"),
        ];
        for (url, wanted) in refused {
            let told = secrecy(url).expect_err(url);
            assert!(told.contains(wanted) && !told.contains("secret"), "{url}: {told}");
        }
    }
}
