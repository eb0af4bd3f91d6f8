use serde::{Deserialize, Serialize};
use terms::{BusinessDate, CurrencyId, Rate};

use super::{Event, Value};
use crate::payment::BookedLeg;
use crate::{Machine, PartyId, Refusal};

/// The largest part of an official rate, and of a limit rate.
const MAX_PART: u64 = 1_000_000_000_000;

/// The most units of the yardstick that one minor unit is worth.
const MAX_WORTH: u64 = 100;

/// A rate as its agent posted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedRate {
    /// Units of the yardstick for minor units of the currency.
    pub rate: Rate,
    /// The first date, in UTC, on which it counts.
    pub from: BusinessDate,
    /// Whether it moves little enough, or was approved.
    pub approved: bool,
}

impl PostedRate {
    fn counts_on(&self, date: BusinessDate) -> bool {
        self.approved && self.from <= date
    }
}

/// A currency's official rates: the one in force, and the one to come.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Official {
    /// What is in force until the posted one counts.
    before: Option<Rate>,
    /// The last one posted, which may count already.
    posted: Option<PostedRate>,
}

impl Official {
    /// R-FX-02: the rate in force on a date, today or later.
    pub(crate) fn on(&self, date: BusinessDate) -> Option<Rate> {
        match self.posted {
            Some(posted) if posted.counts_on(date) => Some(posted.rate),
            Some(_) | None => self.before,
        }
    }

    /// What was posted and does not count on a date.
    pub(crate) fn coming(&self, date: BusinessDate) -> Option<PostedRate> {
        self.posted.filter(|posted| !posted.counts_on(date))
    }
}

/// How many minor units of one currency are worth so many of another, by their official rates.
///
/// Range: both parts from 1 to 10^24; kept as they come, not reduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairRate {
    /// Minor units of the currency bought.
    pub numerator: u128,
    /// For so many minor units of the currency sold.
    pub denominator: u128,
}

impl PairRate {
    /// R-FX-01: the quotient of two official rates.
    pub(crate) fn of(sold: Rate, bought: Rate) -> Self {
        let product = |one: u64, other: u64| u128::from(one).saturating_mul(u128::from(other));
        Self {
            numerator: product(sold.numerator(), bought.denominator()),
            denominator: product(sold.denominator(), bought.numerator()),
        }
    }
}

impl Machine {
    /// R-FX-02: the agent states what its currency is worth, from a date on.
    pub(crate) fn post_official_rate(
        &mut self,
        currency: CurrencyId,
        rate: Rate,
        from: BusinessDate,
    ) -> Result<(), Refusal> {
        if self.exchange.yardstick.is_empty() {
            return Err(Refusal::YardstickUnnamed);
        }
        let parts = 1..=MAX_PART;
        let sound = parts.contains(&rate.numerator())
            && parts.contains(&rate.denominator())
            && rate.numerator() <= rate.denominator().saturating_mul(MAX_WORTH);
        if !sound {
            return Err(Refusal::RateMalformed);
        }
        let before = self.official(currency);
        // R-FX-03
        let step = self.rulebook.parameters.rate_step;
        let approved = before.is_some_and(|before| is_within(before, rate, step));
        let posted = PostedRate { rate, from, approved };
        let official = &mut self.exchange.of_mut(currency).official;
        *official = Official { before, posted: Some(posted) };
        self.tell(Event::OfficialRatePosted { currency, posted });
        Ok(())
    }

    /// R-FX-03: another party than the agent approves exactly what was posted.
    pub(crate) fn approve_official_rate(
        &mut self,
        by: PartyId,
        currency: CurrencyId,
        rate: Rate,
        from: BusinessDate,
    ) -> Result<(), Refusal> {
        self.require_operator(by)?;
        if self.currency(currency)?.agent == by {
            return Err(Refusal::NotAuthorised);
        }
        let wanted = PostedRate { rate, from, approved: false };
        let official = &mut self.exchange.of_mut(currency).official;
        match &mut official.posted {
            Some(posted) if *posted == wanted => posted.approved = true,
            Some(_) | None => return Err(Refusal::NothingToApprove),
        }
        let posted = PostedRate { approved: true, ..wanted };
        self.tell(Event::OfficialRateApproved { currency, posted });
        Ok(())
    }

    /// The official rate that is in force now.
    pub(crate) fn official(&self, currency: CurrencyId) -> Option<Rate> {
        self.exchange.of(currency)?.official.on(self.moment.instant.date())
    }

    /// R-FX-04: what legs are worth now: each counts what it credits at the currency's official
    /// rate, or nothing where there is none.
    pub(crate) fn value_of(&self, legs: &[BookedLeg]) -> Value {
        let worth = |leg: &BookedLeg| {
            let rate = self.official(self.books.account(leg.debit).currency());
            rate.map_or(Value::ZERO, |rate| Value::of(leg.amount, rate))
        };
        legs.iter().map(worth).sum()
    }
}

/// Whether `new` differs from `old` by at most `step` basis points of `old`.
fn is_within(old: Rate, new: Rate, step: u16) -> bool {
    let product = |one: u64, other: u64| u128::from(one).saturating_mul(u128::from(other));
    let was = product(old.numerator(), new.denominator());
    let is = product(new.numerator(), old.denominator());
    was.abs_diff(is).saturating_mul(10_000) <= was.saturating_mul(u128::from(step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(numerator: u64, denominator: u64) -> Rate {
        Rate::new(numerator, denominator).unwrap()
    }

    #[test]
    fn a_step_is_measured_to_the_last_part() {
        assert!(is_within(rate(10_000, 1), rate(10_200, 1), 200));
        assert!(!is_within(rate(10_000, 1), rate(10_201, 1), 200));
        assert!(is_within(rate(1, 3), rate(98, 300), 200));
        assert!(!is_within(rate(MAX_PART, MAX_PART), rate(97, 100), 299));
    }

    #[test]
    fn a_pair_rate_and_its_reverse_multiply_to_one() {
        let (one, other) = (rate(MAX_PART, 7), rate(3, MAX_PART));
        let (there, back) = (PairRate::of(one, other), PairRate::of(other, one));
        assert_eq!((there.numerator, there.denominator), (back.denominator, back.numerator));
    }
}
