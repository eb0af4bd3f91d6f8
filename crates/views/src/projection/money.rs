//! What moved in accounts, and what changed about them.

use settlement::payment::SettledLeg;
use settlement::{
    PartyId, cycle, issuance, liquidity, operating_day, participation, rulebook, swap,
};
use terms::{Amount, Balance, BusinessDate, CurrencyId, Uetr};

use super::payments::End;
use super::{Currency, Projection, names};
use crate::table::{ENTRIES, STATEMENTS};
use crate::value::{Value, amount, balance};

/// Why money moved, under which name, and who is on the other side.
#[derive(Clone, Copy, Debug)]
pub(super) struct Why {
    pub(super) cause: &'static str,
    pub(super) uetr: Option<Uetr>,
    pub(super) counterparty: Option<PartyId>,
    /// The day it counts for; none: the currency's own.
    pub(super) date: Option<BusinessDate>,
}

impl Why {
    pub(super) const fn of(cause: &'static str) -> Self {
        Self { cause, uetr: None, counterparty: None, date: None }
    }

    const fn named(self, uetr: Uetr) -> Self {
        Self { uetr: Some(uetr), ..self }
    }

    pub(super) const fn with(self, counterparty: PartyId) -> Self {
        Self { counterparty: Some(counterparty), ..self }
    }
}

pub(super) fn plus(amount: Amount) -> i128 {
    i128::try_from(amount.minor()).unwrap_or(i128::MAX)
}

pub(super) fn minus(amount: Amount) -> i128 {
    plus(amount).saturating_neg()
}

impl Projection {
    /// Moves an account by a signed amount; nothing moves by nothing.
    pub(super) fn shift(&mut self, party: PartyId, currency: CurrencyId, change: i128, why: Why) {
        if change == 0 {
            return;
        }
        let account = self.account(party, currency);
        account.balance = Balance::from_minor(account.balance.minor().saturating_add(change));
        account.entries += 1;
        let (after, statement) = (account.balance, account.statements + 1);
        let direction = if change > 0 { "credit" } else { "debit" };
        let [high, low] = amount(Amount::from_minor(change.unsigned_abs()));
        let [balance_high, balance_low] = balance(after);
        let date = why.date.unwrap_or_else(|| self.date(currency));
        self.put(
            &ENTRIES,
            vec![
                self.at.position.into(),
                Value::whole(self.at.entry),
                Value::whole(self.at.event),
                party.into(),
                currency.into(),
                Value::name(direction),
                high,
                low,
                balance_high,
                balance_low,
                Value::maybe(why.counterparty, Value::from),
                Value::name(why.cause),
                Value::maybe(why.uetr, Value::from),
                date.into(),
                self.at.instant.into(),
                Value::whole(statement),
            ],
        );
        self.at.entry += 1;
    }

    /// What the machine says an account stands at; held against the entries at the record's end.
    pub(super) fn told(&mut self, party: PartyId, currency: CurrencyId, balance: Balance) {
        self.told.insert((party, currency), balance);
    }

    pub(super) fn settle_leg(
        &mut self,
        uetr: Uetr,
        date: BusinessDate,
        leg: &SettledLeg,
        cause: &'static str,
    ) {
        let why = Why { date: Some(date), ..Why::of(cause).named(uetr) };
        let SettledLeg { debtor, creditor, currency, .. } = *leg;
        self.shift(debtor, currency, minus(leg.amount), why.with(creditor));
        self.shift(creditor, currency, plus(leg.amount), why.with(debtor));
        self.told(debtor, currency, leg.debtor_balance);
        self.told(creditor, currency, leg.creditor_balance);
    }

    pub(super) fn tell_issuance(&mut self, event: &issuance::Event) {
        use issuance::Event as E;
        let (currency, party, change, told, cause, name) = match event {
            E::FundsIssued { name, currency, party, amount, balance } => {
                (*currency, *party, plus(*amount), *balance, "issue", Some(*name))
            }
            E::FundsRedeemed { name, currency, party, amount, balance } => {
                (*currency, *party, minus(*amount), *balance, "redemption", Some(*name))
            }
            E::OvernightReturned { currency, party, amount, balance } => {
                (*currency, *party, minus(*amount), *balance, "overnight return", None)
            }
            E::OvernightSwept { currency, party, amount, balance } => {
                let agent = self.agent(*currency);
                let why = Why { counterparty: agent, ..Why::of("overnight sweep") };
                self.shift(*party, *currency, minus(*amount), why);
                self.told(*party, *currency, *balance);
                if let Some(agent) = agent {
                    self.shift(agent, *currency, plus(*amount), why.with(*party));
                }
                return;
            }
            E::OvernightPolicySet { .. } => return,
        };
        self.shift(party, currency, change, Why { uetr: name, ..Why::of(cause) });
        self.told(party, currency, told);
        if let Some(name) = name {
            self.arrive(name);
            self.finish(name, End::SETTLED);
        }
    }

    pub(super) fn tell_liquidity(&mut self, event: &liquidity::Event) {
        use liquidity::Event as E;
        match event {
            E::LiquidityTransferred {
                currency,
                from,
                to,
                amount,
                from_balance,
                to_balance,
                cause,
            } => {
                let name = match cause {
                    liquidity::TransferCause::Instructed(name) => Some(*name),
                    liquidity::TransferCause::Standing(_) => None,
                };
                let why = Why { uetr: name, ..Why::of("liquidity transfer") };
                self.shift(*from, *currency, minus(*amount), why.with(*to));
                self.shift(*to, *currency, plus(*amount), why.with(*from));
                self.told(*from, *currency, *from_balance);
                self.told(*to, *currency, *to_balance);
                if let Some(name) = name {
                    self.arrive(name);
                    self.finish(name, End::SETTLED);
                }
            }
            E::CreditLineSet { party, currency, amount } => {
                self.account(*party, *currency).credit = *amount;
            }
            E::CreditWithdrawn { party, currency, .. } => {
                self.account(*party, *currency).credit = Amount::ZERO;
            }
            E::FundsReserved { .. } | E::LimitSet { .. } | E::StandingOrderSet { .. } => {}
        }
    }

    pub(super) fn tell_participation(&mut self, event: &participation::Event) {
        use participation::Event as E;
        match event {
            E::PartyRegistered { party, bic } => self.register(*party, *bic),
            E::ParticipantAdmitted { party, currency, class, access } => {
                let account = self.account(*party, *currency);
                names::class(*class).clone_into(&mut account.class);
                names::access(*access).clone_into(&mut account.access);
            }
            E::AccessChanged { party, currency, access } => {
                names::access(*access).clone_into(&mut self.account(*party, *currency).access);
            }
            E::MandateGranted { .. }
            | E::MandateRevoked { .. }
            | E::KeyAdded { .. }
            | E::KeyRevoked { .. } => {}
        }
    }

    pub(super) fn tell_day(&mut self, event: &operating_day::Event) {
        use operating_day::Event as E;
        match event {
            E::DayOpened { currency, date } => {
                if let Some(known) = self.currencies.get_mut(currency) {
                    known.date = Some(*date);
                    known.position = self.at.position;
                    self.touched.currencies.insert(*currency);
                }
            }
            E::DayClosed { currency, date } => self.close_statements(*currency, *date),
            E::CalendarSet { .. }
            | E::PhaseChanged { .. }
            | E::DayExtended { .. }
            | E::CurrencySuspended { .. }
            | E::CurrencyResumed { .. } => {}
        }
    }

    /// A statement for each account of the currency that moved or holds something.
    fn close_statements(&mut self, currency: CurrencyId, date: BusinessDate) {
        let moved = self.accounts.iter().filter(|((_, of), account)| {
            *of == currency && (account.entries > 0 || account.balance != Balance::ZERO)
        });
        let parties: Vec<PartyId> = moved.map(|((party, _), _)| *party).collect();
        for party in parties {
            let account = self.account(party, currency);
            account.statements += 1;
            let mut row =
                vec![party.into(), currency.into(), Value::whole(account.statements), date.into()];
            let [opening_high, opening_low] = balance(account.opening);
            let [closing_high, closing_low] = balance(account.balance);
            let entries = Value::whole(account.entries);
            account.opening = account.balance;
            account.entries = 0;
            row.extend([
                self.at.position.into(),
                self.at.instant.into(),
                opening_high,
                opening_low,
                closing_high,
                closing_low,
                entries,
            ]);
            self.put(&STATEMENTS, row);
        }
    }

    pub(super) fn tell_rulebook(&mut self, event: &rulebook::Event) {
        use rulebook::Event as E;
        match event {
            E::CurrencyDefined { currency, code, minor_units, agent } => {
                let (from, until) = self.validity.map_or((None, None), |(f, u)| (Some(f), u));
                let known = Currency {
                    code: code.as_str().to_owned(),
                    minor_units: *minor_units,
                    agent: *agent,
                    valid_from: from,
                    valid_until: until,
                    date: None,
                    position: self.at.position,
                };
                self.currencies.insert(*currency, known);
                self.touched.currencies.insert(*currency);
            }
            E::AccountRedenominated { party, old, new, converted, remainder } => {
                self.redenominate(*party, (*old, *new), *converted, *remainder);
            }
            E::CurrencyRedenominated { old, new, factor, left } => {
                if let Some(agent) = self.agent(*old) {
                    let rest = self.account(agent, *old).balance.minor();
                    let change = left.minor().saturating_sub(rest);
                    self.shift(agent, *old, change, Why::of("redenomination"));
                }
                self.move_credit(*old, *new, *factor);
            }
            E::RulebookScheduled { .. } | E::RulebookActivated { .. } => {}
        }
    }

    /// What a redenomination did to one account; the agent's own comes last.
    fn redenominate(
        &mut self,
        party: PartyId,
        (old, new): (CurrencyId, CurrencyId),
        converted: Balance,
        remainder: Balance,
    ) {
        let why = Why::of("redenomination");
        let agent = self.agent(old);
        if agent != Some(party) {
            let moved = Why { counterparty: agent, ..why };
            self.shift(party, old, remainder.minor().saturating_neg(), moved);
            if let Some(agent) = agent {
                self.shift(agent, old, remainder.minor(), why.with(party));
            }
            let rest = self.account(party, old).balance.minor();
            self.shift(party, old, rest.saturating_neg(), why);
        }
        self.shift(party, new, converted.minor(), why);
    }

    /// Credit goes over with the money, as far as it makes whole units.
    fn move_credit(&mut self, old: CurrencyId, new: CurrencyId, factor: Amount) {
        let holders: Vec<PartyId> =
            self.accounts.keys().filter(|(_, of)| *of == old).map(|(party, _)| *party).collect();
        for party in holders {
            let credit = std::mem::take(&mut self.account(party, old).credit);
            let moved = credit.minor().checked_div(factor.minor()).unwrap_or(0);
            if moved > 0 {
                let account = self.account(party, new);
                let credit = account.credit.checked_add(Amount::from_minor(moved));
                account.credit = credit.unwrap_or(account.credit);
            }
        }
    }

    /// Only the settling of a cycle moves money: each account's net position, once.
    pub(super) fn tell_cycle(&mut self, event: &cycle::Event) {
        use cycle::Event as E;
        let unsettled = |status, refusal| End { status, refusal, how: None, round: None };
        match event {
            E::ObligationSubmitted { obligation, .. } => self.arrive(obligation.name),
            E::ObligationWithdrawn { obligation, .. } => {
                self.finish(obligation.name, unsettled("cancelled", None));
            }
            E::ObligationRejected { obligation, reason, .. } => {
                self.finish(obligation.name, unsettled("rejected", Some(*reason)));
            }
            E::CycleSettled { cycle, obligations, positions } => {
                let end = End { how: Some("cycle"), round: Some(cycle.0), ..End::SETTLED };
                obligations.iter().for_each(|obligation| self.finish(obligation.name, end));
                for position in positions {
                    let (party, currency) = (position.party, position.currency);
                    self.shift(party, currency, position.net.minor(), Why::of("cycle"));
                    self.told(party, currency, position.balance);
                }
            }
            E::CycleOpened { .. }
            | E::PayInsCalled { .. }
            | E::PaidIn { .. }
            | E::ParticipantDefaulted { .. }
            | E::CompressionCalculated { .. } => {}
        }
    }

    /// Draws and repayments move money in both currencies.
    pub(super) fn tell_swap(&mut self, event: &swap::Event) {
        use swap::Event as E;
        match event {
            E::SwapDrawn {
                name,
                by,
                from,
                currency,
                amount,
                balance,
                against,
                given,
                given_balance,
                ..
            } => {
                let why = Why::of("swap").named(*name);
                self.shift(*by, *currency, plus(*amount), why.with(*from));
                self.shift(*from, *against, plus(*given), why.with(*by));
                self.told(*by, *currency, *balance);
                self.told(*from, *against, *given_balance);
            }
            E::SwapRepaid {
                name,
                by,
                from,
                currency,
                amount,
                interest,
                balance,
                interest_balance,
                against,
                given,
                given_balance,
                ..
            } => {
                let why = Why::of("swap").named(*name);
                self.shift(*by, *currency, minus(*amount), why.with(*from));
                let paid = Why::of("swap interest").named(*name);
                self.shift(*by, *currency, minus(*interest), paid.with(*from));
                self.shift(*from, *currency, plus(*interest), paid.with(*by));
                self.shift(*from, *against, minus(*given), why.with(*by));
                self.told(*by, *currency, *balance);
                self.told(*from, *currency, *interest_balance);
                self.told(*from, *against, *given_balance);
            }
            E::SwapLineProposed { .. }
            | E::SwapLineAgreed { .. }
            | E::SwapLineClosed { .. }
            | E::SwapOverdue { .. } => {}
        }
    }
}
