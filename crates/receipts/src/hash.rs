use sha2::{Digest as _, Sha256};
use terms::Digest;

/// SHA-256 over the parts, one after the other. Source: FIPS 180-4.
///
/// The parts are not delimited: callers give parts of fixed width, and at most the last one varies.
pub(crate) fn sha256(parts: &[&[u8]]) -> Digest {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Digest(hasher.finalize().into())
}
