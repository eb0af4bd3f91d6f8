//! What banks say of payments that others gave: that they agree to be debited, and have booked.

use settlement::PartyId;
use settlement::payment::{Leg, WaitingFor};
use terms::Uetr;

use super::{Board, Confirmation};
use crate::Notice;

impl Board {
    /// R-PAY-05: the debtors who neither submit nor have given the submitter their mandate.
    pub(super) fn consents_due(&self, by: PartyId, legs: &[Leg]) -> Vec<PartyId> {
        let mut due = Vec::new();
        for Leg { debtor, currency, .. } in legs {
            let free = *debtor == by || self.mandates.contains(&(*debtor, *currency, by));
            if !free && !due.contains(debtor) {
                due.push(*debtor);
            }
        }
        due
    }

    /// A debtor has agreed; a payment that waits for another's word says so from now on.
    pub(super) fn consent(&mut self, uetr: Uetr, by: PartyId) {
        let Some(row) = self.payments.get_mut(&uetr) else {
            return;
        };
        row.consents.retain(|due| *due != by);
        let next = row.consents.first();
        if let (Some(WaitingFor::Consent { party }), Some(next)) = (&mut row.waiting, next) {
            *party = *next;
        }
    }

    /// Whether a creditor's bank has said that it booked a payment.
    pub fn is_confirmed(&self, uetr: Uetr, party: PartyId) -> bool {
        let row = self.payments.get(&uetr);
        row.is_some_and(|row| row.confirmations.iter().any(|said| said.party == party))
    }

    /// A creditor's bank has booked a payment; who gave it is told.
    pub(super) fn confirm(&mut self, uetr: Uetr, party: PartyId, event: u32) {
        let (position, instant) = self.head;
        let Some(row) = self.payments.get_mut(&uetr) else {
            return;
        };
        row.confirmations.push(Confirmation { party, position, event, instant });
        let by = row.by;
        self.notify(by, Notice::Confirmed { uetr });
    }
}
