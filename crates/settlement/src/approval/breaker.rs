use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use terms::{Amount, BusinessDate, CurrencyId};

use super::{Command, Event};
use crate::participation::KeyNumber;
use crate::{
    Command as Any, Machine, PartyId, Refusal, cycle, fx, issuance, liquidity, participation,
    payment, rulebook, surplus,
};

/// How many keys what no cap can bound takes, and a change of a cap.
const KEYS: u8 = 2;

/// What one key of a party may send, and what each has sent.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Breakers {
    /// Per business day.
    caps: BTreeMap<(PartyId, CurrencyId), Amount>,
    /// On the day named last; only where a cap stands.
    sent: BTreeMap<(PartyId, CurrencyId, KeyNumber), (BusinessDate, Amount)>,
}

impl Breakers {
    pub(super) fn caps_of(&self, party: PartyId) -> impl Iterator<Item = (CurrencyId, Amount)> {
        let from = (party, CurrencyId::new(0));
        let own = self.caps.range(from..).take_while(move |((of, _), _)| *of == party);
        own.map(|((_, currency), cap)| (*currency, *cap))
    }

    fn cap(&self, party: PartyId, currency: CurrencyId) -> Option<Amount> {
        self.caps.get(&(party, currency)).copied()
    }

    pub(super) fn binds(&self, party: PartyId) -> bool {
        // Nearly always nobody has a cap.
        !self.caps.is_empty() && self.caps_of(party).next().is_some()
    }
}

impl Machine {
    /// R-APR-07: a party caps what one of its keys may send in a currency on a business day.
    pub(super) fn set_outflow_cap(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        cap: Option<Amount>,
    ) -> Result<(), Refusal> {
        self.currency(currency)?;
        if cap.is_some_and(|cap| cap > Amount::MAX) {
            return Err(Refusal::AmountTooLarge);
        }
        let has = self.registry.keys_that_count(by, self.moment.instant);
        if cap.is_some() && has < usize::from(KEYS) {
            return Err(Refusal::ApprovalMalformed);
        }
        let breakers = &mut self.approvals.breakers;
        match cap {
            Some(cap) => {
                breakers.caps.insert((by, currency), cap);
            }
            None => {
                breakers.caps.remove(&(by, currency));
                breakers.sent.retain(|(of, in_, _), _| (*of, *in_) != (by, currency));
            }
        }
        self.tell(Event::OutflowCapSet { by, currency, cap });
        Ok(())
    }

    /// R-APR-07: a cap goes over to new money, rounded down; where both have one, the smaller
    /// stands.
    pub(crate) fn move_outflow_caps(&mut self, old: CurrencyId, new: CurrencyId, factor: u128) {
        let caps = self.approvals.breakers.caps.iter();
        let moved = caps.filter(|((_, currency), _)| *currency == old);
        let moved: Vec<_> = moved.map(|((party, _), cap)| (*party, *cap)).collect();
        for (by, cap) in moved {
            let cap = Amount::from_minor(cap.minor().checked_div(factor).unwrap_or(0));
            let breakers = &mut self.approvals.breakers;
            let cap = breakers.cap(by, new).map_or(cap, |standing| standing.min(cap));
            breakers.caps.insert((by, new), cap);
            self.tell(Event::OutflowCapSet { by, currency: new, cap: Some(cap) });
        }
    }

    /// R-APR-08: how many keys a command takes for the caps that its party has set.
    pub(super) fn keys_for_caps(&self, by: PartyId, command: &Any) -> u8 {
        if self.approvals.breakers.binds(by) && self.is_past_caps(by, command) { KEYS } else { 1 }
    }

    /// R-APR-07: what a command sends of its party's own accounts where a cap stands.
    ///
    /// Order: as in the command; a currency may be named more than once.
    pub(super) fn capped_outflow(&self, by: PartyId, command: &Any) -> Vec<(CurrencyId, Amount)> {
        if !self.approvals.breakers.binds(by) {
            return Vec::new();
        }
        let mut sent = self.outflow(by, command);
        sent.retain(|(currency, _)| self.approvals.breakers.cap(by, *currency).is_some());
        sent
    }

    /// R-APR-07: refuses what would lift a key's total of the day above a cap.
    pub(super) fn check_outflow(
        &self,
        by: PartyId,
        signer: KeyNumber,
        sent: &[(CurrencyId, Amount)],
    ) -> Result<(), Refusal> {
        for (currency, _) in sent {
            let amounts = sent.iter().filter(|(of, _)| of == currency);
            let more = amounts.fold(0_u128, |sum, (_, amount)| sum.saturating_add(amount.minor()));
            let total = self.sent_today(by, *currency, signer).minor().saturating_add(more);
            let cap = self.approvals.breakers.cap(by, *currency);
            if cap.is_some_and(|cap| total > cap.minor()) {
                return Err(Refusal::OutflowCapReached);
            }
        }
        Ok(())
    }

    /// R-APR-07: counts what a key has sent.
    pub(super) fn count_outflow(
        &mut self,
        by: PartyId,
        signer: KeyNumber,
        sent: &[(CurrencyId, Amount)],
    ) {
        for (currency, amount) in sent {
            let total = self.sent_today(by, *currency, signer).minor();
            let total = Amount::from_minor(total.saturating_add(amount.minor()));
            let today = self.business_day(*currency);
            self.approvals.breakers.sent.insert((by, *currency, signer), (today, total));
        }
    }

    /// What a key has sent on the business day at hand, as far as it is counted.
    pub(super) fn sent_today(
        &self,
        party: PartyId,
        currency: CurrencyId,
        signer: KeyNumber,
    ) -> Amount {
        let today = self.business_day(currency);
        let sent = self.approvals.breakers.sent.get(&(party, currency, signer));
        let sent = sent.filter(|(day, _)| *day == today);
        sent.map_or(Amount::ZERO, |(_, amount)| *amount)
    }

    /// The day that is open in a currency, or was last.
    fn business_day(&self, currency: CurrencyId) -> BusinessDate {
        self.currency(currency).map_or(BusinessDate::default(), |currency| currency.day.date)
    }

    /// What a command sends of its party's own accounts, as far as it says how much.
    fn outflow(&self, by: PartyId, command: &Any) -> Vec<(CurrencyId, Amount)> {
        match command {
            Any::Payment(payment::Command::SubmitInstruction(instruction)) => {
                let own = instruction.legs.iter().filter(|leg| leg.debtor == by);
                own.map(|leg| (leg.currency, leg.amount)).collect()
            }
            Any::Payment(payment::Command::ConsentToInstruction { uetr }) => {
                let item = self.waiting_item(*uetr).ok().and_then(|id| self.queue.item(id));
                let legs = item.map_or(&[][..], |item| item.legs.as_slice());
                let own = legs.iter().filter(|leg| self.holder(leg.debit) == by);
                own.map(|leg| (self.books.account(leg.debit).currency(), leg.amount)).collect()
            }
            Any::Liquidity(liquidity::Command::TransferLiquidity { currency, amount, .. })
            | Any::Issuance(issuance::Command::Issue { currency, amount, .. })
            | Any::Cycle(cycle::Command::SubmitObligation { currency, amount, .. }) => {
                [(*currency, *amount)].into()
            }
            Any::Exchange(
                fx::Command::PlaceOrder { sell, amount, .. }
                | fx::Command::PostQuote { sell, amount, .. }
                | fx::Command::ConvertPayment { sell, amount, .. },
            ) => [(*sell, *amount)].into(),
            _ => Vec::new(),
        }
    }

    /// R-APR-08: whether a command changes a cap that stands, or lets money go where a cap stands
    /// without saying how much.
    fn is_past_caps(&self, by: PartyId, command: &Any) -> bool {
        let capped = |currency: &CurrencyId| self.approvals.breakers.cap(by, *currency).is_some();
        match command {
            Any::Approval(Command::SetOutflowCap { currency, .. })
            | Any::Participation(participation::Command::GrantMandate { currency, .. })
            | Any::Liquidity(
                liquidity::Command::SetStandingOrder { currency, order: Some(_), .. }
                | liquidity::Command::SetCreditLine { currency, .. },
            )
            | Any::Surplus(
                surplus::Command::SetInvestmentTerms { currency, terms: Some(_) }
                | surplus::Command::SetImbalanceTerms { currency, terms: Some(_), .. },
            ) => capped(currency),
            Any::Rulebook(rulebook::Command::Redenominate { old, new, .. }) => {
                capped(old) || capped(new)
            }
            // Each side of a draw is in another currency.
            Any::Swap(_) => true,
            _ => false,
        }
    }
}
