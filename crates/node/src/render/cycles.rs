//! Messages about netting cycles.

use iso20022::write::{
    CurrencyAmount, Direction, MultilateralSettlement, NetMovement, PayInSchedule,
};
use settlement::PartyId;
use settlement::cycle::CycleNumber;
use terms::{Amount, Balance, CurrencyId, Instant};

use super::{Address, Rendered, Renderer, written};
use crate::{Fault, Original};

/// A cycle, its deadline and what one participant receives less what it pays.
type Schedule<'a> = (CycleNumber, Instant, &'a [(CurrencyId, Balance)]);

impl<F: Fn(u64) -> Result<Original, Fault>> Renderer<'_, F> {
    /// camt.062: what a participant receives and pays in.
    pub(super) fn pay_in_schedule(
        &self,
        address: &Address<'_>,
        (cycle, deadline, positions): Schedule<'_>,
    ) -> Result<Rendered, Fault> {
        let (mut receives, mut pays_in) = (Vec::new(), Vec::new());
        for (currency, net) in positions {
            if *net < Balance::ZERO {
                pays_in.push(self.sum(*currency, net.negative())?);
            } else if *net > Balance::ZERO {
                receives.push(self.sum(*currency, net.positive())?);
            }
        }
        let schedule = PayInSchedule {
            participant: address.to,
            value_date: deadline.date(),
            cycle: cycle.0,
            deadline,
            receives: &receives,
            pays_in: &pays_in,
        };
        written(PayInSchedule::DEFINITION, schedule.write(&address.envelope()))
    }

    /// pacs.029: what a cycle moved on an agent's books.
    pub(super) fn net_positions(
        &self,
        address: &Address<'_>,
        cycle: CycleNumber,
        currency: CurrencyId,
        positions: &[(PartyId, Balance)],
    ) -> Result<Rendered, Fault> {
        let movement = |(party, net): &(PartyId, Balance)| {
            let (direction, amount) = if *net < Balance::ZERO {
                (Direction::Debit, net.negative())
            } else {
                (Direction::Credit, net.positive())
            };
            let amount = self.sum(currency, amount)?;
            Ok(NetMovement { participant: self.bic(*party)?, direction, amount })
        };
        let movements = positions.iter().map(movement).collect::<Result<Vec<_>, Fault>>()?;
        let settlement = MultilateralSettlement {
            instruction_id: address.message_id,
            cycle: &cycle.0.to_string(),
            agent: address.to,
            movements: &movements,
        };
        written(MultilateralSettlement::DEFINITION, settlement.write(&address.envelope()))
    }

    fn sum(&self, currency: CurrencyId, amount: Amount) -> Result<CurrencyAmount, Fault> {
        let known = self.board.directory().currency(currency);
        let (code, exponent) =
            known.ok_or_else(|| Fault::new(format!("{currency} is not in the directory")))?;
        Ok(CurrencyAmount { amount, currency: code, exponent })
    }
}
