use alloc::vec::Vec;

use books::{AccountId, Priority};
use ethnum::U256;
use terms::{Amount, BusinessDate, CurrencyId, Instant, Rounding, TimeOfDay, Uetr, UtcOffset};

use super::line::{Draw, Line, Side};
use super::{Command, DrawNumber, Event, LineNumber, LineState, SwapRate, SwapTerms};
use crate::fx::BasisPoints;
use crate::timer::Timer;
use crate::{Machine, PartyId, Refusal};

/// The largest part of a rate.
const MAX_PART: u64 = 1_000_000_000_000;

/// The longest term. Unit: days.
const MAX_TERM: u16 = 366;

/// The most interest. Unit: basis points for a year.
const MAX_INTEREST: BasisPoints = BasisPoints(10_000);

impl Machine {
    pub(crate) fn swap_command(&mut self, by: PartyId, command: Command) -> Result<(), Refusal> {
        match command {
            Command::ProposeSwapLine { terms } => self.propose_line(by, terms),
            Command::AgreeSwapLine { line, terms } => self.agree_line(by, line, terms),
            Command::CloseSwapLine { line } => self.close_line(by, line),
            Command::DrawSwapLine { name, line, amount } => self.draw(by, name, line, amount),
            Command::RepaySwap { name, draw, amount } => self.repay(by, name, draw, amount),
        }
    }

    /// R-SWP-01: one agent says all that is to be agreed.
    fn propose_line(&mut self, by: PartyId, terms: SwapTerms) -> Result<(), Refusal> {
        self.require_agent(by, terms.own)?;
        let to = self.currency(terms.other)?.agent;
        if to == by || !is_sound(&terms) {
            return Err(Refusal::SwapTermsMalformed);
        }
        let state = LineState::Proposed;
        let line = self.swaps.add_line(Line { agents: (by, to), terms, state });
        self.tell(Event::SwapLineProposed { line, by, to, terms });
        Ok(())
    }

    /// R-SWP-02: the other agent agrees to exactly what was proposed.
    fn agree_line(
        &mut self,
        by: PartyId,
        number: LineNumber,
        terms: SwapTerms,
    ) -> Result<(), Refusal> {
        let line = self.swaps.lines.get_mut(&number).ok_or(Refusal::UnknownSwapLine)?;
        if line.agents.1 != by {
            return Err(Refusal::NotAuthorised);
        }
        if line.state == LineState::Agreed || line.terms != terms {
            return Err(Refusal::NothingToAgree);
        }
        line.state = LineState::Agreed;
        self.tell(Event::SwapLineAgreed { line: number, by });
        Ok(())
    }

    /// R-SWP-05: a line ends when nothing is out on it.
    fn close_line(&mut self, by: PartyId, number: LineNumber) -> Result<(), Refusal> {
        let line = self.swaps.lines.get(&number).ok_or(Refusal::UnknownSwapLine)?;
        line.side(by).ok_or(Refusal::NotAuthorised)?;
        if self.swaps.draws_on(number).next().is_some() {
            return Err(Refusal::SwapOutstanding);
        }
        self.swaps.lines.remove(&number);
        self.tell(Event::SwapLineClosed { line: number, by });
        Ok(())
    }

    /// R-SWP-03: both currencies are issued, each by its agent, or neither.
    fn draw(
        &mut self,
        by: PartyId,
        name: Uetr,
        number: LineNumber,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let line = *self.swaps.lines.get(&number).ok_or(Refusal::UnknownSwapLine)?;
        let side = line.side(by).ok_or(Refusal::NotAuthorised)?;
        self.require_unused(name)?;
        let given = self.check_draw(by, number, &line, side, amount)?;
        let (account, held) = self.swap_accounts(by, side)?;
        self.books.issue(account, amount);
        self.books.issue(held, given);
        self.books.hold(held, given);
        self.use_name(name);
        let today = self.moment.instant.date();
        let due = today.plus_days(i32::from(line.terms.term));
        let draw = self.swaps.add_draw(Draw {
            line: number,
            by,
            from: side.from,
            currency: side.drawn,
            left: amount,
            against: side.against,
            given,
            drawn_on: today,
            due,
            interest: line.terms.interest,
            day_count: line.terms.day_count,
        });
        self.timers.insert((end_of(due), Timer::Mature(draw)));
        self.tell(Event::SwapDrawn {
            name,
            draw,
            line: number,
            by,
            from: side.from,
            currency: side.drawn,
            amount,
            balance: self.books.account(account).balance(),
            against: side.against,
            given,
            given_balance: self.books.account(held).balance(),
            due,
        });
        self.wake(account);
        Ok(())
    }

    /// What is given for a draw, if it may be made.
    fn check_draw(
        &self,
        by: PartyId,
        number: LineNumber,
        line: &Line,
        side: Side,
        amount: Amount,
    ) -> Result<Amount, Refusal> {
        if line.state != LineState::Agreed {
            return Err(Refusal::SwapLineNotAgreed);
        }
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        let (account, held) = self.swap_accounts(by, side)?;
        self.may_receive(account)?;
        self.may_receive(held)?;
        // R-SWP-06
        let today = self.moment.instant.date();
        let mut own = self.swaps.draws_on(number).filter(|draw| draw.by == by);
        if own.any(|draw| draw.is_overdue(today)) {
            return Err(Refusal::SwapPastDue);
        }
        let out = self.swaps.outstanding(number, by).checked_add(amount);
        if out.is_none_or(|out| out > side.limit) {
            return Err(Refusal::SwapLimitExceeded);
        }
        let given = self.given_for(line, side, amount)?;
        // R-ISS-05
        for (currency, amount) in [(side.drawn, amount), (side.against, given)] {
            let supply = self.books.issued(currency).positive().checked_add(amount);
            if supply.is_none_or(|supply| supply > Amount::MAX) {
                return Err(Refusal::AmountTooLarge);
            }
        }
        // R-SUR-08
        if self.rulebook.parameters.behaviour.caps_bind_every_credit() {
            for (account, amount) in [(account, amount), (held, given)] {
                let minor = i128::try_from(amount.minor()).unwrap_or(i128::MAX);
                if self.holding_room(account).is_some_and(|room| room < minor) {
                    return Err(Refusal::HoldingCapExceeded);
                }
            }
        }
        Ok(given)
    }

    /// R-SWP-03: the counter-amount at the agreed rate, rounded up to a whole minor unit.
    fn given_for(&self, line: &Line, side: Side, amount: Amount) -> Result<Amount, Refusal> {
        let (numerator, denominator) = match line.terms.rate {
            SwapRate::Fixed(rate) => {
                let (other, own) = (rate.numerator().into(), rate.denominator().into());
                if side.drawn == line.terms.own { (other, own) } else { (own, other) }
            }
            SwapRate::Official => {
                let rate = self.pair_rate(side.drawn, side.against);
                let rate = rate.ok_or(Refusal::SwapRateMissing)?;
                (rate.numerator, rate.denominator)
            }
        };
        let given = scaled(amount, numerator, denominator, Rounding::Up);
        given.ok_or(Refusal::AmountTooLarge)
    }

    /// The account of who draws in what is drawn, and that of the other in what is given for it.
    fn swap_accounts(&self, by: PartyId, side: Side) -> Result<(AccountId, AccountId), Refusal> {
        let account = self.books.find(by.into(), side.drawn);
        let held = self.books.find(side.from.into(), side.against);
        account.zip(held).ok_or(Refusal::CreditorNotAdmitted)
    }

    /// R-SWP-04: what was drawn goes out of existence, interest to its agent, and what had been
    /// given goes out of existence too.
    fn repay(
        &mut self,
        by: PartyId,
        name: Uetr,
        number: DrawNumber,
        amount: Amount,
    ) -> Result<(), Refusal> {
        let mut draw = *self.swaps.draws.get(&number).ok_or(Refusal::UnknownDraw)?;
        if draw.by != by {
            return Err(Refusal::NotAuthorised);
        }
        self.require_unused(name)?;
        if amount.is_zero() {
            return Err(Refusal::ZeroAmount);
        }
        if amount > draw.left {
            return Err(Refusal::RepaymentTooLarge);
        }
        let account = self.account_of(by, draw.currency)?;
        let lender = self.account_of(draw.from, draw.currency)?;
        let held = self.account_of(draw.from, draw.against)?;
        self.may_send(account)?;
        self.may_receive(lender)?;
        let interest = draw.interest_on(amount, self.moment.instant.date());
        // As R-ISS-02: only money that is there, not credit and not what is set aside.
        let books = self.books.account(account);
        let money = books.available(Priority::Normal).min(books.balance().minor());
        let wanted = amount.checked_add(interest).unwrap_or(Amount::MAX);
        if i128::try_from(wanted.minor()).is_ok_and(|wanted| wanted > money) {
            return Err(Refusal::InsufficientFunds);
        }
        let given = draw.given_for(amount);
        self.books.redeem(account, amount);
        if !interest.is_zero() {
            self.books.post(account, lender, interest, Priority::Normal);
            self.wake(lender);
        }
        self.books.free(held, given);
        self.books.redeem(held, given);
        self.use_name(name);
        draw.left = draw.left.saturating_sub(amount);
        draw.given = draw.given.saturating_sub(given);
        self.keep_draw(number, draw);
        self.tell(Event::SwapRepaid {
            name,
            draw: number,
            by,
            from: draw.from,
            currency: draw.currency,
            amount,
            interest,
            balance: self.books.account(account).balance(),
            interest_balance: self.books.account(lender).balance(),
            against: draw.against,
            given,
            given_balance: self.books.account(held).balance(),
            left: draw.left,
        });
        Ok(())
    }

    /// A draw stays until nothing of it is left.
    fn keep_draw(&mut self, number: DrawNumber, draw: Draw) {
        if draw.left.is_zero() {
            self.swaps.draws.remove(&number);
            self.timers.remove(&(end_of(draw.due), Timer::Mature(number)));
        } else {
            self.swaps.draws.insert(number, draw);
        }
    }

    /// R-SWP-06: tells that a draw was not repaid in time.
    pub(crate) fn tell_overdue(&mut self, number: DrawNumber) {
        let Some(draw) = self.swaps.draws.get(&number) else {
            return;
        };
        let Draw { line, by, from, currency, left, due, .. } = *draw;
        self.tell(Event::SwapOverdue { draw: number, line, by, from, currency, left, due });
    }

    /// R-SWP-05: whether anything drawn or given is out in a currency.
    pub(crate) fn is_swapped_in(&self, currency: CurrencyId) -> bool {
        let mut draws = self.swaps.draws.values();
        draws.any(|draw| draw.currency == currency || draw.against == currency)
    }

    /// R-SWP-05: ends the lines in a currency whose money is no more, nothing being out on them.
    ///
    /// Order: as proposed.
    pub(crate) fn end_lines_in(&mut self, by: PartyId, currency: CurrencyId) {
        let lines = self.swaps.lines.iter();
        let ending = lines.filter(|(_, line)| line.is_in(currency));
        let ending: Vec<LineNumber> = ending.map(|(number, _)| *number).collect();
        for line in ending {
            self.swaps.lines.remove(&line);
            self.tell(Event::SwapLineClosed { line, by });
        }
    }

    /// R-SWP-05: whether a draw touches the account.
    pub(crate) fn is_swapped_on(&self, account: AccountId) -> bool {
        self.swaps.touches(self.holder(account), self.books.account(account).currency())
    }
}

/// R-SWP-01: whether the terms are in their ranges.
fn is_sound(terms: &SwapTerms) -> bool {
    let rate = match terms.rate {
        SwapRate::Fixed(rate) => {
            let parts = [rate.numerator(), rate.denominator()];
            parts.iter().all(|part| (1..=MAX_PART).contains(part))
        }
        SwapRate::Official => true,
    };
    rate && terms.own != terms.other
        && terms.own_limit <= Amount::MAX
        && terms.other_limit <= Amount::MAX
        && !(terms.own_limit.is_zero() && terms.other_limit.is_zero())
        && (1..=MAX_TERM).contains(&terms.term)
        && terms.interest <= MAX_INTEREST
}

/// The first instant at which what is due on a date is overdue.
fn end_of(date: BusinessDate) -> Instant {
    Instant::of_local(date.plus_days(1), TimeOfDay::default(), UtcOffset::default())
}

/// Exactly `amount x numerator / denominator`, rounded; none beyond the largest amount.
pub(super) fn scaled(
    amount: Amount,
    numerator: u128,
    denominator: u128,
    rounding: Rounding,
) -> Option<Amount> {
    let product = U256::from(amount.minor()).checked_mul(U256::from(numerator))?;
    let divisor = U256::from(denominator);
    let quotient = product.checked_div(divisor)?;
    let even = product.checked_rem(divisor)? == U256::ZERO;
    let up = rounding == Rounding::Up && !even;
    let whole = if up { quotient.checked_add(U256::ONE)? } else { quotient };
    let amount = Amount::from_minor(u128::try_from(whole).ok()?);
    (amount <= Amount::MAX).then_some(amount)
}
