//! Events on surpluses.

use settlement::PartyId;
use settlement::surplus::{Event, ImbalanceTerms, InvestmentTerms};
use terms::{Balance, CurrencyId};

use super::Telling;
use crate::scenario::swaps::year;
use crate::scenario::vocabulary::{CLASSES, word_for};

impl Telling<'_> {
    pub(super) fn surplus(&self, event: &Event) -> String {
        match event {
            Event::InvestmentTermsSet { currency, terms } => {
                let terms = self.investment_terms(*currency, *terms);
                format!("{} takes for investment {terms}", self.code(*currency))
            }
            Event::FundsInvested {
                name: _,
                currency,
                party,
                amount,
                balance,
                agent_balance,
                invested,
            } => format!(
                "{} invested by {}, held of {}; {} in all",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance),
                self.agent(*currency, *agent_balance),
                self.sum(*currency, *invested),
            ),
            Event::InvestmentWithdrawn {
                name: _,
                currency,
                party,
                amount,
                balance,
                agent_balance,
                invested,
            } => format!(
                "{} back to {} from {}; {} left invested",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance),
                self.agent(*currency, *agent_balance),
                self.sum(*currency, *invested),
            ),
            Event::InterestPaid { currency, party, amount, balance, agent_balance } => format!(
                "{} interest to {} from {}",
                self.money(*currency, *amount),
                self.holding(*party, *currency, *balance),
                self.agent(*currency, *agent_balance),
            ),
            Event::InterestOwed { currency, party, owed } => {
                format!("{} interest owed to {}", self.money(*currency, *owed), self.bank(*party))
            }
            Event::ImbalanceTermsSet { currency, class, terms } => format!(
                "imbalance of {} holders in {}: {}",
                word_for(CLASSES, class),
                self.code(*currency),
                self.imbalance_terms(*currency, *terms)
            ),
            Event::HoldingCapSet { currency, class, cap } => {
                let cap = cap.map_or_else(
                    || "any balance".to_owned(),
                    |cap| format!("at most {}", self.money(*currency, cap)),
                );
                let class = word_for(CLASSES, class);
                format!("{class} holders of {} may hold {cap}", self.code(*currency))
            }
            Event::SurplusCharged { .. } | Event::DeficitCharged { .. } => self.charged(event),
        }
    }

    fn charged(&self, event: &Event) -> String {
        let (side, charge) = match event {
            Event::SurplusCharged {
                currency,
                party,
                excess,
                nights,
                amount,
                balance,
                agent_balance,
            } => ("surplus", (currency, party, excess, nights, amount, balance, agent_balance)),
            Event::DeficitCharged {
                currency,
                party,
                owed,
                nights,
                amount,
                balance,
                agent_balance,
            } => ("deficit", (currency, party, owed, nights, amount, balance, agent_balance)),
            _ => return String::new(),
        };
        let (currency, party, base, nights, amount, balance, agent_balance) = charge;
        format!(
            "{} charged on a {side} of {} for {nights} nights: {}, {}",
            self.money(*currency, *amount),
            self.sum(*currency, *base),
            self.holding(*party, *currency, *balance),
            self.agent(*currency, *agent_balance),
        )
    }

    fn agent(&self, currency: CurrencyId, balance: Balance) -> String {
        let agent = self.machine.currencies().find(|(id, ..)| *id == currency);
        self.holding(agent.map_or(PartyId::OPERATOR, |(.., agent)| agent), currency, balance)
    }

    /// What an agent takes.
    pub(in crate::scenario) fn investment_terms(
        &self,
        currency: CurrencyId,
        terms: Option<InvestmentTerms>,
    ) -> String {
        let Some(terms) = terms else { return "nothing".to_owned() };
        let cap = self.money(currency, terms.cap);
        format!("up to {cap} at {} basis points of {}", terms.interest.0, year(terms.day_count))
    }

    fn imbalance_terms(&self, currency: CurrencyId, terms: Option<ImbalanceTerms>) -> String {
        let Some(terms) = terms else { return "free".to_owned() };
        format!(
            "{} basis points above {}, {} below zero, of {}",
            terms.surplus.0,
            self.money(currency, terms.threshold),
            terms.deficit.0,
            year(terms.day_count)
        )
    }
}
