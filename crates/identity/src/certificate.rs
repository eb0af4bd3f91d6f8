//! Certificates that say one thing: which key their holder has.
//!
//! The rulebook binds keys to parties, so no authority has to vouch for a name: a certificate is
//! signed by its own key, and whoever completes a handshake with it holds that key.

use std::fmt;
use std::sync::Arc;

use ed25519_dalek::Signer as _;
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_ED25519, SanType};
use receipts::{Algorithm, PublicKey};
use rustls::pki_types::CertificateDer;
use terms::Instant;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::tls::Shown;
use crate::{Fault, Key};

/// id-Ed25519. Source: RFC 8410, section 3.
const ED25519: &str = "1.3.101.112";

/// How long before and after it was made a certificate is valid. Unit: days.
const VALID: (i64, i64) = (1, 397);

/// A certificate with its private key, as TLS takes them.
#[derive(Debug)]
pub struct Certificate {
    /// The certificate.
    pub certificate: CertificateDer<'static>,
    /// What signs handshakes: the key itself, or the module that keeps it.
    pub key: Arc<dyn rustls::sign::SigningKey>,
}

/// A key that signs its own certificate.
struct Own<'a> {
    key: &'a Key,
    public: [u8; 32],
}

impl rcgen::PublicKeyData for Own<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl rcgen::SigningKey for Own<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signed = self.key.try_sign(message);
        signed.map(|signature| signature.to_vec()).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// Why a certificate binds nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// It cannot be read.
    Unreadable,
    /// Its key is not an Ed25519 key.
    Algorithm,
    /// It is not valid now.
    Validity,
}

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "the certificate cannot be read",
            Self::Algorithm => "the certificate's key is not an Ed25519 key",
            Self::Validity => "the certificate is not valid at this time",
        })
    }
}

impl std::error::Error for NoKey {}

/// A certificate for a key, signed by it, with a name that is for people only.
///
/// `hosts` are the names and addresses under which a server is reached; a client has none.
///
/// # Errors
/// If a host is no name and no address, or the key is in a module that does not sign.
pub fn certificate<K>(
    key: &K,
    name: &str,
    hosts: &[String],
    now: Instant,
) -> Result<Certificate, Fault>
where
    for<'k> Key: From<&'k K>,
{
    let key = Key::from(key);
    let mut parameters = CertificateParams::new(Vec::new())
        .map_err(|error| Fault::because("making a certificate", error))?;
    parameters.distinguished_name = DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    for host in hosts {
        parameters.subject_alt_names.push(alternative(host)?);
    }
    let (before, after) = VALID;
    let (year, month, day) = now.date().plus_days(-i32::try_from(before).unwrap_or(1)).ymd();
    parameters.not_before = rcgen::date_time_ymd(year, month, day);
    let (year, month, day) = now.date().plus_days(i32::try_from(after).unwrap_or(397)).ymd();
    parameters.not_after = rcgen::date_time_ymd(year, month, day);
    let own = Own { public: key.verifying_key().to_bytes(), key: &key };
    let made = parameters
        .self_signed(&own)
        .map_err(|error| Fault::because("signing a certificate", error))?;
    Ok(Certificate { certificate: made.der().clone(), key: Arc::new(Shown::new(key)) })
}

fn alternative(host: &str) -> Result<SanType, Fault> {
    match host.parse() {
        Ok(address) => Ok(SanType::IpAddress(address)),
        Err(_) => host
            .try_into()
            .map(SanType::DnsName)
            .map_err(|error| Fault::because("reading a host's name", error)),
    }
}

/// The key that a certificate shows.
///
/// Whether its holder has the private half is what the handshake proves, and whose key it is the
/// rulebook says; who signed the certificate is not asked.
///
/// # Errors
/// If it cannot be read, shows another kind of key, or is not valid at `now`.
pub fn key_of(certificate: &[u8], now: Instant) -> Result<PublicKey, NoKey> {
    let (rest, read) = X509Certificate::from_der(certificate).map_err(|_| NoKey::Unreadable)?;
    if !rest.is_empty() {
        return Err(NoKey::Unreadable);
    }
    let shown = read.public_key();
    if shown.algorithm.algorithm.to_id_string() != ED25519 {
        return Err(NoKey::Algorithm);
    }
    let bytes = shown.subject_public_key.data.to_vec();
    if bytes.len() != 32 {
        return Err(NoKey::Algorithm);
    }
    let now = i64::try_from(now.unix_seconds()).map_err(|_| NoKey::Validity)?;
    let (from, until) = (read.validity().not_before, read.validity().not_after);
    if now < from.timestamp() || now > until.timestamp() {
        return Err(NoKey::Validity);
    }
    Ok(PublicKey { algorithm: Algorithm::Ed25519, bytes })
}

/// Until when a certificate is valid.
///
/// # Errors
/// If it cannot be read.
pub fn valid_until(certificate: &[u8]) -> Result<Instant, NoKey> {
    let (_, read) = X509Certificate::from_der(certificate).map_err(|_| NoKey::Unreadable)?;
    let until = u64::try_from(read.validity().not_after.timestamp());
    until.map(Instant::from_unix_seconds).map_err(|_| NoKey::Validity)
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::*;

    fn at(seconds: u64) -> Instant {
        Instant::from_unix_seconds(seconds)
    }

    #[test]
    fn a_certificate_shows_the_key_it_was_made_for() -> Result<(), Box<dyn std::error::Error>> {
        let key = SigningKey::from_bytes(&[7; 32]);
        let made = certificate(&key, "SABRRUMM", &[], at(1_764_000_000))?;
        let shown = key_of(&made.certificate, at(1_764_000_000))?;
        assert_eq!(shown.bytes, key.verifying_key().to_bytes());
        Ok(())
    }

    #[test]
    fn a_certificate_ends() -> Result<(), Box<dyn std::error::Error>> {
        let key = SigningKey::from_bytes(&[7; 32]);
        let made = certificate(&key, "SABRRUMM", &[], at(1_764_000_000))?;
        let two_years_on = at(1_764_000_000 + 2 * 365 * 86_400);
        assert_eq!(key_of(&made.certificate, two_years_on), Err(NoKey::Validity));
        assert_eq!(key_of(&made.certificate, at(0)), Err(NoKey::Validity));
        let until = valid_until(&made.certificate)?;
        assert!(until > at(1_764_000_000) && until < two_years_on);
        assert!(key_of(&made.certificate, until).is_ok());
        Ok(())
    }

    #[test]
    fn what_is_no_certificate_binds_nobody() {
        assert_eq!(key_of(b"not a certificate", at(1)), Err(NoKey::Unreadable));
        assert_eq!(key_of(&[], at(1)), Err(NoKey::Unreadable));
    }
}
