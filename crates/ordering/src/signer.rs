use ed25519_dalek::{Signature, SignatureError, Signer as Signs, SigningKey, VerifyingKey};
use libcrux_ml_dsa::ml_dsa_65::{self, MLDSA65KeyPair};
use receipts::{Algorithm, Member, OperatorSignature, PublicKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

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
    beside: Option<Beside>,
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
        let beside = Beside(ml_dsa_65::generate_key_pair(hash.finalize().into()));
        Self { key: first.verifying_key(), first: Box::new(first), beside: Some(beside) }
    }

    /// The public half of the first key.
    pub fn key(&self) -> PublicKey {
        let bytes = self.key.to_bytes().to_vec();
        PublicKey { algorithm: Algorithm::Ed25519, bytes }
    }

    /// The public half of the second key; `None` if it signs by one.
    pub fn beside(&self) -> Option<PublicKey> {
        let bytes = self.beside.as_ref()?.0.verification_key.as_slice().to_vec();
        Some(PublicKey { algorithm: Algorithm::MlDsa65, bytes })
    }

    /// This operator as a committee knows it. `name`: 1 to [`receipts::MAX_NAME`] bytes.
    pub fn member(&self, name: String) -> Member {
        Member { name, key: self.key(), beside: self.beside() }
    }

    /// Signs as member `member`. Order: as in a seal. The same message, the same bytes.
    ///
    /// # Errors
    /// If the hardware module that holds the secret does not sign.
    /// The second key fails once in more messages than can ever be signed (FIPS 204, appendix C).
    pub fn sign(&self, member: u16, message: &[u8]) -> Result<Vec<OperatorSignature>, Fault> {
        let by = |algorithm, bytes| OperatorSignature { member, algorithm, bytes };
        let first = self.first.try_sign(message).map_err(Fault::signing)?;
        let first = by(Algorithm::Ed25519, first.to_bytes().to_vec());
        let beside = self.beside.as_ref().map(|key| key.sign(message)).transpose();
        let beside = beside.map_err(Fault::signing)?;
        let beside = beside.map(|bytes| by(Algorithm::MlDsa65, bytes));
        Ok(std::iter::once(first).chain(beside).collect())
    }
}

/// The second key; its secret is overwritten when it goes.
struct Beside(MLDSA65KeyPair);

impl Beside {
    /// By the deterministic variant, whose randomness is zeros, under no context.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        let signature = ml_dsa_65::sign(&self.0.signing_key, message, &[], [0; 32]);
        let signature = signature.map_err(|error| {
            SignatureError::from_source(format!("ML-DSA-65 did not sign: {error:?}"))
        })?;
        Ok(signature.as_slice().to_vec())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.0.signing_key.as_mut_slice().zeroize();
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
