//! What bears a UETR and pays: given, waiting, ended.

use settlement::fx::{Command as Exchange, Purpose};
use settlement::payment::{Event, How, Leg, WaitingFor};
use settlement::queue::{Event as Queued, Place};
use settlement::{Command, Envelope, Refusal, cycle, issuance, liquidity, payment};
use terms::{CurrencyId, Instant, LogPosition, Uetr};

use super::{Projection, names};
use crate::table::{LEGS, PAYMENTS, QUEUE_CHANGES};
use crate::value::{Row, Value, amount};

/// One that came, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Payment {
    pub(super) uetr: Uetr,
    /// The cells that never change. Shape: the columns before `status`.
    pub(super) fixed: Row,
    /// What it is to move; told once and then forgotten.
    pub(super) legs: Vec<Leg>,
    pub(super) waiting: Value,
    pub(super) matched: Option<Uetr>,
}

/// How it ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    pub(super) status: &'static str,
    pub(super) refusal: Option<Refusal>,
    pub(super) how: Option<&'static str>,
    pub(super) round: Option<u64>,
}

impl End {
    pub(super) const SETTLED: Self =
        Self { status: "settled", refusal: None, how: Some("immediately"), round: None };
}

impl Payment {
    /// What a command asks for, if it asks for a payment.
    pub(super) fn asked(
        envelope: &Envelope,
        position: LogPosition,
        number: u32,
        instant: Instant,
    ) -> Option<Self> {
        let asked = Asked::of(envelope)?;
        let first = asked.legs.first()?;
        let [high, low] = amount(first.amount);
        let instruction = asked.instruction;
        let fixed = vec![
            position.into(),
            Value::whole(number),
            asked.uetr.into(),
            Value::name(asked.kind),
            envelope.by.into(),
            first.debtor.into(),
            first.creditor.into(),
            first.currency.into(),
            high,
            low,
            Value::maybe(instruction, |asked| asked.date.into()),
            Value::maybe(instruction, |asked| Value::name(names::priority(asked.priority))),
            Value::maybe(instruction, |asked| Value::name(names::category(asked.category))),
            instant.into(),
            Value::text(envelope.evidence.to_string()),
            Value::maybe(instruction.and_then(|asked| asked.returns), Value::from),
        ];
        let (uetr, legs) = (asked.uetr, asked.legs);
        Some(Self { uetr, fixed, legs, waiting: Value::Null, matched: None })
    }

    /// The row of one that waits.
    pub(super) fn row(&self) -> Row {
        let mut row = self.fixed.clone();
        row.extend([
            Value::name("pending"),
            self.waiting.clone(),
            Value::Null,
            Value::Null,
            Value::Null,
            Value::maybe(self.matched, Value::from),
            Value::Null,
            Value::Null,
            Value::Null,
        ]);
        row
    }
}

/// What a command asks to be paid.
struct Asked<'a> {
    uetr: Uetr,
    kind: &'static str,
    legs: Vec<Leg>,
    instruction: Option<&'a payment::Instruction>,
}

impl<'a> Asked<'a> {
    fn of(envelope: &'a Envelope) -> Option<Self> {
        let by = envelope.by;
        let one = |uetr: &Uetr, kind, debtor, creditor, currency: &CurrencyId, amount: &_| {
            let leg = Leg { debtor, creditor, currency: *currency, amount: *amount };
            Some(Self { uetr: *uetr, kind, legs: vec![leg], instruction: None })
        };
        match &envelope.command {
            Command::Payment(payment::Command::SubmitInstruction(instruction)) => Some(Self {
                uetr: instruction.uetr,
                kind: "payment",
                legs: instruction.legs.clone(),
                instruction: Some(instruction),
            }),
            Command::Issuance(issuance::Command::Issue { name, currency, to, amount }) => {
                one(name, "issue", by, *to, currency, amount)
            }
            Command::Issuance(issuance::Command::Redeem { name, currency, from, amount }) => {
                one(name, "redemption", *from, by, currency, amount)
            }
            Command::Liquidity(liquidity::Command::TransferLiquidity {
                name,
                currency,
                to,
                amount,
            }) => one(name, "liquidity transfer", by, *to, currency, amount),
            Command::Exchange(Exchange::ConvertPayment {
                uetr, creditor, sell, amount, ..
            }) => one(uetr, "conversion", by, *creditor, sell, amount),
            Command::Cycle(cycle::Command::SubmitObligation {
                name,
                creditor,
                currency,
                amount,
                ..
            }) => one(name, "obligation", by, *creditor, currency, amount),
            _ => None,
        }
    }
}

impl Projection {
    /// What the command at hand asked for was taken: it waits, or ends at once.
    pub(super) fn arrive(&mut self, uetr: Uetr) {
        let Some(mut payment) = self.coming.take_if(|payment| payment.uetr == uetr) else {
            return;
        };
        self.put_legs(&mut payment);
        self.touched.payments.insert(uetr);
        self.open.insert(uetr, payment);
    }

    fn put_legs(&mut self, payment: &mut Payment) {
        for (number, leg) in (0_u32..).zip(std::mem::take(&mut payment.legs)) {
            let mut row = payment.fixed.get(..2).unwrap_or_default().to_vec();
            row.extend([
                Value::whole(number),
                leg.debtor.into(),
                leg.creditor.into(),
                leg.currency.into(),
            ]);
            row.extend(amount(leg.amount));
            self.put(&LEGS, row);
        }
    }

    /// What the command at hand asked for was refused, if it was; its name stays whose it was.
    pub(super) fn refuse_coming(&mut self, refusal: Option<Refusal>) {
        let Some((mut payment, refusal)) = self.coming.take().zip(refusal) else {
            return;
        };
        self.put_legs(&mut payment);
        let event = self.at.event.saturating_sub(1);
        let end = End { status: "refused", refusal: Some(refusal), how: None, round: None };
        self.put_ended(payment, end, event);
    }

    /// What waited has ended.
    pub(super) fn finish(&mut self, uetr: Uetr, end: End) {
        if let Some(payment) = self.open.remove(&uetr) {
            self.put_ended(payment, end, self.at.event);
        }
    }

    fn put_ended(&mut self, payment: Payment, end: End, event: u32) {
        let matched = Value::maybe(payment.matched, Value::from);
        let mut row = payment.fixed;
        row.extend([
            Value::name(end.status),
            Value::Null,
            Value::maybe(end.refusal, |refusal| Value::whole(refusal.number())),
            Value::maybe(end.how, Value::name),
            Value::maybe(end.round, Value::whole),
            matched,
            self.at.position.into(),
            Value::whole(event),
            self.at.instant.into(),
        ]);
        self.put(&PAYMENTS, row);
    }

    /// What waits, waits for something.
    fn wait(&mut self, uetr: Uetr, waiting: &WaitingFor) {
        if let Some(payment) = self.open.get_mut(&uetr) {
            payment.waiting = Value::name(names::waiting(waiting));
            self.touched.payments.insert(uetr);
        }
    }

    pub(super) fn tell_payment(&mut self, event: &Event) {
        match event {
            Event::InstructionAccepted { uetr, waiting, .. } => {
                self.arrive(*uetr);
                self.wait(*uetr, waiting);
                self.queue_change(*uetr, "accepted", Some(waiting));
            }
            Event::TradeMatched { uetr, matched } => {
                for (one, other) in [(uetr, matched), (matched, uetr)] {
                    self.arrive(*one);
                    if let Some(payment) = self.open.get_mut(one) {
                        payment.matched = Some(*other);
                        self.touched.payments.insert(*one);
                    }
                }
                self.queue_change(*uetr, "matched", None);
            }
            Event::PaymentSettled { uetr, matched, date, how, legs, returns, .. } => {
                self.arrive(*uetr);
                let cause = match (returns, legs.len()) {
                    (Some(_), _) => "return",
                    (None, 1) => "payment",
                    (None, _) => "exchange",
                };
                let count = legs.len();
                for (index, leg) in legs.iter().enumerate() {
                    // The second leg of a matched trade is the second instruction's own.
                    let second = index + 1 == count && count > 1;
                    let own = matched.filter(|_| second).unwrap_or(*uetr);
                    self.settle_leg(own, *date, leg, cause);
                }
                let end = settled(*how);
                self.finish(*uetr, end);
                matched.iter().for_each(|matched| self.finish(*matched, end));
            }
            Event::PaymentRejected { uetr, matched, refusal, .. } => {
                let refusal = Some(*refusal);
                let end = End { status: "rejected", refusal, how: None, round: None };
                self.finish(*uetr, end);
                matched.iter().for_each(|matched| self.finish(*matched, end));
            }
            Event::ConsentGiven { uetr, .. } => self.queue_change(*uetr, "consented", None),
            // Told by the door from the log; no row of history changes by it.
            Event::CreditConfirmed { .. } => {}
            Event::SettlementLate { uetr } => self.queue_change(*uetr, "late", None),
        }
    }

    pub(super) fn tell_queue(&mut self, event: &Queued) {
        match event {
            Queued::ReasonChanged { uetr, waiting } => {
                let matched = self.open.get(uetr).and_then(|payment| payment.matched);
                for uetr in [Some(*uetr), matched].into_iter().flatten() {
                    self.wait(uetr, waiting);
                }
                self.queue_change(*uetr, "waits", Some(waiting));
            }
            Queued::PaymentCancelled { uetr, .. } => {
                self.queue_change(*uetr, "cancelled", None);
                let end = End { status: "cancelled", refusal: None, how: None, round: None };
                self.finish(*uetr, end);
            }
            Queued::PaymentReordered { uetr, place } => {
                let change = match place {
                    Place::Front => "moved to the front",
                    Place::Back => "moved to the back",
                };
                self.queue_change(*uetr, change, None);
            }
            Queued::PaymentReprioritised { uetr, priority } => {
                // The priority's place among the fixed cells is the twelfth.
                let cell = self.open.get_mut(uetr).and_then(|payment| payment.fixed.get_mut(11));
                if let Some(cell) = cell {
                    *cell = Value::name(names::priority(*priority));
                    self.touched.payments.insert(*uetr);
                }
                self.queue_change(*uetr, "reprioritised", None);
            }
            Queued::QueuePolicySet { .. } => {}
        }
    }

    fn queue_change(&mut self, uetr: Uetr, change: &'static str, waiting: Option<&WaitingFor>) {
        let detail = waiting.and_then(|waiting| serde_json::to_string(waiting).ok());
        self.put(
            &QUEUE_CHANGES,
            vec![
                self.at.position.into(),
                Value::whole(self.at.event),
                uetr.into(),
                Value::name(change),
                Value::maybe(waiting, |waiting| Value::name(names::waiting(waiting))),
                Value::maybe(detail, Value::text),
            ],
        );
    }

    /// What an order of exchange did for the payment it stood for.
    pub(super) fn finish_conversion(&mut self, purpose: &Purpose, end: End) {
        match purpose {
            Purpose::Payment { uetr, .. } => self.finish(*uetr, end),
            Purpose::Round | Purpose::Quote => {}
        }
    }
}

const fn settled(how: How) -> End {
    match how {
        How::Immediately => End::SETTLED,
        How::Released => End { how: Some("released"), ..End::SETTLED },
        How::Offset(round) => End { how: Some("offset"), round: Some(round), ..End::SETTLED },
    }
}
