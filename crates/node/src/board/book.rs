//! What each event changes on the board.

use std::sync::Arc;

use settlement::operating_day::Phase;
use settlement::payment::{How, SettledLeg};
use settlement::{
    Event, PartyId, cycle, fx, issuance, liquidity, offsetting, operating_day, participation,
    payment, queue, rulebook, swap,
};
use terms::{Amount, Balance, BusinessDate, CurrencyId, Uetr};

use super::{AccountRow, Among, Board, Stage};
use crate::Notice;
use crate::outbox::{Cause, ClosedDay, Movement, Side};

impl Board {
    /// Brings one event to the board; `number` is its place in its record.
    pub(super) fn tell(&mut self, event: &Event, number: u32) {
        match event {
            Event::Refused { .. } => {}
            Event::Participation(event) => self.tell_participation(event),
            Event::Issuance(event) => self.tell_issuance(event, number),
            Event::Payment(event) => self.tell_payment(event, number),
            Event::Queue(event) => self.tell_queue(event, number),
            Event::Liquidity(event) => self.tell_liquidity(event, number),
            Event::Offsetting(event) => self.tell_offsetting(event),
            Event::OperatingDay(event) => self.tell_day(event),
            Event::Rulebook(event) => self.tell_rulebook(event),
            Event::Exchange(event) => self.tell_exchange(event, number),
            Event::Cycle(event) => self.tell_cycle(event),
            Event::Swap(event) => self.tell_swap(event),
            Event::Approval(event) => {
                // What several keys agreed on is a command like any other from here on.
                if let Some(envelope) = self.approvals.tell(event, self.head) {
                    self.note_command(&envelope);
                }
            }
            Event::Surplus(event) => self.tell_surplus(event, number),
        }
    }

    fn tell_offsetting(&mut self, event: &offsetting::Event) {
        self.offsetting.tell(event, self.head);
        let offsetting::Event::OffsettingSettled { scope, settled, settled_value, bound, .. } =
            event
        else {
            return;
        };
        let among = match scope {
            offsetting::Scope::Bilateral(_, _) => Among::Bilateral,
            offsetting::Scope::Multilateral => Among::Multilateral,
            offsetting::Scope::Proposed(_) => Among::Proposed,
        };
        let (offsetting::Bound::Reachable(bound) | offsetting::Bound::Certified(bound)) = bound;
        self.totals.rounds += 1;
        let found = self.totals.found.entry(among).or_default();
        found.rounds += 1;
        found.items += u64::from(*settled);
        found.value = found.value.saturating_add(settled_value.millionths());
        found.bound = found.bound.saturating_add(bound.millionths());
    }

    /// Adds what settled in a round to it, at the rates in force.
    fn tell_offset_item(&mut self, number: u64, names: (Uetr, Option<Uetr>), legs: &[SettledLeg]) {
        let (exchange, today) = (&self.exchange, self.head.1.date());
        let value = |leg: &SettledLeg| {
            let rate = exchange.rate(leg.currency)?.on(today)?;
            Some(fx::Value::of(leg.amount, rate))
        };
        self.offsetting.settle(number, names, legs, value);
    }

    /// Only rounds move money, and what rounding leaves in them.
    fn tell_exchange(&mut self, event: &fx::Event, number: u32) {
        self.exchange.tell(event, self.head);
        self.tell_conversion(event, number);
        match event {
            fx::Event::RoundCleared { residues, .. } => {
                for residue in residues {
                    self.exchanged(
                        residue.agent,
                        residue.currency,
                        residue.amount,
                        residue.balance,
                    );
                }
            }
            fx::Event::OrderFilled {
                by,
                to,
                sell,
                buy,
                sold,
                received,
                sell_balance,
                buy_balance,
                ..
            } => {
                let given = Balance::from_minor(Balance::from(*sold).minor().saturating_neg());
                self.exchanged(*by, *sell, given, *sell_balance);
                self.exchanged(*to, *buy, Balance::from(*received), *buy_balance);
            }
            fx::Event::YardstickNamed { .. }
            | fx::Event::OfficialRatePosted { .. }
            | fx::Event::OfficialRateApproved { .. }
            | fx::Event::BandSet { .. }
            | fx::Event::QuotaSet { .. }
            | fx::Event::PairSwitched { .. }
            | fx::Event::ExchangeHalted { .. }
            | fx::Event::ExchangeResumed { .. }
            | fx::Event::OrderPlaced { .. }
            | fx::Event::OrderEnded { .. }
            | fx::Event::RoundOpened { .. }
            | fx::Event::PricesProposed { .. }
            | fx::Event::ConversionHindered { .. }
            | fx::Event::ObjectionRaised { .. }
            | fx::Event::PaymentConverted { .. } => {}
        }
    }

    /// What a round of exchange moved in an account, out of it if below zero.
    fn exchanged(
        &mut self,
        party: PartyId,
        currency: CurrencyId,
        change: Balance,
        balance: Balance,
    ) {
        let (side, amount) = if change < Balance::ZERO {
            (Side::Debit, change.negative())
        } else {
            (Side::Credit, change.positive())
        };
        if !amount.is_zero() {
            let movement = self.movement(currency, side, amount, balance);
            self.moved(party, Movement { cause: Cause::Exchange, ..movement });
        }
    }

    /// Only the settling of a cycle moves money: each account's net position, once.
    fn tell_cycle(&mut self, event: &cycle::Event) {
        self.cycles.tell(event, self.head);
        match event {
            cycle::Event::PayInsCalled { cycle, deadline, positions, .. } => {
                self.schedule_pay_ins(*cycle, *deadline, positions);
            }
            cycle::Event::ObligationRejected { obligation, reason, .. } => {
                self.report_left_out(obligation, *reason);
            }
            cycle::Event::CycleSettled { cycle, positions, .. } => {
                for position in positions {
                    let (side, amount) = if position.net < Balance::ZERO {
                        (Side::Debit, position.net.negative())
                    } else {
                        (Side::Credit, position.net.positive())
                    };
                    if !amount.is_zero() {
                        let (currency, balance) = (position.currency, position.balance);
                        let movement = self.movement(currency, side, amount, balance);
                        let movement = Movement { cause: Cause::NetPosition, ..movement };
                        self.moved(position.party, movement);
                    }
                }
                self.report_net_positions(*cycle, positions);
            }
            cycle::Event::CycleOpened { .. }
            | cycle::Event::ObligationSubmitted { .. }
            | cycle::Event::ObligationWithdrawn { .. }
            | cycle::Event::PaidIn { .. }
            | cycle::Event::ParticipantDefaulted { .. }
            | cycle::Event::CompressionCalculated { .. } => {}
        }
    }

    /// Draws and repayments move money in both currencies.
    fn tell_swap(&mut self, event: &swap::Event) {
        self.swaps.tell(event, self.head);
        match event {
            swap::Event::SwapDrawn { .. } => self.drawn(event),
            swap::Event::SwapRepaid { .. } => self.repaid(event),
            swap::Event::SwapLineProposed { .. }
            | swap::Event::SwapLineAgreed { .. }
            | swap::Event::SwapLineClosed { .. }
            | swap::Event::SwapOverdue { .. } => {}
        }
    }

    fn tell_participation(&mut self, event: &participation::Event) {
        match event {
            participation::Event::PartyRegistered { party, bic } => {
                self.directory.register(*party, *bic);
            }
            participation::Event::ParticipantAdmitted { party, currency, class, access } => {
                let row = AccountRow::new(*party, *currency, *class, *access);
                let known = self.accounts.entry((*party, *currency)).or_insert(row);
                known.class = *class;
                known.access = *access;
            }
            participation::Event::AccessChanged { party, currency, access } => {
                if let Some(row) = self.accounts.get_mut(&(*party, *currency)) {
                    row.access = *access;
                }
            }
            participation::Event::MandateGranted { party, currency, to } => {
                self.mandates.insert((*party, *currency, *to));
            }
            participation::Event::MandateRevoked { party, currency, from } => {
                self.mandates.remove(&(*party, *currency, *from));
            }
            participation::Event::KeyAdded { party, number, key, from } => {
                self.directory.add_key(*party, *number, key, *from);
            }
            participation::Event::KeyRevoked { party, number, .. } => {
                self.directory.revoke_key(*party, *number);
            }
        }
    }

    fn tell_issuance(&mut self, event: &issuance::Event, number: u32) {
        if let issuance::Event::FundsIssued { name, .. }
        | issuance::Event::FundsRedeemed { name, .. } = event
        {
            self.carried_out(*name, number);
        }
        let (currency, party, amount, balance, side) = match event {
            issuance::Event::FundsIssued { currency, party, amount, balance, .. } => {
                (currency, party, amount, balance, Side::Credit)
            }
            issuance::Event::FundsRedeemed { currency, party, amount, balance, .. }
            | issuance::Event::OvernightReturned { currency, party, amount, balance } => {
                (currency, party, amount, balance, Side::Debit)
            }
            issuance::Event::OvernightSwept { currency, party, amount, .. } => {
                let agent = self.directory.agent(*currency);
                let change = i128::try_from(amount.minor()).unwrap_or(i128::MAX);
                self.shift(*party, *currency, change.saturating_neg(), agent);
                if let Some(agent) = agent {
                    self.shift(agent, *currency, change, Some(*party));
                }
                return;
            }
            issuance::Event::OvernightPolicySet { .. } => return,
        };
        let movement = self.movement(*currency, side, *amount, *balance);
        self.moved(*party, movement);
    }

    fn tell_payment(&mut self, event: &payment::Event, number: u32) {
        match event {
            payment::Event::InstructionAccepted { uetr, waiting, .. } => {
                self.arrive(*uetr);
                if let Some(row) = self.payments.get_mut(uetr) {
                    row.waiting = Some(waiting.clone());
                }
                self.move_payment(*uetr, Stage::Pending, number);
            }
            payment::Event::TradeMatched { uetr, matched } => {
                for (one, other) in [(uetr, matched), (matched, uetr)] {
                    self.arrive(*one);
                    if let Some(row) = self.payments.get_mut(one) {
                        row.matched = Some(*other);
                    }
                }
            }
            payment::Event::PaymentSettled { uetr, matched, date, how, legs, returns, .. } => {
                self.arrive(*uetr);
                self.count_settled(*how, matched.is_some(), legs);
                if let How::Offset(number) = how {
                    self.tell_offset_item(*number, (*uetr, *matched), legs);
                }
                let cause = match (returns, legs.len()) {
                    (Some(_), _) => Cause::Return,
                    (None, 1) => Cause::Payment,
                    (None, _) => Cause::Exchange,
                };
                let count = legs.len();
                for (index, leg) in legs.iter().enumerate() {
                    // The second leg of a matched trade is the second instruction's own.
                    let second = index + 1 == count && count > 1;
                    let own = matched.filter(|_| second).unwrap_or(*uetr);
                    self.settle_leg(own, *date, leg, cause);
                    if self.is_delivered(own, leg) {
                        self.deliver(leg.creditor, own);
                    }
                }
                self.settle_conversion(*uetr, legs);
                self.move_payment(*uetr, Stage::Settled, number);
                if let Some(matched) = matched {
                    self.move_payment(*matched, Stage::Settled, number);
                }
            }
            payment::Event::PaymentRejected { uetr, matched, refusal, .. } => {
                self.totals.rejected += 1;
                self.totals.rejected_instructions += if matched.is_some() { 2 } else { 1 };
                for uetr in [Some(*uetr), *matched].into_iter().flatten() {
                    if let Some(row) = self.payments.get_mut(&uetr) {
                        row.refusal = Some(*refusal);
                    }
                    self.move_payment(uetr, Stage::Rejected, number);
                }
            }
            payment::Event::CreditConfirmed { uetr, party, .. } => {
                self.confirm(*uetr, *party, number);
            }
            payment::Event::ConsentGiven { uetr, party } => self.consent(*uetr, *party),
            payment::Event::SettlementLate { .. } => {}
        }
    }

    fn settle_leg(&mut self, uetr: Uetr, date: BusinessDate, leg: &SettledLeg, cause: Cause) {
        let sides = [
            (leg.debtor, leg.creditor, Side::Debit, leg.debtor_balance),
            (leg.creditor, leg.debtor, Side::Credit, leg.creditor_balance),
        ];
        for (party, other, side, balance) in sides {
            let movement = Movement {
                uetr: Some(uetr),
                counterparty: Some(other),
                cause,
                date,
                ..self.movement(leg.currency, side, leg.amount, balance)
            };
            self.moved(party, movement);
        }
    }

    fn tell_queue(&mut self, event: &queue::Event, number: u32) {
        match event {
            queue::Event::ReasonChanged { uetr, waiting } => {
                let matched = self.payments.get(uetr).and_then(|row| row.matched);
                for uetr in [Some(*uetr), matched].into_iter().flatten() {
                    if let Some(row) = self.payments.get_mut(&uetr) {
                        row.waiting = Some(waiting.clone());
                    }
                    self.move_payment(uetr, Stage::Pending, number);
                }
            }
            queue::Event::PaymentCancelled { uetr, .. } => {
                self.totals.cancelled += 1;
                self.move_payment(*uetr, Stage::Cancelled, number);
            }
            queue::Event::PaymentReordered { .. }
            | queue::Event::PaymentReprioritised { .. }
            | queue::Event::QueuePolicySet { .. } => {}
        }
    }

    fn tell_liquidity(&mut self, event: &liquidity::Event, number: u32) {
        match event {
            liquidity::Event::LiquidityTransferred {
                currency,
                from,
                to,
                amount,
                from_balance,
                to_balance,
                cause,
            } => {
                if let liquidity::TransferCause::Instructed(name) = cause {
                    self.carried_out(*name, number);
                }
                let sides = [
                    (*from, *to, Side::Debit, *from_balance),
                    (*to, *from, Side::Credit, *to_balance),
                ];
                for (party, other, side, balance) in sides {
                    let movement = Movement {
                        counterparty: Some(other),
                        cause: Cause::Transfer,
                        ..self.movement(*currency, side, *amount, balance)
                    };
                    self.moved(party, movement);
                }
            }
            liquidity::Event::CreditLineSet { party, currency, amount } => {
                self.set_credit(*party, *currency, *amount);
            }
            liquidity::Event::CreditWithdrawn { party, currency, .. } => {
                self.set_credit(*party, *currency, Amount::ZERO);
            }
            liquidity::Event::LimitSet { party, currency, counterparty, amount } => {
                if let Some(row) = self.accounts.get_mut(&(*party, *currency)) {
                    match amount {
                        Some(amount) => row.limits.insert(*counterparty, *amount),
                        None => row.limits.remove(counterparty),
                    };
                }
            }
            liquidity::Event::StandingOrderSet { party, currency, number, order } => {
                if let Some(row) = self.accounts.get_mut(&(*party, *currency)) {
                    match order {
                        Some(order) => row.standing_orders.insert(*number, *order),
                        None => row.standing_orders.remove(number),
                    };
                }
            }
            // What a reservation still holds is told by the machine: payments draw it down.
            liquidity::Event::FundsReserved { .. } => {}
        }
    }

    fn tell_day(&mut self, event: &operating_day::Event) {
        match event {
            operating_day::Event::DayOpened { currency, date } => {
                self.directory.set_date(*currency, *date);
                self.directory.set_phase(*currency, Phase::Active);
            }
            operating_day::Event::DayClosed { currency, date } => {
                self.directory.set_phase(*currency, Phase::Closed);
                self.close_statements(*currency, *date);
            }
            operating_day::Event::PhaseChanged { currency, phase, .. } => {
                self.directory.set_phase(*currency, *phase);
            }
            operating_day::Event::CurrencySuspended { currency } => {
                self.directory.suspend(*currency);
            }
            operating_day::Event::CurrencyResumed { currency } => self.directory.resume(*currency),
            operating_day::Event::CalendarSet { .. } | operating_day::Event::DayExtended { .. } => {
            }
        }
    }

    fn tell_rulebook(&mut self, event: &rulebook::Event) {
        match event {
            rulebook::Event::CurrencyDefined { currency, code, minor_units, agent } => {
                self.directory.define(*currency, *code, *minor_units, *agent);
            }
            rulebook::Event::AccountRedenominated { party, old, new, converted, remainder } => {
                self.redenominate(*party, (*old, *new), *converted, *remainder);
            }
            rulebook::Event::CurrencyRedenominated { old, left, .. } => {
                if let Some(agent) = self.directory.agent(*old) {
                    let rest = self.balance(agent, *old).minor();
                    self.shift(agent, *old, left.minor().saturating_sub(rest), None);
                }
            }
            rulebook::Event::RulebookScheduled { .. }
            | rulebook::Event::RulebookActivated { .. } => {}
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
        let agent = self.directory.agent(old);
        if agent != Some(party) {
            self.shift(party, old, remainder.minor().saturating_neg(), agent);
            if let Some(agent) = agent {
                self.shift(agent, old, remainder.minor(), Some(party));
            }
            let rest = self.balance(party, old).minor();
            self.shift(party, old, rest.saturating_neg(), None);
        }
        self.shift(party, new, converted.minor(), None);
    }

    fn balance(&self, party: PartyId, currency: CurrencyId) -> Balance {
        self.accounts.get(&(party, currency)).map(|row| row.balance).unwrap_or_default()
    }

    /// Moves an account by a signed amount, with the other side if there is one.
    fn shift(
        &mut self,
        party: PartyId,
        currency: CurrencyId,
        change: i128,
        counterparty: Option<PartyId>,
    ) {
        if change == 0 {
            return;
        }
        let after = self.balance(party, currency).minor().saturating_add(change);
        let side = if change > 0 { Side::Credit } else { Side::Debit };
        let amount = Amount::from_minor(change.unsigned_abs());
        let cause = if counterparty.is_some() { Cause::Transfer } else { Cause::Issuance };
        let movement = self.movement(currency, side, amount, Balance::from_minor(after));
        self.moved(party, Movement { counterparty, cause, ..movement });
    }

    pub(super) fn movement(
        &self,
        currency: CurrencyId,
        side: Side,
        amount: Amount,
        balance: Balance,
    ) -> Movement {
        let (position, instant) = self.head;
        Movement {
            currency,
            side,
            amount,
            balance,
            counterparty: None,
            uetr: None,
            cause: Cause::Issuance,
            position,
            instant,
            date: self.directory.date(currency).unwrap_or(instant.date()),
        }
    }

    pub(super) fn moved(&mut self, party: PartyId, movement: Movement) {
        if let Some(row) = self.accounts.get_mut(&(party, movement.currency)) {
            row.moved(movement.clone());
        }
        self.notify(party, Notice::Moved(movement));
    }

    fn set_credit(&mut self, party: PartyId, currency: CurrencyId, credit: Amount) {
        if let Some(row) = self.accounts.get_mut(&(party, currency)) {
            row.credit = credit;
        }
    }

    /// A statement for each account of the currency that moved or holds something.
    fn close_statements(&mut self, currency: CurrencyId, date: BusinessDate) {
        let rows = self.accounts.values_mut().filter(|row| row.currency == currency);
        let mut statements = Vec::new();
        for row in rows {
            if row.movements.is_empty() && row.balance == Balance::ZERO {
                continue;
            }
            row.statements += 1;
            let day = ClosedDay {
                currency,
                date,
                number: row.statements,
                opening: row.opening,
                closing: row.balance,
                movements: std::mem::take(&mut row.movements),
            };
            let notice = Notice::Statement(Arc::new(day));
            row.close();
            statements.push((row.party, notice));
        }
        for (party, notice) in statements {
            self.notify(party, notice);
        }
    }
}
