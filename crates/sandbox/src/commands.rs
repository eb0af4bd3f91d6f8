//! A drawn day as commands of the machine, for who has the machine and no door.

use settlement::payment::{Category, CounterTerms, Instruction, Leg, Timing};
use settlement::{Command, Envelope, PartyId, Priority, payment, queue};
use terms::{Amount, BusinessDate, CurrencyId, Digest, Instant};

use crate::World;
use crate::day::{date, endow};
use crate::traffic::{Kind, Mistake, Order, draw};
use crate::world::currency_id;

/// Spreads the seeds of the days that follow the simulated one.
const NEXT_DAY: u64 = 0x9E37_79B9_7F4A_7C15;

/// A bank's command and the minute at which it is given.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Unit: minutes since the day began, in UTC. Range: 0 .. 1440.
    pub minute: u64,
    /// What is commanded, and by whom.
    pub command: Envelope,
}

/// What a bank begins with in a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endowment {
    /// Who.
    pub party: PartyId,
    /// In which currency.
    pub currency: CurrencyId,
    /// How much. Unit: minor units.
    pub amount: Amount,
}

/// A generated day: what banks begin with and what they command.
#[derive(Clone, Debug)]
pub struct GeneratedDay {
    /// The operating day of every payment.
    pub date: BusinessDate,
    /// When the day begins: midnight in UTC.
    pub begins: Instant,
    /// A fifth of what a bank sends, and enough for its second largest payment. Order: by bank,
    /// then currency.
    pub endowments: Vec<Endowment>,
    /// Order: by minute, then sender's BIC, then number, as the sandbox has it.
    pub arrivals: Vec<Arrival>,
}

/// The day that the sandbox simulates unless told otherwise.
pub fn simulated_date() -> BusinessDate {
    date()
}

impl World {
    /// The day that the sandbox would play for this seed, as commands instead of messages.
    ///
    /// Messages that the door answers itself are left out: another metal than money, a stranger, a
    /// text cut short, too many decimals.
    /// What is wrong with the rest (a stale date, a name used twice) the machine refuses.
    pub fn generated_day(&self, payments: usize, seed: u64, date: BusinessDate) -> GeneratedDay {
        let ahead = u64::from(date.days().abs_diff(simulated_date().days()));
        let orders = draw(self, payments, seed.wrapping_add(ahead.wrapping_mul(NEXT_DAY)));
        let endowments = endow(&orders).into_iter().map(|((bank, currency), amount)| Endowment {
            party: self.bank_id(bank),
            currency: currency_id(currency),
            amount,
        });
        let endowments = endowments.collect();
        let mut sent: Vec<&Order> = orders.iter().collect();
        sent.sort_by_key(|order| (order.tick, self.banks[order.payer].bic, order.number));
        let arrivals = sent
            .into_iter()
            .filter_map(|order| {
                let command = self.command(order, date)?;
                let by = self.bank_id(order.payer);
                let command = Envelope { by, evidence: Digest::ZERO, command };
                let minute = u64::try_from(order.tick).unwrap_or(0);
                Some(Arrival { minute, command })
            })
            .collect();
        let days = u64::try_from(date.days()).unwrap_or(0);
        let begins = Instant::from_unix_seconds(days.saturating_mul(86_400));
        GeneratedDay { date, begins, endowments, arrivals }
    }

    /// What an order commands; none if its message would not pass the door.
    fn command(&self, order: &Order, date: BusinessDate) -> Option<Command> {
        let plain = |category| (order.uetr, date, category, None);
        let counter = |reference: &String, currency: usize, amount, receiver: usize| {
            let (currency, receiver) = (currency_id(currency), self.bank_id(receiver));
            CounterTerms { reference: reference.clone(), currency, amount, receiver }
        };
        let (uetr, date, category, counter) = match &order.kind {
            Kind::Customer => plain(Category::Customer),
            Kind::Institution => plain(Category::Interbank),
            Kind::TradeLeg { reference, currency, amount, receiver }
            | Kind::Converted { reference, currency, amount, receiver } => {
                let terms = counter(reference, *currency, *amount, *receiver);
                (order.uetr, date, Category::Interbank, Some(terms))
            }
            Kind::Cancellation { of } => {
                return Some(Command::Queue(queue::Command::CancelInstruction { uetr: *of }));
            }
            Kind::Wrong(Mistake::Stale) => {
                (order.uetr, date.plus_days(-20), Category::Customer, None)
            }
            Kind::Wrong(Mistake::Duplicate(uetr)) => (*uetr, date, Category::Customer, None),
            Kind::Wrong(Mistake::Gold | Mistake::Stranger | Mistake::Cut | Mistake::Decimals) => {
                return None;
            }
        };
        let leg = Leg {
            debtor: self.bank_id(order.payer),
            creditor: self.bank_id(order.payee),
            currency: currency_id(order.currency),
            amount: order.amount,
        };
        let priority = if order.urgent { Priority::Urgent } else { Priority::Normal };
        let instruction = Instruction {
            uetr,
            legs: vec![leg],
            date,
            priority,
            category,
            timing: Timing::default(),
            counter,
            returns: None,
        };
        Some(Command::Payment(payment::Command::SubmitInstruction(instruction)))
    }
}
