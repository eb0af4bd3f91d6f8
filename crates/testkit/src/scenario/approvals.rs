//! `require`, `together`, `countersign`, `unpropose`, `keycap`, `addkey` and `revokekey`; the question
//! `proposals`.

use receipts::{Algorithm, PublicKey};
use settlement::approval::{Command, ProposalNumber, ProposalView};
use settlement::participation::{Command as Participation, KeyNumber};
use settlement::{Command as AnyCommand, PartyId};

use super::vocabulary::{AREAS, value_of, word_for};
use super::words::{Reading, Words};
use super::{Given, Scenario};

fn given(by: PartyId, command: Command) -> Given {
    Given { by, command: AnyCommand::Approval(command) }
}

/// A key that nobody signs with: told apart by its number.
pub(super) fn key(number: u64) -> PublicKey {
    let mut bytes = vec![0; 24];
    bytes.extend_from_slice(&number.to_be_bytes());
    PublicKey { algorithm: Algorithm::Ed25519, bytes }
}

/// `require AREA KEYS by=BIC [hours=N]`
pub(super) fn require(words: &mut Words<'_>) -> Reading<Given> {
    let area = value_of(AREAS, words.word("an area")?)?;
    let keys = words.number("how many keys")?;
    let hours = words.number_or("hours", 24)?;
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::RequireApprovals { area, keys, hours }))
}

/// `countersign PROPOSAL by=BIC key=N`
pub(super) fn countersign(words: &mut Words<'_>) -> Reading<Given> {
    let proposal = ProposalNumber(words.number("the proposal's number")?);
    let signer = KeyNumber(words.number_or("key", 1)?);
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::Approve { proposal, signer }))
}

/// `unpropose PROPOSAL by=BIC`
pub(super) fn take_back(words: &mut Words<'_>) -> Reading<Given> {
    let proposal = ProposalNumber(words.number("the proposal's number")?);
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::Withdraw { proposal }))
}

/// `addkey NUMBER by=BIC`
pub(super) fn add_key(words: &mut Words<'_>) -> Reading<Given> {
    let key = key(words.number("a key")?);
    let by = words.by(PartyId::OPERATOR)?;
    Ok(Given { by, command: AnyCommand::Participation(Participation::AddKey { key }) })
}

/// `revokekey BIC PLACE [by=BIC]`
pub(super) fn revoke_key(words: &mut Words<'_>) -> Reading<Given> {
    let party = words.bank()?;
    let number = KeyNumber(words.number("the key's place")?);
    let by = words.by(party)?;
    Ok(Given { by, command: AnyCommand::Participation(Participation::RevokeKey { party, number }) })
}

/// `keycap CUR AMOUNT|none by=BIC`
pub(super) fn key_cap(words: &mut Words<'_>) -> Reading<Given> {
    let currency = words.currency()?;
    let cap = match words.word("an amount or none")? {
        "none" => None,
        text => Some(words.amount_named(text, currency)?),
    };
    let by = words.by(PartyId::OPERATOR)?;
    Ok(given(by, Command::SetOutflowCap { currency, cap }))
}

impl Scenario {
    /// `proposals`: what waits for keys.
    pub(super) fn proposals(&mut self, line: &goldenscript::Command) -> Reading<String> {
        self.words(line).end()?;
        let telling = self.telling(line);
        let told = self.machine.proposals().map(|view| {
            let ProposalView { number, by, command, missing, until } = view;
            let area = settlement::approval::Area::of(command);
            let area = area.map_or("nothing", |area| word_for(AREAS, &area));
            let until = super::telling::moment(until);
            let by = telling.bank(by);
            format!("proposal {} of {by}: {area}, {missing} keys missing, until {until}", number.0)
        });
        let told: Vec<String> = told.collect();
        Ok(if told.is_empty() { "no proposals".to_owned() } else { told.join("\n") })
    }
}
