use std::collections::BTreeMap;

use identity::Key;
use ordering::Signer;
use receipts::{Committee, Member, PublicKey};
use settlement::{Command, Envelope, Event, Genesis, Machine, Moment, participation};
use terms::{Bic, Digest, Instant, LogPosition};

use crate::Fault;
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
    /// The operator's post-quantum key, which seals records beside its first; derived from the same
    /// secret by [`ordering::Signer::of_two`]. `None` if records are sealed by Ed25519 alone.
    pub post_quantum_key: Option<PublicKey>,
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
        let encoded = postcard::to_allocvec(&(
            &self.genesis,
            &self.post_quantum_key,
            self.instant,
            &self.commands,
        ))
        .expect("every part of a founding has an encoding");
        network_digest(&self.name, &encoded)
    }

    /// Applies the commands to a machine of their own; answers the first that is refused.
    ///
    /// A founding is tried before it is written, since the first record cannot be taken back.
    pub fn try_out(&self) -> Result<(), Fault> {
        let mut machine = Machine::new(self.genesis.clone());
        let moment = Moment { position: LogPosition::new(1), instant: self.instant };
        for (number, command) in (1..).zip(&self.commands) {
            let mut events = Vec::new();
            machine.apply(moment, command.clone(), &mut events);
            let refused = events.iter().find_map(|event| match event {
                Event::Refused { refusal, .. } => Some(*refusal),
                _ => None,
            });
            if let Some(refusal) = refused {
                let command = &command.command;
                return Err(Fault::new(format!(
                    "command {number} of the founding is refused, {refusal}: {command:?}"
                )));
            }
        }
        Ok(())
    }

    /// That each key is stated once, for one party: whose key signs is whose command it is.
    ///
    /// The rules do not ask this of a registration, so a log that was begun otherwise still replays.
    ///
    /// # Errors
    /// Which key is not, and of whom.
    pub fn tell_keys_apart(&self) -> Result<(), Fault> {
        let mut holders: BTreeMap<&[u8], &Bic> = BTreeMap::new();
        let own = self.genesis.keys.iter().map(|key| (&self.genesis.operator, key));
        let parties = self.commands.iter().flat_map(|given| match &given.command {
            Command::Participation(participation::Command::RegisterParty { bic, keys }) => {
                keys.iter().map(|key| (bic, key)).collect()
            }
            _ => Vec::new(),
        });
        for (bic, key) in own.chain(parties) {
            if let Some(holder) = holders.insert(&key.bytes, bic) {
                return Err(Fault::new(format!(
                    "the founding gives {bic} a key that {holder} has: {key}; make each party its \
                     own"
                )));
            }
        }
        Ok(())
    }

    /// What views of this system are of.
    pub fn origin(&self) -> views::Origin {
        views::Origin { network: self.network(), operator: self.genesis.operator }
    }

    /// Those whose signature makes a record final: the operator alone.
    pub fn committee(&self) -> Committee {
        let key = self.genesis.keys.first().cloned();
        let member = key.map(|key| Member {
            name: self.genesis.operator.to_string(),
            key,
            beside: self.post_quantum_key.clone(),
        });
        Committee { members: member.into_iter().collect(), quorum: 1 }
    }

    /// The operator's keys, one or two, as the founding says.
    ///
    /// # Errors
    /// If they are two and the first lies in a module: the second is derived from its secret.
    pub(crate) fn signer(&self, first: Key) -> Result<Signer, Fault> {
        match (&self.post_quantum_key, first.held()) {
            (None, _) => Ok(Signer::of_one(first.verifying_key(), first)),
            (Some(_), Some(secret)) => Ok(Signer::of_two(secret.clone())),
            (Some(_), None) => Err(Fault::new(
                "the founding names a post_quantum_key, which a key in a module cannot sign for",
            )),
        }
    }
}
