use terms::{Amount, Uetr};

use super::{BookedLeg, Item, Link};
use crate::{Machine, Refusal};

impl Machine {
    /// R-PAY-08: a return runs along one leg of a settled payment, backwards, within its amount.
    pub(crate) fn check_return(&self, original: Uetr, legs: &[BookedLeg]) -> Result<(), Refusal> {
        // R-PAY-10
        let (_, link) = self.window.find(original).ok_or(Refusal::UnknownInstruction)?;
        if !matches!(link, Link::Settled(_)) {
            return Err(Refusal::OriginalNotSettled);
        }
        let back = legs.first().ok_or(Refusal::LegCount)?;
        let settled = self.window.legs(original).iter();
        let reversed = settled.filter(|leg| leg.debit == back.credit && leg.credit == back.debit);
        let paid = reversed
            .fold(Amount::ZERO, |sum, leg| sum.checked_add(leg.amount).unwrap_or(Amount::MAX));
        if paid.is_zero() {
            return Err(Refusal::ReturnNotReversed);
        }
        let key = (original, back.debit, back.credit);
        let before = self.returns.get(&key).copied().unwrap_or_default();
        match before.checked_add(back.amount) {
            Some(sum) if sum <= paid => Ok(()),
            _ => Err(Refusal::ReturnExceedsOriginal),
        }
    }

    /// Counts an accepted return against its original.
    pub(crate) fn take_return(&mut self, item: &Item) {
        self.change_return(item, |sum, amount| sum.checked_add(amount).unwrap_or(Amount::MAX));
    }

    /// Uncounts a return that did not settle after all.
    pub(crate) fn release_return(&mut self, item: &Item) {
        self.change_return(item, Amount::saturating_sub);
    }

    fn change_return(&mut self, item: &Item, change: fn(Amount, Amount) -> Amount) {
        if let (Some(original), Some(leg)) = (item.returns, item.legs.first()) {
            let key = (original, leg.debit, leg.credit);
            let sum = self.returns.entry(key).or_default();
            *sum = change(*sum, leg.amount);
        }
    }
}
