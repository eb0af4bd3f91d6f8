use receipts::{Committee, Member};
use settlement::{Envelope, Genesis};
use terms::{Digest, Instant};

use crate::key::network_digest;

/// What a system is founded on: its operator, and the commands of its first record.
///
/// Every replica and every verifier of one system starts from the same founding; its digest is the
/// network's name in headers, so that no receipt of one system passes in another.
#[derive(Clone, Debug)]
pub struct Founding {
    /// The system's name. Shape: 1 to 64 characters.
    pub name: String,
    /// The operator.
    pub genesis: Genesis,
    /// The instant of the first record.
    pub instant: Instant,
    /// Parties, currencies, calendars, admissions and first issues. Order: as applied.
    pub commands: Vec<Envelope>,
}

impl Founding {
    /// The digest of all of it.
    ///
    /// # Panics
    /// Never in practice: every part of a founding has an encoding.
    pub fn network(&self) -> Digest {
        let encoded = postcard::to_allocvec(&(&self.genesis, self.instant, &self.commands))
            .expect("every part of a founding has an encoding");
        network_digest(&self.name, &encoded)
    }

    /// Those whose signature makes a record final: the operator alone.
    pub fn committee(&self) -> Committee {
        let key = self.genesis.keys.first().cloned();
        let member = key.map(|key| Member { name: self.genesis.operator.to_string(), key });
        Committee { members: member.into_iter().collect(), quorum: 1 }
    }
}
