//! Keys in hardware modules, by PKCS#11. Source: PKCS #11 version 3.0, sections 2.3.5 and 2.3.14.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error as ModuleError, RvError};
use cryptoki::mechanism::Mechanism;
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::object::{Attribute, AttributeType, KeyType, ObjectClass, ObjectHandle};
use cryptoki::session::{Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use ed25519_dalek::{Signature, VerifyingKey};
use percent_encoding::percent_decode_str;

use crate::Fault;

/// The curve, as a name and as an object identifier: modules understand the one or the other.
const CURVES: [&[u8]; 2] = [
    b"\x13\x0cedwards25519",         // PrintableString, PKCS #11 3.0
    &[0x06, 0x03, 0x2b, 0x65, 0x70], // 1.3.101.112, RFC 8410
];

/// What the DER of an octet string of 32 bytes begins with; some modules wrap a point in it.
const OCTET_STRING: [u8; 2] = [0x04, 0x20];

/// A key that a module keeps.
pub(crate) struct Module {
    place: Place,
    verifying_key: VerifyingKey,
    /// A session signs one message at a time, and is lost when the module restarts.
    open: Mutex<Open>,
}

/// Where a key lies. Source: RFC 7512.
struct Place {
    library: PathBuf,
    token: String,
    object: String,
    pin: AuthPin,
}

/// A session with the module, and the key in it.
struct Open {
    session: Session,
    key: ObjectHandle,
}

impl Module {
    pub(crate) fn open(uri: &str) -> Result<Self, Fault> {
        let place = Place::parse(uri)?;
        let session = place.session()?;
        let key = place.find(&session, ObjectClass::PRIVATE_KEY)?;
        let key = key.ok_or_else(|| place.fault("the token has no private key of that name"))?;
        let public = place.find(&session, ObjectClass::PUBLIC_KEY)?;
        let public =
            public.ok_or_else(|| place.fault("the token has no public key of that name"))?;
        let verifying_key = place.verifying_key(&session, public)?;
        Ok(Self { place, verifying_key, open: Mutex::new(Open { session, key }) })
    }

    pub(crate) fn generate(uri: &str) -> Result<Self, Fault> {
        let place = Place::parse(uri)?;
        let session = place.session()?;
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY] {
            if place.find(&session, class)?.is_some() {
                return Err(
                    place.fault("the token has a key of that name, and none is overwritten")
                );
            }
        }
        let mut made = Ok(());
        for curve in CURVES {
            made = place.make(&session, curve);
            if made.is_ok() {
                break;
            }
        }
        made.map_err(|error| place.because("making a key", error))?;
        drop(session);
        Self::open(uri)
    }

    pub(crate) fn verifying_key(&self) -> VerifyingKey {
        self.verifying_key
    }

    /// Signs; a session that was lost is opened anew, once.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Signature, Fault> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mechanism = Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure));
        let mut signed = open.session.sign(&mechanism, open.key, message);
        if signed.as_ref().is_err_and(is_lost) {
            let session = self.place.session()?;
            let key = self.place.find(&session, ObjectClass::PRIVATE_KEY)?;
            let key = key.ok_or_else(|| self.place.fault("the key is gone from the token"))?;
            *open = Open { session, key };
            signed = open.session.sign(&mechanism, open.key, message);
        }
        let signed = signed.map_err(|error| self.place.because("signing", error))?;
        Signature::from_slice(&signed).map_err(|error| self.place.because("signing", error))
    }
}

/// Whether an error says that the session, not the key or the message, is at fault.
fn is_lost(error: &ModuleError) -> bool {
    matches!(
        error,
        ModuleError::Pkcs11(
            RvError::SessionHandleInvalid
                | RvError::SessionClosed
                | RvError::UserNotLoggedIn
                | RvError::DeviceRemoved
                | RvError::TokenNotPresent
                | RvError::KeyHandleInvalid
                | RvError::ObjectHandleInvalid,
            _
        )
    )
}

impl Place {
    fn parse(uri: &str) -> Result<Self, Fault> {
        let parsed = pk11_uri_parser::parse(uri)
            .map_err(|_| Fault::new("a pkcs11: URI that is not of the form of RFC 7512".into()))?;
        let wanted = |name: &str, value: Option<&str>| {
            let value =
                value.ok_or_else(|| Fault::new(format!("the pkcs11: URI has no {name}")))?;
            let value = percent_decode_str(value).decode_utf8();
            let value =
                value.map_err(|error| Fault::because(format!("{name} of the URI"), error))?;
            Ok::<String, Fault>(value.into_owned())
        };
        let pin = match parsed.pin_value() {
            Some(pin) => wanted("pin-value", Some(pin))?,
            None => {
                let source = wanted("pin-source or pin-value", parsed.pin_source())?;
                let path = source.strip_prefix("file:").unwrap_or(&source);
                let pin = std::fs::read_to_string(path);
                let pin =
                    pin.map_err(|error| Fault::because(format!("reading PIN {path}"), error))?;
                pin.trim_end_matches(['\r', '\n']).to_owned()
            }
        };
        Ok(Self {
            library: wanted("module-path", parsed.module_path())?.into(),
            token: wanted("token", parsed.token())?,
            object: wanted("object", parsed.object())?,
            pin: AuthPin::from(pin),
        })
    }

    /// Logs in to the token.
    fn session(&self) -> Result<Session, Fault> {
        let library =
            library(&self.library).map_err(|error| self.because("loading the module", error))?;
        let slot = self.slot(&library)?;
        let session = library
            .open_rw_session(slot)
            .map_err(|error| self.because("opening a session", error))?;
        match session.login(UserType::User, Some(&self.pin)) {
            // Another session of this process is.
            Ok(()) | Err(ModuleError::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(session),
            Err(error) => Err(self.because("logging in", error)),
        }
    }

    fn slot(&self, library: &Pkcs11) -> Result<Slot, Fault> {
        let slots = library.get_slots_with_token();
        let slots = slots.map_err(|error| self.because("listing tokens", error))?;
        let mut named = slots.into_iter().filter(|slot| {
            library.get_token_info(*slot).is_ok_and(|token| token.label().trim_end() == self.token)
        });
        match (named.next(), named.next()) {
            (Some(slot), None) => Ok(slot),
            (Some(_), Some(_)) => Err(self.fault("two tokens have that name")),
            (None, _) => Err(self.fault("no token has that name")),
        }
    }

    fn find(&self, session: &Session, class: ObjectClass) -> Result<Option<ObjectHandle>, Fault> {
        let wanted = [
            Attribute::Class(class),
            Attribute::KeyType(KeyType::EC_EDWARDS),
            Attribute::Label(self.object.clone().into_bytes()),
        ];
        let found = session.find_objects(&wanted);
        let found = found.map_err(|error| self.because("looking for the key", error))?;
        match *found.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(self.fault("several keys have that name")),
        }
    }

    fn make(&self, session: &Session, curve: &[u8]) -> Result<(), ModuleError> {
        let label = || Attribute::Label(self.object.clone().into_bytes());
        let public = [
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Verify(true),
            Attribute::EcParams(curve.to_vec()),
            label(),
        ];
        let private = [
            Attribute::Token(true),
            Attribute::Private(true),
            Attribute::Sensitive(true),
            Attribute::Extractable(false),
            Attribute::Sign(true),
            label(),
        ];
        session.generate_key_pair(&Mechanism::EccEdwardsKeyPairGen, &public, &private).map(drop)
    }

    fn verifying_key(&self, session: &Session, of: ObjectHandle) -> Result<VerifyingKey, Fault> {
        let found = session.get_attributes(of, &[AttributeType::EcPoint]);
        let found = found.map_err(|error| self.because("reading the public key", error))?;
        let point = found.into_iter().find_map(|attribute| match attribute {
            Attribute::EcPoint(point) => Some(point),
            _ => None,
        });
        let point = point.ok_or_else(|| self.fault("the public key has no point"))?;
        let bytes = match point.strip_prefix(&OCTET_STRING) {
            Some(bytes) if point.len() == 34 => bytes,
            _ => &point,
        };
        VerifyingKey::try_from(bytes).map_err(|error| self.because("reading the public key", error))
    }

    fn fault(&self, what: &str) -> Fault {
        Fault::new(format!("key {} in token {}: {what}", self.object, self.token))
    }

    fn because(&self, what: &str, error: impl std::error::Error + Send + Sync + 'static) -> Fault {
        Fault::because(format!("key {} in token {}: {what}", self.object, self.token), error)
    }
}

/// The modules this process has loaded: each is initialised once.
static LIBRARIES: Mutex<BTreeMap<PathBuf, Pkcs11>> = Mutex::new(BTreeMap::new());

fn library(path: &PathBuf) -> Result<Pkcs11, ModuleError> {
    let mut libraries = LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(library) = libraries.get(path) {
        return Ok(library.clone());
    }
    let library = Pkcs11::new(path)?;
    library.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
    libraries.insert(path.clone(), library.clone());
    Ok(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_read_or_refused_and_no_refusal_tells_the_pin() {
        let good = [
            "pkcs11:token=sarraf;object=operator?module-path=/usr/lib/module.so&pin-value=7K-pin",
            "pkcs11:object=a%20key;token=%C3%A4?pin-value=7K-pin&module-path=m&x-other=1",
        ];
        let read = |text: &str| Place::parse(text).map(|place| (place.token, place.object));
        assert_eq!(read(good[1]).ok(), Some(("\u{e4}".to_owned(), "a key".to_owned())));
        fuzz::every_text(&good, |text| match read(text) {
            Ok((token, object)) => {
                // White space is nothing: RFC 7512, section 2.3.
                let plain: String = text.split_whitespace().collect();
                let told = |name: &str| plain.contains(&format!("{name}="));
                assert!(told("token") && told("object"), "{text}: {token} {object}");
            }
            Err(fault) => assert!(!fault.to_string().contains("7K-pin"), "{text}"),
        });
    }
}
