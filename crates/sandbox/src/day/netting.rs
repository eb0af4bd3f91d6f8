//! The day's netting cycle through the door: the operator opens it, banks hand in what they owe,
//! and at its end it is read what it came to.

use client::taken;
use terms::{Amount, Balance};

use super::{Day, Failed, instant, operator};
use crate::bank::{Body, Sort, Written};
use crate::netting::{CUT_OFF, DEADLINE, OPENS, Owed, currencies};
use crate::report::{Netted, NettedCurrency};

impl Day {
    /// What is sent of the cycle in a minute.
    pub(super) fn netting(&self, tick: usize) -> Result<Vec<Written>, Failed> {
        if self.owed.is_empty() {
            return Ok(Vec::new());
        }
        if tick == OPENS {
            let codes = currencies(&self.world).into_iter();
            let codes = codes.map(|place| self.world.currencies[place].code.to_string());
            let cycle = taken::OpenCycle {
                currencies: codes.collect(),
                cut_off: instant(CUT_OFF).to_string(),
                deadline: instant(DEADLINE).to_string(),
            };
            return Ok(vec![asked(operator()?, Body::Cycle(cycle))]);
        }
        let now = self.owed.iter().filter(|owed| owed.tick == tick);
        let Some(cycle) = self.cycle_number() else {
            return Ok(Vec::new());
        };
        Ok(now.map(|owed| self.handed_in(cycle, owed)).collect())
    }

    /// The number of the day's own cycle; a visitor may have opened another.
    fn cycle_number(&self) -> Option<u64> {
        let board = self.node.board();
        let board = board.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let times = (instant(CUT_OFF), instant(DEADLINE));
        let mut rows = board.cycles().rows();
        rows.find(|row| (row.cut_off, row.deadline) == times).map(|row| row.number.0)
    }

    fn handed_in(&self, cycle: u64, owed: &Owed) -> Written {
        let currency = &self.world.currencies[owed.currency];
        let obligation = taken::SubmitObligation {
            cycle,
            name: owed.name.to_string(),
            creditor: self.world.banks[owed.creditor].bic.to_string(),
            currency: currency.code.to_string(),
            amount: owed.amount.to_decimal(currency.exponent),
        };
        asked(self.world.banks[owed.debtor].bic, Body::Obligation(obligation))
    }

    /// What the cycle came to; none where nothing was owed.
    pub(super) fn netted(&self, board: &node::Board) -> Option<Netted> {
        let times = (instant(CUT_OFF), instant(DEADLINE));
        let mut rows = board.cycles().rows();
        let row = rows.find(|row| (row.cut_off, row.deadline) == times)?;
        let of = |stage: fn(&node::ObligationStage) -> bool| {
            row.obligations.values().filter(|row| stage(&row.stage)).count() as u64
        };
        let defaulted = row.positions.iter().filter(|(_, position)| !position.lacking.is_zero());
        let mut defaulted: Vec<String> = defaulted
            .filter_map(|((party, _), _)| board.directory().bic(*party))
            .map(|bic| bic.to_string())
            .collect();
        defaulted.dedup();
        let mut lines = std::collections::BTreeMap::new();
        for (currency, gross) in &row.gross {
            let Some((code, exponent)) = board.currency(*currency) else { continue };
            let mine = row.obligations.values().filter(|o| o.obligation.currency == *currency);
            let settled = mine.filter(|o| o.stage == node::ObligationStage::Settled);
            let settled = settled.fold(Amount::ZERO, |sum, row| {
                sum.checked_add(row.obligation.amount).unwrap_or(Amount::MAX)
            });
            let nets = row.positions.iter().filter(|((_, of), _)| of == currency);
            let paid = nets.filter(|(_, row)| row.net < Balance::ZERO);
            let paid = paid.fold(Amount::ZERO, |sum, (_, row)| {
                sum.checked_add(row.net.negative()).unwrap_or(Amount::MAX)
            });
            let told = row.compression.iter().find(|(of, _)| of == currency);
            let decimal = |amount: Amount| amount.to_decimal(exponent);
            let line = NettedCurrency {
                gross: decimal(*gross),
                clears_without_money: told.map(|(_, told)| decimal(told.cleared)),
                settled: decimal(settled),
                paid_in: decimal(paid),
            };
            lines.insert(code.to_string(), line);
        }
        Some(Netted {
            obligations: row.obligations.len() as u64,
            settled: of(|stage| *stage == node::ObligationStage::Settled),
            left_out: of(|stage| matches!(stage, node::ObligationStage::Rejected(_))),
            defaulted,
            refusals: self.answers.netting_refusals.clone(),
            currencies: lines,
        })
    }
}

fn asked(sender: terms::Bic, body: Body) -> Written {
    Written { sender, body, sort: Sort::Netting }
}
