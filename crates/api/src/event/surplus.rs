//! Events on surpluses: what is invested, what it earns, what an imbalance costs.

use serde_json::{Map, Value, json};
use settlement::PartyId;
use settlement::surplus::Event as E;
use terms::{Amount, Balance, CurrencyId};

use super::Teller;
use crate::json::{class, year};

impl Teller<'_> {
    pub(super) fn surplus(&self, event: &E) -> Option<Value> {
        match event {
            E::InvestmentTermsSet { currency, terms } => {
                let terms = terms.map(|terms| {
                    json!({
                        "interest_basis_points": terms.interest.0,
                        "day_count": year(terms.day_count),
                        "cap": self.amount(*currency, terms.cap),
                    })
                });
                let code = self.code(*currency);
                Some(json!({ "event": "InvestmentTermsSet", "currency": code, "terms": terms }))
            }
            E::FundsInvested { currency, party, amount, balance, invested, .. } => {
                let more = [("invested", self.amount(*currency, *invested))];
                self.moved("FundsInvested", (*party, *currency), *amount, *balance, more)
            }
            E::InvestmentWithdrawn { currency, party, amount, balance, invested, .. } => {
                let more = [("invested", self.amount(*currency, *invested))];
                self.moved("InvestmentWithdrawn", (*party, *currency), *amount, *balance, more)
            }
            E::InterestPaid { currency, party, amount, balance, .. } => {
                self.moved("InterestPaid", (*party, *currency), *amount, *balance, [])
            }
            E::InterestOwed { currency, party, owed } => {
                self.sees(&[*party], *currency).then(|| {
                    json!({
                        "event": "InterestOwed",
                        "party": self.bic(*party),
                        "currency": self.code(*currency),
                        "owed": self.amount(*currency, *owed),
                    })
                })
            }
            E::SurplusCharged { currency, party, excess, nights, amount, balance, .. } => {
                let more =
                    [("on", self.amount(*currency, *excess)), ("nights", nights.to_string())];
                self.moved("SurplusCharged", (*party, *currency), *amount, *balance, more)
            }
            E::DeficitCharged { currency, party, owed, nights, amount, balance, .. } => {
                let more = [("on", self.amount(*currency, *owed)), ("nights", nights.to_string())];
                self.moved("DeficitCharged", (*party, *currency), *amount, *balance, more)
            }
            E::ImbalanceTermsSet { currency, class: of, terms } => {
                let terms = terms.map(|terms| {
                    json!({
                        "above": self.amount(*currency, terms.threshold),
                        "surplus_basis_points": terms.surplus.0,
                        "deficit_basis_points": terms.deficit.0,
                        "day_count": year(terms.day_count),
                    })
                });
                Some(json!({
                    "event": "ImbalanceTermsSet",
                    "currency": self.code(*currency),
                    "class": class(*of),
                    "terms": terms,
                }))
            }
            E::HoldingCapSet { currency, class: of, cap } => Some(json!({
                "event": "HoldingCapSet",
                "currency": self.code(*currency),
                "class": class(*of),
                "cap": cap.map(|cap| self.amount(*currency, cap)),
            })),
        }
    }

    /// Money of an account that moved, told to its holder and its agent.
    fn moved<const N: usize>(
        &self,
        event: &str,
        (party, currency): (PartyId, CurrencyId),
        amount: Amount,
        balance: Balance,
        more: [(&str, String); N],
    ) -> Option<Value> {
        self.sees(&[party], currency).then(|| {
            let mut told = Map::new();
            told.insert("event".into(), event.into());
            told.insert("party".into(), self.bic(party).into());
            told.insert("currency".into(), self.code(currency).into());
            told.insert("amount".into(), self.amount(currency, amount).into());
            told.insert("balance".into(), self.balance(currency, balance).into());
            told.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value.into())));
            told.into()
        })
    }
}
