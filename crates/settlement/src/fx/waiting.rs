use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Rate};

use super::order::Placing;
use super::quote::Conversion;
use super::{OrderNumber, Purpose, QuoteUse, Step, Validity};
use crate::payment::{BookedLeg, Category, Event, How, Item, Link, Stage, Timing, WaitingFor};
use crate::{Machine, PartyId, Refusal};

/// What a payment asks that waits for its money before it is converted.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct ToConvert {
    /// The least that is received.
    limit: Rate,
    /// How long it stands; rounds are counted only once it is an order.
    validity: Validity,
}

/// What of quotes and quotas is set aside for the conversions looked at before, in one search.
///
/// No two conversions of a set can then need the same money of a quote, whichever of them settle.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allotted {
    given: BTreeMap<OrderNumber, Amount>,
    sold: BTreeMap<CurrencyId, Amount>,
    /// For how many conversions a way was looked for.
    tried: usize,
}

impl Allotted {
    /// What a quote is to give.
    pub(super) fn given(&self, quote: OrderNumber) -> Amount {
        self.given.get(&quote).copied().unwrap_or_default()
    }

    /// Sets more of a currency's quota aside.
    pub(crate) fn sell(&mut self, currency: CurrencyId, amount: Amount) {
        let sold = self.sold.entry(currency).or_default();
        *sold = sold.checked_add(amount).unwrap_or(Amount::MAX);
    }

    /// What of a currency is to be sold.
    pub(super) fn sold(&self, currency: CurrencyId) -> Amount {
        self.sold.get(&currency).copied().unwrap_or_default()
    }
}

impl Conversion {
    /// What a payment asks that waits for its money.
    fn of(item: &Item, leg: &BookedLeg, asked: ToConvert) -> Self {
        Self {
            uetr: item.uetr,
            evidence: item.evidence,
            payer: item.by,
            from: leg.debit,
            to: leg.credit,
            amount: leg.amount,
            limit: asked.limit,
        }
    }
}

impl Machine {
    /// R-FX-16: lets a payment that is to be converted wait in its payer's queue for its money.
    ///
    /// Invariant: it is checked but for its money, which is not there.
    pub(super) fn wait_for_money(
        &mut self,
        by: PartyId,
        placing: Placing,
        (from, to): (AccountId, AccountId),
    ) -> Result<(), Refusal> {
        self.require_order_room(by)?;
        let reject_at = match placing.validity {
            Validity::Until(until) => Some(until),
            Validity::Rounds(_) => None,
        };
        let item = Item {
            uetr: placing.name,
            matched: None,
            evidence: self.evidence,
            matched_evidence: None,
            by,
            matched_by: None,
            legs: alloc::vec![BookedLeg { debit: from, credit: to, amount: placing.amount }],
            date: self.moment.instant.date(),
            priority: Priority::Normal,
            category: Category::Interbank,
            timing: Timing { from: None, till: None, reject_at },
            entered: self.moment.instant,
            consents: Vec::new(),
            counter: None,
            returns: None,
            stage: Stage::Pending,
            waiting: WaitingFor::Moment { at: self.moment.instant },
            to_convert: Some(ToConvert { limit: placing.limit, validity: placing.validity }),
        };
        let Err(waiting) = self.ready(&item, i64::MAX) else {
            return Err(Refusal::OrderUnfunded);
        };
        self.exchange.orders.await_money(by);
        self.keep(item, waiting.clone());
        let (uetr, creditor) = (placing.name, self.holder(to));
        self.tell(Event::InstructionAccepted { uetr, by, creditor, waiting });
        Ok(())
    }

    /// R-FX-16: converts a payment whose money has come by the best quotes, or lets it stand as an
    /// order.
    ///
    /// Invariant: it waits no more, and its room in the book is free.
    pub(crate) fn convert_released(&mut self, item: &Item, asked: ToConvert) {
        let Some(leg) = item.legs.first() else {
            return;
        };
        let conversion = Conversion::of(item, leg, asked);
        if let Some(steps) = self.best_steps(&conversion, None) {
            self.settle_conversion(&conversion, &steps, How::Released);
            return;
        }
        self.window.set(item.uetr, Link::Converting);
        let currency = |account: AccountId| self.books.account(account).currency();
        let placing = Placing {
            name: item.uetr,
            pair: (currency(leg.debit), currency(leg.credit)),
            amount: leg.amount,
            limit: asked.limit,
            validity: asked.validity,
            purpose: Purpose::Payment {
                uetr: item.uetr,
                creditor: self.holder(leg.credit),
                evidence: item.evidence,
            },
        };
        self.stand(item.by, placing, (leg.debit, leg.credit));
    }

    /// R-FX-17: the way by which a payment that waits for its money takes part in a search, with
    /// what it needs set aside; the payment as it would settle, and its quotes.
    pub(crate) fn way_in_set(
        &self,
        item: &Item,
        asked: ToConvert,
        allotted: &mut Allotted,
    ) -> Option<(Item, Vec<Step>)> {
        if allotted.tried == usize::from(self.rulebook.parameters.bypass_depth) {
            return None;
        }
        allotted.tried = allotted.tried.saturating_add(1);
        let conversion = Conversion::of(item, item.legs.first()?, asked);
        let steps = self.best_steps(&conversion, Some(allotted))?;
        let way = self.conversion_item(&conversion, &steps);
        for step in &steps {
            let given = allotted.given.entry(step.number).or_default();
            *given = given.checked_add(step.given).unwrap_or(Amount::MAX);
        }
        for leg in &way.legs {
            allotted.sell(self.books.account(leg.debit).currency(), leg.amount);
        }
        Some((Item { priority: item.priority, ..way }, steps))
    }

    /// R-FX-17: tells by which quotes a payment settles in a set.
    pub(crate) fn tell_converted(&mut self, item: &Item, quotes: Vec<QuoteUse>) {
        let uetr = item.uetr;
        self.tell(super::Event::PaymentConverted { uetr, quotes });
    }
}
