//! What netting cycles and swap lines tell participants and agents.

use std::collections::BTreeMap;

use settlement::cycle::{CycleNumber, Obligation, Position};
use settlement::{PartyId, Refusal, swap};
use terms::{Amount, Balance, CurrencyId, Instant, Uetr};

use super::{Board, Stage};
use crate::Notice;
use crate::outbox::{Cause, Movement, Side};

/// One side of what a draw or a repayment moves.
struct Move {
    party: PartyId,
    counterparty: PartyId,
    currency: CurrencyId,
    side: Side,
    amount: Amount,
    balance: Balance,
    cause: Cause,
}

impl Board {
    /// Each participant is told its own positions and nobody else's.
    pub(super) fn schedule_pay_ins(
        &mut self,
        cycle: CycleNumber,
        deadline: Instant,
        positions: &[Position],
    ) {
        let mut own: BTreeMap<PartyId, Vec<(CurrencyId, Balance)>> = BTreeMap::new();
        for position in positions {
            own.entry(position.party).or_default().push((position.currency, position.net));
        }
        for (party, positions) in own {
            self.notify(party, Notice::PayInSchedule { cycle, deadline, positions });
        }
    }

    /// R-CYC-06: both sides of an obligation are told that it is not settled, and why.
    pub(super) fn report_left_out(&mut self, obligation: &Obligation, reason: Refusal) {
        let (uetr, refusal) = (obligation.name, Some(reason));
        for party in [obligation.debtor, obligation.creditor] {
            let stage = Stage::Rejected;
            self.notify(party, Notice::Status { uetr, stage, waiting: None, refusal });
        }
    }

    /// Each settlement agent is told what moved in its currency.
    pub(super) fn report_net_positions(&mut self, cycle: CycleNumber, positions: &[Position]) {
        let mut moved: BTreeMap<CurrencyId, Vec<(PartyId, Balance)>> = BTreeMap::new();
        for position in positions.iter().filter(|position| position.net != Balance::ZERO) {
            moved.entry(position.currency).or_default().push((position.party, position.net));
        }
        for (currency, positions) in moved {
            if let Some(agent) = self.directory.agent(currency) {
                self.notify(agent, Notice::NetPositions { cycle, currency, positions });
            }
        }
    }

    pub(super) fn drawn(&mut self, event: &swap::Event) {
        let swap::Event::SwapDrawn {
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
        } = *event
        else {
            return;
        };
        let (side, cause) = (Side::Credit, Cause::SwapLine);
        let (party, counterparty) = (by, from);
        self.swapped(name, Move { party, counterparty, currency, side, amount, balance, cause });
        let (party, counterparty) = (from, by);
        let (currency, amount, balance) = (against, given, given_balance);
        self.swapped(name, Move { party, counterparty, currency, side, amount, balance, cause });
    }

    /// What was drawn, its interest and what had been given are entries of their own.
    pub(super) fn repaid(&mut self, event: &swap::Event) {
        let swap::Event::SwapRepaid {
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
        } = *event
        else {
            return;
        };
        let paid = i128::try_from(interest.minor()).unwrap_or(i128::MAX);
        let before = Balance::from_minor(balance.minor().saturating_add(paid));
        let (party, counterparty, side) = (by, from, Side::Debit);
        let cause = Cause::SwapLine;
        let principal =
            Move { party, counterparty, currency, side, amount, balance: before, cause };
        self.swapped(name, principal);
        let (amount, cause) = (interest, Cause::SwapInterest);
        self.swapped(name, Move { party, counterparty, currency, side, amount, balance, cause });
        let (party, counterparty) = (from, by);
        let (side, balance) = (Side::Credit, interest_balance);
        self.swapped(name, Move { party, counterparty, currency, side, amount, balance, cause });
        let (currency, side, amount, balance) = (against, Side::Debit, given, given_balance);
        let cause = Cause::SwapLine;
        self.swapped(name, Move { party, counterparty, currency, side, amount, balance, cause });
    }

    fn swapped(&mut self, name: Uetr, change: Move) {
        let Move { party, counterparty, currency, side, amount, balance, cause } = change;
        if !amount.is_zero() {
            let movement = Movement {
                uetr: Some(name),
                counterparty: Some(counterparty),
                cause,
                ..self.movement(currency, side, amount, balance)
            };
            self.moved(party, movement);
        }
    }
}
