use alloc::vec::Vec;

use terms::{Digest, Instant, LogPosition};

use crate::{Committee, MAX_MEMBERS, Path, RecordHeader, Refused, Seal};

/// The version of receipts written here.
pub const VERSION: u16 = 1;

/// The largest receipt that is read. Unit: bytes.
pub const MAX_RECEIPT: usize = 1_048_576;

/// The largest event that a receipt may hold. Unit: bytes.
pub const MAX_EVENT: usize = 65_536;

/// The most headers that a receipt may hold, hence the longest way from an event to its outcome.
pub const MAX_HEADERS: usize = 64;

const MAGIC: &[u8; 4] = b"SRFR";

/// What follows magic and version in the file.
type Body = (Vec<u8>, Path, Vec<RecordHeader>, Seal);

/// The evidence that one event stands in the log, complete without the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The form of this receipt; [`VERSION`].
    pub version: u16,
    /// The event as the log's records hold it. Range: to [`MAX_EVENT`] bytes.
    pub event: Vec<u8>,
    /// From the event to the root over the events of its record.
    pub path: Path,
    /// Order: by position, without a gap. Shape: from the event's record up to the first header
    /// whose outcome is that of the event's record; 2 to [`MAX_HEADERS`].
    pub headers: Vec<RecordHeader>,
    /// The operators' signatures over the last header.
    pub seal: Seal,
}

/// What a verified receipt proves.
///
/// The committee's quorum has agreed that `event` happened in the record at `position`, ordered at
/// `instant`, and that the books after that record have the digest `books`.
/// It does not prove that the event was right, nor that nothing happened later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven<'a> {
    /// Digest of the network's founding description; compare it with the one you know.
    pub network: Digest,
    /// The record that holds the event.
    pub position: LogPosition,
    /// When that record was ordered.
    pub instant: Instant,
    /// The event as the log's records hold it.
    pub event: &'a [u8],
    /// Digest of all books after that record.
    pub books: Digest,
}

impl Receipt {
    /// The receipt as a file; the layout stands in the documentation of the crate.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::from(MAGIC);
        bytes.extend_from_slice(&self.version.to_le_bytes());
        let body = (&self.event, &self.path, &self.headers, &self.seal);
        postcard::to_extend(&body, bytes).expect("a vector takes every byte it is given")
    }

    /// Reads a receipt, in its one form and within its limits; nothing is verified yet.
    ///
    /// In this order: size, magic, version, structure, limits, canonical form.
    pub fn decode(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > MAX_RECEIPT {
            return Err(Refused::TooLarge);
        }
        let rest = bytes.strip_prefix(MAGIC).ok_or(Refused::NotAReceipt)?;
        let (version, body) = rest.split_first_chunk::<2>().ok_or(Refused::Malformed)?;
        let version = u16::from_le_bytes(*version);
        if version != VERSION {
            return Err(Refused::UnknownVersion { version });
        }
        let ((event, path, headers, seal), rest) =
            postcard::take_from_bytes::<Body>(body).map_err(|_| Refused::Malformed)?;
        if !rest.is_empty() {
            return Err(Refused::Malformed);
        }
        let receipt = Self { version, event, path, headers, seal };
        receipt.check_limits()?;
        if receipt.encode() != bytes {
            return Err(Refused::NotCanonical);
        }
        Ok(receipt)
    }

    /// Checks the whole receipt against the operators' keys and says what it proves.
    ///
    /// In this order: version, limits, links between the headers, place of the outcome, path from
    /// the event to the root, seal. Every bit of the receipt is covered by one of them.
    /// Cost: one hash per header and sibling, one verification per signature.
    pub fn verify(&self, committee: &Committee) -> Result<Proven<'_>, Refused> {
        if self.version != VERSION {
            return Err(Refused::UnknownVersion { version: self.version });
        }
        self.check_limits()?;
        let (first, last) = self.check_chain()?;
        if self.path.root(&self.event)? != last.outcome.events {
            return Err(Refused::Root);
        }
        committee.verify(last, &self.seal)?;
        Ok(Proven {
            network: first.network,
            position: first.position,
            instant: first.instant,
            event: &self.event,
            books: last.outcome.books,
        })
    }

    /// Bounds what a hostile receipt can make a verifier do.
    fn check_limits(&self) -> Result<(), Refused> {
        let signatures = &self.seal.signatures;
        let large = self.event.len() > MAX_EVENT
            || self.headers.len() > MAX_HEADERS
            || signatures.len() > 2 * MAX_MEMBERS
            || signatures.iter().any(|one| one.bytes.len() > one.algorithm.signature_length());
        if large { Err(Refused::TooLarge) } else { Ok(()) }
    }

    /// The first and the last header, where each follows the one before and only the last carries
    /// the outcome of the first's record.
    fn check_chain(&self) -> Result<(&RecordHeader, &RecordHeader), Refused> {
        let [first, between @ .., last] = self.headers.as_slice() else {
            return Err(Refused::Headers);
        };
        for (before, header) in self.headers.iter().zip(self.headers.iter().skip(1)) {
            header.follows(before)?;
        }
        let early = between.iter().find(|header| header.outcome.position == first.position);
        if let Some(header) = early {
            return Err(Refused::Outcome { position: header.position });
        }
        if last.outcome.position != first.position {
            return Err(Refused::Outcome { position: last.position });
        }
        Ok((first, last))
    }
}
