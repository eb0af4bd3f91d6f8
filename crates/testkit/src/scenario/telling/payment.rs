//! Events on instructions, queues, liquidity and offsetting.

use settlement::fx::Value;
use settlement::liquidity::{StandingAmount, StandingOrder, TransferCause, Trigger};
use settlement::offsetting::{Bound, Scope};
use settlement::payment::{How, SettledLeg};
use settlement::queue::{Place, Policy};
use settlement::{liquidity, offsetting, payment, queue};
use terms::{BusinessDate, CurrencyId, Uetr};

use super::{Telling, refusal_words};
use crate::scenario::vocabulary::{PRIORITIES, word_for};

impl Telling<'_> {
    pub(super) fn payment(&self, event: &payment::Event) -> String {
        use payment::Event;
        let name = |uetr: &Uetr| self.names.name(*uetr);
        match event {
            Event::InstructionAccepted { uetr, by, creditor, waiting } => format!(
                "{} accepted from {} for {}, waits {}",
                name(uetr),
                self.bank(*by),
                self.bank(*creditor),
                self.waiting(waiting)
            ),
            Event::TradeMatched { uetr, matched } => {
                format!("{} matched by {}", name(uetr), name(matched))
            }
            Event::ConsentGiven { uetr, party } => {
                format!("{} consented to by {}", name(uetr), self.bank(*party))
            }
            Event::PaymentSettled { uetr, matched, date, how, legs, returns, .. } => format!(
                "{} settled {}{}{}: {}",
                self.both(uetr, matched),
                how_words(*how),
                self.for_date(*date),
                returns.map_or_else(String::new, |of| format!(", returning {}", name(&of))),
                self.legs(legs)
            ),
            Event::PaymentRejected { uetr, matched, by, refusal } => format!(
                "{} of {} rejected {}",
                self.both(uetr, matched),
                self.bank(*by),
                refusal_words(*refusal)
            ),
            Event::SettlementLate { uetr } => format!("{} is late", name(uetr)),
            Event::CreditConfirmed { uetr, party, .. } => {
                format!("{} confirmed by {}", name(uetr), self.bank(*party))
            }
        }
    }

    /// An instruction, with the one that had matched it.
    fn both(&self, uetr: &Uetr, matched: &Option<Uetr>) -> String {
        let name = self.names.name(*uetr);
        match matched {
            Some(matched) => format!("{name} with {}", self.names.name(*matched)),
            None => name,
        }
    }

    /// The settlement date, unless it is the date at hand.
    fn for_date(&self, date: BusinessDate) -> String {
        let today = self.machine.moment().instant.date();
        if date == today { String::new() } else { format!(" for {date}") }
    }

    fn legs(&self, legs: &[SettledLeg]) -> String {
        let told: Vec<String> = legs
            .iter()
            .map(|leg| {
                let money = self.money(leg.currency, leg.amount);
                let from = self.holding(leg.debtor, leg.currency, leg.debtor_balance);
                let to = self.holding(leg.creditor, leg.currency, leg.creditor_balance);
                format!("{money} from {from} to {to}")
            })
            .collect();
        told.join("; ")
    }

    pub(super) fn queue(&self, event: &queue::Event) -> String {
        use queue::Event;
        let name = |uetr: &Uetr| self.names.name(*uetr);
        match event {
            Event::ReasonChanged { uetr, waiting } => {
                format!("{} now waits {}", name(uetr), self.waiting(waiting))
            }
            Event::PaymentCancelled { uetr, by } => {
                format!("{} cancelled by {}", name(uetr), self.bank(*by))
            }
            Event::PaymentReordered { uetr, place } => match place {
                Place::Front => format!("{} moved to the front", name(uetr)),
                Place::Back => format!("{} moved to the back", name(uetr)),
            },
            Event::PaymentReprioritised { uetr, priority } => {
                format!("{} is {} now", name(uetr), word_for(PRIORITIES, priority))
            }
            Event::QueuePolicySet { party, currency, policy } => {
                let queue = format!("{}'s {} queue", self.bank(*party), self.code(*currency));
                match policy {
                    Policy::Fifo => format!("{queue} is first in, first out"),
                    Policy::Bypass => format!("{queue} may be bypassed"),
                }
            }
        }
    }

    pub(super) fn liquidity(&self, event: &liquidity::Event) -> String {
        use liquidity::Event;
        match event {
            Event::FundsReserved { party, currency, priority, amount } => format!(
                "{} reserved for {} payments of {}",
                self.money(*currency, *amount),
                word_for(PRIORITIES, priority),
                self.bank(*party)
            ),
            Event::LimitSet { party, currency, counterparty, amount } => {
                let limit = amount.map(|amount| self.money(*currency, amount));
                let towards = counterparty.map_or_else(|| "all".to_owned(), |to| self.bank(to));
                format!(
                    "limit of {} in {} towards {towards}: {}",
                    self.bank(*party),
                    self.code(*currency),
                    limit.unwrap_or_else(|| "none".to_owned())
                )
            }
            Event::CreditLineSet { party, currency, amount } => {
                format!("credit of {}: {}", self.bank(*party), self.money(*currency, *amount))
            }
            Event::CreditWithdrawn { party, currency, owed } => format!(
                "credit of {} withdrawn, owed {}",
                self.bank(*party),
                self.money(*currency, *owed)
            ),
            Event::LiquidityTransferred {
                currency,
                from,
                to,
                amount,
                from_balance,
                to_balance,
                cause,
            } => format!(
                "{} moved from {} to {}{}",
                self.money(*currency, *amount),
                self.holding(*from, *currency, *from_balance),
                self.holding(*to, *currency, *to_balance),
                match cause {
                    TransferCause::Instructed(_) => String::new(),
                    TransferCause::Standing(number) => format!(" by order {number}"),
                }
            ),
            Event::StandingOrderSet { party, currency, number, order } => {
                let told = order.map(|order| self.standing_order(*currency, &order));
                format!(
                    "order {number} of {} in {}: {}",
                    self.bank(*party),
                    self.code(*currency),
                    told.unwrap_or_else(|| "none".to_owned())
                )
            }
        }
    }

    fn standing_order(&self, currency: CurrencyId, order: &StandingOrder) -> String {
        let when = match order.trigger {
            Trigger::Open => "at the open",
            Trigger::Close => "at the close",
        };
        let what = match order.amount {
            StandingAmount::Fixed(amount) => self.money(currency, amount),
            StandingAmount::Above(floor) => format!("all above {}", self.money(currency, floor)),
        };
        format!("{when} {what} to {}", self.bank(order.to))
    }

    pub(super) fn offsetting(&self, event: &offsetting::Event) -> String {
        match event {
            offsetting::Event::OffsettingSettled {
                round,
                scope,
                considered,
                settled,
                considered_value,
                settled_value,
                bound,
            } => {
                let among = match scope {
                    Scope::Bilateral(one, other) => {
                        format!("between {} and {}", self.bank(*one), self.bank(*other))
                    }
                    Scope::Multilateral => "among all".to_owned(),
                    Scope::Proposed(by) => format!("proposed by {}", self.bank(*by)),
                };
                let worth = worth(*settled_value, *considered_value, bound);
                format!("round {round} {among} settles {settled} of {considered}{worth}")
            }
            offsetting::Event::NothingOffset {
                round,
                queued,
                considered,
                considered_value,
                bound,
            } => {
                let worth = worth(Value::ZERO, *considered_value, bound);
                let queued = match queued == considered {
                    true => String::new(),
                    false => format!(", {queued} queued"),
                };
                format!("round {round} among all settles nothing of {considered}{worth}{queued}")
            }
            offsetting::Event::ObjectionRaised { objection, .. } => self.to_set(objection),
        }
    }
}

/// What a round settled at official rates; nothing where no currency has one.
fn worth(settled: Value, considered: Value, bound: &Bound) -> String {
    if considered == Value::ZERO {
        return String::new();
    }
    let bound = match bound {
        Bound::Reachable(bound) => format!("reachable {bound}"),
        Bound::Certified(bound) => format!("at most {bound}"),
    };
    format!(", worth {settled} of {considered} ({bound})")
}

fn how_words(how: How) -> String {
    match how {
        How::Immediately => "immediately".to_owned(),
        How::Released => "from waiting".to_owned(),
        How::Offset(round) => format!("in round {round}"),
    }
}
