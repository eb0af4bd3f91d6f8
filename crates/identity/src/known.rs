//! Public keys that were read before: what is written of one is half a point of the curve, and the
//! other half is worked out once.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use ed25519_dalek::VerifyingKey;
use receipts::PublicKey;

use crate::Objection;

/// The most keys that are kept; when they are as many, all are read anew.
const MOST: usize = 16_384;

/// Keys that are kept as they are verified with.
///
/// Whoever keeps one says that it is worth it, such as that it is a party's: of what strangers name
/// nothing is kept by itself. That a key is kept says nothing of whether it counts.
#[derive(Debug, Default)]
pub struct KnownKeys {
    by_bytes: RwLock<HashMap<Vec<u8>, VerifyingKey>>,
}

impl KnownKeys {
    /// A key as it is verified with.
    pub(crate) fn read(&self, key: &PublicKey) -> Result<VerifyingKey, Objection> {
        let known = self.by_bytes.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&key.bytes) {
            return Ok(*known);
        }
        drop(known);
        VerifyingKey::try_from(key.bytes.as_slice()).map_err(|_| Objection::Key)
    }

    /// Keeps a key, if it is one.
    pub fn keep(&self, key: &PublicKey) {
        let known = self.by_bytes.read().unwrap_or_else(PoisonError::into_inner);
        if known.contains_key(&key.bytes) {
            return;
        }
        drop(known);
        if let Ok(verifying) = VerifyingKey::try_from(key.bytes.as_slice()) {
            let mut known = self.by_bytes.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(key.bytes.clone(), verifying);
        }
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use receipts::Algorithm;

    use super::*;

    fn key(bytes: [u8; 32]) -> PublicKey {
        PublicKey { algorithm: Algorithm::Ed25519, bytes: bytes.to_vec() }
    }

    #[test]
    fn a_key_that_is_kept_is_the_one_that_is_read() {
        let known = KnownKeys::default();
        let own = key(SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes());
        let before = known.read(&own).unwrap();
        known.keep(&own);
        assert_eq!(known.by_bytes.read().unwrap().len(), 1);
        assert_eq!(known.read(&own), Ok(before));
        // What is no point of the curve is no key, kept or not.
        let mut none = [0; 32];
        none[0] = 2;
        known.keep(&key(none));
        assert_eq!(known.read(&key(none)), Err(Objection::Key));
        assert_eq!(known.by_bytes.read().unwrap().len(), 1);
    }

    #[test]
    fn no_more_are_kept_than_fit() {
        let known = KnownKeys::default();
        let own = SigningKey::from_bytes(&[7; 32]).verifying_key();
        {
            let mut kept = known.by_bytes.write().unwrap();
            kept.extend((0..MOST).map(|at| (at.to_be_bytes().to_vec(), own)));
        }
        known.keep(&key(own.to_bytes()));
        assert_eq!(known.by_bytes.read().unwrap().len(), 1);
    }
}
