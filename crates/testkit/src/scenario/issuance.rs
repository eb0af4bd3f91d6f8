//! `issue`, `redeem` and `overnight`.

use settlement::issuance::{Command, Disposal, OvernightPolicy};
use settlement::{Command as AnyCommand, PartyId};

use super::Given;
use super::vocabulary::{CLASSES, value_of};
use super::words::{Reading, Words};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Issuance(command) }
}

/// `issue CUR BANK AMOUNT [name=NAME]`
pub(super) fn issue(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, to) = (words.currency()?, words.bank()?);
    let amount = words.amount(currency)?;
    let (name, by) = (words.name_or_fresh(), words.by_agent(currency)?);
    Ok(given(by, Command::Issue { name, currency, to, amount }))
}

/// `redeem CUR BANK AMOUNT [name=NAME]`
pub(super) fn redeem(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, from) = (words.currency()?, words.bank()?);
    let amount = words.amount(currency)?;
    let (name, by) = (words.name_or_fresh(), words.by_agent(currency)?);
    Ok(given(by, Command::Redeem { name, currency, from, amount }))
}

/// `overnight CUR CLASS free`, `... forbidden HOW` or `... capped AMOUNT HOW`
pub(super) fn overnight(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let class = value_of(CLASSES, words.word("a class of holders")?)?;
    let policy = match words.word("free, forbidden or capped")? {
        "free" => OvernightPolicy::Free,
        "forbidden" => OvernightPolicy::Forbidden(disposal(words)?),
        "capped" => {
            let cap = words.amount(currency)?;
            OvernightPolicy::Capped(cap, disposal(words)?)
        }
        word => return Err(format!("{word} is none of: free, forbidden, capped").into()),
    };
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::SetOvernightPolicy { currency, class, policy }))
}

fn disposal(words: &mut Words<'_>) -> Reading<Disposal> {
    match words.word("sweep, return, invest or invest-overnight")? {
        "sweep" => Ok(Disposal::Sweep),
        "return" => Ok(Disposal::Return),
        "invest" => Ok(Disposal::Invest),
        "invest-overnight" => Ok(Disposal::InvestOvernight),
        word => Err(format!("{word} is none of: sweep, return, invest, invest-overnight").into()),
    }
}
