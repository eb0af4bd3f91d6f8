//! From records and their events to rows, in memory: what each event means for each table.
//!
//! It remembers what later events change: accounts, currencies, what waits, and orders that stand.
//! All of that is read from the tables again when views are opened.

mod about;
mod exchange;
mod load;
mod money;
mod names;
mod payments;
mod surplus;

use std::collections::{BTreeMap, BTreeSet};

use settlement::{Command, Envelope, Event, PartyId, Refusal, approval, rulebook};
use terms::{Amount, Balance, Bic, BusinessDate, CurrencyId, Digest, Instant, LogPosition, Uetr};

use crate::table::{
    ACCOUNTS, CHANGES, CURRENCIES, LIQUIDITY, ORDERS, PARTIES, PAYMENTS, RECORDS, REFUSALS, Table,
};
use crate::value::{Row, Value, amount, balance};
use crate::{Fault, Recorded};

pub(crate) use payments::Payment;

/// An account as it stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    class: String,
    access: String,
    balance: Balance,
    credit: Amount,
    /// What it stood at when its last day closed.
    opening: Balance,
    statements: u32,
    /// Entries since then.
    entries: u32,
    /// The record that changed it last.
    position: LogPosition,
}

/// A currency as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Currency {
    code: String,
    minor_units: u8,
    agent: PartyId,
    valid_from: Option<BusinessDate>,
    valid_until: Option<BusinessDate>,
    /// The day that is open, or was last.
    date: Option<BusinessDate>,
    position: LogPosition,
}

/// An order or a quote that stands.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    number: u64,
    uetr: Uetr,
    party: PartyId,
    purpose: String,
    sell: CurrencyId,
    buy: CurrencyId,
    amount: Amount,
    left: Amount,
    /// Limit and validity, as they are written.
    terms: Row,
    position: LogPosition,
    instant: Instant,
}

/// Where in the log the event at hand stands.
#[derive(Clone, Copy, Debug, Default)]
struct At {
    position: LogPosition,
    instant: Instant,
    /// The command's place in its record.
    command: u32,
    /// The event's.
    event: u32,
    /// The next entry's.
    entry: u32,
}

/// What was changed and is to be written with the batch.
#[derive(Debug, Default)]
struct Touched {
    accounts: BTreeSet<(PartyId, CurrencyId)>,
    currencies: BTreeSet<CurrencyId>,
    payments: BTreeSet<Uetr>,
    orders: BTreeSet<u64>,
}

/// The whole of it.
#[derive(Debug, Default)]
pub(crate) struct Projection {
    accounts: BTreeMap<(PartyId, CurrencyId), Account>,
    currencies: BTreeMap<CurrencyId, Currency>,
    /// What waits, by name.
    open: BTreeMap<Uetr, Payment>,
    /// What stands, by number.
    orders: BTreeMap<u64, Order>,
    /// What the command at hand asks for; a row once it was taken or refused.
    coming: Option<Payment>,
    /// Which dates a currency is valid between, as the command at hand says.
    validity: Option<(BusinessDate, Option<BusinessDate>)>,
    /// What the machine says that accounts stand at; the last word of the record counts.
    told: BTreeMap<(PartyId, CurrencyId), Balance>,
    at: At,
    head: Digest,
    touched: Touched,
    rows: BTreeMap<&'static str, Vec<Row>>,
    count: usize,
}

impl Projection {
    /// Before the first record, when nobody is known but the operator.
    pub(crate) fn found(operator: Bic) -> Self {
        let mut projection = Self::default();
        projection.register(PartyId::OPERATOR, operator);
        projection
    }

    /// The digest of the last record's header.
    pub(crate) fn head(&self) -> Digest {
        self.head
    }

    /// Rows that wait to be written, those that will be written once left aside.
    pub(crate) fn rows(&self) -> usize {
        self.count
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, record: Recorded<'_>) -> Result<(), Fault> {
        let header = record.header;
        self.head = header.digest();
        self.at = At { position: header.position, instant: header.instant, ..At::default() };
        self.put(
            &RECORDS,
            vec![
                header.position.into(),
                header.instant.into(),
                Value::text(self.head.to_string()),
                Value::whole(record.commands.len()),
                Value::whole(record.events.len()),
            ],
        );
        let mut events = record.events.iter();
        let mut told = 0;
        let time = record.ends.first().copied().unwrap_or(0);
        for event in events.by_ref().take(time) {
            self.tell(event);
            told += 1;
        }
        for (index, envelope) in record.commands.iter().enumerate() {
            self.at.command = u32::try_from(index).unwrap_or(u32::MAX);
            self.coming =
                Payment::asked(envelope, self.at.position, self.at.command, self.at.instant);
            self.validity = validity(&envelope.command);
            let end = record.ends.get(index + 1).copied().unwrap_or(told);
            let mut refusal = None;
            for event in events.by_ref().take(end.saturating_sub(told)) {
                if let Event::Refused { refusal: why, .. }
                | Event::Approval(approval::Event::ProposalRefused { refusal: why, .. }) = event
                {
                    refusal = Some(*why);
                }
                self.tell(event);
                told += 1;
            }
            self.refuse_coming(refusal);
        }
        self.agree()
    }

    /// Every account's entries come to what the machine said it stands at.
    fn agree(&mut self) -> Result<(), Fault> {
        for (key, told) in std::mem::take(&mut self.told) {
            let balance = self.accounts.get(&key).map(|account| account.balance);
            if balance != Some(told) {
                let ((party, currency), has) = (key, balance.unwrap_or_default());
                return Err(Fault::new(format!(
                    "adding record {}: the account of party {} in {currency} stands at {told} by \
                     the events and at {has} by its entries",
                    self.at.position,
                    party.number()
                )));
            }
        }
        Ok(())
    }

    /// What is to be written, and nothing of it again.
    pub(crate) fn take(&mut self) -> BTreeMap<&'static str, Vec<Row>> {
        let touched = std::mem::take(&mut self.touched);
        for key in touched.accounts {
            let row = self.accounts.get(&key).map(|account| account.row(key));
            row.into_iter().for_each(|row| self.put(&ACCOUNTS, row));
        }
        for id in touched.currencies {
            let row = self.currencies.get(&id).map(|currency| currency.row(id));
            row.into_iter().for_each(|row| self.put(&CURRENCIES, row));
        }
        // What has ended meanwhile was put among the rows then.
        for uetr in touched.payments {
            let row = self.open.get(&uetr).map(Payment::row);
            row.into_iter().for_each(|row| self.put(&PAYMENTS, row));
        }
        for number in touched.orders {
            let row = self.orders.get(&number).map(|order| order.row("standing", None));
            row.into_iter().for_each(|row| self.put(&ORDERS, row));
        }
        self.count = 0;
        std::mem::take(&mut self.rows)
    }

    fn put(&mut self, table: &Table, row: Row) {
        debug_assert_eq!(row.len(), table.columns.len(), "a row of {}", table.name);
        self.rows.entry(table.name).or_default().push(row);
        self.count += 1;
    }

    /// Brings one event to the tables.
    fn tell(&mut self, event: &Event) {
        match event {
            Event::Refused { by, uetr, refusal } => self.tell_refusal(*by, *uetr, *refusal),
            Event::Participation(event) => self.tell_participation(event),
            Event::Issuance(event) => self.tell_issuance(event),
            Event::Payment(event) => self.tell_payment(event),
            Event::Queue(event) => self.tell_queue(event),
            Event::Liquidity(event) => self.tell_liquidity(event),
            Event::Offsetting(event) => self.tell_offsetting(event),
            Event::OperatingDay(event) => self.tell_day(event),
            Event::Rulebook(event) => self.tell_rulebook(event),
            Event::Exchange(event) => self.tell_exchange(event),
            Event::Cycle(event) => self.tell_cycle(event),
            Event::Swap(event) => self.tell_swap(event),
            Event::Approval(event) => self.tell_approval(event),
            Event::Surplus(event) => self.tell_surplus(event),
        }
        self.note(event);
        self.at.event += 1;
    }

    fn tell_refusal(&mut self, by: PartyId, uetr: Option<Uetr>, refusal: Refusal) {
        self.put(
            &REFUSALS,
            vec![
                self.at.position.into(),
                Value::whole(self.at.event),
                by.into(),
                Value::maybe(uetr, Value::from),
                Value::whole(refusal.number()),
                Value::name(refusal.name()),
                Value::name(refusal.iso()),
                Value::name(refusal.rule()),
            ],
        );
    }

    /// What several keys agreed on is a command like any other from here on.
    fn tell_approval(&mut self, event: &approval::Event) {
        if let approval::Event::CommandCarriedOut { by, command, evidence, .. } = event {
            let command = command.as_ref().clone();
            let envelope = Envelope { by: *by, evidence: *evidence, command };
            let At { position, command, instant, .. } = self.at;
            self.coming = Payment::asked(&envelope, position, command, instant);
            self.validity = validity(&envelope.command);
        }
    }

    fn register(&mut self, party: PartyId, bic: Bic) {
        let position = self.at.position.into();
        self.put(&PARTIES, vec![party.into(), Value::text(bic.as_str()), position]);
    }

    /// The row of what has no table of its own, or of liquidity.
    fn note(&mut self, event: &Event) {
        let place = [self.at.position.into(), Value::whole(self.at.event)];
        if let Event::Liquidity(liquidity) = event {
            let Some(said) = about::liquidity(liquidity) else { return };
            let [high, low] = Value::maybe_amount(said.amount);
            let mut row = place.to_vec();
            row.extend([
                Value::name(said.change),
                said.party.into(),
                said.currency.into(),
                Value::maybe(said.counterparty, Value::from),
                Value::maybe(said.priority, |priority| Value::name(names::priority(priority))),
                high,
                low,
                Value::text(about::text(event)),
            ]);
            return self.put(&LIQUIDITY, row);
        }
        let Some(said) = about::other(event) else { return };
        let mut row = place.to_vec();
        row.extend([
            Value::name(said.feature),
            Value::text(about::variant(event)),
            Value::maybe(said.party, Value::from),
            Value::maybe(said.currency, Value::from),
            Value::text(about::text(event)),
        ]);
        self.put(&CHANGES, row);
    }

    fn account(&mut self, party: PartyId, currency: CurrencyId) -> &mut Account {
        self.touched.accounts.insert((party, currency));
        let account = self.accounts.entry((party, currency)).or_default();
        account.position = self.at.position;
        account
    }

    fn date(&self, currency: CurrencyId) -> BusinessDate {
        let date = self.currencies.get(&currency).and_then(|currency| currency.date);
        date.unwrap_or(self.at.instant.date())
    }

    fn agent(&self, currency: CurrencyId) -> Option<PartyId> {
        self.currencies.get(&currency).map(|currency| currency.agent)
    }
}

impl Value {
    fn maybe_amount(some: Option<Amount>) -> [Self; 2] {
        some.map_or([Self::Null, Self::Null], amount)
    }
}

fn validity(command: &Command) -> Option<(BusinessDate, Option<BusinessDate>)> {
    match command {
        Command::Rulebook(rulebook::Command::DefineCurrency {
            valid_from, valid_until, ..
        }) => Some((*valid_from, *valid_until)),
        _ => None,
    }
}

impl Account {
    fn row(&self, (party, currency): (PartyId, CurrencyId)) -> Row {
        let mut row = vec![
            party.into(),
            currency.into(),
            Value::text(self.class.as_str()),
            Value::text(self.access.as_str()),
        ];
        row.extend(balance(self.balance));
        row.extend(amount(self.credit));
        row.extend(balance(self.opening));
        row.extend([
            Value::whole(self.statements),
            Value::whole(self.entries),
            self.position.into(),
        ]);
        row
    }
}

impl Currency {
    fn row(&self, id: CurrencyId) -> Row {
        vec![
            id.into(),
            Value::text(self.code.as_str()),
            Value::whole(self.minor_units),
            self.agent.into(),
            Value::maybe(self.valid_from, Value::from),
            Value::maybe(self.valid_until, Value::from),
            Value::maybe(self.date, Value::from),
            self.position.into(),
        ]
    }
}
