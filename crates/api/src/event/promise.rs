//! Events that promise money: obligations of netting cycles, and swap lines.

use serde_json::{Value, json};
use settlement::{cycle, swap};

use super::{Teller, refused};
use crate::json::terms_of;

impl Teller<'_> {
    pub(super) fn cycle(&self, event: &cycle::Event) -> Option<Value> {
        use cycle::Event as E;
        match event {
            E::CycleOpened { cycle, currencies, cut_off, deadline } => Some(json!({
                "event": "CycleOpened",
                "cycle": cycle.0,
                "currencies": currencies.iter().map(|id| self.code(*id)).collect::<Vec<_>>(),
                "cut_off": cut_off.to_string(),
                "deadline": deadline.to_string(),
            })),
            E::ObligationSubmitted { cycle, obligation } => {
                self.obligation("ObligationSubmitted", cycle.0, obligation)
            }
            E::ObligationWithdrawn { cycle, obligation } => {
                self.obligation("ObligationWithdrawn", cycle.0, obligation)
            }
            E::ObligationRejected { cycle, obligation, reason } => {
                let mut told = self.obligation("ObligationRejected", cycle.0, obligation)?;
                told.as_object_mut()?.insert("refusal".into(), refused(*reason));
                Some(told)
            }
            E::PaidIn { cycle, party, currency, amount } => {
                self.sees(&[*party], *currency).then(|| {
                    json!({
                        "event": "PaidIn",
                        "cycle": cycle.0,
                        "party": self.bic(*party),
                        "currency": self.code(*currency),
                        "amount": self.amount(*currency, *amount),
                    })
                })
            }
            E::ParticipantDefaulted { cycle, party, currency, lacking } => {
                self.sees(&[*party], *currency).then(|| {
                    json!({
                        "event": "ParticipantDefaulted",
                        "cycle": cycle.0,
                        "party": self.bic(*party),
                        "currency": self.code(*currency),
                        "lacking": self.amount(*currency, *lacking),
                    })
                })
            }
            // Time does these, and no command; each is read under the cycle.
            E::PayInsCalled { cycle, .. } => {
                Some(json!({ "event": "PayInsCalled", "cycle": cycle.0 }))
            }
            E::CompressionCalculated { cycle, .. } => {
                Some(json!({ "event": "CompressionCalculated", "cycle": cycle.0 }))
            }
            E::CycleSettled { cycle, .. } => {
                Some(json!({ "event": "CycleSettled", "cycle": cycle.0 }))
            }
        }
    }

    fn obligation(&self, event: &str, cycle: u64, obligation: &cycle::Obligation) -> Option<Value> {
        let own = obligation.debtor == self.to || obligation.creditor == self.to;
        own.then(|| {
            json!({
                "event": event,
                "cycle": cycle,
                "name": obligation.name.to_string(),
                "debtor": self.bic(obligation.debtor),
                "creditor": self.bic(obligation.creditor),
                "currency": self.code(obligation.currency),
                "amount": self.amount(obligation.currency, obligation.amount),
            })
        })
    }

    pub(super) fn swap(&self, event: &swap::Event) -> Option<Value> {
        use swap::Event as E;
        match event {
            E::SwapLineProposed { line, by, to, terms } => {
                let own = *by == self.to || *to == self.to;
                own.then(|| {
                    json!({
                        "event": "SwapLineProposed",
                        "line": line.0,
                        "by": self.bic(*by),
                        "to": self.bic(*to),
                        "terms": terms_of(self.board, terms),
                    })
                })
            }
            E::SwapLineAgreed { line, by } => {
                Some(json!({ "event": "SwapLineAgreed", "line": line.0, "by": self.bic(*by) }))
            }
            E::SwapLineClosed { line, by } => {
                Some(json!({ "event": "SwapLineClosed", "line": line.0, "by": self.bic(*by) }))
            }
            E::SwapDrawn { .. } => self.drawn(event),
            E::SwapRepaid { .. } => self.repaid(event),
            E::SwapOverdue { draw, line, by, from, currency, left, due } => {
                let own = *by == self.to || *from == self.to;
                own.then(|| {
                    json!({
                        "event": "SwapOverdue",
                        "draw": draw.0,
                        "line": line.0,
                        "by": self.bic(*by),
                        "currency": self.code(*currency),
                        "left": self.amount(*currency, *left),
                        "due": due.to_string(),
                    })
                })
            }
        }
    }

    fn drawn(&self, event: &swap::Event) -> Option<Value> {
        let swap::Event::SwapDrawn {
            name,
            draw,
            line,
            by,
            from,
            currency,
            amount,
            balance,
            against,
            given,
            due,
            ..
        } = event
        else {
            return None;
        };

        let own = *by == self.to || *from == self.to;
        own.then(|| {
            json!({
                "event": "SwapDrawn",
                "name": name.to_string(),
                "draw": draw.0,
                "line": line.0,
                "by": self.bic(*by),
                "from": self.bic(*from),
                "currency": self.code(*currency),
                "amount": self.amount(*currency, *amount),
                "balance": (*by == self.to).then(|| self.balance(*currency, *balance)),
                "against": self.code(*against),
                "given": self.amount(*against, *given),
                "due": due.to_string(),
            })
        })
    }

    fn repaid(&self, event: &swap::Event) -> Option<Value> {
        let swap::Event::SwapRepaid {
            name,
            draw,
            by,
            from,
            currency,
            amount,
            interest,
            against,
            given,
            left,
            ..
        } = event
        else {
            return None;
        };

        let own = *by == self.to || *from == self.to;
        own.then(|| {
            json!({
                "event": "SwapRepaid",
                "name": name.to_string(),
                "draw": draw.0,
                "by": self.bic(*by),
                "from": self.bic(*from),
                "currency": self.code(*currency),
                "amount": self.amount(*currency, *amount),
                "interest": self.amount(*currency, *interest),
                "against": self.code(*against),
                "given_back": self.amount(*against, *given),
                "left": self.amount(*currency, *left),
            })
        })
    }
}
