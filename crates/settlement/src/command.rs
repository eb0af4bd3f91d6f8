use books::HolderId;
use serde::{Deserialize, Serialize};
use terms::Digest;

use crate::{
    approval, cycle, fx, issuance, liquidity, offsetting, operating_day, participation, payment,
    queue, rulebook, surplus, swap,
};

/// An institution known to the system; the operator is the first.
///
/// Range: 0 .. number of parties registered.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct PartyId(u32);

impl PartyId {
    /// The operator: registered with the genesis.
    pub const OPERATOR: Self = Self(0);

    /// The party registered as the `number`th, the operator being 0.
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn number(self) -> u32 {
        self.0
    }

    /// Its number as an index.
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl From<PartyId> for HolderId {
    fn from(party: PartyId) -> Self {
        Self::new(party.0)
    }
}

impl From<HolderId> for PartyId {
    fn from(holder: HolderId) -> Self {
        Self(holder.number())
    }
}

/// A command with the party that gave it and the trace of the message it came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Who commands; its signature was verified before the command entered the log.
    pub by: PartyId,
    /// SHA-256 over a random salt and the original message: proves the message later, without
    /// telling anything of it now. Zero for commands that came in no message.
    pub evidence: Digest,
    /// What is commanded.
    pub command: Command,
}

/// Everything that may be asked of the machine. Variants are only ever added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Who takes part, in which currency, how.
    Participation(participation::Command),
    /// Money into and out of existence.
    Issuance(issuance::Command),
    /// Instructions to pay.
    Payment(payment::Command),
    /// What waits.
    Queue(queue::Command),
    /// Reservations, limits, credit, transfers.
    Liquidity(liquidity::Command),
    /// Sets that settle together.
    Offsetting(offsetting::Command),
    /// Calendars, hours and phases.
    OperatingDay(operating_day::Command),
    /// Currencies and parameters.
    Rulebook(rulebook::Command),
    /// Exchange between currencies.
    Exchange(fx::Command),
    /// Deferred netting.
    Cycle(cycle::Command),
    /// Swap lines between settlement agents.
    Swap(swap::Command),
    /// What takes several keys.
    Approval(approval::Command),
    /// Investment of a surplus, and what an imbalance costs.
    Surplus(surplus::Command),
}

impl Command {
    /// The UETR the command is about: of an instruction, or of money that moves at once.
    pub fn subject(&self) -> Option<terms::Uetr> {
        match self {
            Self::Payment(command) => Some(command.subject()),
            Self::Queue(command) => command.subject(),
            Self::Issuance(command) => command.subject(),
            Self::Liquidity(command) => command.subject(),
            Self::Exchange(command) => command.subject(),
            Self::Cycle(command) => command.subject(),
            Self::Swap(command) => command.subject(),
            Self::Approval(command) => command.subject(),
            Self::Surplus(command) => command.subject(),
            Self::Participation(_)
            | Self::Offsetting(_)
            | Self::OperatingDay(_)
            | Self::Rulebook(_) => None,
        }
    }
}
