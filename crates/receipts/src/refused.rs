use core::fmt;

use terms::LogPosition;

/// Why a receipt, a header or a seal proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A part is larger than any honest receipt has it.
    TooLarge,
    /// The bytes do not begin as a receipt does.
    NotAReceipt,
    /// The receipt is of a version unknown here.
    UnknownVersion {
        /// The version it names.
        version: u16,
    },
    /// The bytes end early, go on after the end, or hold no receipt.
    Malformed,
    /// The bytes are not the one form in which this receipt is written.
    NotCanonical,
    /// Index, count and siblings of the path do not fit each other.
    Path,
    /// The path does not lead from the event to the root in the outcome.
    Root,
    /// A receipt needs two headers at least, and not more than the limit.
    Headers,
    /// A header is of another network than the one before it.
    Network {
        /// Where that header says it stands.
        position: LogPosition,
    },
    /// A header does not stand directly after the one before it.
    Position {
        /// Where that header says it stands.
        position: LogPosition,
    },
    /// A header is earlier than the one before it.
    Instant {
        /// Where that header says it stands.
        position: LogPosition,
    },
    /// A header carries the outcome of a record that it must not.
    Outcome {
        /// Where that header says it stands.
        position: LogPosition,
    },
    /// A header does not hold the digest of the one before it.
    Link {
        /// Where that header says it stands.
        position: LogPosition,
    },
    /// The committee has no member, too many, or a quorum that it cannot reach.
    Committee,
    /// A member of the committee has a bad name, a bad key, or the key of another.
    Member {
        /// Its number in the committee.
        member: u16,
    },
    /// Fewer operators signed than the committee asks for.
    Quorum {
        /// How many must sign.
        quorum: u16,
    },
    /// The signatures are not in ascending order of members and algorithms, each once.
    SealOrder,
    /// A signature is of a member that the committee does not have.
    UnknownMember {
        /// The number it names.
        member: u16,
    },
    /// A member signed by no algorithm of which the committee holds its key.
    Algorithm {
        /// Whose signature it is.
        member: u16,
    },
    /// A member with two keys signed with one of them alone.
    Half {
        /// Whose signature it is.
        member: u16,
    },
    /// A signature does not hold.
    Signature {
        /// Whose signature it is.
        member: u16,
    },
    /// The text is not that of a public key.
    Key,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("a part is larger than a receipt may have it"),
            Self::NotAReceipt => f.write_str("this file does not begin as a receipt does"),
            Self::UnknownVersion { version } => {
                write!(f, "receipt version {version} is unknown here, use a newer verifier")
            }
            Self::Malformed => f.write_str("the bytes of the receipt do not hold together"),
            Self::NotCanonical => f.write_str("the receipt is not in its one written form"),
            Self::Path => f.write_str("index, count and siblings of the path do not fit"),
            Self::Root => f.write_str("the event does not lead to the root in the outcome"),
            Self::Headers => f.write_str("the receipt has too few headers or too many"),
            Self::Network { position } => write!(f, "header {position} is of another network"),
            Self::Position { position } => write!(f, "header {position} is out of order"),
            Self::Instant { position } => write!(f, "header {position} goes back in time"),
            Self::Outcome { position } => {
                write!(f, "header {position} carries the outcome of a wrong record")
            }
            Self::Link { position } => {
                write!(f, "header {position} does not hold the digest of the one before it")
            }
            Self::Committee => f.write_str("the committee has no reachable quorum"),
            Self::Member { member } => {
                write!(f, "member {member} of the committee has a bad name or key")
            }
            Self::Quorum { quorum } => {
                write!(f, "too few operators signed, the committee asks for {quorum}")
            }
            Self::SealOrder => f.write_str("the signatures are not in ascending order of members"),
            Self::UnknownMember { member } => {
                write!(f, "member {member} signed but is not in the committee")
            }
            Self::Algorithm { member } => {
                write!(f, "the signature of member {member} is of no algorithm of its keys")
            }
            Self::Half { member } => {
                write!(f, "member {member} signed with one of its two keys alone")
            }
            Self::Signature { member } => {
                write!(f, "the signature of member {member} does not hold")
            }
            Self::Key => f.write_str("a public key is an algorithm, a colon and hex digits"),
        }
    }
}

impl core::error::Error for Refused {}
