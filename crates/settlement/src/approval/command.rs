use alloc::boxed::Box;

use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId};

use crate::participation::KeyNumber;

/// A proposal's name: given once, ascending from 1, as proposed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct ProposalNumber(pub u64);

/// What a command is about, as far as one asks for several keys or not.
///
/// Offsetting is left out: what is proposed there is judged by what it settles and not by who
/// proposed it (R-OFF-04).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Area {
    /// Parties, admissions, access, mandates, keys.
    Participation,
    /// Money into and out of existence, overnight policies.
    Issuance,
    /// Instructions, consents, caps on what a key sends.
    Payment,
    /// What waits.
    Queue,
    /// Reservations, limits, credit, transfers.
    Liquidity,
    /// Calendars, extensions, suspensions.
    OperatingDay,
    /// Currencies and parameters.
    Rulebook,
    /// Rates, bands, orders, quotes, conversions.
    Exchange,
    /// Netting cycles.
    Cycle,
    /// Swap lines.
    Swap,
    /// Investment, charges and caps.
    Surplus,
}

impl Area {
    /// Where a command belongs, if several keys can be required for it.
    ///
    /// A requirement is changed under what it requires itself (R-APR-05).
    pub fn of(command: &crate::Command) -> Option<Self> {
        Some(match command {
            crate::Command::Participation(_) => Self::Participation,
            crate::Command::Issuance(_) => Self::Issuance,
            crate::Command::Payment(_) => Self::Payment,
            crate::Command::Queue(_) => Self::Queue,
            crate::Command::Liquidity(_) => Self::Liquidity,
            crate::Command::OperatingDay(_) => Self::OperatingDay,
            crate::Command::Rulebook(_) => Self::Rulebook,
            crate::Command::Exchange(_) => Self::Exchange,
            crate::Command::Cycle(_) => Self::Cycle,
            crate::Command::Swap(_) => Self::Swap,
            crate::Command::Surplus(_) => Self::Surplus,
            crate::Command::Approval(Command::RequireApprovals { area, .. }) => *area,
            crate::Command::Approval(Command::SetOutflowCap { .. }) => Self::Payment,
            crate::Command::Approval(
                Command::Propose { .. } | Command::Approve { .. } | Command::Withdraw { .. },
            )
            | crate::Command::Offsetting(_) => return None,
        })
    }
}

/// Commands by which several keys of a party come to one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A party says how many of its keys a command of an area takes.
    RequireApprovals {
        /// Which commands.
        area: Area,
        /// How many keys. Range: 1 to 8; with 1, what is commanded is done at once.
        keys: u8,
        /// How long a proposal stands. Unit: hours. Range: 1 to 720.
        hours: u16,
    },
    /// One key proposes a command, and agrees to it.
    Propose {
        /// The key that signed, among the party's.
        signer: KeyNumber,
        /// What is to be done.
        command: Box<crate::Command>,
    },
    /// Another key of the same party agrees.
    Approve {
        /// To what.
        proposal: ProposalNumber,
        /// The key that signed, among the party's.
        signer: KeyNumber,
    },
    /// The party takes a proposal back.
    Withdraw {
        /// Which.
        proposal: ProposalNumber,
    },
    /// A party says how much one of its keys may send in a currency on a business day. R-APR-07
    SetOutflowCap {
        /// In which currency.
        currency: CurrencyId,
        /// How much; none: as much as there is. Range: up to 10^18 minor units.
        cap: Option<Amount>,
    },
}

impl Command {
    /// The UETR of what is proposed.
    pub(crate) fn subject(&self) -> Option<terms::Uetr> {
        match self {
            Self::Propose { command, .. } => command.subject(),
            Self::RequireApprovals { .. }
            | Self::Approve { .. }
            | Self::Withdraw { .. }
            | Self::SetOutflowCap { .. } => None,
        }
    }
}
