//! What is invested, earned and charged, as entries of a holder and its settlement agent.

use settlement::PartyId;
use settlement::surplus::Event as E;
use terms::{Balance, CurrencyId};

use super::Projection;
use super::money::{Why, minus, plus};

impl Projection {
    /// Each moves money between a holder's account and its agent's.
    pub(super) fn tell_surplus(&mut self, event: &E) {
        match event {
            E::FundsInvested { name, currency, party, amount, balance, agent_balance, .. } => {
                let why = Why { uetr: *name, ..Why::of("investment") };
                let balances = (*balance, *agent_balance);
                self.with_agent(*currency, *party, minus(*amount), balances, why);
            }
            E::InvestmentWithdrawn {
                name,
                currency,
                party,
                amount,
                balance,
                agent_balance,
                ..
            } => {
                let why = Why { uetr: *name, ..Why::of("investment") };
                let balances = (*balance, *agent_balance);
                self.with_agent(*currency, *party, plus(*amount), balances, why);
            }
            E::InterestPaid { currency, party, amount, balance, agent_balance } => {
                let balances = (*balance, *agent_balance);
                self.with_agent(*currency, *party, plus(*amount), balances, Why::of("interest"));
            }
            E::SurplusCharged { currency, party, amount, balance, agent_balance, .. }
            | E::DeficitCharged { currency, party, amount, balance, agent_balance, .. } => {
                let balances = (*balance, *agent_balance);
                self.with_agent(*currency, *party, minus(*amount), balances, Why::of("charge"));
            }
            E::InvestmentTermsSet { .. }
            | E::InterestOwed { .. }
            | E::ImbalanceTermsSet { .. }
            | E::HoldingCapSet { .. } => {}
        }
    }

    /// Moves a holder's account by a change and its agent's by the opposite.
    fn with_agent(
        &mut self,
        currency: CurrencyId,
        party: PartyId,
        change: i128,
        (balance, agent_balance): (Balance, Balance),
        why: Why,
    ) {
        let agent = self.agent(currency);
        self.shift(party, currency, change, Why { counterparty: agent, ..why });
        self.told(party, currency, balance);
        if let Some(agent) = agent {
            self.shift(agent, currency, change.saturating_neg(), why.with(party));
            self.told(agent, currency, agent_balance);
        }
    }
}
