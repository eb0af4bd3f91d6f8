//! Passkeys: a person shows by a device that she is who once bound it to a key.
//!
//! A passkey is a pair of keys of WebAuthn (level 3) that a device keeps and uses only after it has
//! verified its user; the secret half never leaves it.
//! What is signed is a challenge that was drawn here, is taken once and has a deadline, together
//! with the address of the page that asked: another site gets nothing that counts here.
//! Which key of ours a passkey stands for is said by who keeps [`Passkey`]s, and proven to the
//! device by a handle that is made of that key.
//!
//! What is in an answer is checked by the crate webauthn_rp; it is named here and nowhere else.

use std::fmt;
use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use receipts::PublicKey;
use sha2::{Digest as _, Sha512};
use webauthn_rp::bin::{Decode as _, Encode as _};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, PublicKeyCredentialCreationOptions, PublicKeyCredentialUserEntity,
    RegistrationVerificationOptions, USER_HANDLE_MAX_LEN, UserHandle64, Username,
};
use webauthn_rp::request::{
    AsciiDomain, FixedCapHashSet, InsertResult, PublicKeyCredentialDescriptor, RpId,
};
use webauthn_rp::response::auth::error::AuthCeremonyErr;
use webauthn_rp::response::register::error::RegCeremonyErr;
use webauthn_rp::response::register::{CompressedPubKey, DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication64, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, Registration, RegistrationServerState,
};

use crate::Fault;

/// The most challenges of one kind that wait for their answer.
const MOST: usize = 16_384;

/// The public half as it is kept.
type Kept = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// For whom passkeys are made, and on which pages they are shown.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    id: RpId,
    domain: String,
    origins: Vec<String>,
    patience: NonZeroU32,
}

impl RelyingParty {
    /// One by its domain; its pages are of these origins, and a challenge waits that long.
    ///
    /// # Errors
    /// If it is not a domain in lower case, or an origin is not of it or below it, or is neither
    /// https nor on this machine.
    pub fn new(domain: &str, origins: Vec<String>, patience: Duration) -> Result<Self, Fault> {
        let told =
            |error: &dyn fmt::Display| Fault::new(format!("relying party {domain}: {error}"));
        let id = AsciiDomain::try_from(domain.to_owned()).map_err(|error| told(&error))?;
        let is_address = domain.parse::<std::net::IpAddr>().is_ok();
        let known = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
        };
        if is_address || !domain.bytes().all(known) {
            return Err(told(&"a domain in lower case, and no address"));
        }
        if let Some(origin) = origins.iter().find(|origin| !is_of(origin, domain)) {
            return Err(told(&format!("a page of {origin} cannot show its passkeys")));
        }
        if origins.is_empty() {
            return Err(told(&"it has no pages"));
        }
        let patience = u32::try_from(patience.as_millis()).ok().and_then(NonZeroU32::new);
        let patience = patience.ok_or_else(|| told(&"a challenge waits for no time"))?;
        Ok(Self { id: RpId::Domain(id), domain: domain.to_owned(), origins, patience })
    }

    /// The domain.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The pages. Order: as told.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }
}

/// Whether a page of this origin may ask for passkeys of a domain: WebAuthn, section 5.1.3.
fn is_of(origin: &str, domain: &str) -> bool {
    let (scheme, rest) = origin.split_once("://").unwrap_or_default();
    let host = match rest.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => host,
        Some(_) => return false,
        None => rest,
    };
    let below =
        host.strip_suffix(domain).is_some_and(|left| left.is_empty() || left.ends_with('.'));
    let is_here = host == "localhost" || host.ends_with(".localhost");
    below && (scheme == "https" || (scheme == "http" && is_here))
}

/// A passkey, as it is kept from one showing to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its name, given by the device. Shape: 16 to 1023 bytes.
    pub id: Vec<u8>,
    /// What stays: the public half, and what the device promised of it.
    pub fixed: Vec<u8>,
    /// What each showing may change: how often it was used, and whether copies of it exist.
    pub moving: [u8; 7],
}

impl Passkey {
    /// Whether it is kept by more than one device, as its maker says.
    pub fn is_copied(&self) -> bool {
        use webauthn_rp::response::Backup;
        DynamicState::decode(self.moving).is_ok_and(|state| state.backup == Backup::Exists)
    }
}

/// Why something shows no passkey that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// It is no answer of WebAuthn.
    Malformed,
    /// Its challenge was never given, or was answered before.
    UnknownChallenge,
    /// Its challenge waited for too long.
    Late,
    /// It was shown on a page of another address.
    OtherOrigin,
    /// It was made for another domain.
    OtherRelyingParty,
    /// It is bound to another key.
    OtherHolder,
    /// The device did not verify its user.
    UserNotVerified,
    /// The device has used it less often than before: there are two of it.
    Copied,
    /// The signature is not the passkey's.
    Signature,
    /// What the device says of it is not what it said before, or not what was asked for.
    Changed,
    /// As many challenges wait as may wait.
    Busy,
}

impl Unproven {
    /// A word for it that never changes its meaning.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownChallenge => "unknown-challenge",
            Self::Late => "late",
            Self::OtherOrigin => "other-origin",
            Self::OtherRelyingParty => "other-relying-party",
            Self::OtherHolder => "other-holder",
            Self::UserNotVerified => "user-not-verified",
            Self::Copied => "copied",
            Self::Signature => "signature",
            Self::Changed => "changed",
            Self::Busy => "busy",
        }
    }
}

impl fmt::Display for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "it is no answer of a passkey",
            Self::UnknownChallenge => "its challenge was not given here, or was answered before",
            Self::Late => "its challenge waited for too long",
            Self::OtherOrigin => "it was shown on a page of another address",
            Self::OtherRelyingParty => "it was made for another domain",
            Self::OtherHolder => "it is bound to another key",
            Self::UserNotVerified => "the device did not verify its user",
            Self::Copied => "the device has used it less often than before",
            Self::Signature => "the signature is not the passkey's",
            Self::Changed => "it is not what was asked for, or not what it was before",
            Self::Busy => "as many challenges wait as may wait",
        })
    }
}

impl std::error::Error for Unproven {}

impl From<RegCeremonyErr> for Unproven {
    fn from(error: RegCeremonyErr) -> Self {
        match error {
            RegCeremonyErr::Timeout => Self::Late,
            RegCeremonyErr::CollectedClientData(_)
            | RegCeremonyErr::CollectedClientDataRelaxed(_)
            | RegCeremonyErr::AttestationObject(_) => Self::Malformed,
            RegCeremonyErr::OriginMismatch
            | RegCeremonyErr::CrossOrigin
            | RegCeremonyErr::TopOriginMismatch => Self::OtherOrigin,
            RegCeremonyErr::RpIdHashMismatch => Self::OtherRelyingParty,
            RegCeremonyErr::ChallengeMismatch => Self::UnknownChallenge,
            RegCeremonyErr::UserNotPresent | RegCeremonyErr::UserNotVerified => {
                Self::UserNotVerified
            }
            RegCeremonyErr::PubKey(_) | RegCeremonyErr::AttestationSignature => Self::Signature,
            RegCeremonyErr::BackupEligible
            | RegCeremonyErr::BackupNotEligible
            | RegCeremonyErr::BackupDoesNotExist
            | RegCeremonyErr::MissingAuthenticatorAttachment
            | RegCeremonyErr::AuthenticatorAttachmentMismatch
            | RegCeremonyErr::Extension(_)
            | RegCeremonyErr::PublicKeyAlgorithmMismatch
            | RegCeremonyErr::Credential(_) => Self::Changed,
        }
    }
}

impl From<AuthCeremonyErr> for Unproven {
    fn from(error: AuthCeremonyErr) -> Self {
        match error {
            AuthCeremonyErr::Timeout => Self::Late,
            AuthCeremonyErr::CollectedClientData(_)
            | AuthCeremonyErr::CollectedClientDataRelaxed(_)
            | AuthCeremonyErr::AuthenticatorData(_) => Self::Malformed,
            AuthCeremonyErr::OriginMismatch
            | AuthCeremonyErr::CrossOrigin
            | AuthCeremonyErr::TopOriginMismatch => Self::OtherOrigin,
            AuthCeremonyErr::RpIdHashMismatch => Self::OtherRelyingParty,
            AuthCeremonyErr::ChallengeMismatch => Self::UnknownChallenge,
            AuthCeremonyErr::UserNotVerified => Self::UserNotVerified,
            AuthCeremonyErr::SignatureCounter => Self::Copied,
            AuthCeremonyErr::UserHandleMismatch | AuthCeremonyErr::MissingUserHandle => {
                Self::OtherHolder
            }
            AuthCeremonyErr::PubKey(_) | AuthCeremonyErr::AssertionSignature => Self::Signature,
            AuthCeremonyErr::BackupEligible
            | AuthCeremonyErr::BackupNotEligible
            | AuthCeremonyErr::BackupDoesNotExist
            | AuthCeremonyErr::MissingAuthenticatorAttachment
            | AuthCeremonyErr::AuthenticatorAttachmentMismatch
            | AuthCeremonyErr::Extension(_)
            | AuthCeremonyErr::CredentialIdMismatch
            | AuthCeremonyErr::NoMatchingAllowedCredential
            | AuthCeremonyErr::Credential(_) => Self::Changed,
        }
    }
}

/// The challenges that wait for their answers.
#[derive(Debug)]
pub struct Ceremonies {
    party: RelyingParty,
    making: Mutex<FixedCapHashSet<RegistrationServerState<USER_HANDLE_MAX_LEN>>>,
    showing: Mutex<FixedCapHashSet<DiscoverableAuthenticationServerState>>,
}

impl Ceremonies {
    /// None yet.
    pub fn new(party: RelyingParty) -> Self {
        Self {
            party,
            making: Mutex::new(FixedCapHashSet::new(MOST)),
            showing: Mutex::new(FixedCapHashSet::new(MOST)),
        }
    }

    /// For whom.
    pub fn party(&self) -> &RelyingParty {
        &self.party
    }

    /// What a page is given to have a passkey made for the holder of a key: the JSON of
    /// `PublicKeyCredentialCreationOptions`. `known` are those that the holder has.
    ///
    /// # Errors
    /// [`Unproven::Busy`]; [`Unproven::Malformed`] for a name of another form than a BIC.
    pub fn make(
        &self,
        holder: &PublicKey,
        name: &str,
        known: &[Vec<u8>],
    ) -> Result<serde_json::Value, Unproven> {
        let handle = handle(holder);
        let user = PublicKeyCredentialUserEntity {
            name: Username::try_from(name).map_err(|_| Unproven::Malformed)?,
            id: &handle,
            display_name: None,
        };
        let known = known.iter().map(|id| {
            let id = CredentialId::try_from(id.clone()).map_err(|_| Unproven::Malformed)?;
            Ok::<_, Unproven>(PublicKeyCredentialDescriptor {
                id,
                transports: AuthTransports::NONE,
            })
        });
        let known = known.collect::<Result<Vec<_>, _>>()?;
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.party.id, user, known);
        options.timeout = self.party.patience;
        // Devices without this extension would refuse; that the user was verified is checked anyway.
        options.extensions.cred_protect = CredProtect::None;
        let (waits, given) = options.start_ceremony().map_err(|_| Unproven::Malformed)?;
        let given = serde_json::to_value(given).map_err(|_| Unproven::Malformed)?;
        match held(&self.making).insert_or_replace_all_expired(waits) {
            InsertResult::Success => Ok(given),
            InsertResult::CapacityFull | InsertResult::Duplicate => Err(Unproven::Busy),
        }
    }

    /// Takes the answer of a device that made a passkey, and its challenge with it.
    ///
    /// # Errors
    /// If it is no such answer, or its challenge does not wait.
    pub fn made(&self, answer: &[u8]) -> Result<Making<'_>, Unproven> {
        let answer = Registration::from_json_relaxed(answer).map_err(|_| Unproven::Malformed)?;
        let challenge = answer.challenge_relaxed().map_err(|_| Unproven::Malformed)?;
        let waited = held(&self.making).take(&challenge).ok_or(Unproven::UnknownChallenge)?;
        Ok(Making { party: &self.party, waited, answer })
    }

    /// What a page is given to have any passkey of this domain shown: the JSON of
    /// `PublicKeyCredentialRequestOptions`.
    ///
    /// # Errors
    /// [`Unproven::Busy`].
    pub fn show(&self) -> Result<serde_json::Value, Unproven> {
        let mut options = DiscoverableCredentialRequestOptions::passkey(&self.party.id);
        options.0.timeout = self.party.patience;
        let (waits, given) = options.start_ceremony().map_err(|_| Unproven::Malformed)?;
        let given = serde_json::to_value(given).map_err(|_| Unproven::Malformed)?;
        match held(&self.showing).insert_or_replace_all_expired(waits) {
            InsertResult::Success => Ok(given),
            InsertResult::CapacityFull | InsertResult::Duplicate => Err(Unproven::Busy),
        }
    }

    /// Takes the answer of a device that shows a passkey, and its challenge with it.
    ///
    /// # Errors
    /// If it is no such answer, or its challenge does not wait.
    pub fn shown(&self, answer: &[u8]) -> Result<Showing<'_>, Unproven> {
        let answer = DiscoverableAuthentication64::from_json_relaxed(answer);
        let answer = answer.map_err(|_| Unproven::Malformed)?;
        let challenge = answer.challenge_relaxed().map_err(|_| Unproven::Malformed)?;
        let waited = held(&self.showing).take(&challenge).ok_or(Unproven::UnknownChallenge)?;
        Ok(Showing { party: &self.party, waited, answer })
    }
}

fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    // Each change of it is whole, also where its thread panicked after it.
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a device keeps to say whose a passkey is: no name, and the same for all of one key.
fn handle(holder: &PublicKey) -> UserHandle64 {
    let text = format!("sarraf/passkey/v1\0{holder}");
    match UserHandle64::decode(Sha512::digest(text.as_bytes()).into()) {
        Ok(handle) => handle,
        Err(never) => match never {},
    }
}

/// A passkey that was made, to be looked at.
#[derive(Debug)]
pub struct Making<'a> {
    party: &'a RelyingParty,
    waited: RegistrationServerState<USER_HANDLE_MAX_LEN>,
    answer: Registration,
}

impl Making<'_> {
    /// The passkey, if it was made as asked for and for the holder of this key.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn verify(self, holder: &PublicKey) -> Result<Passkey, Unproven> {
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &self.party.origins.iter().map(String::as_str).collect::<Vec<_>>(),
            // What a browser adds is passed over, as WebAuthn has it.
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let made = self.waited.verify(&self.party.id, &self.answer, &options)?;
        if *made.user_id() != handle(holder) {
            return Err(Unproven::OtherHolder);
        }
        let fixed = made.static_state().encode().map_err(|_| Unproven::Malformed)?;
        let moving = match made.dynamic_state().encode() {
            Ok(moving) => moving,
            Err(never) => match never {},
        };
        Ok(Passkey { id: made.id().as_ref().to_vec(), fixed, moving })
    }
}

/// A passkey that is shown, to be looked at.
#[derive(Debug)]
pub struct Showing<'a> {
    party: &'a RelyingParty,
    waited: DiscoverableAuthenticationServerState,
    answer: DiscoverableAuthentication64,
}

impl Showing<'_> {
    /// Which it says it is.
    pub fn id(&self) -> &[u8] {
        self.answer.raw_id().into_inner()
    }

    /// The passkey as it is to be kept from now on, if it is the kept one and bound to this key.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn verify(self, holder: &PublicKey, kept: &Passkey) -> Result<Passkey, Unproven> {
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &self.party.origins.iter().map(String::as_str).collect::<Vec<_>>(),
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        let handle = handle(holder);
        if self.id() != kept.id {
            return Err(Unproven::Changed);
        }
        let fixed = StaticState::<Kept>::decode(&kept.fixed).map_err(|_| Unproven::Changed)?;
        let moving = DynamicState::decode(kept.moving).map_err(|_| Unproven::Changed)?;
        let known = AuthenticatedCredential::new(self.answer.raw_id(), &handle, fixed, moving);
        let mut known = known.map_err(|_| Unproven::Changed)?;
        self.waited.verify(&self.party.id, &self.answer, &mut known, &options)?;
        let moving = match known.dynamic_state().encode() {
            Ok(moving) => moving,
            Err(never) => match never {},
        };
        Ok(Passkey { moving, ..kept.clone() })
    }
}
