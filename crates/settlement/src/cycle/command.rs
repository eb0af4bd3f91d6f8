use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Instant, Uetr};

use crate::PartyId;

/// The number of a cycle, by which it is submitted to.
///
/// Range: from 1, as opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CycleNumber(pub u64);

/// What may be asked of netting cycles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// The operator opens a cycle. R-CYC-01
    OpenCycle {
        /// In which currencies obligations are gathered. Order: by identity, each once.
        currencies: Vec<CurrencyId>,
        /// Until when they are gathered.
        cut_off: Instant,
        /// Until when what is due is paid in.
        deadline: Instant,
    },
    /// The debtor hands an obligation in. R-CYC-02
    SubmitObligation {
        /// Its name, used once.
        name: Uetr,
        /// To which cycle.
        cycle: CycleNumber,
        /// Who is owed.
        creditor: PartyId,
        /// In which currency.
        currency: CurrencyId,
        /// How much. Unit: minor units. Range: 1 .. 10^24.
        amount: Amount,
    },
    /// The debtor takes an obligation back before the cut-off. R-CYC-03
    WithdrawObligation {
        /// From which cycle.
        cycle: CycleNumber,
        /// Which.
        name: Uetr,
    },
}

impl Command {
    /// The name of the obligation the command is about.
    pub const fn subject(&self) -> Option<Uetr> {
        match self {
            Self::SubmitObligation { name, .. } | Self::WithdrawObligation { name, .. } => {
                Some(*name)
            }
            Self::OpenCycle { .. } => None,
        }
    }
}
