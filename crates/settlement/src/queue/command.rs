use books::Priority;
use serde::{Deserialize, Serialize};
use terms::{CurrencyId, Uetr};

/// Where in the queue of its priority an item is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Before all others.
    Front,
    /// Behind all others.
    Back,
}

/// Whether items may pass others in the queue of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Policy {
    /// First in, first out.
    #[default]
    Fifo,
    /// An item that can settle passes those of its priority that cannot.
    Bypass,
}

/// Commands of owners on what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// Takes an instruction back.
    CancelInstruction {
        /// Which.
        uetr: Uetr,
    },
    /// Moves an instruction within its priority.
    ReorderInstruction {
        /// Which.
        uetr: Uetr,
        /// Whither.
        place: Place,
    },
    /// Gives an instruction another priority; it goes to the back of it.
    ReprioritiseInstruction {
        /// Which.
        uetr: Uetr,
        /// To which.
        priority: Priority,
    },
    /// Says whether items may pass others in the sender's own queue.
    SetQueuePolicy {
        /// In which of its accounts.
        currency: CurrencyId,
        /// From now on.
        policy: Policy,
    },
}

impl Command {
    /// The instruction it is about, if it is about one.
    pub fn subject(&self) -> Option<Uetr> {
        match self {
            Self::CancelInstruction { uetr }
            | Self::ReorderInstruction { uetr, .. }
            | Self::ReprioritiseInstruction { uetr, .. } => Some(*uetr),
            Self::SetQueuePolicy { .. } => None,
        }
    }
}
