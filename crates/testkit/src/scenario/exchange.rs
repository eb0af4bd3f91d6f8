//! `yardstick`, `rate`, `approve`, `band`, `quota`, `pair`, `halt` and `open`; and what may be
//! asked of exchange.

use settlement::fx::{BasisPoints, Command, OfficialView, PostedRate};
use settlement::{Command as AnyCommand, PartyId};
use terms::{BusinessDate, CurrencyId, Rate};

use super::vocabulary::{SWITCHES, TRADING, value_of, word_for};
use super::words::{Reading, Words, number};
use super::{Given, Scenario};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Exchange(command) }
}

/// `yardstick NAME...`
pub(super) fn yardstick(words: &mut Words<'_>) -> Reading<Given> {
    let name = words.rest().join(" ");
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::NameYardstick { name }))
}

/// `rate CUR NUM/DEN [from=DATE]`
pub(super) fn rate(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, rate, from) = posted(words)?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::PostOfficialRate { currency, rate, from }))
}

/// `approve CUR NUM/DEN [from=DATE]`
pub(super) fn approve(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, rate, from) = posted(words)?;
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::ApproveOfficialRate { currency, rate, from }))
}

/// `band CUR BASISPOINTS|none`
pub(super) fn band(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let band = match words.word("basis points or none")? {
        "none" => None,
        text => Some(BasisPoints(number(text)?)),
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetBand { currency, band }))
}

/// `quota CUR AMOUNT|none`
pub(super) fn quota(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let amount = match words.word("an amount or none")? {
        "none" => None,
        text => Some(words.amount_named(text, currency)?),
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetQuota { currency, amount }))
}

/// `pair CUR CUR on|off`
pub(super) fn pair(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, against) = (words.currency()?, words.currency()?);
    let switch = value_of(SWITCHES, words.word("on or off")?)?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SwitchPair { currency, against, switch }))
}

/// `halt CUR`
pub(super) fn halt(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::HaltExchange { currency }))
}

/// `open CUR`
pub(super) fn open(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::ResumeExchange { currency }))
}

fn posted(words: &mut Words<'_>) -> Reading<(CurrencyId, Rate, BusinessDate)> {
    let currency = words.currency()?;
    let rate = ratio(words.word("a rate")?)?;
    let from = words.date_key("from")?.unwrap_or(words.today());
    Ok((currency, rate, from))
}

/// `NUM/DEN`, or `NUM` for a whole one.
pub(super) fn ratio(text: &str) -> Reading<Rate> {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    Ok(Rate::new(number(numerator)?, number(denominator)?)?)
}

impl Scenario {
    /// `rates`: what each currency is officially worth, and what it will be.
    pub(super) fn rates(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let telling = self.telling(line);
        let told = self.machine.official_rates().into_iter().map(|view| telling.official(&view));
        Ok(told.collect::<Vec<_>>().join("\n"))
    }

    /// `worth CUR CUR`: minor units of the second for minor units of the first.
    pub(super) fn worth(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let (sold, bought) = read_pair(&mut self.words(line))?;
        let telling = self.telling(line);
        let (sold_code, bought_code) = (telling.code(sold), telling.code(bought));
        Ok(match self.machine.pair_rate(sold, bought) {
            Some(rate) => format!(
                "{} minor units of {bought_code} for {} of {sold_code}",
                rate.numerator, rate.denominator
            ),
            None => format!("{sold_code} and {bought_code} have no rate of a pair"),
        })
    }
}

impl Scenario {
    /// `terms CUR`: what a currency's agent allows in exchange.
    pub(super) fn terms(&mut self, line: &goldenscript::Command) -> Reading<String> {
        let currency = read_currency(&mut self.words(line))?;
        let telling = self.telling(line);
        let terms = self.machine.exchange_terms(currency);
        let off =
            terms.off.iter().map(|against| format!(", off against {}", telling.code(*against)));
        let quota = terms.quota.map_or_else(
            || "no quota".to_owned(),
            |quota| format!("quota {}", telling.sum(currency, quota)),
        );
        Ok(format!(
            "{} {}, {}, {quota}, sold {}{}",
            telling.code(currency),
            word_for(TRADING, &terms.trading),
            band_words(terms.band),
            telling.sum(currency, terms.sold),
            off.collect::<String>()
        ))
    }
}

/// How far prices may stand from the official rate.
pub(super) fn band_words(band: Option<BasisPoints>) -> String {
    band.map_or_else(|| "no band".to_owned(), |band| format!("band {} basis points", band.0))
}

fn read_currency(words: &mut Words<'_>) -> Reading<CurrencyId> {
    let currency = words.currency()?;
    words.end()?;
    Ok(currency)
}

fn read_pair(words: &mut Words<'_>) -> Reading<(CurrencyId, CurrencyId)> {
    let pair = (words.currency()?, words.currency()?);
    words.end()?;
    Ok(pair)
}

impl super::Telling<'_> {
    fn official(&self, view: &OfficialView) -> String {
        let code = self.code(view.currency);
        let rate = view.rate.map_or_else(|| "no rate".to_owned(), rate_words);
        let coming = view.coming.map(|posted| format!(", {}", posted_words(posted)));
        format!("{code}: {rate}{}", coming.unwrap_or_default())
    }
}

/// A rate part by part.
pub(super) fn rate_words(rate: Rate) -> String {
    format!("{}/{}", rate.numerator(), rate.denominator())
}

/// A rate with its date, and whether it waits to be approved.
pub(super) fn posted_words(posted: PostedRate) -> String {
    let waits = if posted.approved { "" } else { ", to be approved" };
    format!("{} from {}{waits}", rate_words(posted.rate), posted.from)
}
