//! Events that move money or hold it.

use node::render::waiting_text;
use serde_json::{Value, json};
use settlement::payment::{How, SettledLeg};
use settlement::{issuance, liquidity, payment, queue};

use super::{Teller, refused};
use crate::json::{priority, standing_order};

impl Teller<'_> {
    pub(super) fn issuance(&self, event: &issuance::Event) -> Option<Value> {
        use issuance::Event as E;
        let (name, event_name, currency, party, amount, balance) = match event {
            E::FundsIssued { name, currency, party, amount, balance } => {
                (Some(name), "FundsIssued", currency, party, amount, balance)
            }
            E::FundsRedeemed { name, currency, party, amount, balance } => {
                (Some(name), "FundsRedeemed", currency, party, amount, balance)
            }
            E::OvernightSwept { currency, party, amount, balance } => {
                (None, "OvernightSwept", currency, party, amount, balance)
            }
            E::OvernightReturned { currency, party, amount, balance } => {
                (None, "OvernightReturned", currency, party, amount, balance)
            }
            E::OvernightPolicySet { currency, class, policy } => {
                let (stay, cap) = match policy {
                    issuance::OvernightPolicy::Free => ("free", None),
                    issuance::OvernightPolicy::Capped(cap, _) => ("capped", Some(*cap)),
                    issuance::OvernightPolicy::Forbidden(_) => ("forbidden", None),
                };
                return Some(json!({
                    "event": "OvernightPolicySet",
                    "currency": self.code(*currency),
                    "class": crate::json::class(*class),
                    "stay": stay,
                    "cap": cap.map(|cap| self.amount(*currency, cap)),
                }));
            }
        };
        self.sees(&[*party], *currency).then(|| {
            json!({
                "event": event_name,
                "name": name.map(|name| name.to_string()),
                "currency": self.code(*currency),
                "party": self.bic(*party),
                "amount": self.amount(*currency, *amount),
                "balance": self.balance(*currency, *balance),
            })
        })
    }

    pub(super) fn payment(&self, event: &payment::Event) -> Option<Value> {
        use payment::Event as E;
        match event {
            E::InstructionAccepted { uetr, by, creditor, waiting } => {
                let own = *by == self.to || *creditor == self.to;
                own.then(|| {
                    json!({
                        "event": "InstructionAccepted",
                        "uetr": uetr.to_string(),
                        "by": self.bic(*by),
                        "creditor": self.bic(*creditor),
                        "reason": waiting_text(waiting, self.board),
                    })
                })
            }
            E::TradeMatched { uetr, matched } => self.own(*uetr).or(self.own(*matched)).map(|()| {
                json!({
                    "event": "TradeMatched",
                    "uetr": uetr.to_string(),
                    "matched": matched.to_string(),
                })
            }),
            E::ConsentGiven { uetr, party } => {
                let own = *party == self.to || self.own(*uetr).is_some();
                own.then(|| {
                    json!({
                        "event": "ConsentGiven",
                        "uetr": uetr.to_string(),
                        "party": self.bic(*party),
                    })
                })
            }
            E::CreditConfirmed { uetr, party, settled } => self.confirmed(*uetr, *party, *settled),
            E::PaymentSettled { uetr, matched, date, how, legs, returns, .. } => {
                let own = |leg: &SettledLeg| leg.debtor == self.to || leg.creditor == self.to;
                let given = self.own(*uetr).is_some();
                (given || legs.iter().any(own)).then(|| {
                    json!({
                        "event": "PaymentSettled",
                        "uetr": uetr.to_string(),
                        "matched": matched.map(|uetr| uetr.to_string()),
                        "date": date.to_string(),
                        "how": match how {
                            How::Immediately => "immediately",
                            How::Released => "released",
                            How::Offset(_) => "offset",
                        },
                        "legs": legs.iter().map(|leg| self.leg(leg)).collect::<Vec<_>>(),
                        "returns": returns.map(|uetr| uetr.to_string()),
                    })
                })
            }
            E::PaymentRejected { uetr, by, refusal, .. } => (*by == self.to).then(|| {
                json!({
                    "event": "PaymentRejected",
                    "uetr": uetr.to_string(),
                    "refusal": refused(*refusal),
                })
            }),
            E::SettlementLate { uetr } => self
                .own(*uetr)
                .map(|()| json!({ "event": "SettlementLate", "uetr": uetr.to_string() })),
        }
    }

    fn confirmed(
        &self,
        uetr: terms::Uetr,
        party: settlement::PartyId,
        settled: terms::LogPosition,
    ) -> Option<Value> {
        let own = party == self.to || self.own(uetr).is_some();
        own.then(|| {
            json!({
                "event": "CreditConfirmed",
                "uetr": uetr.to_string(),
                "party": self.bic(party),
                "settled": settled.number(),
            })
        })
    }

    /// Whether the reader gave what bears a name, or stands in it.
    fn own(&self, uetr: terms::Uetr) -> Option<()> {
        let row = self.board.payment(uetr)?;
        let in_leg = |leg: &payment::Leg| leg.debtor == self.to || leg.creditor == self.to;
        (row.by == self.to || row.legs.iter().any(in_leg)).then_some(())
    }

    /// A leg; balances are told to their holders only.
    fn leg(&self, leg: &SettledLeg) -> Value {
        let own = |party, balance| (party == self.to).then(|| self.balance(leg.currency, balance));
        json!({
            "debtor": self.bic(leg.debtor),
            "creditor": self.bic(leg.creditor),
            "currency": self.code(leg.currency),
            "amount": self.amount(leg.currency, leg.amount),
            "debtor_balance": own(leg.debtor, leg.debtor_balance),
            "creditor_balance": own(leg.creditor, leg.creditor_balance),
        })
    }

    pub(super) fn queue(&self, event: &queue::Event) -> Option<Value> {
        use queue::Event as E;
        match event {
            E::ReasonChanged { uetr, waiting } => self.own(*uetr).map(|()| {
                json!({
                    "event": "ReasonChanged",
                    "uetr": uetr.to_string(),
                    "reason": waiting_text(waiting, self.board),
                })
            }),
            E::PaymentCancelled { uetr, by } => {
                let own = *by == self.to || self.own(*uetr).is_some();
                own.then(|| json!({ "event": "PaymentCancelled", "uetr": uetr.to_string() }))
            }
            E::PaymentReordered { uetr, place } => self.own(*uetr).map(|()| {
                json!({
                    "event": "PaymentReordered",
                    "uetr": uetr.to_string(),
                    "place": match place {
                        queue::Place::Front => "front",
                        queue::Place::Back => "back",
                    },
                })
            }),
            E::PaymentReprioritised { uetr, priority: to } => self.own(*uetr).map(|()| {
                json!({
                    "event": "PaymentReprioritised",
                    "uetr": uetr.to_string(),
                    "priority": priority(*to),
                })
            }),
            E::QueuePolicySet { party, currency, policy } => (*party == self.to).then(|| {
                json!({
                    "event": "QueuePolicySet",
                    "currency": self.code(*currency),
                    "policy": match policy {
                        queue::Policy::Fifo => "fifo",
                        queue::Policy::Bypass => "bypass",
                    },
                })
            }),
        }
    }

    pub(super) fn liquidity(&self, event: &liquidity::Event) -> Option<Value> {
        use liquidity::Event as E;
        match event {
            E::FundsReserved { party, currency, priority: of, amount } => {
                (*party == self.to).then(|| {
                    json!({
                        "event": "FundsReserved",
                        "currency": self.code(*currency),
                        "priority": priority(*of),
                        "amount": self.amount(*currency, *amount),
                    })
                })
            }
            E::LimitSet { party, currency, counterparty, amount } => {
                (*party == self.to).then(|| {
                    json!({
                        "event": "LimitSet",
                        "currency": self.code(*currency),
                        "counterparty": counterparty.map(|party| self.bic(party)),
                        "amount": amount.map(|amount| self.amount(*currency, amount)),
                    })
                })
            }
            E::CreditLineSet { party, currency, amount } => {
                self.sees(&[*party], *currency).then(|| {
                    json!({
                        "event": "CreditLineSet",
                        "party": self.bic(*party),
                        "currency": self.code(*currency),
                        "amount": self.amount(*currency, *amount),
                    })
                })
            }
            E::CreditWithdrawn { party, currency, owed } => {
                self.sees(&[*party], *currency).then(|| {
                    json!({
                        "event": "CreditWithdrawn",
                        "party": self.bic(*party),
                        "currency": self.code(*currency),
                        "owed": self.amount(*currency, *owed),
                    })
                })
            }
            E::LiquidityTransferred { .. } => self.transferred(event),
            E::StandingOrderSet { party, currency, number, order } => {
                (*party == self.to).then(|| {
                    json!({
                        "event": "StandingOrderSet",
                        "currency": self.code(*currency),
                        "number": number,
                        "order": order.map(|order| standing_order(self.board, *currency, &order)),
                    })
                })
            }
        }
    }

    fn transferred(&self, event: &liquidity::Event) -> Option<Value> {
        let liquidity::Event::LiquidityTransferred {
            currency,
            from,
            to,
            amount,
            from_balance,
            to_balance,
            cause,
        } = event
        else {
            return None;
        };
        let (name, standing) = match cause {
            liquidity::TransferCause::Instructed(name) => (Some(name.to_string()), None),
            liquidity::TransferCause::Standing(number) => (None, Some(number)),
        };
        let own = |party, balance| (party == self.to).then(|| self.balance(*currency, balance));
        (*from == self.to || *to == self.to).then(|| {
            json!({
                "event": "LiquidityTransferred",
                "name": name,
                "standing_order": standing,
                "currency": self.code(*currency),
                "from": self.bic(*from),
                "to": self.bic(*to),
                "amount": self.amount(*currency, *amount),
                "from_balance": own(*from, *from_balance),
                "to_balance": own(*to, *to_balance),
            })
        })
    }
}
