//! Signatures of deliveries, by the Standard Webhooks convention, version 1.0.0.
//!
//! What is signed is `webhook-id`, `webhook-timestamp` and the body, with full stops between.
//! `v1` is HMAC-SHA256 under a secret that both sides hold; `v1a` is Ed25519, so that whoever keeps
//! the bank's gateway cannot make up a delivery.

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The secrets of one endpoint.
#[derive(Clone)]
pub struct Secrets {
    pub(crate) shared: [u8; 32],
    pub(crate) signing: [u8; 32],
}

impl Secrets {
    /// The secret that its bank is told once. Shape: `whsec_` and Base64.
    pub fn shared(&self) -> String {
        format!("whsec_{}", Base64::encode_string(&self.shared))
    }

    /// The key by which its bank checks `v1a`. Shape: `whpk_` and Base64.
    pub fn public(&self) -> String {
        let key = SigningKey::from_bytes(&self.signing).verifying_key();
        format!("whpk_{}", Base64::encode_string(key.as_bytes()))
    }

    /// The value of `webhook-signature`.
    pub fn sign(&self, id: &str, timestamp: u64, body: &[u8]) -> String {
        let mut content = format!("{id}.{timestamp}.").into_bytes();
        content.extend_from_slice(body);
        let code = Hmac::<Sha256>::new_from_slice(&self.shared);
        let mut code = code.expect("a key of any length is taken");
        code.update(&content);
        let code = Base64::encode_string(&code.finalize().into_bytes());
        let signature = SigningKey::from_bytes(&self.signing).sign(&content);
        let signature = Base64::encode_string(&signature.to_bytes());
        format!("v1,{code} v1a,{signature}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail at any line")]

    use ed25519_dalek::{Signature, Verifier, VerifyingKey};

    use super::*;

    #[test]
    fn a_delivery_is_signed_as_the_convention_has_it() {
        // The example that the convention's own libraries are tested with.
        let shared = Base64::decode_vec("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let mut code = Hmac::<Sha256>::new_from_slice(&shared).unwrap();
        code.update(b"msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}");
        let code = Base64::encode_string(&code.finalize().into_bytes());
        assert_eq!(code, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

        let secrets = Secrets { shared: [3; 32], signing: [4; 32] };
        let signed = secrets.sign("msg_1", 7, b"{}");
        let (first, second) = signed.split_once(' ').unwrap();
        let mut code = Hmac::<Sha256>::new_from_slice(&[3; 32]).unwrap();
        code.update(b"msg_1.7.{}");
        let code = Base64::encode_string(&code.finalize().into_bytes());
        assert_eq!(first, format!("v1,{code}"));
        let key = secrets.public();
        let key = Base64::decode_vec(key.strip_prefix("whpk_").unwrap()).unwrap();
        let key = VerifyingKey::from_bytes(&key.try_into().unwrap()).unwrap();
        let signature = Base64::decode_vec(second.strip_prefix("v1a,").unwrap()).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        assert!(key.verify(b"msg_1.7.{}", &signature).is_ok());
        assert!(key.verify(b"msg_1.8.{}", &signature).is_err());
        assert!(secrets.shared().starts_with("whsec_"));
    }
}
