//! `propose`.

use settlement::offsetting::Command;
use settlement::{Command as AnyCommand, PartyId};

use super::Given;
use super::words::{Reading, Words};

/// `propose NAME...`
pub(super) fn propose(words: &mut Words<'_>) -> Reading<Given> {
    let names = words.rest();
    let items = names.into_iter().map(|name| words.payment_named(name)).collect();
    let by = words.by(PartyId::OPERATOR)?;
    let command = AnyCommand::Offsetting(Command::ProposeOffsetting { items });
    Ok(Given { by, command })
}
