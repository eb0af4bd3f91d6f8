use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use ed25519_dalek::{Signature, VerifyingKey};
use ml_dsa::{EncodedSignature, EncodedVerifyingKey, MlDsa65, Verifier as _};
use serde::{Deserialize, Serialize};

use crate::{RecordHeader, Refused, header_message};

/// The most members a committee may have.
pub const MAX_MEMBERS: usize = 128;

/// The longest name of a member. Unit: bytes of UTF-8.
pub const MAX_NAME: usize = 64;

/// How a key signs. The number on the wire is the place in this list, which only grows at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// Number 0. Source: RFC 8032, verified strictly.
    #[serde(rename = "ed25519")]
    Ed25519,
    /// Number 1, post-quantum. Source: FIPS 204, with an empty context.
    #[serde(rename = "ml-dsa-65")]
    MlDsa65,
}

impl Algorithm {
    /// Its name in text.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::MlDsa65 => "ml-dsa-65",
        }
    }

    /// Length of a public key. Unit: bytes.
    pub const fn key_length(self) -> usize {
        match self {
            Self::Ed25519 => 32,
            Self::MlDsa65 => 1952,
        }
    }

    /// Length of a signature. Unit: bytes.
    pub const fn signature_length(self) -> usize {
        match self {
            Self::Ed25519 => 64,
            Self::MlDsa65 => 3309,
        }
    }
}

/// One operator's signature over [`header_message`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorSignature {
    /// Who signed: the place in [`Committee::members`], from 0.
    pub member: u16,
    /// How; it must be the algorithm of one of the member's keys.
    pub algorithm: Algorithm,
    /// The signature itself. Shape: as long as the algorithm has it.
    pub bytes: Vec<u8>,
}

/// The operators' agreement to one header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Order: by member, then by algorithm, ascending. Shape: one per member who signed and key.
    pub signatures: Vec<OperatorSignature>,
}

/// A public key and how it signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// How it signs.
    pub algorithm: Algorithm,
    /// The key itself. Shape: as long as the algorithm has it.
    pub bytes: Vec<u8>,
}

impl PublicKey {
    /// Whether `signature` over `message` is this key's.
    fn verify(&self, message: &[u8], signature: &OperatorSignature) -> Result<(), Refused> {
        let holds = match self.algorithm {
            Algorithm::Ed25519 => ed25519(&self.bytes, message, &signature.bytes),
            Algorithm::MlDsa65 => ml_dsa_65(&self.bytes, message, &signature.bytes),
        };
        holds.ok_or(Refused::Signature { member: signature.member })
    }
}

/// `Some` if the signature holds. Strict: a key or a nonce of small order is refused, and so is
/// every form of a signature but the one the signer made.
fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = VerifyingKey::try_from(key).ok()?;
    let signature = Signature::from_slice(signature).ok()?;
    key.verify_strict(message, &signature).ok()
}

/// `Some` if the signature holds. It has one form: its hints are refused in any other.
fn ml_dsa_65(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = EncodedVerifyingKey::<MlDsa65>::try_from(key).ok()?;
    let signature = EncodedSignature::<MlDsa65>::try_from(signature).ok()?;
    let signature = ml_dsa::Signature::<MlDsa65>::decode(&signature)?;
    ml_dsa::VerifyingKey::<MlDsa65>::decode(&key).verify(message, &signature).ok()
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.algorithm.name())?;
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for PublicKey {
    type Err = Refused;

    /// Reads what `Display` writes: the algorithm's name, a colon and two hex digits per byte.
    fn from_str(text: &str) -> Result<Self, Refused> {
        let (name, digits) = text.split_once(':').ok_or(Refused::Key)?;
        let algorithm = [Algorithm::Ed25519, Algorithm::MlDsa65]
            .into_iter()
            .find(|algorithm| algorithm.name() == name)
            .ok_or(Refused::Key)?;
        let (pairs, odd) = digits.as_bytes().as_chunks::<2>();
        if !odd.is_empty() || pairs.len() != algorithm.key_length() {
            return Err(Refused::Key);
        }
        let bytes = pairs.iter().map(hex_byte).collect::<Option<Vec<u8>>>().ok_or(Refused::Key)?;
        Ok(Self { algorithm, bytes })
    }
}

fn hex_byte(pair: &[u8; 2]) -> Option<u8> {
    if !pair.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u8::from_str_radix(core::str::from_utf8(pair).ok()?, 16).ok()
}

/// One operator of the network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What it is called, of an institution. Range: 1 to [`MAX_NAME`] bytes.
    pub name: String,
    /// With what it signs.
    pub key: PublicKey,
    /// With what it signs beside, by another algorithm, so that one of them may fall. `None` if it
    /// signs once, or if a verifier does not hold this key and goes by the first alone.
    pub beside: Option<PublicKey>,
}

impl Member {
    /// Its keys, the first one first.
    fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        core::iter::once(&self.key).chain(&self.beside)
    }

    /// Whether its name and its keys are in range, and no two of its keys are of one algorithm.
    fn is_sound(&self) -> bool {
        let named = !self.name.is_empty() && self.name.len() <= MAX_NAME;
        let fits = self.keys().all(|key| key.bytes.len() == key.algorithm.key_length());
        let differ = self.beside.as_ref().is_none_or(|key| key.algorithm != self.key.algorithm);
        named && fits && differ
    }

    /// Checks all that one member signed: each signature by the key of its algorithm.
    ///
    /// A signature by a key that the verifier does not hold says nothing and is passed over, so
    /// that whoever knows one key of an operator can verify, and is no safer than that one key.
    fn verify(&self, message: &[u8], signed: &[OperatorSignature]) -> Result<(), Refused> {
        let member = signed.first().map_or(0, |signature| signature.member);
        let by = |key: &PublicKey| signed.iter().find(|one| one.algorithm == key.algorithm);
        if self.keys().all(|key| by(key).is_none()) {
            return Err(Refused::Algorithm { member });
        }
        for key in self.keys() {
            key.verify(message, by(key).ok_or(Refused::Half { member })?)?;
        }
        Ok(())
    }
}

/// The operators whose word counts, and how many of them it takes.
///
/// A single operator is a committee of one with a quorum of one: same headers, same receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committee {
    /// Order: fixed, since signatures name members by place. Range: 1 to [`MAX_MEMBERS`].
    pub members: Vec<Member>,
    /// How many members must sign. Range: 1 to the number of members.
    pub quorum: u16,
}

impl Committee {
    /// Checks the committee itself: a reachable quorum, names, and keys of which no two are equal.
    ///
    /// One key under two names would count twice, hence the last.
    pub fn check(&self) -> Result<(), Refused> {
        let quorum = usize::from(self.quorum);
        let size = self.members.len();
        if size > MAX_MEMBERS || quorum == 0 || quorum > size {
            return Err(Refused::Committee);
        }
        for (place, member) in (0_u16..).zip(&self.members) {
            let mut earlier = self.members.iter().take(usize::from(place));
            let shared =
                |other: &Member| other.keys().any(|one| member.keys().any(|key| one == key));
            if !member.is_sound() || earlier.any(shared) {
                return Err(Refused::Member { member: place });
            }
        }
        Ok(())
    }

    /// Checks that this committee sealed `header`.
    ///
    /// In this order: the committee itself, the order of signatures, the number of members who
    /// signed, then what each of them signed; a single signature that does not hold refuses the
    /// whole, even where enough others do.
    /// A member with two keys has signed when both signatures hold.
    /// Cost: one signature verification per signature by a key that the committee holds.
    pub fn verify(&self, header: &RecordHeader, seal: &Seal) -> Result<(), Refused> {
        self.check()?;
        let place = |signature: &OperatorSignature| (signature.member, signature.algorithm);
        if !seal.signatures.is_sorted_by(|one, next| place(one) < place(next)) {
            return Err(Refused::SealOrder);
        }
        let signers = || seal.signatures.chunk_by(|one, next| one.member == next.member);
        if signers().count() < usize::from(self.quorum) {
            return Err(Refused::Quorum { quorum: self.quorum });
        }
        let message = header_message(&header.digest());
        for signed in signers() {
            let member = signed.first().map_or(0, |signature| signature.member);
            let signer = self.members.get(usize::from(member));
            signer.ok_or(Refused::UnknownMember { member })?.verify(&message, signed)?;
        }
        Ok(())
    }
}
