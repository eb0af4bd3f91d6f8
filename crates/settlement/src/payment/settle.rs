use alloc::vec::Vec;

use books::Priority;

use super::{Event, How, Item, Link, SettledLeg, WaitingFor};
use crate::{Machine, Refusal};

impl Machine {
    /// Whether an item can settle now; if not, what it waits for.
    ///
    /// `place` is where it stands among its priority in its queues, the end for a new one.
    /// Order of checks: counterpart, consents, moment, access, queues, limits, funds, caps.
    pub(crate) fn ready(&self, item: &Item, place: i64) -> Result<(), WaitingFor> {
        if item.to_convert.is_some() {
            return self.ready_to_convert(item, place);
        }
        // R-PAY-06
        if let Some(counter) = &item.counter {
            return Err(WaitingFor::Counterpart { reference: counter.reference.clone() });
        }
        // R-PAY-05
        if let Some(party) = item.consents.first() {
            return Err(WaitingFor::Consent { party: *party });
        }
        // R-PAY-07, R-DAY-02 to R-DAY-04
        self.check_moment(item)?;
        self.check_access(item)?;
        // R-QUE-02, R-QUE-03
        self.check_order(item, place)?;
        // R-LIQ-02, R-LIQ-03
        self.check_limits(item)?;
        self.check_funds(item)?;
        // R-SUR-08
        self.check_caps(item)
    }

    /// R-FX-16: whether a payment that is to be converted has its money, and its turn come.
    ///
    /// Limits, caps and days are asked of its way, when it has one.
    fn ready_to_convert(&self, item: &Item, place: i64) -> Result<(), WaitingFor> {
        self.check_access(item)?;
        // R-QUE-02, R-QUE-03
        self.check_order(item, place)?;
        self.check_funds(item)
    }

    /// R-PAR-04, for items that were accepted while access was wider.
    fn check_access(&self, item: &Item) -> Result<(), WaitingFor> {
        for leg in &item.legs {
            let shut = match (self.may_send(leg.debit), self.may_receive(leg.credit)) {
                (Err(_), _) => leg.debit,
                (_, Err(_)) => leg.credit,
                (Ok(()), Ok(())) => continue,
            };
            let currency = self.books.account(shut).currency();
            return Err(WaitingFor::Access { party: self.holder(shut), currency });
        }
        Ok(())
    }

    /// R-QUE-01: every account keeps its floor with all legs posted.
    fn check_funds(&self, item: &Item) -> Result<(), WaitingFor> {
        let short = match item.legs.as_slice() {
            [leg] => {
                let amount = i128::try_from(leg.amount.minor()).unwrap_or(i128::MAX);
                self.books.check_debit(leg.debit, amount, item.draws_as())
            }
            _ => item
                .nets()
                .into_iter()
                .try_for_each(|(account, net)| self.books.check_debit(account, net, item.priority)),
        };
        short.map_err(|short| WaitingFor::Funds {
            party: self.holder(short.account),
            currency: self.books.account(short.account).currency(),
            lacking: short.lacking,
        })
    }

    /// R-PAY-02: posts all legs; final at this log position.
    ///
    /// Invariant: the caller has checked that every account keeps its floor.
    pub(crate) fn settle(&mut self, item: &Item, how: How) {
        self.post_legs(item, how);
        self.tell_settled(item, how);
    }

    /// Posts all legs of an item, and says nothing yet.
    pub(crate) fn post_legs(&mut self, item: &Item, how: How) {
        // R-LIQ-01: rounds leave reservations alone.
        let priority = match how {
            How::Immediately | How::Released => item.priority,
            How::Offset(_) => Priority::Normal,
        };
        for leg in &item.legs {
            self.books.post(leg.debit, leg.credit, leg.amount, priority);
            self.use_limits(leg);
            self.wake(leg.credit);
            self.stir_room(leg.debit);
        }
    }

    /// Remembers that an item has settled, and tells it with what its accounts stand at now.
    pub(crate) fn tell_settled(&mut self, item: &Item, how: How) {
        // Each name of a matched trade keeps its own leg, which alone can be returned under it.
        let own = if item.matched.is_some() { 1 } else { item.legs.len() };
        let (own, others) = item.legs.split_at(own.min(item.legs.len()));
        self.window.settle(item.uetr, self.moment.position, own);
        if let Some(matched) = item.matched {
            self.window.settle(matched, self.moment.position, others);
        }
        let legs: Vec<SettledLeg> = item
            .legs
            .iter()
            .map(|leg| {
                let (debtor, creditor) =
                    (self.books.account(leg.debit), self.books.account(leg.credit));
                SettledLeg {
                    debtor: debtor.holder().into(),
                    creditor: creditor.holder().into(),
                    currency: debtor.currency(),
                    amount: leg.amount,
                    debtor_balance: debtor.balance(),
                    creditor_balance: creditor.balance(),
                }
            })
            .collect();
        self.tell(Event::PaymentSettled {
            uetr: item.uetr,
            matched: item.matched,
            date: item.date,
            how,
            legs,
            returns: item.returns,
            evidence: item.evidence,
            matched_evidence: item.matched_evidence,
        });
    }

    /// Ends an accepted item that may not wait any longer.
    pub(crate) fn reject(&mut self, id: crate::queue::ItemId, refusal: Refusal) {
        let Some(item) = self.drop_item(id) else {
            return;
        };
        self.end(&item, Link::Rejected);
        self.tell(Event::PaymentRejected {
            uetr: item.uetr,
            matched: item.matched,
            by: item.by,
            refusal,
        });
    }

    /// Remembers how an item that did not settle ended, and lets those behind it try.
    pub(crate) fn end(&mut self, item: &Item, link: Link) {
        self.window.set(item.uetr, link);
        if let Some(matched) = item.matched {
            self.window.set(matched, link);
        }
        self.release_return(item);
        item.debited().into_iter().for_each(|account| self.wake(account));
    }
}
