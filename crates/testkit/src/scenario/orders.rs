//! `order`, `quote`, `convert`, `withdraw` and `prices`; and the question `orders`.

use settlement::fx::{Clearing, Command, Constraint, Fill, OrderNumber, Price, Standing, Validity};
use settlement::{Command as AnyCommand, PartyId};
use terms::Amount;

use super::exchange::ratio;
use super::words::{Reading, Words, number};
use super::{Given, Scenario};

/// `order BANK CUR AMOUNT for CUR at=NUM/DEN [until=MOMENT|rounds=N] [name=NAME]`; one round, if not said.
pub(super) fn order(words: &mut Words<'_>) -> Reading<Given> {
    let holder = words.bank()?;
    let sell = words.currency()?;
    let amount = words.amount(sell)?;
    if words.word("for")? != "for" {
        return Err("say what is wanted: for CUR".into());
    }
    let buy = words.currency()?;
    let limit = ratio(words.required("at")?)?;
    let rounds = words.key("rounds").map(number).transpose()?.unwrap_or(1);
    let validity = match words.moment_key("until")? {
        Some(until) => Validity::Until(until),
        None => Validity::Rounds(rounds),
    };
    let by = words.by(holder)?;
    let name = words.name_or_fresh();
    let command = Command::PlaceOrder { name, sell, buy, amount, limit, validity };
    Ok(Given { by, command: AnyCommand::Exchange(command) })
}

/// `quote BANK CUR AMOUNT for CUR at=NUM/DEN until=MOMENT`
pub(super) fn quote(words: &mut Words<'_>) -> Reading<Given> {
    let holder = words.bank()?;
    let sell = words.currency()?;
    let amount = words.amount(sell)?;
    if words.word("for")? != "for" {
        return Err("say what is taken: for CUR".into());
    }
    let buy = words.currency()?;
    let rate = ratio(words.required("at")?)?;
    let until = words.moment_key("until")?.ok_or("say how long it stands: until=MOMENT")?;
    let (name, by) = (words.name_or_fresh(), words.by(holder)?);
    let command = Command::PostQuote { name, sell, buy, amount, rate, until };
    Ok(Given { by, command: AnyCommand::Exchange(command) })
}

/// `convert NAME CUR AMOUNT PAYER CREDITOR for CUR at=NUM/DEN [until=MOMENT|rounds=N]`
pub(super) fn convert(words: &mut Words<'_>) -> Reading<Given> {
    let uetr = words.payment()?;
    let sell = words.currency()?;
    let amount = words.amount(sell)?;
    let (payer, creditor) = (words.bank()?, words.bank()?);
    if words.word("for")? != "for" {
        return Err("say what is received: for CUR".into());
    }
    let buy = words.currency()?;
    let limit = ratio(words.required("at")?)?;
    let rounds = words.key("rounds").map(number).transpose()?;
    let wait = match words.moment_key("until")? {
        Some(until) => Some(Validity::Until(until)),
        None => rounds.map(Validity::Rounds),
    };
    let by = words.by(payer)?;
    let command = Command::ConvertPayment { uetr, creditor, sell, buy, amount, limit, wait };
    Ok(Given { by, command: AnyCommand::Exchange(command) })
}

/// `withdraw NUMBER by=BANK`
pub(super) fn withdraw(words: &mut Words<'_>) -> Reading<Given> {
    let number = OrderNumber(words.number("an order's number")?);
    let by = words.bank_key("by")?.ok_or("say whose order it is: by=BIC")?;
    Ok(Given { by, command: AnyCommand::Exchange(Command::CancelOrder { number }) })
}

/// `prices ROUND CUR/WORTH... ORDER-SOLD-RECEIVED... value=N [share=CUR/N] [halted=CUR]
/// [off=CUR/CUR] [band=CUR/CUR] [quota=CUR] [partial=yes]`, amounts in minor units
pub(super) fn prices(words: &mut Words<'_>) -> Reading<Given> {
    let round = words.number("a round's number")?;
    let (mut prices, mut fills) = (Vec::new(), Vec::new());
    for word in words.rest() {
        match word.split_once('/') {
            Some((currency, worth)) => prices.push(Price {
                currency: words.currency_named(currency)?,
                worth: number(worth)?,
                share: 1 << 32,
            }),
            None => fills.push(fill(word)?),
        }
    }
    if let Some((currency, share)) = words.key("share").and_then(|text| text.split_once('/')) {
        let currency = words.currency_named(currency)?;
        let share = number(share)?;
        prices.iter_mut().filter(|p| p.currency == currency).for_each(|p| p.share = share);
    }
    let standing = match words.key("partial") {
        Some(_) => Standing::Partial,
        None => Standing::Equilibrium,
    };
    let value = number(words.required("value")?)?;
    let constraints = constraints(words)?;
    let by = words.by(PartyId::OPERATOR)?;
    let clearing = Clearing { standing, value, prices, fills, constraints };
    let command = Command::ProposePrices { round, clearing };
    Ok(Given { by, command: AnyCommand::Exchange(command) })
}

fn fill(word: &str) -> Reading<Fill> {
    let parts: Vec<&str> = word.split('-').collect();
    let [order, sold, received] = parts.as_slice() else {
        return Err(format!("{word} is no fill: ORDER-SOLD-RECEIVED").into());
    };
    Ok(Fill {
        order: OrderNumber(number(order)?),
        sold: Amount::from_minor(number(sold)?),
        received: Amount::from_minor(number(received)?),
    })
}

fn constraints(words: &mut Words<'_>) -> Reading<Vec<Constraint>> {
    let mut constraints = Vec::new();
    if let Some(text) = words.key("halted") {
        constraints.push(Constraint::Halted(words.currency_named(text)?));
    }
    if let Some((one, other)) = words.key("off").and_then(|text| text.split_once('/')) {
        let pair = (words.currency_named(one)?, words.currency_named(other)?);
        constraints.push(Constraint::SwitchedOff(pair.0, pair.1));
    }
    if let Some((one, other)) = words.key("band").and_then(|text| text.split_once('/')) {
        let pair = (words.currency_named(one)?, words.currency_named(other)?);
        constraints.push(Constraint::Band(pair.0, pair.1));
    }
    if let Some(text) = words.key("quota") {
        constraints.push(Constraint::Quota(words.currency_named(text)?));
    }
    Ok(constraints)
}

impl Scenario {
    /// `orders`: what stands, as placed.
    pub(super) fn orders(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let telling = self.telling(line);
        let told: Vec<String> = self.machine.orders().map(|order| telling.order(&order)).collect();
        Ok(if told.is_empty() { "no orders".to_owned() } else { told.join("\n") })
    }
}
