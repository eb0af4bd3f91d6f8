//! Keys and what is signed with them, until `identity` takes this over.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use identity::Key;
use receipts::{Algorithm, PublicKey};
use sha2::{Digest as _, Sha256};
use terms::{Bic, Digest};

use crate::Fault;

/// The bytes a sender signs: a domain and the SHA-256 of the message exactly as it is sent.
pub fn message_to_sign(body: &[u8]) -> Vec<u8> {
    let mut message = b"sarraf/message/v1\0".to_vec();
    message.extend_from_slice(&Sha256::digest(body));
    message
}

/// A message's detached signature, as the door receives it.
///
/// Text form: `ed25519:<public key, hex>:<signature, hex>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The key it claims.
    pub key: PublicKey,
    /// The signature. Shape: 64 bytes.
    pub signature: Vec<u8>,
}

impl Signed {
    /// Signs a message.
    pub fn sign(key: &SigningKey, body: &[u8]) -> Self {
        let signature = key.sign(&message_to_sign(body)).to_bytes().to_vec();
        Self { key: public_key(key), signature }
    }

    /// Signs a message with a key that may be in a module, where signing can fail.
    ///
    /// # Errors
    /// If the module does not sign.
    pub fn by(key: &Key, body: &[u8]) -> Result<Self, Fault> {
        let signature = key.try_sign(&message_to_sign(body));
        let signature = signature.map_err(|error| Fault::because("signing a message", error))?;
        Ok(Self { key: key.public(), signature: signature.to_bytes().to_vec() })
    }

    /// Reads the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let (key, signature) = text.rsplit_once(':')?;
        let key = key.parse().ok()?;
        let signature = (0..signature.len())
            .step_by(2)
            .map(|at| signature.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect::<Option<Vec<u8>>>()?;
        Some(Self { key, signature })
    }

    /// The text form.
    pub fn to_text(&self) -> String {
        let hex: String = self.signature.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{}:{hex}", self.key)
    }

    /// Whether the key signed these very bytes.
    pub fn verifies(&self, body: &[u8]) -> bool {
        let key = <[u8; 32]>::try_from(self.key.bytes.as_slice()).ok();
        let key = key.and_then(|key| VerifyingKey::from_bytes(&key).ok());
        let signature = Signature::from_slice(&self.signature).ok();
        key.zip(signature).is_some_and(|(key, signature)| {
            key.verify_strict(&message_to_sign(body), &signature).is_ok()
        })
    }
}

/// The public half of a key.
pub fn public_key(key: &SigningKey) -> PublicKey {
    PublicKey { algorithm: Algorithm::Ed25519, bytes: key.verifying_key().to_bytes().to_vec() }
}

/// The post-quantum key with which an operator seals beside its first, by the same secret.
///
/// # Panics
/// Never: a signer of two has a second key.
pub fn post_quantum_key(key: &SigningKey) -> PublicKey {
    ordering::Signer::of_two(key.clone()).beside().expect("a signer of two has a second key")
}

/// The key of a party in a world made for trying: anybody can derive it, so it protects nothing.
pub fn demo_key(seed: u64, bic: &Bic) -> SigningKey {
    demo_key_of(seed, bic.as_str())
}

/// The same of somebody who is no party, by a name that is no BIC: the overseer's.
pub fn demo_key_of(seed: u64, name: &str) -> SigningKey {
    let mut hash = Sha256::new_with_prefix(b"sarraf/demo key/v1\0");
    hash.update(seed.to_le_bytes());
    hash.update(name);
    SigningKey::from_bytes(&hash.finalize().into())
}

/// What tells one system's log and receipts from any other's.
pub fn network_digest(name: &str, founding: &[u8]) -> Digest {
    let mut hash = Sha256::new_with_prefix(b"sarraf/network/v1\0");
    hash.update(u32::try_from(name.len()).unwrap_or(u32::MAX).to_le_bytes());
    hash.update(name);
    hash.update(founding);
    Digest(hash.finalize().into())
}
