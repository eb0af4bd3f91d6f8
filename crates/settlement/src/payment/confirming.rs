use alloc::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use terms::Uetr;

use super::{Event, Link};
use crate::{Machine, PartyId, Refusal};

/// Who has confirmed which payments that are still remembered. R-PAY-11
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Confirmed(BTreeSet<(Uetr, PartyId)>);

impl Confirmed {
    /// Forgets payments that are no longer remembered.
    pub(crate) fn forget(&mut self, remembered: impl Fn(Uetr) -> bool) {
        self.0.retain(|(uetr, _)| remembered(*uetr));
    }
}

impl Machine {
    /// R-PAY-11: the bank of a creditor confirms, once, that it has booked a settled payment.
    ///
    /// Costs O(days + log payments confirmed).
    pub(super) fn confirm_credit(&mut self, by: PartyId, uetr: Uetr) -> Result<(), Refusal> {
        // R-PAY-10
        let (_, link) = self.window.find(uetr).ok_or(Refusal::UnknownInstruction)?;
        let Link::Settled(settled) = link else {
            return Err(Refusal::NothingToConfirm);
        };
        let credited = self.window.legs(uetr).iter().any(|leg| self.holder(leg.credit) == by);
        if !credited || !self.confirmed.0.insert((uetr, by)) {
            return Err(Refusal::NothingToConfirm);
        }
        self.tell(Event::CreditConfirmed { uetr, party: by, settled });
        Ok(())
    }
}
