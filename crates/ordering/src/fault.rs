use std::error::Error;
use std::fmt;
use std::sync::Arc;

use ed25519_dalek::SignatureError;
use receipts::Refused;
use terms::LogPosition;

/// The disk or the operator's key failed, or the log is not what was sealed.
///
/// Opaque: ask it with its predicates; [`Error::source`] has the cause.
#[derive(Clone, Debug)]
pub struct Fault(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Disk(journal::Fault),
    Tampered { position: LogPosition, why: Why },
    Signing(Arc<SignatureError>),
}

/// Why a record is not the one that was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Its bytes are no record.
    Malformed,
    /// It stands elsewhere than it says.
    Position,
    /// The first record does not begin this network's log.
    Origin,
    /// It is not later than the record before it.
    Instant,
    /// It does not carry the outcome of the record before it.
    Outcome,
    /// Its commands are not those of its header.
    Commands,
    /// Header or seal do not hold.
    Refused(Refused),
}

impl Fault {
    pub(crate) fn signing(error: SignatureError) -> Self {
        Self(Kind::Signing(Arc::new(error)))
    }

    pub(crate) fn tampered(position: LogPosition, why: Why) -> Self {
        Self(Kind::Tampered { position, why })
    }

    /// The fault below, if the disk or the journal failed.
    pub fn disk(&self) -> Option<&journal::Fault> {
        match &self.0 {
            Kind::Disk(fault) => Some(fault),
            Kind::Tampered { .. } | Kind::Signing(_) => None,
        }
    }

    /// Whether a record was read well and is not what this operator sealed at its place.
    pub fn is_tampered(&self) -> bool {
        matches!(self.0, Kind::Tampered { .. })
    }

    /// The first record that is damaged, gone or not as it was sealed, where that is known.
    pub fn position(&self) -> Option<LogPosition> {
        match &self.0 {
            Kind::Disk(fault) => fault.index().map(|index| LogPosition::new(index).next()),
            Kind::Tampered { position, .. } => Some(*position),
            Kind::Signing(_) => None,
        }
    }
}

impl From<journal::Fault> for Fault {
    fn from(fault: journal::Fault) -> Self {
        Self(Kind::Disk(fault))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Disk(fault) => fmt::Display::fmt(fault, f),
            Kind::Tampered { position, why } => write!(
                f,
                "verify record {position}: {why}, restore the log from a backup or another operator"
            ),
            Kind::Signing(error) => match error.source() {
                Some(source) => write!(f, "sealing a record: {source}"),
                None => f.write_str("sealing a record: the operator's key does not sign"),
            },
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "its bytes are no record",
            Self::Position => "it says that it stands elsewhere",
            Self::Origin => "it does not begin the log of this network",
            Self::Instant => "it is not later than the record before it",
            Self::Outcome => "it does not carry the outcome of the record before it",
            Self::Commands => "its commands are not those of its header",
            Self::Refused(refused) => return fmt::Display::fmt(refused, f),
        })
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Kind::Disk(fault) => fault.source(),
            Kind::Tampered { why: Why::Refused(refused), .. } => Some(refused),
            Kind::Tampered { .. } => None,
            Kind::Signing(error) => Some(error.as_ref()),
        }
    }
}
