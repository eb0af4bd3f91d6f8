//! `reserve`, `limit`, `credit`, `move` and `standing`.

use settlement::liquidity::{Command, StandingAmount, StandingOrder, Trigger};
use settlement::{Command as AnyCommand, PartyId};
use terms::CurrencyId;

use super::Given;
use super::vocabulary::{PRIORITIES, value_of};
use super::words::{Reading, Words};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Liquidity(command) }
}

/// `reserve CUR HOLDER PRIORITY AMOUNT`
pub(super) fn reserve(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder) = (words.currency()?, words.bank()?);
    let priority = value_of(PRIORITIES, words.word("a priority")?)?;
    let amount = words.amount(currency)?;
    let by = words.by(holder)?;
    Ok(given(by, Command::ReserveFunds { currency, priority, amount }))
}

/// `limit CUR HOLDER AMOUNT|none [to=BANK]`
pub(super) fn limit(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder) = (words.currency()?, words.bank()?);
    let amount = match words.word("an amount or none")? {
        "none" => None,
        text => Some(words.amount_named(text, currency)?),
    };
    let command = match words.bank_key("to")? {
        Some(counterparty) => Command::SetBilateralLimit { currency, counterparty, amount },
        None => Command::SetMultilateralLimit { currency, amount },
    };
    let by = words.by(holder)?;
    Ok(given(by, command))
}

/// `credit CUR BANK AMOUNT`
pub(super) fn credit(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, party) = (words.currency()?, words.bank()?);
    let amount = words.amount(currency)?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetCreditLine { currency, party, amount }))
}

/// `move CUR AMOUNT FROM TO [name=NAME]`
pub(super) fn transfer(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let amount = words.amount(currency)?;
    let (from, to) = (words.bank()?, words.bank()?);
    let (name, by) = (words.name_or_fresh(), words.by(from)?);
    Ok(given(by, Command::TransferLiquidity { name, currency, to, amount }))
}

/// `standing CUR HOLDER NUMBER open|close to=BANK fixed=AMOUNT|above=AMOUNT`, or `... none`
pub(super) fn standing(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder) = (words.currency()?, words.bank()?);
    let number = words.number("the order's number")?;
    let order = match words.word("open, close or none")? {
        "open" => Some(order(words, currency, Trigger::Open)?),
        "close" => Some(order(words, currency, Trigger::Close)?),
        "none" => None,
        word => return Err(format!("{word} is none of: open, close, none").into()),
    };
    let by = words.by(holder)?;
    Ok(given(by, Command::SetStandingOrder { currency, number, order }))
}

fn order(words: &mut Words<'_>, currency: CurrencyId, trigger: Trigger) -> Reading<StandingOrder> {
    let to = words.bank_key("to")?.ok_or("say whom the order pays: to=BIC")?;
    let amount = match (words.key("fixed"), words.key("above")) {
        (Some(text), None) => StandingAmount::Fixed(words.amount_named(text, currency)?),
        (None, Some(text)) => StandingAmount::Above(words.amount_named(text, currency)?),
        _ => return Err("say how much the order moves: fixed=AMOUNT or above=AMOUNT".into()),
    };
    Ok(StandingOrder { trigger, to, amount })
}
