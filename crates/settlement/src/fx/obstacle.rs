//! What stands between a payment that is to be converted and the quotes that would serve it.

use alloc::vec::Vec;

use books::Priority;
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Instant, Rounding, Uetr};

use super::quote::Conversion;
use super::{Allotted, OrderNumber, Purpose, Step, Trading};
use crate::Machine;
use crate::operating_day::Phase;
use crate::payment::{BookedLeg, Item, WaitingFor};

/// What stands in the way of the best quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// No quote takes the one and gives the other, and no two do through another currency.
    NoQuote(CurrencyId, CurrencyId),
    /// The best quotes give less than is asked.
    BelowLimit {
        /// What is received.
        currency: CurrencyId,
        /// What they would give if they were large enough.
        given: Amount,
        /// What is asked at least.
        least: Amount,
    },
    /// Those that give what is asked cannot give all of it.
    TooSmall(CurrencyId),
    /// Exchange of the currency is halted.
    Halted(CurrencyId),
    /// An agent has switched the pair off.
    SwitchedOff(CurrencyId, CurrencyId),
    /// The price of the pair is outside its band, or one of them has no official rate.
    OutsideBand(CurrencyId, CurrencyId),
    /// The quota of the currency leaves too little.
    QuotaUsedUp(CurrencyId),
    /// The currency's day is not open.
    Closed(CurrencyId),
    /// The quote's provider lacks money, access, or room under a limit or a cap.
    Provider(OrderNumber),
    /// It takes part in the round that is open.
    InRound {
        /// Its number.
        round: u64,
        /// When it clears.
        clears_at: Instant,
    },
    /// Nothing: it goes when it is tried next.
    Untried,
}

impl Obstacle {
    /// Its name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NoQuote(..) => "NoQuote",
            Self::BelowLimit { .. } => "BelowLimit",
            Self::TooSmall(_) => "TooSmall",
            Self::Halted(_) => "Halted",
            Self::SwitchedOff(..) => "SwitchedOff",
            Self::OutsideBand(..) => "OutsideBand",
            Self::QuotaUsedUp(_) => "QuotaUsedUp",
            Self::Closed(_) => "Closed",
            Self::Provider(_) => "Provider",
            Self::InRound { .. } => "InRound",
            Self::Untried => "Untried",
        }
    }

    /// The rule by which it stands in the way.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::OutsideBand(..) => "R-FX-05",
            Self::QuotaUsedUp(_) => "R-FX-06",
            Self::SwitchedOff(..) => "R-FX-07",
            Self::Halted(_) => "R-FX-08",
            Self::Closed(_) => "R-DAY-02",
            Self::NoQuote(..)
            | Self::BelowLimit { .. }
            | Self::TooSmall(_)
            | Self::Provider(_)
            | Self::InRound { .. }
            | Self::Untried => "R-FX-15",
        }
    }
}

impl Machine {
    /// R-FX-15: what keeps a payment that stands as an order from being converted.
    ///
    /// Costs O(payments that wait to be converted) and a search for quotes.
    pub(crate) fn waits_to_convert(&self, uetr: Uetr) -> Option<WaitingFor> {
        let orders = &self.exchange.orders;
        let (number, order) = orders.payments.iter().find_map(|number| {
            let order = orders.standing.get(number)?;
            matches!(order.purpose, Purpose::Payment { uetr: of, .. } if of == uetr)
                .then_some((*number, order))
        })?;
        let round = self.exchange.round.as_ref().filter(|_| self.is_in_round(number));
        Some(match round {
            Some(round) => WaitingFor::Quotes {
                obstacle: Obstacle::InRound { round: round.number, clears_at: round.clears_at },
            },
            None => self.hindrance(&Conversion::of_order(order)?, order.left),
        })
    }

    /// R-FX-15: the first that stands in the way of a conversion by the best quotes, where `held`
    /// is held for it already.
    ///
    /// Order: quotes for the pair, their price, their size; then of the best of them accesses, days
    /// and terms of each currency, pairs and bands, the provider's money, the payer's, limits, caps.
    pub(crate) fn hindrance(&self, conversion: &Conversion, held: Amount) -> WaitingFor {
        let currency = |account| self.books.account(account).currency();
        let pair = (currency(conversion.from), currency(conversion.to));
        let quotes = |obstacle| WaitingFor::Quotes { obstacle };
        let least = conversion.limit.apply(conversion.amount, Rounding::Down);
        let (Some(least), Some(given)) = (least, self.most_quoted(pair, conversion.amount)) else {
            return quotes(Obstacle::NoQuote(pair.0, pair.1));
        };
        if given < least {
            return quotes(Obstacle::BelowLimit { currency: pair.1, given, least });
        }
        let Some(steps) = self.best_quoted(conversion, least) else {
            return quotes(Obstacle::TooSmall(pair.1));
        };
        let item = self.conversion_item(conversion, &steps);
        self.hindered(&item, &steps, held).err().unwrap_or(quotes(Obstacle::Untried))
    }

    /// The way by quotes that gives most, whatever else stands in its way; at least so much.
    fn best_quoted(&self, conversion: &Conversion, least: Amount) -> Option<Vec<Step>> {
        let mut best: Option<(Amount, Vec<Step>)> = None;
        let quoted = |number, paid| self.quoted_step(number, paid);
        self.each_way(conversion, quoted, |steps| {
            let given = steps.last().map_or(Amount::ZERO, |step| step.given);
            let better = best.as_ref().is_none_or(|(known, _)| given > *known);
            let parted = || {
                let item = self.conversion_item(conversion, &steps);
                item.legs.iter().all(|leg| self.holder(leg.debit) != self.holder(leg.credit))
            };
            if better && given >= least && parted() {
                best = Some((given, steps));
            }
        });
        best.map(|(_, steps)| steps)
    }

    /// What of a way does not allow a conversion now.
    fn hindered(&self, item: &Item, steps: &[Step], held: Amount) -> Result<(), WaitingFor> {
        let quotes = |obstacle| Err(WaitingFor::Quotes { obstacle });
        for leg in &item.legs {
            for (account, shut) in [
                (leg.debit, self.may_send(leg.debit).is_err()),
                (leg.credit, self.may_receive(leg.credit).is_err()),
            ] {
                let (party, currency) =
                    (self.holder(account), self.books.account(account).currency());
                if shut {
                    return Err(self.of_sides(item, steps, WaitingFor::Access { party, currency }));
                }
            }
        }
        for leg in &item.legs {
            self.hindered_in(leg)?;
        }
        for step in steps {
            let currency = |account| self.books.account(account).currency();
            let (paid, given) = (currency(step.takes), currency(step.gives));
            if !self.is_pair_on(paid, given) {
                return quotes(Obstacle::SwitchedOff(paid, given));
            }
            if !self.is_inside(step) {
                return quotes(Obstacle::OutsideBand(paid, given));
            }
        }
        let short = |step: &&Step| self.books.account(step.gives).available(Priority::Urgent) < 0;
        if let Some(step) = steps.iter().find(short) {
            return quotes(Obstacle::Provider(step.number));
        }
        self.lacking_money(item, held)?;
        let limits = self.check_limits(item).and_then(|()| self.check_caps(item));
        limits.map_err(|waiting| self.of_sides(item, steps, waiting))
    }

    /// What of a currency does not allow what a leg moves.
    fn hindered_in(&self, leg: &BookedLeg) -> Result<(), WaitingFor> {
        let id = self.books.account(leg.debit).currency();
        let Ok(currency) = self.currency(id) else {
            return Ok(());
        };
        let valid = currency.is_valid_on(self.moment.instant.date());
        if currency.day.suspended {
            return Err(WaitingFor::Resumption { currency: id });
        }
        let trades = self.exchange.of(id).is_some_and(|terms| terms.trading == Trading::Open);
        let obstacle = if !valid || currency.day.phase == Phase::Closed {
            Obstacle::Closed(id)
        } else if !trades {
            Obstacle::Halted(id)
        } else if !self.is_traded(leg, &Allotted::default()) {
            Obstacle::QuotaUsedUp(id)
        } else {
            return Ok(());
        };
        Err(WaitingFor::Quotes { obstacle })
    }

    /// What the payer lacks beyond what is held for the payment already.
    fn lacking_money(&self, item: &Item, held: Amount) -> Result<(), WaitingFor> {
        let Some(leg) = item.legs.first() else {
            return Ok(());
        };
        let wanted = leg.amount.saturating_sub(held).minor();
        let wanted = i128::try_from(wanted).unwrap_or(i128::MAX);
        let short = self.books.check_debit(leg.debit, wanted, Priority::Normal);
        short.map_err(|short| WaitingFor::Funds {
            party: self.holder(short.account),
            currency: self.books.account(short.account).currency(),
            lacking: short.lacking,
        })
    }

    /// What keeps a provider is told of its quote alone, and not what it lacks.
    fn of_sides(&self, item: &Item, steps: &[Step], waiting: WaitingFor) -> WaitingFor {
        let (WaitingFor::Access { party, .. }
        | WaitingFor::Limit { party, .. }
        | WaitingFor::HoldingCap { party, .. }) = &waiting
        else {
            return waiting;
        };
        let ends = [item.legs.first().map(|leg| leg.debit), item.legs.last().map(|leg| leg.credit)];
        if ends.into_iter().flatten().any(|account| self.holder(account) == *party) {
            return waiting;
        }
        let step = steps.iter().find(|step| self.holder(step.gives) == *party);
        step.map_or(waiting, |step| WaitingFor::Quotes {
            obstacle: Obstacle::Provider(step.number),
        })
    }
}
