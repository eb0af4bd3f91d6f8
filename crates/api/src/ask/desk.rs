//! Where what a body says gets its meaning: who is who, which letters mean what, when it is.

use std::str::FromStr;

use iso20022::visible::first_hidden;
use node::Board;
use node::translate::Flaw;
use receipts::PublicKey;
use serde::Deserialize;
use settlement::fx::Validity;
use settlement::participation::KeyNumber;
use settlement::{PartyId, Priority, Refusal};
use terms::{
    Amount, AmountError, Bic, BusinessDate, CurrencyCode, CurrencyId, Instant, Rate, TimeOfDay,
    Uetr,
};
use utoipa::ToSchema;

use super::limit::least_ratio;
use super::text::{
    BankCode, Clock, Day, Decimal, Key, Letters, Line, Moment, Name, Ratio, TradeName, Whole,
};

/// The longest line for people. Unit: characters.
const LONGEST_LINE: usize = 1_000;

pub(crate) fn flaw(code: &'static str, path: &'static str, text: impl Into<String>) -> Flaw {
    Flaw { code, path, text: text.into() }
}

/// Money of a currency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Money {
    /// In which currency.
    pub(super) currency: Letters,
    /// How much.
    pub(super) amount: Decimal,
}

/// The least that is wanted of a currency.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AtLeast {
    /// In which currency.
    pub(super) currency: Letters,
    /// How much at least.
    pub(super) at_least: Decimal,
}

/// How pressing a payment is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Pressing {
    /// Before all others.
    Urgent,
    /// Before normal ones.
    High,
    /// As any.
    Normal,
}

impl From<Pressing> for Priority {
    fn from(pressing: Pressing) -> Self {
        match pressing {
            Pressing::Urgent => Self::Urgent,
            Pressing::High => Self::High,
            Pressing::Normal => Self::Normal,
        }
    }
}

/// What is sold at most and for what at least, as the machine has it.
pub(super) struct Trade {
    pub(super) sell: CurrencyId,
    pub(super) buy: CurrencyId,
    pub(super) amount: Amount,
    pub(super) limit: Rate,
}

/// Who asks, when, under which path, and what is on the board.
pub(crate) struct Desk<'a> {
    pub(crate) board: &'a Board,
    pub(crate) by: PartyId,
    /// Which of its keys signed.
    pub(crate) signer: KeyNumber,
    pub(crate) now: Instant,
    /// What stands in the path, where its pattern has a place.
    pub(crate) within: Option<&'a str>,
}

impl Desk<'_> {
    /// The party a BIC names.
    pub(super) fn party(&self, path: &'static str, text: &BankCode) -> Result<PartyId, Flaw> {
        let bic = self.bic(path, text)?;
        let known = self.board.directory().party(&bic);
        known.ok_or_else(|| flaw("RC01", path, "no party has this BIC"))
    }

    pub(super) fn bic(&self, path: &'static str, text: &BankCode) -> Result<Bic, Flaw> {
        parse(path, "RC01", &text.0)
    }

    /// The currency letters mean today or, where they mean none, will mean next.
    pub(super) fn currency(
        &self,
        path: &'static str,
        letters: &Letters,
    ) -> Result<(CurrencyId, u8), Flaw> {
        let code = self.letters(path, letters)?;
        let known = self.board.directory().currency_from(code, self.now.date());
        known.ok_or_else(|| flaw("AM03", path, "this currency does not settle here"))
    }

    pub(super) fn letters(
        &self,
        path: &'static str,
        letters: &Letters,
    ) -> Result<CurrencyCode, Flaw> {
        let code = CurrencyCode::parse(&letters.0);
        code.map_err(|_| flaw("AM11", path, "not a currency code"))
    }

    /// An amount of a currency with so many decimals.
    pub(super) fn amount(
        &self,
        path: &'static str,
        text: &Decimal,
        exponent: u8,
    ) -> Result<Amount, Flaw> {
        if !is_decimal(&text.0) {
            return Err(flaw("AM12", path, "not an amount"));
        }
        Amount::parse_decimal(&text.0, exponent).map_err(|error| match error {
            AmountError::TooManyDecimals => {
                flaw("CH20", path, "more decimals than the currency has")
            }
            AmountError::TooLarge => flaw("AM02", path, "more than the system books"),
            AmountError::Malformed => flaw("AM12", path, "not an amount"),
        })
    }

    /// An amount that may be left open.
    pub(super) fn maybe(
        &self,
        path: &'static str,
        text: Option<&Decimal>,
        exponent: u8,
    ) -> Result<Option<Amount>, Flaw> {
        text.map(|text| self.amount(path, text, exponent)).transpose()
    }

    /// Currency and amount that stand beside each other.
    pub(super) fn money(
        &self,
        letters: &Letters,
        amount: &Decimal,
    ) -> Result<(CurrencyId, Amount), Flaw> {
        let (currency, exponent) = self.currency("currency", letters)?;
        Ok((currency, self.amount("amount", amount, exponent)?))
    }

    /// What is sold for what, with the exact ratio of the two amounts as the limit.
    pub(super) fn trade(
        &self,
        sell: (&Letters, &Decimal),
        buy: (&Letters, &Decimal),
    ) -> Result<Trade, Flaw> {
        let (sell, amount) = self.traded(sell, ("sell.currency", "sell.amount"))?;
        let (buy, wanted) = self.traded(buy, ("buy.currency", "buy"))?;
        let limit = least_ratio(wanted, amount)
            .ok_or_else(|| flaw("AM02", "buy", "more is asked for a unit than a limit can say"))?;
        Ok(Trade { sell, buy, amount, limit })
    }

    fn traded(
        &self,
        (letters, text): (&Letters, &Decimal),
        (currency_path, amount_path): (&'static str, &'static str),
    ) -> Result<(CurrencyId, Amount), Flaw> {
        let code = self.letters(currency_path, letters)?;
        let known = self.board.directory().currency_on(code, self.now.date());
        let (currency, exponent) = known
            .ok_or_else(|| flaw("AM03", currency_path, "this currency does not settle here"))?;
        let amount = self.amount(amount_path, text, exponent)?;
        if amount.is_zero() {
            return Err(flaw("AM01", amount_path, "nothing"));
        }
        Ok((currency, amount))
    }

    /// How long something stands: either so many rounds, or before an instant, or neither.
    pub(super) fn validity(
        &self,
        rounds: Option<u16>,
        until: Option<&Moment>,
    ) -> Result<Option<Validity>, Flaw> {
        match (rounds, until) {
            (Some(rounds), None) => Ok(Some(Validity::Rounds(rounds))),
            (None, Some(until)) => Ok(Some(Validity::Until(self.moment("until", until)?))),
            (None, None) => Ok(None),
            (Some(_), Some(_)) => Err(flaw("FF01", "rounds", "say either rounds or until")),
        }
    }

    pub(super) fn name(&self, path: &'static str, text: &Name) -> Result<Uetr, Flaw> {
        let name = Uetr::parse(&text.0);
        name.map_err(|_| flaw("FF08", path, "not a UETR: a lower-case version 4 UUID"))
    }

    pub(super) fn moment(&self, path: &'static str, text: &Moment) -> Result<Instant, Flaw> {
        // A point with nothing behind it is read elsewhere and is not of our form.
        let pointless = [".Z", ".+", ".-"].iter().any(|end| text.0.contains(end));
        let read = iso20022::view::moment(&text.0).filter(|_| !pointless);
        read.ok_or_else(|| flaw("DT01", path, "not an instant as in 2026-11-24T12:00:00Z"))
    }

    pub(super) fn day(&self, path: &'static str, text: &Day) -> Result<BusinessDate, Flaw> {
        let date = BusinessDate::parse(&text.0);
        date.map_err(|_| flaw("DT01", path, "not a date as in 2026-11-24"))
    }

    pub(super) fn clock(&self, path: &'static str, text: &Clock) -> Result<TimeOfDay, Flaw> {
        let shaped = text.0.len() == 5 && text.0.bytes().filter(u8::is_ascii_digit).count() == 4;
        let clock = if shaped { text.0.as_str() } else { "" };
        parse(path, "DT01", clock)
    }

    pub(super) fn key(&self, path: &'static str, text: &Key) -> Result<PublicKey, Flaw> {
        // It has one written form.
        let key = text.0.parse::<PublicKey>().ok().filter(|key| key.to_string() == text.0);
        key.ok_or_else(|| flaw("FF08", path, "not a public key as in ed25519:<64 hex digits>"))
    }

    /// That the keys of a new party are nobody's and never were, as R-PAR-07 has it of a key that is
    /// added. Of a party that is known the rules say that it is.
    pub(super) fn nobodys(
        &self,
        path: &'static str,
        bic: &Bic,
        keys: &[PublicKey],
    ) -> Result<(), Flaw> {
        let directory = self.board.directory();
        if directory.is_registered(bic) {
            return Ok(());
        }
        for (at, key) in keys.iter().enumerate() {
            let what = if directory.knows_key(key) {
                "is a party's already, or was"
            } else if keys.iter().take(at).any(|before| before == key) {
                "is stated twice"
            } else {
                continue;
            };
            let (refusal, place) = (Refusal::KeyExists, at.saturating_add(1));
            let text = format!("{} {}: key {place} {what}", refusal.number(), refusal.name());
            return Err(flaw(refusal.iso(), path, text));
        }
        Ok(())
    }

    pub(super) fn whole<T: FromStr>(&self, path: &'static str, text: &Whole) -> Result<T, Flaw> {
        let digits = text.0.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.0.parse().ok().filter(|_| digits);
        number.ok_or_else(|| flaw("FF08", path, "not a whole number in its range"))
    }

    pub(super) fn ratio(&self, path: &'static str, text: &Ratio) -> Result<Rate, Flaw> {
        let parts = text.0.split_once('/');
        let part = |text: &str| Whole(text.to_owned());
        let (first, second) = parts
            .map(|(first, second)| (part(first), part(second)))
            .ok_or_else(|| flaw("FF08", path, "not a ratio as in 1/695"))?;
        let (first, second) = (self.whole(path, &first)?, self.whole(path, &second)?);
        Rate::new(first, second).map_err(|_| flaw("FF08", path, "a part of the ratio is zero"))
    }

    /// What both sides of a trade call it, as it may stand in the line of a message too.
    pub(super) fn trade_name(&self, path: &'static str, text: &TradeName) -> Result<String, Flaw> {
        let proper = iso20022::view::is_trade_reference(&text.0);
        let text = proper.then(|| text.0.clone());
        text.ok_or_else(|| flaw("FF08", path, "not 1 to 35 letters, digits and hyphens"))
    }

    /// A line for people: nothing in it is invisible, or turns the direction of what follows it.
    pub(super) fn line(&self, path: &'static str, text: &Line) -> Result<String, Flaw> {
        if text.0.chars().count() > LONGEST_LINE {
            return Err(flaw("FF08", path, format!("longer than {LONGEST_LINE} characters")));
        }
        match text.0.chars().find(|here| here.is_control()).or_else(|| first_hidden(&text.0)) {
            Some(hidden) => {
                let code = u32::from(hidden);
                let text = format!("holds the invisible character U+{code:04X}; remove it");
                Err(flaw("RR10", path, text))
            }
            None => Ok(text.0.clone()),
        }
    }

    /// What the body and the path both say, since only the body is signed.
    pub(super) fn within(&self, path: &'static str, number: u64) -> Result<u64, Flaw> {
        let same = self.within.is_none_or(|within| within.parse() == Ok(number));
        same.then_some(number).ok_or_else(|| flaw("FF01", path, "not the one that the path names"))
    }
}

/// Whether a text is digits, with digits behind a point if it has one.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}

fn parse<T: FromStr<Err = terms::Malformed>>(
    path: &'static str,
    code: &'static str,
    text: &str,
) -> Result<T, Flaw> {
    text.parse().map_err(|error: terms::Malformed| flaw(code, path, error.to_string()))
}
