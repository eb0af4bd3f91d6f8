use receipts::PublicKey;
use serde::{Deserialize, Serialize};
use terms::{Bic, CurrencyId, Instant};

use super::{Access, HolderClass, KeyNumber};
use crate::PartyId;

/// Events on who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands")]
pub enum Event {
    /// An institution is known from now on.
    PartyRegistered { party: PartyId, bic: Bic },
    /// A participant was admitted and its account opened.
    ParticipantAdmitted { party: PartyId, currency: CurrencyId, class: HolderClass, access: Access },
    /// A participant may do more or less than before.
    AccessChanged { party: PartyId, currency: CurrencyId, access: Access },
    /// `to` may submit debits of `party`.
    MandateGranted { party: PartyId, currency: CurrencyId, to: PartyId },
    /// `from` may no longer.
    MandateRevoked { party: PartyId, currency: CurrencyId, from: PartyId },
    /// A party has one more key, which counts from an instant on.
    KeyAdded { party: PartyId, number: KeyNumber, key: PublicKey, from: Instant },
    /// A key counts no longer.
    KeyRevoked { party: PartyId, number: KeyNumber, by: PartyId },
}
