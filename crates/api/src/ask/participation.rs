use serde::Deserialize;
use settlement::Command;
use settlement::participation::{Access, Command as Participation, HolderClass, KeyNumber};
use utoipa::ToSchema;

use super::asks;
use super::text::{BankCode, Key, Letters};

/// What an account's holder is to the currency's settlement agent.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Class {
    /// The settlement agent itself.
    Agent,
    /// A bank of the agent's own country.
    ResidentBank,
    /// A bank of another country.
    ForeignBank,
    /// Makes prices between currencies and holds several.
    ExchangeProvider,
    /// Takes part through a sponsor.
    Indirect,
}

impl From<Class> for HolderClass {
    fn from(class: Class) -> Self {
        match class {
            Class::Agent => Self::Agent,
            Class::ResidentBank => Self::ResidentBank,
            Class::ForeignBank => Self::ForeignBank,
            Class::ExchangeProvider => Self::ExchangeProvider,
            Class::Indirect => Self::Indirect,
        }
    }
}

/// What a holder may do with its account.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum May {
    /// Send and receive.
    Full,
    /// Send, not receive.
    SendOnly,
    /// Receive, not send.
    ReceiveOnly,
    /// Neither, for now.
    Suspended,
    /// Neither, for ever.
    Closed,
}

impl From<May> for Access {
    fn from(may: May) -> Self {
        match may {
            May::Full => Self::Full,
            May::SendOnly => Self::SendOnly,
            May::ReceiveOnly => Self::ReceiveOnly,
            May::Suspended => Self::Suspended,
            May::Closed => Self::Closed,
        }
    }
}

asks! {
    /// The operator makes an institution known; it may do nothing yet.
    RegisterParty at "/v1/parties" says "registered" up to SMALL {
        /// Its name in messages.
        bic: BankCode,
        /// The keys it signs with; none for a party that only receives.
        keys: Vec<Key>,
    } |body, desk| {
        let bic = desk.bic("bic", &body.bic)?;
        let keys = body.keys.iter().map(|key| desk.key("keys", key));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        desk.nobodys("keys", &bic, &keys)?;
        Command::Participation(Participation::RegisterParty { bic, keys })
    };

    /// A settlement agent admits a party to its currency, which opens the account.
    AdmitParticipant at "/v1/participants" says "admitted" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Whom.
        party: BankCode,
        /// As what.
        class: Class,
        /// To do what.
        access: May,
    } |body, desk| Command::Participation(Participation::AdmitParticipant {
        currency: desk.currency("currency", &body.currency)?.0,
        party: desk.party("party", &body.party)?,
        class: body.class.into(),
        access: body.access.into(),
    });

    /// A settlement agent changes what a participant may do in its currency.
    ChangeAccess at "/v1/participants/access" says "changed" up to SMALL {
        /// The agent's currency.
        currency: Letters,
        /// Whose.
        party: BankCode,
        /// To what.
        access: May,
    } |body, desk| Command::Participation(Participation::ChangeAccess {
        currency: desk.currency("currency", &body.currency)?.0,
        party: desk.party("party", &body.party)?,
        access: body.access.into(),
    });

    /// A participant lets another party submit instructions that debit its account.
    GrantMandate at "/v1/mandates" says "granted" up to SMALL {
        /// In this currency.
        currency: Letters,
        /// To whom.
        to: BankCode,
    } |body, desk| Command::Participation(Participation::GrantMandate {
        currency: desk.currency("currency", &body.currency)?.0,
        to: desk.party("to", &body.to)?,
    });

    /// A participant takes a mandate back.
    RevokeMandate at "/v1/mandates/revoke" says "revoked" up to SMALL {
        /// In this currency.
        currency: Letters,
        /// From whom.
        from: BankCode,
    } |body, desk| Command::Participation(Participation::RevokeMandate {
        currency: desk.currency("currency", &body.currency)?.0,
        from: desk.party("from", &body.from)?,
    });

    /// A party adds a key to those it signs with; it counts after a day.
    AddKey at "/v1/keys" says "added" up to SMALL {
        /// `ed25519:` and 64 hexadecimal digits.
        key: Key,
    } |body, desk| Command::Participation(Participation::AddKey {
        key: desk.key("key", &body.key)?,
    });

    /// A party ends one of its keys, or the operator one of anybody's.
    RevokeKey at "/v1/keys/revoke" says "revoked" up to SMALL {
        /// Whose.
        party: BankCode,
        /// Which, by its number among the party's.
        number: u16,
    } |body, desk| Command::Participation(Participation::RevokeKey {
        party: desk.party("party", &body.party)?,
        number: KeyNumber(body.number),
    });
}
