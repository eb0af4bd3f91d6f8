//! The ID token: who is known to the provider, for us, now, and by its own signature; and the logout
//! token, by which it says whom it knows no more.
//!
//! Signatures and keys are checked by the crate jsonwebtoken; it is named here and nowhere else.
//! What the token says is checked here, against a clock that is told.

use std::collections::BTreeMap;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use jsonwebtoken::crypto::verify;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Ended, LONGEST, Login, NoLogin, Provider, ProviderSession, Showing, Waited};
use crate::WINDOW;

/// How far the provider's clock may be from ours. Unit: seconds.
const LEEWAY: u64 = 60;

/// The most keys of a provider that are looked at.
const MOST_KEYS: usize = 100;

/// The keys a provider signs with, those that can be gone by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderKeys(Vec<Jwk>);

/// Source: RFC 7517, section 5.
#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

/// What is read of a token before it is believed. Source: RFC 7515, section 4.1.
#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    crit: Option<Value>,
}

/// Instants are whole seconds since the Unix epoch. Source: OpenID Connect Core 1.0, section 2.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: u64,
    iat: u64,
    nbf: Option<u64>,
    nonce: Option<String>,
    sid: Option<String>,
}

/// What a logout token says. Source: OpenID Connect Back-Channel Logout 1.0, section 2.4.
#[derive(Deserialize)]
struct Parting {
    iss: String,
    aud: Audience,
    exp: u64,
    iat: u64,
    events: BTreeMap<String, Value>,
    sub: Option<String>,
    sid: Option<String>,
    nonce: Option<Value>,
}

/// What a logout token tells of.
const PARTING: &str = "http://schemas.openid.net/event/backchannel-logout";

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// The token in what a provider answers to a code. Source: RFC 6749, section 5.1.
#[derive(Deserialize)]
struct Answered {
    id_token: String,
}

impl ProviderKeys {
    /// Reads them; what is for something else than signing, or of a kind that is not taken, is
    /// passed over.
    ///
    /// # Errors
    /// [`NoLogin::Unreadable`].
    pub fn read(body: &[u8]) -> Result<Self, NoLogin> {
        let Set { keys } = serde_json::from_slice(body).map_err(|_| NoLogin::Unreadable)?;
        let keys = keys.into_iter().take(MOST_KEYS);
        Ok(Self(keys.filter_map(|key| serde_json::from_value(plain(key)).ok()).collect()))
    }

    /// The login that a provider's answer to a code shows.
    ///
    /// # Errors
    /// Why it shows none; [`NoLogin::UnknownKey`] also where the provider may have changed its keys
    /// since these were read.
    pub fn judge(
        &self,
        provider: &Provider,
        waited: &Waited,
        answer: &[u8],
        seconds: u64,
    ) -> Result<Showing, NoLogin> {
        let answered: Answered = serde_json::from_slice(answer).map_err(|_| NoLogin::Unreadable)?;
        let claims: Claims = self.believed(&answered.id_token)?;
        claims.hold(provider, &waited.nonce, seconds)
    }

    /// The sessions that a logout token ends.
    ///
    /// # Errors
    /// Why it ends none; [`NoLogin::UnknownKey`] also where the provider may have changed its keys
    /// since these were read.
    pub fn judge_parting(
        &self,
        provider: &Provider,
        token: &str,
        seconds: u64,
    ) -> Result<Ended, NoLogin> {
        let parting: Parting = self.believed(token)?;
        parting.hold(provider, seconds)
    }

    /// What a token says, once its signature is one of these keys'.
    fn believed<T: DeserializeOwned>(&self, token: &str) -> Result<T, NoLogin> {
        let (signed, signature) = token.rsplit_once('.').ok_or(NoLogin::Unreadable)?;
        let (head, said) = signed.split_once('.').ok_or(NoLogin::Unreadable)?;
        let head: Head = part(head)?;
        // What we do not know and must not pass over: RFC 7515, section 4.1.11.
        if head.crit.is_some() {
            return Err(NoLogin::Unreadable);
        }
        let algorithm = taken(&head.alg).ok_or(NoLogin::Algorithm)?;
        let key = self.named(head.kid.as_deref(), algorithm).ok_or(NoLogin::UnknownKey)?;
        let key = DecodingKey::from_jwk(key).map_err(|_| NoLogin::UnknownKey)?;
        let holds = verify(signature, signed.as_bytes(), &key, algorithm);
        let holds = holds.map_err(|error| match error.kind() {
            ErrorKind::Base64(_) => NoLogin::Unreadable,
            _ => NoLogin::Signature,
        })?;
        if holds { part(said) } else { Err(NoLogin::Signature) }
    }

    /// The key that a token names; where it names none, the only one that it can be of.
    fn named(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&Jwk> {
        let of_kid = |key: &&Jwk| kid.is_none() || key.common.key_id.as_deref() == kid;
        let mut found = self.0.iter().filter(of_kid).filter(|key| signs(key, algorithm));
        let first = found.next();
        first.filter(|_| found.next().is_none())
    }
}

/// What a part of a token says.
fn part<T: DeserializeOwned>(text: &str) -> Result<T, NoLogin> {
    let text = Base64UrlUnpadded::decode_vec(text).map_err(|_| NoLogin::Unreadable)?;
    serde_json::from_slice(&text).map_err(|_| NoLogin::Unreadable)
}

/// A key under the older name of its algorithm, by which the crate knows it.
fn plain(mut key: Value) -> Value {
    if key.get("alg").is_some_and(|named| named == ED25519) && key["crv"] == "Ed25519" {
        key["alg"] = "EdDSA".into();
    }
    key
}

/// The name of EdDSA by Ed25519 alone, which says all of it. Source: RFC 9864, section 2.2.
const ED25519: &str = "Ed25519";

/// The algorithms that are taken: signatures, of which only the provider has the secret.
///
/// By EdDSA only keys of Ed25519 are taken, so that both names say the same here.
fn taken(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "PS256" => Some(Algorithm::PS256),
        "ES256" => Some(Algorithm::ES256),
        "EdDSA" | ED25519 => Some(Algorithm::EdDSA),
        _ => None,
    }
}

/// Whether a key is one that signs by this algorithm.
fn signs(key: &Jwk, algorithm: Algorithm) -> bool {
    let is_of_kind = match &key.algorithm {
        AlgorithmParameters::RSA(_) => matches!(algorithm, Algorithm::RS256 | Algorithm::PS256),
        AlgorithmParameters::EllipticCurve(key) => {
            algorithm == Algorithm::ES256 && key.curve == EllipticCurve::P256
        }
        AlgorithmParameters::OctetKeyPair(key) => {
            algorithm == Algorithm::EdDSA && key.curve == EllipticCurve::Ed25519
        }
        _ => false,
    };
    let said = key.common.key_algorithm;
    let is_said = said.is_none_or(|said| said == KeyAlgorithm::from(algorithm));
    let is_for = key.common.public_key_use.as_ref();
    is_of_kind && is_said && is_for.is_none_or(|is_for| *is_for == PublicKeyUse::Signature)
}

impl Audience {
    /// Whether we are among them, and whether nobody else is.
    fn names(&self, provider: &Provider) -> (bool, bool) {
        match self {
            Self::One(one) => (*one == provider.client, true),
            Self::Many(all) => (all.contains(&provider.client), all.len() == 1),
        }
    }
}

/// When something was issued, from when on it counts, and until when.
struct Times {
    issued: u64,
    from: Option<u64>,
    until: u64,
}

impl Times {
    /// Whether it was issued just now and counts at this moment.
    fn hold(&self, seconds: u64) -> Result<(), NoLogin> {
        if self.until.saturating_add(LEEWAY) <= seconds {
            return Err(NoLogin::Expired);
        }
        let from = self.from.unwrap_or(self.issued);
        if self.issued.abs_diff(seconds) > WINDOW || from > seconds.saturating_add(LEEWAY) {
            return Err(NoLogin::NotNow);
        }
        Ok(())
    }
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len()) && !text.chars().any(char::is_control)
}

impl Parting {
    /// Who leaves, if all of it holds. Source: OpenID Connect Back-Channel Logout 1.0, section 2.6.
    fn hold(self, provider: &Provider, seconds: u64) -> Result<Ended, NoLogin> {
        if self.iss != provider.issuer {
            return Err(NoLogin::OtherIssuer);
        }
        if !self.aud.names(provider).0 {
            return Err(NoLogin::OtherAudience);
        }
        Times { issued: self.iat, from: None, until: self.exp }.hold(seconds)?;
        // An ID token is never taken for one, which is why none of these has a nonce.
        let is_one = self.events.contains_key(PARTING) && self.nonce.is_none();
        if !is_one || (self.sub.is_none() && self.sid.is_none()) {
            return Err(NoLogin::Unreadable);
        }
        Ok(Ended { subject: self.sub, name: self.sid, told: self.iat })
    }
}

impl Claims {
    /// Who is shown, if all of it holds. Source: OpenID Connect Core 1.0, section 3.1.3.7.
    fn hold(self, provider: &Provider, nonce: &str, seconds: u64) -> Result<Showing, NoLogin> {
        if self.iss != provider.issuer {
            return Err(NoLogin::OtherIssuer);
        }
        let (is_named, is_alone) = self.aud.names(provider);
        let is_ours = match &self.azp {
            Some(azp) => *azp == provider.client,
            None => is_alone,
        };
        if !is_named || !is_ours {
            return Err(NoLogin::OtherAudience);
        }
        if self.nonce.as_deref() != Some(nonce) {
            return Err(NoLogin::OtherNonce);
        }
        Times { issued: self.iat, from: self.nbf, until: self.exp }.hold(seconds)?;
        if !is_name(&self.sub) || self.sid.as_deref().is_some_and(|sid| !is_name(sid)) {
            return Err(NoLogin::Unreadable);
        }
        let session = ProviderSession { subject: self.sub.clone(), name: self.sid, told: self.iat };
        Ok(Showing { login: Login { issuer: self.iss, subject: self.sub }, session })
    }
}
