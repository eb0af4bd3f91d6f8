//! `cycle`, `owe` and `unowe`.

use settlement::cycle::{Command, CycleNumber};
use settlement::{Command as AnyCommand, PartyId};

use super::Given;
use super::words::{Reading, Words};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Cycle(command) }
}

/// `cycle CUR... cutoff=MOMENT deadline=MOMENT`
pub(super) fn open(words: &mut Words<'_>) -> Reading<Given> {
    let codes = words.rest();
    let currencies = codes.into_iter().map(|code| words.currency_named(code));
    let currencies = currencies.collect::<Reading<Vec<_>>>()?;
    let cut_off = words.moment_key("cutoff")?.ok_or("say until when: cutoff=MOMENT")?;
    let deadline = words.moment_key("deadline")?.ok_or("say when it settles: deadline=MOMENT")?;
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::OpenCycle { currencies, cut_off, deadline }))
}

/// `owe NAME CYCLE CUR AMOUNT DEBTOR CREDITOR`
pub(super) fn owe(words: &mut Words<'_>) -> Reading<Given> {
    let name = words.payment()?;
    let cycle = CycleNumber(words.number("the cycle's number")?);
    let currency = words.currency()?;
    let amount = words.amount(currency)?;
    let (debtor, creditor) = (words.bank()?, words.bank()?);
    let by = words.by(debtor)?;
    Ok(given(by, Command::SubmitObligation { name, cycle, creditor, currency, amount }))
}

/// `unowe NAME CYCLE DEBTOR`
pub(super) fn unowe(words: &mut Words<'_>) -> Reading<Given> {
    let name = words.payment()?;
    let cycle = CycleNumber(words.number("the cycle's number")?);
    let debtor = words.bank()?;
    Ok(given(debtor, Command::WithdrawObligation { cycle, name }))
}
