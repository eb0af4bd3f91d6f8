//! Reads instance files: JSON with `problem` and `input`, whatever else stands beside.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use netting::Order;
use netting::obligations::{Book, Money, Obligation, Party};
use serde::Deserialize;

use super::{Instance, ItemName, Leg};

/// Why a file is not an instance: what is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    kind: Kind,
    place: String,
}

/// What can be wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not JSON, a field is missing, or a number is negative, a fraction or beyond 128 bits.
    Format,
    /// A `problem` that is not known here.
    UnknownProblem,
    /// A currency without a rate.
    UnknownCurrency,
    /// An account that is not written BANK/CURRENCY.
    AccountName,
    /// A bank pays itself.
    SelfPayment,
    /// An amount of zero.
    NoAmount,
    /// An item without legs.
    NoLegs,
    /// Two items of the same name.
    NameTwice,
    /// In P1, an item with more than one leg or a second currency.
    NotSingle,
    /// A priority that is not one of 0 to 255.
    Priority,
    /// An amount or a value that does not fit 127 bits, or more than can be counted.
    TooMuch,
    /// In P4, something that a round of exchange does not take; the place tells what.
    Round,
}

impl Unreadable {
    pub(crate) fn new(kind: Kind, place: impl Into<String>) -> Self {
        Self { kind, place: place.into() }
    }

    /// What is wrong.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = match self.kind {
            Kind::Format => "the file does not have the form of an instance",
            Kind::UnknownProblem => "the problem is not one of P1, P2, P3, P4",
            Kind::UnknownCurrency => "a currency has no rate",
            Kind::AccountName => "an account is not written BANK/CURRENCY",
            Kind::SelfPayment => "a bank pays itself",
            Kind::NoAmount => "an amount is zero",
            Kind::NoLegs => "an item has no legs",
            Kind::NameTwice => "two items have the same id",
            Kind::NotSingle => "an item of P1 has more than one leg or another currency",
            Kind::Priority => "a priority is not a number from 0, the most urgent, to 255",
            Kind::TooMuch => "an amount or a value does not fit 127 bits",
            Kind::Round => "the file states no round of exchange that can be cleared",
        };
        write!(f, "{told}: {}", self.place)
    }
}

impl std::error::Error for Unreadable {}

impl From<crate::exchange::Unreadable> for Unreadable {
    fn from(unreadable: crate::exchange::Unreadable) -> Self {
        Self::new(Kind::Round, unreadable.to_string())
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Document {
    /// Queued items: problem P1 or P2, as the file names it.
    Items {
        /// `P1` or `P2`.
        problem: &'static str,
        /// The items.
        instance: Box<Instance>,
    },
    /// Obligations: problem P3.
    Obligations {
        /// Names of banks. Order: by [`Party`].
        banks: Vec<String>,
        /// Names of currencies. Order: by [`Money`].
        currencies: Vec<String>,
        /// The obligations.
        book: Book,
    },
    /// Orders of an exchange round: problem P4, whose reader is the exchange's own.
    Orders,
}

#[derive(Deserialize)]
struct Head {
    problem: Option<String>,
    input: BTreeMap<String, serde::de::IgnoredAny>,
}

impl Head {
    /// Which problem: what the file says, else what its input holds.
    fn problem(&self) -> Result<String, Unreadable> {
        let holds = |name: &str| self.input.contains_key(name);
        match &self.problem {
            Some(problem) => Ok(problem.clone()),
            None if holds("items") => Ok("P2".to_owned()),
            None if holds("obligations") => Ok("P3".to_owned()),
            None if holds("orders") => Ok("P4".to_owned()),
            None => Err(Unreadable::new(Kind::UnknownProblem, "it is not named")),
        }
    }
}

#[derive(Deserialize)]
struct File<T> {
    input: T,
}

#[derive(Deserialize)]
struct ItemsInput {
    rates: BTreeMap<String, u128>,
    #[serde(default)]
    balances: BTreeMap<String, i128>,
    #[serde(default)]
    queues: BTreeMap<String, QueueInput>,
    items: Vec<ItemInput>,
}

/// What may pass in a queue.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum QueueInput {
    Strict,
    Bypass,
}

#[derive(Deserialize)]
struct ItemInput {
    id: ItemName,
    priority: i64,
    /// Where it does not follow from rates and legs.
    value: Option<u128>,
    legs: Vec<LegInput>,
}

#[derive(Deserialize)]
struct LegInput {
    from: String,
    to: String,
    ccy: String,
    amount: u128,
}

#[derive(Deserialize)]
struct ObligationsInput {
    rates: BTreeMap<String, u128>,
    obligations: Vec<LegInput>,
}

/// Reads one file, in which nobody stands in a queue but where the file says so.
///
/// Errors: as [`read_in`].
pub fn read(text: &str) -> Result<Document, Unreadable> {
    read_in(text, None)
}

/// Reads one file; `others` is the order of the queues that the file does not state, if there are
/// any.
///
/// Errors: [`Unreadable`], which names the place; nothing in a file makes it panic.
pub fn read_in(text: &str, others: Option<Order>) -> Result<Document, Unreadable> {
    // A mark of the order of bytes, as some editors write it.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head: Head = parse(text)?;
    match head.problem()?.as_str() {
        "P1" => items(text, "P1", others),
        "P2" => items(text, "P2", others),
        "P3" => obligations(text),
        "P4" => Ok(Document::Orders),
        other => Err(Unreadable::new(Kind::UnknownProblem, short(other))),
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable::new(Kind::Format, error.to_string()))
}

/// A name out of a file, not longer than a line.
fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

/// Names of banks, numbered as they come.
#[derive(Default)]
struct Banks {
    index: BTreeMap<String, u32>,
    names: Vec<String>,
}

impl Banks {
    fn number(&mut self, name: &str) -> Result<u32, Unreadable> {
        if let Some(index) = self.index.get(name) {
            return Ok(*index);
        }
        let next = u32::try_from(self.names.len());
        let next = next.map_err(|_| Unreadable::new(Kind::TooMuch, "banks"))?;
        self.index.insert(name.to_owned(), next);
        self.names.push(name.to_owned());
        Ok(next)
    }
}

/// Names and rates of currencies.
struct Currencies {
    names: Vec<String>,
    rates: Vec<u128>,
}

impl Currencies {
    fn new(rates: BTreeMap<String, u128>) -> Self {
        let (names, rates) = rates.into_iter().unzip();
        Self { names, rates }
    }

    fn number(&self, name: &str) -> Result<u32, Unreadable> {
        let at = self.names.binary_search_by(|other| other.as_str().cmp(name)).ok();
        let at = at.and_then(|at| u32::try_from(at).ok());
        at.ok_or_else(|| Unreadable::new(Kind::UnknownCurrency, short(name)))
    }
}

fn leg(
    stated: &LegInput,
    banks: &mut Banks,
    currencies: &Currencies,
    place: &str,
) -> Result<Leg, Unreadable> {
    let at = |kind| Unreadable::new(kind, place);
    if stated.from == stated.to {
        return Err(at(Kind::SelfPayment));
    }
    if stated.amount == 0 {
        return Err(at(Kind::NoAmount));
    }
    let currency = currencies.number(&stated.ccy)?;
    let value = stated.amount.checked_mul(currencies.rates[currency as usize]);
    if i128::try_from(stated.amount).is_err() || value.is_none() {
        return Err(at(Kind::TooMuch));
    }
    Ok(Leg {
        from: banks.number(&stated.from)?,
        to: banks.number(&stated.to)?,
        currency,
        amount: stated.amount,
    })
}

/// An account as it is written: BANK/CURRENCY.
fn account(
    name: &str,
    banks: &mut Banks,
    currencies: &Currencies,
) -> Result<(u32, u32), Unreadable> {
    let parts = name.rsplit_once('/').filter(|(bank, _)| !bank.is_empty());
    let (bank, currency) = parts.ok_or_else(|| Unreadable::new(Kind::AccountName, short(name)))?;
    Ok((banks.number(bank)?, currencies.number(currency)?))
}

fn items(text: &str, problem: &'static str, others: Option<Order>) -> Result<Document, Unreadable> {
    let File::<ItemsInput> { input } = parse(text)?;
    let currencies = Currencies::new(input.rates);
    let mut banks = Banks::default();
    let mut balances = Vec::new();
    for (name, balance) in &input.balances {
        let (bank, currency) = account(name, &mut banks, &currencies)?;
        balances.push((bank, currency, *balance));
    }
    let mut queues = Vec::new();
    for (name, queue) in &input.queues {
        let (bank, currency) = account(name, &mut banks, &currencies)?;
        queues.push((bank, currency, *queue));
    }
    let mut seen = BTreeSet::new();
    let mut stated: Vec<(u8, &ItemInput, Vec<Leg>)> = Vec::new();
    for item in &input.items {
        let place = format!("item {}", short(&item.id.to_string()));
        if !seen.insert(&item.id) {
            return Err(Unreadable::new(Kind::NameTwice, place));
        }
        let class = u8::try_from(item.priority)
            .map_err(|_| Unreadable::new(Kind::Priority, place.clone()))?;
        if item.legs.is_empty() {
            return Err(Unreadable::new(Kind::NoLegs, place));
        }
        let legs: Result<Vec<Leg>, _> =
            item.legs.iter().map(|stated| leg(stated, &mut banks, &currencies, &place)).collect();
        let legs = legs?;
        let first = stated.first().map_or(legs[0].currency, |(_, _, legs)| legs[0].currency);
        if problem == "P1" && (legs.len() > 1 || legs[0].currency != first) {
            return Err(Unreadable::new(Kind::NotSingle, place));
        }
        stated.push((class, item, legs));
    }
    if others.is_some() || !queues.is_empty() {
        // A queue stands by class, and in a class by arrival.
        stated.sort_by_key(|(class, _, _)| *class);
    }
    let mut instance = Instance::new(banks.names, currencies.names, currencies.rates, 0);
    for (number, (class, item, legs)) in stated.into_iter().enumerate() {
        instance.push_item(item.id.clone(), class, &legs);
        if let Some(value) = item.value {
            instance.set_value(number, value);
        }
    }
    for (bank, currency, balance) in balances {
        instance.set_balance(bank, currency, balance);
    }
    others.into_iter().for_each(|order| instance.set_queues(order));
    for (bank, currency, queue) in queues {
        let order = match queue {
            QueueInput::Strict => Order::Strict,
            QueueInput::Bypass => Order::Bypass,
        };
        instance.set_queue(bank, currency, order);
    }
    Ok(Document::Items { problem, instance: Box::new(instance) })
}

fn obligations(text: &str) -> Result<Document, Unreadable> {
    let File::<ObligationsInput> { input } = parse(text)?;
    let currencies = Currencies::new(input.rates);
    let mut banks = Banks::default();
    let mut obligations = Vec::with_capacity(input.obligations.len());
    for (number, stated) in (1..).zip(&input.obligations) {
        let place = format!("obligation {number}");
        let leg = leg(stated, &mut banks, &currencies, &place)?;
        obligations.push(Obligation {
            debtor: Party(leg.from),
            creditor: Party(leg.to),
            currency: Money(leg.currency),
            amount: leg.amount,
        });
    }
    let book = Book { rates: currencies.rates, obligations };
    Ok(Document::Obligations { banks: banks.names, currencies: currencies.names, book })
}
