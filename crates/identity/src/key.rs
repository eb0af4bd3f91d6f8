use std::fs;
use std::path::Path;
use std::sync::Arc;

use ed25519_dalek::{Signature, SignatureError, Signer, SigningKey, VerifyingKey};
use receipts::{Algorithm, PublicKey};
use terms::Digest;

use crate::Fault;
use crate::module::Module;

/// What stands before the secret in a key file.
const SECRET: &str = "ed25519-secret:";

/// A secret key of Ed25519: held in memory, or in a hardware module that signs with it.
///
/// Nothing tells the secret: not `Debug`, no error.
/// Clones are the same key; those of one in a module share its session.
#[derive(Clone, Debug)]
pub struct Key(Inner);

#[derive(Clone)]
enum Inner {
    Held(Box<SigningKey>),
    Module(Arc<Module>),
}

impl Key {
    /// Reads a key file: a secret, or where in a hardware module it lies.
    ///
    /// Shape: `ed25519-secret:` and 64 hexadecimal digits; or a PKCS#11 URI (RFC 7512) such as
    /// `pkcs11:token=sarraf;object=operator?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/sarraf/pin`.
    /// Both `module-path` and `pin-source` (or `pin-value`) must be there.
    ///
    /// # Errors
    /// If the file cannot be read or holds neither, or the module does not answer, refuses the
    /// PIN, or has no such key.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let text = fs::read_to_string(path)
            .map_err(|error| Fault::because(format!("reading key {}", path.display()), error))?;
        let text = text.trim();
        if text.starts_with("pkcs11:") {
            return Module::open(text).map(Self::of);
        }
        let seed: Option<Digest> = text.strip_prefix(SECRET).and_then(|seed| seed.parse().ok());
        let seed = seed.ok_or_else(|| {
            let what = "expected ed25519-secret: and 64 digits, or a pkcs11: URI";
            Fault::new(format!("{} holds no key: {what}", path.display()))
        })?;
        Ok(SigningKey::from_bytes(&seed.0).into())
    }

    /// The text of a key file that holds this secret.
    pub fn text_of(seed: &[u8; 32]) -> String {
        format!("{SECRET}{}\n", Digest(*seed))
    }

    /// Makes a key inside a hardware module; `uri` says where, as in [`Key::read`].
    ///
    /// # Errors
    /// As [`Key::read`], and if the module has a key of that name already.
    pub fn generate(uri: &str) -> Result<Self, Fault> {
        Module::generate(uri).map(Self::of)
    }

    fn of(module: Module) -> Self {
        Self(Inner::Module(Arc::new(module)))
    }

    /// The public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        match &self.0 {
            Inner::Held(key) => key.verifying_key(),
            Inner::Module(module) => module.verifying_key(),
        }
    }

    /// The public half, as receipts and the machine know it.
    pub fn public(&self) -> PublicKey {
        let bytes = self.verifying_key().to_bytes().to_vec();
        PublicKey { algorithm: Algorithm::Ed25519, bytes }
    }

    /// The secret itself, if it is held in memory and not in a module.
    pub fn held(&self) -> Option<&SigningKey> {
        match &self.0 {
            Inner::Held(key) => Some(key),
            Inner::Module(_) => None,
        }
    }
}

impl From<SigningKey> for Key {
    fn from(key: SigningKey) -> Self {
        Self(Inner::Held(Box::new(key)))
    }
}

impl From<&SigningKey> for Key {
    fn from(key: &SigningKey) -> Self {
        key.clone().into()
    }
}

impl From<&Self> for Key {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl Signer<Signature> for Key {
    /// Signs, by RFC 8032. Fails only where a module does.
    fn try_sign(&self, message: &[u8]) -> Result<Signature, SignatureError> {
        match &self.0 {
            Inner::Held(key) => key.try_sign(message),
            Inner::Module(module) => module.sign(message).map_err(SignatureError::from_source),
        }
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Held(_) => f.write_str("held"),
            Self::Module(_) => f.write_str("in a module"),
        }
    }
}
