//! From the text of a file to a round.

use std::fmt;

use auction::{
    Band, Currency, Flaw, Limit, MOST_CURRENCIES, MOST_OFFERED, MOST_OFFICIAL, Order, Presence,
    Problem, Terms,
};
use serde_json::{Map, Value};

use super::estimate;

/// How a limit of zero, at any price, is told to a search that knows none: at a price that is below
/// any at which an order could receive a unit.
const ANY_PRICE: (u128, u128) = (1, (1 << 64) - 1);

/// A round that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Names. Order: that of the file, and of the problem's currencies.
    pub currencies: Vec<String>,
    /// The round itself.
    pub problem: Problem,
}

/// A text that states no exchange round: where, and what was wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    place: String,
    what: String,
}

impl Unreadable {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "reading an exchange round at {}: {}", self.place, self.what)
    }
}

impl std::error::Error for Unreadable {}

/// Reads a file.
///
/// Errors: [`Unreadable`] with the first place that does not fit.
pub fn read(text: &str) -> Result<Round, Unreadable> {
    let file: Value =
        serde_json::from_str(text).map_err(|why| Unreadable::new("the text", why.to_string()))?;
    let input = file.get("input").unwrap_or(&file);
    let input = input.as_object().ok_or_else(|| Unreadable::new("input", "is no object"))?;
    let currencies = names(input.get("currencies"), "currencies")?;
    for (at, name) in currencies.iter().enumerate() {
        if currencies[..at].contains(name) {
            return Err(Unreadable::new(
                format!("currencies {at}"),
                format!("{name} stands twice"),
            ));
        }
    }
    let orders = list(input.get("orders"), "orders")?;
    let orders = orders.iter().enumerate().map(|(at, order)| self::order(&currencies, at, order));
    let orders: Vec<Order> = orders.collect::<Result<_, _>>()?;
    let terms = terms(input, &currencies, &orders)?;
    let mut off = Vec::new();
    for (at, pair) in list_or_none(input.get("off"), "off")?.iter().enumerate() {
        let place = format!("off {at}");
        let pair = names(Some(pair), &place)?;
        let [one, other] = pair.as_slice() else {
            return Err(Unreadable::new(place, "is no pair"));
        };
        let find = |name: &str| currency(&currencies, name, &place);
        off.push((find(one)?, find(other)?));
    }
    let problem = Problem::new(terms, &off, orders);
    let problem = problem.map_err(|flaw| told(flaw, &currencies))?;
    Ok(Round { currencies, problem })
}

/// Why the numbers of a file are no problem, in its own words.
fn told(flaw: Flaw, names: &[String]) -> Unreadable {
    let currency = |currency: Currency| names.get(currency.index()).map_or("", String::as_str);
    let order = |at: usize, field: &str| format!("order {at}, {field}");
    let (place, what) = match flaw {
        Flaw::TooManyCurrencies => {
            ("currencies".to_owned(), format!("there are more than {MOST_CURRENCIES}"))
        }
        Flaw::TooManyOrders => ("orders".to_owned(), "there are 2^32 or more".to_owned()),
        Flaw::OfficialRate(at) => {
            (format!("rates, {}", currency(at)), format!("is not between 1 and {MOST_OFFICIAL}"))
        }
        Flaw::UnknownCurrency(at) => (order(at, "sell or buy"), "is no currency".to_owned()),
        Flaw::SameCurrency(at) => (order(at, "buy"), "is what it sells".to_owned()),
        Flaw::NoAmount(at) => (order(at, "amount"), "is zero".to_owned()),
        Flaw::NoLimit(at) => (order(at, "limit_num or limit_den"), "is zero".to_owned()),
        Flaw::TooMuch(at) => {
            let what = format!(
                "more than {MOST_OFFERED} of {} are sold together, the most a round takes (2^62)",
                currency(at)
            );
            ("orders".to_owned(), what)
        }
    };
    Unreadable::new(place, what)
}

fn order(names: &[String], at: usize, order: &Value) -> Result<Order, Unreadable> {
    let place = |field: &str| format!("order {at}, {field}");
    let end = |field: &str| {
        let name = order.get(field).and_then(Value::as_str);
        let name = name.ok_or_else(|| Unreadable::new(place(field), "is no name"))?;
        currency(names, name, &place(field))
    };
    let whole = |field: &str| whole(order.get(field), &place(field));
    let short = |field: &str, x: u128| {
        u64::try_from(x).map_err(|_| Unreadable::new(place(field), "needs more than 64 bits"))
    };
    let (num, den) = match (whole("limit_num")?, whole("limit_den")?) {
        (0, den) if den > 0 => ANY_PRICE,
        stated => stated,
    };
    let common = gcd(num, den).max(1);
    Ok(Order {
        sell: end("sell")?,
        buy: end("buy")?,
        amount: short("amount", whole("amount")?)?,
        limit: Limit {
            num: short("limit_num", num / common)?,
            den: short("limit_den", den / common)?,
        },
        number: at as u64,
    })
}

fn terms(
    input: &Map<String, Value>,
    names: &[String],
    orders: &[Order],
) -> Result<Vec<Terms>, Unreadable> {
    let says = |order: &&Order| u128::from(order.limit.den) != ANY_PRICE.1;
    let mut rates = estimate(names.len(), &orders.iter().filter(says).copied().collect::<Vec<_>>());
    let stated = numbers(input, "rates", names)?;
    if !stated.is_empty() {
        rates.fill(1);
    }
    for (at, rate) in stated {
        rates[at] = rate;
    }
    let mut terms: Vec<Terms> = rates.into_iter().map(Terms::free).collect();
    for (at, band) in numbers(input, "bands", names)? {
        let band = u32::try_from(band)
            .map_err(|_| Unreadable::new("bands", "a band needs more than 32 bits"))?;
        terms[at].band = Some(Band(band));
    }
    for (at, quota) in numbers(input, "quotas", names)? {
        terms[at].quota = Some(quota);
    }
    if let Some(halted) = input.get("halted") {
        for name in self::names(Some(halted), "halted")? {
            terms[currency(names, &name, "halted")?.index()].presence = Presence::Halted;
        }
    }
    Ok(terms)
}

/// An object of names and whole numbers, if the input has it: (place of the currency, number).
fn numbers(
    input: &Map<String, Value>,
    field: &str,
    names: &[String],
) -> Result<Vec<(usize, u64)>, Unreadable> {
    let Some(value) = input.get(field) else { return Ok(Vec::new()) };
    let all = value.as_object().ok_or_else(|| Unreadable::new(field, "is no object"))?;
    let mut numbers = Vec::with_capacity(all.len());
    for (name, number) in all {
        let place = format!("{field}, {name}");
        let number = u64::try_from(whole(Some(number), &place)?)
            .map_err(|_| Unreadable::new(place.clone(), "needs more than 64 bits"))?;
        numbers.push((currency(names, name, &place)?.index(), number));
    }
    Ok(numbers)
}

fn currency(names: &[String], name: &str, place: &str) -> Result<Currency, Unreadable> {
    let at = names.iter().position(|known| known == name);
    at.and_then(Currency::new)
        .ok_or_else(|| Unreadable::new(place, format!("{name} is none of the currencies")))
}

fn names(value: Option<&Value>, place: &str) -> Result<Vec<String>, Unreadable> {
    let text = |value: &Value| {
        value.as_str().map(str::to_owned).ok_or_else(|| Unreadable::new(place, "is no name"))
    };
    list(value, place)?.iter().map(text).collect()
}

fn list<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a [Value], Unreadable> {
    let list = value.and_then(Value::as_array).map(Vec::as_slice);
    list.ok_or_else(|| Unreadable::new(place, "is no list"))
}

fn list_or_none<'a>(value: Option<&'a Value>, place: &str) -> Result<&'a [Value], Unreadable> {
    if value.is_none() { Ok(&[]) } else { list(value, place) }
}

/// A whole number, as a number or as a string.
fn whole(value: Option<&Value>, place: &str) -> Result<u128, Unreadable> {
    let number = match value {
        Some(Value::Number(number)) => number.as_u64().map(u128::from),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| {
        Unreadable::new(
            place,
            "is no whole number from zero on; beyond 64 bits it is to be a string",
        )
    })
}

fn gcd(one: u128, other: u128) -> u128 {
    if other == 0 { one } else { gcd(other, one % other) }
}
