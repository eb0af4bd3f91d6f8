//! Swap lines: what two agents lend each other of their own currencies.

use std::collections::BTreeMap;

use settlement::swap::{Command, DayCount, SwapRate, SwapTerms};
use settlement::{PartyId, Priority, Refusal};
use terms::{BusinessDate, CurrencyId, Rate};

use super::holding::minor;
use super::{Answer, Key, Twin, ensure};

/// The largest amount booked. Unit: minor units.
const LARGEST: i128 = 1_000_000_000_000_000_000_000_000;

/// A line between two agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who proposed it.
    pub proposer: PartyId,
    /// To whom.
    pub partner: PartyId,
    /// What they agree on.
    pub terms: SwapTerms,
    /// Whether both have.
    pub agreed: bool,
}

/// What was drawn and is not wholly repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// On which line.
    pub line: u64,
    /// Who drew.
    pub by: PartyId,
    /// From whom.
    pub from: PartyId,
    /// What.
    pub currency: CurrencyId,
    /// How much is still out. Unit: minor units.
    pub left: i128,
    /// What was given for it.
    pub against: CurrencyId,
    /// How much of that is still held. Unit: minor units.
    pub given: i128,
    /// The last date on which it is not overdue.
    pub due: BusinessDate,
    term: u16,
    interest: u16,
    year: i128,
}

/// All lines and draws.
#[derive(Clone, Debug, Default)]
pub(super) struct Swaps {
    lines: BTreeMap<u64, Line>,
    draws: BTreeMap<u64, Draw>,
    proposed: u64,
    drawn: u64,
}

impl Draw {
    /// Rounded up.
    fn interest_on(&self, amount: i128, today: BusinessDate) -> i128 {
        let days = i128::from(today.days() - self.due.days()) + i128::from(self.term);
        let product = amount * i128::from(self.interest) * days.max(0);
        let whole = self.year * 10_000;
        (product + whole - 1) / whole
    }

    fn touches(&self, key: Key) -> bool {
        key == (self.by, self.currency) || key == (self.from, self.against)
    }
}

impl Twin {
    pub(super) fn swap(&mut self, by: PartyId, command: &Command) -> Answer {
        match command {
            Command::ProposeSwapLine { terms } => {
                // R-SWP-01
                self.require_agent(by, terms.own)?;
                self.require_currency(terms.other)?;
                let partner = self.currencies[terms.other.index()].agent;
                ensure(partner != by && is_sound(terms), Refusal::SwapTermsMalformed)?;
                self.swaps.proposed += 1;
                let line = Line { proposer: by, partner, terms: *terms, agreed: false };
                self.swaps.lines.insert(self.swaps.proposed, line);
                Ok(())
            }
            Command::AgreeSwapLine { line, terms } => {
                // R-SWP-02
                let line = self.swaps.lines.get_mut(&line.0).ok_or(Refusal::UnknownSwapLine)?;
                ensure(line.partner == by, Refusal::NotAuthorised)?;
                ensure(!line.agreed && line.terms == *terms, Refusal::NothingToAgree)?;
                line.agreed = true;
                Ok(())
            }
            Command::CloseSwapLine { line } => {
                // R-SWP-05
                let known = *self.swaps.lines.get(&line.0).ok_or(Refusal::UnknownSwapLine)?;
                ensure([known.proposer, known.partner].contains(&by), Refusal::NotAuthorised)?;
                let out = self.swaps.draws.values().any(|draw| draw.line == line.0);
                ensure(!out, Refusal::SwapOutstanding)?;
                self.swaps.lines.remove(&line.0);
                Ok(())
            }
            Command::DrawSwapLine { name, line, amount } => {
                let known = *self.swaps.lines.get(&line.0).ok_or(Refusal::UnknownSwapLine)?;
                ensure([known.proposer, known.partner].contains(&by), Refusal::NotAuthorised)?;
                self.require_unused(*name)?;
                self.draw(by, line.0, known, minor(*amount))?;
                self.use_name(*name);
                Ok(())
            }
            Command::RepaySwap { name, draw, amount } => {
                let known = *self.swaps.draws.get(&draw.0).ok_or(Refusal::UnknownDraw)?;
                ensure(known.by == by, Refusal::NotAuthorised)?;
                self.require_unused(*name)?;
                self.repay_swap(draw.0, known, minor(*amount))?;
                self.use_name(*name);
                Ok(())
            }
        }
    }

    /// R-SWP-03
    fn draw(&mut self, by: PartyId, number: u64, line: Line, amount: i128) -> Answer {
        ensure(line.agreed, Refusal::SwapLineNotAgreed)?;
        ensure(amount != 0, Refusal::ZeroAmount)?;
        let terms = line.terms;
        let (from, currency, against, limit) = if by == line.proposer {
            (line.partner, terms.other, terms.own, terms.other_limit)
        } else {
            (line.proposer, terms.own, terms.other, terms.own_limit)
        };
        let (key, held) = ((by, currency), (from, against));
        let both = self.accounts.contains_key(&key) && self.accounts.contains_key(&held);
        ensure(both, Refusal::CreditorNotAdmitted)?;
        self.may_receive(key)?;
        self.may_receive(held)?;
        // R-SWP-06
        let today = self.now.date();
        let own = self.swaps.draws.values().filter(|draw| (draw.line, draw.by) == (number, by));
        let (mut out, mut late) = (0, false);
        for draw in own {
            out += draw.left;
            late |= today > draw.due;
        }
        ensure(!late, Refusal::SwapPastDue)?;
        ensure(amount <= minor(limit) - out, Refusal::SwapLimitExceeded)?;
        let (numerator, denominator) = match terms.rate {
            SwapRate::Fixed(rate) if currency == terms.own => parts(rate),
            SwapRate::Fixed(rate) => {
                let (numerator, denominator) = parts(rate);
                (denominator, numerator)
            }
            SwapRate::Official => {
                let rates = (self.official_rate(currency), self.official_rate(against));
                let (Some(one), Some(other)) = rates else {
                    return Err(Refusal::SwapRateMissing);
                };
                cross(one, other)
            }
        };
        let given = rounded_up(amount, numerator, denominator).ok_or(Refusal::AmountTooLarge)?;
        // R-ISS-05
        for (id, amount) in [(currency, amount), (against, given)] {
            let supply = self.issued(id).max(0) + amount;
            ensure(supply <= LARGEST, Refusal::AmountTooLarge)?;
        }
        // R-SUR-08
        if self.parameters.behaviour.number() >= 5 {
            let ends = [(key, amount), (held, given)]
                .map(|(key, more)| (key, self.accounts[&key].balance + more));
            let fits = |(key, end)| self.cap_of(key).is_none_or(|cap| end <= cap);
            ensure(ends.into_iter().all(fits), Refusal::HoldingCapExceeded)?;
        }
        self.supply(key, amount);
        self.supply(held, given);
        self.account_mut(held).held += given;
        let year = match terms.day_count {
            DayCount::Actual360 => 360,
            DayCount::Actual365 => 365,
        };
        let due = today.plus_days(i32::from(terms.term));
        let (term, interest) = (terms.term, terms.interest.0);
        let (line, left) = (number, amount);
        self.swaps.drawn += 1;
        let draw =
            Draw { line, by, from, currency, left, against, given, due, term, interest, year };
        self.swaps.draws.insert(self.swaps.drawn, draw);
        Ok(())
    }

    /// R-SWP-04
    fn repay_swap(&mut self, number: u64, draw: Draw, amount: i128) -> Answer {
        ensure(amount != 0, Refusal::ZeroAmount)?;
        ensure(amount <= draw.left, Refusal::RepaymentTooLarge)?;
        let (key, lender) = ((draw.by, draw.currency), (draw.from, draw.currency));
        self.may_send(key)?;
        self.may_receive(lender)?;
        let interest = draw.interest_on(amount, self.now.date());
        let account = &self.accounts[&key];
        let there = account.available(Priority::Normal).min(account.balance);
        ensure(amount + interest <= there, Refusal::InsufficientFunds)?;
        let given = match amount == draw.left {
            true => draw.given,
            false => rounded_down(draw.given, amount, draw.left),
        };
        self.supply(key, -amount);
        self.post(key, lender, interest, Priority::Normal);
        let held = (draw.from, draw.against);
        self.account_mut(held).held -= given;
        self.supply(held, -given);
        let known = self.swaps.draws.get_mut(&number).expect("it was found before");
        known.left -= amount;
        known.given -= given;
        if known.left == 0 {
            self.swaps.draws.remove(&number);
        }
        Ok(())
    }

    /// R-SWP-05: whether something is out in a currency.
    pub(super) fn is_swapped_in(&self, id: CurrencyId) -> bool {
        self.swaps.draws.values().any(|draw| id == draw.currency || id == draw.against)
    }

    /// R-SWP-05: what was agreed in money that is no more is agreed no longer.
    pub(super) fn end_lines_in(&mut self, id: CurrencyId) {
        self.swaps.lines.retain(|_, line| ![line.terms.own, line.terms.other].contains(&id));
    }

    /// R-SWP-05: whether a draw needs an account.
    pub(super) fn is_swapped_on(&self, key: Key) -> bool {
        self.swaps.draws.values().any(|draw| draw.touches(key))
    }

    /// Every line. Order: as proposed.
    pub fn swap_lines(&self) -> impl Iterator<Item = (u64, Line)> + '_ {
        self.swaps.lines.iter().map(|(number, line)| (*number, *line))
    }

    /// Every draw with what is out of it and what is held for it. Order: as drawn.
    pub fn swap_draws(&self) -> impl Iterator<Item = (u64, i128, i128)> + '_ {
        self.swaps.draws.iter().map(|(number, draw)| (*number, draw.left, draw.given))
    }
}

fn is_sound(terms: &SwapTerms) -> bool {
    let rate = match terms.rate {
        SwapRate::Official => true,
        SwapRate::Fixed(rate) => rate.numerator().max(rate.denominator()) <= 1_000_000_000_000,
    };
    let limits = [minor(terms.own_limit), minor(terms.other_limit)];
    rate && limits.iter().all(|limit| *limit <= LARGEST)
        && limits.iter().any(|limit| *limit > 0)
        && terms.own != terms.other
        && terms.term >= 1
        && terms.term <= 366
        && terms.interest.0 <= 10_000
}

fn parts(rate: Rate) -> (u128, u128) {
    (rate.numerator().into(), rate.denominator().into())
}

/// The quotient of two official rates.
fn cross(one: Rate, other: Rate) -> (u128, u128) {
    let (one, other) = (parts(one), parts(other));
    (one.0 * other.1, one.1 * other.0)
}

/// Long multiplication and division, a bit at a time: the quotient and the rest of
/// `amount x numerator / denominator`.
fn divided(amount: u128, numerator: u128, denominator: u128) -> Option<(u128, u128)> {
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for bit in (0..128).rev() {
        quotient = quotient.checked_mul(2)?;
        rest *= 2;
        if (amount >> bit) & 1 == 1 {
            quotient = quotient.checked_add(numerator / denominator)?;
            rest += numerator % denominator;
        }
        quotient = quotient.checked_add(rest / denominator)?;
        rest %= denominator;
    }
    Some((quotient, rest))
}

fn rounded_up(amount: i128, numerator: u128, denominator: u128) -> Option<i128> {
    let (quotient, rest) = divided(amount.unsigned_abs(), numerator, denominator)?;
    let given = i128::try_from(quotient).ok()? + i128::from(rest > 0);
    (given <= LARGEST).then_some(given)
}

fn rounded_down(amount: i128, numerator: i128, denominator: i128) -> i128 {
    let parts = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let divided = divided(amount.unsigned_abs(), parts.0, parts.1);
    let (quotient, _) = divided.expect("a part of an amount is an amount");
    i128::try_from(quotient).expect("amounts fit")
}
