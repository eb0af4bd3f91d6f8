//! What may be read of payments that are converted on their way.

use serde::Serialize;
use settlement::fx::{Command, Event, OrderEnd, OrderNumber, Purpose};
use settlement::payment::{Leg, SettledLeg};
use settlement::{Envelope, PartyId};
use terms::{Amount, CurrencyId, Rate, Uetr};

use super::{Board, Kind, Stage};
use crate::Notice;

/// What one quote or one round gave a conversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Step {
    /// A quote it went by.
    Quote {
        /// Which.
        number: OrderNumber,
        /// Whose.
        provider: PartyId,
    },
    /// A round of exchange that filled it, wholly or in part.
    Round {
        /// Which.
        round: u64,
        /// What was sold.
        sold: Amount,
        /// What the creditor's bank received.
        received: Amount,
    },
}

/// A payment that is converted on its way.
#[derive(Clone, Debug, Serialize)]
pub struct ConversionRow {
    /// Who pays.
    pub payer: PartyId,
    /// Who receives.
    pub creditor: PartyId,
    /// What is paid.
    pub sell: CurrencyId,
    /// What is received.
    pub buy: CurrencyId,
    /// How much is paid.
    pub amount: Amount,
    /// The least that is received: minor units received for minor units paid.
    pub limit: Rate,
    /// Under which number it waits, or waited, for quotes and rounds; none: it never had to.
    pub order: Option<OrderNumber>,
    /// What is still to be paid.
    pub left: Amount,
    /// What was received so far.
    pub received: Amount,
    /// By what it went. Order: as it happened.
    pub steps: Vec<Step>,
}

impl Board {
    /// Keeps what is asked until it is taken.
    pub(super) fn note_conversion(&mut self, command: &Command, envelope: &Envelope) {
        let Command::ConvertPayment { uetr, creditor, sell, buy, amount, limit, .. } = command
        else {
            return;
        };
        let conversion = ConversionRow {
            payer: envelope.by,
            creditor: *creditor,
            sell: *sell,
            buy: *buy,
            amount: *amount,
            limit: *limit,
            order: None,
            left: *amount,
            received: Amount::ZERO,
            steps: Vec::new(),
        };
        self.coming = Some(self.row(*uetr, Kind::Conversion, envelope, Vec::new()));
        self.coming_conversion = Some((*uetr, conversion));
    }

    /// The conversion at hand was taken, or refused and is remembered as that.
    pub(super) fn arrive_conversion(&mut self, uetr: Uetr) {
        if let Some((_, row)) = self.coming_conversion.take_if(|(name, _)| *name == uetr) {
            self.conversions.insert(uetr, row);
        } else {
            // The name is another payment's now.
            self.conversions.remove(&uetr);
        }
    }

    /// Whether the creditor of a leg is handed the payment's message: of a conversion only who
    /// receives in the end, and no provider on the way.
    pub(super) fn is_delivered(&self, uetr: Uetr, leg: &SettledLeg) -> bool {
        self.conversions
            .get(&uetr)
            .is_none_or(|row| leg.creditor == row.creditor && leg.currency == row.buy)
    }

    /// A conversion settled by quotes: its legs are known from now on.
    pub(super) fn settle_conversion(&mut self, uetr: Uetr, legs: &[SettledLeg]) {
        let Some(row) = self.conversions.get_mut(&uetr) else {
            return;
        };
        let received = |leg: &&SettledLeg| leg.creditor == row.creditor && leg.currency == row.buy;
        let received = legs.iter().rfind(received).map_or(Amount::ZERO, |leg| leg.amount);
        row.received = row.received.checked_add(received).unwrap_or(Amount::MAX);
        row.left = Amount::ZERO;
        let leg = |leg: &SettledLeg| Leg {
            debtor: leg.debtor,
            creditor: leg.creditor,
            currency: leg.currency,
            amount: leg.amount,
        };
        if let Some(payment) = self.payments.get_mut(&uetr) {
            payment.legs.extend(legs.iter().map(leg));
        }
    }

    /// What exchange did to a conversion; `number` is the event's place in its record.
    pub(super) fn tell_conversion(&mut self, event: &Event, number: u32) {
        match event {
            Event::OrderPlaced { name, order } => {
                if let Purpose::Payment { uetr, .. } = order.purpose {
                    self.arrive(*name);
                    if let Some(row) = self.conversions.get_mut(&uetr) {
                        row.order = Some(order.number);
                    }
                    if let Some(row) = self.payments.get_mut(&uetr) {
                        // R-FX-16: its money has come, and is held.
                        row.waiting = None;
                    }
                    self.move_payment(uetr, Stage::Pending, number);
                }
            }
            Event::PaymentConverted { uetr, quotes } => {
                self.arrive(*uetr);
                if let Some(row) = self.conversions.get_mut(uetr) {
                    row.steps.extend(
                        quotes.iter().map(|used| Step::Quote {
                            number: used.number,
                            provider: used.provider,
                        }),
                    );
                }
            }
            Event::OrderFilled { purpose: Purpose::Payment { uetr, creditor, .. }, .. } => {
                if self.fill_conversion(*uetr, event) {
                    self.move_payment(*uetr, Stage::Settled, number);
                    self.notify(*creditor, Notice::Delivery { uetr: *uetr });
                }
            }
            Event::OrderEnded { purpose: Purpose::Payment { uetr, .. }, end, left, .. } => {
                if let Some(row) = self.conversions.get_mut(uetr) {
                    row.left = *left;
                }
                let stage = match end {
                    OrderEnd::Cancelled => Stage::Cancelled,
                    OrderEnd::Expired | OrderEnd::Closed | OrderEnd::Redenominated => {
                        Stage::Rejected
                    }
                };
                self.move_payment(*uetr, stage, number);
            }
            Event::YardstickNamed { .. }
            | Event::OfficialRatePosted { .. }
            | Event::OfficialRateApproved { .. }
            | Event::BandSet { .. }
            | Event::QuotaSet { .. }
            | Event::PairSwitched { .. }
            | Event::ExchangeHalted { .. }
            | Event::ExchangeResumed { .. }
            | Event::OrderEnded { .. }
            | Event::RoundOpened { .. }
            | Event::PricesProposed { .. }
            | Event::ConversionHindered { .. }
            | Event::ObjectionRaised { .. }
            | Event::RoundCleared { .. }
            | Event::OrderFilled { .. } => {}
        }
    }

    /// Whether nothing of it is left.
    fn fill_conversion(&mut self, uetr: Uetr, event: &Event) -> bool {
        let Event::OrderFilled { round, sold, received, left, .. } = event else {
            return false;
        };
        if let Some(row) = self.conversions.get_mut(&uetr) {
            row.received = row.received.checked_add(*received).unwrap_or(Amount::MAX);
            row.left = *left;
            row.steps.push(Step::Round { round: *round, sold: *sold, received: *received });
        }
        left.is_zero()
    }
}
