//! What banks write to the door of exchange: small JSON, read strictly.

use node::Directory;
use node::translate::Flaw;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use settlement::fx::{Command, OrderNumber, Validity};
use terms::{Amount, AmountError, BusinessDate, CurrencyCode, CurrencyId, Instant, Uetr};

use super::Ask;
use super::limit::least_ratio;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Money {
    currency: String,
    amount: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AtLeast {
    currency: String,
    at_least: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderBody {
    name: String,
    sell: Money,
    buy: AtLeast,
    rounds: Option<u16>,
    until: Option<String>,
    date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuoteBody {
    name: String,
    sell: Money,
    /// What is taken for all of what is given: another word than an order's, so that neither is
    /// ever read as the other.
    buy: Money,
    until: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CancelBody {
    number: u64,
}

fn flaw(code: &'static str, path: &'static str, text: impl Into<String>) -> Flaw {
    Flaw { code, path, text: text.into() }
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Flaw> {
    serde_json::from_slice(bytes).map_err(|error| flaw("FF01", "", error.to_string()))
}

/// What a body asks for. `now` is the door's clock, whose date tells what letters mean.
pub(crate) fn read(
    ask: Ask,
    bytes: &[u8],
    directory: &Directory,
    now: Instant,
) -> Result<Command, Flaw> {
    let desk = Desk { directory, now };
    match ask {
        Ask::Order => desk.order(json(bytes)?),
        Ask::Quote => desk.quote(json(bytes)?),
        Ask::Cancel => {
            let CancelBody { number } = json(bytes)?;
            Ok(Command::CancelOrder { number: OrderNumber(number) })
        }
    }
}

struct Desk<'a> {
    directory: &'a Directory,
    now: Instant,
}

impl Desk<'_> {
    fn order(&self, body: OrderBody) -> Result<Command, Flaw> {
        let name = name(&body.name)?;
        self.check_date(body.date.as_deref())?;
        let (sell, amount) = self.money(&body.sell.currency, &body.sell.amount, SELL)?;
        let (buy, at_least) = self.money(&body.buy.currency, &body.buy.at_least, BUY)?;
        let limit = least_ratio(at_least, amount).ok_or_else(out_of_range)?;
        let validity = match (body.rounds, body.until.as_deref()) {
            (Some(rounds), None) => Validity::Rounds(rounds),
            (None, Some(until)) => Validity::Until(instant(until)?),
            (Some(_), Some(_)) | (None, None) => {
                return Err(flaw("FF01", "rounds", "say either rounds or until"));
            }
        };
        Ok(Command::PlaceOrder { name, sell, buy, amount, limit, validity })
    }

    fn quote(&self, body: QuoteBody) -> Result<Command, Flaw> {
        let name = name(&body.name)?;
        let (sell, amount) = self.money(&body.sell.currency, &body.sell.amount, SELL)?;
        let (buy, taken) = self.money(&body.buy.currency, &body.buy.amount, BUY)?;
        let rate = least_ratio(taken, amount).ok_or_else(out_of_range)?;
        Ok(Command::PostQuote { name, sell, buy, amount, rate, until: instant(&body.until)? })
    }

    /// A name is remembered for days only, so an order that lasts for rounds can say of which day
    /// it is, and is then no other day's. R-PAY-03
    fn check_date(&self, stated: Option<&str>) -> Result<(), Flaw> {
        let Some(stated) = stated else { return Ok(()) };
        let date = BusinessDate::parse(stated);
        let date = date.map_err(|_| flaw("DT01", "date", "not a date as in 2026-11-24"))?;
        if date == self.now.date() {
            return Ok(());
        }
        Err(flaw("DT01", "date", "not of today, in UTC"))
    }

    fn money(
        &self,
        code: &str,
        amount: &str,
        (currency_path, amount_path): (&'static str, &'static str),
    ) -> Result<(CurrencyId, Amount), Flaw> {
        let code = CurrencyCode::parse(code)
            .map_err(|_| flaw("AM11", currency_path, "not a currency code"))?;
        let known = self.directory.currency_on(code, self.now.date());
        let (currency, exponent) = known
            .ok_or_else(|| flaw("AM03", currency_path, "this currency does not settle here"))?;
        let amount = Amount::parse_decimal(amount, exponent).map_err(|error| match error {
            AmountError::TooManyDecimals => {
                flaw("CH20", amount_path, "more decimals than the currency has")
            }
            AmountError::TooLarge => flaw("AM02", amount_path, "more than the system books"),
            AmountError::Malformed => flaw("AM12", amount_path, "not an amount"),
        })?;
        if amount.is_zero() {
            return Err(flaw("AM01", amount_path, "nothing"));
        }
        Ok((currency, amount))
    }
}

const SELL: (&str, &str) = ("sell.currency", "sell.amount");
const BUY: (&str, &str) = ("buy.currency", "buy");

fn name(text: &str) -> Result<Uetr, Flaw> {
    Uetr::parse(text).map_err(|_| flaw("FF08", "name", "not a UETR: a lower-case version 4 UUID"))
}

fn instant(text: &str) -> Result<Instant, Flaw> {
    let read = iso20022::view::moment(text);
    read.ok_or_else(|| flaw("DT01", "until", "not an instant as in 2026-11-24T12:00:00Z"))
}

fn out_of_range() -> Flaw {
    flaw("AM02", "buy", "more is asked for a unit than a limit can say")
}
