use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use terms::Digest;

use crate::Fault;

/// How the salts of originals are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Salting {
    /// From the operating system, fresh for each message.
    Random,
    /// From a seed and the message, so that a demonstration can be repeated to the last byte.
    Derived(u64),
}

/// A message exactly as it came, with the salt under which its digest stands in the log.
///
/// The log holds only the digest; erasing an original and its salt erases what was personal in it,
/// and the log stays whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Original {
    /// Random bytes, told to the two banks with the message.
    pub salt: [u8; 32],
    /// The message.
    pub bytes: Vec<u8>,
    /// The signature over the request that brought it, as [`identity::Signed::text`] has it; `None`
    /// where the message was signed by itself.
    pub signed: Option<String>,
}

impl Original {
    /// Salts a message.
    pub fn new(bytes: Vec<u8>, salting: Salting) -> Result<Self, Fault> {
        let salt = match salting {
            Salting::Random => {
                let mut salt = [0; 32];
                getrandom::fill(&mut salt)
                    .map_err(|error| Fault::because("drawing a message's salt", error))?;
                salt
            }
            Salting::Derived(seed) => {
                let mut hash = Sha256::new_with_prefix(b"sarraf/salt/v1\0");
                hash.update(seed.to_le_bytes());
                hash.update(&bytes);
                hash.finalize().into()
            }
        };
        Ok(Self { salt, bytes, signed: None })
    }

    /// With the signature over the request that brought it.
    pub fn signed_by(self, signed: Option<String>) -> Self {
        Self { signed, ..self }
    }

    /// What stands in the log: SHA-256 over a domain, the salt, the message and, where there is
    /// one, the signature over its request, after the digest of the message.
    pub fn digest(&self) -> Digest {
        let Some(signed) = &self.signed else {
            let mut hash = Sha256::new_with_prefix(b"sarraf/evidence/v1\0");
            hash.update(self.salt);
            hash.update(&self.bytes);
            return Digest(hash.finalize().into());
        };
        let mut hash = Sha256::new_with_prefix(b"sarraf/evidence/v2\0");
        hash.update(self.salt);
        hash.update(Sha256::digest(&self.bytes));
        hash.update(signed);
        Digest(hash.finalize().into())
    }
}
