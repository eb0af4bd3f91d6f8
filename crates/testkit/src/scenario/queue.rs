//! `cancel`, `reorder`, `reprioritise` and `policy`.

use settlement::queue::Command;
use settlement::{Command as AnyCommand, PartyId};

use super::Given;
use super::vocabulary::{PLACES, POLICIES, PRIORITIES, value_of};
use super::words::{Reading, Words};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Queue(command) }
}

/// `cancel NAME`
pub(super) fn cancel(words: &mut Words<'_>) -> Reading<Given> {
    let uetr = words.payment()?;
    let by = words.by_giver(uetr)?;
    Ok(given(by, Command::CancelInstruction { uetr }))
}

/// `reorder NAME front|back`
pub(super) fn reorder(words: &mut Words<'_>) -> Reading<Given> {
    let uetr = words.payment()?;
    let place = value_of(PLACES, words.word("front or back")?)?;
    let by = words.by_giver(uetr)?;
    Ok(given(by, Command::ReorderInstruction { uetr, place }))
}

/// `reprioritise NAME PRIORITY`
pub(super) fn reprioritise(words: &mut Words<'_>) -> Reading<Given> {
    let uetr = words.payment()?;
    let priority = value_of(PRIORITIES, words.word("a priority")?)?;
    let by = words.by_giver(uetr)?;
    Ok(given(by, Command::ReprioritiseInstruction { uetr, priority }))
}

/// `policy CUR HOLDER fifo|bypass`
pub(super) fn policy(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder) = (words.currency()?, words.bank()?);
    let policy = value_of(POLICIES, words.word("fifo or bypass")?)?;
    let by = words.by(holder)?;
    Ok(given(by, Command::SetQueuePolicy { currency, policy }))
}
