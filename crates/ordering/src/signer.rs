use ed25519_dalek::{Signature, Signer as Signs, SigningKey, VerifyingKey};
use ml_dsa::{KeyInit as _, MlDsa65, SignatureEncoding as _};
use receipts::{Algorithm, Member, OperatorSignature, PublicKey};
use sha2::{Digest as _, Sha256};

use crate::Fault;

/// What the seed of the second key is derived under.
const DERIVED: &[u8] = b"sarraf/ml-dsa-65/v1\0";

/// An operator's keys: with what it seals records.
///
/// The second key is derived from the secret of the first by a hash, so that there is one secret
/// to keep. Whoever breaks Ed25519 by a quantum computer learns the scalar, which is itself a hash
/// of that secret, and not the secret: the second key stands.
pub struct Signer {
    key: VerifyingKey,
    first: Box<dyn Signs<Signature> + Send>,
    beside: Option<ml_dsa::SigningKey<MlDsa65>>,
}

impl Signer {
    /// Signs by Ed25519 alone, with a secret that may lie in a hardware module.
    ///
    /// `key` is the public half of `first`.
    pub fn of_one(key: VerifyingKey, first: impl Signs<Signature> + Send + 'static) -> Self {
        Self { key, first: Box::new(first), beside: None }
    }

    /// Signs by Ed25519 and, beside it, by ML-DSA-65. Source: FIPS 204, deterministic variant.
    pub fn of_two(first: SigningKey) -> Self {
        let mut hash = Sha256::new_with_prefix(DERIVED);
        hash.update(first.as_bytes());
        let seed: [u8; 32] = hash.finalize().into();
        let beside = ml_dsa::SigningKey::new(&seed.into());
        Self { key: first.verifying_key(), first: Box::new(first), beside: Some(beside) }
    }

    /// The public half of the first key.
    pub fn key(&self) -> PublicKey {
        let bytes = self.key.to_bytes().to_vec();
        PublicKey { algorithm: Algorithm::Ed25519, bytes }
    }

    /// The public half of the second key; `None` if it signs by one.
    pub fn beside(&self) -> Option<PublicKey> {
        let key: &ml_dsa::VerifyingKey<MlDsa65> = self.beside.as_ref()?.as_ref();
        Some(PublicKey { algorithm: Algorithm::MlDsa65, bytes: key.encode().to_vec() })
    }

    /// This operator as a committee knows it. `name`: 1 to [`receipts::MAX_NAME`] bytes.
    pub fn member(&self, name: String) -> Member {
        Member { name, key: self.key(), beside: self.beside() }
    }

    /// Signs as member `member`. Order: as in a seal. The same message, the same bytes.
    ///
    /// # Errors
    /// If the hardware module that holds the secret does not sign.
    pub fn sign(&self, member: u16, message: &[u8]) -> Result<Vec<OperatorSignature>, Fault> {
        let by = |algorithm, bytes| OperatorSignature { member, algorithm, bytes };
        let first = self.first.try_sign(message).map_err(Fault::signing)?;
        let first = by(Algorithm::Ed25519, first.to_bytes().to_vec());
        let beside = self.beside.as_ref().map(|key| {
            let signature = ml_dsa::Signer::sign(key, message);
            by(Algorithm::MlDsa65, signature.to_bytes().to_vec())
        });
        Ok(std::iter::once(first).chain(beside).collect())
    }
}

/// Tells no secret.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("key", &self.key().to_string())
            .field("signs_by_two", &self.beside.is_some())
            .finish_non_exhaustive()
    }
}
