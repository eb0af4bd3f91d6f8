//! `propose`.

use settlement::fx::Value;
use settlement::offsetting::Command;
use settlement::{Command as AnyCommand, PartyId};

use super::Given;
use super::words::{Reading, Words, number};

/// `propose NAME... [value=MILLIONTHS] [prices=N/N/...]`
pub(super) fn propose(words: &mut Words<'_>) -> Reading<Given> {
    let names = words.rest();
    let items = names.into_iter().map(|name| words.payment_named(name)).collect();
    let value = words.key("value").map(number).transpose()?.map(Value::from_millionths);
    let prices = words.key("prices").unwrap_or_default().split('/').filter(|p| !p.is_empty());
    let prices = prices.map(number).collect::<Reading<Vec<u64>>>()?;
    let by = words.by(PartyId::OPERATOR)?;
    let command = AnyCommand::Offsetting(Command::ProposeOffsetting { items, value, prices });
    Ok(Given { by, command })
}
