//! `party`, `admit`, `access`, `mandate` and `revoke`.

use settlement::participation::{Access, Command, HolderClass};
use settlement::{Command as AnyCommand, PartyId};
use terms::Bic;

use super::vocabulary::{ACCESS, CLASSES, value_of};
use super::words::{Reading, Words, number};
use super::{Given, approvals};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Participation(command) }
}

/// `party BIC [keys=N/...]`
pub(super) fn party(words: &mut Words<'_>) -> Reading<Given> {
    let bic = Bic::parse(words.word("a BIC")?)?;
    let numbers = words.key("keys").map(|text| text.split('/').map(number));
    let numbers: Vec<u64> = numbers.into_iter().flatten().collect::<Reading<_>>()?;
    let keys = numbers.into_iter().map(approvals::key).collect();
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::RegisterParty { bic, keys }))
}

/// `admit CUR BANK [class] [access]`
pub(super) fn admit(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let party = words.bank()?;
    let class = words.next_word().map(|word| value_of(CLASSES, word)).transpose()?;
    let class = class.unwrap_or(HolderClass::ResidentBank);
    let access = words.next_word().map(|word| value_of(ACCESS, word)).transpose()?;
    let access = access.unwrap_or(Access::Full);
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::AdmitParticipant { currency, party, class, access }))
}

/// `access CUR BANK ACCESS`
pub(super) fn access(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let party = words.bank()?;
    let access = value_of(ACCESS, words.word("an access")?)?;
    let by = words.by_agent(currency)?;
    Ok(given(by, Command::ChangeAccess { currency, party, access }))
}

/// `mandate CUR HOLDER TO`
pub(super) fn mandate(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder, to) = (words.currency()?, words.bank()?, words.bank()?);
    let by = words.by(holder)?;
    Ok(given(by, Command::GrantMandate { currency, to }))
}

/// `revoke CUR HOLDER FROM`
pub(super) fn revoke(words: &mut Words<'_>) -> Reading<Given> {
    let (currency, holder, from) = (words.currency()?, words.bank()?, words.bank()?);
    let by = words.by(holder)?;
    Ok(given(by, Command::RevokeMandate { currency, from }))
}
