use books::Priority;
use serde::{Deserialize, Serialize};
use terms::{CurrencyId, Uetr};

use super::{Place, Policy};
use crate::PartyId;
use crate::payment::WaitingFor;

/// Events on what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// An instruction waits for something else than before.
    ReasonChanged { uetr: Uetr, waiting: WaitingFor },
    /// Its owner took an instruction back.
    PaymentCancelled { uetr: Uetr, by: PartyId },
    /// An instruction was moved within its priority.
    PaymentReordered { uetr: Uetr, place: Place },
    /// An instruction has another priority.
    PaymentReprioritised { uetr: Uetr, priority: Priority },
    /// Whether items may pass others in a party's queue.
    QueuePolicySet { party: PartyId, currency: CurrencyId, policy: Policy },
}
