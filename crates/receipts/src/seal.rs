use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use ed25519_dalek::{Signature, VerifyingKey};
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
    /// Number 1, post-quantum; named, not verified yet. Source: FIPS 204.
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
    /// How; it must be the algorithm of the member's key.
    pub algorithm: Algorithm,
    /// The signature itself. Shape: as long as the algorithm has it.
    pub bytes: Vec<u8>,
}

/// The operators' agreement to one header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Order: by member, ascending. Shape: one per member who signed.
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
        let member = signature.member;
        if signature.algorithm != self.algorithm {
            return Err(Refused::Algorithm { member });
        }
        match self.algorithm {
            Algorithm::Ed25519 => {
                ed25519(&self.bytes, message, &signature.bytes).ok_or(Refused::Signature { member })
            }
            Algorithm::MlDsa65 => Err(Refused::Unsupported { member }),
        }
    }
}

/// `Some` if the signature holds. Strict: a key or a nonce of small order is refused, and so is
/// every form of a signature but the one the signer made.
fn ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let key = VerifyingKey::try_from(key).ok()?;
    let signature = Signature::from_slice(signature).ok()?;
    key.verify_strict(message, &signature).ok()
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.algorithm.name())?;
        self.bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for PublicKey {
    type Err = Refused;

    /// Reads what `Display` writes: `ed25519:` and 64 hex digits.
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
            let named = !member.name.is_empty() && member.name.len() <= MAX_NAME;
            let fits = member.key.bytes.len() == member.key.algorithm.key_length();
            if !named || !fits || earlier.any(|other| other.key == member.key) {
                return Err(Refused::Member { member: place });
            }
        }
        Ok(())
    }

    /// Checks that this committee sealed `header`.
    ///
    /// In this order: the committee itself, the number of signatures, their order, then each one; a
    /// single signature that does not hold refuses the whole, even where enough others do.
    /// Cost: one signature verification per signature.
    pub fn verify(&self, header: &RecordHeader, seal: &Seal) -> Result<(), Refused> {
        self.check()?;
        if seal.signatures.len() < usize::from(self.quorum) {
            return Err(Refused::Quorum { quorum: self.quorum });
        }
        if !seal.signatures.is_sorted_by(|one, next| one.member < next.member) {
            return Err(Refused::SealOrder);
        }
        let message = header_message(&header.digest());
        for signature in &seal.signatures {
            let member = signature.member;
            let signer = self.members.get(usize::from(member));
            let signer = signer.ok_or(Refused::UnknownMember { member })?;
            signer.key.verify(&message, signature)?;
        }
        Ok(())
    }
}
