//! What investments, their interest and the price of imbalances change on the board.

use settlement::payment::Leg;
use settlement::surplus::{Command, Event};
use settlement::{Envelope, PartyId};
use terms::{Amount, Balance, CurrencyId};

use super::{Board, Kind, PaymentRow};
use crate::outbox::{Cause, Movement, Side};

impl Board {
    /// The row of what a holder invests or takes back: its own liquidity, moved to its agent or from
    /// it.
    pub(super) fn moved_with_agent(
        &self,
        envelope: &Envelope,
        command: &Command,
    ) -> Option<PaymentRow> {
        let (name, currency, amount) = match command {
            Command::InvestFunds { name, currency, amount }
            | Command::WithdrawInvestment { name, currency, amount } => (*name, *currency, *amount),
            Command::SetInvestmentTerms { .. }
            | Command::SetImbalanceTerms { .. }
            | Command::SetHoldingCap { .. } => return None,
        };
        let agent = self.directory.agent(currency)?;
        let (debtor, creditor) = match command {
            Command::WithdrawInvestment { .. } => (agent, envelope.by),
            _ => (envelope.by, agent),
        };
        let leg = Leg { debtor, creditor, currency, amount };
        Some(self.row(name, Kind::LiquidityTransfer, envelope, vec![leg]))
    }

    /// Each moves money between a holder's account and its agent's.
    pub(super) fn tell_surplus(&mut self, event: &Event, number: u32) {
        if let Event::FundsInvested { name: Some(name), .. }
        | Event::InvestmentWithdrawn { name: Some(name), .. } = event
        {
            self.carried_out(*name, number);
        }
        match event {
            Event::FundsInvested { currency, party, amount, balance, agent_balance, .. } => {
                let balances = (*balance, *agent_balance);
                self.with_agent(
                    *currency,
                    (*party, Side::Debit),
                    *amount,
                    balances,
                    Cause::Transfer,
                );
            }
            Event::InvestmentWithdrawn {
                currency, party, amount, balance, agent_balance, ..
            } => {
                let balances = (*balance, *agent_balance);
                self.with_agent(
                    *currency,
                    (*party, Side::Credit),
                    *amount,
                    balances,
                    Cause::Transfer,
                );
            }
            Event::InterestPaid { currency, party, amount, balance, agent_balance } => {
                let balances = (*balance, *agent_balance);
                self.with_agent(
                    *currency,
                    (*party, Side::Credit),
                    *amount,
                    balances,
                    Cause::Interest,
                );
            }
            Event::SurplusCharged { currency, party, amount, balance, agent_balance, .. }
            | Event::DeficitCharged { currency, party, amount, balance, agent_balance, .. } => {
                let balances = (*balance, *agent_balance);
                self.with_agent(*currency, (*party, Side::Debit), *amount, balances, Cause::Charge);
            }
            Event::InvestmentTermsSet { .. }
            | Event::InterestOwed { .. }
            | Event::ImbalanceTermsSet { .. }
            | Event::HoldingCapSet { .. } => {}
        }
    }

    /// A movement between a holder and its agent, as both see it.
    fn with_agent(
        &mut self,
        currency: CurrencyId,
        (party, side): (PartyId, Side),
        amount: Amount,
        balances: (Balance, Balance),
        cause: Cause,
    ) {
        let Some(agent) = self.directory.agent(currency) else {
            return;
        };
        let other_side = match side {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        };
        let sides = [(party, agent, side, balances.0), (agent, party, other_side, balances.1)];
        for (whose, other, side, balance) in sides {
            let movement = self.movement(currency, side, amount, balance);
            self.moved(whose, Movement { counterparty: Some(other), cause, ..movement });
        }
    }
}
