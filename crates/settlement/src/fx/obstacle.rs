//! What stands between a payment that is to be converted and the quotes that would serve it.

use alloc::vec::Vec;

use books::{AccountId, Priority};
use serde::{Deserialize, Serialize};
use terms::{Amount, CurrencyId, Instant, Rounding, Uetr};

use super::quote::{Conversion, LOOKED_AT};
use super::{Allotted, Order, OrderNumber, Purpose, Step, Trading};
use crate::operating_day::Phase;
use crate::payment::{BookedLeg, Item, WaitingFor};
use crate::{Machine, PartyId};

/// What stands in the way of the best quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// No quote of another takes the one and gives the other, and no two do through another
    /// currency.
    NoQuote(CurrencyId, CurrencyId),
    /// The best quotes give less than is asked.
    BelowLimit {
        /// What is received.
        currency: CurrencyId,
        /// What they would give if they were large enough.
        given: Amount,
        /// What is asked at least; a unit, where the limit asks for nothing.
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
    /// The currency is not valid today.
    OutsideDates(CurrencyId),
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
            Self::OutsideDates(_) => "OutsideDates",
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
            Self::OutsideDates(_) => "R-RUL-02",
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
        let number = orders.payments.iter().find(|number| {
            let purpose = orders.standing.get(number).map(|order| order.purpose);
            matches!(purpose, Some(Purpose::Payment { uetr: of, .. }) if of == uetr)
        })?;
        self.order_waits_for(*number)
    }

    /// R-FX-15: what keeps a payment that stands as an order from being converted, by the order's
    /// number; none where no payment stands under it.
    ///
    /// Costs a search for quotes.
    pub fn order_waits_for(&self, number: OrderNumber) -> Option<WaitingFor> {
        let order = self.exchange.orders.standing.get(&number)?;
        let conversion = Conversion::of_order(order)?;
        let round = self.exchange.round.as_ref().filter(|_| self.is_in_round(number));
        Some(match round {
            Some(round) => WaitingFor::Quotes {
                obstacle: Obstacle::InRound { round: round.number, clears_at: round.clears_at },
            },
            None => self.hindrance(&conversion, order.left),
        })
    }

    /// R-FX-15: the first that stands in the way of a conversion by the best quotes, where `held`
    /// is held for it already.
    ///
    /// Order: quotes for the pair, their price, their size; then of the best of them accesses; leg by
    /// leg what is said of its currency; quote by quote pairs and bands; the provider's money, the
    /// payer's, limits, caps.
    pub(crate) fn hindrance(&self, conversion: &Conversion, held: Amount) -> WaitingFor {
        let currency = |account| self.books.account(account).currency();
        let pair = (currency(conversion.from), currency(conversion.to));
        let quotes = |obstacle| WaitingFor::Quotes { obstacle };
        let least = conversion.limit.apply(conversion.amount, Rounding::Down);
        let (Some(least), Some(given)) = (least, self.most_quoted(conversion, pair)) else {
            return quotes(Obstacle::NoQuote(pair.0, pair.1));
        };
        // No quote is taken for nothing.
        let least = least.max(Amount::from_minor(1));
        if given < least {
            return quotes(Obstacle::BelowLimit { currency: pair.1, given, least });
        }
        let Some(steps) = self.best_quoted(conversion, least) else {
            return quotes(Obstacle::TooSmall(pair.1));
        };
        let item = self.conversion_item(conversion, &steps);
        self.hindered(&item, &steps, held).err().unwrap_or(quotes(Obstacle::Untried))
    }

    /// What the cheapest quotes of others would give, be they as small and as barred as they may;
    /// none where there are none.
    ///
    /// As ways go: not from a party to itself, and by one quote, or two of different providers.
    /// Costs O(currencies), and O([`LOOKED_AT`]) more for each pair that a party quotes often.
    fn most_quoted(
        &self,
        conversion: &Conversion,
        (sold, bought): (CurrencyId, CurrencyId),
    ) -> Option<Amount> {
        let (payer, creditor) = (self.holder(conversion.from), self.holder(conversion.to));
        let direct = self.cheapest(sold, bought, |by| by != payer && by != creditor);
        let direct = direct.and_then(|quote| quote.would_give(conversion.amount));
        let others = self.exchange.orders.given_for(sold).filter(|between| *between != bought);
        let through = others.flat_map(|between| {
            let first = |not: Option<PartyId>| {
                self.cheapest(sold, between, |by| by != payer && Some(by) != not)
            };
            let second = |not: Option<PartyId>| {
                self.cheapest(between, bought, |by| by != creditor && Some(by) != not)
            };
            // Where one party has both of the cheapest, either may be another's.
            let (one, other) = (first(None), second(None));
            let by = |quote: Option<&Order>| quote.map(|quote| quote.by);
            [(first(by(other)), other), (one, second(by(one)))]
        });
        let through = through.filter_map(|(first, second)| {
            let between = first?.would_give(conversion.amount)?;
            second?.would_give(between)
        });
        through.chain(direct).max()
    }

    /// The cheapest quote from one currency to another of a provider that is wanted.
    fn cheapest(
        &self,
        takes: CurrencyId,
        gives: CurrencyId,
        wanted: impl Fn(PartyId) -> bool,
    ) -> Option<&Order> {
        let orders = &self.exchange.orders;
        let quotes = orders.quotes(takes, gives).take(LOOKED_AT);
        quotes.filter_map(|number| orders.standing.get(&number)).find(|quote| wanted(quote.by))
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
        let obstacle = if !valid {
            Obstacle::OutsideDates(id)
        } else if currency.day.phase == Phase::Closed {
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

    /// What the payer lacks beyond what is held for the payment already, which is not enough where
    /// its account has fallen below its floor.
    fn lacking_money(&self, item: &Item, held: Amount) -> Result<(), WaitingFor> {
        let Some(leg) = item.legs.first() else {
            return Ok(());
        };
        let account = self.books.account(leg.debit);
        let minor = |amount: Amount| i128::try_from(amount.minor()).unwrap_or(i128::MAX);
        let usable = account.available(Priority::Normal).saturating_add(minor(held));
        let left = usable.saturating_sub(minor(leg.amount));
        if left >= 0 {
            return Ok(());
        }
        let (party, currency) = (self.holder(leg.debit), account.currency());
        let lacking = Amount::from_minor(left.unsigned_abs());
        Err(WaitingFor::Funds { party, currency, lacking })
    }

    /// What keeps a provider is told of its quote alone, and not what it lacks: in words of its own
    /// only what keeps the account that pays, or the one that receives in the end.
    ///
    /// A creditor may be a provider too, and what it may do in another currency is its own affair.
    fn of_sides(&self, item: &Item, steps: &[Step], waiting: WaitingFor) -> WaitingFor {
        let (WaitingFor::Access { party, currency }
        | WaitingFor::Limit { party, currency, .. }
        | WaitingFor::HoldingCap { party, currency, .. }) = &waiting
        else {
            return waiting;
        };
        let kept = |account: AccountId| {
            self.holder(account) == *party && self.books.account(account).currency() == *currency
        };
        let ends = [item.legs.first().map(|leg| leg.debit), item.legs.last().map(|leg| leg.credit)];
        if ends.into_iter().flatten().any(kept) {
            return waiting;
        }
        let step = steps.iter().find(|step| kept(step.takes) || kept(step.gives));
        let obstacle = step.map_or(Obstacle::Untried, |step| Obstacle::Provider(step.number));
        WaitingFor::Quotes { obstacle }
    }
}
